//! Finds the extensions' shapes in a text and hides them from the Markdown parser.
//!
//! Each is masked by HTML *of the same byte length*, so every span of the parser points into the author's text. One
//! that stands alone becomes a processing instruction, which begins and ends a block of its own; one inside a line
//! becomes a tag. Whatever is read back is read from the author's text by span, so that a mask inside a code block
//! never shows.

use std::borrow::Cow;

use super::{
    colon::{self, Colon},
    formulas, lines,
    read::ReadText,
    table,
    xref::{self, Masked},
};
use crate::{
    ext::{self, Lines, Shape},
    find,
    page::{Callouts, Dialect, Tables},
    source::Span,
};

/// The shapes of one text, in text order.
#[derive(Debug)]
pub(super) struct Shapes<'a> {
    /// The text with every shape masked and the indents of rows taken away.
    pub(super) text: ReadText<'a>,
    pub(super) list: Vec<Found>,
    /// Cross references that are masked too.
    xrefs: Vec<Masked>,
}

/// A shape that was found.
#[derive(Clone, Debug)]
pub(super) struct Found {
    pub(super) extension: u16,
    pub(super) span: Span,
    pub(super) word: Span,
    pub(super) legacy: bool,
    /// What follows the word up to the closing bracket.
    pub(super) rest: Span,
    /// The path with its place, for brackets.
    pub(super) path: Option<(Box<str>, Span)>,
    pub(super) block: bool,
    /// For triple colons.
    pub(super) colon: Option<Box<Colon>>,
}

impl Shapes<'_> {
    /// The shape that begins at a byte.
    pub(super) fn at(&self, start: usize) -> Option<&Found> {
        self.list.binary_search_by_key(&(start as u32), |found| found.span.start).ok().map(|at| &self.list[at])
    }

    /// The masked cross reference that begins at a byte.
    pub(super) fn xref_at(&self, start: u32) -> Option<&Masked> {
        self.xrefs.binary_search_by_key(&start, |masked| masked.span.start).ok().map(|at| &self.xrefs[at])
    }
}

/// Finds every shape from a byte on.
pub(super) fn find(text: &str, body_start: usize, dialect: Dialect) -> Shapes<'_> {
    let callouts = dialect.callouts;
    let mut list = Vec::new();
    let mut hidden = Vec::new();
    let mut at = body_start;
    // Nearly all lines hold none of these: go from one that may matter to the next.
    let (mut bracket_at, mut colon_at) = (next_bracket(text, at), next_colons(text, at));
    while bracket_at.is_some() || colon_at.is_some() {
        let open = bracket_at.unwrap_or(usize::MAX).min(colon_at.unwrap_or(usize::MAX));
        at = open + 1;
        let found = if escaped(text, open) {
            None
        } else if colon_at == Some(open) {
            colons(text, open, body_start)
        } else {
            let found = bracket(text, open).or_else(|| quote(text, open, body_start, callouts));
            if found.is_none() {
                hidden.extend(defining_colon(text, open, body_start, callouts));
            }
            found
        };
        if colon_at == Some(open) && found.is_none() {
            at = open + text.as_bytes()[open..].iter().take_while(|&&byte| byte == b':').count();
        }
        if let Some(found) = found {
            at = found.span.end as usize;
            list.push(found);
        }
        if bracket_at.is_some_and(|open| open < at) {
            bracket_at = next_bracket(text, at);
        }
        if colon_at.is_some_and(|open| open < at) {
            colon_at = next_colons(text, at);
        }
    }
    let mut xrefs = xref::masked(text, body_start);
    if list.is_empty() && xrefs.is_empty() {
        let mut masked = Cow::Borrowed(text);
        lines::replace(&mut masked, &hidden, ',');
        hide_signs(&mut masked, body_start, dialect);
        return Shapes { text: ReadText::new(text, masked, &[]), list, xrefs };
    }
    xrefs.retain(|masked| {
        let from = list.partition_point(|found| found.span.end <= masked.span.start);
        !list.get(from).is_some_and(|found| found.span.overlaps(masked.span))
    });
    let mut masked = String::with_capacity(text.len());
    let mut from = 0;
    for found in &list {
        masked.push_str(&text[from..found.span.start as usize]);
        mask(&mut masked, found.span.len(), found.block);
        from = found.span.end as usize;
    }
    masked.push_str(&text[from..]);
    for found in &xrefs {
        masked.replace_range(found.span.range(), &xref::mask(found.span.len()));
    }
    let mut masked = Cow::Owned(masked);
    lines::replace(&mut masked, &hidden, ',');
    hide_signs(&mut masked, body_start, dialect);
    let indents = indents(text, &list);
    Shapes { text: ReadText::new(text, masked, &indents), list, xrefs }
}

