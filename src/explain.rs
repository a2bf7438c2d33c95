//! How something came about: a page, a file, an address of the site, a rule.

mod address;
mod file;
mod links;
mod page;
mod rule;
mod text;

use std::{path::Path, sync::Arc};

use serde_json::Value;

use crate::{
    page::FileId,
    rules,
    site::Site,
    source::{SitePath, Span, join},
    suggest,
};

/// What is asked for, found.
#[derive(Debug)]
pub enum Explained {
    /// For machines, and for people.
    Found(Value, String),
    /// Nothing of this name, and the nearest that there is.
    Nothing(Option<String>),
}

/// Explains a rule by its name, a file by its path, or an address of the site. `here` is the current folder.
pub fn explain(site: Arc<Site>, asked: &str, here: &Path) -> Explained {
    if let Some(rule) = rules::find(asked) {
        let (json, text) = rule::explain(rule, &site.config);
        return Explained::Found(json, text);
    }
    if let Some(id) = file_of(&site, asked, here) {
        let (json, text) = match site.index.page(id).filter(|_| site.address(id).is_some()) {
            Some(page) if site.files.get(id).role == crate::files::Role::Page => page::explain(&site, id, page),
            _ => file::explain(&site, id),
        };
        return Explained::Found(json, text);
    }
    let path = join("", asked.trim_start_matches("~/").split('#').next().unwrap_or_default());
    if let Some(redirect) = path.as_deref().and_then(|path| site.redirects.find(path)) {
        let (json, text) = address::of_redirect(&site, redirect);
        return Explained::Found(json, text);
    }
    if let Some((json, text)) = address::explain(&site, asked) {
        return Explained::Found(json, text);
    }
    Explained::Nothing(near(&site, asked))
}

/// The file of a path from the project's root, or from the current folder.
fn file_of(site: &Site, asked: &str, here: &Path) -> Option<FileId> {
    let written = asked.strip_prefix("~/").unwrap_or(asked).replace('\\', "/");
    let inside = join("", &written).filter(|_| !written.starts_with('/'));
    let from_root = || site.files.find(&inside?);
    let from_here = || {
        let root = std::path::absolute(&site.root).ok()?;
        let whole = here.join(asked);
        let rest = whole.strip_prefix(&root).ok()?.to_string_lossy().replace('\\', "/");
        site.files.find(&join("", &rest)?)
    };
    from_here().or_else(from_root)
}

/// The nearest rule, file or address.
fn near(site: &Site, asked: &str) -> Option<String> {
    let rule = || suggest::nearest(asked, rules::ALL.iter().map(|rule| rule.name)).map(str::to_owned);
    let file = || {
        let path = join("", asked.split('#').next().unwrap_or_default())?;
        let meant = site.index.names.meant(&path, &site.files);
        Some(site.files.get(meant.first()?.id).path.to_string())
    };
    let url = || {
        let addresses = site.addresses.iter().flatten().map(String::as_str);
        suggest::nearest(asked.trim_start_matches('/'), addresses).map(str::to_owned)
    };
    if asked.contains(['/', '.']) { file().or_else(url).or_else(rule) } else { rule().or_else(file).or_else(url) }
}

/// `path:line:column` of a place.
fn place(site: &Site, path: &SitePath, span: Span) -> String {
    let position = site.source(path).map(|source| source.position(span.start));
    position.map_or_else(|| path.to_string(), |at| format!("{path}:{}:{}", at.line, at.column))
}
