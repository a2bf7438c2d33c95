//! Blocks: paragraphs, headings, lists, quotes, code and what pages are laid out with.

use super::{
    Context, escape,
    inline::{self, Place},
    lines::Lines,
    table,
    tree::{Element, Node},
};
use crate::{html, parse::slug};

/// The callouts of GitHub.
const CALLOUTS: &[&str] = &["note", "tip", "important", "warning", "caution"];

/// Writes blocks. What stands in a line between them is a paragraph.
pub(super) fn blocks(context: &Context, nodes: &[Node], lines: &mut Lines) {
    let mut from = 0;
    for (at, node) in nodes.iter().enumerate() {
        let Node::Element(element) = node else { continue };
        if element.is_block() && !is_link_around_blocks(element) {
            paragraph(context, &nodes[from..at], lines);
            block(context, element, lines);
            from = at + 1;
        }
    }
    paragraph(context, &nodes[from..], lines);
}

/// A card: a link whose text is laid out by blocks.
fn is_link_around_blocks(element: &Element) -> bool {
    element.name == "a" && element.has("href") && element.find("pre").is_none() && element.find("table").is_none()
}

fn paragraph(context: &Context, nodes: &[Node], lines: &mut Lines) {
    let text = inline::inline(context, nodes, Place::default());
    if !text.is_empty() {
        lines.block(&text);
    }
}

fn block(context: &Context, element: &Element, lines: &mut Lines) {
    match &*element.name {
        "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => heading(context, element, lines),
        "p" => {
            anchor(element, lines);
            blocks(context, &element.children, lines);
        }
        "hr" => lines.block("---"),
        "pre" => code(element, lines),
        "blockquote" => {
            let outer = lines.begin("> ");
            blocks(context, &element.children, lines);
            lines.end(outer);
        }
        "ul" | "ol" | "menu" => list(context, element, lines),
        "dl" => definitions(context, element, lines),
        "table" => lines.block(&table::table(context, element)),
        "aside" if element.has_class("callout") => callout(context, element, lines),
        "details" => details(context, element, lines),
        "section" if element.has_class("footnotes") => footnotes(context, element, lines),
        "section" if element.attribute("role") == "tabpanel" => panel(context, element, lines),
        "div" if element.attribute("role") == "tablist" => {}
        "div" if element.has_class("code") => labelled(context, element, lines),
        "div" if element.has_class("zone") || element.has_class("moniker") => variant(context, element, lines),
        _ => {
            anchor(element, lines);
            blocks(context, &element.children, lines);
        }
    }
}

/// An author's own place for links to lead to. Those of ours hold a dot.
fn anchor(element: &Element, lines: &mut Lines) {
    let id = element.attribute("id");
    if !id.is_empty() && !id.contains('.') {
        lines.block(&start_tag("a", &[("id", id)], "</a>"));
    }
}

fn start_tag(name: &str, attributes: &[(&str, &str)], end: &str) -> String {
    let mut out = format!("<{name}");
    for (name, value) in attributes {
        html::attribute(&mut out, name, value);
    }
    out.push('>');
    out + end
}

fn heading(context: &Context, element: &Element, lines: &mut Lines) {
    let id = element.attribute("id");
    let own = format!("#{id}");
    let mut text = String::new();
    // Programs make the id of the text, as we do: another one must be said.
    let slug = slug::slug(element.text().trim());
    let numbered = id.strip_prefix(&*slug).is_some_and(|rest| {
        rest.is_empty() || rest.strip_prefix('-').is_some_and(|rest| rest.bytes().all(|byte| byte.is_ascii_digit()))
    });
    if !id.is_empty() && !numbered {
        text.push_str(&start_tag("a", &[("id", id)], "</a>"));
    }
    let place = Place { single: true, inner: true, ..Place::default() };
    let parts = element.children.iter().map(|child| match child {
        Node::Element(link) if link.name == "a" && link.attribute("href") == own => &link.children[..],
        child => std::slice::from_ref(child),
    });
    let parts: Vec<&[Node]> = parts.collect();
    text.push_str(&inline::parts(context, &parts, place));
    if text.is_empty() {
        return;
    }
    // A row of `#` at the end would be no part of the text.
    if text.ends_with('#') && !text.ends_with("\\#") {
        text.insert(text.len() - 1, '\\');
    }
    let level = element.name[1..].parse().unwrap_or(6);
    lines.block(&format!("{} {text}", "#".repeat(level)));
}

fn code(pre: &Element, lines: &mut Lines) {
    let code = pre.elements().find(|child| child.name == "code");
    let class = code.unwrap_or(pre).attribute("class").to_owned();
    let mut classes = class.split_ascii_whitespace();
    let language = match pre.has_class("mermaid") {
        true => Some("mermaid"),
        false => classes.find_map(|class| class.strip_prefix("language-").or_else(|| class.strip_prefix("lang-"))),
    };
    let text = pre.text();
    let text = text.strip_prefix('\n').filter(|_| code.is_none()).unwrap_or(&text);
    let text = text.strip_suffix('\n').unwrap_or(text).replace("\r\n", "\n");
    let fence = "`".repeat(escape::longest(&text, '`').max(2) + 1);
    let language = language.unwrap_or("").replace('`', "");
    lines.block(&format!("{fence}{language}\n{text}\n{fence}"));
}

/// A block of code with the name of its file. That of its language stands behind the fence.
fn labelled(context: &Context, element: &Element, lines: &mut Lines) {
    for child in element.elements() {
        match &*child.name {
            "pre" => code(child, lines),
            _ if child.elements().any(|inner| inner.name == "b") => blocks(context, &child.children, lines),
            _ => {}
        }
    }
}

