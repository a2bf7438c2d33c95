//! The guide "In CI", walked as it stands: its commands, and the steps of the files in `docs/ci`.
#![cfg(unix)]

use std::{collections::BTreeMap, path::Path};

use serde_yaml::Value;

use crate::project::Project;

const GITHUB: &str = include_str!("../docs/ci/github-pages.yml");
const AZURE: &str = include_str!("../docs/ci/azure-static-web-apps.yml");
const GITLAB: &str = include_str!("../docs/ci/gitlab-ci.yml");
const DOCKER: &str = include_str!("../docs/ci/Dockerfile");
const GUIDE: &str = include_str!("../docs/in-ci.md");

/// The blocks of commands under a heading of the guide.
fn commands(heading: &str) -> Vec<String> {
    let part = GUIDE.split_once(&format!("\n### {heading}\n")).unwrap_or_else(|| panic!("{heading} is there")).1;
    let part = part.split("\n##").next().unwrap_or(part);
    let blocks = part.split("```console\n").skip(1).filter_map(|block| block.split("```").next());
    blocks
        .map(|block| block.lines().filter_map(|line| line.strip_prefix("$ ")).collect::<Vec<_>>().join("\n"))
        .collect()
}

/// Runs lines as a build server does: each must do what it should. Gives whether all did, and what they printed.
fn shell(project: &Project, folder: &str, script: &str, variables: &[(&str, &str)]) -> (bool, String) {
    let program = Path::new(env!("CARGO_BIN_EXE_docwright")).parent().expect("it is in a folder");
    let mut path = program.as_os_str().to_owned();
    path.push(":");
    path.push(std::env::var_os("PATH").unwrap_or_default());
    let mut command = project.program("bash");
    command.args(["-e", "-c", script]).current_dir(project.path(folder));
    command.env("PATH", path).env("XDG_CACHE_HOME", project.path("cache"));
    for name in ["GIT_AUTHOR_NAME", "GIT_COMMITTER_NAME", "GIT_AUTHOR_EMAIL", "GIT_COMMITTER_EMAIL"] {
        command.env(name, "a@example.org");
    }
    command.envs(variables.iter().copied());
    let output = command.output().expect("bash starts");
    let mut text = String::from_utf8_lossy(&output.stdout).into_owned();
    text.push_str(&String::from_utf8_lossy(&output.stderr));
    (output.status.success(), text)
}

fn done(project: &Project, folder: &str, script: &str) -> String {
    let (good, text) = shell(project, folder, script, &[]);
    assert!(good, "{script}\n{text}");
    text
}

/// Runs the job `build` of a workflow of GitHub in a fresh clone, where a pull request is one of a branch. What other
/// people's actions do, and what needs a network, is left out. Gives whether it is green, and what it printed.
fn workflow(project: &Project, workflow: &str, event: &str, branch: &str) -> (bool, String) {
    let workflow: Value = serde_yaml::from_str(workflow).expect("it is YAML");
    let folder = format!("runs/{event}-{branch}");
    done(project, ".", &format!("rm -rf {folder}; git clone -q --branch {branch} origin.git {folder}"));
    let (mut green, mut all) = (true, String::new());
    let summary = project.path("summary.md");
    let variables = [
        ("CI", "true"),
        ("GITHUB_ACTIONS", "true"),
        ("GITHUB_EVENT_NAME", event),
        ("GITHUB_BASE_REF", if event == "pull_request" { "main" } else { "" }),
        ("GITHUB_STEP_SUMMARY", summary.to_str().expect("it is UTF-8")),
    ];
    for step in workflow["jobs"]["build"]["steps"].as_sequence().expect("it has steps") {
        let Some(run) = step["run"].as_str().filter(|_| step["name"].as_str() != Some("Install docwright")) else {
            continue;
        };
        assert!(!run.contains("${{"), "what a pull request says is no part of a script: {run}");
        let wanted = match step["if"].as_str() {
            None => green,
            Some("github.event_name == 'pull_request'") => green && event == "pull_request",
            Some("${{ !cancelled() }}") => true,
            Some(condition) => panic!("the condition {condition} is not known here"),
        };
        if wanted {
            let (good, text) = shell(project, &folder, run, &variables);
            green &= good;
            all.push_str(&text);
        }
    }
    (green, all)
}

