//! What stands in a line: text, emphasis, code, links, pictures.

use super::{
    Context, escape,
    tree::{Element, Node},
};
use crate::html;

/// Where a line stands.
#[derive(Clone, Copy, Default)]
pub(super) struct Place {
    /// In a cell of a table, or in a heading: it cannot break, and blocks in it become HTML or text.
    pub single: bool,
    /// In a cell of a table: lists stay lists.
    pub cell: bool,
    /// In the text of a link.
    pub link: bool,
    /// In a mark such as `**`: its start is no start of a line.
    pub inner: bool,
}

/// Elements that stay as they are: Markdown has no form for what they say.
const KEPT: &[&str] = &["kbd", "sub", "sup", "mark", "ins", "u"];

/// Writes what stands in a line. Blanks are single, none at the ends.
pub(super) fn inline(context: &Context, nodes: &[Node], place: Place) -> String {
    parts(context, &[nodes], place)
}

/// The same of nodes that stand in several places.
pub(super) fn parts(context: &Context, parts: &[&[Node]], place: Place) -> String {
    let mut line = Line { context, place, out: String::new(), blank: false, breaks: 0 };
    parts.iter().for_each(|nodes| line.nodes(nodes, None));
    line.out
}

struct Line<'c, 'a> {
    context: &'c Context<'a>,
    place: Place,
    out: String,
    /// Whether a blank is owed before what comes next.
    blank: bool,
    /// Breaks that are owed.
    breaks: usize,
}

impl Line<'_, '_> {
    /// Writes nodes, which are followed by a letter.
    fn nodes(&mut self, nodes: &[Node], after: Option<char>) {
        for (at, node) in nodes.iter().enumerate() {
            match node {
                Node::Text(text) => self.text(text),
                Node::Element(element) => {
                    let next = first_char(&nodes[at + 1..]).or(after);
                    self.element(element, next);
                }
            }
        }
    }

    /// Writes what is owed, then text that is Markdown already.
    fn put(&mut self, markdown: &str) {
        if markdown.is_empty() {
            return;
        }
        if self.breaks > 0 && !self.out.is_empty() {
            let mark = if self.place.single || self.place.inner { "<br>" } else { "\\\n" };
            self.out.push_str(&mark.repeat(self.breaks));
        } else if self.blank && !self.out.is_empty() {
            self.out.push(' ');
        }
        (self.blank, self.breaks) = (false, 0);
        self.out.push_str(markdown);
    }

    fn text(&mut self, text: &str) {
        let ascii_blank = |char: char| char.is_ascii_whitespace();
        if text.starts_with(ascii_blank) {
            self.blank = true;
        }
        let words: Vec<&str> = text.split_ascii_whitespace().collect();
        if words.is_empty() {
            return;
        }
        let begins = self.out.is_empty() || self.breaks > 0;
        let place =
            escape::Place { start: begins && !self.place.inner, link: self.place.link, math: self.context.math };
        self.put(&escape::text(&words.join(" "), &place));
        self.blank = text.ends_with(ascii_blank);
    }

    fn element(&mut self, element: &Element, after: Option<char>) {
        match &*element.name {
            "br" => self.breaks += 1,
            "wbr" => {}
            "strong" | "b" => self.marked(element, "**", "strong", after),
            "em" | "i" | "cite" | "dfn" | "var" => self.marked(element, "*", "em", after),
            "del" | "s" | "strike" => self.marked(element, "~~", "del", after),
            "code" | "tt" | "samp" => self.code(element, after),
            "q" => {
                self.put("“");
                self.nodes(&element.children, Some('”'));
                self.put("”");
            }
            "a" => self.link(element, after),
            "img" => self.picture(element),
            "math" => self.formula(element),
            "iframe" | "video" | "audio" | "embed" | "object" => self.player(element),
            "svg" => self.put(&raw(self.context, element)),
            "input" => self.input(element),
            "sup" if note(element).is_some() => {
                let name = note(element).map(|link| note_name(link.attribute("href"))).unwrap_or_default();
                self.put(&format!("[^{name}]"));
            }
            name if KEPT.contains(&name) => {
                self.put(&format!("<{name}>"));
                self.nodes(&element.children, Some('<'));
                self.put_joined(&format!("</{name}>"));
            }
            "ul" | "ol" | "li" if self.place.cell => {
                self.blank = false;
                self.put(&format!("<{}>", element.name));
                self.nodes(&element.children, Some('<'));
                self.put_joined(&format!("</{}>", element.name));
                self.blank = false;
            }
            _ => self.rest(element, after),
        }
    }