fn list(context: &Context, element: &Element, lines: &mut Lines) {
    let ordered = element.name == "ol";
    let items: Vec<&Element> = element.elements().filter(|child| child.name == "li").collect();
    if items.is_empty() {
        return blocks(context, &element.children, lines);
    }
    let holds_no_block =
        |item: &&Element| item.elements().all(|child| matches!(&*child.name, "ul" | "ol") || !child.is_block());
    let tight = items.iter().all(holds_no_block);
    let (first, second) = if ordered { ('.', ')') } else { ('-', '*') };
    let sign = lines.list_marker(first, second);
    let mut number: u64 = element.attribute("start").parse().unwrap_or(1);
    for (at, item) in items.iter().enumerate() {
        let marker = if ordered { format!("{number}{sign} ") } else { format!("{sign} ") };
        let outer = lines.item(&marker, at == 0, tight);
        if !item.attribute("id").is_empty() && !item.attribute("id").contains('.') {
            lines.block(&start_tag("a", &[("id", item.attribute("id"))], "</a>"));
        }
        blocks(context, &item.children, lines);
        lines.end(outer);
        number = number.saturating_add(1);
    }
    lines.list_ended(sign);
}

/// Terms and what they mean, as a list of bold terms.
fn definitions(context: &Context, element: &Element, lines: &mut Lines) {
    let mut parts = Vec::new();
    // Groups may stand in a `div`.
    for child in element.elements() {
        match &*child.name {
            "div" => parts.extend(child.elements()),
            _ => parts.push(child),
        }
    }
    let mut open = None;
    let mut first = true;
    for part in parts {
        if part.name == "dt" {
            if let Some(outer) = open.take() {
                lines.end(outer);
            }
            open = Some(lines.item("- ", std::mem::take(&mut first), false));
            let place = Place { inner: true, single: true, ..Place::default() };
            let term = inline::inline(context, &part.children, place);
            let bold = term.contains(['*', '<', '`']) || term.is_empty();
            lines.block(&if bold { term } else { format!("**{term}**") });
        } else {
            blocks(context, &part.children, lines);
        }
    }
    if let Some(outer) = open {
        lines.end(outer);
    }
    lines.list_ended('-');
}

fn callout(context: &Context, element: &Element, lines: &mut Lines) {
    let kind = element.attribute("class").split_ascii_whitespace().find(|class| *class != "callout").unwrap_or("note");
    let is_title = |node: &&Node| node.element().is_some_and(|child| child.has_class("callout-title"));
    let title = element.children.iter().find(is_title).and_then(Node::element).map(Element::text).unwrap_or_default();
    let outer = lines.begin("> ");
    let known = CALLOUTS.contains(&kind);
    if known && title == context.words.get(kind) {
        // Its first line, with nothing between it and the text.
        lines.block(&format!("[!{}]", kind.to_ascii_uppercase()));
        lines.join();
    } else {
        if known {
            lines.block(&format!("[!{}]", kind.to_ascii_uppercase()));
            lines.join();
        }
        lines.block(&format!("**{}**", escape::text(title.trim(), &escape::Place::default())));
    }
    let rest = element.children.iter().position(|node| is_title(&node)).map_or(0, |at| at + 1);
    blocks(context, &element.children[rest..], lines);
    lines.end(outer);
}

fn details(context: &Context, element: &Element, lines: &mut Lines) {
    let summary = element.elements().find(|child| child.name == "summary");
    let summary = summary.map(|summary| inline::raw(context, summary)).unwrap_or_default();
    lines.block(format!("<details>\n{summary}").trim_end());
    let rest = element.children.iter().position(|node| node.element().is_some_and(|child| child.name == "summary"));
    blocks(context, &element.children[rest.map_or(0, |at| at + 1)..], lines);
    lines.block("</details>");
}

fn footnotes(context: &Context, element: &Element, lines: &mut Lines) {
    let Some(list) = element.find("ol") else { return };
    for item in list.elements().filter(|child| child.name == "li") {
        let outer = lines.note(&format!("[^{}]: ", inline::note_name(item.attribute("id"))));
        blocks(context, &item.children, lines);
        lines.end(outer);
    }
}

/// A tab: its name, and between tags what it holds.
fn panel(context: &Context, element: &Element, lines: &mut Lines) {
    lines.block(&start_tag("div", &[("data-tab", element.attribute("data-tab"))], ""));
    let is_label = |node: &Node| node.element().is_some_and(|child| child.has_class("tab-label"));
    let label = element.children.iter().position(is_label);
    if let Some(label) = label.and_then(|at| element.children[at].element()) {
        let text = inline::inline(context, &label.children, Place { inner: true, single: true, ..Place::default() });
        lines.block(&if text.contains("**") { text } else { format!("**{text}**") });
    }
    blocks(context, &element.children[label.map_or(0, |at| at + 1)..], lines);
    lines.block("</div>");
}

/// What some readers see only, between tags that say who.
fn variant(context: &Context, element: &Element, lines: &mut Lines) {
    let names = ["data-pivot", "data-target", "data-moniker"];
    let mut attributes: Vec<(&str, &str)> = element.attributes().filter(|(name, _)| names.contains(name)).collect();
    if attributes.is_empty() {
        attributes = element.attributes().filter(|(name, _)| *name == "data-range").collect();
    }
    lines.block(&start_tag("div", &attributes, ""));
    blocks(context, &element.children, lines);
    lines.block("</div>");
}
