//! Where redirects lead: one answer for the pages at old addresses and for the inventory.

use serde_json::Value;

use crate::{
    address,
    check::Context,
    files::Found,
    index::redirects::{FragmentRedirect, RedirectTarget, Redirects},
    page::{FileId, Page},
    url,
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

/// Where the `redirect_url` of a page's front matter leads.
pub fn of_front_matter(context: &Context, id: FileId, page: &Page) -> Option<Destination> {
    let written = front_matter_target(page)?;
    let file = context.files.get(id);
    let root = &context.config.docsets[usize::from(file.docset)].root;
    let address = address::read(written);
    let found = address.path(file.path.folder(), root.as_str());
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
    let found = found.unwrap_or_else(|| of_address(context, written));
    Some(published(context, found, || Some(written.to_owned())))
}

/// The address in a page's `redirect_url`; none where a browser would run it.
fn front_matter_target(page: &Page) -> Option<&str> {
    let written = page.front_matter.values.get("redirect_url").and_then(Value::as_str)?.trim();
    let scheme = address::scheme(written).map(str::to_ascii_lowercase);
    (!written.is_empty() && matches!(scheme.as_deref(), None | Some("http" | "https"))).then_some(written)
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
