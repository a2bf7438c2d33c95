//! The files of words by their first letter, in which the client looks for what a misspelt word may mean.

use std::collections::{BTreeMap, HashMap};

use super::{
    count::{Counts, Written},
    encode::{front, string},
    rank::{Place, Postings},
    words::is_dense,
};

/// Words in all, and of one letter.
const WORDS: usize = 24_000;
const LETTER: usize = 2_500;

/// A word that is in no title or heading is on this many pages at least.
const PAGES: usize = 3;

/// The files of words, by first letter.
pub(super) fn letters(counts: &Counts, postings: &Postings) -> BTreeMap<char, Vec<u8>> {
    let mut words: Vec<Word> = counts.forms.iter().filter_map(|written| word(written, counts, postings)).collect();
    words.sort_unstable_by(|a, b| (b.in_title, b.pages, &a.form).cmp(&(a.in_title, a.pages, &b.form)));
    let mut taken: HashMap<char, usize> = HashMap::new();
    words.retain(|word| {
        let taken = taken.entry(word.letter).or_default();
        *taken += 1;
        *taken <= LETTER
    });
    words.truncate(WORDS);
    words.sort_unstable_by_key(|word| word.form);
    let mut files: BTreeMap<char, String> = BTreeMap::new();
    let mut last = "";
    for word in &words {
        if !last.starts_with(word.letter) {
            last = "";
        }
        let text = files.entry(word.letter).or_default();
        front(text, last, word.form);
        // How common it is, as a sign from `!` on.
        text.push((b'!' + word.pages.ilog2().min(14) as u8) as char);
        last = word.form;
    }
    files.into_iter().map(|(letter, words)| (letter, file(letter, &words))).collect()
}

struct Word<'a> {
    form: &'a str,
    letter: char,
    pages: usize,
    in_title: bool,
}

/// A word that may have been meant.
fn word<'a>(written: &'a Written, counts: &Counts, postings: &Postings) -> Option<Word<'a>> {
    let form = &*written.form;
    let length = form.chars().count();
    let digits = form.bytes().filter(u8::is_ascii_digit).count();
    if !(4..=24).contains(&length) || digits > 2 || !form.chars().all(|char| char.is_alphanumeric() && !is_dense(char))
    {
        return None;
    }
    let pages = postings.of(written.group).len();
    let is_name = counts.names[written.group as usize] == form;
    let place = postings.places[written.group as usize];
    if pages < PAGES && !(is_name && place > Place::Body) {
        return None;
    }
    Some(Word { form, letter: form.chars().next()?, pages, in_title: is_name && place == Place::Title })
}

fn file(letter: char, words: &str) -> Vec<u8> {
    let mut out = format!("docwrightSearch(\"l{}\",", letter as u32).into_bytes();
    string(&mut out, words);
    out.extend(b")\n");
    out
}
