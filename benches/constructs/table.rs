//! Constructs, by name: each makes a project with that many bytes of it.

use super::project::{Files, learn, learn_project, nested, numbered, page, page_with, repeat, with};

/// Makes a project.
type Make = fn(usize) -> Files;

/// Every construct.
pub static ALL: &[(&str, Make)] = &[
    // Blocks of Markdown.
    ("quotes", |n| page(repeat("> a\n\n", n))),
    ("quote, long", |n| page(repeat("> a b c\n", n))),
    ("quotes, deep", |n| page(repeat(">", n) + " a\n")),
    ("quotes, deeper by line", |n| page(numbered(|n| ">".repeat(n % 500) + " a\n", n))),
    ("lists", |n| page(repeat("- a\n", n))),
    ("lists, loose", |n| page(repeat("- a\n\n", n))),
    ("lists, numbered", |n| page(numbered(|n| format!("{n}. a\n"), n))),
    ("lists, deep", |n| page(repeat("- ", n) + "a\n")),
    ("lists, deeper by line", |n| page(numbered(|n| " ".repeat(2 * (n % 500)) + "- a\n", n))),
    ("lists and quotes, deep", |n| page(repeat("> - ", n) + "a\n")),
    ("task lists", |n| page(repeat("- [ ] a\n- [x] b\n", n))),
    ("definition lists", |n| page(repeat("term\n: what it is\n\n", n))),
    ("headings, equal", |n| page(repeat("# a\n", n))),
    ("headings, different", |n| page(numbered(|n| format!("## Part {n}\n"), n))),
    ("headings, underlined", |n| page(repeat("Part\n---\n\n", n))),
    ("headings with ids", |n| page(numbered(|n| format!("## a {{#part-{n}}}\n"), n))),
    ("rules", |n| page(repeat("***\n", n))),
    ("blank lines", |n| page(repeat("\n", n))),
    ("tabs and blanks", |n| page(repeat(" \t", n))),
    ("hard breaks", |n| page(repeat("a\\\n", n))),
    ("code, fenced", |n| page(repeat("```\na\n```\n\n", n))),
    ("code, one block", |n| page("```\n".to_owned() + &repeat("a = b\n", n) + "```\n")),
    ("code, indented", |n| page(repeat("    a = b\n", n))),
    ("fences, longer by line", |n| page(numbered(|n| "`".repeat(3 + n % 500) + "\n", n))),
    ("tables", |n| page(repeat("| a | b |\n|-|-|\n| c | d |\n\n", n))),
    ("table, long", |n| page("| a | b |\n|-|-|\n".to_owned() + &repeat("| c | d |\n", n))),
    ("table, wide", |n| {
        page(repeat("|a", n / 3) + "|\n" + &repeat("|-", n / 3) + "|\n" + &repeat("|b", n / 3) + "|\n")
    }),
    ("table, short rows", |n| {
        page(repeat("|a", n / 4) + "|\n" + &repeat("|-", n / 4) + "|\n" + &repeat("|b|\n", n / 2))
    }),
    ("table, one long row", |n| page("|a|\n|-|\n".to_owned() + &repeat("|b|\n", n / 2) + &repeat("|c", n / 2) + "|\n")),
    ("bars", |n| page(repeat("|", n))),
    ("link definitions", |n| page(numbered(|n| format!("[a{n}]: other.md\n"), n))),
    ("link definitions, equal", |n| page(repeat("[a]: other.md\n", n))),
    ("footnotes", |n| page(numbered(|n| format!("a[^{n}]\n\n[^{n}]: b\n\n"), n))),
    ("footnotes, deep", |n| page(numbered(|n| format!("[^{n}]: a[^{}]\n\n", n + 1), n))),
    ("footnotes, missing", |n| page(numbered(|n| format!("a[^{n}] "), n))),
    ("conflict markers", |n| page(repeat("<<<<<<< a\nb\n=======\nc\n>>>>>>> d\n\n", n))),
    // Inside of lines.
    ("words", |n| page(repeat("word ", n))),
    ("one word", |n| page(repeat("a", n))),
    ("wide letters", |n| page(repeat("文", n))),
    ("combining marks", |n| page("e".to_owned() + &repeat("\u{301}", n))),
    ("emoji", |n| page(repeat(":tada: ", n))),
    ("colons", |n| page(repeat(":", n))),
    ("emphasis", |n| page(repeat("*a* **b** ", n))),
    ("emphasis, open", |n| page(repeat("*a **b ", n))),
    ("emphasis, underscores", |n| page(repeat("_a __b ", n))),
    ("emphasis, one run", |n| page(repeat("*", n) + "a")),
    ("emphasis, deep", |n| page(nested("*a ", "b", " c*", n))),
    ("strikethrough", |n| page(repeat("~~a~~ ", n))),
    ("tildes", |n| page(repeat("~ ~~ a", n))),
    ("code spans", |n| page(repeat("`a` ", n))),
    ("code spans, longer", |n| page(numbered(|n| "`".repeat(n % 1000) + " ", n))),
    ("backticks", |n| page("a ".to_owned() + &repeat("`", n))),
    ("backslashes", |n| page(repeat("\\*", n))),
    ("brackets, open", |n| page(repeat("[", n))),
    ("brackets, closed", |n| page(repeat("]", n))),
    ("brackets, deep", |n| page(nested("[", "a", "]", n))),
    ("brackets and parentheses", |n| page(repeat("[a](", n))),
    ("links", |n| page(repeat("[a](other.md) ", n))),
    ("links, missing pages", |n| page(numbered(|n| format!("[a](gone{n}.md) "), n))),
    ("links, missing headings", |n| page(numbered(|n| format!("[a](other.md#gone{n}) "), n))),
    ("links, deep", |n| page(nested("[a", "b", "](other.md)", n))),
    ("links by label", |n| page(repeat("[a][l] ", n) + "\n\n[l]: other.md\n")),
    ("links by label, missing", |n| page(numbered(|n| format!("[a][label{n}] "), n))),
    ("links, long address", |n| page("[a](<".to_owned() + &repeat("b/", n) + ">)")),
    ("links, missing headings of many", |n| {
        let headings = numbered(|n| format!("## A long heading, number {n}\n"), n / 2);
        page(headings + &numbered(|n| format!("[a](#a-long-heading-nmber-{n}) "), n / 2))
    }),
    ("links, long fragments", |n| page(format!("# {}\n\n[a](#{}b)\n", repeat("a", n / 2), repeat("a", n / 2)))),
    ("images", |n| page(repeat("![a](https://e.org/p.png) ", n))),
    ("images, missing", |n| page(numbered(|n| format!("![a](gone{n}.png) "), n))),
    ("images, open", |n| page(repeat("![", n))),
    ("images, deep", |n| page(nested("![", "a", "](b.png)", n))),
    ("autolinks", |n| page(repeat("<https://e.org/a> ", n))),
    ("addresses", |n| page(repeat("https://e.org/a ", n))),
    ("addresses, long", |n| page("https://e.org/".to_owned() + &repeat("a(b)&amp;", n))),
    ("addresses without a domain", |n| page(repeat("http://x,", n))),
    ("addresses, signs behind", |n| page("https://e.org/".to_owned() + &repeat(";", n))),
    ("addresses of mail", |n| page(repeat("a.b@e.org ", n))),
    ("at signs", |n| page(repeat("a@", n))),
    ("entities", |n| page(repeat("&amp;&#x41;", n))),
    ("entities, open", |n| page(repeat("&#x41", n))),
    ("dollars", |n| page(repeat("$", n))),
    ("formulas", |n| page(repeat("$x^2$ ", n))),
    ("formula, one block", |n| page("$$\n".to_owned() + &repeat("x+", n) + "\n$$\n")),
    ("formula, deep", |n| page("$$".to_owned() + &nested("{", "x", "}", n) + "$$\n")),
    ("formula, fractions", |n| page("$$".to_owned() + &repeat("\\frac", n) + "$$\n")),
    ("formula, fractions, deep", |n| page("$$".to_owned() + &nested("\\frac{a}{", "b", "}", n) + "$$\n")),
    ("formula, scripts", |n| page("$$".to_owned() + &repeat("x^{", n / 2) + "y" + &repeat("}", n / 6) + "$$\n")),
    ("formula, matrix", |n| page(["$$\\begin{matrix}", &repeat("a&b\\\\", n), "\\end{matrix}$$\n"].concat())),
    // HTML.
    ("tags", |n| page(repeat("<b>a</b> ", n))),
    ("tags, blocks", |n| page(repeat("<div>\n\na\n\n</div>\n\n", n))),
    ("tags, open", |n| page(repeat("<div>", n))),
    ("tags, open in lines", |n| page("a ".to_owned() + &repeat("<b>", n))),
    ("tags, closed", |n| page(repeat("</div>", n))),
    ("tags, deep", |n| page(nested("<div>", "a", "</div>", n))),
    ("tags, safe", |n| page_with("html: safe\n", repeat("<img src=x onerror=y alt=\"a b\"> ", n))),
    ("tags, safe, deep", |n| page_with("html: safe\n", nested("<b><i>", "a", "</i></b>", n))),
    ("tags, formatting", |n| page(repeat("<b><p>", n))),
    ("tags, tables", |n| page(repeat("<table><td>", n))),
    ("tags, select", |n| page(repeat("<select><option>a", n))),
    ("attributes", |n| page("<a ".to_owned() + &numbered(|n| format!("a{n}=b "), n) + ">b</a>\n")),
    ("attribute, open", |n| page(repeat("<a href=\"", n))),
    ("less-than signs", |n| page(repeat("<", n))),
    ("comments", |n| page(repeat("<!-- a -->", n))),
    ("comments, open", |n| page(repeat("<!-- ", n))),
    ("instructions, open", |n| page(repeat("<? ", n))),
    ("sections, open", |n| page(repeat("<![CDATA[ ", n))),
    ("ids", |n| page(numbered(|n| format!("<a id=\"i{n}\"></a>\n"), n))),
    ("ids, equal", |n| page(repeat("<a id=\"i\"></a>\n", n))),
    ("srcset", |n| page("<img srcset=\"".to_owned() + &repeat("a.png 1x, ", n) + "\">\n")),
    ("comments that silence", |n| page(repeat("<!-- docwright-ignore file-not-found -->\n[a](gone.md)\n\n", n))),
    ("comments that silence, alone", |n| page(repeat("<!-- docwright-ignore file-not-found -->\n", n))),
    ("comments that silence, one line", |n| page(repeat("<!-- docwright-ignore file-not-found -->", n))),
    ("comments that silence, open", |n| page(repeat("<!-- docwright-ignore ", n))),
    // Bytes.
    ("control characters", |n| page(repeat("\u{1}\u{9b}", n))),
    ("NUL", |n| page(repeat("\0", n))),
    ("CR alone", |n| page(repeat("a\r\r", n))),
    ("CR LF", |n| page(repeat("a\r\n", n))),
    ("byte order marks", |n| page(repeat("\u{feff}", n))),
    ("line separators", |n| page(repeat("a\u{2028}", n))),
    // Learn.
    ("callouts", |n| learn(repeat("> [!NOTE]\n> a\n\n", n))),
    ("callouts, deep", |n| learn(numbered(|n| ">".repeat(1 + n % 90) + " [!NOTE]\n", n))),
    ("callouts, one quote", |n| learn(repeat("> [!NOTE]\n> a\n", n))),
    ("callouts, legacy", |n| learn(repeat("> [AZURE.NOTE] a\n\n", n))),
    ("quote sections", |n| learn(repeat("> [!div class=\"checklist\"]\n> * a\n\n", n))),
    ("selectors", |n| learn("> [!div class=\"op_single_selector\"]\n".to_owned() + &repeat("> * [a](other.md)\n", n))),
    ("videos", |n| learn(repeat("> [!VIDEO https://www.youtube.com/embed/a]\n\n", n))),
    ("tabs", |n| learn(repeat("# [A](#tab/a)\n\na\n\n# [B](#tab/b)\n\nb\n\n---\n\n", n))),
    ("tabs, one group", |n| learn(numbered(|n| format!("# [A](#tab/a{n})\n\na\n\n"), n))),
    ("zones", |n| learn(repeat("::: zone pivot=\"a\"\n\na\n\n::: zone-end\n\n", n))),
    ("zones, equal headings", |n| learn(repeat("::: zone pivot=\"a\"\n\n# a\n\n::: zone-end\n\n", n))),
    ("zones, open", |n| learn(repeat("::: zone pivot=\"a\"\n\n", n))),
    ("monikers", |n| learn(repeat("::: moniker range=\">= a\"\n\na\n\n::: moniker-end\n\n", n))),
    ("monikers, long range", |n| {
        learn(format!("::: moniker range=\"{}a\"\n\na\n\n::: moniker-end\n", repeat("a || ", n)))
    }),
    ("rows", |n| learn(repeat(":::row:::\n:::column:::\na\n:::column-end:::\n:::row-end:::\n\n", n))),
    ("rows, deep", |n| learn(repeat(":::row:::\n:::column:::\n", n))),
    ("columns", |n| {
        learn(":::row:::\n".to_owned() + &repeat(":::column:::\na\n:::column-end:::\n", n) + ":::row-end:::\n")
    }),
    ("includes, missing", |n| learn(numbered(|n| format!("[!INCLUDE [a](gone{n}.md)]\n\n"), n))),
    ("includes of one file", |n| learn(repeat("[!INCLUDE [a](part.md)]\n\n", n))),
    ("includes in a line", |n| learn(repeat("a [!INCLUDE [a](part.md)] b ", n))),
    ("includes of a large file", large_include),
    ("includes, a chain", include_chain),
    ("includes, doubled", include_doubled),
    ("snippets", |n| learn(repeat("[!code-csharp[a](program.cs#Main)]\n\n", n))),
    ("snippets, missing", |n| learn(numbered(|n| format!("[!code-csharp[a](gone{n}.cs)]\n\n"), n))),
    ("snippets of a large file", large_snippet),
    ("snippets, many lines", |n| learn(format!("[!code-cs[a](program.cs?range={}1)]\n", repeat("1,", n)))),
    (":::code", |n| learn(repeat(":::code language=\"csharp\" source=\"program.cs\" id=\"Main\":::\n\n", n))),
    (":::image", |n| learn(repeat(":::image source=\"picture.svg\" alt-text=\"a\":::\n\n", n))),
    (":::image, complex", |n| {
        learn(repeat(":::image type=\"complex\" source=\"picture.svg\" alt-text=\"a\":::\nb\n:::image-end:::\n\n", n))
    }),
    (":::image, attributes", |n| learn(format!(":::image {}:::\n", numbered(|n| format!("a{n}=\"b\" "), n)))),
    (":::video", |n| learn(repeat(":::video source=\"https://www.youtube.com/embed/a\":::\n\n", n))),
    (":::no-loc", |n| learn(repeat(":::no-loc text=\"a\"::: ", n))),
    (":::", |n| learn(repeat(":::", n))),
    (":::, lines", |n| learn(repeat(":::a\n", n))),
    ("[!", |n| learn(repeat("[!", n))),
    ("[!INCLUDE [, open", |n| learn(repeat("[!INCLUDE [", n))),
    ("cross references", |n| learn(repeat("<xref:an.other> ", n))),
    ("cross references, missing", |n| learn(numbered(|n| format!("<xref:gone.uid{n}> "), n))),
    ("cross references, @", |n| learn(repeat("@an.other ", n))),
    ("cross references, tags", |n| learn(repeat("<xref href=\"an.other\"></xref> ", n))),
    // Front matter.
    ("front matter, keys", |n| page(format!("---\n{}---\n# A\n", numbered(|n| format!("key{n}: a\n"), n)))),
    ("front matter, title", |n| page(format!("---\ntitle: {}\n---\n# A\n", repeat("a ", n)))),
    ("front matter, lists", |n| page(format!("---\ntags:\n{}---\n# A\n", repeat("- a\n", n)))),
    ("front matter, brackets", |n| page(format!("---\na: {}\n---\n# A\n", repeat("[", n)))),
    ("front matter, braces", |n| page(format!("---\n{}\n---\n# A\n", repeat("a: {", n)))),
    ("front matter, anchors", |n| page(format!("---\n{}---\n# A\n", numbered(|n| format!("k{n}: &a{n} b\n"), n)))),
    ("front matter, aliases", |n| page(format!("---\na: &a b\nl:\n{}---\n# A\n", repeat("- *a\n", n)))),
    ("front matter, large alias", |n| {
        page(format!("---\na: &a {}\nl:\n{}---\n# A\n", repeat("b", n / 2), repeat("- *a\n", n / 2)))
    }),
    ("front matter, broken", |n| page(format!("---\n{}---\n# A\n", repeat("a: b: c\n", n)))),
    ("front matter, open", |n| page(format!("---\ntitle: a\n{}", repeat("key: value\n", n)))),
    ("front matter, uids", |n| learn(format!("---\nuid: {}\n---\n# A\n", repeat("a.", n)))),
    ("front matter, redirect_from", |n| {
        page(format!("---\nredirect_from:\n{}---\n# A\n", numbered(|n| format!("- /old{n}\n"), n)))
    }),
    ("monikerRange", |n| learn(format!("---\nmonikerRange: \"{}a\"\n---\n# A\n", repeat("a || ", n)))),
    // Tables of contents and redirects.
    ("toc.yml", |n| with(page("# A\n".into()), "toc.yml", repeat("- name: A\n  href: page.md\n", n))),
    ("toc.yml, missing pages", |n| {
        with(page("# A\n".into()), "toc.yml", numbered(|n| format!("- name: A\n  href: gone{n}.md\n"), n))
    }),
    ("toc.yml, deep", |n| {
        let line = |n: usize| format!("{}- name: A\n{}items:\n", "  ".repeat(n % 60), "  ".repeat(n % 60 + 1));
        with(page("# A\n".into()), "toc.yml", numbered(line, n))
    }),
    ("toc.yml, unknown keys", |n| with(page("# A\n".into()), "toc.yml", repeat("- name: A\n  hrf: page.md\n", n))),
    ("toc.yml, brackets", |n| with(page("# A\n".into()), "toc.yml", repeat("[", n))),
    ("toc.yml, aliases", |n| {
        let tree = format!("- &a\n  name: A\n  items:\n{}", repeat("  - name: B\n    href: page.md\n", n / 2));
        with(page("# A\n".into()), "toc.yml", tree + &repeat("- *a\n", n / 2))
    }),
    ("toc.md", |n| with(page("# A\n".into()), "toc.md", repeat("# [A](page.md)\n## [B](other.md)\n", n))),
    ("toc.md, bullets", |n| with(page("# A\n".into()), "toc.md", repeat("- [A](page.md)\n  - [B](other.md)\n", n))),
    ("toc.json", |n| {
        let entries = repeat(r#"{"name": "A", "href": "page.md"}, "#, n);
        with(learn("# A\n".into()), "toc.json", format!("{{\"items\": [{entries}{{\"name\": \"B\"}}]}}"))
    }),
    ("toc.yml of toc.yml", many_tocs),
    ("redirects", |n| {
        redirects(numbered(|n| format!(r#"{{"source_path": "old{n}.md", "redirect_url": "/page"}}, "#), n))
    }),
    ("redirects, a chain", |n| {
        let one = |n: usize| format!(r#"{{"source_path": "old{n}.md", "redirect_url": "/old{}"}}, "#, n + 1);
        redirects(numbered(one, n))
    }),
    ("redirects, one source", |n| redirects(repeat(r#"{"source_path": "old.md", "redirect_url": "/page"}, "#, n))),
    ("redirects, missing targets", |n| {
        redirects(numbered(|n| format!(r#"{{"source_path": "old{n}.md", "redirect_url": "/gone{n}"}}, "#), n))
    }),
    ("redirects, broken", |n| redirects(repeat("{}, 1, ", n))),
    // Pages in YAML.
    ("landing, links", |n| {
        let head = "### YamlMime:Landing\ntitle: T\nlandingContent:\n- title: A\n  linkLists:\n  - linkListType: overview\n    links:\n";
        yaml(head.to_owned() + &repeat("    - text: B\n      url: other.md\n", n))
    }),
    ("landing, unknown keys", |n| {
        yaml("### YamlMime:Landing\ntitle: T\n".to_owned() + &numbered(|n| format!("key{n}: a\n"), n))
    }),
    ("hub, items", |n| {
        let head = "### YamlMime:Hub\ntitle: T\nproductDirectory:\n  items:\n";
        yaml(head.to_owned() + &repeat("  - title: A\n    links:\n    - url: other.md\n      text: B\n", n))
    }),
    ("FAQ, questions", |n| {
        let head = "### YamlMime:FAQ\ntitle: T\nsections:\n- name: A\n  questions:\n";
        yaml(head.to_owned() + &repeat("  - question: Q?\n    answer: |\n      a **b** [c](other.md)\n", n))
    }),
    ("FAQ, one long answer", |n| {
        let head = "### YamlMime:FAQ\ntitle: T\nsections:\n- name: A\n  questions:\n  - question: Q?\n    answer: |\n";
        yaml(head.to_owned() + &repeat("      a **b** [c](other.md)\n", n))
    }),
    ("FAQ, one folded answer", |n| {
        let head = "### YamlMime:FAQ\ntitle: T\nsections:\n- name: A\n  questions:\n  - question: Q?\n    answer: \"";
        yaml(head.to_owned() + &repeat("a \\u00e9 [c](other.md)\\n\\n", n) + "\"\n")
    }),
    ("how-to, steps", |n| {
        let head = "### YamlMime:HowTo\ntitle: T\nprocedureSection:\n- title: A\n  steps:\n";
        yaml(head.to_owned() + &repeat("  - |\n    a\n", n))
    }),
    ("reference, members", |n| {
        let item = |n: usize| {
            format!("- uid: A.B{n}\n  name: B{n}\n  type: Method\n  summary: see <xref href=\"A.B\"></xref>\n")
        };
        yaml("### YamlMime:ManagedReference\nitems:\n- uid: A\n  type: Class\n".to_owned() + &numbered(item, n))
    }),
    ("a page of unknown YAML", |n| yaml("### YamlMime:Nope\n".to_owned() + &repeat("- a: {b: [c, d]}\n", n))),
    ("a page of broken YAML", |n| yaml("### YamlMime:Landing\n".to_owned() + &repeat("a: b: c\n", n))),
    // Configuration.
    ("docwright.yml, keys", |n| page_with(&numbered(|n| format!("key{n}: a\n"), n), "# A\n".into())),
    ("docwright.yml, metadata", |n| {
        page_with(&("metadata:\n".to_owned() + &numbered(|n| format!("  key{n}: a\n"), n)), "# A\n".into())
    }),
    ("docwright.yml, exclude", |n| {
        page_with(&("exclude:\n".to_owned() + &numbered(|n| format!("- \"a{n}/**\"\n"), n)), "# A\n".into())
    }),
    ("docwright.yml, sources", |n| {
        page_with(&("source:\n- .\n".to_owned() + &numbered(|n| format!("- gone{n}\n"), n)), "# A\n".into())
    }),
    ("docwright.yml, nav", |n| {
        page_with(&("theme:\n  nav:\n".to_owned() + &repeat("  - name: A\n    url: page.md\n", n)), "# A\n".into())
    }),
    ("docwright.yml, callouts", |n| {
        page_with(
            &("callouts:\n".to_owned() + &numbered(|n| format!("  kind{n}: Kind\n"), n)),
            "> [!KIND7]\n> a\n".into(),
        )
    }),
    ("docwright.yml, rules", |n| {
        page_with(&("rules:\n".to_owned() + &numbered(|n| format!("  rule{n}: off\n"), n)), "# A\n".into())
    }),
    ("docfx.json, globs", |n| docfx_globs(n, |n| format!("\"a{n}/**/*.md\", "))),
    ("docfx.json, braces", |n| docfx_globs(n, |_| "\"{a,b}{c,d}{e,f}/**\", ".into())),
    ("docfx.json, one long glob", |n| {
        learn_with_page(format!(r#""content": [{{ "files": ["**/*.md", "{}"] }}]"#, repeat("a*", n)))
    }),
    ("docfx.json, fileMetadata", |n| {
        let globs = numbered(|n| format!("\"a{n}/**\": \"b\", "), n);
        let build = format!(
            r#""content": [{{ "files": ["**/*.md"] }}], "fileMetadata": {{ "ms.topic": {{ {globs} "**": "c" }} }}"#
        );
        learn_with_page(build)
    }),
    ("docfx.json, globalMetadata", |n| {
        let keys = numbered(|n| format!("\"key{n}\": \"b\", "), n);
        let build = format!(r#""content": [{{ "files": ["**/*.md"] }}], "globalMetadata": {{ {keys} "a": "c" }}"#);
        learn_with_page(build)
    }),
    ("docfx.json, content", |n| {
        let sets = numbered(|n| format!("{{ \"files\": [\"*.md\"], \"src\": \"a{n}\" }}, "), n);
        learn_with_page(format!(r#""content": [{sets} {{ "files": ["**/*.md"] }}]"#))
    }),
    ("docfx.json, brackets", |n| learn_with_page(format!("\"content\": {}", repeat("[", n)))),
    // Code.
    ("code in C#", |n| code("cs", n, "    public int A(string b) => b.Length + 1; // c\n")),
    ("code in C++", |n| code("cpp", n, "template <class T> int a(T const& b) { return b->c(); } /* d */\n")),
    ("code in CSS", |n| code("css", n, ".a > b:hover { color: #fff; margin: 1px auto } /* c */\n")),
    ("code in Go", |n| code("go", n, "func A(b string) (int, error) { return len(b), nil } // c\n")),
    ("code in HTML", |n| code("html", n, "<p class=\"a\">b &amp; <b>c</b></p><!-- d -->\n")),
    ("code in JSON", |n| code("json", n, "{ \"a\": [1, true, \"b\\n\"] },\n")),
    ("code in JSON, one line", |n| code("json", n, "{\"a\":[1,true,\"b\"]},")),
    ("code in JavaScript", |n| code("js", n, "const a = (b) => `${b + 1}`; // c\n")),
    ("code in JavaScript, one line", |n| code("js", n, "a=b=>{return c(b)||/d/.test(b)};")),
    ("code in PowerShell", |n| {
        code("powershell", n, "Get-Item -Path \"$env:A\\b\" | ForEach-Object { $_.Name } # c\n")
    }),
    ("code in Python", |n| code("python", n, "def a(b: str) -> int: return len(f\"{b}\") # c\n")),
    ("code in Rust", |n| code("rust", n, "fn a<'b>(c: &'b str) -> usize { c.len() } // d\n")),
    ("code in SQL", |n| code("sql", n, "SELECT a, COUNT(*) FROM b WHERE c = 'd' GROUP BY a; -- e\n")),
    ("code in XML", |n| code("xml", n, "<a b=\"c\"><d>e</d></a>\n")),
    ("code in YAML", |n| code("yaml", n, "a: [b, \"c\"] # d\n")),
    ("code in a shell", |n| code("bash", n, "for a in \"$@\"; do echo \"${a%%.*}\" | grep b; done # c\n")),
    ("code on a console", |n| code("console", n, "$ echo a\na\n")),
    ("code, changes", |n| code("diff", n, "- a\n+ b\n")),
    ("code, open brackets", |n| code("js", n, "([{")),
    ("code, open strings", |n| code("cs", n, "$\"{")),
    ("code, many languages", |n| page(repeat("```js\na\n```\n\n```cs\nb\n```\n\n```python\nc\n```\n\n", n))),
    ("code, unknown languages", |n| page(numbered(|n| format!("```lang{n}\na\n```\n\n"), n))),
    // Files.
    ("files", |n| (0..n / 256).map(|n| (format!("a{n}.md"), repeat("A short page. ", 250) + "\n")).collect()),
    ("folders", |n| (0..n / 1024).map(|n| (format!("a{n}/b/c/d.md"), repeat("A page. ", 1000) + "\n")).collect()),
    ("links to like names", |n| {
        let links = numbered(|n| format!("[a](page-numbr-{n}.md) "), n);
        (0..1000).map(|n| (format!("page-number-{n}.md"), "# A\n".into())).chain(page(links)).collect()
    }),
];

/// A page in YAML.
fn yaml(text: String) -> Files {
    with(learn("# A\n".into()), "page.yml", text)
}

/// A block of code.
fn code(language: &str, bytes: usize, line: &str) -> Files {
    page(format!("```{language}\n{}\n```\n", repeat(line, bytes)))
}

/// A repository for Learn with a page.
fn learn_with_page(build: String) -> Files {
    with(learn_project(build), "page.md", "# A\n")
}

fn docfx_globs(bytes: usize, glob: fn(usize) -> String) -> Files {
    learn_with_page(format!(r#""content": [{{ "files": [{} "**/*.md"] }}]"#, numbered(glob, bytes)))
}

fn redirects(entries: String) -> Files {
    let last = r#"{"source_path": "last.md", "redirect_url": "/page"}"#;
    let text = format!("{{ \"redirections\": [{entries}{last}] }}\n");
    with(learn("# A\n".into()), ".openpublishing.redirection.json", text)
}

/// Half of the bytes are a file, and half ask for it.
fn large_include(bytes: usize) -> Files {
    let files = learn(repeat("[!INCLUDE [a](large.md)]\n\n", bytes / 2));
    with(files, "large.md", repeat("A part with **text**.\n\n", bytes / 2))
}

/// Half of the bytes are a file, and half show its lines.
fn large_snippet(bytes: usize) -> Files {
    let files = learn(repeat("[!code-cs[a](large.cs)]\n\n", bytes / 2));
    with(files, "large.cs", repeat("int a = 1;\n", bytes / 2))
}

/// Files of which each includes the next one.
fn include_chain(bytes: usize) -> Files {
    let one = |n: usize| (format!("i{n}.md"), format!("Text {n}.\n\n[!INCLUDE [a](i{}.md)]\n", n + 1));
    (0..bytes / 40).map(one).chain(learn("[!INCLUDE [a](i0.md)]\n".into())).collect()
}

/// Files of which each includes the next one twice, and text in the last.
fn include_doubled(bytes: usize) -> Files {
    let one = |n: usize| {
        let next = format!("[!INCLUDE [a](i{}.md)]\n\n", n + 1);
        (format!("i{n}.md"), next.repeat(2))
    };
    let last = [("i30.md".to_owned(), repeat("Text. ", bytes))];
    (0..30).map(one).chain(last).chain(learn("[!INCLUDE [a](i0.md)]\n".into())).collect()
}

/// Tables of contents of which each holds the next one.
fn many_tocs(bytes: usize) -> Files {
    let one = |n: usize| {
        (format!("t{n}/toc.yml"), format!("- name: A\n  href: ../page.md\n- name: B\n  href: ../t{}/toc.yml\n", n + 1))
    };
    (0..bytes / 60).map(one).chain(page("# A\n".into())).collect()
}
