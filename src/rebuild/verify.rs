//! Holds a site against one that is built anew.

use std::{
    collections::BTreeSet,
    io,
    path::{Path, PathBuf},
};

use rayon::prelude::*;

use crate::{
    emit,
    files::scan::ASIDE,
    plan::OWN,
    publish,
    site::{Options, Site},
};

/// Builds a project anew beside its output folder, with nothing that was kept, and takes that away again. Gives the files
/// that differ in a byte or are in one of both only, by their path from the output folder.
///
/// # Errors
/// Where the project cannot be read or the disk refuses.
pub fn verify(root: &Path, options: &Options, waiting: &dyn Fn(&Path)) -> io::Result<Vec<String>> {
    let site = Site::load(root, options)?;
    let output = std::path::absolute(publish::output(&site))?;
    let name = output.file_name().unwrap_or_default().to_string_lossy();
    let beside = Beside(output.with_file_name(format!(".{name}.verify{ASIDE}")));
    let _ = emit::clean(&beside.0, waiting);
    publish::publish(&site, emit::begin_with(&beside.0, root, None, waiting)?, &|| ())?;
    let _lock = emit::lock(&output, waiting)?;
    let mut paths = BTreeSet::from([format!("{OWN}/manifest.json")]);
    for (manifest, _) in [&output, &beside.0].into_iter().filter_map(|folder| emit::last(folder)) {
        paths.extend(manifest.files.into_keys());
    }
    let entry = |folder: &Path, path: &str| emit::entry(&folder.join(path)).ok();
    Ok(paths.into_par_iter().filter(|path| entry(&output, path) != entry(&beside.0, path)).collect())
}

/// A site that goes away at the end.
struct Beside(PathBuf);

impl Drop for Beside {
    fn drop(&mut self) {
        let _ = emit::clean(&self.0, &|_| ());
    }
}
