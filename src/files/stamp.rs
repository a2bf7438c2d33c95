//! When the files of a folder were last written: for those to whom the disk does not tell of changes.
#![expect(clippy::disallowed_methods, reason = "`files` reads")]

use std::{collections::BTreeMap, path::Path, time::SystemTime};

use super::scan::NEVER;

/// What the disk says of a file without reading it: while it is the same, so are the bytes, but for files that were
/// written just when it was looked at. Length, when it was written and when it was changed in any way in nanoseconds since
/// 1970, and its number.
#[derive(Clone, Copy, PartialEq, Eq, Debug, serde::Serialize, serde::Deserialize)]
pub struct Mark(u64, i64, i64, u64);

/// Nanoseconds for which a file that was written is not to be told from one that was written again: the coarsest clock
/// of a file system in use.
const RECENT: i64 = 2_000_000_000;

/// The mark of a file; `None` where there is none. Links are followed.
pub fn mark(path: &Path) -> Option<Mark> {
    Some(mark_of(&std::fs::metadata(path).ok()?))
}

/// The mark of a file by what is known of it.
pub fn mark_of(metadata: &std::fs::Metadata) -> Mark {
    let modified = metadata.modified().map_or(0, nanoseconds);
    #[cfg(unix)]
    let (changed, number) = {
        use std::os::unix::fs::MetadataExt;
        (metadata.ctime().saturating_mul(1_000_000_000).saturating_add(metadata.ctime_nsec()), metadata.ino())
    };
    #[cfg(not(unix))]
    let (changed, number) = (modified, 0);
    Mark(metadata.len(), modified, changed, number)
}

impl Mark {
    /// Whether a file may have been written after it was looked at at a time, and have the same mark.
    pub fn is_recent(&self, at: i64) -> bool {
        self.2.max(self.1) > at - RECENT
    }
}

/// Nanoseconds since 1970.
#[expect(clippy::disallowed_methods, reason = "it is compared with when files were written and reaches no output")]
pub fn now() -> i64 {
    nanoseconds(SystemTime::now())
}

fn nanoseconds(time: SystemTime) -> i64 {
    time.duration_since(SystemTime::UNIX_EPOCH).map_or(0, |since| since.as_nanos() as i64)
}

/// What tells one state of a file from another; nothing of folders but that they are there.
pub type Stamp = Option<(u64, Option<SystemTime>)>;

/// The stamps of all that is in a folder, by path relative to it. What cannot be read is left out. Links are followed to
/// files only.
pub fn stamps(root: &Path) -> BTreeMap<String, Stamp> {
    let mut out = BTreeMap::new();
    let mut folders = vec![String::new()];
    while let Some(folder) = folders.pop() {
        let Ok(entries) = std::fs::read_dir(root.join(&folder)) else { continue };
        for entry in entries.flatten() {
            let name = entry.file_name();
            let name = name.to_string_lossy();
            if NEVER.contains(&&*name) {
                continue;
            }
            let path = if folder.is_empty() { name.into_owned() } else { format!("{folder}/{name}") };
            if entry.file_type().is_ok_and(|kind| kind.is_dir()) {
                folders.push(path.clone());
                out.insert(path, None);
            } else if let Ok(metadata) = std::fs::metadata(entry.path()).or_else(|_| entry.metadata()) {
                out.insert(path, Some((metadata.len(), metadata.modified().ok())));
            }
        }
    }
    out
}

/// What tells a folder from another that takes its place, where the system numbers folders.
#[cfg(unix)]
pub fn place(folder: &Path) -> Option<(u64, u64)> {
    use std::os::unix::fs::MetadataExt;
    let metadata = std::fs::metadata(folder).ok()?;
    Some((metadata.dev(), metadata.ino()))
}

/// As above.
#[cfg(not(unix))]
pub fn place(_: &Path) -> Option<(u64, u64)> {
    None
}

/// Whether nothing is at a path, or an empty file.
pub fn is_bare(path: &Path) -> bool {
    std::fs::metadata(path).map_or(true, |metadata| metadata.is_file() && metadata.len() == 0)
}

/// Whether what is at a path is neither a file nor a folder: a pipe would be waited for.
pub fn is_special(path: &Path) -> bool {
    std::fs::metadata(path).is_ok_and(|metadata| !metadata.is_file() && !metadata.is_dir())
}

/// The paths whose stamps differ.
pub fn differing(before: &BTreeMap<String, Stamp>, after: &BTreeMap<String, Stamp>) -> Vec<String> {
    let changed = after.iter().filter(|(path, stamp)| before.get(*path) != Some(stamp));
    let gone = before.keys().filter(|path| !after.contains_key(*path));
    changed.map(|(path, _)| path).chain(gone).cloned().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn changes_are_seen() {
        let stamps = |list: &[(&str, u64)]| -> BTreeMap<String, Stamp> {
            list.iter().map(|(path, size)| ((*path).to_owned(), Some((*size, None)))).collect()
        };
        let check = |before: &[_], after: &[_], want: &[&str]| {
            assert_eq!(differing(&stamps(before), &stamps(after)), want);
        };
        check(&[("a", 1), ("b", 1)], &[("a", 1), ("b", 1)], &[]);
        check(&[("a", 1), ("b", 1)], &[("a", 2), ("c", 1)], &["a", "c", "b"]);
    }
}
