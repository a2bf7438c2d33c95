//! Reads `docfx.json`: what DocFX and Microsoft Learn would build from it.

use std::{collections::BTreeMap, sync::Arc};

use super::{
    Docset, FileSet,
    docwright::{base_url, lang},
    glob::{Globs, Options, Pattern, compile},
    metadata::{Written, add_file_metadata, written},
    values::{Findings, Form, boolean, map, open, path, text, texts},
};
use crate::{
    data::{Data, Key},
    diagnostic::{Diagnostic, Level, Severity},
    page::Dialect,
    rules,
    source::{SitePath, Source},
};

/// What a `docfx.json` says.
#[derive(Debug)]
pub struct Docfx {
    pub docset: Docset,
    pub title: Option<String>,
    pub lang: Option<String>,
    pub base_url: Option<String>,
    pub rules: BTreeMap<&'static str, Level>,
}

/// Reads a `docfx.json`. The outputs of its files are put under `dest`; files that `skip` takes are left out.
pub fn read(source: &Source, dest: &str, skip: &Arc<Globs>) -> (Docfx, Vec<Diagnostic>) {
    let mut findings = Findings::new(&source.path);
    let mut docfx = Docfx {
        docset: Docset::new(source.path.folder().into(), Dialect::LEARN),
        title: None,
        lang: None,
        base_url: None,
        rules: BTreeMap::new(),
    };
    docfx.docset.docfx = true;
    let entries = open(source, Form::Json, &mut findings);
    for (key, data) in &entries {
        match &*key.name {
            "build" => build(data, dest, skip, &mut docfx, &mut findings),
            "rules" => docfx.rules = levels(data),
            _ => {}
        }
    }
    (docfx, findings.list)
}

fn build(data: &Data, dest: &str, skip: &Arc<Globs>, docfx: &mut Docfx, findings: &mut Findings) {
    let docset = &mut docfx.docset;
    let root = docset.root.as_str().to_owned();
    let groups = data.get("groups").map_or(&[][..], |groups| map("groups", groups, findings));
    let place = Place { root: &root, dest, groups, skip };
    for (key, data) in map("build", data, findings) {
        let name = &*key.name;
        match name {
            "content" => docset.content = file_sets(name, data, &["**/*.md", "**/*.yml"], &place, findings),
            "resource" => docset.resource = file_sets(name, data, &["**"], &place, findings),
            "overwrite" => docset.overwrite = file_sets(name, data, &["**/*.md"], &place, findings),
            "globalMetadata" => {
                let entries = map(name, data, findings);
                docset.global_metadata = entries.iter().map(|(key, data)| (key.name.clone(), data.to_json())).collect();
                docset.global_written = written(entries, findings.path);
                let text_of = |name: &str| data.get(name)?.as_str().filter(|text| !text.is_empty()).map(str::to_owned);
                docfx.title = text_of("_appTitle").or_else(|| text_of("_appName"));
                docfx.lang = data.get("_lang").and_then(|data| lang("_lang", data, findings));
            }
            "fileMetadata" => add_file_metadata(data, name, &root, &mut docset.file_metadata, findings),
            "markdownEngineProperties" => {
                if let Some(names) = data.get("markdigExtensions") {
                    extensions(names, &mut docset.dialect, findings);
                }
            }
            "sitemap" => {
                docfx.base_url = data.get("baseUrl").and_then(|data| base_url("baseUrl", data, findings));
            }
            // Often an address of a private service: not for us.
            "monikerDefinition" if data.as_str().is_none_or(|written| !written.contains("://")) => {
                docset.monikers = path(name, data, &root, findings).map(SitePath::from);
                docset.monikers_written = Some(Written { path: findings.path.clone(), data: data.clone() });
            }
            _ => {}
        }
    }
}

/// Where the files of a `docfx.json` are and go.
struct Place<'a> {
    /// The folder of the `docfx.json`.
    root: &'a str,
    /// The folder of the output in which all is put.
    dest: &'a str,
    groups: &'a [(Key, Data)],
    skip: &'a Arc<Globs>,
}

