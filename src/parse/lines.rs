//! Lines of Markdown: what stands before their text, and what a line begins.

use std::borrow::Cow;

/// Where a line's text begins, behind blanks and the signs of quotes.
pub(super) fn content_start(line: &str) -> usize {
    line.len() - line.trim_start_matches([' ', '\t', '>']).len()
}

/// Where a line's text begins, behind the signs of quotes and of list items.
pub(super) fn text_start(line: &str) -> usize {
    let mut at = content_start(line);
    while let Some(length) = marker(&line[at..]) {
        at += length + content_start(&line[at + length..]);
    }
    at
}

/// The bytes of an item's sign at the start of a text, with one blank behind it.
pub(super) fn marker(text: &str) -> Option<usize> {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    match text.as_bytes()[digits..] {
        [b'.' | b')', b' ' | b'\t', ..] if (1..=9).contains(&digits) => Some(digits + 2),
        [b'-' | b'*' | b'+', b' ' | b'\t', ..] if digits == 0 => Some(2),
        _ => None,
    }
}

/// The sign of a line that begins or ends a block of code, and how often it is there.
pub(super) fn fence(content: &str) -> Option<(u8, usize)> {
    let sign = *content.as_bytes().first().filter(|&&byte| byte == b'`' || byte == b'~')?;
    let length = content.bytes().take_while(|&byte| byte == sign).count();
    (length >= 3 && !(sign == b'`' && content[length..].contains('`'))).then_some((sign, length))
}

/// Whether a line begins a block of its own: a heading, an item, a row of a table.
pub(super) fn begins_block(content: &str) -> bool {
    content.starts_with(['#', '|']) || marker(content).is_some()
}

/// Puts something else in the place of ASCII signs that the parser is not to see: what is read back is read from the
/// author's text. A comma means nothing to Markdown, and stands beside emphasis as those signs do.
pub(super) fn replace(text: &mut Cow<'_, str>, places: &[usize], with: char) {
    if places.is_empty() {
        return;
    }
    let mut out = String::with_capacity(text.len());
    let mut from = 0;
    for &at in places {
        out.push_str(&text[from..at]);
        out.push(with);
        from = at + 1;
    }
    out.push_str(&text[from..]);
    *text = out.into();
}
