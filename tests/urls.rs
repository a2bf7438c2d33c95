//! Published addresses: the inventory, what is gone, and the redirects that mend it.
#![expect(clippy::disallowed_methods, reason = "tests run git beside the program")]

use serde_json::Value;

use crate::project::Project;

const FILES: &[(&str, &str)] = &[
    ("docwright.yml", "exclude: includes/\n"),
    ("index.md", "# Home\n\n[a](a.md) [install](guide/install.md)\n"),
    (
        "a.md",
        "# The first page\n\nIt tells of many things: how to begin, and where to look when nothing works.\n\n## Begin\n\nBegin with the first of the steps.\n",
    ),
    (
        "guide/install.md",
        "# Install\n\nWords on how it is installed.\n\n## On Windows\n\nTake the installer, run it, and follow what it says.\n\n\
         ## On Linux\n\nTake the package of your distribution, and use its own tool.\n\n<a id=\"deep\"></a>\nDeep text.\n\n\
         [!INCLUDE [x](../includes/x.md)]\n",
    ),
    ("includes/x.md", "## Shared\n\nText of several pages.\n"),
    ("redirections.yml", "# Why\nredirections:\n  old.md: a   # moved in spring\n"),
];

fn committed(files: &[(&str, &str)]) -> Project {
    let project = Project::new(files);
    project.commit_all();
    project
}

/// Renames a heading, moves a page, drops an anchor.
fn change(project: &Project) {
    let text = project.read("guide/install.md");
    let text = text.replace("## On Windows", "## Windows machines").replace("<a id=\"deep\"></a>\n", "");
    project.write("guide/install.md", text.as_bytes());
    std::fs::create_dir_all(project.path("start")).unwrap();
    project.git(&["mv", "a.md", "start/first.md"]);
    project.write("index.md", project.read("index.md").replace("a.md", "start/first.md").as_bytes());
}

/// The findings of a comparison with their fixes applied: files and what is inserted, and whether it is sure.
fn fixes(project: &Project, against: &str) -> Vec<(String, String, String, bool)> {
    let run = project.run(&format!("urls --against {against} --format json -q"));
    let findings: Vec<Value> = serde_json::from_str(&run.stdout).unwrap();
    let fix = |finding: &Value| {
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let fix = &finding["fixes"][0];
        let edit = &fix["edits"][0];
        (text(&finding["message"]), text(&edit["path"]), text(&edit["text"]), fix["sure"].as_bool().unwrap_or(false))
    };
    findings.iter().map(fix).collect()
}

#[test]
fn the_inventory_has_every_address_and_anchor() {
    let project = Project::new(FILES);
    let want = concat!(
        "{\"version\": 1, \"urls\": {\n",
        r#""a.html": {"title":"The first page","source":"a.md","anchors":["the-first-page","begin"],"monikers":[]},"#,
        "\n",
        r#""guide/install.html": {"title":"Install","source":"guide/install.md","anchors":["install","on-windows","on-linux","deep","shared"],"monikers":[]},"#,
        "\n",
        r#""index.html": {"title":"Home","source":"index.md","anchors":["home"],"monikers":[]}"#,
        "\n}, \"redirects\": {\n\"old.html\": \"a.html\"\n}}\n",
    );
    let run = project.run("urls");
    assert_eq!((run.code, run.stdout.as_str(), run.stderr.as_str()), (0, want, ""));
    project.build();
    assert_eq!(project.read("_site/urls.json"), want);
    // With folders as addresses.
    project.write("docwright.yml", b"exclude: includes/\nurls: directory\n");
    let read: Value = serde_json::from_str(&project.run("urls").stdout).unwrap();
    let urls: Vec<&String> = read["urls"].as_object().unwrap().keys().collect();
    assert_eq!(urls, ["", "a/", "guide/install/"]);
    assert_eq!(read["redirects"]["old/"], "a/");
}

