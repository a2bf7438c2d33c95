//! Files beside the site: reports and lists of what is known.

use std::{
    fs,
    io::{self, Write},
    path::Path,
};

/// Writes a file whole or not at all, and makes its folder. One that is no plain file, such as `/dev/stdout`, is written
/// where it is.
///
/// # Errors
/// Where the disk refuses.
pub fn write(path: &Path, bytes: &[u8]) -> io::Result<()> {
    make_folder(path)?;
    let plain = fs::symlink_metadata(path).map_or(true, |there| there.is_file());
    if !plain {
        return fs::write(path, bytes).map_err(|error| named(error, path));
    }
    let mut aside = path.as_os_str().to_owned();
    aside.push(".docwright-new");
    fs::write(&aside, bytes).and_then(|()| fs::rename(&aside, path)).map_err(|error| {
        let _ = fs::remove_file(&aside);
        named(error, path)
    })
}

/// Adds to a file's end, and makes the file and its folder where they are not there.
///
/// # Errors
/// Where the disk refuses.
pub fn append(path: &Path, bytes: &[u8]) -> io::Result<()> {
    make_folder(path)?;
    let opened = fs::OpenOptions::new().append(true).create(true).open(path);
    opened.and_then(|mut file| file.write_all(bytes)).map_err(|error| named(error, path))
}

fn make_folder(path: &Path) -> io::Result<()> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    folder.map_or(Ok(()), |folder| fs::create_dir_all(folder).map_err(|error| named(error, folder)))
}

fn named(error: io::Error, path: &Path) -> io::Error {
    // A usage error is for flags; here the disk refuses.
    let kind = if error.kind() == io::ErrorKind::InvalidInput { io::ErrorKind::Other } else { error.kind() };
    io::Error::new(kind, format!("`{}`: {error}", path.display()))
}
