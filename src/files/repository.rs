//! The git repository that a project is in: where, what changed since a commit, and the project as it was then.
#![expect(clippy::disallowed_methods, reason = "the project of a commit is put beside the disk's for a while")]

use std::{
    collections::BTreeMap,
    fs, io,
    path::{Path, PathBuf},
    process::Output,
    sync::atomic::{AtomicUsize, Ordering},
};

use super::{
    git::{self, Question, ask},
    scan,
};

/// Where a project is in its repository.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Repository {
    /// The folder of the repository, as the disk names it.
    pub top: PathBuf,
    /// The project's folder from there: empty, or ending with `/`.
    pub folder: String,
}

/// What changed between a commit and the disk, by paths from the project's root.
#[derive(PartialEq, Eq, Default, Debug)]
pub struct Changes {
    /// The lines that are new or otherwise, counted from 1: the first and the last of each run.
    pub lines: BTreeMap<String, Vec<(usize, usize)>>,
    /// Names that files have now, by those that they had.
    pub renamed: BTreeMap<String, String>,
}

/// The files of a commit in a folder that is gone with this.
#[derive(Debug)]
pub struct Tree {
    /// The project's folder.
    pub root: PathBuf,
    folder: PathBuf,
}

/// Why git gives no answer.
#[derive(Debug)]
pub enum Refusal {
    /// The question has none here: a sentence.
    Unanswerable(String),
    Io(io::Error),
}

/// The repository that a folder is in.
pub fn find(root: &Path) -> Option<Repository> {
    let root = scan::real(root)?;
    let top = git::top(&root)?;
    let inside = root.strip_prefix(top).ok()?.to_string_lossy().replace('\\', "/");
    let folder = if inside.is_empty() { inside } else { format!("{inside}/") };
    Some(Repository { top: top.to_path_buf(), folder })
}

impl Repository {
    /// The last commit that the branch at hand and a reference have in common.
    ///
    /// # Errors
    /// Where the reference names no commit, or nothing in common is known.
    pub fn common(&self, reference: &str) -> Result<String, Refusal> {
        let commit =
            self.word(&["rev-parse", "--verify", "--quiet", "--end-of-options", &format!("{reference}^{{commit}}")])?;
        let shallow = self.word(&["rev-parse", "--is-shallow-repository"])?.as_deref() == Some("true");
        let hint = if shallow { "; this clone is shallow: fetch more of its history" } else { "" };
        let Some(commit) = commit else {
            self.check()?;
            return Err(Refusal::Unanswerable(format!("git knows no commit `{reference}`{hint}")));
        };
        let base = self.word(&["merge-base", &commit, "HEAD"])?;
        base.ok_or_else(|| {
            let message = format!("git knows no commit that `{reference}` and the branch at hand have in common{hint}");
            Refusal::Unanswerable(message)
        })
    }

    /// What changed since a commit, with what is not committed and files that git does not know yet.
    ///
    /// # Errors
    /// Where git fails.
    pub fn changes(&self, base: &str) -> Result<Changes, Refusal> {
        let place = if self.folder.is_empty() { "." } else { self.folder.as_str() };
        let arguments = [DIFF, &[base, "--", place]].concat();
        let filters = self.filters()?;
        let question = Question { arguments: &arguments, settings: &filters, ..Question::default() };
        let mut changes = read_diff(&good(self.ask(&question)?)?.stdout, &self.folder);
        let output = self.git(&["ls-files", "--others", "--exclude-standard", "-z", "--", place])?;
        for path in good(output)?.stdout.split(|&byte| byte == 0) {
            let path = String::from_utf8_lossy(path);
            if let Some(path) = path.strip_prefix(&self.folder).filter(|path| !path.is_empty()) {
                changes.lines.insert(path.to_owned(), vec![(1, usize::MAX)]);
            }
        }
        let listed = good(self.git(&["ls-files", "--stage", "-z", "--", place])?)?;
        for (_, path) in submodules(&listed.stdout) {
            let (Some(inside), Some(module)) = (path.strip_prefix(&self.folder), self.submodule(&path)) else {
                continue;
            };
            let before = match self.word(&["rev-parse", "--verify", "--quiet", &format!("{base}:{path}")])? {
                Some(commit) => module.has(commit, &path)?,
                // It is new, and all that it holds.
                None => module.word(&["hash-object", "-t", "tree", "--stdin"])?.unwrap_or_default(),
            };
            changes.add(module.changes(&before)?, inside);
        }
        Ok(changes)
    }

