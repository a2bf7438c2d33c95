//! What an old repository needs: levels by glob, comments that silence, baselines, and findings of a change.

use crate::project::Project;

fn check(project: &Project, flags: &str, code: i32, want: &[&str]) {
    let run = project.run(&format!("check -q --format short {flags}"));
    assert_eq!((run.stdout.lines().collect::<Vec<_>>(), run.code), (want.to_vec(), code), "{flags}: {}", run.stderr);
}

#[test]
fn levels_are_set_by_glob() {
    let project = Project::new(&[
        ("a.md", "# A\n\n[x](gone.md)\n"),
        ("old/b.md", "# B\n\n[x](gone.md)\n"),
        ("old/new/c.md", "C\n\n[x](gone.md)\n"),
        (
            "docwright.yml",
            "rules:\n  file-not-found:\n    severity: error\n    ignore: old/new/**\n    files:\n      old/**: suggestion\n\
             \x20 h1-missing:\n    files:\n      'old/**': warning\n",
        ),
    ]);
    let all = [
        "a.md:3:5: error[file-not-found] `gone.md` does not exist",
        "old/b.md:3:5: suggestion[file-not-found] `old/gone.md` does not exist",
        "old/new/c.md:1:1: warning[h1-missing] the page has no heading of level 1",
    ];
    check(&project, "", 1, &all);
    check(&project, "-A file-not-found", 0, &all[2..]);
    let errors = all.map(|line| line.replace("suggestion[", "error["));
    let with_c = "old/new/c.md:3:5: error[file-not-found] `old/new/gone.md` does not exist";
    check(&project, "-D file-not-found", 1, &[&errors[0], &errors[1], all[2], with_c]);
    project.write("docwright.yml", b"rules:\n  file-not-found: {ignores: x, severity: bad, files: {'a/../..': off}}\n");
    let run = project.run("check -q --format short");
    for part in ["unknown key `ignores`", "unknown value of `severity`, `bad`", "leaves its folder"] {
        assert!(run.code == 2 && run.stdout.contains(part), "{run:?}");
    }
}

#[test]
fn docfx_excludes_files_from_rules() {
    let project = Project::new(&[
        (
            "d/docfx.json",
            r#"{"build": {"content": "**/*.md"}, "rules": {"file-not-found": {"severity": "error", "exclude": ["x/**"]}, "h1-missing": "off", "other": {"severity": "x"}}}"#,
        ),
        (
            "d/a.md",
            "---\ntitle: A\ndescription: A description that is long enough to be shown in lists of results, as it should be.\n---\n# A\n\n[x](gone.md)\n",
        ),
        ("d/x/a.md", "[x](gone.md)\n"),
    ]);
    check(&project, "-A suggestions", 1, &["d/a.md:7:5: error[file-not-found] `d/gone.md` does not exist"]);
}

#[test]
fn groups_of_rules_have_names() {
    let project = Project::new(&[
        ("a.md", "# A\n\n[x](gone.md)\n\n[^1]: unused\n\n[!INCLUDE [a](a.md)]\n"),
        ("docwright.yml", "rules:\n  at-xref-not-found: off\n"),
    ]);
    let warning = "a.md:3:5: warning[file-not-found] `gone.md` does not exist";
    let run = project.run("check -q --format short").stdout;
    assert!(run.contains("error[circular-reference]") && run.contains("suggestion[footnote-unused]"), "{run}");
    check(&project, "-A all", 0, &[]);
    check(&project, "-A all -W file-not-found", 0, &[warning]);
    check(&project, "-A errors,suggestions", 0, &[warning]);
    check(&project, "-A errors -A suggestions -D warnings", 1, &[&warning.replace("warning", "error")]);
    check(&project, "-D warnings -A errors -A suggestions", 0, &[]);
    check(&project, "-W suggestions -A errors -A footnote-unused", 0, &[warning]);
    let run = project.run("check -D warning");
    assert_eq!((run.code, &*run.stderr), (2, "error: there is no rule `warning`; did you mean `warnings`?\n"));
    project.write("docwright.yml", b"titel: x\n");
    let run = project.run("check -q -A all --format short");
    assert_eq!((run.code, &*run.stdout), (2, "docwright.yml:1:1: error[config-invalid] unknown key `titel`\n"));
}

