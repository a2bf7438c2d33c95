//! The text of inlines: for titles and outlines, and for the ids of headings.

use crate::{
    page::{Kind, Node},
    source::Source,
    xref,
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
            Kind::Link(link) if link.auto => match uid(source, node) {
                Some(uid) => out.push_str(uid),
                None => gather(source, &node.children, out),
            },
            _ => gather(source, &node.children, out),
        }
    }
}

/// What stands for `<xref:uid>` and `@uid`: the uid, and the author's own text.
fn uid<'a>(source: &'a Source, node: &Node) -> Option<&'a str> {
    let written = source.slice(node.span);
    if written.starts_with('@') {
        return Some(written);
    }
    let inner = written.strip_prefix('<')?.strip_suffix('>')?;
    let is_xref = inner.get(..5)?.eq_ignore_ascii_case("xref:");
    is_xref.then(|| &inner[xref::uid_range(inner)])
}

/// A label as it is compared: in one case, with one blank for several.
pub(super) fn fold(label: &str) -> String {
    let words: Vec<&str> = label.split_whitespace().collect();
    // There and back, since some letters become two in one direction only: `ẞ`, `ß`, `ss`.
    let lower = |text: &str| text.chars().flat_map(char::to_lowercase).collect::<String>();
    let upper: String = lower(&words.join(" ")).chars().flat_map(char::to_uppercase).collect();
    lower(&upper)
}

/// The text that a heading's id is made of: as [`plain_text`], without formulas and cross references.
pub(super) fn slug_text(source: &Source, nodes: &[Node]) -> String {
    let mut out = String::new();
    for node in nodes {
        match &node.kind {
            Kind::Math(_) => {}
            Kind::Text | Kind::Literal(_) | Kind::InlineCode(_) => gather(source, std::slice::from_ref(node), &mut out),
            Kind::SoftBreak | Kind::HardBreak => out.push(' '),
            Kind::Html(_) | Kind::Directive(_) | Kind::FootnoteReference(_) => {}
            Kind::Link(link) if link.auto && uid(source, node).is_some() => {}
            _ => out.push_str(&slug_text(source, &node.children)),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_are_folded() {
        let check = |one: &str, other: &str| assert_eq!(fold(one), fold(other));
        check("Note", "nOTE");
        check(" a\t b\n c ", "A B C");
        check("ẞ Straße", "SS STRASSE");
        check("ΑΣ ΒΣ", "ας βσ");
        check("ТОЛПОЙ", "толпой");
        assert_ne!(fold("a b"), fold("ab"));
    }
}
