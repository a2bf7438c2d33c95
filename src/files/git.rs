//! The one door to git: how it is started, and how much it may answer.
//!
//! A repository is foreign: it may hold a configuration that names programs. Git is therefore asked only in ways in which it
//! runs no program but itself, changes nothing, reaches no network and asks nobody. Which repository it reads follows from
//! the folder alone, never from what a hook or another tool left in the environment.

use std::{
    env,
    ffi::OsStr,
    io::{self, Read, Write},
    path::{Path, PathBuf},
    process::{Child, Command, Output, Stdio},
    thread,
};

/// Variables of git's that are left as they are: where its own programs and the user's configuration are, how far up it may
/// look for a repository, and what makes it refuse one. All others say which repository, index or objects to read (a
/// hook's, for example) or change what it prints.
const INHERITED: &[&str] = &[
    "GIT_CEILING_DIRECTORIES",
    "GIT_CONFIG_GLOBAL",
    "GIT_CONFIG_NOSYSTEM",
    "GIT_CONFIG_SYSTEM",
    "GIT_DISCOVERY_ACROSS_FILESYSTEM",
    "GIT_EXEC_PATH",
    "GIT_TEST_ASSUME_DIFFERENT_OWNER",
];

/// Beginnings of more such variables: settings of the user, such as `safe.directory` on a build server.
const INHERITED_SETTINGS: &[&str] = &["GIT_CONFIG_KEY_", "GIT_CONFIG_VALUE_"];

/// How many of those there are.
const COUNT: &str = "GIT_CONFIG_COUNT";

/// Settings that stand before those of any file.
const SETTINGS: &[&str] = &[
    // These name programs.
    "core.fsmonitor=false",
    "core.hooksPath=/dev/null",
    "log.showSignature=false",
    // A folder of the project that looks like a repository is none, whatever its `config` says.
    "safe.bareRepository=explicit",
    // These change what is printed.
    "color.ui=false",
    "core.quotePath=false",
    "diff.context=0",
    "diff.interHunkContext=0",
    "diff.relative=false",
    "i18n.logOutputEncoding=UTF-8",
    "log.follow=false",
    "log.showRoot=true",
    "submodule.recurse=false",
];

/// Bytes that are read of an answer at most.
const LONGEST: u64 = 1 << 30;
/// Bytes that are read of what it says on standard error.
const LONGEST_MESSAGE: u64 = 1 << 16;

/// What git is asked.
#[derive(Clone, Copy, Default, Debug)]
pub(super) struct Question<'a> {
    pub arguments: &'a [&'a str],
    /// Bytes for its standard input.
    pub input: &'a [u8],
    /// A file to use as the index instead of the repository's own.
    pub index: Option<&'a Path>,
    /// Settings in addition to ours, which may hold any characters.
    pub settings: &'a [(String, &'a str)],
}

/// Asks git in a folder.
///
/// # Errors
/// Where it is not there ([`io::ErrorKind::NotFound`]), cannot be started, or answers more than 1 GiB.
pub(super) fn ask(folder: &Path, question: &Question) -> io::Result<Output> {
    let mut child = command(folder, question).spawn()?;
    let answer = listen(&mut child, question.input);
    if answer.is_err() {
        let _ = child.kill();
    }
    let status = child.wait();
    let (stdout, stderr) = answer?;
    Ok(Output { status: status?, stdout, stderr })
}

/// The folder of the repository that a folder is in: the nearest one from it upwards that holds a `.git`, without passing
/// those that the user has set as ceilings. Git itself need not be there.
pub fn top(folder: &Path) -> Option<&Path> {
    let ceilings = env::var_os("GIT_CEILING_DIRECTORIES").unwrap_or_default();
    let ceilings: Vec<PathBuf> = env::split_paths(&ceilings).filter(|ceiling| ceiling.is_absolute()).collect();
    let is_allowed = |above: &&Path| *above == folder || !ceilings.iter().any(|ceiling| ceiling == above);
    folder.ancestors().take_while(is_allowed).find(|folder| folder.join(".git").exists())
}

