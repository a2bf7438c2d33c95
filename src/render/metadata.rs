//! What a page's metadata says of the frame around it.

use serde::Serialize;
use serde_json::{Map, Value};

use crate::data;

/// A `<meta>` of a page.
#[derive(Clone, PartialEq, Default, Serialize, Debug)]
pub struct Meta {
    pub name: String,
    pub content: String,
}

/// Keys that are written for tools that read pages: what they are about, and which words stay untranslated.
const TAGS: &[&str] = &["keywords", "ms.topic", "ms.service", "ms.subservice", "no-loc"];

/// A value as text; lists with commas. A key that is `true` or `false` turns something on or off, and says nothing.
pub fn text(metadata: &Map<String, Value>, key: &str) -> Option<String> {
    let value = metadata.get(key).filter(|value| !value.is_boolean())?;
    let text = data::texts(value).collect::<Vec<_>>().join(", ");
    (!text.is_empty()).then_some(text)
}

/// Whether a key is `true`, as a value or as text.
pub fn flag(metadata: &Map<String, Value>, key: &str) -> bool {
    metadata.get(key).and_then(data::flag) == Some(true)
}

/// What search engines are told: `robots` in any case, or `noindex` for `_noindex`.
pub fn robots(metadata: &Map<String, Value>) -> Option<String> {
    let key = metadata.keys().find(|key| key.eq_ignore_ascii_case("robots"));
    let written = key.and_then(|key| text(metadata, key));
    if !flag(metadata, "_noindex") || written.as_deref().is_some_and(hides) {
        return written;
    }
    Some(written.map_or_else(|| "noindex".into(), |rest| format!("noindex, {rest}")))
}

/// Whether search engines are told to leave a page out.
pub fn hides(robots: &str) -> bool {
    robots.split(',').any(|word| ["noindex", "none"].iter().any(|hides| word.trim().eq_ignore_ascii_case(hides)))
}

/// The `<meta>` of a page beside those that every page has.
pub fn tags(metadata: &Map<String, Value>) -> Vec<Meta> {
    let tag = |name: &&str| Some(Meta { name: (*name).into(), content: text(metadata, name)? });
    TAGS.iter().filter_map(tag).collect()
}

/// A page's title with what follows it in the title of the window.
pub fn with_suffix(title: &str, metadata: &Map<String, Value>) -> String {
    match text(metadata, "titleSuffix") {
        Some(suffix) if !suffix.eq_ignore_ascii_case(title) => format!("{title} - {suffix}"),
        _ => title.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn map(value: Value) -> Map<String, Value> {
        value.as_object().cloned().unwrap_or_default()
    }

    #[test]
    fn robots_are_told() {
        let check = |value, want: Option<&str>| assert_eq!(robots(&map(value)).as_deref(), want);
        check(json!({}), None);
        check(json!({"_noindex": true}), Some("noindex"));
        check(json!({"_noindex": false, "ROBOTS": "NOFOLLOW"}), Some("NOFOLLOW"));
        check(json!({"_noindex": "true", "Robots": "nofollow"}), Some("noindex, nofollow"));
        check(json!({"_noindex": true, "ROBOTS": "NOINDEX,NOFOLLOW"}), Some("NOINDEX,NOFOLLOW"));
        assert!(hides("nofollow, NOINDEX") && hides("none") && !hides("index"));
    }

    #[test]
    fn tags_have_an_order() {
        let found = tags(&map(json!({"no-loc": ["Word", "Excel"], "ms.topic": "how-to", "ms.author": "x"})));
        let shown: Vec<_> = found.iter().map(|meta| format!("{}={}", meta.name, meta.content)).collect();
        assert_eq!(shown, ["ms.topic=how-to", "no-loc=Word, Excel"]);
    }
}
