//! The dialect, case by case: a text, the page that it becomes, its outline and its findings.

use std::{fmt::Write, sync::Arc};

mod signs;

use super::parse;
use crate::{
    page::{Dialect, Kind, Node, Page, RefKind},
    source::Source,
    variant::ZoneKind,
};

fn page(text: &str, dialect: Dialect) -> Page {
    parse(&Arc::new(Source::new("a.md".into(), text)), dialect)
}

/// A node as `name(children)`; texts in quotes.
fn show(page: &Page, nodes: &[Node]) -> String {
    // A carriage return divides texts.
    nodes.iter().map(|node| one(page, node)).collect::<Vec<_>>().join(" ").replace("' '\n", "\n")
}

fn one(page: &Page, node: &Node) -> String {
    let address = |to: crate::page::RefId| &*page.outline.refs[to.0 as usize].address;
    let name = match &node.kind {
        Kind::Element(element) => element.tag.to_owned(),
        Kind::Text => return format!("'{}'", page.text(node.span).replace("\r\n", "\n")),
        Kind::Literal(text) => return format!("\"{text}\""),
        Kind::InlineCode(text) => return format!("`{text}`"),
        Kind::SoftBreak => return "/".into(),
        Kind::HardBreak => return "//".into(),
        Kind::Rule => return "---".into(),
        Kind::FootnoteReference(label) => return format!("^{label}"),
        Kind::Math(math) => return format!("${}${}", math.tex, if math.display { "$" } else { "" }),
        Kind::Html(raw) => {
            return format!(
                "<{}>",
                raw.text.as_deref().unwrap_or_else(|| page.text(node.span)).trim().replace('\n', "/")
            );
        }
        Kind::Paragraph => "p".into(),
        Kind::Heading(at) => {
            let heading = &page.outline.headings[*at as usize];
            format!("h{}#{}", heading.level, heading.id)
        }
        Kind::Quote => "quote".into(),
        Kind::List(list) => list.start.map_or("ul".into(), |start| format!("ol{start}")),
        Kind::Item(None) => "li".into(),
        Kind::Item(Some(done)) => if *done { "done" } else { "todo" }.into(),
        Kind::Code(code) => format!("code[{}]", code.info),
        Kind::Table(_) => "table".into(),
        Kind::TableHead => "head".into(),
        Kind::TableRow => "row".into(),
        Kind::TableCell => "cell".into(),
        Kind::DefinitionList => "dl".into(),
        Kind::DefinitionTitle => "dt".into(),
        Kind::Definition => "dd".into(),
        Kind::Emphasis => "em".into(),
        Kind::Strong => "b".into(),
        Kind::Strikethrough => "del".into(),
        Kind::Link(link) => format!("a[{}]", address(link.to)),
        Kind::Image(link) => format!("img[{}]", address(link.to)),
        Kind::Footnote(label) => format!("note^{label}"),
        Kind::Directive(directive) => {
            let name = crate::ext::ALL[directive.extension as usize].name;
            let mut out = format!("{name}:{}", directive.variant);
            for (name, value) in &directive.attributes {
                let _ = write!(out, "[{name}={value}]");
            }
            for &to in &directive.refs {
                let _ = write!(out, "[{}]", address(to));
            }
            out
        }
    };
    if node.children.is_empty() { name } else { format!("{name}({})", show(page, &node.children)) }
}

fn findings(page: &Page) -> String {
    let shown = page.diagnostics.iter().map(|finding| {
        let at = page.source.position(finding.span.start);
        format!(" !{}:{} {}", at.line, at.column, finding.rule.name)
    });
    shown.collect()
}

#[track_caller]
fn check(text: &str, want: &str) {
    check_in(Dialect::LEARN, text, want);
}

#[track_caller]
fn check_in(dialect: Dialect, text: &str, want: &str) {
    for text in [text.to_owned(), text.replace('\n', "\r\n"), text.replace('\n', "\r")] {
        let page = page(&text, dialect);
        assert_eq!(show(&page, &page.body) + &findings(&page), want, "{text:?}");
    }
}

