//! Where a link's destination stands: the parser tells what it is, not where.

use super::read::{ReadSpan, ReadText};

/// Where the address of an inline link or picture begins, with its parenthesis.
pub(super) fn tail(text: &ReadText, span: ReadSpan) -> Option<usize> {
    let bytes = text.as_str().as_bytes();
    let end = span.end().min(bytes.len());
    let start = span.start() + usize::from(bytes.get(span.start()) == Some(&b'!'));
    label_end(bytes, start, end).filter(|&at| bytes.get(at) == Some(&b'('))
}

/// The destination of an inline link or picture that begins at `start` with `[` or `![`. `None` where it is not found.
pub(super) fn inline(text: &ReadText, span: ReadSpan) -> Option<ReadSpan> {
    let bytes = text.as_str().as_bytes();
    Some(destination(bytes, tail(text, span)? + 1, span.end().min(bytes.len())))
}

/// The destination in a definition `[label]: destination "title"`.
pub(super) fn definition(text: &ReadText, span: ReadSpan) -> Option<ReadSpan> {
    let bytes = text.as_str().as_bytes();
    let end = span.end().min(bytes.len());
    let open = span.start() + bytes[span.start()..end].iter().position(|&byte| byte == b'[')?;
    let at = label_end(bytes, open, end)?;
    if bytes.get(at) != Some(&b':') {
        return None;
    }
    Some(destination(bytes, at + 1, end))
}

/// The byte after the `]` that closes the bracket at `at`: escapes, code spans, `<…>` and nested brackets are skipped.
fn label_end(bytes: &[u8], mut at: usize, end: usize) -> Option<usize> {
    let mut depth = 0usize;
    while at < end {
        match bytes[at] {
            b'\\' => at += 1,
            b'`' => {
                let run = bytes[at..end].iter().take_while(|&&byte| byte == b'`').count();
                at = code_end(bytes, at + run, end, run).unwrap_or(at + run);
                continue;
            }
            b'<' => {
                // An autolink or a tag: to its `>`, if that comes before the next `<`.
                let rest = &bytes[at + 1..end];
                match rest.iter().position(|&byte| matches!(byte, b'>' | b'<' | b'\n')) {
                    Some(length)
                        if rest[length] == b'>' && rest.first().is_some_and(|byte| !byte.is_ascii_whitespace()) =>
                    {
                        at += length + 1;
                    }
                    _ => {}
                }
            }
            b'[' => depth += 1,
            b']' => {
                depth -= 1;
                if depth == 0 {
                    return Some(at + 1);
                }
            }
            _ => {}
        }
        at += 1;
    }
    None
}

/// The byte after the run of `length` back-quotes that closes a code span.
fn code_end(bytes: &[u8], mut at: usize, end: usize, length: usize) -> Option<usize> {
    while at < end {
        if bytes[at] != b'`' {
            at += 1;
            continue;
        }
        let run = bytes[at..end].iter().take_while(|&&byte| byte == b'`').count();
        at += run;
        if run == length {
            return Some(at);
        }
    }
    None
}

/// Skips blanks, then reads `<…>` or up to a blank or the `)` that nothing opened.
fn destination(bytes: &[u8], mut at: usize, end: usize) -> ReadSpan {
    // A line break may stand here, and in a quote the next line begins with its signs.
    while at < end && (bytes[at].is_ascii_whitespace() || bytes[at] == b'>') {
        at += 1;
    }
    if bytes.get(at) == Some(&b'<') && at < end {
        let start = at + 1;
        let mut close = start;
        while close < end && !matches!(bytes[close], b'>' | b'\n') {
            close += 1 + usize::from(bytes[close] == b'\\');
        }
        return ReadSpan::new(start, close.min(end));
    }
    let start = at;
    let mut depth = 0usize;
    while at < end {
        match bytes[at] {
            b'\\' => at += 1,
            b'(' => depth += 1,
            b')' if depth == 0 => break,
            b')' => depth -= 1,
            byte if byte.is_ascii_whitespace() => break,
            _ => {}
        }
        at += 1;
    }
    ReadSpan::new(start, at.min(end))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn destinations_are_found() {
        let check = |text: &str, want: &str| {
            let span = ReadSpan::new(0, text.len());
            let read = ReadText::new(text, text.into(), &[]);
            let found = if text.contains("]:") { definition(&read, span) } else { inline(&read, span) };
            assert_eq!(found.map(|span| read.slice(span)), Some(want), "{text}");
        };
        check("[a](b.md)", "b.md");
        check("![a](b.md \"t\")", "b.md");
        check("[a [b] `]` \\] <i x=\"]\">](  <b c.md> )", "b c.md");
        check("[a](b(c).md)", "b(c).md");
        check("[a](b\\).md)", "b\\).md");
        check("[a]()", "");
        check("[![a](b.png)](c.png#lightbox)", "c.png#lightbox");
        check("[a]: b.md 't'", "b.md");
        check("[a]:\n  <b c>", "b c");
        check("[a < b](c.md)", "c.md");
    }
}
