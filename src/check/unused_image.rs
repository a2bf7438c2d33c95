//! Every picture that is published is used.

use std::collections::{HashMap, HashSet};

use rayon::prelude::*;
use serde_json::Value;

use super::Context;
use crate::{
    diagnostic::Diagnostic,
    files::{Files, Found, Role},
    index::toc::TocTarget,
    page::{FileId, Kind, Links, Node, Page, Target},
    rules,
    source::{Source, Span},
    tag, url,
};

/// Extensions of pictures and films.
#[rustfmt::skip]
const PICTURES: &[&str] = &[
    "png", "apng", "jpg", "jpeg", "gif", "svg", "webp", "avif", "bmp", "ico", "tif", "tiff",
    "mp4", "m4v", "webm", "ogv", "mov", "mp3", "m4a", "ogg", "oga", "opus", "wav", "flac",
];

/// Extensions of texts that may name a picture in ways that only a browser or another program knows.
const TEXTS: &[&str] =
    &["css", "js", "mjs", "html", "htm", "json", "yml", "yaml", "xml", "svg", "txt", "vtt", "webmanifest"];

/// Longer texts are not looked through.
const LONGEST: u64 = 4 << 20;

/// Published pictures that no page, no table of contents, no metadata and no other text of the project uses. `read` gives
/// the text of a file.
pub fn find(context: &Context, links: &[Links], read: &(dyn Fn(FileId) -> Option<Source> + Sync)) -> Vec<FileId> {
    let files = context.files;
    let is_picture = |id: FileId| {
        let file = files.get(id);
        file.role == Role::Resource && is_one_of(file.path.extension(), PICTURES)
            // Pictures of programs are told with those.
            && super::unused_snippet::root(&file.path).is_none()
            && !is_static(context, id)
    };
    let mut unused: HashSet<FileId> = files.iter().map(|(id, _)| id).filter(|id| is_picture(*id)).collect();
    for target in links.iter().flat_map(|links| &links.targets) {
        if let Target::File(id, _) = target {
            unused.remove(id);
        }
    }
    for toc in context.tocs.list.iter().chain(&context.tocs.breadcrumbs) {
        for item in &toc.items {
            if let TocTarget::Page(id, _) = item.target {
                unused.remove(&id);
            }
        }
    }
    let theme = &context.config.theme;
    for path in theme.logo.iter().chain(&theme.favicon).chain(theme.css.iter().map(|(path, _)| path)) {
        files.find(path.as_str()).map(|id| unused.remove(&id));
    }
    if unused.is_empty() {
        return Vec::new();
    }
    metadata(context, &mut unused);
    let names = Names::of(&unused, files);
    let of_pages = context.index.pages.par_iter().flatten().flat_map_iter(|page| {
        let mut found = Vec::new();
        in_nodes(&page.body, page, &names, &mut found);
        if page.kind == "data" || page.path().has_extension("yml") {
            names.in_text(&page.source.text, &mut found);
        }
        found
    });
    let mut named: Vec<FileId> = of_pages.collect();
    let texts: Vec<FileId> = files
        .iter()
        .filter(|(_, file)| is_one_of(file.path.extension(), TEXTS) && file.size <= LONGEST && file.role != Role::Page)
        .map(|(id, _)| id)
        .collect();
    let in_texts = texts.par_iter().flat_map_iter(|id| {
        let mut found = Vec::new();
        if let Some(source) = read(*id) {
            names.in_text(&source.text, &mut found);
            // A drawing that says its own name does not use itself.
            found.retain(|named| named != id);
        }
        found
    });
    named.extend(in_texts.collect::<Vec<_>>());
    named.iter().for_each(|id| {
        unused.remove(id);
    });
    let mut unused: Vec<FileId> = unused.into_iter().collect();
    unused.sort_unstable();
    unused
}

/// Reports them.
pub(super) fn report(unused: &[FileId], files: &Files, found: &mut Vec<Diagnostic>) {
    for &id in unused {
        let file = files.get(id);
        let message = format!("no page uses this file ({})", super::weight::bytes(file.size));
        found.push(rules::UNUSED_IMAGE.at(&file.path, Span::default(), message));
    }
}

