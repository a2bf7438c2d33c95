//! Whole builds of repositories for Learn and DocFX: redirects, breadcrumbs, other repositories, metadata.

use crate::project::Project;

const DOCFX: &str = r#"{"build": {
    "content": [{"files": ["**/*.md", "**/*.yml"], "exclude": ["left-out/**"], "src": "articles", "dest": "out"}],
    "globalMetadata": {"breadcrumb_path": "/x/out/bread/toc.json", "_appTitle": "App", "titleSuffix": "Part"},
    "sitemap": {"baseUrl": "https://e.org/y", "changefreq": "weekly", "fileOptions": {"articles/new.md": {"priority": 1}}}
}}"#;

fn project(redirects: &str, more: &[(&str, &str)]) -> Project {
    let redirects = format!("{{\"redirections\": [{redirects}]}}");
    let mut files = vec![
        ("docfx.json", DOCFX),
        (".openpublishing.redirection.json", redirects.as_str()),
        ("articles/new.md", "# New\n\n## X\n"),
        ("articles/sub/a.md", "# A\n"),
        (
            "articles/bread/toc.yml",
            "- name: Top\n  tocHref: /x/\n  topicHref: /x/index\n  items:\n  - name: Out\n    tocHref: /x/out/sub\n    topicHref: /x/out/new\n",
        ),
    ];
    files.extend(more);
    Project::new(&files)
}

