//! The list of the files that a site was made of and of those that we wrote into an output folder.

use std::{
    collections::BTreeMap,
    fmt::Write,
    fs,
    io::{self, ErrorKind},
    path::Path,
};

use serde::Deserialize;

use super::{OWN, check_path, context, error};

/// What a site was made of and what it is made up of, by path.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct Manifest {
    /// Files of the project that were read, by their path from its root.
    pub inputs: BTreeMap<String, Entry>,
    /// Files that we wrote, by their path from the output folder.
    pub files: BTreeMap<String, Entry>,
}

/// What is known of a file's bytes.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct Entry {
    /// BLAKE3.
    pub hash: [u8; 32],
    pub length: u64,
}

pub(super) const NAME: &str = "manifest.json";

/// The version of the form. A change of the form counts it up. Version 1 had no inputs.
const VERSION: u32 = 2;

/// Files with hash and length.
type Form = BTreeMap<String, (String, u64)>;

/// The manifest of an output folder; `None` where there is none.
pub(super) fn read(out: &Path) -> io::Result<Option<Manifest>> {
    #[derive(Deserialize)]
    struct Whole {
        version: u32,
        #[serde(default)]
        inputs: Form,
        files: Form,
    }
    let path = out.join(OWN).join(NAME);
    let bytes = match fs::read(&path) {
        Ok(bytes) => bytes,
        Err(missing) if missing.kind() == ErrorKind::NotFound => return Ok(None),
        Err(failure) => return Err(context(failure, &path)),
    };
    let unreadable = || error(ErrorKind::InvalidData, &path, "cannot be read: remove the folder and build again");
    let whole: Whole = serde_json::from_slice(&bytes).map_err(|_| unreadable())?;
    if whole.version == 0 || whole.version > VERSION {
        return Err(error(ErrorKind::InvalidData, &path, "is another version's: remove the folder and build again"));
    }
    let entries = |form: Form| -> io::Result<BTreeMap<String, Entry>> {
        let entry = |(file, (hash, length)): (String, (String, u64))| {
            let hash = blake3::Hash::from_hex(hash).map_err(|_| unreadable())?;
            Ok((file, Entry { hash: *hash.as_bytes(), length }))
        };
        form.into_iter().map(entry).collect()
    };
    let manifest = Manifest { inputs: entries(whole.inputs)?, files: entries(whole.files)? };
    manifest.files.keys().try_for_each(|file| check_path(file))?;
    Ok(Some(manifest))
}

/// Writes a manifest into a folder, which is made: one line a file, so that two can be compared by eye.
pub(super) fn write(folder: &Path, manifest: &Manifest) -> io::Result<()> {
    let mut text = format!("{{\"version\":{VERSION},\"docwright\":\"{}\",\"inputs\":{{", env!("CARGO_PKG_VERSION"));
    list(&mut text, &manifest.inputs)?;
    text.push_str("},\"files\":{");
    list(&mut text, &manifest.files)?;
    text.push_str("}}\n");
    fs::create_dir_all(folder).map_err(|failure| context(failure, folder))?;
    let path = folder.join(NAME);
    fs::write(&path, text).map_err(|failure| context(failure, &path))
}

fn list(text: &mut String, entries: &BTreeMap<String, Entry>) -> io::Result<()> {
    let mut comma = "\n";
    for (path, entry) in entries {
        let path = serde_json::to_string(path)?;
        let hash = blake3::Hash::from_bytes(entry.hash);
        let _ = write!(text, "{comma}{path}:[\"{hash}\",{}]", entry.length);
        comma = ",\n";
    }
    text.push('\n');
    Ok(())
}
