//! Quotes that are sections: callouts, `[!div]`, videos, and their forms that went wrong.

use super::shape::Found;
use crate::{
    diagnostic::{Edit, Fix},
    ext::{self, Raw, Reading, Shape},
    page::{Kind, Node},
    rules,
    source::{Source, Span},
};

/// The raw construct of a shape.
pub(super) fn raw<'a>(text: &'a str, found: &'a Found) -> Raw<'a> {
    Raw {
        extension: found.extension,
        word: &text[found.word.range()],
        legacy: found.legacy,
        rest: &text[found.rest.range()],
        rest_span: found.rest,
        attributes: found.colon.as_ref().map_or(&[], |colon| &colon.attributes),
        path: found.path.as_ref().map(|(path, span)| (&**path, *span)),
        block: found.block,
        span: found.span,
    }
}

/// Whether a node is the line of a quote section, not yet with what follows it.
fn is_marker(node: &Node) -> bool {
    matches!(&node.kind, Kind::Directive(directive) if ext::ALL[directive.extension as usize].shape == Shape::Quote)
        && node.children.is_empty()
}

/// Divides a quote at its markers: what stands before the first stays a quote, and each marker takes what follows it,
/// but a video, which ends the section at once.
pub(super) fn divide(span: Span, children: Vec<Node>, reading: &mut Reading) -> Vec<Node> {
    let children = unmarked(children, reading);
    if !children.iter().any(is_marker) {
        let children = ext::container::nest(children, reading);
        let children = ext::tabs::group(children);
        return vec![Node { kind: Kind::Quote, span, children }];
    }
    let mut out: Vec<Node> = Vec::new();
    let mut open = false;
    for child in children {
        if is_marker(&child) {
            open = !matches!(&child.kind, Kind::Directive(directive) if ext::ALL[directive.extension as usize].name == "video");
            out.push(child);
        } else if let Some(section) = out.last_mut().filter(|_| open) {
            section.span.end = section.span.end.max(child.span.end);
            section.children.push(child);
        } else if let Some(Node { kind: Kind::Quote, span, children }) = out.last_mut() {
            span.end = span.end.max(child.span.end);
            children.push(child);
        } else {
            out.push(Node { kind: Kind::Quote, span: child.span, children: vec![child] });
        }
    }
    for section in &mut out {
        let children = std::mem::take(&mut section.children);
        let children = ext::container::nest(children, reading);
        section.children = ext::tabs::group(children);
    }
    out
}

/// Finds markers that the shapes left to the parser: with text on their own line, as was usual in 2016 (`> [AZURE.NOTE]
/// text`) and is a slip today, or with a lazy line behind them.
fn unmarked(children: Vec<Node>, reading: &mut Reading) -> Vec<Node> {
    let mut out = Vec::with_capacity(children.len());
    for child in children {
        match child.kind {
            Kind::Paragraph => match marker(child, reading) {
                Ok((section, rest)) => {
                    out.push(section);
                    out.extend(rest);
                }
                Err(child) => out.push(child),
            },
            _ => out.push(child),
        }
    }
    out
}

/// A paragraph that begins with `[!NOTE]` as a section's marker and the paragraph that is left of it.
fn marker(mut paragraph: Node, reading: &mut Reading) -> Result<(Node, Option<Node>), Node> {
    let text = &*reading.source.text;
    let start = paragraph.span.start as usize;
    let Some(head) = head(&text[start..]) else { return Err(paragraph) };
    let word = &text[start + head.word.start as usize..start + head.word.end as usize];
    let Some(extension) = ext::find_quote(word, reading.callouts) else { return Err(paragraph) };
    let span = Span::new(start, start + head.end);
    let rest_span = Span::new(start + head.word.end as usize, start + head.end - 1);
    let raw = Raw {
        extension,
        word,
        legacy: head.legacy,
        rest: &text[rest_span.range()],
        rest_span,
        attributes: &[],
        path: None,
        block: true,
        span,
    };
    let Some(directive) = (ext::ALL[extension as usize].read)(&raw, reading) else { return Err(paragraph) };
    let line_rest = text[span.range().end..].split(['\n', '\r']).next().unwrap_or("");
    if !head.legacy && !line_rest.trim().is_empty() {
        let message = format!("`[!{word}]` must be alone on its line; its text begins on the next one");
        let fix = begin_line(reading.source, span);
        reading.find(&rules::INVALID_NOTE_SECTION, span, message).fixes.extend(fix);
    }
    cut(&mut paragraph, span.end);
    trim_start(&mut paragraph, text);
    let rest = (!paragraph.children.is_empty()).then_some(paragraph);
    Ok((Node { kind: Kind::Directive(Box::new(directive)), span, children: Vec::new() }, rest))
}

