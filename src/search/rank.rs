//! How much each word counts on each page: levels, from which the client computes an order.

use rayon::prelude::*;

use super::{
    Entry,
    count::{Count, Page},
};

/// Levels of how much a word counts on a page: 1 to this.
pub(super) const LEVELS: u8 = 24;

/// How fast more of the same word counts less.
const SATURATION: f32 = 2.0;

/// What once in the title and once in a heading count, in words of prose.
const TITLE: f32 = 6.0;
const HEADING: f32 = 4.0;

/// A heading counts this often at most.
const HEADINGS: f32 = 3.0;

/// What a word in the title and much of it elsewhere come to.
const FULL: f32 = 2.667;

/// A page that holds a group of words, and how much that counts: in one number, of which there are millions.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub(super) struct Posting(u32);

impl Posting {
    /// Bits of the level.
    const BITS: u32 = 5;

    /// `level` is 1 to [`LEVELS`].
    pub fn new(page: u32, level: u8) -> Posting {
        Posting(page << Self::BITS | u32::from(level))
    }

    pub fn page(self) -> u32 {
        self.0 >> Self::BITS
    }

    pub fn level(self) -> u8 {
        (self.0 & ((1 << Self::BITS) - 1)) as u8
    }
}

/// The best place of a group of words anywhere.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Debug)]
pub(super) enum Place {
    #[default]
    Body,
    Heading,
    Title,
}

/// The pages of every group of words.
pub(super) struct Postings {
    /// Of all groups, one after the other, by page in each.
    list: Vec<Posting>,
    /// By group: where its postings begin; one more at the end.
    starts: Vec<u32>,
    /// By group.
    pub places: Vec<Place>,
}

impl Postings {
    /// The pages of a group.
    pub fn of(&self, group: u32) -> &[Posting] {
        &self.list[self.starts[group as usize] as usize..self.starts[group as usize + 1] as usize]
    }
}

/// Ranks the words of pages, which are of so many groups.
pub(super) fn rank(pages: Vec<Page>, groups: usize, entries: &[Entry]) -> Postings {
    let number = pages.len().max(1) as f32;
    let sum = |length: fn(&Page) -> u32| pages.iter().map(|page| f64::from(length(page))).sum::<f64>() as f32;
    let average = (sum(|page| page.length) / number).max(1.0);
    let average_title = (sum(|page| page.title) / number).max(1.0);
    let levels: Vec<Vec<u8>> = pages
        .par_iter()
        .zip(entries)
        .map(|(page, entry)| {
            let length = 0.5 + 0.5 * page.length as f32 / average;
            let title = (0.8 + 0.2 * page.title as f32 / average_title).max(0.5);
            page.counts.iter().map(|count| level(*count, length, title, entry.boost)).collect()
        })
        .collect();
    let mut starts = vec![0_u32; groups + 1];
    let mut places = vec![Place::Body; groups];
    for count in pages.iter().flat_map(|page| &page.counts) {
        starts[count.group as usize + 1] += 1;
        let place = match (count.title(), count.heading()) {
            (1.., _) => Place::Title,
            (_, 1..) => Place::Heading,
            _ => Place::Body,
        };
        let best = &mut places[count.group as usize];
        *best = place.max(*best);
    }
    for at in 1..starts.len() {
        starts[at] += starts[at - 1];
    }
    let mut next = starts.clone();
    let mut list = vec![Posting::default(); *starts.last().unwrap_or(&0) as usize];
    for (page, (words, levels)) in pages.into_iter().zip(levels).enumerate() {
        for (count, level) in words.counts.iter().zip(levels) {
            let at = &mut next[count.group as usize];
            list[*at as usize] = Posting::new(page as u32, level);
            *at += 1;
        }
    }
    Postings { list, starts, places }
}

fn level(count: Count, length: f32, title: f32, boost: f32) -> u8 {
    let in_title = (count.title() as f32 / 2.0).min(1.0);
    let in_headings = (count.heading() as f32 / 2.0).min(HEADINGS);
    let weight = (count.body() as f32 / 4.0 + HEADING * in_headings + TITLE * in_title) / length;
    let score = (weight / (SATURATION + weight) + in_title / title) / FULL;
    quantised(score * boost)
}

/// A score of 0 to 1 as a level.
pub(super) fn quantised(score: f32) -> u8 {
    (score * f32::from(LEVELS)).ceil().clamp(1.0, f32::from(LEVELS)) as u8
}
