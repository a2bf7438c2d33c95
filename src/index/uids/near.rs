//! Near matches among hundreds of thousands of uids, without walking all of them.

use std::hash::{BuildHasher, BuildHasherDefault, DefaultHasher};

use rayon::prelude::*;

use crate::{suggest, xref::map::Map};

/// All uids, to be found by all of their words but one.
#[derive(Debug)]
pub struct Near {
    text: String,
    /// Where each uid ends in the text.
    ends: Vec<u32>,
    /// The site's own, which come first.
    own: usize,
    /// By the hash of a uid in which one word is left out, or none.
    keys: Vec<(u64, u32)>,
}

/// What was probably meant.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Meant {
    pub uid: String,
    pub slip: Slip,
    /// Letters that differ.
    pub distance: usize,
    /// Whether it is one of the site's own.
    pub own: bool,
    /// Whether no other uid is as near.
    pub only: bool,
}

/// How far a uid is from the one that was meant.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Slip {
    /// In capitals and small letters alone.
    Case,
    /// By one letter inside a longer word.
    Letter,
    /// By a letter or two of a word.
    Word,
    /// By something more.
    Near,
}

/// Words of a uid that are looked at, counted from its start.
const WORDS: usize = 16;
/// Uids that differ in just one word from another one and are compared with it.
const BUCKET: usize = 4096;
/// Own uids up to which all are looked at.
const FEW: usize = 2000;

impl Near {
    /// Takes the site's own uids and all maps.
    pub(super) fn new(own: Vec<&str>, maps: &[Map]) -> Near {
        let mut near = Near { text: String::new(), ends: Vec::new(), own: 0, keys: Vec::new() };
        own.into_iter().for_each(|uid| near.add(uid));
        near.own = near.ends.len();
        maps.iter().for_each(|map| map.uids(|uid| near.add(uid)));
        let keys = |at: usize| {
            let uid = near.uid(at).to_ascii_lowercase();
            let all = words(&uid).map(|word| hash(&uid, word)).collect::<Vec<_>>();
            all.into_iter().chain([hash(&uid, 0..0)]).map(move |hash| (hash, at as u32))
        };
        let mut all: Vec<(u64, u32)> = (0..near.ends.len()).into_par_iter().flat_map_iter(keys).collect();
        all.par_sort_unstable();
        near.keys = all;
        near
    }

    fn add(&mut self, uid: &str) {
        // Spans of four bytes hold four gigabytes of names.
        if uid.len() <= 1024 && self.text.len() + uid.len() < u32::MAX as usize {
            self.text.push_str(uid);
            self.ends.push(self.text.len() as u32);
        }
    }

    fn uid(&self, at: usize) -> &str {
        let start = if at == 0 { 0 } else { self.ends[at - 1] as usize };
        &self.text[start..self.ends[at] as usize]
    }

    fn of_hash(&self, hash: u64) -> impl Iterator<Item = usize> {
        let from = self.keys.partition_point(|&(known, _)| known < hash);
        let alike = self.keys[from..].iter().take_while(move |&&(known, _)| known == hash);
        alike.take(BUCKET).map(|&(_, at)| at as usize)
    }

