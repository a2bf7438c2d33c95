//! What earlier runs learnt of addresses, kept in the user's caches: good answers alone, and for a time.

use std::{collections::BTreeMap, path::Path, time::Duration};

use serde::{Deserialize, Serialize};

use super::ask::Verdict;
use crate::fetch;

/// Verdicts by address.
#[derive(Default)]
pub(super) struct Known(BTreeMap<String, Kept>);

#[derive(Serialize, Deserialize)]
struct Kept {
    /// Seconds since 1970.
    at: u64,
    verdict: Verdict,
}

/// The cache's file. Its name changes with its form.
const NAME: &str = "external-1.json";

impl Known {
    /// Whether an address and all of these fragments are known.
    pub(super) fn has(&self, url: &str, fragments: &[String]) -> bool {
        self.0.get(url).is_some_and(|kept| match &kept.verdict {
            Verdict::There { anchors, .. } => fragments.iter().all(|fragment| anchors.contains_key(fragment)),
            _ => false,
        })
    }

    pub(super) fn of(&self, url: &str) -> Option<&Verdict> {
        self.0.get(url).map(|kept| &kept.verdict)
    }

    pub(super) fn add(&mut self, verdicts: BTreeMap<String, Verdict>) {
        let at = fetch::now();
        self.0.extend(verdicts.into_iter().map(|(url, verdict)| (url, Kept { at, verdict })));
    }
}

/// What is known and younger than `keep`. A cache that cannot be read is none.
pub(super) fn read(folder: Option<&Path>, keep: Duration) -> Known {
    let bytes = folder.and_then(|folder| fetch::kept(&folder.join(NAME)));
    let mut known: BTreeMap<String, Kept> =
        bytes.and_then(|bytes| serde_json::from_slice(&bytes).ok()).unwrap_or_default();
    let now = fetch::now();
    known.retain(|_, kept| kept.at <= now && now - kept.at < keep.as_secs());
    Known(known)
}

/// Keeps good answers. Where that is not possible, they are asked for again.
pub(super) fn write(folder: Option<&Path>, known: &Known) {
    let good = |kept: &&Kept| matches!(kept.verdict, Verdict::There { .. });
    let all: BTreeMap<&String, &Kept> = known.0.iter().filter(|(_, kept)| good(kept)).collect();
    if let (Some(folder), Ok(bytes)) = (folder, serde_json::to_vec(&all)) {
        fetch::keep_file(&folder.join(NAME), &bytes);
    }
}
