//! Findings for people: the line with the place marked, in rustc's look.

use std::{
    collections::{BTreeMap, BTreeSet},
    io,
    io::Write,
    ops::Range,
};

use annotate_snippets::{AnnotationKind, Group, Level, Origin, Renderer, Snippet};
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use super::{Links, Look, count, manual::rule_url, one_line, place};
use crate::{
    diagnostic::{Diagnostic, Severity},
    source::{Source, Sources, Span},
};

/// Columns where there is no terminal, and the least and most of one that are used.
const WIDTH: usize = 80;
const WIDTHS: (usize, usize) = (40, 120);

/// Columns of a tab.
const TAB: usize = 4;

/// Findings of one rule in one file that are shown: nobody reads more, and a file that a program made may have millions.
const MOST: usize = 1_000;

/// Characters of a sentence that are shown.
const LONGEST_SENTENCE: usize = 1_000;

/// Writes findings with an empty line after each.
pub(super) fn write(findings: &[Diagnostic], sources: Sources, look: Look, out: &mut dyn Write) -> io::Result<()> {
    let renderer = if look.colour { Renderer::styled() } else { Renderer::plain() };
    // Lines are cut here, by what terminals show; the renderer is not to cut them again.
    let renderer = renderer.term_width(usize::MAX / 2).hyperlink(look.links == Links::Terminal);
    let mut seen = BTreeSet::new();
    for of_file in findings.chunk_by(|a, b| a.path == b.path) {
        let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
        for finding in of_file {
            let number = counts.entry(finding.rule.name).or_default();
            *number += 1;
            if *number > MOST {
                continue;
            }
            let first = seen.insert(finding.rule.name);
            let (group, place) = group(finding, sources, look, first);
            let text = renderer.render(&[group]);
            writeln!(out, "{}\n", with_place(text.trim_end(), place))?;
        }
        for (rule, number) in counts.into_iter().filter(|(_, number)| *number > MOST) {
            let more = count(number - MOST, "more finding");
            let path = one_line(of_file[0].path.as_str());
            writeln!(out, "{more} of `{rule}` in `{path}`; `--format short` shows all\n")?;
        }
    }
    Ok(())
}

/// A finding's place as it was written, and as it is.
type Place = Option<(String, String)>;

/// Puts the place right where only the end of a line is shown, in which columns would be counted from there.
fn with_place(text: &str, place: Place) -> String {
    let head = text.find("--> ").unwrap_or(0);
    match place.and_then(|(was, is)| Some((head + text[head..].find(&was)?, was.len(), is))) {
        Some((at, length, is)) => format!("{}{is}{}", &text[..at], &text[at + length..]),
        None => text.to_owned(),
    }
}

fn group<'a>(finding: &'a Diagnostic, sources: Sources, look: Look, first: bool) -> (Group<'a>, Place) {
    let mut written = None;
    let level = match finding.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Suggestion => Level::INFO.with_name(finding.severity.word()),
    };
    let source = sources(&finding.path);
    let path = one_line(finding.path.as_str());
    let columns = look.width.unwrap_or(WIDTH).clamp(WIDTHS.0, WIDTHS.1);
    // Sentences stand behind their gutter and the word that they begin with.
    let number = source.as_ref().map_or(1, |source| source.position(finding.span.start).line);
    let gutter = number.to_string().len() + 3;
    let wrapped = |text: &str, before: usize| match look.width {
        Some(_) => wrap(&sentence(text), columns.saturating_sub(before).max(20)),
        None => sentence(text),
    };
    let head = finding.severity.word().len() + finding.rule.name.len() + "[]: ".len();
    let title = level.primary_title(wrapped(&finding.message, head)).id(finding.rule.name);
    let title = if look.links == Links::Terminal { title.id_url(rule_url(finding.rule)) } else { title };
    let group = Group::with_title(title);
    let mut group = match source {
        Some(source) => {
            let start = source.position(finding.span.start);
            let excerpt = excerpt(&source, start.line, finding.span, columns - gutter);
            let mark = AnnotationKind::Primary.span(excerpt.mark);
            let snippet = Snippet::source(excerpt.text).line_start(start.line).annotation(mark);
            if excerpt.hidden > 0 {
                let place = |column: usize| format!(":{}:{column}", start.line);
                written = Some((place(start.column - excerpt.hidden), place(start.column)));
            }
            group.element(snippet.path(path))
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
        group = group.element(Level::NOTE.message(wrapped(&note, gutter + "note: ".len())));
    }
    if let Some(help) = &finding.help {
        group = group.element(Level::HELP.message(wrapped(help, gutter + "help: ".len())));
    }
    for fix in &finding.fixes {
        let title = wrapped(&fix.title, gutter + "fix: ".len());
        group = group.element(Level::HELP.with_name("fix").message(title));
    }
    if first && look.links == Links::Plain {
        group = group.element(Level::NOTE.with_name("see").message(rule_url(finding.rule)));
    }
    (group, written)
}

