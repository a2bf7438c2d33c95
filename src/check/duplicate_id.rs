//! No two things of a file have one id.

use std::collections::HashMap;

use super::lines;
use crate::{
    diagnostic::Diagnostic,
    page::Page,
    rules,
    source::{Source, Span},
    variant::ZoneKind,
};

/// Reports each id that is there a second time, once, with all lines in which it is there again. A link can lead to one of
/// them only.
pub(super) fn check(page: &Page, found: &mut Vec<Diagnostic>) {
    let outline = &page.outline;
    if outline.anchors.is_empty() {
        // Headings by themselves have ids that differ, unless two are written out, which makes anchors elsewhere.
        return duplicate_headings(page, found);
    }
    let headings = outline.headings.iter().map(|heading| (&*heading.id, heading.span, true));
    let anchors = outline.anchors.iter().map(|anchor| (&*anchor.id, anchor.span, false));
    let mut all: Vec<(&str, Span, bool)> = headings.chain(anchors).collect();
    all.sort_by_key(|&(_, span, _)| span);
    let mut known: HashMap<&str, Vec<(Span, bool)>> = HashMap::new();
    let mut again = Again::default();
    for (id, span, heading) in all {
        let places = known.entry(id).or_default();
        match places.iter().find(|&&(earlier, _)| !exclusive(page, earlier, span)).copied() {
            // No reader sees both.
            None => {
                if places.len() < PLACES {
                    places.push((span, heading));
                }
            }
            // An anchor right before or in a heading with the same id leads to the same place.
            Some((earlier, other)) if !(heading && other) && adjacent(&page.source, earlier, span) => {}
            Some((earlier, _)) => again.note(id, earlier, span, heading),
        }
    }
    again.report(page, found);
}

/// Ids that are there again, in text order.
#[derive(Default)]
struct Again<'a> {
    list: Vec<Repeated<'a>>,
    places: HashMap<&'a str, usize>,
}

/// An id that is there more than once.
struct Repeated<'a> {
    id: &'a str,
    first: Span,
    second: Span,
    /// Whether the second one is a heading's.
    heading: bool,
    more: Vec<Span>,
}

impl<'a> Again<'a> {
    fn note(&mut self, id: &'a str, first: Span, span: Span, heading: bool) {
        match self.places.get(id) {
            Some(&at) => self.list[at].more.push(span),
            None => {
                self.places.insert(id, self.list.len());
                self.list.push(Repeated { id, first, second: span, heading, more: Vec::new() });
            }
        }
    }

    fn report(self, page: &Page, found: &mut Vec<Diagnostic>) {
        let line = |span: &Span| page.source.position(span.start).line;
        for Repeated { id, first, second, heading, more } in self.list {
            let what = if heading { "heading's id" } else { "id" };
            let more: Vec<usize> = more.iter().map(line).collect();
            let more = if more.is_empty() { String::new() } else { format!(", and again in {}", lines(&more)) };
            let message = format!("the {what} `{id}` is on this page already, in line {}{more}", line(&first));
            found.push(rules::DUPLICATE_ID.at(page.path(), place(page, second, heading), message));
        }
    }
}

/// Places of one id that are compared with later ones.
const PLACES: usize = 32;

/// Whether two places are for different pivots or different versions, so that no reader sees both.
fn exclusive(page: &Page, a: Span, b: Span) -> bool {
    let around = |place: Span| {
        let zones = page.outline.zones.iter();
        zones.filter(move |zone| zone.span.start <= place.start && place.end <= zone.span.end).map(|zone| &zone.kind)
    };
    around(a).any(|a| {
        around(b).any(|b| match (a, b) {
            (ZoneKind::Pivots(a), ZoneKind::Pivots(b)) => {
                !a.iter().any(|(id, _)| b.iter().any(|(other, _)| id == other))
            }
            (ZoneKind::Versions(a, _), ZoneKind::Versions(b, _)) => a != b,
            _ => false,
        })
    })
}

fn duplicate_headings(page: &Page, found: &mut Vec<Diagnostic>) {
    let mut first: HashMap<&str, Span> = HashMap::new();
    let mut again = Again::default();
    for heading in &page.outline.headings {
        if let Some(earlier) = first.insert(&heading.id, heading.span)
            && !exclusive(page, earlier, heading.span)
        {
            again.note(&heading.id, earlier, heading.span, true);
        }
    }
    again.report(page, found);
}

/// A heading's span without its line end.
fn place(page: &Page, span: Span, heading: bool) -> Span {
    if !heading {
        return span;
    }
    let text = page.text(span);
    Span { start: span.start, end: span.start + text.trim_end().len() as u32 }
}

/// Whether nothing but tags and blanks stands between two places, or one holds the other.
fn adjacent(source: &Source, earlier: Span, later: Span) -> bool {
    if later.start < earlier.end {
        return true;
    }
    let between = &source.text[earlier.end as usize..later.start as usize];
    if between.len() > 400 {
        return false;
    }
    let mut inside = true;
    between.chars().all(|char| match char {
        '>' if inside => {
            inside = false;
            true
        }
        '<' => {
            inside = true;
            true
        }
        _ => inside || char.is_whitespace() || char == '#',
    })
}
