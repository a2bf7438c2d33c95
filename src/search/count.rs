//! Counts the words of pages, and which words are one to those who search.

use rayon::prelude::*;

use super::{
    stem::{stem, stemmer},
    table::Table,
    text::Text,
    words::{Depth, Form, Splitter, fold, is_noise},
};

/// The words of all pages.
#[derive(Default)]
pub(super) struct Counts {
    /// Every form in which a word is written, folded, sorted and once each.
    pub forms: Vec<Written>,
    /// By group: the form that stands for it.
    pub names: Vec<String>,
}

/// A form of a word, and the words that it is one with.
pub(super) struct Written {
    pub form: String,
    /// Index into [`Counts::names`].
    pub group: u32,
}

/// The words of one page.
#[derive(Default)]
pub(super) struct Page {
    /// Sorted by group, each once.
    pub counts: Vec<Count>,
    /// Words outside of the title, parts and pairs too.
    pub length: u32,
    /// Words of the title: halves, a part being one.
    pub title: u32,
}

/// How often a page holds a group of words: in one number beside the group, since there are millions.
#[derive(Clone, Copy, Default)]
pub(super) struct Count {
    pub group: u32,
    /// From the lowest bits on: halves in the title, halves in headings, quarters in prose and code.
    often: u32,
}

impl Count {
    const HEADING: u32 = 2;
    const BODY: u32 = 5;

    fn new(group: u32, title: u32, heading: u32, body: u32) -> Count {
        let body = body.min(u32::MAX >> Count::BODY);
        Count { group, often: title.min(3) | heading.min(7) << Count::HEADING | body << Count::BODY }
    }

    /// Halves, a part being one: 3 at most.
    pub fn title(self) -> u32 {
        self.often & 3
    }

    /// Halves: 7 at most.
    pub fn heading(self) -> u32 {
        self.often >> Count::HEADING & 7
    }

    /// Quarters, a word of code being one.
    pub fn body(self) -> u32 {
        self.often >> Count::BODY
    }

    fn add(&mut self, title: u32, heading: u32, body: u32) {
        *self = Count::new(self.group, self.title() + title, self.heading() + heading, self.body() + body);
    }
}

/// What stands before a word that is a name, and so has no other forms: no word holds it.
const NAME: char = '_';

/// Puts the words of all pages of a language into groups. Gives the pages with them, in the order of the parts.
pub(super) fn group_all(parts: Vec<Words>, lang: &str) -> (Counts, Vec<Page>) {
    let mut known = Table::default();
    let mut tables: Vec<Vec<u32>> = Vec::with_capacity(parts.len());
    let mut all: Vec<Vec<Page>> = Vec::with_capacity(parts.len());
    for part in parts {
        let mut table = vec![0; part.known.len()];
        part.known.all(&mut |word, at| {
            table[at as usize] = known.find(word).unwrap_or_else(|place| known.put(place, word));
        });
        tables.push(table);
        all.push(part.pages);
    }
    let (forms, names, groups) = group(known, lang);
    let mut pages: Vec<Page> = Vec::new();
    let mut lengths = Vec::new();
    for part in all {
        lengths.push(part.len());
        pages.extend(part);
    }
    let mut rest = &mut *pages;
    let mut by_part = Vec::new();
    for (length, table) in lengths.into_iter().zip(&tables) {
        let (own, others) = rest.split_at_mut(length);
        by_part.push((own, table));
        rest = others;
    }
    by_part.into_par_iter().for_each(|(pages, table)| {
        pages.par_iter_mut().for_each(|page| page.group(&|word| groups[table[word as usize] as usize]));
    });
    (Counts { forms, names }, pages)
}

/// Puts words with one stem into a group, named after its shortest form; of two as short the smaller one. Gives the
/// forms, the groups' names, and the group of each word.
fn group(known: Table, lang: &str) -> (Vec<Written>, Vec<String>, Vec<u32>) {
    let stemmer = stemmer(lang);
    let mut words = vec![Box::<str>::default(); known.len()];
    known.all(&mut |word, number| words[number as usize] = word.into());
    drop(known);
    let mut all: Vec<(String, String, u32)> = words
        .par_iter()
        .enumerate()
        .map(|(at, word)| match word.strip_prefix(NAME) {
            Some(name) => (fold(name), fold(name), at as u32),
            None => {
                let folded = fold(word);
                (stem(word, &folded, stemmer.as_ref()), folded, at as u32)
            }
        })
        .collect();
    all.par_sort_unstable_by(|(stem_a, a, at_a), (stem_b, b, at_b)| {
        let word = |at: &u32| &words[*at as usize];
        (stem_a, a.len(), a, word(at_a)).cmp(&(stem_b, b.len(), b, word(at_b)))
    });
    let mut names: Vec<String> = Vec::new();
    let mut groups = vec![0; words.len()];
    let mut forms: Vec<(bool, Written)> = Vec::with_capacity(all.len());
    let mut last: Option<String> = None;
    for (stem, form, at) in all {
        if last.as_ref() != Some(&stem) {
            names.push(form.clone());
            last = Some(stem);
        }
        let group = names.len() as u32 - 1;
        groups[at as usize] = group;
        forms.push((words[at as usize].starts_with(NAME), Written { form, group }));
    }
    // Accents may have told two groups apart that share a form, or one of them is a name: a name has it, else the first.
    forms.par_sort_unstable_by(|a, b| (&a.1.form, !a.0, a.1.group).cmp(&(&b.1.form, !b.0, b.1.group)));
    forms.dedup_by(|b, a| a.1.form == b.1.form);
    let forms = forms.into_iter().map(|(_, written)| written).collect();
    (forms, names, groups)
}

