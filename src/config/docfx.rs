//! Reads `docfx.json`: what DocFX and Microsoft Learn would build from it.

use std::{borrow::Cow, sync::Arc};

use super::{
    Config, Docset, FileSet,
    callouts::{self, Titles},
    docwright::{base_url, lang},
    glob::{Globs, Options, Pattern, compile},
    levels::{self, Levels},
    metadata::{Written, add_file_entries, add_file_metadata, written},
    sitemap,
    values::{self, Findings, Form, boolean, map, open, path, text, texts},
    xref,
};
use crate::{
    data::{self, Data, Key},
    diagnostic::{Diagnostic, Severity},
    page::Dialect,
    rules,
    source::{SitePath, Source, Span, join},
    suggest::nearest,
};

/// What a `docfx.json` says.
#[derive(Debug)]
pub struct Docfx {
    pub docset: Docset,
    pub site: Words,
    pub lang: Option<String>,
    pub base_url: Option<String>,
    pub rules: Levels,
}

/// What metadata of all pages says of the site.
#[derive(Default, Debug)]
pub struct Words {
    title: Option<String>,
    description: Option<String>,
    logo: Option<SitePath>,
    favicon: Option<SitePath>,
    edit_url: Option<String>,
}

impl Words {
    /// Says what a configuration leaves open.
    pub fn give(self, config: &mut Config) {
        if config.title.is_empty() {
            config.title = self.title.unwrap_or_default();
        }
        if config.description.is_empty() {
            config.description = self.description.unwrap_or_default();
        }
        config.theme.logo = config.theme.logo.take().or(self.logo);
        config.theme.favicon = config.theme.favicon.take().or(self.favicon);
        config.theme.edit_url = config.theme.edit_url.take().or(self.edit_url);
    }
}

/// Keys beside `build`. Those of older forms and of other tools are known, too.
const TOP_KEYS: &[&str] = &["build", "rules", "$schema", "metadata", "pdf", "merge", "serve", "template", "basePath"];

/// Keys of `build`, for DocFX of all versions and for Learn.
#[rustfmt::skip]
const BUILD_KEYS: &[&str] = &[
    "content", "resource", "overwrite", "globalMetadata", "globalMetadataFiles", "fileMetadata", "fileMetadataFiles",
    "groups", "markdownEngineProperties", "markdownEngineName", "sitemap", "monikerDefinition", "basePath", "rules",
    "xref", "xrefService", "xrefTags", "output", "dest", "template", "theme", "postProcessors", "customLinkResolver",
    "disableGitFeatures", "exportRawModel", "exportViewModel", "rawModelOutputFolder", "viewModelOutputFolder", "dryRun",
    "maxParallelism", "externalResource", "externalReference", "externalMetadata", "version", "versions", "force",
    "forcePostProcess", "intermediateFolder", "changesFile", "keepFileLink", "enableDebugMode", "noLangKeyword",
    "outputFolderForDebugFiles", "applyTemplateFolder", "cleanupCacheHistory", "lruSize", "fallbackFolders", "hostName",
    "falName", "schemaLicense", "disableIncrementalBuild", "serve", "host", "port", "pdf",
];

/// Keys of a set of files.
#[rustfmt::skip]
const SET_KEYS: &[&str] = &[
    "files", "exclude", "src", "dest", "group", "case", "dot", "rootTocPath", "name", "version", "expand", "noNegate",
    "noExpand", "noEscape", "noGlobStar", "disableNegate", "disableExpand", "disableEscape", "disableGlobStar", "cwd",
];

/// Keys of `markdownEngineProperties`.
const ENGINE_KEYS: &[&str] = &["markdigExtensions", "alerts", "plantUml", "fallbackFolders", "enableSourceInfo"];

