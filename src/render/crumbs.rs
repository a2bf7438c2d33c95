//! The way to a page through the rest of the published site, as a file of breadcrumbs tells it.

use super::{
    nav::{Context, href},
    view::Crumb,
};
use crate::{
    files::{Found, Role},
    index::toc::{Toc, TocLink, TocTarget},
    page::FileId,
    source::SitePath,
    url,
};

/// The table of contents that metadata of a page names: relative to the page or to its docset, from the docset with
/// `~/`, or by its address on the published site, where it is `.json`. `None` for one that is not of this project.
pub fn named(written: &str, page: &SitePath, root: &str, context: &Context) -> Option<FileId> {
    let path = &written[..written.find(['?', '#']).unwrap_or(written.len())];
    let path = url::decode(path.trim()).replace('\\', "/");
    let stem = [".json", ".yml", ".yaml", ".md"].iter().find_map(|end| path.strip_suffix(end)).unwrap_or(&path);
    let toc = |folder: &str, stem: &str| {
        [".yml", ".md", ".yaml"].iter().find_map(|end| match context.files.resolve(folder, &format!("{stem}{end}")) {
            Found::File(id) | Found::OtherCase(id) if context.files.get(id).role == Role::Toc => Some(id),
            _ => None,
        })
    };
    if stem.starts_with('/') {
        return context.redirects.sources_of(stem).find_map(|stem| toc("", &stem));
    }
    match stem.strip_prefix("~/") {
        Some(rest) => toc(root, rest),
        None => toc(page.folder(), stem).or_else(|| toc(root, stem)),
    }
}

/// The crumbs of a page at the address `from`, by a file of breadcrumbs: the way to the entry whose `tocHref` is the
/// longest beginning of the page's address on the published site. The page itself is no crumb.
pub fn crumbs(breadcrumbs: FileId, page: FileId, from: &str, context: &Context) -> Vec<Crumb> {
    let tocs = context.tocs.breadcrumbs.iter().chain(&context.tocs.list);
    let Some(toc) = tocs.into_iter().find(|toc| toc.file == Some(breadcrumbs)) else { return Vec::new() };
    let path = &context.files.get(page).path;
    let mut urls: Vec<String> = context.redirects.urls_of(path).collect();
    if urls.is_empty() {
        // Where nothing says under which address the site is published, its root is that of the host.
        urls.push(format!("/{from}"));
    }
    let mut best: Option<(usize, usize, u32)> = None;
    for at in 0..toc.items.len() as u32 {
        let Some(length) = matched(toc, at, path, &urls, context) else { continue };
        let rank = (length, toc.ancestors(at).len(), at);
        // The deepest of those that say the same, and of those the first.
        if best.is_none_or(|(known, depth, _)| (rank.0, rank.1) > (known, depth)) {
            best = Some(rank);
        }
    }
    let Some((.., at)) = best else { return Vec::new() };
    let mut way = toc.ancestors(at);
    way.push(at);
    way.into_iter().filter_map(|item| crumb(toc, item, page, from, context)).collect()
}

/// How much of a page's address an entry's `tocHref` is; `None` where it is no beginning of it.
fn matched(toc: &Toc, item: u32, path: &SitePath, urls: &[String], context: &Context) -> Option<usize> {
    let entry = &toc.items[item as usize];
    match (&entry.toc, &entry.target) {
        (Some(TocLink::File(file)), _) => {
            let folder = context.files.get(*file).path.folder();
            let rest = path.as_str().strip_prefix(folder)?;
            (folder.is_empty() || rest.starts_with('/')).then_some(folder.len())
        }
        (Some(TocLink::Away(prefix)), _) | (None, TocTarget::Away(prefix)) if prefix.starts_with('/') => {
            let prefix = prefix[..prefix.find(['?', '#']).unwrap_or(prefix.len())].trim_end_matches('/');
            let begins = |url: &String| {
                url.get(..prefix.len()).is_some_and(|head| head.eq_ignore_ascii_case(prefix))
                    && url[prefix.len()..].chars().next().is_none_or(|next| next == '/')
            };
            urls.iter().any(begins).then_some(prefix.len())
        }
        _ => None,
    }
}

fn crumb(toc: &Toc, item: u32, page: FileId, from: &str, context: &Context) -> Option<Crumb> {
    let entry = &toc.items[item as usize];
    let of_site = match &entry.target {
        TocTarget::Page(file, _) => Some(*file),
        TocTarget::Away(address) if address.starts_with('/') => {
            let path = &address[..address.find(['?', '#']).unwrap_or(address.len())];
            context.redirects.page_of(&url::decode(path), context.files)
        }
        _ => None,
    };
    if of_site == Some(page) {
        return None;
    }
    let address = of_site.and_then(|file| (context.address)(file));
    let href = address.map(|to| url::relative(from, to)).or_else(|| href(&entry.target, from, context));
    Some(Crumb { title: entry.name.clone(), href })
}
