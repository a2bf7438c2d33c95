//! Blocks of monikers name versions that are defined, and that their page is for.

use super::{
    Context,
    pivots::{on, path, told},
};
use crate::{
    diagnostic::Diagnostic,
    files::Role,
    index::variants::{Named, range_error},
    rules,
    variant::ZoneKind,
};

/// Reports ranges that cannot be read or that mean nothing, for each page through includes.
pub(super) fn check(context: &Context, found: &mut Vec<Diagnostic>) {
    for (id, page) in context.variants.iter().filter(|(id, _)| context.files.get(*id).role == Role::Page) {
        let choices = &page.choices;
        for (way, zone) in page.zones(context.index) {
            let ZoneKind::Versions(range, span) = &zone.kind else { continue };
            let file = path(context, way);
            match choices.monikers.range(range) {
                Err(error) => {
                    let range = Named { word: range.clone(), path: file.clone(), span: *span };
                    found.push(told(context, id, way, range_error(&choices.monikers, &error, &range)));
                }
                Ok(means) => {
                    let shown = choices.versions(range).unwrap_or_default();
                    if !shown.is_empty() {
                        continue;
                    }
                    let message = match &choices.own {
                        Some(own) if !means.is_empty() => format!(
                            "{} is for `{}` only: no reader sees what is for `{range}`",
                            on(context, id, way),
                            choices.names(own)
                        ),
                        _ => format!("no version is in `{range}`"),
                    };
                    let finding = rules::MONIKER_ZONE_EMPTY.at(file, *span, message);
                    found.push(told(context, id, way, finding));
                }
            }
        }
    }
}
