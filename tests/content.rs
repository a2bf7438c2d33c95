//! Rules of content in projects of Microsoft Learn: what is a finding, where, and what is none.

use crate::project::Project;

/// A configuration that makes a project one of Learn's, with its includes apart.
const DOCFX: &str = r#"{"build": {"content": [{"files": "**/*.md", "exclude": "includes/**"}]}}"#;

/// Checks a page by one rule, or several with commas. Expected are `line:column-line:column`, one finding after another.
fn check(rules: &str, page: &str, want: &str) {
    check_files(rules, &[("a.md", page)], want);
}

/// The same for several files: the name of each finding's file stands before its place.
fn check_files(rules: &str, files: &[(&str, &str)], want: &str) {
    let project = Project::new(&[("docfx.json", DOCFX)]);
    for (path, text) in files {
        project.write(path, text.as_bytes());
    }
    let run = project.run("check --format json");
    let found: serde_json::Value = serde_json::from_str(&run.stdout).unwrap();
    let mut got = Vec::new();
    for finding in found.as_array().unwrap() {
        if !rules.split(',').any(|rule| finding["rule"] == rule) {
            continue;
        }
        let file = if files.len() > 1 { format!("{} ", finding["path"].as_str().unwrap()) } else { String::new() };
        let [line, column, end_line, end] =
            ["line", "column", "endLine", "endColumn"].map(|key| finding[key].as_u64().unwrap());
        let end = if line == end_line { end.to_string() } else { format!("{end_line}:{end}") };
        got.push(format!("{file}{line}:{column}-{end}"));
    }
    assert_eq!(got.join(", "), want, "{rules} of {files:?}");
}

#[test]
fn pages_have_one_heading_of_level_1() {
    let none = |text| check("h1-missing", text, "");
    check("h1-missing", "---\ntitle: A\n---\n## B\n", "1:1-1");
    check("h1-missing", "```\n# A\n```\n", "1:1-1");
    check("h1-missing", "# [Tab](#tab/a)\n\ntext\n", "1:1-1");
    none("text\n\n# A\n");
    none("A\n=\n");
    none("<div>\n<h1 class=\"x\">A</h1>\n</div>\n");
    none("<h1>A</h1>\n");
    none("- # A\n");
    none("::: zone pivot=\"a\"\n\n# A\n\n::: zone-end\n");
    // What is not there may hold it.
    none("[!INCLUDE [x](gone.md)]\n");
    none("---\nredirect_url: https://e.org\n---\n");
    let include = ("includes/b.md", "# B\n");
    check_files("h1-missing", &[("a.md", "[!INCLUDE [x](includes/b.md)]\n"), include], "");
    check_files("h1-missing", &[("a.md", "Text [!INCLUDE [x](includes/b.md)]\n"), include], "a.md 1:1-1");

    let several = |text, want| check("multiple-h1s", text, want);
    several("# A\n\n# B\n\nC\n=\n", "3:1-4, 5:1-6:2");
    several("# A\n\n<h1>B</h1>\n", "3:1-5");
    several("::: zone pivot=\"a\"\n# A\n::: zone-end\n::: zone pivot=\"b\"\n# B\n::: zone-end\n", "");
    several("::: zone pivot=\"a\"\n# A\n::: zone-end\n\n# B\n", "5:1-4");
    check_files("multiple-h1s", &[("a.md", "# A\n\n[!INCLUDE [x](includes/b.md)]\n"), include], "includes/b.md 1:1-4");

    let first = |text, want| check("h1-not-first", text, want);
    first("---\ntitle: x\n---\n\n<!-- c -->\n[//]: # (c)\n<a id=\"x\"></a>\n\n# A\n", "");
    first("> [!NOTE]\n> x\n\n# A\n", "4:1-4");
    first("## B\n\n# A\n", "3:1-4");
    first("![x](x.png)\n\n# A\n", "3:1-4");
    first("text\n", "");
    first("::: zone pivot=\"b\"\ntext\n::: zone-end\n::: zone pivot=\"a\"\n# A\n::: zone-end\n", "");
}

