//! Definitions of links that do nothing: a label's second one, and lines that became one by accident.

use std::collections::{HashMap, HashSet};

use super::{lines, section, text::fold};
use crate::{
    diagnostic::Diagnostic,
    ext, find,
    page::{Kind, Node},
    rules,
    source::{Source, Span},
};

/// A line that is a definition.
struct Definition<'a> {
    label: &'a str,
    /// The label with its brackets.
    place: Span,
    /// Address and title, as they are written.
    rest: &'a str,
}

/// Reports definitions that change nothing and are not shown. `used` holds the labels that links have, folded; `line` gives
/// the line of the file for a byte of the text.
pub(super) fn report(
    source: &Source,
    from: usize,
    nodes: &[Node],
    used: &HashSet<String>,
    line: &dyn Fn(u32) -> usize,
    found: &mut Vec<Diagnostic>,
) {
    if !find::has(&source.text[from..], "]:") {
        return;
    }
    let mut all = read(source, from).peekable();
    let shown = if all.peek().is_some() { shown(nodes) } else { Vec::new() };
    let is_shown = |at: u32| {
        let behind = shown.partition_point(|span| span.start <= at);
        behind > 0 && at < shown[behind - 1].end
    };
    let mut first: HashMap<String, Definition> = HashMap::new();
    for definition in all.filter(|definition| !is_shown(definition.place.start)) {
        let Definition { label, place, rest } = definition;
        let folded = fold(label);
        match first.get(&folded) {
            // The same again does no harm.
            Some(known) if known.rest == rest => {}
            Some(known) => {
                let message = format!(
                    "the label `{label}` is defined already, in line {}: this definition is not used",
                    line(known.place.start)
                );
                found.push(rules::DUPLICATE_DEFINITION.at(&source.path, place, message));
            }
            None => {
                if !used.contains(&folded) && is_prose(label, rest) {
                    let message = format!("`[{label}]:` defines a link, and its line is not shown");
                    let finding = rules::INVALID_LINK.at(&source.path, place, message);
                    found.push(finding.help("write `\\[` if it is meant as text"));
                }
                first.insert(folded, definition);
            }
        }
    }
}

/// The lines that look like definitions of links.
fn read(source: &Source, from: usize) -> impl Iterator<Item = Definition<'_>> {
    let text = &*source.text;
    let mut at = from;
    text[from..].split_inclusive('\n').filter_map(move |line| {
        let start = at + lines::text_start(line);
        at += line.len();
        let inner = text[start..at].strip_prefix('[')?;
        if inner.starts_with(['^', '!']) || section::begins(&text[start..at]) {
            return None;
        }
        let length = label_end(inner)?;
        let label = inner[..length].trim();
        let rest = inner[length + 1..].strip_prefix(':')?.trim();
        let rest = if rest.is_empty() { text[at..].lines().next().unwrap_or("").trim() } else { rest };
        let place = Span::new(start, start + length + 2);
        (!label.is_empty()).then_some(Definition { label, place, rest })
    })
}

/// The bracket that closes a label.
fn label_end(inner: &str) -> Option<usize> {
    let mut escaped = false;
    let end = inner.bytes().position(|byte| {
        let ends = matches!(byte, b'[' | b']') && !escaped;
        escaped = byte == b'\\' && !escaped;
        ends
    })?;
    (inner.as_bytes()[end] == b']').then_some(end)
}

/// The bytes of all that is shown, in order: a definition has no node.
fn shown(nodes: &[Node]) -> Vec<Span> {
    fn gather(nodes: &[Node], out: &mut Vec<Span>) {
        for node in nodes {
            let container =
                matches!(node.kind, Kind::Quote | Kind::List(_) | Kind::Item(_) | Kind::Footnote(_) | Kind::Definition);
            if node.kind.is_inline() || node.children.is_empty() && !container {
                out.push(node.span);
            }
            gather(&node.children, out);
        }
    }
    let mut out = Vec::new();
    gather(nodes, &mut out);
    out.sort_unstable();
    out.dedup_by(|next, kept| {
        let inside = next.start < kept.end;
        kept.end = if inside { kept.end.max(next.end) } else { kept.end };
        inside
    });
    out
}

/// Whether a definition that nothing uses is rather a line of text: its label is the word of a callout, or its address is a
/// word.
fn is_prose(label: &str, rest: &str) -> bool {
    let address = rest.split([' ', '\t']).next().unwrap_or("");
    let is_word = !address.is_empty() && address.chars().all(|char| char.is_alphabetic() || ",.;!'".contains(char));
    let callout = ext::find_quote(label, &[]).is_some_and(|at| ext::ALL[usize::from(at)].name == "alert");
    let named = label.chars().any(char::is_alphabetic) && !label.eq_ignore_ascii_case("comment");
    named && (callout || is_word && !address.trim_end_matches('.').contains('.'))
}
