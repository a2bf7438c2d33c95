//! Callouts of a project's own: their kinds and titles.

use std::sync::Mutex;

use super::values::Findings;
use crate::{data::Data, page::Callouts};

/// Reads kinds: a list of them, or a mapping. `titles` tells whether the mapping's values are the titles; in a
/// `docfx.json` they are classes of CSS, which ours are not.
pub fn read(name: &str, data: &Data, titles: Titles, findings: &mut Findings) -> Callouts {
    let mut kinds: Vec<(String, String)> = Vec::new();
    let mut add = |kind: &str, title: Option<&str>, span, findings: &mut Findings| {
        let letters = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
        if kind.is_empty() || !kind.bytes().all(letters) {
            findings.add(span, format!("`{kind}` in `{name}` is not of letters, digits, `-` and `_`"));
            return;
        }
        let kind = kind.to_ascii_lowercase();
        let title = title.map_or_else(|| words(&kind), str::to_owned);
        if kinds.iter().all(|(known, _)| *known != kind) {
            kinds.push((kind, title));
        }
    };
    match (data.as_map(), data.as_list()) {
        (Some(entries), _) => {
            for (key, value) in entries {
                let title = value.as_str().filter(|title| titles == Titles::AsWritten && !title.is_empty());
                add(&key.name, title, key.span, findings);
            }
        }
        (_, Some(items)) => {
            for item in items {
                match item.as_str() {
                    Some(kind) => add(kind, None, item.span, findings),
                    None => {
                        findings.add(item.span, format!("`{name}` must be a list of words"));
                    }
                }
            }
        }
        _ if data.is_null() => {}
        _ => {
            findings.add(data.span, format!("`{name}` must be a list of words, or words with their titles"));
        }
    }
    interned(kinds)
}

/// What the values of a mapping of kinds are.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Titles {
    AsWritten,
    FromKinds,
}

/// A kind's name as people read it.
fn words(kind: &str) -> String {
    let spaced = kind.replace(['-', '_'], " ");
    let mut letters = spaced.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// Lists that were read before: each is kept once for as long as the program runs, so that a dialect is a small value.
static KNOWN: Mutex<Vec<Callouts>> = Mutex::new(Vec::new());

fn interned(kinds: Vec<(String, String)>) -> Callouts {
    if kinds.is_empty() {
        return &[];
    }
    let mut known = KNOWN.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
    let same =
        |list: &&Callouts| list.len() == kinds.len() && list.iter().zip(&kinds).all(|(a, b)| a.0 == b.0 && a.1 == b.1);
    if let Some(list) = known.iter().find(same) {
        return list;
    }
    let leak = |text: String| -> &'static str { String::leak(text) };
    let list: Callouts = Vec::leak(kinds.into_iter().map(|(kind, title)| (leak(kind), leak(title))).collect());
    known.push(list);
    list
}
