//! What the manual says of a rule, for reports that carry it.

use crate::diagnostic::Rule;

/// The manual's page of rules.
const PAGE: &str = "https://docwright.github.io/docwright/reference/rules.html";

const TEXT: &str = include_str!("../../docs/reference/rules.md");

/// Where the manual tells of a rule.
pub fn rule_url(rule: &Rule) -> String {
    format!("{PAGE}#{}", rule.name.to_lowercase())
}

/// What the manual says of a rule, in paragraphs of plain Markdown without examples and links.
pub(super) fn rule_text(rule: &Rule) -> String {
    let head = format!("\n## `{}`\n", rule.name);
    let start = TEXT.find(&head).map_or(TEXT.len(), |at| at + head.len());
    let section = &TEXT[start..];
    let section = &section[..section.find("\n## ").unwrap_or(section.len())];
    let mut paragraphs: Vec<String> = Vec::new();
    let mut hidden = "";
    let mut open = false;
    for line in section.lines() {
        let fence = line.trim_start().starts_with("```");
        if !hidden.is_empty() {
            let over = if hidden == "-->" { line.contains(hidden) } else { fence };
            hidden = if over { "" } else { hidden };
            open = false;
        } else if fence {
            hidden = "```";
        } else if line.starts_with("<!--") {
            hidden = if line.contains("-->") { "" } else { "-->" };
        } else if line.trim().is_empty() {
            open = false;
        } else if open && let Some(last) = paragraphs.last_mut() {
            last.push('\n');
            last.push_str(&unlinked(line));
        } else {
            paragraphs.push(unlinked(line));
            open = true;
        }
    }
    // The severity, and what only leads to an example.
    paragraphs.retain(|text| !text.starts_with('*') && !text.ends_with(':'));
    paragraphs.join("\n\n")
}

/// A line with the text of its links in their place: their addresses are relative to the page.
fn unlinked(line: &str) -> String {
    let mut out = String::new();
    let mut rest = line;
    while let Some((before, after)) = rest.split_once("](") {
        let Some(start) = before.rfind('[') else { break };
        out.push_str(&before[..start]);
        out.push_str(&before[start + 1..]);
        rest = after.split_once(')').map_or("", |(_, rest)| rest);
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules;

    #[test]
    fn every_rule_has_words() {
        for rule in rules::ALL {
            let text = rule_text(rule);
            assert!(text.len() > 30, "{}: {text}", rule.name);
            assert!(!["](", "```", "<!--", "-->"].iter().any(|mark| text.contains(mark)), "{}: {text}", rule.name);
        }
        let text = rule_text(&rules::CIRCULAR_TOC);
        let want = "A table of contents holds itself, directly or through others.\n\n\
                    To lead to another table of contents without holding it, write its folder with a `/` at the end.";
        assert_eq!(text, want);
    }

    #[test]
    fn links_become_their_text() {
        let check = |line, want| assert_eq!(unlinked(line), want);
        check("See [a `b`](c.md#d) and [e](f).", "See a `b` and e.");
        check("`a](b)`", "`a](b)`");
        check("[a](b", "a");
    }
}
