//! A site with those of its findings that are told: all, or those that a list does not know.

use std::{
    io,
    path::{Path, PathBuf},
    sync::Arc,
};

use crate::{
    adopt::baseline::{Entry, compare, read},
    diagnostic::Diagnostic,
    files::scan,
    site::{Site, configuration_is_broken},
};

/// A list of findings that are known.
#[derive(Clone, Debug)]
pub struct Baseline {
    file: PathBuf,
    entries: Vec<Entry>,
}

impl Baseline {
    /// Reads a list.
    ///
    /// # Errors
    /// Where it cannot be read, and where it is no list: then of the kind `InvalidData`.
    pub fn read(file: &Path) -> io::Result<Baseline> {
        let named = |error: io::Error| io::Error::new(error.kind(), format!("`{}`: {error}", file.display()));
        let bytes = scan::read(Path::new(""), &file.to_string_lossy().into_owned().into()).map_err(named)?;
        let wrong = |what| io::Error::new(io::ErrorKind::InvalidData, format!("`{}` {what}", file.display()));
        Ok(Baseline { file: file.to_owned(), entries: read(&bytes).map_err(wrong)? })
    }

    /// Reads it again; where that fails, as while it is written, it is what it was.
    fn refresh(&mut self) {
        if let Ok(now) = Baseline::read(&self.file) {
            *self = now;
        }
    }
}

/// A site that was read.
pub struct Known {
    pub site: Arc<Site>,
    /// The findings that are told, where those are not all.
    new: Option<Vec<Diagnostic>>,
}

impl Known {
    pub fn new(site: Arc<Site>, baseline: Option<&mut Baseline>) -> Known {
        // What a broken configuration leads to says nothing of what is known.
        let baseline = baseline.filter(|_| !configuration_is_broken(&site.diagnostics, site.config.path.as_str()));
        let new = baseline.map(|baseline| {
            baseline.refresh();
            let is_there = |path: &_| site.source(path).is_some() || site.files.find(path.as_str()).is_some();
            let sources = |path: &_| site.source(path);
            let compared = compare(&site.diagnostics, &baseline.entries, &sources, &is_there, &|_| true);
            let found = site.diagnostics.iter().zip(compared.known).filter(|(_, known)| !known);
            found.map(|(finding, _)| finding.clone()).collect()
        });
        Known { site, new }
    }

    /// The findings that are told.
    pub fn findings(&self) -> &[Diagnostic] {
        self.new.as_deref().unwrap_or(&self.site.diagnostics)
    }
}
