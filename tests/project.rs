//! A project on the disk, made by a test, and the program that is run on it.
#![expect(clippy::disallowed_methods, reason = "tests make the projects that they build")]

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    sync::atomic::{AtomicUsize, Ordering},
};

/// Variables by which the program knows where it runs: tests run everywhere.
pub const ENVIRONMENT: &[&str] = &[
    "NO_COLOR",
    "CLICOLOR_FORCE",
    "CLICOLOR",
    "FORCE_HYPERLINK",
    "CI",
    "GITHUB_ACTIONS",
    "GITHUB_STEP_SUMMARY",
    "GITLAB_CI",
    "TF_BUILD",
];

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
        static NEXT: AtomicUsize = AtomicUsize::new(0);
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let folder = std::env::temp_dir().join(format!("docwright-tests-{}-{number}", std::process::id()));
        let _ = std::fs::remove_dir_all(&folder);
        // Its name is a part of what some commands say.
        let project = Project(folder.join("project"));
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

    /// Runs it with variables of the environment and a text on standard input.
    pub fn run_with(&self, arguments: &str, variables: &[(&str, &str)], stdin: &str) -> Run {
        use std::io::Write;
        let mut command = self.command(arguments);
        command.envs(variables.iter().copied());
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        // A program that does not read its input is not at fault.
        let _ = child.stdin.take().unwrap().write_all(stdin.as_bytes());
        let output = child.wait_with_output().unwrap();
        Run {
            code: output.status.code().unwrap_or(-1),
            stdout: String::from_utf8(output.stdout).unwrap(),
            stderr: String::from_utf8(output.stderr).unwrap(),
        }
    }

    /// The program in the folder, not yet started.
    pub fn command(&self, arguments: &str) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_docwright"));
        for name in ENVIRONMENT {
            command.env_remove(name);
        }
        // What builds keep goes away with the project.
        command.env("XDG_CACHE_HOME", self.0.with_file_name("cache"));
        command.args(arguments.split_whitespace()).current_dir(&self.0);
        command
    }

    /// Builds, which must not fail, and gives the findings as `short`.
    pub fn build(&self) -> String {
        let run = self.run("build --format short -q");
        assert!(run.code < 2 && run.stderr.is_empty(), "{run:?}");
        run.stdout
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
