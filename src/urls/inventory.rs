//! The inventory of the site at hand.

use std::collections::HashSet;

use super::{Entry, Inventory};
use crate::{
    check::{
        Context,
        leads::{self, Destination},
    },
    files::role,
    page::{FileId, Page},
    plan::Output,
    url,
};

/// Every address of a site. Pages that lead on are redirects.
pub fn of(context: &Context) -> Inventory {
    let mut out = Inventory::default();
    for (id, page) in pages(context) {
        let Some(address) = address(context, id) else { continue };
        if let Some(to) = leads::of_front_matter(context, id, page) {
            out.redirects.insert(address, written(context, &to));
            continue;
        }
        let monikers = context.variants.choices(id).and_then(|choices| {
            let names = choices.own.as_ref()?.iter().map(|&at| choices.monikers.list[at as usize].name.to_string());
            Some(names.collect())
        });
        let entry = Entry {
            title: context.index.title(id, context.files),
            source: context.files.get(id).path.to_string(),
            anchors: anchors(context, id),
            monikers: monikers.unwrap_or_default(),
        };
        out.urls.insert(address, entry);
    }
    for (address, path) in sources(context) {
        if let Some(to) = leads::of_source(context, path) {
            out.redirects.insert(address, written(context, &to));
        }
    }
    for redirect in &context.redirects.fragments {
        let address = match context.files.find(redirect.source.as_str()).and_then(|id| address(context, id)) {
            Some(address) => Some(address),
            None => source_output(context, &redirect.source.as_str().into()).map(|output| address_of(context, &output)),
        };
        if let (Some(address), Some(to)) = (address, leads::of_fragment(context, redirect)) {
            out.redirects.insert(format!("{address}#{}", redirect.fragment), written(context, &to));
        }
    }
    out
}

/// The pages of the site.
pub fn pages<'a>(context: &Context<'a>) -> impl Iterator<Item = (FileId, &'a Page)> {
    let (files, index) = (context.files, context.index);
    let all = (0..files.list.len() as u32).map(FileId);
    all.filter(move |id| files.get(*id).is_page()).filter_map(move |id| Some((id, &**index.page(id)?)))
}

/// The address of a page, relative to the site's root.
pub fn address(context: &Context, id: FileId) -> Option<String> {
    Some(address_of(context, context.files.get(id).output.as_deref()?))
}

fn address_of(context: &Context, output: &str) -> String {
    url::address(output, context.config.urls)
}

/// An address that a redirect leads to, as the inventory has it.
pub fn written(context: &Context, to: &Destination) -> String {
    match to {
        Destination::Page(id, suffix) => match address(context, *id) {
            Some(address) => address + suffix,
            None => context.files.get(*id).path.to_string(),
        },
        Destination::Away(address) => address.clone(),
    }
}

/// Addresses at which pages lead on, with the paths of the pages that were.
fn sources<'a>(context: &Context<'a>) -> impl Iterator<Item = (String, &'a str)> {
    let (plan, redirects, urls) = (context.plan, context.redirects, context.config.urls);
    plan.outputs.iter().filter_map(move |(output, what)| match what {
        Output::Redirect(at) => {
            Some((url::address(output.as_str(), urls), redirects.list[*at as usize].source.as_str()))
        }
        _ => None,
    })
}

/// Where a page that is not there would be written.
fn source_output(context: &Context, path: &crate::source::SitePath) -> Option<String> {
    role::page_output_of(path, context.config, &|_| true)
}

/// What a fragment can lead to on a page, with all that it includes, in the order of the page and each once.
pub fn anchors(context: &Context, id: FileId) -> Vec<String> {
    let mut walk = Walk { context, seen: HashSet::new(), walked: HashSet::new(), out: Vec::new() };
    walk.file(id);
    walk.out
}

struct Walk<'a, 'c> {
    context: &'a Context<'c>,
    seen: HashSet<&'c str>,
    /// A second time adds nothing, and what includes itself has an end.
    walked: HashSet<FileId>,
    out: Vec<String>,
}

impl<'c> Walk<'_, 'c> {
    fn file(&mut self, id: FileId) {
        let index = self.context.index;
        let Some(page) = index.page(id).filter(|_| self.walked.insert(id)) else { return };
        let headings = page.outline.headings.iter().map(|heading| (heading.span.start, Part::Id(&heading.id)));
        let anchors = page.outline.anchors.iter().map(|anchor| (anchor.span.start, Part::Id(&anchor.id)));
        let places = index.include_places.get(id.0 as usize).map_or(&[][..], |places| places);
        let includes = places.iter().map(|(to, span)| (span.start, Part::File(*to)));
        let mut parts: Vec<(u32, Part)> = headings.chain(anchors).chain(includes).collect();
        parts.sort_by_key(|(start, _)| *start);
        for (_, part) in parts {
            match part {
                Part::Id(id) => {
                    if self.seen.insert(id) {
                        self.out.push(id.to_owned());
                    }
                }
                Part::File(to) => self.file(to),
            }
        }
    }
}

enum Part<'a> {
    Id(&'a str),
    File(FileId),
}
