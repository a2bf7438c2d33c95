//! Raw HTML to tags that know their places.

use html5gum::{DefaultEmitter, Token, Tokenizer};

use crate::source::Span;

/// A start or end tag. Spans are bytes of the HTML that was read.
#[derive(PartialEq, Debug)]
pub struct Tag {
    /// In lower case.
    pub name: String,
    pub end: bool,
    /// Written with `/>`.
    pub self_closing: bool,
    /// In text order; of two with one name the first.
    pub attributes: Vec<Attribute>,
    pub span: Span,
}

/// An attribute of a start tag.
#[derive(PartialEq, Debug)]
pub struct Attribute {
    /// In lower case.
    pub name: String,
    /// Entities resolved.
    pub value: String,
    /// `name="value"` whole.
    pub span: Span,
    /// What stands between the quotes; empty where there is no value.
    pub value_span: Span,
}

/// Elements without content (HTML, 13.1.2), and those of earlier times.
#[rustfmt::skip]
const VOID: &[&str] = &[
    "area", "base", "basefont", "bgsound", "br", "col", "embed", "frame", "hr", "img", "input", "keygen", "link", "meta",
    "param", "source", "track", "wbr",
];

impl Tag {
    /// Whether its element has no content, and no end tag.
    pub fn is_void(&self) -> bool {
        is_void(&self.name)
    }

    /// Whether what follows it is text up to its end tag, whatever it looks like.
    pub fn holds_raw_text(&self) -> bool {
        !self.end && !self.self_closing && is_raw_text(&self.name)
    }

    /// An attribute by its name in lower case.
    pub fn attribute(&self, name: &str) -> Option<&Attribute> {
        self.attributes.iter().find(|attribute| attribute.name == name)
    }
}

/// Whether an element has no content, and no end tag.
pub fn is_void(name: &str) -> bool {
    VOID.contains(&name)
}

/// Whether an element's content is text up to its end tag. That of `noscript` is only where scripts run.
pub fn is_raw_text(name: &str) -> bool {
    matches!(name, "script" | "style" | "textarea" | "title" | "xmp" | "iframe" | "noembed" | "noframes" | "plaintext")
}

/// A piece of HTML. Together the pieces are all of it, but for what a browser skips, which is `</>`.
#[derive(PartialEq, Debug)]
pub enum Piece {
    Tag(Tag),
    /// Text, entities as written; the content of a script, too.
    Text(Span),
    /// A comment, a declaration or a processing instruction.
    Comment(Span),
    /// A tag or comment that does not end.
    Broken(Span),
}

/// The tags of an HTML text.
pub fn tags(html: &str) -> impl Iterator<Item = Tag> {
    pieces(html).filter_map(|piece| match piece {
        Piece::Tag(tag) => Some(tag),
        _ => None,
    })
}

/// All pieces of an HTML text, in order.
pub fn pieces(html: &str) -> Pieces<'_> {
    Pieces { html, base: 0, seen: 0, raw: None, tokens: tokens(html) }
}

/// See [`pieces`].
pub struct Pieces<'a> {
    html: &'a str,
    /// Byte at which the tokens begin.
    base: usize,
    /// Byte behind the last piece.
    seen: usize,
    /// The text behind a tag, up to that element's end tag.
    raw: Option<Span>,
    tokens: Tokens<'a>,
}

type Tokens<'a> = Tokenizer<html5gum::StringReader<'a>, DefaultEmitter<usize>>;

fn tokens(html: &str) -> Tokens<'_> {
    Tokenizer::new_with_emitter(html, DefaultEmitter::<usize>::new_with_span())
}

impl Pieces<'_> {
    /// Goes on at a byte, in plain HTML.
    pub fn resume(&mut self, at: usize) {
        (self.base, self.seen, self.raw) = (at, at, None);
        self.tokens = tokens(&self.html[at..]);
    }

    fn span(&self, span: html5gum::Span<usize>) -> Span {
        let start = (self.base + span.start).min(self.html.len());
        Span::new(start, (self.base + span.end).clamp(start, self.html.len()))
    }

    fn start_tag(&self, tag: html5gum::StartTag<usize>) -> Tag {
        let name = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        let attribute = |(key, value): (&html5gum::HtmlString, &html5gum::Spanned<html5gum::HtmlString, usize>)| {
            let span = self.span(value.span);
            Attribute { name: name(key), value: name(&value.value), value_span: value_span(self.html, span), span }
        };
        let mut attributes: Vec<Attribute> = tag.attributes.iter().map(attribute).collect();
        attributes.sort_by_key(|attribute| attribute.span);
        Tag { name: name(&tag.name), end: false, self_closing: tag.self_closing, attributes, span: self.span(tag.span) }
    }

    /// What is behind the last token: nothing, or a tag that does not end.
    fn rest(&mut self) -> Option<Piece> {
        let mut start = self.seen;
        while self.html[start..].starts_with("</>") {
            start += "</>".len();
        }
        self.seen = self.html.len();
        (start < self.seen).then(|| Piece::Broken(Span::new(start, self.seen)))
    }
}

