//! JSON with comments and places.
#![no_main]

use std::str;

use docwright::data;
use docwright_fuzz::hold;
use libfuzzer_sys::fuzz_target;
use serde_json::Value;

fuzz_target!(|input: &[u8]| {
    let Ok(text) = str::from_utf8(input) else { return };
    match data::read_json(text) {
        Ok(read) => {
            hold::nests(&read, text);
            let json = read.data.map(|data| data.to_json()).unwrap_or_default();
            hold::bounded(text.len(), &json.to_string());
            if let Ok(other) = serde_json::from_str::<Value>(text)
                && read.duplicates.is_empty()
            {
                assert!(alike(&json, &other), "{json} for {other}");
            }
        }
        Err(error) => {
            hold::within(error.span, text, &error.message);
            // The other reader allows as many levels as ours, and no comments.
            assert!(serde_json::from_str::<Value>(text).is_err(), "{}: {text}", error.message);
        }
    }
});

/// Whether two values are the same, however their numbers are rounded.
fn alike(one: &Value, other: &Value) -> bool {
    match (one, other) {
        (Value::Array(one), Value::Array(other)) => {
            one.len() == other.len() && one.iter().zip(other).all(|(one, other)| alike(one, other))
        }
        (Value::Object(one), Value::Object(other)) => {
            one.len() == other.len()
                && one.iter().all(|(key, one)| other.get(key).is_some_and(|other| alike(one, other)))
        }
        (_, Value::Number(_)) => true,
        _ => one == other,
    }
}
