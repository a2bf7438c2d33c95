//! What each file is for and where it is written, by what the configuration says.

use crate::{
    config::{Config, Docset, FileSet},
    files::{File, Role},
    source::SitePath,
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

/// Which of the project's sources a file is of, by their order in the configuration: of two that want one place, the file
/// of the first source has it. The entries of a `docfx.json` are not in an order of their own.
pub fn rank(file: &File, config: &Config) -> usize {
    let Some(docset) = config.docsets.get(usize::from(file.docset)) else { return 0 };
    let sets = if file.role == Role::Resource { &docset.resource } else { &docset.content };
    if docset.docfx || sets.len() < 2 {
        return 0;
    }
    sets.iter().position(|set| set.takes(file.path.as_str())).unwrap_or(0)
}

/// The first set that takes a file.
pub(super) fn taking<'a>(sets: &'a [FileSet], path: &SitePath) -> Option<&'a FileSet> {
    sets.iter().find(|set| set.takes(path.as_str()))
}
