//! One build at a time writes into an output folder: a lock on the folder itself, which the system takes away with the
//! process, so that nothing is left over by one that was killed.

use std::{
    fs::{self, File, TryLockError},
    io::{self, ErrorKind},
    path::Path,
};

use super::context;

/// Held while it lives. Without a file where the system knows no locks on folders.
#[derive(Debug)]
pub struct Lock(#[expect(dead_code, reason = "it is held, not read")] Option<File>);

/// Takes the lock of a folder; `None` where there is no folder. `waiting` is called where another build has it, and then
/// this waits for its end.
///
/// # Errors
/// Where the folder cannot be opened.
pub fn lock(folder: &Path, waiting: &dyn Fn(&Path)) -> io::Result<Option<Lock>> {
    loop {
        let file = match File::open(folder) {
            Ok(file) => file,
            Err(missing) if missing.kind() == ErrorKind::NotFound => return Ok(None),
            Err(_) if cfg!(windows) => return Ok(Some(Lock(None))),
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

#[cfg(not(unix))]
fn is_at(_: &File, path: &Path) -> bool {
    fs::metadata(path).is_ok()
}
