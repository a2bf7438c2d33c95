//! Puts changes into the author's files: each whole or not at all, and only where it is still what was read.
#![expect(clippy::disallowed_methods, reason = "`fix` writes the author's files")]

use std::{
    fs::{self, OpenOptions},
    io::{self, Write},
    path::{Path, PathBuf},
};

use super::Change;
use crate::source::SitePath;

/// A file that was not changed.
#[derive(Debug)]
pub struct Refused {
    pub path: SitePath,
    /// Why, as the end of a sentence.
    pub why: String,
}

/// Writes changes below a root. Says which files were left as they are.
pub fn write(root: &Path, changes: &[Change]) -> Vec<Refused> {
    let refuse = |change: &Change, why| Refused { path: change.path.clone(), why };
    changes.iter().filter_map(|change| write_one(root, change).err().map(|why| refuse(change, why))).collect()
}

fn write_one(root: &Path, change: &Change) -> Result<(), String> {
    let text = |error: io::Error| error.to_string();
    let root = fs::canonicalize(root).map_err(text)?;
    let place = root.join(change.path.as_str());
    let Some(before) = &change.before else {
        if let Some(folder) = place.parent() {
            fs::create_dir_all(folder).map_err(text)?;
        }
        let mut file = OpenOptions::new().write(true).create_new(true).open(&place).map_err(text)?;
        return file.write_all(&change.after).map_err(text);
    };
    // What a link leads to is changed, not the link.
    let file = fs::canonicalize(&place).map_err(text)?;
    if !file.starts_with(&root) {
        return Err("it is a link out of the project".to_owned());
    }
    if fs::read(&file).map_err(text)? != **before {
        return Err("it was changed meanwhile".to_owned());
    }
    let permissions = fs::metadata(&file).map_err(text)?.permissions();
    if permissions.readonly() {
        return Err("it is read-only".to_owned());
    }
    let aside = aside(&file);
    let put = || {
        fs::write(&aside, &change.after)?;
        fs::set_permissions(&aside, permissions)?;
        fs::rename(&aside, &file)
    };
    put().map_err(|error| {
        let _ = fs::remove_file(&aside);
        text(error)
    })
}

/// Where a file is written before it takes the place of the old one: in its folder, hidden.
fn aside(file: &Path) -> PathBuf {
    let name = file.file_name().unwrap_or_default().to_string_lossy();
    file.with_file_name(format!(".{name}.docwright-new"))
}