#[track_caller]
fn check_refs(text: &str, want: &str) {
    let page = page(text, Dialect::LEARN);
    let shown = page.outline.refs.iter().map(|reference| {
        let at = page.source.position(reference.span.start);
        let kind = match reference.kind {
            RefKind::Link => "",
            RefKind::Image => "img ",
            RefKind::IncludeBlock => "block ",
            RefKind::IncludeInline => "inline ",
            RefKind::Snippet => "code ",
        };
        let written = page.text(reference.span);
        let as_written = if written == &*reference.address { String::new() } else { format!("<{written}>") };
        format!("{kind}{}{as_written} {}:{}", reference.address, at.line, at.column)
    });
    assert_eq!(shown.collect::<Vec<_>>().join(", "), want, "{text:?}");
}

#[track_caller]
fn check_ids(text: &str, want: &str) {
    let page = page(text, Dialect::LEARN);
    let headings = page.outline.headings.iter().map(|heading| heading.id.to_string());
    let anchors = page.outline.anchors.iter().map(|anchor| format!("@{}", anchor.id));
    assert_eq!(headings.chain(anchors).collect::<Vec<_>>().join(" "), want, "{text:?}");
}

#[test]
fn callouts() {
    check("> [!NOTE]\n> a\n", "alert:note(p('a'))");
    check("> [!Note]\n> a\n", "alert:note(p('a'))");
    check(">[!tip]  \n>a\n", "alert:tip(p('a'))");
    check("> [!NOTE]\n> a\n> [!TIP]\n> b\n", "alert:note(p('a')) alert:tip(p('b'))");
    check("> [!NOTE]\n> a\n\n> [!TIP]\n> b\n", "alert:note(p('a')) alert:tip(p('b'))");
    check("> a\n> [!NOTE]\n> b\n", "quote(p('a')) alert:note(p('b'))");
    check("> [!NOTE]\n>     a\n", "alert:note(code[]('a\n'))");
    check("> [!NOTE]\na\n", "alert:note(p('a'))");
    check("> [!NOTE]\n> a\nb\n", "alert:note(p('a' / 'b'))");
    check("> [!NOTE]\n\na\n", "alert:note p('a')");
    check("> [!NOTE] a\n> b\n", "alert:note(p('a' / 'b')) !1:3 invalid-note-section");
    check("> [!FOO]\n> a\n", "quote(p('[!FOO]' / 'a'))");
    check("> \\[!NOTE]\n> a\n", "quote(p('[!NOTE]' / 'a'))");
    check("- a\n\n  > [!WARNING]\n  > b\n", "ul(li(p('a') alert:warning(p('b'))))");
    check("> ::: zone pivot=\"a\"\n> b\n> ::: zone-end\n", "quote(zone:open[pivot=a](p('b')))");
    check("> > [!NOTE]\n> > a\n", "quote(alert:note(p('a')))");
    check("> [!NOTE]\n> - a\n> - b\n", "alert:note(ul(li('a') li('b')))");
    check("> [!NOTE]\n> # a\n", "alert:note(h1#a('a'))");
    check("[!NOTE]\na\n", "alert:note(p('a')) !1:1 invalid-note-section");
    check("- a\n[!NOTE]\nb\n", "ul(li('a' alert:note(p('b')))) !2:1 invalid-note-section");
    check("a\n[!NOTE]\nb\n", "p('a') alert:note(p('b')) !2:1 invalid-note-section");
    check("> [!NOTA} a\n", "quote(p('[!NOTA} a')) !1:3 invalid-note-section");
    check("> [! NOTES]\n> a\n", "quote(p('[! NOTES]' / 'a')) !1:3 invalid-note-section");
    check("<p>\n> [!NOTE]\n> a\n", "<<p>/> [!NOTE]/> a> !2:3 invalid-note-section");
    check("<!--\n> [!NOTE]\n-->\n", "<<!--/> [!NOTE]/-->>");
    check("[!INCLUDE [x] (a.md)]\n", "p('[!INCLUDE [x] (a.md)]') !1:1 include-invalid");
    check("[!INCLUDEX, a\n", "p('[!INCLUDEX, a') !1:1 include-invalid");
    check("[!code-cs(a.cs)]\n", "p('[!code-cs(a.cs)]') !1:1 invalid-code");
    check("\\[!INCLUDE x]\n", "p('[!INCLUDE x]')");
    check(":::zoen pivot=\"a\"\n", "p(':::zoen pivot=\"a\"') !1:4 invalid-zone");
    check(":::warning\n", "p(':::warning')");
    check("> [!NOTE](a.md)\n", "quote(p(a[a.md]('!NOTE')))");
    check("```\n> [!NOTE]\n> a\n```\n", "code[]('> [!NOTE]\n> a\n')");
    check("`> [!NOTE]`\n", "p(`> [!NOTE]`)");
}

