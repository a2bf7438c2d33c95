//! Tables of contents: `toc.yml` and `toc.md`, and the tree of folders where there is none.

mod address;
pub mod folders;
mod markdown;
pub mod resolve;
pub mod uid;
mod yaml;

use std::collections::HashMap;

use crate::{
    diagnostic::Diagnostic,
    files::{Files, Role},
    page::FileId,
    source::{Source, Span},
};

/// Levels of entries that a table of contents may have, those of the ones that it holds counted in.
const DEPTH_LIMIT: usize = 64;

/// A table of contents as its file says it; nothing is looked up yet.
#[derive(Default, Debug)]
pub struct RawToc {
    pub items: Vec<RawItem>,
    /// Of those that list a page, the one with the least order is shown with it; 0 where it is not said.
    pub order: i64,
}

/// An entry as its file says it.
#[derive(Default, Debug)]
pub struct RawItem {
    pub name: Option<Written>,
    pub display_name: Option<Written>,
    pub href: Option<Written>,
    /// `topicHref`, or `homepage` of old.
    pub topic_href: Option<Written>,
    pub toc_href: Option<Written>,
    /// `topicUid`, `uid`, `homepageUid`, or an address of the form `xref:uid`.
    pub uid: Option<Written>,
    pub expanded: bool,
    pub items: Vec<RawItem>,
    /// Where the entry begins: a line of it.
    pub span: Span,
    /// `homepage`, which is no more than a `topicHref` of old.
    pub homepage: Option<Written>,
}

/// A word of a file and its place, without quotes.
#[derive(Clone, PartialEq, Debug)]
pub struct Written {
    pub text: String,
    pub span: Span,
}

/// Where an entry leads.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum TocTarget {
    /// A file of the project, with `?query` and `#fragment` as they are to be written (both may be absent).
    Page(FileId, String),
    /// An address that leaves the project, as it is written.
    Away(String),
    /// Nowhere: a heading of other entries, or a link that is broken.
    None,
}

/// A table of contents that an entry leads to without holding its entries.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum TocLink {
    /// One of the project.
    File(FileId),
    /// One that is elsewhere, as it is written; all that breadcrumbs have.
    Away(String),
}

/// An entry.
#[derive(Debug)]
pub struct TocItem {
    pub name: String,
    /// More words that a search may find the entry by, parted by commas.
    pub display_name: Option<String>,
    pub target: TocTarget,
    /// The table of contents that begins behind this entry.
    pub toc: Option<TocLink>,
    /// Whether the target is just the first page of what [`TocItem::toc`] lists, and thus not listed here.
    pub borrowed: bool,
    pub parent: Option<u32>,
    pub children: Vec<u32>,
    pub expanded: bool,
    /// Where it is written: a file and a place in it. `None` for one made from folders.
    pub place: Option<(FileId, Span)>,
}

/// A table of contents with all those that it holds.
#[derive(Debug)]
pub struct Toc {
    /// `None` for the tree of folders.
    pub file: Option<FileId>,
    /// All entries in reading order.
    pub items: Vec<TocItem>,
    /// The entries that no other holds.
    pub roots: Vec<u32>,
    /// See [`RawToc::order`].
    pub order: i64,
    /// The first entry of each page of the site, in reading order.
    sequence: Vec<u32>,
    /// By entry: where its page is in `sequence`; `u32::MAX` for one that is no page of the site.
    ranks: Vec<u32>,
    /// The first entry of each page.
    entries: HashMap<FileId, u32>,
}

/// All tables of contents of a site. The private parts follow from the public ones.
#[derive(Default, Debug)]
pub struct Tocs {
    /// Sorted by path. One that another holds is not here.
    pub list: Vec<Toc>,
    /// Those that say the way from the site's root to others; no navigation.
    pub breadcrumbs: Vec<Toc>,
    places: HashMap<FileId, (u32, u32)>,
    folders: HashMap<String, u32>,
    /// Uids that may be in a map that is not at hand, with the file that names them.
    pub unchecked: Vec<(FileId, String)>,
}

/// What a table of contents of those that list a page is chosen by, the least first: its order, how far it is from the
/// page, and whether it lists only a part of the page.
type Rank = (i64, usize, bool);

/// Reads a table of contents: Markdown for `.md`, else YAML.
pub fn read(source: &Source) -> (RawToc, Vec<Diagnostic>) {
    if source.path.has_extension("md") { markdown::read(source) } else { yaml::read(source) }
}

impl Toc {
    /// Takes entries in reading order.
    pub fn new(file: Option<FileId>, items: Vec<TocItem>, files: &Files) -> Toc {
        let roots = (0..items.len() as u32).filter(|&item| items[item as usize].parent.is_none()).collect();
        let mut sequence = Vec::new();
        let mut known: HashMap<FileId, u32> = HashMap::new();
        let mut rank = |at: usize, item: &TocItem| match item.target {
            TocTarget::Page(page, _) if !item.borrowed && is_page(page, files) => {
                *known.entry(page).or_insert_with(|| {
                    sequence.push(at as u32);
                    sequence.len() as u32 - 1
                })
            }
            _ => u32::MAX,
        };
        let ranks = items.iter().enumerate().map(|(at, item)| rank(at, item)).collect();
        let entries = known.into_iter().map(|(page, rank)| (page, sequence[rank as usize])).collect();
        Toc { file, items, roots, order: 0, sequence, ranks, entries }
    }

