//! A project on the disk, made by a test, and the program that is run on it.
//!
//! The machine has no say in either: a project is in a folder of its own, and every program that a test starts is started
//! by [`program`], which gives it an environment of its own.
#![expect(clippy::disallowed_methods, reason = "tests make the projects that they build")]

use std::{
    collections::BTreeMap,
    ffi::OsStr,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    sync::atomic::{AtomicUsize, Ordering},
};

/// Variables that a program is given as they are: where programs and their libraries are, and what measures a test run.
const INHERITED: &[&str] = &[
    "PATH",
    "PATHEXT",
    "SYSTEMROOT",
    "LD_LIBRARY_PATH",
    "DYLD_FALLBACK_LIBRARY_PATH",
    "LLVM_PROFILE_FILE",
    "RUST_BACKTRACE",
];

/// Folders beside a project that stand for those of the user and the system.
const HOME: &str = "home";
const CACHE: &str = "cache";
const TEMPORARY: &str = "temporary";

/// A folder of its own, gone at its end.
pub struct Project(PathBuf);

/// What a run of the program left.
#[derive(PartialEq, Debug)]
pub struct Run {
    pub code: i32,
    pub stdout: String,
    pub stderr: String,
}

impl Project {
    /// A folder with these files.
    pub fn new(files: &[(&str, &str)]) -> Project {
        // Its name is a part of what some commands say.
        let project = Project(folder().join("project"));
        std::fs::create_dir_all(&project.0).unwrap();
        for (path, text) in files {
            project.write(path, text.as_bytes());
        }
        project
    }

    pub fn path(&self, path: &str) -> PathBuf {
        self.0.join(path)
    }

    pub fn write(&self, path: &str, bytes: &[u8]) {
        let path = self.path(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, bytes).unwrap();
    }

    pub fn read(&self, path: &str) -> String {
        std::fs::read_to_string(self.path(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
    }

    /// Every file below a folder, by its path from there.
    pub fn files(&self, folder: &str) -> BTreeMap<String, Vec<u8>> {
        let folder = self.path(folder);
        let mut out = BTreeMap::new();
        gather(&folder, &folder, &mut out);
        out
    }

    /// Runs the program in the folder: arguments separated by blanks.
    pub fn run(&self, arguments: &str) -> Run {
        self.run_with(arguments, &[], "")
    }

    /// Runs it with arguments that may hold blanks, as paths of the disk do.
    pub fn run_words(&self, arguments: &[&str]) -> Run {
        let mut command = self.command("");
        command.args(arguments);
        finish(command, "")
    }

    /// Runs it with variables of the environment and a text on standard input.
    pub fn run_with(&self, arguments: &str, variables: &[(&str, &str)], stdin: &str) -> Run {
        let mut command = self.command(arguments);
        command.envs(variables.iter().copied());
        finish(command, stdin)
    }

    /// The program in the folder, not yet started.
    pub fn command(&self, arguments: &str) -> Command {
        let mut command = self.program(env!("CARGO_BIN_EXE_docwright"));
        command.args(arguments.split_whitespace());
        command
    }

    /// Another program in the folder, not yet started.
    pub fn program(&self, name: &str) -> Command {
        program(name, &self.0)
    }

    /// Runs git in the folder, with a name, and gives what it prints.
    pub fn git(&self, arguments: &[&str]) -> String {
        let mut git = self.program("git");
        git.args(["-c", "user.name=Ada", "-c", "user.email=ada@example.org", "-c", "protocol.file.allow=always"]);
        let output = git.args(arguments).output().expect("git starts");
        assert!(output.status.success(), "git {arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8_lossy(&output.stdout).into_owned()
    }

    /// Makes a repository of the folder, with all files in its first commit.
    pub fn commit_all(&self) {
        self.git(&["init", "-q", "-b", "main"]);
        self.git(&["add", "-A"]);
        self.git(&["commit", "-q", "-m", "Write pages"]);
    }

    /// Builds, which must not fail, and gives the findings as `short`.
    pub fn build(&self) -> String {
        let run = self.run("build --format short -q");
        assert!(run.code < 2 && run.stderr.is_empty(), "{run:?}");
        run.stdout
    }
}

/// A new folder that is no other test's, as the disk names it; the caller removes it. Programs that are started in a
/// folder inside it have their own folders there.
pub fn folder() -> PathBuf {
    static NEXT: AtomicUsize = AtomicUsize::new(0);
    let number = NEXT.fetch_add(1, Ordering::Relaxed);
    let temporary = std::path::absolute(std::env::temp_dir()).unwrap();
    let folder = temporary.join(format!("docwright-tests-{}-{number}", std::process::id()));
    let _ = std::fs::remove_dir_all(&folder);
    for beside in [HOME, CACHE, TEMPORARY] {
        std::fs::create_dir_all(folder.join(beside)).unwrap();
    }
    if cfg!(windows) { folder } else { folder.canonicalize().unwrap() }
}

/// A program in a folder that is directly in one of [`folder`]. It knows nothing of the user and of what is around the
/// folder.
pub fn program(name: impl AsRef<OsStr>, inside: &Path) -> Command {
    let base = inside.parent().unwrap();
    let mut command = Command::new(name);
    command.env_clear().current_dir(inside);
    command.envs(INHERITED.iter().filter_map(|name| Some((name, std::env::var_os(name)?))));
    for name in ["HOME", "USERPROFILE"] {
        command.env(name, base.join(HOME));
    }
    for name in ["XDG_CACHE_HOME", "LOCALAPPDATA"] {
        command.env(name, base.join(CACHE));
    }
    for name in ["TMPDIR", "TEMP", "TMP"] {
        command.env(name, base.join(TEMPORARY));
    }
    command.env("GIT_CEILING_DIRECTORIES", base).env("GIT_CONFIG_NOSYSTEM", "1");
    command
}

/// Starts a program with a text on its standard input and waits for its end.
fn finish(mut command: Command, stdin: &str) -> Run {
    use std::io::Write;
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    // A program that does not read its input is not at fault.
    let _ = child.stdin.take().unwrap().write_all(stdin.as_bytes());
    let output = child.wait_with_output().unwrap();
    Run {
        code: output.status.code().unwrap_or(-1),
        stdout: String::from_utf8_lossy(&output.stdout).into_owned(),
        stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
    }
}

impl Drop for Project {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(self.0.parent().unwrap());
    }
}

/// Fails where two folders' files are not the same to the byte, and says which.
pub fn same(one: &BTreeMap<String, Vec<u8>>, other: &BTreeMap<String, Vec<u8>>, why: &str) {
    let names = one.keys().chain(other.keys());
    let differ: Vec<&String> = names.filter(|name| one.get(*name) != other.get(*name)).collect();
    assert!(differ.is_empty() && !one.is_empty(), "{why}: {differ:?} differ");
}

fn gather(root: &Path, folder: &Path, out: &mut BTreeMap<String, Vec<u8>>) {
    let Ok(entries) = std::fs::read_dir(folder) else { return };
    for entry in entries {
        let path = entry.unwrap().path();
        if path.is_dir() {
            gather(root, &path, out);
        } else {
            let name = path.strip_prefix(root).unwrap().to_str().unwrap().replace('\\', "/");
            out.insert(name, std::fs::read(&path).unwrap());
        }
    }
}
