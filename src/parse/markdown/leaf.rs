//! What holds no Markdown: code spans, formulas, raw HTML.

use super::Builder;
use crate::{
    page::{Kind, Math, Node, RawHtml},
    parse::{formulas, html, leftover, lines, read::ReadSpan},
    rules,
    source::Span,
};

/// Formulas with more commands and braces than this, deeper or longer, stay text: their parser calls itself for each
/// level.
const FORMULA_LIMIT: usize = 1000;
const FORMULA_DEPTH_LIMIT: usize = 64;
const FORMULA_LENGTH_LIMIT: usize = 32 * 1024;

impl Builder<'_> {
    pub(super) fn code_span(&mut self, text: &str, read: ReadSpan) {
        let written = self.text.written(read);
        // Of `\r\n` the parser makes two blanks.
        let content = if self.text.is_masked(read) || written.contains('\r') {
            let in_table = self.stack.iter().any(|node| matches!(node.kind, Kind::TableCell));
            code_content(&written, in_table)
        } else {
            text.to_owned()
        };
        self.push(Kind::InlineCode(content.into()), self.text.source_span(read));
    }

    pub(super) fn math(&mut self, tex: &str, display: bool, read: ReadSpan) {
        let span = self.text.source_span(read);
        if !display && !formulas::is_formula(&self.source.text, span.start as usize, span.end as usize - 1) {
            return self.push(Kind::Text, span);
        }
        let tex: Box<str> = if self.text.is_masked(read) {
            let written = self.text.written(read);
            let lines = written.trim_matches('$').split_inclusive('\n').enumerate();
            // The signs of quotes before its lines are none of it.
            lines.map(|(at, line)| if at > 0 { &line[lines::content_start(line)..] } else { line }).collect()
        } else {
            tex.into()
        };
        if formula_depth(&tex) > FORMULA_DEPTH_LIMIT {
            let message = format!(
                "more than {FORMULA_DEPTH_LIMIT} levels of groups in the formula, which stays as it is written"
            );
            self.found.push(rules::NESTING_TOO_DEEP.at(&self.source.path, span, message));
            return self.push(Kind::Text, span);
        }
        let signs = tex.bytes().filter(|byte| matches!(byte, b'\\' | b'{' | b'^' | b'_')).count();
        if signs > FORMULA_LIMIT || tex.len() > FORMULA_LENGTH_LIMIT {
            let message = "the formula is too long to be read and stays text";
            self.found.push(rules::INVALID_MATH.at(&self.source.path, span, message));
            return self.push(Kind::Text, span);
        }
        self.push(Kind::Math(Box::new(Math { tex, display })), span);
    }

    pub(super) fn inline_html(&mut self, html: &str, read: ReadSpan) {
        let span = self.text.source_span(read);
        if let Some(shape) = self.shapes.at(span.start as usize).filter(|shape| shape.span == span) {
            let node = self.shape(shape);
            self.push_node(node);
            return;
        }
        let written = self.source.slice(span);
        // Inside quotes a tag over two lines holds their signs.
        let same = html.len() == written.len();
        let text = if same { written } else { html };
        let unmasked = (!same && self.text.is_masked(read)).then(|| unmasked(html, written));
        let text = unmasked.as_deref().unwrap_or(text);
        let mut raw = RawHtml::default();
        if !same {
            raw.text = Some(text.into());
            raw.lines = line_places(text, written, span.start);
        }
        raw.refs = html::read(text, |part| raw.place(span, part), self.outline);
        self.push(Kind::Html(Box::new(raw)), span);
    }

    /// Joins the lines of an HTML block; a line of its own that a mask made is the shape behind it.
    pub(super) fn html_block(&mut self, node: Node) {
        let first = node.children.iter().find(|line| !self.source.slice(line.span).trim().is_empty());
        if let Some(shape) = first.and_then(|line| self.shapes.at(line.span.start as usize)) {
            let node = self.shape(shape);
            self.push_node(node);
            return;
        }
        leftover::html(self.source, node.span, self.found);
        let mut joined = String::new();
        let mut lines: Vec<(u32, u32)> = Vec::with_capacity(node.children.len());
        for line in &node.children {
            lines.push((joined.len() as u32, line.span.start));
            match &line.kind {
                Kind::Literal(text) => joined.push_str(text),
                _ => joined.push_str(self.source.slice(line.span)),
            }
        }
        let whole = Span {
            start: node.children.first().map_or(node.span.start, |line| line.span.start),
            end: node.children.last().map_or(node.span.end, |line| line.span.end),
        };
        let mut raw = RawHtml { block: true, ..RawHtml::default() };
        if self.source.slice(whole) != joined {
            raw.text = Some(joined.as_str().into());
            raw.lines = lines.into();
        }
        raw.refs = html::read(&joined, |part| raw.place(whole, part), self.outline);
        self.push(Kind::Html(Box::new(raw)), whole);
    }
}

