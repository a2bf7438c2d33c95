//! No two things of a file have one id.

use std::collections::HashMap;

use crate::{
    diagnostic::Diagnostic,
    page::Page,
    rules,
    source::{Source, Span},
    variant::ZoneKind,
};

/// Reports each id that is there a second time. A link can lead to one of them only.
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
            Some((earlier, _)) => {
                let line = page.source.position(earlier.start).line;
                let what = if heading { "heading's id" } else { "id" };
                let message = format!("the {what} `{id}` is on this page already, in line {line}");
                found.push(rules::DUPLICATE_ID.at(page.path(), place(page, span, heading), message));
            }
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
    for heading in &page.outline.headings {
        if let Some(earlier) = first.insert(&heading.id, heading.span)
            && !exclusive(page, earlier, heading.span)
        {
            let line = page.source.position(earlier.start).line;
            let message = format!("the heading's id `{}` is on this page already, in line {line}", heading.id);
            found.push(rules::DUPLICATE_ID.at(page.path(), place(page, heading.span, true), message));
        }
    }
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
