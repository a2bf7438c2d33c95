//! Redirects stand in one place, and lead to what a browser can go to.

use super::{
    Context,
    front_matter::{entry, text_of_key},
    leads,
};
use crate::{
    address,
    data::{Data, Value},
    diagnostic::Diagnostic,
    files::Found,
    index::redirects::Redirects,
    page::{FileId, Page},
    rules,
};

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
    for (at, page) in context.index.pages.iter().enumerate() {
        let Some(page) = page else { continue };
        if !page.front_matter.values.contains_key("redirect_url") {
            continue;
        }
        let entry = entry(page, "redirect_url");
        let Some(written) = leads::address_of_front_matter(page) else {
            found.extend(entry.map(|(key, value)| {
                let span = text_of_key(page, "redirect_url").unwrap_or(key.span);
                rules::REDIRECT_URL_INVALID.at(page.path(), span, refusal(&value))
            }));
            continue;
        };
        if leads_nowhere(context, page, written)
            && let Some(place) = text_of_key(page, "redirect_url")
        {
            let message = format!("`{written}` leads to no page");
            found.push(rules::REDIRECT_URL_INVALID.at(page.path(), place, message));
        }
        if let (Some(file), Some((key, _))) = (file, entry)
            && leads::of_front_matter(context, FileId(at as u32), page).is_some()
        {
            let message = "`redirect_url` redirects this page, but the project keeps its redirects in a file";
            found.push(
                rules::ATTRIBUTE_RESERVED
                    .at(page.path(), key.span, message)
                    .help(format!("redirect the page in `{file}` and remove it")),
            );
        }
    }
}

/// Why a value is no address to lead readers on to.
fn refusal(value: &Data) -> String {
    let written = value.as_str().unwrap_or_default().trim();
    let what = match &value.value {
        Value::List(_) => "is a list".to_owned(),
        Value::Map(_) => "holds keys and values".to_owned(),
        _ if written.is_empty() => "has no value".to_owned(),
        Value::Text(_) => format!("is `{written}`, which is no address of the web"),
        Value::Plain(_) if leads::is_of_the_web(written) => format!("is `{written}`, which is no address"),
        Value::Plain(_) => format!("is `{written}`, which is no address of the web"),
    };
    format!("`redirect_url` {what}: the page is published as it is")
}
