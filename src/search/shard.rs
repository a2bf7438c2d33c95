//! The files of words: sorted, cut where they are long enough, each word with its pages.

use std::collections::HashSet;

use rayon::prelude::*;

use super::{
    count::Counts,
    encode::{byte_of, front, number, shared, string},
    rank::{LEVELS, Posting, Postings, quantised},
};

/// A file is as long as a thousandth of everything, within these bounds in characters.
const SHORTEST: usize = 3500;
const LONGEST: usize = 16000;

/// Pages of a prefix.
const PREFIX_PAGES: usize = 96;

/// The files of words.
pub(super) struct Shards {
    /// By number.
    pub files: Vec<Vec<u8>>,
    /// For each file but the first, what tells its words from those before it.
    pub separators: Vec<String>,
}

/// A line of a file.
struct Entry {
    word: String,
    kind: EntryKind,
}

enum EntryKind {
    /// Encoded pages.
    Pages(Vec<u8>),
    /// Another form of a group, by the number of the latter.
    Alias(u32),
}

impl Entry {
    /// Characters in a file, about.
    fn size(&self) -> usize {
        match &self.kind {
            EntryKind::Pages(pages) => pages.len() + self.word.len() / 2 + 2,
            EntryKind::Alias(_) => self.word.len() / 2 + 3,
        }
    }
}

/// Writes the files of words.
pub(super) fn shards(counts: &Counts, postings: &Postings) -> Shards {
    let mut entries: Vec<Entry> = counts
        .forms
        .par_iter()
        .map(|written| {
            let kind = match counts.names[written.group as usize] == written.form {
                true => EntryKind::Pages(encoded(postings.of(written.group))),
                false => EntryKind::Alias(written.group),
            };
            Entry { word: written.form.clone(), kind }
        })
        .collect();
    let total: usize = entries.iter().map(Entry::size).sum();
    let budget = (total / 1000).clamp(SHORTEST, LONGEST);
    let sizes: Vec<usize> = entries.iter().map(Entry::size).collect();
    let wide = wide_prefixes(counts, &sizes, 3 * budget);
    let scores = || vec![0.0; counts.pages.len()];
    let prefixes = wide.into_par_iter().map_init(scores, |scores, prefix| entry_of(&prefix, counts, postings, scores));
    let prefixes: Vec<Entry> = prefixes.collect();
    entries.extend(prefixes);
    entries.par_sort_unstable_by(|a, b| a.word.cmp(&b.word));
    let mut starts = vec![0];
    let mut length = 0;
    for (at, entry) in entries.iter().enumerate() {
        if length > 0 && length + entry.size() > budget {
            starts.push(at);
            length = 0;
        }
        length += entry.size();
    }
    let separator = |start: &usize| {
        let (before, first) = (&entries[start - 1].word, &entries[*start].word);
        first[..byte_of(first, shared(before, first) + 1)].to_owned()
    };
    let separators = starts[1..].iter().map(separator).collect();
    let ends = starts[1..].iter().copied().chain([entries.len()]);
    let ranges: Vec<(usize, usize)> = starts.iter().copied().zip(ends).collect();
    let files = ranges
        .into_par_iter()
        .enumerate()
        .map(|(number, (start, end))| file(number, &entries[start..end], &counts.names))
        .collect();
    Shards { files, separators }
}

fn file(number: usize, entries: &[Entry], names: &[String]) -> Vec<u8> {
    let mut words = String::new();
    let mut pages = Vec::<u8>::new();
    let mut last = "";
    for entry in entries {
        front(&mut words, last, &entry.word);
        last = &entry.word;
        match &entry.kind {
            EntryKind::Pages(encoded) => pages.extend(encoded),
            EntryKind::Alias(group) => {
                words.push('!');
                front(&mut words, &entry.word, &names[*group as usize]);
            }
        }
    }
    let mut out = format!("docwrightSearch(\"t{number}\",").into_bytes();
    string(&mut out, &words);
    out.extend(b",\"");
    out.extend(pages);
    out.extend(b"\")\n");
    out
}

