//! Maps of uids, as other sites publish them: `xrefmap.yml` and `xrefmap.json`.
//!
//! A map may have hundreds of thousands of entries. Its text is kept as it is, with a list of where each entry is, by
//! the hash of its uid; an entry is read when its uid is asked for.

use std::{
    collections::hash_map::DefaultHasher,
    hash::{Hash, Hasher},
};

use rayon::prelude::*;
use serde_json::value::RawValue;

use crate::{
    data::{self, Data, DataError, Read},
    source::{self, Span},
};

/// A map that was read.
#[derive(Default, Debug)]
pub struct Map {
    text: String,
    json: bool,
    /// Sorted by hash, then place.
    entries: Vec<Entry>,
    /// What stands before relative addresses; empty where nothing does.
    base_url: String,
    /// Beginnings of uids, and the address that is good for all of them.
    redirections: Vec<(String, String)>,
    /// The first entry that cannot be read, which is left out as all such are.
    pub broken: Option<DataError>,
}

/// Where an entry is in the text.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
struct Entry {
    hash: u64,
    start: u32,
    end: u32,
}

/// What a map says of a uid.
#[derive(Clone, PartialEq, Default, Debug)]
pub struct Known {
    /// Absolute where the map has a base; `None` for what has no address.
    pub href: Option<String>,
    /// Everything else that is a text, `uid` included.
    pub properties: Vec<(Box<str>, Box<str>)>,
}

/// The hash by which a uid is found.
fn hash_of(uid: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    uid.hash(&mut hasher);
    hasher.finish()
}

/// Reads a map. `home` is the address of the folder that it comes from; empty for one of the project.
///
/// # Errors
/// Where the text is neither YAML nor JSON, or no map; the text is given back.
pub fn read(text: String, home: &str) -> Result<Map, (DataError, String)> {
    let text = source::with_newlines(text);
    match parts(&text) {
        Err(error) => Err((error, text)),
        Ok((json, Parts { head, mut entries, broken })) => {
            entries.par_sort_unstable();
            let text_of = |data: &Data, key: &str| Some(data.get(key)?.as_str()?.to_owned());
            let redirections = head.as_ref().and_then(|head| head.get("redirections")?.as_list()).unwrap_or(&[]);
            let redirections = redirections
                .iter()
                .filter_map(|item| Some((text_of(item, "uidPrefix")?, text_of(item, "href")?)))
                .collect();
            let base_url = head.as_ref().and_then(|head| text_of(head, "baseUrl")).unwrap_or_else(|| home.to_owned());
            Ok(Map { text, json, entries, base_url, redirections, broken })
        }
    }
}

/// Takes a map's text apart; whether it is JSON.
fn parts(text: &str) -> Result<(bool, Parts), DataError> {
    if u32::try_from(text.len()).is_err() {
        return Err(DataError { span: Span::default(), message: "it is longer than 4 GiB".into() });
    }
    let json = text.trim_start().starts_with('{');
    let parts = if json { json_parts(text)? } else { yaml_parts(text)? };
    let has = |key: &str| parts.head.as_ref().is_some_and(|head| head.get(key).is_some());
    if parts.entries.is_empty() && parts.broken.is_none() && !has("references") && !has("redirections") {
        let span = parts.head.map(|head| first_line(text, head.span)).unwrap_or_default();
        return Err(DataError { span, message: "it has no `references`".into() });
    }
    Ok((json, parts))
}

fn first_line(text: &str, span: Span) -> Span {
    let line = text.get(span.range()).and_then(|text| text.lines().next()).unwrap_or("");
    Span { start: span.start, end: span.start + line.len() as u32 }
}