/// Hides signs that mean something else to the parser than to the dialect.
fn hide_signs(text: &mut Cow<'_, str>, from: usize, dialect: Dialect) {
    if dialect.definition_lists {
        hide_colons(text, from);
    }
    if dialect.math {
        formulas::hide(text, from);
    }
    if dialect.tables == Tables::Learn {
        table::hide_bars(text, from);
    }
    table::level(text, from);
}

/// Hides colons at the start of a line without a blank behind them: a definition needs one.
fn hide_colons(text: &mut Cow<'_, str>, from: usize) {
    let (mut of_names, mut others) = (Vec::new(), Vec::new());
    let mut at = from;
    for line in text[from..].split_inclusive('\n') {
        let start = lines::content_start(line);
        let behind = line[start..].strip_prefix(':').filter(|behind| !behind.starts_with([' ', '\t']));
        // The second line of a table may begin so.
        if let Some(behind) = behind.filter(|_| !(line.contains('|') && line.contains('-'))) {
            // In a tag of several lines the name of an attribute may begin so: it must stay one.
            let list =
                if behind.starts_with(|char: char| char.is_ascii_alphabetic()) { &mut of_names } else { &mut others };
            list.push(at + start);
        }
        at += line.len();
    }
    lines::replace(text, &of_names, 'x');
    lines::replace(text, &others, ',');
}

/// The colon behind `[!NOTE]` at the start of a line, with which it would be the definition of a link: no line is shown of
/// one.
fn defining_colon(text: &str, open: usize, body_start: usize, callouts: Callouts) -> Option<usize> {
    prefix(text, open, body_start).filter(|before| is_prefix(before))?;
    let (word, _) = word(text, open);
    ext::find_quote(&text[word.range()], callouts)?;
    let rest = text.as_bytes()[word.end as usize..].iter().take(CONSTRUCT_LIMIT);
    let close = word.end as usize + rest.take_while(|&&byte| !matches!(byte, b']' | b'\n' | b'\r')).count();
    text[close..].starts_with("]:").then_some(close + 1)
}

/// The indents of the lines of rows and columns: what is indented in them is no code, but laid out.
fn indents(text: &str, list: &[Found]) -> Vec<Span> {
    let laid_out = |found: &&Found| found.block && ext::ALL[usize::from(found.extension)].lines == Lines::LaidOut;
    let mut out = Vec::new();
    let mut depth = 0usize;
    let mut from = 0;
    for found in list.iter().filter(laid_out) {
        let line_start = text[..found.span.start as usize].rfind(['\n', '\r']).map_or(0, |at| at + 1);
        if depth > 0 && line_start > from {
            lines_indents(text, from, line_start, &mut out);
        }
        let blank = text[line_start..found.span.start as usize].bytes().all(|byte| byte == b' ' || byte == b'\t');
        if blank && line_start < found.span.start as usize {
            out.push(Span::new(line_start, found.span.start as usize));
        }
        depth = if found.colon.as_ref().is_some_and(|colon| colon.end) { depth.saturating_sub(1) } else { depth + 1 };
        let after = &text[found.span.end as usize..];
        from = found.span.end as usize + after.find('\n').map_or(after.len(), |at| at + 1);
    }
    out
}

/// The indent that all lines of a region have in common, but those that are blank.
fn lines_indents(text: &str, from: usize, to: usize, out: &mut Vec<Span>) {
    let blanks = |line: &str| line.bytes().take_while(|&byte| byte == b' ' || byte == b'\t').count();
    let lines = || text[from..to].split_inclusive('\n').filter(|line| !line.trim().is_empty());
    let Some(shared) = lines().map(blanks).min().filter(|&shared| shared > 0) else { return };
    let mut at = from;
    for line in text[from..to].split_inclusive('\n') {
        let length = blanks(line).min(shared);
        if length > 0 && !line.trim().is_empty() {
            out.push(Span::new(at, at + length));
        }
        at += line.len();
    }
}

