//! A page in YAML while it is laid out: fields become nodes whose places are true.

use std::collections::HashSet;

use crate::{
    data::Data,
    diagnostic::{Diagnostic, Edit, Rule, Severity},
    page::{
        Anchor, CodeBlock, Dialect, Element, FrontMatter, Heading, Kind, Link, Node, Outline, RawHtml, Ref, RefId,
        RefKind, Uid,
    },
    parse::{
        broken, html, leftover,
        markdown::{self, Sink},
        scalar::{self, Scalar},
        shape,
        slug::{Slugs, slug},
        text::plain_text,
    },
    rules,
    source::{Source, Span},
};

use super::anything;

/// What is known of the page so far.
pub(super) struct Draft<'s> {
    pub(super) source: &'s Source,
    dialect: Dialect,
    pub(super) outline: Outline,
    pub(super) found: Vec<Diagnostic>,
    slugs: Slugs,
    /// Ids of headings and anchors.
    ids: HashSet<String>,
    /// Fields with footnotes so far: labels of one are not those of another.
    notes: usize,
    /// How deep in lists and mappings the layout is.
    depth: usize,
}

/// Lists and mappings inside each other more deeply than this are shown as they are written.
const DEPTH_LIMIT: usize = 24;

/// Put before a line that is to be no block: as a blank it changes nothing else, but none that the parser takes away.
const LINE_START: &str = "\u{A0}";

/// A node that is no text.
pub(super) fn element(tag: &'static str, class: &'static str, span: Span, children: Vec<Node>) -> Node {
    Node { kind: Kind::Element(Box::new(Element { tag, class, id: None })), span, children }
}

/// Words of ours.
pub(super) fn words(text: impl Into<Box<str>>, span: Span) -> Node {
    Node { kind: Kind::Literal(text.into()), span: Span { end: span.start, ..span }, children: Vec::new() }
}

/// The place to show for a value: what stands in a scalar's quotes, the first line of a list or mapping.
pub(super) fn spot(source: &Source, data: &Data) -> Span {
    if let Some(scalar) = scalar::read(source, data) {
        return scalar.place(trimmed(scalar.text));
    }
    let line = source.slice(data.span).split(['\n', '\r']).next().unwrap_or("").trim_end();
    Span { start: data.span.start, end: data.span.start + line.len() as u32 }
}

/// The bytes of a text without the blanks around it.
fn trimmed(text: &str) -> Span {
    let start = text.len() - text.trim_start().len();
    Span::new(start, start + text.trim().len())
}

