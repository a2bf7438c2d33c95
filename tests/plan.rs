//! Every file that a build writes is planned, and a file of the project at any of their paths stops nothing.

use std::{
    collections::{BTreeMap, BTreeSet},
    mem::discriminant,
    path::Path,
    sync::Arc,
};

use docwright::{
    emit,
    plan::Output,
    publish::{
        self,
        lookup::{self, Lookup},
    },
    site::{Options, Site},
};

use crate::project::Project;

/// A project with every kind of output. With 600 headings, the list of all pages has parts.
fn rich(headings: usize) -> Vec<(String, String)> {
    let mut files: Vec<(String, String)> = [
        ("docwright.yml", "title: T\nbase_url: https://e.org/docs/\nsource: docs\ntheme: {css: look/own.css}\npublish: [.md, _redirects, _headers, staticwebapp.config.json, llms.txt]\n"),
        ("look/own.css", "p { color: red }\n"),
        ("redirections.yml", "redirections:\n- source_path: docs/old.md\n  redirect_url: de.md\n"),
        ("docs/index.md", "---\nuid: u\n---\n# Start\n\n![p](media/p.svg)\n"),
        ("docs/de.md", "---\nlang: de\n---\n# Deutsch\n"),
        ("docs/media/p.svg", "<svg/>"),
    ]
    .map(|(path, text)| (path.to_owned(), text.to_owned()))
    .into();
    let headings: String = (0..headings).map(|number| format!("## H {number}\n\ntext\n\n")).collect();
    files.push(("docs/guide/many.md".into(), format!("# Many\n\n{headings}")));
    let entries: String = (0..70).map(|number| format!("  - name: E{number}\n    href: many.md\n")).collect();
    files.push(("docs/guide/toc.yml".into(), format!("- name: Branch\n  items:\n{entries}")));
    files
}

fn project(headings: usize, more: &[(&str, &str)]) -> Project {
    let files = rich(headings);
    let files: Vec<(&str, &str)> = files.iter().map(|(path, text)| (&**path, &**text)).collect();
    Project::new(&[&files[..], more].concat())
}

fn load(project: &Project) -> Site {
    Site::load(&project.path(""), &Options::default()).unwrap()
}

/// What a build writes beside our records, held against what is planned and against what `serve` answers with.
fn build(project: &Project, site: Site) -> BTreeMap<String, Vec<u8>> {
    let emit = emit::begin(&project.path("_site"), &project.path("")).unwrap();
    publish::publish(&site, emit, &|| ()).unwrap();
    let mut built = project.files("_site");
    built.retain(|path, _| !path.starts_with(".docwright/"));
    let site = Arc::new(site);
    let planned: BTreeSet<&str> = site.plan.outputs.keys().map(|path| path.as_str()).collect();
    let written: BTreeSet<&str> = built.keys().map(String::as_str).collect();
    let missing: Vec<&&str> = planned.difference(&written).collect();
    assert!(missing.is_empty(), "planned and not written: {missing:?}");
    for path in written.difference(&planned) {
        let what = site.plan.find(path);
        assert!(matches!(what, Some(Output::SearchIndex | Output::SearchPage)), "not planned: {path}, {what:?}");
    }
    let lookup = Lookup::new(Arc::clone(&site));
    let served = lookup.all().into_iter().map(|(path, output)| match output {
        lookup::Output::Bytes(bytes) => (path, bytes),
        lookup::Output::File(file) => {
            let bytes = project.read(file.as_str()).into_bytes();
            (path, bytes)
        }
        lookup::Output::Failed(finding) => panic!("{finding:?}"),
    });
    crate::project::same(&served.collect(), &built, "served and built");
    built
}

#[test]
fn the_plan_is_what_builds_write() {
    let rich = project(600, &[]);
    let site = load(&rich);
    assert!(site.diagnostics.is_empty(), "{:?}", site.diagnostics);
    let kinds: Vec<_> = site.plan.outputs.values().map(discriminant).collect();
    let kinds = kinds.iter().enumerate().filter(|(at, kind)| !kinds[..*at].contains(kind)).count();
    assert_eq!(kinds, 20, "{:?}", site.plan.outputs);
    let built = build(&rich, site);
    assert!(built.contains_key("search/pages/1.html") && built.contains_key("search/de/root.js"));
    for files in
        [&[("a.md", "# A\n")][..], &[("a/b.md", "# B\n"), ("docwright.yml", "urls: directory\npublish: [.md]\n")]]
    {
        let project = Project::new(files);
        build(&project, load(&project));
    }
}

#[test]
fn the_plan_is_what_our_manual_is_built_to() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let out = Project::new(&[]);
    let site = Site::load(root, &Options::default()).unwrap();
    let found: Vec<_> = site.diagnostics.iter().filter(|finding| finding.rule.name == "output-path-conflict").collect();
    assert!(found.is_empty(), "{found:?}");
    publish::publish(&site, emit::begin(&out.path("_site"), root).unwrap(), &|| ()).unwrap();
    for path in out.files("_site").keys() {
        assert!(site.plan.find(path).is_some(), "{path}");
    }
    for path in site.plan.outputs.keys() {
        assert!(out.path("_site").join(path.as_str()).exists(), "{path}");
    }
}