    /// The first entry of a page of the site.
    pub fn entry(&self, page: FileId) -> Option<u32> {
        self.entries.get(&page).copied()
    }

    /// The entries around one, outermost first; without itself.
    pub fn ancestors(&self, item: u32) -> Vec<u32> {
        let mut found = Vec::new();
        let mut at = item;
        while let Some(parent) = self.items.get(at as usize).and_then(|item| item.parent) {
            found.push(parent);
            at = parent;
        }
        found.reverse();
        found
    }

    /// The entries of the pages before and after an entry's page, in reading order. Each page counts once.
    pub fn neighbours(&self, item: u32) -> (Option<u32>, Option<u32>) {
        match self.ranks.get(item as usize) {
            None | Some(&u32::MAX) => (None, None),
            Some(&rank) => {
                let at = |rank: Option<u32>| rank.and_then(|rank| self.sequence.get(rank as usize).copied());
                (at(rank.checked_sub(1)), at(rank.checked_add(1)))
            }
        }
    }
}

impl Tocs {
    /// The one table of contents of a project that has no `toc` file.
    pub fn of_folders(toc: Toc, files: &Files) -> Tocs {
        Tocs::new(vec![toc], Vec::new(), HashMap::from([(String::new(), 0)]), files)
    }

    /// `folders` says which of the list is the one of a folder.
    fn new(list: Vec<Toc>, breadcrumbs: Vec<Toc>, folders: HashMap<String, u32>, files: &Files) -> Tocs {
        let mut best: HashMap<FileId, (Rank, u32, u32)> = HashMap::new();
        for (number, toc) in list.iter().enumerate() {
            let home = toc.file.map_or("", |file| files.get(file).path.folder());
            for (at, item) in toc.items.iter().enumerate() {
                let TocTarget::Page(page, suffix) = &item.target else { continue };
                if item.borrowed {
                    continue;
                }
                let rank = (toc.order, distance(home, files.get(*page).path.folder()), !suffix.is_empty());
                let place = (rank, number as u32, at as u32);
                best.entry(*page).and_modify(|known| *known = (*known).min(place)).or_insert(place);
            }
        }
        let places = best.into_iter().map(|(page, (_, toc, item))| (page, (toc, item))).collect();
        Tocs { list, breadcrumbs, places, folders, unchecked: Vec::new() }
    }

    /// The table of contents to show with a page, and the page's entry in it: of those that list it the nearest, upwards
    /// first. `None` where none does.
    pub fn place(&self, page: FileId) -> Option<(usize, u32)> {
        self.places.get(&page).map(|&(toc, item)| (toc as usize, item))
    }

    /// The table of contents of a file, or the one that holds it.
    pub fn holding(&self, file: FileId, files: &Files) -> Option<usize> {
        let own = self.list.binary_search_by_key(&Some(file), |toc| toc.file).ok();
        own.or_else(|| self.folders.get(files.get(file).path.folder()).map(|&toc| toc as usize))
    }

    /// Whether any table of contents lists a page.
    pub fn listed(&self, page: FileId) -> bool {
        self.places.contains_key(&page)
    }

    /// The nearest table of contents up the folders: for pages that none lists.
    pub fn nearest(&self, folder: &str) -> Option<usize> {
        let mut folder = folder;
        loop {
            if let Some(&toc) = self.folders.get(folder) {
                return Some(toc as usize);
            }
            if folder.is_empty() {
                return None;
            }
            folder = folder.rfind('/').map_or("", |at| &folder[..at]);
        }
    }

    /// See [`Toc::neighbours`].
    pub fn neighbours(&self, toc: usize, item: u32) -> (Option<u32>, Option<u32>) {
        self.list.get(toc).map_or((None, None), |toc| toc.neighbours(item))
    }
}

/// Whether a file is a page of the site.
fn is_page(file: FileId, files: &Files) -> bool {
    let file = files.get(file);
    file.role == Role::Page && file.output.is_some()
}

/// How far a page's folder is from that of a table of contents. A way that leads up anywhere is longer than any other.
fn distance(from: &str, to: &str) -> usize {
    const UP: usize = 1 << 16;
    let parts = |folder: &str| folder.split('/').filter(|part| !part.is_empty()).count();
    let shared = from.split('/').zip(to.split('/')).take_while(|(a, b)| a == b && !a.is_empty()).count();
    let (up, down) = (parts(from) - shared, parts(to) - shared);
    if up == 0 { down } else { UP + up + down }
}

/// A folder's or file's name as words: `getting-started` is "Getting started".
pub fn words(name: &str) -> String {
    let spaced = name.replace(['-', '_'], " ");
    let mut letters = spaced.trim().chars();
    letters.next().map_or_else(|| name.to_owned(), |first| first.to_uppercase().chain(letters).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ways_up_are_longest() {
        let check = |from, to, want| assert_eq!(distance(from, to), want, "{from} to {to}");
        check("", "", 0);
        check("", "a/b", 2);
        check("a", "a/b", 1);
        check("a", "ab", (1 << 16) + 2);
        check("a/b", "", (1 << 16) + 2);
    }

    #[test]
    fn names_become_words() {
        let check = |name, want: &str| assert_eq!(words(name), want);
        check("getting-started_here", "Getting started here");
        check("élan", "Élan");
        check("--", "--");
    }
}
