//! What the site knows as a whole: titles, anchors, who includes whom, tables of contents, redirects.

mod circles;
pub mod names;
pub mod pivots;
pub mod redirects;
pub mod toc;
pub mod uids;
pub mod variants;

use std::{
    collections::{BTreeMap, HashMap, HashSet},
    sync::{Arc, OnceLock},
};

use rayon::prelude::*;

use crate::{
    address,
    ext::include::DEPTH_LIMIT,
    files::{Files, Found},
    page::{FileId, Page},
    source::Span,
};

/// The outlines of all pages together. Built whole, from nothing but them and the files' names.
#[derive(Default, Debug)]
pub struct Index {
    /// By [`FileId`]: every parsed file.
    pub pages: Vec<Option<Arc<Page>>>,
    /// By [`FileId`]: the ids that a fragment can lead to in the file itself.
    anchors: Vec<Arc<HashSet<Box<str>>>>,
    /// By [`FileId`]: the files that the file includes, once each, in text order.
    pub includes: Vec<Vec<FileId>>,
    /// By [`FileId`]: every include of the file, with its place.
    pub include_places: Vec<Vec<(FileId, Span)>>,
    /// Files that include something that is not there: they may hold more than is known.
    incomplete: HashSet<FileId>,
    /// For each included file the files that include it, with the place of the first directive.
    pub included_by: BTreeMap<FileId, Vec<(FileId, Span)>>,
    pub names: Arc<names::Names>,
    /// The pages that hold an anchor, for anchors that are on few.
    by_anchor: OnceLock<HashMap<Box<str>, Vec<FileId>>>,
    circles: OnceLock<circles::Circles>,
}

impl Index {
    /// Builds the index of parsed files; `root` tells the folder that `~/` means for a file.
    pub fn build(pages: Vec<Option<Arc<Page>>>, files: &Files, root: &(dyn Fn(FileId) -> String + Sync)) -> Index {
        let anchors =
            pages.par_iter().map(|page| page.as_deref().map(own_anchors).unwrap_or_default().into()).collect();
        let found: Vec<Includes> = pages
            .par_iter()
            .enumerate()
            .map(|(at, page)| {
                let id = FileId(at as u32);
                page.as_deref().map(|page| includes(page, files, &root(id))).unwrap_or_default()
            })
            .collect();
        let mut included_by: BTreeMap<FileId, Vec<(FileId, Span)>> = BTreeMap::new();
        let mut incomplete = HashSet::new();
        for (at, includes) in found.iter().enumerate() {
            if includes.missing {
                incomplete.insert(FileId(at as u32));
            }
            for &(to, span) in &includes.files {
                included_by.entry(to).or_default().push((FileId(at as u32), span));
            }
        }
        let (includes, include_places) = found
            .into_iter()
            .map(|includes| (includes.files.into_iter().map(|(to, _)| to).collect(), includes.places))
            .unzip();
        let names = names::Names::new(files).into();
        Index {
            pages,
            anchors,
            includes,
            include_places,
            incomplete,
            included_by,
            names,
            by_anchor: OnceLock::new(),
            circles: OnceLock::new(),
        }
    }

    /// The index with a page in place of one that it has, as if it had been built with it.
    pub fn with_page(&self, id: FileId, page: Arc<Page>, files: &Files, root: &str) -> Index {
        let at = id.0 as usize;
        let new = includes(&page, files, root);
        let mut incomplete = self.incomplete.clone();
        match new.missing {
            true => incomplete.insert(id),
            false => incomplete.remove(&id),
        };
        let mut included_by = self.included_by.clone();
        for old in &self.includes[at] {
            if let Some(list) = included_by.get_mut(old) {
                list.retain(|(by, _)| *by != id);
                if list.is_empty() {
                    included_by.remove(old);
                }
            }
        }
        for &(to, span) in &new.files {
            let list = included_by.entry(to).or_default();
            list.insert(list.partition_point(|(by, _)| *by < id), (id, span));
        }
        let mut index = Index {
            pages: self.pages.clone(),
            anchors: self.anchors.clone(),
            includes: self.includes.clone(),
            include_places: self.include_places.clone(),
            incomplete,
            included_by,
            names: self.names.clone(),
            by_anchor: OnceLock::new(),
            circles: OnceLock::new(),
        };
        index.anchors[at] = own_anchors(&page).into();
        index.includes[at] = new.files.into_iter().map(|(to, _)| to).collect();
        index.include_places[at] = new.places;
        index.pages[at] = Some(page);
        index
    }

    pub fn page(&self, id: FileId) -> Option<&Arc<Page>> {
        self.pages.get(id.0 as usize)?.as_ref()
    }

    /// A page's title: its own, else that of what it includes, else its file's name.
    pub fn title(&self, id: FileId, files: &Files) -> String {
        let own = self.page(id).and_then(|page| page.outline.title.clone());
        let included = || {
            self.reachable(id).into_iter().skip(1).find_map(|id| {
                let outline = &self.page(id)?.outline;
                outline.headings.iter().find(|heading| heading.level <= 3).map(|heading| heading.text.to_string())
            })
        };
        own.or_else(included).unwrap_or_else(|| files.get(id).path.stem().to_owned())
    }

