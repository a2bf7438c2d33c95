//! Builds of what no one should write: every one ends, tells what is wrong at its place, and loses nothing good.

use crate::project::Project;

#[test]
fn bytes_of_all_kinds_are_read() {
    let long = format!("# Long\n\n{}[x](gone.md)\n", "word ".repeat(2_000_000));
    let utf16: Vec<u8> = "\u{FEFF}# Wide\n\n[x](gone.md) é\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
    // Name, bytes, findings, a part of the page.
    let check: &[(&str, &[u8], &[&str], &str)] = &[
        ("bom.md", b"\xEF\xBB\xBF# Bom\n\n[x](gone.md)\n", &["3:5"], "<h1 id=\"bom\">"),
        ("bom2.md", b"\xEF\xBB\xBF---\ntitle: T\n---\n[x](gone.md)\n", &["4:5"], "<title>T</title>"),
        ("crlf.md", b"---\r\ntitle: T\r\n---\r\n\r\n# C\r\n\r\ntext [x](gone.md)\r\n", &["7:10"], "<h1 id=\"c\">"),
        ("cr.md", b"# C\r\rtext [x](gone.md)\r", &["3:10"], "<h1 id=\"c\">"),
        ("utf16.md", &utf16, &["3:5"], "<h1 id=\"wide\">"),
        ("latin1.md", b"# Caf\xE9\n\n[\xE9](gone.md)\n", &["1:6 not UTF-8", "3:5"], "Café"),
        ("broken.md", b"# A \xFFb\n\nok \xE9 [x](gone.md)\n", &["1:5 not UTF-8", "3:10"], "ok é"),
        ("nul.md", b"# N\0l\n\nab\0 [x](gone.md)\n", &["1:4 2 NUL", "3:9"], "ab\u{FFFD} "),
        ("long.md", long.as_bytes(), &["3:10000005"], "<h1 id=\"long\">"),
        ("end.md", b"# N\n\n[x](gone.md)", &["3:5"], "<h1 id=\"n\">"),
        ("a b.md", b"# Blank\n\n[x](gone.md)\n", &["3:5"], "Blank"),
        ("50%.md", b"# Percent\n\n[x](gone.md)\n", &["3:5"], "Percent"),
        ("50%25.md", b"# Encoded\n\n[x](gone.md)\n", &["3:5"], "Encoded"),
        ("c#.md", b"# Sharp\n\n[x](gone.md)\n", &["3:5"], "Sharp"),
        #[cfg(unix)]
        ("why?.md", b"# Why\n\n[x](gone.md)\n", &["3:5"], "Why"),
        ("größe-文.md", "# Größe\n\n文 [x](gone.md)\n".as_bytes(), &["3:7"], "<h1 id=\"größe\">"),
        ("empty.md", b"", &[], "<article>"),
        ("front.md", b"---\ntitle: Only\n---\n", &[], "<title>Only</title>"),
        ("open.md", b"---\ntitle: U\n\n# Open\n\n[x](gone.md)\n", &["1:1 never closed", "6:5"], "<h1 id=\"open\">"),
        ("bad.md", b"---\ntitle: A: b\nauthor: me\n---\n# B\n\n[x](gone.md)\n", &["2:9 ", "7:5"], "<h1 id=\"b\">"),
        ("list.md", b"---\n- a\n---\n# L\n", &["2:1 "], "<h1 id=\"l\">"),
    ];
    let project = Project::new(&[]);
    for (name, bytes, ..) in check {
        project.write(name, bytes);
    }
    let found = project.build();
    for (name, _, want, part) in check {
        let own: Vec<&str> = found.lines().filter_map(|line| line.strip_prefix(*name)?.strip_prefix(':')).collect();
        assert_eq!(own.len(), want.len(), "{name}: {own:?}");
        for (own, want) in own.iter().zip(*want) {
            let (place, what) = want.split_once(' ').unwrap_or((want, "`gone.md` does not exist"));
            assert!(own.starts_with(&format!("{place}: ")) && own.contains(what), "{name}: {own}, not {want}");
        }
        let html = project.read(&format!("_site/{}", name.replace(".md", ".html")));
        assert!(html.contains(part), "{name}: no {part}");
        assert!(want.is_empty() || name == &"list.md" || html.contains("<a href=\"gone.md\">"), "{name}");
    }
}

#[test]
fn names_with_signs_are_linked() {
    let project = Project::new(&[
        ("a b.md", "# Blank\n"),
        ("50%.md", "# Percent\n"),
        ("c#.md", "# Sharp\n"),
        ("größe.md", "# Größe\n"),
        (
            "x.md",
            "[1](a%20b.md) [2](<a b.md>) [3](50%25.md) [4](50%.md) [5](c%23.md) [6](größe.md) [7](gr%C3%B6%C3%9Fe.md)\n",
        ),
    ]);
    assert_eq!(project.build(), "");
    let html = project.read("_site/x.html");
    let want = "<p><a href=\"a%20b.html\">1</a> <a href=\"a%20b.html\">2</a> <a href=\"50%25.html\">3</a> \
                <a href=\"50%25.html\">4</a> <a href=\"c%23.html\">5</a> <a href=\"gr%C3%B6%C3%9Fe.html\">6</a> \
                <a href=\"gr%C3%B6%C3%9Fe.html\">7</a></p>";
    assert!(html.contains(want), "{html}");
}