/// The words of pages, numbered by one table.
#[derive(Default)]
pub(super) struct Words {
    known: Table,
    /// By word: the place of its count on the page at hand, from 1 on.
    slots: Vec<u32>,
    splitter: Splitter,
    /// A word that is a name, with its sign.
    name: String,
    /// With the number of a word in place of a group, in the order of the words' first places.
    pages: Vec<Page>,
}

/// A part of a page that counts in its own way.
#[derive(Clone, Copy)]
enum Field {
    Title,
    /// The name of its file: what it is about in few words, and often in another language.
    Address,
    Heading,
    Prose,
    Code,
}

impl Words {
    /// Counts the words of a page.
    pub fn add(&mut self, text: &Text) {
        let Words { known, slots, splitter, name, pages } = self;
        let mut page = Page::default();
        for (part, field) in parts(text) {
            let depth = if matches!(field, Field::Code | Field::Address) { Depth::Whole } else { Depth::All };
            splitter.split(part, depth, &mut |word, form| {
                let word = match form {
                    Form::Name => {
                        name.clear();
                        name.push(NAME);
                        name.push_str(word);
                        &*name
                    }
                    _ => word,
                };
                let number = match known.find(word) {
                    Ok(number) => number,
                    Err(_) if is_noise(word) => return,
                    Err(place) => {
                        slots.push(0);
                        known.put(place, word)
                    }
                };
                let slot = &mut slots[number as usize];
                if *slot == 0 {
                    page.counts.push(Count { group: number, ..Count::default() });
                    *slot = page.counts.len() as u32;
                }
                page.add(*slot as usize - 1, field, form);
            });
        }
        for count in &page.counts {
            slots[count.group as usize] = 0;
        }
        page.counts.shrink_to_fit();
        pages.push(page);
    }
}

/// The parts of a page with what they are.
fn parts(text: &Text) -> impl Iterator<Item = (&str, Field)> {
    let name = Some((&*text.name, Field::Title)).filter(|_| text.name != text.title);
    let sections = text.sections.iter().flat_map(|section| {
        [(&*section.heading, Field::Heading), (&*section.text, Field::Prose), (&*section.code, Field::Code)]
    });
    let own = [(&*text.title, Field::Title), (stem_of(&text.url), Field::Address), (&*text.summary, Field::Prose)];
    own.into_iter().chain(name).chain(sections)
}

/// The name of a page's file, or of its folder where the file is named as all are; without what it begins with as its
/// folder does.
fn stem_of(url: &str) -> &str {
    let mut parts = url.rsplit('/').filter(|part| !part.is_empty() && *part != "index.html");
    let name = parts.next().filter(|name| !name.contains('%')).unwrap_or_default();
    let name = name.strip_suffix(".html").unwrap_or(name);
    let own = parts.next().and_then(|folder| name.strip_prefix(folder)).filter(|own| own.starts_with(['-', '_']));
    own.unwrap_or(name)
}

impl Page {
    fn add(&mut self, at: usize, field: Field, form: Form) {
        let halves = if form == Form::Part { 1 } else { 2 };
        let count = &mut self.counts[at];
        match field {
            Field::Title => {
                count.add(halves, 0, 0);
                self.title += halves;
                return;
            }
            Field::Address => return count.add(0, 1, 0),
            Field::Heading => count.add(0, halves, 0),
            Field::Prose => count.add(0, 0, halves * 2),
            Field::Code => count.add(0, 0, 1),
        }
        self.length += 1;
    }

    /// Puts groups in the place of words.
    fn group(&mut self, group: &impl Fn(u32) -> u32) {
        self.counts.iter_mut().for_each(|count| count.group = group(count.group));
        self.counts.sort_unstable_by_key(|count| count.group);
        self.counts.dedup_by(|next, kept| {
            let same = next.group == kept.group;
            if same {
                kept.add(next.title(), next.heading(), next.body());
            }
            same
        });
    }
}
