//! Folders that a configuration names: whether they are there, and what they hold.
#![expect(clippy::disallowed_methods, reason = "`files` reads")]

use std::{
    io,
    path::{Component, Path, PathBuf},
};

use super::scan::{self, NEVER};

/// What is at the path of a folder.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Folder {
    There,
    /// A file, or another thing that holds nothing.
    File,
    /// Nothing: the first part of the path that is not there, with what stands before it and the folders beside it.
    Missing {
        before: String,
        name: String,
        beside: Vec<String>,
    },
}

/// Entries that are looked at to find out what a folder holds.
const ENTRIES: usize = 20_000;

/// Looks for a folder of a project by its path in normal form, whose case counts on every system. What cannot be read is
/// taken to be there.
pub fn look(root: &Path, path: &str) -> Folder {
    let mut at = root.to_owned();
    let mut before = String::new();
    for name in path.split('/').filter(|name| !name.is_empty()) {
        let Ok(mut beside) = scan::names(&at) else { break };
        if !beside.iter().any(|there| there == name) {
            beside.retain(|there| at.join(there).is_dir());
            return Folder::Missing { before, name: name.to_owned(), beside };
        }
        at.push(name);
        before = format!("{before}{name}/");
        if at.metadata().is_ok_and(|there| !there.is_dir()) {
            return Folder::File;
        }
    }
    Folder::There
}

/// Whether a folder holds a file of a path, relative to it, that is wanted. Hidden files are none.
pub fn holds(folder: &Path, is_wanted: &dyn Fn(&str) -> bool) -> bool {
    let mut folders = vec![String::new()];
    let mut looked_at = 0;
    while let Some(inside) = folders.pop() {
        for name in scan::names(&folder.join(&inside)).unwrap_or_default() {
            looked_at += 1;
            if name.starts_with('.') || NEVER.contains(&&*name) {
                continue;
            }
            let path = format!("{inside}{name}");
            // Links are not followed, so that there is an end.
            match std::fs::symlink_metadata(folder.join(&path)) {
                Ok(there) if there.is_dir() => folders.push(path + "/"),
                Ok(there) if there.is_file() && is_wanted(&path) => return true,
                _ if looked_at > ENTRIES => return false,
                _ => {}
            }
        }
    }
    false
}

/// Links to nothing that are followed one after the other.
const LINKS: usize = 40;

/// The absolute path of a folder that need not be there, through all links.
///
/// # Errors
/// Where the current folder is not known, and where links lead in a circle.
pub fn resolve(path: &Path) -> io::Result<PathBuf> {
    let mut path = std::path::absolute(path)?;
    for _ in 0..LINKS {
        let Some((mut real, there)) = path.ancestors().find_map(|there| Some((there.canonicalize().ok()?, there)))
        else {
            return Ok(path);
        };
        let rest = path.strip_prefix(there).unwrap_or(Path::new(""));
        let mut parts = rest.components();
        // What is not there may be a link to what is not there.
        let next = parts.clone().next().map(|next| real.join(next)).and_then(|next| std::fs::read_link(next).ok());
        if let Some(to) = next {
            parts.next();
            path = real.join(to).join(parts.as_path());
            continue;
        }
        for part in parts {
            match part {
                Component::ParentDir => drop(real.pop()),
                part => real.push(part),
            }
        }
        return Ok(real);
    }
    Err(io::Error::new(io::ErrorKind::InvalidInput, format!("the links of `{}` lead in a circle", path.display())))
}

/// Whether a folder is a site that we wrote.
pub fn is_site(folder: &Path) -> bool {
    folder.join(scan::SITE).is_file()
}
