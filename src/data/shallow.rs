//! JSON that its parser can read: it refuses what is nested more deeply than it calls itself.

use std::borrow::Cow;

use crate::{find, source::Span};

/// JSON of the same length without what is nested too deeply, which its parser would not read; the place of the first.
pub(super) fn json(text: &str, limit: usize) -> (Cow<'_, str>, Option<Span>) {
    let bytes = text.as_bytes();
    let (mut depth, mut first) = (0usize, None);
    let mut cuts: Vec<(usize, usize)> = Vec::new();
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        let rest = &bytes[at..];
        at += match byte {
            b'"' => 1 + string_length(&rest[1..]),
            b'/' if rest.starts_with(b"//") => rest.iter().position(|&byte| byte == b'\n').unwrap_or(rest.len()),
            b'/' if rest.starts_with(b"/*") => find::find(&text[at + 2..], "*/").map_or(rest.len(), |end| end + 4),
            _ => 1,
        };
        match byte {
            b'[' | b'{' => {
                depth += 1;
                if depth == limit + 1 {
                    first.get_or_insert(Span::new(at - 1, at));
                    cuts.push((at - 1, bytes.len()));
                }
            }
            b']' | b'}' => {
                if depth == limit + 1
                    && let Some(cut) = cuts.last_mut()
                {
                    cut.1 = at;
                }
                depth = depth.saturating_sub(1);
            }
            _ => {}
        }
    }
    if cuts.is_empty() {
        return (text.into(), None);
    }
    let mut out = String::with_capacity(text.len());
    let mut from = 0;
    for (start, end) in cuts {
        out.push_str(&text[from..start]);
        // A value that says nothing, as long as what it stands for.
        out.push_str("\"\"");
        out.extend(std::iter::repeat_n(' ', (end - start).saturating_sub(2)));
        from = end;
    }
    out.push_str(&text[from..]);
    (out.into(), first)
}

/// The bytes of a string up to its closing quote and with it.
fn string_length(bytes: &[u8]) -> usize {
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        at += 1 + usize::from(byte == b'\\');
        if byte == b'"' {
            break;
        }
    }
    at.min(bytes.len())
}