/// The change that moves what stands behind a marker to a line of its own, in a quote as deep.
fn begin_line(source: &Source, marker: Span) -> Option<Fix> {
    let before = &source.text[..marker.start as usize];
    let before = &before[before.rfind(['\n', '\r']).map_or(0, |at| at + 1)..];
    let quoted = before.contains('>') && before.chars().all(|char| matches!(char, ' ' | '\t' | '>'));
    let end = marker.end as usize;
    let rest = source.text[end..].trim_start_matches([' ', '\t']);
    let rest = rest.strip_prefix(':').unwrap_or(rest).trim_start_matches([' ', '\t']);
    let blanks = source.text[end..].len() - rest.len();
    let text = format!("\n{}", if before.ends_with('>') { format!("{before} ") } else { before.to_owned() });
    let edit = Edit { path: source.path.clone(), span: Span::new(end, end + blanks), text };
    quoted.then(|| Fix { title: "Begin a line behind it".to_owned(), sure: true, edits: vec![edit] })
}

/// The change that makes a quote of lines that stand at the margin.
fn quote_lines(source: &Source, span: Span) -> Option<Fix> {
    let start = span.start as usize;
    if start > 0 && !source.text[..start].ends_with(['\n', '\r']) {
        return None;
    }
    let text = source.slice(span);
    let begins = text.match_indices('\n').map(|(at, _)| at + 1).filter(|&at| at < text.len());
    let edit =
        |at: usize| Edit { path: source.path.clone(), span: Span::new(start + at, start + at), text: "> ".into() };
    let edits = std::iter::once(0).chain(begins).map(edit).collect();
    Some(Fix { title: "Begin each line with `> `".to_owned(), sure: true, edits })
}

/// A paragraph that begins with a marker but is in no quote: it is taken for the section that its author meant.
pub(super) fn stray(paragraph: Node, reading: &mut Reading) -> Node {
    let text = &*reading.source.text;
    let start = paragraph.span.start as usize;
    let known = head(&text[start..]).filter(|head| {
        let word = &text[start + head.word.start as usize..start + head.word.end as usize];
        ext::find_quote(word, reading.callouts)
            .is_some_and(|at| matches!(ext::ALL[at as usize].name, "alert" | "video"))
    });
    let Some(head) = known else { return paragraph };
    let found = reading.found.len();
    match marker(paragraph, reading) {
        Err(paragraph) => paragraph,
        Ok((mut section, rest)) => {
            reading.found.truncate(found);
            if let (true, Kind::Directive(directive)) = (head.legacy, &section.kind)
                && ext::ALL[directive.extension as usize].name == "video"
            {
                // In 2016 a video stood by itself.
                return section;
            }
            let message = "a callout must be a quote";
            let span = Span::new(start, start + head.end);
            if let Some(rest) = rest {
                section.span.end = rest.span.end;
                section.children.push(rest);
            }
            let fix = quote_lines(reading.source, section.span);
            let finding = reading.find(&rules::INVALID_NOTE_SECTION, span, message);
            finding.help = Some("begin each of its lines with `> `".into());
            finding.fixes.extend(fix);
            section
        }
    }
}

/// Divides paragraphs, and the text of tight items, at lines that begin with a callout's marker: an author who forgot the
/// quote also forgot the blank line before it.
pub(super) fn split_strays(source: &Source, children: Vec<Node>) -> Vec<Node> {
    if !children.iter().any(|node| break_at(source, &node.children).is_some()) && break_at(source, &children).is_none()
    {
        return children;
    }
    let mut out = Vec::with_capacity(children.len() + 1);
    let mut rest = children;
    // The text of a tight item stands in it without a paragraph.
    if let Some(at) = break_at(source, &rest) {
        let tail = rest.split_off(at);
        out.extend(rest);
        let inlines = tail.iter().skip(1).take_while(|node| node.kind.is_inline()).count();
        let mut tail = tail.into_iter().skip(1);
        out.push(paragraph(tail.by_ref().take(inlines).collect()));
        rest = tail.collect();
    }
    for mut node in rest {
        let at = if matches!(node.kind, Kind::Paragraph) { break_at(source, &node.children) } else { None };
        match at {
            Some(at) => {
                let tail: Vec<Node> = node.children.drain(at..).skip(1).collect();
                node.span.end = node.children.last().map_or(node.span.start, |last| last.span.end);
                out.push(node);
                out.push(paragraph(tail));
            }
            None => out.push(node),
        }
    }
    out
}

