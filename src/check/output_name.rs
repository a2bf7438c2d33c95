//! The name under which a page is written is that of a file.

use super::front_matter::text_of_key;
use crate::{diagnostic::Diagnostic, files::settle::chosen_name, page::Page, rules};

/// Reports an `outputFileName` that no page can be written under.
pub(super) fn check(page: &Page, found: &mut Vec<Diagnostic>) {
    const KEY: &str = "outputFileName";
    let Some(written) = page.front_matter.values.get(KEY).filter(|value| !value.is_null()) else { return };
    if chosen_name(page).is_some() || written.as_str().is_some_and(|name| name.trim().is_empty()) {
        return;
    }
    let Some(span) = text_of_key(page, KEY) else { return };
    let message = format!("`{KEY}` is not the name of a file, so the page is written under its own name");
    found.push(rules::INVALID_FILE_NAME.at(page.path(), span, message));
}