impl Map {
    /// What the map says of a uid: its entry's, else that of a redirection for uids that begin so.
    pub fn find(&self, uid: &str) -> Option<Known> {
        let hash = hash_of(uid);
        let from = self.entries.partition_point(|entry| entry.hash < hash);
        let mut alike = self.entries[from..].iter().take_while(|entry| entry.hash == hash);
        let found = alike.find_map(|entry| {
            let mut properties = self.properties(entry);
            properties.iter().any(|(key, value)| &**key == "uid" && &**value == uid).then(|| {
                let href = properties.iter().position(|(key, _)| &**key == "href");
                let href = href.map(|at| properties.remove(at).1).filter(|href| !href.is_empty());
                Known { href: href.map(|href| self.absolute(&href)), properties }
            })
        });
        found.or_else(|| {
            let longest = self.redirections.iter().filter(|(prefix, _)| uid.starts_with(prefix.as_str()));
            let (_, href) = longest.max_by_key(|(prefix, _)| prefix.len())?;
            Some(Known { href: Some(self.absolute(href)), properties: Vec::new() })
        })
    }

    /// Calls back with every uid, in the order of the text.
    pub fn uids(&self, mut call: impl FnMut(&str)) {
        let mut places: Vec<Entry> = self.entries.clone();
        places.par_sort_unstable_by_key(|entry| entry.start);
        for entry in &places {
            match uid_line(self.slice(entry)).filter(|_| !self.json) {
                Some(uid) => call(&uid),
                None => {
                    for (key, uid) in self.properties(entry) {
                        if &*key == "uid" {
                            call(&uid);
                        }
                    }
                }
            }
        }
    }

    /// The map as it was read.
    pub fn text(&self) -> &str {
        &self.text
    }

    pub fn is_empty(&self) -> bool {
        self.entries.is_empty() && self.redirections.is_empty()
    }

    /// Whether an entry's address is relative to nothing that is known.
    pub fn has_relative(&self) -> bool {
        let relative = |entry: &Entry| {
            let properties = self.properties(entry);
            properties.iter().any(|(key, value)| &**key == "href" && !value.is_empty() && !is_absolute(value))
        };
        self.base_url.is_empty() && self.entries.iter().take(100).any(relative)
    }

    fn slice(&self, entry: &Entry) -> &str {
        self.text.get(entry.start as usize..entry.end as usize).unwrap_or("")
    }

    fn properties(&self, entry: &Entry) -> Vec<(Box<str>, Box<str>)> {
        let text = self.slice(entry);
        let quick = if self.json { json_lines(text) } else { yaml_lines(text) };
        quick.unwrap_or_else(|| {
            let read = if self.json { data::read_json(text) } else { data::read_yaml(text, 0) };
            let data = read.ok().and_then(|read| read.data);
            let map = data.as_ref().map(|data| data.as_list().and_then(<[Data]>::first).unwrap_or(data));
            let entries = map.and_then(Data::as_map).unwrap_or(&[]).iter();
            entries.filter_map(|(key, value)| Some((key.name.as_str().into(), value.as_str()?.into()))).collect()
        })
    }

    /// An address with the map's base before it, where it is relative.
    fn absolute(&self, href: &str) -> String {
        if self.base_url.is_empty() || is_absolute(href) {
            return href.to_owned();
        }
        let base = self.base_url.trim_end_matches('/');
        match href.strip_prefix('/') {
            // From the host (RFC 3986, section 5.2.2).
            Some(path) => {
                let host = base.find("://").map_or(0, |at| at + 3);
                let end = base[host..].find('/').map_or(base.len(), |at| host + at);
                format!("{}/{path}", &base[..end])
            }
            None => format!("{base}/{}", href.strip_prefix("./").unwrap_or(href)),
        }
    }
}

/// Whether an address has a scheme or a host.
fn is_absolute(href: &str) -> bool {
    let scheme = href.split(['/', '?', '#']).next().unwrap_or("");
    href.starts_with("//") || scheme.contains(':')
}

/// What a text holds.
struct Parts {
    /// The keys of a map but its entries.
    head: Option<Data>,
    /// Unsorted.
    entries: Vec<Entry>,
    broken: Option<DataError>,
}

/// The parts of a text that was read whole.
fn whole(head: Option<Data>) -> Parts {
    let list = head.as_ref().and_then(|head| head.get("references")?.as_list()).unwrap_or(&[]);
    let of_data = |data: &Data| {
        let hash = hash_of(data.get("uid")?.as_str()?);
        Some(Entry { hash, start: data.span.start, end: data.span.end })
    };
    let entries = list.iter().filter_map(of_data).collect();
    Parts { head, entries, broken: None }
}

