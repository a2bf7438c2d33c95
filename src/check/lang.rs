//! What is said to be a language is the tag of one.

use std::collections::HashSet;

use serde_json::Value;

use super::{Context, front_matter::text_of_key};
use crate::{config::is_language, diagnostic::Diagnostic, page::Page, rules, source::SitePath, source::Span};

/// The keys of metadata that say it.
const KEYS: [&str; 3] = ["lang", "_lang", "ms.contentlocale"];

/// Reports each language of a page's front matter that is none.
pub(super) fn page(page: &Page, found: &mut Vec<Diagnostic>) {
    for name in KEYS {
        if page.front_matter.values.get(name).is_some_and(is_none) {
            report(name, page.path(), text_of_key(page, name).unwrap_or_default(), found);
        }
    }
}

/// Reports the same of the metadata that configurations give to pages.
pub(super) fn config(context: &Context, found: &mut Vec<Diagnostic>) {
    // What `docwright.yml` says is in all docsets.
    let mut seen = HashSet::new();
    for docset in &context.config.docsets {
        let global = docset.global_written.iter().map(|(key, written)| (key, written));
        let by_glob =
            docset.file_metadata.iter().flat_map(|(key, values)| values.iter().map(move |value| (key, &value.written)));
        for (name, written) in global.chain(by_glob) {
            let is_one = KEYS.contains(&&**name) && is_none(&written.data.to_json());
            if is_one && seen.insert((&written.path, written.data.span)) {
                report(name, &written.path, written.data.span, found);
            }
        }
    }
}

fn is_none(value: &Value) -> bool {
    match value {
        Value::Null => false,
        Value::String(tag) => !tag.trim().is_empty() && !is_language(tag.trim()),
        _ => true,
    }
}

fn report(name: &str, path: &SitePath, span: Span, found: &mut Vec<Diagnostic>) {
    let finding = rules::INVALID_METADATA.at(path, span, format!("`{name}` is not the tag of a language"));
    found.push(finding.help("write one such as `en` or `pt-BR`"));
}
