//! The server: one thread that reads requests and asks the site for what it has. No other file knows of its machinery.

use std::{
    io::{self, Read},
    net::{IpAddr, SocketAddr, TcpListener},
    sync::Arc,
};

use axum::{
    Router,
    body::{Body, Bytes},
    extract::State as Shared,
    http::{HeaderMap, HeaderValue, Method, Response, StatusCode, Uri, header},
};

use super::{State, guard, media, reload};
use crate::{files::scan, publish::lookup::Output, source::SitePath, url};

const DEV_JS: &str = include_str!("dev.js");
const DEV_CSS: &str = include_str!("dev.css");

/// The folder of what is there only while a site is served.
const OWN: &str = "_docwright/";
/// The first port that is tried.
const FIRST: u16 = 4000;
/// How many are tried.
const TRIES: u16 = 100;
/// A request with this header is answered with what a build writes.
const PLAIN: &str = "docwright-plain";
/// The number of the change that an answer is of.
const VERSION: &str = "docwright-version";
/// Bytes of a file that are read at once.
const CHUNK: usize = 64 << 10;

/// An answer before it is sent.
struct Answer {
    status: StatusCode,
    kind: &'static str,
    body: Body,
    location: Option<String>,
}

/// Takes a port: the one that is asked for, or the next that is free.
///
/// # Errors
/// Where it is taken, or none is free.
pub fn listen(host: IpAddr, port: Option<u16>) -> io::Result<TcpListener> {
    let listener = match port {
        Some(port) => TcpListener::bind(SocketAddr::new(host, port))
            .map_err(|error| io::Error::new(error.kind(), format!("port {port} of {host} cannot be taken: {error}")))?,
        None => {
            let mut free = (FIRST..FIRST + TRIES).map(|port| TcpListener::bind(SocketAddr::new(host, port)));
            let is_taken = |bound: &io::Result<TcpListener>| {
                bound.as_ref().is_err_and(|error| error.kind() == io::ErrorKind::AddrInUse)
            };
            let bound = free.find(|bound| !is_taken(bound));
            bound.unwrap_or_else(|| TcpListener::bind(SocketAddr::new(host, 0)))?
        }
    };
    listener.set_nonblocking(true)?;
    Ok(listener)
}

/// Answers requests until the process is interrupted.
///
/// # Errors
/// Where the system refuses.
pub(super) fn run(listener: TcpListener, state: Arc<State>) -> io::Result<()> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let result = runtime.block_on(async {
        let listener = tokio::net::TcpListener::from_std(listener)?;
        let router = Router::new().fallback(answer).with_state(state);
        tokio::spawn(async move { axum::serve(listener, router).await });
        tokio::signal::ctrl_c().await
    });
    runtime.shutdown_background();
    result
}

async fn answer(Shared(state): Shared<Arc<State>>, method: Method, uri: Uri, headers: HeaderMap) -> Response<Body> {
    let text = |name: header::HeaderName| headers.get(name).map(|value| value.to_str().unwrap_or_default());
    // Before anything else: a name that was bent to this address gets nothing.
    if !text(header::HOST).is_some_and(|host| state.guard.is_ours(host)) {
        return send(say(StatusCode::FORBIDDEN, "This host is not served here."), 0);
    }
    if method != Method::GET && method != Method::HEAD {
        let mut refused = send(say(StatusCode::METHOD_NOT_ALLOWED, "Only GET and HEAD are answered."), 0);
        refused.headers_mut().insert(header::ALLOW, HeaderValue::from_static("GET, HEAD"));
        return refused;
    }
    let served = state.now();
    let version = served.version;
    let Some(path) = guard::path(uri.path()) else {
        return send(say(StatusCode::NOT_FOUND, "There is no such file."), version);
    };
    if let Some(own) = path.strip_prefix(OWN) {
        if text(header::ORIGIN).is_some_and(|origin| !state.guard.is_own_origin(origin)) {
            return send(say(StatusCode::FORBIDDEN, "Other sites may not ask for this."), version);
        }
        let made = match own {
            "dev.js" => made("dev.js", DEV_JS.into()),
            "dev.css" => made("dev.css", DEV_CSS.into()),
            "events" => {
                let body = match method {
                    Method::HEAD => Body::empty(),
                    _ => Body::from_stream(state.listeners.add(version)),
                };
                Answer { status: StatusCode::OK, kind: "text/event-stream", body, location: None }
            }
            "findings" => {
                let page = guard::path(uri.query().unwrap_or_default()).unwrap_or_default();
                let page = in_base(&served, &page);
                made("findings.json", reload::findings(&served, &page).to_string().into())
            }
            _ => say(StatusCode::NOT_FOUND, "There is no such file."),
        };
        return send(made, version);
    }
    let plain = headers.contains_key(PLAIN);
    let file = tokio::task::spawn_blocking(move || site_file(&served, &path, plain)).await;
    send(file.unwrap_or_else(|_| say(StatusCode::INTERNAL_SERVER_ERROR, "This page could not be made.")), version)
}

