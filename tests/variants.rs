//! What some readers see only: zones, monikers, and links between them.

use crate::project::Project;

const GROUPS: &str = "### YamlMime:ZonePivotGroups
groups:
- id: os
  title: System
  prompt: Choose a system
  pivots:
  - id: linux
    title: Linux
  - id: windows
    title: Windows
  - id: mac
    title: macOS
- id: lang
  title: Language
  pivots:
  - id: py
    title: Python
  - id: go
    title: Go
";

/// A zone with some text.
fn zone(pivots: &str, text: &str) -> String {
    format!("::: zone pivot=\"{pivots}\"\n\n{text}\n\n::: zone-end\n\n")
}

/// A block for some versions.
fn block(range: &str, text: &str) -> String {
    format!("::: moniker range=\"{range}\"\n\n{text}\n\n::: moniker-end\n\n")
}

#[track_caller]
fn check(project: &Project, want: &[&str]) {
    let content = docwright::rules::LEARN.iter().flat_map(|rule| [" -A ", rule.name]).collect::<String>();
    let found = project.run(&format!("check --format short -A orphan-page -A unused-include{content}")).stdout;
    assert_eq!(found.lines().collect::<Vec<_>>(), want);
}

#[test]
fn pages_let_readers_choose_pivots() {
    let text = [
        "---\nzone_pivot_groups: os, lang\n---\n# Title\n\n",
        &zone("linux", "## A"),
        &zone("windows,mac", "## B"),
        &zone("py", "### C"),
        "[!INCLUDE [more](includes/more.md)]\n",
    ];
    let more = zone("go", "## D") + "## E\n";
    let project =
        Project::new(&[("index.md", &text.concat()), ("includes/more.md", &more), ("zone-pivot-groups.yml", GROUPS)]);
    check(&project, &[]);
    project.run("build -q");
    let html = project.read("_site/index.html");
    for part in [
        "<fieldset class=\"pivots\"><legend>Choose a system</legend><label><input type=\"radio\" class=\"z1\" name=\"os\" value=\"linux\" checked>Linux</label>",
        "<legend>Language</legend><label><input type=\"radio\" class=\"z4\" name=\"lang\" value=\"py\" checked>Python</label>",
        "<div class=\"zone z1\" data-pivot=\"linux\"><h2",
        "<div class=\"zone z2 z3\" data-pivot=\"windows mac\"><h2",
        "<div class=\"zone z5\" data-pivot=\"go\"><h2",
        "<li class=\"zone z1\"><a href=\"#a\">A</a></li><li class=\"zone z2 z3\"><a href=\"#b\">B</a></li><li class=\"zone z4\"><a href=\"#c\">C</a></li>",
        "<li class=\"zone z5\"><a href=\"#d\">D</a></li><li><a href=\"#e\">E</a></li>",
    ] {
        assert!(html.contains(part), "{part} in {html}");
    }
    assert!(html.contains("Title</a></h1>\n<fieldset"), "the picker stands under the title");
    assert!(!project.run("render index.md").stdout.contains("<fieldset"));
}

#[test]
fn definitions_are_found() {
    let page = |extra: &str| format!("---\nzone_pivot_groups: [os]\n{extra}---\n{}", zone("linux,windows,mac", "x"));
    let at = |path: &str, extra: &str, config: &str, want: &[&str]| {
        let project = Project::new(&[("docs/docfx.json", config), ("docs/a/b.md", &page(extra)), (path, GROUPS)]);
        check(&project, want);
    };
    let plain = r#"{"build": {"content": "**/*.md"}}"#;
    let global = r#"{"build": {"content": "**/*.md", "globalMetadata": {"zone_pivot_group_filename": "x/y.json"}}}"#;
    at("docs/zone-pivot-groups.yml", "", plain, &[]);
    at("docs/deep/down/zone-pivot-groups.yml", "", plain, &[]);
    at("docs/x/y.yml", "", global, &[]);
    at("docs/other/y.yml", "", global, &[]);
    at("docs/p.yml", "zone_pivot_group_filename: p.json\n", plain, &[]);
    at("docs/p.yml", "zone_pivot_group_filename: ~/p.yml\n", global, &[]);
    let missing = "docs/a/b.md:3:28: warning[zone-pivot-definition-not-found] `q.json`, which defines the pivot groups, \
                   does not exist in this docset";
    at("docs/p.yml", "zone_pivot_group_filename: q.json\n", plain, &[missing]);
    let missing = "docs/a/b.md:2:21: warning[zone-pivot-definition-not-found] `zone-pivot-groups.yml`, which defines the \
                   pivot groups, does not exist in this docset";
    at("docs/p.yml", "", plain, &[missing]);
}

