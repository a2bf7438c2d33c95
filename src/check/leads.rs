//! Where redirects lead: one answer for the pages at old addresses and for the inventory.

use std::collections::HashSet;

use serde_json::Value;

use super::{Context, front_matter::text_of_key};
use crate::{
    address,
    diagnostic::Diagnostic,
    files::Found,
    index::redirects::{FragmentRedirect, RedirectTarget, Redirects},
    page::{FileId, Page},
    rules, url,
};

/// Where a redirect leads in the end.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Destination {
    /// A file of the site, with `?query` and `#fragment`.
    Page(FileId, String),
    /// An address as it is written.
    Away(String),
}

/// Where the redirect of a path leads; `None` for a path without, and in a circle.
pub fn of_source(context: &Context, path: &str) -> Option<Destination> {
    let found = of_target(context, context.redirects.follow(path)?);
    let url = || context.redirects.find(path).map(|redirect| redirect.url.clone());
    Some(published(context, found, url))
}

/// Where a redirect of a fragment leads.
pub fn of_fragment(context: &Context, redirect: &FragmentRedirect) -> Option<Destination> {
    let found = of_target(context, context.redirects.follow_fragment(redirect, context.files)?);
    Some(published(context, found, || Some(redirect.url.clone())))
}

/// What is there and not published is as if it were elsewhere.
fn published(context: &Context, found: Destination, written: impl Fn() -> Option<String>) -> Destination {
    match &found {
        Destination::Page(id, _) if context.files.get(*id).output.is_none() => {
            written().map_or(found, Destination::Away)
        }
        _ => found,
    }
}

/// Old ids of a page's places with those that are there now, by redirects of its fragments.
pub fn aliases(context: &Context, id: FileId) -> Vec<(String, String)> {
    let path = context.files.get(id).path.as_str();
    let of_page = |redirect: &&FragmentRedirect| redirect.source.as_str().eq_ignore_ascii_case(path);
    let alias = |redirect: &FragmentRedirect| {
        let Some(Destination::Page(to, suffix)) = of_fragment(context, redirect) else { return None };
        let anchor = url::decode(address::fragment(&suffix)?).into_owned();
        let index = context.index;
        let is_one = to == id && index.has_anchor(id, &anchor) && !index.has_anchor(id, &redirect.fragment);
        is_one.then(|| (redirect.fragment.clone(), anchor))
    };
    context.redirects.fragments.iter().filter(of_page).filter_map(alias).collect()
}

fn of_target(context: &Context, target: RedirectTarget) -> Destination {
    match target {
        RedirectTarget::Page(to, suffix) => Destination::Page(to, suffix),
        RedirectTarget::Away(url) | RedirectTarget::Source(_, url) => of_address(context, &url),
    }
}

/// Where the `redirect_url` of a page's front matter leads: this is the one answer to whether a page redirects. A page
/// whose `redirect_url` is nothing that a browser could follow, or leads back to the page, is published as it is.
pub fn of_front_matter(context: &Context, id: FileId, page: &Page) -> Option<Destination> {
    let to = step(context, id, page)?;
    (!is_circular(context, id, &to)).then_some(to)
}

/// Reports each page whose `redirect_url` leads back to it.
pub fn circles(context: &Context, found: &mut Vec<Diagnostic>) {
    for (at, page) in context.index.pages.iter().enumerate() {
        let id = FileId(at as u32);
        let Some(page) = page.as_deref().filter(|_| context.files.get(id).is_page()) else { continue };
        let Some(to) = step(context, id, page).filter(|to| is_circular(context, id, to)) else { continue };
        let Some(place) = text_of_key(page, "redirect_url") else { continue };
        let message = match to {
            Destination::Page(to, _) if to == id => "the page is redirected to itself, so it is published as it is",
            _ => "redirects lead from here back to this page, so it is published as it is",
        };
        found.push(rules::CIRCULAR_REDIRECTION.at(page.path(), place, message));
    }
}

/// Whether one comes back to a page from where its `redirect_url` leads, by those of other pages.
fn is_circular(context: &Context, start: FileId, to: &Destination) -> bool {
    let mut passed = HashSet::new();
    let mut to = to.clone();
    while let Destination::Page(id, _) = to {
        if id == start {
            return true;
        }
        let next = context.index.page(id).filter(|_| passed.insert(id)).and_then(|page| step(context, id, page));
        match next {
            Some(next) => to = next,
            None => return false,
        }
    }
    false
}

/// Where a page's own `redirect_url` leads.
fn step(context: &Context, id: FileId, page: &Page) -> Option<Destination> {
    let written = address_of_front_matter(page)?;
    let file = context.files.get(id);
    let root = &context.config.docsets[usize::from(file.docset)].root;
    let address = address::read(written);
    // Only a place on the page, or a query.
    let suffix = written.starts_with(['#', '?']).then(|| Destination::Page(id, written.to_owned()));
    let found = address.path(file.path.folder(), root.as_str()).filter(|_| suffix.is_none());
    let found = found.and_then(|(folder, path, suffix)| match context.files.resolve(folder, path) {
        Found::File(to) | Found::OtherCase(to) => Some(Destination::Page(to, suffix.to_owned())),
        Found::Nothing(path) => match (context.redirects.follow(&path), Redirects::page_at(&path, context.files)) {
            (Some(RedirectTarget::Page(to, own)), _) => {
                Some(Destination::Page(to, if own.is_empty() { suffix.to_owned() } else { own }))
            }
            (Some(RedirectTarget::Away(url) | RedirectTarget::Source(_, url)), _) => Some(of_address(context, &url)),
            (None, page) => Some(Destination::Page(page?, suffix.to_owned())),
        },
        _ => None,
    });
    let found = suffix.or(found).unwrap_or_else(|| of_own_address(context, written));
    Some(published(context, found, || Some(written.to_owned())))
}

/// An absolute address, which may be one of this site.
fn of_own_address(context: &Context, written: &str) -> Destination {
    let from_host = || {
        let base = context.config.base_url.as_deref()?;
        let host = base.find("://")? + 3;
        let path = host + base[host..].find('/')?;
        written.get(..base.len()).filter(|start| start.eq_ignore_ascii_case(base))?;
        let (path, suffix) = written[path..].split_at(written[path..].find(['?', '#']).unwrap_or(written.len() - path));
        Some(format!("{}{suffix}", path.strip_suffix(".html").unwrap_or(path)))
    };
    match of_address(context, from_host().as_deref().unwrap_or(written)) {
        Destination::Away(_) => Destination::Away(written.to_owned()),
        page => page,
    }
}

/// The address in a page's `redirect_url`; none where a browser would not go to it.
pub(super) fn address_of_front_matter(page: &Page) -> Option<&str> {
    let written = page.front_matter.values.get("redirect_url").and_then(Value::as_str)?.trim();
    (!written.is_empty() && is_of_the_web(written)).then_some(written)
}

/// Whether an address has no scheme or one of the web: a browser would run another.
pub(super) fn is_of_the_web(address: &str) -> bool {
    let scheme = address::scheme(address).map(str::to_ascii_lowercase);
    matches!(scheme.as_deref(), None | Some("http" | "https"))
}

/// An address as it is written, but for one of the published site that is a page of this one.
pub fn of_address(context: &Context, written: &str) -> Destination {
    let (path, suffix) = written.split_at(written.find(['?', '#']).unwrap_or(written.len()));
    let page = path.starts_with('/').then(|| context.redirects.page_of(&url::decode(path), context.files)).flatten();
    match page {
        Some(page) => Destination::Page(page, suffix.to_owned()),
        None => Destination::Away(written.to_owned()),
    }
}
