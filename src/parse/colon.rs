//! Triple colons: `:::name key="value":::`, alone on a line or inside one.

use crate::{
    ext::{self, RawAttribute, Shape},
    source::Span,
};

/// A construct of triple colons, read but for its meaning.
#[derive(Clone, Debug)]
pub(super) struct Colon {
    pub(super) extension: u16,
    /// The name without `-end`.
    pub(super) word: Span,
    /// Whether it is the end of a container.
    pub(super) end: bool,
    pub(super) attributes: Vec<RawAttribute>,
    /// Why it cannot be read.
    pub(super) broken: Option<(Span, &'static str)>,
    /// The first attribute that is there already.
    pub(super) repeated: Option<Span>,
    /// From the first colon to the last.
    pub(super) span: Span,
}

/// What is said of what is no `name="value"`.
pub(super) const NO_ATTRIBUTE: &str = "this is no attribute";

/// Longer ones are text, so that a line of millions of colons is walked once.
const LIMIT: usize = 8192;

/// Reads the construct whose first colon is at a byte. `None` where there is none: no known name, or, inside a line, no
/// end.
pub(super) fn read(text: &str, at: usize, alone_before: bool) -> Option<Colon> {
    let line = line_of(text, at);
    let bytes = line.as_bytes();
    let colons = bytes.iter().take_while(|&&byte| byte == b':').count();
    let mut here = skip_blanks(bytes, colons);
    let start = here;
    while bytes.get(here).is_some_and(|&byte| byte.is_ascii_alphanumeric() || byte == b'-') {
        here += 1;
    }
    let name = &line[start..here];
    let (word, end) = match name.len().checked_sub(4).and_then(|cut| name.split_at_checked(cut)) {
        Some((word, tail)) if tail.eq_ignore_ascii_case("-end") => (word, true),
        _ => (name, false),
    };
    let extension = ext::find(Shape::Colon, word)?;
    let mut colon = Colon {
        extension,
        word: Span::new(at + start, at + start + word.len()),
        end,
        attributes: Vec::new(),
        broken: None,
        repeated: None,
        span: Span::new(at, at + line.trim_end().len()),
    };
    loop {
        here = skip_blanks(bytes, here);
        let Some(&byte) = bytes.get(here) else {
            // A container may leave the colons at the end of its line away.
            return alone_before.then_some(colon);
        };
        if byte == b':' && bytes[here..].starts_with(b":::") {
            here += bytes[here..].iter().take_while(|&&byte| byte == b':').count();
            break;
        }
        let name_start = here;
        while bytes.get(here).is_some_and(|&byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_') {
            here += 1;
        }
        let name_span = Span::new(at + name_start, at + here);
        let equals = skip_blanks(bytes, here);
        if here == name_start || bytes.get(equals) != Some(&b'=') {
            let to = here.max(name_start + 1);
            let place = Span::new(at + name_start, at + ceil_boundary(line, to));
            return broken(colon, alone_before, place, NO_ATTRIBUTE);
        }
        let quote = skip_blanks(bytes, equals + 1);
        if bytes.get(quote) != Some(&b'"') {
            return broken(colon, alone_before, name_span, "values must be in double quotes");
        }
        let Some(close) = closing_quote(bytes, quote + 1) else {
            return broken(colon, alone_before, name_span, "the value has no closing quote");
        };
        let value = line[quote + 1..close].replace("\\\"", "\"");
        let name = line[name_start..here].to_ascii_lowercase();
        if colon.attributes.iter().any(|known| known.name == name) {
            colon.repeated.get_or_insert(name_span);
        }
        let value_span = Span::new(at + quote + 1, at + close);
        colon.attributes.push(RawAttribute { name, value, name_span, value_span });
        here = close + 1;
    }
    colon.span = Span::new(at, at + here);
    Some(colon)
}

/// A construct whose form is wrong: told where it stands alone, text inside a line.
fn broken(mut colon: Colon, alone: bool, place: Span, message: &'static str) -> Option<Colon> {
    colon.broken = Some((place, message));
    alone.then_some(colon)
}

fn line_of(text: &str, at: usize) -> &str {
    let rest = &text.as_bytes()[at..];
    let length = rest.iter().take(LIMIT).take_while(|&&byte| byte != b'\n' && byte != b'\r').count();
    &text[at..at + floor_boundary(&text[at..], length)]
}

fn floor_boundary(text: &str, mut at: usize) -> usize {
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

fn ceil_boundary(text: &str, mut at: usize) -> usize {
    while at < text.len() && !text.is_char_boundary(at) {
        at += 1;
    }
    at.min(text.len())
}

fn skip_blanks(bytes: &[u8], mut at: usize) -> usize {
    while matches!(bytes.get(at), Some(b' ' | b'\t')) {
        at += 1;
    }
    at
}

fn closing_quote(bytes: &[u8], mut at: usize) -> Option<usize> {
    while let Some(&byte) = bytes.get(at) {
        match byte {
            b'\\' if bytes.get(at + 1) == Some(&b'"') => at += 1,
            b'"' => return Some(at),
            _ => {}
        }
        at += 1;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn constructs_are_read() {
        let check = |text: &str, alone, want: &str| {
            let shown = read(text, 0, alone).map_or("none".to_owned(), |colon| {
                let attributes = colon.attributes.iter().map(|a| format!(" {}={}", a.name, a.value));
                let broken = colon.broken.map(|(span, message)| format!(" ! {message} <{}>", &text[span.range()]));
                let repeated = colon.repeated.map(|span| format!(" ! `{0}` is there twice <{0}>", &text[span.range()]));
                let problem = broken.or(repeated);
                let end = if colon.end { "/" } else { "" };
                let name = &text[colon.word.range()];
                let rest = &text[colon.span.end as usize..];
                format!("{end}{name}{}{}|{rest}", attributes.collect::<String>(), problem.unwrap_or_default())
            });
            assert_eq!(shown, want, "{text}");
        };
        check(":::image source=\"a.png\" Alt-Text = \"b c\":::", true, "image source=a.png alt-text=b c|");
        check(":::image source=\"a.png\"::: x", false, "image source=a.png| x");
        check("::: zone pivot=\"a,b\"", true, "zone pivot=a,b|");
        check(":::zone-end", true, "/zone|");
        check("::: ZONE-END :::", true, "/ZONE|");
        check(":::nothing:::", true, "none");
        check(":::image source=a.png:::", true, "image ! values must be in double quotes <source>|");
        check(":::image source=\"a:::", true, "image ! the value has no closing quote <source>|");
        check(":::image x:::", true, "image ! this is no attribute <x>|");
        check(":::image a=\"b\" a=\"c\":::", true, "image a=b a=c ! `a` is there twice <a>|");
        check(":::no-loc text=\"a \\\" b\"::: c", false, "no-loc text=a \" b| c");
        check(":::image source=\"a\"", false, "none");
        check(":::", true, "none");
    }
}