/// Names that `markdigExtensions` may have.
#[rustfmt::skip]
const EXTENSIONS: &[&str] = &[
    "abbreviations", "advanced", "alerts", "attributes", "autoidentifiers", "autolinks", "bootstrap", "citations",
    "common", "customcontainers", "definitionlists", "diagrams", "emojis", "emphasisextras", "figures", "footers",
    "footnotes", "gfm-pipetables", "globalization", "gridtables", "hardlinebreak", "listextras", "mathematics",
    "medialinks", "nofollowlinks", "nohtml", "nonascii-noescape", "noopenerlinks", "noreferrerlinks", "pipetables",
    "smartypants", "tasklists", "yaml",
];

/// Reads a `docfx.json`. The outputs of its files are put under `dest`; files that `skip` takes are left out; `more` are
/// the files of metadata that it names.
pub fn read(source: &Source, dest: &str, skip: &Arc<Globs>, more: &[Arc<Source>]) -> (Docfx, Vec<Diagnostic>) {
    let mut findings = Findings::new(&source.path);
    let mut docfx = Docfx {
        docset: Docset::new(source.path.folder().into(), Dialect::LEARN),
        site: Words::default(),
        lang: None,
        base_url: None,
        rules: Levels::default(),
    };
    docfx.docset.docfx = true;
    let entries = open(source, Form::Json, &mut findings);
    for (key, data) in &entries {
        match &*key.name {
            "build" => build(data, dest, skip, &mut docfx, &mut findings),
            "rules" => docfx.rules = levels::of_docfx(data, source.path.folder(), &mut findings),
            "basePath" => docfx.docset.base_path = base_path(data, &mut findings),
            name if !TOP_KEYS.contains(&name) => findings.slip(key, TOP_KEYS),
            _ => {}
        }
    }
    let mut found = findings.list;
    for (path, span, global) in metadata_files(source, &entries) {
        match more.iter().find(|file| file.path == path) {
            Some(file) => found.extend(add_metadata_file(file, global, &mut docfx.docset)),
            None => found.push(rules::CONFIG_INVALID.at(&source.path, span, format!("`{path}` is not there"))),
        }
    }
    of_site(&mut docfx);
    (docfx, found)
}

/// The files that `globalMetadataFiles` and `fileMetadataFiles` of a `docfx.json` name.
pub fn metadata_paths(docfx: &Source) -> Vec<SitePath> {
    let entries = open(docfx, Form::Json, &mut Findings::new(&docfx.path));
    metadata_files(docfx, &entries).into_iter().map(|(path, ..)| path).collect()
}

/// Files of metadata with the places of their names, and whether it is metadata of all pages.
fn metadata_files(docfx: &Source, entries: &[(Key, Data)]) -> Vec<(SitePath, Span, bool)> {
    let build = entries.iter().find(|(key, _)| key.name == "build").map(|(_, data)| data);
    let mut files = Vec::new();
    for (name, global) in [("globalMetadataFiles", true), ("fileMetadataFiles", false)] {
        let Some(data) = build.and_then(|build| build.get(name)) else { continue };
        for item in data.as_list().unwrap_or(std::slice::from_ref(data)) {
            let path = item.as_str().and_then(|written| join(docfx.path.folder(), &written.replace('\\', "/")));
            files.extend(path.map(|path| (path.into(), item.span, global)));
        }
    }
    files
}

