//! Markdown to the page's tree. The only module that names the Markdown parser.

mod heading;
mod inline;

use pulldown_cmark::{BrokenLink, CodeBlockKind, Event, LinkType, OffsetIter, Options, Parser, Tag, TagEnd};

use super::{
    destination, form, html, leftover, section,
    shape::{Found, Shapes},
    slug::Slugs,
    undefined,
};
use crate::{
    diagnostic::Diagnostic,
    ext::{self, Reading},
    page::{
        Alignment, Callouts, CodeBlock, Dialect, FrontMatter, Kind, Link, List, Math, Node, Outline, RawHtml, Ref,
        RefId, RefKind,
    },
    rules,
    source::{Source, Span},
};

/// Blocks nested more deeply than this are laid flat: whatever walks the tree may call itself once for each level.
const DEPTH_LIMIT: usize = 96;

/// Pictures inside each other's text more deeply than this do not know where their addresses stand.
const LINK_DEPTH_LIMIT: usize = 16;

/// Formulas with more commands and braces than this, or longer, stay text: their parser calls itself for each level.
const FORMULA_LIMIT: usize = 1000;
const FORMULA_LENGTH_LIMIT: usize = 32 * 1024;

/// Where what is found on a page is put.
pub(super) struct Sink<'a> {
    pub(super) outline: &'a mut Outline,
    pub(super) found: &'a mut Vec<Diagnostic>,
    /// The ids of headings so far.
    pub(super) slugs: &'a mut Slugs,
}

/// Reads the text behind the front matter.
pub(super) fn read(
    source: &Source,
    front_matter: &FrontMatter,
    shapes: &Shapes,
    dialect: Dialect,
    sink: &mut Sink,
) -> Vec<Node> {
    let Sink { outline, found, slugs } = sink;
    let mut undefined: Vec<(Span, String)> = Vec::new();
    let start = front_matter.body_start as usize;
    let mut note = |link: BrokenLink<'_>| {
        if link.link_type == LinkType::Reference {
            undefined.push((Span::new(link.span.start + start, link.span.end + start), link.reference.to_string()));
        }
        None::<(pulldown_cmark::CowStr<'_>, pulldown_cmark::CowStr<'_>)>
    };
    let text = &shapes.text[start..];
    let parser = Parser::new_with_broken_link_callback(text, options(dialect), Some(&mut note));
    let mut builder = Builder {
        source,
        masked: &shapes.text,
        start,
        options: options(dialect),
        shapes,
        outline,
        found,
        slugs,
        stack: vec![Node { kind: Kind::Paragraph, span: Span::new(start, source.text.len()), children: Vec::new() }],
        flat: 0,
        links: 0,
        unclosed: Vec::new(),
        callouts: dialect.callouts,
    };
    let mut events = parser.into_offset_iter();
    while let Some((event, range)) = events.next() {
        builder.event(event, Span::new(range.start + start, range.end + start), &events);
    }
    let root = builder.stack.pop().expect("the root is put there first and popped last");
    let nodes = builder.finish_container(root.children);
    let defines = events.reference_definitions().iter().next().is_some();
    drop(events);
    let like = if undefined.is_empty() { Default::default() } else { undefined::like_definitions(source) };
    for (span, label) in undefined {
        undefined::report(source, span, &label, defines, &like, found);
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
    masked: &'a str,
    /// Byte of the file at which the parser's text begins.
    start: usize,
    options: Options,
    shapes: &'a Shapes<'a>,
    outline: &'a mut Outline,
    found: &'a mut Vec<Diagnostic>,
    slugs: &'a mut Slugs,
    /// Open nodes, the page itself first.
    stack: Vec<Node>,
    /// Open nodes beyond the depth limit.
    flat: usize,
    /// See [`Reading::unclosed`].
    unclosed: Vec<u16>,
    /// Open links: no bare address is linked inside one.
    links: usize,
    callouts: Callouts,
}

