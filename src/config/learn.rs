//! What `.openpublishing.publish.config.json` says of the docsets of a repository.

use super::values::{Findings, Form, open, path};
use crate::{
    diagnostic::Diagnostic,
    source::{SitePath, Source, join},
};

/// Reads from `.openpublishing.publish.config.json` where the `docfx.json` files are.
pub fn docfx_paths(publish: &Source) -> (Vec<SitePath>, Vec<Diagnostic>) {
    let mut findings = Findings::new(&publish.path);
    let mut paths = Vec::new();
    for (key, data) in &open(publish, Form::Json, &mut findings) {
        if key.name != "docsets_to_publish" {
            continue;
        }
        let Some(docsets) = data.as_list() else {
            findings.add(data.span, "`docsets_to_publish` must be a list");
            continue;
        };
        for docset in docsets {
            if docset.as_map().is_none() {
                findings.add(docset.span, "an entry of `docsets_to_publish` must be keys and values");
                continue;
            }
            let folder = match docset.get("build_source_folder") {
                Some(data) => path("build_source_folder", data, publish.path.folder(), &mut findings),
                None => Some(publish.path.folder().to_owned()),
            };
            let found = folder.and_then(|folder| join(&folder, "docfx.json")).map(SitePath::from);
            paths.extend(found.filter(|found| !paths.contains(found)));
        }
    }
    (paths, findings.list)
}

/// Reads from `.openpublishing.publish.config.json` the language of the first docset that has one: `pt-br` is `pt-BR`.
pub fn locale(publish: &Source) -> Option<String> {
    let entries = open(publish, Form::Json, &mut Findings::new(&publish.path));
    let (_, docsets) = entries.iter().find(|(key, _)| key.name == "docsets_to_publish")?;
    let locale = docsets.as_list()?.iter().find_map(|docset| docset.get("locale")?.as_str())?;
    let part = |(at, part): (usize, &str)| match part.len() {
        2 if at > 0 => part.to_ascii_uppercase(),
        4 if at > 0 => part[..1].to_ascii_uppercase() + &part[1..].to_ascii_lowercase(),
        _ => part.to_ascii_lowercase(),
    };
    let good = locale.is_ascii() && locale.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    (good && !locale.is_empty()).then(|| locale.split('-').enumerate().map(part).collect::<Vec<_>>().join("-"))
}
