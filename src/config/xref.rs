//! Which maps of uids a project names, and which it has not.

use super::{
    Docset, MapPlace, XrefMap,
    values::{Findings, Form, open, path, texts},
};
use crate::{
    data::{Data, Value},
    source::{Source, join},
};

/// Reads a text or a list of texts: paths from a folder, and addresses.
pub(super) fn maps(name: &str, data: &Data, folder: &str, findings: &mut Findings) -> Vec<XrefMap> {
    let mut maps = Vec::new();
    for (written, span) in texts(name, data, findings) {
        let from = match written.split_once("://") {
            Some((scheme, _)) if scheme.eq_ignore_ascii_case("http") || scheme.eq_ignore_ascii_case("https") => {
                MapPlace::Web(written)
            }
            Some((scheme, _)) => {
                findings.add(span, format!("`{name}`: maps of uids are not fetched by `{scheme}`"));
                continue;
            }
            None => {
                let value =
                    Data { value: Value::Text(written.strip_prefix("~/").unwrap_or(&written).to_owned()), span };
                match path(name, &value, folder, findings) {
                    Some(file) => MapPlace::File(file.into()),
                    None => continue,
                }
            }
        };
        maps.push(XrefMap { from, path: findings.path.clone(), span });
    }
    maps
}

/// Notes the docsets for which `.openpublishing.publish.config.json` has `xref_query_tags`: the service that publishes
/// them looks their uids up by these tags.
pub(super) fn private(publish: &Source, docsets: &mut [Docset]) {
    // What is wrong with the file is told elsewhere.
    let mut findings = Findings::new(&publish.path);
    let entries = open(publish, Form::Json, &mut findings);
    let published = entries.iter().find(|(key, _)| key.name == "docsets_to_publish");
    for entry in published.and_then(|(_, data)| data.as_list()).unwrap_or(&[]) {
        let Some(tags) =
            entry.get("xref_query_tags").filter(|tags| tags.as_list().is_some_and(|list| !list.is_empty()))
        else {
            continue;
        };
        let written = entry.get("build_source_folder").and_then(Data::as_str).unwrap_or("");
        let Some(folder) = join(publish.path.folder(), &written.replace('\\', "/")) else { continue };
        let only = docsets.len() == 1;
        for docset in docsets.iter_mut().filter(|docset| only || docset.root.as_str() == folder) {
            docset.private_uids.get_or_insert_with(|| (publish.path.clone(), tags.span));
        }
    }
}