#[test]
fn groups_of_a_configuration_are_checked_there() {
    let config = r#"{"build": {"content": "**/*.md",
  "fileMetadata": {"zone_pivot_groups": {"**/*.md": "os,lnag"}}}}"#;
    let project = Project::new(&[
        ("docfx.json", config),
        ("a.md", &zone("linux", "x")),
        ("b.md", &zone("linx", "x")),
        ("c.md", "no zone\n"),
        ("zone-pivot-groups.yml", GROUPS),
    ]);
    let name = "docfx.json:2:57: warning[pivot-group-not-found] `zone-pivot-groups.yml` defines no pivot group `lnag`";
    check(&project, &[name]);
    project.write("docfx.json", config.replace("lnag", "lang").as_bytes());
    check(&project, &["b.md:1:17: warning[pivot-id-not-found] no group of this page has a pivot `linx`"]);
}

#[test]
fn zones_of_included_files_belong_to_their_pages() {
    let page = |groups: &str| format!("---\n{groups}---\n[!INCLUDE [x](includes/x.md)]\n");
    let project = Project::new(&[
        ("good.md", &page("zone_pivot_groups: lang\n")),
        ("none.md", &page("")),
        ("other.md", &page("zone_pivot_groups: os\n")),
        ("includes/x.md", &(zone("py", "x") + &zone("go", "y"))),
        ("zone-pivot-groups.yml", GROUPS),
    ]);
    check(
        &project,
        &[
            "includes/x.md:1:17: warning[pivot-id-not-found] the group `os` of `other.md` has no pivot `py`",
            "includes/x.md:1:17: warning[zone-pivot-group-missing] `none.md` names no `zone_pivot_groups`, so no reader can choose a pivot",
            "includes/x.md:7:17: warning[pivot-id-not-found] the group `os` of `other.md` has no pivot `go`",
            "other.md:2:20: suggestion[pivot-id-unused] no zone of this page is for the pivots `linux`, `windows`, `mac`",
        ],
    );
    assert!(project.run("check").stdout.contains("included by `none.md:3:15`"));
}

#[test]
fn links_lead_to_what_their_readers_see() {
    let page = [
        "---\nzone_pivot_groups: os,lang\n---\n[free](#win) [asks](?pivots=mac#win) [two](?pivots=windows,py#win)\n\n",
        &zone(
            "linux",
            "## Lin\n\n[shut](#win) [other group](#py)\n\n<a id=\"both\"></a>\n\n[!INCLUDE [x](includes/x.md)]",
        ),
        &zone("windows", "## Win\n\n[own](#win) [both](#both) [by name](a.md#lin)\n\n<a id=\"both\"></a>"),
        &zone("py", "## Py"),
        &zone("go,mac", "x"),
        "<a id=\"both\"></a>\n",
    ];
    let other = "[a](a.md#win) [b](a.md?pivots=linux#win) [c](a.md?x=y&pivots=windows#win) [d](a.md?pivots=winows)\n";
    let project = Project::new(&[
        ("a.md", &page.concat()),
        ("b.md", other),
        ("includes/x.md", "[in](#win) [ok](#inc)\n\n<a id=\"inc\"></a>\n"),
        ("zone-pivot-groups.yml", GROUPS),
    ]);
    let shut = |at: &str, to: &str, of: &str, by: &str| {
        format!("{at}: warning[bookmark-not-found] `{to}` is in a zone for `{of}` only, and this link is for `{by}`")
    };
    let want = [
        shut("a.md:4:33", "win", "windows", "mac"),
        shut("a.md:10:9", "win", "windows", "linux"),
        shut("a.md:22:42", "lin", "linux", "windows"),
        "a.md:40:8: warning[duplicate-id] the id `both` is on this page already, in line 12".into(),
        shut("b.md:1:37", "win", "windows", "linux"),
        "b.md:1:91: warning[pivot-id-not-found] the page that this leads to has no pivot `winows`".into(),
        shut("includes/x.md:1:7", "win", "windows", "linux"),
    ];
    check(&project, &want.each_ref().map(String::as_str));
}

#[test]
fn links_lead_to_open_tabs() {
    let page = "# [A](#tab/a)\n\n## In A\n\n# [B](#tab/b)\n\n## In B\n\n[x](#in-a)\n\n---\n";
    let links = "[ok](a.md#in-a) [ok](a.md?tabs=a#in-a) [no](a.md?tabs=b#in-a) [ok](a.md?tabs=c#in-a)\n";
    let project = Project::new(&[("a.md", page), ("b.md", links)]);
    check(
        &project,
        &["b.md:1:57: warning[bookmark-not-found] `in-a` is in the tab `a` only, and this link is for `b`"],
    );
}