/// The part of a line around a span.
struct Excerpt {
    text: String,
    /// The part of the span that is on the line, in bytes of `text`.
    mark: Range<usize>,
    /// By how many code points a place in `text` is nearer to its start than in the line.
    hidden: usize,
}

/// The part of a line that fits into some columns, with as much before the place as behind it where both are cut.
fn excerpt(source: &Source, number: usize, span: Span, columns: usize) -> Excerpt {
    let line = source.line(number);
    let offset = source.line_start(number) as usize;
    let start = floor(line, (span.start as usize).saturating_sub(offset));
    let end = floor(line, (span.end as usize).saturating_sub(offset)).max(start);
    // One column for a mark without letters, two for the dots.
    let room = columns.saturating_sub(3);
    let mark = first(&line[start..end], room * 3 / 4);
    let end = start + mark.len();
    let room = room.saturating_sub(width(mark));
    let all_before = &line[..start];
    let all_after = &line[end..];
    let behind = width(first(all_after, room)).min(room / 2);
    let before = last(all_before, room - behind);
    let after = first(all_after, room - width(before));
    let begins_later = before.len() < start;
    // Counted by the source, which need not walk a line of megabytes for each finding on it.
    let hidden = source.position((offset + start) as u32).column.saturating_sub(before.chars().count() + 2);
    let dots = |more| if more { "…" } else { "" };
    let ahead = format!("{}{before}", dots(begins_later));
    Excerpt {
        text: format!("{ahead}{mark}{after}{}", dots(end + after.len() < line.len())),
        mark: ahead.len()..ahead.len() + mark.len(),
        // The dots are one.
        hidden: if begins_later { hidden } else { 0 },
    }
}

/// Columns that a terminal gives a text.
fn width(text: &str) -> usize {
    text.width() + text.matches('\t').count() * (TAB - '\t'.width().unwrap_or(1))
}

/// Columns of a character.
fn column(char: char) -> usize {
    if char == '\t' { TAB } else { char.width().unwrap_or(1) }
}

/// A sentence broken at blanks into lines of some columns. One with a longer word is left to the terminal.
fn wrap(text: &str, columns: usize) -> String {
    if text.split(' ').any(|word| word.width() > columns) {
        return text.to_owned();
    }
    let mut out = String::with_capacity(text.len() + 8);
    let mut used = 0;
    for word in text.split(' ') {
        let needed = word.width();
        if used > 0 && used + 1 + needed > columns {
            out.push('\n');
            used = 0;
        } else if used > 0 {
            out.push(' ');
            used += 1;
        }
        out.push_str(word);
        used += needed;
    }
    out
}

/// A sentence of bounded length on one line.
fn sentence(text: &str) -> String {
    let shown = text.char_indices().nth(LONGEST_SENTENCE).map_or(text, |(at, _)| &text[..at]);
    let dots = if shown.len() < text.len() { "…" } else { "" };
    format!("{}{dots}", one_line(shown))
}

/// The beginning of a text that fits into some columns.
fn first(text: &str, columns: usize) -> &str {
    let mut used = 0;
    let fits = |(_, char): &(usize, char)| {
        used += column(*char);
        used <= columns
    };
    text.char_indices().take_while(fits).last().map_or("", |(at, char)| &text[..at + char.len_utf8()])
}

/// The end of a text that fits into some columns.
fn last(text: &str, columns: usize) -> &str {
    let mut used = 0;
    let fits = |(_, char): &(usize, char)| {
        used += column(*char);
        used <= columns
    };
    text.char_indices().rev().take_while(fits).last().map_or("", |(at, _)| &text[at..])
}

/// The nearest boundary of characters at or before a byte.
fn floor(text: &str, at: usize) -> usize {
    (0..=at.min(text.len())).rev().find(|&at| text.is_char_boundary(at)).unwrap_or(0)
}
