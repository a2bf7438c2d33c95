//! An address of the site: which file made it.

use std::sync::Arc;

use serde_json::{Value, json};

use super::{place, text::Text};
use crate::{
    check::leads, files::Role, index::redirects::Redirect, page::FileId, plan::Output, publish::lookup::Lookup,
    site::Site, url, urls::inventory,
};

/// Explains an address: absolute, from the host's root, or from the site's; `None` where nothing is there.
pub(super) fn explain(site: &Arc<Site>, asked: &str) -> Option<(Value, String)> {
    let (written, fragment) = asked.split_once('#').unwrap_or((asked, ""));
    let written = written.split('?').next().unwrap_or(written);
    let fragment = url::decode(fragment).into_owned();
    let lookup = Lookup::new(site.clone());
    for path in candidates(site, written) {
        for output in outputs(&path) {
            if let Some(origin) = lookup.origin(&output) {
                return Some(of_output(site, &output, origin, &fragment));
            }
        }
    }
    // An address of the published site, of which the configuration tells what it means.
    let rest = written.split_once("://").map_or(written, |(_, rest)| &rest[rest.find('/').unwrap_or(rest.len())..]);
    let page = site.redirects.page_of(&url::decode(rest), &site.files)?;
    let output = site.files.get(page).output.clone()?;
    Some(of_output(site, &output, Output::Page(page), &fragment))
}

/// Explains a path that is redirected.
pub(super) fn of_redirect(site: &Site, redirect: &Redirect) -> (Value, String) {
    let to = leads::of_source(&site.context(), redirect.source.as_str());
    let to = to.map(|to| inventory::written(&site.context(), &to));
    let stated = place(site, &site.files.get(redirect.file).path, redirect.span);
    let json = json!({"path": redirect.source.as_str(), "made": "redirect", "to": to, "stated": stated, "written": redirect.url});
    let mut text = Text::titled(&format!("{}: redirected", redirect.source));
    text.line("to", to.as_deref().unwrap_or("nothing: the redirects go in a circle"));
    text.line("as written", &redirect.url);
    text.line("stated in", &stated);
    (json, text.done())
}

/// The paths in the output that an address may mean, without the address of the site itself.
fn candidates(site: &Site, written: &str) -> Vec<String> {
    let mut out = Vec::new();
    let base = site.config.base_url.as_deref();
    if let Some(base) = base {
        let host = base.find("://").map_or(0, |at| at + 3);
        let path = &base[host + base[host..].find('/').unwrap_or(0)..];
        out.extend([base, path].iter().filter_map(|start| written.strip_prefix(start)).map(str::to_owned));
    }
    match written.split_once("://") {
        // Of an unknown host: the site may be below any folder of it.
        Some((_, rest)) if base.is_none() => {
            let slashes = rest.match_indices('/').map(|(at, _)| rest[at + 1..].to_owned());
            out.extend(slashes);
        }
        Some(_) => {}
        None => out.push(written.trim_start_matches("./").trim_start_matches('/').to_owned()),
    }
    out.iter().map(|path| url::decode(path).into_owned()).collect()
}

/// The outputs that servers answer with at a path.
fn outputs(path: &str) -> Vec<String> {
    let mut out = vec![path.to_owned()];
    if path.is_empty() || path.ends_with('/') {
        out = vec![format!("{path}index.html")];
    } else if !path.ends_with(".html") {
        out.extend([format!("{path}.html"), format!("{path}/index.html")]);
    }
    out
}

fn of_output(site: &Site, output: &str, origin: Output, fragment: &str) -> (Value, String) {
    let address = url::address(output, site.config.urls);
    let hash = if fragment.is_empty() { "" } else { "#" };
    let shown = format!("{}{hash}{fragment}", if address.is_empty() { "./" } else { &address });
    let mut text = Text::titled(&shown);
    let mut json = json!({"url": address, "output": output, "made": "docwright", "source": null});
    text.line("output", output);
    match origin {
        Output::Markdown(id) => {
            let path = site.files.get(id).path.as_str();
            json["made"] = "markdown".into();
            json["source"] = path.into();
            text.line("made of", &format!("{path}, as Markdown"));
        }
        Output::Page(id) | Output::Copy(id) => {
            let file = site.files.get(id);
            let page = file.role == Role::Page;
            json["made"] = if page { "page".into() } else { "file".into() };
            json["source"] = file.path.as_str().into();
            text.line("made of", file.path.as_str());
            let moved =
                site.index.page(id).filter(|_| page).and_then(|page| leads::of_front_matter(&site.context(), id, page));
            if let Some(to) = moved {
                let to = inventory::written(&site.context(), &to);
                json["made"] = "redirect".into();
                json["to"] = to.as_str().into();
                text.line("leads on to", &to);
            }
            if page {
                let title = site.index.title(id, &site.files);
                json["title"] = title.as_str().into();
                text.line("title", &title);
                if !fragment.is_empty() {
                    anchor(site, id, fragment, &mut json, &mut text);
                }
                text.line("more", &format!("docwright explain {}", file.path));
            }
        }
        Output::Redirect(at) => {
            let redirect = &site.redirects.list[at as usize];
            let source = redirect.source.as_str();
            let stated = place(site, &site.files.get(redirect.file).path, redirect.span);
            let to = leads::of_source(&site.context(), source);
            let to = to.map(|to| inventory::written(&site.context(), &to)).unwrap_or_default();
            json["made"] = "redirect".into();
            json["source"] = source.into();
            json["to"] = to.as_str().into();
            json["stated"] = stated.as_str().into();
            text.line("was", source);
            text.line("leads on to", &to);
            text.line("stated in", &stated);
        }
        what => text.line("made of", what.what()),
    }
    (json, text.done())
}

/// Where the place that a fragment leads to is.
fn anchor(site: &Site, page: FileId, fragment: &str, json: &mut Value, text: &mut Text) {
    for id in site.index.reachable(page) {
        let Some(source) = site.index.page(id) else { continue };
        let heading = source.outline.headings.iter().find(|heading| &*heading.id == fragment);
        let span = heading.map(|heading| heading.span);
        let span =
            span.or_else(|| source.outline.anchors.iter().find(|anchor| &*anchor.id == fragment).map(|at| at.span));
        if let Some(span) = span {
            let at = place(site, &site.files.get(id).path, span);
            json["anchor"] = json!({"id": fragment, "place": at, "text": heading.map(|heading| &*heading.text)});
            text.line("id from", &at);
            text.line("heading", heading.map_or("", |heading| &heading.text));
            return;
        }
    }
    let path = site.files.get(page).path.as_str();
    let moved = site.redirects.find_fragment(path, fragment);
    if let Some(to) = moved.and_then(|redirect| leads::of_fragment(&site.context(), redirect)) {
        let to = inventory::written(&site.context(), &to);
        json["anchor"] = json!({"id": fragment, "to": to});
        text.line("place", &format!("redirected to {to}"));
        return;
    }
    json["anchor"] = Value::Null;
    text.line("place", &format!("nothing on the page has the id {fragment}"));
}
