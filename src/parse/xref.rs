//! Cross references in texts, and the uid of a page.

use crate::{
    data, find,
    page::{FrontMatter, Uid},
    source::{Source, Span},
    xref,
};

/// A cross reference that Markdown would read as something else.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct Masked {
    pub(super) span: Span,
    pub(super) uid: Span,
}

/// The uid that front matter gives the page.
pub(super) fn own(source: &Source, front_matter: &FrontMatter) -> Vec<Uid> {
    let Some(uid) = front_matter.values.get("uid").and_then(data::text) else { return Vec::new() };
    let read = data::read_yaml(source.slice(front_matter.span), front_matter.span.start);
    let place = read.ok().and_then(|read| Some(read.data?.get("uid")?.span)).unwrap_or(front_matter.span);
    let inside = source.slice(place).find(&*uid).map(|at| place.start as usize + at);
    let span = inside.map_or(place, |start| Span::new(start, start + uid.len()));
    vec![Uid { uid: (*uid).into(), span, anchor: "".into(), properties: Vec::new() }]
}

/// Cross references that hold what Markdown has a meaning for: uids in quotes, and those with back-quotes behind `@`.
/// They are masked by an autolink of the same length, which needs five bytes.
pub(super) fn masked(text: &str, from: usize) -> Vec<Masked> {
    let mut out = Vec::new();
    let mut at = from;
    while let Some(open) = find::find(&text[at..], "<xref:").map(|found| at + found) {
        at = open + "<xref:".len();
        let Some(quote) = text[at..].chars().next().filter(|char| matches!(char, '"' | '\'')) else { continue };
        let line = xref::line(&text[at + 1..]);
        let Some(length) = line.find(quote).filter(|&length| line[length + 1..].starts_with('>')) else { continue };
        if line[..length].trim().is_empty() || is_escaped(text, open) {
            continue;
        }
        out.push(Masked { span: Span::new(open, at + length + 3), uid: Span::new(at + 1, at + 1 + length) });
        at += length + 3;
    }
    let mut at = from;
    while let Some(found) = xref::next_at(text, at) {
        at = found.whole.end;
        let uid = &text[found.uid.clone()];
        let quoted = found.uid.start - found.whole.start == 2;
        let odd = if quoted {
            uid.contains(['`', '*', '_', '\\', '[', ']', '<', '>', '&', '|', '~', ':'])
        } else {
            is_generic(uid)
        };
        if odd && found.whole.len() >= 5 && found.whole.start >= from {
            out.push(Masked { span: found.whole.into(), uid: found.uid.into() });
        }
    }
    out.sort_by_key(|masked| masked.span);
    out.dedup_by(|next, kept| next.span.overlaps(kept.span));
    out
}

fn is_escaped(text: &str, at: usize) -> bool {
    text.as_bytes()[..at].iter().rev().take(64).take_while(|&&byte| byte == b'\\').count() % 2 == 1
}

/// Whether a uid has back-quotes before the number of a type's parameters, and none elsewhere.
fn is_generic(uid: &str) -> bool {
    let mut parts = uid.split('`');
    parts.next();
    let mut any = false;
    parts.all(|part| {
        any = true;
        part.is_empty() || part.starts_with(|char: char| char.is_ascii_digit())
    }) && any
        && !uid.ends_with('`')
}

/// Writes what hides a cross reference from the parser: an address of no scheme.
pub(super) fn mask(length: usize) -> String {
    format!("<xx:{}>", "x".repeat(length - 5))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn odd_uids_are_masked() {
        let check = |text: &str, want: &[&str]| {
            let found: Vec<_> = masked(text, 0)
                .iter()
                .map(|masked| {
                    assert_eq!(mask(masked.span.len()).len(), masked.span.len());
                    format!("{} {}", &text[masked.span.range()], &text[masked.uid.range()])
                })
                .collect();
            assert_eq!(found, want, "{text}");
        };
        check("a <xref:\"b c\"> d", &["<xref:\"b c\"> b c"]);
        check("<xref:'b'> \\<xref:\"c\">", &["<xref:'b'> b"]);
        check("@a.List`1, @'b_c' @\"d e\" @x`code`", &["@a.List`1 a.List`1", "@'b_c' b_c"]);
        check("<xref:a.b> <xref:\"a\nb\">", &[]);
    }

    #[test]
    fn pages_have_uids() {
        let source = Source::new("a.md".into(), "---\ntitle: a\nuid: 'a.b'\n---\n");
        let front_matter = crate::parse::front_matter::read(&source, &mut Vec::new());
        let uids = own(&source, &front_matter);
        assert_eq!(uids.iter().map(|uid| (&*uid.uid, source.slice(uid.span))).collect::<Vec<_>>(), [("a.b", "a.b")]);
    }
}
