//! What a site is made of, for those who ask whether it is still the same.

use std::{
    collections::{BTreeSet, HashMap},
    io,
    path::{Path, PathBuf},
    sync::Arc,
};

use super::{Options, Site, configuration::configuration, folders};
use crate::{
    config::MapPlace,
    files::disk::{Disk, Texts},
    source::Source,
};

/// What is known of a project without reading its pages.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The output folder, absolute or relative to the root.
    pub output: PathBuf,
    /// Whether `.gitignore` is obeyed.
    pub plain: bool,
}

/// The output folder of a project, absolute or relative to its root, where a site can be in it.
///
/// # Errors
/// Where a configuration that is there cannot be read, and of the kind `InvalidInput` where no site can be in it.
pub fn output(root: &Path, options: &Options) -> io::Result<PathBuf> {
    let (config, _) = configuration(Disk { root, texts: &Texts::new() }, options, &mut HashMap::new())?;
    folders::refuse(root, &config, options.output.as_deref())?;
    Ok(options.output.clone().unwrap_or_else(|| config.output.into()))
}

/// Reads only the configuration of a project.
///
/// # Errors
/// Where a configuration that is there cannot be read.
pub fn settings(root: &Path, options: &Options) -> io::Result<Settings> {
    let (config, _) = configuration(Disk { root, texts: &Texts::new() }, options, &mut HashMap::new())?;
    Ok(Settings {
        output: options.output.clone().unwrap_or_else(|| config.output.clone().into()),
        plain: config.docsets.iter().all(|docset| !docset.docfx),
    })
}

impl Site {
    /// The address that a project will be published at, as its configuration says.
    ///
    /// # Errors
    /// Where a configuration that is there cannot be read.
    pub fn base_url_of(root: &Path, options: &Options) -> io::Result<Option<String>> {
        let (config, _) = configuration(Disk { root, texts: &Texts::new() }, options, &mut HashMap::new())?;
        Ok(options.base_url.clone().or(config.base_url))
    }

    /// The texts that it was made of: pages and what they include, tables of contents, configuration, theme, code.
    pub fn sources(&self) -> impl Iterator<Item = &Arc<Source>> {
        let pages = self.index.pages.iter().flatten().map(|page| &page.source);
        pages.chain(self.others.values()).chain(self.own_assets.iter())
    }

    /// Paths that are looked at by their names, wherever they lead and whether they are there or not.
    pub fn asked(&self) -> BTreeSet<PathBuf> {
        let theme = &self.config.theme;
        let named = theme.css.iter().chain(&theme.js).map(|(path, _)| path.as_str());
        let maps = self.config.docsets.iter().flat_map(|docset| &docset.xref).filter_map(|map| match &map.from {
            MapPlace::File(path) => Some(path.as_str()),
            MapPlace::Web(_) => None,
        });
        let others = self.others.keys().chain(self.config.published.iter().map(|(path, _)| path));
        named.chain(maps).chain(others.map(|path| path.as_str())).map(|path| self.root.join(path)).collect()
    }

    /// Addresses of the web that it was made of, sorted.
    pub fn fetched(&self) -> BTreeSet<&str> {
        let maps = self.config.docsets.iter().flat_map(|docset| &docset.xref);
        let web = maps.filter_map(|map| match &map.from {
            MapPlace::Web(url) => Some(url.as_str()),
            MapPlace::File(_) => None,
        });
        web.collect()
    }
}
