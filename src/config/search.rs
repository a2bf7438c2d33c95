//! Whether and how readers can search the site.

use super::values::{Findings, known_keys, map};
use crate::data::{Data, Value};

/// The keys of metadata that name a page's products, where the project does not say it: the first one counts.
pub static PRODUCTS: &[&str] = &["product", "ms.service", "ms.prod"];

/// What `search` in `docwright.yml` says.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Search {
    pub enabled: bool,
    /// Pages whose texts are in one file; `None` for as many as seem good.
    pub group: Option<usize>,
    /// The keys of metadata that name a page's products; `None` for [`PRODUCTS`].
    pub products: Option<Vec<String>>,
}

impl Default for Search {
    fn default() -> Search {
        Search { enabled: true, group: None, products: None }
    }
}

/// Reads `true`, `false`, or how to search.
pub(super) fn read(name: &str, data: &Data, findings: &mut Findings) -> Search {
    let mut search = Search::default();
    if let Some(enabled) = data.as_bool() {
        return Search { enabled, ..search };
    }
    let entries = map(name, data, findings);
    known_keys(entries, &["group", "products"], findings);
    for (_, value) in entries.iter().filter(|(key, _)| key.name == "group") {
        let number = value.as_str().and_then(|number| number.parse().ok());
        search.group = number.filter(|number| (1..=1000).contains(number));
        if search.group.is_none() && !value.is_null() {
            findings.add(value.span, "`group` must be a number from 1 to 1000");
        }
    }
    for (_, value) in entries.iter().filter(|(key, _)| key.name == "products") {
        search.products = products(value, findings);
    }
    search
}

/// Reads a key, a list of them, or `false` for none.
fn products(data: &Data, findings: &mut Findings) -> Option<Vec<String>> {
    let keys = match &data.value {
        _ if data.as_bool() == Some(false) => Some(Vec::new()),
        Value::List(list) => list.iter().map(|key| Some(key.as_str()?.to_owned())).collect(),
        _ => data.as_str().map(|key| vec![key.to_owned()]),
    };
    if keys.is_none() && !data.is_null() {
        findings.add(data.span, "`products` must be a list of keys of metadata, or `false`");
    }
    keys
}
