//! Code that cannot be highlighted to its end: what is told, and that it ends.

use crate::project::Project;

/// A line on which a grammar takes too many steps.
fn slow() -> String {
    "(".repeat(1_000)
}

#[test]
fn code_beyond_a_limit_is_told_by_every_command() {
    let slow = slow();
    let block = |fence: &str| format!("{fence}sv\nwire a;\n{slow}\nwire b;\n{fence}\n");
    let quoted: String = block("```").lines().map(|line| format!("> {line}\n")).collect();
    let listed: String = block("~~~").lines().map(|line| format!("   {line}\n")).collect();
    let large = "1,\n".repeat(70_000);
    let project = Project::new(&[
        ("docwright.yml", "title: T\n"),
        ("index.md", &format!("# A\n\n{}\n[!INCLUDE [x](includes/b.md)]\n", block("```"))),
        ("quote.md", &format!("# B\n\n{quoted}\n1. x\n\n{listed}")),
        ("crlf.md", &format!("# C\n\n{}", block("```")).replace('\n', "\r\n")),
        ("large.md", &format!("# D\n\n```json\n{large}```\n\n```text\n{large}```\n")),
        ("file.md", "# E\n\n:::code language=\"sv\" source=\"c.sv\" range=\"2-3\":::\n"),
        ("c.sv", &format!("module a;\nwire a;\n{slow}\nendmodule\n")),
        ("plain.md", &format!("# F\n\n{}", block("```").replace("sv", "text"))),
        ("includes/b.md", &format!("Text.\n\n{}", block("```"))),
        (
            "toc.yml",
            "- href: index.md\n- href: quote.md\n- href: crlf.md\n- href: large.md\n- href: file.md\n- href: plain.md\n",
        ),
    ]);
    let plain = "suggestion[highlight-limit] the code is plain text from here on:";
    let steps = "this line takes too many steps to highlight";
    let want = format!(
        "crlf.md:5:1: {plain} {steps}\n\
         file.md:3:31: suggestion[highlight-limit] `c.sv` is plain text from line 2 of what is shown on: {steps}\n\
         includes/b.md:5:1: {plain} {steps}\n\
         index.md:5:1: {plain} {steps}\n\
         large.md:68270:1: {plain} a block of more than 200 KB is highlighted no further\n\
         quote.md:5:3: {plain} {steps}\n\
         quote.md:13:4: {plain} {steps}\n"
    );
    let limits = |run: &str| -> String {
        let lines = run.lines().filter(|line| line.contains("[highlight-limit]"));
        lines.map(|line| format!("{line}\n")).collect()
    };
    // The second build takes its colours from the first, and the third sees that nothing has changed.
    for arguments in
        ["check --format short", "build --format short -o a", "build --format short -o a", "build --format short -o a"]
    {
        let run = project.run(arguments);
        assert_eq!((run.code, &*limits(&run.stdout)), (0, &*want), "{arguments}\n{}", run.stderr);
    }
    project.write("quote.md", format!("# B\n\nMore.\n\n{quoted}").as_bytes());
    let run = project.run("build --format short -o a");
    assert!(run.stdout.contains("quote.md:7:3: ") && run.stdout.contains("crlf.md:5:1: "), "{}", run.stdout);
    let html = project.read("a/index.html");
    assert!(html.contains(&format!("</span> a;\n{slow}\nwire b;\n</code>")), "{html}");

    project.write("docwright.yml", b"title: T\nhighlight: false\n");
    assert_eq!(limits(&project.run("check --format short").stdout), "");
}

#[test]
fn a_comment_at_the_end_of_a_line_of_javascript_is_read_to_its_end() {
    let project = Project::new(&[(
        "index.md",
        "# A\n\n```js\nreturn a /* c */\n```\n\n- x\n  ```javascript\n  var b /* c */\n  ```\n",
    )]);
    let run = project.run("build --strict --format short");
    assert_eq!((run.code, &*run.stdout), (0, ""), "{}", run.stderr);
    let html = project.read("_site/index.html");
    assert!(html.contains("<span class=\"hc\">/* c */</span>\n</code>"), "{html}");
}
