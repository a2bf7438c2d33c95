//! A YAML scalar's text with the place of each of its bytes in the file.
//!
//! What the YAML parser made of the author's text is laid beside that text again: the runs that both have, the line
//! breaks that became blanks or vanished, the escapes that became signs. So whatever is found in the value is found in
//! the file.

use crate::{
    data::{Data, Value},
    source::{Source, Span},
};

/// A scalar's value and where it is from.
#[derive(Debug)]
pub(super) struct Scalar<'d> {
    pub(super) text: &'d str,
    /// The scalar in the file, quotes and all.
    pub(super) span: Span,
    /// In order and without gaps in the value; empty where the two texts could not be laid side by side.
    pieces: Vec<Piece>,
}

/// A run of the value and its place.
#[derive(Clone, Copy, Debug)]
struct Piece {
    at: u32,
    length: u32,
    /// For a verbatim run of the same length; for an escape or a line break all of it.
    place: Span,
}

/// A part of the author's text.
#[derive(Debug)]
enum Token {
    /// Stands in the value as it is.
    Run(Span),
    /// Stands for something else.
    Escape(Span, String),
    Break(Span),
}

/// Lays a scalar's value beside the file's text; `None` for what is no scalar, or null.
pub(super) fn read<'d>(source: &Source, data: &'d Data) -> Option<Scalar<'d>> {
    let text = data.as_str()?;
    let raw = source.slice(data.span);
    let ways: &[fn(&Source, Span) -> Vec<Token>] = match (&data.value, raw.as_bytes().first()) {
        (Value::Plain(_), _) => &[plain],
        (_, Some(b'"')) => &[double, block],
        (_, Some(b'\'')) => &[single, block],
        _ => &[block],
    };
    let pieces = ways.iter().find_map(|tokens| align(text, source, &tokens(source, data.span))).unwrap_or_default();
    Some(Scalar { text, span: data.span, pieces })
}

impl Scalar<'_> {
    /// The bytes of the file for bytes of the value.
    pub(super) fn place(&self, span: Span) -> Span {
        let Some(last) = self.pieces.last() else { return self.span };
        let start = match self.piece(span.start) {
            Some(piece) => piece.start(span.start),
            None => last.place.end,
        };
        if span.is_empty() {
            return Span { start, end: start };
        }
        let end = self.piece(span.end - 1).map_or(last.place.end, |piece| piece.end(span.end));
        Span { start, end: end.max(start) }
    }

    fn piece(&self, at: u32) -> Option<&Piece> {
        let behind = self.pieces.partition_point(|piece| piece.at <= at);
        self.pieces.get(behind.wrapping_sub(1)).filter(|piece| at < piece.at + piece.length)
    }
}

impl Piece {
    fn start(&self, at: u32) -> u32 {
        if self.place.len() == self.length as usize { self.place.start + (at - self.at) } else { self.place.start }
    }

    fn end(&self, at: u32) -> u32 {
        if self.place.len() == self.length as usize { self.place.start + (at - self.at) } else { self.place.end }
    }
}

/// Lays tokens beside a value. `None` where they are no two forms of one text.
fn align(text: &str, source: &Source, tokens: &[Token]) -> Option<Vec<Piece>> {
    let mut pieces = Vec::with_capacity(tokens.len());
    let mut at = 0;
    let mut put = |at: &mut usize, length: usize, place: Span| {
        if length > 0 {
            pieces.push(Piece { at: *at as u32, length: length as u32, place });
            *at += length;
        }
    };
    let newlines = |at: usize| text.as_bytes()[at..].iter().take_while(|&&byte| byte == b'\n').count();
    let mut next = 0;
    if let Some(Token::Run(first) | Token::Escape(first, _)) = tokens.first() {
        // Empty lines before a block's first line.
        put(&mut at, newlines(0), Span { start: first.start, end: first.start });
    }
    while let Some(token) = tokens.get(next) {
        if at == text.len() {
            // What is left was cut off: line breaks and blanks at the end.
            let blank = |token: &Token| match token {
                Token::Break(_) => true,
                Token::Run(span) => source.slice(*span).trim().is_empty(),
                Token::Escape(_, text) => text.is_empty(),
            };
            return tokens[next..].iter().all(blank).then_some(pieces);
        }
        match token {
            Token::Run(span) => {
                text.get(at..)?.strip_prefix(source.slice(*span))?;
                put(&mut at, span.len(), *span);
            }
            Token::Escape(span, value) => {
                text.get(at..)?.strip_prefix(value.as_str())?;
                put(&mut at, value.len(), *span);
            }
            Token::Break(span) => {
                let count = tokens[next..].iter().take_while(|token| matches!(token, Token::Break(_))).count();
                let kept = newlines(at).min(count);
                if kept == 0 && count == 1 && text.as_bytes()[at] == b' ' {
                    put(&mut at, 1, *span);
                } else if kept == 0 {
                    return None;
                }
                // Where lines are folded the first of several breaks is the one that vanishes.
                for token in &tokens[next + count - kept..next + count] {
                    let (Token::Break(span) | Token::Run(span) | Token::Escape(span, _)) = token;
                    put(&mut at, 1, *span);
                }
                next += count - 1;
            }
        }
        next += 1;
    }
    (at == text.len()).then_some(pieces)
}

