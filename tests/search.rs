//! Search: what a build writes for it, and that its client reads it.

use std::{collections::BTreeMap, path::Path};

use crate::project::Project;

/// Pages of all kinds of words, some of which ask not to be found, and one to count more.
fn project() -> Project {
    Project::new(&[
        ("docwright.yml", "title: Search\n"),
        (
            "a.md",
            "# Redirects of Pages\n\nA page that moves. The quick brown fox.\n\n## Chains\n\nOne after the other.\n",
        ),
        ("b.md", "# `std::vector::push_back` and Get-AzVM\n\nError C2065. The brown quick fox.\n"),
        ("api.md", "# CreateFileW\n\nOpens a file, with `--resource-group` in the command line.\n\n## Identifiers\n"),
        ("cafe.md", "# Café\n\nA naïve resumé of größere Straßen.\n"),
        ("sub/what-is-lanolin.md", "# Wool fat\n\nAn overview.\n"),
        ("sub/fopen.md", "# `fopen`, `_wfopen`\n\nOpens a file.\n"),
        ("sub/fopen-s.md", "# `fopen_s`, `_wfopen_s`\n\nOpens a file: fopen, fopen, and fopen again.\n"),
        ("ko.md", "---\nlang: ko\n---\n# 전체 텍스트 검색\n"),
        ("it.md", "---\nlang: it\n---\n# Servizi\n\nLa velocità della città.\n"),
        ("it2.md", "---\nlang: it-IT\n---\n# Reti\n\nAltra velocità.\n"),
        ("it3.md", "---\nlang: it-IT\n---\n# Che cos'è una rete\n\nNodi e archi.\n"),
        ("ja.md", "---\nlang: ja\n---\n# 全文検索の設定\n\nこのサイトの検索。\n"),
        ("hidden.md", "---\nsearch: false\n---\n# Xylophones\n"),
        ("robots.md", "---\nrobots: noindex\n---\n# Yodelling\n"),
        ("gone.md", "---\nredirect_url: a.md\n---\n# Zithers\n"),
        ("calm.md", "# Animals\n\nA tortoise, and another tortoise.\n"),
        ("loud.md", "---\nsearch:\n  boost: 3\n---\n# Zoology\n\nA tortoise, and another tortoise.\n"),
    ])
}

/// Builds, and gives the site's texts by their paths.
fn built(project: &Project) -> BTreeMap<String, String> {
    project.build();
    let texts = project.files("_site").into_iter();
    texts.filter_map(|(path, bytes)| Some((path, String::from_utf8(bytes).ok()?))).collect()
}

#[test]
fn an_index_for_each_language_and_a_plain_page() {
    let site = built(&project());
    let search: BTreeMap<&str, &str> = site
        .iter()
        .filter(|(path, _)| path.starts_with("search"))
        .map(|(path, text)| (path.as_str(), text.as_str()))
        .collect();
    for (start, end) in [
        ("search/en/root.js", ""),
        ("search/en/t/", "/0.js"),
        ("search/en/l/", "/114.js"),
        ("search/en/p/", "/0.js"),
        ("search/ja/root.js", ""),
    ] {
        assert!(
            search.keys().any(|path| path.starts_with(start) && path.ends_with(end)),
            "{start} {:?}",
            search.keys()
        );
    }
    let all: String = search.values().copied().collect();
    for word in ["xylophone", "Xylophone", "yodel", "Yodel", "zither", "Zither"] {
        assert!(!all.contains(word), "{word}");
    }
    let plain = search["search.html"];
    for link in [
        "<a href=\"a.html\">Redirects of Pages</a><ul><li><a href=\"a.html#chains\">Chains</a></li></ul>",
        "<a href=\"ja.html\">全文検索の設定</a>",
        "<h2>A</h2>",
    ] {
        assert!(plain.contains(link), "{link} in {plain}");
    }
    let page = &site["ja.html"];
    assert!(page.contains("<a class=\"find i\" href=\"search.html\""), "{page}");
}

#[test]
fn a_folder_is_named_by_what_is_in_it() {
    let project = project();
    let folders = |site: &BTreeMap<String, String>, kind: &str| -> Vec<String> {
        let start = format!("search/en/{kind}/");
        let names = site.keys().filter_map(|path| Some(path.strip_prefix(&start)?.split('/').next()?.to_owned()));
        names.collect::<std::collections::BTreeSet<_>>().into_iter().collect()
    };
    let site = built(&project);
    assert_eq!(folders(&built(&project), "p"), folders(&site, "p"));
    project.write("calm.md", b"# Animals\n\nA turtle, and another turtle.\n");
    let changed = built(&project);
    for kind in ["t", "p"] {
        assert_ne!(folders(&changed, kind), folders(&site, kind), "{kind}");
        assert_eq!(folders(&changed, kind).len(), 1, "what was is gone");
    }
    for path in changed.keys().filter(|path| path.starts_with("search/") && path.ends_with(".js")) {
        let root = &changed[&format!("{}/root.js", path.split('/').take(2).collect::<Vec<_>>().join("/"))];
        let folder = path.rsplit('/').nth(1).unwrap_or_default();
        assert!(path.ends_with("/root.js") || root.contains(folder), "{path} in {root}");
    }
}

