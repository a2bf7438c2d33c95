//! HTML that authors write: with this page's addresses, well-formed within its container, and, where the project does
//! not trust it, nothing but what is allowed.

use crate::{
    body::Body,
    config::HtmlPolicy,
    html,
    page::{Kind, Node, RawHtml, RefKind},
    safe,
    source::Span,
    tag::{self, Attribute, Piece, Tag},
};

/// Writes a node of raw HTML.
pub fn write<'a>(body: &mut Body<'a>, raw: &'a RawHtml, node: &'a Node) {
    debug_assert!(matches!(node.kind, Kind::Html(_)));
    let page = body.page;
    let html = raw.text.as_deref().unwrap_or_else(|| page.text(node.span));
    for piece in tag::pieces(html) {
        match piece {
            Piece::Text(span) => {
                if body.dropping.is_none() {
                    text(body, &html[span.range()]);
                }
            }
            Piece::Broken(span) => {
                if body.dropping.is_none() {
                    body.text(&html[span.range()]);
                }
            }
            // What is between tags and no text: comments and declarations.
            Piece::Comment(span) => {
                if body.dropping.is_none() && body.site.html == HtmlPolicy::Trust {
                    body.out.push_str(&html[span.range()]);
                }
            }
            Piece::Tag(tag) if tag.end => end(body, &tag, html),
            Piece::Tag(tag) if body.dropping.is_none() && super::xref::start(body, &tag, html, raw, node) => {}
            Piece::Tag(tag) => start(body, &tag, html, raw),
        }
    }
}

/// Writes children so that what an author opens in them is closed in them, and what they do not open stays open.
pub fn contained<'a>(body: &mut Body<'a>, write: impl FnOnce(&mut Body<'a>)) {
    let height = body.open.len();
    let floor = std::mem::replace(&mut body.floor, height);
    write(body);
    while body.open.len() > height {
        let Some(name) = body.open.pop() else { break };
        if body.dropping.as_deref() == Some(&*name) {
            body.dropping = None;
        } else {
            body.raw("</");
            body.raw(written(&name));
            body.raw(">");
        }
    }
    body.floor = floor;
}

fn start<'a>(body: &mut Body<'a>, tag: &Tag, html: &str, raw: &'a RawHtml) {
    if body.open.last().is_some_and(|open| is_text_only(open)) {
        if body.dropping.is_none() {
            body.out.push_str(&html[tag.span.range()]);
        }
        return;
    }
    let safe = body.site.html == HtmlPolicy::Safe;
    if safe && !safe::is_element(&tag.name) {
        // The text of a script is no text for readers.
        if is_text_only(&tag.name) && !tag.self_closing && body.dropping.is_none() {
            body.dropping = Some(tag.name.clone());
            body.open.push(tag.name.clone());
        }
        return;
    }
    write_start(body, tag, html, raw, safe);
    if tag.is_void() {
        return;
    }
    if tag.self_closing {
        // HTML takes `<a name="x"/>` for the start of an element that holds all that follows. No author means that.
        body.raw("</");
        body.raw(&tag.name);
        body.raw(">");
    } else if !OPTIONAL_END.contains(&&*tag.name) {
        body.open.push(tag.name.clone());
    }
}

/// Writes text between tags, entities as written. No `<` of it may begin a tag with what is written behind it, where
/// the author's next piece is left out.
fn text(body: &mut Body, text: &str) {
    if body.open.last().is_some_and(|open| is_text_only(open)) {
        return body.raw(text);
    }
    let (plain, last) = match body.site.html {
        HtmlPolicy::Safe => ("", text),
        HtmlPolicy::Trust => text.split_at(text.trim_end_matches('<').len()),
    };
    body.raw(plain);
    html::markup(&mut body.out, last);
}

