//! Redirects stand in one place, and lead to what a browser can go to.

use super::{Context, front_matter::place};
use crate::{diagnostic::Diagnostic, rules};

/// Reports each `redirect_url` in front matter that a browser would not follow, and, in a project that has a file of
/// redirects, each other one.
pub(super) fn check(context: &Context, found: &mut Vec<Diagnostic>) {
    let file = context.redirects.list.first().map(|redirect| &context.files.get(redirect.file).path);
    for page in context.index.pages.iter().flatten() {
        let Some(written) = page.front_matter.values.get("redirect_url").and_then(|url| url.as_str()) else { continue };
        let Some((key, value)) = place(page, "redirect_url") else { continue };
        let scheme = crate::address::scheme(written.trim()).map(str::to_ascii_lowercase);
        if !matches!(scheme.as_deref(), None | Some("http" | "https")) {
            let message = format!("`{}` is no address of the web", written.trim());
            found.push(rules::REDIRECT_URL_INVALID.at(page.path(), value, message));
        } else if let Some(file) = file {
            let message = "`redirect_url` redirects this page, but the project keeps its redirects in a file";
            found.push(
                rules::ATTRIBUTE_RESERVED
                    .at(page.path(), key, message)
                    .help(format!("redirect the page in `{file}` and remove it")),
            );
        }
    }
}
