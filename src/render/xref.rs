//! Cross references as links, and as text where their uid is unknown.

use crate::{
    body::Body,
    config::HtmlPolicy,
    page::{Link, Node, RawHtml, RefId, Target},
    safe,
    tag::Tag,
    xref::{self, Xref},
};

/// Whether a reference is written as a link.
pub fn is_linked(body: &Body, to: RefId) -> bool {
    *body.target(to) != Target::Missing
}

/// Writes a cross reference of Markdown: with the text that the author gave it, else what its uid names is called, else
/// the uid. An `@uid` that is unknown is text as any other.
pub fn write<'a>(body: &mut Body<'a>, link: &'a Link, xref: &Xref, node: &'a Node) {
    let page = body.page;
    let linked = is_linked(body, link.to);
    if !linked && body.links.text(link.to).is_none() && page.text(node.span).starts_with('@') {
        return body.text(page.text(node.span));
    }
    let end = open(body, link.to, xref, &link.title, None);
    if link.auto || node.children.is_empty() {
        shown(body, link.to, xref);
    } else {
        body.children(&node.children);
    }
    body.raw(end);
}

/// Writes the start of `<xref href="uid">` or `<a href="xref:uid">`, and all of it where nothing is in it. Says whether
/// the tag is one of these.
pub fn start<'a>(body: &mut Body<'a>, tag: &Tag, html: &str, raw: &'a RawHtml, node: &'a Node) -> bool {
    if tag.name != "xref" && tag.name != "a" {
        return false;
    }
    let mut attributes = tag.attributes.iter();
    let Some(to) = attributes.find_map(|attribute| {
        let named = matches!(&*attribute.name, "href" | "uid");
        raw.refs.iter().find(|(span, _)| named && *span == attribute.value_span).map(|(_, to)| *to)
    }) else {
        return false;
    };
    let Some(xref) = xref::read(body.written(to)) else { return false };
    let title = tag.attribute("title").map_or("", |title| title.value.as_str());
    let end = open(body, to, &xref, title, Some(tag));
    let after = &html[tag.span.end as usize..];
    // Inside a line the end tag is a node of its own.
    let after = if after.trim().is_empty() { &body.page.source.text[node.span.end as usize..] } else { after };
    let close = format!("</{}", tag.name);
    let starts = |text: &str, with: &str| text.get(..with.len()).is_some_and(|start| start.eq_ignore_ascii_case(with));
    let empty = starts(after.trim_start(), &close);
    let closed = !tag.self_closing && (empty || tag.name == "a" || ends_in(after, &close));
    if empty || !closed {
        shown(body, to, &xref);
    }
    if closed {
        let written = if end == "</a>" { "a" } else { "span" };
        body.open.push(format!("{} {written}", tag.name));
    } else {
        body.raw(end);
    }
    true
}

/// Bytes between the tags of a reference at most.
const CONTENT_LIMIT: usize = 4096;

/// Whether an end tag comes before the next start tag of its kind and before a blank line.
fn ends_in(after: &str, close: &str) -> bool {
    let after = &after[..after.floor_char_boundary(CONTENT_LIMIT)];
    let lower = after[..after.find("\n\n").unwrap_or(after.len())].to_ascii_lowercase();
    let end = lower.find(close);
    let next = lower.find(&close.replace("</", "<"));
    end.is_some_and(|end| next.is_none_or(|next| end < next))
}

/// Writes the start tag, with the author's own attributes where it was one of HTML, and gives the end tag.
fn open(body: &mut Body, to: RefId, xref: &Xref, title: &str, tag: Option<&Tag>) -> &'static str {
    let href = is_linked(body, to).then(|| body.href(to)).filter(|href| safe::is_address(href));
    body.raw(if href.is_some() { "<a" } else { "<span" });
    let class = tag.and_then(|tag| tag.attribute("class")).map_or("", |class| class.value.trim());
    body.attribute("class", format!("xref {class}").trim_end());
    if let Some(href) = &href {
        body.address("href", href);
    }
    body.attribute("data-uid", &xref.uid);
    let title = if title.is_empty() { xref.title.as_deref().unwrap_or("") } else { title };
    if !title.is_empty() {
        body.attribute("title", title);
    }
    for attribute in tag.map_or(&[][..], |tag| &tag.attributes) {
        let safe = body.site.html == HtmlPolicy::Safe;
        let good = !safe || safe::is_attribute("a", &attribute.name, &attribute.value);
        if !good || OWN.contains(&&*attribute.name) {
            continue;
        }
        // Fragments find names of links alone.
        let named = attribute.name == "name" && (safe || href.is_none());
        if !named {
            body.attribute(&attribute.name, &attribute.value);
        } else if tag.is_some_and(|tag| tag.attribute("id").is_none()) {
            body.attribute("id", &attribute.value);
        }
    }
    body.raw(">");
    if href.is_some() { "</a>" } else { "</span>" }
}

/// Attributes that say what the reference is, or that it is written with.
#[rustfmt::skip]
const OWN: &[&str] = &[
    "href", "uid", "class", "title", "text", "alt", "displayproperty", "altproperty", "data-uid",
    "data-throw-if-not-resolved", "data-raw-source", "data-raw-html",
];

/// Writes what a reference without content is shown as.
fn shown(body: &mut Body, to: RefId, xref: &Xref) {
    match body.links.text(to) {
        Some(text) => body.text(text),
        None => body.text(xref.text.as_deref().unwrap_or(&xref.uid)),
    }
}
