//! What front matter and configurations say of pages: values that are shown, and pages that redirect.

use crate::project::Project;

/// The text of the first element of a name.
fn element<'a>(html: &'a str, name: &str) -> &'a str {
    let rest = html.split_once(&format!("<{name}>")).map_or("", |(_, rest)| rest);
    rest.split_once(&format!("</{name}>")).map_or("", |(text, _)| text)
}

#[test]
fn titles_keep_the_form_that_they_are_written_in() {
    let check = |yaml: &str, want: &str| {
        let page = format!("---\ntitle: {yaml}\n---\n\nText.\n");
        let project = Project::new(&[("page.md", &page), ("crlf.md", &page.replace('\n', "\r\n"))]);
        assert_eq!(project.build(), "", "{yaml}");
        for name in ["page", "crlf"] {
            let want = if want.is_empty() { name } else { want };
            assert_eq!(element(&project.read(&format!("_site/{name}.html")), "title"), want, "{yaml}");
        }
    };
    for same in [
        "1.10",
        "4.0",
        "1.0",
        "1e3",
        "1E3",
        "0x1F",
        "0o17",
        "007",
        "1_000",
        ".5",
        "5.",
        "+1",
        "-0",
        "-1.50",
        ".inf",
        ".nan",
        "12345678901234567890123",
        "2024-01-01",
        "2024-01-01T00:00:00Z",
        "12:30:45",
        "yes",
        "no",
        "on",
        "off",
        "Yes",
        "NO",
        "y",
        "n",
        "true",
        "True",
        "TRUE",
        "false",
        "1.10.0",
        "1,000",
    ] {
        check(same, same);
    }
    check("1.10 # the second", "1.10");
    check("\"1.10\"", "1.10");
    check("'~'", "~");
    check(">-\n  1.10", "1.10");
    check("!!str 1.10", "1.10");
    check("&version 1.10", "1.10");
    // What is nothing is no title.
    for none in ["", "~", "null", "Null", "\"\"", "\" \""] {
        check(none, "");
    }
}

#[test]
fn values_keep_their_form_wherever_they_are_shown() {
    let project = Project::new(&[
        (
            "docwright.yml",
            "title: 1.10\ndescription: 2.50\nsource: docs\nbase_url: https://e.org/\npublish: [llms.txt]\n",
        ),
        (
            "docs/a.md",
            "---\ntitle: 4.10\nuid: 4.0\nauthor: 007\ndescription: 1e3\nkeywords: [1.10, 0x1F, yes]\nms.service: 365.0\n\
             lang: no\nms.date: 2024-01-01\nsearch: {boost: 1.50}\n---\n\nSee <xref:4.0> and [1.0](b.md).\n",
        ),
        ("docs/b.md", "# B\n"),
        (
            "docs/c.yml",
            "### YamlMime:FAQ\ntitle: 1.100\nsummary: 2.0\nsections:\n- name: 3.0\n  questions:\n  - question: 4.0\n    answer: 5.0\n",
        ),
        ("docs/toc.yml", "- name: 1.0\n  href: a.md\n- href: b.md\n  name: 0x1F\n- href: c.yml\n"),
    ]);
    assert_eq!(project.build(), "");
    let page = project.read("_site/a.html");
    for part in [
        "<title>4.10 | 1.10</title>",
        "<html lang=\"no\"",
        "name=\"description\" content=\"1e3\"",
        "name=\"keywords\" content=\"1.10, 0x1F, yes\"",
        "name=\"ms.service\" content=\"365.0\"",
        "data-uid=\"4.0\">4.10</a>",
        "007",
    ] {
        assert!(page.contains(part), "{part}: {page}");
    }
    let faq = project.read("_site/c.html");
    for part in ["<title>1.100 | 1.10</title>", ">2.0<", ">3.0<", ">4.0<", ">5.0<"] {
        assert!(faq.contains(part), "{part}: {faq}");
    }
    let toc = project.read("_site/toc.json");
    assert!(["\"1.0\"", "\"0x1F\"", "\"1.100\""].iter().all(|name| toc.contains(name)), "{toc}");
    assert!(project.read("_site/llms.txt").starts_with("# 1.10\n\n> 2.50\n"));
    assert!(project.read("_site/xrefmap.yml").contains("uid: \"4.0\"\n  name: \"4.10\""));
}