    /// Whether a fragment names something in a file or in what it includes.
    pub fn has_anchor(&self, id: FileId, anchor: &str) -> bool {
        let holds = |id: FileId| self.anchors.get(id.0 as usize).is_some_and(|anchors| anchors.contains(anchor));
        holds(id) || !self.includes_of(id).is_empty() && self.reachable(id).into_iter().any(holds)
    }

    /// Whether a file, or one that it includes, includes something that is not there, which may hold any anchor.
    pub fn may_hold_more(&self, id: FileId) -> bool {
        !self.incomplete.is_empty() && self.reachable(id).iter().any(|id| self.incomplete.contains(id))
    }

    /// Every anchor of a file and of what it includes, in text order.
    pub fn anchors(&self, id: FileId) -> Vec<&str> {
        let mut out = Vec::new();
        for id in self.reachable(id) {
            let Some(page) = self.page(id) else { continue };
            out.extend(page.outline.headings.iter().map(|heading| &*heading.id));
            out.extend(page.outline.anchors.iter().map(|anchor| &*anchor.id));
        }
        out
    }

    /// The pages that hold an anchor.
    pub fn holders(&self, anchor: &str) -> &[FileId] {
        let all = self.by_anchor.get_or_init(|| {
            let mut all: HashMap<Box<str>, Vec<FileId>> = HashMap::new();
            for (at, page) in self.pages.iter().enumerate() {
                let Some(page) = page else { continue };
                let ids = page.outline.headings.iter().map(|heading| &heading.id);
                for id in ids.chain(page.outline.anchors.iter().map(|anchor| &anchor.id)) {
                    let holders = all.entry(id.clone()).or_default();
                    if holders.last() != Some(&FileId(at as u32)) {
                        holders.push(FileId(at as u32));
                    }
                }
            }
            all
        });
        all.get(anchor).map_or(&[], |holders| holders)
    }

    fn includes_of(&self, id: FileId) -> &[FileId] {
        self.includes.get(id.0 as usize).map_or(&[], |includes| includes)
    }

    /// A file and all that it includes, itself first, each once. What is deeper than a page may hold is not among them.
    pub fn reachable(&self, id: FileId) -> Vec<FileId> {
        let mut seen = vec![id];
        if self.includes_of(id).is_empty() {
            return seen;
        }
        let mut known = HashSet::from([id]);
        let mut level = 0..1;
        for _ in 0..=DEPTH_LIMIT {
            for at in level.clone() {
                let new: Vec<FileId> =
                    self.includes_of(seen[at]).iter().copied().filter(|next| known.insert(*next)).collect();
                seen.extend(new);
            }
            level = level.end..seen.len();
        }
        seen
    }

    /// The way from a file, through one that it includes, back to it.
    pub fn circle(&self, id: FileId, included: FileId) -> Option<Vec<FileId>> {
        self.circles.get_or_init(|| circles::Circles::of(&self.includes)).back(id, included, &self.includes)
    }

    /// The pages that a file is part of: itself where nothing includes it, else those that nothing includes or that are
    /// pages by themselves, each with the place at which it includes the file or the way to it.
    pub fn includers(&self, id: FileId, files: &Files) -> Vec<(FileId, FileId, Span)> {
        let mut out = Vec::new();
        let mut seen = HashSet::from([id]);
        let mut level = vec![id];
        // From further away nothing reaches a page.
        for _ in 0..=DEPTH_LIMIT {
            let mut outer = Vec::new();
            for next in level {
                for &(by, span) in self.included_by.get(&next).map_or(&[][..], |list| list) {
                    if seen.insert(by) {
                        if files.get(by).role == crate::files::Role::Page {
                            out.push((by, next, span));
                        }
                        outer.push(by);
                    }
                }
            }
            level = outer;
        }
        out.sort();
        out
    }
}

fn own_anchors(page: &Page) -> HashSet<Box<str>> {
    let headings = page.outline.headings.iter().map(|heading| heading.id.clone());
    headings.chain(page.outline.anchors.iter().map(|anchor| anchor.id.clone())).collect()
}

/// What a page includes.
#[derive(Default, Debug)]
pub struct Includes {
    /// Once each, with the place of the first directive.
    pub files: Vec<(FileId, Span)>,
    /// All of them, in text order.
    pub places: Vec<(FileId, Span)>,
    /// Whether one leads to no file that can be included.
    pub missing: bool,
}

/// Looks up what a page includes.
pub fn includes(page: &Page, files: &Files, root: &str) -> Includes {
    let mut out = Includes::default();
    let mut known = HashSet::new();
    for reference in page.outline.refs.iter().filter(|reference| reference.kind.is_include()) {
        let target = include_target(&reference.address, page.path().folder(), files, root);
        out.places.extend(target.map(|id| (id, reference.span)));
        match target {
            None => out.missing = true,
            Some(id) if known.insert(id) => out.files.push((id, reference.span)),
            Some(_) => {}
        }
    }
    out
}

/// The Markdown file that an include's path leads to.
fn include_target(path: &str, folder: &str, files: &Files, root: &str) -> Option<FileId> {
    let address = address::read(path);
    let (folder, path, _) = address.path(folder, root)?;
    match files.resolve(folder, path) {
        Found::File(id) | Found::OtherCase(id) if files.get(id).path.has_extension("md") => Some(id),
        _ => None,
    }
}