    /// An end tag stands where its text ends.
    fn put_joined(&mut self, tag: &str) {
        let blank = std::mem::take(&mut self.blank);
        self.breaks = 0;
        self.put(tag);
        self.blank = blank;
    }

    /// An element that says nothing by itself, or a block where none can be.
    fn rest(&mut self, element: &Element, after: Option<char>) {
        if matches!(&*element.name, "span" | "div" | "p" | "dt" | "section" | "td" | "th") {
            self.anchor(element.attribute("id"));
        }
        let apart = element.is_block() && !self.out.is_empty();
        let breaks = apart && self.place.cell && !self.out.ends_with('>');
        self.breaks += usize::from(breaks && self.breaks == 0);
        self.blank |= apart;
        self.nodes(&element.children, after);
        self.blank |= element.is_block();
    }

    /// A place that links lead to.
    fn anchor(&mut self, id: &str) {
        if id.is_empty() {
            return;
        }
        let mut tag = String::from("<a");
        html::attribute(&mut tag, "id", id);
        tag.push_str("></a>");
        self.put(&tag);
    }

    /// Emphasis: by marks where they are read as such, else by its element.
    fn marked(&mut self, element: &Element, mark: &str, tag: &str, after: Option<char>) {
        let place = Place { inner: true, ..self.place };
        let text = inline(self.context, &element.children, place);
        let blank = |char: Option<char>| char.is_some_and(|char| char.is_ascii_whitespace());
        let all = element.text();
        if all.starts_with(|char: char| char.is_ascii_whitespace()) {
            self.blank = true;
        }
        if !text.is_empty() {
            let before = if self.blank || self.breaks > 0 { Some(' ') } else { self.out.chars().next_back() };
            let ends_blank = all.ends_with(|char: char| char.is_ascii_whitespace());
            let after = if ends_blank { Some(' ') } else { after };
            let free = |char: Option<char>| char.is_none_or(|char| char.is_ascii_whitespace());
            let plain = |char: Option<char>| char.is_some_and(char::is_alphanumeric);
            let apart = |char: Option<char>| free(char) || char.is_some_and(|char| char.is_ascii_punctuation());
            let opens = plain(text.chars().next()) || apart(before);
            let closes = plain(text.chars().next_back()) || apart(after);
            let sign = mark.chars().next();
            let alone = before != sign && after != sign && !text.starts_with("~") && !text.ends_with('~');
            let visible = !text.starts_with('\u{a0}') && !text.ends_with('\u{a0}');
            let joined = mark == "~~" && (plain(before) || plain(after));
            match opens && closes && alone && visible && !joined && !blank(text.chars().next()) {
                true => self.put(&format!("{mark}{text}{mark}")),
                false => self.put(&format!("<{tag}>{text}</{tag}>")),
            }
        }
        self.blank |= all.ends_with(|char: char| char.is_ascii_whitespace());
    }

    fn code(&mut self, element: &Element, after: Option<char>) {
        let text = element.text();
        let math = element.has_class("math");
        if element.elements().all(|child| child.name == "span" && child.elements().next().is_none()) || math {
            let text = text.split(['\n', '\r']).collect::<Vec<_>>().join(" ");
            if text.trim_ascii().is_empty() {
                self.blank |= !text.is_empty();
                return;
            }
            let joined = !self.blank && self.out.ends_with('`') || after == Some('`');
            if !joined {
                return self.put(&escape::code(&text));
            }
            // Two spans without a blank between them would be one.
            let place = escape::Place { math: self.context.math, ..escape::Place::default() };
            return self.put(&format!("<code>{}</code>", escape::text(&text, &place)));
        }
        // A link around all of it may as well stand around the code.
        if let [Node::Element(link)] = &*element.children
            && link.name == "a"
            && link.has("href")
            && link.elements().next().is_none()
        {
            return self.linked(link, &escape::code(&text));
        }
        self.put("<code>");
        self.nodes(&element.children, Some('<'));
        self.put_joined("</code>");
    }

