//! Reads `docwright.yml`: keys and values into what the project asks for, without the defaults.

use serde_json::{Map, Value};

use super::{
    HtmlPolicy, Theme, UrlStyle, XrefMap,
    callouts::{self, Titles},
    external::{self, External},
    glob::Pattern,
    levels::{self, Levels},
    metadata::{FileValue, Written, add_file_metadata, written},
    publish,
    search::{self, Search},
    theme::theme,
    values::{Findings, Form, boolean, choice, dest, known_keys, map, open, path, text, texts},
    xref,
};
use crate::{
    data::Data,
    diagnostic::Diagnostic,
    page::Callouts,
    source::{Source, Span, join},
};

/// What a `docwright.yml` says. `None` and empty where it says nothing.
#[derive(Default, Debug)]
pub struct Project {
    pub title: Option<String>,
    pub description: Option<String>,
    pub lang: Option<String>,
    pub base_url: Option<String>,
    /// The folders with content, and the place of the value.
    pub sources: Option<(Vec<SourceFolder>, Span)>,
    pub exclude: Vec<Pattern>,
    /// The folder to write and its place.
    pub output: Option<(String, Span)>,
    pub urls: Option<UrlStyle>,
    pub html: Option<HtmlPolicy>,
    pub theme: Theme,
    pub rules: Levels,
    pub metadata: Map<String, Value>,
    pub metadata_written: Vec<(String, Written)>,
    pub file_metadata: Vec<(String, Vec<FileValue>)>,
    pub math: Option<bool>,
    pub highlight: Option<bool>,
    pub definition_lists: Option<bool>,
    /// The folder that is copied as it is, and its place.
    pub statics: Option<(String, Span)>,
    pub git: Option<bool>,
    pub xref: Vec<XrefMap>,
    pub callouts: Callouts,
    pub search: Search,
    pub published: Option<(String, Span)>,
    pub external: External,
    pub publish: Vec<publish::Kind>,
}

/// A folder with content.
#[derive(Default, Debug)]
pub struct SourceFolder {
    /// Relative to the project's root; empty for the root.
    pub folder: String,
    /// Where it is named.
    pub span: Option<Span>,
    /// Globs of the content, relative to the folder; empty for the default.
    pub files: Vec<Pattern>,
    /// Globs of files that are neither content nor resources, relative to the folder.
    pub exclude: Vec<Pattern>,
    /// The folder of the output in which the files are put.
    pub dest: String,
}

pub(super) const KEYS: &[&str] = &[
    "title",
    "description",
    "lang",
    "base_url",
    "source",
    "exclude",
    "static",
    "output",
    "urls",
    "html",
    "math",
    "highlight",
    "definition_lists",
    "callouts",
    "theme",
    "git",
    "search",
    "rules",
    "metadata",
    "file_metadata",
    "xref",
    "published",
    "external",
    "publish",
];

/// Reads a `docwright.yml`.
pub fn read(source: &Source) -> (Project, Vec<Diagnostic>) {
    let mut findings = Findings::new(&source.path);
    let mut project = Project::default();
    let entries = open(source, Form::Yaml, &mut findings);
    known_keys(&entries, KEYS, &mut findings);
    for (key, data) in &entries {
        read_key(&key.name, data, &mut project, &mut findings);
    }
    (project, findings.list)
}

fn read_key(name: &str, data: &Data, project: &mut Project, findings: &mut Findings) {
    match name {
        "title" => project.title = text(name, data, findings),
        "description" => project.description = text(name, data, findings),
        "lang" => project.lang = lang(name, data, findings),
        "base_url" => project.base_url = base_url(name, data, findings),
        "source" => project.sources = sources(name, data, findings),
        "exclude" => project.exclude = texts(name, data, findings),
        "static" => project.statics = folder(name, data, findings).map(|folder| (folder, data.span)),
        "output" => project.output = output(name, data, findings).map(|folder| (folder, data.span)),
        "urls" => {
            let words = [("file", UrlStyle::File), ("directory", UrlStyle::Directory)];
            project.urls = choice(name, data, &words, findings);
        }
        "html" => {
            let words = [("trust", HtmlPolicy::Trust), ("safe", HtmlPolicy::Safe)];
            project.html = choice(name, data, &words, findings);
        }
        "math" => project.math = boolean(name, data, findings),
        "highlight" => project.highlight = boolean(name, data, findings),
        "definition_lists" => project.definition_lists = boolean(name, data, findings),
        "callouts" => project.callouts = callouts::read(name, data, Titles::AsWritten, findings),
        "theme" => project.theme = theme(name, data, findings),
        "git" => project.git = boolean(name, data, findings),
        "search" => project.search = search::read(name, data, findings),
        "rules" => project.rules = levels::of_docwright(name, data, findings),
        "metadata" => {
            let entries = map(name, data, findings);
            project.metadata = entries.iter().map(|(key, value)| (key.name.clone(), value.to_json())).collect();
            project.metadata_written = written(entries, findings.path);
        }
        "published" => {
            let found = path(name, data, "", findings).filter(|path| !path.is_empty());
            project.published = found.map(|found| (found, data.span));
        }
        "external" => project.external = external::read(name, data, findings),
        "publish" => project.publish = publish::read(name, data, findings),
        "xref" => project.xref = xref::maps(name, data, "", findings),
        "file_metadata" => add_file_metadata(data, name, "", &mut project.file_metadata, findings),
        _ => {}
    }
}

