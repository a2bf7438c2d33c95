//! The only door to the output folder: a site is put in place whole or not at all.
//!
//! The manifest (`.docwright/manifest.json` in the output folder) lists every file that we wrote, with its hash. A file
//! whose bytes are the same is not written again. The others are written aside: beside an output folder that is not
//! there yet, to be renamed as a whole, else inside it under `.docwright/stage`. The last step of the latter is a list of
//! removals and renames, the journal, which is put down before and thrown away after it: [`begin`] finishes one that it
//! finds. What is put aside without a journal is thrown away.
#![expect(clippy::disallowed_methods, reason = "`emit` writes")]

mod journal;
mod lock;
mod manifest;
pub mod single;

use std::{
    collections::{BTreeMap, HashMap, HashSet},
    fs::{self, File},
    io::{self, ErrorKind, Read},
    path::{Path, PathBuf},
    sync::{
        Arc, Mutex, RwLock,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
};

use crate::{
    files::{
        folder::resolve,
        scan::ASIDE,
        stamp::{Mark, mark},
    },
    plan::OWN,
};
use journal::Journal;
use manifest::Manifest;

pub use lock::{Lock, lock};
pub use manifest::Entry;

/// A file up to this long is read once and kept while it is hashed and written.
const SMALL: u64 = 4 << 20;

/// An output folder that is being written. Many threads may put files into it. Dropped unfinished, it leaves the folder
/// as it was.
#[derive(Debug)]
pub struct Emit {
    out: PathBuf,
    /// Where files are written aside.
    stage: PathBuf,
    /// Whether the output folder is not there yet and the stage will become it.
    fresh: bool,
    /// What the last build wrote; `None` where we never wrote there.
    last: Option<Manifest>,
    put: Mutex<HashMap<String, Put>>,
    /// Folders of the stage that are there.
    folders: RwLock<HashSet<String>>,
    bytes: AtomicU64,
    failed: AtomicBool,
    /// Files of the output folder whose bytes are those of the last build as long as their marks are the same.
    trusted: HashMap<String, Mark>,
    /// Says that the user wants no more of it.
    stop: Option<Arc<AtomicBool>>,
    /// Held as long as this is there.
    lock: Option<Lock>,
}

/// What a build did to the output folder.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub struct Summary {
    pub written: usize,
    pub unchanged: usize,
    /// Files of the last build that are not part of the site any more.
    pub removed: usize,
    /// Length of the written files.
    pub bytes: u64,
}

#[derive(Debug)]
struct Put {
    entry: Entry,
    /// Whether it is written aside, rather than in place already.
    staged: bool,
}

/// Opens an output folder, which need not be there. `root` is the project's folder.
///
/// # Errors
/// Where the output folder holds the project, is no folder, or cannot be read; and where a last build was cut in its
/// last step and that cannot be finished.
pub fn begin(out: &Path, root: &Path) -> io::Result<Emit> {
    begin_with(out, root, None, &|_| ())
}

/// As [`begin`], where the lock of the output folder may be had already. `waiting` is called where another build has it.
///
/// # Errors
/// As for [`begin`].
pub fn begin_with(out: &Path, root: &Path, have: Option<Lock>, waiting: &dyn Fn(&Path)) -> io::Result<Emit> {
    let out = resolve(out)?;
    if resolve(root)?.starts_with(&out) {
        return Err(error(ErrorKind::InvalidInput, &out, "holds the project: a site cannot be written there"));
    }
    let beside = aside(&out);
    let mut have = have;
    let (lock, fresh) = loop {
        if fs::metadata(&out).is_ok_and(|there| !there.is_dir()) {
            return Err(error(ErrorKind::NotADirectory, &out, "is not a folder"));
        }
        // Another build may make the folder or take it away meanwhile.
        if let Some(lock) = have.take().map_or_else(|| lock(&out, waiting), |lock| Ok(Some(lock)))? {
            break (lock, false);
        }
        fs::create_dir_all(&beside).map_err(|failure| context(failure, &beside))?;
        if let Some(lock) = lock(&beside, waiting)?
            && !out.exists()
        {
            break (lock, true);
        }
    };
    let (stage, last) = if fresh {
        empty(&beside)?;
        (beside, None)
    } else {
        let own = own_folder(&out)?;
        journal::finish(&out)?;
        let last = manifest::read(&out)?;
        remove_tree(&own.join("stage"))?;
        // What a killed build left that found no folder here.
        remove_tree(&beside)?;
        (own.join("stage"), last)
    };
    Ok(Emit {
        out,
        stage,
        fresh,
        last,
        put: Mutex::default(),
        folders: RwLock::default(),
        bytes: AtomicU64::new(0),
        failed: AtomicBool::new(false),
        trusted: HashMap::new(),
        stop: None,
        lock: Some(lock),
    })
}

