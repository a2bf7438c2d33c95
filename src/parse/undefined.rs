//! Reference links whose label is defined nowhere.

use crate::{
    diagnostic::Diagnostic,
    rules,
    source::{Source, Span},
};

/// `[text][label]` without a definition. Indices such as `a[i][0]`, regular expressions and the brackets of grammars are
/// no links that went wrong: a label must look like one.
pub(super) fn report(source: &Source, span: Span, label: &str, defines: bool, found: &mut Vec<Diagnostic>) {
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
    if let Some(line) = like_definition(source, label) {
        finding.help = Some(format!(
            "line {line} looks like its definition but is none: it must begin after a blank line or another definition, \
             and nothing may follow the address but a title in quotes"
        ));
    }
    found.push(finding);
}

/// A line that begins as a label's definition would.
fn like_definition(source: &Source, label: &str) -> Option<usize> {
    let start = format!("[{label}]:").to_lowercase();
    source.text.lines().position(|line| line.trim_start().to_lowercase().starts_with(&start)).map(|at| at + 1)
}