fn paragraph(children: Vec<Node>) -> Node {
    let start = children.first().map_or(0, |node| node.span.start);
    let end = children.last().map_or(start, |node| node.span.end);
    Node { kind: Kind::Paragraph, span: Span { start, end }, children }
}

/// The line break before the first line of inlines that is a callout's marker and nothing else.
fn break_at(source: &Source, inlines: &[Node]) -> Option<usize> {
    inlines.windows(2).position(|pair| {
        let text = &source.text[pair[1].span.start as usize..];
        matches!((&pair[0].kind, &pair[1].kind), (Kind::SoftBreak | Kind::HardBreak, Kind::Text))
            && begins(text)
            && head(text).is_some_and(|head| {
                let known = ext::find(Shape::Quote, &text[head.word.range()]);
                let line_rest = text[head.end..].split(['\n', '\r']).next().unwrap_or("");
                known.is_some_and(|at| ext::ALL[at as usize].name == "alert") && line_rest.trim().is_empty()
            })
    })
}

struct Head {
    word: Span,
    legacy: bool,
    /// The byte after `]`.
    end: usize,
}

/// Whether a text begins as the line of a quote section does.
pub(super) fn begins(text: &str) -> bool {
    text.starts_with("[!") || text.get(..7).is_some_and(|start| start.eq_ignore_ascii_case("[AZURE."))
}

/// `[!WORD…]` or `[AZURE.WORD…]` at the very start of a text, on one line.
fn head(text: &str) -> Option<Head> {
    if !begins(text) {
        return None;
    }
    let legacy = !text.starts_with("[!");
    let start = if legacy { 7 } else { 2 };
    let inside = |byte: &u8| byte.is_ascii_alphanumeric() || *byte == b'-';
    let length = text.as_bytes()[start..].iter().take_while(|byte| inside(byte)).count();
    let line = text.as_bytes().iter().take(4096).take_while(|&&byte| byte != b'\n' && byte != b'\r').count();
    let close = text.as_bytes()[..line].iter().position(|&byte| byte == b']')?;
    // A link, not a marker.
    if matches!(text.as_bytes().get(close + 1), Some(b'(' | b'[')) {
        return None;
    }
    Some(Head { word: Span::new(start, start + length), legacy, end: close + 1 })
}

/// Takes the marker's text off a paragraph: whole nodes, the line break behind it, and blanks and a colon that an
/// author put there.
fn cut(paragraph: &mut Node, end: u32) {
    let children = std::mem::take(&mut paragraph.children);
    let mut rest = children.into_iter().skip_while(|child| child.span.end <= end).peekable();
    if let Some(first) = rest.peek_mut()
        && first.span.start < end
    {
        first.span.start = end;
    }
    paragraph.children = rest.skip_while(|child| matches!(child.kind, Kind::SoftBreak | Kind::HardBreak)).collect();
    paragraph.span.start = paragraph.children.first().map_or(end, |first| first.span.start);
}

/// Skips blanks and a colon at the start of a paragraph's first text.
fn trim_start(paragraph: &mut Node, text: &str) {
    let Some(first) = paragraph.children.first_mut() else { return };
    if matches!(first.kind, Kind::Text) {
        let raw = &text[first.span.range()];
        let trimmed = raw.trim_start_matches([' ', '\t']);
        let trimmed = trimmed.strip_prefix(':').unwrap_or(trimmed).trim_start_matches([' ', '\t']);
        first.span.start += (raw.len() - trimmed.len()) as u32;
        if first.span.is_empty() {
            paragraph.children.remove(0);
            if matches!(paragraph.children.first().map(|node| &node.kind), Some(Kind::SoftBreak | Kind::HardBreak)) {
                paragraph.children.remove(0);
            }
        }
    }
}
