//! Published addresses: the inventory of a site's, and what of an earlier one is gone.

pub mod compare;
pub mod inventory;
mod likeness;
pub mod past;
mod propose;
pub mod read;
pub mod report;
mod write;

use std::collections::BTreeMap;

use serde::Serialize;

/// Every address of a site with its anchors, and every redirect. Addresses are relative to the site's root and
/// percent-encoded.
#[derive(Clone, Default, PartialEq, Debug)]
pub struct Inventory {
    pub urls: BTreeMap<String, Entry>,
    /// From an address, which may have a fragment, to another one or to one of the web.
    pub redirects: BTreeMap<String, String>,
}

/// What is at an address.
#[derive(Clone, Default, PartialEq, Serialize, Debug)]
pub struct Entry {
    pub title: String,
    /// The path of the page.
    pub source: String,
    /// What a fragment can lead to, in the order of the page, each once.
    pub anchors: Vec<String>,
    /// The versions that the page is for; none where it is for all.
    pub monikers: Vec<String>,
}

impl Inventory {
    /// The inventory as JSON: an address a line, so that changes of it are read with ease.
    pub fn to_json(&self) -> String {
        fn lines<T: Serialize>(out: &mut String, map: &BTreeMap<String, T>) {
            for (at, (key, value)) in map.iter().enumerate() {
                out.push_str(if at == 0 { "\n" } else { ",\n" });
                out.push_str(&json(key));
                out.push_str(": ");
                out.push_str(&json(value));
            }
            out.push_str(if map.is_empty() { "}" } else { "\n}" });
        }
        let mut out = String::from("{\"version\": 1, \"urls\": {");
        lines(&mut out, &self.urls);
        out.push_str(", \"redirects\": {");
        lines(&mut out, &self.redirects);
        out.push_str("}\n");
        out
    }
}

fn json<T: Serialize + ?Sized>(value: &T) -> String {
    serde_json::to_string(value).expect("texts and lists of them are JSON")
}
