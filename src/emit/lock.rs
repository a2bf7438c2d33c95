//! One build at a time writes into an output folder: a lock that the system takes away with the process, so that nothing is
//! left over by one that was killed.
//!
//! It is on the folder itself, and on the one beside it that will become it. Windows knows no locks on folders, and renames
//! none that has an open file in it: there, a file of the folder for temporary files stands for both, and is deleted with its
//! last handle.

use std::{
    fs::{self, File},
    io::{self, ErrorKind},
    path::Path,
};

use super::context;

/// Held while it lives. Without a file where the system grants no lock.
#[derive(Debug)]
pub struct Lock(#[expect(dead_code, reason = "it is held, not read")] Option<File>);

/// Takes the lock of a folder; `None` where there is no folder. `waiting` is called where another build has it, and then
/// this waits for its end.
///
/// # Errors
/// Where the folder cannot be opened.
#[cfg(not(windows))]
pub fn lock(folder: &Path, waiting: &dyn Fn(&Path)) -> io::Result<Option<Lock>> {
    use std::fs::TryLockError;
    loop {
        let file = match File::open(folder) {
            Ok(file) => file,
            Err(missing) if missing.kind() == ErrorKind::NotFound => return Ok(None),
            Err(failure) => return Err(context(failure, folder)),
        };
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                waiting(folder);
                file.lock().map_err(|failure| context(failure, folder))?;
            }
            Err(TryLockError::Error(_)) => return Ok(Some(Lock(None))),
        }
        // The folder may have been put elsewhere, or away, by whoever had the lock.
        if is_at(&file, folder) {
            return Ok(Some(Lock(Some(file))));
        }
    }
}

#[cfg(unix)]
fn is_at(file: &File, path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    let place = |at: &fs::Metadata| (at.dev(), at.ino());
    matches!((&file.metadata(), &fs::metadata(path)), (Ok(one), Ok(other)) if place(one) == place(other))
}

#[cfg(not(any(unix, windows)))]
fn is_at(_: &File, path: &Path) -> bool {
    fs::metadata(path).is_ok()
}

/// As above. The file is open to one process at a time, so nobody has to lock it, and there is no way to be told when it is
/// free.
///
/// # Errors
/// Where the folder cannot be read.
#[cfg(windows)]
pub fn lock(folder: &Path, waiting: &dyn Fn(&Path)) -> io::Result<Option<Lock>> {
    use std::{os::windows::fs::OpenOptionsExt, thread, time::Duration};

    const FILE_FLAG_DELETE_ON_CLOSE: u32 = 0x0400_0000;
    const ERROR_SHARING_VIOLATION: i32 = 32;
    const AGAIN: Duration = Duration::from_millis(100);

    let real = match fs::canonicalize(folder) {
        Ok(real) => real,
        Err(missing) if missing.kind() == ErrorKind::NotFound => return Ok(None),
        Err(failure) => return Err(context(failure, folder)),
    };
    let file = std::env::temp_dir().join(name(&real));
    let mut options = fs::OpenOptions::new();
    options.write(true).create(true).truncate(false).share_mode(0).custom_flags(FILE_FLAG_DELETE_ON_CLOSE);
    let (mut told, mut refused) = (false, 0);
    let file = loop {
        match options.open(&file) {
            Ok(file) => break file,
            Err(held) if held.raw_os_error() == Some(ERROR_SHARING_VIOLATION) => {
                if !told {
                    waiting(folder);
                    told = true;
                }
            }
            // As it is for a moment while the file is deleted; later, there is no writing there.
            Err(denied) if denied.kind() == ErrorKind::PermissionDenied && refused < 20 => refused += 1,
            Err(_) => return Ok(Some(Lock(None))),
        }
        thread::sleep(AGAIN);
    };
    // The folder may have been put elsewhere, or away, by whoever had the lock.
    Ok(folder.is_dir().then_some(Lock(Some(file))))
}

/// The name of the file that stands for an output folder, and for the one beside it that becomes it. The case of letters is
/// of no matter.
#[cfg(any(windows, test))]
fn name(folder: &Path) -> String {
    let last = folder.file_name().unwrap_or_default().to_string_lossy();
    let own = last.strip_prefix('.').and_then(|name| name.strip_suffix(super::ASIDE)).unwrap_or(&last);
    let place = folder.with_file_name(own).to_string_lossy().to_lowercase();
    format!("docwright-{}.lock", &blake3::hash(place.as_bytes()).to_hex()[..32])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_and_the_one_that_becomes_it_have_one_name() {
        let same = |one: &str, other: &str| name(Path::new(one)) == name(Path::new(other));
        assert!(same("/a/_site", "/a/._site.docwright-new"));
        assert!(same("/a/_site", "/A/_Site"));
        assert!(!same("/a/_site", "/b/_site"));
        assert!(!same("/a/_site", "/a/.site"));
        assert!(!same("/a/_site", "/a/._site.verify.docwright-new"));
        assert_eq!(name(Path::new("/")).len(), "docwright-.lock".len() + 32);
    }
}
