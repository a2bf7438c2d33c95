//! Repositories whose files a project of Learn uses, as `.openpublishing.publish.config.json` names them.

use super::{
    Config,
    values::{Findings, Form, open, path},
};
use crate::{
    data::Data,
    diagnostic::Diagnostic,
    source::{SitePath, Source, Span, join},
};

/// Another repository, which lies in a folder of this one when Learn builds it.
#[derive(Clone, PartialEq, Debug)]
pub struct Dependent {
    /// The folder, from the root.
    pub folder: String,
    /// Where the repository is; empty where it is not said.
    pub url: String,
    /// The file that names it, and the folder in it.
    pub file: SitePath,
    pub span: Span,
}

/// Reads `dependent_repositories`. That the file cannot be read is told elsewhere.
pub fn read(publish: &Source) -> (Vec<Dependent>, Vec<Diagnostic>) {
    let entries = open(publish, Form::Json, &mut Findings::new(&publish.path));
    let mut findings = Findings::new(&publish.path);
    let list = entries.iter().find(|(key, _)| key.name == "dependent_repositories").map(|(_, data)| data);
    if list.is_some_and(|list| list.as_list().is_none() && !list.is_null()) {
        let span = list.map_or(Span::default(), |list| list.span);
        findings.add(span, "`dependent_repositories` must be a list");
    }
    let mut dependents = Vec::new();
    for entry in list.and_then(Data::as_list).unwrap_or_default() {
        let Some(written) = entry.get("path_to_root").filter(|written| !written.is_null()) else { continue };
        let folder = path("path_to_root", written, publish.path.folder(), &mut findings);
        let url = entry.get("url").and_then(Data::as_str).unwrap_or_default().to_owned();
        let quotes = u32::from(publish.slice(written.span).starts_with('"'));
        let span = Span { start: written.span.start + quotes, end: written.span.end - quotes };
        let dependent = |folder| Dependent { folder, url, file: publish.path.clone(), span };
        dependents.extend(folder.filter(|folder| !folder.is_empty()).map(dependent));
    }
    (dependents, findings.list)
}

/// The files of redirects that `redirection_files` names, whatever they are called.
pub fn redirection_files(publish: &Source) -> Vec<SitePath> {
    let entries = open(publish, Form::Json, &mut Findings::new(&publish.path));
    let list = entries.iter().find(|(key, _)| key.name == "redirection_files").and_then(|(_, data)| data.as_list());
    let path = |data: &Data| Some(join(publish.path.folder(), data.as_str()?)?.into());
    list.unwrap_or_default().iter().filter_map(path).collect()
}

/// The folders of the repositories that are not there, each with the repository's number. A docset's own folder counts as
/// the root, too: it is what `~/` means. `is_folder` tells which are there.
pub fn absent(config: &Config, is_folder: &dyn Fn(&str) -> bool) -> Vec<(String, u16)> {
    let mut absent = Vec::new();
    for (number, dependent) in config.dependents.iter().enumerate() {
        let mut places = vec![dependent.folder.clone()];
        for docset in &config.docsets {
            places.extend(join(docset.root.as_str(), &dependent.folder).filter(|place| !places.contains(place)));
        }
        if !places.iter().any(|place| is_folder(place)) {
            absent.extend(places.into_iter().map(|place| (place, number as u16)));
        }
    }
    absent
}
