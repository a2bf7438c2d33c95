//! What has taken the place of something that is gone: by what git says, and by the similarity of contents.

use std::{
    collections::{BTreeSet, HashSet},
    sync::Arc,
};

use rayon::prelude::*;

use super::{
    Entry, inventory,
    likeness::{self, Sought},
    past::Gone,
};
use crate::{
    check::Context,
    page::{FileId, Page},
    source::Span,
};

/// A page or a place of one that something led to is probably this one.
#[derive(Clone, PartialEq, Debug)]
pub struct Proposal {
    pub page: FileId,
    /// Empty for the page itself.
    pub anchor: String,
    /// Where the anchor is, and in which file.
    pub place: Option<(FileId, Span)>,
    /// Whether nobody needs to look.
    pub sure: bool,
}

/// A page that is gone.
pub struct Lost<'a> {
    pub entry: &'a Entry,
    pub gone: Gone,
}

/// Least scores for a proposal, and for one that is sure.
const LEAST: f64 = 0.45;
const SURE: f64 = 0.75;
/// By how much the best must be better than the next.
const MARGIN: f64 = 0.1;

/// Proposes a page for each that is gone. `known` are the sources of pages that were there before.
pub fn pages(lost: &[Lost], known: &HashSet<&str>, context: &Context) -> Vec<Option<Proposal>> {
    if lost.is_empty() {
        return Vec::new();
    }
    let text = |lost: &Lost| lost.gone.page.as_ref().map(|page| body(page).to_owned()).unwrap_or_default();
    let texts: Vec<String> = lost.iter().map(text).collect();
    let sought = Sought::new(texts.iter().map(String::as_str));
    let candidates: Vec<(FileId, &Page)> = inventory::pages(context).collect();
    let scores: Vec<Vec<(f64, FileId)>> = candidates
        .par_iter()
        .map(|(id, page)| {
            let (shared, size) = sought.shared(body(page));
            let own =
                Own { path: context.files.get(*id).path.as_str(), title: context.index.title(*id, context.files) };
            let score = |at: usize| {
                let content = likeness::alike(shared[at], sought.sizes[at], size);
                (own.score(&lost[at], content, known, || inventory::anchors(context, *id)), *id)
            };
            (0..lost.len()).map(score).collect()
        })
        .collect();
    let of = |at: usize| {
        let page = |page| Proposal { page, anchor: String::new(), place: None, sure: true };
        if let Some(moved) = lost[at].gone.moved.as_deref().and_then(|path| context.files.find(path))
            && candidates.iter().any(|(id, _)| *id == moved)
        {
            return Some(page(moved));
        }
        let (score, id) = likeness::best(scores.iter().map(|scores| scores[at]), LEAST, MARGIN)?;
        Some(Proposal { sure: score >= SURE, ..page(id) })
    };
    (0..lost.len()).map(of).collect()
}

/// A page that may have taken another's place.
struct Own<'a> {
    path: &'a str,
    title: String,
}

impl Own<'_> {
    fn score(&self, lost: &Lost, content: f64, known: &HashSet<&str>, anchors: impl Fn() -> Vec<String>) -> f64 {
        let Entry { title, source, anchors: old, .. } = lost.entry;
        let names = likeness::of_titles(stem(source), stem(self.path));
        let same_name = name(source).eq_ignore_ascii_case(name(self.path)) && likeness::words(stem(source)).len() > 1;
        let titles = if title.is_empty() { names } else { likeness::of_titles(title, &self.title) };
        let new = if known.contains(self.path) { 0.0 } else { 0.05 };
        if lost.gone.page.is_some() {
            return if content < 0.2 { 0.0 } else { 0.75 * content + 0.1 * titles + 0.1 * names + new };
        }
        // Without the old text, what the inventory says of it: its title, its anchors, its name.
        if titles < 0.75 && !same_name {
            return 0.0;
        }
        let ids = if old.len() < 2 {
            0.0
        } else {
            let own = anchors();
            let own: HashSet<&str> = own.iter().map(String::as_str).collect();
            likeness::alike(old.iter().filter(|id| own.contains(id.as_str())).count(), old.len(), own.len())
        };
        0.3 * titles + 0.3 * names + 0.3 * ids + new
    }
}

/// Proposes a place for each of the anchors that are gone from a page: `before` are the files as they were when they had
/// it, `now` is the page where they are looked for.
pub fn anchors(
    lost: &[(&str, Option<Arc<Page>>)],
    entry: &Entry,
    now: FileId,
    context: &Context,
) -> Vec<Option<Proposal>> {
    let sections = sections(now, context);
    let old: HashSet<&str> = entry.anchors.iter().map(String::as_str).collect();
    let gone: BTreeSet<&str> = lost.iter().map(|(id, _)| *id).collect();
    lost.iter().map(|(id, page)| anchor(id, page.as_deref(), entry, now, &sections, &old, &gone, context)).collect()
}