/// Finds the entries of a YAML text by its lines: each begins with the dash of the list `references`.
fn yaml_parts(text: &str) -> Result<Parts, DataError> {
    let Some((from, to)) = references(text) else {
        return Ok(whole(data::read_yaml(text, 0)?.whole()?.data));
    };
    // What is around the list, with the places that it has in the file.
    let around = format!("{}\n{}", &text[..from].trim_end(), &text[to..]);
    let moved = text[..from].trim_end().len() + 1;
    let head = data::read_yaml(&around, 0).and_then(Read::whole).map_err(|error| {
        let shift = if error.span.start as usize >= moved { (to - moved) as u32 } else { 0 };
        DataError { span: Span { start: error.span.start + shift, end: error.span.end + shift }, ..error }
    })?;
    let list = &text[from..to];
    let indent = list.len() - list.trim_start_matches(' ').len();
    let mut starts = Vec::with_capacity(list.len() / 200);
    let mut at = 0;
    for line in list.split_inclusive('\n') {
        let blanks = line.len() - line.trim_start_matches(' ').len();
        if blanks == indent && line[blanks..].starts_with("- ") {
            starts.push((from + at) as u32);
        } else if blanks < indent && !line.trim().is_empty() && !line.trim_start().starts_with('#') {
            let start = from + at;
            let span = Span::new(start, start + line.trim_end().len());
            return Err(DataError { span, message: "a line of `references` is not indented as its list is".into() });
        }
        at += line.len();
    }
    starts.push(to as u32);
    let pairs: Vec<(u32, u32)> = starts.windows(2).map(|pair| (pair[0], pair[1])).collect();
    let read: Vec<Result<Option<Entry>, DataError>> = pairs
        .par_iter()
        .map(|&(start, end)| {
            let slice = &text[start as usize..end as usize];
            let uid = match uid_line(slice) {
                Some(uid) => Some(uid),
                None => {
                    let data = data::read_yaml(slice, start)?.data;
                    data.as_ref().and_then(|data| Some(data.as_list()?.first()?.get("uid")?.as_str()?.to_owned()))
                }
            };
            Ok(uid.map(|uid| Entry { hash: hash_of(&uid), start, end }))
        })
        .collect();
    let broken = read.iter().find_map(|entry| entry.as_ref().err().cloned());
    Ok(Parts { head: head.data, entries: read.into_iter().filter_map(Result::ok).flatten().collect(), broken })
}

/// The bytes of the list behind the key `references`: whole lines. `None` where it is not a block of its own.
fn references(text: &str) -> Option<(usize, usize)> {
    let key = if text.starts_with("references:") { 0 } else { text.find("\nreferences:")? + 1 };
    let line_end = text[key..].find('\n').map(|at| key + at + 1)?;
    if !text[key + "references:".len()..line_end].trim().is_empty() {
        return None;
    }
    // It ends at the next line that begins with neither a blank nor a dash.
    let mut at = line_end;
    while at < text.len() {
        match text.as_bytes()[at] {
            b' ' | b'-' | b'\n' | b'\r' | b'#' => {}
            _ => break,
        }
        at = text[at..].find('\n').map_or(text.len(), |end| at + end + 1);
    }
    let list = &text[line_end..at];
    let mut from = line_end;
    for line in list.split_inclusive('\n') {
        let text = line.trim();
        if text.starts_with("- ") {
            return Some((from, at));
        }
        if !text.is_empty() && !text.starts_with('#') {
            return None;
        }
        from += line.len();
    }
    None
}

/// The uid of an entry whose first line says it plainly: `- uid: System.String`.
fn uid_line(entry: &str) -> Option<String> {
    let line = entry.lines().next()?.trim_start().strip_prefix("- ")?.trim_start().strip_prefix("uid:")?;
    let next = entry.lines().nth(1).unwrap_or("");
    scalar(line, next)
}

