//! Holds JSON against a JSON Schema: the keywords that our schemas have. Another one fails the test, so that nothing is
//! passed over in silence.

use serde_json::Value;

use crate::project::Project;

/// What is wrong with a value; empty where it is as the schema says.
pub fn problems(value: &Value, schema: &Value) -> Vec<String> {
    let mut out = Vec::new();
    Check { root: schema }.value(value, schema, "", &mut out);
    out
}

struct Check<'a> {
    root: &'a Value,
}

impl Check<'_> {
    fn value(&self, value: &Value, schema: &Value, at: &str, out: &mut Vec<String>) {
        let Some(schema) = schema.as_object() else { return };
        for (keyword, want) in schema {
            let mut fail = |what: String| out.push(format!("{at}: {what}"));
            match keyword.as_str() {
                "$ref" => {
                    let pointer = want.as_str().and_then(|text| text.strip_prefix('#')).expect("it is a local one");
                    let schema = self.root.pointer(pointer).unwrap_or_else(|| panic!("{pointer} is there"));
                    self.value(value, schema, at, out);
                }
                "type" => {
                    let is = |name: &Value| match name.as_str().expect("a type is a word") {
                        "object" => value.is_object(),
                        "array" => value.is_array(),
                        "string" => value.is_string(),
                        "integer" => value.is_i64() || value.is_u64(),
                        "number" => value.is_number(),
                        "boolean" => value.is_boolean(),
                        "null" => value.is_null(),
                        name => panic!("type {name}"),
                    };
                    if !want.as_array().map_or_else(|| is(want), |names| names.iter().any(is)) {
                        fail(format!("{value} is no {want}"));
                    }
                }
                "enum" => {
                    if !want.as_array().is_some_and(|words| words.contains(value)) {
                        fail(format!("{value} is none of {want}"));
                    }
                }
                "required" => {
                    let names = want.as_array().into_iter().flatten().filter_map(Value::as_str);
                    for name in names.filter(|name| value.is_object() && value.get(name).is_none()) {
                        fail(format!("`{name}` is missing"));
                    }
                }
                "properties" => {
                    for (name, schema) in want.as_object().expect("properties are an object") {
                        if let Some(value) = value.get(name) {
                            self.value(value, schema, &format!("{at}/{name}"), out);
                        }
                    }
                }
                "additionalProperties" => {
                    let known = schema.get("properties").and_then(Value::as_object);
                    for (name, value) in value.as_object().into_iter().flatten() {
                        if known.is_some_and(|known| known.contains_key(name)) {
                            continue;
                        }
                        match want {
                            Value::Bool(false) => out.push(format!("{at}: `{name}` is not known")),
                            schema => self.value(value, schema, &format!("{at}/{name}"), out),
                        }
                    }
                }
                "items" => {
                    for (number, value) in value.as_array().into_iter().flatten().enumerate() {
                        self.value(value, want, &format!("{at}/{number}"), out);
                    }
                }
                "minItems" | "minLength" | "minimum" | "maximum" => {
                    let length = match keyword.as_str() {
                        "minItems" => value.as_array().map(|list| list.len() as f64),
                        "minLength" => value.as_str().map(|text| text.chars().count() as f64),
                        _ => value.as_f64(),
                    };
                    let limit = want.as_f64().expect("a limit is a number");
                    let good = |length| if keyword == "maximum" { length <= limit } else { length >= limit };
                    if !length.is_none_or(good) {
                        fail(format!("{value} breaks {keyword} {limit}"));
                    }
                }
                "uniqueItems" => {
                    let list = value.as_array().map_or(&[][..], |list| list);
                    if want == true && (1..list.len()).any(|end| list[..end].contains(&list[end])) {
                        fail("an item is there twice".into());
                    }
                }
                "anyOf" | "oneOf" | "allOf" => {
                    let parts = want.as_array().expect("it is a list");
                    let good = parts.iter().filter(|schema| {
                        let mut problems = Vec::new();
                        self.value(value, schema, at, &mut problems);
                        problems.is_empty()
                    });
                    let (good, all) = (good.count(), parts.len());
                    let right = match keyword.as_str() {
                        "anyOf" => good > 0,
                        "oneOf" => good == 1,
                        _ => good == all,
                    };
                    if !right {
                        fail(format!("{good} of {all} are right for {keyword}"));
                    }
                }
                "pattern" => {
                    let pattern = want.as_str().expect("a pattern is text");
                    if value.as_str().is_some_and(|text| !matches(pattern, text)) {
                        fail(format!("{value} is not like {pattern}"));
                    }
                }
                "format" => {
                    // Of addresses, that they hold nothing that must be escaped.
                    let good = |text: &str| !text.contains(|char: char| char <= ' ' || "\"<>\\^`{|}".contains(char));
                    let absolute = |text: &str| text.contains(':');
                    let right = value.as_str().is_none_or(|text| match want.as_str() {
                        Some("uri") => good(text) && absolute(text),
                        Some("uri-reference") => good(text),
                        Some("date-time") => text.contains('T'),
                        format => panic!("format {format:?}"),
                    });
                    if !right {
                        fail(format!("{value} is no {want}"));
                    }
                }
                "$schema" | "$id" | "title" | "description" | "definitions" | "default" => {}
                keyword => panic!("the keyword {keyword} is not known here"),
            }
        }
    }
}