#[test]
fn quote_sections() {
    check("> [!div class=\"a\"]\n> b\n", "div:div[class=a](p('b'))");
    check("> [!div class=\"a\" id='b']\n> c\n", "div:div[class=a][id=b](p('c'))");
    check("> [!div `class=\"a\"`]\n> b\n", "div:div[class=a](p('b'))");
    check("> [!div `class=\"a\"]\n> b\n", "div:div(p('b'))");
    check("> [!div]\n> b\n", "div:div(p('b'))");
    check("> [!DIV class=a]\n> > [!div class=b]\n> > c\n", "div:div[class=a](div:div[class=b](p('c')))");
    check("> [!div class=\"checklist\"]\n> * a\n> * b\n", "div:div[class=checklist](ul(li('a') li('b')))");
    check("> [!div class=\"nextstepaction\"]\n> [a](b.md)\n", "div:div[class=nextstepaction](p(a[b.md]('a')))");
    check("> [!VIDEO https://e.org/a]\n", "video:player[src=https://e.org/a]");
    check("> [!VIDEO https://e.org/a]\n> b\n", "video:player[src=https://e.org/a] quote(p('b'))");
    check("> [!VIDEO a]\n", "video:invalid[src=a] !1:11 invalid-video");
}

#[test]
fn forms_of_2016() {
    check("> [AZURE.NOTE] a\n> b\n", "alert:note(p('a' / 'b'))");
    check("> [AZURE.NOTE]\n> b\n", "alert:note(p('b'))");
    check("> [azure.important] **a**\n", "alert:important(p(b('a')))");
    check("> [AZURE.SELECTOR]\n- [a](b.md)\n", "div:div[class=op_single_selector](ul(li(a[b.md]('a'))))");
    check("> [AZURE.SELECTOR]\n> - [a](b.md)\n", "div:div[class=op_single_selector](ul(li(a[b.md]('a'))))");
    check("[AZURE.INCLUDE [a](b.md)]\n", "include:block[b.md]");
    check("[AZURE.VIDEO a-b]\n", "video:legacy[src=a-b]");
    check("> [AZURE.VIDEO a-b]\n", "video:legacy[src=a-b]");
    check("<properties pageTitle=\"a\"/>\n<tags b=\"c\"/>\n\n# d\n", "h1#d('d')");
}

