//! Colours of whole blocks of code that were coloured before: finding them is the dearest part of a build.
//!
//! What is remembered of a block is where its tags stand, not its text.

use std::{
    collections::HashMap,
    sync::{
        Mutex,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
};

use super::highlight;

/// A hash of language, marked lines and text.
type Key = [u8; 16];

/// Tags by their number, behind the number of bytes of code before them.
const TAGS: [&str; 11] = [
    "</span>",
    "<span class=\"hc\">",
    "<span class=\"hs\">",
    "<span class=\"hn\">",
    "<span class=\"hk\">",
    "<span class=\"hf\">",
    "<span class=\"ht\">",
    "<span class=\"hv\">",
    "<span class=\"hi\">",
    "<span class=\"hd\">",
    "<span class=\"ln hl\">",
];

/// Colours that are known, and those that were found since.
#[derive(Default, Debug)]
pub struct Colours {
    bytes: Vec<u8>,
    /// Where in `bytes` the tags of a block are, and whether it was asked for.
    known: HashMap<Key, (u32, u32, AtomicBool)>,
    new: Mutex<HashMap<Key, Box<[u8]>>>,
    reused: AtomicUsize,
    /// Whether new ones are remembered.
    remembers: bool,
}

impl Colours {
    /// Takes what [`Colours::write`] gave; anything else is as if nothing were known.
    pub fn read(bytes: Option<Vec<u8>>) -> Colours {
        let bytes = bytes.unwrap_or_default();
        let mut known = HashMap::new();
        let mut at = 0;
        while let Some((key, rest)) = bytes[at..].split_first_chunk::<16>() {
            let Some((length, used)) = number(rest) else { break };
            let start = at + 16 + used;
            let Some(end) = start.checked_add(length).filter(|&end| end <= bytes.len()) else { break };
            let (Ok(start), Ok(short_end)) = (u32::try_from(start), u32::try_from(end)) else { break };
            known.insert(*key, (start, short_end, AtomicBool::new(false)));
            at = end;
        }
        Colours { bytes, known, remembers: true, ..Colours::default() }
    }

    /// What is worth to be remembered, in an order that is always the same; `None` where that is what was read.
    pub fn write(&self) -> Option<Vec<u8>> {
        let new = self.new.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
        let used = self.known.iter().filter(|(_, (_, _, used))| used.load(Ordering::Relaxed));
        let used: Vec<(&Key, &[u8])> =
            used.map(|(key, &(start, end, _))| (key, &self.bytes[start as usize..end as usize])).collect();
        // What is not used any more is kept as long as it is not much.
        if !self.remembers || new.is_empty() && used.len() * 4 >= self.known.len() * 3 {
            return None;
        }
        let mut all: Vec<(&Key, &[u8])> = new.iter().map(|(key, tags)| (key, &**tags)).chain(used).collect();
        all.sort_unstable();
        let mut out = Vec::new();
        for (key, tags) in all {
            out.extend(key);
            put_number(&mut out, tags.len());
            out.extend(tags);
        }
        Some(out)
    }

    /// How many blocks were not coloured again.
    pub fn reused(&self) -> usize {
        self.reused.load(Ordering::Relaxed)
    }

    /// As [`highlight()`].
    pub fn highlight(&self, language: &str, code: &str, marked: &[(usize, usize)], out: &mut String) {
        // What is not coloured is not worth a look.
        if !self.remembers || language.is_empty() || code.is_empty() {
            highlight(language, code, marked, out);
            return;
        }
        let key = key(language, code, marked);
        let start = out.len();
        if let Some((from, to, used)) = self.known.get(&key) {
            if apply(&self.bytes[*from as usize..*to as usize], code, out).is_some() {
                used.store(true, Ordering::Relaxed);
                self.reused.fetch_add(1, Ordering::Relaxed);
                return;
            }
            out.truncate(start);
        }
        highlight(language, code, marked, out);
        if let Some(tags) = tags(&out[start..]) {
            self.new.lock().unwrap_or_else(|poisoned| poisoned.into_inner()).insert(key, tags.into());
        }
    }
}

fn key(language: &str, code: &str, marked: &[(usize, usize)]) -> Key {
    let mut hasher = blake3::Hasher::new();
    hasher.update(&(language.len() as u64).to_le_bytes());
    hasher.update(language.as_bytes());
    hasher.update(&(marked.len() as u64).to_le_bytes());
    for (first, last) in marked {
        hasher.update(&(*first as u64).to_le_bytes());
        hasher.update(&(*last as u64).to_le_bytes());
    }
    hasher.update(code.as_bytes());
    let mut key = Key::default();
    key.copy_from_slice(&hasher.finalize().as_bytes()[..16]);
    key
}

/// The tags of coloured code; `None` where it holds another tag.
fn tags(html: &str) -> Option<Vec<u8>> {
    let mut out = Vec::new();
    let (mut rest, mut before) = (html, 0);
    while let Some(at) = rest.find(['<', '&']) {
        before += at;
        rest = &rest[at..];
        if rest.starts_with('&') {
            rest = &rest[rest.find(';')? + 1..];
            before += 1;
            continue;
        }
        let (number, tag) = TAGS.iter().enumerate().find(|(_, tag)| rest.starts_with(**tag))?;
        put_number(&mut out, before);
        out.push(number as u8);
        before = 0;
        rest = &rest[tag.len()..];
    }
    Some(out)
}

/// Writes code with tags; `None` where they do not fit.
fn apply(mut tags: &[u8], code: &str, out: &mut String) -> Option<()> {
    out.reserve(code.len() + tags.len() * 8);
    let mut at = 0;
    while !tags.is_empty() {
        let (before, used) = number(tags)?;
        let tag = TAGS.get(usize::from(*tags.get(used)?))?;
        let end = at + before;
        super::writer::escape(code.get(at..end)?, out);
        out.push_str(tag);
        at = end;
        tags = &tags[used + 1..];
    }
    super::writer::escape(code.get(at..)?, out);
    Some(())
}

/// A number in as many bytes as it needs, seven bits each, the low ones first.
fn put_number(out: &mut Vec<u8>, mut number: usize) {
    while number >= 0x80 {
        out.push(number as u8 | 0x80);
        number >>= 7;
    }
    out.push(number as u8);
}

/// A number and how many bytes it has.
fn number(bytes: &[u8]) -> Option<(usize, usize)> {
    let mut number = 0usize;
    for (at, &byte) in bytes.iter().enumerate().take(5) {
        number |= usize::from(byte & 0x7F) << (7 * at);
        if byte < 0x80 {
            return Some((number, at + 1));
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    const CODE: &str = "var x = \"<é & b>\"; // a\n\nif (x) { }\n";

    #[test]
    fn what_is_remembered_is_what_is_found() {
        let blocks =
            [("cs", CODE, &[][..]), ("cs", CODE, &[(1, 2)]), ("c", CODE, &[]), ("none", CODE, &[]), ("cs", "x", &[])];
        let first = Colours::read(None);
        let write = |colours: &Colours| {
            blocks.map(|(language, code, marked)| {
                let mut out = String::from("before");
                colours.highlight(language, code, marked, &mut out);
                out
            })
        };
        let want = blocks.map(|(language, code, marked)| {
            let mut out = String::from("before");
            highlight(language, code, marked, &mut out);
            out
        });
        assert_eq!(write(&first), want);
        assert_eq!(first.reused(), 0);
        let bytes = first.write().unwrap();
        let second = Colours::read(Some(bytes.clone()));
        assert_eq!(write(&second), want);
        assert_eq!((second.reused(), second.write()), (blocks.len(), None));
        // Whatever the bytes are, there is no harm in them but colours that do not fit.
        for length in 0..bytes.len() {
            assert_eq!(write(&Colours::read(Some(bytes[..length].to_vec()))), want);
            let mut other = bytes.clone();
            other[length] ^= 0x55;
            for out in write(&Colours::read(Some(other))) {
                assert!(out.starts_with("before"));
            }
        }
        let fewer = Colours::read(Some(bytes));
        fewer.highlight("cs", "x", &[], &mut String::new());
        assert!(fewer.write().is_some_and(|bytes| bytes.len() < 40), "what is not used is forgotten");
    }
}