#[test]
fn comments_silence_rules() {
    let project = Project::new(&[(
        "a.md",
        "---\nx: '[a'  # docwright-ignore unused-include\n---\n\
         # A\n\n\
         [x](1.md) <!-- docwright-ignore file-not-found -- on its way --> and [y](2.md)\n[z](3.md)\n\n\
         <!-- docwright-ignore file-not-found, bookmark-not-found -->\n\n\
         - [x](4.md)\n- [y](#5)\n\n[z](6.md)\n\n\
         > <!--docwright-ignore-next-line file-not-found-->\n> [x](7.md)\n> [y](8.md)\n\n\
         `<!-- docwright-ignore file-not-found -->` [x](9.md)\n\n\
         ```\n<!-- docwright-ignore-file file-not-found -->\n```\n\n\
         <!-- docwright-ignore file-not-fund --> <!-- docwright-ignore -->\n<!-- docwright-ignore-lines file-not-found -->\n",
    )]);
    check(
        &project,
        "",
        0,
        &[
            "a.md:2:29: warning[unused-ignore] nothing is found here that `unused-include` would be silenced for",
            "a.md:7:5: warning[file-not-found] `3.md` does not exist",
            "a.md:14:5: warning[file-not-found] `6.md` does not exist",
            "a.md:18:7: warning[file-not-found] `8.md` does not exist",
            "a.md:20:48: warning[file-not-found] `9.md` does not exist",
            "a.md:26:23: warning[unused-ignore] there is no rule `file-not-fund`",
            "a.md:26:46: warning[unused-ignore] the comment names no rule",
            "a.md:27:6: warning[unused-ignore] there is no comment `docwright-ignore-lines`",
        ],
    );
    check(&project, "-A all", 0, &[]);
    let used = "a.md:6:29: warning[unused-ignore]";
    assert!(
        !project.run("check -q --format short -A file-not-found").stdout.contains(used),
        "what is off is not unused"
    );
    let file =
        "[x](1.md)\n\n<!-- docwright-ignore-file\n  file-not-found\n  bookmark-not-found\n-->\n\n[y](#2)\n[z](3.md)";
    check(&Project::new(&[("a.md", file)]), "--strict", 0, &[]);
    check(
        &Project::new(&[("a.md", "<!-- docwright-ignore-file file-not-found -->\n# A\n")]),
        "--strict",
        1,
        &["a.md:1:28: error[unused-ignore] nothing is found here that `file-not-found` would be silenced for"],
    );
}

#[test]
fn comments_silence_rules_in_yaml() {
    let toc = "- name: A\n  href: a.md\n# docwright-ignore invalid-toc-href -- soon\n- name: B\n  href: b.md # docwright-ignore invalid-toc-href\n\
               - name: C\n  # docwright-ignore-next-line file-not-found\n  # docwright-ignore invalid-toc-href\n  href: c.md\n- name: D\n  href: d.md\n";
    let project = Project::new(&[("a.md", "# A\n"), ("toc.yml", toc)]);
    let run = project.run("check -q --format short");
    let lines: Vec<&str> = run.stdout.lines().collect();
    assert_eq!(lines.len(), 3, "{lines:#?}");
    for (line, start) in lines.iter().zip([
        "toc.yml:3:20: warning[unused-ignore]",
        "toc.yml:7:32: warning[unused-ignore]",
        "toc.yml:11:9: ",
    ]) {
        assert!(line.starts_with(start), "{line}");
    }
}

#[test]
fn a_baseline_is_written_compared_and_shrunk() {
    let project =
        Project::new(&[("a.md", "# A\n\n[x](1.md) [y](2.md)\n\n[z](1.md)\n"), ("b.md", "# B\n\n[x](1.md)\n")]);
    let run = project.run("check --baseline known/base.json");
    assert_eq!((run.code, &*run.stdout), (0, ""));
    assert!(run.stderr.starts_with("baseline: wrote 4 findings to known/base.json\n"), "{}", run.stderr);
    let list = project.read("known/base.json");
    assert_eq!(list.lines().count(), 9, "{list}");
    check(&project, "--baseline known/base.json --strict --max-warnings 0", 0, &[]);

    project.write("a.md", b"# A\n\nNew.\n\n[z](1.md)\n\n- [x](1.md) [y](3.md)\n");
    let new = "a.md:7:17: warning[file-not-found] `3.md` does not exist";
    check(&project, "--baseline known/base.json --max-warnings 0", 1, &[new]);
    let run = project.run("build --baseline known/base.json --report short=r.txt");
    assert!(run.stderr.contains("baseline: 3 findings known and left out\n"), "{}", run.stderr);
    let gone = "baseline: 1 finding of known/base.json no longer occur; --shrink-baseline removes them:\n  \
                a.md: [file-not-found] 2.md\n";
    assert!(run.stderr.contains(gone), "{}", run.stderr);
    assert_eq!(project.read("r.txt"), format!("{new}\n"), "reports know of it, too");
    assert_eq!(project.read("known/base.json"), list, "nothing else writes it");

    check(&project, "--baseline known/base.json --shrink-baseline", 0, &[new]);
    assert_eq!(project.read("known/base.json").lines().count(), 8);
    check(&project, "--baseline known/base.json -A file-not-found", 0, &[]);
    assert!(!project.run("check --baseline known/base.json -A file-not-found").stderr.contains("no longer"));
    check(&project, "--baseline known/base.json --update-baseline", 0, &[]);
    check(&project, "--baseline known/base.json", 0, &[]);

    let run = |flags: &str| project.run_with(&format!("check {flags}"), &[("CI", "true")], "");
    let missing = run("--baseline none.json");
    let told = "error: the baseline `none.json` is not there; --update-baseline writes it\n";
    assert_eq!((missing.code, &*missing.stderr), (2, told));
    project.write("bad.json", b"<<<<<<< HEAD");
    let bad = run("--baseline bad.json");
    assert!(bad.code == 2 && bad.stderr.starts_with("error: `bad.json` is no list of known findings"), "{bad:?}");
    assert_eq!(run("--update-baseline").code, 2);
    project.write("docwright.yml", b"titel: x\n");
    assert_eq!(run("--baseline fresh.json --update-baseline").code, 2);
    assert!(!project.path("fresh.json").exists(), "nothing is known of a broken project");
}

