//! The form of triple colons: what is wrong with it, and what is a node at once.

use super::{colon::Colon, shape::Found};
use crate::{
    ext::{self, Reading},
    page::{Directive, Kind, Node},
    source::Span,
    suggest::{is_slip, nearest},
};

/// Tells what is wrong with the form of triple colons. A container's end, and a construct that cannot be read, are
/// nodes at once.
pub(super) fn read(shape: &Found, colon: &Colon, reading: &mut Reading) -> Option<Node> {
    let row = &ext::ALL[usize::from(colon.extension)];
    let name = row.words[0];
    if let Some((place, _)) = colon.broken.filter(|_| colon.end) {
        // It closes whatever stands behind it.
        let behind = Span { start: place.start, end: shape.span.end };
        reading.find(row.rule, behind, format!("text behind `:::{name}-end` is left out: begin a new line"));
        return Some(end(shape, colon));
    }
    if let Some((place, problem)) = colon.broken {
        reading.find(row.rule, place, format!("`:::{name}`: {problem}"));
        return Some(as_text(shape));
    }
    if let Some(place) = colon.repeated {
        let attribute = reading.source.slice(place).to_ascii_lowercase();
        reading.find(row.rule, place, format!("`:::{name}`: `{attribute}` is there twice"));
    }
    let behind = Span { start: colon.span.end, end: shape.span.end };
    if !behind.is_empty() {
        reading.find(row.rule, behind, format!("text behind `:::{name}` is left out: begin a new line"));
    }
    if colon.end {
        return Some(end(shape, colon));
    }
    for attribute in &colon.attributes {
        if !row.attributes.contains(&&*attribute.name) {
            let near = nearest(&attribute.name, row.attributes.iter().copied());
            let message = format!("`{}` is no attribute of `:::{name}`", attribute.name);
            let finding = reading.find(row.rule, attribute.name_span, message);
            if let Some(near) = near {
                let others = row.attributes.iter().copied();
                let there = colon.attributes.iter().any(|other| &*other.name == near);
                finding.help = Some(format!("did you mean `{near}`?"));
                finding.propose(near, near.to_owned(), !there && is_slip(&attribute.name, near, others));
            }
        }
    }
    None
}

/// The end of a container.
fn end(shape: &Found, colon: &Colon) -> Node {
    let directive = Directive {
        extension: colon.extension,
        variant: ext::container::END.into(),
        attributes: Vec::new(),
        refs: Vec::new(),
    };
    Node { kind: Kind::Directive(Box::new(directive)), span: shape.span, children: Vec::new() }
}

/// A shape that is none, as the text that it is.
pub(super) fn as_text(shape: &Found) -> Node {
    let text = Node { kind: Kind::Text, span: shape.span, children: Vec::new() };
    if shape.block { Node { kind: Kind::Paragraph, span: shape.span, children: vec![text] } } else { text }
}
