//! Reading pages, and bringing a site up to date: what did not change on the disk is not read again.

use std::{
    collections::{BTreeSet, HashMap, HashSet},
    io,
    sync::Arc,
};

use rayon::prelude::*;

use super::{Options, Site, docset, named};
use crate::{
    config::Config,
    diagnostic::Diagnostic,
    fetch::Network,
    files::{
        Files, Role,
        decode::decode,
        disk::{Disk, Texts},
    },
    index,
    page::{FileId, Page},
    parse::parse,
    source::{SitePath, Source},
};

/// Files that a person changes at once.
const FEW: usize = 8;

/// What may have changed on the disk. More may be named than did: the bytes decide.
#[derive(Clone, Default, Debug)]
pub struct Changes {
    /// Files and folders, relative to the project's root, `/` between their parts. A folder stands for all in it.
    paths: BTreeSet<String>,
    /// Whether anything may have.
    all: bool,
    /// What files are taken to hold, whatever the disk has.
    texts: Texts,
}

/// A site whose pages are taken where they are as they were.
#[derive(Clone, Copy)]
pub(super) struct Kept<'a> {
    pub site: &'a Site,
    pub changes: &'a Changes,
}

/// What is needed to read pages.
pub(super) struct Reading<'a> {
    pub disk: Disk<'a>,
    pub config: &'a Config,
    pub files: &'a Files,
    pub roots: &'a (dyn Fn(FileId) -> String + Sync),
    /// A page that is not on the disk.
    pub extra: Option<Arc<Source>>,
    pub kept: Option<Kept<'a>>,
}

/// Pages by [`FileId`], and what was found while they were decoded.
type Pages = (Vec<Option<Arc<Page>>>, HashMap<SitePath, Vec<Diagnostic>>);

impl Changes {
    /// Anything may have changed.
    pub fn everything() -> Changes {
        Changes { all: true, ..Changes::default() }
    }

    /// Adds a file or a folder, relative to the project's root.
    pub fn add(&mut self, path: &str) {
        if path.is_empty() {
            self.all = true;
        } else {
            self.paths.insert(path.to_owned());
        }
    }

    /// Takes a file to hold these bytes, whether or not it is on the disk.
    pub fn put(&mut self, path: &SitePath, bytes: Arc<[u8]>) {
        self.paths.insert(path.as_str().to_owned());
        self.texts.insert(path.clone(), bytes);
    }

    /// What files are taken to hold.
    pub(super) fn texts(&self) -> &Texts {
        &self.texts
    }

    /// Adds all that is in another one.
    pub fn extend(&mut self, other: Changes) {
        self.all |= other.all;
        self.paths.extend(other.paths);
        self.texts.extend(other.texts);
    }

    pub fn is_empty(&self) -> bool {
        !self.all && self.paths.is_empty()
    }

    /// The paths that may have changed; `None` where they are more than a person changes at once.
    pub fn few(&self) -> Option<&BTreeSet<String>> {
        (!self.all && self.paths.len() <= FEW).then_some(&self.paths)
    }

    /// Whether a file may have changed.
    fn touch(&self, path: &str) -> bool {
        let folders = path.match_indices('/').map(|(at, _)| &path[..at]);
        self.all || folders.chain([path]).any(|path| self.paths.contains(path))
    }

    /// Whether what git knows may have changed.
    pub(super) fn touch_history(&self) -> bool {
        self.all || self.paths.range(".git".to_owned()..).next().is_some_and(|path| path.starts_with(".git/"))
    }
}

impl Site {
    /// Reads the project again as [`Site::load`] would, without reading pages that `changes` does not name and without
    /// parsing those whose text is what it was.
    ///
    /// # Errors
    /// As for [`Site::load`].
    pub fn update(&self, options: &Options, changes: &Changes) -> io::Result<Site> {
        let network = match options.network {
            // What is fetched once is new enough for the life of the process.
            Network::Always => Network::Missing,
            network => network,
        };
        let options = Options { network, ..options.clone() };
        Site::read(&self.root, &options, None, Some(Kept { site: self, changes }))
    }
}

impl<'a> Kept<'a> {
    /// The page of a file as it was, with what decoding it found.
    fn page(&self, path: &SitePath, reading: &Reading, id: FileId) -> Option<(&'a Arc<Page>, Vec<Diagnostic>)> {
        let was = self.site.files.find(path.as_str())?;
        let page = self.site.index.page(was)?;
        let dialect = docset(reading.config, reading.files, id).dialect;
        let found = self.site.decoded.get(path).cloned().unwrap_or_default();
        (docset(&self.site.config, &self.site.files, was).dialect == dialect).then_some((page, found))
    }
}

impl Reading<'_> {
    fn page(&self, id: FileId) -> io::Result<(Arc<Page>, Vec<Diagnostic>)> {
        let path = &self.files.get(id).path;
        let was = self.kept.and_then(|kept| Some((kept, kept.page(path, self, id)?)));
        let (source, found) = match self.extra.as_ref().filter(|source| &source.path == path) {
            Some(source) => (source.clone(), Vec::new()),
            None => {
                if let Some((kept, (page, found))) = &was
                    && !kept.changes.touch(path.as_str())
                    && !self.files.is_linked(path.as_str())
                {
                    return Ok((Arc::clone(page), found.clone()));
                }
                let bytes = self.disk.read(path).map_err(|error| named(error, path.as_str()))?;
                let (source, found) = decode(path, bytes);
                (Arc::new(source), found)
            }
        };
        match was {
            Some((_, (page, _))) if page.source.is_same(&source) => Ok((Arc::clone(page), found)),
            _ => Ok((Arc::new(parse(&source, docset(self.config, self.files, id).dialect)), found)),
        }
    }
}

/// Reads and parses the pages, then what they include, then what that includes, until nothing is new.
pub(super) fn read_pages(reading: &Reading, found: &mut Vec<Diagnostic>) -> io::Result<Pages> {
    let files = reading.files;
    let mut pages: Vec<Option<Arc<Page>>> = files.list.iter().map(|_| None).collect();
    let mut decoded = HashMap::new();
    let mut asked: HashSet<FileId> = HashSet::new();
    let mut next: Vec<FileId> = files.iter().filter(|(_, file)| file.role == Role::Page).map(|(id, _)| id).collect();
    while !next.is_empty() {
        asked.extend(&next);
        let read: Vec<_> = next
            .par_iter()
            .map(|&id| {
                let (page, found) = reading.page(id)?;
                let includes = index::includes(&page, files, &(reading.roots)(id));
                Ok((id, page, includes, found))
            })
            .collect::<io::Result<_>>()?;
        let mut wanted = HashSet::new();
        for (id, page, includes, more) in read {
            if !more.is_empty() {
                found.extend(more.iter().cloned());
                decoded.insert(files.get(id).path.clone(), more);
            }
            wanted.extend(includes.files.into_iter().map(|(to, _)| to));
            pages[id.0 as usize] = Some(page);
        }
        next = wanted.difference(&asked).copied().collect();
        next.sort_unstable();
    }
    Ok((pages, decoded))
}
