//! A page: what one Markdown file says, as a tree whose spans point into the author's text.

use std::sync::Arc;

use crate::{
    diagnostic::Diagnostic,
    source::{SitePath, Source, Span},
    variant::Zone,
};

/// A file's number in the scan, which is sorted by path: the same for the same files.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct FileId(pub u32);

/// A reference's number on its page: an index into [`Outline::refs`].
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct RefId(pub u32);

/// Which optional syntax is on. Small and `Copy`: with the text it is all that a parse depends on.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Dialect {
    /// `$x$` and `$$x$$`.
    pub math: bool,
    /// `term` and `: definition`.
    pub definition_lists: bool,
    /// Callouts of the project's own.
    pub callouts: Callouts,
    pub tables: Tables,
}

/// How tables are read.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Tables {
    /// Each bar that is not escaped divides cells, and the header says how many columns there are.
    Github,
    /// Bars in code, links and raw HTML divide nothing, and the widest row says how many columns there are.
    Learn,
}

/// Kinds of callouts in lower case, with their titles.
pub type Callouts = &'static [(&'static str, &'static str)];

impl Dialect {
    /// A plain folder of Markdown.
    pub const PLAIN: Dialect = Dialect { math: true, definition_lists: true, callouts: &[], tables: Tables::Github };
    /// A Microsoft Learn repository.
    pub const LEARN: Dialect = Dialect { math: false, definition_lists: false, callouts: &[], tables: Tables::Learn };
}

/// One parsed file.
#[derive(Debug)]
pub struct Page {
    pub source: Arc<Source>,
    pub front_matter: FrontMatter,
    pub body: Vec<Node>,
    pub outline: Outline,
    /// What is wrong with this file by itself.
    pub diagnostics: Vec<Diagnostic>,
    /// What kind of page in YAML it is, such as `landing` or `faq`; empty for Markdown.
    pub kind: &'static str,
}

impl Page {
    pub fn path(&self) -> &SitePath {
        &self.source.path
    }

    /// The author's text of a span.
    pub fn text(&self, span: Span) -> &str {
        self.source.slice(span)
    }

    /// The text that stands for a picture or is shown of a link: that of inlines, without their marks.
    pub fn plain_text(&self, nodes: &[Node]) -> String {
        let mut out = String::new();
        for node in nodes {
            match &node.kind {
                Kind::Text => out.push_str(self.text(node.span)),
                Kind::Literal(text) | Kind::InlineCode(text) => out.push_str(text),
                Kind::SoftBreak | Kind::HardBreak => out.push(' '),
                _ => out.push_str(&self.plain_text(&node.children)),
            }
        }
        out
    }

    /// The text of a block of code, with `\n` at the end of each line.
    pub fn code(&self, node: &Node) -> String {
        let mut out = String::new();
        for part in &node.children {
            match &part.kind {
                Kind::Literal(text) => out.push_str(text),
                _ => out.push_str(self.text(part.span)),
            }
        }
        if out.contains('\r') {
            out = out.replace("\r\n", "\n").replace('\r', "\n");
        }
        out
    }

    /// Where a line of a block of code is in the author's text; lines are counted from 1.
    pub fn code_line(&self, node: &Node, line: usize) -> Span {
        let mut before = 1;
        for part in &node.children {
            let text = match &part.kind {
                // It is written in another form in the file.
                Kind::Literal(text) => &**text,
                _ => self.text(part.span),
            };
            let ends = text.match_indices(['\r', '\n']).filter(|(at, _)| !text[*at..].starts_with("\r\n"));
            let starts: Vec<usize> = [0].into_iter().chain(ends.map(|(at, _)| at + 1)).collect();
            if let Some(&start) = starts.get(line - before).filter(|&&start| start < text.len()) {
                if matches!(part.kind, Kind::Literal(_)) {
                    return part.span;
                }
                let length = text[start..].find(['\r', '\n']).unwrap_or(text.len() - start);
                let start = part.span.start as usize + start;
                return Span::new(start, start + length);
            }
            before += starts.len() - 1;
        }
        node.span
    }
}

/// The YAML between `---` lines at the top of a file.
#[derive(Clone, Default, Debug)]
pub struct FrontMatter {
    /// Keys and values in the author's order. Empty where there is none or it is broken.
    pub values: serde_json::Map<String, serde_json::Value>,
    /// The text between the fences; empty without front matter.
    pub span: Span,
    /// Byte at which the body starts: just past the closing fence, or 0 without front matter.
    pub body_start: u32,
}