    fn link(&mut self, element: &Element, after: Option<char>) {
        match element.attribute("role") {
            "doc-backlink" => return,
            "doc-noteref" => return self.put(&format!("[^{}]", note_name(element.attribute("href")))),
            _ => {}
        }
        for name in ["id", "name"] {
            if name == "id" || element.attribute("id") != element.attribute("name") {
                self.anchor(element.attribute(name));
            }
        }
        if !element.has("href") || self.place.link {
            return self.nodes(&element.children, after);
        }
        let place = Place { link: true, single: true, cell: false, inner: true };
        let text = inline(self.context, &element.children, place);
        if text.is_empty() {
            let label = element.attribute("aria-label");
            let label = if label.is_empty() { element.attribute("title") } else { label };
            if label.is_empty() {
                return;
            }
            let label = escape::text(label, &escape::Place { link: true, ..escape::Place::default() });
            return self.linked(element, &label);
        }
        // A picture that shows itself larger.
        if let [Node::Element(picture)] = &*element.children
            && picture.name == "img"
            && picture.attribute("src") == element.attribute("href")
        {
            return self.put(&text);
        }
        let all = element.text();
        self.blank |= all.starts_with(|char: char| char.is_ascii_whitespace());
        self.linked(element, &text);
        self.blank |= all.ends_with(|char: char| char.is_ascii_whitespace());
    }

    /// A link with its text as Markdown.
    fn linked(&mut self, element: &Element, text: &str) {
        let href = (self.context.href)(element.attribute("href"));
        let written = element.text();
        let auto = href == written && href.contains("://") && !href.contains([' ', '<', '>', '|']);
        match auto {
            true => self.put(&format!("<{href}>")),
            false => self.put(&format!("[{text}]({}{})", escape::address(&href), title(element))),
        }
    }

    fn picture(&mut self, element: &Element) {
        let src = (self.context.href)(element.attribute("src"));
        let alt = element.attribute("alt").split_ascii_whitespace().collect::<Vec<_>>().join(" ");
        let alt = escape::text(&alt, &escape::Place { link: true, math: self.context.math, start: false });
        self.put(&format!("![{alt}]({}{})", escape::address(&src), title(element)));
    }

    fn formula(&mut self, element: &Element) {
        let tex = element.attribute("alttext").split_ascii_whitespace().collect::<Vec<_>>().join(" ");
        match tex.is_empty() {
            true => self.put(&raw(self.context, element)),
            false if element.attribute("display") == "block" => self.put(&format!("$${tex}$$")),
            false => self.put(&format!("${tex}$")),
        }
    }

    /// What plays: a link to it.
    fn player(&mut self, element: &Element) {
        let own = |element: &Element| {
            ["src", "data"].iter().map(|name| element.attribute(name).to_owned()).find(|src| !src.is_empty())
        };
        let Some(src) = own(element).or_else(|| own(element.find("source")?)) else {
            return self.nodes(&element.children, None);
        };
        let src = (self.context.href)(&src);
        let label = ["title", "aria-label"].iter().map(|name| element.attribute(name)).find(|label| !label.is_empty());
        let label = label.map(|label| escape::text(label, &escape::Place { link: true, ..escape::Place::default() }));
        match label {
            Some(label) => self.put(&format!("[{label}]({})", escape::address(&src))),
            None => self.put(&format!("[{}]({})", self.context.words.get("video"), escape::address(&src))),
        }
    }

