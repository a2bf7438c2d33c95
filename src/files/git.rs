//! What git knows of a project's past: texts, and the commits that took something away.

use std::{
    collections::BTreeMap,
    io::{self, Write},
    path::{Path, PathBuf},
    process::{Command, Output, Stdio},
};

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
        let mut commit = None;
        for line in self.log(paths, since, &["--diff-filter=D", "--name-only", "--relative"]).lines() {
            if line.contains('\0') {
                commit = read(line);
            } else if let Some(commit) = &commit
                && paths.contains(&line)
                && out.iter().all(|(known, _)| known != line)
            {
                out.push((line.to_owned(), commit.clone()));
            }
        }
        out
    }

    /// The last commits that changed a file, the newest first, at most as many as asked for.
    pub fn changes(&self, path: &str, since: Option<&str>, most: usize) -> Vec<Commit> {
        self.log(&[path], since, &[&format!("-{most}")]).lines().filter_map(read).collect()
    }

    fn log(&self, paths: &[&str], since: Option<&str>, more: &[&str]) -> String {
        let range = since.map_or("HEAD".to_owned(), |since| format!("{since}..HEAD"));
        let mut arguments = vec!["--literal-pathspecs", "log", "--no-renames", "--format=%H%x00%h%x00%s"];
        arguments.extend(more);
        arguments.extend([&*range, "--"]);
        arguments.extend(paths);
        self.run(&arguments).and_then(text).unwrap_or_default()
    }

    /// Where a commit moved files to, as git sees it.
    pub fn moves(&self, commit: &str) -> BTreeMap<String, String> {
        let arguments = ["show", "-M", "--diff-filter=R", "--name-status", "-z", "--format=", "--relative", commit];
        let output = self.run(&arguments).and_then(text).unwrap_or_default();
        let fields: Vec<&str> = output.trim_start().split('\0').filter(|field| !field.is_empty()).collect();
        fields.chunks_exact(3).map(|fields| (fields[1].to_owned(), fields[2].to_owned())).collect()
    }

    /// What files held at commits: `None` for those that were not there. Asks git once for all.
    pub fn texts(&self, wanted: &[(&str, &str)]) -> Vec<Option<Vec<u8>>> {
        let names: String = wanted.iter().map(|(commit, path)| format!("{commit}:{}{path}\n", self.prefix)).collect();
        let output = feed(self.command(&["cat-file", "--batch"]), names.as_bytes());
        let answer = output.map(|output| output.stdout).unwrap_or_default();
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
        self.command(arguments).output().ok().filter(|output| output.status.success())
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new("git");
        command.args(["-c", "core.quotePath=false", "-c", "log.showSignature=false", "-c", "core.fsmonitor=false"]);
        command.args(arguments).current_dir(&self.root);
        // Looking is to change nothing, and to ask nobody.
        for name in ["GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX", "GIT_EXTERNAL_DIFF"] {
            command.env_remove(name);
        }
        for (name, value) in [("GIT_OPTIONAL_LOCKS", "0"), ("GIT_TERMINAL_PROMPT", "0"), ("GIT_NO_LAZY_FETCH", "1")] {
            command.env(name, value);
        }
        command
    }
}

/// Runs a command with bytes on its standard input, which are written while it answers.
fn feed(mut command: Command, bytes: &[u8]) -> io::Result<Output> {
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn()?;
    let mut stdin = child.stdin.take().ok_or(io::ErrorKind::BrokenPipe)?;
    std::thread::scope(|scope| {
        scope.spawn(move || stdin.write_all(bytes));
        child.wait_with_output()
    })
}

/// Reads the line of a commit.
fn read(line: &str) -> Option<Commit> {
    let mut fields = line.split('\0').map(str::to_owned);
    Some(Commit { id: fields.next()?, short: fields.next()?, subject: fields.next()? })
}

fn text(output: Output) -> Option<String> {
    String::from_utf8(output.stdout).ok()
}
