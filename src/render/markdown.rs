//! The HTML of an article to Markdown, for programs that read pages: what readers see, in CommonMark with the tables, task
//! lists, footnotes and callouts of GitHub. What these have no form for stays HTML.
//!
//! It is made from the HTML, since there includes, code from files, cross references and pages in YAML are what they came
//! to be.

mod block;
mod escape;
mod inline;
mod lines;
mod table;
mod tree;

use crate::words::Words;
use tree::Node;

/// What stands before the text.
#[derive(Default, Debug)]
pub struct Head<'a> {
    pub title: &'a str,
    /// Empty for none.
    pub description: &'a str,
    /// `2026-05-12`.
    pub date: Option<&'a str>,
    /// The page's absolute address.
    pub url: Option<&'a str>,
}

/// What writing Markdown may ask.
struct Context<'a> {
    /// An address of the article as it is to be written.
    href: &'a dyn Fn(&str) -> String,
    /// Our words in the page's language: what callouts are called.
    words: &'a Words,
    /// Whether `$` would begin a formula.
    math: bool,
}

/// Writes an article as Markdown. `href` is asked for each address that is in it.
pub fn markdown(head: &Head, article: &str, href: &dyn Fn(&str) -> String, words: &Words) -> String {
    let nodes = tree::read(article);
    let context = Context { href, words, math: article.contains("<math") };
    let mut lines = lines::Lines::new(front_matter(head));
    if !nodes.iter().any(has_title) && !head.title.is_empty() {
        let title = escape::text(head.title, &escape::Place { start: true, ..escape::Place::default() });
        lines.block(&format!("# {title}"));
    }
    block::blocks(&context, &nodes, &mut lines);
    lines.done()
}

fn has_title(node: &Node) -> bool {
    match node {
        Node::Element(element) => element.name == "h1" || element.children.iter().any(has_title),
        Node::Text(_) => false,
    }
}