/// Builds the project with files of its own in the way of outputs. Gives for each whether that is found, and what is at
/// the place.
fn plant(paths: &[String]) -> Vec<(bool, Option<String>)> {
    let planted: Vec<(String, &str)> = paths.iter().map(|path| (format!("static/{path}"), "mine\n")).collect();
    let planted: Vec<(&str, &str)> = planted.iter().map(|(path, text)| (&**path, *text)).collect();
    let project = project(600, &planted);
    let site = load(&project);
    let told: Vec<bool> = paths
        .iter()
        .map(|path| {
            let conflicts = site.diagnostics.iter().filter(|found| found.rule.name == "output-path-conflict");
            conflicts.filter(|found| found.message.contains(&format!("`static/{path}`"))).count() == 1
        })
        .collect();
    let expected = ["output-path-conflict", "unused-redirect", "link-out-of-scope"];
    let others: Vec<_> = site.diagnostics.iter().filter(|found| !expected.contains(&found.rule.name)).collect();
    assert!(others.is_empty(), "{others:?}");
    let built = build(&project, site);
    let there = paths.iter().map(|path| built.get(path).map(|bytes| String::from_utf8_lossy(bytes).into_owned()));
    told.into_iter().zip(there).collect()
}

#[test]
fn a_file_in_the_place_of_any_output_stops_nothing() {
    let start = project(600, &[]);
    let mut kinds = Vec::new();
    let site = load(&start);
    let one_of_each = site.plan.outputs.iter().filter(|(_, what)| {
        let new = !kinds.contains(&discriminant(*what));
        kinds.push(discriminant(*what));
        new
    });
    let mut all: Vec<(String, Output)> = one_of_each.map(|(path, what)| (path.to_string(), *what)).collect();
    let of_index = build(&start, load(&start)).into_keys().find(|path| path.starts_with("search/en/t/")).unwrap();
    all.push((of_index, Output::SearchIndex));
    all.push(("search/pages/1.html".into(), Output::SearchPage));
    let is_ours = |what| matches!(what, Output::Asset(_) | Output::Branch(..) | Output::SearchIndex);
    let of_project = |what| matches!(what, Output::Page(_) | Output::Copy(_));
    // What is told by another rule, and what takes another name.
    let is_silent = |what| matches!(what, Output::Redirect(_) | Output::SearchPage);
    let is_meant = |what| {
        matches!(what, Output::NotFound | Output::Contents(_) | Output::NoJekyll | Output::Robots | Output::Sitemap)
    };
    let planted = |form: &dyn Fn(&str) -> String| {
        let paths: Vec<String> = all.iter().map(|(path, _)| form(path)).collect();
        let found = plant(&paths);
        paths
            .into_iter()
            .zip(found)
            .zip(&all)
            .map(|((path, found), (_, what))| (path, *what, found))
            .collect::<Vec<_>>()
    };
    for (path, what, (told, there)) in planted(&str::to_owned) {
        assert_eq!(told, !is_silent(what) && !is_meant(what), "{path}: {what:?}");
        assert_eq!(there.as_deref() == Some("mine\n"), !is_ours(what) && !of_project(what), "{path}: {what:?}");
    }
    // The same place on many disks.
    for (path, what, (told, there)) in planted(&str::to_uppercase) {
        assert_eq!(told, !is_silent(what), "{path}: {what:?}");
        assert_eq!(there.is_some(), !is_ours(what) && !of_project(what), "{path}: {what:?}");
    }
    // A folder where a file is.
    for (path, what, (told, there)) in planted(&|path| format!("{path}/x.txt")) {
        assert_eq!(told, !matches!(what, Output::SearchPage), "{path}: {what:?}");
        assert_eq!(there.is_some(), !is_ours(what) && !of_project(what), "{path}: {what:?}");
    }
    // A file where a folder is needed.
    for folder in ["_assets", "_TOC", "search", ".docwright", "search/en", "search/de/t", "search/de/root.js/x"] {
        assert_eq!(plant(&[folder.to_owned()]), [(true, None)], "{folder}");
    }
    for kept in ["search/en/t/a.txt", "search/en/x.html", "_assets/a.css", "_toc/x/y.js"] {
        assert_eq!(plant(&[kept.to_owned()]), [(false, Some("mine\n".to_owned()))], "{kept}");
    }
}