#[cfg(unix)]
#[test]
fn what_is_no_file_is_not_read() {
    let project = Project::new(&[("a.md", "# A\n")]);
    let names = ["docwright.yml", "docfx.json", "toc.yml", "b.md", "redirections.yml"];
    // A pipe that nobody writes to would be waited for.
    for name in names {
        assert!(project.program("mkfifo").arg(project.path(name)).status().unwrap().success());
    }
    assert_eq!(project.build(), "");
    assert!(project.path("_site/a.html").exists() && !project.path("_site/b.html").exists());
}

#[test]
fn texts_of_ill_will_end() {
    let many = |text: &str, times: usize| text.repeat(times);
    let lines = |line: &dyn Fn(usize) -> String, times: usize| (0..times).map(line).collect::<String>();
    let aliases = lines(&|n| format!("k{}: &k{} [{}]\n", n + 1, n + 1, format!("*k{n},").repeat(9)), 9);
    let texts = [
        many(">", 50_000) + " deep",
        many("- ", 50_000) + "deep",
        many("[", 50_000),
        many("![", 50_000) + &many("](x)", 100),
        many("*", 50_000) + "a",
        many("_a ", 50_000),
        many("**a *b ", 20_000),
        "a ".to_owned() + &many("`", 50_000),
        lines(&|n| "`".repeat(n) + " ", 300),
        many("[a](", 20_000),
        many("]", 50_000) + &many("(", 50_000),
        many("<", 50_000),
        many("<div>", 20_000),
        many("<a href=\"", 20_000),
        many("&#x41;", 20_000),
        many(":", 50_000),
        many(":::", 20_000),
        many("|", 20_000) + "\n" + &many("|-", 20_000),
        many("$", 50_000),
        many("[^a]: ", 20_000),
        many("http://a.b/", 20_000),
        many("> [!NOTE]\n", 1_000),
        many("[!INCLUDE [", 2_000),
        many("# [T](#tab/x)\n\n", 500),
        many("[a]: a\n", 10_000),
        many("<xref:\"", 20_000),
        many("@\" ", 20_000),
        many("@'a*'", 20_000),
        many(" @a`1 `x`", 10_000),
        many(" @a", 50_000),
        many("@a@", 50_000),
        many("<xref href=a>", 5_000),
        many("<xref:a.b>", 5_000),
        lines(&|n| format!("<xref:near.uid{n}> @near.uid{n}\n"), 3_000),
        lines(&|n| " ".repeat(2 * n) + "- a\n", 1_000),
        lines(&|n| ">".repeat(n) + " a\n", 1_000),
        format!("---\n{}\n---\n", many("a: {", 5_000)),
        format!("---\nk0: &k0 [x]\n{aliases}---\n"),
    ];
    let project = Project::new(&[]);
    for (number, text) in texts.iter().enumerate() {
        project.write(&format!("{number}.md"), format!("{text}\n\n# After\n\n[x](gone.md)\n").as_bytes());
    }
    let found = project.build();
    for (number, text) in texts.iter().enumerate() {
        let html = project.read(&format!("_site/{number}.html"));
        let line = text.matches('\n').count() + 5;
        let finding = format!("{number}.md:{line}:5: warning[file-not-found] `gone.md` does not exist\n");
        let start: String = text.chars().take(20).collect();
        assert!(found.contains(&finding) && html.contains("<h1 id=\"after"), "{start}");
        assert!(!text.ends_with("deep") || html.contains("deep"), "{start}");
    }
    let deep = "0.md:1:97: warning[nesting-too-deep] more than 96 levels of quotes, lists and the like; \
                deeper ones are laid flat\n";
    assert!(found.contains(deep), "{found}");
}

