//! Metadata that the configuration gives to files by glob.

use serde_json::{Map, Value};

use super::{
    Docset,
    glob::{Globs, Options, compile, lower},
    values::{Findings, map},
};
use crate::{
    data::{Data, Key},
    source::SitePath,
};

/// A value of the files that globs take.
#[derive(Clone, Debug)]
pub struct FileValue {
    /// The folder that the globs are relative to; empty for the project's root.
    pub folder: SitePath,
    pub globs: Globs,
    pub value: Value,
    pub written: Written,
}

/// A value as a configuration has it, with its places.
#[derive(Clone, PartialEq, Debug)]
pub struct Written {
    /// The configuration.
    pub path: SitePath,
    pub data: Data,
}

impl Docset {
    /// The metadata of a file: its front matter, else of its globs the last one that matches, else what all files have.
    pub fn metadata(&self, path: &SitePath, front_matter: &Map<String, Value>) -> Map<String, Value> {
        let mut metadata = self.global_metadata.clone();
        let lower_path = lower(path.as_str());
        for (key, values) in &self.file_metadata {
            if front_matter.contains_key(key) {
                continue;
            }
            if let Some(found) = values.iter().rev().find(|value| value.takes(path.as_str(), &lower_path)) {
                metadata.insert(key.clone(), found.value.clone());
            }
        }
        for (key, value) in front_matter {
            metadata.insert(key.clone(), value.clone());
        }
        metadata
    }

    /// One value of [`Docset::metadata`].
    pub fn value<'a>(&'a self, path: &SitePath, front_matter: &'a Map<String, Value>, key: &str) -> Option<&'a Value> {
        let by_glob = || {
            let (_, values) = self.file_metadata.iter().find(|(known, _)| known == key)?;
            let lower_path = lower(path.as_str());
            values.iter().rev().find(|value| value.takes(path.as_str(), &lower_path)).map(|found| &found.value)
        };
        front_matter.get(key).or_else(by_glob).or_else(|| self.global_metadata.get(key))
    }
}

impl Docset {
    /// Where a configuration gives a file a key's value.
    pub fn written(&self, path: &SitePath, key: &str) -> Option<&Written> {
        let lower_path = lower(path.as_str());
        let values = self.file_metadata.iter().find(|(known, _)| known == key).map_or(&[][..], |(_, values)| values);
        let value = values.iter().rev().find(|value| value.takes(path.as_str(), &lower_path));
        let global = || self.global_written.iter().rev().find(|(known, _)| known == key).map(|(_, written)| written);
        value.map(|value| &value.written).or_else(global)
    }
}

impl FileValue {
    fn takes(&self, path: &str, lower_path: &str) -> bool {
        let folder = self.folder.as_str();
        // Where the lower case has another length the path is not ASCII: then it is made again.
        match super::under(folder, path) {
            Some(rest) if path.len() == lower_path.len() => {
                self.globs.is_match_lower(&lower_path[path.len() - rest.len()..])
            }
            Some(rest) => self.globs.is_match(rest),
            None => false,
        }
    }
}

/// Keys and values of a configuration with their places.
pub fn written(entries: &[(Key, Data)], path: &SitePath) -> Vec<(String, Written)> {
    let one = |(key, data): &(Key, Data)| (key.name.clone(), Written { path: path.clone(), data: data.clone() });
    entries.iter().map(one).collect()
}

/// Reads `{key: {glob: value}}` and adds it to what is there: later globs win.
pub fn add_file_metadata(
    data: &Data,
    name: &str,
    folder: &str,
    into: &mut Vec<(String, Vec<FileValue>)>,
    findings: &mut Findings,
) {
    add_file_entries(map(name, data, findings), folder, into, findings);
}

/// The same, for the entries of `{key: {glob: value}}`.
pub fn add_file_entries(
    entries: &[(Key, Data)],
    folder: &str,
    into: &mut Vec<(String, Vec<FileValue>)>,
    findings: &mut Findings,
) {
    for (key, globs) in entries {
        let mut values: Vec<FileValue> = map(&key.name, globs, findings)
            .iter()
            .map(|(glob, value)| FileValue {
                folder: folder.into(),
                globs: file_globs(glob, folder, findings),
                value: value.to_json(),
                written: Written { path: findings.path.clone(), data: value.clone() },
            })
            .collect();
        match into.iter_mut().find(|(known, _)| *known == key.name) {
            Some((_, known)) => known.append(&mut values),
            None => into.push((key.name.clone(), values)),
        }
    }
}

/// A key's glob. Where it begins with the docset's own folder it may be meant from the project's root: both are taken.
fn file_globs(glob: &Key, folder: &str, findings: &mut Findings) -> Globs {
    let mut patterns = vec![(glob.name.clone(), glob.span)];
    if let Some(rest) = super::under(folder, &glob.name).filter(|_| !folder.is_empty()) {
        patterns.push((rest.to_owned(), glob.span));
    }
    compile(&patterns, Options::default(), findings)
}
