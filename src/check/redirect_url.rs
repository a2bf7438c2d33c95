//! Redirects stand in one place, and lead to what a browser can go to.

use super::{Context, front_matter::place};
use crate::{address, diagnostic::Diagnostic, files::Found, index::redirects::Redirects, page::Page, rules};

/// Whether a relative address names what could be a page of the project and is none.
fn leads_nowhere(context: &Context, page: &Page, written: &str) -> bool {
    let Some(file) = context.files.find(page.path().as_str()) else { return false };
    let root = &context.config.docsets[usize::from(context.files.get(file).docset)].root;
    let address = address::read(written);
    let Some((folder, path, _)) = address.path(page.path().folder(), root.as_str()) else { return false };
    match context.files.resolve(folder, path) {
        Found::Nothing(path) => {
            context.redirects.find(&path).is_none() && Redirects::page_at(&path, context.files).is_none()
        }
        _ => false,
    }
}

/// Reports each `redirect_url` in front matter that a browser would not follow, and, in a project that has a file of
/// redirects, each other one.
pub(super) fn check(context: &Context, found: &mut Vec<Diagnostic>) {
    let file = context.redirects.files.first().map(|&file| &context.files.get(file).path);
    for page in context.index.pages.iter().flatten() {
        let Some(written) = page.front_matter.values.get("redirect_url").and_then(|url| url.as_str()) else { continue };
        let Some((key, value)) = place(page, "redirect_url") else { continue };
        let scheme = address::scheme(written.trim()).map(str::to_ascii_lowercase);
        if !matches!(scheme.as_deref(), None | Some("http" | "https")) {
            let message = format!("`{}` is no address of the web", written.trim());
            found.push(rules::REDIRECT_URL_INVALID.at(page.path(), value, message));
            continue;
        }
        if leads_nowhere(context, page, written) {
            let message = format!("`{}` leads to no page", written.trim());
            found.push(rules::REDIRECT_URL_INVALID.at(page.path(), value, message));
        }
        if let Some(file) = file {
            let message = "`redirect_url` redirects this page, but the project keeps its redirects in a file";
            found.push(
                rules::ATTRIBUTE_RESERVED
                    .at(page.path(), key, message)
                    .help(format!("redirect the page in `{file}` and remove it")),
            );
        }
    }
}