/// Adds a file of metadata, which wins over what the `docfx.json` says itself.
fn add_metadata_file(file: &Source, global: bool, docset: &mut Docset) -> Vec<Diagnostic> {
    let mut findings = Findings::new(&file.path);
    let entries = open(file, Form::Json, &mut findings);
    let outer = if global { "globalMetadata" } else { "fileMetadata" };
    let inner = match &*entries {
        [(key, data)] if key.name == outer => data.as_map().unwrap_or_default(),
        _ => &entries,
    };
    if global {
        docset.global_metadata.extend(inner.iter().map(|(key, data)| (key.name.clone(), data.to_json())));
        docset.global_written.extend(written(inner, &file.path));
    } else {
        let root = docset.root.as_str().to_owned();
        add_file_entries(inner, &root, &mut docset.file_metadata, &mut findings);
    }
    findings.list
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
            "groups" if groups.len() > 1 => docset.groups = Some((findings.path.clone(), key.span)),
            "globalMetadata" => {
                let entries = map(name, data, findings);
                docset.global_metadata = entries.iter().map(|(key, data)| (key.name.clone(), data.to_json())).collect();
                docset.global_written = written(entries, findings.path);
                docfx.lang = data.get("_lang").and_then(|data| lang("_lang", data, findings));
            }
            "fileMetadata" => add_file_metadata(data, name, &root, &mut docset.file_metadata, findings),
            "markdownEngineProperties" => {
                for (key, _) in map(name, data, findings) {
                    if !ENGINE_KEYS.contains(&&*key.name) {
                        findings.slip(key, ENGINE_KEYS);
                    }
                }
                if let Some(names) = data.get("markdigExtensions") {
                    extensions(names, &mut docset.dialect, findings);
                }
                if let Some(kinds) = data.get("alerts") {
                    docset.dialect.callouts = callouts::read("alerts", kinds, Titles::FromKinds, findings);
                }
            }
            "xref" => docset.xref = xref::maps(name, data, &root, findings),
            "sitemap" => {
                docfx.base_url = data.get("baseUrl").and_then(|data| base_url("baseUrl", data, findings));
                docset.sitemap = sitemap::read(data, &root, findings);
            }
            "basePath" => docset.base_path = base_path(data, findings),
            "rules" => {
                let levels = levels::of_docfx(data, findings.path.folder(), findings);
                docfx.rules.rules.extend(levels.rules);
                docfx.rules.by_glob.extend(levels.by_glob);
            }
            // Often an address of a private service: not for us.
            "monikerDefinition" if data.as_str().is_none_or(|written| !written.contains("://")) => {
                docset.monikers = path(name, data, &root, findings).map(SitePath::from);
                docset.monikers_written = Some(Written { path: findings.path.clone(), data: data.clone() });
            }
            name if !BUILD_KEYS.contains(&name) => findings.slip(key, BUILD_KEYS),
            _ => {}
        }
    }
}

/// A path on the host, with `/` at both ends.
fn base_path(data: &Data, findings: &mut Findings) -> Option<String> {
    let path = text("basePath", data, findings)?;
    let path = path.trim().trim_matches('/');
    Some(if path.is_empty() { "/".into() } else { format!("/{path}/") })
}

/// What the metadata of all pages says of the site.
fn of_site(docfx: &mut Docfx) {
    let metadata = &docfx.docset.global_metadata;
    let text_of = |name: &str| data::text(metadata.get(name)?);
    let root = docfx.docset.root.as_str();
    let file = |name: &str| join(root, &text_of(name)?).map(SitePath::from);
    docfx.site = Words {
        title: text_of("_appTitle").or_else(|| text_of("_appName")).map(Cow::into_owned),
        description: text_of("_description").map(Cow::into_owned),
        logo: file("_appLogoPath"),
        favicon: file("_appFaviconPath"),
        edit_url: metadata.get("_gitContribute").and_then(edit_url),
    };
}

/// Where pages can be edited, by `{repo, branch}` of GitHub.
fn edit_url(contribute: &serde_json::Value) -> Option<String> {
    let text = |key: &str| data::text(contribute.get(key)?);
    let repository = text("repo")?;
    let repository = repository.trim_end_matches('/').trim_end_matches(".git");
    let branch = text("branch").unwrap_or("main".into());
    repository.starts_with("https://github.com/").then(|| format!("{repository}/edit/{branch}/{{path}}"))
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
            named: None,
        });
    }
    sets
}