#[test]
fn versions_are_those_that_a_file_defines() {
    let monikers = r#"{"monikers": [
  {"moniker_name": "app-2", "product_name": "App", "order": 2, "moniker_display_name": "App 2"},
  {"moniker_name": "app-1", "product_name": "App", "order": 1},
  {"moniker_name": "app-3", "product_name": "App", "order": 3},
  {"moniker_name": "lib", "product_name": "Library", "order": 1}]}"#;
    let config = r#"{"build": {"content": [{"files": "**/*.md", "group": "g"}], "monikerDefinition": "m/monikers.json",
  "groups": {"g": {"moniker_range": ">= app-1 || lib"}},
  "fileMetadata": {"monikerRange": {"b.md": ">= app-4"}}}}"#;
    let a = [
        "---\nmonikerRange: '>= app-2'\n---\n# A\n\n",
        &block("< app-3", "## Old\n\n[new](#new) [b](b.md?view=app-3#lib)"),
        &block(">=app-3", "## New"),
        &block("app-1", "never"),
        &block("app-2 ||", "broken"),
        &block(">= ap-3", "unknown"),
    ];
    let b = block("lib", "## Lib") + "[x](a.md?view=app-2#new) [y](a.md?view=app-3#new) [z](a.md?view=zzz#new)\n";
    let files = [("docfx.json", config), ("m/monikers.json", monikers), ("a.md", &a.concat()), ("b.md", &b)];
    let project = Project::new(&files);
    check(
        &project,
        &[
            "a.md:10:8: warning[bookmark-not-found] `new` is in a block for `>=app-3` only, and this link is for `app-2`",
            "a.md:10:33: warning[bookmark-not-found] `lib` is in a block for `lib` only, and this link is for `app-3`",
            "a.md:20:20: warning[moniker-zone-empty] this page is for `app-2 app-3` only: no reader sees what is for `app-1`",
            "a.md:26:20: warning[moniker-range-invalid] `app-2 ||` is no range of versions: write such as `>= v1` or `v1 || v2`",
            "a.md:32:23: warning[moniker-range-undefined] no moniker `ap-3` is defined",
            "b.md:7:21: warning[bookmark-not-found] `new` is in a block for `>=app-3` only, and this link is for `app-2`",
            "docfx.json:3:49: warning[moniker-range-undefined] no moniker `app-4` is defined",
        ],
    );
    project.run("build -q");
    let html = project.read("_site/a.html");
    for part in [
        "<div class=\"moniker\" data-moniker=\"app-2\" data-range=\"&lt; app-3\">",
        "<div class=\"moniker\" data-moniker=\"app-3\" data-range=\"&gt;=app-3\">",
        "<div class=\"moniker\" data-moniker=\"\" data-range=\"app-1\">",
        "<div class=\"moniker\" data-range=\"app-2 ||\">",
        "<option value=\"app-2\">App 2</option><option value=\"app-3\" selected>app-3</option></select>",
        "<li data-moniker=\"app-2\"><a href=\"#old\">Old</a></li><li data-moniker=\"app-3\"><a href=\"#new\">New</a></li>",
    ] {
        assert!(html.contains(part), "{part} in {html}");
    }
    // One version is no choice.
    assert!(!project.read("_site/b.html").contains("<select"));
    project.write("docfx.json", config.replace("m/monikers.json", "gone.json").as_bytes());
    let found = project.run("check --format short").stdout;
    let gone = "docfx.json:1:82: error[config-invalid] `gone.json`, which lists the monikers, does not exist";
    assert!(found.contains(gone), "{found}");
}

#[test]
fn versions_are_those_that_pages_name() {
    let config = "file_metadata:\n  monikerRange:\n    \"b.md\": \">= v9\"\n";
    let a = [&*block(">= v9", "x"), &block("v10 || preview", "x"), &block("< v9", "x"), &block("v8", "x")];
    let project = Project::new(&[("docwright.yml", config), ("a.md", &a.concat()), ("b.md", &block("<= v10", "x"))]);
    check(&project, &[]);
    let html = project.run("render a.md").stdout;
    for part in [
        "data-moniker=\"v9 v10 preview\" data-range=\"&gt;= v9\"",
        "data-moniker=\"v10 preview\" data-range=\"v10 || preview\"",
        "data-moniker=\"v8\" data-range=\"&lt; v9\"",
    ] {
        assert!(html.contains(part), "{part} in {html}");
    }
    assert!(project.run("render b.md").stdout.contains("data-moniker=\"v9 v10\""));
}
