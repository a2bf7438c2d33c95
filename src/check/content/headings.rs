//! Headings of a page, those of what it includes among them: one of level 1, first of all, and no level left out.

use super::{
    Asked,
    blocks::shows,
    seen::{Part, together, within},
    trimmed,
};
use crate::{
    check::Context,
    diagnostic::{Diagnostic, Rule},
    ext,
    page::{Directive, FileId, Kind, Links, Node, Page, RawHtml, Target},
    rules,
    source::{SitePath, Span},
    tag::{self, Piece},
    variant::Choices,
};

/// Blocks inside each other, through includes, and includes of one page, that are followed.
const DEPTH_LIMIT: usize = 160;
const COUNT_LIMIT: usize = 500;

/// Headings of one page that are kept to be compared.
const PLACE_LIMIT: usize = 1000;

/// A heading where it is written.
#[derive(Clone)]
pub(super) struct Place<'a> {
    pub page: &'a Page,
    pub span: Span,
    pub text: &'a str,
    level: u8,
    /// Tabs, zones and moniker ranges around it, outermost first.
    variants: Vec<Part>,
    /// The page and the directive by which it includes the place.
    pub via: Option<(SitePath, Span)>,
}

/// A heading that nothing followed so far.
struct Bare<'a> {
    place: Place<'a>,
    /// The parts in which another heading follows, so that what comes there is not its own.
    closed: Vec<Vec<Part>>,
}

/// What was seen of a page so far.
struct State<'a, 'c> {
    context: &'a Context<'a>,
    links: &'c [Links],
    asked: &'c Asked<'c>,
    found: &'c mut Vec<Diagnostic>,
    h1s: Vec<Place<'a>>,
    /// The level of the last heading, of several variants the deepest; 0 before the first.
    last: u8,
    /// Headings that nothing followed so far.
    bare: Vec<Bare<'a>>,
    /// The variants in which anything was seen, until there is a heading of level 1.
    seen: Vec<Vec<Part>>,
    variants: Vec<Part>,
    /// The part that is open, 0 for none, and how many there were.
    outer: u32,
    count: u32,
    choices: Option<&'a Choices>,
    including: Vec<FileId>,
    includes: usize,
    depth: usize,
    via: Option<(SitePath, Span)>,
    /// Whether something is included that is not there.
    unknown: bool,
}

/// Asks the rules of headings of one page. Gives back its first heading of level 1.
pub(super) fn check<'a>(
    id: FileId,
    context: &'a Context<'a>,
    links: &[Links],
    asked: &Asked,
    found: &mut Vec<Diagnostic>,
) -> Option<Place<'a>> {
    let page = context.index.page(id)?;
    let mut state = State {
        context,
        links,
        asked,
        found,
        h1s: Vec::new(),
        last: 0,
        bare: Vec::new(),
        seen: Vec::new(),
        variants: Vec::new(),
        outer: 0,
        count: 0,
        choices: context.variants.choices(id),
        including: vec![id],
        includes: 0,
        depth: 0,
        via: None,
        unknown: false,
    };
    state.visit(page, &page.body, id);
    for bare in std::mem::take(&mut state.bare) {
        state.report_bare(&bare.place);
    }
    if state.h1s.is_empty() && !state.unknown {
        let message = || "the page has no heading of level 1".to_owned();
        let finding = asked.find(&rules::H1_MISSING, page, Span::default(), message);
        state.found.extend(finding.map(|finding| finding.help("begin it with `# ` and its title")));
    }
    for at in 1..state.h1s.len() {
        let place = state.h1s[at].clone();
        if let Some(first) = state.h1s[..at].iter().find(|first| together(&first.variants, &place.variants)).cloned() {
            let line = first.page.source.position(first.span.start).line;
            let file = if std::ptr::eq(first.page, place.page) {
                String::new()
            } else {
                format!(" of `{}`", first.page.path())
            };
            let message = format!("the page has a heading of level 1 already, in line {line}{file}");
            state.report(&rules::MULTIPLE_H1S, &place, || message);
        }
    }
    state.h1s.into_iter().next()
}

impl Bare<'_> {
    /// Whether what stands in these parts can be under the heading.
    fn meets(&self, parts: &[Part]) -> bool {
        together(&self.place.variants, parts) && !self.closed.iter().any(|closed| within(parts, closed))
    }
}