/// Reads an object of `files`, `exclude`, `src`, `dest`, `group` and what globs may do. `None` where its folder is unusable.
fn file_set(data: &Data, all: &[&str], place: &Place, findings: &mut Findings) -> Option<FileSet> {
    for (key, _) in data.as_map().unwrap_or_default() {
        if !SET_KEYS.contains(&&*key.name) {
            findings.slip(key, SET_KEYS);
        }
    }
    let mut options = Options::default();
    for (name, option) in [
        ("case", &mut options.case),
        ("dot", &mut options.dot),
        ("noNegate", &mut options.no_negate),
        ("noExpand", &mut options.no_expand),
        ("noEscape", &mut options.no_escape),
        ("noGlobStar", &mut options.no_glob_star),
    ] {
        *option = data.get(name).and_then(|data| boolean(name, data, findings)).unwrap_or(false);
    }
    let globs = |name, findings: &mut Findings| {
        let patterns = texts(name, data.get(name)?, findings);
        Some(compile(&patterns, options, findings))
    };
    let files = globs("files", findings).unwrap_or_else(|| Globs::of(all, options));
    let exclude = globs("exclude", findings).unwrap_or_default();
    let written = data.get("src").filter(|src| !src.is_null());
    let src = match written {
        Some(src) => path("src", src, place.root, findings)?,
        None => place.root.to_owned(),
    };
    let named = written.map(|src| (findings.path.clone(), src.span));
    let group = group(data, place, findings);
    let range = group.and_then(|group| group.get("moniker_range")).filter(|range| range.as_str().is_some());
    let monikers = range.map(|range| Written { path: findings.path.clone(), data: range.clone() });
    let mut dest = group_dest(group, place, findings);
    if let Some(inner) = data.get("dest") {
        dest = values::dest("dest", inner, &dest, findings).unwrap_or(dest);
    }
    Some(FileSet { src: src.into(), files, exclude, skip: place.skip.clone(), dest, monikers, named })
}

/// The group of a file set.
fn group<'g>(data: &Data, place: &Place<'g>, findings: &mut Findings) -> Option<&'g Data> {
    let written = data.get("group").filter(|group| !group.is_null())?;
    let name = text("group", written, findings)?;
    let group = place.groups.iter().find(|(key, _)| key.name == name).map(|(_, group)| group);
    if group.is_none() {
        let finding = findings.add(written.span, format!("`groups` has no group `{name}`"));
        finding.severity = Severity::Warning;
        let near = nearest(&name, place.groups.iter().map(|(key, _)| &*key.name));
        finding.help = near.map(|near| format!("did you mean `{near}`?"));
    }
    group
}

/// The folder of the output for a group. With one group of Learn, which is for a range of versions, there is nothing to
/// keep apart.
fn group_dest(group: Option<&Data>, place: &Place, findings: &mut Findings) -> String {
    let Some(group) = group else { return place.dest.to_owned() };
    let versions = ["moniker_range", "monikerRange", "version_name"].iter().any(|key| group.get(key).is_some());
    let dest = group.get("dest").filter(|_| place.groups.len() > 1 || !versions);
    dest.and_then(|dest| values::dest("dest", dest, place.dest, findings)).unwrap_or_else(|| place.dest.to_owned())
}

/// Turns on what names of Markdig's extensions, or `{name: options}`, ask for.
fn extensions(data: &Data, dialect: &mut Dialect, findings: &mut Findings) {
    let items = data.as_list().unwrap_or(std::slice::from_ref(data));
    for item in items {
        let names: Vec<(&str, Span)> = match item.as_map() {
            Some(entries) => entries.iter().map(|(key, _)| (&*key.name, key.span)).collect(),
            None => item.as_str().map(|name| (name, item.span)).into_iter().collect(),
        };
        if names.is_empty() {
            findings.add(item.span, "`markdigExtensions` must be a list of names");
        }
        for (written, span) in names {
            let name = written.to_ascii_lowercase();
            dialect.math |= matches!(&*name, "mathematics" | "advanced");
            dialect.definition_lists |= matches!(&*name, "definitionlists" | "advanced");
            if !EXTENSIONS.contains(&&*name) {
                let finding = findings.add(span, format!("no extension of Markdown is called `{written}`"));
                finding.severity = Severity::Warning;
                let near = nearest(&name, EXTENSIONS.iter().copied());
                finding.help = near.map(|near| format!("did you mean `{near}`?"));
            }
        }
    }
}
