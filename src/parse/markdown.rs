//! Markdown to the page's tree. The only module that names the Markdown parser.

mod heading;
mod inline;
mod leaf;
mod table;

use std::{borrow::Cow, collections::HashSet};

use pulldown_cmark::{BrokenLink, CodeBlockKind, Event, LinkType, OffsetIter, Options, Parser, Tag, TagEnd};

use super::{
    definitions, depth, destination, footnotes, form,
    read::{ReadSpan, ReadText},
    section,
    shape::{Found, Shapes},
    slug::Slugs,
    text::fold,
    undefined,
};
use crate::{
    diagnostic::Diagnostic,
    ext::{self, Reading},
    page::{Alignment, CodeBlock, Dialect, FrontMatter, Kind, Link, List, Node, Outline, RawHtml, Ref, RefId, RefKind},
    source::{Source, Span},
};

/// Pictures inside each other's text more deeply than this do not know where their addresses stand.
const LINK_DEPTH_LIMIT: usize = 16;

/// Where what is found on a page is put.
pub(super) struct Sink<'a> {
    pub(super) outline: &'a mut Outline,
    pub(super) found: &'a mut Vec<Diagnostic>,
    /// The ids of headings so far.
    pub(super) slugs: &'a mut Slugs,
    /// The line of the file for a byte of the text.
    pub(super) line: &'a dyn Fn(u32) -> usize,
}

/// Reads the text behind the front matter.
pub(super) fn read(
    source: &Source,
    front_matter: &FrontMatter,
    shapes: &Shapes,
    dialect: Dialect,
    sink: &mut Sink,
) -> Vec<Node> {
    let Sink { outline, found, slugs, line } = sink;
    let mut undefined: Vec<(ReadSpan, String)> = Vec::new();
    let start = front_matter.body_start as usize;
    let mut note = |link: BrokenLink<'_>| {
        if link.link_type == LinkType::Reference {
            let span = ReadSpan::new(link.span.start + start, link.span.end + start);
            undefined.push((span, link.reference.to_string()));
        }
        None::<(pulldown_cmark::CowStr<'_>, pulldown_cmark::CowStr<'_>)>
    };
    let text = &shapes.text.as_str()[start..];
    let parser = Parser::new_with_broken_link_callback(text, options(dialect), Some(&mut note));
    let mut builder = Builder {
        source,
        text: &shapes.text,
        start,
        options: options(dialect),
        shapes,
        outline,
        found,
        slugs,
        stack: vec![Node { kind: Kind::Paragraph, span: Span::new(start, source.text.len()), children: Vec::new() }],
        opened: Vec::new(),
        table: table::Table::default(),
        too_deep: None,
        links: 0,
        unclosed: Vec::new(),
        dialect,
        used: HashSet::new(),
    };
    let mut events = parser.into_offset_iter();
    while let Some((event, range)) = events.next() {
        builder.event(event, ReadSpan::new(range.start + start, range.end + start), &events);
    }
    let root = builder.stack.pop().expect("the root is put there first and popped last");
    let mut nodes = builder.finish_container(root.children);
    let too_deep = builder.too_deep;
    let used = builder.used;
    let defines = events.reference_definitions().iter().next().is_some();
    drop(events);
    if outline.footnotes {
        footnotes::settle(source, &mut nodes, line, found);
    }
    definitions::report(source, start, &nodes, &used, line, found);
    if let Some(span) = too_deep {
        depth::report(source, span, found);
    }
    depth::bound(source, &mut nodes, found);
    let like = if undefined.is_empty() { Default::default() } else { undefined::like_definitions(source) };
    for (span, label) in undefined {
        let masked = shapes.text.is_masked(span).then(|| shapes.text.written(span));
        let written =
            masked.as_deref().and_then(|text| text.strip_suffix(']')?.rsplit_once('[').map(|(_, label)| label));
        let label = written.unwrap_or(&label);
        undefined::report(source, shapes.text.source_span(span), label, defines, &like, line, found);
    }
    nodes
}

fn options(dialect: Dialect) -> Options {
    let mut options =
        Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH | Options::ENABLE_TASKLISTS | Options::ENABLE_FOOTNOTES;
    options.set(Options::ENABLE_MATH, dialect.math);
    options.set(Options::ENABLE_DEFINITION_LIST, dialect.definition_lists);
    options
}

