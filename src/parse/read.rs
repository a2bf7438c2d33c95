//! The text that the Markdown parser reads, and its places: the author's text with constructs masked and the indents of
//! rows taken away.

use std::borrow::Cow;

use crate::source::Span;

/// Bytes of a [`ReadText`]. Only [`ReadText::source_span`] makes a place of the author's text of it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct ReadSpan {
    start: u32,
    end: u32,
}

impl ReadSpan {
    pub(super) fn new(start: usize, end: usize) -> ReadSpan {
        ReadSpan { start: start as u32, end: end as u32 }
    }

    pub(super) fn start(self) -> usize {
        self.start as usize
    }

    pub(super) fn end(self) -> usize {
        self.end as usize
    }

    pub(super) fn len(self) -> usize {
        (self.end - self.start) as usize
    }
}

/// What the Markdown parser reads.
#[derive(Debug)]
pub(super) struct ReadText<'a> {
    /// The author's text.
    source: &'a str,
    text: Cow<'a, str>,
    /// Where indents were taken away: a byte of `text`, and how many bytes of the author's are missing before it in all.
    removed: Vec<(u32, u32)>,
}

impl<'a> ReadText<'a> {
    /// Hides the author's text behind one of the same length, without the bytes of `indents`, which are in order.
    pub(super) fn new(source: &'a str, masked: Cow<'a, str>, indents: &[Span]) -> ReadText<'a> {
        assert_eq!(source.len(), masked.len(), "a mask is as long as what it hides");
        if indents.is_empty() {
            return ReadText { source, text: masked, removed: Vec::new() };
        }
        let mut removed = Vec::with_capacity(indents.len());
        let mut text = String::with_capacity(masked.len());
        let (mut from, mut total) = (0, 0);
        for span in indents {
            text.push_str(&masked[from..span.start as usize]);
            from = span.end as usize;
            total += span.len() as u32;
            removed.push((text.len() as u32, total));
        }
        text.push_str(&masked[from..]);
        ReadText { source, text: text.into(), removed }
    }

    /// The whole text: for the parser, and to see what is in it at all.
    pub(super) fn as_str(&self) -> &str {
        &self.text
    }

    /// The text of a span; empty for one that is not in it.
    pub(super) fn slice(&self, span: ReadSpan) -> &str {
        self.text.get(span.start()..span.end()).unwrap_or("")
    }

    /// The bytes of the author's text.
    pub(super) fn source_span(&self, span: ReadSpan) -> Span {
        if self.removed.is_empty() {
            return Span { start: span.start, end: span.end };
        }
        let start = span.start + self.missing(span.start);
        if span.len() == 0 {
            return Span { start, end: start };
        }
        // An end stays at the byte it follows, so that no indent behind it is taken in.
        Span { start, end: span.end + self.missing(span.end - 1) }
    }

    /// The author's text, without the indents that were taken away.
    pub(super) fn written(&self, span: ReadSpan) -> Cow<'a, str> {
        let whole = self.source_span(span);
        let text = self.source.get(whole.range()).unwrap_or("");
        if whole.len() == span.len() {
            return text.into();
        }
        let mut out = String::with_capacity(span.len());
        let mut at = span.start;
        let first = self.removed.partition_point(|&(from, _)| from <= span.start);
        let ends = self.removed[first..].iter().map(|&(from, _)| from).take_while(|&from| from < span.end);
        for end in ends.chain([span.end]) {
            out.push_str(&self.source[self.source_span(ReadSpan { start: at, end }).range()]);
            at = end;
        }
        out.into()
    }

    /// Whether something that is read differs from what the author wrote.
    pub(super) fn is_masked(&self, span: ReadSpan) -> bool {
        self.slice(span) != self.written(span)
    }

    fn missing(&self, at: u32) -> u32 {
        match self.removed.partition_point(|&(from, _)| from <= at) {
            0 => 0,
            behind => self.removed[behind - 1].1,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_the_authors() {
        let text = "a\n  é b\n  c";
        let read = ReadText::new(text, "a\n  é X\n  c".into(), &[Span::new(2, 4), Span::new(9, 11)]);
        assert_eq!(read.as_str(), "a\né X\nc");
        let check = |start, end, author: &str, written: &str| {
            let span = ReadSpan::new(start, end);
            assert_eq!((&text[read.source_span(span).range()], &*read.written(span)), (author, written));
        };
        check(0, 1, "a", "a");
        check(0, 2, "a\n", "a\n");
        check(2, 4, "é", "é");
        check(2, 7, "é b\n", "é b\n");
        check(0, 8, text, "a\né b\nc");
        check(7, 8, "c", "c");
        check(8, 8, "", "");
        assert!(read.is_masked(ReadSpan::new(4, 6)) && !read.is_masked(ReadSpan::new(0, 4)));
    }
}