#[test]
fn includes() {
    check("[!INCLUDE [a](b.md)]\n", "include:block[b.md]");
    check("[!include[a](b.md)]\n", "include:block[b.md]");
    check("   [!INCLUDE [a](b.md)]\n", "include:block[b.md]");
    check("[!include+[a](b.md)]\n", "include:block[b.md]");
    check("[!include-[a](b.md)] c\n", "p(include:inline[b.md] ' c')");
    check("a [!INCLUDE [b](c.md)] d\n", "p('a ' include:inline[c.md] ' d')");
    check("[!INCLUDE[a](<b c.md>)]\n", "include:block[b c.md]");
    check("[!INCLUDE[a](b.md \"c\")]\n", "include:block[b.md]");
    check("[!INCLUDE[a](~/b.md)]\n", "include:block[~/b.md]");
    check("\\[!INCLUDE [a](b.md)]\n", "p('[!INCLUDE ' a[b.md]('a') ']')");
    check("# [!INCLUDE[](b.md)] Overview\n", "h1#-overview(include:inline[b.md] ' Overview')");
    check("[[!INCLUDE[a](b.md)] c](d.md)\n", "p(a[d.md](include:inline[b.md] ' c'))");
    check("- [!INCLUDE[a](b.md)]\n", "ul(li(include:block[b.md]))");
    check("- a [!INCLUDE[a](b.md)]\n", "ul(li('a ' include:inline[b.md]))");
    check("> [!INCLUDE[a](b.md)]\n", "quote(include:block[b.md])");
    check("> [!NOTE]\n> [!INCLUDE[a](b.md)]\n", "alert:note(include:block[b.md])");
    check("a\n[!INCLUDE[a](b.md)]\n", "p('a') include:block[b.md]");
    check("`[!INCLUDE[a](b.md)]`\n", "p(`[!INCLUDE[a](b.md)]`)");
    check("> `a\n> x [!INCLUDE[a](b.md)]\n> b`\n", "quote(p(`a x [!INCLUDE[a](b.md)] b`))");
    check("- `a\n  b`\n", "ul(li(`a b`))");
    check("|a|\n|-|\n|`\\| [!INCLUDE[a](b.md)]`|\n", "table(head(cell('a')) row(cell(`| [!INCLUDE[a](b.md)]`)))");
    check("```\n[!INCLUDE[a](b.md)]\n```\n", "code[]('[!INCLUDE[a](b.md)]\n')");
    check("    [!INCLUDE[a](b.md)]\n", "code[]('[!INCLUDE[a](b.md)]\n')");
    check("|a|\n|-|\n|x [!INCLUDE[a](b.md)]|\n", "table(head(cell('a')) row(cell('x ' include:inline[b.md])))");
    check("|a|\n|-|\n|[!INCLUDE[a](b.md)]|\n", "table(head(cell('a')) row(cell(include:block[b.md])))");
}

#[test]
fn tabs() {
    check(
        "# [A](#tab/a)\nx\n# [B](#tab/b)\ny\n\n---\nz\n",
        "tabs:group(tabs:panel[tab=a](p('A') p('x')) tabs:panel[tab=b](p('B') p('y'))) p('z')",
    );
    check(
        "## [A](#tab/a+b/c)\nx\n",
        "tabs:group(tabs:panel[tab=a+b][condition=c](p('A') p('x'))) !1:4 invalid-tab-group",
    );
    check("# <a id=\"i\"></a>[A](#tab/a)\nx\n", "tabs:group(tabs:panel[tab=a](p('A') <<a id=\"i\">> <</a>> p('x')))");
    check("# [A](#tab/a)\n## B\nx\n***\n", "tabs:group(tabs:panel[tab=a](p('A') h2#b('B') p('x')))");
    check("- # [A](#tab/a)\n  x\n", "ul(li(tabs:group(tabs:panel[tab=a](p('A') 'x'))))");
    check("> # [A](#tab/a)\n> x\n", "quote(tabs:group(tabs:panel[tab=a](p('A') p('x'))))");
    check("# [A](#tab/a_b)\n", "h1#a(a[#tab/a_b]('A'))");
    check("# B [A](#tab/a)\n", "h1#b-a('B ' a[#tab/a]('A'))");
    check(
        "# [A](#tab/a)\n# [B](#tab/a)\n",
        "tabs:group(tabs:panel[tab=a](p('A')) tabs:panel[tab=a](p('B'))) !2:3 invalid-tab-group",
    );
    check_ids("# [A](#tab/a)\n# A\n", "a");
}