#[test]
fn redirects_become_pages() {
    let check = |source: &str, url: &str, output: &str, want: Option<&str>| {
        let project = project(&format!(r#"{{"source_path": "{source}", "redirect_url": "{url}"}}"#), &[]);
        project.build();
        let path = project.path(&format!("_site/{output}"));
        let html = path.is_file().then(|| project.read(&format!("_site/{output}")));
        let refresh = html.as_deref().and_then(|html| html.split("content=\"0; url=").nth(1)?.split('"').next());
        assert_eq!(refresh, want, "{source} to {url}");
    };
    check("articles/old.md", "new", "out/old.html", Some("new.html"));
    check("articles/old.md", "/x/out/new#x", "out/old.html", Some("new.html#x"));
    check("articles/sub/old.md", "/X/out/NEW?a=b", "out/sub/old.html", Some("../new.html?a=b"));
    check("articles/old.yml", "new", "out/old.html", Some("new.html"));
    check("articles/old.md", "/other/page", "out/old.html", Some("/other/page"));
    check("articles/old.md", "https://e.com/?a=1&b", "out/old.html", Some("https://e.com/?a=1&amp;b"));
    check("articles/left-out/old.md", "/other", "out/left-out/old.html", None);
    check("old.md", "/other", "old.html", None);
    check("articles/old.md", "old", "out/old.html", None);
    check("articles/new.md", "/other", "out/new.html", None);
    // What cannot be a file does not stop the build.
    check("articles/new.html/b.md", "/other", "out/new.html/b.html", None);
    check("articles/a\\u0000b.md", "/other", "out/ab.html", None);
    check("articles/sub.html.md", "/other", "out/sub.html.html", Some("/other"));
}

#[test]
fn redirects_lead_to_the_end_of_chains() {
    let entries = r#"{"source_path": "articles/a.md", "redirect_url": "b#f"},
        {"source_path": "articles/b.md", "redirect_url": "/x/out/c"},
        {"source_path": "articles/c.md", "redirect_url": "new"}"#;
    let project = project(entries, &[("docwright.yml", "urls: directory\n"), ("articles/sub/b.md", "[a](../a.md)\n")]);
    project.build();
    for old in ["a", "b", "c"] {
        let html = project.read(&format!("_site/out/{old}/index.html"));
        let fragment = if old == "a" { "#f" } else { "" };
        assert!(html.contains(&format!("content=\"0; url=../new/{fragment}\"")), "{html}");
        assert!(html.contains("<link rel=\"canonical\" href=\"https://e.org/y/out/new/\">"), "{html}");
        assert!(html.contains(&format!("<a href=\"../new/{fragment}\">New</a>")), "{html}");
    }
    assert!(project.read("_site/out/sub/b/index.html").contains("<a href=\"../../new/#f\">a</a>"));
    assert!(!project.read("_site/sitemap.xml").contains("/out/a/"));
}

#[test]
fn front_matter_redirects() {
    let check = |url: &str, want: Option<&str>, finding: &str| {
        let page = format!("---\nredirect_url: {url}\n---\n# P\n");
        let project =
            Project::new(&[("p.md", &page), ("q.md", "# Q\n"), ("redirections.yml", "redirections:\n  gone.md: q\n")]);
        let found = project.build();
        assert!(found.contains(finding), "{found}");
        let html = project.read("_site/p.html");
        let refresh = html.split("content=\"0; url=").nth(1).and_then(|rest| rest.split('"').next());
        assert_eq!(refresh, want, "{url}");
    };
    check("q.md", Some("q.html"), "p.md:2:1: suggestion[attribute-reserved]");
    check("gone.md", Some("q.html"), "attribute-reserved");
    check("q", Some("q.html"), "attribute-reserved");
    check("q.html#x", Some("q.html#x"), "attribute-reserved");
    check("nothing", Some("nothing"), "p.md:2:15: suggestion[redirect-url-invalid]");
    check("https://e.org/", Some("https://e.org/"), "attribute-reserved");
    check("\"javascript:x\"", None, "p.md:2:16: suggestion[redirect-url-invalid]");
}

#[test]
fn titles_of_the_configuration() {
    let check = |metadata: &str, page: &str, want: &str| {
        let docfx = format!(r#"{{"build": {{"content": ["*.md"], "globalMetadata": {{{metadata}}}}}}}"#);
        let project = Project::new(&[("docfx.json", &docfx), ("a.md", page)]);
        project.build();
        let html = project.read("_site/a.html");
        assert!(html.contains(&format!("<title>{want}</title>")), "{metadata} {page}");
    };
    check(r#""title": "T""#, "# A\n", "A");
    check(r#""title": "T""#, "a\n", "T");
    check(r#""titleOverwriteH1": "T""#, "# A\n", "T");
    check(r#""titleOverwriteH1": "T""#, "---\ntitle: Own\n---\n# A\n", "Own");
}

#[test]
fn a_folder_has_one_table_of_contents() {
    let project = Project::new(&[("toc.md", "# [A](a.md)\n"), ("toc.yml", "- href: a.md\n"), ("a.md", "# A\n")]);
    assert_eq!(
        project.build(),
        "toc.yml:1:1: error[output-path-conflict] `toc.yml` is left out: `toc.md` is the table of contents of this folder\n"
    );
    assert!(project.read("_site/toc.json").contains("\"A\""));
}

#[test]
fn breadcrumbs_lead_through_the_published_site() {
    let toc = "- name: Guides\n  items:\n  - name: A\n    href: sub/a.md\n  - name: New\n    href: new.md\n";
    let project = project("", &[("articles/toc.yml", toc)]);
    project.build();
    let crumbs = |path: &str| {
        let html = project.read(path);
        let start = html.find("<nav class=\"crumbs\"").unwrap_or(html.len());
        html[start..].split("</nav>").next().unwrap_or("").split_once("<ol>").map_or("", |(_, list)| list).to_owned()
    };
    let a = "<li><a href=\"/x/index\">Top</a></li><li><a href=\"../new.html\">Out</a></li>\
             <li><a href=\"a.html\">Guides</a></li></ol>";
    assert_eq!(crumbs("_site/out/sub/a.html"), a);
    assert_eq!(
        crumbs("_site/out/new.html"),
        "<li><a href=\"/x/index\">Top</a></li><li><a href=\"sub/a.html\">Guides</a></li></ol>"
    );
}

#[test]
fn metadata_changes_the_frame() {
    let check = |front_matter: &str, present: &[&str], absent: &[&str]| {
        let page = format!("---\n{front_matter}\n---\n# P\n\n## H\n");
        let toc = "- name: All\n  items:\n  - name: P\n    href: p.md\n  - name: New\n    href: new.md\n";
        let files = [
            ("articles/p.md", &*page),
            ("articles/toc.yml", toc),
            ("articles/own/toc.yml", "- name: Own\n  href: ../sub/a.md\n"),
        ];
        let project = project("", &files);
        project.build();
        let text = project.read("_site/out/p.html") + &project.read("_site/sitemap.xml");
        for part in present {
            assert!(text.contains(part), "{front_matter}: no {part} in {text}");
        }
        for part in absent {
            assert!(!text.contains(part), "{front_matter}: {part} in {text}");
        }
    };
    let listed = "<url><loc>https://e.org/y/out/p.html</loc><changefreq>weekly</changefreq></url>";
    let other = "out/new.html</loc><changefreq>weekly</changefreq><priority>1</priority></url>";
    check("a: b", &["<title>P - Part | App</title>", listed, other, ">All<", "id=\"h\""], &["robots"]);
    check("titleSuffix: S\ntitleOverwriteH1: T", &["<title>T - S | App</title>", "<h1 id=\"p\">"], &[]);
    check("_noindex: true", &["<meta name=\"robots\" content=\"noindex\">", other], &[listed]);
    check("ROBOTS: NOINDEX", &["<meta name=\"robots\" content=\"NOINDEX\">"], &[listed]);
    check(
        "no-loc: [Word, Excel]\nkeywords: k",
        &["<meta name=\"no-loc\" content=\"Word, Excel\">", "name=\"keywords\""],
        &[],
    );
    check("_disableToc: true", &[], &["class=\"tree\""]);
    check("_disableBreadcrumb: true", &[], &["class=\"crumbs\""]);
    check("toc_rel: own/toc.yml", &[">Own<"], &[">All<"]);
}

#[test]
fn absent_repositories_are_reported_once() {
    let publish = r#"{"docsets_to_publish": [{"build_source_folder": "docs"}],
"dependent_repositories": [{"path_to_root": "shared", "url": "https://e.org/shared"}, {"path_to_root": "unused"}]}"#;
    let page = "[!INCLUDE [a](~/shared/a.md)]\n\n[!INCLUDE [a](../shared/a.md)]\n\n[b](~/shared/b.png) [c](~/../shared/c.md) [d](~/other/d.md)\n";
    let files = [(".openpublishing.publish.config.json", publish), ("docs/docfx.json", "{}"), ("docs/a.md", page)];
    let project = Project::new(&files);
    let want = ".openpublishing.publish.config.json:2:46: warning[dependent-repository-missing] `shared/` is not there, and pages use \
                files of it 4 times\ndocs/a.md:5:47: warning[file-not-found] `docs/other/d.md` does not exist\n";
    assert_eq!(project.build(), want);
    assert!(project.read("_site/a.html").contains("<p class=\"missing\" data-rule=\"include-not-found\">"));
    project.write("shared/a.md", b"Shared.\n");
    let found = project.build();
    assert!(found.contains("docs/a.md:1:15: warning[include-not-found] `docs/shared/a.md` does not exist"), "{found}");
    assert!(project.read("_site/a.html").contains("<p>Shared.</p>"));
}

#[test]
fn tables_of_contents_have_an_order() {
    let project = Project::new(&[
        ("a/toc.yml", "items:\n- name: Near\n  href: p.md\n"),
        (
            "toc.yml",
            "order: -1\nitems:\n- name: First\n  href: a/p.md\n- name: Open\n  expanded: true\n  items:\n  - name: Q\n    href: q.md\n",
        ),
        ("a/p.md", "# P\n"),
        ("q.md", "# Q\n"),
    ]);
    assert_eq!(project.build(), "");
    let html = project.read("_site/a/p.html");
    assert!(html.contains(">First</a>") && !html.contains(">Near</a>"), "{html}");
    assert!(html.contains("<details open><summary>Open</summary>"), "{html}");
}

#[test]
fn pages_name_their_files() {
    let project = Project::new(&[
        ("a/b.md", "---\noutputFileName: start.html\n---\n# B\n"),
        ("a/c.md", "---\noutputFileName: ../d.html\n---\n[b](b.md)\n"),
        ("a/e.md", "---\noutputFileName: c\n---\n# E\n"),
    ]);
    let want = "a/c.md:2:17: warning[invalid-file-name] `outputFileName` is not the name of a file, so the page is written \
                under its own name\n\
                a/e.md:1:1: error[output-path-conflict] `a/e.md` would be written to `a/c.html`, but `a/c.md` is written to \
                `a/c.html`\n";
    assert_eq!(project.run("check --format short -q").stdout, want);
    project.write("a/e.md", b"# E\n");
    project.build();
    assert!(project.read("_site/a/start.html").contains("<h1 id=\"b\">"));
    assert!(project.read("_site/a/c.html").contains("<a href=\"start.html\">b</a>"));
    assert!(!project.path("_site/a/b.html").exists());
    for bad in ["[x]", "\"a\\0b\"", "a/b", &"x".repeat(251)] {
        project.write("a/c.md", format!("---\noutputFileName: {bad}\n---\n# C\n").as_bytes());
        assert!(project.build().starts_with("a/c.md:2:"), "{bad}");
        assert!(project.path("_site/a/c.html").exists(), "{bad}");
    }
}

#[test]
fn choices_of_tables_of_contents_are_checked() {
    let check = |page: &str, want: &str| {
        let project = Project::new(&[
            ("a/p.md", page),
            ("a/q.md", "# Q\n"),
            ("x/toc.yml", "- href: ../a/p.md\n- href: ../a/q.md\n"),
            ("x/context.yml", "### YamlMime:ContextObject\n"),
            ("x/context/c.yml", "### YamlMime:ContextObject\nbreadcrumb_path: /azure/toc.json\ntoc_rel: ../toc.yml\n"),
        ]);
        assert_eq!(project.build(), want, "{page}");
    };
    check("[q](q.md?toc=~/x/toc.yml&bc=../x/toc.json) [r](q.md?context=~/x/context#top)\n", "");
    check("[q](q.md?toc=/azure/x/toc.json) [r](q.md?toc=y/toc.json) <https://e.org/?toc=~/y>\n", "");
    check(
        "[q](q.md?a=b&toc=~/y/toc.yml#top)\n",
        "a/p.md:1:18: warning[toc-not-found] there is no table of contents `~/y/toc.yml`\n",
    );
    check(
        "---\ntoc_rel: ../y/toc.yml\nbreadcrumb_path: /azure/toc.json\n---\n# P\n",
        "a/p.md:2:10: warning[toc-not-found] there is no table of contents `../y/toc.yml`\n",
    );
}

#[test]
fn files_of_redirects_may_be_named() {
    let project = Project::new(&[
        (".openpublishing.publish.config.json", r#"{"redirection_files": ["moved.json"]}"#),
        (
            "moved.json",
            r#"{"redirections": [{"source_path": "a.md", "redirect_url": "/x"}], "renames": {"b.md": "c"}}"#,
        ),
        ("c.md", "# C\n"),
    ]);
    assert_eq!(project.build(), "");
    assert!(project.read("_site/a.html").contains("0; url=/x\""));
    assert!(project.read("_site/b.html").contains("0; url=c.html\""));
}

#[test]
fn context_objects_choose_what_is_there() {
    let context = "### YamlMime:ContextObject\nbrand: azure\nbreadcrumb_path: 'bread/toc.yml'\ntoc_rel: ../gone.yml\n";
    let project = Project::new(&[("x/context/c.yml", context), ("x/p.md", "# P\n"), ("x/toc.yml", "- href: p.md\n")]);
    let want = "x/context/c.yml:3:19: warning[toc-not-found] there is no table of contents `bread/toc.yml`\n\
                x/context/c.yml:4:10: warning[toc-not-found] there is no table of contents `../gone.yml`\n";
    assert_eq!(project.build(), want);
}

#[test]
fn the_language_is_that_of_the_repository() {
    let publish = r#"{"docsets_to_publish": [{"build_source_folder": ".", "locale": "pt-br"}]}"#;
    let project =
        Project::new(&[(".openpublishing.publish.config.json", publish), ("docfx.json", "{}"), ("a.md", "# A\n")]);
    project.build();
    assert!(project.read("_site/a.html").contains("<html lang=\"pt-BR\""));
}
