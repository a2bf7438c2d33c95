//! The files of the site as answers: pages with the script that keeps them up to date, and what the project has as it is.

use std::{
    io::{self, Read, Seek, SeekFrom},
    time::UNIX_EPOCH,
};

use hyper::{StatusCode, body::Bytes};

use super::{
    Served,
    body::Body,
    http::{Answer, OWN, made, say},
    range::{self, Range},
    reload,
};
use crate::{
    diagnostic::Diagnostic, files::scan, publish::lookup::Output, render::assets, rules, source::SitePath, url,
};

/// Bytes of a file that are read at once.
const CHUNK: u64 = 64 << 10;

/// What a browser says of what it has and wants.
pub struct Wanted {
    /// A page is sent as a build writes it.
    pub plain: bool,
    pub range: Option<String>,
    /// `If-Range`.
    pub only_of: Option<String>,
    /// `If-None-Match`.
    pub known: Option<String>,
}

impl Wanted {
    fn has(&self, tag: &str) -> bool {
        self.known.as_deref().is_some_and(|known| range::names(known, tag))
    }

    fn range(&self, tag: &str, length: u64) -> Range {
        match &self.range {
            Some(range) if self.only_of.as_deref().is_none_or(|only| only == tag) => range::read(range, length),
            _ => Range::All,
        }
    }
}

/// A path to a file that is one: a folder means its `index.html`, and the folder of the base URL may stand before it.
pub fn in_base(served: &Served, path: &str) -> String {
    let index = |path: &str| match path {
        "" => "index.html".to_owned(),
        path if path.ends_with('/') => format!("{path}index.html"),
        path => path.to_owned(),
    };
    let lookup = &served.lookup;
    let own = index(path);
    let base = &lookup.site.config.base_path()[1..];
    match Some(base).filter(|base| !base.is_empty()).and_then(|base| path.strip_prefix(base)) {
        Some(inside) if !lookup.has(&own) => index(inside),
        _ => own,
    }
}

/// The answer to a path of the site.
pub fn answer(served: &Served, path: &str, wanted: &Wanted) -> Answer {
    let lookup = &served.lookup;
    let file = in_base(served, path);
    let html = |bytes: Vec<u8>| if wanted.plain { bytes } else { with_client(bytes, served.version) };
    if let Some(finding) = no_pages(served).filter(|_| file.ends_with(".html")) {
        let page = reload::failed_page(finding, &lookup.site);
        return Answer { status: StatusCode::NOT_FOUND, ..made("x.html", html(page.into_bytes())) };
    }
    match lookup.get(&file) {
        Some(Output::Bytes(bytes)) => {
            let answer = made(&file, Vec::new());
            let bytes = if answer.kind.starts_with("text/html") { html(bytes) } else { bytes };
            known(answer, bytes, wanted)
        }
        Some(Output::File(source)) => resource(served, &source, &file, wanted),
        Some(Output::Failed(finding)) => {
            let page = reload::failed_page(&finding, &lookup.site);
            Answer { status: StatusCode::INTERNAL_SERVER_ERROR, ..made("x.html", html(page.into_bytes())) }
        }
        None if !file.ends_with(".html") && lookup.has(&format!("{file}/index.html")) => {
            let location = format!("/{}/", url::encode(path));
            Answer { location: Some(location), ..say(StatusCode::FOUND, "The page is in this folder.") }
        }
        None => match lookup.get("404.html") {
            Some(Output::Bytes(bytes)) => Answer { status: StatusCode::NOT_FOUND, ..made("404.html", html(bytes)) },
            Some(Output::Failed(finding)) => {
                let page = reload::failed_page(&finding, &lookup.site);
                Answer { status: StatusCode::NOT_FOUND, ..made("x.html", html(page.into_bytes())) }
            }
            _ => say(StatusCode::NOT_FOUND, "There is no such file."),
        },
    }
}

/// The finding that there are no pages yet: what stands in the place of each.
fn no_pages(served: &Served) -> Option<&Diagnostic> {
    served.lookup.site.diagnostics.iter().find(|finding| finding.rule == &rules::NO_PAGES)
}

