//! The HTML of an article as a tree.

use crate::tag::{self, Piece};

pub(super) enum Node {
    /// Entities resolved.
    Text(String),
    Element(Element),
}

#[derive(Default)]
pub(super) struct Element {
    /// In lower case.
    pub name: String,
    attributes: Vec<(String, String)>,
    pub children: Vec<Node>,
}

/// How deep elements stand in each other; what is deeper stands in the last of these.
const DEEPEST: usize = 100;

/// Elements that are no text.
const HIDDEN: &[&str] = &["script", "style", "template", "noscript", "select", "datalist"];

const BLOCKS: &[&str] = &[
    "address",
    "article",
    "aside",
    "blockquote",
    "center",
    "dd",
    "details",
    "dialog",
    "div",
    "dl",
    "dt",
    "fieldset",
    "figcaption",
    "figure",
    "footer",
    "form",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "hgroup",
    "hr",
    "li",
    "main",
    "menu",
    "nav",
    "ol",
    "p",
    "pre",
    "section",
    "summary",
    "table",
    "ul",
];

impl Element {
    /// An attribute; empty where it is not there.
    pub(super) fn attribute(&self, name: &str) -> &str {
        self.attributes.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value)
    }

    pub(super) fn has(&self, name: &str) -> bool {
        self.attributes.iter().any(|(known, _)| known == name)
    }

    pub(super) fn has_class(&self, class: &str) -> bool {
        self.attribute("class").split_ascii_whitespace().any(|known| known == class)
    }

    pub(super) fn attributes(&self) -> impl Iterator<Item = (&str, &str)> {
        self.attributes.iter().map(|(name, value)| (&**name, &**value))
    }

    /// Whether it stands between blocks, or something in it does.
    pub(super) fn is_block(&self) -> bool {
        BLOCKS.contains(&&*self.name) || self.children.iter().any(Node::is_block)
    }

    /// The elements in it, not those in them.
    pub(super) fn elements(&self) -> impl Iterator<Item = &Element> {
        self.children.iter().filter_map(Node::element)
    }

    /// The first element with a name, however deep.
    pub(super) fn find(&self, name: &str) -> Option<&Element> {
        self.elements().find_map(|child| if child.name == name { Some(child) } else { child.find(name) })
    }

    /// All text in it, as it is.
    pub(super) fn text(&self) -> String {
        let mut out = String::new();
        self.add_text(&mut out);
        out
    }

    fn add_text(&self, out: &mut String) {
        for child in &self.children {
            match child {
                Node::Text(text) => out.push_str(text),
                Node::Element(element) if element.name == "br" => out.push('\n'),
                Node::Element(element) => element.add_text(out),
            }
        }
    }
}

impl Node {
    pub(super) fn is_block(&self) -> bool {
        self.element().is_some_and(Element::is_block)
    }

    pub(super) fn element(&self) -> Option<&Element> {
        match self {
            Node::Element(element) => Some(element),
            Node::Text(_) => None,
        }
    }
}

/// Reads HTML. What authors leave open ends with what holds it; ends of nothing are passed over.
pub(super) fn read(html: &str) -> Vec<Node> {
    let mut open = vec![Element::default()];
    let mut hidden: Option<(String, usize)> = None;
    for piece in tag::pieces(html) {
        if let (Some((name, depth)), Piece::Tag(tag)) = (&mut hidden, &piece) {
            if tag.name == *name {
                *depth = if tag.end { *depth - 1 } else { *depth + 1 };
            }
            if *depth == 0 {
                hidden = None;
            }
            continue;
        }
        match piece {
            _ if hidden.is_some() => {}
            Piece::Comment(_) | Piece::Broken(_) => {}
            Piece::Text(span) => put(&mut open, Node::Text(tag::text(&html[span.range()]))),
            Piece::Tag(tag) if tag.end => close(&mut open, &tag.name),
            Piece::Tag(tag) if HIDDEN.contains(&&*tag.name) => hidden = Some((tag.name, 1)),
            Piece::Tag(tag) => {
                let is_void = tag.is_void() || tag.self_closing && tag.name != "a";
                let attributes =
                    tag.attributes.into_iter().map(|attribute| (attribute.name, attribute.value)).collect();
                make_room(&mut open, &tag.name);
                let element = Element { name: tag.name, attributes, children: Vec::new() };
                if is_void {
                    put(&mut open, Node::Element(element));
                } else if open.len() <= DEEPEST {
                    open.push(element);
                }
            }
        }
    }
    while open.len() > 1 {
        end(&mut open);
    }
    open.pop().map(|root| root.children).unwrap_or_default()
}

/// Puts a node into the innermost element that is open.
fn put(open: &mut [Element], node: Node) {
    if let Some(last) = open.last_mut() {
        last.children.push(node);
    }
}

/// Ends the innermost element.
fn end(open: &mut Vec<Element>) {
    if let Some(element) = open.pop() {
        put(open, Node::Element(element));
    }
}

fn close(open: &mut Vec<Element>, name: &str) {
    if let Some(at) = open.iter().skip(1).rposition(|element| element.name == name) {
        while open.len() > at + 1 {
            end(open);
        }
    }
}

/// Ends what cannot hold an element that begins.
fn make_room(open: &mut Vec<Element>, name: &str) {
    let (ended, up_to): (&[&str], &[&str]) = match name {
        "li" => (&["li"], &["ul", "ol", "menu"]),
        "dt" | "dd" => (&["dt", "dd"], &["dl"]),
        "td" | "th" => (&["td", "th"], &["tr", "table"]),
        "tr" => (&["tr"], &["table"]),
        "tbody" | "thead" | "tfoot" => (&["tbody", "thead", "tfoot"], &["table"]),
        name if BLOCKS.contains(&name) && name != "summary" => (&["p"], &["td", "th", "li", "div", "blockquote"]),
        _ => return,
    };
    let inner = open.iter().skip(1).rposition(|element| {
        let name = &&*element.name;
        ended.contains(name) || up_to.contains(name)
    });
    if let Some(at) = inner.filter(|at| ended.contains(&&*open[at + 1].name)) {
        while open.len() > at + 1 {
            end(open);
        }
    }
}