/// Pages by level, the highest first: how many in all; then for each level the level, how many, and the distance of each
/// page from the one before.
fn encoded(postings: &[Posting]) -> Vec<u8> {
    let mut out = Vec::with_capacity(postings.len() + 4);
    number(&mut out, postings.len() as u32);
    let mut levels = [0_u32; LEVELS as usize + 1];
    for posting in postings {
        levels[usize::from(posting.level)] += 1;
    }
    let mut left = postings.len() as u32;
    for level in (1..=LEVELS).rev() {
        let count = levels[usize::from(level)];
        if count == 0 {
            continue;
        }
        number(&mut out, u32::from(level));
        // Where one is left, there is nothing to say.
        if left > 1 {
            number(&mut out, count);
        }
        let mut last = 0;
        for posting in postings.iter().filter(|posting| posting.level == level) {
            number(&mut out, posting.page - last);
            last = posting.page;
        }
        left -= count;
    }
    out
}

/// A prefix, with the range of the forms that begin with it.
struct Prefix {
    text: String,
    start: usize,
    end: usize,
}

/// The prefixes whose words together are longer than can be loaded while someone types.
fn wide_prefixes(counts: &Counts, sizes: &[usize], limit: usize) -> Vec<Prefix> {
    let forms = &counts.forms;
    let mut out = Vec::new();
    // Ranges of forms, with the bytes that they share.
    let mut next = vec![(0, forms.len(), 0)];
    while let Some((from, to, shared)) = next.pop() {
        let mut start = from;
        while start < to {
            let Some(char) = forms[start].form[shared..].chars().next() else {
                start += 1;
                continue;
            };
            let text = &forms[start].form[..shared + char.len_utf8()];
            let end = start + forms[start..to].partition_point(|written| written.form.starts_with(text));
            if sizes[start..end].iter().sum::<usize>() > limit {
                out.push(Prefix { text: text.to_owned(), start, end });
                next.push((start, end, text.len()));
            }
            start = end;
        }
    }
    out
}

/// The line of a prefix: the best pages of its words. `scores` has a zero for each page, before and after.
fn entry_of(prefix: &Prefix, counts: &Counts, postings: &Postings, scores: &mut [f32]) -> Entry {
    let length = prefix.text.chars().count() as f32;
    let most = counts.pages.len() / 2;
    let mut scored: Vec<u32> = Vec::new();
    let mut seen = HashSet::new();
    for written in &counts.forms[prefix.start..prefix.end] {
        let pages = postings.of(written.group);
        if !seen.insert(written.group) || pages.len() > most {
            continue;
        }
        let close = 0.5 + 0.5 * length / written.form.chars().count() as f32;
        let weight = close * (1.0 + pages.len() as f32).ln();
        let mut pages: Vec<&Posting> = pages.iter().collect();
        if pages.len() > PREFIX_PAGES {
            pages.select_nth_unstable_by_key(PREFIX_PAGES - 1, |posting| (u8::MAX - posting.level, posting.page));
            pages.truncate(PREFIX_PAGES);
        }
        for posting in pages {
            let score = f32::from(posting.level) * weight;
            let known = &mut scores[posting.page as usize];
            if *known == 0.0 {
                scored.push(posting.page);
            }
            *known = known.max(score);
        }
    }
    let mut best: Vec<(u32, f32)> =
        scored.into_iter().map(|page| (page, std::mem::take(&mut scores[page as usize]))).collect();
    best.sort_unstable_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
    best.truncate(PREFIX_PAGES);
    let top = best.first().map_or(1.0, |best| best.1);
    let mut pages: Vec<Posting> =
        best.into_iter().map(|(page, score)| Posting { page, level: quantised(score / top) }).collect();
    pages.sort_unstable_by_key(|posting| posting.page);
    Entry { word: format!("{}*", prefix.text), kind: EntryKind::Pages(encoded(&pages)) }
}