#[test]
fn groups_of_tabs_fit_together() {
    let check = |text: &str, want: &str| {
        let page = page(&text.replace(" | ", "\n---\n\n# ").replace(" ; ", "\n# "), Dialect::LEARN);
        let shown = page.diagnostics.iter().map(|finding| {
            let line = page.source.position(finding.span.start).line;
            format!("{line} {}", finding.message.split(':').next().unwrap_or(""))
        });
        assert_eq!(shown.collect::<Vec<_>>().join(", "), want, "{text}");
    };
    let (a, b, c) = ("[A](#tab/a)", "[B](#tab/b)", "[C](#tab/c)");
    check(&format!("# {a} ; {b} | {b} ; {a}"), "");
    check(&format!("# {a} ; {b} | {c}"), "");
    check(&format!("# {a} ; {b} | {a} ; {c}"), "5 tab group with different tab id set");
    check(&format!("# {a} ; {b} | {a}"), "5 tab group with different tab id set");
    check(&format!("# {a} ; {b} | {c} ; {b}"), "5 tab group with different tab id set");
    check(&format!("# {a} ; [B](#tab/b+a)"), "2 duplicate tab id");
    check(&format!("# {a} ; {b} | [X](#tab/x/a) ; [Y](#tab/x/b)"), "");
    check(&format!("# {a} ; {b} | [X](#tab/x/a) ; [Y](#tab/x/a)"), "6 duplicate tab id");
    check(&format!("# {a} ; {b} | [X](#tab/x/a) ; [Y](#tab/x)"), "6 duplicate tab id");
    check(&format!("# {a} ; {b} | [X](#tab/x/b)"), "5 all tabs of this group are hidden");
}

#[test]
fn what_some_readers_see() {
    let check = |text: &str, want: &str| {
        let page = page(text, Dialect::LEARN);
        let shown = page.outline.zones.iter().map(|zone| {
            let (start, end) = (page.source.position(zone.span.start).line, page.source.position(zone.span.end).line);
            let kind = match &zone.kind {
                ZoneKind::Pivots(pivots) => pivots.iter().map(|(id, at)| format!("{id}@{}", at.start)).collect(),
                ZoneKind::Versions(range, at) => vec![format!("{range}@{}", at.start)],
                ZoneKind::Tab(group, ids) => vec![format!("{group}.{ids}")],
            };
            format!("{start}-{end} {}", kind.join(" "))
        });
        assert_eq!(shown.collect::<Vec<_>>().join(", ") + &findings(&page), want, "{text:?}");
    };
    check("::: zone pivot=\"a, b\"\nx\n::: zone-end\ny\n", "1-3 a@16 b@19");
    check("::: moniker range=\" >= v1\"\nx\n::: moniker-end\n", "1-3 >= v1@20");
    check("# [A](#tab/a)\nx\n# [B](#tab/b)\ny\n\n---\nz\n", "1-3 1.a, 3-5 1.b");
    check("- ::: zone pivot=\"a\"\n  x\n  ::: zone-end\n", "1-3 a@18");
    check("::: zone target=\"pdf\"\nx\n::: zone-end\n", "");
    check(
        "::: zone pivot=\"a\"\n- x\n\n  ::: zone pivot=\"b\"\n  y\n  ::: zone-end\n\n::: zone-end\n",
        "1-8 a@16, 4-6 b@42 !4:3 invalid-zone",
    );
    check("::: zone pivot=\"a\"\nx\n::: zone-end junk\ny\n", "1-3 a@16 !3:14 invalid-zone");
    check("::: zone pivot=\"a,B\"\nx\n::: zone-end\n", "1-3 a@16 B@18 !1:19 invalid-zone");
    check("::: zone target=\"pdf\" pivot=\"a\"\nx\n::: zone-end\n", "1-3 a@29 !1:18 invalid-zone");
}

#[test]
fn ids_of_headings() {
    let check = check_ids;
    check("# C# and .NET 4.6", "c-and-net-46");
    check("# a 😀 b", "a--b");
    check("# `a` *b* **c** [d](e) ![f](g)", "a-b-c-d-f");
    check("# a &amp; b", "a--b");
    check("# a &copy; &eacute;", "a--é");
    check("# a\u{301}", "a");
    check("# a\tb", "ab");
    check("# A\n# A\n# A-1\n# A", "a a-1 a-1-1 a-2");
    check("# A\n# A-1\n# A", "a a-1 a-2");
    check("#\n# 😀", "section section-1");
    check("A\n=\nB\n-", "a b");
    check("## <a id=\"x\"></a>Title", "x");
    check("## <a name=\"x y.z\"></a>Title", "x y.z");
    check("## <a name='x'></a>Title\n## Title", "title title-1 @x");
    check("## Title <a name=\"x\"></a>", "title- @x");
    check("<a name=\"x\"></a>\n## Title", "title @x");
    check("## <a id=\"x\"/>Title", "title @x");
    check("# a <b>c</b>", "a-c");
    check("- # a\n\n> ## b", "a b");
    check("# a `<b>` c", "a-b-c");
}

