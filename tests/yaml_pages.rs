//! Pages in YAML in whole sites: their places in tables of contents, their metadata, what they include and who links to
//! them.

use crate::project::Project;

const DOCFX: &str = r#"{"build": {
  "content": [{"files": ["**/*.{md,yml}"], "exclude": ["includes/**", "private/**"]}],
  "resource": [{"files": ["**/*.png"]}],
  "fileMetadata": {"author": {"a/*.yml": "somebody"}}
}}"#;

#[test]
fn pages_in_yaml_are_pages_of_the_site() {
    let project = Project::new(&[
        ("docfx.json", DOCFX),
        ("toc.yml", "- href: index.yml\n- href: a/faq.yml\n- href: b.md\n- href: old.yml\n"),
        (
            "index.yml",
            "### YamlMime:Landing\r\ntitle: All of it\r\nmetadata:\r\n  title: Start\r\n  description: What there is.\r\n\
             landingContent:\r\n- title: Cards\r\n  linkLists:\r\n  - linkListType: tutorial\r\n    links:\r\n    - text: \
             Ask\r\n      url: a/faq.yml#how-many\r\n    - text: Gone\r\n      url: \"a/fag.yml?toc=/x#y\"\r\n    - text: \
             Data\r\n      url: data.yml\r\n    - text: Site\r\n      url: /azure/x\r\n    - text: Private\r\n      url: \
             private/p.yml\r\n",
        ),
        (
            "a/faq.yml",
            "\u{FEFF}### YamlMime:FAQ\ntitle: Questions\nmetadata:\n  uid: questions\nsections:\n- name: Numbers\n  \
             questions:\n  - question: How many?\n    answer: |\n      [!INCLUDE [x](../includes/x.md)]\n\n      <div>\n      \
             left open\n  - question: Which?\n    answer: See [this](#how-many), [that](#how-many-), [other](#how-mani).\n",
        ),
        ("includes/x.md", "Two, says [B](../b.md).\n"),
        ("b.md", "# B\n\nSee [how many](a/faq.yml#how-many) and <xref:questions>.\n"),
        ("data.yml", "### YamlMime:ZonePivotGroups\ngroups: []\n"),
        ("old.yml", "### YamlMime:Hub\ntitle: Old\nredirect_url: b.md\n"),
        ("private/p.yml", "### YamlMime:Hub\ntitle: Private\n"),
        ("plain.yml", "title: no page\n"),
    ]);
    let found = project.build();
    let want = [
        "a/faq.yml:15:65: warning[bookmark-not-found] nothing on this page has the id `how-mani`",
        "index.yml:14:13: warning[file-not-found] `a/fag.yml` does not exist",
    ];
    assert_eq!(found.lines().collect::<Vec<_>>(), want);

    let index = project.read("_site/index.html");
    for part in [
        "<title>Start</title>",
        "<meta name=\"description\" content=\"What there is.\">",
        "<main id=\"dw.main\" class=\"landing\">",
        "<a href=\"a/faq.html#how-many\">Ask</a>",
        "<a href=\"/azure/x\">Site</a>",
        "<h3 class=\"kind\">Tutorial</h3>",
    ] {
        assert!(index.contains(part), "no {part} in {index}");
    }
    assert_eq!(index.matches("<article>").count(), 1);

    let faq = project.read("_site/a/faq.html");
    for part in [
        "Two, says <a href=\"../b.html\">B</a>.",
        // What an answer leaves open ends with it.
        "left open\n</div></section>",
        "<h3 id=\"which\"><a href=\"#which\">Which?</a></h3>",
        "somebody",
        "<main id=\"dw.main\" class=\"faq\">",
        "href=\"#numbers\"",
    ] {
        assert!(faq.contains(part), "no {part} in {faq}");
    }
    let b = project.read("_site/b.html");
    assert!(b.contains("<a class=\"xref\" href=\"a/faq.html\" data-uid=\"questions\">Questions</a>"), "{b}");
    assert!(project.read("_site/old.html").contains("url=b.html"));
    assert!(!project.path("_site/private").exists() && !project.path("_site/data.html").exists());
}

#[test]
fn a_theme_may_have_a_template_for_a_kind() {
    let project = Project::new(&[
        ("docwright.yml", "theme: own\n"),
        ("themes/own/faq.html", "{% extends \"page.html\" %}{% block article %}<b>{{ page.kind }}</b>{% endblock %}\n"),
        ("faq.yml", "### YamlMime:FAQ\ntitle: A\nsections: []\n"),
    ]);
    assert_eq!(project.build(), "");
    assert!(project.read("_site/faq.html").contains("<b>faq</b>"));
}

#[test]
fn broken_pages_are_shown_as_far_as_they_go() {
    let project = Project::new(&[
        (
            "faq.yml",
            "### YamlMime:FAQ\ntitle: A\nsections:\n- questions:\n  - question: B\n    answer: c\n  - question: D: e\n",
        ),
        ("empty.yml", "### YamlMime:Hub"),
        ("odd.yml", "### YamlMime:PythonThing\nname: odd\nparameters:\n- name: x\n  summary: \"[gone](gone.md)\"\n"),
    ]);
    let want = [
        "empty.yml:1:1: suggestion[missing-attribute] the page is empty: it has not even a `title`",
        "odd.yml:5:20: warning[file-not-found] `gone.md` does not exist",
    ];
    let found = project.build();
    let found: Vec<&str> = found.lines().collect();
    assert!(found[1].starts_with("faq.yml:7:16: error[yaml-syntax-error]"), "{found:?}");
    assert_eq!([found[0], found[2]], want);
    assert!(project.read("_site/faq.html").contains("<p>c</p>"));
    assert!(project.read("_site/odd.html").contains("<h3 id=\"x\"><a href=\"#x\">x</a></h3>"));
}
