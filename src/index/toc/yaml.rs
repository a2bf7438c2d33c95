//! `toc.yml`: a list of entries, or a mapping that holds one under `items`.

use super::{DEPTH_LIMIT, RawItem, RawToc, Written};
use crate::{
    data::{self, Data},
    diagnostic::Diagnostic,
    rules,
    source::{Source, Span},
};

/// Reads a table of contents in YAML.
pub(super) fn read(source: &Source) -> (RawToc, Vec<Diagnostic>) {
    let mut found = Vec::new();
    let read = match data::read_yaml(&source.text, 0) {
        Ok(read) => read,
        Err(error) => {
            let message = format!("this is no YAML: {}", error.message);
            return (RawToc::default(), vec![rules::INVALID_TOC_SYNTAX.at(&source.path, error.span, message)]);
        }
    };
    found.extend(read.too_deep(&source.path));
    for key in &read.duplicates {
        let message = format!("the entry has `{}` twice", key.name);
        found.push(rules::YAML_DUPLICATE_KEY.at(&source.path, key.span, message));
    }
    let order = read.data.as_ref().and_then(|data| data.get("order")?.as_str()?.parse().ok()).unwrap_or(0);
    let items = match &read.data {
        None => Vec::new(),
        Some(data) if data.as_map().is_some() => {
            data.get("items").map_or_else(Vec::new, |data| list(source, data, 0, &mut found))
        }
        Some(data) => list(source, data, 0, &mut found),
    };
    (RawToc { items, order }, found)
}

fn list(source: &Source, data: &Data, depth: usize, found: &mut Vec<Diagnostic>) -> Vec<RawItem> {
    if data.is_null() {
        return Vec::new();
    }
    let Some(entries) = data.as_list() else {
        let message = "a table of contents is a list of entries";
        found.push(rules::INVALID_TOC_SYNTAX.at(&source.path, first_line(source, data.span), message));
        return Vec::new();
    };
    if depth == DEPTH_LIMIT {
        let message = format!("entries are nested more than {DEPTH_LIMIT} levels deep");
        found.push(rules::NESTING_TOO_DEEP.at(&source.path, first_line(source, data.span), message));
        return Vec::new();
    }
    entries.iter().filter_map(|entry| item(source, entry, depth, found)).collect()
}

fn item(source: &Source, data: &Data, depth: usize, found: &mut Vec<Diagnostic>) -> Option<RawItem> {
    let span = first_line(source, data.span);
    let Some(entries) = data.as_map() else {
        found.push(if data.is_null() {
            rules::EMPTY_TOC_ITEM.at(&source.path, span, "the entry is empty")
        } else {
            rules::INVALID_TOC_SYNTAX.at(&source.path, span, "an entry is a mapping with `name` and `href`")
        });
        return None;
    };
    let mut item = RawItem { span, ..RawItem::default() };
    let (mut uid, mut homepage_uid) = (None, None);
    for (key, value) in entries {
        match &*key.name {
            "name" => item.name = word(source, "name", value, found),
            "displayName" => item.display_name = word(source, "displayName", value, found),
            "href" => item.href = word(source, "href", value, found),
            "topicHref" => item.topic_href = word(source, "topicHref", value, found),
            "tocHref" => item.toc_href = word(source, "tocHref", value, found),
            "homepage" => item.homepage = word(source, "homepage", value, found),
            "topicUid" => item.uid = word(source, "topicUid", value, found),
            "uid" => uid = word(source, "uid", value, found),
            "homepageUid" => homepage_uid = word(source, "homepageUid", value, found),
            "expanded" => item.expanded = flag(source, value, found),
            "items" | "children" => item.items = list(source, value, depth + 1, found),
            _ => {}
        }
    }
    item.topic_href = item.topic_href.take().or_else(|| item.homepage.clone());
    item.uid = item.uid.or(uid).or(homepage_uid);
    Some(item)
}

/// A scalar's text; `None` for null and for nothing but blanks.
fn word(source: &Source, key: &str, data: &Data, found: &mut Vec<Diagnostic>) -> Option<Written> {
    if data.as_list().is_some() || data.as_map().is_some() {
        let message = format!("`{key}` is a text");
        found.push(rules::INVALID_TOC_SYNTAX.at(&source.path, first_line(source, data.span), message));
    }
    let text = data.as_str()?.trim();
    (!text.is_empty()).then(|| Written { text: text.to_owned(), span: data.text_span(&source.text) })
}

fn flag(source: &Source, data: &Data, found: &mut Vec<Diagnostic>) -> bool {
    let text = data.as_str().map(str::to_ascii_lowercase);
    match text.as_deref() {
        Some("true" | "yes") => true,
        Some("false" | "no") => false,
        None if data.is_null() => false,
        _ => {
            let message = "`expanded` is `true` or `false`";
            found.push(rules::INVALID_TOC_SYNTAX.at(&source.path, first_line(source, data.span), message));
            false
        }
    }
}

/// The part of a span that is on its first line.
fn first_line(source: &Source, span: Span) -> Span {
    let line = source.slice(span).lines().next().unwrap_or("").trim_end();
    Span::new(span.start as usize, span.start as usize + line.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn show(items: &[RawItem]) -> String {
        let text = |word: &Option<Written>| word.as_ref().map_or("-", |word| &*word.text).to_owned();
        let one = |item: &RawItem| {
            let inner = if item.items.is_empty() { String::new() } else { format!("[{}]", show(&item.items)) };
            let topic = item.topic_href.as_ref().map_or(String::new(), |word| format!("@{}", word.text));
            format!("{}>{}{topic}{inner}", text(&item.name), text(&item.href))
        };
        items.iter().map(one).collect::<Vec<_>>().join(" ")
    }

    fn check(text: &str, want: &str, findings: &[&str]) {
        let source = Source::new("toc.yml".into(), text);
        let (toc, found) = read(&source);
        let told: Vec<_> =
            found.iter().map(|found| format!("{} <{}>", found.rule.name, source.slice(found.span))).collect();
        assert_eq!((show(&toc.items).as_str(), told), (want, findings.iter().map(|&text| text.to_owned()).collect()));
    }

    #[test]
    fn entries_are_read() {
        check("- name: a\n  href: 'b.md'\n  items:\n  - name: \"c\"\n", "a>b.md[c>-]", &[]);
        check("### YamlMime:X\r\nitems:\r\n- name: a\r\n  href: null\r\n  homepage: h.md\r\n", "a>-@h.md", &[]);
        check("", "", &[]);
        check("items:\n", "", &[]);
        check("- name: 2017\n", "2017>-", &[]);
    }

    #[test]
    fn what_is_no_entry_is_told() {
        check("- a\n- name: [x]\n", "->-", &["invalid-toc-syntax <a>", "invalid-toc-syntax <[x]>"]);
        check("- name: a\n  items: b\n", "a>-", &["invalid-toc-syntax <b>"]);
        check("- name: a\n  expanded: 3\n", "a>-", &["invalid-toc-syntax <3>"]);
        check("- name: a\n  name: b\n-\n", "a>-", &["yaml-duplicate-key <name>", "empty-toc-item <>"]);
        check("- name: \"a\n", "", &["invalid-toc-syntax <>"]);
    }

    #[test]
    fn places_are_without_quotes() {
        let source = Source::new("toc.yml".into(), "- name: 'é'\n  href: \"b.md\"  # c\n");
        let (toc, _) = read(&source);
        let href = toc.items[0].href.as_ref().map(|href| source.slice(href.span));
        assert_eq!(href, Some("b.md"));
    }
}
