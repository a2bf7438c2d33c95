//! The extensions: each is a row here and a room of its own.
//!
//! The parser knows shapes only; names and meaning live in the rooms. A room reads what the parser found into a
//! [`Directive`] and writes that as HTML.

pub mod alert;
pub mod audio;
pub mod container;
pub mod div;
pub mod form;
pub mod image;
pub mod include;
pub mod moniker;
pub mod noloc;
pub mod row;
pub mod snippet;
pub mod tabs;
pub mod video;
pub mod zone;

use crate::{
    body::Body,
    diagnostic::{Diagnostic, Rule},
    page::{Anchor, Callouts, Directive, Node, Ref, RefId, RefKind},
    source::{Source, Span},
};

/// What a construct looks like.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Shape {
    /// `> [!NAME …]` alone on a line of a quote. What follows in the quote are its children.
    Quote,
    /// `[!NAME [title](path)]`, alone or inside a line.
    Bracket,
    /// `:::name key="value":::`, alone or inside a line; a container ends at `:::name-end`.
    Colon,
    /// `# [Title](#tab/id)`. What follows up to a thematic break are its children.
    TabHeading,
}

/// Where a construct of triple colons may stand.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Lines {
    /// Inside a line, too.
    Any,
    /// On a line of its own.
    Own,
    /// On a line of its own, and the lines that it holds are laid out by indents, which make no code.
    LaidOut,
}

/// One extension.
pub struct Extension {
    pub name: &'static str,
    pub shape: Shape,
    /// The words that stand for it in the text, in lower case.
    pub words: &'static [&'static str],
    /// What is reported where its form is wrong.
    pub rule: &'static Rule,
    /// For triple colons: the attributes that it has.
    pub attributes: &'static [&'static str],
    /// For triple colons: where it may stand.
    pub lines: Lines,
    /// For triple colons: whether what follows up to the end belongs to it.
    pub holds: fn(&Directive) -> bool,
    /// Reads what the parser found; `None` leaves it as text.
    pub read: fn(&Raw, &mut Reading) -> Option<Directive>,
    pub write: for<'a> fn(&mut Body<'a>, &'a Directive, &'a Node),
}

/// Every extension. A [`Directive`] names its own by its place here.
pub static ALL: &[Extension] = &[
    alert::EXTENSION,
    div::EXTENSION,
    video::EXTENSION,
    include::EXTENSION,
    tabs::EXTENSION,
    image::EXTENSION,
    video::COLON,
    zone::EXTENSION,
    moniker::EXTENSION,
    row::ROW,
    row::COLUMN,
    noloc::EXTENSION,
    form::EXTENSION,
    audio::EXTENSION,
    snippet::EXTENSION,
    snippet::COLON,
];

/// The extension of a shape and word, the word in any case.
pub fn find(shape: Shape, word: &str) -> Option<u16> {
    let known = |extension: &Extension| {
        extension.shape == shape && extension.words.iter().any(|known| known.eq_ignore_ascii_case(word))
    };
    ALL.iter().position(known).map(|at| at as u16)
}

/// The extension of a quote's marker, which may be a callout of the project's own.
pub fn find_quote(word: &str, callouts: Callouts) -> Option<u16> {
    let own = || callouts.iter().any(|(kind, _)| kind.eq_ignore_ascii_case(word)).then(|| named("alert"));
    find(Shape::Quote, word).or_else(own)
}

/// The extension of a name in this table.
pub fn named(name: &str) -> u16 {
    ALL.iter().position(|extension| extension.name == name).expect("rooms ask for rows of this table") as u16
}

/// A construct as the parser found it.
#[derive(Debug)]
pub struct Raw<'a> {
    pub extension: u16,
    /// The word as written, without `AZURE.`.
    pub word: &'a str,
    /// Whether it is of the form of 2016, `[AZURE.NAME …]`.
    pub legacy: bool,
    /// What follows the word, up to the closing bracket.
    pub rest: &'a str,
    pub rest_span: Span,
    /// Attributes of triple colons.
    pub attributes: &'a [RawAttribute],
    /// The path in parentheses, escapes taken away, with its place.
    pub path: Option<(&'a str, Span)>,
    /// Whether it stands alone in its block.
    pub block: bool,
    /// The construct whole.
    pub span: Span,
}

impl<'a> Raw<'a> {
    /// An attribute that is there and not empty.
    pub fn attribute(&self, name: &str) -> Option<&'a RawAttribute> {
        self.attributes.iter().find(|attribute| attribute.name == name && !attribute.value.trim().is_empty())
    }
}

/// An attribute with its places.
#[derive(Clone, PartialEq, Debug)]
pub struct RawAttribute {
    /// In lower case.
    pub name: String,
    /// Escaped quotes resolved.
    pub value: String,
    pub name_span: Span,
    /// What stands between the quotes.
    pub value_span: Span,
}

/// For constructs that hold nothing that follows them.
pub fn holds_nothing(_: &Directive) -> bool {
    false
}

/// Where a room puts what it finds while reading.
pub struct Reading<'a> {
    pub source: &'a Source,
    pub refs: &'a mut Vec<Ref>,
    /// Ids that links can lead to.
    pub anchors: &'a mut Vec<Anchor>,
    pub found: &'a mut Vec<Diagnostic>,
    /// The first container that is inside too many others.
    pub too_deep: &'a mut Option<Span>,
    /// Extensions of containers that were opened and not closed, so that their ends elsewhere are no second finding.
    pub unclosed: &'a mut Vec<u16>,
    /// Callouts of the project's own.
    pub callouts: Callouts,
}

impl Reading<'_> {
    /// Notes a reference.
    pub fn reference(&mut self, kind: RefKind, address: &str, span: Span) -> RefId {
        let id = RefId(self.refs.len() as u32);
        self.refs.push(Ref { kind, address: address.into(), span, unchecked: false });
        id
    }

    /// Notes a finding.
    pub fn find(&mut self, rule: &'static Rule, span: Span, message: impl Into<String>) -> &mut Diagnostic {
        self.found.push(rule.at(&self.source.path, span, message));
        self.found.last_mut().expect("one was just put there")
    }
}

/// Reads `name="value" name='value' name=value`: names, values, and the bytes of the values. What is no attribute is left
/// out.
pub fn attributes(text: &str) -> Vec<(Box<str>, Box<str>, Span)> {
    let begin = "<x ".len() as u32;
    let place = |span: Span| Span { start: span.start - begin, end: span.end - begin };
    crate::tag::tags(&format!("<x {text}>"))
        .next()
        .map(|tag| tag.attributes.into_iter().map(|a| (a.name.into(), a.value.into(), place(a.value_span))).collect())
        .unwrap_or_default()
}
