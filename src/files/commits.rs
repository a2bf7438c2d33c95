//! What git knows of a project's past: texts, and the commits that took something away.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
    process::Output,
};

use super::git::{Question, ask, commits};

/// A repository, seen from a project's folder in it.
#[derive(Clone, Debug)]
pub struct Git {
    root: PathBuf,
    /// The project's folder in the repository: empty, or ends with `/`.
    prefix: String,
}

/// A commit, as people are told it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Commit {
    /// The whole hash.
    pub id: String,
    /// Its first letters, as many as tell it apart.
    pub short: String,
    pub subject: String,
}

impl Git {
    /// The repository that a project's folder is in; `None` without git, or outside of one.
    pub fn of(root: &Path) -> Option<Git> {
        let git = Git { root: root.to_owned(), prefix: String::new() };
        let prefix = text(git.run(&["rev-parse", "--show-prefix"])?)?;
        Some(Git { prefix: prefix.trim_end_matches('\n').to_owned(), ..git })
    }

    /// The commit that a word means: a branch, a tag, a hash, `HEAD~3`.
    pub fn resolve(&self, word: &str) -> Option<String> {
        let wanted = format!("{word}^{{commit}}");
        let id = text(self.run(&["rev-parse", "--verify", "--quiet", "--end-of-options", &wanted])?)?;
        Some(id.trim().to_owned()).filter(|id| !id.is_empty())
    }

    /// The last commit, after `since` where that is given, that took each of some files away.
    pub fn removals(&self, paths: &[&str], since: Option<&str>) -> Vec<(String, Commit)> {
        let mut out: Vec<(String, Commit)> = Vec::new();
        if paths.is_empty() {
            return out;
        }
        let log = self.log(paths, since, &["--diff-filter=D", "--name-only", "--relative"]);
        for (fields, removed) in commits(&log) {
            let Some(commit) = read(fields) else { continue };
            for path in removed.filter(|path| paths.contains(path)) {
                if out.iter().all(|(known, _)| known != path) {
                    out.push((path.to_owned(), commit.clone()));
                }
            }
        }
        out
    }

    /// The last commits that changed a file, the newest first, at most as many as asked for.
    pub fn changes(&self, path: &str, since: Option<&str>, most: usize) -> Vec<Commit> {
        let log = self.log(&[path], since, &[&format!("-{most}")]);
        commits(&log).filter_map(|(fields, _)| read(fields)).collect()
    }

    fn log(&self, paths: &[&str], since: Option<&str>, more: &[&str]) -> String {
        let range = since.map_or("HEAD".to_owned(), |since| format!("{since}..HEAD"));
        let mut arguments = vec!["log", "-z", "--no-renames", "--format=%x01%H%x02%h%x02%s"];
        arguments.extend(more);
        arguments.extend([&*range, "--"]);
        arguments.extend(paths);
        self.run(&arguments).and_then(text).unwrap_or_default()
    }

    /// Where a commit moved files to, as git sees it.
    pub fn moves(&self, commit: &str) -> BTreeMap<String, String> {
        let arguments = [
            "show",
            "--no-ext-diff",
            "--no-textconv",
            "-M",
            "--diff-filter=R",
            "--name-status",
            "-z",
            "--format=",
            "--relative",
            commit,
        ];
        let output = self.run(&arguments).and_then(text).unwrap_or_default();
        let fields: Vec<&str> = output.trim_start().split('\0').filter(|field| !field.is_empty()).collect();
        fields.chunks_exact(3).map(|fields| (fields[1].to_owned(), fields[2].to_owned())).collect()
    }

    /// What files held at commits: `None` for those that were not there. Asks git once for all.
    pub fn texts(&self, wanted: &[(&str, &str)]) -> Vec<Option<Vec<u8>>> {
        let names: String = wanted.iter().map(|(commit, path)| format!("{commit}:{}{path}\n", self.prefix)).collect();
        let question = Question { arguments: &["cat-file", "--batch"], input: names.as_bytes(), ..Question::default() };
        let answer = ask(&self.root, &question).map(|output| output.stdout).unwrap_or_default();
        let mut rest = &answer[..];
        let mut next = || {
            let end = rest.iter().position(|&byte| byte == b'\n')?;
            let header = String::from_utf8_lossy(&rest[..end]).into_owned();
            rest = &rest[end + 1..];
            // What is no file is told in a line that ends with a word.
            let size: usize = header.rsplit(' ').next()?.parse().ok()?;
            let bytes = rest.get(..size)?.to_vec();
            rest = rest.get(size + 1..).unwrap_or_default();
            Some(bytes)
        };
        wanted.iter().map(|_| next()).collect()
    }

    fn run(&self, arguments: &[&str]) -> Option<Output> {
        let output = ask(&self.root, &Question { arguments, ..Question::default() }).ok()?;
        output.status.success().then_some(output)
    }
}

/// Reads the fields of a commit.
fn read(line: &str) -> Option<Commit> {
    let mut fields = line.split('\u{2}').map(str::to_owned);
    Some(Commit { id: fields.next()?, short: fields.next()?, subject: fields.next()? })
}

fn text(output: Output) -> Option<String> {
    String::from_utf8(output.stdout).ok()
}