fn write_start<'a>(body: &mut Body<'a>, tag: &Tag, html: &str, raw: &'a RawHtml, safe: bool) {
    if safe {
        return write_anew(body, tag, raw);
    }
    let mut from = tag.span.start as usize;
    for attribute in &tag.attributes {
        if let Some(address) = rewritten(body, attribute.value_span, raw) {
            let span = attribute.value_span;
            body.out.push_str(&html[from..span.start as usize]);
            let mut written = String::new();
            html::address(&mut written, "", &address);
            // Without the ` ="` and `"` around it.
            body.out.push_str(&written[3..written.len() - 1]);
            from = span.end as usize;
        }
    }
    let rest = &html[from..tag.span.end as usize];
    if tag.self_closing && !tag.is_void() {
        body.out.push_str(rest.trim_end_matches('>').trim_end_matches('/').trim_end());
        body.raw(">");
    } else {
        body.out.push_str(rest);
    }
}

/// Writes a start tag of an untrusted author anew, from what is allowed of it: none of its text is copied.
fn write_anew<'a>(body: &mut Body<'a>, tag: &Tag, raw: &'a RawHtml) {
    body.raw("<");
    body.raw(&tag.name);
    for Attribute { name, value, value_span, .. } in &tag.attributes {
        let address = rewritten(body, *value_span, raw);
        if !safe::is_attribute(&tag.name, name, address.as_ref().unwrap_or(value)) {
            continue;
        }
        match address {
            Some(address) => body.address(name, &address),
            // Fragments find both, and names hide properties of `document`.
            None if name == "name" && tag.name == "a" => {
                if tag.attribute("id").is_none() {
                    body.attribute("id", value);
                }
            }
            None => body.attribute(name, value),
        }
    }
    if tag.name == "iframe" {
        body.attribute("sandbox", safe::SANDBOX);
    }
    body.raw(">");
}

/// The address that an attribute's value becomes on this page, where it is another one.
fn rewritten(body: &Body, span: Span, raw: &RawHtml) -> Option<String> {
    let &(_, to) = raw.refs.iter().find(|(known, _)| *known == span)?;
    let kind = body.page.outline.refs.get(to.0 as usize).map(|reference| reference.kind);
    let address = if kind == Some(RefKind::Image) { body.src(to) } else { body.href(to) };
    (address != body.written(to)).then_some(address)
}

fn end(body: &mut Body, tag: &Tag, html: &str) {
    if body.open.last().is_some_and(|open| is_text_only(open) && *open != tag.name) {
        if body.dropping.is_none() {
            body.out.push_str(&html[tag.span.range()]);
        }
        return;
    }
    if body.dropping.as_deref() == Some(&*tag.name) {
        body.dropping = None;
        body.open.pop();
        return;
    }
    if OPTIONAL_END.contains(&&*tag.name) {
        if body.site.html == HtmlPolicy::Trust || safe::is_element(&tag.name) {
            body.out.push_str(&html[tag.span.range()]);
        }
        return;
    }
    // An end tag that nothing in this container opened would end the container, or the page's frame.
    let Some(at) = body.open[body.floor..].iter().rposition(|open| authored(open) == tag.name) else { return };
    let at = body.floor + at;
    while body.open.len() > at + 1 {
        let Some(name) = body.open.pop() else { break };
        body.raw("</");
        body.raw(written(&name));
        body.raw(">");
    }
    match body.open.pop() {
        Some(open) if written(&open) != tag.name => {
            body.raw("</");
            body.raw(written(&open));
            body.raw(">");
        }
        _ => body.out.push_str(&html[tag.span.range()]),
    }
}

/// The author's name of an open element: one that is written as another stands as `author written`.
fn authored(open: &str) -> &str {
    open.split(' ').next().unwrap_or(open)
}

/// The name under which an open element was written.
fn written(open: &str) -> &str {
    open.rsplit(' ').next().unwrap_or(open)
}

/// Elements whose end tag may be left out (HTML, 13.1.2.4): they end with their parent.
const OPTIONAL_END: &[&str] = &[
    "p", "li", "dt", "dd", "td", "th", "tr", "tbody", "thead", "tfoot", "option", "optgroup", "colgroup", "caption",
    "rt", "rp", "body", "html", "head",
];

/// Elements in which `<` begins no tag.
fn is_text_only(name: &str) -> bool {
    matches!(name, "script" | "style" | "textarea" | "title" | "xmp" | "noscript" | "noembed" | "noframes")
}