/// What other pages may know of a page.
#[derive(Default, Debug)]
pub struct Outline {
    /// From front matter, else the first heading of level 1, 2 or 3, as plain text.
    pub title: Option<String>,
    /// The names by which cross references find the page and its parts: `uid` in front matter.
    pub uids: Vec<Uid>,
    pub headings: Vec<Heading>,
    /// Every `id` and `name` that a fragment can lead to, except the ids of headings, in text order.
    pub anchors: Vec<Anchor>,
    /// Everything that the page points at, in text order.
    pub refs: Vec<Ref>,
    /// Whether it defines footnotes.
    pub footnotes: bool,
    /// What some readers see only, in text order. A heading or anchor is for whom the zones around it are.
    pub zones: Vec<Zone>,
}

/// A name by which cross references find a page or a part of it.
#[derive(Debug)]
pub struct Uid {
    pub uid: Box<str>,
    /// The uid in the author's text.
    pub span: Span,
    /// The id of the part; empty for the page itself.
    pub anchor: Box<str>,
    /// What it is called: `name`, `fullName` and the like. Empty for what is called by the page's title.
    pub properties: Vec<(Box<str>, Box<str>)>,
}

/// A heading of the page itself, not of what it includes.
#[derive(Debug)]
pub struct Heading {
    /// 1 to 6.
    pub level: u8,
    pub id: Box<str>,
    /// Plain text, entities and emoji resolved.
    pub text: Box<str>,
    pub span: Span,
}

/// Something with an id that is no heading.
#[derive(Debug)]
pub struct Anchor {
    pub id: Box<str>,
    /// The id in the author's text.
    pub span: Span,
}

/// What a reference is for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum RefKind {
    /// A link of Markdown, or `href` in raw HTML.
    Link,
    /// A picture of Markdown, or `src` and the like in raw HTML.
    Image,
    /// An include that stands alone in its block.
    IncludeBlock,
    /// An include inside a line.
    IncludeInline,
    /// A file whose text is shown as code.
    Snippet,
}

impl RefKind {
    /// Whether the file's content becomes part of the page.
    pub fn is_include(self) -> bool {
        matches!(self, RefKind::IncludeBlock | RefKind::IncludeInline)
    }
}

/// A reference as the author wrote it.
#[derive(Debug)]
pub struct Ref {
    pub kind: RefKind,
    /// The address with escapes and entities resolved, percent signs as written.
    pub address: Box<str>,
    /// The address in the author's text.
    pub span: Span,
    /// Whether a fragment of it may be absent: `nocheck="bookmark"` in raw HTML. Whether a uid may be unknown:
    /// `data-throw-if-not-resolved="false"` of an `<xref>`.
    pub unchecked: bool,
}

/// Nodes with children inside each other on a page, at most: whatever walks a page's tree may call itself once for each
/// level.
pub const DEPTH_LIMIT: usize = CONTAINER_LIMIT + 16;

/// Those of them that hold blocks.
pub const CONTAINER_LIMIT: usize = 96;

/// A part of a page.
#[derive(Debug)]
pub struct Node {
    pub kind: Kind,
    pub span: Span,
    pub children: Vec<Node>,
}

/// What a node is. Containers hold their parts in [`Node::children`].
#[derive(Debug)]
pub enum Kind {
    Paragraph,
    /// Index into [`Outline::headings`].
    Heading(u32),
    Quote,
    List(Box<List>),
    /// `Some(checked)` for a task.
    Item(Option<bool>),
    Code(Box<CodeBlock>),
    /// Raw HTML, block or inline.
    Html(Box<RawHtml>),
    Rule,
    Table(Box<[Alignment]>),
    TableHead,
    TableRow,
    TableCell,
    DefinitionList,
    DefinitionTitle,
    Definition,
    /// The author's text of the span, as it is.
    Text,
    /// Text that the author wrote in another form: an entity, an emoji's name, a tab.
    Literal(Box<str>),
    /// A code span's content.
    InlineCode(Box<str>),
    Emphasis,
    Strong,
    Strikethrough,
    Link(Box<Link>),
    Image(Box<Link>),
    SoftBreak,
    HardBreak,
    FootnoteReference(Box<str>),
    /// A footnote's label; the children are its text.
    Footnote(Box<str>),
    Math(Box<Math>),
    Directive(Box<Directive>),
    Element(Box<Element>),
}

impl Kind {
    /// Whether it stands in a line of text.
    pub fn is_inline(&self) -> bool {
        match self {
            Kind::Html(raw) => !raw.block,
            Kind::Math(math) => !math.display,
            Kind::Text
            | Kind::Literal(_)
            | Kind::InlineCode(_)
            | Kind::Emphasis
            | Kind::Strong
            | Kind::Strikethrough
            | Kind::Link(_)
            | Kind::Image(_)
            | Kind::SoftBreak
            | Kind::HardBreak
            | Kind::FootnoteReference(_) => true,
            _ => false,
        }
    }
}