#[test]
fn anchors() {
    let check = check_ids;
    check("a <a id=x></a> b", "@x");
    check("<a name='x'>b</a>", "@x");
    check("<a id=\"x\" name=\"x\"></a>", "@x");
    check("<a id=\"x\" name=\"y\"></a>", "@x @y");
    check("<div\n  id=\"x\"\n>\n</div>", "@x");
    check("> <p id=x>\n> b", "@x");
    check("|a|\n|-|\n|<a id=\"x\"></a>b|", "@x");
    check("<!-- <a id=\"x\"></a> -->", "");
    check("`<a id=\"x\">`", "");
    check("<meta name=\"x\">", "");
    check("<a id=\"\"></a>", "");
}

#[test]
fn references() {
    let check = check_refs;
    check("[a](b.md#c \"d\")", "b.md#c 1:5");
    check("a [b][c]\n\n[c]: d.md\n", "d.md 3:6");
    check("> [b][]\n\n> [b]: <d e.md> 'f'\n", "d e.md 3:9");
    check("- [b]\n\n  [b]:\n     d.md\n", "d.md 4:6");
    check("![a](b.png)", "img b.png 1:6");
    check("[![a](b.png)](c.png#lightbox)", "c.png#lightbox 1:15, img b.png 1:7");
    check("<a href=b.md>", "b.md 1:9");
    check("<a\nhref='b.md'>c</a>", "b.md 2:7");
    check("<img src=\"a.png\" alt=\"b\"/>", "img a.png 1:11");
    check("> <a\n> href='b.md'>c</a>", "b.md 2:9");
    check("[a](b.md?c=d&amp;e=f)", "b.md?c=d&e=f<b.md?c=d&amp;e=f> 1:5");
    check("[a](b\\_c.md)", "b_c.md<b\\_c.md> 1:5");
    check("<https://e.org/a>", "https://e.org/a 1:2");
    check("<a@e.org>", "mailto:a@e.org<a@e.org> 1:2");
    check("[a](b(c).md)", "b(c).md 1:5");
    check("[a]( b.md )", "b.md 1:6");
    check("é [a](b.md)", "b.md 1:7");
    check("[a\\]](b.md)", "b.md 1:7");
    check("[!INCLUDE [a](b.md)] c", "inline b.md 1:15");
    check("[!INCLUDE [a](b.md)]", "block b.md 1:15");
    check("|a|\n|-|\n|b|[c](d.md)|", "d.md 3:8");
}

#[test]
fn bare_addresses() {
    let check = check_refs;
    check("see https://e.org/a.", "https://e.org/a 1:5");
    check("(https://e.org/a_(b))", "https://e.org/a_(b) 1:2");
    check("www.e.org", "https://www.e.org<www.e.org> 1:1");
    check("ftp://e.org/a", "ftp://e.org/a 1:1");
    check("mailto:a@e.org", "mailto:a@e.org 1:1");
    check("https://e.org/?a=1&amp;b=2 c", "https://e.org/?a=1&b=2<https://e.org/?a=1&amp;b=2> 1:1");
    check("https://e.org/?a=1&b=2", "https://e.org/?a=1&b=2 1:1");
    check("https://e.org/a_b_c*d", "https://e.org/a_b_c*d 1:1");
    check("请看 https://e.org/a 。", "https://e.org/a 1:4");
    check("[https://e.org](a.md)", "a.md 1:17");
    check("`https://e.org`", "");
    check("http://localhost/a", "");
    check("**https://e.org/a**", "https://e.org/a 1:3");
    check("https://e.org/a, https://e.org/b;", "https://e.org/a 1:1, https://e.org/b 1:18");
}

