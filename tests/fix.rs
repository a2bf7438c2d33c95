//! `docwright fix` mends what is sure, and nothing beside it.

use crate::project::Project;

/// What `fix` makes of a file, beside others; whether a second run has nothing to do.
fn check(path: &str, before: &[u8], after: &[u8], others: &[(&str, &str)]) {
    let project = Project::new(others);
    project.write(path, before);
    let run = project.run("fix --format short");
    let now = project.files(".").remove(path).expect("the file stays");
    let shown = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    assert_eq!(shown(&now), shown(after), "{}{}", run.stdout, run.stderr);
    assert!(now == after && run.code < 2, "{}{}", run.stdout, run.stderr);
    let files = project.files(".");
    let again = project.run("fix --format short");
    assert!(again.stderr.starts_with("0 findings mended in 0 files"), "{}", again.stderr);
    assert_eq!(project.files("."), files, "a second run changes nothing");
}

#[test]
fn sure_remedies_are_applied() {
    let other = &[
        ("guide/install.md", "# Install\n\n## First steps\n"),
        ("guide/my notes.md", "# Notes\n"),
        ("media/the-picture.png", ""),
        ("inc/note.md", "A note.\n"),
        ("code/a.cs", "// <main>\nx\n// </main>\n"),
        ("redirections.yml", "redirections:\n  - source_path: old.md\n    redirect_url: /guide/install.html\n"),
    ];
    let check = |before: &str, after: &str| {
        let page = |text: &str| format!("# Page\n\n{text}\n");
        check("index.md", page(before).as_bytes(), page(after).as_bytes(), other);
    };
    // Links: a letter, the extension, capitals, the fragment, a blank.
    check("[a](guide/instal.md)", "[a](guide/install.md)");
    check("[a](guide/install?x=1#first-steps)", "[a](guide/install.md?x=1#first-steps)");
    check("[a](Guide/Install.md 'T')", "[a](guide/install.md 'T')");
    check("[a](guide/install.md#First-Steps)", "[a](guide/install.md#first-steps)");
    check("[a](guide/my notes.md)", "[a](guide/my%20notes.md)");
    check("[a]\n\n[a]: guide/instal.md#first-step", "[a]\n\n[a]: guide/install.md#first-steps");
    // Pictures, includes, snippets.
    check("![a](media/the-pictur.png)", "![a](media/the-picture.png)");
    check("![a](media/the-picture.jpg)", "![a](media/the-picture.png)");
    check(
        ":::image type=\"content\" source=\"media/the-picturee.png\" alt-text=\"A picture.\":::",
        ":::image type=\"content\" source=\"media/the-picture.png\" alt-text=\"A picture.\":::",
    );
    check("[!INCLUDE [x](inc/notes.md)]", "[!INCLUDE [x](inc/note.md)]");
    check("[!code-cs[](code/a.cs#mian)]", "[!code-cs[](code/a.cs#main)]");
    // Callouts, headings, attributes.
    check("> [!NTOE]\n> text", "> [!NOTE]\n> text");
    check("> [! NOTE]\n> text", "> [!NOTE]\n> text");
    check("> [!TIP] text", "> [!TIP]\n> text");
    check("[!TIP]\ntext", "> [!TIP]\n> text");
    check("##Next\n\ntext", "## Next\n\ntext");
    check(
        ":::image type=\"content\" source=\"media/the-picture.png\" alt-txt=\"A picture.\":::",
        ":::image type=\"content\" source=\"media/the-picture.png\" alt-text=\"A picture.\":::",
    );
    // What is a guess, or not wrong, stays.
    for stays in ["[a](guide/nothing.md)", "[a](#nothing)", "> [!SOMETHING]\n> text", "`[a](guide/instal.md)`"] {
        check(stays, stays);
    }
}

#[test]
fn whatever_a_file_is_written_in_stays() {
    let other = &[("install.md", "# Install\n")];
    let utf16 =
        |text: &str| [0xFEFF].into_iter().chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect::<Vec<u8>>();
    let (before, after) =
        ("# Päge\r\n\r\n[a](instal.md)\r\r\n> [!TIP] b\r\n", "# Päge\r\n\r\n[a](install.md)\r\r\n> [!TIP]\r\n> b\r\n");
    check("a.md", before.as_bytes(), after.as_bytes(), other);
    check("a.md", &utf16(before), &utf16(after), other);
    check("a.md", format!("\u{FEFF}{before}").as_bytes(), format!("\u{FEFF}{after}").as_bytes(), other);
    // What cannot be read as it was meant is not touched.
    for broken in [
        &b"# P\xE4ge\n\n[a](instal.md)\n"[..],
        b"---\ntitle: [\n---\n# Page\n\n[a](instal.md)\n",
        b"# Page\n\n[a](instal.md)\n\n```\nnever closed\n",
    ] {
        check("a.md", broken, broken, other);
    }
}

