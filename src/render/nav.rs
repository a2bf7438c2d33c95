//! Where a page stands: its table of contents cut to one branch, breadcrumbs, neighbours, sections.

use crate::{
    files::Files,
    index::{
        redirects::Redirects,
        toc::{Toc, TocLink, TocTarget, Tocs},
    },
    page::FileId,
    render::{
        branches::Branches,
        sidebar::SideItem,
        view::{Crumb, NavLink},
    },
    url,
    words::Words,
};

/// What finding a page's place needs.
pub struct Context<'a> {
    pub files: &'a Files,
    pub tocs: &'a Tocs,
    /// The address of a file, relative to the site's root.
    pub address: &'a (dyn Fn(FileId) -> Option<&'a str> + Sync),
    /// How tables of contents are divided into files.
    pub branches: &'a Branches,
    /// Our own words, in the page's language.
    pub words: &'a Words,
    pub redirects: &'a Redirects,
}

/// A page's surroundings.
#[derive(Default, Debug)]
pub struct Place {
    pub sidebar: Vec<SideItem>,
    /// The file with the outermost entries; empty where the sidebar is the whole table of contents.
    pub toc: String,
    /// Whether the table of contents is long enough for a filter.
    pub filter: bool,
    pub crumbs: Vec<Crumb>,
    pub previous: Option<NavLink>,
    pub next: Option<NavLink>,
    pub sections: Vec<NavLink>,
}

/// Entries of one level that are written into a page on each side of the way to it. A table of contents may have a
/// thousand entries on one level: written whole into a thousand pages it would be a million.
const WINDOW: usize = 25;

/// Entries from which on a table of contents has a filter.
const FILTERED: usize = 15;

/// The surroundings of a page whose own address is `from`. `chosen` is the table of contents that the page asks for.
pub fn place(page: FileId, from: &str, chosen: Option<FileId>, context: &Context) -> Place {
    let tocs = context.tocs;
    let path = &context.files.get(page).path;
    let (toc, item) = match (chosen.and_then(|toc| tocs.holding(toc, context.files)), tocs.place(page)) {
        (Some(chosen), _) => (Some(chosen), tocs.list[chosen].entry(page)),
        (None, Some((toc, item))) => (Some(toc), Some(item)),
        (None, None) => (tocs.nearest(path.folder()), None),
    };
    match toc {
        Some(toc) => around(toc, item, from, context),
        None => Place { sections: sections(from, None, context), ..Place::default() },
    }
}

/// The surroundings of an entry of a table of contents, or of all of it, at the address `from`.
pub fn around(at: usize, item: Option<u32>, from: &str, context: &Context) -> Place {
    let mut place = Place { sections: sections(from, Some(at), context), ..Place::default() };
    let toc = &context.tocs.list[at];
    let way = item.map(|item| {
        let mut way = toc.ancestors(item);
        way.push(item);
        way
    });
    let way = way.unwrap_or_default();
    place.toc = context.branches.place(at, None).map(|place| place.file).unwrap_or_default();
    place.filter = toc.items.len() >= FILTERED;
    place.sidebar = Levels { at, toc, from, context }.level(None, &toc.roots, &way);
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

/// What writing the levels of a table of contents needs.
struct Levels<'a, 'c> {
    at: usize,
    toc: &'a Toc,
    from: &'a str,
    context: &'a Context<'c>,
}

impl Levels<'_, '_> {
    /// One level with the branch that the way goes through, and all others where the whole is small.
    fn level(&self, parent: Option<u32>, items: &[u32], way: &[u32]) -> Vec<SideItem> {
        let small = self.context.branches.is_small(self.at);
        let on_way = items.iter().position(|item| way.first() == Some(item));
        let (start, end) = if small { (0, items.len()) } else { window(items.len(), on_way) };
        let mut out = Vec::with_capacity(end - start + 2);
        if start > 0 {
            out.push(self.gap(parent, &items[..start]));
        }
        for &item in &items[start..end] {
            let entry = &self.toc.items[item as usize];
            let here = way.first() == Some(&item);
            let branch = !entry.children.is_empty();
            let mut side = SideItem {
                name: entry.name.clone(),
                href: href(&entry.target, self.from, self.context),
                current: here && way.len() == 1,
                open: here || entry.expanded,
                ..SideItem::default()
            };
            let shown = small || (entry.expanded && below(self.toc, item) <= WINDOW);
            if branch && (here || shown) {
                side.children = self.level(Some(item), &entry.children, if here { &way[1..] } else { &[] });
            } else if branch {
                side.open = false;
                side.far = self.context.branches.place(self.at, Some(item));
                side.first = first_page(self.toc, item, self.from, self.context);
            }
            out.push(side);
        }
        if end < items.len() {
            out.push(self.gap(parent, &items[end..]));
        }
        out
    }

    /// Stands for entries that are left out, and leads to the first of them.
    fn gap(&self, parent: Option<u32>, items: &[u32]) -> SideItem {
        SideItem {
            name: self.context.words.with("more_entries", items.len()),
            href: items.iter().find_map(|&item| first_page(self.toc, item, self.from, self.context)),
            far: self.context.branches.place(self.at, parent),
            left_out: items.len(),
            ..SideItem::default()
        }
    }
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
    href_by(target, &|file| (context.address)(file).map(|address| url::relative(from, address)))
}

/// The address of an entry's target, given that of a page; `None` for one that leads nowhere.
pub fn href_by(target: &TocTarget, address: &dyn Fn(FileId) -> Option<String>) -> Option<String> {
    match target {
        TocTarget::Page(file, suffix) => address(*file).map(|address| address + suffix),
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
        check(51, None, (0, 51));
        check(1000, None, (0, 51));
        check(1000, Some(500), (475, 526));
        check(1000, Some(999), (949, 1000));
    }
}
