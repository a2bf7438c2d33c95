//! The list of the files that we wrote into an output folder.

use std::{
    collections::BTreeMap,
    fmt::Write,
    fs,
    io::{self, ErrorKind},
    path::Path,
};

use serde::Deserialize;

use super::{OWN, check_path, context, error};

/// By path.
pub(super) type Manifest = BTreeMap<String, Entry>;

/// What is known of a file's bytes.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub(super) struct Entry {
    /// BLAKE3.
    pub hash: [u8; 32],
    pub length: u64,
}

pub(super) const NAME: &str = "manifest.json";

/// The version of the form. A change of the form counts it up.
const VERSION: u32 = 1;

/// The manifest of an output folder; `None` where there is none.
pub(super) fn read(out: &Path) -> io::Result<Option<Manifest>> {
    #[derive(Deserialize)]
    struct Form {
        version: u32,
        files: BTreeMap<String, (String, u64)>,
    }
    let path = out.join(OWN).join(NAME);
    let bytes = match fs::read(&path) {
        Ok(bytes) => bytes,
        Err(missing) if missing.kind() == ErrorKind::NotFound => return Ok(None),
        Err(failure) => return Err(context(failure, &path)),
    };
    let unreadable = || error(ErrorKind::InvalidData, &path, "cannot be read: remove the folder and build again");
    let form: Form = serde_json::from_slice(&bytes).map_err(|_| unreadable())?;
    if form.version != VERSION {
        return Err(error(ErrorKind::InvalidData, &path, "is another version's: remove the folder and build again"));
    }
    let mut manifest = Manifest::new();
    for (file, (hash, length)) in form.files {
        check_path(&file)?;
        let hash = blake3::Hash::from_hex(hash).map_err(|_| unreadable())?;
        manifest.insert(file, Entry { hash: *hash.as_bytes(), length });
    }
    Ok(Some(manifest))
}

/// Writes a manifest into a folder, which is made: one line a file, so that two can be compared by eye.
pub(super) fn write(folder: &Path, manifest: &Manifest) -> io::Result<()> {
    let mut text = format!("{{\"version\":{VERSION},\"files\":{{");
    let mut comma = "\n";
    for (path, entry) in manifest {
        let path = serde_json::to_string(path)?;
        let hash = blake3::Hash::from_bytes(entry.hash);
        let _ = write!(text, "{comma}{path}:[\"{hash}\",{}]", entry.length);
        comma = ",\n";
    }
    text.push_str("\n}}\n");
    fs::create_dir_all(folder).map_err(|failure| context(failure, folder))?;
    let path = folder.join(NAME);
    fs::write(&path, text).map_err(|failure| context(failure, &path))
}