    fn input(&mut self, element: &Element) {
        if element.attribute("type") == "checkbox" {
            let begins = self.out.is_empty();
            self.put(if element.has("checked") { "[x]" } else { "[ ]" });
            self.blank |= begins;
        }
    }
}

/// The first letter that is written of nodes; `None` where they write nothing.
fn first_char(nodes: &[Node]) -> Option<char> {
    nodes.iter().find_map(|node| match node {
        Node::Text(text) => text.chars().next(),
        Node::Element(element) => match &*element.name {
            "br" => Some(' '),
            "strong" | "b" | "em" | "i" | "cite" | "dfn" | "var" => Some('*'),
            "del" | "s" | "strike" => Some('~'),
            "code" | "tt" | "samp" => Some('`'),
            "a" | "img" | "iframe" | "video" | "audio" => Some('['),
            "math" => Some('$'),
            name if KEPT.contains(&name) => Some('<'),
            _ if element.is_block() => Some(' '),
            _ => first_char(&element.children),
        },
    })
}

/// The link of a footnote's number.
fn note(sup: &Element) -> Option<&Element> {
    sup.elements().find(|child| child.attribute("role") == "doc-noteref")
}

/// The label of a footnote, by its id or by a link to that: `#fn-x`.
pub(super) fn note_name(id: &str) -> String {
    let name = id.trim_start_matches('#').trim_start_matches("fn-");
    let name = crate::url::decode(name);
    name.chars().map(|char| if char.is_alphanumeric() || "._-".contains(char) { char } else { '-' }).collect()
}

fn title(element: &Element) -> String {
    let title = element.attribute("title").split_ascii_whitespace().collect::<Vec<_>>().join(" ");
    if title.is_empty() {
        return title;
    }
    format!(" \"{}\"", title.replace('\\', "\\\\").replace('"', "\\\""))
}

/// An element as HTML, its addresses as they are to be written. It holds no blank line, which would end it.
pub(super) fn raw(context: &Context, element: &Element) -> String {
    let mut out = String::new();
    write_raw(context, element, false, &mut out);
    out
}

const ADDRESSES: &[&str] = &["href", "src", "poster", "data"];

/// Attributes that are for the eye, or for our own scripts and style sheets.
fn is_needless(name: &str, svg: bool) -> bool {
    !svg && (matches!(name, "class" | "style" | "tabindex" | "loading" | "role") || name.starts_with("aria-"))
        || name.starts_with("on")
        || name.starts_with("data-")
}

fn write_raw(context: &Context, element: &Element, verbatim: bool, out: &mut String) {
    let svg = element.name == "svg";
    out.push('<');
    out.push_str(&element.name);
    for (name, value) in element.attributes().filter(|(name, _)| !is_needless(name, svg)) {
        match ADDRESSES.contains(&name) {
            true => html::attribute(out, name, &(context.href)(value)),
            false => html::attribute(out, name, value),
        }
    }
    out.push('>');
    let verbatim = verbatim || element.name == "pre";
    for child in &element.children {
        match child {
            Node::Text(text) if verbatim => {
                let mut escaped = String::new();
                html::text(&mut escaped, text);
                out.push_str(&escaped.replace('\n', "&#10;"));
            }
            Node::Text(text) => {
                let blank = |char: char| char.is_ascii_whitespace();
                out.push_str(if text.starts_with(blank) { " " } else { "" });
                html::text(out, &text.split_ascii_whitespace().collect::<Vec<_>>().join(" "));
                out.push_str(if text.ends_with(blank) && !text.trim_ascii().is_empty() { " " } else { "" });
            }
            Node::Element(child) if child.attribute("role") == "doc-backlink" => {}
            Node::Element(child) => write_raw(context, child, verbatim, out),
        }
    }
    if !matches!(&*element.name, "br" | "hr" | "img" | "input" | "col" | "source" | "wbr" | "embed") {
        out.push_str("</");
        out.push_str(&element.name);
        out.push('>');
    }
    if matches!(&*element.name, "tr" | "thead" | "tbody") && !verbatim {
        out.push('\n');
    }
}
