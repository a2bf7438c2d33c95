//! The JSON Schema of `docwright.yml`, by which editors complete keys and tell what they mean.

use serde_json::{Value, json};

use super::{publish, theme::ICONS};
use crate::rules;

/// The schema (draft 7) with the rules, files and icons that there are, as JSON.
pub fn schema() -> String {
    let mut schema: Value = serde_json::from_str(include_str!("schema.json")).unwrap_or_default();
    let rules = rules::ALL.iter().map(|rule| {
        let entry = json!({"$ref": "#/definitions/rule", "description": rule.summary, "default": rule.severity.word()});
        (rule.name.to_owned(), entry)
    });
    let files: Vec<&str> = publish::names().collect();
    let icon = "/definitions/theme/properties/social/items/anyOf/1/properties/icon/enum";
    let filled = [
        ("/properties/rules/properties", Value::Object(rules.collect())),
        ("/definitions/published/enum", json!(files)),
        (icon, json!(ICONS)),
    ];
    for (place, value) in filled {
        if let Some(slot) = schema.pointer_mut(place) {
            *slot = value;
        }
    }
    let mut out = serde_json::to_string_pretty(&schema).unwrap_or_default();
    out.push('\n');
    out
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::config::{docwright, external, theme};

    #[test]
    fn keys_are_those_that_are_read() {
        let schema: Value = serde_json::from_str(&schema()).unwrap();
        let check = |place: &str, want: &[&str]| {
            let keys: BTreeSet<&str> =
                schema.pointer(place).unwrap().as_object().unwrap().keys().map(|key| &**key).collect();
            assert_eq!(keys, want.iter().copied().collect(), "{place}");
        };
        check("/properties", docwright::KEYS);
        check("/definitions/theme/properties", theme::KEYS);
        check("/properties/external/properties", external::KEYS);
        let rules: Vec<&str> = rules::ALL.iter().map(|rule| rule.name).collect();
        check("/properties/rules/properties", &rules);
        let lists =
            ["/definitions/published/enum", "/definitions/theme/properties/social/items/anyOf/1/properties/icon/enum"];
        for list in lists {
            assert!(schema.pointer(list).unwrap().as_array().unwrap().len() > 3, "{list}");
        }
    }
}
