//! Whole builds: what a project's files become, however they are written.
#![expect(clippy::disallowed_methods, reason = "tests read the sites that they build")]

use crate::project::{Project, same};

/// A page with every construct of the dialect.
const EVERYTHING: &str = r#"---
title: Everything
description: All there is.
ms.date: 04/09/2017
author: someone
zone_pivot_groups: ones
---
# Everything

<a name="early"></a>A paragraph with *emphasis*, **strength**, ~~nothing~~, `code`, $x^2$, :tada:, a [link](b.md#part-one),
[another][ref], <https://example.org/>, www.example.org and a note[^1]. It has [!INCLUDE [a word](includes/word.md)] in it.

[ref]: c/d.md "Title"
[^1]: The note.

> [!NOTE]
> Be kind.

> [AZURE.WARNING] Be careful.

> [!div class="checklist"]
> - One
> - Two

> [!VIDEO https://www.youtube.com/embed/x]

[!INCLUDE [a block](includes/block.md)]

# [Linux](#tab/linux)

On Linux.

# [Windows](#tab/windows)

On Windows.

---

| Left | Right |
| :--- | ---: |
| a | b |

- [x] done
- [ ] not done

1. One
   - Inner

```csharp
class C { }
```

```azurecli-interactive
az login
```

$$
\frac{a}{b}
$$

![A picture](img/p.png) [![Large](img/p.png)](img/p.png#lightbox)

:::image type="content" source="img/p.png" alt-text="Alone":::

:::row:::
:::column span="2":::
Wide
:::column-end:::
:::column:::
Narrow
:::column-end:::
:::row-end:::

:::zone pivot="one"
Only one.
:::zone-end

A :::no-loc text="Word"::: stays.

<div class="raw"><a id="raw-anchor" href="b.md">raw</a></div>

[up](#early) [raw](#raw-anchor) [query](b.md?view=x#part-one) [root](~/c/d.md) [site](/azure/x)
"#;

/// A project of all kinds of files.
fn everything() -> Project {
    let project = Project::new(&[
        ("docwright.yml", "title: All\nbase_url: https://example.org/all/\nexclude: includes/\n"),
        ("index.md", EVERYTHING),
        ("b.md", "# B\n\n## Part one\n\n[back](index.md#raw-anchor)\n"),
        ("c/d.md", "# D\n\n[up](../index.md)\n"),
        ("c/e.md", "---\nredirect_url: d.md\n---\n"),
        ("c/unlisted.md", "# Unlisted\n\n[gone](gone.md)\n"),
        ("includes/word.md", "*word*\n"),
        ("includes/block.md", "## Block\n\n[b](../b.md) ![p](../img/p.png)\n"),
        (
            "toc.yml",
            "- name: Start\n  href: index.md\n- name: More\n  items:\n  - href: b.md\n  - name: D\n    href: c/d.md\n",
        ),
        ("zone-pivot-groups.yml", "groups:\n- id: ones\n  title: Ones\n  pivots:\n  - id: one\n    title: One\n"),
        ("static/robots.txt", "User-agent: *\n"),
        ("themes/all/custom.css", "p { color: red }\n"),
    ]);
    project.write("img/p.png", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x7b\0\0\x01\x41\x08\x06\0\0\0");
    for number in 0..200 {
        let text =
            format!("# Page {number}\n\n```rust\nfn f() -> u{number} {{}}\n```\n\n[x](gone{number}.md) [y](../b.md)\n");
        project.write(&format!("many/{number}.md"), text.as_bytes());
    }
    project
}

#[test]
fn a_build_is_the_same_each_time_and_with_any_number_of_threads() {
    let project = everything();
    let one = project.run("build -q --format json -j 1 -o one");
    let many = project.run("build -q --format json -j 8 -o many-threads");
    assert_eq!(one, many);
    assert!(one.stdout.lines().count() > 200, "{one:?}");
    same(&project.files("one"), &project.files("many-threads"), "1 and 8 threads");

    // A change and its undoing come to the same as a clean build; what is the same is not written again.
    let before = project.files("one");
    project.write("b.md", b"# B\n\n## Part two\n");
    project.run("build -q -o one");
    assert_ne!(before.get("b.html"), project.files("one").get("b.html"));
    project.write("b.md", b"# B\n\n## Part one\n\n[back](index.md#raw-anchor)\n");
    project.run("build -q -o one");
    same(&before, &project.files("one"), "an incremental build");
    let modified = |path: &str| std::fs::metadata(project.path(path)).unwrap().modified().unwrap();
    let times = ["one/b.html", "one/.docwright/manifest.json"].map(modified);
    let again = project.run("build -v -o one").stderr;
    assert!(again.contains(": 0 files written (0 bytes)"), "{again}");
    assert_eq!(["one/b.html", "one/.docwright/manifest.json"].map(modified), times);

    let elsewhere = everything();
    elsewhere.run("build -q -j 3 -o one");
    same(&before, &elsewhere.files("one"), "another folder");
    let root = project.path("").display().to_string();
    let root = root.trim_end_matches('/');
    for (path, bytes) in &before {
        assert!(!String::from_utf8_lossy(bytes).contains(root), "{path} tells where it was made");
    }
}

#[test]
fn every_construct_becomes_html() {
    let project = everything();
    let found = project.build();
    let found: Vec<&str> = found.lines().filter(|line| !line.starts_with("many/")).collect();
    let want = [
        "c/unlisted.md:1:1: suggestion[orphan-page] no table of contents lists this page, nor does `toc.yml`, the nearest",
        "c/unlisted.md:3:8: warning[file-not-found] `c/gone.md` does not exist",
    ];
    assert_eq!(found, want);
    let html = project.read("_site/index.html");
    for part in [
        "<title>Everything | All</title>",
        "<link rel=\"canonical\" href=\"https://example.org/all/index.html\">",
        "<h1 id=\"everything\">",
        "<a name=\"early\"></a>A paragraph",
        "<em>emphasis</em>",
        "<strong>strength</strong>",
        "<del>nothing</del>",
        "🎉",
        "<a href=\"b.html#part-one\">link</a>",
        "<a href=\"c/d.html\" title=\"Title\">another</a>",
        "<a href=\"https://example.org/\">https://example.org/</a>",
        "<a href=\"https://www.example.org\">www.example.org</a>",
        "It has <em>word</em> in it.",
        "<aside class=\"callout note\"",
        "<aside class=\"callout warning\"",
        "<div class=\"checklist\">",
        "<div class=\"video\"><iframe src=\"https://www.youtube",
        "<h2 id=\"block\">",
        "<a href=\"b.html\">b</a> <img src=\"img/p.png\" alt=\"p\" width=\"123\" height=\"321\"",
        "<div class=\"tabs\">",
        "data-tab=\"windows\"",
        "<td class=\"right\">b</td>",
        "<ul class=\"tasks\">",
        "<code class=\"language-csharp\"",
        "data-interactive=\"azurecli\"",
        "<math display=\"block\" alttext=",
        "<a class=\"zoom\" href=\"img/p.png\">",
        "<figure class=\"image bordered\"><img src=\"img/p.png\" alt=\"Alone\"",
        "<div class=\"column\" data-span=\"2\">",
        "data-pivot=\"one\"",
        "<span class=\"no-loc\" translate=\"no\">Word</span>",
        "<div class=\"raw\"><a id=\"raw-anchor\" href=\"b.html\">raw</a></div>",
        "<a href=\"b.html?view=x#part-one\">query</a> <a href=\"c/d.html\">root</a> <a href=\"/azure/x\">site</a>",
        "<section class=\"footnotes\"",
    ] {
        assert!(html.contains(part), "no {part}");
    }
    assert_eq!(html.matches("<article>").count(), 1);
    assert!(project.read("_site/c/e.html").contains("url=d.html"));
    assert_eq!(project.read("_site/robots.txt"), "User-agent: *\n");
}

#[test]
fn an_included_file_keeps_its_own_place() {
    let one = "## Same\n\n[up](../t.md#here) ![p](../img/p.png) [bad](no.md) [own](#same) [page's](#only)\n";
    let project = Project::new(&[
        ("docwright.yml", "exclude: a/includes/\n"),
        ("a/includes/one.md", one),
        ("a/t.md", "# T\n\n## Here\n"),
        ("a/img/p.png", ""),
        ("deep/er/far.md", "# Far\n\n## Same\n\n[!INCLUDE [x](../../a/includes/one.md)]\n"),
    ]);
    for number in 0..500 {
        let only = if number == 7 { "" } else { "## Only\n" };
        let text = format!("# P\n\n[!INCLUDE [x](includes/one.md)]\n\n{only}");
        project.write(&format!("a/p{number:03}.md"), text.as_bytes());
    }
    let found = project.build();
    // One place, one finding: not one for each of the pages.
    let want = "a/includes/one.md:3:45: warning[file-not-found] `a/includes/no.md` does not exist\n\
                a/includes/one.md:3:75: warning[bookmark-not-found] nothing on `a/p007.md` and another page that \
                includes this file has the id `only`\n";
    assert_eq!(found, want);
    let json = project.run("check -q --format jsonl -A file-not-found").stdout;
    assert!(json.contains("\"via\":[\"a/p007.md:3:15\",\"deep/er/far.md:5:15\"]"), "{json}");
    let own = |to_a: &str| {
        format!(
            "<p><a href=\"{to_a}t.html#here\">up</a> <img src=\"{to_a}img/p.png\" alt=\"p\" loading=\"lazy\"> \
             <a href=\"no.md\">bad</a> <a href=\"#same\">own</a> <a href=\"#only\">page's</a></p>"
        )
    };
    for (page, to_a) in [("a/p000.html", ""), ("deep/er/far.html", "../../a/")] {
        let html = project.read(&format!("_site/{page}"));
        assert!(html.contains(&own(to_a)), "{page}: {html}");
    }
    // Ids of headings begin anew in each file, as on Learn.
    assert_eq!(project.read("_site/deep/er/far.html").matches("<h2 id=\"same\">").count(), 2);
}

/// The `docfx.json` of a project with two kinds of content.
const DOCFX: &str = r#"{
  "build": {
    "content": [
      { "files": ["**/*.md", "**/toc.yml"], "src": "articles", "exclude": ["drafts/**"], "dest": "docs" },
      { "files": ["index.md"] }
    ],
    "resource": [{ "files": ["**/*.png"], "src": "articles", "exclude": ["**/obj/**"], "dest": "docs" }],
    "globalMetadata": { "author": "all", "description": "Of all." },
    "fileMetadata": {
      "author": { "articles/**.md": "first", "articles/b/**.md": "second", "articles/b/own.md": "third" }
    }
  }
}
"#;

#[test]
fn a_docfx_project_is_read_as_it_is() {
    let project = Project::new(&[
        ("docfx.json", DOCFX),
        ("index.md", "# Index\n\n[a](articles/a.md) [draft](articles/drafts/d.md) $x$\n"),
        ("other.md", "# Other\n"),
        ("articles/a.md", "# A\n\n![p](p.png) ![q](obj/q.png) [i](../index.md)\n"),
        ("articles/b/c.md", "# C\n"),
        ("articles/b/own.md", "# Own\n"),
        ("articles/b/page.md", "---\nauthor: page\n---\n# Page\n"),
        ("articles/drafts/d.md", "# D\n"),
        ("articles/toc.yml", "- href: a.md\n- href: b/c.md\n- href: b/own.md\n- href: b/page.md\n"),
        ("articles/p.png", ""),
        ("articles/obj/q.png", ""),
    ]);
    let found = project.run("check -q --format short -A orphan-page,image-inline,altText-equal-filename").stdout;
    let want = "articles/a.md:3:18: warning[link-out-of-scope] `articles/obj/q.png` is there but is not published with \
                the site\n\
                index.md:3:28: warning[link-out-of-scope] `articles/drafts/d.md` is no page: it is there to be included\n";
    assert_eq!(found, want);
    project.build();
    let shown = |path: &String| !path.starts_with(['.', '_']) && !path.starts_with("search");
    let files: Vec<String> = project.files("_site").into_keys().filter(shown).collect();
    let want = [
        "404.html",
        "docs/a.html",
        "docs/b/c.html",
        "docs/b/own.html",
        "docs/b/page.html",
        "docs/index.html",
        "docs/p.png",
        "docs/toc.json",
        "index.html",
        "urls.json",
    ];
    assert_eq!(files, want);
    let authors = [
        ("index", "all"),
        ("docs/a", "first"),
        ("docs/b/c", "second"),
        ("docs/b/own", "third"),
        ("docs/b/page", "page"),
    ];
    for (page, author) in authors {
        let html = project.read(&format!("_site/{page}.html"));
        assert!(html.contains(&format!("<span>{author}</span>")), "{page} is not by {author}");
        assert!(html.contains("<meta name=\"description\" content=\"Of all.\">"), "{page}");
    }
    assert!(project.read("_site/docs/a.html").contains("<img src=\"p.png\""));
    assert!(project.read("_site/docs/a.html").contains("<a href=\"../index.html\">i</a>"));
    assert!(project.read("_site/index.html").contains("<a href=\"docs/a.html\">a</a>"));
    assert!(project.read("_site/index.html").contains("$x$"), "no formulas on Learn");
}

#[test]
fn outlines_follow_the_text() {
    let project = Project::new(&[
        ("docfx.json", "{\"build\": {\"content\": [{\"files\": [\"**/*.md\"], \"exclude\": [\"includes/**\"]}]}}"),
        ("a.md", "# A\n\n## One\n\n[!INCLUDE[x](includes/x.md)]\n\n> ### Deep\n\n## Three\n"),
        ("includes/x.md", "## Two\n\n[!INCLUDE[x](x.md)]\n"),
    ]);
    project.run("build -q");
    let html = project.read("_site/a.html");
    let outline = &html[html.find("id=\"dw.outline\"").unwrap()..html.find("<main").unwrap()];
    let places = ["One", "Two", "Deep", "Three"].map(|text| outline.find(&format!(">{text}</a>")));
    assert!(places.is_sorted() && places[0].is_some() && places[3].is_some(), "{outline}");
    assert_eq!(outline.matches("<li>").count(), 4, "{outline}");
}

#[test]
fn tables_of_contents_lead_the_way() {
    let pages = [("a.md", "# A\n"), ("b/c.md", "# C\n"), ("b/d.md", "# D\n"), ("b/e.md", "# E\n"), ("f.md", "# F\n")];
    let yml = "- name: A\n  href: a.md\n- name: B\n  items:\n  - name: C\n    href: b/c.md\n  - name: D\n    href: b/d.md\n    \
               items:\n    - name: E\n      href: b/e.md\n- name: Far\n  items:\n  - name: F\n    href: f.md\n  - name: Again\n    \
               href: a.md#a\n";
    let md =
        "# [A](a.md)\n# B\n## [C](b/c.md)\n## [D](b/d.md)\n### [E](b/e.md)\n# Far\n## [F](f.md)\n## [Again](a.md#a)\n";
    for toc in [("toc.yml", yml), ("toc.md", md)] {
        let project = Project::new(&[&pages[..], &[toc]].concat());
        assert_eq!(project.build(), "", "{}", toc.0);
        let html = project.read("_site/b/d.html");
        for part in [
            "<ul><li><a href=\"../a.html\">A</a></li><li><details open><summary>B</summary><ul><li><a href=\"c.html\">C</a></li>\
             <li class=\"has\"><a href=\"d.html\" aria-current=\"page\">D</a><details open><summary><span class=\"vh\">D</span>\
             </summary><ul><li><a href=\"e.html\">E</a></li></ul></details></li></ul></details></li>\
             <li><details><summary>Far</summary><ul><li><a href=\"../f.html\">F</a></li><li><a href=\"../a.html#a\">Again</a></li>\
             </ul></details></li></ul>",
            "<ol><li><a href=\"c.html\">B</a></li></ol>",
            "<a rel=\"prev\" href=\"c.html\"><small>Previous</small>C</a>",
            "<a rel=\"next\" href=\"e.html\"><small>Next</small>E</a>",
        ] {
            assert!(html.contains(part), "{}: no {part} in {html}", toc.0);
        }
        let want = "{\"items\":[{\"name\":\"A\",\"href\":\"a.html\"},{\"name\":\"B\",\"items\":[{\"name\":\"C\",\"href\":\
                    \"b/c.html\"},{\"name\":\"D\",\"href\":\"b/d.html\",\"items\":[{\"name\":\"E\",\"href\":\"b/e.html\"}]}]},\
                    {\"name\":\"Far\",\"items\":[{\"name\":\"F\",\"href\":\"f.html\"},{\"name\":\"Again\",\"href\":\"a.html#a\"}]}]}";
        assert_eq!(project.read("_site/toc.json"), want, "{}", toc.0);
    }
}

#[test]
fn a_theme_changes_one_block() {
    let block =
        "{% extends \"default/page.html\" %}\n{% block after_article %}{{ super() }}<p>Ours</p>{% endblock %}\n";
    let project = Project::new(&[
        ("docwright.yml", "theme:\n  name: mine\n"),
        ("a.md", "# A\n"),
        ("themes/mine/page.html", block),
        ("themes/mine/custom.css", ":root { --dw-accent: red }\n"),
    ]);
    assert_eq!(project.build(), "");
    let html = project.read("_site/a.html");
    assert!(html.contains("<p>Ours</p>") && html.contains("<h1 id=\"a\">"), "{html}");
    let files = project.files("_site");
    let css = files.iter().find(|(path, _)| path.starts_with("_assets/theme.") && path.ends_with(".css")).unwrap();
    assert!(String::from_utf8_lossy(css.1).contains("--dw-accent:red"));
    assert!(html.contains(&format!("href=\"{}\"", css.0)));
    assert!(!files.keys().any(|path| path.starts_with("themes")), "{:?}", files.keys());

    // A template that cannot be used is told, and the default one takes its place.
    project.write("themes/mine/page.html", b"{% extends \"default/page.html\" %}\n{% block foter %}{% endblock %}\n");
    let run = project.run("build -q --format short");
    assert_eq!(run.code, 1);
    assert!(run.stdout.starts_with("themes/mine/page.html:2:") && run.stdout.contains("[theme-invalid]"), "{run:?}");
    assert!(project.read("_site/a.html").contains("<h1 id=\"a\">"));
}

#[test]
fn addresses_may_be_folders() {
    let project = Project::new(&[
        ("docwright.yml", "urls: directory\nbase_url: https://example.org/d/\n"),
        ("index.md", "# Start\n\n[b](a/b.md#x) [c](a/c/index.md) ![p](p.png)\n"),
        ("a/b.md", "# B\n\n## X\n\n[up](../index.md) [c](c/index.md) ![p](../p.png) [own](#x)\n"),
        ("a/c/index.md", "# C\n\n[b](../b.md)\n"),
        ("p.png", ""),
    ]);
    assert_eq!(project.build(), "");
    let check = |page: &str, want: &str| {
        let html = project.read(&format!("_site/{page}"));
        assert!(html.contains(want), "{page}: {html}");
    };
    check("index.html", "<p><a href=\"a/b/#x\">b</a> <a href=\"a/c/\">c</a> <img src=\"p.png\"");
    let want = "<p><a href=\"../../\">up</a> <a href=\"../c/\">c</a> <img src=\"../../p.png\" alt=\"p\" loading=\"lazy\"> \
                <a href=\"#x\">own</a></p>";
    check("a/b/index.html", want);
    check("a/c/index.html", "<a href=\"../b/\">b</a>");
    check("a/b/index.html", "<link rel=\"stylesheet\" href=\"../../_assets/");
    check("sitemap.xml", "<loc>https://example.org/d/a/b/</loc>");
}

#[test]
fn outputs_do_not_fight_over_a_place() {
    let project = Project::new(&[("a.md", "# A\n"), ("a.html", "mine\n"), ("b/index.md", "# B\n")]);
    let run = project.run("build -q --format short");
    assert_eq!(run.code, 1, "{run:?}");
    assert!(run.stdout.contains("error[output-path-conflict] "), "{run:?}");
    assert!(project.read("_site/b/index.html").contains("<h1 id=\"b\">"), "the rest of the site is written");
}

#[test]
fn a_long_branch_opens_on_the_page_of_contents() {
    let mut toc = String::from("- name: Days\n  items:\n");
    let mut files = Vec::new();
    for day in 0..12 {
        toc.push_str(&format!("  - name: Day {day}\n    href: days/{day}.md\n"));
        files.push((format!("days/{day}.md"), format!("# Day {day}\n")));
    }
    files.push(("toc.yml".into(), toc));
    let files: Vec<(&str, &str)> = files.iter().map(|(path, text)| (&**path, &**text)).collect();
    let project = Project::new(&files);
    assert_eq!(project.build(), "");
    let html = project.read("_site/index.html");
    let more = "<li><a href=\"days/7.html\">Day 7</a></li></ul>\n<details><summary>4 more</summary><ul>\
                <li><a href=\"days/8.html\">Day 8</a></li>";
    assert!(html.contains(more), "{html}");
}

#[test]
fn a_site_without_a_name_is_called_like_its_first_page() {
    let files = [("index.md", "# Tides & winds\n"), ("a.md", "# A\n")];
    let brand = |project: &Project| {
        let html = project.read("_site/a.html");
        let brand = html.split("<a class=\"brand\"").nth(1).unwrap().split("</a>").next().unwrap().to_owned();
        (brand.split("<span>").nth(1).unwrap().to_owned(), html.contains("<title>A</title>"))
    };
    let project = Project::new(&files);
    assert_eq!(project.build(), "");
    assert_eq!(brand(&project), ("Tides &amp; winds</span>".into(), true));
    project.write("docwright.yml", b"title: Sea\n");
    assert_eq!(project.build(), "");
    assert_eq!(brand(&project), ("Sea</span>".into(), false));
    let project = Project::new(&files[1..]);
    assert_eq!(project.build(), "");
    assert_eq!(brand(&project), ("Home</span>".into(), true));
}

#[test]
fn the_outline_knows_tabs_and_questions() {
    let faq = "### YamlMime:FAQ\ntitle: F\nsections:\n- name: All\n  questions:\n  - question: Why?\n    answer: So.\n";
    let tabs = "# A\n\n# [X](#tab/x)\n\n## In x\n\n# [Y](#tab/y)\n\n## In y\n\n---\n\n## Behind\n";
    let project = Project::new(&[("index.md", "# I\n"), ("a.md", tabs), ("f.yml", faq)]);
    project.run("build -q");
    let outline = |page: &str| {
        let html = project.read(page);
        html[html.find("id=\"dw.outline\"").unwrap()..html.find("<main").unwrap()].to_owned()
    };
    let found = outline("_site/a.html");
    for part in ["<li><a href=\"#in-x\">", "<li class=\"later\"><a href=\"#in-y\">", "<li><a href=\"#behind\">"] {
        assert!(found.contains(part), "{part} is not in {found}");
    }
    assert!(outline("_site/f.html").contains("<ol><li><a href=\"#why\">Why?</a></li></ol>"));
}
