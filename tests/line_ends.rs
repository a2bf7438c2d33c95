//! Lines end at `\n`, `\r\n` or `\r`: a project says the same in all three, and keeps its own.

use crate::project::Project;

const PAGE: &str = "---\ntitle: T\nlang: en\n---\n# A\n\n> [!NOTE]\n> shown\n\ntext [x](gone.md)\n\n- a\n- b\n  c\n\n\
    ```js {1}\nlet a;\nlet b;\n```\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n\
    <!-- docwright-ignore-next-line file-not-found -->\n[y](gone2.md)\n\n<div id=\"d\">\n<b id=\"b\">x</b>\n</div>\n\n\
    [!TIP]\ntext\n\n##Heading\n\n[!INCLUDE [x](inc/i.md)]\n\n[!code-js[x](s.js#L2-L3)]\n\n\
    [!code-js[x](s.js#part)]\n\n::: zone target=\"docs\"\nz\n::: zone-end\n\n\
    :::row:::\n    :::column:::\n    c\n    :::column-end:::\n:::row-end:::\n\nUse `a\nb`.[^n]\n\n[^n]: note\n\n\
    term\n: meaning\n\n[l]\n\n[l]: gone4.md\n  \"title\"\n";

/// The project with lines that end so.
fn project(end: &str) -> Project {
    let files = [
        ("a.md", PAGE),
        ("inc/i.md", "included\n\n- one\n- two\n"),
        ("s.js", "one();\n// <part>\ntwo();\n// </part>\n"),
        ("docwright.yml", "title: Site\nrules:\n  orphan-page: off\n"),
        ("toc.yml", "- name: A\n  href: a.md\n- name: B\n  href: b.md\n"),
        ("l/toc.md", "# [C](c.md)\n## [D](d.md)\n# [E](e.md)\n"),
        ("l/c.md", "C\n=\n"),
        ("l/d.md", "# D\n"),
        (
            "f.yml",
            "### YamlMime:FAQ\ntitle: t\nsummary: s\nsections:\n- name: n\n  questions:\n  - question: q\n    \
             answer: |\n      a\n\n      [d](gone3.md)\n",
        ),
        ("redirections.yml", "redirections:\n- source_path: old.md\n  redirect_url: gone5.md\n"),
    ];
    let project = Project::new(&[]);
    for (path, text) in files {
        project.write(path, text.replace('\n', end).as_bytes());
    }
    project
}

#[test]
fn all_line_ends_say_the_same() {
    let want = project("\n");
    let findings = want.build();
    assert!(findings.contains("a.md:10:10: ") && findings.contains("l/toc.md:3:7: "), "{findings}");
    assert!(findings.contains("f.yml:11:11: ") && !findings.contains("gone2.md"), "{findings}");
    for end in ["\r\n", "\r"] {
        let project = project(end);
        assert_eq!(project.build(), findings, "{end:?}");
        for (path, bytes) in want.files("_site") {
            // What is copied is the author's.
            if path.ends_with(".html") || path.contains("search") {
                // Raw HTML is written as it is.
                let got = project.read(&format!("_site/{path}")).replace("\r\n", "\n");
                assert_eq!(got, String::from_utf8_lossy(&bytes), "{end:?} {path}");
            }
        }
    }
}

#[test]
fn fixes_keep_line_ends() {
    for end in ["\n", "\r\n", "\r"] {
        let project = project(end);
        let fixed = PAGE.replace("[!TIP]\ntext", "> [!TIP]\n> text").replace("##Heading", "## Heading");
        project.run("fix");
        assert_eq!(project.read("a.md"), fixed.replace('\n', end), "{end:?}");
    }
    // The line that a fix begins ends as the others do.
    let project = Project::new(&[("a.md", "# A\r\r> [!NOTE] text\r")]);
    project.run("fix");
    assert_eq!(project.read("a.md"), "# A\r\r> [!NOTE]\r> text\r");
}

#[test]
fn other_signs_end_no_line() {
    let project = Project::new(&[("a.md", "# A\u{B}B\u{C}C\u{85}D\u{2028}E\u{2029}F\n\n> q\u{2028}# r\n")]);
    assert_eq!(project.build(), "");
    let html = project.read("_site/a.html");
    assert!(html.contains("A\u{B}B\u{C}C\u{85}D\u{2028}E\u{2029}F</a></h1>"), "{html}");
    assert!(html.contains("<blockquote><p>q\u{2028}# r</p></blockquote>"), "{html}");
}
