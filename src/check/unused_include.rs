//! Every file that is there to be included is included.

use super::Context;
use crate::{diagnostic::Diagnostic, files::Role, rules, source::Span};

/// Reports each Markdown file in a folder of includes that no page includes.
pub(super) fn check(context: &Context, found: &mut Vec<Diagnostic>) {
    for (id, file) in context.files.iter() {
        let made_for_it = file.path.folder().split('/').any(|part| part == "includes" || part == "_includes");
        if file.role == Role::Fragment && made_for_it && !context.index.included_by.contains_key(&id) {
            found.push(rules::UNUSED_INCLUDE.at(
                &file.path,
                Span::default(),
                format!("no page includes this file ({})", super::weight::bytes(file.size)),
            ));
        }
    }
}
