//! The files of a project as they are read: those on the disk, and texts that stand in their place.

use std::{collections::BTreeMap, io, path::Path, sync::Arc};

use super::scan;
use crate::source::SitePath;

/// The bytes of files that are not on the disk as they are taken to be.
pub type Texts = BTreeMap<SitePath, Arc<[u8]>>;

/// Where a project is read from.
#[derive(Clone, Copy, Debug)]
pub struct Disk<'a> {
    pub root: &'a Path,
    pub texts: &'a Texts,
}

impl Disk<'_> {
    /// The bytes of a file of the project.
    ///
    /// # Errors
    /// Where it cannot be read.
    pub fn read(&self, path: &SitePath) -> io::Result<Vec<u8>> {
        match self.texts.get(path) {
            Some(bytes) => Ok(bytes.to_vec()),
            None => scan::read(self.root, path),
        }
    }
}