/// The next three colons from a byte on.
fn next_colons(text: &str, from: usize) -> Option<usize> {
    find::find(text.get(from..)?, ":::").map(|at| from + at)
}

/// A construct of triple colons.
fn colons(text: &str, open: usize, body_start: usize) -> Option<Found> {
    let before = prefix(text, open, body_start).filter(|before| is_prefix(before));
    let colon = colon::read(text, open, before.is_some())?;
    let after = text[colon.span.end as usize..].trim_start_matches([' ', '\t']);
    let ends_line = after.is_empty() || after.starts_with(['\n', '\r']);
    let block = before.is_some() && ends_line;
    let own_line = colon.end || ext::ALL[usize::from(colon.extension)].lines != Lines::Any;
    if own_line && before.is_none() {
        return None;
    }
    let mut span = colon.span;
    if !block && own_line {
        // Text behind its line: the line is taken whole, and the text told.
        let line = text[open..].split(['\n', '\r']).next().unwrap_or("").trim_end().len();
        span = Span::new(open, open + line);
    }
    let word = colon.word;
    let rest = Span { start: word.end, end: span.end };
    let block = block || own_line;
    Some(Found {
        extension: colon.extension,
        span,
        word,
        legacy: false,
        rest,
        path: None,
        block,
        colon: Some(Box::new(colon)),
    })
}

fn mask(out: &mut String, length: usize, block: bool) {
    let (open, close) = if block { ("<?", "?>") } else { ("<x", "/>") };
    out.push_str(open);
    out.extend(std::iter::repeat_n(' ', length - 4));
    out.push_str(close);
}

const LEGACY: &str = "AZURE.";

/// The next `[!` or `[AZURE.` from a byte on.
fn next_bracket(text: &str, from: usize) -> Option<usize> {
    let bytes = text.as_bytes();
    let mut at = from;
    loop {
        at += bytes.get(at..)?.iter().position(|&byte| byte == b'[')?;
        let after = &bytes[at + 1..];
        let legacy = after.get(..LEGACY.len()).is_some_and(|word| word.eq_ignore_ascii_case(LEGACY.as_bytes()));
        if after.first() == Some(&b'!') || legacy {
            return Some(at);
        }
        at += 1;
    }
}

fn escaped(text: &str, at: usize) -> bool {
    text.as_bytes()[..at].iter().rev().take(64).take_while(|&&byte| byte == b'\\').count() % 2 == 1
}

/// The word after `[!` or `[AZURE.`.
fn word(text: &str, open: usize) -> (Span, bool) {
    let legacy = text.as_bytes()[open + 1] != b'!';
    let start = open + 1 + if legacy { LEGACY.len() } else { 1 };
    let inside = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' && legacy;
    let length = text.as_bytes()[start..].iter().take_while(|&&byte| inside(byte)).count();
    (Span::new(start, start + length), legacy)
}

/// `[!NAME[title](path)]`, with `-suffix` or `+suffix` and blanks after the name.
fn bracket(text: &str, open: usize) -> Option<Found> {
    let bytes = text.as_bytes();
    let (word, legacy) = word(text, open);
    let extension = ext::find(Shape::Bracket, &text[word.range()])?;
    let mut at = word.end as usize;
    if matches!(bytes.get(at), Some(b'-' | b'+')) {
        let inside = |byte: u8| byte.is_ascii_alphanumeric() || b"-+_.#/".contains(&byte);
        at += bytes[at..].iter().take(LINE_START_LIMIT).take_while(|&&byte| inside(byte)).count();
    }
    at += bytes[at..].iter().take_while(|&&byte| byte == b' ' || byte == b'\t').count();
    let (_, after_title) = balanced(bytes, at, b'[', b']')?;
    let (inside, after_path) = balanced(bytes, after_title, b'(', b')')?;
    if bytes.get(after_path) != Some(&b']') {
        return None;
    }
    let path = destination(text, inside);
    let span = Span::new(open, after_path + 1);
    let rest = Span::new(word.end as usize, after_path);
    let block = alone(text, span);
    Some(Found { extension, span, word, legacy, rest, path: Some(path), block, colon: None })
}