    /// A submodule that is at hand.
    fn submodule(&self, path: &str) -> Option<Repository> {
        let top = self.top.join(path);
        top.join(".git").exists().then(|| Repository { top, folder: String::new() })
    }

    /// A commit of this repository, which is the submodule at a path of another one.
    fn has(&self, commit: String, path: &str) -> Result<String, Refusal> {
        if self.word(&["rev-parse", "--verify", "--quiet", &format!("{commit}^{{tree}}")])?.is_some() {
            return Ok(commit);
        }
        let message = format!("the submodule `{path}` has no commit {commit}: fetch more of its history");
        Err(Refusal::Unanswerable(message))
    }

    /// Settings that turn off what the repository itself wants files to be passed through: those are programs. What the
    /// user has set for all repositories stays.
    fn filters(&self) -> Result<Vec<(String, &'static str)>, Refusal> {
        let arguments = ["config", "--includes", "--show-scope", "--name-only", "-z", "--get-regexp", "^filter\\."];
        let output = self.git(&arguments)?;
        let text = String::from_utf8_lossy(&output.stdout);
        let fields: Vec<&str> = text.split('\0').collect();
        let own = fields.chunks_exact(2).filter(|pair| matches!(pair[0], "local" | "worktree"));
        let off = |pair: &[&str]| {
            let (_, last) = pair[1].rsplit_once('.')?;
            Some((pair[1].to_owned(), if last == "required" { "false" } else { "" }))
        };
        Ok(own.filter_map(off).collect())
    }