#[test]
fn headings_go_down_step_by_step() {
    let skipped = |text, want| check("heading-skipped", text, want);
    skipped("# A\n\n## B\n\n### C\n\n## D\n", "");
    skipped("# A\n\n### B\n\n#### C\n\n## D\n\n#### E\n", "3:1-6, 9:1-7");
    skipped("## A\n", "");
    skipped("### A\n", "1:1-6");
    skipped("# A\n\n> #### B\n\n- ##### C\n", "3:3-9");
    skipped("# A\n\n<h4>B</h4>\n", "3:1-5");
    skipped("# A\n\n## [T](#tab/a)\n\n## B\n\n### C\n\n## [U](#tab/b)\n\n### D\n\n---\n\n#### E\n", "11:1-6");
    skipped(
        "# A\n\n::: zone pivot=\"a\"\n## B\n### C\n::: zone-end\n::: zone pivot=\"b\"\n## D\n::: zone-end\n\n### E\n",
        "",
    );
    let include = ("includes/b.md", "#### B\n");
    check_files(
        "heading-skipped",
        &[("a.md", "# A\n\n[!INCLUDE [x](includes/b.md)]\n"), include],
        "includes/b.md 1:1-7",
    );
    let page = "# A\n\n## B\n\n### C\n\n[!INCLUDE [x](includes/b.md)]\n";
    check_files("heading-skipped", &[("a.md", page), include], "");
}

#[test]
fn headings_have_text_and_content() {
    let empty = |text, want| check("heading-empty", text, want);
    empty("#\n\n## \n\n### <a name=\"x\"></a>\n\n## ##\n", "1:1-2, 3:1-3, 5:1-21, 7:1-6");
    empty("# `x`\n\n## ![a](b.png)\n\n## [!INCLUDE [x](b.md)]\n\n## &amp;\n\n## <img src=\"x.png\" alt=\"x\">\n", "");
    let bare = |text, want| check("heading-no-content", text, want);
    bare("# A\n\n## B\n\n### C\n\n## D\n\ntext\n\n## E\n", "5:1-6, 11:1-5");
    bare("# A\n\n## B\n\n<!-- c -->\n\n## C\n\n---\n\n## D\n\n<img src=\"x.png\" alt=\"\">\n", "3:1-5, 7:1-5");
    bare("# A\n\n## B\n\n- x\n\n## C\n\n| a |\n|-|\n\n## D\n\n[!INCLUDE [x](gone.md)]\n\n## E\n\n```\n```\n", "");
    bare("::: zone pivot=\"a\"\n## A\n::: zone-end\n::: zone pivot=\"b\"\n## B\n::: zone-end\n\ntext\n", "");
    // What another group of tabs holds is under the heading, what the tab beside it holds is not.
    bare("# [T](#tab/a)\n\n## A\n\n# [U](#tab/b)\n\ntext\n\n---\n\n## B\n", "3:1-5, 11:1-5");
    bare("# [T](#tab/a)\n\n## A\n\n# [U](#tab/b)\n\n## B\n\n---\n\n# [T](#tab/c)\n\ntext\n", "");
    bare("## A\n::: zone pivot=\"a\"\n## B\ntext\n::: zone-end\n::: zone pivot=\"b\"\ntext\n::: zone-end\n", "");
    bare("## A\n::: zone pivot=\"a\"\n## B\ntext\n::: zone-end\n\n## C\ntext\n", "1:1-5");
    let versions = |text, want| {
        let config = r#"{"build": {"content": [{"files": "**/*.md"}], "monikerDefinition": "monikers.json"}}"#;
        let monikers = r#"{"monikers": [
            {"moniker_name": "v1", "product_name": "p", "order": 1},
            {"moniker_name": "v2", "product_name": "p", "order": 2}]}"#;
        let files = [("docfx.json", config), ("monikers.json", monikers), ("a.md", text)];
        check_files("heading-no-content,multiple-h1s", &files, want);
    };
    versions(
        "::: moniker range=\">=v1\"\n## A\n::: moniker-end\n::: moniker range=\"v2\"\ntext\n::: moniker-end\n",
        "",
    );
    versions(
        "::: moniker range=\"v1\"\n## A\n::: moniker-end\n::: moniker range=\"v2\"\ntext\n::: moniker-end\n",
        "a.md 2:1-5",
    );
    versions(
        "::: moniker range=\">=v1\"\n# A\n::: moniker-end\n::: moniker range=\"v2\"\n# B\n::: moniker-end\n",
        "a.md 5:1-4",
    );
}