struct Builder<'a> {
    source: &'a Source,
    text: &'a ReadText<'a>,
    /// Byte of the file at which the parser's text begins.
    start: usize,
    options: Options,
    shapes: &'a Shapes<'a>,
    outline: &'a mut Outline,
    found: &'a mut Vec<Diagnostic>,
    slugs: &'a mut Slugs,
    /// Open nodes, the page itself first.
    stack: Vec<Node>,
    /// Whether each tag that is open has a node: those that are too deep have none.
    opened: Vec<bool>,
    /// The first one that has none.
    too_deep: Option<Span>,
    table: table::Table,
    /// See [`Reading::unclosed`].
    unclosed: Vec<u16>,
    /// Open links: no bare address is linked inside one.
    links: usize,
    dialect: Dialect,
    /// Labels that links have, folded.
    used: HashSet<String>,
}

impl Builder<'_> {
    /// Takes an event with its bytes of the parser's text.
    fn event<'e, F: pulldown_cmark::BrokenLinkCallback<'e>>(
        &mut self,
        event: Event<'e>,
        read: ReadSpan,
        events: &OffsetIter<'e, F>,
    ) {
        let span = self.text.source_span(read);
        match event {
            Event::Start(tag) => self.open(tag, read, events),
            Event::End(tag) => self.close(tag, read, events),
            Event::Text(text) => self.text(&text, read),
            Event::Code(text) => self.code_span(&text, read),
            Event::InlineHtml(html) => self.inline_html(&html, read),
            Event::Html(html) => self.push(self.verbatim(&html, read), span),
            Event::SoftBreak => self.push(Kind::SoftBreak, span),
            Event::HardBreak => self.push(Kind::HardBreak, span),
            Event::Rule => self.push(Kind::Rule, span),
            Event::FootnoteReference(label) => self.push(Kind::FootnoteReference((&*label).into()), span),
            Event::TaskListMarker(checked) => {
                let item = self.stack.iter_mut().rev().find(|node| matches!(node.kind, Kind::Item(_)));
                if let Some(item) = item {
                    item.kind = Kind::Item(Some(checked));
                }
            }
            Event::InlineMath(tex) => self.math(&tex, false, read),
            Event::DisplayMath(tex) => self.math(&tex, true, read),
        }
    }

    fn push(&mut self, kind: Kind, span: Span) {
        self.push_node(Node { kind, span, children: Vec::new() });
    }

    fn push_node(&mut self, node: Node) {
        self.stack.last_mut().expect("the root is open until the end").children.push(node);
    }

    /// A text node by span where the author's text is what the parser gives.
    fn verbatim(&self, text: &str, read: ReadSpan) -> Kind {
        if self.text.slice(read) != text {
            return Kind::Literal(text.into());
        }
        match self.text.written(read) {
            // An indent of the author's is missing inside it.
            Cow::Owned(written) => Kind::Literal(written.into()),
            Cow::Borrowed(_) => Kind::Text,
        }
    }

    fn open<'e, F: pulldown_cmark::BrokenLinkCallback<'e>>(
        &mut self,
        tag: Tag<'e>,
        read: ReadSpan,
        events: &OffsetIter<'e, F>,
    ) {
        let span = self.text.source_span(read);
        let kind = match tag {
            Tag::Paragraph => Kind::Paragraph,
            Tag::Heading { level, .. } => Kind::Heading(level as u32),
            Tag::BlockQuote(_) => Kind::Quote,
            Tag::CodeBlock(CodeBlockKind::Fenced(info)) => {
                Kind::Code(Box::new(CodeBlock { info: (&*info).into(), fenced: true }))
            }
            Tag::CodeBlock(CodeBlockKind::Indented) => {
                Kind::Code(Box::new(CodeBlock { info: "".into(), fenced: false }))
            }
            Tag::HtmlBlock => Kind::Html(Box::new(RawHtml { block: true, ..RawHtml::default() })),
            Tag::List(start) => Kind::List(Box::new(List { start, tight: true })),
            Tag::Item => Kind::Item(None),
            Tag::FootnoteDefinition(label) => {
                self.outline.footnotes = true;
                Kind::Footnote((&*label).into())
            }
            Tag::DefinitionList => Kind::DefinitionList,
            Tag::DefinitionListTitle => Kind::DefinitionTitle,
            Tag::DefinitionListDefinition => Kind::Definition,
            Tag::Table(alignments) => {
                self.table = table::Table { columns: self.columns(alignments.len()), ..Default::default() };
                Kind::Table(alignments.into_iter().map(alignment).collect())
            }
            Tag::TableHead => Kind::TableHead,
            Tag::TableRow => Kind::TableRow,
            Tag::TableCell => Kind::TableCell,
            Tag::Emphasis => Kind::Emphasis,
            Tag::Strong => Kind::Strong,
            Tag::Strikethrough => Kind::Strikethrough,
            Tag::Link { link_type, dest_url, title, id } => {
                self.links += 1;
                let auto = matches!(link_type, LinkType::Autolink | LinkType::Email);
                let (to, title) = self.link(RefKind::Link, link_type, [&dest_url, &title, &id], read, events);
                Kind::Link(Box::new(Link { to, title, auto }))
            }
            Tag::Image { link_type, dest_url, title, id } => {
                self.links += 1;
                let (to, title) = self.link(RefKind::Image, link_type, [&dest_url, &title, &id], read, events);
                Kind::Image(Box::new(Link { to, title, auto: false }))
            }
            // Options for these are off: their children stand for themselves.
            Tag::Superscript | Tag::Subscript | Tag::MetadataBlock(_) => Kind::Paragraph,
        };
        let parent = &self.stack.last().expect("the root is open until the end").kind;
        let opened = depth::fits(&kind, self.stack.len()) && depth::is_part(&kind, parent);
        self.opened.push(opened);
        if !opened {
            self.too_deep.get_or_insert(span);
            return;
        }
        self.stack.push(Node { kind, span, children: Vec::new() });
    }

    /// Notes a link's or picture's reference with the place of its destination.
    fn link<'e, F: pulldown_cmark::BrokenLinkCallback<'e>>(
        &mut self,
        kind: RefKind,
        link_type: LinkType,
        [address, title, label]: [&str; 3],
        read: ReadSpan,
        events: &OffsetIter<'e, F>,
    ) -> (RefId, Box<str>) {
        let definition = events
            .reference_definitions()
            .get(label)
            .filter(|_| !label.is_empty())
            .map(|definition| ReadSpan::new(definition.span.start + self.start, definition.span.end + self.start));
        if definition.is_some() {
            self.used.insert(fold(label));
        }
        let place = match link_type {
            LinkType::Autolink | LinkType::Email => Some(ReadSpan::new(read.start() + 1, read.end() - 1)),
            // Each of many inside each other would be walked to its end.
            LinkType::Inline if self.links > LINK_DEPTH_LIMIT => None,
            LinkType::Inline => destination::inline(self.text, read),
            _ => definition.and_then(|span| destination::definition(self.text, span)),
        };
        let xref = Some(self.text.source_span(read).start).filter(|_| link_type == LinkType::Autolink);
        let xref = xref.and_then(|start| self.shapes.xref_at(start));
        let written = if xref.is_some() { None } else { self.unmasked(read, definition) };
        let (address, title) = written.as_ref().map_or((address, title), |(address, title)| (address, title));
        let address = match link_type {
            _ if xref.is_some() => format!("xref:{}", xref.map_or("", |masked| self.source.slice(masked.uid))).into(),
            LinkType::Email if !address.starts_with("mailto:") => format!("mailto:{address}").into(),
            _ => address.into(),
        };
        let id = RefId(self.outline.refs.len() as u32);
        let span = xref.map_or_else(|| self.text.source_span(place.unwrap_or(read)), |masked| masked.uid);
        self.outline.refs.push(Ref { kind, address, span, unchecked: false });
        (id, title.into())
    }

    /// Address and title of a link of which the parser has read a mask.
    fn unmasked(&self, read: ReadSpan, definition: Option<ReadSpan>) -> Option<(String, String)> {
        if self.links > LINK_DEPTH_LIMIT {
            return None;
        }
        // What a link's text hides is none of its address.
        let tail = || destination::tail(self.text, read).map(|at| ReadSpan::new(at, read.end()));
        let place = definition.or_else(tail).unwrap_or(read);
        if !self.text.is_masked(place) {
            return None;
        }
        let mut text = self.text.written(place).into_owned();
        if definition.is_some() {
            let label = text.find("]:")? + 1;
            text = format!("{text}\n\n{}", &text[..label]);
        } else if text.starts_with('(') {
            text.insert_str(0, "[]");
        }
        Parser::new_ext(&text, self.options).find_map(|event| match event {
            Event::Start(Tag::Link { dest_url, title, .. } | Tag::Image { dest_url, title, .. }) => {
                Some((dest_url.into_string(), title.into_string()))
            }
            _ => None,
        })
    }

    fn close<'e, F: pulldown_cmark::BrokenLinkCallback<'e>>(
        &mut self,
        tag: TagEnd,
        read: ReadSpan,
        events: &OffsetIter<'e, F>,
    ) {
        let link = usize::from(matches!(tag, TagEnd::Link | TagEnd::Image));
        if !self.opened.pop().unwrap_or(true) {
            self.links = self.links.saturating_sub(link);
            return;
        }
        let mut node = self.stack.pop().expect("the parser closes what it opened");
        // Two thirds of what a site takes in memory are nodes: no room for ones that will not come.
        node.children.shrink_to_fit();
        if !matches!(node.kind, Kind::Code(_) | Kind::Html(_)) {
            self.finish_inlines(&mut node.children);
        }
        // Only now: what the link holds was still inside it.
        self.links = self.links.saturating_sub(link);
        match node.kind {
            Kind::Heading(level) => self.heading(node, level as u8),
            Kind::Quote => {
                let sections = section::divide(node.span, node.children, &mut self.reading());
                self.stack.last_mut().expect("the root stays open").children.extend(sections);
            }
            Kind::Html(_) => self.html_block(node),
            Kind::Item(_) | Kind::Footnote(_) | Kind::Definition => {
                // The text of a tight item stands in it without a paragraph.
                node.children = self.finish_container(node.children);
                self.push_node(node);
            }
            Kind::List(mut list) => {
                list.tight = !node
                    .children
                    .iter()
                    .any(|item| item.children.iter().any(|child| matches!(child.kind, Kind::Paragraph)));
                node.kind = Kind::List(list);
                self.push_node(node);
            }
            Kind::Strikethrough if !self.source.text[node.span.start as usize..].starts_with("~~") => {
                let (start, end) = (node.span.start, node.span.end);
                self.push(Kind::Text, Span { start, end: start + 1 });
                self.stack.last_mut().expect("the root stays open").children.extend(node.children);
                self.push(Kind::Text, Span { start: end - 1, end });
            }
            Kind::TableCell => {
                if let [Node { kind: Kind::Directive(directive), .. }] = &mut *node.children {
                    ext::include::stand_alone(directive, &mut self.outline.refs);
                }
                self.table.cell_end = read.end();
                self.push_node(node);
            }
            Kind::TableRow => {
                self.stack.push(node);
                let from = self.table.cell_end;
                self.excess_cells(ReadSpan::new(from, read.end().max(from)), events);
                let row = self.stack.pop().expect("the row was just put there");
                self.push_node(row);
            }
            Kind::Code(_) => {
                node.span = self.text.source_span(read);
                self.push_node(node);
            }
            _ => self.push_node(node),
        }
    }

    fn reading(&mut self) -> Reading<'_> {
        Reading {
            source: self.source,
            refs: &mut self.outline.refs,
            anchors: &mut self.outline.anchors,
            found: self.found,
            too_deep: &mut self.too_deep,
            unclosed: &mut self.unclosed,
            callouts: self.dialect.callouts,
        }
    }

    /// Looks over the finished children of a container of blocks.
    fn finish_container(&mut self, children: Vec<Node>) -> Vec<Node> {
        let children = self.strays(children);
        let children = ext::div::with_lists(children);
        let children = ext::container::nest(children, &mut self.reading());
        ext::tabs::group(children)
    }

    /// Callouts that stand in no quote.
    fn strays(&mut self, children: Vec<Node>) -> Vec<Node> {
        let source = self.source;
        let children = section::split_strays(source, children);
        let starts = |node: &Node| matches!(node.kind, Kind::Paragraph) && section::begins(source.slice(node.span));
        if !children.iter().any(starts) {
            return children;
        }
        children
            .into_iter()
            .map(|node| if starts(&node) { section::stray(node, &mut self.reading()) } else { node })
            .collect()
    }

    fn text(&mut self, text: &str, read: ReadSpan) {
        let kind = self.verbatim(text, read);
        let span = self.text.source_span(read);
        let in_code = matches!(self.stack.last().map(|node| &node.kind), Some(Kind::Code(_) | Kind::Html(_)));
        let siblings = &mut self.stack.last_mut().expect("the root is open until the end").children;
        if let (Kind::Text, Some(last)) = (&kind, siblings.last_mut()) {
            let adjoins = matches!(last.kind, Kind::Text) && last.span.end == span.start;
            if adjoins && !(in_code && self.text.slice(read).starts_with('\n')) {
                last.span.end = span.end;
                return;
            }
        }
        siblings.push(Node { kind, span, children: Vec::new() });
    }

    /// A shape that the mask hid, as its room reads it; as text where it is none after all.
    fn shape(&mut self, shape: &Found) -> Node {
        let source = self.source;
        let raw = section::raw(&source.text, shape);
        if let Some(colon) = &shape.colon
            && let Some(node) = form::read(shape, colon, &mut self.reading())
        {
            return node;
        }
        let directive = (ext::ALL[shape.extension as usize].read)(&raw, &mut self.reading());
        match directive {
            Some(directive) => {
                Node { kind: Kind::Directive(Box::new(directive)), span: shape.span, children: Vec::new() }
            }
            None => form::as_text(shape),
        }
    }
}

fn alignment(alignment: pulldown_cmark::Alignment) -> Alignment {
    match alignment {
        pulldown_cmark::Alignment::None => Alignment::None,
        pulldown_cmark::Alignment::Left => Alignment::Left,
        pulldown_cmark::Alignment::Center => Alignment::Center,
        pulldown_cmark::Alignment::Right => Alignment::Right,
    }
}
