//! Reference links whose label is defined nowhere.

use std::collections::HashMap;

use crate::{
    diagnostic::Diagnostic,
    rules,
    source::{Source, Span},
};

/// `[text][label]` without a definition. Indices such as `a[i][0]`, regular expressions and the brackets of grammars are
/// no links that went wrong: a label must look like one.
pub(super) fn report(
    source: &Source,
    span: Span,
    label: &str,
    defines: bool,
    like: &HashMap<String, Like>,
    line: &dyn Fn(u32) -> usize,
    found: &mut Vec<Diagnostic>,
) {
    let written = source.slice(span);
    let before = source.text[..span.start as usize].chars().next_back();
    let after = source.text[span.end as usize..].chars().next();
    let Some(open) = written.rfind('[').filter(|&at| at > 0) else { return };
    let text = written[..open].trim_start_matches('!').trim_start_matches('[').trim_end().trim_end_matches(']');
    let words = |text: &str| text.chars().filter(|char| char.is_alphabetic()).count() >= 2;
    let index = before.is_some_and(|char| char.is_alphanumeric() || "])_\"'![^".contains(char))
        || after.is_some_and(|char| char.is_alphanumeric() || "[]{-".contains(char));
    let notation = label.contains(['[', '\n', '*', '|']) || label.starts_with(['^', '!', ',']) || text.contains(" | ");
    let name = !label.contains(' ') && label.contains(|char: char| "-_./:".contains(char) || char.is_ascii_digit());
    if index || notation || !words(label) || !words(text) || !(label == text || name || defines) {
        return;
    }
    let start = span.start as usize + open + 1;
    let place = Span::new(start, start + written[open + 1..].trim_end_matches(']').len());
    let message = format!("the label `{label}` is defined nowhere on the page");
    let mut finding = rules::UNDEFINED_REFERENCE.at(&source.path, place, message);
    if let Some(&Like { at, broken }) = like.get(&label.to_lowercase()) {
        let (line, broken) = (line(at), broken.map(line));
        let why = "nothing may follow the address but a title in quotes";
        finding.help = Some(match broken {
            Some(broken) if broken == line => format!("line {line} looks like its definition but is none: {why}"),
            Some(broken) => format!(
                "line {line} looks like its definition but is none, since line {broken}, before it, is none: {why}"
            ),
            None => format!(
                "line {line} looks like its definition but is none: it must begin after a blank line or another \
                 definition, and {why}"
            ),
        });
    }
    found.push(finding);
}

/// A line that begins as a definition would, and is none.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(super) struct Like {
    /// Where the line begins.
    at: u32,
    /// The first line, of those in a row that end with this one, behind whose address something else stands than a
    /// title: it makes a paragraph of all that follow.
    broken: Option<u32>,
}

/// Lines that begin as a definition would, by the label in lower case; of several the first.
pub(super) fn like_definitions(source: &Source) -> HashMap<String, Like> {
    let mut lines = HashMap::new();
    let mut broken = None;
    let mut next = 0;
    for line in source.text.split_inclusive('\n') {
        let at = next;
        next += line.len() as u32;
        let definition = line.trim_start().strip_prefix('[').and_then(|rest| rest.split_once("]:"));
        let Some((label, rest)) = definition else {
            broken = None;
            continue;
        };
        if broken.is_none() && !is_whole(rest) {
            broken = Some(at);
        }
        lines.entry(label.to_lowercase()).or_insert(Like { at, broken });
    }
    lines
}

/// Whether nothing stands behind a definition's address but a title. One that ends in another line is not looked at.
fn is_whole(rest: &str) -> bool {
    let rest = rest.trim();
    let end = if rest.starts_with('<') { rest.find('>').map(|at| at + 1) } else { rest.find([' ', '\t']) };
    let title = rest[end.unwrap_or(rest.len())..].trim();
    let mut chars = title.chars();
    let close = match chars.next() {
        None => return true,
        Some('(') => ')',
        Some(quote @ ('"' | '\'')) => quote,
        Some(_) => return false,
    };
    let mut escaped = false;
    let at = chars.as_str().find(|char| {
        let closes = char == close && !escaped;
        escaped = char == '\\' && !escaped;
        closes
    });
    at.is_none_or(|at| at + 2 == title.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_line_that_breaks_a_definition_is_found() {
        let check = |text: &str, label: &str, want: (usize, Option<usize>)| {
            let source = Source::new("a.md".into(), text);
            let line = |at| source.position(at).line;
            let found = like_definitions(&source);
            assert_eq!(found.get(label).map(|like| (line(like.at), like.broken.map(line))), Some(want), "{text}");
        };
        check("[a]: b\n", "a", (1, None));
        check("[a]: b \"t\"\n[b]: <c d> 't'\n[c]: d (t)\n", "c", (3, None));
        check("[a]: b \"t\" (u)\n[b]: c\n[c]: d\n", "c", (3, Some(1)));
        check("[a]: b c\n", "a", (1, Some(1)));
        check("[a]: b c\n\n[b]: c\n", "b", (3, None));
        check("[a]: b \"t\\\"\"\n[b]: \"c\n", "b", (2, None));
    }
}