#[test]
fn pictures_have_texts() {
    let missing = |text, want| check("missing-image-altText", text, want);
    missing("![](x.png) ![ ](x.png)\n\n![][1]\n\n[1]: x.png\n", "1:1-11, 1:12-23, 3:1-7");
    missing("![a](x.png) ![`a`](x.png) ![](x.mp4)\n", "");
    missing("[![](x.png)](b.md)\n\n[![](x.png) text](b.md)\n", "1:2-12");
    missing("<img src=\"x.png\">\n\n> <p>\n> <img src='x.png'/></p>\n", "1:1-18, 4:3-21");
    missing("<img src=\"x.png\" alt=\"\"> <img src=\"x.png\" role=\"presentation\">\n", "");
    missing(":::image type=\"icon\" source=\"x.png\":::\n\n```\n![](x.png)\n```\n", "");
    let equal = |text, want| check("altText-equal-filename", text, want);
    equal("![X-1](m/x-1.png) ![x-1.png](x-1.png)\n\n![m/x-1.png](m/x-1.png)\n", "1:3-6, 1:21-28, 3:3-12");
    equal("![x 1](x-1.png)\n", "");
    equal(":::image source=\"x-1.png\" alt-text=\"x-1\":::\n\n<img alt=\"x-1\" src=\"x-1.png\">\n", "1:37-40, 3:11-14");
    let length = |text, want| check("image-altText-with-badlength", text, want);
    length("![abc](x.png) ![abcd](x.png)\n", "1:3-6");
    length(&format!("![{}](x.png) ![{}](x.png)\n", "é".repeat(250), "é".repeat(251)), "1:264-515");
    let twice = |text, want| check("image-alt-text-duplicated", text, want);
    twice("![same](x.png)\n\n![same](x.png)\n\n![same](y.png)\n\n<img src=\"z.png\" alt=\"same\">\n", "5:3-7");
    twice("# [T](#tab/a)\n\n![same](x.png)\n\n# [U](#tab/b)\n\n![same](y.png)\n", "");
}

#[test]
fn pictures_stand_by_themselves() {
    let inline = |text, want| check("image-inline", text, want);
    inline("Select ![gear](x.png) now.\n\n- Select ![gear](x.png).\n", "1:8-22, 3:10-24");
    inline("Select this:\n![gear](x.png)\n\n![gear](x.png) ![gear](y.png)\n\n[![gear](x.png)](b.md)\n", "");
    inline("Select this:<br>![gear](x.png)\n\n1. Select\n   ![gear](x.png)\n\n| a ![gear](x.png) |\n|-|\n", "");
    inline(
        "Select :::image type=\"icon\" source=\"x.png\"::: or :::image source=\"x.png\" alt-text=\"gear\":::.\n",
        "1:50-92",
    );
}