fn commit(project: &Project) {
    project.git(&["add", "-A"]);
    project.git(&["commit", "-qm", "x"]);
}

#[test]
fn findings_of_a_change_are_told_apart() {
    let project = Project::new(&[
        ("docs/a.md", "# A\n\n[x](1.md)\n\n[b](b.md#part)\n\n[y](2.md)\n"),
        ("docs/b.md", "# B\n\n## Part\n\nText.\n"),
        ("docs/c d.md", "# C\n\n[x](3.md) and [y](4.md)\n\nSome lines that stay.\n\nAnd more.\n"),
        ("outside.md", "# O\n"),
    ]);
    project.git(&["init", "-q", "-b", "main"]);
    commit(&project);
    check(&project, "-C docs --changed-since main", 0, &[]);

    // Not committed: a heading is renamed, a line with an old finding is edited, a file is renamed and one is new.
    project.write("docs/b.md", b"# B\n\n## Parts\n\nText.\n");
    project.write("docs/a.md", b"# A\n\nMore.\n\n[x](1.md)\n\n[b](b.md#part)\n\n[y y](2.md)\n");
    project.write("docs/n.md", b"# N\n\n[x](5.md)\n");
    project.git(&["mv", "docs/c d.md", "docs/d e.md"]);
    let want = [
        "a.md:7:10: warning[bookmark-not-found] nothing on `b.md` has the id `part`",
        "a.md:9:7: warning[file-not-found] `2.md` does not exist",
        "n.md:3:5: warning[file-not-found] `5.md` does not exist",
    ];
    check(&project, "-C docs --changed-since main", 0, &want);
    check(
        &project,
        "-C docs --changed-since HEAD --strict",
        1,
        &want.map(|line| line.replace("warning", "error")).each_ref().map(|line| &**line),
    );
    // A branch is compared with where it left another one, which has gone on.
    project.git(&["checkout", "-q", "-b", "mine"]);
    commit(&project);
    project.git(&["checkout", "-q", "main"]);
    project.write("docs/z.md", b"# Z\n\n[x](6.md)\n");
    commit(&project);
    project.git(&["checkout", "-q", "mine"]);
    check(&project, "-C docs --changed-since main", 0, &want);
    check(&project, "-C docs --changed-since HEAD", 0, &[]);
    check(&project, "-C docs --changed-since main --baseline docs/k.json", 0, &[]);

    let check = |flags: &str, want: &str| {
        let run = project.run(&format!("check -q {flags}"));
        assert!(run.code == 2 && run.stderr.contains(want) && run.stdout.is_empty(), "{run:?}");
    };
    check("--changed-since nowhere", "error: git knows no commit `nowhere`\n");
    check("--changed-since --output=x", "error:");
    // As in a container, where the folder is another user's.
    let mut other = project.command("check -q --changed-since main");
    other.env("GIT_TEST_ASSUME_DIFFERENT_OWNER", "1");
    let output = other.output().unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(said.starts_with("error: git cannot read the repository: detected dubious ownership"), "{said}");
    assert_eq!(output.status.code(), Some(2));
    project.git(&["checkout", "-q", "--orphan", "other"]);
    commit(&project);
    check("--changed-since main", "git knows no commit that `main` and the branch at hand have in common");
    project.git(&[
        "clone",
        "-q",
        "--depth",
        "1",
        "--no-local",
        &format!("file://{}", project.path("").display()),
        "shallow",
    ]);
    check(
        "-C shallow --changed-since main",
        "git knows no commit `main`; this clone is shallow: fetch more of its history",
    );
    let alone = Project::new(&[("a.md", "# A\n")]);
    let run = alone.run("check --changed-since main");
    assert!(run.code == 2 && run.stderr.contains("--changed-since needs a git repository"), "{run:?}");
}

#[test]
fn changes_of_submodules_are_seen() {
    let module = Project::new(&[("m.md", "# M\n\n[x](1.md)\n\n[x](2.md)\n")]);
    module.git(&["init", "-q", "-b", "main"]);
    commit(&module);
    let project = Project::new(&[("a.md", "# A\n\n[m](sub/m.md)\n")]);
    project.git(&["init", "-q", "-b", "main"]);
    let from = module.path("").display().to_string();
    project.git(&["submodule", "--quiet", "add", &from, "sub"]);
    commit(&project);
    check(&project, "--changed-since HEAD", 0, &[]);
    project.write("sub/m.md", b"# M\n\nNew.\n\n[x](1.md)\n\n[x x](2.md) [y](3.md)\n");
    let want = [
        "sub/m.md:7:7: warning[file-not-found] `sub/2.md` does not exist",
        "sub/m.md:7:17: warning[file-not-found] `sub/3.md` does not exist",
    ];
    check(&project, "--changed-since HEAD", 0, &want);
}