#[expect(clippy::disallowed_methods, reason = "the one place where git is started")]
fn command(folder: &Path, question: &Question) -> Command {
    let mut command = Command::new("git");
    command.args(["--no-pager", "--literal-pathspecs"]);
    command.args(SETTINGS.iter().flat_map(|setting| ["-c", setting])).args(question.arguments).current_dir(folder);
    for (name, _) in env::vars_os().filter(|(name, _)| is_foreign(name)) {
        command.env_remove(name);
    }
    let first = env::var(COUNT).ok().and_then(|count| count.parse::<usize>().ok()).unwrap_or(0);
    for (at, (name, value)) in question.settings.iter().enumerate() {
        command.env(format!("GIT_CONFIG_KEY_{}", first + at), name);
        command.env(format!("GIT_CONFIG_VALUE_{}", first + at), value);
    }
    command.env(COUNT, (first + question.settings.len()).to_string());
    if let Some(index) = question.index {
        command.env("GIT_INDEX_FILE", index);
    }
    for (name, value) in [
        // None that there is.
        ("GIT_ALLOW_PROTOCOL", "none"),
        ("GIT_NO_LAZY_FETCH", "1"),
        ("GIT_OPTIONAL_LOCKS", "0"),
        ("GIT_TERMINAL_PROMPT", "0"),
        ("LC_ALL", "C"),
    ] {
        command.env(name, value);
    }
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

/// The commits of an answer to `git log -z` with a format of [`MARK`] and fields, each with the paths that it names.
pub(super) fn commits(log: &str) -> impl Iterator<Item = (&str, impl Iterator<Item = &str>)> {
    log.split(MARK).skip(1).map(|commit| {
        let (fields, paths) = commit.split_once('\0').unwrap_or((commit, ""));
        // A line break stands between a commit and its paths.
        let paths = paths.strip_prefix('\n').unwrap_or(paths);
        (fields, paths.split('\0').filter(|path| !path.is_empty()))
    })
}

/// What each commit begins with: no path and no subject holds it.
const MARK: char = '\u{1}';

/// Whether a variable is one of git's that we do not hand on.
fn is_foreign(name: &OsStr) -> bool {
    // Where the case of a variable's name is of no matter, git finds it in any.
    let name = name.to_string_lossy().to_ascii_uppercase();
    name.starts_with("GIT_")
        && !INHERITED.contains(&&*name)
        && !INHERITED_SETTINGS.iter().any(|start| name.starts_with(start))
}

/// Writes the input while the answer is read: neither waits for the other. Ctrl C ends our process, and with it the pipes and
/// git.
fn listen(child: &mut Child, input: &[u8]) -> io::Result<(Vec<u8>, Vec<u8>)> {
    let broken = || io::Error::from(io::ErrorKind::BrokenPipe);
    let mut stdin = child.stdin.take().ok_or_else(broken)?;
    let stdout = child.stdout.take().ok_or_else(broken)?;
    let mut stderr = child.stderr.take().ok_or_else(broken)?;
    thread::scope(|scope| {
        scope.spawn(move || stdin.write_all(input));
        let said = scope.spawn(move || {
            let mut said = Vec::new();
            let _ = stderr.by_ref().take(LONGEST_MESSAGE).read_to_end(&mut said);
            // What is not read would be waited for.
            let _ = io::copy(&mut stderr, &mut io::sink());
            said
        });
        let mut answer = Vec::new();
        let read = stdout.take(LONGEST + 1).read_to_end(&mut answer);
        if answer.len() as u64 > LONGEST || read.is_err() {
            let _ = child.kill();
        }
        let said = said.join().unwrap_or_default();
        read?;
        if answer.len() as u64 > LONGEST {
            return Err(io::Error::other(format!("git answers more than {} MiB", LONGEST >> 20)));
        }
        Ok((answer, said))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn logs_are_read() {
        let log = "\u{1}a\u{2}b\0\u{1}c\0\nx.md\0a\nb.md\0\u{1}d\0\ny \"z\".md\0";
        let read: Vec<(&str, Vec<&str>)> = commits(log).map(|(fields, paths)| (fields, paths.collect())).collect();
        assert_eq!(read, [("a\u{2}b", vec![]), ("c", vec!["x.md", "a\nb.md"]), ("d", vec!["y \"z\".md"])]);
        assert_eq!(commits("").count(), 0);
    }

    #[test]
    fn variables_of_hooks_are_foreign() {
        let check = |name: &str, want: bool| assert_eq!(is_foreign(OsStr::new(name)), want, "{name}");
        // What `git rev-parse --local-env-vars` lists.
        for name in [
            "ALTERNATE_OBJECT_DIRECTORIES",
            "CONFIG",
            "CONFIG_PARAMETERS",
            "CONFIG_COUNT",
            "OBJECT_DIRECTORY",
            "DIR",
            "WORK_TREE",
            "IMPLICIT_WORK_TREE",
            "GRAFT_FILE",
            "INDEX_FILE",
            "NO_REPLACE_OBJECTS",
            "REPLACE_REF_BASE",
            "PREFIX",
            "SHALLOW_FILE",
            "COMMON_DIR",
            "EXTERNAL_DIFF",
            "SSH_COMMAND",
            "TRACE",
        ] {
            check(&format!("GIT_{name}"), true);
        }
        for name in
            ["GIT_CEILING_DIRECTORIES", "GIT_CONFIG_KEY_0", "GIT_CONFIG_GLOBAL", "GITHUB_SHA", "DIGIT_DIR", "HOME"]
        {
            check(name, false);
        }
        check("git_dir", true);
    }
}
