//! Whether and how readers can search the site.

use super::values::{Findings, known_keys, map};
use crate::data::Data;

/// What `search` in `docwright.yml` says.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Search {
    pub enabled: bool,
    /// Pages whose texts are in one file; `None` for as many as seem good.
    pub group: Option<usize>,
}

impl Default for Search {
    fn default() -> Search {
        Search { enabled: true, group: None }
    }
}

/// Reads `true`, `false`, or how to search.
pub(super) fn read(name: &str, data: &Data, findings: &mut Findings) -> Search {
    let mut search = Search::default();
    if let Some(enabled) = data.as_bool() {
        return Search { enabled, ..search };
    }
    let entries = map(name, data, findings);
    known_keys(entries, &["group"], findings);
    for (_, value) in entries.iter().filter(|(key, _)| key.name == "group") {
        let number = value.as_str().and_then(|number| number.parse().ok());
        search.group = number.filter(|number| (1..=1000).contains(number));
        if search.group.is_none() && !value.is_null() {
            findings.add(value.span, "`group` must be a number from 1 to 1000");
        }
    }
    search
}
