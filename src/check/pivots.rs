//! Zones and the groups of pivots that their pages name fit together.

use std::collections::HashSet;

use super::Context;
use crate::{
    diagnostic::Diagnostic,
    files::Role,
    index::variants::{PageVariants, Way},
    page::FileId,
    rules,
    source::Span,
    suggest,
    variant::ZoneKind,
};

/// Reports, page by page and through includes, pivots of zones that the page's groups do not have, zones on pages
/// without groups, and pivots of groups that no zone is for.
pub(super) fn check(context: &Context, found: &mut Vec<Diagnostic>) {
    for (id, page) in context.variants.iter() {
        if context.files.get(id).role == Role::Page {
            check_page(context, id, page, found);
        }
    }
}

fn check_page(context: &Context, id: FileId, page: &PageVariants, found: &mut Vec<Diagnostic>) {
    let zones: Vec<_> = page
        .zones(context.index)
        .filter_map(|(way, zone)| match &zone.kind {
            ZoneKind::Pivots(pivots) => Some((way, &**pivots)),
            _ => None,
        })
        .collect();
    let groups = &page.choices.groups;
    if page.named.is_empty() {
        if let Some((way, pivots)) = zones.first() {
            let span = Span { start: pivots[0].1.start, end: pivots[pivots.len() - 1].1.end };
            let message =
                format!("{} names no `zone_pivot_groups`, so no reader can choose a pivot", on(context, id, way));
            found.push(told(context, id, way, rules::ZONE_PIVOT_GROUP_MISSING.at(path(context, way), span, message)));
        }
        return;
    }
    if groups.is_empty() || !page.whole {
        return;
    }
    let known = || groups.iter().flat_map(|group| &group.pivots);
    let mut used: HashSet<&str> = HashSet::new();
    for (way, pivots) in &zones {
        for (pivot, span) in *pivots {
            if page.choices.position(pivot).is_some() {
                used.insert(pivot);
                continue;
            }
            let of = match &groups[..] {
                [only] => format!("the group `{}`", only.id),
                _ => "no group".to_owned(),
            };
            let has = if groups.len() == 1 { "has no pivot" } else { "has a pivot" };
            let message = format!("{of} of {} {has} `{pivot}`", on(context, id, way));
            let mut finding = rules::PIVOT_ID_NOT_FOUND.at(path(context, way), *span, message);
            if let Some(near) = suggest::nearest(pivot, known().map(|pivot| &*pivot.id)) {
                finding.help = Some(format!("did you mean `{near}`?"));
                let sure = suggest::is_slip(pivot, near, known().map(|pivot| &*pivot.id));
                finding.propose(near, near.to_owned(), sure);
            }
            found.push(told(context, id, way, finding));
        }
    }
    for group in groups {
        let unused: Vec<String> = group
            .pivots
            .iter()
            .filter(|pivot| !used.contains(&*pivot.id))
            .map(|pivot| format!("`{}`", pivot.id))
            .collect();
        let Some(named) = page.named.iter().find(|named| named.word == group.id) else { continue };
        // What a configuration gives to many pages is not said of one of them.
        if unused.is_empty() || named.path != context.files.get(id).path {
            continue;
        }
        let plural = if unused.len() == 1 { "pivot" } else { "pivots" };
        let message = format!("no zone of this page is for the {plural} {}", unused.join(", "));
        found.push(rules::PIVOT_ID_UNUSED.at(&named.path, named.span, message));
    }
}

/// The page by name, where the place is in a file that it includes.
pub(super) fn on(context: &Context, id: FileId, way: &Way) -> String {
    match way.file == id {
        true => "this page".to_owned(),
        false => format!("`{}`", context.files.get(id).path),
    }
}

pub(super) fn path<'c>(context: &'c Context, way: &Way) -> &'c crate::source::SitePath {
    &context.files.get(way.file).path
}

/// A finding with the page's include that leads to its place.
pub(super) fn told(context: &Context, id: FileId, way: &Way, mut finding: Diagnostic) -> Diagnostic {
    if let Some(through) = way.through {
        finding.via.push((context.files.get(id).path.clone(), through));
    }
    finding
}