#[test]
fn titles_and_descriptions() {
    check("title-missing,description-missing", "# A\n", "");
    check("title-missing,description-missing", "text\n", "1:1-1");
    let check_learn = |text: &str, want| {
        let learn = [(".openpublishing.publish.config.json", "{}"), ("a.md", text)];
        check_files("title-missing,description-missing", &learn, want);
    };
    check_learn("# A\n", "");
    check_learn("---\ntitle:\ndescription: \"\"\n---\n", "a.md 2:1-6");
    check_learn("---\ntitle: A\ndescription: \"\"\n---\n", "a.md 3:1-12");
    check_learn("---\ntitle: A\n---\n# A\n", "a.md 1:1-4");
    check_learn("---\nauthor: x\n---\n", "a.md 1:1-4");
    check_learn("---\ntitle: A\ndescription: B\n---\n", "");
    check_learn("<properties pageTitle=\"A\" description=\"B\"/>\n\n# A\n", "");
    check_learn("---\ntitle: A: B\n---\n", "");
    let project = Project::new(&[("a.md", "# A\n")]);
    let run = project.run("check --format short -W title-missing,description-missing");
    assert_eq!(run.stdout.lines().count(), 2, "{}", run.stdout);
    let length = |text: &str, want| check("description-bad-length", text, want);
    length("---\ndescription: short\n---\n", "2:14-19");
    length("---\ndescription: \"short\"\n---\n", "2:14-21");
    length("<properties description=\"short\"/>\n", "1:26-31");
    length(&format!("---\ndescription: {}\n---\n", "x".repeat(75)), "");
    length(&format!("---\ndescription: {}\n---\n", "x".repeat(301)), "2:14-315");
}

#[test]
fn no_two_pages_have_one_title() {
    let same = "---\ntitle: A\n---\n# B\n";
    check_files(
        "duplicate-titles",
        &[("a.md", same), ("b.md", same), ("c.md", same)],
        "a.md 2:8-9, b.md 2:8-9, c.md 2:8-9",
    );
    check_files("duplicate-h1", &[("a.md", same), ("b.md", same)], "a.md 4:1-4, b.md 4:1-4");
    check_files("duplicate-titles", &[("a.md", same), ("b.md", "---\ntitle: a\n---\n")], "");
    for key in ["ROBOTS: NOINDEX", "redirect_url: https://e.org", "monikerRange: '> v1'"] {
        let other = format!("---\ntitle: A\n{key}\n---\n# B\n");
        check_files("duplicate-titles,duplicate-h1", &[("a.md", same), ("b.md", &other)], "");
    }
    let include = ("includes/b.md", "# B\n");
    let page = "[!INCLUDE [x](includes/b.md)]\n";
    check_files("duplicate-h1", &[("a.md", page), ("b.md", "# B\n"), include], "b.md 1:1-4, includes/b.md 1:1-4");
}

#[test]
fn blocks_are_what_they_seem() {
    let unclosed = |text, want| check("code-block-unclosed", text, want);
    unclosed("```\na\n", "1:1-4");
    unclosed("```", "1:1-4");
    unclosed("~~~~x\na\n~~~\n", "1:1-5");
    unclosed("> ```\n> a\n\nb\n", "1:3-6");
    unclosed("- ```\n  a\n\nb\n", "1:3-6");
    unclosed("1. x\n   ```\ncode\n   ```\n", "2:4-7, 4:4-7");
    unclosed("```\na\n    ```\n", "1:1-4");
    unclosed("```\n```\n\n~~~\na\n~~~~~~\n\n> ```\n> a\n> ```\n\n- ```\n  a\n  ```  \n\n```\n\n```", "");
    unclosed("    ```\n\n`` ``` ``\n\n````\n```\n````\n", "");
    let header = |text, want| check("table-header-missing", text, want);
    header("| | |\n|-|-|\n|a|b|\n", "1:1-6");
    header("- x\n\n  |  |  |\n  |--|--|\n  | a | b |\n", "3:3-10");
    header("| | a |\n|-|-|\n|b|c|\n", "");
    header("| | |\n|-|-|\n|**a**|b|\n|**c**|d|\n", "");
    header("| | |\n|-|-|\n|**a**|b|\n|c|d|\n", "1:1-6");
    check("footnote-unused", "a[^x]\n\n[^x]: X\n\n[^z]: Z\n", "5:1-5");
    check("undefined-reference", "a[^x] b[^y] c[^a-z]*\n\n[^x]: X\n", "1:9-11, 1:15-19");
    check("undefined-reference", "a[^1] b[^y] `[^2]`\n", "1:3-5");
}

