//! Every place is in the author's text and holds what is said of it.
//!
//! [`page`] and [`finding`] are the oracle: functions of what the library gives, for these tests and for fuzz targets,
//! which take this file by its path.

use docwright::{
    diagnostic::Diagnostic,
    page::{Node, Page},
    source::{Source, Span},
};

/// Rules whose message names what stands at their place: the thing itself, or a path whose last part the place holds.
const NAMED: &[&str] = &[
    "at-xref-not-found",
    "attribute-reserved",
    "bookmark-not-found",
    "codesnippet-not-found",
    "codesnippet-tag-not-found",
    "dependent-repository-missing",
    "disallowed-html-attribute",
    "disallowed-html-tag",
    "duplicate-id",
    "file-name-case",
    "include-invalid",
    "include-not-found",
    "invalid-toc-href",
    "link-out-of-scope",
    "local-file-path",
    "misspelled-key",
    "redirected-link",
    "toc-not-found",
    "undefined-reference",
    "unknown-field",
    "xref-not-found",
    "yaml-duplicate-key",
];

/// What is wrong with the places of a parsed page: of its nodes, outline and findings.
pub fn page(page: &Page) -> Vec<String> {
    let mut wrong = Vec::new();
    let mut look = |what: &str, span| wrong.extend(broken(&page.source, span).map(|why| format!("{what}: {why}")));
    let mut nodes: Vec<&Node> = page.body.iter().collect();
    while let Some(node) = nodes.pop() {
        look("node", node.span);
        nodes.extend(&node.children);
    }
    let outline = &page.outline;
    outline.refs.iter().for_each(|reference| look(&format!("reference `{}`", reference.address), reference.span));
    outline.headings.iter().for_each(|heading| look(&format!("heading `{}`", heading.id), heading.span));
    outline.anchors.iter().for_each(|anchor| look(&format!("anchor `{}`", anchor.id), anchor.span));
    outline.uids.iter().for_each(|uid| look(&format!("uid `{}`", uid.uid), uid.span));
    outline.zones.iter().for_each(|zone| look("zone", zone.span));
    wrong.extend(page.diagnostics.iter().flat_map(|found| finding(found, &page.source)));
    wrong
}

/// What is wrong with the places of a finding in a file.
pub fn finding(finding: &Diagnostic, source: &Source) -> Vec<String> {
    let mut wrong = Vec::new();
    wrong.extend(broken(source, finding.span));
    if wrong.is_empty() && NAMED.contains(&finding.rule.name) && !holds_name(finding, source.slice(finding.span)) {
        wrong.push(format!("`{}` is not what is named", source.slice(finding.span)));
    }
    for edit in finding.fixes.iter().flat_map(|fix| &fix.edits).filter(|edit| edit.path == source.path) {
        wrong.extend(broken(source, edit.span).map(|why| format!("fix: {why}")));
    }
    for why in &mut wrong {
        let line = source.position(finding.span.start.min(source.text.len() as u32)).line;
        *why = format!("{}:{line} {} [{}]: {why}", source.path, finding.message, finding.rule.name);
    }
    wrong
}

/// Why a span is no place of a text.
fn broken(source: &Source, span: Span) -> Option<String> {
    let range = span.range();
    let text = &*source.text;
    let good = range.start <= range.end && text.is_char_boundary(range.start) && text.is_char_boundary(range.end);
    (!good).then(|| format!("{range:?} is no place of {} bytes", text.len()))
}

