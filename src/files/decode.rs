//! A file's bytes become text: UTF-8, UTF-16 behind a byte order mark, or Windows-1252, and findings where they are not.

use std::sync::Arc;

use crate::{
    diagnostic::Diagnostic,
    rules::INVALID_ENCODING,
    source::{SitePath, Source, Span},
};

/// Decodes a file. A byte order mark is dropped; NUL becomes U+FFFD as CommonMark asks.
/// A file too long for spans has an empty text.
pub fn decode(path: &SitePath, bytes: Vec<u8>) -> (Source, Vec<Diagnostic>) {
    let mut found = Vec::new();
    let mut text = decode_text(path, &bytes, &mut found);
    drop(bytes);
    if text.as_bytes().contains(&0) {
        text = replace_nul(path, &text, &mut found);
    }
    if u32::try_from(text.len()).is_err() {
        found = vec![INVALID_ENCODING.at(path, Span::default(), "the file is longer than 4 GiB and is read as empty")];
        text = "".into();
    }
    (Source::new(path.clone(), text), found)
}

/// A text as bytes in the encoding of others: behind their byte order mark. `None` where they are in none that every text
/// can be written in.
pub fn encode(text: &str, like: &[u8]) -> Option<Vec<u8>> {
    let units = |bytes: fn(u16) -> [u8; 2]| {
        let mut out = Vec::with_capacity(2 + text.len() * 2);
        out.extend(bytes(0xFEFF));
        out.extend(text.encode_utf16().flat_map(bytes));
        out
    };
    match like {
        [0xEF, 0xBB, 0xBF, ..] => Some([&like[..3], text.as_bytes()].concat()),
        [0xFF, 0xFE, ..] => Some(units(u16::to_le_bytes)),
        [0xFE, 0xFF, ..] => Some(units(u16::to_be_bytes)),
        bytes => std::str::from_utf8(bytes).is_ok().then(|| text.as_bytes().to_vec()),
    }
}

fn decode_text(path: &SitePath, bytes: &[u8], found: &mut Vec<Diagnostic>) -> Arc<str> {
    match bytes {
        [0xEF, 0xBB, 0xBF, rest @ ..] => decode_utf8(path, rest, found),
        [0xFF, 0xFE, rest @ ..] => decode_utf16(path, rest, u16::from_le_bytes, found),
        [0xFE, 0xFF, rest @ ..] => decode_utf16(path, rest, u16::from_be_bytes, found),
        bytes => decode_utf8(path, bytes, found),
    }
}

fn decode_utf8(path: &SitePath, bytes: &[u8], found: &mut Vec<Diagnostic>) -> Arc<str> {
    if let Ok(text) = std::str::from_utf8(bytes) {
        return text.into();
    }
    if bytes.utf8_chunks().all(|chunk| chunk.valid().is_ascii()) {
        return decode_windows_1252(path, bytes, found);
    }
    let mut text = String::with_capacity(bytes.len());
    let mut places = Places::default();
    for chunk in bytes.utf8_chunks() {
        text.push_str(chunk.valid());
        if !chunk.invalid().is_empty() {
            places.note(&text);
            text.push(char::REPLACEMENT_CHARACTER);
        }
    }
    places.report(path, &text, |count| invalid("UTF-8", count), found);
    text.into()
}

/// The upper half of Windows-1252 is Latin-1 but for 0x80 to 0x9F; bytes without a meaning stay control characters, as
/// the WHATWG's Encoding Standard has it.
fn decode_windows_1252(path: &SitePath, bytes: &[u8], found: &mut Vec<Diagnostic>) -> Arc<str> {
    const FROM_80: [char; 32] = [
        '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8D}', 'Ž', '\u{8F}', //
        '\u{90}', '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9D}', 'ž', 'Ÿ',
    ];
    let mut text = String::with_capacity(bytes.len() + bytes.len() / 8);
    let mut places = Places::default();
    for &byte in bytes {
        if !byte.is_ascii() {
            places.note(&text);
        }
        match byte {
            0x80..=0x9F => text.push(FROM_80[usize::from(byte - 0x80)]),
            byte => text.push(char::from(byte)),
        }
    }
    places.report(path, &text, |_| "the file is not UTF-8 and is read as Windows-1252".to_owned(), found);
    text.into()
}

fn decode_utf16(path: &SitePath, bytes: &[u8], unit: fn([u8; 2]) -> u16, found: &mut Vec<Diagnostic>) -> Arc<str> {
    let (pairs, rest) = bytes.as_chunks::<2>();
    let mut text = String::with_capacity(bytes.len());
    let mut places = Places::default();
    // A byte that is left over is half a character: a lone surrogate stands for it.
    let cut = (!rest.is_empty()).then_some(0xD800);
    for char in char::decode_utf16(pairs.iter().map(|&pair| unit(pair)).chain(cut)) {
        if char.is_err() {
            places.note(&text);
        }
        text.push(char.unwrap_or(char::REPLACEMENT_CHARACTER));
    }
    places.report(path, &text, |count| invalid("UTF-16", count), found);
    text.into()
}

