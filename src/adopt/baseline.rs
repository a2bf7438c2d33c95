//! The list of findings that are known: a file that is written once, kept in the repository, and only becomes shorter.
//!
//! A finding is known by its rule, its file, the text of its place and the line around it, never by the line's number.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::{
    diagnostic::Diagnostic,
    fingerprint::mark,
    rules,
    source::{SitePath, Sources},
};

/// A finding that is known.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, Debug)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    pub path: String,
    pub rule: String,
    /// The text of the place.
    pub text: String,
    /// A hash of the line around it.
    pub line: String,
}

#[derive(Deserialize)]
struct List {
    version: u32,
    findings: Vec<Entry>,
}

/// How findings compare with a list.
#[derive(Debug)]
pub struct Compared {
    /// For each finding whether it is known.
    pub known: Vec<bool>,
    /// Entries of which there is no finding any more, sorted.
    pub gone: Vec<Entry>,
}

/// The entries of findings, sorted. What says that the configuration is broken is never known.
pub fn entries(findings: &[Diagnostic], sources: Sources) -> Vec<Entry> {
    let can_be_known = |finding: &&Diagnostic| finding.rule != &rules::CONFIG_INVALID;
    let mut entries: Vec<Entry> = findings.iter().filter(can_be_known).map(|finding| entry(finding, sources)).collect();
    entries.sort();
    entries
}

fn entry(finding: &Diagnostic, sources: Sources) -> Entry {
    let mark = mark(finding, sources);
    Entry { path: finding.path.to_string(), rule: finding.rule.name.to_owned(), text: mark.text, line: mark.line }
}

/// Writes a list: an entry a line, so that changes to it are small and two branches merge.
pub fn write(entries: &[Entry]) -> String {
    let mut out = String::from("{\n\"version\": 1,\n\"findings\": [\n");
    for (at, entry) in entries.iter().enumerate() {
        out.push_str(&serde_json::to_string(entry).expect("four texts are JSON"));
        out.push_str(if at + 1 < entries.len() { ",\n" } else { "\n" });
    }
    out + "]\n}\n"
}

/// Reads a list.
///
/// # Errors
/// What is wrong with it, as a sentence.
pub fn read(bytes: &[u8]) -> Result<Vec<Entry>, String> {
    let list: List = serde_json::from_slice(bytes).map_err(|error| format!("is no list of known findings: {error}"))?;
    match list.version {
        1 => Ok(list.findings),
        version => Err(format!("has the version {version}, and this program knows 1")),
    }
}

/// Finds for each finding an entry, and each entry once: first one whose line is the same, then one in the same file,
/// then one of a file that is gone for a finding in a file that was not known. `is_there` says of a path whether it is
/// one of the project, and `is_asked` of a rule whether findings of it would be here.
pub fn compare(
    findings: &[Diagnostic],
    entries: &[Entry],
    sources: Sources,
    is_there: &dyn Fn(&SitePath) -> bool,
    is_asked: &dyn Fn(&str) -> bool,
) -> Compared {
    let found: Vec<Entry> = findings.iter().map(|finding| entry(finding, sources)).collect();
    let mut known = vec![false; findings.len()];
    let mut left = vec![true; entries.len()];

    take(&found, entries, &mut known, &mut left, |it| (&it.path, &it.rule, &it.text, &it.line), |_| true, |_| true);
    take(&found, entries, &mut known, &mut left, |it| (&it.path, &it.rule, &it.text), |_| true, |_| true);
    let paths: BTreeSet<&str> = entries.iter().map(|entry| &*entry.path).collect();
    let moved_from = |entry: &Entry| !is_there(&entry.path.as_str().into());
    let moved_to = |entry: &Entry| !paths.contains(&*entry.path);
    take(&found, entries, &mut known, &mut left, |it| (&it.rule, &it.text, &it.line), moved_to, moved_from);

    let gone = entries.iter().zip(left).filter(|(entry, left)| *left && is_asked(&entry.rule));
    let mut gone: Vec<Entry> = gone.map(|(entry, _)| entry.clone()).collect();
    gone.sort();
    Compared { known, gone }
}

