//! The stream that tells browsers of changes, and what a page asks for then.

use std::{
    cmp::Reverse,
    io,
    sync::{Mutex, PoisonError},
};

use hyper::body::Bytes;
use serde_json::{Value, json};
use tokio::sync::mpsc::{Receiver, Sender, channel};

use super::Served;
use crate::{
    diagnostic::{Diagnostic, Severity},
    report,
    site::Site,
    source::SitePath,
};

/// The browsers that listen.
#[derive(Default)]
pub struct Listeners(Mutex<Vec<Sender<io::Result<Bytes>>>>);

impl Listeners {
    /// A new one, told at once which version is served.
    pub fn add(&self, version: u64) -> Receiver<io::Result<Bytes>> {
        let (sender, receiver) = channel(16);
        // There is room in a new channel.
        let _ = sender.try_send(Ok(event(version)));
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        all.retain(|sender| !sender.is_closed());
        all.push(sender);
        receiver
    }

    /// Tells all; who does not listen any more, or long enough not, is dropped and will ask again.
    pub fn tell(&self, version: u64) {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        all.retain(|sender| sender.try_send(Ok(event(version))).is_ok());
    }
}

fn event(version: u64) -> Bytes {
    Bytes::from(format!("retry: 1000\ndata: {version}\n\n"))
}

/// What is wrong with a page and with what all pages are made of, as JSON for `dev.js`: what matters most first, and of
/// that what is of the page. Suggestions for the whole project are none of a page's.
pub fn findings(served: &Served, path: &str) -> Value {
    let site = &served.lookup.site;
    let of_page: Vec<SitePath> = match served.lookup.page_at(path) {
        Some(id) => site.index.reachable(id).iter().map(|&id| site.files.get(id).path.clone()).collect(),
        None => Vec::new(),
    };
    let now = &*served.read.site;
    let theme = format!("themes/{}/", now.config.theme.name);
    let of_all = |path: &SitePath| {
        path.as_str().starts_with(&theme)
            || matches!(path.name(), "docwright.yml" | "docfx.json" | ".openpublishing.publish.config.json")
    };
    let is_own = |finding: &Diagnostic| of_page.contains(&finding.path);
    let wanted =
        |finding: &&Diagnostic| is_own(finding) || finding.severity > Severity::Suggestion && of_all(&finding.path);
    let mut found: Vec<&Diagnostic> = served.read.findings().iter().filter(wanted).collect();
    found.sort_by_key(|finding| (Reverse(finding.severity), !is_own(finding)));
    let mut list: Vec<Value> = found.into_iter().map(|finding| one(finding, now)).collect();
    if let Some(failure) = &served.failure {
        list.insert(0, json!({ "severity": "error", "rule": "", "place": "", "message": failure }));
    }
    let file = served.lookup.page_at(path).map(|id| site.files.get(id).path.as_str());
    json!({ "version": served.version, "file": file, "held": served.held, "findings": list })
}

/// A finding with its line: the text before the place, at it and behind it.
pub fn one(finding: &Diagnostic, site: &Site) -> Value {
    let source = site.source(&finding.path);
    let (place, line, parts) = match &source {
        Some(source) => {
            let at = source.position(finding.span.start);
            let start = source.line_start(at.line) as usize;
            let text = source.line(at.line);
            let clip = |at: u32| (at as usize).saturating_sub(start).min(text.len());
            let (from, to) = (clip(finding.span.start), clip(finding.span.end));
            let part = |from: usize, to: usize| text.get(from..to).unwrap_or_default();
            let parts = [part(0, from), part(from, to), part(to, text.len())];
            (format!("{}:{}:{}", finding.path, at.line, at.column), at.line, json!(parts))
        }
        None => (finding.path.to_string(), 0, Value::Null),
    };
    json!({
        "severity": finding.severity.word(),
        "rule": finding.rule.name,
        "place": place,
        "line": line,
        "text": parts,
        "message": finding.message,
        "help": finding.help,
    })
}

/// The page that stands for one whose template failed.
pub fn failed_page(finding: &Diagnostic, site: &Site) -> String {
    let mut short = Vec::new();
    // A vector takes all.
    let _ = report::write(
        std::slice::from_ref(finding),
        &|path| site.source(path),
        report::Format::Pretty,
        false,
        &mut short,
    );
    let mut out = String::from("<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>");
    crate::html::text(&mut out, &finding.message);
    out.push_str("</title></head><body class=\"dw-failed\"><main><pre>");
    crate::html::text(&mut out, &String::from_utf8_lossy(&short));
    out.push_str("</pre></main></body></html>\n");
    out
}
