//! The folders that a project names: sources that are there, pages in them, and an output folder that harms none of it.
#![cfg_attr(unix, expect(clippy::disallowed_methods, reason = "tests make the projects that they build"))]

use crate::{
    project::{Project, Run},
    serve::Server,
};

const PAGE: (&str, &str) = ("docs/a.md", "# A\n");

fn short(project: &Project, arguments: &str) -> Run {
    project.run(&format!("{arguments} --format short -q"))
}

#[test]
fn a_source_that_is_not_there_is_told() {
    let check = |config: &str, place: &str, what: &str, help: &str| {
        let project = Project::new(&[PAGE, ("docwright.yml", "title: T\n"), ("docs/sub/b.md", "# B\n")]);
        assert_eq!(short(&project, "build").code, 0);
        let before = project.files("_site");
        project.write("docwright.yml", config.as_bytes());
        for command in ["check", "build", "build --verify"] {
            let run = short(&project, command);
            assert_eq!(run.stdout, format!("docwright.yml:{place}: error[config-invalid] {what}\n"), "{config}");
            assert_eq!(run.code, 2, "{config}");
        }
        assert!(project.run("check -q").stdout.contains(help), "{config}");
        assert!(before == project.files("_site"), "{config}: the last site stays");
    };
    let gone = "the folder `doc` is not there";
    let meant = "did you mean `docs`?";
    check("source: doc\n", "1:9", gone, meant);
    check("source: ./doc/\n", "1:9", gone, meant);
    check("source: [docs/sub, doc]\n", "1:20", gone, meant);
    check("source:\n- folder: doc\n  dest: x\n", "2:11", gone, meant);
    check("source: {folder: doc}\n", "1:18", gone, meant);
    check("source: Docs\n", "1:9", "the folder `Docs` is not there", meant);
    check("source: docs/sbu\n", "1:9", "the folder `docs/sbu` is not there", "did you mean `docs/sub`?");
    check("source: dosc/sub\n", "1:9", "the folder `dosc/sub` is not there", "did you mean `docs/sub`?");
    check("source: docs/a.md\n", "1:9", "`docs/a.md` is a file, not a folder", "");
    check("source: docs\nstatic: statics\n", "2:9", "the folder `statics` is not there", "");
    let other = Project::new(&[PAGE, ("ci.yml", "source: doc\n")]);
    let run = short(&other, "build -c ci.yml");
    assert_eq!((run.stdout, run.code), (format!("ci.yml:1:9: error[config-invalid] {gone}\n"), 2));
    assert_eq!(other.run("check -C doc").stderr, format!("error: {gone}; did you mean `docs`?\n"));
    // Other tools take what is not there to be empty.
    let docfx = r#"{"build": {"content": [{"src": "doc", "files": "*.md"}, {"src": "docs", "files": "*.md"}]}}"#;
    let run = short(&Project::new(&[PAGE, ("docfx.json", docfx)]), "build");
    assert_eq!((run.stdout, run.code), (format!("docfx.json:1:32: warning[config-invalid] {gone}\n"), 0));
}

#[test]
fn a_project_without_pages_makes_no_site() {
    let check = |files: &[(&str, &str)], place: &str, what: &str| {
        let project = Project::new(files);
        for command in ["check", "build", "build --verify", "check --baseline b.json"] {
            let run = short(&project, command);
            assert_eq!(run.stdout, format!("{place}: error[no-pages] no page is in {what}\n"));
            assert_eq!((run.code, &*run.stderr), (1, ""), "{command}");
        }
        assert!(!project.path("_site").exists());
        project
    };
    check(&[], ".:1:1", "the project");
    check(&[("docwright.yml", "title: T\n"), ("p.txt", "x")], ".:1:1", "the project");
    check(&[("docfx.json", "{\"build\": {\"content\": \"*.md\"}}")], ".:1:1", "the project");
    let config = ("docwright.yml", "title: T\nsource: [docs, more]\n");
    check(&[config, ("docs/p.txt", "x"), ("more/x.txt", "x")], "docwright.yml:2:9", "`docs` and `more`");
    let project = check(&[("docwright.yml", "source: docs\n"), ("docs/p.txt", "x")], "docwright.yml:1:9", "`docs`");
    project.write(PAGE.0, PAGE.1.as_bytes());
    assert_eq!(short(&project, "build").code, 0);
    let before = project.files("_site");
    std::fs::remove_file(project.path(PAGE.0)).unwrap();
    assert_eq!(short(&project, "build").code, 1);
    assert!(before == project.files("_site"), "the last site stays");
    assert_eq!(short(&project, "build -A no-pages").code, 0);
    assert!(!project.path("_site/a.html").exists(), "whoever wants no pages has none");
}

