//! Blocks that are not what they seem: fences that never close, headings and table headers without text, footnotes that
//! nothing refers to.

use std::collections::HashSet;

use super::{File, trimmed};
use crate::{
    page::{Kind, Node, Page},
    rules,
    source::Span,
};

/// Reports a fence that runs to the end of its file, list item or quote because nothing closes it.
pub(super) fn fence(file: &mut File, node: &Node) {
    let page = file.page;
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
    if let Some(finding) = file.find(&rules::CODE_BLOCK_UNCLOSED, span, message) {
        let fence = mark.to_string().repeat(length.max(3));
        finding.help = Some(format!("end it by a line {fence} with the indent of the first one"));
    }
}

/// Reports a heading that shows nothing.
pub(super) fn heading(file: &mut File, node: &Node, index: u32) {
    let page = file.page;
    let empty = page.outline.headings.get(index as usize).is_some_and(|heading| heading.text.is_empty());
    if empty && !node.children.iter().any(|child| shows(page, child)) {
        file.find(&rules::HEADING_EMPTY, trimmed(page, node.span), || "the heading has no text".into());
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
pub(super) fn table(file: &mut File, node: &Node) {
    let page = file.page;
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
    file.find(&rules::TABLE_HEADER_MISSING, trimmed(page, head.span), message);
}

/// The footnotes of a file.
#[derive(Default)]
pub(super) struct Notes<'a> {
    /// Whether the file has any mark of one.
    pub marks: bool,
    pub definitions: Vec<(&'a str, Span)>,
    pub references: HashSet<&'a str>,
}

/// Bytes that a footnote's label has at most.
const LABEL_LIMIT: usize = 100;

/// Reports `[^label]` where no footnote has the label: it stays text. On a page without footnotes only a number is taken for
/// one, since `[^a-z]` may be something else.
pub(super) fn undefined(file: &mut File, node: &Node) {
    let page = file.page;
    let text = page.text(node.span);
    for (at, _) in text.match_indices("[^") {
        let end = text[at + 2..].bytes().take(LABEL_LIMIT).position(|byte| byte == b']');
        let Some(length) = end else { continue };
        let label = &text[at + 2..at + 2 + length];
        let sign = |char: char| char.is_ascii_alphanumeric() || matches!(char, '-' | '_');
        let number = |char: char| char.is_ascii_digit();
        let good = if page.outline.footnotes { label.chars().all(sign) } else { label.chars().all(number) };
        if label.is_empty() || !good {
            continue;
        }
        let start = node.span.start as usize + at + 1;
        let message = || format!("no footnote of the page has the label `{label}`");
        file.find(&rules::UNDEFINED_REFERENCE, Span::new(start, start + 1 + length), message);
    }
}

/// Reports each footnote that nothing refers to: its text is not on the page.
pub(super) fn unused(file: &mut File, notes: &Notes) {
    let page = file.page;
    for &(label, span) in &notes.definitions {
        if !notes.references.contains(label) {
            let end = page.text(span).find(']').map_or(span.end, |at| span.start + at as u32 + 1);
            let message = || format!("nothing refers to the footnote `{label}`, so it is not on the page");
            file.find(&rules::FOOTNOTE_UNUSED, Span { end, ..span }, message);
        }
    }
}
