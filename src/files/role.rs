//! What each file is for and where it is written, by what the configuration says.

use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
};

use crate::{
    config::{Config, Docset, FileSet},
    data,
    diagnostic::Diagnostic,
    files::{File, Files, Role},
    page::Page,
    rules::OUTPUT_PATH_CONFLICT,
    source::{SitePath, Span},
    url::page_output,
};

/// Role, docset and output of a file by itself. `page` tells whether the first line of a YAML file says that it is one.
pub(super) fn assign(path: &SitePath, config: &Config, page: &dyn Fn() -> bool) -> (Role, u16, Option<String>) {
    let name = path.name().to_ascii_lowercase();
    // The inventory of what was published is no file of the site, which has one of its own.
    if is_configuration(&name) || config.published.as_ref().is_some_and(|(published, _)| published == path) {
        return (Role::Other, config.docset_of(path), None);
    }
    for (at, docset) in config.docsets.iter().enumerate() {
        if taking(&docset.overwrite, path).is_some() {
            return (Role::Other, at as u16, None);
        }
        if let Some(set) = taking(&docset.content, path) {
            let (role, output) = content(path, &name, docset, set.output(path.as_str()), (config, page));
            return (role, at as u16, output);
        }
        if let Some(set) = taking(&docset.resource, path) {
            return (Role::Resource, at as u16, Some(set.output(path.as_str())));
        }
    }
    (if is_markdown(path) { Role::Fragment } else { Role::Other }, config.docset_of(path), None)
}

/// Where a page that is not there would be written, relative to the output folder; `None` for a path that would be no
/// page of the site. `free` tells whether nothing is written to a place.
pub fn page_output_of(path: &SitePath, config: &Config, free: &dyn Fn(&str) -> bool) -> Option<String> {
    let name = path.name().to_ascii_lowercase();
    if is_configuration(&name) {
        return None;
    }
    let sets = |docset: &Docset| Some(taking(&docset.content, path)?.output(path.as_str()));
    let (docset, output) = config.docsets.iter().find_map(|docset| Some((docset, sets(docset)?)))?;
    let page = match content(path, &name, docset, output.clone(), (config, &|| true)) {
        (Role::Page, page) => page?,
        (Role::Other, None) => page_output(&output, config.urls),
        _ => return None,
    };
    if !docset.docfx && path.stem().eq_ignore_ascii_case("readme") {
        let index = format!("{}index.html", &output[..output.rfind('/').map_or(0, |end| end + 1)]);
        return Some(if free(&index) { index } else { page });
    }
    Some(page)
}

/// What depends on more than one file: which page stands for its folder, and who comes first where two files would be
/// written to one place. Takes files sorted by path.
pub(super) fn settle(files: &mut [File], config: &Config, found: &mut Vec<Diagnostic>) {
    let mut taken = Taken::default();
    let (readmes, others): (Vec<usize>, Vec<usize>) =
        (0..files.len()).partition(|&at| stands_for_folder(&files[at], config).is_some());
    for at in others {
        taken.claim(files, at, found);
    }
    for at in readmes {
        if let Some(index) = stands_for_folder(&files[at], config).filter(|index| taken.is_free(index)) {
            files[at].output = Some(index.into());
        }
        taken.claim(files, at, found);
    }
}

/// Gives pages the names of their outputs that front matter chooses: `outputFileName`. One that is taken is told.
pub fn rename(files: &mut Files, pages: &[Option<Arc<Page>>], config: &Config, found: &mut Vec<Diagnostic>) {
    let mut chosen = Vec::new();
    for (at, page) in pages.iter().enumerate() {
        let Some(page) = page.as_ref().filter(|_| files.list[at].output.is_some()) else { continue };
        let Some(name) = page.front_matter.values.get("outputFileName").and_then(data::text) else { continue };
        let stem = name.strip_suffix(".html").unwrap_or(&name).trim();
        if !stem.is_empty() && !stem.starts_with('.') && !stem.contains(['/', '\\', ':']) {
            chosen.push((at, format!("{stem}.md")));
        }
    }
    if chosen.is_empty() {
        return;
    }
    let mut taken: HashMap<String, usize> = HashMap::new();
    for (at, file) in files.list.iter().enumerate() {
        taken.extend(file.output.as_ref().map(|output| (output.to_lowercase(), at)));
    }
    for (at, name) in chosen {
        let file = &files.list[at];
        let docset = &config.docsets[usize::from(file.docset)];
        let Some(set) = taking(&docset.content, &file.path) else { continue };
        let old = set.output(file.path.as_str());
        let folder = &old[..old.rfind('/').map_or(0, |end| end + 1)];
        let output = page_output(&format!("{folder}{name}"), config.urls);
        match taken.get(&output.to_lowercase()) {
            Some(&other) if other == at => {}
            Some(&other) => {
                let other = &files.list[other].path;
                let message = format!("`{}` would be written to `{output}`, but `{other}` is", file.path);
                found.push(OUTPUT_PATH_CONFLICT.at(&file.path, Span::default(), message));
            }
            None => {
                taken.insert(output.to_lowercase(), at);
                files.list[at].output = Some(output.into());
            }
        }
    }
}

