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

/// Elements without content (HTML, 13.1.2).
const VOID: &[&str] =
    &["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr"];

impl Tag {
    /// Whether its element has no content, and no end tag.
    pub fn is_void(&self) -> bool {
        VOID.contains(&&*self.name)
    }

    /// An attribute by its name in lower case.
    pub fn attribute(&self, name: &str) -> Option<&Attribute> {
        self.attributes.iter().find(|attribute| attribute.name == name)
    }
}

/// A piece of HTML.
#[derive(PartialEq, Debug)]
pub enum Piece {
    Tag(Tag),
    /// Text, entities as written.
    Text(Span),
    /// A comment, a declaration or a processing instruction.
    Comment(Span),
}

/// The tags of an HTML text.
pub fn tags(html: &str) -> impl Iterator<Item = Tag> {
    pieces(html).filter_map(|piece| match piece {
        Piece::Tag(tag) => Some(tag),
        _ => None,
    })
}

/// All pieces of an HTML text, in order.
pub fn pieces(html: &str) -> impl Iterator<Item = Piece> {
    let emitter = DefaultEmitter::<usize>::new_with_span();
    Tokenizer::new_with_emitter(html, emitter).filter_map(move |token| {
        let Ok(token) = token;
        let span = |span: html5gum::Span<usize>| {
            let start = span.start.min(html.len());
            Span::new(start, span.end.clamp(start, html.len()))
        };
        match token {
            Token::StartTag(tag) => {
                let mut attributes: Vec<Attribute> = tag
                    .attributes
                    .iter()
                    .map(|(name, value)| {
                        let whole = span(value.span);
                        Attribute {
                            name: String::from_utf8_lossy(name).into_owned(),
                            value: String::from_utf8_lossy(&value.value).into_owned(),
                            value_span: value_span(html, whole),
                            span: whole,
                        }
                    })
                    .collect();
                attributes.sort_by_key(|attribute| attribute.span);
                let name = String::from_utf8_lossy(&tag.name).into_owned();
                Some(Piece::Tag(Tag {
                    name,
                    end: false,
                    self_closing: tag.self_closing,
                    attributes,
                    span: span(tag.span),
                }))
            }
            Token::EndTag(tag) => {
                let name = String::from_utf8_lossy(&tag.name).into_owned();
                let span = span(tag.span);
                Some(Piece::Tag(Tag { name, end: true, self_closing: false, attributes: Vec::new(), span }))
            }
            Token::String(text) => Some(Piece::Text(span(text.span))),
            Token::Comment(comment) => Some(Piece::Comment(span(comment.span))),
            Token::Doctype(doctype) => Some(Piece::Comment(span(doctype.span))),
            Token::Error(_) => None,
        }
    })
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