    /// The project as it was at a commit; empty where it was not there.
    ///
    /// # Errors
    /// Where git or the disk refuse, or a submodule's commit is not at hand.
    pub fn tree(&self, commit: &str) -> Result<Tree, Refusal> {
        static NEXT: AtomicUsize = AtomicUsize::new(0);
        let name = format!("docwright-{}-{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
        let folder = std::env::temp_dir().join(name);
        let tree = Tree { root: folder.join("project"), folder };
        fs::create_dir_all(&tree.root).map_err(Refusal::Io)?;
        let object = format!("{commit}:{}", self.folder.trim_end_matches('/'));
        if self.word(&["rev-parse", "--verify", "--quiet", &object])?.is_some() {
            self.put(&object, &self.folder, &tree.root, &tree.folder.join("index"))?;
        }
        Ok(tree)
    }

    /// Puts the files of a tree into a folder, with those of its submodules.
    fn put(&self, object: &str, inside: &str, into: &Path, index: &Path) -> Result<(), Refusal> {
        let mut filters = self.filters()?;
        // Large files that are kept elsewhere need only be there.
        filters.extend(["smudge", "process"].map(|key| (format!("filter.lfs.{key}"), "")));
        filters.push(("filter.lfs.required".into(), "false"));
        let git = |arguments: &[&str]| {
            let question = Question { arguments, index: Some(index), settings: &filters, ..Question::default() };
            good(self.ask(&question)?)
        };
        git(&["read-tree", object])?;
        let listed = git(&["ls-files", "--stage", "-z"])?;
        git(&["checkout-index", "--all", "--force", &format!("--prefix={}/", into.display())])?;
        for (commit, path) in submodules(&listed.stdout) {
            let Some(module) = self.submodule(&format!("{inside}{path}")) else { continue };
            let commit = module.has(commit, &path)?;
            module.put(&format!("{commit}^{{tree}}"), "", &into.join(&path), &index.with_extension("module"))?;
        }
        Ok(())
    }

    /// The word that git answers with; `None` where it says that there is none.
    fn word(&self, arguments: &[&str]) -> Result<Option<String>, Refusal> {
        let output = self.git(arguments)?;
        let word = String::from_utf8_lossy(&output.stdout).lines().next().map(|line| line.trim().to_owned());
        Ok(word.filter(|word| output.status.success() && !word.is_empty()))
    }

    /// Asks git whether it reads the repository at all: one of another owner, as in a container, it does not.
    fn check(&self) -> Result<(), Refusal> {
        let output = self.git(&["rev-parse", "--git-dir"])?;
        if output.status.success() {
            return Ok(());
        }
        let said = String::from_utf8_lossy(&output.stderr);
        let why = said.lines().next().unwrap_or("it does not say why");
        Err(Refusal::Unanswerable(format!("git cannot read the repository: {}", why.trim_start_matches("fatal: "))))
    }

    fn git(&self, arguments: &[&str]) -> Result<Output, Refusal> {
        self.ask(&Question { arguments, ..Question::default() })
    }

    fn ask(&self, question: &Question) -> Result<Output, Refusal> {
        ask(&self.top, question).map_err(started)
    }
}

/// How a change is asked for, but for what it is between. Submodules are asked about by themselves: git would ask a git of
/// its own about them, without these flags.
const DIFF: &[&str] = &[
    "diff",
    "--no-ext-diff",
    "--no-textconv",
    "--no-color",
    "-U0",
    "-M",
    "--ignore-submodules=all",
    "--src-prefix=a/",
    "--dst-prefix=b/",
];

impl Changes {
    /// Adds the changes of a folder's own repository.
    fn add(&mut self, inside: Changes, folder: &str) {
        let at = |path: String| format!("{folder}/{path}");
        self.lines.extend(inside.lines.into_iter().map(|(path, lines)| (at(path), lines)));
        self.renamed.extend(inside.renamed.into_iter().map(|(was, is)| (at(was), at(is))));
    }
}

/// The submodules that an index lists: their commits and paths.
fn submodules(listed: &[u8]) -> Vec<(String, String)> {
    let entries = listed.split(|&byte| byte == 0).map(String::from_utf8_lossy);
    let module = |entry: std::borrow::Cow<str>| {
        let (commit, path) = entry.strip_prefix("160000 ")?.split_once(" 0\t")?;
        Some((commit.to_owned(), path.to_owned()))
    };
    entries.filter_map(module).collect()
}

impl Drop for Tree {
    fn drop(&mut self) {
        // What cannot be removed is left to whoever clears that folder.
        let _ = fs::remove_dir_all(&self.folder);
    }
}

fn started(error: io::Error) -> Refusal {
    match error.kind() {
        io::ErrorKind::NotFound => Refusal::Unanswerable("the program `git` is not there".into()),
        _ => Refusal::Io(error),
    }
}

fn good(output: Output) -> Result<Output, Refusal> {
    if output.status.success() {
        return Ok(output);
    }
    let said = String::from_utf8_lossy(&output.stderr);
    Err(Refusal::Io(io::Error::other(format!("git: {}", said.trim()))))
}

/// Reads a diff without context, of the files in a folder.
fn read_diff(diff: &[u8], folder: &str) -> Changes {
    let mut changes = Changes::default();
    let (mut path, mut was): (Option<String>, Option<String>) = (None, None);
    let inside = |path: String| path.strip_prefix(folder).map(str::to_owned);
    let mut lines = diff.split(|&byte| byte == b'\n');
    while let Some(line) = lines.next() {
        let line = String::from_utf8_lossy(line);
        if let Some(name) = line.strip_prefix("+++ ") {
            path = unquoted(name).strip_prefix("b/").map(str::to_owned).and_then(inside);
        } else if let Some(name) = line.strip_prefix("rename from ") {
            was = inside(unquoted(name));
        } else if let Some(name) = line.strip_prefix("rename to ") {
            if let (Some(was), Some(is)) = (was.take(), inside(unquoted(name))) {
                changes.renamed.insert(was, is);
            }
        } else if let Some((old, new)) = line.strip_prefix("@@ -").and_then(|hunk| hunk.split_once(" +")) {
            let (_, removed) = read_range(old);
            let (start, added) = read_range(new.split(' ').next().unwrap_or_default());
            if let (Some(path), true) = (&path, added > 0) {
                changes.lines.entry(path.clone()).or_default().push((start, start + added - 1));
            }
            // What the lines themselves say is not read.
            let (mut removed, mut added) = (removed, added);
            while removed + added > 0 {
                match lines.next().map(|line| line.first()) {
                    Some(Some(b'+')) => added = added.saturating_sub(1),
                    Some(Some(b'-')) => removed = removed.saturating_sub(1),
                    Some(Some(b'\\')) => {}
                    Some(_) => (removed, added) = (removed.saturating_sub(1), added.saturating_sub(1)),
                    None => break,
                }
            }
        }
    }
    changes
}

/// `12,3` or `12`: the first line and how many there are.
fn read_range(text: &str) -> (usize, usize) {
    let (start, count) = text.split_once(',').unwrap_or((text, "1"));
    (start.parse().unwrap_or(0), count.parse().unwrap_or(0))
}

/// A path as git writes it where it holds what must be escaped, or with a tab behind it.
fn unquoted(name: &str) -> String {
    let Some(inner) = name.strip_prefix('"').and_then(|name| name.strip_suffix('"')) else {
        return name.strip_suffix('\t').unwrap_or(name).to_owned();
    };
    let mut bytes = Vec::new();
    let mut rest = inner.bytes().peekable();
    while let Some(byte) = rest.next() {
        if byte != b'\\' {
            bytes.push(byte);
            continue;
        }
        match rest.next() {
            Some(b'n') => bytes.push(b'\n'),
            Some(b't') => bytes.push(b'\t'),
            Some(b'r') => bytes.push(b'\r'),
            Some(digit @ b'0'..=b'3') => {
                let mut value = digit - b'0';
                while let Some(next) = rest.next_if(|next| (b'0'..=b'7').contains(next)) {
                    value = value.wrapping_mul(8).wrapping_add(next - b'0');
                }
                bytes.push(value);
            }
            Some(other) => bytes.push(other),
            None => {}
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn diffs_are_read() {
        let diff = b"diff --git a/d/x.md b/d/y z.md\nsimilarity index 90%\nrename from d/x.md\nrename to d/y z.md\n\
            --- a/d/x.md\n+++ b/d/y z.md\t\n@@ -1,2 +1 @@\n-+++ b/no\n-@@ -1 +1 @@\n+new\n@@ -9,0 +9,3 @@ head\n+a\n+b\n+c\n\
            \\ No newline at end of file\n@@ -30,2 +32,0 @@\n-a\n-b\n\
            diff --git a/other b/other\n--- a/other\n+++ b/other\n@@ -1 +1 @@\n-a\n+b\n\
            diff --git \"a/d/q\" \"b/d/q\"\n--- /dev/null\n+++ \"b/d/q\\\"\\303\\251.md\"\n@@ -0,0 +1 @@\n+a\n";
        let changes = read_diff(diff, "d/");
        let lines = [("q\"\u{e9}.md".to_owned(), vec![(1, 1)]), ("y z.md".to_owned(), vec![(1, 1), (9, 11)])];
        let renamed = [("x.md".to_owned(), "y z.md".to_owned())];
        assert_eq!(changes, Changes { lines: lines.into(), renamed: renamed.into() });
    }
}