/// Whether a file is of the folder that is copied as it is: what is there has readers of its own.
fn is_static(context: &Context, id: FileId) -> bool {
    let file = context.files.get(id);
    let sets = &context.config.docsets[usize::from(file.docset)].resource;
    let own = sets.iter().find(|set| set.takes(file.path.as_str()));
    own.is_some_and(|set| set.copies_all() && context.config.docsets.iter().all(|docset| !docset.docfx))
}

/// Takes away what metadata names: pictures for previews, logos.
fn metadata(context: &Context, unused: &mut HashSet<FileId>) {
    let files = context.files;
    let mut use_of = |text: &str, folder: &str, root: &str| {
        if text.len() > 1000 || !text.contains('.') {
            return;
        }
        let path = url::decode(text.split(['?', '#']).next().unwrap_or(text)).into_owned();
        let path = path.trim_start_matches("~/");
        for folder in [folder, root, ""] {
            if let Found::File(id) | Found::OtherCase(id) = files.resolve(folder, path) {
                unused.remove(&id);
            }
        }
    };
    for (at, page) in context.index.pages.iter().enumerate() {
        let Some(page) = page else { continue };
        let docset = &context.config.docsets[usize::from(files.get(FileId(at as u32)).docset)];
        for value in page.front_matter.values.values() {
            texts_of(value, &mut |text| use_of(text, page.path().folder(), docset.root.as_str()));
        }
    }
    for docset in &context.config.docsets {
        let root = docset.root.as_str();
        let by_file = docset.file_metadata.iter().flat_map(|(_, values)| values.iter().map(|value| &value.value));
        for value in docset.global_metadata.values().chain(by_file) {
            texts_of(value, &mut |text| use_of(text, root, ""));
        }
    }
}

fn texts_of(value: &Value, use_of: &mut dyn FnMut(&str)) {
    match value {
        Value::String(text) => use_of(text),
        Value::Array(list) => list.iter().for_each(|value| texts_of(value, use_of)),
        Value::Object(map) => map.values().for_each(|value| texts_of(value, use_of)),
        _ => {}
    }
}

/// What raw HTML and directives name beside their addresses: `srcset`, `poster`, styles.
fn in_nodes(nodes: &[Node], page: &Page, names: &Names, found: &mut Vec<FileId>) {
    for node in nodes {
        match &node.kind {
            Kind::Html(raw) => {
                let html = raw.text.as_deref().unwrap_or_else(|| page.text(node.span));
                for tag in tag::tags(html).filter(|tag| !tag.end) {
                    tag.attributes.iter().for_each(|attribute| names.in_text(&attribute.value, found));
                }
            }
            Kind::Directive(directive) => {
                directive.attributes.iter().for_each(|(_, value)| names.in_text(value, found));
            }
            _ => {}
        }
        in_nodes(&node.children, page, names, found);
    }
}

/// Files by their names in lower case.
struct Names<'a> {
    by_name: HashMap<String, Vec<FileId>>,
    files: &'a Files,
}

impl<'a> Names<'a> {
    fn of(wanted: &HashSet<FileId>, files: &'a Files) -> Names<'a> {
        let mut by_name: HashMap<String, Vec<FileId>> = HashMap::new();
        for &id in wanted {
            by_name.entry(files.get(id).path.name().to_lowercase()).or_default().push(id);
        }
        Names { by_name, files }
    }

    /// Adds the files that a text names. Of several with one name those whose folder it names too; all, where it names none.
    fn in_text(&self, text: &str, found: &mut Vec<FileId>) {
        let ends = |char: char| char.is_whitespace() || "\"'`()<>=,;|[]{}#?&".contains(char);
        for word in text.split(ends).filter(|word| word.contains('.') && word.len() < 1000) {
            let path = url::decode(word.trim_end_matches(['.', ':'])).to_lowercase().replace('\\', "/");
            let (folder, name) = path.rsplit_once('/').unwrap_or(("", &path));
            let Some(named) = self.by_name.get(name) else { continue };
            let folder = folder.rsplit('/').next().filter(|folder| !folder.trim_matches('.').is_empty());
            let inside = |id: &&FileId| {
                let own = self.files.get(**id).path.folder().to_lowercase();
                folder.is_none_or(|folder| own.rsplit('/').next() == Some(folder))
            };
            found.extend(named.iter().filter(inside));
        }
    }
}

fn is_one_of(extension: &str, known: &[&str]) -> bool {
    known.iter().any(|known| extension.eq_ignore_ascii_case(known))
}
