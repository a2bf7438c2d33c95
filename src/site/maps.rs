//! The maps of uids that a project names: read from its files and from the web.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    io,
    path::PathBuf,
    sync::Arc,
};

use rayon::prelude::*;

use crate::{
    config::{Config, MapPlace},
    diagnostic::{Diagnostic, Severity},
    fetch::{self, Network, Problem},
    files::{Files, disk::Disk, unpack::unpack},
    index::{
        Index,
        toc::Tocs,
        uids::{Known, Lacking, Uids},
    },
    page::{FileId, Links},
    rules,
    source::{SitePath, Source, Span},
    xref::{self, map},
};

/// What is needed besides the configuration to read maps.
pub(super) struct Maps<'a> {
    pub disk: Disk<'a>,
    pub network: Network,
    /// The folder of the user's caches that is ours.
    pub cache: Option<PathBuf>,
}

/// What reading one map came to.
#[derive(Default)]
struct ReadMap {
    maps: Vec<map::Map>,
    /// What is wrong, with its place in the map where that is a text of the project.
    problems: Vec<(Wrong, Option<Span>)>,
    /// The map's own text, where problems have places in it.
    source: Option<Source>,
    /// Why it is not there at all.
    lacking: Option<String>,
}

enum Wrong {
    /// It is broken.
    Invalid(String),
    /// It is not there.
    NotFound(String, Severity),
}

/// Reads all maps, each once, and gathers the uids of the site.
pub(super) fn uids(
    config: &Config,
    index: &Index,
    files: &Files,
    reading: &Maps,
    others: &mut HashMap<SitePath, Arc<Source>>,
    found: &mut Vec<Diagnostic>,
) -> Uids {
    let places: BTreeSet<&MapPlace> =
        config.docsets.iter().flat_map(|docset| &docset.xref).map(|map| &map.from).collect();
    let places: Vec<&MapPlace> = places.into_iter().collect();
    let mut read: Vec<ReadMap> = places.par_iter().map(|place| read(place, reading)).collect();
    let mut maps = Vec::new();
    let mut numbers: BTreeMap<&MapPlace, (Vec<usize>, Option<String>)> = BTreeMap::new();
    for (place, read) in places.iter().zip(&mut read) {
        let from = maps.len();
        maps.append(&mut read.maps);
        numbers.insert(place, ((from..maps.len()).collect(), read.lacking.take()));
    }
    let mut told = BTreeSet::new();
    let mut docsets = Vec::new();
    for docset in &config.docsets {
        let mut known = Known::default();
        if let Some((path, span)) = &docset.private_uids {
            let why = "some are in maps that only the publishing service has (`xref_query_tags`)".to_owned();
            known.lacking = Some(Lacking { path: path.clone(), span: *span, why });
        }
        for map in &docset.xref {
            let Some((own, lacking)) = numbers.get(&map.from) else { continue };
            known.maps.extend(own);
            if let Some(why) = lacking {
                let lacking = Lacking { path: map.path.clone(), span: map.span, why: why.clone() };
                known.lacking.get_or_insert(lacking);
            }
            if let Ok(at) = places.binary_search(&&map.from)
                && told.insert((&map.path, map.span))
            {
                found.extend(read[at].problems.iter().map(|(wrong, place)| tell(wrong, *place, &read[at], map)));
            }
        }
        docsets.push(known);
    }
    for source in read.into_iter().filter_map(|read| read.source) {
        others.insert(source.path.clone(), Arc::new(source));
    }
    Uids::new(index, files, maps, docsets)
}

fn tell(wrong: &Wrong, place: Option<Span>, read: &ReadMap, named: &crate::config::XrefMap) -> Diagnostic {
    let (path, span) = match (place, &read.source) {
        (Some(span), Some(source)) => (&source.path, span),
        _ => (&named.path, named.span),
    };
    match wrong {
        Wrong::Invalid(message) => rules::XREF_MAP_INVALID.at(path, span, message.clone()),
        Wrong::NotFound(message, severity) => {
            let mut finding = rules::XREF_MAP_NOT_FOUND.at(path, span, message.clone());
            finding.severity = *severity;
            finding
        }
    }
}