#[test]
fn the_guide_leads_from_nothing_to_a_green_pull_request() {
    for (file, name) in [(GITHUB, "github-pages.yml"), (AZURE, "azure-static-web-apps.yml")] {
        let project = Project::new(&[("here/x", "")]);
        done(&project, ".", "git init -q --bare --initial-branch main origin.git");
        let origin = project.path("origin.git").to_str().expect("it is UTF-8").replace('\'', "'\\''");
        let run = |folder: &str, script: &str| {
            let script = script.replace("git@github.com:example/handbook.git", &format!("'{origin}'"));
            done(&project, folder, &script)
        };
        let [begin, push] = &commands("A repository")[..] else { panic!("there are two blocks") };
        run("here", begin);
        project.write("here/handbook/.github/workflows/docs.yml", file.as_bytes());
        let config = project.read("here/handbook/docwright.yml");
        project.write(
            "here/handbook/docwright.yml",
            format!("{config}base_url: https://example.github.io/handbook/\n").as_bytes(),
        );
        run("here/handbook", push);
        let (green, text) = workflow(&project, file, "push", "main");
        assert!(green, "{name}: {text}");
        assert!(project.read("runs/push-main/_site/index.html").contains("https://example.github.io/handbook/"));
        assert!(!project.path("runs/push-main/.gitignore").as_os_str().is_empty());

        let [broken, look] = &commands("A pull request that fails")[..] else { panic!("there are two blocks") };
        run("here/handbook", broken);
        let (green, text) = workflow(&project, file, "pull_request", "next-steps");
        assert!(!green && text.contains("::error file=docs/index.md,line="), "{name}: {text}");
        assert!(project.read("summary.md").contains("`docs/first-stpes.md` does not exist"));
        let (green, text) = shell(&project, "here/handbook", look, &[]);
        assert!(!green && text.contains("error[file-not-found]: `docs/first-stpes.md` does not exist"), "{text}");

        let [mend] = &commands("The same one, green")[..] else { panic!("there is one block") };
        run("here/handbook", mend);
        let (green, text) = workflow(&project, file, "pull_request", "next-steps");
        assert!(green && !text.contains("::error"), "{name}: {text}");
        done(&project, "here/handbook", "git switch -q main; git merge -q next-steps; git push -q");
        let (green, text) = workflow(&project, file, "push", "main");
        assert!(green, "{name}: {text}");
        assert!(
            project
                .read("runs/push-main/_site/index.html")
                .contains("<a href=\"first-steps.html\">what comes first</a>")
        );
        // Nothing that a run writes is part of the next commit, but for its report.
        let left = done(&project, "runs/push-main", "git status --porcelain");
        assert!(left.lines().all(|line| line == "?? docwright.sarif"), "{left}");
    }
}

#[test]
fn the_job_of_gitlab_fails_and_succeeds() {
    let job: Value = serde_yaml::from_str(GITLAB).expect("it is YAML");
    let lines = |of: &Value| -> Vec<String> {
        of["script"]
            .as_sequence()
            .expect("it is a list")
            .iter()
            .filter_map(|line| Some(line.as_str()?.to_owned()))
            .collect()
    };
    let script = lines(&job["docs"]).join("\n");
    let project = Project::new(&[("p/index.md", "# Start\n"), ("p/docwright.yml", "publish: [.md]\n")]);
    done(&project, "p", "git init -q; git add .; git commit -q -m a");
    let base = done(&project, "p", "git rev-parse HEAD");
    let run = |base: &str| {
        shell(
            &project,
            "p",
            &script,
            &[("GITLAB_CI", "true"), ("CI", "true"), ("CI_MERGE_REQUEST_DIFF_BASE_SHA", base)],
        )
    };
    let (green, text) = run("");
    assert!(green, "{text}");
    assert!(project.path("p/public/index.html").exists() && project.read("p/gl-code-quality.json").trim() == "[]");
    done(&project, "p", &lines(&job["pages"]).join("\n"));
    // The site lies in the project, and is no part of it.
    let (green, text) = run(base.trim());
    assert!(green, "{text}");
    project.write("p/index.md", b"# Start\n\n[gone](gone.md)\n");
    done(&project, "p", "git commit -q -a -m b");
    let (green, text) = run(base.trim());
    assert!(!green && text.contains("file-not-found"), "{text}");
    assert!(
        project.read("p/gl-code-quality.json").contains("gone.md") && project.read("p/junit.xml").contains("gone.md")
    );
}

#[test]
fn they_name_the_release_that_this_is() {
    let release = concat!("v", env!("CARGO_PKG_VERSION"));
    for (text, line) in [
        (GITHUB, "  DOCWRIGHT: "),
        (AZURE, "  DOCWRIGHT: "),
        (GITLAB, "  DOCWRIGHT: "),
        (DOCKER, "ARG DOCWRIGHT="),
        (GUIDE, "    rev: "),
    ] {
        assert!(text.contains(&format!("\n{line}{release}\n")), "{line}");
    }
    // The files that they fetch are those that a release has.
    let made = include_str!("../.github/workflows/release.yml");
    assert!(made.contains("name: docwright-${{ github.ref_name }}-${{ matrix.target }}"));
    assert!(made.contains("target: x86_64-unknown-linux-musl }"));
    let fetched: BTreeMap<&str, usize> = [GITHUB, AZURE, GITLAB, DOCKER]
        .into_iter()
        .flat_map(|text| text.lines().filter_map(|line| line.split_once("name=")))
        .fold(BTreeMap::new(), |mut all, (_, name)| {
            *all.entry(name.trim_end_matches([' ', '\\'])).or_default() += 1;
            all
        });
    assert_eq!(fetched, [("docwright-$DOCWRIGHT-x86_64-unknown-linux-musl", 4)].into());
}
