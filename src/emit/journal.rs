//! The last step of a build into a folder that is there: what is to be removed and renamed, so that it can be finished
//! however often it is cut.

use std::{
    collections::{BTreeSet, HashMap, HashSet},
    fs::{self, File},
    io::{self, ErrorKind, Write},
    path::Path,
};

use serde::{Deserialize, Serialize};

use super::{OWN, check_path, context, error, folders, manifest, remove_tree};

const NAME: &str = "journal.json";

/// Paths relative to the output folder.
#[derive(Serialize, Deserialize, Default, Debug)]
pub(super) struct Journal {
    /// Files of the last build that go.
    pub remove: Vec<String>,
    /// Files and whole folders that come from the stage.
    pub rename: Vec<String>,
}

/// Whether a journal is to be finished.
pub(super) fn is_down(out: &Path) -> bool {
    out.join(OWN).join(NAME).exists()
}

/// Does what the journal of an output folder says, if there is one, and takes it away.
pub(super) fn finish(out: &Path) -> io::Result<()> {
    let own = out.join(OWN);
    let path = own.join(NAME);
    let bytes = match fs::read(&path) {
        Ok(bytes) => bytes,
        Err(missing) if missing.kind() == ErrorKind::NotFound => return Ok(()),
        Err(failure) => return Err(context(failure, &path)),
    };
    let journal: Journal = serde_json::from_slice(&bytes)
        .map_err(|_| error(ErrorKind::InvalidData, &path, "cannot be read: remove the folder and build again"))?;
    journal.check(out)?;
    journal.remove(out)?;
    for file in &journal.rename {
        put_in_place(&own.join("stage").join(file), &out.join(file))?;
    }
    put_in_place(&own.join("stage").join(OWN).join(manifest::NAME), &own.join(manifest::NAME))?;
    fs::remove_file(&path).map_err(|failure| context(failure, &path))?;
    remove_tree(&own.join("stage"))
}

impl Journal {
    /// What has to be done so that the staged files are in the output folder and the others are not.
    ///
    /// # Errors
    /// Where a file that is not ours is in the way.
    pub(super) fn plan(out: &Path, mut remove: Vec<String>, staged: Vec<String>) -> io::Result<Journal> {
        remove.sort_unstable();
        let removed: HashSet<&str> = remove.iter().map(String::as_str).collect();
        let mut rename = BTreeSet::new();
        let mut known = HashMap::new();
        for path in &staged {
            rename.insert(unit(out, path, &removed, &mut known)?.to_owned());
        }
        Ok(Journal { remove, rename: rename.into_iter().collect() })
    }

    /// # Errors
    /// Where a path is none of the site's or leads through a link: what is behind it is not ours.
    pub(super) fn check(&self, out: &Path) -> io::Result<()> {
        let stage = out.join(OWN).join("stage");
        let mut seen = HashSet::new();
        for path in self.remove.iter().chain(&self.rename) {
            check_path(path)?;
            for folder in folders(path).take_while(|folder| seen.insert(*folder)) {
                if let Some(link) = [out, &stage].map(|base| base.join(folder)).iter().find(|at| at.is_symlink()) {
                    return Err(error(ErrorKind::InvalidInput, link, "is a symbolic link: remove it"));
                }
            }
        }
        if stage.is_symlink() {
            return Err(error(ErrorKind::InvalidInput, &stage, "is a symbolic link: remove it"));
        }
        Ok(())
    }

    /// Puts the journal down: from now on the step will be finished.
    pub(super) fn put_down(&self, out: &Path) -> io::Result<()> {
        let own = out.join(OWN);
        let aside = own.join("stage").join(OWN).join(NAME);
        let write = || {
            let mut file = File::create(&aside)?;
            file.write_all(&serde_json::to_vec(self)?)?;
            file.sync_all()
        };
        write().map_err(|failure| context(failure, &aside))?;
        fs::rename(&aside, own.join(NAME)).map_err(|failure| context(failure, &own))
    }

    /// Removes files, and folders that become empty. Says how many files.
    pub(super) fn remove(&self, out: &Path) -> io::Result<usize> {
        let mut removed = 0;
        let mut emptied = BTreeSet::new();
        for path in &self.remove {
            let file = out.join(path);
            match fs::remove_file(&file) {
                Ok(()) => removed += 1,
                // Gone already, or another thing by now: it is not ours any more.
                Err(failure) if is_absent(&failure) || file.is_dir() => {}
                Err(failure) => return Err(context(failure, &file)),
            }
            emptied.extend(folders(path));
        }
        // From the inner ones out: what is longer is sorted behind what it begins with.
        for folder in emptied.into_iter().rev() {
            let _ = fs::remove_dir(out.join(folder));
        }
        Ok(removed)
    }
}

/// The part of a staged path that can be renamed at once: its first folder that the output folder lacks, else itself.
fn unit<'a>(
    out: &Path,
    path: &'a str,
    removed: &HashSet<&str>,
    known: &mut HashMap<&'a str, bool>,
) -> io::Result<&'a str> {
    let foreign =
        |path: &str| error(ErrorKind::AlreadyExists, &out.join(path), "was not written by docwright and is in the way");
    for (end, _) in path.match_indices('/') {
        let folder = &path[..end];
        let there = match known.get(folder) {
            Some(&there) => there,
            None => {
                let there = match fs::symlink_metadata(out.join(folder)) {
                    Ok(there) if there.is_dir() => true,
                    Ok(there) if there.is_symlink() || !removed.contains(folder) => return Err(foreign(folder)),
                    _ => false,
                };
                known.insert(folder, there);
                there
            }
        };
        if !there {
            return Ok(folder);
        }
    }
    if fs::symlink_metadata(out.join(path)).is_ok_and(|there| there.is_dir()) && !will_be_empty(out, path, removed)? {
        return Err(foreign(path));
    }
    Ok(path)
}

/// Whether a folder holds nothing but files that are removed.
fn will_be_empty(out: &Path, folder: &str, removed: &HashSet<&str>) -> io::Result<bool> {
    for entry in fs::read_dir(out.join(folder))? {
        let entry = entry?;
        let path = format!("{folder}/{}", entry.file_name().to_string_lossy());
        let goes = if entry.file_type()?.is_dir() {
            will_be_empty(out, &path, removed)?
        } else {
            removed.contains(path.as_str())
        };
        if !goes {
            return Ok(false);
        }
    }
    Ok(true)
}

/// Renames a thing unless that is done already.
fn put_in_place(from: &Path, to: &Path) -> io::Result<()> {
    let Err(failure) = fs::rename(from, to) else { return Ok(()) };
    if fs::symlink_metadata(from).is_err_and(|failure| is_absent(&failure)) {
        return Ok(());
    }
    let again = || {
        if let Some(folder) = to.parent().filter(|_| is_absent(&failure)) {
            fs::create_dir_all(folder)?;
        }
        fs::rename(from, to)
    };
    again().map_err(|failure| context(failure, to))
}

fn is_absent(failure: &io::Error) -> bool {
    matches!(failure.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory)
}