impl<'a> State<'a, '_> {
    fn visit(&mut self, page: &'a Page, nodes: &'a [Node], id: FileId) {
        if self.depth == DEPTH_LIMIT {
            self.unknown = true;
            return;
        }
        self.depth += 1;
        for node in nodes {
            match &node.kind {
                Kind::Heading(index) => {
                    let Some(heading) = page.outline.headings.get(*index as usize) else { continue };
                    self.heading(page, trimmed(page, node.span), heading.level, &heading.text, true);
                }
                Kind::Html(raw) => self.html(page, raw, node.span),
                Kind::Directive(directive) => self.directive(page, directive, node, id),
                Kind::List(_) | Kind::Item(_) | Kind::Quote | Kind::DefinitionList | Kind::Definition => {
                    // An item's own text counts by the text in it, an empty quote does not.
                    self.visit(page, &node.children, id);
                }
                Kind::Paragraph | Kind::Strong | Kind::Emphasis | Kind::Strikethrough | Kind::Link(_) => {
                    if node.children.iter().any(|child| shows(page, child)) {
                        self.content();
                    }
                    if node.children.iter().any(|child| matches!(child.kind, Kind::Html(_))) {
                        for child in &node.children {
                            if let Kind::Html(_) = child.kind {
                                self.html_heading(page, page.text(child.span), child.span);
                            }
                        }
                    }
                }
                Kind::Rule | Kind::Footnote(_) | Kind::SoftBreak | Kind::HardBreak => {}
                Kind::Text | Kind::Literal(_) => {
                    if shows(page, node) {
                        self.content();
                    }
                }
                _ => self.content(),
            }
        }
        self.depth -= 1;
    }

    fn directive(&mut self, page: &'a Page, directive: &'a Directive, node: &'a Node, id: FileId) {
        let name = ext::ALL[directive.extension as usize].name;
        match name {
            "include" => self.include(page, directive, node, id),
            "tabs" if &*directive.variant == "group" => {
                self.content();
                let start = self.last;
                let mut deepest = 0;
                self.count += 1;
                let group = self.count;
                for panel in &node.children {
                    self.last = start;
                    self.count += 1;
                    let part = Part::Tab(group, self.count);
                    self.variant(part, page, panel.children.get(1..).unwrap_or_default(), id);
                    deepest = deepest.max(self.last);
                }
                self.last = deepest;
            }
            "zone" | "moniker" => {
                let start = self.last;
                self.count += 1;
                let part = Part::new(directive, self.choices, self.count, self.outer);
                self.variant(part, page, &node.children, id);
                self.last = self.last.max(start);
            }
            "row" | "column" | "div" => self.visit(page, &node.children, id),
            _ => {
                self.content();
                self.visit(page, &node.children, id);
            }
        }
    }

    fn variant(&mut self, part: Part, page: &'a Page, nodes: &'a [Node], id: FileId) {
        let outer = std::mem::replace(&mut self.outer, self.count);
        self.variants.push(part);
        self.visit(page, nodes, id);
        self.variants.pop();
        self.outer = outer;
    }

    fn include(&mut self, page: &'a Page, directive: &'a Directive, node: &'a Node, id: FileId) {
        let links = self.links.get(id.0 as usize);
        let target = directive.refs.first().and_then(|to| links?.targets.get(to.0 as usize));
        let file = match target {
            Some(Target::File(file, _)) => Some(*file),
            _ => None,
        };
        let known = file.and_then(|file| Some((file, self.context.index.page(file)?)));
        let Some((file, included)) = known.filter(|(file, _)| !self.including.contains(file)) else {
            self.unknown = true;
            return self.content();
        };
        self.includes += 1;
        if self.includes > COUNT_LIMIT {
            self.unknown = true;
            return;
        }
        let outer = self.via.clone();
        if outer.is_none() {
            self.via = Some((page.path().clone(), node.span));
        }
        self.including.push(file);
        if &*directive.variant == "block" {
            self.visit(included, &included.body, file);
        } else {
            self.content();
        }
        self.including.pop();
        self.via = outer;
    }

    fn heading(&mut self, page: &'a Page, span: Span, level: u8, text: &'a str, markdown: bool) {
        let place = Place { page, span, text, level, variants: self.variants.clone(), via: self.via.clone() };
        // Only where no variant of the page leads down to it step by step.
        let above = self.last.max(1);
        if level > above + 1 {
            let last = self.last;
            let message = move || match last {
                0 => format!("the first heading is of level {level}"),
                last => format!("a heading of level {level} follows one of level {last}"),
            };
            let finding = self.finding(&rules::HEADING_SKIPPED, &place, message);
            let tab =
                if let Some(Part::Tab(..)) = self.variants.last() { ": the name of a tab is no heading" } else { "" };
            self.found.extend(finding.map(|finding| finding.help(format!("make it one of level {}{tab}", above + 1))));
        }
        self.last = level;
        let bare = std::mem::take(&mut self.bare);
        for mut before in bare {
            if !before.meets(&self.variants) {
                self.bare.push(before);
            } else if before.place.level >= level {
                if within(&before.place.variants, &self.variants) {
                    self.report_bare(&before.place);
                } else {
                    // Only some of its readers come to this heading.
                    before.closed.push(self.variants.clone());
                    self.bare.push(before);
                }
            }
        }
        if level == 1 {
            if self.h1s.is_empty() && self.seen.iter().any(|variants| together(variants, &self.variants)) {
                let message =
                    || "something stands before the heading of level 1, which should begin the page".to_owned();
                self.report(&rules::H1_NOT_FIRST, &place, message);
            }
            if self.h1s.len() < PLACE_LIMIT {
                self.h1s.push(place.clone());
            }
        } else {
            self.see();
        }
        // A page that is only begun says so by itself.
        if markdown && level > 1 && self.bare.len() < PLACE_LIMIT {
            self.bare.push(Bare { place, closed: Vec::new() });
        }
    }

    /// Notes that something can be seen here.
    fn content(&mut self) {
        if !self.bare.is_empty() {
            let variants = &self.variants;
            self.bare.retain(|bare| !bare.meets(variants));
        }
        self.see();
    }

    fn see(&mut self) {
        if self.h1s.is_empty() && !self.seen.contains(&self.variants) && self.seen.len() < 100 {
            self.seen.push(self.variants.clone());
        }
    }

    /// Raw HTML between blocks: its headings, and whether it shows anything.
    fn html(&mut self, page: &'a Page, raw: &'a RawHtml, span: Span) {
        let html = raw.text.as_deref().unwrap_or_else(|| page.text(span));
        let waits = !self.bare.is_empty() || self.h1s.is_empty();
        let has_heading = html.contains("<h") || html.contains("<H");
        if !waits && !has_heading {
            return;
        }
        let mut heading = false;
        for piece in tag::pieces(html) {
            match piece {
                Piece::Tag(tag) => {
                    if let Some(level) = level_of(&tag.name) {
                        heading = !tag.end;
                        if heading {
                            self.heading(page, raw.place(span, tag.span), level, "", false);
                        }
                    } else if !tag.end && SEEN.contains(&&*tag.name) {
                        self.content();
                    }
                }
                Piece::Text(text) if !heading && !html[text.range()].trim().is_empty() => self.content(),
                _ => {}
            }
        }
    }

    /// A heading's tag inside a line.
    fn html_heading(&mut self, page: &'a Page, html: &'a str, span: Span) {
        if let Some(level) = html.strip_prefix('<').and_then(|rest| level_of(rest.get(..2)?)) {
            self.heading(page, span, level, "", false);
        }
    }

    fn report_bare(&mut self, place: &Place<'a>) {
        let level = place.level;
        if !place.text.is_empty() {
            self.report(&rules::HEADING_NO_CONTENT, place, || {
                format!("nothing stands under this heading of level {level}")
            });
        }
    }

    fn report(&mut self, rule: &'static Rule, place: &Place<'a>, message: impl FnOnce() -> String) {
        let finding = self.finding(rule, place, message);
        self.found.extend(finding);
    }

    fn finding(&self, rule: &'static Rule, place: &Place<'a>, message: impl FnOnce() -> String) -> Option<Diagnostic> {
        let mut finding = self.asked.find(rule, place.page, place.span, message)?;
        finding.via.extend(place.via.clone());
        Some(finding)
    }
}

/// Elements that show something without a text.
const SEEN: &[&str] =
    &["img", "iframe", "video", "audio", "svg", "object", "embed", "input", "button", "canvas", "picture"];

/// The level of a heading's element.
fn level_of(name: &str) -> Option<u8> {
    match name.as_bytes() {
        [b'h' | b'H', digit @ b'1'..=b'6'] => Some(digit - b'0'),
        _ => None,
    }
}