impl Builder<'_> {
    /// Takes an event with its bytes of the parser's text.
    fn event<'e, F: pulldown_cmark::BrokenLinkCallback<'e>>(
        &mut self,
        event: Event<'e>,
        read: Span,
        events: &OffsetIter<'e, F>,
    ) {
        let span = self.shapes.source_span(read);
        match event {
            Event::Start(tag) => self.open(tag, read, events),
            Event::End(tag) => self.close(tag, span, events),
            Event::Text(text) => self.text(&text, read),
            Event::Code(text) => self.code_span(&text, span),
            Event::InlineHtml(html) => self.inline_html(&html, span),
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
            Event::InlineMath(tex) => self.math(&tex, false, span),
            Event::DisplayMath(tex) => self.math(&tex, true, span),
        }
    }

    fn push(&mut self, kind: Kind, span: Span) {
        self.push_node(Node { kind, span, children: Vec::new() });
    }

    fn push_node(&mut self, node: Node) {
        self.stack.last_mut().expect("the root is open until the end").children.push(node);
    }

    /// A text node by span where the author's text is what the parser gives. Takes bytes of the parser's text.
    fn verbatim(&self, text: &str, read: Span) -> Kind {
        if self.masked.get(read.range()) != Some(text) {
            return Kind::Literal(text.into());
        }
        match self.shapes.plain(read) {
            // An indent of the author's is missing inside it.
            Some(plain) if self.shapes.source_span(read).len() != read.len() => Kind::Literal(plain.into()),
            _ => Kind::Text,
        }
    }

    fn open<'e, F: pulldown_cmark::BrokenLinkCallback<'e>>(
        &mut self,
        tag: Tag<'e>,
        read: Span,
        events: &OffsetIter<'e, F>,
    ) {
        let span = self.shapes.source_span(read);
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
            Tag::Table(alignments) => Kind::Table(alignments.into_iter().map(alignment).collect()),
            Tag::TableHead => Kind::TableHead,
            Tag::TableRow => Kind::TableRow,
            Tag::TableCell => Kind::TableCell,
            Tag::Emphasis => Kind::Emphasis,
            Tag::Strong => Kind::Strong,
            Tag::Strikethrough => Kind::Strikethrough,
            Tag::Link { link_type, dest_url, title, id } => {
                self.links += 1;
                let to = self.link(RefKind::Link, link_type, &dest_url, &id, read, events);
                let auto = matches!(link_type, LinkType::Autolink | LinkType::Email);
                Kind::Link(Box::new(Link { to, title: (&*title).into(), auto }))
            }
            Tag::Image { link_type, dest_url, title, id } => {
                self.links += 1;
                let to = self.link(RefKind::Image, link_type, &dest_url, &id, read, events);
                Kind::Image(Box::new(Link { to, title: (&*title).into(), auto: false }))
            }
            // Options for these are off: their children stand for themselves.
            Tag::Superscript | Tag::Subscript | Tag::MetadataBlock(_) => Kind::Paragraph,
        };
        if self.stack.len() > DEPTH_LIMIT {
            if self.flat == 0 {
                let message =
                    format!("more than {DEPTH_LIMIT} levels of quotes, lists and the like; deeper ones are laid flat");
                self.found.push(rules::NESTING_TOO_DEEP.at(
                    &self.source.path,
                    Span { end: span.start, ..span },
                    message,
                ));
            }
            self.flat += 1;
            return;
        }
        self.stack.push(Node { kind, span, children: Vec::new() });
    }

    /// Notes a link's or picture's reference with the place of its destination.
    fn link<'e, F: pulldown_cmark::BrokenLinkCallback<'e>>(
        &mut self,
        kind: RefKind,
        link_type: LinkType,
        address: &str,
        label: &str,
        span: Span,
        events: &OffsetIter<'e, F>,
    ) -> RefId {
        let place = match link_type {
            LinkType::Autolink | LinkType::Email => Some(Span { start: span.start + 1, end: span.end - 1 }),
            // Each of many inside each other would be walked to its end.
            LinkType::Inline if self.links > LINK_DEPTH_LIMIT => None,
            LinkType::Inline => destination::inline(self.masked, span),
            _ => events.reference_definitions().get(label).and_then(|definition| {
                let span = Span::new(definition.span.start + self.start, definition.span.end + self.start);
                destination::definition(self.masked, span)
            }),
        };
        let xref = Some(self.shapes.source_span(span).start).filter(|_| link_type == LinkType::Autolink);
        let xref = xref.and_then(|start| self.shapes.xref_at(start));
        let address = match link_type {
            _ if xref.is_some() => format!("xref:{}", xref.map_or("", |masked| self.source.slice(masked.uid))).into(),
            LinkType::Email if !address.starts_with("mailto:") => format!("mailto:{address}").into(),
            _ => address.into(),
        };
        let id = RefId(self.outline.refs.len() as u32);
        let span = xref.map_or_else(|| self.shapes.source_span(place.unwrap_or(span)), |masked| masked.uid);
        self.outline.refs.push(Ref { kind, address, span, unchecked: false });
        id
    }

    fn close<'e, F: pulldown_cmark::BrokenLinkCallback<'e>>(
        &mut self,
        tag: TagEnd,
        span: Span,
        events: &OffsetIter<'e, F>,
    ) {
        let link = usize::from(matches!(tag, TagEnd::Link | TagEnd::Image));
        if self.flat > 0 {
            self.flat -= 1;
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
                self.push_node(node);
            }
            Kind::TableRow => {
                let end = node.children.last().map_or(node.span.end, |cell| cell.span.end);
                self.stack.push(node);
                let rest = self.shapes.read_span(Span { start: end, end: span.end.max(end) });
                self.excess_cells(rest, events);
                let row = self.stack.pop().expect("the row was just put there");
                self.push_node(row);
            }
            Kind::Code(_) => {
                node.span = span;
                self.push_node(node);
            }
            _ => self.push_node(node),
        }
    }

    /// Reads the cells at the end of a row that are more than its table's header has, which the parser drops: each as
    /// the header of a table of its own.
    fn excess_cells<'e, F: pulldown_cmark::BrokenLinkCallback<'e>>(&mut self, rest: Span, events: &OffsetIter<'e, F>) {
        let masked = self.masked;
        let text = masked.get(rest.range()).unwrap_or("");
        let Some(cells) =
            text.strip_prefix('|').map(str::trim_end).filter(|cells| !cells.trim_matches(['|', ' ', '\t']).is_empty())
        else {
            return;
        };
        let cells = cells.strip_suffix('|').filter(|cells| !cells.ends_with('\\')).unwrap_or(cells);
        let mut start = rest.start as usize + 1;
        for cell in split_cells(cells) {
            let table = format!("|{cell}|\n|-|\n");
            let mut defined = |link: BrokenLink<'_>| {
                let definition = events.reference_definitions().get(&link.reference)?;
                Some((
                    definition.dest.to_string().into(),
                    definition.title.clone().unwrap_or("".into()).to_string().into(),
                ))
            };
            let parser = Parser::new_with_broken_link_callback(&table, self.options, Some(&mut defined));
            let inside: Vec<_> = parser.into_offset_iter().map(|(event, range)| (event.into_static(), range)).collect();
            for (event, range) in inside {
                if matches!(
                    event,
                    Event::Start(Tag::Table(_) | Tag::TableHead) | Event::End(TagEnd::Table | TagEnd::TableHead)
                ) {
                    continue;
                }
                let place = |at: usize| start + at.saturating_sub(1).min(cell.len());
                self.event(event, Span::new(place(range.start), place(range.end)), events);
            }
            start += cell.len() + 1;
        }
    }

    fn reading(&mut self) -> Reading<'_> {
        Reading {
            source: self.source,
            refs: &mut self.outline.refs,
            anchors: &mut self.outline.anchors,
            found: self.found,
            unclosed: &mut self.unclosed,
            callouts: self.callouts,
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

    fn text(&mut self, text: &str, read: Span) {
        let kind = self.verbatim(text, read);
        let span = self.shapes.source_span(read);
        let in_code = matches!(self.stack.last().map(|node| &node.kind), Some(Kind::Code(_) | Kind::Html(_)));
        let siblings = &mut self.stack.last_mut().expect("the root is open until the end").children;
        if let (Kind::Text, Some(last)) = (&kind, siblings.last_mut()) {
            let adjoins = matches!(last.kind, Kind::Text) && last.span.end == span.start;
            if adjoins && !(in_code && self.masked.as_bytes().get(read.start as usize) == Some(&b'\n')) {
                last.span.end = span.end;
                return;
            }
        }
        siblings.push(Node { kind, span, children: Vec::new() });
    }

    fn code_span(&mut self, text: &str, span: Span) {
        let content = if self.shapes.any_in(span) { code_content(self.source.slice(span)) } else { text.to_owned() };
        self.push(Kind::InlineCode(content.into()), span);
    }

    fn math(&mut self, tex: &str, display: bool, span: Span) {
        let tex: Box<str> =
            if self.shapes.any_in(span) { self.source.slice(span).trim_matches('$').into() } else { tex.into() };
        let signs = tex.bytes().filter(|byte| matches!(byte, b'\\' | b'{' | b'^' | b'_')).count();
        if signs > FORMULA_LIMIT || tex.len() > FORMULA_LENGTH_LIMIT {
            let message = "the formula is too long to be read and stays text";
            self.found.push(rules::INVALID_MATH.at(&self.source.path, span, message));
            return self.push(Kind::Text, span);
        }
        self.push(Kind::Math(Box::new(Math { tex, display })), span);
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

    fn inline_html(&mut self, html: &str, span: Span) {
        if let Some(shape) = self.shapes.at(span.start as usize).filter(|shape| shape.span == span) {
            let node = self.shape(shape);
            self.push_node(node);
            return;
        }
        let written = self.source.slice(span);
        // Inside quotes a tag over two lines holds their signs.
        let same = html.len() == written.len();
        let text = if same { written } else { html };
        let lines = line_places(html, written);
        let place = |part: Span| {
            let Some(lines) = &lines else { return span };
            let there = |byte: u32| {
                let line = lines.partition_point(|&(at, _)| at <= byte as usize).saturating_sub(1);
                let shift = lines.get(line).map_or(0, |&(at, there)| there - at);
                (span.start as usize + byte as usize + shift).min(span.end as usize)
            };
            Span::new(there(part.start), there(part.end))
        };
        let mut raw = html::read(text, false, place, self.outline);
        raw.text = (!same).then(|| html.into());
        self.push(Kind::Html(Box::new(raw)), span);
    }

    /// Joins the lines of an HTML block; a line of its own that a mask made is the shape behind it.
    fn html_block(&mut self, node: Node) {
        let first = node.children.iter().find(|line| !self.source.slice(line.span).trim().is_empty());
        if let Some(shape) = first.and_then(|line| self.shapes.at(line.span.start as usize)) {
            let node = self.shape(shape);
            self.push_node(node);
            return;
        }
        leftover::html(self.source, node.span, self.found);
        let mut joined = String::new();
        let mut lines: Vec<(usize, Span)> = Vec::with_capacity(node.children.len());
        for line in &node.children {
            lines.push((joined.len(), line.span));
            match &line.kind {
                Kind::Literal(text) => joined.push_str(text),
                _ => joined.push_str(self.source.slice(line.span)),
            }
        }
        let whole = Span {
            start: node.children.first().map_or(node.span.start, |line| line.span.start),
            end: node.children.last().map_or(node.span.end, |line| line.span.end),
        };
        let place = |part: Span| {
            let line = lines.partition_point(|&(at, _)| at <= part.start as usize).saturating_sub(1);
            let (at, span) = lines.get(line).copied().unwrap_or((0, whole));
            let start = (span.start as usize + part.start as usize - at).min(span.end as usize);
            let end = (start + part.len()).min(span.end as usize).max(start);
            Span::new(start, end)
        };
        let mut raw = html::read(&joined, true, place, self.outline);
        if self.source.slice(whole) != joined {
            raw.text = Some(joined.into());
        }
        self.push(Kind::Html(Box::new(raw)), whole);
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

/// Where each line of a text begins in what was written, in which quotes and lists put their signs before the lines:
/// bytes of both. `None` where the two do not fit.
fn line_places(text: &str, written: &str) -> Option<Vec<(usize, usize)>> {
    let (mut at, mut there) = (0, 0);
    let mut out = Vec::new();
    let mut lines = written.split_inclusive('\n');
    for line in text.split_inclusive('\n') {
        let whole = lines.next()?;
        let signs = whole.strip_suffix(line)?.len();
        out.push((at, there + signs));
        at += line.len();
        there += whole.len();
    }
    Some(out)
}

/// The cells of a part of a table's row: a `|` divides them unless it is escaped.
fn split_cells(text: &str) -> impl Iterator<Item = &str> {
    let mut escaped = false;
    text.split(move |char| {
        let divides = char == '|' && !escaped;
        escaped = char == '\\' && !escaped;
        divides
    })
}

/// What a code span holds: without its back-quotes, line ends as blanks, and one blank off each side where both have
/// one (CommonMark 6.1).
fn code_content(written: &str) -> String {
    let ticks = written.bytes().take_while(|&byte| byte == b'`').count();
    let inner = written.get(ticks..written.len().saturating_sub(ticks)).unwrap_or("");
    let inner = inner.replace("\r\n", " ").replace(['\n', '\r'], " ");
    match inner.strip_prefix(' ').and_then(|inner| inner.strip_suffix(' ')) {
        Some(stripped) if !inner.trim().is_empty() => stripped.to_owned(),
        _ => inner,
    }
}
