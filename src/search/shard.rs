//! The files of words: sorted, cut where they are long enough, each word with its pages.

use std::collections::HashSet;

use rayon::prelude::*;

use super::{
    count::Counts,
    encode::{byte_of, front, number, shared, string},
    facet::Facet,
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

/// Writes the files of words of so many pages, with the pages of facets.
pub(super) fn shards(counts: &Counts, postings: &Postings, facets: &[Facet], pages: usize) -> Shards {
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
    let scores = || vec![0.0; pages];
    let prefixes = wide.into_par_iter().map_init(scores, |scores, prefix| entry_of(&prefix, counts, postings, scores));
    let prefixes: Vec<Entry> = prefixes.collect();
    entries.extend(prefixes);
    entries.extend(facets.iter().flat_map(facet_entries));
    entries.par_sort_unstable_by(|a, b| a.word.cmp(&b.word));
    let starts = cuts(&entries, budget);
    let separator = |start: &usize| separator(&entries, *start).to_owned();
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

/// What tells the words from one on from those before it.
fn separator(entries: &[Entry], start: usize) -> &str {
    let (before, first) = (&entries[start - 1].word, &entries[start].word);
    &first[..byte_of(first, shared(before, first) + 1)]
}

/// Where files begin. They are about as long as the budget: within a third of it, where the separator is shortest, since
/// everyone who searches loads all of those. What is longer than that stands alone.
fn cuts(entries: &[Entry], budget: usize) -> Vec<usize> {
    let (least, most) = (budget * 2 / 3, budget * 4 / 3);
    let mut starts = vec![0];
    let mut start = 0;
    loop {
        let (mut length, mut best) = (0, None);
        let mut at = start;
        while at < entries.len() && (at == start || length + entries[at].size() <= most) {
            length += entries[at].size();
            at += 1;
            if length >= least && at < entries.len() {
                let rank = (separator(entries, at).len(), length.abs_diff(budget));
                if best.is_none_or(|(known, _)| rank < known) {
                    best = Some((rank, at));
                }
            }
        }
        if at == entries.len() {
            return starts;
        }
        start = best.map_or(at, |(_, at)| at);
        starts.push(start);
    }
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
    let mut ends = [0_usize; LEVELS as usize + 2];
    for posting in postings {
        ends[usize::from(posting.level())] += 1;
    }
    for level in (1..=usize::from(LEVELS)).rev() {
        ends[level] += ends[level + 1];
    }
    // Where each level begins: the highest one first.
    let mut next = [0_usize; LEVELS as usize + 1];
    next.copy_from_slice(&ends[1..]);
    let mut pages = vec![0_u32; postings.len()];
    for posting in postings {
        let at = &mut next[usize::from(posting.level())];
        pages[*at] = posting.page();
        *at += 1;
    }
    for level in (1..=usize::from(LEVELS)).rev() {
        let own = &pages[ends[level + 1]..ends[level]];
        if own.is_empty() {
            continue;
        }
        number(&mut out, level as u32);
        // Where one is left, there is nothing to say.
        if pages.len() - ends[level + 1] > 1 {
            number(&mut out, own.len() as u32);
        }
        let mut last = 0;
        for page in own {
            number(&mut out, page - last);
            last = *page;
        }
    }
    out
}

/// A line for each value of a facet: no word has a `=`.
fn facet_entries(facet: &Facet) -> impl Iterator<Item = Entry> {
    facet.values.iter().enumerate().map(|(at, value)| {
        let pages: Vec<Posting> = value.pages.iter().map(|page| Posting::new(*page, 1)).collect();
        Entry { word: format!("={}{at}", facet.sign), kind: EntryKind::Pages(encoded(&pages)) }
    })
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
    let most = scores.len() / 2;
    let mut scored: Vec<u32> = Vec::new();
    let mut seen = HashSet::new();
    for written in &counts.forms[prefix.start..prefix.end] {
        let pages = postings.of(written.group);
        if !seen.insert(written.group) || pages.len() > most {
            continue;
        }
        let close = 0.5 + 0.5 * length / written.form.chars().count() as f32;
        let weight = close * (1.0 + pages.len() as f32).ln();
        let mut pages: Vec<Posting> = pages.to_vec();
        if pages.len() > PREFIX_PAGES {
            pages.select_nth_unstable_by_key(PREFIX_PAGES - 1, |posting| (u8::MAX - posting.level(), posting.page()));
            pages.truncate(PREFIX_PAGES);
        }
        for posting in pages {
            let score = f32::from(posting.level()) * weight;
            let known = &mut scores[posting.page() as usize];
            if *known == 0.0 {
                scored.push(posting.page());
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
        best.into_iter().map(|(page, score)| Posting::new(page, quantised(score / top))).collect();
    pages.sort_unstable();
    Entry { word: format!("{}*", prefix.text), kind: EntryKind::Pages(encoded(&pages)) }
}
