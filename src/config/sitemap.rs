//! What a site map says of pages beside their addresses.

use super::{
    glob::{Globs, Options, compile},
    values::{Findings, choice, known_keys, map, text},
};
use crate::{
    data::{Data, Key},
    source::{SitePath, Span},
};

/// What is said of pages, of all or of those that globs take.
#[derive(Clone, Default, Debug)]
pub struct Sitemap {
    pub all: Entry,
    /// The last whose globs match counts.
    pub files: Vec<(Globs, Entry)>,
    /// The folder that the globs are relative to; empty for the project's root.
    pub folder: String,
}

/// What is said of a page. `None` where nothing is.
#[derive(Clone, PartialEq, Default, Debug)]
pub struct Entry {
    /// A date, with or without a time.
    pub lastmod: Option<String>,
    pub changefreq: Option<&'static str>,
    /// Between 0 and 1, as written.
    pub priority: Option<String>,
}

const FREQUENCIES: &[(&str, &str)] = &[
    ("always", "always"),
    ("hourly", "hourly"),
    ("daily", "daily"),
    ("weekly", "weekly"),
    ("monthly", "monthly"),
    ("yearly", "yearly"),
    ("never", "never"),
];

impl Sitemap {
    /// What is said of a page: by its own globs, else of all.
    pub fn entry(&self, path: &SitePath) -> Entry {
        let own = super::under(&self.folder, path.as_str())
            .and_then(|rest| self.files.iter().rev().find(|(globs, _)| globs.is_match(rest)));
        let Some((_, own)) = own else { return self.all.clone() };
        Entry {
            lastmod: own.lastmod.clone().or_else(|| self.all.lastmod.clone()),
            changefreq: own.changefreq.or(self.all.changefreq),
            priority: own.priority.clone().or_else(|| self.all.priority.clone()),
        }
    }
}

/// Reads `sitemap` of a `docfx.json`; its `baseUrl` is read elsewhere.
pub fn read(data: &Data, folder: &str, findings: &mut Findings) -> Sitemap {
    let mut sitemap = Sitemap { folder: folder.into(), ..Sitemap::default() };
    let entries = map("sitemap", data, findings);
    known_keys(entries, &["baseUrl", "lastmod", "changefreq", "priority", "fileOptions"], findings);
    sitemap.all = entry(entries, findings);
    let options = data.get("fileOptions").map_or(&[][..], |options| map("fileOptions", options, findings));
    for (glob, data) in options {
        let globs = compile(&[(glob.name.clone(), glob.span)], Options::default(), findings);
        let entries = map(&glob.name, data, findings);
        known_keys(entries, &["baseUrl", "lastmod", "changefreq", "priority"], findings);
        sitemap.files.push((globs, entry(entries, findings)));
    }
    sitemap
}

fn entry(entries: &[(Key, Data)], findings: &mut Findings) -> Entry {
    let mut entry = Entry::default();
    for (key, data) in entries {
        let name = &*key.name;
        match name {
            "lastmod" => entry.lastmod = checked(name, data, is_date, "a date such as `2026-05-12`", findings),
            "changefreq" => entry.changefreq = choice(name, data, FREQUENCIES, findings),
            "priority" => entry.priority = checked(name, data, is_share, "a number from 0 to 1", findings),
            _ => {}
        }
    }
    entry
}

fn checked(name: &str, data: &Data, good: fn(&str) -> bool, want: &str, findings: &mut Findings) -> Option<String> {
    let value = text(name, data, findings)?;
    if !good(&value) {
        let span: Span = data.span;
        findings.add(span, format!("`{name}` must be {want}, not `{value}`"));
        return None;
    }
    Some(value)
}

/// A date of W3C's profile of ISO 8601: `2026`, `2026-05`, `2026-05-12`, or that with a time.
fn is_date(text: &str) -> bool {
    let (day, time) = text.split_once('T').map_or((text, None), |(day, time)| (day, Some(time)));
    let number = |part: &str, length| part.len() == length && part.bytes().all(|byte| byte.is_ascii_digit());
    let parts: Vec<&str> = day.split('-').collect();
    let whole = match *parts {
        [year] => number(year, 4),
        [year, month] => number(year, 4) && number(month, 2),
        [year, month, day] => number(year, 4) && number(month, 2) && number(day, 2),
        _ => false,
    };
    let clock = |byte: u8| byte.is_ascii_digit() || b":.+-Z".contains(&byte);
    whole && time.is_none_or(|time| parts.len() == 3 && time.len() >= 5 && time.bytes().all(clock))
}

fn is_share(text: &str) -> bool {
    text.parse::<f64>().is_ok_and(|number| (0.0..=1.0).contains(&number))
}