#[test]
fn configurations_of_docfx_keep_the_form_of_values() {
    let project = Project::new(&[
        (
            "docfx.json",
            r#"{"build": {"content": [{"files": "**/*.{md,yml}"}], "globalMetadata": {"_appTitle": 1.10, "author": 2.0},
                "fileMetadata": {"ms.topic": {"*.md": 3.50}, "monikerRange": {"a.md": 4.10}, "title": {"b.md": 5.0}}}}"#,
        ),
        ("a.md", "---\ntitle: A\n---\n\n::: moniker range=\">=4.10\"\n\nNew.\n\n::: moniker-end\n"),
        ("b.md", "---\nmonikerRange: 4.0\n---\n\nText.\n"),
    ]);
    let found =
        project.run("check -q --format short -A description-missing -A author-missing -A ms.topic-missing").stdout;
    assert!(!found.contains("moniker"), "{found}");
    project.build();
    let page = project.read("_site/a.html");
    assert!(page.contains("<title>A | 1.10</title>") && page.contains("content=\"3.50\""), "{page}");
    assert!(page.contains("data-moniker=\"4.10\""), "{page}");
    assert!(project.read("_site/b.html").contains("<title>5.0 | 1.10</title>"));
    let monikers = project.read("_site/urls.json");
    assert!(monikers.contains(r#""monikers":["4.10"]"#) && monikers.contains(r#""monikers":["4.0"]"#), "{monikers}");
}

/// Whether each who asks takes a page for one that redirects.
fn redirects(project: &Project, name: &str) -> Vec<(&'static str, bool)> {
    let read = |path: &str| project.read(&format!("_site/{path}"));
    let lists = |path: &str| read(path).contains(&format!("https://e.org/{name}."));
    let urls: serde_json::Value = serde_json::from_str(&read("urls.json")).unwrap();
    let searched = project.files("_site/search").values().any(|file| String::from_utf8_lossy(file).contains("zebra"));
    vec![
        ("its file", read(&format!("{name}.html")).contains("http-equiv=\"refresh\"")),
        ("the sitemap", !lists("sitemap.xml")),
        ("llms.txt", !lists("llms.txt")),
        ("urls.json", urls["redirects"].get(format!("{name}.html")).is_some()),
        ("the other part of urls.json", urls["urls"].get(format!("{name}.html")).is_none()),
        ("its Markdown", !project.path(&format!("_site/{name}.md")).exists()),
        ("search", !searched),
    ]
}

#[test]
fn whether_a_page_redirects_is_answered_once() {
    const CONFIG: &str = "base_url: https://e.org/\npublish: [.md, llms.txt]\n";
    let check = |yaml: &str, redirected: bool, rule: &str| {
        let page = format!("---\nredirect_url: {yaml}\n---\n\n# Page\n\nA zebra.\n");
        let other = "# Other\n";
        let back = "---\nredirect_url: page\n---\n\n# Back\n";
        let project =
            Project::new(&[("docwright.yml", CONFIG), ("page.md", &page), ("other.md", other), ("back.md", back)]);
        let found = project.build();
        let of_page: Vec<&str> = found.lines().filter(|line| line.starts_with("page.md:")).collect();
        let rules: Vec<&str> = of_page.iter().filter_map(|line| line.split(['[', ']']).nth(1)).collect();
        assert_eq!(rules, Vec::from_iter(Some(rule).filter(|rule| !rule.is_empty())), "{yaml}: {found}");
        for (who, answer) in redirects(&project, "page") {
            assert_eq!(answer, redirected, "{yaml}: {who}");
        }
    };
    for good in [
        "other.md",
        "other",
        "./other.md#x",
        "/elsewhere",
        "https://x.org/",
        "HTTP://x.org/",
        "//x.org/",
        "|\n  other.md",
    ] {
        check(good, true, "");
    }
    check("gone.md", true, "redirect-url-invalid");
    for bad in [
        "",
        "~",
        "\"\"",
        "\"  \"",
        "[other.md]",
        "{to: other.md}",
        "5",
        "1.5",
        "true",
        "javascript:alert(1)",
        "mailto:a@e.org",
    ] {
        check(bad, false, "redirect-url-invalid");
    }
    for back in ["page.md", "page", "PAGE.md", "'#zebra'", "?a=b", "back.md", "https://e.org/page.html"] {
        check(back, false, "circular-redirection");
    }
}

#[test]
fn pages_in_yaml_redirect_alike() {
    let check = |top: &str, metadata: &str, want: &str, redirected: bool| {
        let page = format!(
            "### YamlMime:FAQ\nmetadata:\n  title: F\n{metadata}{top}title: F\nsections:\n- name: S\n  questions:\n  - question: Q\n    answer: A zebra.\n"
        );
        let project = Project::new(&[("page.yml", &page), ("other.md", "# Other\n")]);
        assert_eq!(project.build(), want, "{page}");
        assert_eq!(project.read("_site/page.html").contains("http-equiv=\"refresh\""), redirected, "{page}");
    };
    check("redirect_url: other.md\n", "", "", true);
    check("", "  redirect_url: other.md\n", "", true);
    let told = |place: &str, what: &str| {
        format!(
            "page.yml:{place}: suggestion[redirect-url-invalid] `redirect_url` {what}: the page is published as it is\n"
        )
    };
    check("redirect_url:\n", "", &told("4:1", "has no value"), false);
    check("redirect_url: [other.md]\n", "", &told("4:1", "is a list"), false);
    check("", "  redirect_url: 5\n", &told("4:17", "is `5`, which is no address"), false);
}
