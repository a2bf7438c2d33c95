//! A uid is that of one page, or of pages for versions of which no reader has two.

use super::Context;
use crate::{
    diagnostic::Diagnostic,
    page::{FileId, Page},
    rules,
    source::SitePath,
};

/// Pages with one uid that are compared with later ones.
const COMPARED: usize = 32;

/// Reports each uid that several have, `shared`, but for pages that are for different versions.
pub fn check(context: &Context, shared: &[Vec<(FileId, u32)>], found: &mut Vec<Diagnostic>) {
    for holders in shared {
        for (at, &(id, number)) in holders.iter().enumerate().skip(1) {
            let earlier = holders[..at.min(COMPARED)].iter();
            let clash = earlier.filter_map(|&other| Some((other, clash(context, other.0, id)?))).next();
            let Some(((first, first_number), versions)) = clash else { continue };
            let (Some(page), Some(other)) = (context.index.page(id), context.index.page(first)) else { continue };
            let Some((uid, place)) = uid(page, number).zip(uid(other, first_number).map(|(_, place)| place)) else {
                continue;
            };
            let ((uid, span), (path, line)) = (uid, place_of(other, place));
            let finding = match versions {
                None => {
                    let message = format!("`{uid}` is a uid already in `{path}`, line {line}; references lead there");
                    rules::DUPLICATE_UID.at(page.path(), span, message).help("give each page a uid of its own")
                }
                Some(versions) => {
                    let message = format!("for `{versions}`, `{uid}` is a uid already in `{path}`, line {line}");
                    rules::MONIKER_OVERLAPPING
                        .at(page.path(), span, message)
                        .help("give each page a uid of its own, or a `monikerRange` with other versions")
                }
            };
            found.push(finding);
        }
    }
}

fn uid(page: &Page, number: u32) -> Option<(&str, crate::source::Span)> {
    page.outline.uids.get(number as usize).map(|uid| (&*uid.uid, uid.span))
}

fn place_of(page: &Page, span: crate::source::Span) -> (&SitePath, usize) {
    (page.path(), page.source.position(span.start).line)
}

/// Whether a reader can have two pages: `None` where none can, else the versions that both are for, which are none where
/// one of them is for all.
fn clash(context: &Context, a: FileId, b: FileId) -> Option<Option<String>> {
    let own = |id: FileId| {
        let choices = context.variants.choices(id)?;
        choices.own.as_ref().filter(|own| !own.is_empty()).map(|own| (choices, own))
    };
    let docset = |id: FileId| context.files.get(id).docset;
    let (Some((choices, a_own)), Some((_, b_own))) = (own(a), own(b)) else { return Some(None) };
    if a == b || docset(a) != docset(b) {
        return Some(None);
    }
    let both: Vec<u32> = a_own.iter().copied().filter(|version| b_own.contains(version)).collect();
    (!both.is_empty()).then(|| Some(choices.names(&both)))
}