    /// The nearest of those that `counts`.
    pub(super) fn meant(&self, written: &str, counts: &dyn Fn(&Meant) -> bool) -> Option<Meant> {
        if written.len() > 1024 {
            return None;
        }
        let lower = written.to_ascii_lowercase();
        let mut found = Vec::new();
        let note = |found: &mut Vec<Meant>, at: usize, slip: Slip, distance: usize| {
            let meant = Meant { uid: self.uid(at).to_owned(), slip, distance, own: at < self.own, only: false };
            if counts(&meant) {
                found.push(meant);
            }
        };
        for at in self.of_hash(hash(&lower, 0..0)) {
            if self.uid(at).eq_ignore_ascii_case(&lower) {
                note(&mut found, at, Slip::Case, 0);
            }
        }
        for word in words(&lower) {
            let rest = lower.len() - word.end;
            for at in self.of_hash(hash(&lower, word.clone())) {
                let uid = self.uid(at);
                let other = uid.get(word.start..uid.len().saturating_sub(rest)).unwrap_or("");
                if let Some((slip, distance)) = slip(&lower[word.clone()], &other.to_ascii_lowercase()) {
                    note(&mut found, at, slip, distance);
                }
            }
        }
        if found.is_empty() && self.own <= FEW {
            let all = (0..self.own).map(|at| self.uid(at));
            let near = suggest::nearest(written, all.clone());
            if let Some(at) = near.and_then(|near| all.clone().position(|uid| uid == near)) {
                note(&mut found, at, Slip::Near, strsim::osa_distance(&lower, &self.uid(at).to_ascii_lowercase()));
            }
        }
        found.sort_by(|a, b| (a.slip, a.distance, &a.uid).cmp(&(b.slip, b.distance, &b.uid)));
        found.dedup();
        let only = found.get(1).is_none_or(|next| (next.slip, next.distance) != (found[0].slip, found[0].distance));
        found.into_iter().next().map(|meant| Meant { only, ..meant })
    }
}

/// How one word may have been written for another one.
fn slip(written: &str, word: &str) -> Option<(Slip, usize)> {
    let length = written.len().min(word.len());
    if length < 4 || written.len().abs_diff(word.len()) > 2 {
        return None;
    }
    let digits = |text: &str| text.bytes().filter(u8::is_ascii_digit).collect::<Vec<_>>();
    let distance = strsim::osa_distance(written, word);
    if distance == 0 || distance > 1 + usize::from(length >= 7) || digits(written) != digits(word) {
        return None;
    }
    let ends = |text: &[u8]| (text.first().copied(), text.last().copied());
    // `ColumnsMode` and `ColumnMode` are two things more often than one.
    let (written, word) = (written.as_bytes(), word.as_bytes());
    let (shorter, longer) = if written.len() < word.len() { (written, word) } else { (word, written) };
    let at = shorter.iter().zip(longer).take_while(|(a, b)| a == b).count();
    let plural = longer.len() > shorter.len() && (longer[at] == b's' || longer[at - usize::from(at > 0)] == b's');
    let inside = distance == 1 && length >= 5 && ends(written) == ends(word) && !plural;
    Some((if inside { Slip::Letter } else { Slip::Word }, distance))
}

/// The words of a uid: what stands between signs.
fn words(uid: &str) -> impl Iterator<Item = std::ops::Range<usize>> {
    let parts = uid.split(|char: char| !char.is_alphanumeric()).filter(|word| !word.is_empty());
    parts.take(WORDS).map(|word| {
        let start = word.as_ptr() as usize - uid.as_ptr() as usize;
        start..start + word.len()
    })
}

/// The hash of a uid without a part of it.
fn hash(uid: &str, without: std::ops::Range<usize>) -> u64 {
    BuildHasherDefault::<DefaultHasher>::default().hash_one((
        &uid[..without.start],
        !without.is_empty(),
        &uid[without.end..],
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_meant() {
        let own = ["guide-install", "System.Windows.Button", "System.Windows.Buttons", "x.Position.X", "x.Position.Y"];
        let near = Near::new(own.into(), &[]);
        let check = |uid: &str, want: Option<(&str, Slip)>| {
            let meant = near.meant(uid, &|_| true);
            assert_eq!(meant.as_ref().map(|meant| (&*meant.uid, meant.slip)), want, "{uid}");
        };
        check("system.windows.BUTTON", Some(("System.Windows.Button", Slip::Case)));
        check("System.Widows.Button", Some(("System.Windows.Button", Slip::Letter)));
        check("System.Windows.Buton", Some(("System.Windows.Button", Slip::Letter)));
        check("x.Positon.X", Some(("x.Position.X", Slip::Letter)));
        check("guide-instals", Some(("guide-install", Slip::Word)));
        check("guide-instal", Some(("guide-install", Slip::Letter)));
        check("guideinstall", Some(("guide-install", Slip::Near)));
        check("System.Window.Button", Some(("System.Windows.Button", Slip::Word)));
        check("System.Collections.List", None);
    }
}