#[expect(clippy::too_many_arguments, reason = "all of it is looked at for each anchor")]
fn anchor(
    id: &str,
    page: Option<&Page>,
    entry: &Entry,
    now: FileId,
    sections: &[Section],
    old: &HashSet<&str>,
    gone: &BTreeSet<&str>,
    context: &Context,
) -> Option<Proposal> {
    let proposal = |section: &Section, sure| Proposal {
        page: now,
        anchor: section.id.to_owned(),
        place: Some((section.file, section.span)),
        sure,
    };
    let was = page.and_then(|page| was(page, id));
    let (title, text) = match &was {
        Some(was) => (was.title.as_str(), was.text.as_str()),
        None => (id, ""),
    };
    // Anchors around it, of those that are still there.
    let at = entry.anchors.iter().position(|known| known == id);
    let is_there = |id: &&String| !gone.contains(id.as_str());
    let before = at.and_then(|at| entry.anchors[..at].iter().rev().find(is_there));
    let after = at.and_then(|at| entry.anchors[at + 1..].iter().find(is_there));
    let scores = sections.iter().enumerate().map(|(at, section)| {
        let content = if text.is_empty() { 0.0 } else { likeness::of_texts(text, section.text) };
        let titles = likeness::of_titles(title, &section.title).max(likeness::of_titles(id, section.id));
        let new = !old.contains(section.id);
        // Another old section cannot be this one renamed; it may hold its text now.
        if !new && content < 0.6 {
            return (0.0, at);
        }
        let is = |id: Option<&String>, at: Option<usize>| {
            let found = at.and_then(|at| sections.get(at)).map(|section| section.id);
            f64::from(u8::from(new && id.map(String::as_str) == found))
        };
        let around = 0.125 * (is(before, at.checked_sub(1)) + is(after, Some(at + 1)));
        (0.5 * content + 0.3 * titles + around, at)
    });
    if let Some((score, at)) = likeness::best(scores, 0.4, MARGIN) {
        let section = &sections[at];
        return Some(proposal(section, score >= 0.6 && !old.contains(section.id)));
    }
    // The whole section may be on another page: one that alone has the id.
    if likeness::words(id).len() >= 2
        && let [only] = context.index.holders(id)
        && context.files.get(*only).role == crate::files::Role::Page
        && *only != now
    {
        let there = sections_of(*only, context);
        let section = there.iter().find(|section| section.id == id)?;
        let alike = if text.is_empty() { 0.0 } else { likeness::of_texts(text, section.text) };
        let place = Some((section.file, section.span));
        return (alike >= 0.4).then(|| Proposal { page: *only, anchor: id.to_owned(), place, sure: alike >= 0.7 });
    }
    // An anchor that is no heading: the heading above it, where that is still there.
    let above = was.filter(|was| !was.heading)?.above?;
    sections.iter().find(|section| section.id == above).map(|section| proposal(section, false))
}

/// A heading of a page as it is now, with what stands under it.
struct Section<'a> {
    id: &'a str,
    title: String,
    text: &'a str,
    file: FileId,
    span: Span,
}

/// The sections of a page and of all that it includes.
fn sections<'a>(page: FileId, context: &Context<'a>) -> Vec<Section<'a>> {
    context.index.reachable(page).into_iter().flat_map(|file| sections_of(file, context)).collect()
}

fn sections_of<'a>(file: FileId, context: &Context<'a>) -> Vec<Section<'a>> {
    let index = context.index;
    let Some(page) = index.page(file) else { return Vec::new() };
    let headings = &page.outline.headings;
    let one = |(at, heading): (usize, &'a crate::page::Heading)| {
        let end = headings.get(at + 1).map_or(page.source.text.len() as u32, |next| next.span.start);
        let text = page.text(Span { start: heading.span.end, end: end.max(heading.span.end) });
        Section { id: &heading.id, title: heading.text.to_string(), text, file, span: heading.span }
    };
    headings.iter().enumerate().map(one).collect()
}

/// What an anchor was.
struct Was {
    title: String,
    text: String,
    heading: bool,
    /// The id of the heading above it.
    above: Option<String>,
}

fn was(page: &Page, id: &str) -> Option<Was> {
    let headings = &page.outline.headings;
    let end = |at: usize| headings.get(at).map_or(page.source.text.len() as u32, |next| next.span.start);
    if let Some(at) = headings.iter().position(|heading| &*heading.id == id) {
        let heading = &headings[at];
        let text = page.text(Span { start: heading.span.end, end: end(at + 1).max(heading.span.end) });
        return Some(Was { title: heading.text.to_string(), text: text.to_owned(), heading: true, above: None });
    }
    let anchor = page.outline.anchors.iter().find(|anchor| &*anchor.id == id)?;
    let next = headings.partition_point(|heading| heading.span.start <= anchor.span.start);
    let text = page.text(Span { start: anchor.span.end, end: end(next).max(anchor.span.end) });
    let above = next.checked_sub(1).map(|at| headings[at].id.to_string());
    Some(Was { title: id.to_owned(), text: text.to_owned(), heading: false, above })
}

fn body(page: &Page) -> &str {
    page.source.text.get(page.front_matter.body_start as usize..).unwrap_or_default()
}

fn name(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

/// A file's name without its extension; the folder's for an index.
fn stem(path: &str) -> &str {
    let stem = path.rfind('.').filter(|&at| !path[at..].contains('/')).map_or(path, |at| &path[..at]);
    let (folder, own) = stem.rsplit_once('/').unwrap_or(("", stem));
    if own.eq_ignore_ascii_case("index") && !folder.is_empty() { name(folder) } else { own }
}