#[test]
fn what_we_make_is_told_where_it_clashes() {
    let check = |files: &[(&str, &str)], want: &str, code: i32| {
        let project = Project::new(files);
        let check = project.run("check -q --format short");
        let build = project.run("build -q --format short");
        assert_eq!((&*build.stdout, build.code, &*build.stderr), (want, code, ""));
        assert_eq!((check.stdout, check.code), (build.stdout, code));
        assert!(project.path("_site/404.html").exists());
        project
    };
    let tocs = |source| {
        [
            ("docwright.yml", source),
            ("hand/toc.yml", "- name: A\n  href: a.md\n"),
            ("hand/a.md", "# A\n"),
            ("gen/toc.yml", "- name: B\n  href: b.md\n"),
            ("gen/b.md", "# B\n"),
        ]
    };
    let first = |project: Project, toc: &str| {
        assert!(project.read(toc).contains("\"A\""), "of two sources, the first counts");
    };
    let want = "gen/toc.yml:1:1: error[output-path-conflict] `gen/toc.yml` would be written to `toc.json`, but \
                `hand/toc.yml` is written there\n";
    first(check(&tocs("source: [hand, gen]\n"), want, 1), "_site/toc.json");
    let both = "source:\n- {folder: hand, dest: x}\n- {folder: gen, dest: x}\n";
    first(check(&tocs(both), &want.replace("`toc.json`", "`x/toc.json`"), 1), "_site/x/toc.json");
    let page = "gen/a.md:1:1: error[output-path-conflict] `gen/a.md` would be written to `a.html`, but `hand/a.md` is \
                written to `a.html`\n";
    check(&[("docwright.yml", "source: [hand, gen]\n"), ("gen/a.md", "# G\n"), ("hand/a.md", "# H\n")], page, 1);
    let robots = "static/Robots.txt:1:1: error[output-path-conflict] `static/Robots.txt` is written to `Robots.txt` and \
                  takes the place of docwright's own `robots.txt`\n";
    let config = ("docwright.yml", "base_url: https://e.org/\n");
    check(&[config, ("static/Robots.txt", "x\n"), ("a.md", "# A\n")], robots, 1);
    check(&[config, ("static/robots.txt", "x\n"), ("static/404.html", "x\n"), ("a.md", "# A\n")], "", 0);
    check(&[("Search.md", "# S\n"), ("Index.md", "# I\n")], "", 0);
    let urls = "Urls.json:1:1: error[output-path-conflict] `Urls.json` is written to `Urls.json` and takes the place of \
                docwright's own `urls.json`\n";
    check(&[("Urls.json", "{}\n"), ("a.md", "# A\n")], urls, 1);
    let redirects = "redirections:\n- source_path: one.md\n  redirect_url: /x\n- source_path: one.yml\n  redirect_url: \
                     /x\n- source_path: two.md\n  redirect_url: /x\n- source_path: two.yml\n  redirect_url: /y\n- \
                     source_path: a.html/x.md\n  redirect_url: /x\n";
    let want = "redirections.yml:8:16: error[output-path-conflict] nothing leads on from `two.yml`: at `two.html`, the \
                redirect of `two.md` is written there\n\
                redirections.yml:10:16: error[output-path-conflict] nothing leads on from `a.html/x.md`: at \
                `a.html/x.html`, `a.md` is written there\n";
    check(&[("redirections.yml", redirects), ("a.md", "# A\n")], want, 1);
}

#[test]
fn names_that_no_disk_holds_are_left_out() {
    let long = format!("{}.md", "x".repeat(251));
    let fits = format!("{}.md", "y".repeat(250));
    let redirect = format!("redirections:\n- source_path: {}.md\n  redirect_url: /x\n", "z".repeat(300));
    let project = Project::new(&[(&long, "# L\n"), (&fits, "# F\n"), ("redirections.yml", &redirect)]);
    let run = project.run("build --format short -q");
    let found: Vec<String> = run.stdout.lines().map(|line| line.replace(|sign| "xz".contains(sign), "")).collect();
    let name = "the name `.html` has 256 bytes, and disks hold names of 255";
    let redirect = "nothing leads on from `.md`: the name `.html` has 305 bytes, and disks hold names of 255";
    let want = [
        format!("redirections.yml:2:16: warning[invalid-file-name] {redirect}"),
        format!(".md:1:1: warning[invalid-file-name] `.md` is left out of the site: {name}"),
    ];
    assert_eq!((found, run.code), (want.into(), 0));
    assert!(project.path(&format!("_site/{}.html", "y".repeat(250))).exists());
    let dest = |dest: &str| {
        let config = format!("source: {{folder: docs, dest: {dest}}}\n");
        let run = Project::new(&[("docwright.yml", &config), ("docs/a.md", "# A\n")]).run("build --format short -q");
        assert!(run.stdout.starts_with("docwright.yml:1:30: error[config-invalid] `dest` "), "{run:?}");
        assert_eq!(run.code, 2, "{run:?}");
    };
    dest(&"x".repeat(300));
    dest("\"a\\0b\"");
    dest(&"x/".repeat(2000));
}

#[test]
fn a_language_of_any_length_stops_nothing() {
    let many = vec!["a"; 200].join("-");
    let long = "a".repeat(300);
    for lang in [&*long, &many, "../x", "5", "[a]", "a/b", "\"a\\0\""] {
        let page = format!("---\nlang: {lang}\n---\n# A\n");
        let found = Project::new(&[("a.md", &page)]).build();
        assert!(found.starts_with("a.md:2:") && found.contains("[invalid-metadata] `lang` is"), "{lang}: {found}");
    }
}
