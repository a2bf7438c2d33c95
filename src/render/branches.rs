//! What of a table of contents is not written into pages: branches that a script loads when they are opened, and the
//! whole of it for the filter.
//!
//! A file is named after the names on the way to its branch, not after its content: a page's bytes stay the same when
//! another branch changes. Each is a script, since browsers read nothing else from `file://`.

use std::collections::{HashMap, HashSet};

use serde_json::Value;

use crate::{
    files::Files,
    index::toc::{Toc, Tocs},
    page::FileId,
    render::{assets, nav},
    url,
};

/// Entries that a table of contents has at most to be written whole into each of its pages.
const SMALL: usize = 60;

/// Entries below a branch that has at most one file with all that it holds. A larger one has a file with its own
/// entries alone.
const WHOLE: usize = 200;

/// Where the files are.
const FOLDER: &str = "_toc";

/// The branches of all tables of contents, in the order of [`Tocs::list`].
pub struct Branches(Vec<Division>);

/// What one file holds of a table of contents.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Part {
    /// The outermost entries.
    Root,
    /// The entries of a branch.
    Branch(u32),
    /// All entries, for the filter.
    All,
}

/// How one table of contents is divided into files.
struct Division {
    small: bool,
    /// The file with the entries that no other holds.
    root: String,
    /// The file of each branch: its name, and the way to it inside.
    places: HashMap<u32, Place>,
}

/// Where the entries of a branch are.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Place {
    /// The file's name, without folder and extension.
    pub file: String,
    /// Numbers of entries, `2.0`; empty for the file's own list.
    pub at: String,
}

impl Branches {
    pub fn of(tocs: &Tocs, files: &Files) -> Branches {
        let mut taken = HashSet::new();
        let path = |toc: &Toc| toc.file.map_or("", |file| files.get(file).path.as_str());
        Branches(tocs.list.iter().map(|toc| Division::of(toc, path(toc), &mut taken)).collect())
    }

    /// Whether a table of contents is written whole into its pages.
    pub fn is_small(&self, toc: usize) -> bool {
        self.0.get(toc).is_none_or(|division| division.small)
    }

    /// The file with a branch, or with the outermost entries for `None`; nothing in a small table of contents.
    pub fn place(&self, toc: usize, item: Option<u32>) -> Option<Place> {
        let division = self.0.get(toc).filter(|division| !division.small)?;
        match item {
            Some(item) => division.places.get(&item).cloned(),
            None => Some(Place { file: division.root.clone(), at: String::new() }),
        }
    }

    /// The files of a table of contents: path in the output and what is in it.
    pub fn files(&self, toc: usize) -> impl Iterator<Item = (String, Part)> {
        let division = self.0.get(toc).filter(|division| !division.small);
        division.into_iter().flat_map(|division| {
            let own = division.places.iter().filter(|(_, place)| place.at.is_empty());
            let branches = own.map(|(&item, place)| (place.file.clone(), Part::Branch(item)));
            let others = [(division.root.clone(), Part::Root), (format!("{}-all", division.root), Part::All)];
            branches.chain(others).map(|(name, part)| (format!("{FOLDER}/{name}.js"), part))
        })
    }

    /// The text of one of the files. `at` is the number of the table of contents.
    pub fn text<'s>(
        &self,
        at: usize,
        toc: &Toc,
        part: Part,
        address: &(dyn Fn(FileId) -> Option<&'s str> + Sync),
    ) -> String {
        let Some(division) = self.0.get(at) else { return String::new() };
        let writer = Writer { toc, division, address };
        let all = format!("{}-all", division.root);
        let (name, list) = match part {
            Part::Root => (&*division.root, writer.list(&toc.roots, false)),
            Part::All => (&*all, writer.list(&toc.roots, true)),
            Part::Branch(item) => {
                let name = division.places.get(&item).map_or("", |place| &place.file);
                (name, writer.list(&toc.items[item as usize].children, false))
            }
        };
        format!("((window.docwright||={{}}).toc||={{}})[{}]={list}\n", Value::from(name))
    }
}

impl Division {
    fn of(toc: &Toc, path: &str, taken: &mut HashSet<String>) -> Division {
        let small = toc.items.len() <= SMALL;
        let mut division = Division { small, root: String::new(), places: HashMap::new() };
        if !small {
            // Entries come before those that they hold.
            let mut below = vec![0usize; toc.items.len()];
            for (at, item) in toc.items.iter().enumerate().rev() {
                below[at] = item.children.iter().map(|&child| 1 + below[child as usize]).sum();
            }
            division.root = name(path, taken);
            division.divide(toc, &toc.roots, path, &below, taken);
        }
        division
    }

    /// Gives each branch of a list a file.
    fn divide(&mut self, toc: &Toc, items: &[u32], way: &str, below: &[usize], taken: &mut HashSet<String>) {
        for &item in items {
            let entry = &toc.items[item as usize];
            if entry.children.is_empty() {
                continue;
            }
            let way = format!("{way}\0{}", entry.name);
            let file = name(&way, taken);
            self.places.insert(item, Place { file: file.clone(), at: String::new() });
            if below[item as usize] > WHOLE {
                self.divide(toc, &entry.children, &way, below, taken);
            } else {
                self.inside(toc, &entry.children, &file, "");
            }
        }
    }

