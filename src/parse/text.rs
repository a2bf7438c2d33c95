//! The text of inlines: for titles and outlines, and for the ids of headings.

use crate::{
    page::{Kind, Node},
    source::Source,
};

/// The text of inlines, without their marks.
pub(super) fn plain_text(source: &Source, nodes: &[Node]) -> String {
    let mut out = String::new();
    gather(source, nodes, &mut out);
    out
}

fn gather(source: &Source, nodes: &[Node], out: &mut String) {
    for node in nodes {
        match &node.kind {
            Kind::Text => out.push_str(source.slice(node.span)),
            Kind::Literal(text) | Kind::InlineCode(text) => out.push_str(text),
            Kind::Math(math) => out.push_str(&math.tex),
            Kind::SoftBreak | Kind::HardBreak => out.push(' '),
            Kind::Html(_) | Kind::Directive(_) | Kind::FootnoteReference(_) => {}
            _ => gather(source, &node.children, out),
        }
    }
}

/// The text that a heading's id is made of: as [`plain_text`], without formulas.
pub(super) fn slug_text(source: &Source, nodes: &[Node]) -> String {
    let mut out = String::new();
    for node in nodes {
        match &node.kind {
            Kind::Math(_) => {}
            Kind::Text | Kind::Literal(_) | Kind::InlineCode(_) => gather(source, std::slice::from_ref(node), &mut out),
            Kind::SoftBreak | Kind::HardBreak => out.push(' '),
            Kind::Html(_) | Kind::Directive(_) | Kind::FootnoteReference(_) => {}
            _ => out.push_str(&slug_text(source, &node.children)),
        }
    }
    out
}