#[test]
fn what_is_gone_is_told_with_its_commit() {
    let project = committed(FILES);
    project.write("../earlier.json", project.run("urls").stdout.as_bytes());
    assert_eq!(project.run("urls --against HEAD -q").code, 0);
    change(&project);
    let check = |against: &str, commit: &str| {
        let run = project.run(&format!("urls --against {against} --format short -q"));
        let lines: Vec<String> =
            run.stdout.lines().map(|line| line.split_once(" error").unwrap().1.to_owned()).collect();
        let told: Vec<bool> = lines.iter().map(|line| line.ends_with(commit)).collect();
        assert_eq!((run.code, told), (1, vec![true; 3]), "{against}: {run:?}");
        assert!(run.stdout.contains("guide/install.md:5:1: error[published-anchor-removed]"), "{run:?}");
    };
    let run = project.run("urls --against HEAD -q");
    assert!(run.code == 1 && !run.stdout.contains("removed it"), "nothing is committed: {run:?}");
    project.git(&["commit", "-qam", "Move and rename"]);
    check("HEAD~1", "removed it (Move and rename)");
    check("main~1", "removed it (Move and rename)");
    check("../earlier.json", "removed it (Move and rename)");
    assert_eq!(project.git(&["status", "--porcelain"]), "", "the working tree is not touched");
    for (against, want) in [("HEAD~9", "no file, no address and no revision of git"), ("--format", "")] {
        let run = project.run(&format!("urls --against {against}"));
        assert!(run.code == 2 && run.stderr.contains(want), "{run:?}");
    }
}

#[test]
fn the_redirects_that_are_written_mend_it() {
    let project = committed(FILES);
    change(&project);
    let found = fixes(&project, "HEAD");
    let text = "\n  a.md: start/first\n  guide/install.md#on-windows: \"#windows-machines\"";
    let of = |message: &str, path: &str, text: &str, sure| (message.to_owned(), path.to_owned(), text.to_owned(), sure);
    let gone = "was published, and nothing on the page has this id";
    assert_eq!(
        found,
        [
            of("`a.html` was published, and neither exists nor redirects", "redirections.yml", text, true),
            of(&format!("`guide/install.html#on-windows` {gone}"), "redirections.yml", text, true),
            of(
                &format!("`guide/install.html#deep` {gone}"),
                "redirections.yml",
                "\n  guide/install.md#deep: \"#on-linux\"",
                false
            ),
        ]
    );
    let run = project.run("urls --against HEAD --fix -q --format short");
    assert_eq!((run.code, run.stdout.lines().count()), (1, 1), "{run:?}");
    let file = project.read("redirections.yml");
    assert_eq!(file, format!("{}{text}\n", FILES[5].1.trim_end()));
    let text = "";
    project.write("redirections.yml", format!("{}{text}{}\n", file.trim_end(), found[2].2).as_bytes());
    let run = project.run("urls --against HEAD -q");
    assert_eq!((run.code, run.stdout.as_str()), (0, ""));
    project.build();
    let page = project.read("_site/guide/install.html");
    assert!(page.contains("<h2 id=\"windows-machines\"><a id=\"on-windows\"></a><a href"), "{page}");
    assert!(page.contains("<h2 id=\"on-linux\"><a id=\"deep\"></a>"), "{page}");
}

#[test]
fn redirects_are_written_in_the_form_of_their_file() {
    let moved = |name: &str, before: &str, want: &str| {
        let mut files: Vec<(&str, &str)> =
            FILES.iter().filter(|(path, _)| *path != "redirections.yml").copied().collect();
        if !before.is_empty() {
            files.push((name, before));
        }
        let project = committed(&files);
        std::fs::create_dir_all(project.path("start")).unwrap();
        project.git(&["mv", "a.md", "start/first.md"]);
        let (_, path, text, sure) = fixes(&project, "HEAD").remove(0);
        assert_eq!((path.as_str(), sure), (name, true), "{before}");
        assert_eq!(text, want, "{before}");
    };
    moved("redirections.yml", "", "redirections:\n  a.md: start/first\n");
    moved(
        ".openpublishing.redirection.json",
        "{\n    \"redirections\": [\n        {\n            \"source_path\": \"x.md\",\n            \"redirect_url\": \"index\",\n            \"redirect_document_id\": true\n        }\n    ]\n}\n",
        ",\n        {\n            \"source_path\": \"a.md\",\n            \"redirect_url\": \"start/first\",\n            \"redirect_document_id\": false\n        }",
    );
    moved(
        ".openpublishing.redirection.json",
        "{\"redirections\": [\n  { \"source_path_from_root\": \"/x.md\", \"redirect_url\": \"index\" }\n]}\n",
        ",\n  { \"source_path_from_root\": \"/a.md\", \"redirect_url\": \"start/first\" }",
    );
    moved(
        ".openpublishing.redirection.json",
        "{\"redirections\": []}\n",
        "\n    { \"source_path\": \"a.md\", \"redirect_url\": \"start/first\" }\n  ",
    );
    moved("redirections.json", "{\"redirections\": {\"x.md\": \"index\"}}\n", ", \"a.md\": \"start/first\"");
    moved(
        "redirections.yml",
        "redirections:\n- source_path: x.md\n  redirect_url: index # to the start\n",
        "\n- source_path: a.md\n  redirect_url: start/first",
    );
}