/// Bytes that are at hand, or a part of them, or that the browser has them.
fn known(answer: Answer, mut bytes: Vec<u8>, wanted: &Wanted) -> Answer {
    let length = bytes.len() as u64;
    let tag = format!("\"{}-{length:x}\"", assets::hash(&bytes));
    if wanted.has(&tag) {
        return Answer { status: StatusCode::NOT_MODIFIED, tag: Some(tag), ..answer };
    }
    let range = wanted.range(&tag, length);
    if let Range::Part { start, length } = range {
        bytes.drain(..start as usize);
        bytes.truncate(length as usize);
    }
    ranged(Answer { body: Body::new(bytes), tag: Some(tag), ..answer }, range, length)
}

/// Says which part an answer is.
fn ranged(answer: Answer, range: Range, whole: u64) -> Answer {
    let (status, part) = match range {
        Range::All => return Answer { ranges: true, ..answer },
        Range::Part { start, length } => {
            (StatusCode::PARTIAL_CONTENT, format!("bytes {start}-{}/{whole}", start + length - 1))
        }
        Range::Outside => {
            let refused = say(StatusCode::RANGE_NOT_SATISFIABLE, "The file is not that long.");
            return Answer { part: Some(format!("bytes */{whole}")), ..refused };
        }
    };
    Answer { status, part: Some(part), ranges: true, ..answer }
}

/// A file of the project, sent while it is read; it is open no longer than that.
fn resource(served: &Served, source: &SitePath, name: &str, wanted: &Wanted) -> Answer {
    let failed = |error: io::Error| say(StatusCode::NOT_FOUND, &format!("The file cannot be read: {error}."));
    let opened = scan::open(&served.lookup.site.root, source).and_then(|file| Ok((file.metadata()?, file)));
    let (metadata, mut file) = match opened {
        Ok(opened) => opened,
        Err(error) => return failed(error),
    };
    let length = metadata.len();
    let time = metadata.modified().ok().and_then(|time| time.duration_since(UNIX_EPOCH).ok()).unwrap_or_default();
    let tag = format!("\"{:x}-{length:x}\"", time.as_nanos());
    if wanted.has(&tag) {
        return Answer { status: StatusCode::NOT_MODIFIED, tag: Some(tag), ..made(name, Vec::new()) };
    }
    let range = wanted.range(&tag, length);
    let (start, count) = match range {
        Range::All => (0, length),
        Range::Part { start, length } => (start, length),
        Range::Outside => (0, 0),
    };
    let body = if count <= CHUNK {
        let mut bytes = Vec::new();
        let read = file.seek(SeekFrom::Start(start)).and_then(|_| file.take(count).read_to_end(&mut bytes));
        match read {
            Ok(_) => Body::new(bytes),
            Err(error) => return failed(error),
        }
    } else {
        match file.seek(SeekFrom::Start(start)) {
            Ok(_) => streamed(file, count),
            Err(error) => return failed(error),
        }
    };
    ranged(Answer { body, tag: Some(tag), ..made(name, Vec::new()) }, range, length)
}

/// So many bytes of a file, each chunk read when the last one is on its way.
fn streamed(mut file: impl Read + Send + 'static, count: u64) -> Body {
    let (sender, receiver) = tokio::sync::mpsc::channel(2);
    tokio::task::spawn_blocking(move || {
        let mut left = count;
        while left > 0 {
            let mut chunk = vec![0; left.min(CHUNK) as usize];
            let read = file.read_exact(&mut chunk);
            left -= chunk.len() as u64;
            let last = read.is_err();
            // A browser that has gone away wants no more.
            if sender.blocking_send(read.map(|()| Bytes::from(chunk))).is_err() || last {
                return;
            }
        }
    });
    Body::Chunks(receiver, Some(count))
}

/// A page with the script that keeps it up to date.
fn with_client(html: Vec<u8>, version: u64) -> Vec<u8> {
    let client = format!(
        "<link rel=\"stylesheet\" href=\"/{OWN}dev.css\"><script src=\"/{OWN}dev.js\" data-version=\"{version}\" defer></script>\n"
    );
    let end = html.windows(7).position(|word| word.eq_ignore_ascii_case(b"</head>")).unwrap_or(html.len());
    [&html[..end], client.as_bytes(), &html[end..]].concat()
}