    /// The branches inside a file that holds all.
    fn inside(&mut self, toc: &Toc, items: &[u32], file: &str, at: &str) {
        for (number, &item) in items.iter().enumerate() {
            let children = &toc.items[item as usize].children;
            if !children.is_empty() {
                let at = if at.is_empty() { number.to_string() } else { format!("{at}.{number}") };
                self.inside(toc, children, file, &at);
                self.places.insert(item, Place { file: file.into(), at });
            }
        }
    }
}

/// The name of a file; of several branches with one way the first has the plain one.
fn name(way: &str, taken: &mut HashSet<String>) -> String {
    let mut way = way.to_owned();
    loop {
        let name = assets::hash(way.as_bytes());
        if taken.insert(name.clone()) {
            return name;
        }
        way.push('\0');
    }
}

struct Writer<'a, 's> {
    toc: &'a Toc,
    division: &'a Division,
    address: &'a (dyn Fn(FileId) -> Option<&'s str> + Sync),
}

impl Writer<'_, '_> {
    /// Entries as `[name, address or 0, entries or the name of their file]`. Addresses are relative to the site's root.
    fn list(&self, items: &[u32], whole: bool) -> Value {
        items.iter().map(|&item| self.entry(item, whole)).collect()
    }

    fn entry(&self, item: u32, whole: bool) -> Value {
        let entry = &self.toc.items[item as usize];
        let href = nav::href_by(&entry.target, &|id| (self.address)(id).map(|to| url::relative("", to)));
        let mut out = vec![Value::from(&*entry.name), href.map_or(Value::from(0), Value::from)];
        if !entry.children.is_empty() {
            let far = self.division.places.get(&item).filter(|place| !whole && place.at.is_empty());
            out.push(far.map_or_else(|| self.list(&entry.children, whole), |place| Value::from(&*place.file)));
        }
        Value::Array(out)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::index::toc::{TocItem, TocTarget};

    /// A table of contents: its entries' depths, each named after its number.
    fn toc(depths: &[usize]) -> Toc {
        let mut items: Vec<TocItem> = Vec::new();
        let mut way: Vec<u32> = Vec::new();
        for (at, &depth) in depths.iter().enumerate() {
            way.truncate(depth);
            if let Some(&parent) = way.last() {
                items[parent as usize].children.push(at as u32);
            }
            items.push(TocItem {
                name: at.to_string(),
                display_name: None,
                target: TocTarget::None,
                toc: None,
                borrowed: false,
                parent: way.last().copied(),
                children: Vec::new(),
                expanded: false,
                place: None,
            });
            way.push(at as u32);
        }
        Toc::new(None, items, &Files::default())
    }

    fn branches(toc: Toc) -> (Branches, Tocs) {
        let mut tocs = Tocs::default();
        tocs.list.push(toc);
        (Branches::of(&tocs, &Files::default()), tocs)
    }

    #[test]
    fn small_ones_have_no_files() {
        let (branches, _) = branches(toc(&[0, 1, 1, 0]));
        assert!(branches.is_small(0));
        assert_eq!(branches.place(0, Some(0)), None);
        assert_eq!(branches.files(0).count(), 0);
    }

    #[test]
    fn each_branch_is_in_one_file() {
        // Entry 0 holds 1, which holds 2; then come 300 entries under 3, of which 4 holds the last one.
        let mut depths = vec![0, 1, 2, 0, 1, 2];
        depths.extend(vec![1; 299]);
        let (branches, tocs) = branches(toc(&depths));
        let place = |item| branches.place(0, item).unwrap();
        assert_eq!(place(Some(1)), Place { file: place(Some(0)).file, at: "0".into() });
        assert_ne!(place(Some(3)).file, place(Some(4)).file);
        let text = |(path, part)| (path, branches.text(0, &tocs.list[0], part, &|_| None));
        let files: Vec<(String, String)> = branches.files(0).map(text).collect();
        assert_eq!(files.len(), 5);
        let text = |name: &str| {
            let (_, text) = files.iter().find(|(path, _)| *path == format!("_toc/{name}.js")).unwrap();
            text.split_once("]=").unwrap().1.trim_end().to_owned()
        };
        let (small, large) = (place(Some(0)).file, place(Some(3)).file);
        assert_eq!(text(&place(None).file), format!("[[\"0\",0,\"{small}\"],[\"3\",0,\"{large}\"]]"));
        assert_eq!(text(&small), "[[\"1\",0,[[\"2\",0]]]]");
        assert!(text(&large).starts_with(&format!("[[\"4\",0,\"{}\"],[\"6\",0],", place(Some(4)).file)));
        assert!(
            text(&format!("{}-all", place(None).file)).starts_with("[[\"0\",0,[[\"1\",0,[[\"2\",0]]]]],[\"3\",0,[[")
        );
    }

    #[test]
    fn names_do_not_follow_other_branches() {
        let mut depths = vec![0, 1, 0, 1];
        depths.extend(vec![1; 99]);
        let one = branches(toc(&depths)).0;
        depths.push(0);
        let other = branches(toc(&depths)).0;
        assert_eq!(one.place(0, Some(0)), other.place(0, Some(0)));
    }
}