/// Whether a text holds something that a finding's message has in backticks. What is missing has no place.
fn holds_name(finding: &Diagnostic, text: &str) -> bool {
    let plain = |text: &str| text.to_lowercase().replace("%20", " ");
    let text = plain(text);
    let name = |name: &str| {
        let path = name.split(['?', '#']).next().unwrap_or(name).trim_end_matches('/');
        plain(path.rsplit('/').next().unwrap_or(path))
    };
    text.is_empty() || finding.message.split('`').skip(1).step_by(2).any(|word| text.contains(&name(word)))
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use docwright::{
        page::Dialect,
        parse::parse,
        site::{Options, Site},
    };

    use super::*;

    fn parsed(path: &str, text: &str) -> Page {
        parse(&Arc::new(Source::new(path.into(), text)), Dialect::LEARN)
    }

    /// The text at each finding's place.
    #[track_caller]
    fn check(path: &str, text: &str, want: &[&str]) {
        let parsed = parsed(path, text);
        let got: Vec<&str> = parsed.diagnostics.iter().map(|found| parsed.text(found.span)).collect();
        assert_eq!((got, page(&parsed)), (want.to_vec(), Vec::new()), "{text}");
    }

    #[test]
    fn places_behind_indents_are_the_authors() {
        let row = |indent: &str, inside: &str| {
            let lines = [":::row:::", "  :::column:::", inside, "  :::column-end:::", ":::row-end:::"];
            let lines = lines.map(|line| line.replace('\n', &format!("\n{indent}")));
            format!("{}\n\n[руководство][руководство]\n", lines.join(&format!("\n{indent}")))
        };
        for indent in ["", " ", "    ", "\t"] {
            check("a.md", &row(indent, "    текст"), &["руководство"]);
            check(
                "a.md",
                &row(indent, "    [яя][яя-2]\n    <img\n      src=\"я.png\">\n    ещё"),
                &["яя-2", "руководство"],
            );
        }
        let unclosed = ":::row:::\n    :::column:::\n    a [bb][bb-2] c\n    :::column-end:::\n[ee][ee-2]\n";
        check("a.md", unclosed, &[":::row:::", "bb-2", "ee-2"]);
    }

    #[test]
    fn lines_in_a_field_are_the_files() {
        let text = "### YamlMime:FAQ\ntitle: t\nsummary: s\nsections:\n- name: n\n  questions:\n  - question: q\n    \
                    answer: |\n      a\n      [link-1]: b c\n\n      [dd][link-1]\n";
        let parsed = parsed("a.yml", text);
        assert_eq!(page(&parsed), Vec::<String>::new());
        let help: Vec<&str> = parsed.diagnostics.iter().filter_map(|found| found.help.as_deref()).collect();
        assert!(matches!(&*help, [help] if help.starts_with("line 10 looks like")), "{help:?}");
    }

    #[test]
    fn places_of_all_kinds_of_text() {
        let parts = [
            ":::row:::",
            ":::row-end:::",
            "  :::column span=\"2\":::",
            "  :::column-end:::",
            "> [!NOTE] é",
            "> ",
            "- ",
            "  ",
            "\t",
            "[é][é-1]",
            "![é](é.png \"t\")",
            "[é-1]: a b",
            "<img\n src=\"é\">",
            "<xref:\"é b\">",
            "`é",
            "`",
            "|é|b|",
            "|-|-|",
            "|1|2|[3](é)|",
            "$é$",
            ":::image source=\"é\":::",
            "::: zone pivot=\"é\"",
            "@'é_'",
            ":smile:",
            "# é",
            "#é",
            "[!INCLUDE [é](é.md)]",
            "[^é]",
            "[^é]: é",
            "https://é.org/é&amp;é",
            "\\",
            "&eacute;",
            "é",
            "x",
            "\n",
            "\n",
            "\n",
            "\n",
            "\r\n",
            "\r",
        ];
        let mut state = 1u64;
        let mut next = |count: usize| {
            state = state.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
            (state >> 33) as usize % count
        };
        for _ in 0..300 {
            let text: String = (0..3 + next(30)).map(|_| parts[next(parts.len())]).collect();
            for dialect in [Dialect::PLAIN, Dialect::LEARN] {
                let parsed = parse(&Arc::new(Source::new("a.md".into(), text.as_str())), dialect);
                assert_eq!(page(&parsed), Vec::<String>::new(), "{text:?}");
            }
            let field = format!("### YamlMime:FAQ\nsummary: |\n  {}\n", text.replace('\n', "\n  "));
            assert_eq!(page(&parsed("a.yml", &field)), Vec::<String>::new(), "{field:?}");
        }
    }

    #[test]
    #[ignore = "by hand: reads the projects that the variable DOCWRIGHT_PROJECTS names"]
    fn places_of_projects() {
        let roots = std::env::var("DOCWRIGHT_PROJECTS").expect("DOCWRIGHT_PROJECTS names folders");
        let mut wrong = Vec::new();
        for root in roots.split_whitespace() {
            let site = Site::load(root.as_ref(), &Options::default()).unwrap();
            for found in &site.diagnostics {
                wrong.extend(site.source(&found.path).into_iter().flat_map(|source| finding(found, &source)));
            }
            for of_site in site.index.pages.iter().flatten() {
                wrong.extend(page(of_site));
            }
        }
        wrong.sort();
        wrong.dedup();
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }
}
