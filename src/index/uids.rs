//! All uids that a site knows: those of its pages and those of maps.

mod near;

use std::{
    collections::HashMap,
    sync::{Mutex, OnceLock},
};

use crate::{
    files::Files,
    index::Index,
    page::{FileId, Uid},
    source::{SitePath, Span},
    xref::map::Map,
};

pub use near::{Meant, Slip};

/// The uids of a site.
#[derive(Default, Debug)]
pub struct Uids {
    /// Of the site's own pages: the file, and the number in its outline.
    own: HashMap<Box<str>, (FileId, u32)>,
    maps: Vec<Map>,
    /// By docset; none where there are none.
    docsets: Vec<Known>,
    near: OnceLock<near::Near>,
    /// Near matches that were looked for.
    asked: Mutex<HashMap<(u16, String), Option<Meant>>>,
    /// Those that several have, the one that counts first.
    pub shared: Vec<Vec<(FileId, u32)>>,
}

/// What a docset knows beyond its own pages.
#[derive(Default, Debug)]
pub struct Known {
    /// Numbers of maps, the first of those that have a uid being the one that counts.
    pub maps: Vec<usize>,
    /// Where it is said that there are more uids than are known, and why they are not; `None` where all are known.
    pub lacking: Option<Lacking>,
}

/// Why not all uids of a docset are known.
#[derive(Clone, PartialEq, Debug)]
pub struct Lacking {
    pub path: SitePath,
    pub span: Span,
    /// The end of a sentence on uids.
    pub why: String,
}

/// What a uid names.
#[derive(Debug)]
pub enum Thing<'a> {
    /// A page of the site or a part of it.
    Own(FileId, &'a Uid),
    /// Something elsewhere: its address, `None` where it has none, and what it is called.
    Away(Option<String>, Vec<(Box<str>, Box<str>)>),
}

impl Uids {
    /// Gathers the uids of all pages.
    pub fn new(index: &Index, files: &Files, maps: Vec<Map>, docsets: Vec<Known>) -> Uids {
        let mut all: Vec<(&str, &str, FileId, u32)> = Vec::new();
        for (at, page) in index.pages.iter().enumerate() {
            let id = FileId(at as u32);
            let (Some(page), Some(output)) = (page, files.get(id).output.as_deref()) else { continue };
            let uids = page.outline.uids.iter().enumerate();
            all.extend(uids.map(|(number, uid)| (&*uid.uid, output, id, number as u32)));
        }
        // Of two the one with the smallest address counts.
        all.sort_unstable();
        let mut own: HashMap<Box<str>, (FileId, u32)> = HashMap::with_capacity(all.len());
        let mut shared = Vec::new();
        for holders in all.chunk_by(|(a, ..), (b, ..)| a == b) {
            if let [(uid, _, id, number), ..] = holders {
                own.insert((*uid).into(), (*id, *number));
            }
            if holders.len() > 1 {
                shared.push(holders.iter().map(|&(_, _, id, number)| (id, number)).collect());
            }
        }
        Uids { own, maps, docsets, near: OnceLock::new(), asked: Mutex::default(), shared }
    }

    /// What a uid names for a file of a docset.
    pub fn find<'a>(&self, uid: &str, docset: u16, index: &'a Index) -> Option<Thing<'a>> {
        if let Some(&(id, number)) = self.own.get(uid) {
            return Some(Thing::Own(id, index.page(id)?.outline.uids.get(number as usize)?));
        }
        let maps = self.docsets.get(usize::from(docset)).map_or(&[][..], |known| &known.maps);
        let known = maps.iter().find_map(|&map| self.maps.get(map)?.find(uid))?;
        Some(Thing::Away(known.href, known.properties))
    }

    /// Why uids of a docset may be unknown.
    pub fn lacking(&self, docset: u16) -> Option<&Lacking> {
        self.docsets.get(usize::from(docset))?.lacking.as_ref()
    }

    /// The uid that was probably meant by one that is unknown. Where not all are known, only a sure slip is one.
    pub fn meant(&self, uid: &str, docset: u16, index: &Index) -> Option<Meant> {
        if self.own.is_empty() && self.maps.iter().all(Map::is_empty) {
            return None;
        }
        let key = (docset, uid.to_owned());
        let lock = || self.asked.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
        if let Some(known) = lock().get(&key) {
            return known.clone();
        }
        let near = self.near.get_or_init(|| {
            let mut own: Vec<&str> = self.own.keys().map(|uid| &**uid).collect();
            own.sort_unstable();
            near::Near::new(own, &self.maps)
        });
        // What is nearly one of the site's own is hardly another site's.
        let sure = |meant: &Meant| meant.slip <= Slip::Letter || meant.own && meant.distance <= 2 && uid.len() >= 6;
        let lacking = self.lacking(docset).is_some();
        let counts = |meant: &Meant| (!lacking || sure(meant)) && self.find(&meant.uid, docset, index).is_some();
        let meant = near.meant(uid, &counts);
        lock().insert(key, meant.clone());
        meant
    }

    /// Whether the site has uids of its own.
    pub fn has_own(&self) -> bool {
        !self.own.is_empty()
    }

    /// Every uid of the site's own, sorted.
    pub fn own(&self) -> Vec<(&str, FileId, u32)> {
        let mut all: Vec<_> = self.own.iter().map(|(uid, &(id, number))| (&**uid, id, number)).collect();
        all.sort_unstable();
        all
    }
}