/// Matches findings and entries that are left, one to one, where their keys are equal.
fn take<'a, K: Ord>(
    found: &'a [Entry],
    entries: &'a [Entry],
    known: &mut [bool],
    left: &mut [bool],
    key: impl Fn(&'a Entry) -> K,
    may_match: impl Fn(&Entry) -> bool,
    may_be_matched: impl Fn(&Entry) -> bool,
) {
    let mut free: BTreeMap<K, Vec<usize>> = BTreeMap::new();
    for (at, entry) in entries.iter().enumerate().rev() {
        if left[at] && may_be_matched(entry) {
            free.entry(key(entry)).or_default().push(at);
        }
    }
    for (at, entry) in found.iter().enumerate() {
        if !known[at]
            && may_match(entry)
            && let Some(matched) = free.get_mut(&key(entry)).and_then(Vec::pop)
        {
            known[at] = true;
            left[matched] = false;
        }
    }
}

#[cfg(test)]
mod tests {
    use std::{collections::HashMap, sync::Arc};

    use super::*;
    use crate::source::{Source, Span};

    /// A file's findings are its words that begin with `!`.
    fn read_all(files: &[(&str, &str)]) -> (HashMap<SitePath, Arc<Source>>, Vec<Diagnostic>) {
        let mut sources = HashMap::new();
        let mut found = Vec::new();
        for (path, text) in files {
            let source = Arc::new(Source::new((*path).into(), *text));
            for (at, _) in text.match_indices('!') {
                let end = text[at..].find([' ', '\n']).map_or(text.len(), |length| at + length);
                found.push(rules::FILE_NOT_FOUND.at(&source.path, Span::new(at, end), ""));
            }
            sources.insert(source.path.clone(), source);
        }
        (sources, found)
    }

    /// Which words are new, and which are gone.
    fn check(was: &[(&str, &str)], is: &[(&str, &str)], new: &str, gone: &str) {
        let (sources, found) = read_all(was);
        let list = write(&entries(&found, &|path| sources.get(path).cloned()));
        let known = read(list.as_bytes()).expect("what is written is read");
        let (sources, found) = read_all(is);
        let text = |path: &SitePath| sources.get(path).cloned();
        let compared = compare(&found, &known, &text, &|path| sources.contains_key(path), &|_| true);
        let is_new = found.iter().zip(&compared.known).filter(|(_, known)| !**known);
        let got: Vec<&str> = is_new.map(|(finding, _)| sources[&finding.path].slice(finding.span)).collect();
        assert_eq!(got.join(" "), new, "{list}");
        assert_eq!(compared.gone.iter().map(|entry| &*entry.text).collect::<Vec<_>>().join(" "), gone, "{list}");
    }

    #[test]
    fn edits_are_survived() {
        let was = &[("a", "one !x two\n\n!y\n!y\n"), ("b", "!x\n")];
        check(was, was, "", "");
        check(was, &[("a", "new\n\n!y\n\none !x two\n!y\n"), ("b", "more\n!x\n")], "", "");
        check(was, &[("a", "one !x two\n\n!y\n!y\n!y !z\n"), ("b", "!x\n")], "!y !z", "");
        check(was, &[("a", "one two\n\n!y\n"), ("b", "!x")], "", "!x !y");
        check(was, &[("a", "one !x three\n\n!y\n!y"), ("b", "!x !x")], "!x", "");
    }

    #[test]
    fn files_may_be_renamed() {
        let was = &[("a", "one !x two\n"), ("b", "!x\n")];
        check(was, &[("c", "one !x two\n"), ("b", "!x\n")], "", "");
        check(was, &[("a", "one !x two\n"), ("b", "!x\n"), ("c", "one !x two\n")], "!x", "");
        check(was, &[("a", "one two\n"), ("b", "!x\n"), ("c", "one !x two\n")], "!x", "!x");
    }

    #[test]
    fn lists_are_diffed() {
        let (sources, found) = read_all(&[("b", "!z\n"), ("a", "!y !x\n")]);
        let list = write(&entries(&found, &|path| sources.get(path).cloned()));
        let lines: Vec<&str> = list.lines().collect();
        assert_eq!(lines[..3], ["{", "\"version\": 1,", "\"findings\": ["]);
        assert!(lines[3].starts_with(r#"{"path":"a","rule":"file-not-found","text":"!x","line":""#), "{list}");
        assert_eq!((lines.len(), lines[6..].join("")), (8, "]}".to_owned()));
        assert_eq!(write(&[]), "{\n\"version\": 1,\n\"findings\": [\n]\n}\n");
        assert_eq!(read(write(&[]).as_bytes()), Ok(vec![]));
    }

    #[test]
    fn other_files_are_refused() {
        assert!(read(b"[]").is_err_and(|error| error.contains("is no list of known findings")));
        assert!(read(b"{\"version\": 2, \"findings\": []}").is_err_and(|error| error.contains("version 2")));
        assert!(read(b"{\"version\": 1, \"findings\": [<<<<<<< HEAD").is_err());
    }
}
