//! What git knows of a project's past: trees, texts, and the commits that took something away.
#![expect(clippy::disallowed_methods, reason = "`files` reads, and puts an earlier tree beside the project")]

use std::{
    collections::BTreeMap,
    fs,
    io::{self, Write},
    path::{Path, PathBuf},
    process::{Command, Output, Stdio},
    sync::atomic::{AtomicUsize, Ordering},
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

/// A folder of its own, gone at its end.
#[derive(Debug)]
pub struct Folder(PathBuf);

/// Extensions of files that say nothing of pages and addresses: an earlier tree is read without them.
#[rustfmt::skip]
const HEAVY: &[&str] = &[
    "png", "apng", "jpg", "jpeg", "gif", "webp", "avif", "bmp", "ico", "tif", "tiff", "psd",
    "mp4", "m4v", "webm", "ogv", "mov", "avi", "mp3", "m4a", "ogg", "oga", "opus", "wav", "flac",
    "pdf", "epub", "docx", "xlsx", "pptx", "odt", "ods", "odp", "vsdx", "zip", "gz", "tgz", "bz2", "xz", "7z", "tar",
    "woff", "woff2", "ttf", "otf", "eot", "exe", "dll", "so", "jar",
];

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

    /// The project as it was at a commit, in a folder beside all repositories: neither the working tree nor the index is
    /// touched. Pictures and the like are left out.
    ///
    /// # Errors
    /// Where the disk refuses, or the tree cannot be read.
    pub fn export(&self, commit: &str) -> io::Result<Folder> {
        let folder = Folder::new()?;
        let index = folder.0.join("index");
        let tree = format!("{commit}:{}", self.prefix.trim_end_matches('/'));
        let failed = |output: &Output| {
            let why = String::from_utf8_lossy(&output.stderr);
            io::Error::other(format!("git cannot read `{commit}`: {}", why.lines().next().unwrap_or_default()))
        };
        let with_index = |arguments: &[&str]| {
            let mut command = self.command(arguments);
            command.env("GIT_INDEX_FILE", &index);
            command
        };
        let output = with_index(&["read-tree", &tree]).output()?;
        if !output.status.success() {
            return Err(failed(&output));
        }
        let output = with_index(&["ls-files", "-z", "--full-name", ":/"]).output()?;
        let wanted: Vec<u8> = output
            .stdout
            .split_inclusive(|&byte| byte == 0)
            .filter(|name| {
                let name = String::from_utf8_lossy(name).trim_end_matches('\0').to_ascii_lowercase();
                name.rsplit_once('.').is_none_or(|(_, extension)| !HEAVY.contains(&extension))
            })
            .collect::<Vec<_>>()
            .concat();
        let files = folder.files();
        fs::create_dir_all(&files)?;
        let prefix = format!("--prefix={}/", files.display());
        let top = self.run(&["rev-parse", "--show-toplevel"]).and_then(text).unwrap_or_default();
        let mut command = with_index(&["checkout-index", "--quiet", "--force", &prefix, "-z", "--stdin"]);
        // Names in the index are read from the top of the working tree.
        command.current_dir(top.trim_end_matches(['\r', '\n']));
        let output = feed(command, &wanted)?;
        if !output.status.success() {
            return Err(failed(&output));
        }
        Ok(folder)
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
        for (name, value) in [("GIT_OPTIONAL_LOCKS", "0"), ("GIT_TERMINAL_PROMPT", "0"), ("GIT_NO_LAZY_FETCH", "1")] {
            command.env(name, value);
        }
        command
    }
}

impl Folder {
    fn new() -> io::Result<Folder> {
        static NEXT: AtomicUsize = AtomicUsize::new(0);
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let folder = std::env::temp_dir().join(format!("docwright-{}-{number}", std::process::id()));
        fs::create_dir(&folder)?;
        Ok(Folder(folder))
    }

    /// The folder that holds the files.
    pub fn files(&self) -> PathBuf {
        self.0.join("files")
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        // What cannot be removed is the system's to clear.
        let _ = fs::remove_dir_all(&self.0);
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
