//! Every file that is there for its code to be shown is shown.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use super::Context;
use crate::{
    diagnostic::Diagnostic,
    files::Role,
    page::{FileId, Links, Target},
    rules,
    source::{SitePath, Span},
};

/// Names of folders that hold code for pages.
const FOLDERS: &[&str] = &["snippets", "codesnippet", "codesnippets", "code-snippets"];

/// What tells that a folder and those below are one program, whose files need each other: names in lower case, or their
/// ends.
#[rustfmt::skip]
const PROJECTS: &[&str] = &[
    ".csproj", ".vbproj", ".fsproj", ".vcxproj", ".sln", ".slnx", ".proj", ".props", "package.json", "pom.xml",
    "build.gradle", "cargo.toml", "go.mod", "makefile", "cmakelists.txt", "pyproject.toml", "requirements.txt",
];

/// Files that no page shows: one, or all of a folder.
#[derive(Clone, PartialEq, Debug)]
pub struct Unused {
    /// The file, or the first one of the folder.
    pub path: SitePath,
    /// The folder, where all below it are meant.
    pub folder: Option<String>,
    pub files: usize,
    pub bytes: u64,
}

/// Looks up files of code that no page shows. A program is unused where none of its files is shown.
pub fn find(context: &Context, links: &[Links]) -> Vec<Unused> {
    let files = context.files;
    let used: HashSet<FileId> = links
        .iter()
        .flat_map(|links| &links.targets)
        .filter_map(|target| match target {
            Target::File(id, _) => Some(*id),
            _ => None,
        })
        .collect();
    let mut code: Vec<FileId> = Vec::new();
    let mut programs: BTreeSet<&str> = BTreeSet::new();
    for (id, file) in files.iter() {
        let Some(root) = root(&file.path) else { continue };
        if matches!(file.role, Role::Page | Role::Toc) || file.path.has_extension("md") {
            continue;
        }
        code.push(id);
        let name = file.path.name();
        if is_project(name) {
            programs.insert(if file.path.folder().len() > root.len() { file.path.folder() } else { root });
        }
    }
    // Elsewhere than on Learn a folder of this name may be for another purpose: one of which pages show nothing.
    let learn = |id: FileId| {
        let docset = &context.config.docsets[usize::from(files.get(id).docset)];
        docset.learn || docset.docfx
    };
    let roots: HashSet<&str> = used.iter().filter_map(|id| root(&files.get(*id).path)).collect();
    code.retain(|id| learn(*id) || root(&files.get(*id).path).is_some_and(|root| roots.contains(root)));
    // By folder that is all used or all unused: a program, else the files one by one.
    let mut groups: BTreeMap<&str, Vec<FileId>> = BTreeMap::new();
    for &id in &code {
        let path = &files.get(id).path;
        let folder = path.folder();
        let above = folder.match_indices('/').map(|(at, _)| &folder[..at]).chain([folder]);
        let program = above.into_iter().find(|folder| programs.contains(folder));
        groups.entry(program.unwrap_or(path.as_str())).or_default().push(id);
    }
    let mut out: Vec<Unused> = Vec::new();
    for (key, ids) in groups {
        if ids.iter().any(|id| used.contains(id)) {
            continue;
        }
        let path = files.get(ids[0]).path.clone();
        let folder = (path.as_str() != key).then(|| key.to_owned());
        out.push(Unused { path, folder, files: ids.len(), bytes: ids.iter().map(|id| files.get(*id).size).sum() });
    }
    out
}

/// Reports them.
pub(super) fn report(unused: &[Unused], found: &mut Vec<Diagnostic>) {
    for one in unused {
        let size = super::weight::bytes(one.bytes);
        let message = match &one.folder {
            Some(folder) if one.files > 1 => {
                format!("no page shows any of the {} files in `{folder}/` ({size})", one.files)
            }
            _ => format!("no page shows this file ({size})"),
        };
        found.push(rules::UNUSED_SNIPPET.at(&one.path, Span::default(), message));
    }
}

fn is_project(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    PROJECTS.iter().any(|known| name == *known || known.starts_with('.') && name.ends_with(known))
}

/// The outermost folder of snippets that a path is in.
pub(super) fn root(path: &SitePath) -> Option<&str> {
    let folder = path.folder();
    let mut end = 0;
    for part in folder.split('/') {
        end += part.len();
        if FOLDERS.iter().any(|known| part.eq_ignore_ascii_case(known)) {
            return Some(&folder[..end]);
        }
        end += 1;
    }
    None
}