/// Whether a set takes a hidden file, which it does only where one of its globs names the dot.
pub(super) fn takes_hidden(config: &Config, path: &str) -> bool {
    config.docsets.iter().flat_map(|docset| docset.content.iter().chain(&docset.resource)).any(|set| set.takes(path))
}

fn content(
    path: &SitePath,
    name: &str,
    docset: &Docset,
    output: String,
    (config, page): (&Config, &dyn Fn() -> bool),
) -> (Role, Option<String>) {
    let yaml = path.has_extension("yml") || path.has_extension("yaml");
    if ["toc.md", "toc.yml", "toc.yaml"].contains(&name) {
        (Role::Toc, None)
    } else if is_markdown(path) && is_include(path, docset) {
        (Role::Fragment, None)
    } else if is_markdown(path) || yaml && page() {
        (Role::Page, Some(page_output(&output, config.urls)))
    } else if yaml {
        (Role::Other, None)
    } else {
        (Role::Resource, Some(output))
    }
}

fn is_markdown(path: &SitePath) -> bool {
    path.has_extension("md") || path.has_extension("markdown")
}

/// Takes a name in lower case.
fn is_configuration(name: &str) -> bool {
    ["docfx.json", "docwright.yml", "docwright.yaml"].contains(&name) || name.contains("openpublishing")
}

/// In a plain project the folder's name says that Markdown is there to be included; a `docfx.json` says it by its globs.
fn is_include(path: &SitePath, docset: &Docset) -> bool {
    !docset.docfx && path.folder().split('/').any(|part| part == "includes" || part == "_includes")
}

/// Where a plain project's `README.md` is written if nothing else is its folder's index page; `None` for other files.
fn stands_for_folder(file: &File, config: &Config) -> Option<String> {
    let docset = config.docsets.get(usize::from(file.docset)).filter(|docset| !docset.docfx)?;
    if file.role != Role::Page || !file.path.stem().eq_ignore_ascii_case("readme") {
        return None;
    }
    let mut output = taking(&docset.content, &file.path)?.output(file.path.as_str());
    output.truncate(output.rfind('/').map_or(0, |end| end + 1));
    Some(output + "index.html")
}

fn taking<'a>(sets: &'a [FileSet], path: &SitePath) -> Option<&'a FileSet> {
    sets.iter().find(|set| set.takes(path.as_str()))
}

/// Outputs and their folders, in lower case: the disk that they are put on may know no case.
#[derive(Default)]
struct Taken {
    files: HashMap<String, usize>,
    folders: HashSet<String>,
}

impl Taken {
    /// Whether a file may be written there.
    fn is_free(&self, output: &str) -> bool {
        self.owner(&output.to_lowercase()).is_none() && !self.folders.contains(&output.to_lowercase())
    }

    /// Lets a file have its output; takes it away and reports where another one has it.
    fn claim(&mut self, files: &mut [File], at: usize, found: &mut Vec<Diagnostic>) {
        let Some(output) = &files[at].output else { return };
        let key = output.to_lowercase();
        let message = if let Some(other) = self.owner(&key) {
            let (path, other, written) = (&files[at].path, &files[other], &files[other].output);
            let written = written.as_deref().unwrap_or_default();
            format!("`{path}` would be written to `{output}`, but `{}` is written to `{written}`", other.path)
        } else if self.folders.contains(&key) {
            format!(
                "`{}` would be written to `{output}`, but other files are written to a folder there",
                files[at].path
            )
        } else {
            let mut folder = key.as_str();
            while let Some(end) = folder.rfind('/').filter(|&end| !self.folders.contains(&folder[..end])) {
                folder = &folder[..end];
                self.folders.insert(folder.to_owned());
            }
            self.files.insert(key, at);
            return;
        };
        found.push(OUTPUT_PATH_CONFLICT.at(&files[at].path, Span::default(), message));
        files[at].output = None;
    }

    /// The file that is at an output, or where that needs a folder.
    fn owner(&self, key: &str) -> Option<usize> {
        let mut at = key;
        loop {
            if let Some(&owner) = self.files.get(at) {
                return Some(owner);
            }
            // A folder that is in use has no file at it or above it.
            at = at.rfind('/').map(|end| &at[..end]).filter(|folder| !self.folders.contains(*folder))?;
        }
    }
}