#[test]
fn a_language_written_in_two_ways_is_one() {
    let site = built(&project());
    let root = &site["search/it-it/root.js"];
    assert!(root.contains("\"langs\":[\"en\",\"it-IT\",\"ja\",\"ko\"]"), "{root}");
    assert!(root.contains("\"pages\":3,") && root.contains("\"folder\":\"it-it\""), "{root}");
    assert_eq!(&site["search/it/root.js"], root);
    assert_eq!(site.keys().filter(|path| path.starts_with("search/it/")).count(), 1);
    assert!(!site["search/en/root.js"].contains("\"folder\""));
}

#[test]
fn search_opens_where_nothing_is_found() {
    let project = Project::new(&[("index.md", "---\nsearch: false\n---\n# Home\n")]);
    let site = built(&project);
    let root = &site["search/en/root.js"];
    assert!(root.contains("\"pages\":0,") && root.contains("\"search_none\""), "{root}");

    // The site's language, and that of a page that hides, have no index of their own.
    project.write("it.md", b"---\nlang: it-IT\n---\n# Reti\n");
    project.write("fr.md", b"---\nlang: fr\nsearch: false\n---\n# Rien\n");
    let site = built(&project);
    for lang in ["en", "fr"] {
        assert_eq!(site[&format!("search/{lang}/root.js")], site["search/it-it/root.js"], "{lang}");
    }
    assert!(site["search/en/root.js"].contains("\"folder\":\"it-it\""));
}

#[test]
fn versions_and_products_narrow_a_search() {
    let project = Project::new(&[
        ("docwright.yml", "title: Facets\nfile_metadata:\n  product:\n    \"c*.md\": [Two, three]\n"),
        ("a.md", "---\nmonikerRange: v1\nproduct: one\n---\n# Alpha\n\nCommon words.\n"),
        ("b.md", "---\nmonikerRange: '>= v2'\nms.service: two\n---\n# Beta\n\nCommon words.\n"),
        ("c.md", "# Gamma\n\nCommon words.\n"),
        ("ja.md", "---\nlang: ja\nproduct: one\n---\n# 設定\n"),
    ]);
    let site = built(&project);
    let root = &site["search/en/root.js"];
    assert!(root.contains(",\"langs\":[\"en\",\"ja\"]"), "{root}");
    let facets = ",\"facets\":{\"version\":[\"v1\",\"v2\"],\"product\":[\"one\",\"three\",\"two\"]}";
    assert!(root.contains(facets), "{root}");
    assert!(!site["search/ja/root.js"].contains("facets"), "{}", site["search/ja/root.js"]);

    project.write("docwright.yml", b"search:\n  products: [service, ms.service]\n");
    let site = built(&project);
    assert!(!site["search/en/root.js"].contains("\"product\":["), "{}", site["search/en/root.js"]);
}

#[test]
fn a_theme_says_its_own_words() {
    let project = project();
    project.write("docwright.yml", b"theme:\n  name: look\n");
    project.write("themes/look/words/en.yml", b"search_start: Ask us.\n");
    let site = built(&project);
    assert!(site["search/en/root.js"].contains("\"search_start\":\"Ask us.\""), "{}", site["search/en/root.js"]);
}

#[test]
fn without_search_nothing_of_it_is_there() {
    let project = project();
    project.write("docwright.yml", b"search: false\n");
    let site = built(&project);
    let left: Vec<&String> = site.keys().filter(|path| path.starts_with("search")).collect();
    assert!(left.is_empty(), "{left:?}");
    assert!(!site["a.html"].contains("find"), "{}", site["a.html"]);
}

#[test]
fn a_page_of_the_project_may_be_named_search() {
    let project = project();
    project.write("search.md", b"# Our own\n");
    let site = built(&project);
    assert!(site["search.html"].contains("Our own</a></h1>"), "{}", site["search.html"]);
    assert!(site["search/all.html"].contains("<a href=\"../search.html\">Our own</a>"), "{}", site["search/all.html"]);
    assert!(site["a.html"].contains("href=\"search/all.html\""));
}

#[test]
fn many_pages_are_listed_on_several() {
    let project = Project::new(&[]);
    for number in 0..1600 {
        project.write(&format!("p{number}.md"), format!("# Page {number:04}\n").as_bytes());
    }
    let site = built(&project);
    assert!(
        site["search.html"].contains("<a href=\"search/pages/4.html\">Page 1500 – Page 1599</a>"),
        "{}",
        site["search.html"]
    );
    assert!(site["search/pages/4.html"].contains("<a href=\"../../p1599.html\">Page 1599</a>"));
    for (path, text) in site.iter().filter(|(path, _)| path.starts_with("search") && path.ends_with(".js")) {
        assert!(text.len() < 40_000, "{path}: {}", text.len());
    }
}

#[test]
fn the_client_splits_as_the_index_does_and_finds_every_page() {
    let project = project();
    if project.program("node").arg("--version").output().is_err() {
        // The browser's tests do the same with what they bring.
        return;
    }
    project.build();
    let check = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/search/check.mjs");
    let done = project.program("node").arg(check).arg(project.path("_site/search")).output().unwrap();
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
}