#[test]
fn includes_that_go_in_circles_or_deep_end() {
    let project = Project::new(&[
        ("docwright.yml", "exclude: i/\n"),
        ("p.md", "# P\n\n[!INCLUDE [x](i/a.md)]\n\n[!INCLUDE [x](i/self.md)]\n\n[!INCLUDE [x](i/gone.md)]\n\nEnd.\n"),
        ("q.md", "# Q\n\nIn a line: [!INCLUDE [x](i/a.md)].\n"),
        ("i/a.md", "A\n\n[!INCLUDE [x](b.md)]\n"),
        ("i/b.md", "B\n\n[!INCLUDE [x](a.md)]\n"),
        ("i/self.md", "Self\n\n[!INCLUDE [x](self.md)]\n"),
        ("chain.md", "# Chain\n\n[!INCLUDE [x](i/c0.md)]\n"),
    ]);
    for number in 0..200 {
        let next = if number < 199 { format!("[!INCLUDE [x](c{}.md)]", number + 1) } else { "[x](no.md) last".into() };
        project.write(&format!("i/c{number}.md"), format!("Step {number}\n\n{next}\n").as_bytes());
    }
    let circle = |files: &str| format!("error[circular-reference] files include each other: {files}\n");
    let want = format!(
        "i/a.md:3:15: {}i/b.md:3:15: {}i/c134.md:3:15: error[include-too-deep] more than 64 files include one another \
         from here on; deeper ones are left out\ni/c199.md:3:5: warning[file-not-found] `i/no.md` does not exist\n\
         i/self.md:3:15: {}p.md:7:15: warning[include-not-found] `i/gone.md` does not exist\n",
        circle("`i/a.md` → `i/b.md` → `i/a.md`"),
        circle("`i/b.md` → `i/a.md` → `i/b.md`"),
        circle("`i/self.md` → `i/self.md`"),
    );
    assert_eq!(project.build(), want);
    let missing = |rule: &str, text: &str| format!("<p class=\"missing\" data-rule=\"{rule}\">{text}</p>");
    let html = project.read("_site/p.html").replace('\n', "");
    let want = format!(
        "<p>A</p><p>B</p>{}<p>Self</p>{}{}<p>End.</p></article>",
        missing("circular-reference", "[!INCLUDE [x](a.md)]"),
        missing("circular-reference", "[!INCLUDE [x](self.md)]"),
        missing("include-not-found", "[!INCLUDE [x](i/gone.md)]"),
    );
    assert!(html.contains(&want), "{html}");
    // A line stays one, whatever is included in it.
    let html = project.read("_site/q.html");
    let want =
        "<p>In a line: A B <span class=\"missing\" data-rule=\"circular-reference\">[!INCLUDE [x](a.md)]</span>.</p>";
    assert!(html.contains(want), "{html}");
    let html = project.read("_site/chain.html");
    assert!(html.contains("<p>Step 60</p>") && html.contains("data-rule=\"include-too-deep\""), "{html}");
}

#[test]
fn links_that_lead_nowhere_are_told_apart() {
    // A link, and what is said of it at the column of its address; "" where it is right.
    let check = [
        ("[x](../f)", "file-not-found] `f` is a folder, no file"),
        ("[x](../f/)", "file-not-found] `f` is a folder, no file"),
        ("[x](../../out.md)", "link-out-of-scope] `../../out.md` leads out of the project"),
        ("[x](C:/x/y.md)", "local-file-path] `C:/x/y.md` is a path of one computer: readers cannot reach it"),
        ("[x](file:///x)", "local-file-path] `file:///x` is a path of one computer: readers cannot reach it"),
        ("[x](../F/t.md)", "file-name-case] the file is called `f/t.md`: servers tell capitals from small letters"),
        ("[x]()", "file-not-found] the link has no address"),
        ("![picture](../f/no.png)", "file-not-found] `f/no.png` does not exist"),
        ("[x](~/no.md)", "file-not-found] `no.md` does not exist"),
        ("[x](secret.md)", "file-not-found] `l/secret.md` does not exist"),
        ("[x](#no)", "bookmark-not-found] nothing on this page has the id `no`"),
        ("[x](../f/t.md#no)", "bookmark-not-found] nothing on `f/t.md` has the id `no`"),
        ("<a href='../f/no.md'>x</a>", "file-not-found] `f/no.md` does not exist"),
        ("[x](../old.md)", "redirected-link] `old.md` is redirected to `../f/t.md`"),
        ("[x](/abs/x)", ""),
        ("[x](?view=x)", ""),
        ("[x](?view=x#no)", "bookmark-not-found] nothing on this page has the id `no`"),
        ("[x](p.md#top)", ""),
        ("[x](~/f/t.md#t)", ""),
        ("[x](https://example.org/no)", ""),
        ("[x](mailto:a@example.org)", ""),
    ];
    let links: String = check.iter().map(|(link, _)| format!("{link}\n\n")).collect();
    let text = format!("# Links\n\n{links}");
    let redirects = "{\"redirections\": [{\"source_path\": \"old.md\", \"redirect_url\": \"f/t.md\"}]}";
    let project = Project::new(&[
        ("l/p.md", &text),
        ("f/t.md", "# T\n"),
        (".openpublishing.redirection.json", redirects),
        ("../secret.md", "# Secret words\n"),
    ]);
    #[cfg(unix)]
    std::os::unix::fs::symlink(project.path("../secret.md"), project.path("l/secret.md")).unwrap();
    let found = project.build();
    for (number, (link, want)) in check.iter().enumerate() {
        let place = format!("l/p.md:{}:", 2 * number + 3);
        let own: Vec<&str> = found.lines().filter_map(|line| line.strip_prefix(&place)).collect();
        match own[..] {
            [] => assert!(want.is_empty(), "{link} has no finding"),
            [own] => assert!(!want.is_empty() && own.ends_with(want), "{link}: {own}"),
            _ => panic!("{link}: {own:?}"),
        }
    }
    if cfg!(unix) {
        assert!(found.contains("l/secret.md:1:1: warning[symlink-out-of-scope] "), "{found}");
    }
    let secret =
        project.files("_site").into_iter().find(|(_, bytes)| String::from_utf8_lossy(bytes).contains("Secret"));
    assert_eq!(secret, None);
}
