//! Every page is in a table of contents.

use super::Context;
use crate::{diagnostic::Diagnostic, files::Role, rules, source::Span};

/// Reports each page that no table of contents lists although one is in charge of its folder. A folder's own page, which
/// readers reach by the folder's address, need not be listed.
pub(super) fn check(context: &Context, found: &mut Vec<Diagnostic>) {
    if context.tocs.list.iter().all(|toc| toc.file.is_none()) {
        return;
    }
    for (id, file) in context.files.iter() {
        let stem = file.path.stem();
        let own = stem.eq_ignore_ascii_case("index") || stem.eq_ignore_ascii_case("readme");
        if file.role != Role::Page || file.output.is_none() || own || context.tocs.listed(id) {
            continue;
        }
        let nearest = context.tocs.nearest(file.path.folder()).map(|at| &context.tocs.list[at]);
        let Some(toc) = nearest.filter(|toc| !toc.items.is_empty()).and_then(|toc| toc.file) else { continue };
        let redirects =
            context.index.page(id).is_some_and(|page| page.front_matter.values.contains_key("redirect_url"));
        if redirects {
            continue;
        }
        let toc = &context.files.get(toc).path;
        let message = format!("no table of contents lists this page, nor does `{toc}`, the nearest");
        found.push(rules::ORPHAN_PAGE.at(&file.path, Span::default(), message));
    }
}
