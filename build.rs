//! Tells the program what it was made of: what an earlier build left behind is only good for the same sources.
#![expect(clippy::disallowed_methods, reason = "the sources are read")]

use std::{
    fs,
    hash::{DefaultHasher, Hash, Hasher},
    path::{Path, PathBuf},
};

fn main() {
    let mut hasher = DefaultHasher::new();
    for source in ["src", "themes", "Cargo.toml", "Cargo.lock"] {
        println!("cargo::rerun-if-changed={source}");
        let mut files = Vec::new();
        gather(Path::new(source), &mut files);
        files.sort();
        for file in files {
            file.to_string_lossy().replace('\\', "/").hash(&mut hasher);
            fs::read(&file).unwrap_or_default().hash(&mut hasher);
        }
    }
    println!("cargo::rustc-env=DOCWRIGHT_SOURCES={:016x}", hasher.finish());
}

fn gather(path: &Path, files: &mut Vec<PathBuf>) {
    match fs::read_dir(path) {
        Ok(entries) => entries.flatten().for_each(|entry| gather(&entry.path(), files)),
        Err(_) => files.push(path.to_owned()),
    }
}
