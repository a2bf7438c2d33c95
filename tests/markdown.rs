//! Pages as Markdown, beside their HTML.

use crate::project::Project;

const PAGE: &str = r#"---
title: The title
description: What it is about.
ms.date: 04/09/2017
---
# A page

See [the other](b.md#part), [a file](data.csv), [itself](#more) and [elsewhere](https://example.org/x).

> [!TIP]
> A *tip*.

[!INCLUDE [part](includes/part.md)]

# [One](#tab/one)

- first

# [Two](#tab/two)

- second

---

[!code-csharp[Main](code/a.cs)]

## More

| A | B |
| - | -: |
| `a|b` | ![A picture](img/p.png) |
"#;

const WANT: &str = r#"---
title: "The title"
description: "What it is about."
date: "2017-04-09"
url: "https://e.org/docs/a.html"
---

# A page

See [the other](https://e.org/docs/b.html#part), [a file](https://e.org/docs/data.csv), [itself](#more) and [elsewhere](https://example.org/x).

> [!TIP]
> A *tip*.

The part of [another](https://e.org/docs/b.html).

<div data-tab="one">

**One**

- first

</div>

<div data-tab="two">

**Two**

- second

</div>

**a.cs**

```csharp
class A { }
```

## More

| A | B |
| --- | ---: |
| `a\|b` | ![A picture](https://e.org/docs/img/p.png) |
"#;

fn project(config: &str) -> Project {
    Project::new(&[
        ("docwright.yml", config),
        ("a.md", &PAGE.replace("a|b", "a\\|b")),
        ("b.md", "# B\n\n## Part\n"),
        ("c/index.md", "# C\n\n[up](../a.md)\n"),
        ("data.csv", "1\n"),
        ("img/p.png", ""),
        ("code/a.cs", "class A { }\n"),
        ("includes/part.md", "The part of [another](../b.md).\n"),
        ("old.md", "---\nredirect_url: b.md\n---\n"),
        ("static/b.md", "mine\n"),
    ])
}

#[test]
fn each_page_is_there_as_markdown() {
    let project = project("base_url: https://e.org/docs/\nexclude: [includes/, code/]\npublish: [.md]\n");
    project.build();
    assert_eq!(project.read("_site/a.md"), WANT);
    let head = project.read("_site/a.html");
    assert!(head.contains("<link rel=\"alternate\" type=\"text/markdown\" href=\"a.md\">"), "{head}");
    // What the project publishes itself stays.
    assert_eq!(project.read("_site/b.md"), "mine\n");
    assert!(!project.read("_site/b.html").contains("text/markdown"));
    assert!(!project.path("_site/old.md").exists());
    let llms = project.read("_site/llms.txt");
    assert!(
        llms.contains("- [A page](https://e.org/docs/a.md)") || llms.contains("- [The title](https://e.org/docs/a.md)"),
        "{llms}"
    );
    assert!(llms.contains("- [B](https://e.org/docs/b.html)"), "{llms}");
    let run = project.run("explain a.md");
    assert!(run.stdout.contains("a.md"), "{run:?}");
    let run = project.run("explain c/index.md --format json");
    assert_eq!(run.code, 0, "{run:?}");
}

#[test]
fn addresses_are_relative_without_a_base() {
    let project = project("exclude: [includes/, code/]\nurls: directory\npublish: [.md, llms.txt]\n");
    project.build();
    assert!(project.read("_site/a/index.md").contains("[the other](../b/index.md#part), [a file](../data.csv)"));
    assert_eq!(project.read("_site/c/index.md"), "---\ntitle: \"C\"\n---\n\n# C\n\n[up](../a/index.md)\n");
    assert!(project.read("_site/c/index.html").contains("type=\"text/markdown\" href=\"index.md\""));
    assert!(project.read("_site/llms.txt").contains("(c/index.md)"));
    let run = project.run("build --verify -q");
    assert_eq!(run.code, 0, "{run:?}");
}

#[test]
fn nothing_is_written_unasked() {
    let project = project("base_url: https://e.org/docs/\nexclude: [includes/, code/]\n");
    project.build();
    assert!(!project.path("_site/a.md").exists());
    assert!(!project.read("_site/a.html").contains("text/markdown"));
    assert!(project.read("_site/llms.txt").contains("(https://e.org/docs/a.html)"));
}
