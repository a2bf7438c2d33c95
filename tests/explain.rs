//! `explain`: pages, files, addresses, rules.

use serde_json::Value;

use crate::project::Project;

fn project() -> Project {
    Project::new(&[
        (
            "docwright.yml",
            "title: Site\nbase_url: https://example.org/docs/\nexclude: includes/\nmetadata:\n  audience: all\nfile_metadata:\n  author:\n    \"guide/**\": ada\nrules:\n  orphan-page: off\n",
        ),
        ("toc.yml", "- name: Guides\n  items:\n  - name: Install\n    href: guide/install.md\n"),
        ("index.md", "# Home\n\nGo to [install](guide/install.md#run-it).\n"),
        (
            "guide/install.md",
            "---\ntitle: Install it\nms.date: 2026-01-02\n---\n# Install\n\n[home](../index.md) [up](#install) [out](https://e.org) [site](/x) [gone](gone.md)\n\
             <xref:no.such> ![P](p.png)\n\n[!INCLUDE [i](../includes/i.md)]\n",
        ),
        ("guide/p.png", "x"),
        ("includes/i.md", "## Run it\n\n[!INCLUDE [j](j.md)]\n"),
        ("includes/j.md", "Text and [home](../index.md).\n"),
        ("includes/k.md", "Then [install](../guide/install.md).\n"),
        ("more.md", "# More\n\n[!INCLUDE [k](includes/k.md)]\n"),
        ("redirections.yml", "redirections:\n  setup.md: guide/install\n  guide/install.md#start: '#run-it'\n"),
    ])
}

fn json(project: &Project, what: &str) -> Value {
    let run = project.run(&format!("explain {what} --format json"));
    assert_eq!((run.code, run.stderr.as_str()), (0, ""), "{what}");
    serde_json::from_str(&run.stdout).unwrap()
}

#[test]
fn a_page_is_explained() {
    let project = project();
    let page = json(&project, "guide/install.md");
    let keys: Vec<&String> = page.as_object().unwrap().keys().collect();
    let want = [
        "path",
        "url",
        "output",
        "title",
        "metadata",
        "origins",
        "headings",
        "anchors",
        "links",
        "inbound",
        "inboundLinks",
        "includes",
        "toc",
        "breadcrumbs",
        "monikers",
        "redirects",
    ];
    assert_eq!(keys, want);
    let check = |key: &str, want: Value| assert_eq!(page[key], want, "{key}");
    check("path", "guide/install.md".into());
    check("url", "guide/install.html".into());
    check("output", "guide/install.html".into());
    check("title", "Install it".into());
    check(
        "origins",
        serde_json::json!({
            "audience": "docwright.yml:5:13", "author": "docwright.yml:8:17",
            "title": "guide/install.md:2:1", "ms.date": "guide/install.md:3:1",
        }),
    );
    check("anchors", serde_json::json!(["install", "run-it"]));
    check("inbound", serde_json::json!(["index.md", "more.md"]));
    check(
        "inboundLinks",
        serde_json::json!([
            {"page": "index.md", "file": "index.md", "line": 3, "column": 17},
            {"page": "more.md", "file": "includes/k.md", "line": 1, "column": 16},
        ]),
    );
    check("includes", serde_json::json!(["includes/i.md", "includes/j.md"]));
    check("toc", "toc.yml".into());
    check("breadcrumbs", serde_json::json!(["Guides"]));
    check("monikers", serde_json::json!([]));
    check("redirects", serde_json::json!(["guide/install.md#start", "setup.md"]));
    assert_eq!(page["headings"][1], serde_json::json!({"level": 2, "id": "run-it", "text": "Run it"}));
    let links = page["links"].as_array().unwrap();
    let shown: Vec<String> = links
        .iter()
        .map(|link| {
            format!("{}:{} {} {} {}", link["line"], link["column"], link["kind"], link["target"], link["url"])
                .replace('"', "")
        })
        .collect();
    assert_eq!(
        shown,
        [
            "7:8 page index.md ../index.html",
            "7:26 anchor guide/install.md #install",
            "7:42 external null https://e.org",
            "7:64 site null /x",
            "7:75 missing guide/gone.md gone.md",
            "8:2 missing null xref:no.such",
            "8:21 file guide/p.png p.png",
            "1:17 page index.md ../index.html",
        ]
    );
    assert_eq!((&links[0]["file"], &links[7]["file"]), (&"guide/install.md".into(), &"includes/j.md".into()));
    assert_eq!(links[0]["text"], "home");
    let text = project.run("explain guide/install.md").stdout;
    for part in [
        "contents     toc.yml",
        "breadcrumbs  Guides",
        "    includes/i.md\n      includes/j.md",
        "docwright.yml:8:17 (by its path)",
        "\nOf these in includes/j.md\n  1:17  page      index.md\n",
        "  more.md        by includes/k.md:1:16\n",
    ] {
        assert!(text.contains(part), "{part}: {text}");
    }
}

#[test]
fn files_and_addresses_are_explained() {
    let project = project();
    let include = json(&project, "includes/j.md");
    assert_eq!((&include["role"], &include["pages"]), (&"include".into(), &serde_json::json!(["guide/install.md"])));
    assert_eq!(include["usedBy"][0]["place"], "includes/i.md:3:15");
    assert_eq!(json(&project, "guide/p.png")["usedBy"][0]["place"], "guide/install.md:8:21");
    assert_eq!(json(&project, "toc.yml")["role"], "table of contents");
    let redirect = json(&project, "setup.md");
    assert_eq!((&redirect["to"], &redirect["stated"]), (&"guide/install.html".into(), &"redirections.yml:2:3".into()));
    for url in [
        "guide/install.html#run-it",
        "/guide/install.html#run-it",
        "https://example.org/docs/guide/install.html#run-it",
        "/docs/guide/install#run-it",
    ] {
        let address = json(&project, url);
        assert_eq!((&address["source"], &address["made"]), (&"guide/install.md".into(), &"page".into()), "{url}");
        assert_eq!(address["anchor"]["place"], "includes/i.md:1:1", "{url}");
    }
    assert_eq!(json(&project, "guide/install.html#start")["anchor"]["to"], "guide/install.html#run-it");
    assert_eq!(json(&project, "setup.html")["made"], "redirect");
    assert_eq!(json(&project, "sitemap.xml")["made"], "docwright");
}

#[test]
fn rules_are_explained_and_slips_are_seen() {
    let project = project();
    let rule = json(&project, "orphan-page");
    assert_eq!((&rule["severity"], &rule["level"]), (&"suggestion".into(), &"off".into()));
    assert!(rule["text"].as_str().unwrap().contains("table of contents"));
    assert!(rule["example"].as_str().unwrap().contains("```"));
    assert!(project.run("explain file-not-found").stdout.contains("--allow file-not-found"));
    let check = |what: &str, near: &str| {
        let run = project.run(&format!("explain {what}"));
        let want = format!("error: `{what}` is no file, no address and no rule; did you mean `{near}`?\n");
        assert_eq!((run.code, run.stdout.as_str(), run.stderr.as_str()), (2, "", want.as_str()));
    };
    check("orphan-pag", "orphan-page");
    check("guide/instal.md", "guide/install.md");
    check("guide/instal.html", "guide/install.md");
}
