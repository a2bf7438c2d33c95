//! Blocks that are not what they seem: fences that never close, headings and table headers without text, footnotes that
//! nothing refers to.

use std::collections::HashSet;

use super::{Asked, trimmed};
use crate::{
    diagnostic::Diagnostic,
    page::{Kind, Node, Page},
    rules,
    source::Span,
};

/// Reports a fence that runs to the end of its file, list item or quote because nothing closes it.
pub(super) fn fence(page: &Page, node: &Node, asked: &Asked, found: &mut Vec<Diagnostic>) {
    let text = page.text(node.span);
    let text = text.trim_end_matches([' ', '\t', '\r', '\n']);
    let last_line = text.rfind('\n').map_or(0, |at| at + 1);
    let start = node.span.start as usize;
    // The closing fence is no part of the code.
    let closed = last_line > 0 && node.children.iter().all(|line| line.span.end as usize <= start + last_line);
    let last = text[last_line..].trim_start_matches([' ', '\t', '>']);
    if closed && last.starts_with(['`', '~']) {
        return;
    }
    let mark = text.chars().next().unwrap_or('`');
    let length = text.chars().take_while(|&char| char == mark).count();
    let span = Span::new(start, start + length);
    let message = || "the block of code that begins here is never closed".to_owned();
    if let Some(finding) = asked.find(&rules::CODE_BLOCK_UNCLOSED, page, span, message) {
        let fence = mark.to_string().repeat(length.max(3));
        found.push(finding.help(format!("end it by a line `{fence}` with the indent of the first one")));
    }
}

/// Reports a heading that shows nothing.
pub(super) fn heading(page: &Page, node: &Node, index: u32, asked: &Asked, found: &mut Vec<Diagnostic>) {
    let empty = page.outline.headings.get(index as usize).is_some_and(|heading| heading.text.is_empty());
    if empty && !node.children.iter().any(|child| shows(page, child)) {
        found.extend(
            asked.find(&rules::HEADING_EMPTY, page, trimmed(page, node.span), || "the heading has no text".into()),
        );
    }
}

/// Whether an inline shows anything.
pub(super) fn shows(page: &Page, node: &Node) -> bool {
    match &node.kind {
        Kind::Text => !page.text(node.span).trim().is_empty(),
        Kind::Literal(text) => !text.trim().is_empty(),
        Kind::InlineCode(_) | Kind::Image(_) | Kind::Math(_) | Kind::Directive(_) | Kind::FootnoteReference(_) => true,
        Kind::SoftBreak | Kind::HardBreak => false,
        Kind::Html(_) => {
            let html = page.text(node.span);
            html.get(..4).is_some_and(|tag| tag.eq_ignore_ascii_case("<img"))
        }
        _ => node.children.iter().any(|child| shows(page, child)),
    }
}

/// Reports a table whose header cells are all empty, unless its first column names the rows.
pub(super) fn table(page: &Page, node: &Node, asked: &Asked, found: &mut Vec<Diagnostic>) {
    let Some(head) = node.children.iter().find(|row| matches!(row.kind, Kind::TableHead)) else { return };
    let filled = |cell: &Node| cell.children.iter().any(|child| shows(page, child));
    if head.children.iter().any(filled) {
        return;
    }
    let mut rows = node.children.iter().filter(|row| matches!(row.kind, Kind::TableRow)).peekable();
    let named = |row: &Node| {
        row.children.first().is_some_and(|cell| matches!(&*cell.children, [only] if matches!(only.kind, Kind::Strong)))
    };
    if rows.peek().is_some() && rows.all(named) {
        return;
    }
    let message = || "the header of the table is empty: nothing says what its columns are".to_owned();
    found.extend(asked.find(&rules::TABLE_HEADER_MISSING, page, trimmed(page, head.span), message));
}

/// The footnotes of a file.
#[derive(Default)]
pub(super) struct Notes<'a> {
    pub definitions: Vec<(&'a str, Span)>,
    pub references: HashSet<&'a str>,
}

/// Reports each footnote that nothing refers to: its text is not on the page.
pub(super) fn unused(page: &Page, notes: &Notes, asked: &Asked, found: &mut Vec<Diagnostic>) {
    for &(label, span) in &notes.definitions {
        if !notes.references.contains(label) {
            let end = page.text(span).find(']').map_or(span.end, |at| span.start + at as u32 + 1);
            let message = || format!("nothing refers to the footnote `{label}`, so it is not on the page");
            found.extend(asked.find(&rules::FOOTNOTE_UNUSED, page, Span { end, ..span }, message));
        }
    }
}