#[test]
fn an_inventory_of_the_configuration_is_asked_by_check() {
    let project = committed(FILES);
    project.write("urls.json", project.run("urls").stdout.as_bytes());
    project.write("docwright.yml", b"exclude: includes/\npublished: urls.json\n");
    assert_eq!(project.run("check -q -A redirected-link").code, 0);
    change(&project);
    let run = project.run("check --format short -q");
    assert_eq!(run.code, 1, "{run:?}");
    assert!(run.stdout.contains("urls.json:2:1: error[published-url-removed] `a.html` was published"), "{run:?}");
    assert!(run.stdout.contains("guide/install.md:5:1: error[published-anchor-removed]"), "{run:?}");
    assert_eq!(project.run("check -q -A published-url-removed,published-anchor-removed").code, 0);
    project.build();
    assert!(project.read("_site/urls.json").contains("\"start/first.html\""), "the site has its own inventory");
    project.write("urls.json", b"{}");
    let run = project.run("check --format short -q");
    assert!(run.stdout.contains("urls.json:1:1: error[config-invalid]"), "{run:?}");
    std::fs::remove_file(project.path("urls.json")).unwrap();
    let run = project.run("check --format short -q");
    assert!(run.stdout.contains("docwright.yml:2:12: error[config-invalid] `urls.json` is not there"), "{run:?}");
}

#[test]
fn a_site_map_is_an_inventory_of_pages() {
    let project = Project::new(FILES);
    let map = "<?xml version=\"1.0\"?>\n<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n\
        <url><loc>https://example.org/docs/</loc></url>\n<url><loc>https://example.org/docs/a.html</loc></url>\n\
        <url><loc>https://example.org/docs/guide/install</loc></url>\n<url><loc>https://example.org/docs/gone.html</loc></url>\n</urlset>\n";
    project.write("sitemap.xml", map.as_bytes());
    let run = project.run("urls --against sitemap.xml --format short -q");
    let want =
        "sitemap.xml:6:11: error[published-url-removed] `gone.html` was published, and neither exists nor redirects\n";
    assert_eq!((run.code, run.stdout.as_str()), (1, want));
}

#[test]
fn places_of_pages_are_redirected() {
    let project = Project::new(&[
        ("index.md", "# Home\n\n[x](a.md#old) [y](a.md#other) [z](gone.md#part)\n"),
        ("a.md", "# A\n\n[here](#old)\n\n## New\n"),
        ("b/c.md", "# C\n\n## Part\n"),
        (
            "redirections.yml",
            "redirections:\n  a.md#old: '#new'\n  a.md#other: b/c#part\n  gone.md: a\n  gone.md#part: b/c#part\n  a.md#far: https://example.org/x\n",
        ),
    ]);
    let want = "a.md:3:8: suggestion[redirected-link] `#old` of `a.md` is redirected to `#new`\n\
        index.md:3:5: suggestion[redirected-link] `#old` of `a.md` is redirected to `a.md#new`\n\
        index.md:3:19: suggestion[redirected-link] `#other` of `a.md` is redirected to `b/c.md#part`\n\
        index.md:3:35: suggestion[redirected-link] `gone.md` is redirected to `b/c.md#part`\n";
    assert_eq!(project.build(), want);
    let home = project.read("_site/index.html");
    for link in ["a.html#new", "b/c.html#part"] {
        assert!(home.contains(&format!("<a href=\"{link}\">")), "{home}");
    }
    let page = project.read("_site/a.html");
    assert!(page.contains("<h2 id=\"new\"><a id=\"old\"></a><a href=\"#new\">New</a></h2>"), "{page}");
    let map = "data-moved=\"{&quot;other&quot;:&quot;b&#x2F;c.html#part&quot;,&quot;far&quot;:&quot;https:";
    assert!(page.contains(map) || page.contains(&map.replace("&#x2F;", "/")), "{page}");
    let stub = project.read("_site/gone.html");
    assert!(stub.contains("data-to=\"a.html\"") && stub.contains("&quot;part&quot;"), "{stub}");
    let inventory: Value = serde_json::from_str(&project.read("_site/urls.json")).unwrap();
    assert_eq!(inventory["redirects"]["a.html#old"], "a.html#new");
    assert_eq!(inventory["redirects"]["gone.html#part"], "b/c.html#part");
    assert!(!project.read("_site/b/c.html").contains("data-moved"));
}