impl Iterator for Pieces<'_> {
    type Item = Piece;

    fn next(&mut self) -> Option<Piece> {
        if let Some(raw) = self.raw.take() {
            self.resume(raw.end as usize);
            if !raw.is_empty() {
                return Some(Piece::Text(raw));
            }
        }
        let piece = loop {
            let Some(Ok(token)) = self.tokens.next() else { return self.rest() };
            match token {
                Token::StartTag(tag) => break Piece::Tag(self.start_tag(tag)),
                Token::EndTag(tag) => {
                    let (name, span) = (String::from_utf8_lossy(&tag.name).into_owned(), self.span(tag.span));
                    break Piece::Tag(Tag { name, end: true, self_closing: false, attributes: Vec::new(), span });
                }
                Token::String(text) => break Piece::Text(self.span(text.span)),
                Token::Comment(comment) => break comment_piece(self.html, self.span(comment.span)),
                Token::Doctype(doctype) => break comment_piece(self.html, self.span(doctype.span)),
                Token::Error(_) => {}
            }
        };
        let (Piece::Text(span) | Piece::Comment(span) | Piece::Broken(span) | Piece::Tag(Tag { span, .. })) = &piece;
        self.seen = span.end as usize;
        if let Piece::Tag(tag) = &piece
            && tag.holds_raw_text()
        {
            self.raw = Some(Span::new(self.seen, self.seen + raw_text(&tag.name, &self.html[self.seen..])));
        }
        Some(piece)
    }
}

/// A comment, or what would be one if it ended.
fn comment_piece(html: &str, span: Span) -> Piece {
    let text = &html[span.range()];
    let closed = match text.strip_prefix("<!--") {
        Some(rest) => [">", "->"].contains(&rest) || rest.ends_with("-->") || rest.ends_with("--!>"),
        None => text.ends_with('>'),
    };
    if closed { Piece::Comment(span) } else { Piece::Broken(span) }
}

/// Bytes of the raw text that a text begins with: up to the end tag of its element, or all of it.
pub fn raw_text(element: &str, text: &str) -> usize {
    match element {
        "plaintext" => text.len(),
        "script" => script(text),
        _ => {
            let ends = text.match_indices("</").map(|(at, _)| at);
            ends.into_iter().find(|&at| is_tag(&text[at + 2..], element)).unwrap_or(text.len())
        }
    }
}

/// The same for a script, in which a comment may hold another one with an end tag of its own (HTML, 13.2.5.15 on).
fn script(text: &str) -> usize {
    let bytes = text.as_bytes();
    let (mut in_comment, mut inner) = (false, false);
    let mut at = 0;
    while at < bytes.len() {
        let rest = &bytes[at..];
        let tag = |start: usize| text.get(at + start..).is_some_and(|rest| is_tag(rest, "script"));
        if !in_comment && rest.starts_with(b"<!--") {
            // Its signs may be those of its end: `<!-->`.
            in_comment = true;
            at += 2;
            continue;
        } else if in_comment && rest.starts_with(b"-->") {
            (in_comment, inner) = (false, false);
        } else if rest.starts_with(b"</") && tag(2) {
            if !inner {
                return at;
            }
            inner = false;
        } else if in_comment && !inner && rest[0] == b'<' && tag(1) {
            inner = true;
        }
        at += 1;
    }
    text.len()
}

/// Whether a text begins with an element's name as it stands in a tag.
fn is_tag(text: &str, element: &str) -> bool {
    let name = text.get(..element.len());
    name.is_some_and(|name| name.eq_ignore_ascii_case(element))
        && text[element.len()..].starts_with([' ', '\t', '\n', '\r', '\x0C', '/', '>'])
}

/// A text between tags with its entities resolved.
pub fn text(html: &str) -> String {
    if !html.contains('&') {
        return html.to_owned();
    }
    let mut out = String::with_capacity(html.len());
    for token in Tokenizer::new(html) {
        let Ok(token) = token;
        if let Token::String(text) = token {
            out.push_str(&String::from_utf8_lossy(&text));
        }
    }
    out
}

/// Cuts the name, `=`, blanks and quotes off `name = "value"`.
fn value_span(html: &str, whole: Span) -> Span {
    let text = &html[whole.range()];
    let Some(equals) = text.find('=') else { return Span { start: whole.end, end: whole.end } };
    let rest = &text[equals + 1..];
    let start = equals + 1 + (rest.len() - rest.trim_ascii_start().len());
    let value = text[start..].trim_ascii_end();
    // Without quotes the tag's end may be in the tokenizer's span.
    let value = match value.starts_with(['"', '\'']) {
        true => value,
        false => value.split(|char: char| char.is_ascii_whitespace() || char == '>').next().unwrap_or(""),
    };
    let quoted = |quote: char| value.len() >= 2 && value.starts_with(quote) && value.ends_with(quote);
    let inset = usize::from(quoted('"') || quoted('\''));
    let at = whole.start as usize + start;
    Span::new(at + inset, at + value.len() - inset)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entities_are_resolved() {
        assert_eq!(text("a &amp; b &lt;c&gt; &eacute;&#x41; &nosuch; &"), "a & b <c> éA &nosuch; &");
    }

    #[test]
    fn attributes_know_their_places() {
        let html = "x <A Href = \"a&amp;b\" id=y name='z' hidden>é</A><br/>";
        let tags: Vec<Tag> = tags(html).collect();
        let shown: Vec<_> = tags[0]
            .attributes
            .iter()
            .map(|a| (a.name.as_str(), a.value.as_str(), &html[a.value_span.range()]))
            .collect();
        assert_eq!(shown, [("href", "a&b", "a&amp;b"), ("id", "y", "y"), ("name", "z", "z"), ("hidden", "", "")]);
        assert_eq!(&html[tags[1].span.range()], "</A>");
        assert!(tags[2].self_closing);
        let html = "<a href=b.md>";
        let tag = super::tags(html).next().unwrap();
        assert_eq!(&html[tag.attributes[0].value_span.range()], "b.md");
    }
}
