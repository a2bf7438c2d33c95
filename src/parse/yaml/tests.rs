//! Pages in YAML: places of what is in them, and what is found.

use std::{fmt::Write, sync::Arc};

use crate::{
    page::{Dialect, Page},
    parse::parse,
    source::{Source, Span},
};

fn page(text: &str) -> Page {
    parse(&Arc::new(Source::new("a.yml".into(), text)), Dialect::LEARN)
}

fn place(page: &Page, span: Span) -> String {
    let (from, to) = (page.source.position(span.start), page.source.position(span.end));
    match from.line == to.line {
        true => format!("{}:{}-{}", from.line, from.column, to.column),
        false => format!("{}:{}-{}:{}", from.line, from.column, to.line, to.column),
    }
}

/// References, headings, anchors and findings with their places.
fn show(text: &str) -> String {
    let page = page(text);
    let mut out = String::new();
    for reference in &page.outline.refs {
        let _ = writeln!(out, "{} {}", place(&page, reference.span), reference.address);
    }
    for heading in &page.outline.headings {
        let _ = writeln!(out, "h{} {} {}", heading.level, heading.id, heading.text);
    }
    for finding in &page.diagnostics {
        let help = finding.help.as_ref().map(|help| format!(" ({help})")).unwrap_or_default();
        let _ = writeln!(out, "{} {}: {}{help}", place(&page, finding.span), finding.rule.name, finding.message);
    }
    out
}

#[track_caller]
fn check(text: &str, want: &str) {
    let want: String = want.trim().lines().map(|line| format!("{}\n", line.trim())).collect();
    assert_eq!(show(text), want, "{text}");
}

#[test]
fn links_of_cards_have_places() {
    check(
        "### YamlMime:Landing\ntitle: A *b*\nmetadata:\n  title: C\nlandingContent:\n- title: D\n  linkLists:\n  \
         - linkListType: overview\n    links:\n    - text: E\n      url: 'e.md#f'\n    - url: \"~/g.md?h\"\n      \
         text: >\n        G\n",
        "11:13-19 e.md#f
         12:13-21 ~/g.md?h
         h1 a-b A *b*
         h2 d D",
    );
}

#[test]
fn markdown_in_every_style_has_places() {
    let faq = |summary: &str| format!("### YamlMime:FAQ\ntitle: A\nsummary: {summary}\nsections:\n- questions: []\n");
    check(&faq("|\n  b\n\n  [c](d.md)"), "6:7-11 d.md\nh1 a A");
    check(&faq(">-\n  b\n  [c](d.md)\n\n  [e](f.md)"), "5:7-11 d.md\n7:7-11 f.md\nh1 a A");
    check(&faq("b\n  [c](d.md)"), "4:7-11 d.md\nh1 a A");
    check(&faq("'it''s\n  [c](d.md)'"), "4:7-11 d.md\nh1 a A");
    check(&faq("\"b \\u00e9 \\\"[c](d.md)\\\" [e](\\x66.md)\""), "3:26-30 d.md\n3:38-45 f.md\nh1 a A");
    check(&faq("\"b\\n\\n[c](d.md)\""), "3:20-24 d.md\nh1 a A");
    check(
        &faq("|\n  > [!NOTE] b\n  > c"),
        "h1 a A
         4:5-12 invalid-note-section: `[!NOTE]` must be alone on its line; its text begins on the next one",
    );
    check(&faq("|\n  1. b\n\n     [!INCLUDE [c](d.md)]"), "6:20-24 d.md\nh1 a A");
}

#[test]
fn a_line_is_no_block() {
    let page = page(
        "### YamlMime:YamlDocument\ntitle: A\nsections:\n- items:\n  - type: paragraph\n    text: '<h4>[b](c.md)</h4>'\n",
    );
    let div = &page.body[1];
    assert!(matches!(&div.kind, crate::page::Kind::Element(element) if element.tag == "div"), "{div:?}");
    assert_eq!(place(&page, page.outline.refs[0].span), "6:20-24");
    let headings = |text: &str| {
        let text = format!("### YamlMime:FAQ\nquestions:\n- question: {text}\n  answer: c\n");
        self::page(&text).outline.headings.iter().map(|heading| heading.text.to_string()).collect::<Vec<_>>()
    };
    for (text, want) in [
        ("'- b'", "- b"),
        ("'# b'", "# b"),
        ("'1. b'", "1. b"),
        ("'    b'", "b"),
        ("_b_ c", "b c"),
        ("'**\"b\"**'", "\"b\""),
        ("www.example.org", "www.example.org"),
    ] {
        assert_eq!(headings(text), [want], "{text}");
    }
}

#[test]
fn questions_are_headings() {
    check(
        "### YamlMime:FAQ\ntitle: A\nsections:\n- name: Ignored\n  questions:\n  - question: |\n      What's `b`?\n    \
         answer: |\n      # C\n  - question: 1. What's b?\n    answer: ''\n  - question: |\n      What-s-b-\n    answer: d\n",
        "h1 a A
         h2 whats-b What's b?
         h1 c C
         h2 1-whats-b 1. What's b?
         h2 what-s-b- What-s-b-",
    );
    check(
        "### YamlMime:FAQ\ntitle: A\nsections:\n- name: B\n  questions:\n  - question: C\n    questions:\n    - question: D\n  \
         sections:\n  - name: E\n    questions:\n    - question: C\n      answer: f\n",
        "h1 a A
         h2 b B
         h3 c C
         h4 d D
         h3 e E
         h4 c-1 C
         8:7-15 missing-attribute: a question has no `answer`",
    );
}

