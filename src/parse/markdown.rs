//! Markdown to the page's tree. The only module that names the Markdown parser.

use pulldown_cmark::{BrokenLink, CodeBlockKind, Event, LinkType, OffsetIter, Options, Parser, Tag, TagEnd};

use super::{
    autolink, destination, emoji, form, html, section,
    shape::{Found, Shapes},
    slug::{Slugs, slug},
    text::{plain_text, slug_text},
    undefined,
};
use crate::{
    diagnostic::Diagnostic,
    ext::{self, Raw, Reading, Shape},
    page::{
        Alignment, CodeBlock, Dialect, FrontMatter, Heading, Kind, Link, List, Math, Node, Outline, RawHtml, Ref,
        RefId, RefKind,
    },
    rules,
    source::{Source, Span},
    tag,
};

/// Blocks nested more deeply than this are laid flat: whatever walks the tree may call itself once for each level.
const DEPTH_LIMIT: usize = 96;

/// Reads the text behind the front matter.
pub(super) fn read(
    source: &Source,
    front_matter: &FrontMatter,
    shapes: &Shapes,
    dialect: Dialect,
    outline: &mut Outline,
    found: &mut Vec<Diagnostic>,
) -> Vec<Node> {
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
        shapes,
        outline,
        found,
        slugs: Slugs::default(),
        stack: vec![Node { kind: Kind::Paragraph, span: Span::new(start, source.text.len()), children: Vec::new() }],
        flat: 0,
        links: 0,
        unclosed: Vec::new(),
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
    shapes: &'a Shapes<'a>,
    outline: &'a mut Outline,
    found: &'a mut Vec<Diagnostic>,
    slugs: Slugs,
    /// Open nodes, the page itself first.
    stack: Vec<Node>,
    /// Open nodes beyond the depth limit.
    flat: usize,
    /// See [`Reading::unclosed`].
    unclosed: Vec<u16>,
    /// Open links: no bare address is linked inside one.
    links: usize,
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
            Event::End(tag) => self.close(tag, span),
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
            LinkType::Inline => destination::inline(self.masked, span),
            _ => events.reference_definitions().get(label).and_then(|definition| {
                let span = Span::new(definition.span.start + self.start, definition.span.end + self.start);
                destination::definition(self.masked, span)
            }),
        };
        let address = match link_type {
            LinkType::Email if !address.starts_with("mailto:") => format!("mailto:{address}").into(),
            _ => address.into(),
        };
        let id = RefId(self.outline.refs.len() as u32);
        let span = self.shapes.source_span(place.unwrap_or(span));
        self.outline.refs.push(Ref { kind, address, span, unchecked: false });
        id
    }

    fn close(&mut self, tag: TagEnd, span: Span) {
        if matches!(tag, TagEnd::Link | TagEnd::Image) {
            self.links = self.links.saturating_sub(1);
        }
        if self.flat > 0 {
            self.flat -= 1;
            return;
        }
        let mut node = self.stack.pop().expect("the parser closes what it opened");
        // Two thirds of what a site takes in memory are nodes: no room for ones that will not come.
        node.children.shrink_to_fit();
        if !matches!(node.kind, Kind::Code(_) | Kind::Html(_)) {
            self.finish_inlines(&mut node.children);
        }
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
            Kind::Code(_) => {
                node.span = span;
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
            unclosed: &mut self.unclosed,
        }
    }

    /// Looks over the finished children of a container of blocks.
    fn finish_container(&mut self, children: Vec<Node>) -> Vec<Node> {
        let children = self.strays(children);
        let children = ext::container::nest(children, &mut self.reading());
        ext::tabs::group(children, &mut self.reading())
    }

    /// Callouts that stand in no quote.
    fn strays(&mut self, children: Vec<Node>) -> Vec<Node> {
        let source = self.source;
        let starts = |node: &Node| matches!(node.kind, Kind::Paragraph) && source.slice(node.span).starts_with("[!");
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
        let tex = if self.shapes.any_in(span) { self.source.slice(span).trim_matches('$').into() } else { tex.into() };
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
        let place = |part: Span| {
            if same { Span { start: span.start + part.start, end: span.start + part.end } } else { span }
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

    /// Finds emoji and bare addresses in the finished texts of a node.
    fn finish_inlines(&mut self, children: &mut Vec<Node>) {
        let text = &*self.source.text;
        let wants = |node: &Node| {
            matches!(node.kind, Kind::Text)
                && text[node.span.range()].bytes().any(|byte| byte == b':') | text[node.span.range()].contains("www.")
        };
        if !children.iter().any(wants) {
            return;
        }
        let mut out = Vec::with_capacity(children.len() + 4);
        for child in std::mem::take(children) {
            if wants(&child) {
                self.split_text(child.span, &mut out);
            } else {
                out.push(child);
            }
        }
        *children = out;
    }

    fn split_text(&mut self, span: Span, out: &mut Vec<Node>) {
        let base = span.start as usize;
        let text = &self.source.text[span.range()];
        let leaf =
            |kind, from: usize, to: usize| Node { kind, span: Span::new(base + from, base + to), children: Vec::new() };
        let linked =
            self.links > 0 || self.stack.iter().any(|node| matches!(node.kind, Kind::Link(_) | Kind::Image(_)));
        let mut at = 0;
        let mut bare = if linked { None } else { autolink::next(text, 0) };
        let mut named = emoji::next(text, 0);
        loop {
            let bare_start = bare.as_ref().map_or(usize::MAX, |bare| bare.start);
            let named_start = named.map_or(usize::MAX, |named| named.0);
            if bare_start == usize::MAX && named_start == usize::MAX {
                break;
            }
            let from = bare_start.min(named_start);
            if from > at {
                out.push(leaf(Kind::Text, at, from));
            }
            if named_start < bare_start {
                let Some((from, to, emoji)) = named else { break };
                out.push(leaf(Kind::Literal(emoji.into()), from, to));
                at = to;
            } else {
                let Some(link) = bare.take() else { break };
                let to = RefId(self.outline.refs.len() as u32);
                let place = Span::new(base + link.start, base + link.end);
                self.outline.refs.push(Ref {
                    kind: RefKind::Link,
                    address: link.address.into(),
                    span: place,
                    unchecked: false,
                });
                let mut node =
                    leaf(Kind::Link(Box::new(Link { to, title: "".into(), auto: true })), link.start, link.end);
                node.children.push(leaf(Kind::Text, link.start, link.end));
                out.push(node);
                at = link.end;
            }
            if !linked && bare.as_ref().is_none_or(|bare| bare.start < at) {
                bare = autolink::next(text, at);
            }
            if named.is_some_and(|named| named.0 < at) {
                named = emoji::next(text, at);
            }
        }
        if at < text.len() {
            out.push(leaf(Kind::Text, at, text.len()));
        }
    }

    /// A heading gets its id; one that is a tab's becomes that.
    fn heading(&mut self, mut node: Node, level: u8) {
        if let Some(panel) = self.tab(&mut node) {
            self.push_node(panel);
            return;
        }
        let text = plain_text(self.source, &node.children);
        let slug = self.slugs.unique(slug(&slug_text(self.source, &node.children)));
        let id = self.explicit_id(&mut node.children).unwrap_or(slug);
        let index = self.outline.headings.len() as u32;
        self.outline.headings.push(Heading { level, id: id.into(), text: text.trim().into(), span: node.span });
        node.kind = Kind::Heading(index);
        self.push_node(node);
    }

    /// `## <a id="x"></a>Title`: the anchor before a heading's text becomes its id and is taken away.
    fn explicit_id(&mut self, children: &mut Vec<Node>) -> Option<String> {
        let [first, second, _, ..] = &**children else { return None };
        let (Kind::Html(_), Kind::Html(_)) = (&first.kind, &second.kind) else { return None };
        if !self.source.slice(second.span).eq_ignore_ascii_case("</a>") {
            return None;
        }
        let anchor = tag::tags(self.source.slice(first.span)).next()?;
        let [attribute] = &*anchor.attributes else { return None };
        let named = anchor.name == "a" && !anchor.self_closing && matches!(&*attribute.name, "id" | "name");
        let good = |char: char| char.is_alphanumeric() || matches!(char, '_' | ' ' | '-' | '.');
        if !named || attribute.value.is_empty() || !attribute.value.chars().all(good) {
            return None;
        }
        let id = attribute.value.clone();
        // It is the heading's now, no anchor of its own.
        let place = first.span;
        self.outline.anchors.retain(|anchor| !(place.start <= anchor.span.start && anchor.span.end <= place.end));
        children.drain(..2);
        Some(id)
    }

    /// A heading whose only content is a link to `#tab/…`, with anchors before it at most.
    fn tab(&mut self, node: &mut Node) -> Option<Node> {
        let (last, before) = node.children.split_last()?;
        let Kind::Link(link) = &last.kind else { return None };
        if !before.iter().all(|node| matches!(node.kind, Kind::Html(_))) {
            return None;
        }
        let reference = self.outline.refs.get(link.to.0 as usize)?;
        let (address, place) = (reference.address.clone(), reference.span);
        let rest = address.get(..5).filter(|start| start.eq_ignore_ascii_case("#tab/")).map(|_| &address[5..])?;
        let raw = Raw {
            extension: ext::find(Shape::TabHeading, "tab")?,
            word: "tab",
            legacy: false,
            rest,
            rest_span: place,
            attributes: &[],
            path: None,
            block: true,
            span: node.span,
        };
        let at = link.to.0 as usize;
        let directive = (ext::ALL[raw.extension as usize].read)(&raw, &mut self.reading())?;
        // The address is a tab's name and leads nowhere: what the link's text refers to comes after it.
        if at + 1 == self.outline.refs.len() {
            self.outline.refs.pop();
        } else {
            self.outline.refs[at].unchecked = true;
        }
        let title = Node { kind: Kind::Paragraph, span: last.span, children: Vec::new() };
        let link = node.children.pop()?;
        let title = Node { children: link.children, ..title };
        Some(Node { kind: Kind::Directive(Box::new(directive)), span: node.span, children: vec![title] })
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
