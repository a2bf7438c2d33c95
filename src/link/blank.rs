//! Links that are none for a blank in their address: where a file has that very name, what was meant is sure.

use super::Context;
use crate::{diagnostic::Diagnostic, files::Found, page::Page, rules};

/// Makes the fixes of a page's findings sure where they lead to a file.
pub fn settle(page: &Page, context: &Context, found: &mut [Diagnostic]) {
    for finding in found.iter_mut().filter(|finding| finding.rule == &rules::INVALID_LINK) {
        if let [fix] = &mut finding.fixes[..]
            && let [edit] = &fix.edits[..]
        {
            let written = page.text(edit.span);
            let path = written.split(['?', '#']).next().unwrap_or_default();
            let leads = || matches!(context.files.resolve(page.path().folder(), path), Found::File(_));
            fix.sure = fix.sure || written.contains(' ') && !path.is_empty() && !path.contains(':') && leads();
        }
    }
}
