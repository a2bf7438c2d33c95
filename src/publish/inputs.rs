//! What the manifest says of the files that a site was made of.

use std::collections::BTreeMap;

use rayon::prelude::*;

use crate::{
    emit::{self, Entry},
    site::Site,
    source::Source,
};

/// The texts that a site was made of, by their path from the project's root. A file from elsewhere, which only the
/// command line can name, is there by its name.
pub(super) fn inputs(site: &Site) -> BTreeMap<String, Entry> {
    let sources: Vec<&Source> = site.sources().map(|source| &**source).collect();
    let entry = |source: &Source| {
        let path = source.path.as_str();
        let size = site.files.find(path).map(|id| site.files.get(id).size);
        // A text that is as long as its file is the file.
        if size == Some(source.text.len() as u64) {
            return Some((path.to_owned(), emit::entry_of(source.text.as_bytes())));
        }
        let entry = emit::entry(&site.root.join(path)).ok()?;
        let inside = !path.starts_with('/') && !path.contains(':') && path.split('/').all(|part| part != "..");
        Some((if inside { path } else { source.path.name() }.to_owned(), entry))
    };
    sources.into_par_iter().filter_map(entry).collect()
}