/// Where each line of HTML begins in it and in what was written, in which quotes and lists put their signs before the
/// lines. Nothing where the two do not fit.
fn line_places(html: &str, written: &str, start: u32) -> Box<[(u32, u32)]> {
    let (mut at, mut there) = (0, start);
    let mut out = Vec::new();
    let mut lines = written.split_inclusive('\n');
    for line in html.split_inclusive('\n') {
        let Some((whole, signs)) = lines.next().and_then(|whole| Some((whole, whole.strip_suffix(line)?))) else {
            return Box::default();
        };
        out.push((at, there + signs.len() as u32));
        at += line.len() as u32;
        there += whole.len() as u32;
    }
    out.into()
}

/// HTML as it is written: each of its lines is the end of one that is written.
fn unmasked(html: &str, written: &str) -> String {
    let lines = html.split_inclusive('\n').zip(written.split_inclusive('\n'));
    lines.map(|(line, written)| &written[written.len().saturating_sub(line.len())..]).collect()
}

/// How deep the groups of a formula are inside each other: braces, `\left` and `\begin`.
fn formula_depth(tex: &str) -> usize {
    let (mut depth, mut deepest) = (0usize, 0);
    let mut rest = tex;
    while let Some(at) = rest.find(['{', '}', '\\']) {
        let found = &rest[at..];
        let command = |name: &str| {
            found.strip_prefix(name).is_some_and(|rest| !rest.starts_with(|char: char| char.is_ascii_alphabetic()))
        };
        let (opens, length) = match found.as_bytes() {
            [b'{', ..] => (Some(true), 1),
            [b'}', ..] => (Some(false), 1),
            _ if command("\\left") || command("\\begin") => (Some(true), 5),
            _ if command("\\right") || command("\\end") => (Some(false), 4),
            _ => (None, 1 + found[1..].chars().next().map_or(0, char::len_utf8)),
        };
        match opens {
            Some(true) => depth += 1,
            Some(false) => depth = depth.saturating_sub(1),
            None => {}
        }
        deepest = deepest.max(depth);
        rest = &found[length..];
    }
    deepest
}

/// What a code span holds: without its back-quotes, line ends as blanks, and one blank off each side where both have
/// one (CommonMark 6.1). The signs of quotes before its lines are none of it, nor is in a table the escape of a bar.
fn code_content(written: &str, in_table: bool) -> String {
    let ticks = written.bytes().take_while(|&byte| byte == b'`').count();
    let inner = written.get(ticks..written.len().saturating_sub(ticks)).unwrap_or("");
    let mut lines = inner.split('\n').map(|line| line.strip_suffix('\r').unwrap_or(line));
    let mut inner = lines.next().unwrap_or("").to_owned();
    for line in lines {
        inner.push(' ');
        inner.push_str(line.trim_start_matches([' ', '\t', '>']));
    }
    if in_table {
        inner = inner.replace("\\|", "|");
    }
    match inner.strip_prefix(' ').and_then(|inner| inner.strip_suffix(' ')) {
        Some(stripped) if !inner.trim().is_empty() => stripped.to_owned(),
        _ => inner,
    }
}