#[test]
fn front_matter_and_configuration_are_mended() {
    let other = &[("index.md", "# A\n\n[x](a.md)\n")];
    let page = |key: &str| format!("---\n{key}: First steps\n---\n# A\n");
    check("a.md", page("titel").as_bytes(), page("title").as_bytes(), other);
    check("docwright.yml", b"titel: A\n", b"title: A\n", &[("index.md", "# A\n")]);
}

#[test]
fn a_redirect_is_followed() {
    let redirects = |to: &str| {
        format!(
            "{{\"redirections\": [\n  {{\"source_path\": \"old.md\", \"redirect_url\": \"/older\"}},\n  {{\"source_path\": \"older.md\", \"redirect_url\": \"{to}\"}}\n]}}\n"
        )
    };
    let other = &[
        ("docfx.json", "{\"build\": {\"content\": [{\"files\": [\"**/*.md\"]}]}}"),
        (".openpublishing.redirection.json", &*redirects("new.md")),
        ("new.md", "---\ntitle: New\n---\n# New\n"),
    ];
    check("index.md", b"# A\n\n[x](old.md#y)\n", b"# A\n\n[x](old.md#y)\n", &other[..1]);
    let project = Project::new(other);
    project.write("index.md", b"# A\n\n[x](older.md)\n");
    project.run("fix");
    assert_eq!(project.read("index.md"), "# A\n\n[x](new.md)\n");
}

#[test]
fn nothing_is_written_where_it_is_only_shown() {
    let files = [("index.md", "# A\n\n[x](instal.md) [y](install.md#b)\n"), ("install.md", "# Install\n\n## B-b\n")];
    let project = Project::new(&files);
    let run = project.run("fix --diff");
    assert!(
        run.stdout.contains("-[x](instal.md) [y](install.md#b)\n+[x](install.md) [y](install.md#b)\n"),
        "{}",
        run.stdout
    );
    let run = project.run("fix --dry-run -q");
    assert_eq!(run.stdout, "index.md:3:5: [file-not-found] Change to `install.md`\n");
    assert_eq!(project.read("index.md"), files[0].1);
    // Chosen by rule and by path.
    assert_eq!(project.run("fix --dry-run -q --rule duplicate-id").stdout, "");
    assert_eq!(project.run("fix --dry-run -q install.md").stdout, "");
    assert_eq!(project.run("fix --dry-run -q index.md").stdout, run.stdout);
    let run = project.run("fix --rule file-not-fond");
    assert_eq!(
        (run.code, &*run.stderr),
        (2, "error: there is no rule `file-not-fond`; did you mean `file-not-found`?\n")
    );
    assert_eq!(project.run("fix gone.md").code, 2);
}

#[test]
fn what_a_fix_would_make_worse_stays() {
    let text = "# A\n\n##Two\n\ntext\n\n####Four\n\ntext\n";
    let project = Project::new(&[("index.md", text)]);
    let run = project.run("fix");
    assert_eq!(project.read("index.md"), "# A\n\n## Two\n\ntext\n\n####Four\n\ntext\n");
    assert!(
        run.stderr.contains("not mended: index.md:7:1: [invalid-heading] that would bring another finding"),
        "{}",
        run.stderr
    );
    project.run("fix --rule invalid-heading");
    assert_eq!(project.read("index.md"), "# A\n\n## Two\n\ntext\n\n#### Four\n\ntext\n");
}

#[cfg(unix)]
#[test]
fn links_out_of_the_project_are_not_followed() {
    let outside = Project::new(&[("a.md", "# A\n\n[x](instal.md)\n")]);
    let project = Project::new(&[("install.md", "# Install\n")]);
    std::os::unix::fs::symlink(outside.path("a.md"), project.path("a.md")).expect("links can be made");
    project.run("fix");
    assert_eq!(outside.read("a.md"), "# A\n\n[x](instal.md)\n");
}