/// The properties of an entry that has one on each line, all of them in a simple form.
fn yaml_lines(entry: &str) -> Option<Vec<(Box<str>, Box<str>)>> {
    let mut out = Vec::new();
    let mut lines = entry.lines().peekable();
    let mut indent = None;
    while let Some(line) = lines.next() {
        let blanks = line.len() - line.trim_start_matches(' ').len();
        let (column, rest) = match line[blanks..].strip_prefix("- ") {
            Some(rest) if indent.is_none() => (blanks + 2, rest),
            _ if line.trim().is_empty() => continue,
            _ => (blanks, &line[blanks..]),
        };
        if *indent.get_or_insert(column) != column {
            return None;
        }
        let (key, value) = rest.split_once(':')?;
        if !key.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'-')) {
            return None;
        }
        let next = lines.peek().copied().unwrap_or("");
        // What is not said with a text is no text that could be shown.
        if let Some(value) = scalar(value, next) {
            out.push((key.into(), value.into()));
        } else {
            return None;
        }
    }
    Some(out)
}

/// A scalar that begins and ends on its line; `None` for one that a full parser has to read.
fn scalar(written: &str, next: &str) -> Option<String> {
    if !written.starts_with(' ') {
        return None;
    }
    let text = written.trim();
    let first = text.chars().next()?;
    match first {
        '"' => {
            let inner = text.strip_prefix('"')?.strip_suffix('"')?;
            (text.len() > 1 && !inner.contains(['"', '\\'])).then(|| inner.to_owned())
        }
        '\'' => {
            let inner = text.strip_prefix('\'')?.strip_suffix('\'')?;
            let plain = inner.replace("''", "");
            (text.len() > 1 && !plain.contains('\'')).then(|| inner.replace("''", "'"))
        }
        '|' | '>' | '&' | '*' | '!' | '[' | '{' | '%' | '@' | '`' | '#' | '?' | '-' | ',' | ']' | '}' | ':' => None,
        _ if text.contains(": ") || text.contains(" #") || text.ends_with(':') || text == "~" || text == "null" => None,
        // A line without a key goes on with the one before it.
        _ if !next.trim().is_empty() && !next.contains(':') => None,
        _ => Some(text.to_owned()),
    }
}

/// Finds the entries of a JSON text without reading more of them than their uids.
fn json_parts(text: &str) -> Result<Parts, DataError> {
    #[derive(serde::Deserialize)]
    struct Whole<'a> {
        #[serde(borrow, default)]
        references: Option<Vec<&'a RawValue>>,
    }
    #[derive(serde::Deserialize)]
    struct Named<'a> {
        #[serde(borrow)]
        uid: std::borrow::Cow<'a, str>,
    }
    let Ok(whole) = serde_json::from_str::<Whole>(text) else {
        // With comments, or broken: this one tells where.
        return Ok(whole(data::read_json(text)?.whole()?.data));
    };
    let list = whole.references.unwrap_or_default();
    let place = |raw: &&RawValue| {
        let start = (raw.get().as_ptr() as usize - text.as_ptr() as usize) as u32;
        let named: Named = serde_json::from_str(raw.get()).ok()?;
        Some(Entry { hash: hash_of(&named.uid), start, end: start + raw.get().len() as u32 })
    };
    let entries: Vec<Entry> = list.par_iter().filter_map(place).collect();
    // The keys around the list are few: read with an empty one in its place.
    let head = match (list.first(), list.last()) {
        (Some(first), Some(last)) => {
            let from = first.get().as_ptr() as usize - text.as_ptr() as usize;
            let to = last.get().as_ptr() as usize - text.as_ptr() as usize + last.get().len();
            data::read_json(&format!("{}{}", &text[..from], &text[to..]))
        }
        _ => data::read_json(text),
    };
    Ok(Parts { head: head?.whole()?.data, entries, broken: None })
}

/// The texts of an entry of plain JSON.
fn json_lines(entry: &str) -> Option<Vec<(Box<str>, Box<str>)>> {
    let map: serde_json::Map<String, serde_json::Value> = serde_json::from_str(entry).ok()?;
    let texts = map.into_iter().filter_map(|(key, value)| match value {
        serde_json::Value::String(text) => Some((key.into(), text.into())),
        _ => None,
    });
    Some(texts.collect())
}

#[cfg(test)]
mod tests;
