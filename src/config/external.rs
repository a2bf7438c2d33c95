//! How links to other sites are checked.

use std::time::Duration;

use super::values::{Findings, known_keys, map, text, texts};
use crate::data::Data;

/// What `external` in `docwright.yml` says.
#[derive(Clone, Debug)]
pub struct External {
    /// Addresses that are not asked for: beginnings of them, or with `*` for anything in between.
    pub ignore: Vec<String>,
    /// Beginnings of addresses, and what is asked for in their place. The first that fits counts.
    pub remap: Vec<(String, String)>,
    /// For one question.
    pub timeout: Duration,
    /// For all of them.
    pub total: Duration,
    /// Questions to one host at a time.
    pub per_host: usize,
    /// Between two questions to one host on one connection.
    pub pause: Duration,
    /// Times that a question is asked again where the server fails.
    pub retries: u32,
    /// How long a good answer counts.
    pub keep: Duration,
}

impl Default for External {
    fn default() -> External {
        External {
            ignore: Vec::new(),
            remap: Vec::new(),
            timeout: Duration::from_secs(20),
            total: Duration::from_secs(15 * 60),
            per_host: 4,
            pause: Duration::from_millis(100),
            retries: 2,
            keep: Duration::from_secs(24 * 3600),
        }
    }
}

pub(super) const KEYS: &[&str] = &["ignore", "remap", "timeout", "total", "per_host", "pause", "retries", "keep"];

impl External {
    /// Whether an address is not to be asked for.
    pub fn ignores(&self, url: &str) -> bool {
        self.ignore
            .iter()
            .any(|pattern| if pattern.contains('*') { fits(pattern, url) } else { url.starts_with(pattern) })
    }

    /// What is asked for in an address's place.
    pub fn remapped(&self, url: &str) -> String {
        let found = self.remap.iter().find_map(|(from, to)| Some((to, url.strip_prefix(from.as_str())?)));
        found.map_or_else(|| url.to_owned(), |(to, rest)| format!("{to}{rest}"))
    }
}

/// Whether a text is a pattern's, in which `*` stands for any text.
fn fits(pattern: &str, text: &str) -> bool {
    let mut parts = pattern.split('*');
    let Some(mut rest) = parts.next().and_then(|first| text.strip_prefix(first)) else { return false };
    let mut last = "";
    for part in parts {
        let Some(at) = rest.find(part) else { return false };
        rest = &rest[at + part.len()..];
        last = part;
    }
    rest.is_empty() || text.ends_with(last)
}

pub(super) fn read(name: &str, data: &Data, findings: &mut Findings) -> External {
    let mut external = External::default();
    let entries = map(name, data, findings);
    known_keys(entries, KEYS, findings);
    for (key, value) in entries {
        let name = &*key.name;
        match name {
            "ignore" => {
                external.ignore = texts(name, value, findings).into_iter().map(|(text, _)| text).collect();
            }
            "remap" => {
                for (from, to) in map(name, value, findings) {
                    external.remap.extend(text(&from.name, to, findings).map(|to| (from.name.clone(), to)));
                }
            }
            "timeout" => set(&mut external.timeout, duration(name, value, findings)),
            "total" => set(&mut external.total, duration(name, value, findings)),
            "pause" => set(&mut external.pause, duration(name, value, findings)),
            "keep" => set(&mut external.keep, duration(name, value, findings)),
            "per_host" => set(&mut external.per_host, number(name, value, 1..=64, findings)),
            "retries" => set(&mut external.retries, number(name, value, 0..=10, findings).map(|number| number as u32)),
            _ => {}
        }
    }
    external
}

fn set<T>(place: &mut T, value: Option<T>) {
    if let Some(value) = value {
        *place = value;
    }
}

fn number(name: &str, data: &Data, range: std::ops::RangeInclusive<usize>, findings: &mut Findings) -> Option<usize> {
    let number = data.as_str().and_then(|number| number.parse().ok()).filter(|number| range.contains(number));
    if number.is_none() {
        findings.add(data.span, format!("`{name}` must be a number from {} to {}", range.start(), range.end()));
    }
    number
}

/// A number with a unit: `200ms`, `20s`, `15m`, `12h`, `7d`.
fn duration(name: &str, data: &Data, findings: &mut Findings) -> Option<Duration> {
    let read = || {
        let text = data.as_str()?.trim();
        let (number, unit) = text.split_at(text.find(|char: char| !char.is_ascii_digit()).unwrap_or(text.len()));
        let milliseconds = match unit.trim() {
            "ms" => 1,
            "s" | "" => 1000,
            "m" => 60_000,
            "h" => 3_600_000,
            "d" => 86_400_000,
            _ => return None,
        };
        number.parse::<u64>().ok()?.checked_mul(milliseconds).map(Duration::from_millis)
    };
    let duration = read();
    if duration.is_none() {
        findings.add(data.span, format!("`{name}` must be a time such as `20s`, `15m` or `7d`"));
    }
    duration
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{config::docwright, source::Source};

    #[test]
    fn times_and_lists_are_read() {
        let check = |text: &str, want: Option<&str>| {
            let source = Source::new("docwright.yml".into(), format!("external:\n  {}\n", text.replace('\n', "\n  ")));
            let (project, found) = docwright::read(&source);
            assert_eq!(found.first().map(|finding| &*finding.message), want, "{text}");
            project.external
        };
        let external = check("timeout: 500ms\ntotal: 2m\nkeep: 7d\nper_host: 1\nretries: 0\npause: 0", None);
        assert_eq!((external.timeout, external.total), (Duration::from_millis(500), Duration::from_secs(120)));
        assert_eq!((external.keep, external.pause), (Duration::from_secs(7 * 86_400), Duration::ZERO));
        assert_eq!((external.per_host, external.retries), (1, 0));
        let external =
            check("ignore: [https://a.example/, '*://b.example/x']\nremap: {'https://c/': 'https://d/'}", None);
        assert!(external.ignores("https://a.example/x/y") && external.ignores("http://b.example/x"));
        assert!(!external.ignores("https://b.example/y"));
        assert_eq!(external.remapped("https://c/x"), "https://d/x");
        check("timeout: soon", Some("`timeout` must be a time such as `20s`, `15m` or `7d`"));
        check("per_host: 0", Some("`per_host` must be a number from 1 to 64"));
        check("ignored: []", Some("unknown key `ignored`"));
    }
}