impl<'s> Draft<'s> {
    pub(super) fn new(source: &'s Source, dialect: Dialect) -> Draft<'s> {
        Draft {
            source,
            dialect,
            outline: Outline::default(),
            found: Vec::new(),
            slugs: Slugs::default(),
            ids: HashSet::new(),
            notes: 0,
            depth: 0,
        }
    }

    /// Lays out what is inside something else, unless that is too deep.
    pub(super) fn inside(&mut self, data: &Data, lay_out: impl FnOnce(&mut Self) -> Vec<Node>) -> Vec<Node> {
        if self.depth == DEPTH_LIMIT {
            let text = Node { kind: Kind::Text, span: data.span, children: Vec::new() };
            let code = CodeBlock { info: "yaml".into(), fenced: false };
            return vec![Node { kind: Kind::Code(Box::new(code)), span: data.span, children: vec![text] }];
        }
        self.depth += 1;
        let nodes = lay_out(self);
        self.depth -= 1;
        nodes
    }

    /// What is known of the page, and what is wrong with it.
    pub(super) fn finish(self) -> (Outline, Vec<Diagnostic>) {
        (Outline { footnotes: self.notes > 0, ..self.outline }, self.found)
    }

    /// Notes a finding.
    pub(super) fn find(&mut self, rule: &'static Rule, span: Span, message: impl Into<String>) -> &mut Diagnostic {
        self.found.push(rule.at(&self.source.path, span, message));
        self.found.last_mut().expect("one was just put there")
    }

    /// Notes that a key is not there. The page is made without it, so it is no more than a suggestion.
    pub(super) fn missing(&mut self, span: Span, message: impl Into<String>) {
        self.find(&rules::MISSING_ATTRIBUTE, span, message).severity = Severity::Suggestion;
    }

    /// A field of Markdown as blocks. What is no text is shown as it is.
    pub(super) fn markdown(&mut self, data: &Data) -> Vec<Node> {
        match scalar::read(self.source, data) {
            Some(scalar) => self.blocks(&scalar),
            None if data.is_null() => Vec::new(),
            None => anything::value(self, data, 3),
        }
    }

    /// A field of Markdown that is part of a line: signs of blocks at its start are text. One of several lines that are
    /// no paragraph stays as it is.
    pub(super) fn inline(&mut self, data: &Data) -> Vec<Node> {
        let Some(scalar) = scalar::read(self.source, data) else { return self.markdown(data) };
        let inside = trimmed(scalar.text);
        let text = &scalar.text[inside.range()];
        if !text.contains('\n') {
            let mut nodes = self.parse(&format!("{LINE_START}{text}"), &|span| {
                let place = |at: u32| inside.start + at.saturating_sub(LINE_START.len() as u32);
                scalar.place(Span { start: place(span.start), end: place(span.end) })
            });
            return match &mut *nodes {
                [Node { kind: Kind::Paragraph, children, .. }] => {
                    children.retain(|node| !matches!(node.kind, Kind::Text) || !node.span.is_empty());
                    std::mem::take(children)
                }
                _ => vec![self.plain(&scalar)],
            };
        }
        let mut nodes = self.blocks(&scalar);
        match &mut *nodes {
            [Node { kind: Kind::Paragraph, children, .. }] => std::mem::take(children),
            _ => nodes,
        }
    }

    /// A field of Markdown in a list: a paragraph that is alone stands there without `<p>`.
    pub(super) fn tight(&mut self, data: &Data) -> Vec<Node> {
        let mut nodes = self.markdown(data);
        match &mut *nodes {
            [Node { kind: Kind::Paragraph, children, .. }] => std::mem::take(children),
            _ => nodes,
        }
    }

    /// A field of text without any marks.
    pub(super) fn text(&mut self, data: &Data) -> Vec<Node> {
        match scalar::read(self.source, data) {
            Some(scalar) if scalar.text.trim().is_empty() => Vec::new(),
            Some(scalar) => vec![self.plain(&scalar)],
            None => self.markdown(data),
        }
    }

    fn plain(&self, scalar: &Scalar) -> Node {
        let inside = trimmed(scalar.text);
        let (span, text) = (scalar.place(inside), &scalar.text[inside.range()]);
        let kind = if self.source.slice(span) == text { Kind::Text } else { Kind::Literal(text.into()) };
        Node { kind, span, children: Vec::new() }
    }

    /// A field of code.
    pub(super) fn code(&mut self, data: &Data) -> Node {
        let code = CodeBlock { info: "".into(), fenced: false };
        let children = self.text(data);
        Node { kind: Kind::Code(Box::new(code)), span: data.span, children }
    }

    /// A field of HTML.
    pub(super) fn html(&mut self, data: &Data) -> Vec<Node> {
        let Some(scalar) = scalar::read(self.source, data) else { return self.markdown(data) };
        let inside = trimmed(scalar.text);
        if inside.is_empty() {
            return Vec::new();
        }
        let text = &scalar.text[inside.range()];
        let place = |part: Span| scalar.place(Span { start: inside.start + part.start, end: inside.start + part.end });
        let mut raw = RawHtml { refs: html::read(text, place, &mut self.outline), ..RawHtml::default() };
        let span = scalar.place(inside);
        if self.source.slice(span) != text {
            raw.text = Some(text.into());
            raw.lines = line_places(text, &place);
        }
        vec![Node { kind: Kind::Html(Box::new(raw)), span, children: Vec::new() }]
    }

    fn blocks(&mut self, scalar: &Scalar) -> Vec<Node> {
        if scalar.text.trim().is_empty() {
            return Vec::new();
        }
        self.parse(scalar.text, &|span| scalar.place(span))
    }

    /// Parses a text as a file of its own, and moves all places in it to where they are in the file.
    fn parse(&mut self, text: &str, place: &dyn Fn(Span) -> Span) -> Vec<Node> {
        let (refs, headings, anchors) =
            (self.outline.refs.len(), self.outline.headings.len(), self.outline.anchors.len());
        let found = self.found.len();
        let value = Source::new(self.source.path.clone(), text);
        let shapes = shape::find(&value.text, 0, self.dialect);
        let line = |at| self.source.position(place(Span { start: at, end: at }).start).line;
        let mut sink = Sink { outline: &mut self.outline, found: &mut self.found, slugs: &mut self.slugs, line: &line };
        let mut nodes = markdown::read(&value, &FrontMatter::default(), &shapes, self.dialect, &mut sink);
        broken::report(&value, &nodes, &mut self.found);
        if leftover::may_have(shapes.text.as_str()) {
            leftover::report(&value, &nodes, &mut self.found);
        }
        self.notes += usize::from(std::mem::take(&mut self.outline.footnotes));
        for reference in &mut self.outline.refs[refs..] {
            reference.span = place(reference.span);
        }
        for heading in &mut self.outline.headings[headings..] {
            heading.span = place(heading.span);
            self.ids.insert(heading.id.to_string());
        }
        for anchor in &mut self.outline.anchors[anchors..] {
            anchor.span = place(anchor.span);
            self.ids.insert(anchor.id.to_string());
        }
        for finding in &mut self.found[found..] {
            finding.span = place(finding.span);
            // What is written in another form in the file, and new lines, would need that form too.
            finding.fixes.retain(|fix| {
                let same = |edit: &Edit| self.source.slice(place(edit.span)) == value.slice(edit.span);
                fix.edits.iter().all(|edit| same(edit) && !edit.text.contains('\n'))
            });
            for edit in finding.fixes.iter_mut().flat_map(|fix| &mut fix.edits) {
                edit.span = place(edit.span);
            }
        }
        self.settle(&mut nodes, text, place);
        nodes
    }

    /// Moves nodes to their places in the file. What is written in another form there keeps its text.
    fn settle(&self, nodes: &mut [Node], value: &str, place: &dyn Fn(Span) -> Span) {
        for node in nodes {
            let text = value.get(node.span.range()).unwrap_or("");
            let text = if node.span.start == 0 { text.strip_prefix(LINE_START).unwrap_or(text) } else { text };
            let span = place(node.span);
            let same = self.source.slice(span) == text;
            match &mut node.kind {
                Kind::Text if !same => node.kind = Kind::Literal(text.into()),
                Kind::Footnote(label) | Kind::FootnoteReference(label) if self.notes > 1 => {
                    *label = format!("{}.{label}", self.notes).into();
                }
                Kind::Html(raw) if !same && raw.text.is_none() => {
                    raw.text = Some(text.into());
                    let start = node.span.start;
                    raw.lines =
                        line_places(text, &|part| place(Span { start: start + part.start, end: start + part.end }));
                }
                Kind::Html(raw) => {
                    for (_, there) in &mut raw.lines {
                        *there = place(Span { start: *there, end: *there }).start;
                    }
                }
                _ => {}
            }
            node.span = span;
            self.settle(&mut node.children, value, place);
        }
    }

    /// The id of a text, unlike all so far.
    pub(super) fn id(&mut self, nodes: &[Node]) -> String {
        self.slugs.unique(slug(plain_text(self.source, nodes).trim()))
    }

    /// The text of inlines.
    pub(super) fn plain_text(&self, nodes: &[Node]) -> String {
        plain_text(self.source, nodes).trim().to_owned()
    }

    /// A heading that leads to itself.
    pub(super) fn heading(&mut self, level: u8, children: Vec<Node>) -> Node {
        let (number, span) = self.note_heading(level, &children, None);
        Node { kind: Kind::Heading(number), span, children }
    }

    /// A heading with an id that it has from elsewhere.
    pub(super) fn heading_of(&mut self, level: u8, id: &str, children: Vec<Node>) -> Node {
        let (number, span) = self.note_heading(level, &children, Some(id));
        Node { kind: Kind::Heading(number), span, children }
    }

    /// A heading that holds no link to itself: on a card, which is one link as a whole or holds several.
    pub(super) fn card_heading(&mut self, level: u8, children: Vec<Node>) -> Node {
        let (number, span) = self.note_heading(level, &children, None);
        let id = self.outline.headings[number as usize].id.clone();
        let tag = TAGS[usize::from(level.clamp(1, 6)) - 1];
        Node { kind: Kind::Element(Box::new(Element { tag, class: "", id: Some(id) })), span, children }
    }

    fn note_heading(&mut self, level: u8, children: &[Node], id: Option<&str>) -> (u32, Span) {
        let level = level.clamp(1, 6);
        let text = self.plain_text(children);
        let id = id.map_or_else(|| self.id(children), str::to_owned);
        let start = children.first().map_or(0, |node| node.span.start);
        let span = Span { start, end: children.last().map_or(start, |node| node.span.end).max(start) };
        let number = self.outline.headings.len() as u32;
        self.ids.insert(id.clone());
        self.outline.headings.push(Heading { level, id: id.into(), text: text.into(), span });
        (number, span)
    }

    /// A heading of a card that is a link as a whole: readers find it by the link.
    pub(super) fn link_heading(&mut self, level: u8, link: Node) -> Node {
        let span = link.span;
        element(TAGS[usize::from(level.clamp(1, 6)) - 1], "", span, vec![link])
    }

    /// Something with an id that links can lead to, which must be the first of its name.
    pub(super) fn anchor(&mut self, id: &str, span: Span) -> Option<Node> {
        if id.is_empty() || !self.ids.insert(id.to_owned()) {
            return None;
        }
        self.outline.anchors.push(Anchor { id: id.into(), span });
        let element = Element { tag: "a", class: "", id: Some(id.into()) };
        Some(Node { kind: Kind::Element(Box::new(element)), span, children: Vec::new() })
    }

    /// A link to what a field names; just its text where the field is not there.
    pub(super) fn link(&mut self, url: Option<&Data>, children: Vec<Node>) -> Vec<Node> {
        let Some((to, span)) = url.and_then(|url| self.reference(RefKind::Link, url)) else { return children };
        let span = children.first().map_or(span, |node| node.span);
        vec![Node { kind: Kind::Link(Box::new(Link { to, title: "".into(), auto: false })), span, children }]
    }

    /// Notes a uid of the page or, with an id, of a part of it. Without a name it is called by the page's title.
    pub(super) fn uid(&mut self, data: &Data, anchor: &str, name: &str) {
        let Some(uid) = data.as_str().map(str::trim).filter(|uid| !uid.is_empty()) else { return };
        let properties = if name.is_empty() { Vec::new() } else { vec![("name".into(), name.into())] };
        let span = spot(self.source, data);
        self.outline.uids.push(Uid { uid: uid.into(), span, anchor: anchor.into(), properties });
    }

    /// A cross reference to a uid, as programs write it: most lead to what is documented elsewhere.
    pub(super) fn xref(&mut self, uid: &str, span: Span, name: Option<&str>) -> Node {
        let to = self.note_reference(RefKind::Link, &format!("xref:{}", encode(uid)), span);
        self.outline.refs[to.0 as usize].unchecked = true;
        let children = name.map(|name| words(name, span)).into_iter().collect();
        Node { kind: Kind::Link(Box::new(Link { to, title: "".into(), auto: name.is_none() })), span, children }
    }

    /// A picture; `alt` is empty where its text stands beside it.
    pub(super) fn picture(&mut self, src: &Data, alt: Vec<Node>) -> Option<Node> {
        let (to, span) = self.reference(RefKind::Image, src)?;
        // What it shows is said beside it.
        self.outline.refs[to.0 as usize].unchecked = true;
        Some(Node { kind: Kind::Image(Box::new(Link { to, title: "".into(), auto: false })), span, children: alt })
    }

    fn reference(&mut self, kind: RefKind, data: &Data) -> Option<(RefId, Span)> {
        let scalar = scalar::read(self.source, data)?;
        let inside = trimmed(scalar.text);
        let span = if inside.is_empty() { data.span } else { scalar.place(inside) };
        Some((self.note_reference(kind, &scalar.text[inside.range()], span), span))
    }

    fn note_reference(&mut self, kind: RefKind, address: &str, span: Span) -> RefId {
        let id = RefId(self.outline.refs.len() as u32);
        self.outline.refs.push(Ref { kind, address: address.into(), span, unchecked: false });
        id
    }
}

/// See [`RawHtml::lines`].
fn line_places(html: &str, place: &dyn Fn(Span) -> Span) -> Box<[(u32, u32)]> {
    let mut at = 0;
    let line = |line: &str| {
        let begins = at;
        at += line.len() as u32;
        (begins, place(Span { start: begins, end: begins }).start)
    };
    html.split_inclusive('\n').map(line).collect()
}

/// A uid as it is written behind `xref:`.
fn encode(uid: &str) -> String {
    uid.replace('%', "%25").replace('#', "%23").replace('?', "%3F")
}

const TAGS: [&str; 6] = ["h1", "h2", "h3", "h4", "h5", "h6"];
