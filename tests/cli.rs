//! Command lines: exit codes, and what goes to which stream.

use crate::project::{Project, Run, same};

/// A page with two warnings, and one with none.
const FILES: &[(&str, &str)] = &[("a.md", "# A\n\n[x](gone.md) and [y](b.md#nope).\n"), ("b.md", "# B\n")];

const SHORT: &str = "a.md:3:5: warning[file-not-found] `gone.md` does not exist\n\
                     a.md:3:27: warning[bookmark-not-found] nothing on `b.md` has the id `nope`\n";

const PRETTY: &str = "\
warning[file-not-found]: `gone.md` does not exist
 --> a.md:3:5
  |
3 | [x](gone.md) and [y](b.md#nope).
  |     ^^^^^^^
  |
  = see: https://docwright.github.io/docwright/reference/rules.html#file-not-found

warning[bookmark-not-found]: nothing on `b.md` has the id `nope`
 --> a.md:3:27
  |
3 | [x](gone.md) and [y](b.md#nope).
  |                           ^^^^
  |
  = see: https://docwright.github.io/docwright/reference/rules.html#bookmark-not-found

";

/// Runs a command line in a project and compares all that it says. Seconds are written as `T`.
fn check(project: &Project, arguments: &str, code: i32, stdout: &str, stderr: &str) {
    let run = project.run(arguments);
    let told = Run { stderr: without_times(&run.stderr), ..run };
    let want = Run { code, stdout: stdout.into(), stderr: stderr.into() };
    assert_eq!(told, want, "docwright {arguments}");
}

/// "0.04 s" is "T s".
fn without_times(text: &str) -> String {
    let words = text.split_inclusive(' ').collect::<Vec<_>>();
    let mut out = String::new();
    for (at, word) in words.iter().enumerate() {
        let seconds = words.get(at + 1).is_some_and(|next| next.trim_end() == "s" || next.starts_with("s\n"));
        let number = word.trim_end().parse::<f64>().is_ok();
        out.push_str(if seconds && number { "T " } else { word });
    }
    out
}

#[test]
fn findings_decide_how_a_run_ends() {
    let project = Project::new(FILES);
    let sum = "2 pages, 2 findings in 1 page, T s\n";
    let errors = SHORT.replace("warning", "error");
    check(&project, "check", 0, PRETTY, sum);
    check(&project, "lint", 0, PRETTY, sum);
    check(&project, "check --format short", 0, SHORT, sum);
    check(&project, "--format short check", 0, SHORT, sum);
    check(&project, "check --format short -q", 0, SHORT, "");
    check(&project, "check --format short --strict", 1, &errors, sum);
    check(&project, "check --format short -q --max-warnings 1", 1, SHORT, "");
    check(&project, "check --format short -q --max-warnings 2", 0, SHORT, "");
    check(&project, "check --format short -q -j 1", 0, SHORT, "");
    check(&project, "check -A file-not-found,bookmark-not-found", 0, "", "2 pages, no findings, T s\n");
    check(
        &project,
        "check --format short -D file-not-found -A bookmark-not-found",
        1,
        "a.md:3:5: error[file-not-found] `gone.md` does not exist\n",
        "2 pages, 1 finding in 1 page, T s\n",
    );
    check(&project, "check -q --format short --strict -W file-not-found", 1, &errors, "");
    // Of flags that contradict each other, the last one counts.
    let (none, some) = ("", errors.as_str());
    let check = |flags: &str, code, want: &str| {
        let run = project.run(&format!("check -q --format short -A bookmark-not-found {flags}"));
        let want: String = want.lines().take(1).map(|line| format!("{line}\n")).collect();
        assert_eq!((run.code, run.stdout), (code, want), "{flags}");
    };
    check("-D file-not-found --allow=file-not-found", 0, none);
    check("-Afile-not-found --deny file-not-found", 1, some);
    assert_eq!(project.files(".").len(), 2, "a check writes nothing");
}

#[test]
fn findings_are_data_for_programs() {
    let project = Project::new(FILES);
    let first = "{\"rule\":\"file-not-found\",\"severity\":\"warning\",\"message\":\"`gone.md` does not exist\",\
                 \"path\":\"a.md\",\"line\":3,\"column\":5,\"endLine\":3,\"endColumn\":12,\"via\":[],\"fixes\":[]}";
    let second = "{\"rule\":\"bookmark-not-found\",\"severity\":\"warning\",\
                  \"message\":\"nothing on `b.md` has the id `nope`\",\
                  \"path\":\"a.md\",\"line\":3,\"column\":27,\"endLine\":3,\"endColumn\":31,\"via\":[],\"fixes\":[]}";
    check(&project, "check -q --format json", 0, &format!("[\n{first},\n{second}\n]\n"), "");
    check(&project, "check -q --format jsonl", 0, &format!("{first}\n{second}\n"), "");
    let clean = Project::new(&[("a.md", "# A\n")]);
    check(&clean, "check --format json", 0, "[]\n", "1 page, no findings, T s\n");
}

#[test]
fn wrong_usage_is_told() {
    let project = Project::new(FILES);
    let check = |arguments: &str, stderr: &str| check(&project, arguments, 2, "", stderr);
    check("check -D file-not-fund", "error: there is no rule `file-not-fund`; did you mean `file-not-found`?\n");
    check("check -W zzz", "error: there is no rule `zzz`\n");
    check("check -j 0", "error: --jobs must be at least 1\n");
    check("check -C nowhere", "error: the folder `nowhere` is not there\n");
    check("check -c none.yml", "error: the configuration `none.yml` is not there\n");
    check("build --base-url e.org", "error: --base-url must begin with https:// or http://, not `e.org`\n");
    let help = "\nFor more information, try '--help'.\n";
    check("frob", &format!("error: unrecognized subcommand 'frob'\n\nUsage: docwright [OPTIONS] [COMMAND]\n{help}"));
    check(
        "check --frob",
        &format!("error: unexpected argument '--frob' found\n\nUsage: docwright check [OPTIONS]\n{help}"),
    );
    check("check -j x", &format!("error: invalid value 'x' for '--jobs <N>': invalid digit found in string\n{help}"));
    check(
        "check --format x",
        &format!(
            "error: invalid value 'x' for '--format <FORMAT>'\n  [possible values: pretty, short, json, \
             jsonl, sarif, github, gitlab, junit, azure]\n{help}"
        ),
    );
    check(
        "render",
        &format!(
            "error: the following required arguments were not provided:\n  <FILE>\n\nUsage: docwright render <FILE>\n{help}"
        ),
    );
    assert_eq!(project.files(".").len(), 2);
}

#[test]
fn help_and_version_are_results() {
    let project = Project::new(&[]);
    check(&project, "--version", 0, &format!("docwright {}\n", env!("CARGO_PKG_VERSION")), "");
    for arguments in ["--help", "help", "help check", "render --help"] {
        let run = project.run(arguments);
        assert_eq!((run.code, &*run.stderr), (0, ""), "{arguments}");
        assert!(run.stdout.contains("Usage: docwright"), "{arguments}");
    }
}

#[test]
fn colours_are_for_terminals_and_those_who_ask() {
    let project = Project::new(FILES);
    let check = |arguments: &str, variables: &[(&str, &str)], want: bool| {
        let run = project.run_with(arguments, variables, "");
        assert_eq!(run.stdout.contains('\u{1b}'), want, "{arguments} {variables:?}");
        assert!(!run.stderr.contains('\u{1b}'), "there is no progress where nobody watches");
    };
    check("check", &[], false);
    check("check --color always", &[], true);
    check("check --color never", &[("CLICOLOR_FORCE", "1")], false);
    check("check", &[("CLICOLOR_FORCE", "1")], true);
    check("check", &[("CLICOLOR_FORCE", "0")], false);
    check("check", &[("CLICOLOR_FORCE", "1"), ("NO_COLOR", "1")], false);
    check("check --color always --format short", &[], false);
}

#[test]
fn builds_write_where_they_are_told() {
    let project = Project::new(FILES);
    check(&project, "-q --format short", 0, SHORT, "");
    assert!(project.read("_site/a.html").contains("<title>A</title>"));
    check(&project, "build -q --format short -o out", 0, SHORT, "");
    same(&project.files("_site"), &project.files("out"), "a site is no source of another");
    project.write("other.cfg", b"title: Other\noutput: third\n");
    check(&project, "build -q --format short -c other.cfg", 0, SHORT, "");
    assert!(project.read("third/a.html").contains("<title>A | Other</title>"));
    check(&project, "build -q --format short -c other.cfg -o fourth --base-url https://e.org/d", 0, SHORT, "");
    assert!(project.read("fourth/sitemap.xml").contains("<loc>https://e.org/d/b.html</loc>"));
    assert!(project.read("fourth/b.html").contains("<link rel=\"canonical\" href=\"https://e.org/d/b.html\">"));

    let elsewhere = Project::new(&[]);
    let root = project.path("").display().to_string();
    let run = elsewhere.run_words(&["build", "-q", "--format", "short", "-C", &root, "-o", "here"]);
    assert_eq!((run.code, &*run.stdout, &*run.stderr), (0, SHORT, ""));
    same(&elsewhere.files("here"), &project.files("_site"), "-o is seen from where one stands");
}

#[test]
fn verbose_builds_say_what_they_wrote() {
    let project = Project::new(&[("a.md", "# A\n")]);
    let told = project.run("build -v").stderr;
    assert!(told.contains("_site: ") && told.contains(" 0 unchanged, 0 removed"), "{told}");
    assert!(project.run("build -v").stderr.contains("_site: 0 files written (0 bytes)"));
}

#[test]
fn a_broken_configuration_stops_a_build() {
    let check = |name: &str, text: &str, stdout: &str| {
        let project = Project::new(&[("a.md", "# A\n"), (name, text)]);
        for command in ["check", "build"] {
            check(&project, &format!("{command} -q --format short"), 2, stdout, "");
        }
        assert_eq!(project.files(".").len(), 2, "nothing is written");
    };
    check(
        "docwright.yml",
        "titel: x\nurls: sideways\n",
        "docwright.yml:1:1: error[config-invalid] unknown key `titel`\n\
         docwright.yml:2:7: error[config-invalid] unknown value of `urls`, `sideways`\n",
    );
    check("docwright.yml", "title: [\n", "docwright.yml:1:8: error[yaml-syntax-error] unclosed bracket '['\n");
    check("docfx.json", "frob", "docfx.json:1:1: error[config-invalid] Unexpected word\n");
}

#[test]
fn an_output_that_is_not_ours_is_refused() {
    let project = Project::new(&[("a.md", "# A\n"), ("foreign/a.html", "mine\n")]);
    let foreign = project.path("foreign").canonicalize().unwrap().display().to_string();
    let refused = format!("error: `{foreign}/a.html` was not written by docwright and would be lost\n");
    check(&project, "build -o foreign", 3, "", &refused);
    let refused = format!("error: `{foreign}` was not written by docwright: nothing is removed\n");
    check(&project, "clean -o foreign", 2, "", &refused);
    assert_eq!(project.files("foreign").into_keys().collect::<Vec<_>>(), ["a.html"]);
    let root = project.path("").canonicalize().unwrap().display().to_string();
    let refused = format!("error: the output folder `{root}` is the project's own folder\n");
    check(&project, "build -o .", 2, "", &refused);
    let refused = format!("error: the output folder `{root}/a.md` is a file\n");
    check(&project, "build -o a.md", 2, "", &refused);
}

#[test]
fn clean_removes_what_builds_wrote() {
    let project = Project::new(&[("a.md", "# A\n")]);
    check(&project, "clean", 0, "", "");
    project.build();
    let written = project.files("_site").len() - 1;
    project.write("_site/mine.txt", b"mine");
    check(&project, "clean", 0, "", &format!("{written} files removed from ./_site\n"));
    assert_eq!(project.files("_site").into_keys().collect::<Vec<_>>(), ["mine.txt"]);
    let again = project.run("clean");
    assert_eq!((again.code, project.read("_site/mine.txt").as_str()), (2, "mine"));
}

#[test]
fn render_prints_an_article() {
    let project = Project::new(FILES);
    let html = "<h1 id=\"a\"><a href=\"#a\">A</a></h1>\n\
                <p><a href=\"gone.md\">x</a> and <a href=\"b.html#nope\">y</a>.</p>\n";
    check(&project, "render a.md", 0, html, SHORT);
    check(&project, "render b.md", 0, "<h1 id=\"b\"><a href=\"#b\">B</a></h1>\n", "");
    check(&project, "render a.md -D file-not-found", 1, html, &SHORT.replacen("warning", "error", 1));
    check(&project, "render a.md -A file-not-found,bookmark-not-found", 0, html, "");
    check(&project, "render c.md", 2, "", "error: `c.md` is no page of a project\n");
    let run = project.run_with("render -", &[], "# S\n\n[x](a.md) ![p](p.png)\n");
    let want = Run {
        code: 0,
        stdout: "<h1 id=\"s\"><a href=\"#s\">S</a></h1>\n\
                 <p><a href=\"a.html\">x</a> <img src=\"p.png\" alt=\"p\" loading=\"lazy\"></p>\n"
            .into(),
        stderr: "stdin.md:3:16: warning[file-not-found] `p.png` does not exist\n".into(),
    };
    assert_eq!(run, want);
    assert_eq!(project.files(".").len(), 2, "nothing is written");
}

#[test]
fn init_starts_a_project_that_has_no_finding() {
    let project = Project::new(&[]);
    let wrote = "wrote docwright.yml\nwrote docs/index.md\nwrote docs/first-steps.md\nwrote docs/toc.yml\n\
                 now run `docwright build`\n";
    check(&project, "init", 0, "", wrote);
    check(&project, "check --strict", 0, "", "2 pages, no findings, T s\n");
    check(&project, "init", 2, "", "error: `docwright.yml` is there already\n");
    check(&project, "init new/folder", 0, "", wrote);
    check(&project, "-C new/folder check --strict", 0, "", "2 pages, no findings, T s\n");
    check(&project, "init -q third", 0, "", "");

    let project = Project::new(FILES);
    check(&project, "init", 0, "", "wrote docwright.yml\nnow run `docwright build`\n");
    check(&project, "check -q --format short", 0, SHORT, "");
    assert_eq!(project.files(".").len(), 3);

    let project = Project::new(&[("docs/toc.yml", "- name: Mine\n")]);
    check(&project, "init", 2, "", "error: `docs/toc.yml` is there already\n");
    assert_eq!(project.files(".").len(), 1);
}
#[test]
fn files_for_hosts() {
    let project = Project::new(&[
        (
            "docwright.yml",
            "title: Guide\nbase_url: https://e.org/docs/\npublish: [_redirects, _headers, staticwebapp.config.json]\n",
        ),
        ("index.md", "---\ndescription: All\n  of it.\n---\n# Start\n"),
        ("a/b.md", "# B [x]\n"),
        ("hidden.md", "---\nrobots: noindex\n---\n# Hidden\n"),
        (
            "redirections.yml",
            "redirections:\n  - source_path: old.md\n    redirect_url: a/b.md\n  - source_path: out.md\n    redirect_url: https://x.org/y\n",
        ),
    ]);
    let run = project.run("build -q --format short");
    assert_eq!((run.code, &*run.stdout), (0, ""), "{}", run.stderr);
    let read = |path: &str| project.read(&format!("_site/{path}"));
    assert_eq!(read("robots.txt"), "User-agent: *\nAllow: /\n\nSitemap: https://e.org/docs/sitemap.xml\n");
    assert_eq!(
        read("llms.txt"),
        "# Guide\n\n## a\n\n- [B x](https://e.org/docs/a/b.html)\n\n## Pages\n\n- [Start](https://e.org/docs/index.html): All of it.\n"
    );
    assert_eq!(read("_redirects"), "/docs/old.html /docs/a/b.html 301\n/docs/out.html https://x.org/y 301\n");
    assert!(read("_headers").starts_with("/docs/*\n  Content-Security-Policy: default-src 'self';"));
    let config: serde_json::Value = serde_json::from_str(&read("staticwebapp.config.json")).expect("it is JSON");
    assert_eq!(config["responseOverrides"]["404"]["rewrite"], "/docs/404.html");
    assert_eq!(config["routes"][1]["redirect"], "/docs/a/b.html");
    // A person's own file counts, and without an address of the site nothing is written that needs one.
    project.write("static/robots.txt", b"mine");
    project.write("docwright.yml", b"publish: [_redirect]\n");
    let run = project.run("check --format short -q");
    assert!(run.stdout.contains("`publish` has no file `_redirect`"), "{}", run.stdout);
    project.write("docwright.yml", b"title: Guide\n");
    project.build();
    assert_eq!(read("robots.txt"), "mine");
    assert!(!project.path("_site/llms.txt").exists() && !project.path("_site/_redirects").exists());
}

#[test]
fn shells_and_man_know_the_commands() {
    let project = Project::new(&[]);
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let run = project.run(&format!("completions {shell}"));
        assert!(run.code == 0 && run.stdout.contains("max-warnings") && run.stdout.contains("explain"), "{shell}");
    }
    let man = project.run("man").stdout;
    assert!(man.starts_with(".ie") && man.contains("DOCWRIGHT FIX") && man.contains("max\\-warnings"), "{man}");
}