/// The folder that becomes an output folder which is not there yet.
fn aside(out: &Path) -> PathBuf {
    out.with_file_name(format!(".{}{ASIDE}", out.file_name().unwrap_or_default().to_string_lossy()))
}

/// The hash and length of a file's bytes.
///
/// # Errors
/// Where it cannot be read.
pub fn entry(path: &Path) -> io::Result<Entry> {
    hash(&mut File::open(path)?)
}

/// What a text of the project is in a manifest.
pub fn entry_of(bytes: &[u8]) -> Entry {
    Entry { hash: *blake3::hash(bytes).as_bytes(), length: bytes.len() as u64 }
}

/// A hash of what the last build read and wrote; `None` where there is no whole site of ours, its last step is to be
/// finished, or something is left over that is to go away.
pub fn state(out: &Path) -> Option<String> {
    if journal::is_down(out) || out.join(OWN).join("stage").exists() || aside(out).exists() {
        return None;
    }
    let bytes = fs::read(out.join(OWN).join(manifest::NAME)).ok()?;
    Some(blake3::hash(&bytes).to_hex().to_string())
}

/// What the last build read and wrote, with its [`state`].
pub fn last(out: &Path) -> Option<(Manifest, String)> {
    let state = state(out)?;
    Some((manifest::read(out).ok()??, state))
}

/// Removes what we wrote into an output folder and the folders that become empty. Says how many files.
///
/// # Errors
/// Where we never wrote there, or the disk refuses.
pub fn clean(out: &Path, waiting: &dyn Fn(&Path)) -> io::Result<usize> {
    let out = resolve(out)?;
    let own = own_folder(&out)?;
    let _lock = lock(&out, waiting)?;
    journal::finish(&out)?;
    let Some(last) = manifest::read(&out)? else {
        return Err(error(ErrorKind::NotFound, &out, "was not written by docwright: nothing is removed"));
    };
    let journal = Journal { remove: last.files.into_keys().collect(), ..Journal::default() };
    journal.check(&out)?;
    let removed = journal.remove(&out)?;
    remove_tree(&own)?;
    // Stays where other files are in it.
    let _ = fs::remove_dir(&out);
    Ok(removed)
}

impl Emit {
    /// Takes files of the output folder for what the last build wrote where their marks are these, without reading them.
    pub fn trust(&mut self, marks: HashMap<String, Mark>) {
        self.trusted = marks;
    }

    /// Ends with an error of the kind `Interrupted` as soon as this is true.
    pub fn stop_on(&mut self, stop: Arc<AtomicBool>) {
        self.stop = Some(stop);
    }

    /// Puts a file of the site: a path relative to the output folder, with `/`.
    ///
    /// # Errors
    /// Where the path is none, is put twice or is another's file, and where the disk refuses. The site cannot be finished
    /// then.
    pub fn put(&self, path: &str, bytes: &[u8]) -> io::Result<()> {
        self.note(path, entry_of(bytes), |to| fs::write(to, bytes)).map(drop)
    }

    /// Puts a file of the site that is the same as one elsewhere, and says what that is.
    ///
    /// # Errors
    /// As [`Emit::put`], and where the file cannot be read.
    pub fn copy(&self, path: &str, from: &Path) -> io::Result<Entry> {
        let read = || {
            let mut file = File::open(from)?;
            if file.metadata()?.len() <= SMALL {
                let mut bytes = Vec::new();
                file.read_to_end(&mut bytes)?;
                return Ok((Some(bytes), Entry::default()));
            }
            Ok((None, hash(&mut file)?))
        };
        match read() {
            Ok((Some(bytes), _)) => self.note(path, entry_of(&bytes), |to| fs::write(to, &bytes)),
            // Not `fs::copy`: the source's permissions, such as read-only, are none of the site's.
            Ok((None, entry)) => {
                self.note(path, entry, |to| io::copy(&mut File::open(from)?, &mut File::create(to)?).map(drop))
            }
            Err(failure) => {
                self.failed.store(true, Ordering::Relaxed);
                Err(context(failure, from))
            }
        }
    }

