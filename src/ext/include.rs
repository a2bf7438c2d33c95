//! Includes: `[!INCLUDE [title](path)]`, alone in a block or inside a line.

use super::{Extension, Lines, Raw, Reading, Shape};
use crate::{
    body::{Body, Footnotes},
    page::{Directive, FileId, Kind, Links, Node, Page, Ref, RefKind, Target},
    rules,
    source::Span,
};

pub const EXTENSION: Extension = Extension {
    name: "include",
    shape: Shape::Bracket,
    words: &["include"],
    rule: &rules::INCLUDE_INVALID,
    attributes: &[],
    lines: Lines::Own,
    holds: super::holds_nothing,
    read,
    write,
};

fn read(raw: &Raw, reading: &mut Reading) -> Option<Directive> {
    let (path, span) = raw.path?;
    let kind = if raw.block { RefKind::IncludeBlock } else { RefKind::IncludeInline };
    let to = reading.reference(kind, path, span);
    let variant = if raw.block { "block" } else { "inline" };
    Some(Directive { extension: raw.extension, variant: variant.into(), attributes: Vec::new(), refs: vec![to] })
}

/// Makes a block of an include that was read as a part of a line: one that is all that a table's cell holds may hold
/// lists and paragraphs.
pub fn stand_alone(directive: &mut Directive, refs: &mut [Ref]) {
    let Some(&to) = directive.refs.first() else { return };
    if let Some(reference) = refs.get_mut(to.0 as usize).filter(|known| known.kind == RefKind::IncludeInline) {
        reference.kind = RefKind::IncludeBlock;
        directive.variant = "block".into();
    }
}

fn write<'a>(body: &mut Body<'a>, directive: &'a Directive, node: &'a Node) {
    write_as(body, directive, node, &*directive.variant == "block");
}

fn write_as<'a>(body: &mut Body<'a>, directive: &'a Directive, node: &'a Node, block: bool) {
    let included = directive.refs.first().and_then(|&to| match body.target(to) {
        Target::File(file, _) => (body.site.included)(*file).map(|included| (*file, included)),
        _ => None,
    });
    match included {
        Some((file, _)) if body.including.contains(&file) => missing(body, node, block, "circular-reference"),
        Some(_) if is_bottomless(body) => missing(body, node, block, "include-too-deep"),
        Some((file, (page, links))) => compose(body, file, page, links, block),
        None => {
            let is_file = directive.refs.first().is_some_and(|&to| matches!(body.target(to), Target::File(..)));
            let rule = if is_file { &rules::INCLUDE_INVALID } else { &rules::INCLUDE_NOT_FOUND };
            missing(body, node, block, rule.name);
        }
    }
}

/// Files that include each other, on the way from a page to the innermost one.
pub const DEPTH_LIMIT: usize = 64;

/// Includes on one page in all.
pub const COUNT_LIMIT: usize = 10_000;

/// Nodes inside each other on one page: each is a call.
const NODE_DEPTH_LIMIT: usize = 512;

/// Whether a page holds as many includes as it may, inside each other or in all: files of a few lines that include the
/// next one twice would grow without end.
fn is_bottomless(body: &mut Body) -> bool {
    body.including.len() > DEPTH_LIMIT || body.depth > NODE_DEPTH_LIMIT || body.count("includes") > COUNT_LIMIT
}

/// Writes an included file in place: its references are resolved from its own folder, since its own links are asked.
fn compose<'a>(body: &mut Body<'a>, file: FileId, page: &'a Page, links: &'a Links, block: bool) {
    let outer = (body.page, body.links, std::mem::take(&mut body.footnotes));
    (body.page, body.links) = (page, links);
    body.including.push(file);
    body.footnotes = Footnotes::of(page, body.footnote_scope());
    if block {
        body.children(&page.body);
        body.write_footnotes();
    } else {
        inline(body, page);
    }
    body.including.pop();
    (body.page, body.links, body.footnotes) = outer;
}

/// An inline include is parsed as one line: paragraphs without `<p>`, and the signs of blocks as text.
fn inline<'a>(body: &mut Body<'a>, page: &'a Page) {
    for (at, node) in page.body.iter().enumerate() {
        if at > 0 {
            body.raw(" ");
        }
        match &node.kind {
            Kind::Paragraph => body.children(&node.children),
            // What it includes stands in the same line.
            Kind::Directive(directive) if directive.extension == super::named("include") => {
                write_as(body, directive, node, false);
            }
            Kind::Html(_) | Kind::Directive(_) => body.children(std::slice::from_ref(node)),
            _ => {
                let end = line(body, page, node, node.span.start);
                body.text(page.text(Span { start: end, ..node.span }).trim_end());
            }
        }
    }
}

/// Writes a block as a part of a line: what it holds of inlines, and its signs as text. Gives the byte behind the last
/// inline.
fn line<'a>(body: &mut Body<'a>, page: &'a Page, node: &'a Node, mut from: u32) -> u32 {
    if matches!(node.kind, Kind::Code(_)) {
        return from;
    }
    let mut rest = &*node.children;
    while let Some(child) = rest.first() {
        let count = rest.iter().take_while(|child| child.kind.is_inline()).count();
        let (inlines, behind) = rest.split_at(count.max(1));
        if count > 0 {
            if from < child.span.start {
                body.text(page.text(Span { start: from, end: child.span.start }));
            }
            body.children(inlines);
            from = inlines.last().map_or(from, |last| last.span.end).max(from);
        } else {
            from = line(body, page, child, from);
        }
        rest = behind;
    }
    from
}

fn missing(body: &mut Body, node: &Node, block: bool, rule: &str) {
    let element = if block { "p" } else { "span" };
    body.raw("<");
    body.raw(element);
    body.raw(" class=\"missing\"");
    body.attribute("data-rule", rule);
    body.raw(">");
    body.text(body.page.text(node.span).trim());
    body.raw("</");
    body.raw(element);
    body.raw(">");
}
