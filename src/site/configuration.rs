//! What configures a project: which files there are, and what they say together.

use std::{collections::HashMap, io, path::Path, sync::Arc};

use super::{Options, optional};
use crate::{
    config::{self, Config},
    diagnostic::Diagnostic,
    files::{disk::Disk, scan},
    source::{SitePath, Source},
    suggest::nearest,
};

/// Says that a configuration is not there, with the file beside it that is probably meant.
fn not_there(name: &str) -> String {
    let (folder, file) = name.rsplit_once('/').map_or((".", name), |(folder, file)| (folder, file));
    let beside = scan::names(Path::new(folder)).unwrap_or_default();
    let near = nearest(file, beside.iter().map(String::as_str));
    let near = near.map(|near| format!("; did you mean `{}{near}`?", &name[..name.len() - file.len()]));
    format!("the configuration `{name}` is not there{}", near.unwrap_or_default())
}

/// Finds and reads what configures the project.
pub(super) fn configuration(
    disk: Disk,
    options: &Options,
    others: &mut HashMap<SitePath, Arc<Source>>,
) -> io::Result<(Config, Vec<Diagnostic>)> {
    let mut found = Vec::new();
    let docwright = match &options.config {
        Some(path) => {
            let name = path.to_string_lossy().replace('\\', "/");
            let source = optional(Disk { root: &std::env::current_dir()?, ..disk }, &name, &mut found)?;
            Some(source.ok_or_else(|| io::Error::new(io::ErrorKind::InvalidInput, not_there(&name)))?)
        }
        None => optional(disk, "docwright.yml", &mut found)?,
    };
    let publish = optional(disk, ".openpublishing.publish.config.json", &mut found)?;
    let mut docfx: Vec<Arc<Source>> = optional(disk, "docfx.json", &mut found)?.into_iter().collect();
    if let (Some(publish), true) = (&publish, docfx.is_empty()) {
        let (paths, more) = config::learn::docfx_paths(publish);
        found.extend(more);
        for path in paths {
            docfx.extend(optional(disk, path.as_str(), &mut found)?);
        }
    }
    let top = scan::names(disk.root)?;
    let owns_source = docwright.is_some();
    if docfx.is_empty() && !owns_source {
        for folder in top.iter().filter(|name| !name.starts_with('.')) {
            docfx.extend(optional(disk, &format!("{folder}/docfx.json"), &mut found).unwrap_or_default());
        }
        // Which of several is meant cannot be told.
        if docfx.len() > 1 {
            docfx.clear();
        }
    }
    let learn = top.iter().any(|name| name.starts_with(".openpublishing."));
    let mut metadata = Vec::new();
    for path in docfx.iter().flat_map(|docfx| config::metadata_paths(docfx)) {
        metadata.extend(optional(disk, path.as_str(), &mut found)?);
    }
    let locale = publish.as_deref().and_then(config::learn::locale);
    let inputs = config::Inputs {
        locale: locale.as_deref(),
        docwright: docwright.as_deref(),
        docfx: &docfx,
        learn,
        publish: publish.as_deref(),
        metadata: &metadata,
    };
    let (mut config, more) = config::read(&inputs);
    found.extend(more);
    if let Some(publish) = &publish {
        let (dependents, more) = config::dependents::read(publish);
        config.dependents = dependents;
        config.redirection_files = config::dependents::redirection_files(publish);
        found.extend(more);
    }
    for source in docwright.iter().chain(&publish).chain(&docfx).chain(&metadata) {
        others.insert(source.path.clone(), source.clone());
    }
    Ok((config, found))
}