    /// Puts the site in place: the last step. `inputs` are what the site was made of.
    ///
    /// # Errors
    /// Where a file could not be put, or stands where another needs a folder, and where the disk refuses. The folder is as
    /// it was, or the next [`begin`] finishes the step.
    pub fn finish(mut self, inputs: BTreeMap<String, Entry>) -> io::Result<Summary> {
        self.check_stop()?;
        if self.failed.load(Ordering::Relaxed) {
            return Err(io::Error::other("a file could not be written: the site stays as it was"));
        }
        let put = std::mem::take(&mut *locked(&self.put));
        let staged: Vec<String> = put.iter().filter(|(_, put)| put.staged).map(|(path, _)| path.clone()).collect();
        let files: BTreeMap<String, Entry> = put.into_iter().map(|(path, put)| (path, put.entry)).collect();
        check_folders(&files)?;
        let manifest = Manifest { inputs, files };
        let last = self.last.take().unwrap_or_default();
        let remove: Vec<String> =
            last.files.keys().filter(|path| !manifest.files.contains_key(*path)).cloned().collect();
        let summary = Summary {
            written: staged.len(),
            unchanged: manifest.files.len() - staged.len(),
            removed: remove.len(),
            bytes: self.bytes.load(Ordering::Relaxed),
        };
        if self.fresh {
            manifest::write(&self.stage.join(OWN), &manifest)?;
            fs::rename(&self.stage, &self.out).map_err(|failure| context(failure, &self.out))?;
        } else if manifest != last || !staged.is_empty() {
            let journal = Journal::plan(&self.out, remove, staged)?;
            journal.check(&self.out)?;
            manifest::write(&self.stage.join(OWN), &manifest)?;
            journal.put_down(&self.out)?;
            journal::finish(&self.out)?;
        }
        Ok(summary)
    }

    /// Notes a file, and writes it aside by `write` where it is not in place already.
    fn note(&self, path: &str, entry: Entry, write: impl FnOnce(&Path) -> io::Result<()>) -> io::Result<Entry> {
        let note = || {
            self.check_stop()?;
            check_path(path)?;
            let staged = self.fresh || !self.is_in_place(path, &entry)?;
            let length = entry.length;
            if locked(&self.put).insert(path.to_owned(), Put { entry: entry.clone(), staged }).is_some() {
                return Err(error(ErrorKind::AlreadyExists, Path::new(path), "is put into the site twice"));
            }
            if staged {
                let to = self.stage.join(path);
                self.make_folder(path)?;
                write(&to).map_err(|failure| context(failure, &to))?;
                self.bytes.fetch_add(length, Ordering::Relaxed);
            }
            Ok(entry)
        };
        note().inspect_err(|_| self.failed.store(true, Ordering::Relaxed))
    }

    /// Whether a file of these bytes is there already.
    fn is_in_place(&self, path: &str, entry: &Entry) -> io::Result<bool> {
        let to = self.out.join(path);
        if let Some(last) = &self.last {
            let same = last.files.get(path) == Some(entry)
                && fs::symlink_metadata(&to).is_ok_and(|at| at.is_file() && at.len() == entry.length);
            if !same || self.trusted.get(path).is_some_and(|known| mark(&to).as_ref() == Some(known)) {
                return Ok(same);
            }
            return Ok(hash(&mut File::open(&to)?)? == *entry);
        }
        // We never wrote here: a file is a person's. A folder is looked at in the last step.
        match fs::symlink_metadata(&to) {
            Err(_) => Ok(false),
            Ok(at) if at.is_dir() => Ok(false),
            Ok(at) if at.is_file() && at.len() == entry.length && hash(&mut File::open(&to)?)? == *entry => Ok(true),
            Ok(_) => Err(error(ErrorKind::AlreadyExists, &to, "was not written by docwright and would be lost")),
        }
    }