/// Reads a text, a list of texts, an object, or a list of texts and objects. `all` is meant where an object has no `files`.
fn file_sets(name: &str, data: &Data, all: &[&str], place: &Place, findings: &mut Findings) -> Vec<FileSet> {
    let items = data.as_list().unwrap_or(std::slice::from_ref(data));
    let mut sets = Vec::new();
    let mut plain: Vec<Pattern> = Vec::new();
    for item in items {
        if item.as_map().is_some() {
            sets.extend(file_set(item, all, place, findings));
        } else {
            plain.extend(texts(name, item, findings));
        }
    }
    if !plain.is_empty() {
        sets.push(FileSet {
            src: place.root.into(),
            files: compile(&plain, Options::default(), findings),
            exclude: Globs::default(),
            skip: place.skip.clone(),
            dest: place.dest.to_owned(),
            monikers: None,
        });
    }
    sets
}

/// Reads an object of `files`, `exclude`, `src`, `dest`, `group`, `case` and `dot`. `None` where its folder is unusable.
fn file_set(data: &Data, all: &[&str], place: &Place, findings: &mut Findings) -> Option<FileSet> {
    let mut options = Options::default();
    for (name, option) in [("case", &mut options.case), ("dot", &mut options.dot)] {
        *option = data.get(name).and_then(|data| boolean(name, data, findings)).unwrap_or(false);
    }
    let globs = |name, findings: &mut Findings| {
        let patterns = texts(name, data.get(name)?, findings);
        Some(compile(&patterns, options, findings))
    };
    let files = globs("files", findings).unwrap_or_else(|| Globs::of(all, options));
    let exclude = globs("exclude", findings).unwrap_or_default();
    let src = match data.get("src").filter(|src| !src.is_null()) {
        Some(src) => path("src", src, place.root, findings)?,
        None => place.root.to_owned(),
    };
    let group = group(data, place, findings);
    let range = group.and_then(|group| group.get("moniker_range")).filter(|range| range.as_str().is_some());
    let monikers = range.map(|range| Written { path: findings.path.clone(), data: range.clone() });
    let mut dest = group_dest(group, place, findings);
    if let Some(inner) = data.get("dest") {
        dest = path("dest", inner, &dest, findings).unwrap_or(dest);
    }
    Some(FileSet { src: src.into(), files, exclude, skip: place.skip.clone(), dest, monikers })
}

/// The group of a file set.
fn group<'g>(data: &Data, place: &Place<'g>, findings: &mut Findings) -> Option<&'g Data> {
    let name = data.get("group").and_then(|group| text("group", group, findings))?;
    place.groups.iter().find(|(key, _)| key.name == name).map(|(_, group)| group)
}

/// The folder of the output for a group. With one group in all there is nothing to keep apart.
fn group_dest(group: Option<&Data>, place: &Place, findings: &mut Findings) -> String {
    let dest = group.filter(|_| place.groups.len() > 1).and_then(|group| group.get("dest"));
    dest.and_then(|dest| path("dest", dest, place.dest, findings)).unwrap_or_else(|| place.dest.to_owned())
}

/// Turns on what names of Markdig's extensions, or `{name: options}`, ask for.
fn extensions(data: &Data, dialect: &mut Dialect, findings: &mut Findings) {
    let items = data.as_list().unwrap_or(std::slice::from_ref(data));
    for item in items {
        let names: Vec<&str> = match item.as_map() {
            Some(entries) => entries.iter().map(|(key, _)| &*key.name).collect(),
            None => item.as_str().into_iter().collect(),
        };
        if names.is_empty() {
            findings.add(item.span, "`markdigExtensions` must be a list of names");
        }
        for name in names {
            let name = name.to_ascii_lowercase();
            dialect.math |= matches!(&*name, "mathematics" | "advanced");
            dialect.definition_lists |= matches!(&*name, "definitionlists" | "advanced");
        }
    }
}

/// Reads `{code: severity}`. Other codes and other forms are for Learn.
fn levels(data: &Data) -> BTreeMap<&'static str, Level> {
    let entries = data.as_map().unwrap_or(&[]).iter();
    let level = |(key, value): &(Key, Data)| {
        let rule = rules::find(&key.name).or_else(|| rules::find(&key.name.to_ascii_lowercase()))?;
        let severity = match value.as_str()?.to_ascii_lowercase().as_str() {
            "error" => Severity::Error,
            "warning" => Severity::Warning,
            "suggestion" | "info" | "verbose" => Severity::Suggestion,
            "off" => return Some((rule.name, Level::Allow)),
            _ => return None,
        };
        Some((rule.name, Level::Show(severity)))
    };
    entries.filter_map(level).collect()
}
