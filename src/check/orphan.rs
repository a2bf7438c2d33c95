//! Every page is in a table of contents.

use super::Context;
use crate::{diagnostic::Diagnostic, rules, source::Span};

/// Reports each page that no table of contents lists although one is in charge of its folder. A folder's own page, which
/// readers reach by the folder's address, need not be listed.
pub(super) fn check(context: &Context, found: &mut Vec<Diagnostic>) {
    if context.tocs.list.iter().all(|toc| toc.file.is_none()) {
        return;
    }
    for (id, file) in context.files.iter() {
        let stem = file.path.stem();
        let own = stem.eq_ignore_ascii_case("index") || stem.eq_ignore_ascii_case("readme");
        if own || !file.is_page() || context.tocs.listed(id) {
            continue;
        }
        let nearest = context.tocs.nearest(file.path.folder()).map(|at| &context.tocs.list[at]);
        let Some(toc) = nearest.filter(|toc| !toc.items.is_empty()).and_then(|toc| toc.file) else { continue };
        if !context.is_content(id) {
            continue;
        }
        let toc = &context.files.get(toc).path;
        let message = format!("no table of contents lists this page, nor does `{toc}`, the nearest");
        found.push(rules::ORPHAN_PAGE.at(&file.path, Span::default(), message));
    }
}