/// A path to a file that is one: a folder means its `index.html`, and the folder of the base URL may stand before it.
fn in_base(served: &super::Served, path: &str) -> String {
    let index = |path: &str| match path {
        "" => "index.html".to_owned(),
        path if path.ends_with('/') => format!("{path}index.html"),
        path => path.to_owned(),
    };
    let lookup = &served.lookup;
    let own = index(path);
    let base = lookup.site.config.base_url.as_deref().and_then(|base| base.split_once("://")?.1.split_once('/'));
    match base.map(|(_, base)| base).filter(|base| !base.is_empty()).and_then(|base| path.strip_prefix(base)) {
        Some(inside) if !lookup.has(&own) => index(inside),
        _ => own,
    }
}

fn site_file(served: &super::Served, path: &str, plain: bool) -> Answer {
    let lookup = &served.lookup;
    let file = in_base(served, path);
    let html = |bytes: Vec<u8>| if plain { bytes } else { with_client(bytes, served.version) };
    match lookup.get(&file) {
        Some(Output::Bytes(bytes)) if media::content_type(&file).starts_with("text/html") => made(&file, html(bytes)),
        Some(Output::Bytes(bytes)) => made(&file, bytes),
        Some(Output::File(source)) => resource(served, &source, &file),
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

/// A file of the project, sent while it is read; it is open no longer than that.
fn resource(served: &super::Served, source: &SitePath, name: &str) -> Answer {
    let mut file = match scan::open(&served.lookup.site.root, source) {
        Ok(file) => file,
        Err(error) => return say(StatusCode::NOT_FOUND, &format!("The file cannot be read: {error}.")),
    };
    let mut first = vec![0; CHUNK];
    let mut fill = move |buffer: &mut Vec<u8>| {
        let mut length = 0;
        while length < buffer.len() {
            match file.read(&mut buffer[length..]) {
                Ok(0) => break,
                Ok(read) => length += read,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
        buffer.truncate(length);
        Ok(())
    };
    if let Err(error) = fill(&mut first) {
        return say(StatusCode::NOT_FOUND, &format!("The file cannot be read: {error}."));
    }
    if first.len() < CHUNK {
        return made(name, first);
    }
    let (sender, receiver) = tokio::sync::mpsc::channel::<Result<Bytes, io::Error>>(4);
    tokio::task::spawn_blocking(move || {
        let mut next = Ok(first);
        loop {
            let last = next.as_ref().map_or(true, |chunk: &Vec<u8>| chunk.len() < CHUNK);
            // A browser that has gone away wants no more.
            if sender.blocking_send(next.map(Bytes::from)).is_err() || last {
                return;
            }
            let mut chunk = vec![0; CHUNK];
            next = fill(&mut chunk).map(|()| chunk);
        }
    });
    Answer { body: Body::from_stream(reload::Chunks(receiver)), ..made(name, Vec::new()) }
}

/// A page with the script that keeps it up to date.
fn with_client(html: Vec<u8>, version: u64) -> Vec<u8> {
    let client = format!(
        "<link rel=\"stylesheet\" href=\"/{OWN}dev.css\"><script src=\"/{OWN}dev.js\" data-version=\"{version}\" defer></script>\n"
    );
    let end = html.windows(7).position(|word| word.eq_ignore_ascii_case(b"</head>")).unwrap_or(html.len());
    [&html[..end], client.as_bytes(), &html[end..]].concat()
}

fn made(name: &str, bytes: Vec<u8>) -> Answer {
    Answer { status: StatusCode::OK, kind: media::content_type(name), body: bytes.into(), location: None }
}

fn say(status: StatusCode, text: &str) -> Answer {
    Answer { status, ..made("x.txt", format!("{text}\n").into_bytes()) }
}

fn send(answer: Answer, version: u64) -> Response<Body> {
    let mut response = Response::new(answer.body);
    *response.status_mut() = answer.status;
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(answer.kind));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert("cross-origin-resource-policy", HeaderValue::from_static("same-origin"));
    headers.insert(VERSION, HeaderValue::from(version));
    if let Some(location) = answer.location.and_then(|location| HeaderValue::try_from(location).ok()) {
        headers.insert(header::LOCATION, location);
    }
    response
}