/// The lines of a span with the line breaks behind them.
fn lines(source: &Source, span: Span) -> impl Iterator<Item = (Span, Option<Span>)> {
    let text = source.slice(span);
    let start = span.start as usize;
    let mut at = 0;
    let mut done = false;
    std::iter::from_fn(move || {
        if done {
            return None;
        }
        let rest = &text[at..];
        let Some(end) = rest.find(['\n', '\r']) else {
            done = true;
            return Some((Span::new(start + at, start + text.len()), None));
        };
        let length = if rest[end..].starts_with("\r\n") { 2 } else { 1 };
        let line = Span::new(start + at, start + at + end);
        at += end + length;
        Some((line, Some(Span::new(line.end as usize, line.end as usize + length))))
    })
}

/// A block scalar: each line without the indent of the first.
fn block(source: &Source, span: Span) -> Vec<Token> {
    let start = span.start as usize;
    let indent = start - source.text[..start].rfind(['\n', '\r']).map_or(0, |at| at + 1);
    let mut tokens = Vec::new();
    for (number, (line, end)) in lines(source, span).enumerate() {
        let blanks = source.slice(line).bytes().take(indent).take_while(|&byte| byte == b' ').count() as u32;
        let from = if number == 0 { line.start } else { line.start + blanks };
        if from < line.end {
            tokens.push(Token::Run(Span { start: from, end: line.end }));
        }
        tokens.extend(end.map(Token::Break));
    }
    tokens
}

/// A scalar in no quotes: each line without the blanks around it.
fn plain(source: &Source, span: Span) -> Vec<Token> {
    flow(source, span, |_, line, tokens| tokens.push(Token::Run(line)))
}

fn single(source: &Source, span: Span) -> Vec<Token> {
    let inside = Span { start: span.start + 1, end: span.end.saturating_sub(1).max(span.start + 1) };
    flow(source, inside, |source, line, tokens| {
        let mut from = line.start;
        let text = source.slice(line);
        for (at, _) in text.match_indices("''") {
            let at = line.start + at as u32;
            tokens.push(Token::Run(Span { start: from, end: at }));
            tokens.push(Token::Escape(Span { start: at, end: at + 2 }, "'".into()));
            from = at + 2;
        }
        tokens.push(Token::Run(Span { start: from, end: line.end }));
    })
}

fn double(source: &Source, span: Span) -> Vec<Token> {
    let inside = Span { start: span.start + 1, end: span.end.saturating_sub(1).max(span.start + 1) };
    flow(source, inside, |source, line, tokens| {
        let text = source.slice(line);
        let mut from = 0;
        let mut at = 0;
        let place = |from: usize, to: usize| Span::new(line.start as usize + from, line.start as usize + to);
        while let Some(found) = text[at..].find('\\') {
            let escape = at + found;
            let (length, value) = escaped(&text[escape + 1..]);
            if from < escape {
                tokens.push(Token::Run(place(from, escape)));
            }
            at = (escape + 1 + length).min(text.len());
            tokens.push(Token::Escape(place(escape, at), value));
            from = at;
        }
        if from < text.len() {
            tokens.push(Token::Run(place(from, text.len())));
        }
    })
}