    fn check_stop(&self) -> io::Result<()> {
        match &self.stop {
            Some(stop) if stop.load(Ordering::Relaxed) => Err(ErrorKind::Interrupted.into()),
            _ => Ok(()),
        }
    }

    /// Makes the folder of a file of the stage.
    fn make_folder(&self, path: &str) -> io::Result<()> {
        let folder = path.rfind('/').map_or("", |end| &path[..end]);
        if self.folders.read().unwrap_or_else(|poisoned| poisoned.into_inner()).contains(folder) {
            return Ok(());
        }
        let to = self.stage.join(folder);
        fs::create_dir_all(&to).map_err(|failure| context(failure, &to))?;
        self.folders.write().unwrap_or_else(|poisoned| poisoned.into_inner()).insert(folder.to_owned());
        Ok(())
    }
}

/// What was put aside and not put in place goes away.
impl Drop for Emit {
    fn drop(&mut self) {
        if self.lock.is_none() || !self.fresh && journal::is_down(&self.out) {
            return;
        }
        let _ = remove_tree(&self.stage);
        if !self.fresh {
            let _ = fs::remove_dir(self.out.join(OWN));
        }
    }
}

/// Our folder in an output folder.
fn own_folder(out: &Path) -> io::Result<PathBuf> {
    let own = out.join(OWN);
    match fs::symlink_metadata(&own) {
        Ok(there) if !there.is_dir() => Err(error(ErrorKind::NotADirectory, &own, "is not a folder")),
        _ => Ok(own),
    }
}

/// Whether a path is one below the output folder that is not ours, on every system.
fn check_path(path: &str) -> io::Result<()> {
    let mut parts = path.split('/');
    let bad = |part: &str| matches!(part, "" | "." | "..") || part.contains('\0');
    let own = parts.clone().next().is_some_and(|first| first.eq_ignore_ascii_case(OWN));
    if own || parts.any(bad) || (cfg!(windows) && path.contains(['\\', ':'])) {
        return Err(io::Error::new(ErrorKind::InvalidInput, format!("{path:?} cannot be a path of the site")));
    }
    Ok(())
}

/// No file may stand where another needs a folder.
fn check_folders(files: &BTreeMap<String, Entry>) -> io::Result<()> {
    let mut seen = HashSet::new();
    for path in files.keys() {
        for folder in folders(path).take_while(|folder| seen.insert(*folder)) {
            if files.contains_key(folder) {
                return Err(error(ErrorKind::AlreadyExists, Path::new(folder), "is put as a file and as a folder"));
            }
        }
    }
    Ok(())
}

/// The folders that a path is in, from the inner ones out.
fn folders(path: &str) -> impl Iterator<Item = &str> {
    path.rmatch_indices('/').map(|(end, _)| &path[..end])
}

fn hash(file: &mut File) -> io::Result<Entry> {
    let mut hasher = blake3::Hasher::new();
    let mut length = 0;
    let mut buffer = vec![0; 128 << 10];
    loop {
        match file.read(&mut buffer)? {
            0 => return Ok(Entry { hash: *hasher.finalize().as_bytes(), length }),
            read => {
                hasher.update(&buffer[..read]);
                length += read as u64;
            }
        }
    }
}

/// Removes all that is in a folder, and not the folder.
fn empty(folder: &Path) -> io::Result<()> {
    for entry in fs::read_dir(folder).map_err(|failure| context(failure, folder))? {
        let path = entry?.path();
        let removed =
            if path.is_dir() && !path.is_symlink() { fs::remove_dir_all(&path) } else { fs::remove_file(&path) };
        removed.map_err(|failure| context(failure, &path))?;
    }
    Ok(())
}

fn remove_tree(path: &Path) -> io::Result<()> {
    match fs::remove_dir_all(path) {
        Err(failure) if failure.kind() != ErrorKind::NotFound => Err(context(failure, path)),
        _ => Ok(()),
    }
}

fn error(kind: ErrorKind, path: &Path, what: &str) -> io::Error {
    io::Error::new(kind, format!("`{}` {what}", path.display()))
}

fn context(failure: io::Error, path: &Path) -> io::Error {
    io::Error::new(failure.kind(), format!("{}: {failure}", path.display()))
}

fn locked<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(|poisoned| poisoned.into_inner())
}

#[cfg(test)]
mod tests;