#[test]
fn smaller_syntax() {
    check("a :smile: b\n", "p('a ' \"😄\" ' b')");
    check("`:smile:` 10:30:45\n", "p(`:smile:` ' 10:30:45')");
    check("~~a~~ ~b~\n", "p(del('a') ' ' '~' 'b' '~')");
    check("- [ ] a\n- [x] b\n", "ul(todo('a') done('b'))");
    check("a[^1]\n\n[^1]: b\n", "p('a' ^1) note^1(p('b'))");
    check("|a|b|\n|-|-|\n|c\\|d|`e\\|f`|\n", "table(head(cell('a') cell('b')) row(cell('c' '|d') cell(`e|f`)))");
    check("|a|b|\n|-|-|\n|c|\n", "table(head(cell('a') cell('b')) row(cell('c') cell))");
    check("|a|\n|-|\n|b|*c* `d`|\n", "table(head(cell('a')) row(cell('b') cell(em('c') ' ' `d`)))");
    check("|a|\n|-|\n|b||\n|c| |\n", "table(head(cell('a')) row(cell('b')) row(cell('c')))");
    check("$a$ $$b$$\n", "p('$a$ $$b$$')");
    check("a\n: b\n", "p('a' / ': b')");
    check("&amp; &#65;\n", "p(\"&\" ' ' \"A\")");
    check("a  \nb\\\nc\n", "p('a' // 'b' // 'c')");
    check("<!-- a -->\nb\n", "<<!-- a -->> p('b')");
}

#[test]
fn tables_whose_hyphens_do_not_fit() {
    let head = "table(head(cell('a') cell('b')) row(cell('1') cell('2')";
    check("|a|b|\n|-|-|-|\n|1|2|\n", &format!("{head}))"));
    check("|a|b|\n|-|-|-|\n|1|2|3|\n", &format!("{head} cell('3')))"));
    check("|a|b|\n|----|\n|1|2|\n", &format!("{head}))"));
    check("```\n|a|b|\n|-|-|-|\n```\n", "code[]('|a|b|\n|-|-|-|\n')");
}

#[test]
fn links_and_headings_that_stayed_text() {
    let find = |text: &str, want: &str| assert_eq!(findings(&page(text, Dialect::LEARN)), want, "{text:?}");
    find("a [b](https://e.org/c d)\n", " !1:7 invalid-link");
    find("![a](b c.png)\n\n[a]( #b c )\n", " !1:6 invalid-link !3:6 invalid-link");
    find("[a](b.md and more\n\n[a](\n", " !1:5 invalid-link");
    find("[`a`](c d.md)\n\n|[a](c d.md)|\n|-|\n", " !1:7 invalid-link !3:6 invalid-link");
    find("\\[a](b c.md) [a\\](b c.md) `[a](b c.md)`\n\n```\n[a](b c.md)\n```\n", "");
    find("a](/b c)\n\n[a](and so on) [a](<b c.md>) [a](b.md \"t\")\n\n[a-z](?:b c)\n", "");
    find("##a\n\n#<a name=\"b\"></a>c\n\n> ###[a](#b)\n", " !1:1 invalid-heading !3:1 invalid-heading");
    find("#a\n\n#1\n\na ##b\n\n\\##a\n\n##\n\n#include <a>\n\n#######a\n\n    ##a\n\n## a\n", "");
    find("a\n##b\n", " !2:1 invalid-heading");
}

#[test]
fn front_matter_fences() {
    check("---\ntitle: a\n---\n# b\n", "h1#b('b')");
    check("--- \ntitle: a\n--- \nb\n", "p('b')");
    check("---\n---\nb\n", "p('b')");
    check("a\n\n---\nb: c\n---\n", "p('a') --- h2#b-c('b: c')");
    let hostile = format!("---\na: {}\n---\nb\n", "[".repeat(100_000));
    let page = page(&hostile, Dialect::LEARN);
    assert_eq!(findings(&page), " !2:100003 yaml-header-syntax-error");
    assert_eq!(page.front_matter.values.len(), 0);
}

#[test]
fn depth_has_bounds() {
    for text in ["> ".repeat(5000), "- ".repeat(5000), "**a ".repeat(5000) + &" b**".repeat(5000), "![".repeat(2000)] {
        page(&text, Dialect::PLAIN);
    }
    let formula = page(&format!("${}$\n", "\\frac".repeat(2000)), Dialect::PLAIN);
    assert_eq!(findings(&formula), " !1:1 invalid-math");
}
