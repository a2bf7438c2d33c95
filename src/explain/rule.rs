//! A rule: what the manual says of it, and how to silence it.

use serde_json::{Value, json};

use crate::{
    config::Config,
    diagnostic::{Level, Rule},
    rules,
};

/// The page of the manual on rules, which cannot be of another version than the program.
static MANUAL: &str = include_str!("../../docs/reference/rules.md");

pub(super) fn explain(rule: &Rule, config: &Config) -> (Value, String) {
    let section = section(rule.name);
    let (text, example) = parts(&section);
    let severity = rule.severity.word();
    let off = rules::OFF.contains(&rule);
    let now = match config.rules.get(rule.name) {
        Some(Level::Allow) => "off",
        Some(Level::Show(severity)) => severity.word(),
        None if off => "off",
        None => severity,
    };
    let silence = format!("rules:\n  {}: off\n", rule.name);
    let flag = format!("--allow {}", rule.name);
    let json = json!({
        "rule": rule.name,
        "severity": severity,
        "level": now,
        "summary": rule.summary,
        "text": text,
        "example": example,
        "silence": {"config": silence, "flag": flag, "comment": format!("<!-- docwright-ignore {} -->", rule.name)},
    });
    let mut out = format!("{}: {}\n", rule.name, rule.summary);
    out.push_str(&format!(
        "  severity     {severity}{}\n",
        if now == severity { String::new() } else { format!(", here {now}") }
    ));
    out.push_str(&format!("\n{}\n", section.trim()));
    out.push_str("\nTo silence it\n");
    out.push_str(&format!("  in docwright.yml:\n    rules:\n      {}: off\n", rule.name));
    out.push_str(&format!("  in one run:\n    docwright check {flag}\n"));
    out.push_str(&format!("  at one place, in a line before it:\n    <!-- docwright-ignore {} -->\n", rule.name));
    (json, out)
}

/// The manual's section of a rule, without its heading and without what only its tests read.
fn section(name: &str) -> String {
    let heading = format!("\n## `{name}`\n");
    let rest = MANUAL.split_once(&heading).map_or("", |(_, rest)| rest);
    let section = rest.split_once("\n## ").map_or(rest, |(section, _)| section);
    let mut out = String::new();
    let mut lines = section.lines().peekable();
    while let Some(line) = lines.next() {
        if line == "<!--" {
            // Files that only the example needs.
            for hidden in lines.by_ref() {
                if hidden == "-->" {
                    break;
                }
            }
            continue;
        }
        out.push_str(&shown(line));
        out.push('\n');
    }
    while out.contains("\n\n\n") {
        out = out.replace("\n\n\n", "\n\n");
    }
    out
}

/// A line without the marks of tests, and with links as their text.
fn shown(line: &str) -> String {
    if let Some(info) = line.strip_prefix("```").filter(|info| !info.is_empty()) {
        return format!("```{}", info.split(' ').next().unwrap_or_default());
    }
    let mut line = line.to_owned();
    // Expectations of tests, of which a line may have several.
    while let Some(at) = line.rfind("<!-- ").filter(|at| is_expectation(&line[*at..])) {
        line.truncate(line[..at].trim_end().len());
    }
    let mut out = String::new();
    let mut rest = line.as_str();
    while let Some(at) = rest.find('[') {
        let link =
            rest[at..].find("](").map(|middle| at + middle).filter(|middle| !rest[at + 1..*middle].contains('['));
        let end = link.and_then(|middle| Some(middle + rest[middle..].find(')')?));
        let (Some(middle), Some(end)) = (link, end) else { break };
        let local = rest[middle + 2..end].contains(".md") || rest[middle + 2..end].starts_with('#');
        if !local {
            out.push_str(&rest[..=end]);
        } else {
            out.push_str(&rest[..at]);
            out.push_str(&rest[at + 1..middle]);
        }
        rest = &rest[end + 1..];
    }
    out.push_str(rest);
    out
}

fn is_expectation(comment: &str) -> bool {
    let words = ["<!-- error ", "<!-- warning ", "<!-- suggestion "];
    let place = words.iter().find_map(|word| comment.strip_prefix(word));
    place.is_some_and(|place| place.starts_with(|char: char| char.is_ascii_digit())) && comment.ends_with("-->")
}

/// What a section says before its first example, and its examples.
fn parts(section: &str) -> (String, String) {
    let mut text = Vec::new();
    let mut example = Vec::new();
    let mut inside = false;
    for line in section.lines() {
        let fence = line.starts_with("```");
        if inside || fence {
            example.push(line);
        } else if !line.starts_with("In `") {
            text.push(line);
        }
        if fence {
            inside = !inside;
        }
    }
    let text: Vec<&str> = text.into_iter().skip_while(|line| line.is_empty() || line.starts_with('*')).collect();
    (text.join("\n").replace("\n\n\n", "\n\n").trim().to_owned(), example.join("\n"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_rule_is_explained() {
        for rule in rules::ALL {
            let section = section(rule.name);
            let (text, _) = parts(&section);
            assert!(text.len() > 40, "{}: {text:?}", rule.name);
            assert!(!section.contains("<!-- warning ") && !section.contains(" file="), "{}: {section}", rule.name);
        }
    }

    #[test]
    fn links_of_the_manual_are_their_text() {
        let check = |line, want: &str| assert_eq!(shown(line), want);
        check("A [`link`](links.md#x) and [one](https://e.org).", "A `link` and [one](https://e.org).");
        check("[a](gone.md) <!-- warning 5-12: file-not-found -->", "a");
        check("```yaml file=x.yml example", "```yaml");
        check("<!-- docwright-ignore x --> <!-- warning 23-37: unused-ignore -->", "<!-- docwright-ignore x -->");
    }
}