#[derive(Debug)]
pub struct List {
    /// The first number of a numbered list.
    pub start: Option<u64>,
    /// Whether paragraphs of its items are written without `<p>`.
    pub tight: bool,
}

/// A fenced or indented block of code. Its text is the children, all [`Kind::Text`] or [`Kind::Literal`].
#[derive(Debug)]
pub struct CodeBlock {
    /// All that stands after the opening fence; empty for an indented block.
    pub info: Box<str>,
    pub fenced: bool,
}

impl CodeBlock {
    /// What the block says its language is; empty where it says nothing.
    pub fn language(&self) -> &str {
        self.info.split_whitespace().next().unwrap_or("")
    }
}

/// Raw HTML with what was found in it.
#[derive(Default, Debug)]
pub struct RawHtml {
    /// The HTML without the prefixes of quotes and lists; empty where the node's span is just that.
    pub text: Option<Box<str>>,
    /// Where the lines of that text begin in it and in the author's text, in order; empty where they are not known.
    pub lines: Box<[(u32, u32)]>,
    /// Values of attributes that are addresses, by bytes of the HTML, in order.
    pub refs: Vec<(Span, RefId)>,
    /// Whether it stands between blocks, not inside a line.
    pub block: bool,
}

impl RawHtml {
    /// The bytes of the author's text for bytes of the HTML of a node.
    pub fn place(&self, node: Span, part: Span) -> Span {
        if self.text.is_none() {
            return Span { start: node.start + part.start, end: node.start + part.end };
        }
        let there = |at: u32| {
            let line = self.lines.partition_point(|&(begins, _)| begins <= at).checked_sub(1)?;
            let (begins, there) = self.lines[line];
            Some((there + at - begins).min(node.end))
        };
        match (there(part.start), there(part.end.saturating_sub(1).max(part.start))) {
            (Some(start), Some(last)) => {
                Span { start, end: if part.is_empty() { start } else { (last + 1).clamp(start, node.end) } }
            }
            _ => node,
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Alignment {
    None,
    Left,
    Center,
    Right,
}

#[derive(Debug)]
pub struct Link {
    pub to: RefId,
    pub title: Box<str>,
    /// Whether the text is the address itself: `<https://e.org>` or a bare one.
    pub auto: bool,
}

#[derive(Debug)]
pub struct Math {
    pub tex: Box<str>,
    pub display: bool,
}

/// An element of HTML that a page in YAML is laid out with.
#[derive(Debug)]
pub struct Element {
    pub tag: &'static str,
    /// Empty for none.
    pub class: &'static str,
    pub id: Option<Box<str>>,
}

/// An extension's construct, read by its room in [`crate::ext`].
#[derive(Debug)]
pub struct Directive {
    /// Index into [`crate::ext::ALL`].
    pub extension: u16,
    /// The room's own word for what this is, such as the kind of a callout.
    pub variant: Box<str>,
    /// Names and values as the room reads them.
    pub attributes: Vec<(Box<str>, Box<str>)>,
    pub refs: Vec<RefId>,
}

impl Directive {
    /// An attribute's value.
    pub fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(known, _)| &**known == name).map(|(_, value)| &**value)
    }
}

/// Where the references of a page lead, by [`RefId`].
#[derive(Default, Debug)]
pub struct Links {
    pub targets: Vec<Target>,
    /// What cross references are shown as where their uid is known, sorted.
    pub texts: Vec<(RefId, Box<str>)>,
    /// Cross references whose uid may be in a map that is not at hand.
    pub unchecked: Vec<RefId>,
    /// The numbers of the repositories of which files are used that are not there, one for each use.
    pub absent: Vec<u16>,
}

impl Links {
    /// What a cross reference is shown as.
    pub fn text(&self, id: RefId) -> Option<&str> {
        self.texts.binary_search_by_key(&id, |(known, _)| *known).ok().map(|at| &*self.texts[at].1)
    }
}

/// Where a reference leads.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Target {
    /// A page or file of the site, with `?query` and `#fragment` as they are to be written (both may be empty).
    File(FileId, Box<str>),
    /// A place on the page at hand: `#fragment`.
    Here(Box<str>),
    /// An address that leaves the project, to be written as it is.
    Away(Box<str>),
    /// Nothing: written as the author wrote it.
    Missing,
}