#[test]
fn raw_html_is_that_of_learn() {
    let tag = |text, want| check("disallowed-html-tag", text, want);
    tag("a <name> b\n\n<script>\nif (a<b) {}\n</script>\n\n> <p>\n> <Style>p{}</Style></p>\n", "1:4-8, 3:2-8, 8:4-9");
    tag("<div><b>x</b><br/></div>\n\n<!-- <name> -->\n\n`<name>` <xref:a.b> \\<name>\n", "");
    let attribute = |text, want| check("disallowed-html-attribute", text, want);
    attribute("<p style=\"x\" class=\"y\" onclick>z</p>\n", "1:4-9, 1:24-31");
    attribute("<a href=\"b.md\" id=\"x\" data-x=\"y\" aria-label=\"z\" title=\"t\">z</a>\n", "");
}

#[test]
fn plain_projects_are_asked_less() {
    let text = "text ![ab](x.png)\n\n### B\n";
    let project = Project::new(&[("a.md", text), ("b.md", text), ("x.png", "")]);
    let run = project.run("check --format short");
    assert_eq!(
        run.stdout,
        "a.md:3:1: suggestion[heading-skipped] the first heading is of level 3\nb.md:3:1: suggestion[heading-skipped] the first heading is of level 3\n"
    );
    let run = project.run("check --format short -A heading-skipped -W h1-missing");
    assert_eq!(
        run.stdout,
        "a.md:1:1: warning[h1-missing] the page has no heading of level 1\nb.md:1:1: warning[h1-missing] the page has no heading of level 1\n"
    );
    project.write("docwright.yml", b"html: safe\nrules:\n  heading-skipped: off\n  image-inline: suggestion\n");
    project.write("b.md", b"<b style='x'>c</b><script></script>\n");
    let run = project.run("check --format short");
    let want = "a.md:1:6: suggestion[image-inline] the picture stands inside a line of text\n\
                b.md:1:4: suggestion[disallowed-html-attribute] the attribute `style` of the element `b` is not allowed\n\
                b.md:1:20: suggestion[disallowed-html-tag] the element `script` is not allowed\n";
    assert_eq!(run.stdout, want);
}

