//! What front matter says of search can be understood.

use crate::{data, diagnostic::Diagnostic, page::Page, rules, source::Span};

/// Reports each part of `search` that says nothing.
pub(super) fn check(page: &Page, found: &mut Vec<Diagnostic>) {
    if !page.front_matter.values.contains_key("search") {
        return;
    }
    let span = page.front_matter.span;
    let Some(front_matter) = data::read_yaml(page.text(span), span.start).ok().and_then(|read| read.data) else {
        return;
    };
    let Some(value) = front_matter.get("search") else { return };
    let mut report = |span: Span, message: String| found.push(rules::SEARCH_INVALID.at(page.path(), span, message));
    let Some(entries) = value.as_map() else {
        if value.as_bool().is_none() && !value.is_null() {
            report(value.span, "`search` must be `true`, `false`, or a mapping with `boost`".into());
        }
        return;
    };
    for (key, value) in entries {
        let number = value.as_str().and_then(|text| text.parse::<f64>().ok());
        let is_number = page.front_matter.values["search"].get(&key.name).is_some_and(serde_json::Value::is_number);
        if key.name != "boost" {
            report(key.span, format!("`search` has no key `{}`, only `boost`", key.name));
        } else if !is_number || number.is_none_or(|number| !(0.1..=10.0).contains(&number)) {
            report(value.span, "`boost` must be a number from 0.1 to 10".into());
        }
    }
}
