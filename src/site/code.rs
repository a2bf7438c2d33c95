//! The files whose code pages show: read once, and what is shown of them checked.

use std::{
    collections::{BTreeSet, HashMap},
    io,
    sync::Arc,
};

use rayon::prelude::*;

use super::named;
use crate::{
    check,
    config::Config,
    diagnostic::Diagnostic,
    ext::snippet,
    files::{Files, decode::decode, disk::Disk},
    index::Index,
    page::{FileId, Links, Page, RefKind, Target},
    render::highlight,
    source::{SitePath, Source},
};

/// Reads the files whose code pages show, each once.
pub(super) fn read(
    disk: Disk,
    files: &Files,
    index: &Index,
    links: &[Links],
    others: &mut HashMap<SitePath, Arc<Source>>,
    found: &mut Vec<Diagnostic>,
) -> io::Result<()> {
    let mut wanted = BTreeSet::new();
    for (page, links) in index.pages.iter().zip(links) {
        let Some(page) = page else { continue };
        for (reference, target) in page.outline.refs.iter().zip(&links.targets) {
            if let (RefKind::Snippet, Target::File(id, _)) = (reference.kind, target) {
                wanted.insert(*id);
            }
        }
    }
    let unread = |id: &FileId| index.page(*id).is_none() && !others.contains_key(&files.get(*id).path);
    let wanted: Vec<FileId> = wanted.into_iter().filter(unread).collect();
    let read: Vec<(Source, Vec<Diagnostic>)> = wanted
        .par_iter()
        .map(|&id| {
            let path = &files.get(id).path;
            let bytes = disk.read(path).map_err(|error| named(error, path.as_str()))?;
            Ok(decode(path, bytes))
        })
        .collect::<io::Result<_>>()?;
    for (source, more) in read {
        found.extend(more);
        others.insert(source.path.clone(), Arc::new(source));
    }
    Ok(())
}

/// Looks at what pages show of code files.
pub(super) fn check(
    config: &Config,
    files: &Files,
    index: &Index,
    links: &[Links],
    others: &HashMap<SitePath, Arc<Source>>,
    found: &mut Vec<Diagnostic>,
) {
    let file = |id: FileId| {
        let path = &files.get(id).path;
        let source = index.page(id).map(|page| &page.source).or_else(|| others.get(path))?;
        Some((path, &*source.text))
    };
    let limit = |language: &str, text: &str| {
        let limit = config.highlight.then(|| highlight::limit(language, text))??;
        Some((limit.line, check::highlight::says(limit.cause)))
    };
    let pages: Vec<(&Arc<Page>, &Links)> =
        index.pages.iter().zip(links).filter_map(|(page, links)| Some((page.as_ref()?, links))).collect();
    let lists: Vec<Vec<Diagnostic>> = pages
        .par_iter()
        .map(|(page, links)| {
            let mut found = Vec::new();
            snippet::check(page, links, &snippet::Files { file: &file, limit: &limit }, &mut found);
            if config.highlight {
                check::highlight::check(page, &mut found);
            }
            found
        })
        .collect();
    found.extend(lists.into_iter().flatten());
}
