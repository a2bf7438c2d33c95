//! The files of a project: what is there, what each is for, and where a path leads.

pub mod commits;
pub mod decode;
pub mod disk;
pub mod folder;
pub mod git;
pub mod history;
pub mod picture;
pub mod repository;
pub mod role;
pub mod scan;
pub mod settle;
pub mod stamp;
pub mod unpack;

use std::collections::{HashMap, HashSet};

use crate::{
    page::FileId,
    source::{SitePath, join},
};

/// What a file is for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Role {
    /// Markdown, or YAML that says so, that becomes a page.
    Page,
    /// A table of contents: `toc.yml`, `toc.md`.
    Toc,
    /// Markdown that is no page by itself but may be included.
    Fragment,
    /// Copied as it is.
    Resource,
    /// In the project's folder but no part of the site.
    Other,
}

/// One file of the scan.
#[derive(Debug)]
pub struct File {
    pub path: SitePath,
    pub role: Role,
    /// Index into the configuration's docsets; the first one for files of none.
    pub docset: u16,
    /// Where it is written, relative to the output folder; `None` where it is not. Also its address before
    /// percent-encoding, but for pages under `urls: directory`.
    pub output: Option<Box<str>>,
    /// Bytes.
    pub size: u64,
}

impl File {
    /// Whether it becomes a page of the site: this is the one answer to which pages there are.
    pub fn is_page(&self) -> bool {
        self.role == Role::Page && self.output.is_some()
    }
}

/// All files of a project, sorted by path, and the ways to find one.
#[derive(Default, Debug)]
pub struct Files {
    pub list: Vec<File>,
    by_path: HashMap<SitePath, FileId>,
    /// By the path in lower case, where more than the case may differ.
    by_lower: HashMap<String, FileId>,
    folders: HashSet<String>,
    /// Folders of other repositories that are not there, with the repositories' numbers.
    pub absent: Vec<(String, u16)>,
    /// Files and folders that are symbolic links.
    pub links: HashSet<String>,
}

/// Where a path leads.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Found {
    File(FileId),
    /// There is a file whose name differs in case alone.
    OtherCase(FileId),
    /// A folder, in normal form.
    Folder(String),
    /// Nothing; the path in normal form.
    Nothing(String),
    /// The path climbs out of the project.
    Outside,
}

impl Files {
    /// Takes files sorted by path.
    pub fn new(list: Vec<File>) -> Files {
        let mut files = Files { list, ..Files::default() };
        for (at, file) in files.list.iter().enumerate() {
            let id = FileId(at as u32);
            files.by_path.insert(file.path.clone(), id);
            files.by_lower.entry(file.path.as_str().to_lowercase()).or_insert(id);
            let mut folder = file.path.folder();
            while files.folders.insert(folder.to_owned()) && !folder.is_empty() {
                folder = folder.rfind('/').map_or("", |at| &folder[..at]);
            }
        }
        files
    }

    /// The same files and one in addition, which is not published.
    pub fn with(self, path: &SitePath, role: Role) -> Files {
        let mut list = self.list;
        list.retain(|file| &file.path != path);
        list.push(File { path: path.clone(), role, docset: 0, output: None, size: 0 });
        list.sort_unstable_by(|a, b| a.path.cmp(&b.path));
        Files { links: self.links, ..Files::new(list) }
    }

    pub fn get(&self, id: FileId) -> &File {
        &self.list[id.0 as usize]
    }

    /// The file of a path in normal form.
    pub fn find(&self, path: &str) -> Option<FileId> {
        self.by_path.get(&SitePath::from(path)).copied()
    }

    /// Whether a file is reached through a symbolic link: then it has another path too.
    pub fn is_linked(&self, path: &str) -> bool {
        let mut folders = path.match_indices('/').map(|(at, _)| &path[..at]).chain([path]);
        !self.links.is_empty() && folders.any(|path| self.links.contains(path))
    }

    /// Whether a path in normal form is a folder that holds a file.
    pub fn is_folder(&self, path: &str) -> bool {
        self.folders.contains(path)
    }

    /// The number of the repository that a path is of, where that is not there.
    pub fn absent(&self, path: &str) -> Option<u16> {
        let inside =
            |folder: &str| path.strip_prefix(folder).is_some_and(|rest| rest.starts_with('/') || rest.is_empty());
        self.absent.iter().find(|(folder, _)| inside(folder)).map(|(_, number)| *number)
    }

    /// Resolves a decoded relative path (no query, no fragment) from a folder.
    pub fn resolve(&self, folder: &str, path: &str) -> Found {
        let Some(path) = join(folder, path) else { return Found::Outside };
        if let Some(id) = self.find(&path) {
            Found::File(id)
        } else if self.is_folder(&path) {
            Found::Folder(path)
        } else if let Some(&id) = self.by_lower.get(&path.to_lowercase()) {
            Found::OtherCase(id)
        } else {
            Found::Nothing(path)
        }
    }

    /// All files with their numbers.
    pub fn iter(&self) -> impl Iterator<Item = (FileId, &File)> {
        self.list.iter().enumerate().map(|(at, file)| (FileId(at as u32), file))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_lead_somewhere() {
        let file = |path: &str| File { path: path.into(), role: Role::Page, docset: 0, output: None, size: 0 };
        let files = Files::new(vec![file("A/b.md"), file("a/c d.md")]);
        let check = |folder, path, want| assert_eq!(files.resolve(folder, path), want);
        check("a", "c d.md", Found::File(FileId(1)));
        check("a", "../A/b.md", Found::File(FileId(0)));
        check("a", "B.md", Found::OtherCase(FileId(0)));
        check("a", ".", Found::Folder("a".into()));
        check("a", "x.md", Found::Nothing("a/x.md".into()));
        check("a", "../../x.md", Found::Outside);
    }
}