/// Strings of JSON are strings of YAML.
fn front_matter(head: &Head) -> String {
    let mut out = String::from("---\n");
    let rows =
        [("title", Some(head.title)), ("description", Some(head.description)), ("date", head.date), ("url", head.url)];
    for (key, value) in rows {
        if let Some(value) = value.filter(|value| !value.is_empty()) {
            let value = value.split_whitespace().collect::<Vec<_>>().join(" ");
            out.push_str(&format!("{key}: {}\n", serde_json::Value::from(value)));
        }
    }
    out.push_str("---\n\n");
    if out == "---\n---\n\n" { String::new() } else { out }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::Languages;

    fn check(article: &str, want: &str) {
        let languages = Languages::load(&[]).0;
        let written = markdown(&Head::default(), article, &|href| href.to_owned(), languages.of("en"));
        assert_eq!(written, format!("{want}\n"), "{article}");
    }

    #[test]
    fn texts() {
        check(
            "<p>One\ntwo <strong>three </strong>four<br>\nfive <a href=\"x y\" title=\"&quot;\">si]x</a></p>",
            "One two **three** four\\\nfive [si\\]x](<x y> \"\\\"\")",
        );
        check("<p># no &amp;amp; heading</p>", "\\# no \\&amp; heading");
        check("<p><b>a:</b>b <b>c:</b> d</p>", "<strong>a:</strong>b **c:** d");
        check("<p><i>a</i><i>b</i> <s>c</s></p>", "<em>a</em>*b* ~~c~~");
        check("<p><code>a</code><code>b`</code> <code>c`</code></p>", "<code>a</code>`` b` `` `` c` ``");
        check("<p>H<sub>2</sub>O <span class=\"no-loc\">x</span> <kbd>F1</kbd></p>", "H<sub>2</sub>O x <kbd>F1</kbd>");
        check("<p><a href=\"https://e.org/\">https://e.org/</a></p>", "<https://e.org/>");
        check("<p><a class=\"zoom\" href=\"a.png\"><img src=\"a.png\" alt=\"A [b]\"></a></p>", "![A \\[b\\]](a.png)");
        check("<p>a $x <math alttext=\"y^2\"><mi>y</mi></math></p>", "a \\$x $y^2$");
        check("<script>no</script><p>a<!-- no --><style>no</style>b</p>", "ab");
    }

    #[test]
    fn headings() {
        check("<h2 id=\"a-b\"><a href=\"#a-b\">A <code>b</code></a></h2>", "## A `b`");
        check("<h2 id=\"a-1\"><a href=\"#a-1\">A</a></h2>", "## A");
        check("<h2 id=\"other\">A <a href=\"b\">b</a> c #</h2>", "## <a id=\"other\"></a>A [b](b) c \\#");
        let languages = Languages::load(&[]).0;
        let head = Head {
            title: "T: \"*\"",
            description: "a\n b",
            date: Some("2026-05-12"),
            url: Some("https://e.org/t.html"),
        };
        let front = "---\ntitle: \"T: \\\"*\\\"\"\ndescription: \"a b\"\ndate: \"2026-05-12\"\nurl: \"https://e.org/t.html\"\n---\n\n";
        let written = markdown(&head, "<p>x</p>", &|href| href.to_owned(), languages.of("en"));
        assert_eq!(written, format!("{front}# T: \"\\*\"\n\nx\n"));
    }

    #[test]
    fn lists() {
        check("<ul><li>a<ul><li>b</li></ul></li><li>c</li></ul><ul><li>d</li></ul>", "- a\n  - b\n- c\n\n* d");
        check(
            "<ol start=\"9\"><li><p>a</p><pre><code>x\n\ny</code></pre></li><li><p>b</p></li></ol>",
            "9. a\n\n   ```\n   x\n\n   y\n   ```\n\n10. b",
        );
        check("<ul class=\"tasks\"><li><input type=\"checkbox\" checked> a</li></ul>", "- [x] a");
        check("<ul><li>a<li>b</ul>", "- a\n- b");
        check("<ul><li></li><li>b</li></ul>", "-\n- b");
        check("<dl><dt>A</dt><dd>b</dd><dd>c</dd><dt>D</dt><dd>e</dd></dl>", "- **A**\n\n  b\n\n  c\n\n- **D**\n\n  e");
    }

    #[test]
    fn blocks() {
        check(
            "<aside class=\"callout note\"><p class=\"callout-title\">Note</p><p>a</p><ul><li>b</li></ul></aside><p>c</p>",
            "> [!NOTE]\n> a\n>\n> - b\n\nc",
        );
        check(
            "<aside class=\"callout own\"><p class=\"callout-title\">Our own</p><p>a</p></aside>",
            "> **Our own**\n>\n> a",
        );
        check(
            "<div class=\"code\"><p>C#</p><pre tabindex=\"0\"><code class=\"language-csharp\"><span class=\"k\">a</span>\n```</code></pre></div>",
            "````csharp\na\n```\n````",
        );
        check("<div class=\"code\"><p><b>a.cs</b></p><pre><code>x\n</code></pre></div>", "**a.cs**\n\n```\nx\n```");
        check("<div class=\"zone z1\" data-pivot=\"one\"><p>a</p></div>", "<div data-pivot=\"one\">\n\na\n\n</div>");
        check(
            "<div class=\"video\"><iframe src=\"https://e.org/v\" title=\"V\"></iframe></div>",
            "[V](https://e.org/v)",
        );
        check(
            "<details><summary>A <b>b</b></summary><p>c</p></details>",
            "<details>\n<summary>A <b>b</b></summary>\n\nc\n\n</details>",
        );
        check(
            "<p>a<sup><a id=\"fnref-1\" href=\"#fn-1\" role=\"doc-noteref\">1</a></sup></p><section class=\"footnotes\" role=\"doc-endnotes\"><ol><li id=\"fn-1\"><p>b <a href=\"#fnref-1\" role=\"doc-backlink\">x</a></p></li></ol></section>",
            "a[^1]\n\n[^1]: b",
        );
        check("<blockquote><blockquote><p>a</p></blockquote></blockquote><hr><p>b", "> > a\n\n---\n\nb");
    }

    #[test]
    fn tables() {
        check(
            "<table><thead><tr><th>A</th><th class=\"right\">B|</th></tr></thead><tbody><tr><td><p>a</p><p>b</p></td><td class=\"right\"><ul><li>c</li></ul></td></tr></tbody></table>",
            "| A | B\\| |\n| --- | ---: |\n| a<br>b | <ul><li>c</li></ul> |",
        );
        check("<table><tr><td>a</td><td>b</td></tr></table>", "| | |\n| --- | --- |\n| a | b |");
        check(
            "<table class=\"x\"><tr><td colspan=\"2\"><pre>a\n\nb</pre><a href=\"c\">c</a></td></tr></table>",
            "<table><tr><td colspan=\"2\"><pre>a&#10;&#10;b</pre><a href=\"c\">c</a></td></tr>\n</table>",
        );
    }

    #[test]
    fn what_is_broken_is_read_to_its_end() {
        let deep = format!("{}x", "<div><b><i>".repeat(500));
        check(&format!("{deep}y"), "xy");
        check("a<b", "a");
        check("</p></div>x", "x");
        check("<table>", "<table></table>");
    }
}
