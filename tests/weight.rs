//! Dead weight: what is there and nobody uses.

use crate::project::Project;

#[test]
fn what_nobody_uses_is_told() {
    let project = Project::new(&[
        ("docwright.yml", "exclude: [includes/]\ntheme:\n  logo: img/logo.svg\nmetadata:\n  image: img/preview.png\n"),
        ("toc.yml", "- href: index.md\n- name: Film\n  href: img/film.mp4\n"),
        (
            "index.md",
            "# Home\n\n![a](img/a.png)\n\n<img src=\"img/b.png\" srcset=\"img/b2.png 2x\">\n<video poster=\"img/poster.jpg\"></video>\n\n\
             <div style=\"background: url('img/ground.png')\"></div>\n\n[!INCLUDE [i](includes/i.md)]\n\n:::code source=\"snippets/one.cs\":::\n\n\
             :::code source=\"snippets/app/Program.cs\":::\n\n<!-- ![c](img/comment.png) -->\n",
        ),
        ("includes/i.md", "![d](../img/included.png)\n"),
        ("includes/unused.md", "![e](../img/of-unused.png)\n"),
        ("extra/site.css", "a { background: url(../img/css.png) }\n"),
        ("img/drawing.svg", "<svg><image href=\"inner.png\"/></svg>\n"),
        ("img/logo.svg", "<svg/>"),
        ("snippets/one.cs", "1"),
        ("snippets/two.cs", "2"),
        ("snippets/app/app.csproj", "<Project/>"),
        ("snippets/app/Program.cs", "3"),
        ("snippets/app/Other.cs", "4"),
        ("snippets/old/old.csproj", "<Project/>"),
        ("snippets/old/Program.cs", "5"),
        ("static/any.png", "x"),
    ]);
    for name in
        ["a", "b", "b2", "ground", "comment", "included", "of-unused", "css", "inner", "preview", "lonely", "twice/a"]
    {
        project.write(&format!("img/{name}.png"), b"12345");
    }
    project.write("img/poster.jpg", b"12345");
    project.write("img/film.mp4", b"12345");
    let run = project.run("check --format short -v -W unused-image -A file-not-found");
    let weight: Vec<&str> = run.stdout.lines().filter(|line| line.contains("[unused-")).collect();
    let image = |path: &str| format!("img/{path}:1:1: warning[unused-image] no page uses this file (5 bytes)");
    assert_eq!(
        weight,
        [
            &image("comment.png"),
            "img/drawing.svg:1:1: warning[unused-image] no page uses this file (37 bytes)",
            &image("lonely.png"),
            &image("of-unused.png"),
            &image("twice/a.png"),
            "includes/unused.md:1:1: suggestion[unused-include] no page includes this file (27 bytes)",
            "snippets/old/Program.cs:1:1: suggestion[unused-snippet] no page shows any of the 2 files in `snippets/old/` (11 bytes)",
            "snippets/two.cs:1:1: suggestion[unused-snippet] no page shows this file (1 byte)",
        ]
    );
    for line in [
        "5 pictures and films that no page uses, 57 bytes",
        "1 include that no page uses, 27 bytes",
        "3 files of code that no page shows, 12 bytes",
    ] {
        assert!(run.stderr.contains(line), "{line}: {}", run.stderr);
    }
    assert!(!project.run("check --format short -A unused-image").stdout.contains("unused-image"));
}

#[test]
fn a_redirect_that_another_leads_through_is_needed() {
    let project = Project::new(&[
        ("docwright.yml", "exclude: old/\n"),
        ("c.md", "# C\n"),
        (
            "redirections.yml",
            "redirections:\n  a.md: old/b\n  old/b.md: b2\n  old/b2.md: ../c\n  old/d.md: e\n  old/e.md: ../c\n",
        ),
    ]);
    let run = project.run("check -q --format short");
    let lines = run.stdout.lines().filter(|line| line.contains("[unused-redirect]"));
    let told: Vec<&str> = lines.filter_map(|line| line.split('`').nth(1)).collect();
    assert_eq!(told, ["old/d.md", "old/e.md"], "{run:?}");
}
