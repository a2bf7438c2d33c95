//! Where a page stands: its table of contents cut to one branch, breadcrumbs, neighbours, sections.

use crate::{
    files::Files,
    index::{
        redirects::Redirects,
        toc::{Toc, TocLink, TocTarget, Tocs},
    },
    page::FileId,
    render::{
        sidebar::SideItem,
        view::{Crumb, NavLink},
    },
    url,
};

/// What finding a page's place needs.
pub struct Context<'a> {
    pub files: &'a Files,
    pub tocs: &'a Tocs,
    /// The address of a file, relative to the site's root.
    pub address: &'a (dyn Fn(FileId) -> Option<&'a str> + Sync),
    pub redirects: &'a Redirects,
}

/// A page's surroundings.
#[derive(Default, Debug)]
pub struct Place {
    pub sidebar: Vec<SideItem>,
    pub crumbs: Vec<Crumb>,
    pub previous: Option<NavLink>,
    pub next: Option<NavLink>,
    pub sections: Vec<NavLink>,
}

/// Entries of one level that are written into a page on each side of the way to it. A table of contents may have a
/// thousand entries on one level: written whole into a thousand pages it would be a million.
const WINDOW: usize = 40;

/// The surroundings of a page whose own address is `from`. `chosen` is the table of contents that the page asks for.
pub fn place(page: FileId, from: &str, chosen: Option<FileId>, context: &Context) -> Place {
    let tocs = context.tocs;
    let path = &context.files.get(page).path;
    let (toc, item) = match (chosen.and_then(|toc| tocs.holding(toc, context.files)), tocs.place(page)) {
        (Some(chosen), _) => (Some(chosen), tocs.list[chosen].entry(page)),
        (None, Some((toc, item))) => (Some(toc), Some(item)),
        (None, None) => (tocs.nearest(path.folder()), None),
    };
    let mut place = Place { sections: sections(from, toc, context), ..Place::default() };
    let Some(toc) = toc.map(|at| &tocs.list[at]) else { return place };
    let way = item.map(|item| {
        let mut way = toc.ancestors(item);
        way.push(item);
        way
    });
    let way = way.unwrap_or_default();
    place.sidebar = level(toc, &toc.roots, &way, from, context);
    for &item in way.iter().rev().skip(1).rev() {
        let href = first_page(toc, item, from, context);
        place.crumbs.push(Crumb { title: toc.items[item as usize].name.clone(), href });
    }
    if let Some(item) = item {
        let (previous, next) = toc.neighbours(item);
        place.previous = previous.and_then(|item| link(toc, item, from, context));
        place.next = next.and_then(|item| link(toc, item, from, context));
    }
    place
}

/// One level of a table of contents with the branch that the way goes through.
fn level(toc: &Toc, items: &[u32], way: &[u32], from: &str, context: &Context) -> Vec<SideItem> {
    let on_way = items.iter().position(|item| way.first() == Some(item));
    let (start, end) = window(items.len(), on_way);
    let mut out = Vec::with_capacity(end - start + 2);
    if start > 0 {
        out.push(gap(toc, &items[..start], from, context));
    }
    for &item in &items[start..end] {
        let entry = &toc.items[item as usize];
        let open = way.first() == Some(&item);
        let current = open && way.len() == 1;
        let shown = entry.expanded && !open && below(toc, item) <= WINDOW / 2;
        let children = match (open, entry.children.is_empty()) {
            (true, false) => level(toc, &entry.children, &way[1..], from, context),
            (false, false) if shown => level(toc, &entry.children, &[], from, context),
            _ => Vec::new(),
        };
        let open = open || !children.is_empty();
        let href = match href(&entry.target, from, context) {
            // A branch that is not written leads to its first page.
            None if children.is_empty() => first_page(toc, item, from, context),
            href => href,
        };
        let count = if children.is_empty() { below(toc, item) } else { 0 };
        out.push(SideItem { name: entry.name.clone(), href, current, open, children, count });
    }
    if end < items.len() {
        out.push(gap(toc, &items[end..], from, context));
    }
    out
}

/// The part of a long level that is written.
fn window(length: usize, on_way: Option<usize>) -> (usize, usize) {
    if length <= 2 * WINDOW + 1 {
        return (0, length);
    }
    let at = on_way.unwrap_or(0);
    let start = at.saturating_sub(WINDOW).min(length - 2 * WINDOW - 1);
    (start, start + 2 * WINDOW + 1)
}

/// Stands for entries that are left out, and leads to the first of them.
fn gap(toc: &Toc, items: &[u32], from: &str, context: &Context) -> SideItem {
    let href = items.iter().find_map(|&item| first_page(toc, item, from, context));
    SideItem { name: "…".into(), href, count: items.len(), ..SideItem::default() }
}

/// How many entries are below one.
fn below(toc: &Toc, item: u32) -> usize {
    toc.items[item as usize].children.iter().map(|&child| 1 + below(toc, child)).sum()
}

/// The address of an entry, or of the first below it that has one.
fn first_page(toc: &Toc, item: u32, from: &str, context: &Context) -> Option<String> {
    let entry = &toc.items[item as usize];
    href(&entry.target, from, context)
        .or_else(|| entry.children.iter().find_map(|&child| first_page(toc, child, from, context)))
}

fn link(toc: &Toc, item: u32, from: &str, context: &Context) -> Option<NavLink> {
    let entry = &toc.items[item as usize];
    let href = href(&entry.target, from, context)?;
    Some(NavLink { name: entry.name.clone(), href, current: false })
}

/// The address of an entry's target as it is written at the address `from`; `None` for one that leads nowhere.
pub fn href(target: &TocTarget, from: &str, context: &Context) -> Option<String> {
    match target {
        TocTarget::Page(file, suffix) => (context.address)(*file).map(|address| url::relative(from, address) + suffix),
        TocTarget::Away(address) => Some(address.clone()),
        TocTarget::None => None,
    }
}

/// The site's main parts: the entries of the table of contents at the root that lead to other ones.
fn sections(from: &str, at: Option<usize>, context: &Context) -> Vec<NavLink> {
    let list = &context.tocs.list;
    let root = list.iter().find(|toc| toc.file.is_some_and(|file| context.files.get(file).path.folder().is_empty()));
    let Some(root) = root else { return Vec::new() };
    let mine = at.and_then(|at| list[at].file);
    root.roots
        .iter()
        .filter_map(|&item| {
            let entry = &root.items[item as usize];
            let Some(TocLink::File(toc)) = entry.toc else { return None };
            let href = first_page(root, item, from, context)?;
            Some(NavLink { name: entry.name.clone(), href, current: mine == Some(toc) })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_levels_are_cut_around_the_way() {
        let check = |length, on_way, want| assert_eq!(window(length, on_way), want);
        check(10, Some(3), (0, 10));
        check(81, None, (0, 81));
        check(1000, None, (0, 81));
        check(1000, Some(500), (460, 541));
        check(1000, Some(999), (919, 1000));
    }
}
