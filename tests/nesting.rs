//! Whatever is inside itself has one bound, and what is deeper takes nothing else along.

use std::{sync::Arc, thread};

use docwright::{
    page::{Dialect, Page},
    parse::parse,
    source::Source,
};

use crate::{places, project::Project};

/// A text in which something is inside itself so many times, and the rest that must be read nevertheless.
type Nested = (&'static str, fn(usize) -> String);

const NESTED: &[Nested] = &[
    ("quotes", |n| ">".repeat(n) + " a\n"),
    ("quotes in lines", |n| (1..=n.min(400)).map(|level| "> ".repeat(level) + "a\n").collect()),
    ("items", |n| "- ".repeat(n) + "a\n"),
    ("numbers", |n| "1. ".repeat(n) + "a\n"),
    ("quotes and items", |n| "> - ".repeat(n) + "a\n"),
    ("footnotes", |n| "[^a]: ".repeat(n) + "a\n"),
    ("definitions", |n| "a\n".to_owned() + &": ".repeat(n) + "b\n"),
    ("rows", |n| ":::row:::\n:::column:::\n".repeat(n) + "a\n" + &":::column-end:::\n:::row-end:::\n".repeat(n)),
    ("open rows", |n| ":::row:::\n:::column:::\n".repeat(n)),
    ("row ends", |n| ":::row:::\n".repeat(n) + &":::column-end:::\n".repeat(n)),
    ("indented rows", |n| {
        let opens: String = (0..n.min(400)).map(|level| format!("{}:::row:::\n", " ".repeat(level))).collect();
        opens + "a\n"
    }),
    ("zones", |n| "::: zone pivot=\"a\"\n".repeat(n) + "a\n" + &"::: zone-end\n".repeat(n)),
    ("monikers", |n| "::: moniker range=\"a\"\n".repeat(n) + "a\n" + &"::: moniker-end\n".repeat(n)),
    ("growing monikers", |n| {
        (3..n.min(400)).map(|level| format!("{} moniker range=\"a\"\n", ":".repeat(level))).collect()
    }),
    ("zones in quotes", |n| {
        let lines = (1..=n.min(110)).map(|level| {
            let signs = "> ".repeat(level);
            format!("{signs}::: zone pivot=\"a\"\n{signs}\n").repeat(100) + &format!("{signs}a\n")
        });
        lines.collect()
    }),
    ("tabs", |n| {
        (0..n).map(|tab| format!("# [T](#tab/t{tab})\n\n::: zone pivot=\"a\"\n\n")).collect::<String>() + "a\n"
    }),
    ("callouts", |n| (1..=n.min(400)).map(|level| format!("{0}[!NOTE]\n{0}\n", "> ".repeat(level))).collect()),
    ("divs", |n| (1..=n.min(400)).map(|level| format!("{0}[!div class=\"a\"]\n", "> ".repeat(level))).collect()),
    ("brackets", |n| "[".repeat(n) + "a" + &"]".repeat(n) + "\n"),
    ("links", |n| "[".repeat(n) + "a" + &"](b)".repeat(n) + "\n"),
    ("pictures", |n| "![".repeat(n) + "a" + &"](b.png)".repeat(n) + "\n"),
    ("emphasis", |n| "*a ".repeat(n) + "b" + &"*".repeat(n) + "\n"),
    ("strong", |n| "**a ".repeat(n) + "b" + &" a**".repeat(n) + "\n"),
    ("both", |n| "*a **b ".repeat(n) + &"c** d*".repeat(n) + "\n"),
    ("struck", |n| "~~a *b ".repeat(n) + &"c* d~~".repeat(n) + "\n"),
    ("parentheses", |n| format!("[a]({}b{})\n", "(".repeat(n), ")".repeat(n))),
    ("includes", |n| "[!INCLUDE [".repeat(n) + "a" + &"](b.md)]".repeat(n) + "\n"),
    ("elements", |n| "<div>".repeat(n) + "a" + &"</div>".repeat(n) + "\n"),
    ("open elements", |n| "<b>".repeat(n) + "a\n"),
    ("elements in lines", |n| "<div>\n".repeat(n)),
    ("groups", |n| format!("${}a{}$\n", "{".repeat(n), "}".repeat(n))),
    ("fractions", |n| format!("$$\n{}a{}\n$$\n", "\\frac{1}{".repeat(n), "}".repeat(n))),
    ("roots", |n| format!("${}a$\n", "\\sqrt".repeat(n))),
    ("fences", |n| format!("${}a{}$\n", "\\left(".repeat(n), "\\right)".repeat(n))),
    ("scripts", |n| format!("$a{}$\n", "^{a".repeat(n))),
    ("environments", |n| format!("${}a$\n", "\\begin{matrix}".repeat(n))),
    ("tables", |n| "|a".repeat(n) + "|\n" + &"|-".repeat(n) + "|\n" + &"|b".repeat(n) + "|\n"),
    ("definitions of links", |n| "[a".repeat(n) + &"]: b".repeat(n) + "\n"),
];

/// Parses in a thread with the stack that pages are parsed on.
fn parsed(name: &str, text: String, dialect: Dialect) -> Page {
    let read = move || parse(&Arc::new(Source::new("a.md".into(), text)), dialect);
    let thread = thread::Builder::new().name(name.to_owned()).stack_size(2 << 20).spawn(read).unwrap();
    thread.join().unwrap()
}

/// Looks at all texts with so many levels.
fn check(levels: usize) {
    for &(name, text) in NESTED {
        let text = format!("{}\n# Last\n\n[x](last.md)\n", text(levels));
        for dialect in [Dialect::PLAIN, Dialect::LEARN] {
            let begun = std::time::Instant::now();
            let page = parsed(name, text.clone(), dialect);
            if begun.elapsed().as_secs() > 1 {
                println!("{name} {levels}: {:?}", begun.elapsed());
            }
            let outline = &page.outline;
            assert!(outline.headings.iter().any(|heading| &*heading.id == "last"), "{name}: {levels}");
            assert!(outline.refs.iter().any(|reference| &*reference.address == "last.md"), "{name}: {levels}");
            let deep = page.diagnostics.iter().filter(|found| found.rule.name == "nesting-too-deep").count();
            assert!(deep < 2 && page.diagnostics.len() < levels + 1000, "{name}: {levels}, {}", page.diagnostics.len());
            assert_eq!(places::page(&page), Vec::<String>::new(), "{name}: {levels}");
        }
    }
}

#[test]
fn nesting_of_pages_has_one_bound() {
    check(50);
    check(2_000);
    check(4_000);
}

#[test]
#[ignore = "by hand: takes minutes in a debug build"]
fn the_deepest_nesting_ends() {
    check(20_000);
    check(100_000);
}

/// A list of lists.
fn lists(levels: usize) -> String {
    format!("{}{}", "[".repeat(levels), "]".repeat(levels))
}

#[test]
fn nesting_of_data_has_one_bound() {
    let toc = |levels: usize| format!("{}{}", "{name: a, items: [".repeat(levels), "]}".repeat(levels));
    let files = |levels: usize| {
        [
            ("front.md", format!("---\na: {}\ntitle: Front\n---\n# Front\n", lists(levels))),
            ("page.yml", format!("### YamlMime:FAQ\na: {}\ntitle: Page\nsummary: s\n", lists(levels))),
            ("other.yml", format!("### YamlMime:Other\na: {}\ntitle: Other\n", lists(levels))),
            ("toc.yml", format!("- {}\n- name: Last\n  href: front.md\n", toc(levels))),
            (
                "redirections.yml",
                format!("a: {}\nredirections:\n- source_path: old.md\n  redirect_url: front.md\n", lists(levels)),
            ),
            ("more.redirections.json", format!("{{\"a\": {}, \"redirections\": []}}", lists(levels))),
        ]
    };
    for levels in [200, 2_000, 20_000] {
        let project = Project::new(&[]);
        for (path, text) in files(levels) {
            project.write(path, text.as_bytes());
        }
        let found = project.build();
        for path in ["front.md", "page.yml", "other.yml", "toc.yml", "redirections.yml"] {
            let deep = |line: &&str| line.starts_with(path) && line.contains("nesting-too-deep");
            assert_eq!(found.lines().filter(deep).count(), 1, "{path}: {levels}\n{found}");
        }
        assert!(!found.contains("syntax") && !found.contains("recursion"), "{levels}\n{found}");
        assert!(project.read("_site/front.html").contains("<title>Front"), "{levels}");
        assert!(project.read("_site/front.html").contains("Last"), "{levels}");
        assert!(project.path("_site/old.html").exists() && project.path("_site/other.html").exists(), "{levels}");
    }
    // At the bound the two parsers of front matter say the same.
    for levels in 125..131 {
        let text = format!("---\na: {}\ntitle: T\n---\n", lists(levels));
        let page = parsed("front matter", text, Dialect::PLAIN);
        let rules: Vec<&str> = page.diagnostics.iter().map(|found| found.rule.name).collect();
        assert!(matches!(&*rules, [] | ["nesting-too-deep"]), "{levels}: {rules:?}");
        assert_eq!(page.outline.title.as_deref(), Some("T"), "{levels}");
    }
}

#[test]
fn pages_of_nested_pages_are_built() {
    let project = Project::new(&[]);
    for page in 0..100 {
        let text = format!("{}[!INCLUDE [x](p{}.md)]\n\nEnd of {page}.\n", "> ".repeat(90), page + 1);
        project.write(&format!("p{page}.md"), text.as_bytes());
    }
    project.write("p100.md", format!("{} last\n", ">".repeat(5000)).as_bytes());
    for page in 0..300 {
        let text = format!("- name: T{page}\n  href: ../t{}/toc.yml\n- name: P\n  href: ../p0.md\n", page + 1);
        project.write(&format!("t{page}/toc.yml"), text.as_bytes());
    }
    for command in ["build -q", "check -q", "explain p0.md"] {
        let run = project.run(command);
        assert!(run.code < 2, "{command}: {run:?}");
    }
    assert!(project.read("_site/p0.html").contains("End of 0."));
}

#[test]
fn nested_pages_are_built() {
    let project = Project::new(&[]);
    for &(name, text) in NESTED {
        project.write(&format!("{name}.md"), format!("# First\n\n{}\n# Last\n", text(4_000)).as_bytes());
    }
    project.write("docwright.yml", b"publish: [.md]\n");
    for command in ["build -q", "check -q", "fix --dry-run -q", "urls"] {
        let run = project.run(command);
        assert!(run.code < 2, "{command}: {run:?}");
    }
    for &(name, _) in NESTED {
        let html = project.read(&format!("_site/{name}.html"));
        assert!(html.contains("id=\"first\"") && html.contains("id=\"last\""), "{name}");
    }
}