#[test]
fn shapes_are_looked_over() {
    check(
        "### YamlMime:Landing\ntitel: A\nlandingContent:\n  title: B\n  linkLists:\n  - linkListType:\n    links: c.md\n",
        "h2 b B
         2:1-6 unknown-field: the page has no key `titel`; its value is not shown (did you mean `title`?)
         2:1-6 missing-attribute: the page has no `title`
         4:3-11 unexpected-type: `landingContent` of the page must be a list, but is keys and values
         6:5-17 missing-attribute: `linkListType` of a list of links is empty
         7:12-16 unexpected-type: `links` of a list of links must be a list, but is a text",
    );
    check("### YamlMime:FAQ\n- a\n", "2:1-4 unexpected-type: a page in YAML must be keys and values");
    check("### YamlMime:Hub\n# nothing\n", "1:1-17 missing-attribute: the page is empty: it has not even a `title`");
    check(
        "### YamlMime:Landign\ntitle: A\nb:\n- c: \"[d](e.md)\"\n",
        "4:11-15 e.md
         h1 a A
         h2 b B
         1:14-21 unknown-content-type: `Landign` is no known kind of page; its content is shown as it is (did you mean \
         `Landing`?)",
    );
    check("### YamlMime:AzureCLIGroup\nname: az a\nuid: az_a\n", "h1 az-a az a");
}

#[test]
fn broken_yaml_is_told() {
    check(
        "### YamlMime:Hub\ntitle: A\nsummary: b\ntitle: C\n",
        "h1 a A\n4:1-6 yaml-duplicate-key: the key `title` is there already; the first one counts",
    );
    let shown = show(
        "### YamlMime:FAQ\ntitle: A\nsections:\n- questions:\n  - question: B\n    answer: c\n  - question: D: e\n",
    );
    assert!(shown.starts_with("h1 a A\nh2 b B\n"), "{shown}");
    assert!(shown.contains("7:16-16 yaml-syntax-error"), "{shown}");
}

#[test]
fn metadata_is_front_matter() {
    let page = page("### YamlMime:Hub\nuid: u\ntitle: A\nmetadata:\n  title: B\n  ms.date: 01/02/2020\n");
    assert_eq!(page.outline.title.as_deref(), Some("B"));
    assert_eq!(&*page.outline.uids[0].uid, "u");
    assert_eq!(page.front_matter.values["ms.date"], "01/02/2020");
    assert_eq!(page.kind, "hub");
}

#[test]
fn members_have_uids() {
    let page = page(
        "### YamlMime:ManagedReference\nitems:\n- uid: N.C\n  name: C\n  type: Class\n- uid: N.C.M(System.String)\n  \
         name: M(string)\n  type: Method\n  overload: N.C.M*\n",
    );
    let uids: Vec<_> = page.outline.uids.iter().map(|uid| format!("{} {}", uid.uid, uid.anchor)).collect();
    assert_eq!(uids, ["N.C ", "N.C.M* N_C_M_", "N.C.M(System.String) N_C_M_System_String_"]);
    assert_eq!(page.outline.title.as_deref(), Some("C Class"));
}

#[test]
fn nothing_panics() {
    let samples = [
        "### YamlMime:Landing\ntitle: é\nsummary: \"a \\u00e9\\\n  b\"\nlandingContent:\n- title: D\n  linkLists:\n  - linkListType: x\n    links:\n    - {text: E, url: 'e''.md'}\n",
        "### YamlMime:FAQ\ntitle: |\n  ü\nsections:\n- name: >+\n    a\n\n    b\n  questions:\n  - question: &a \"x\\ty\"\n    answer: |2-\n        > [!NOTE]\n      <div>\n  - *a\n  - question: ? [a, b]\n    answer: :::row:::\n",
        "### YamlMime:YamlDocument\ndocumentType: LandingData\ntitle: T\nabstract: {description: <b>, aside: {image: {src: a.png}}}\nsections:\n- items:\n  - type: table\n    columns: [{image: {src: x/logo_é.svg}}]\n    rows: [{title: r, values: [{href: a}, ~, b]}]\n",
        "### YamlMime:HowTo\ntitle: T\nsteps:\n- a\n- - b\n  - c: {d: [e, {url: f}]}\nrelatedContent: [{text: a, url: b}]\n",
        "### YamlMime:ManagedReference\nitems:\n- {uid: 'a#b', name: n, syntax: {content: x, parameters: [{id: p, type: t}], return: {type: u}}, children: [c], seealso: [{linkId: 'https://e.org'}]}\n",
    ];
    for sample in samples {
        page(sample);
        for (at, _) in sample.char_indices() {
            page(&sample[..at]);
            for with in ["\n", "\t", "'", "\"", "- ", ": ", "{", "é"] {
                page(&format!("{}{with}{}", &sample[..at], &sample[at..]));
            }
        }
    }
    let deep = format!("### YamlMime:Any\na: {}x{}\n", "[".repeat(120), "]".repeat(120));
    page(&deep);
    page(&format!(
        "### YamlMime:Hub\nadditionalContent:{}",
        (1..110).map(|at| format!("\n{}sections:\n{}-", " ".repeat(at), " ".repeat(at))).collect::<String>()
    ));
}