/// What stands between brackets on one line, from the opening one on, and the byte after the closing one.
fn balanced(bytes: &[u8], at: usize, open: u8, close: u8) -> Option<(Span, usize)> {
    if bytes.get(at) != Some(&open) {
        return None;
    }
    let mut depth = 0;
    let mut here = at;
    while let Some(&byte) = bytes.get(here).filter(|_| here - at < CONSTRUCT_LIMIT) {
        match byte {
            b'\\' => here += 1,
            b'\n' | b'\r' => return None,
            byte if byte == open => depth += 1,
            byte if byte == close => {
                depth -= 1;
                if depth == 0 {
                    return Some((Span::new(at + 1, here), here + 1));
                }
            }
            _ => {}
        }
        here += 1;
    }
    None
}

/// The path in parentheses: blanks and `<>` around it and a title behind it left out, escapes resolved.
fn destination(text: &str, inside: Span) -> (Box<str>, Span) {
    let raw = &text[inside.range()];
    let start = inside.start as usize + (raw.len() - raw.trim_start().len());
    let raw = raw.trim();
    if let Some(path) = raw.strip_prefix('<').and_then(|rest| rest.split('>').next()) {
        return (path.into(), Span::new(start + 1, start + 1 + path.len()));
    }
    // A title stands in quotes after a blank.
    let title = raw.find([' ', '\t']).filter(|&at| raw[at..].trim_start().starts_with(['"', '\'']));
    let path = raw[..title.unwrap_or(raw.len())].trim_end();
    let span = Span::new(start, start + path.len());
    // `..\includes\a.md` is a path as Windows writes it, not one of escapes.
    if !path.contains('\\') || !path.contains('/') {
        return (path.into(), span);
    }
    let mut plain = String::with_capacity(path.len());
    let mut chars = path.chars().peekable();
    while let Some(char) = chars.next() {
        match chars.peek() {
            Some(next) if char == '\\' && next.is_ascii_punctuation() => {
                plain.push(*next);
                chars.next();
            }
            _ => plain.push(char),
        }
    }
    (plain.into(), span)
}

/// Whether only signs of quotes and lists stand before a span on its line, and only blanks behind it.
fn alone(text: &str, span: Span) -> bool {
    let after = text[span.end as usize..].trim_start_matches([' ', '\t']);
    (after.is_empty() || after.starts_with(['\n', '\r'])) && prefix(text, span.start as usize, 0).is_some_and(is_prefix)
}

/// The longest line start that is looked at, and the longest construct, in bytes: what is longer is text. Without a
/// limit a line of millions of brackets would be walked once for each.
const LINE_START_LIMIT: usize = 256;
const CONSTRUCT_LIMIT: usize = 1024;

/// What stands before a byte on its line, where that is short.
fn prefix(text: &str, at: usize, body_start: usize) -> Option<&str> {
    let bytes = &text.as_bytes()[body_start..at];
    let length =
        bytes.iter().rev().take(LINE_START_LIMIT + 1).take_while(|&&byte| byte != b'\n' && byte != b'\r').count();
    if length > LINE_START_LIMIT { None } else { text.get(at - length..at) }
}

/// Whether a text is blanks, `>` and list markers alone.
fn is_prefix(text: &str) -> bool {
    let mut rest = text;
    loop {
        rest = rest.trim_start_matches([' ', '\t', '>']);
        if rest.is_empty() {
            return true;
        }
        let Some(marker) = lines::marker(rest) else { return false };
        rest = &rest[marker..];
    }
}

