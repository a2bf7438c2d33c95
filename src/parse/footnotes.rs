//! Footnotes find each other by their labels, in any case.

use std::collections::HashMap;

use super::text::fold;
use crate::{
    diagnostic::Diagnostic,
    page::{Kind, Node},
    rules,
    source::{Source, Span},
};

/// A footnote's label as it is written, and where.
struct Known {
    label: Box<str>,
    place: Span,
}

/// Gives references the label that their footnote has, and reports a second footnote of a label: its text is nowhere on the
/// page. `line` gives the line of the file for a byte of the text.
pub(super) fn settle(source: &Source, nodes: &mut [Node], line: &dyn Fn(u32) -> usize, found: &mut Vec<Diagnostic>) {
    let mut known = HashMap::new();
    define(source, nodes, line, &mut known, found);
    refer(nodes, &known);
}

fn define(
    source: &Source,
    nodes: &[Node],
    line: &dyn Fn(u32) -> usize,
    known: &mut HashMap<String, Known>,
    found: &mut Vec<Diagnostic>,
) {
    for node in nodes {
        if let Kind::Footnote(label) = &node.kind {
            let length = source.slice(node.span).find("]:").map_or(0, |at| at + 1);
            let place = Span { end: node.span.start + length as u32, ..node.span };
            match known.get(&fold(label)) {
                Some(first) => {
                    let message = format!(
                        "the footnote `{label}` is defined already, in line {}: the text of this one is not shown",
                        line(first.place.start)
                    );
                    found.push(rules::DUPLICATE_DEFINITION.at(&source.path, place, message));
                }
                None => drop(known.insert(fold(label), Known { label: label.clone(), place })),
            }
        }
        define(source, &node.children, line, known, found);
    }
}

fn refer(nodes: &mut [Node], known: &HashMap<String, Known>) {
    for node in nodes {
        if let Kind::FootnoteReference(label) = &mut node.kind
            && let Some(footnote) = known.get(&fold(label)).filter(|footnote| footnote.label != *label)
        {
            label.clone_from(&footnote.label);
        }
        refer(&mut node.children, known);
    }
}