/// The patterns of our schemas.
fn matches(pattern: &str, text: &str) -> bool {
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    match pattern {
        "^(?!\\.?/)" => !text.starts_with('/') && !text.starts_with("./"),
        // Versions of files, ids of runs, languages, names of kinds: nothing that we write.
        "^https?://" => text.starts_with("https://") || text.starts_with("http://"),
        "\\{path\\}" => text.contains("{path}"),
        "^[0-9]+ ?(ms|s|m|h|d)$" => {
            let unit = text.trim_start_matches(|char: char| char.is_ascii_digit());
            unit.len() < text.len() && ["ms", "s", "m", "h", "d"].contains(&unit.strip_prefix(' ').unwrap_or(unit))
        }
        "[0-9]+(\\.[0-9]+){3}" => text.split('.').filter(|part| digits(part)).count() == 4,
        pattern => panic!("the pattern {pattern} is not known here"),
    }
}

#[test]
fn problems_are_seen() {
    let schema = serde_json::json!({
        "type": "object",
        "required": ["a"],
        "additionalProperties": false,
        "properties": {
            "a": {"type": "array", "minItems": 1, "uniqueItems": true, "items": {"$ref": "#/definitions/x"}},
            "b": {"anyOf": [{"enum": ["x"]}, {"minimum": 3}]},
        },
        "definitions": {"x": {"type": "integer", "minimum": 1}},
    });
    let check = |text: &str, want: usize| {
        let value: Value = serde_json::from_str(text).expect("it is JSON");
        assert_eq!(problems(&value, &schema).len(), want, "{text}");
    };
    check(r#"{"a": [1, 2], "b": "x"}"#, 0);
    check(r#"{"a": [1], "b": 3}"#, 0);
    check("[]", 1);
    check("{}", 1);
    check(r#"{"a": []}"#, 1);
    check(r#"{"a": [1, 1]}"#, 1);
    check(r#"{"a": [0, "x"]}"#, 2);
    check(r#"{"a": [1], "b": 2}"#, 1);
    check(r#"{"a": [1], "c": 2}"#, 1);
}

#[test]
fn the_configuration_is_as_its_schema_says() {
    let run = Project::new(&[]).run("schema");
    assert_eq!((run.code, &*run.stderr), (0, ""));
    let schema: Value = serde_json::from_str(&run.stdout).expect("it is JSON");
    let check = |yaml: &str, good: bool| {
        let value: Value = serde_yaml::from_str(yaml).unwrap_or_else(|error| panic!("{yaml}: {error}"));
        let problems = problems(&value, &schema);
        assert_eq!(problems.is_empty(), good, "{yaml}\n{problems:?}");
    };
    let manual = include_str!("../docs/reference/configuration.md");
    let examples: Vec<&str> =
        manual.split("```yaml config example\n").skip(1).map(|rest| &rest[..rest.find("```").unwrap()]).collect();
    assert!(examples.len() > 20, "{}", examples.len());
    examples.iter().for_each(|example| check(example, true));
    check(include_str!("../docwright.yml"), true);
    check("", true);
    check("titel: T", false);
    check("rules:\n  file-not-fuond: off", false);
    check("rules:\n  file-not-found: loud", false);
    check("rules:\n  file-not-found: {ignore: [a, b], files: {a: error}}", true);
    check("theme: {accent: red, social: [{url: https://a.example, icon: skype}]}", false);
    check("external: {per_host: 65}", false);
    check("external: {timeout: 5 minutes}", false);
    check("publish: _headers", true);
    check("publish: [_header]", false);
}