/// A language's tag: letters and digits in parts joined by `-`.
pub fn lang(name: &str, data: &Data, findings: &mut Findings) -> Option<String> {
    let tag = text(name, data, findings)?;
    let good = is_language(&tag);
    if !good {
        findings.add(data.span, format!("`{tag}` is not the tag of a language")).help =
            Some("write one such as `en` or `pt-BR`".into());
    }
    good.then_some(tag)
}

/// Whether a text has the form of a language's tag: letters and digits in parts of at most eight, joined by `-`. A folder of
/// the search index is named by it, so it is bounded as a whole, too.
pub fn is_language(tag: &str) -> bool {
    let good = |part: &str| (1..=8).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_alphanumeric());
    let first = tag.split('-').next().unwrap_or_default();
    let is_name = first.len() > 1 && first.bytes().all(|byte| byte.is_ascii_alphabetic()) || matches!(first, "i" | "x");
    tag.len() <= 64 && is_name && tag.split('-').all(good)
}

/// An absolute address that ends with `/`.
pub fn base_url(name: &str, data: &Data, findings: &mut Findings) -> Option<String> {
    let mut url = text(name, data, findings)?;
    let lower = url.to_ascii_lowercase();
    let rest = lower.strip_prefix("https://").or_else(|| lower.strip_prefix("http://"));
    let good = rest.is_some_and(|rest| {
        !rest.is_empty()
            && !rest.starts_with('/')
            && !rest.contains(|char: char| "?#\"<>\\".contains(char) || char <= ' ')
    });
    if !good {
        findings.add(data.span, format!("`{name}`: `{url}` is not an absolute address")).help =
            Some("write one such as `https://example.org/docs/`".into());
        return None;
    }
    if !url.ends_with('/') {
        url.push('/');
    }
    Some(url)
}

/// A folder that is not the project's root.
fn folder(name: &str, data: &Data, findings: &mut Findings) -> Option<String> {
    let folder = path(name, data, "", findings)?;
    if folder.is_empty() {
        findings.add(data.span, format!("`{name}` cannot be the project's own folder"));
    }
    Some(folder).filter(|folder| !folder.is_empty())
}

/// A folder of the project, in normal form: who may change a configuration is not to choose where a build server writes.
fn output(name: &str, data: &Data, findings: &mut Findings) -> Option<String> {
    let written = text(name, data, findings)?.replace('\\', "/");
    let has_drive = written.as_bytes().get(1) == Some(&b':');
    if written.starts_with('/') || has_drive || join("", &written).is_none() {
        let message = format!("`{name}`: `{written}` is outside the project");
        findings.add(data.span, message).help = Some(format!("name such a folder with `--{name}`"));
        return None;
    }
    folder(name, data, findings)
}

fn sources(name: &str, data: &Data, findings: &mut Findings) -> Option<(Vec<SourceFolder>, Span)> {
    let items = data.as_list().unwrap_or(std::slice::from_ref(data));
    let folders: Vec<SourceFolder> = items.iter().filter_map(|item| source_folder(name, item, findings)).collect();
    Some((folders, data.span)).filter(|(folders, _)| !folders.is_empty())
}

fn source_folder(name: &str, data: &Data, findings: &mut Findings) -> Option<SourceFolder> {
    let Some(entries) = data.as_map() else {
        let folder = path(name, data, "", findings)?;
        return Some(SourceFolder { folder, span: Some(data.span), ..SourceFolder::default() });
    };
    known_keys(entries, &["folder", "files", "exclude", "dest"], findings);
    let mut source = SourceFolder::default();
    for (key, value) in entries {
        match &*key.name {
            "folder" => (source.folder, source.span) = (path("folder", value, "", findings)?, Some(value.span)),
            "files" => source.files = texts("files", value, findings),
            "exclude" => source.exclude = texts("exclude", value, findings),
            "dest" => source.dest = dest("dest", value, "", findings).unwrap_or_default(),
            _ => {}
        }
    }
    Some(source)
}