fn read(place: &MapPlace, reading: &Maps) -> ReadMap {
    let mut out = ReadMap::default();
    let missing = |out: &mut ReadMap, message: String, severity| {
        out.lacking = Some(message.clone());
        out.problems.push((Wrong::NotFound(message, severity), None));
    };
    let (bytes, home, name) = match place {
        MapPlace::File(path) => match reading.disk.read(path) {
            Ok(bytes) => (bytes, "", path.as_str()),
            Err(error) => {
                let message = match error.kind() {
                    io::ErrorKind::NotFound => format!("there is no map of uids `{path}`"),
                    kind => format!("the map of uids `{path}` cannot be read: {kind}"),
                };
                missing(&mut out, message, Severity::Warning);
                return out;
            }
        },
        MapPlace::Web(url) => match fetch::get(url, reading.cache.as_deref(), reading.network) {
            Ok(fetched) => {
                if let Some(why) = fetched.stale {
                    let message = format!("the map is that of an earlier time, since it could not be fetched: {why}");
                    out.problems.push((Wrong::NotFound(message, Severity::Suggestion), None));
                }
                (fetched.bytes, folder(url), url.as_str())
            }
            Err(Problem::Unasked(why)) => {
                let message = format!("the map of uids was never fetched, and {why}");
                missing(&mut out, message, Severity::Suggestion);
                return out;
            }
            Err(Problem::Failed(why)) => {
                missing(&mut out, format!("the map of uids could not be fetched: {why}"), Severity::Warning);
                return out;
            }
        },
    };
    let plain = !bytes.starts_with(&[0x1F, 0x8B]) && !bytes.starts_with(b"PK");
    let texts = match unpack(bytes) {
        Ok(texts) => texts,
        Err(why) => {
            out.lacking = Some(format!("the map `{name}` cannot be read"));
            out.problems.push((Wrong::Invalid(format!("the map of uids cannot be read: {why}")), None));
            return out;
        }
    };
    for text in texts {
        // A broken map's text is needed to say where it is broken.
        let keep = |out: &mut ReadMap, text: String| {
            if let (MapPlace::File(path), true) = (place, plain) {
                out.source = Some(Source::new(path.clone(), text));
            }
        };
        match map::read(text, home) {
            Ok(map) => {
                if let Some(error) = &map.broken {
                    let message = format!("an entry of the map cannot be read: {}", error.message);
                    out.problems.push((Wrong::Invalid(message), Some(error.span)));
                    keep(&mut out, map.text().to_owned());
                }
                if map.has_relative() {
                    let message = "addresses of the map are relative, and it has no `baseUrl`".to_owned();
                    out.problems.push((Wrong::Invalid(message), None));
                }
                out.maps.push(map);
            }
            Err((error, text)) => {
                out.lacking = Some(format!("the map `{name}` cannot be read"));
                let message = format!("the map of uids cannot be read: {}", error.message);
                out.problems.push((Wrong::Invalid(message), Some(error.span)));
                keep(&mut out, text);
            }
        }
    }
    out
}

/// The folder of an address, without query and fragment.
fn folder(url: &str) -> &str {
    let end = url.find(['?', '#']).unwrap_or(url.len());
    let host = url.find("://").map_or(0, |at| at + 3);
    url[host..end].rfind('/').map_or(&url[..end], |at| &url[..=host + at])
}

/// Tells for each docset how many uids could not be checked.
pub(super) fn unchecked(
    files: &Files,
    index: &Index,
    links: &[Links],
    tocs: &Tocs,
    uids: &Uids,
    found: &mut Vec<Diagnostic>,
) {
    let mut docsets: BTreeMap<u16, (usize, BTreeSet<String>)> = BTreeMap::new();
    let mut note = |id: FileId, uid: String| {
        let (uses, names) = docsets.entry(files.get(id).docset).or_default();
        *uses += 1;
        names.insert(uid);
    };
    for (at, links) in links.iter().enumerate().filter(|(_, links)| !links.unchecked.is_empty()) {
        let id = FileId(at as u32);
        let Some(page) = index.page(id) else { continue };
        for to in &links.unchecked {
            let address = page.outline.refs.get(to.0 as usize).map_or("", |reference| &reference.address);
            note(id, xref::read(address).map(|xref| xref.uid).unwrap_or_default());
        }
    }
    for (id, uid) in &tocs.unchecked {
        note(*id, uid.clone());
    }
    for (docset, (uses, names)) in docsets {
        let Some(lacking) = uids.lacking(docset) else { continue };
        let (uids, times) = match (names.len(), uses) {
            (1, 1) => ("1 uid".to_owned(), "once".to_owned()),
            (1, uses) => ("1 uid".to_owned(), format!("{uses} times")),
            (names, uses) => (format!("{names} uids"), format!("{uses} times in all")),
        };
        let message = format!("{uids}, used {times}, cannot be checked: {}", lacking.why);
        let finding = rules::XREF_MAP_MISSING.at(&lacking.path, lacking.span, message);
        found.push(
            finding.help("add a map that has them to `build.xref` of `docfx.json` or to `xref` of `docwright.yml`"),
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_have_folders() {
        let check = |url, want| assert_eq!(folder(url), want);
        check("https://e.org/a/xrefmap.yml?b=/c", "https://e.org/a/");
        check("https://e.org/x.json", "https://e.org/");
        check("https://e.org", "https://e.org");
    }
}