fn replace_nul(path: &SitePath, text: &str, found: &mut Vec<Diagnostic>) -> Arc<str> {
    for diagnostic in &mut *found {
        let before = text.as_bytes()[..diagnostic.span.start as usize].iter().filter(|&&byte| byte == 0).count();
        let moved = |at: u32| at as usize + before * (char::REPLACEMENT_CHARACTER.len_utf8() - 1);
        diagnostic.span = Span::new(moved(diagnostic.span.start), moved(diagnostic.span.end));
    }
    let mut places = Places::default();
    let mut out = String::with_capacity(text.len() + 16);
    for (at, part) in text.split('\0').enumerate() {
        if at > 0 {
            places.note(&out);
            out.push(char::REPLACEMENT_CHARACTER);
        }
        out.push_str(part);
    }
    let message = |count| format!("the file holds {count} NUL {}, shown as `\u{FFFD}`", plural(count, "byte", "bytes"));
    places.report(path, &out, message, found);
    out.into()
}

/// Where decoded text has the first of a kind of bad place, and how many there are.
#[derive(Default)]
struct Places {
    first: usize,
    count: usize,
}

impl Places {
    /// Notes a bad place at the end of the text so far.
    fn note(&mut self, text: &str) {
        if self.count == 0 {
            self.first = text.len();
        }
        self.count += 1;
    }

    /// Reports the first place in the finished text, unless there is none.
    fn report(&self, path: &SitePath, text: &str, message: impl Fn(usize) -> String, found: &mut Vec<Diagnostic>) {
        let Some(char) = text[self.first..].chars().next().filter(|_| self.count > 0) else { return };
        let span = Span::new(self.first, self.first + char.len_utf8());
        found.push(INVALID_ENCODING.at(path, span, message(self.count)));
    }
}

fn invalid(encoding: &str, count: usize) -> String {
    let places = plural(count, "place", "places");
    format!("the file holds invalid {encoding} in {count} {places}, shown as `{}`", char::REPLACEMENT_CHARACTER)
}

fn plural(count: usize, one: &'static str, many: &'static str) -> &'static str {
    if count == 1 { one } else { many }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_becomes_bytes() {
        for bytes in [&b"a\r\nb\r"[..], b"", b"\xEF\xBB\xBF# a", b"\xFF\xFEa\0\x3D\xD8\x00\xDE", b"\xFE\xFF\0a"] {
            let (source, _) = decode(&"a.md".into(), bytes.to_vec());
            assert_eq!(encode(&source.written(), bytes).as_deref(), Some(bytes));
        }
        assert_eq!(encode("a", b"\xE9"), None);
    }

    #[test]
    fn bytes_become_text() {
        let check = |bytes: &[u8], text: &str, want: &[(u32, u32, &str)]| {
            let (source, found) = decode(&"a.md".into(), bytes.to_vec());
            assert_eq!(&*source.text, text);
            let found: Vec<_> = found.iter().map(|at| (at.span.start, at.span.end, at.message.as_str())).collect();
            assert_eq!(found, want);
        };
        check(b"", "", &[]);
        check("a\r\nß\r\u{1b}".as_bytes(), "a\r\nß\n\u{1b}", &[]);
        check(b"\xEF\xBB\xBF# a", "# a", &[]);
        check(b"\xFF\xFEa\0\x3D\xD8\x00\xDE", "a😀", &[]);
        check(b"\xFE\xFF\0a", "a", &[]);
        check(
            b"\xFE\xFF\0a\0",
            "a\u{FFFD}",
            &[(1, 4, "the file holds invalid UTF-16 in 1 place, shown as `\u{FFFD}`")],
        );
        check(
            b"it\x92s \x80 \xE9\x81",
            "it’s € é\u{81}",
            &[(2, 5, "the file is not UTF-8 and is read as Windows-1252")],
        );
        check("é\u{0}".as_bytes(), "é\u{FFFD}", &[(2, 5, "the file holds 1 NUL byte, shown as `\u{FFFD}`")]);
        check(
            b"\0\xC3\xA9\xFF\xC3\xA9\xE2\x82",
            "\u{FFFD}é\u{FFFD}é\u{FFFD}",
            &[
                (5, 8, "the file holds invalid UTF-8 in 2 places, shown as `\u{FFFD}`"),
                (0, 3, "the file holds 1 NUL byte, shown as `\u{FFFD}`"),
            ],
        );
    }
}
