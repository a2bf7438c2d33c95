//! What pages and configurations say of search can be understood.

use std::collections::HashSet;

use super::Context;
use crate::{
    data::{self, Data},
    diagnostic::Diagnostic,
    page::Page,
    rules,
    source::{SitePath, Span},
};

/// Reports each part of a page's `search` that says nothing.
pub(super) fn page(page: &Page, found: &mut Vec<Diagnostic>) {
    if !page.front_matter.values.contains_key("search") {
        return;
    }
    let span = page.front_matter.span;
    let Some(front_matter) = data::read_yaml(page.text(span), span.start).ok().and_then(|read| read.data) else {
        return;
    };
    if let Some(value) = front_matter.get("search") {
        check(value, page.path(), found);
    }
}

/// Reports the same of the metadata that configurations give to pages.
pub(super) fn config(context: &Context, found: &mut Vec<Diagnostic>) {
    // What `docwright.yml` says is in all docsets.
    let mut seen = HashSet::new();
    for docset in &context.config.docsets {
        let global = docset.global_written.iter().filter(|(key, _)| key == "search").map(|(_, written)| written);
        let by_glob = docset.file_metadata.iter().filter(|(key, _)| key == "search").flat_map(|(_, values)| values);
        for written in global.chain(by_glob.map(|value| &value.written)) {
            if seen.insert((&written.path, written.data.span)) {
                check(&written.data, &written.path, found);
            }
        }
    }
}

fn check(value: &Data, path: &SitePath, found: &mut Vec<Diagnostic>) {
    let mut report = |span: Span, message: String| found.push(rules::SEARCH_INVALID.at(path, span, message));
    let Some(entries) = value.as_map() else {
        if data::flag(&value.to_json()).is_none() && !value.is_null() {
            report(value.span, "`search` must be `true`, `false`, or a mapping with `boost`".into());
        }
        return;
    };
    for (key, value) in entries {
        if key.name != "boost" {
            report(key.span, format!("`search` has no key `{}`, only `boost`", key.name));
        } else if data::number(&value.to_json()).is_none_or(|number| !(0.1..=10.0).contains(&number)) {
            report(value.span, "`boost` must be a number from 0.1 to 10".into());
        }
    }
}
