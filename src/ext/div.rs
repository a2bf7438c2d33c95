//! Quote sections: `> [!div class="checklist"]`, and the selectors of 2016.

use super::{Extension, Lines, Raw, Reading, Shape, attributes};
use crate::{
    body::Body,
    config::HtmlPolicy,
    page::{Anchor, Directive, Kind, Node},
    rules, safe,
    source::Span,
};

pub const EXTENSION: Extension = Extension {
    name: "div",
    shape: Shape::Quote,
    words: &["div", "selector", "selector-list"],
    rule: &rules::INVALID_NOTE_SECTION,
    attributes: &[],
    lines: Lines::Own,
    holds: super::holds_nothing,
    read,
    write,
};

fn read(raw: &Raw, reading: &mut Reading) -> Option<Directive> {
    let attributes = if raw.word.eq_ignore_ascii_case("div") {
        if raw.legacy || !(raw.rest.is_empty() || raw.rest.starts_with([' ', '\t'])) {
            return None;
        }
        let text = unquoted(raw.rest.trim());
        let start = raw.rest_span.start + (text.as_ptr() as usize - raw.rest.as_ptr() as usize) as u32;
        let read = attributes(text);
        let id = read.iter().find(|(name, value, _)| &**name == "id" && !value.is_empty());
        if let Some((_, id, place)) = id {
            let span = Span { start: start + place.start, end: start + place.end };
            reading.anchors.push(Anchor { id: id.clone(), span });
        }
        read.into_iter().map(|(name, value, _)| (name, value)).collect()
    } else if raw.legacy {
        selector(raw)
    } else {
        return None;
    };
    Some(Directive { extension: raw.extension, variant: "div".into(), attributes, refs: Vec::new() })
}

/// `` `id="a"` `` without its back-quotes; with a stray one nothing is left.
fn unquoted(text: &str) -> &str {
    match (text.strip_prefix('`'), text.matches('`').count()) {
        (_, 0) => text,
        (Some(rest), 2) => rest.strip_suffix('`').unwrap_or(&text[..0]),
        _ => &text[..0],
    }
}

/// `[AZURE.SELECTOR]`, and `[AZURE.SELECTOR-LIST (Platform | Language )]` with a name for each of its two choices.
fn selector(raw: &Raw) -> Vec<(Box<str>, Box<str>)> {
    let list = raw.word.eq_ignore_ascii_case("selector-list");
    let class = if list { "op_multi_selector" } else { "op_single_selector" };
    let mut attributes = vec![("class".into(), class.into())];
    if list {
        let titles = raw.rest.trim().trim_start_matches('(').trim_end_matches(')').split('|').map(str::trim);
        for (at, title) in titles.filter(|title| !title.is_empty()).enumerate() {
            attributes.push((format!("title{}", at + 1).into(), title.into()));
        }
    }
    attributes
}

/// Gives a selector the list behind it where it holds nothing: in 2016 its lines had no `>`.
pub fn with_lists(children: Vec<Node>) -> Vec<Node> {
    let is_empty_selector = |node: &Node| {
        node.children.is_empty()
            && matches!(&node.kind, Kind::Directive(directive) if directive
                .attribute("class")
                .is_some_and(|class| class == "op_single_selector" || class == "op_multi_selector"))
    };
    if !children.iter().any(is_empty_selector) {
        return children;
    }
    let mut out: Vec<Node> = Vec::with_capacity(children.len());
    for child in children {
        match out.last_mut() {
            Some(selector) if is_empty_selector(selector) && matches!(child.kind, Kind::List(_)) => {
                selector.span.end = child.span.end;
                selector.children.push(child);
            }
            _ => out.push(child),
        }
    }
    out
}

fn write<'a>(body: &mut Body<'a>, directive: &'a Directive, node: &'a Node) {
    body.raw("<div");
    for (name, value) in &directive.attributes {
        let allowed = match body.site.html {
            HtmlPolicy::Safe => safe::is_attribute("div", name, value),
            HtmlPolicy::Trust => is_name(name) && !name.starts_with("on") && &**name != "style",
        };
        // The title of a selector is text for readers, not an attribute of HTML.
        if !name.starts_with("title") && allowed {
            body.attribute(name, value);
        }
    }
    body.raw(">");
    let titles = directive.attributes.iter().filter(|(name, _)| name.starts_with("title"));
    let titles: Vec<&str> = titles.map(|(_, title)| &**title).collect();
    if !titles.is_empty() {
        body.raw("<p class=\"selector-title\">");
        body.text(&titles.join(" / "));
        body.raw("</p>");
    }
    body.children(&node.children);
    body.raw("</div>");
}

fn is_name(name: &str) -> bool {
    !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_')
}