/// `> [!NAME rest]` alone on its line. Where the next line is a lazy one, without `>`, it is left to the parser, which
/// then makes one paragraph of the two.
fn quote(text: &str, open: usize, body_start: usize, callouts: Callouts) -> Option<Found> {
    let before = prefix(text, open, body_start)?;
    if !before.trim_end().ends_with('>') || !is_prefix(before) {
        return None;
    }
    let (mut word, legacy) = word(text, open);
    if !callouts.is_empty() {
        let long = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
        word.end += text.as_bytes()[word.end as usize..].iter().take_while(|&&byte| long(byte)).count() as u32;
    }
    let extension = ext::find_quote(&text[word.range()], callouts)?;
    let line_end = text[open..].find(['\n', '\r']).map_or(text.len(), |at| open + at);
    let close = open + text[open..line_end].trim_end().len();
    if close < word.end as usize + 1 || text.as_bytes()[close - 1] != b']' {
        return None;
    }
    let rest = Span::new(word.end as usize, close - 1);
    // `[!NOTE](link)` and `[!NOTE][x]` are no markers.
    if text[rest.range()].contains(']') && !text[rest.range()].contains('"') {
        return None;
    }
    let next = text[line_end..].strip_prefix("\r\n").or_else(|| text[line_end..].strip_prefix(['\n', '\r']));
    let next = next.and_then(|next| next.split(['\n', '\r']).next()).unwrap_or("");
    let next = next.trim_start_matches([' ', '\t']);
    if !next.is_empty() && !next.starts_with('>') && starts_paragraph(next) {
        return None;
    }
    let span = Span::new(open, close);
    Some(Found { extension, span, word, legacy, rest, path: None, block: true, colon: None })
}

/// Whether a line without `>` would go on with the quote's paragraph: it begins no block of its own.
fn starts_paragraph(line: &str) -> bool {
    let marker = line.starts_with(['#', '<', '|', '`', '~', '-', '*', '+']) || line.starts_with("[!");
    let number = line.bytes().take_while(u8::is_ascii_digit).count();
    let numbered = number > 0 && matches!(line.as_bytes().get(number), Some(b'.' | b')'));
    !marker && !numbered
}

#[cfg(test)]
mod tests {
    use super::*;

    fn show(text: &str) -> String {
        let shapes = find(text, 0, Dialect::LEARN);
        assert_eq!(shapes.text.as_str().len(), text.len());
        let shown = shapes.list.iter().map(|found| {
            let path =
                found.path.as_ref().map_or(String::new(), |(path, span)| format!(" {path}<{}>", &text[span.range()]));
            format!("{}{path}{}", &text[found.word.range()], if found.block { " block" } else { "" })
        });
        shown.collect::<Vec<_>>().join(", ")
    }

    #[test]
    fn includes() {
        let check = |text: &str, want: &str| assert_eq!(show(text), want, "{text}");
        check("[!INCLUDE [x](a.md)]", "INCLUDE a.md<a.md> block");
        check("  > 1. [!include+[x](<a b.md>)]  \n", "include a b.md<a b.md> block");
        check("a [!INCLUDE[x [y]](a.md \"t\")] b", "INCLUDE a.md<a.md>");
        check("[!INCLUDE [](x/a\\_b.md)]", "INCLUDE x/a_b.md<x/a\\_b.md> block");
        check("[!INCLUDE [](a b.md)]", "INCLUDE a b.md<a b.md> block");
        check("[!INCLUDE [](..\\x\\a.md)]", "INCLUDE ..\\x\\a.md<..\\x\\a.md> block");
        check("\\[!INCLUDE [x](a.md)]", "");
        check("[!INCLUDE [x](a.md) ]", "");
        check("[!INCLUDE [x]\n(a.md)]", "");
        check("[AZURE.INCLUDE [x](a.md)]", "INCLUDE a.md<a.md> block");
        check("| [!INCLUDE [x](a.md)] | b |", "INCLUDE a.md<a.md>");
        check("* [!code-c#[x](a.cs?range=1#b \"t\")]", "code a.cs?range=1#b<a.cs?range=1#b> block");
        check("[!CODE [x](a.cs)]", "CODE a.cs<a.cs> block");
    }

    #[test]
    fn quotes() {
        let check = |text: &str, want: &str| assert_eq!(show(text), want, "{text}");
        check("> [!NOTE]\n> a", "NOTE block");
        check(">[!note]  \r\n> a", "note block");
        check("* > > [!Tip]\n", "Tip block");
        check("> [!NOTE] a", "");
        check("> [!FOO]\n", "");
        check("[!NOTE]\n", "");
        check("> [!NOTE]\nlazy", "");
        check("> [!NOTE]\n\nb", "NOTE block");
        check("> [!div class=\"a\"]\n> b", "div block");
        check("> [!VIDEO https://e.org/a]", "VIDEO block");
        check("> [AZURE.SELECTOR]\n> - a", "SELECTOR block");
        check("> [!NOTE](a)\n", "");
    }
}