/// The bytes behind a backslash that belong to it, and what they stand for; nothing for a line break.
fn escaped(rest: &str) -> (usize, String) {
    let Some(sign) = rest.chars().next() else { return (0, String::new()) };
    let digits = match sign {
        'x' => 2,
        'u' => 4,
        'U' => 8,
        _ => 0,
    };
    if digits > 0 {
        let code = rest.get(1..1 + digits).and_then(|code| u32::from_str_radix(code, 16).ok());
        return (1 + digits, code.and_then(char::from_u32).map(String::from).unwrap_or_default());
    }
    let value = match sign {
        '0' => '\0',
        'a' => '\x07',
        'b' => '\x08',
        't' => '\t',
        'n' => '\n',
        'v' => '\x0B',
        'f' => '\x0C',
        'r' => '\r',
        'e' => '\x1B',
        'N' => '\u{85}',
        '_' => '\u{A0}',
        'L' => '\u{2028}',
        'P' => '\u{2029}',
        other => other,
    };
    (sign.len_utf8(), value.into())
}

/// The lines of a scalar that is folded, without the blanks around line breaks; a break behind a backslash is none.
fn flow(source: &Source, span: Span, mut read: impl FnMut(&Source, Span, &mut Vec<Token>)) -> Vec<Token> {
    let mut tokens = Vec::new();
    let blank = [' ', '\t'];
    for (number, (line, end)) in lines(source, span).enumerate() {
        let text = source.slice(line);
        let mut line = line;
        if number > 0 {
            line.start += (text.len() - text.trim_start_matches(blank).len()) as u32;
        }
        if end.is_some() {
            let text = source.slice(line);
            line.end -= (text.len() - text.trim_end_matches(blank).len()) as u32;
        }
        if !line.is_empty() {
            read(source, line, &mut tokens);
        }
        let joined = matches!(tokens.last(), Some(Token::Escape(_, value)) if value.is_empty());
        tokens.extend(end.filter(|_| !joined).map(Token::Break));
    }
    tokens
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::read_yaml;

    /// The place of `needle` of the value of `a`.
    #[track_caller]
    fn check(text: &str, needle: &str, want: &str) {
        let source = Source::new("a.yml".into(), text);
        let data = read_yaml(text, 0).unwrap().data.unwrap();
        let scalar = read(&source, data.get("a").unwrap()).unwrap();
        assert!(!scalar.pieces.is_empty() || scalar.text.is_empty(), "{text:?} {:?}", scalar.text);
        let at = scalar.text.find(needle).unwrap_or_else(|| panic!("{needle:?} in {:?}", scalar.text));
        assert_eq!(source.slice(scalar.place(Span::new(at, at + needle.len()))), want, "{text:?}");
    }

    #[test]
    fn every_style_knows_its_places() {
        for style in ["|", ">", "|-", "|+", ">-", ">+", "|2", "| # c"] {
            check(&format!("a: {style}\n  b [c](d)\n\n  e [f](g)\n\nh: 1\n"), "(g)", "(g)");
        }
        check("a: |\n  b\n    c\n  d\n", "  c", "  c");
        check("a: |\r\n  b\r\n  c d\r\n", "c d", "c d");
        check("a: |\n\n  b\n  c d\n", "c d", "c d");
        check("a: >\n  b\n  c\n\n\n  d\n   e\n  f g\n", "f g", "f g");
        check("a: >\n  b\n  c\n", "b c", "b\n  c");
        check("a: |\n    b\n     \n    c d\n", "c d", "c d");
        check("a: b\n  c d\n\n  e f\n", "e f", "e f");
        check("a: 'b''c d' # e\n", "c d", "c d");
        check("a: 'b''c\n\n  d'\n", "'c\nd", "''c\n\n  d");
        check("a: \"b \\u00e9 \\\"c d\\\"\"\n", "c d", "c d");
        check("a: \"b \\u00e9 c\"\n", "é", "\\u00e9");
        check("a: \"b \\\n  c d\"\n", "c d", "c d");
        check("a: \"b\\n  c\n  d e\"\n", "d e", "d e");
        check("a: |\n  \"b\" c\n", "c", "c");
        check("a: |2\n   b c\n  d e\n", "d e", "d e");
        check("a: &x |\n  b\n  ü c\n", "c", "c");
    }
}