#[test]
fn serve_waits_for_the_first_page() {
    let project = Project::new(&[("docwright.yml", "source: docs\n"), ("docs/p.png", "x")]);
    let mut server = Server::start(&project, "");
    server.until_said("waiting for the first page");
    let reply = server.get("/");
    assert_eq!(reply.status, 404);
    assert!(String::from_utf8_lossy(&reply.body).contains("no page is in `docs`"));
    project.write("docs/index.md", b"# Here\n");
    server.until("the page is there", |server| {
        let reply = server.get("/");
        reply.status == 200 && String::from_utf8_lossy(&reply.body).contains("Here")
    });
    std::fs::remove_file(project.path("docs/index.md")).unwrap();
    server.until("it is gone again", |server| server.get("/").status == 404);
}

#[test]
fn a_site_is_not_written_into_its_sources() {
    let theme = ("themes/default/footer.html", "<footer>x</footer>\n");
    let files = [PAGE, theme, ("docs/in/b.md", "# B\n"), ("static/x.txt", "x\n"), (".git/HEAD", "x\n")];
    let check = |config: &str, output: &str, what: &str| {
        let project = Project::new(&files);
        project.write("docwright.yml", format!("{config}output: {output}\n").as_bytes());
        let before = project.files("");
        let line = 1 + config.lines().count();
        let said = format!("the output folder `{}` {what}", output.trim_start_matches("./").trim_end_matches('/'));
        for command in ["check", "build"] {
            let run = short(&project, command);
            assert_eq!(run.stdout, format!("docwright.yml:{line}:9: error[config-invalid] {said}\n"));
            assert_eq!(run.code, 2);
        }
        assert_eq!(project.run("clean").code, 2);
        project.write("docwright.yml", config.as_bytes());
        for command in ["check", "build", "clean", "serve --port 1"] {
            let run = project.run(&format!("{command} -o {output}"));
            assert!(run.stderr.ends_with(&format!("{what}\n")), "{command}: {run:?}");
            assert_eq!(run.code, 2, "{command}");
        }
        project.write("docwright.yml", format!("{config}output: {output}\n").as_bytes());
        assert!(before == project.files(""), "{output}: nothing is written");
    };
    check("source: docs\n", "docs", "is the source folder `docs`");
    check("source: docs\n", "./docs/", "is the source folder `docs`");
    check("source: docs\n", "DOCS", "is the source folder `docs`");
    check("source: docs\n", "docs/site", "is in the source folder `docs`");
    check("source: docs/in\n", "docs", "holds the source folder `docs/in`");
    check("source: [docs/in, static]\n", "docs", "holds the source folder `docs/in`");
    check("source: {folder: docs}\n", "docs", "is the source folder `docs`");
    check("source: docs\n", "static", "is the source folder `static`");
    check("source: docs\n", "themes", "holds the source folder `themes/default`");
    check("", "docs", "holds pages of the project");
    check("", ".git", "is in a folder `.git`, which holds a repository");
    check("", ".GIT/x", "is in a folder `.git`, which holds a repository");
}

#[test]
fn a_configuration_does_not_choose_a_folder_outside() {
    let check = |output: &str| {
        let project = Project::new(&[PAGE, ("docwright.yml", &format!("output: {output}\n"))]);
        let run = project.run("build -q");
        assert!(run.stdout.contains("is outside the project") && run.stdout.contains("`--output`"), "{run:?}");
        assert_eq!(run.code, 2);
        assert!(!project.path("../outside").exists() && !project.path("_site").exists());
    };
    check("../outside");
    check("x/../../outside");
    check("/outside");
    check("'C:\\outside'");
    let project = Project::new(&[PAGE]);
    assert_eq!(short(&project, "build -o ../outside").code, 0);
    assert!(project.path("../outside/docs/a.html").exists());
}

#[cfg(unix)]
#[test]
fn links_lead_no_site_astray() {
    use std::os::unix::fs::symlink;
    let check = |link: &str, to: &str, config: &str, want: &str| {
        let project = Project::new(&[PAGE, ("docwright.yml", config), (".git/HEAD", "x\n")]);
        symlink(to, project.path(link)).unwrap();
        let run = short(&project, "build -A symlink-out-of-scope");
        assert!(run.stdout.starts_with("docwright.yml:") && run.stdout.ends_with(want), "{run:?}");
        assert_eq!(run.code, 2);
        assert!(project.files("docs").len() + project.files(".git").len() == 2 && !project.path("../out").exists());
    };
    let outside = "leads out of the project through a symbolic link\n";
    check("_site", "..", "", "holds the project's own folder\n");
    check("_site", "../out", "", outside);
    check("out", "../out", "output: out/x\n", outside);
    check("out", "docs", "source: docs\noutput: out\n", "is the source folder `docs`\n");
    check("out", "docs", "source: docs\noutput: out/x\n", "is in the source folder `docs`\n");
    check("out", "docs", "source: out\noutput: docs\n", "is the source folder `out`\n");
    check("out", ".git", "output: out/x\n", "is in a folder `.git`, which holds a repository\n");
    let inside = Project::new(&[PAGE]);
    symlink("build", inside.path("_site")).unwrap();
    assert_eq!(short(&inside, "build").code, 0);
    assert!(inside.path("build/docs/a.html").exists());
}
