//! Git is asked about the project's own repository, and runs nothing but itself.

use crate::project::Project;

/// A project in a repository whose pages show when they were changed.
fn committed(date: &str) -> Project {
    let project = Project::new(&[
        ("docwright.yml", "git: true\nexclude: repository/\n"),
        ("a.md", "# A\n\n[x](gone.md)\n"),
        ("\"b\".md", "# B\n"),
    ]);
    project.git(&["init", "-q", "-b", "main"]);
    project.git(&["add", "-A"]);
    let mut git = project.program("git");
    git.args(["-c", "user.name=Ada", "-c", "user.email=ada@example.org", "commit", "-q", "-m", "x"]);
    assert!(git.env("GIT_COMMITTER_DATE", date).status().unwrap().success());
    project
}

/// The variables by which git tells a hook, and other tools their children, what they work on.
fn of_a_hook(other: &Project) -> Vec<(&'static str, String)> {
    let inside = |path: &str| other.path(path).to_str().unwrap().to_owned();
    vec![
        ("GIT_DIR", inside(".git")),
        ("GIT_COMMON_DIR", inside(".git")),
        ("GIT_WORK_TREE", inside("")),
        ("GIT_INDEX_FILE", inside(".git/index")),
        ("GIT_OBJECT_DIRECTORY", inside(".git/objects")),
        ("GIT_ALTERNATE_OBJECT_DIRECTORIES", inside(".git/objects")),
        ("GIT_PREFIX", "sub/".into()),
        ("GIT_NAMESPACE", "n".into()),
        ("GIT_CONFIG_PARAMETERS", "'core.worktree'='/'".into()),
        ("GIT_EXTERNAL_DIFF", "false".into()),
        ("GIT_DIFF_OPTS", "-u9".into()),
        ("GIT_ICASE_PATHSPECS", "1".into()),
        ("GIT_GLOB_PATHSPECS", "1".into()),
    ]
}

#[test]
fn a_hook_does_not_say_what_git_is_asked_about() {
    let (project, other) = (committed("2021-02-03T04:05:06Z"), committed("2001-02-03T04:05:06Z"));
    let hook = of_a_hook(&other);
    let hook: Vec<(&str, &str)> = hook.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let check = |arguments: &str| {
        let (plain, hooked) = (project.run(arguments), project.run_with(arguments, &hook, ""));
        assert_eq!(plain, hooked, "{arguments}");
        plain
    };
    check("build -q --format short -o one");
    assert_eq!(project.run_with("build -q -o two", &hook, "").code, 0);
    for page in ["a", "%22b%22"] {
        let page = page.replace("%22", "\"");
        let read = |site: &str| project.read(&format!("{site}/{page}.html"));
        assert_eq!(read("one"), read("two"));
        assert!(read("two").contains("2021-02-03"), "{page}: {}", read("two"));
    }
    // What a hook says does not make a build another one, either.
    assert!(project.run_with("build -v -o one", &hook, "").stderr.contains("no file of the project has changed"));
    project.write("a.md", b"# A\n\n[x](gone.md)\n\n[y](new.md)\n");
    project.write("docwright.yml", b"git: true\nexclude: [repository/, one/, two/]\n");
    let run = check("check -q --format short --changed-since HEAD");
    assert_eq!(run.stdout, "a.md:5:5: warning[file-not-found] `new.md` does not exist\n");
    project.git(&["mv", "\"b\".md", "c.md"]);
    let run = check("urls -q --format short --against HEAD");
    assert!(run.stdout.contains("\"b\".md"), "{run:?}");
}

#[cfg(unix)]
#[test]
fn a_repository_starts_no_program() {
    use std::os::unix::fs::PermissionsExt;
    let project = committed("2021-02-03T04:05:06Z");
    let marker = project.path("started");
    let program = project.path(".git/evil");
    let script = format!("#!/bin/sh\necho \"$0 $@\" >> '{}'\ncat\n", marker.display());
    project.write(".git/evil", script.as_bytes());
    std::fs::set_permissions(&program, std::fs::Permissions::from_mode(0o755)).unwrap();
    let evil = program.to_str().unwrap();
    for hook in ["post-index-change", "post-checkout", "reference-transaction", "pre-auto-gc"] {
        project.write(&format!(".git/hooks/{hook}"), script.as_bytes());
        let path = project.path(&format!(".git/hooks/{hook}"));
        std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o755)).unwrap();
    }
    // A folder of the project that looks like a repository, with a configuration of its own.
    project.git(&["clone", "-q", "--bare", ".", "repository"]);
    let quoted = format!("\"'{evil}'\"");
    let filter = |name: &str| {
        format!("[filter \"{name}\"]\nsmudge = {quoted}\nclean = {quoted}\nprocess = {quoted}\nrequired\n")
    };
    let config = format!(
        "[core]\nfsmonitor = {quoted}\nsshCommand = {quoted}\npager = {quoted}\n[diff]\nexternal = {quoted}\n\
         [diff \"evil\"]\ncommand = {quoted}\ntextconv = {quoted}\n[log]\nshowSignature\n[gpg]\nprogram = {quoted}\n\
         [pager]\nlog = {quoted}\ndiff = {quoted}\n{}{}[remote \"origin\"]\nurl = \"ext::{evil}\"\npromisor\n",
        filter("evil"),
        filter("e=v il.x"),
    );
    for repository in [".git", "repository"] {
        let own = project.read(&format!("{repository}/config"));
        project.write(&format!("{repository}/config"), format!("{own}{config}").as_bytes());
    }
    project.write(".gitattributes", b"*.md diff=evil filter=evil\na.md filter=e=v\\ il.x\n");
    project.write("a.md", b"# A\n\n[y](new.md)\n");
    for arguments in [
        "build -q --format short",
        "check -q --format short --changed-since HEAD",
        "urls -q --against HEAD",
        "-C repository check -q",
        "-C repository build -q",
        "-C repository check -q --changed-since HEAD",
    ] {
        let run = project.run(arguments);
        assert!(run.code < 2, "{arguments}: {run:?}");
        assert!(!marker.exists(), "{arguments}: {}", project.read("started"));
    }
}