#[test]
fn a_docfx_json_sets_levels() {
    let docfx = DOCFX.replacen('{', r#"{"rules": {"H1-missing": "error", "image-alttext-with-badlength": "off"}, "#, 1);
    let project = Project::new(&[("docfx.json", &docfx), ("a.md", "## A\n\n![ab](x.png)\n"), ("x.png", "")]);
    let run = project.run("check --format short -A link-out-of-scope");
    assert_eq!(run.stdout, "a.md:1:1: error[h1-missing] the page has no heading of level 1\n");
}

#[test]
fn hostile_pages_take_no_time() {
    let zones = "::: zone pivot=\"a\"\n# A\n## B\n::: zone-end\n".repeat(1000);
    let texts = [
        "![](b.png)".repeat(5000),
        format!("[{}](b.md)", "![](b.png)".repeat(2000)),
        format!("{}x]", "[^".repeat(5000)),
        format!("> <div>\n{}", "> <x style=\"y\">\n".repeat(5000)),
        "# A\n".repeat(5000),
        zones,
        "```\n\n".repeat(5001),
        format!("---\n{}---\n", "description: x\n".repeat(2000)),
    ];
    let project = Project::new(&[("docfx.json", DOCFX)]);
    for (number, text) in texts.iter().enumerate() {
        project.write(&format!("{number}.md"), text.as_bytes());
    }
    let start = std::time::Instant::now();
    assert_eq!(project.run("check -q --format short -j 1").code, 0);
    assert!(start.elapsed().as_secs() < 60, "{:?}", start.elapsed());
}

#[test]
fn constructs_that_are_text_are_told() {
    let image = |text, want| check("invalid-image", text, want);
    image("Text :::image source='a.png' alt-text=\"Alpha\"::: text\n", "1:15-21");
    image("- x :::image source=\"a.png\" alt-text=\"Alpha\" text\n", "1:5-13");
    image("- :::image source=x:::\n", "1:12-18");
    image("Write `:::image a=b:::`, \\:::image a=b::: or :::image in :::zone.\n", "");
    image("| a |\n|---|\n| :::image type=\"complex\" source=\"a.png\" alt-text=\"Alpha\"::: |\n", "3:3-61");
    let no_loc = |text, want| check("invalid-no-loc", text, want);
    no_loc("a :::no-loc text='x'::: b :::no-loc text=\"y\"::: c :::no-loc text=z:::\n", "1:13-17, 1:61-65");
    check("invalid-code", "| a |\n|---|\n| :::code language=\"x\" source=\"a.cs\"::: |\n", "3:3-40");
    check("invalid-code", "x :::code source=\"a.cs\"::: x\n", "1:3-27");

    let code = |text, want| check_files("invalid-code", &[("a.md", text), ("LICENSE", "x\n"), ("a.cs", "x\n")], want);
    code(":::code source=\"LICENSE\":::\n", "a.md 1:1-28");
    code(":::code source=\"LICENSE\" language=\"text\":::\n\n:::code source=\"a.cs\":::\n", "");
}

#[test]
fn versions_end_with_as_many_colons() {
    let check = |text, want| check("invalid-moniker-range", text, want);
    check("::::moniker range=\"a\"\nx\n:::moniker-end\ny\n::::moniker-end\n", "3:1-15");
    check("::::moniker range=\"a\"\n:::moniker range=\"b\"\nx\n:::moniker-end\n::::moniker-end\n", "");
}

#[test]
fn videos_say_what_learn_asks() {
    let check = |text, want| check("invalid-video", text, want);
    check(":::video source=\"https://e.org/v\" thumbnail=\"a\" upload-date=\"2020-01-01\":::\n", "1:18-33");
    check(":::video source=\"https://www.youtube.com/embed/a\" thumbnail=\"a\":::\n", "1:1-67");
    check("> [!VIDEO https://e.org/v]\n", "");
}

#[test]
fn messages_and_help_fit_what_is_written() {
    let check = |page: &str, want: &str| {
        let project = Project::new(&[("docfx.json", DOCFX), ("x.png", "x"), ("a.md", page)]);
        let run = project.run("check");
        for want in want.split(" | help: ") {
            assert!(run.stdout.lines().any(|line| line.ends_with(want)), "{want:?} in {}", run.stdout);
        }
    };
    // On Learn no bar in code divides cells; elsewhere it does.
    let cut = "# A\n\n| a |\n|-|\n| [`/D<name>{=|#}x`](#a) |\n";
    let learn = Project::new(&[("docfx.json", DOCFX), ("a.md", cut)]);
    assert!(!learn.run("check").stdout.contains("a.md:5"));
    let plain = Project::new(&[("docwright.yml", "html: safe\n"), ("a.md", cut)]).run("check").stdout;
    let help = "help: a `|` ends the cell in the middle of a code span: write `\\|`";
    assert!(plain.contains("the element `name` is not allowed") && plain.contains(help), "{plain}");
    check(
        "# A\n\n| a |\n|-|\n| `b` <name> |\n",
        "the element `name` is not allowed | help: write `\\<` or a code span if it is meant as text",
    );
    check(
        "# A\n\n:::image type=\"Wide View\" source=\"x.png\" alt-text=\"Alpha\":::\n",
        "`Wide View` is no type of image: content, complex or icon",
    );
    check(
        "# A\n\n```\ntext\n``\n",
        "the block of code that begins here is never closed | help: end it by a line ``` with the indent of the first one",
    );
    check(
        "# A\n\n## [T](#tab/t)\n\n### B\n\ntext\n",
        "a heading of level 3 follows one of level 1 | help: make it one of level 2: the name of a tab is no heading",
    );
}
