//! What a finding is known by when its file is edited: its rule, its file and its text, but not its line.

use std::collections::HashMap;

use crate::{
    diagnostic::Diagnostic,
    source::{Source, Sources, Span},
};

/// Code points of a place's text that count, and bytes of its line before and behind it.
const LONGEST_TEXT: usize = 120;
const CONTEXT: usize = 120;

/// The text that a finding is about.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Debug)]
pub struct Mark {
    /// What the place holds on its first line, runs of blanks as one; empty where it holds nothing.
    pub text: String,
    /// A hash of the line that it is on: 8 hexadecimal digits.
    pub line: String,
}

/// Reads the text of a finding's place.
pub fn mark(finding: &Diagnostic, sources: Sources) -> Mark {
    match sources(&finding.path) {
        Some(source) => read(&source, finding.span),
        None => Mark::default(),
    }
}

/// A fingerprint for each finding: 16 hexadecimal digits, and behind a colon which one of equals it is, from 1. It is
/// the same where lines above are added or removed.
pub fn fingerprints<'a>(findings: impl IntoIterator<Item = &'a Diagnostic>, sources: Sources) -> Vec<String> {
    let mut seen: HashMap<String, usize> = HashMap::new();
    let one = |finding: &Diagnostic| {
        let mark = mark(finding, sources);
        let hash = joined(&[finding.rule.name, finding.path.as_str(), &mark.text, &mark.line]);
        let number = seen.entry(hash.clone()).or_insert(0);
        *number += 1;
        format!("{hash}:{number}")
    };
    findings.into_iter().map(one).collect()
}

/// The first hexadecimal digits, at most 64, of a hash.
pub fn digits(bytes: &[u8], digits: usize) -> String {
    blake3::hash(bytes).to_hex()[..digits].to_owned()
}

fn read(source: &Source, span: Span) -> Mark {
    let number = source.position(span.start).line;
    let line = source.line(number);
    let offset = source.line_start(number) as usize;
    let inside = |at: u32| floor(line, (at as usize).saturating_sub(offset));
    let start = inside(span.start);
    let end = inside(span.end).max(start);
    let from = floor(line, start.saturating_sub(CONTEXT));
    let to = floor(line, start.saturating_add(CONTEXT));
    let text: String = squeezed(&line[start..end]).chars().take(LONGEST_TEXT).collect();
    Mark { text, line: digits(squeezed(&line[from..to]).as_bytes(), 8) }
}

/// A text with runs of blanks as one and none at its ends.
fn squeezed(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A hash of several texts.
fn joined(texts: &[&str]) -> String {
    digits(texts.join("\0").as_bytes(), 16)
}

/// The nearest boundary of characters at or before a byte.
fn floor(text: &str, at: usize) -> usize {
    (0..=at.min(text.len())).rev().find(|&at| text.is_char_boundary(at)).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::{rules::FILE_NOT_FOUND, source::SitePath};

    /// The fingerprints of all places `x.md` in a text.
    fn of(text: &str) -> Vec<String> {
        let source = Arc::new(Source::new("a.md".into(), text));
        let places = text.match_indices("x.md").map(|(at, found)| Span::new(at, at + found.len()));
        let findings: Vec<Diagnostic> = places.map(|span| FILE_NOT_FOUND.at(&source.path, span, "")).collect();
        fingerprints(&findings, &|_: &SitePath| Some(source.clone()))
    }

    #[test]
    fn lines_may_move() {
        let was = of("# A\n\n[x](x.md) é\n\n[y](x.md)\n");
        assert_eq!(was, of("# A\n\nMore.\r\n\r\n  [x](x.md)  é\r\n\r\n[y](x.md)\r\n"));
        assert_eq!(was.len(), 2);
        assert_ne!(was[0], was[1]);
        assert!(was.iter().all(|print| print.ends_with(":1") && print.len() == 18), "{was:?}");
    }

    #[test]
    fn equals_are_counted() {
        let was = of("[x](x.md)\n\n[x](x.md)\n");
        assert_eq!(was[0].replace(":1", ":2"), was[1]);
    }

    #[test]
    fn places_need_not_be_there() {
        let source = Source::new("a.md".into(), "日本");
        let check = |span, text: &str| assert_eq!(read(&source, span).text, text);
        check(Span::new(1, 4), "日");
        check(Span::new(90, 99), "");
        check(Span::new(0, 99), "日本");
        let finding = FILE_NOT_FOUND.at(&"gone.md".into(), Span::new(3, 4), "");
        assert_eq!(mark(&finding, &|_| None), Mark::default());
    }
}
