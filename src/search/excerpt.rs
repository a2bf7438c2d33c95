//! The files of pages' texts, from which results are shown.

use rayon::prelude::*;

use super::{
    Entry,
    encode::string,
    text::{Section, Text},
};

/// Bytes of text that a page may hold, code too. Nearly all of an index is these texts.
const PAGE: usize = 3400;

/// Bytes of headings down to the deepest level that is shown; those of level 2 may come to twice as much.
const HEADINGS: usize = 6000;

/// Bytes of code that a section may hold.
const CODE: usize = 200;

/// Where sections would have fewer bytes than this, the deepest ones have none.
const LEAST: usize = 100;

/// Average bytes of a file that the number of pages in each aims at.
const FILE: f32 = 3000.0;

/// How many pages a file holds where the project does not say it.
pub(super) fn group(entries: &[Entry]) -> usize {
    let average = entries.iter().map(|entry| entry.length).sum::<usize>() as f32 / entries.len().max(1) as f32;
    (FILE / average.max(1.0)).round().clamp(1.0, 8.0) as usize
}

/// The bytes of a page's text.
pub(super) fn length(text: &Text) -> usize {
    text.sections.iter().map(|section| section.text.len() + section.code.len()).sum()
}

/// The files of pages' texts, `group` pages in each. The pages give theirs away.
pub(super) fn excerpts(entries: &mut [Entry], group: usize) -> Vec<Vec<u8>> {
    entries
        .par_chunks_mut(group)
        .enumerate()
        .map(|(number, entries)| {
            let length = entries.iter().map(|entry| entry.excerpt.len() + 3).sum::<usize>();
            let mut out = Vec::with_capacity(length + 32);
            out.extend(format!("docwrightSearch(\"p{number}\",[").bytes());
            for (at, entry) in entries.iter_mut().enumerate() {
                out.extend_from_slice(if at == 0 { b"[" } else { b",[" });
                out.extend(std::mem::take(&mut entry.excerpt));
                out.push(b']');
            }
            out.extend(b"])\n");
            out
        })
        .collect()
}

/// What is shown of a page.
pub(super) fn excerpt(text: &Text) -> Vec<u8> {
    let mut out = Vec::new();
    page(&mut out, text);
    out.shrink_to_fit();
    out
}

/// Address, title, the way to it; then for each section level, id, heading and text, with its code behind a line end.
fn page(out: &mut Vec<u8>, text: &Text) {
    for part in [&text.url, &text.title, &text.way] {
        string(out, part);
        out.push(b',');
    }
    out.pop();
    let (depth, length) = lengths(&text.sections);
    let headings = headings(&text.sections);
    let mut left = 2 * HEADINGS;
    for section in &text.sections {
        let heading = heading_length(section);
        if section.level > headings || heading > left {
            continue;
        }
        left -= heading;
        out.extend(format!(",{},", section.level).bytes());
        string(out, &section.id);
        out.push(b',');
        string(out, &section.heading);
        out.push(b',');
        let length = if section.level <= depth { length } else { 0 };
        // A page without an introduction is introduced by what it says of itself.
        let prose = if section.level == 1 && section.text.is_empty() { &text.summary } else { &section.text };
        let prose = cut(prose, length);
        let code = cut(&section.code, CODE.min(length - prose.len()));
        match code {
            "" => string(out, prose),
            code => string(out, &[prose, "\n", code].concat()),
        }
    }
}

/// The deepest level whose sections have text, and how much of it each may have: as much for all, so that none is lost
/// behind long ones.
fn lengths(sections: &[Section]) -> (u8, usize) {
    let mut depth = 6;
    loop {
        let length = fill(sections, depth);
        if length >= LEAST || depth == 1 {
            return (depth, length);
        }
        depth -= 1;
    }
}

/// The bytes that each section down to a level may have, so that all together have those of a page.
fn fill(sections: &[Section], depth: u8) -> usize {
    let mut lengths: Vec<usize> = sections
        .iter()
        .filter(|section| section.level <= depth)
        .map(|section| section.text.len() + section.code.len().min(CODE))
        .collect();
    lengths.sort_unstable();
    let (mut left, mut count) = (PAGE, lengths.len());
    for length in lengths {
        if length * count > left {
            return left / count;
        }
        left -= length;
        count -= 1;
    }
    PAGE
}

/// The deepest level whose headings are shown.
fn headings(sections: &[Section]) -> u8 {
    let length =
        |depth: u8| sections.iter().filter(|section| section.level <= depth).map(heading_length).sum::<usize>();
    (2..=6).rev().find(|&depth| depth == 2 || length(depth) <= HEADINGS).unwrap_or(2)
}

fn heading_length(section: &Section) -> usize {
    section.id.len() + section.heading.len() + 12
}

/// A text of at most so many bytes.
fn cut(text: &str, length: usize) -> &str {
    let mut end = length.min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn section(level: u8, length: usize) -> Section {
        Section { level, id: "i".into(), heading: "h".into(), text: "x".repeat(length), code: String::new() }
    }

    #[test]
    fn long_pages_keep_something_of_every_section() {
        let check = |lengths: &[(u8, usize)], want: (u8, usize)| {
            let sections: Vec<Section> = lengths.iter().map(|&(level, length)| section(level, length)).collect();
            assert_eq!(super::lengths(&sections), want, "{lengths:?}");
        };
        check(&[(1, 100), (2, 200)], (6, PAGE));
        check(&[(1, 10_000), (2, 1000), (2, 10_000)], (6, 1200));
        let mut many = vec![(1, 500); 1];
        many.extend([(3, 500); 60]);
        check(&many, (2, PAGE));
        check(&[(1, 500); 100], (1, 34));
    }

    #[test]
    fn a_page_never_holds_more_than_its_budgets() {
        let text = Text { sections: vec![section(2, 40); 3000], ..Text::default() };
        let length = excerpt(&text).len();
        assert!(length < 2 * HEADINGS + PAGE + 10_000, "{length}");
        assert_eq!(cut("aéb", 2), "a");
    }
}
