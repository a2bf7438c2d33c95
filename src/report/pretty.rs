//! Findings for people: the line with the place marked, in rustc's look.

use std::{io, io::Write, ops::Range};

use annotate_snippets::{AnnotationKind, Group, Level, Origin, Renderer, Snippet};

use super::{Sources, one_line, place};
use crate::{
    diagnostic::{Diagnostic, Severity},
    source::{Source, Span},
};

/// Characters of a line that are shown before and after the place, and of the place itself.
const MARGIN: usize = 60;
const LONGEST_MARK: usize = 60;

/// Characters of a sentence that are shown.
const LONGEST_SENTENCE: usize = 1_000;

/// Writes findings with an empty line after each.
pub(super) fn write(findings: &[Diagnostic], sources: Sources, colour: bool, out: &mut dyn Write) -> io::Result<()> {
    let renderer = if colour { Renderer::styled() } else { Renderer::plain() };
    for finding in findings {
        writeln!(out, "{}\n", renderer.render(&[group(finding, sources)]).trim_end())?;
    }
    Ok(())
}

fn group<'a>(finding: &'a Diagnostic, sources: Sources) -> Group<'a> {
    let level = match finding.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Suggestion => Level::INFO.with_name(finding.severity.word()),
    };
    let source = sources(&finding.path);
    let path = one_line(finding.path.as_str());
    let group = Group::with_title(level.primary_title(sentence(&finding.message)).id(finding.rule.name));
    let mut group = match source {
        Some(source) => {
            let start = source.position(finding.span.start);
            let excerpt = excerpt(&source, start.line, finding.span);
            let mark = AnnotationKind::Primary.span(excerpt.mark);
            let snippet = Snippet::source(excerpt.text).line_start(start.line).annotation(mark);
            if excerpt.begins_later {
                // A snippet with a path would count the column from the excerpt's start.
                group.element(Origin::path(path).line(start.line).char_column(start.column)).element(snippet)
            } else {
                group.element(snippet.path(path))
            }
        }
        None => group.element(Origin::path(path).line(1).char_column(1)),
    };
    if let Some((path, span)) = finding.via.first() {
        let start = place(path, *span, sources).0;
        let more = match finding.via.len() - 1 {
            0 => String::new(),
            more => format!(" and {more} more"),
        };
        let note = format!("included by `{}:{}:{}`{more}", one_line(path.as_str()), start.line, start.column);
        group = group.element(Level::NOTE.message(note));
    }
    if let Some(help) = &finding.help {
        group = group.element(Level::HELP.message(sentence(help)));
    }
    for fix in &finding.fixes {
        group = group.element(Level::HELP.with_name("fix").message(sentence(&fix.title)));
    }
    group
}

/// The part of a line around a span.
struct Excerpt {
    text: String,
    /// The part of the span that is on the line, in bytes of `text`.
    mark: Range<usize>,
    /// Whether the line has more before `text`.
    begins_later: bool,
}

fn excerpt(source: &Source, number: usize, span: Span) -> Excerpt {
    let line = source.line(number);
    let offset = source.line_start(number) as usize;
    let start = floor(line, (span.start as usize).saturating_sub(offset));
    let end = floor(line, (span.end as usize).saturating_sub(offset)).max(start);
    let mark = first(&line[start..end], LONGEST_MARK);
    let end = start + mark.len();
    let before = last(&line[..start], MARGIN);
    let after = first(&line[end..], MARGIN);
    let begins_later = before.len() < start;
    let dots = |more| if more { "…" } else { "" };
    let ahead = format!("{}{before}", dots(begins_later));
    Excerpt {
        text: format!("{ahead}{mark}{after}{}", dots(end + after.len() < line.len())),
        mark: ahead.len()..ahead.len() + mark.len(),
        begins_later,
    }
}

/// A sentence of bounded length on one line.
fn sentence(text: &str) -> String {
    let shown = first(text, LONGEST_SENTENCE);
    let dots = if shown.len() < text.len() { "…" } else { "" };
    format!("{}{dots}", one_line(shown))
}

/// The first characters of a text.
fn first(text: &str, characters: usize) -> &str {
    text.char_indices().nth(characters).map_or(text, |(at, _)| &text[..at])
}

/// The last characters of a text.
fn last(text: &str, characters: usize) -> &str {
    text.char_indices().rev().take(characters).last().map_or("", |(at, _)| &text[at..])
}

/// The nearest boundary of characters at or before a byte.
fn floor(text: &str, at: usize) -> usize {
    (0..=at.min(text.len())).rev().find(|&at| text.is_char_boundary(at)).unwrap_or(0)
}
