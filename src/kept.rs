//! What a build keeps for the next one, in a folder of the user's caches. All of it may be missing, damaged or another
//! program's at any time: then it is as if it were not there.
#![expect(clippy::disallowed_methods, reason = "it is kept on the disk")]

use std::{
    fs, io,
    path::{Path, PathBuf},
    time::{Duration, SystemTime},
};

/// Which sources this program was made of.
const PROGRAM: &str = concat!("docwright ", env!("CARGO_PKG_VERSION"), " ", env!("DOCWRIGHT_SOURCES"), "\n");

/// The file that says of which output folder the others are.
const OUTPUT: &str = "output";

/// How long is kept what belongs to an output folder that is not there any more.
const LONGEST: Duration = Duration::from_secs(30 * 24 * 60 * 60);

/// What is kept of one output folder.
#[derive(Clone, Debug)]
pub struct Kept {
    folder: PathBuf,
    output: PathBuf,
}

impl Kept {
    /// Of an output folder, in the folder of the user's caches that is ours.
    pub fn of(output: &Path, cache: &Path) -> Kept {
        let output = std::path::absolute(output).unwrap_or_else(|_| output.to_owned());
        let name = blake3::hash(output.as_os_str().as_encoded_bytes()).to_hex();
        Kept { folder: cache.join("builds").join(&name[..32]), output }
    }

    /// The bytes that were kept under a name, if they are whole and of this program.
    pub fn read(&self, name: &str) -> Option<Vec<u8>> {
        let mut bytes = fs::read(self.folder.join(name)).ok()?;
        let rest = bytes.strip_prefix(PROGRAM.as_bytes())?;
        let (hash, rest) = rest.split_first_chunk::<32>()?;
        if blake3::hash(rest).as_bytes() != hash {
            return None;
        }
        bytes.drain(..PROGRAM.len() + 32);
        Some(bytes)
    }

    /// Keeps bytes under a name, whole or not at all. Where it cannot, the next build costs more and is not wrong.
    pub fn write(&self, name: &str, bytes: &[u8]) {
        let write = || -> io::Result<()> {
            if !self.folder.is_dir() {
                fs::create_dir_all(&self.folder)?;
                fs::write(self.folder.join(OUTPUT), self.output.as_os_str().as_encoded_bytes())?;
                self.remove_old();
            }
            let aside = self.folder.join(format!("{name}.{}", std::process::id()));
            let all = [PROGRAM.as_bytes(), blake3::hash(bytes).as_bytes(), bytes].concat();
            let written = fs::write(&aside, all).and_then(|()| fs::rename(&aside, self.folder.join(name)));
            written.inspect_err(|_| drop(fs::remove_file(&aside)))
        };
        let _ = write();
    }

    /// Forgets everything.
    pub fn remove(&self) {
        let _ = fs::remove_dir_all(&self.folder);
    }

    /// Removes what was kept long ago of folders that are not there any more.
    fn remove_old(&self) {
        let beside = self.folder.parent().and_then(|folder| fs::read_dir(folder).ok());
        for entry in beside.into_iter().flatten().flatten() {
            let output = fs::read(entry.path().join(OUTPUT)).unwrap_or_default();
            let gone = !Path::new(&*String::from_utf8_lossy(&output)).exists();
            let age = entry.metadata().and_then(|at| at.modified()).map(|at| SystemTime::now().duration_since(at));
            if gone && matches!(age, Ok(Ok(age)) if age > LONGEST) {
                let _ = fs::remove_dir_all(entry.path());
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_damaged_is_not_there() {
        let cache = std::env::temp_dir().join(format!("docwright-kept-{}", std::process::id()));
        let kept = Kept::of(Path::new("_site"), &cache);
        let file = kept.folder.join("a");
        assert_eq!(kept.read("a"), None);
        kept.write("a", b"bytes");
        assert_eq!(kept.read("a").as_deref(), Some(&b"bytes"[..]));
        let whole = fs::read(&file).unwrap();
        for length in 0..whole.len() {
            fs::write(&file, &whole[..length]).unwrap();
            assert_eq!(kept.read("a"), None, "cut to {length}");
            let mut other = whole.clone();
            other[length] ^= 1;
            fs::write(&file, &other).unwrap();
            assert_eq!(kept.read("a"), None, "byte {length} differs");
        }
        kept.write("a", b"new");
        assert_eq!(kept.read("a").as_deref(), Some(&b"new"[..]));
        assert_eq!(fs::read_dir(&kept.folder).unwrap().count(), 2, "nothing is left over");
        kept.remove();
        assert_eq!(kept.read("a"), None);
        fs::remove_dir_all(&cache).unwrap();
    }
}
