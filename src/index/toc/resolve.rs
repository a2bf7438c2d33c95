//! All tables of contents of a site: where their entries lead, and which holds which.

use std::{
    cell::RefCell,
    collections::{BTreeMap, HashMap, HashSet},
    sync::Arc,
};

use super::{
    DEPTH_LIMIT, RawItem, RawToc, Toc, TocItem, TocLink, TocTarget, Tocs, Written,
    address::{Addresses, Lead, home},
    uid::Looked,
    words,
};
use crate::{
    diagnostic::Diagnostic,
    files::Files,
    index::redirects::Redirects,
    page::FileId,
    rules,
    source::{SitePath, Source, Span},
    url,
};

/// Entries that one table of contents may have in all, where others hold others again and again.
const ITEM_LIMIT: usize = 500_000;

/// An entry with its addresses looked up.
struct Entry {
    name: String,
    display_name: Option<String>,
    /// Where `href` leads.
    href: Lead,
    /// Where `topicHref` leads.
    topic: Lead,
    /// Where `tocHref` leads.
    toc: Lead,
    expanded: bool,
    entries: Vec<Entry>,
    span: Span,
    /// `href`, else where the entry begins: where findings about what it holds are told.
    href_span: Span,
}

/// Looks all addresses up and puts tables of contents into those that hold them. `raw` is every `toc.yml` and `toc.md` of
/// the site, `docset_root` the folder that `~/` means in a file, `title` the title of a page, `uid` what
/// looks a uid up that a file names.
pub fn build(
    mut raw: Vec<(FileId, Arc<Source>, RawToc)>,
    files: &Files,
    redirects: &Redirects,
    docset_root: &dyn Fn(FileId) -> SitePath,
    title: &dyn Fn(FileId) -> Option<String>,
    uid: &dyn Fn(FileId, &Written) -> Looked,
) -> (Tocs, Vec<Diagnostic>) {
    raw.sort_by_key(|(file, ..)| *file);
    let mut found = Vec::new();
    let addresses = Addresses::new(raw.iter().map(|(file, ..)| *file), files, redirects);
    let unchecked = RefCell::default();
    let read: Vec<Vec<Entry>> = raw
        .iter()
        .map(|(file, source, toc)| {
            let root = docset_root(*file);
            let uid = &|written: &Written| uid(*file, written);
            let reader = Reader {
                source,
                root: root.as_str(),
                addresses: &addresses,
                title,
                file: *file,
                uid,
                unchecked: &unchecked,
            };
            entries(&toc.items, &reader, &mut found)
        })
        .collect();
    let mut site = Site {
        files,
        raw: &raw,
        read: &read,
        first: vec![First::Unknown; raw.len()],
        told: HashSet::new(),
        found: Vec::new(),
    };
    let mut tocs = site.tocs();
    tocs.unchecked = unchecked.into_inner();
    found.append(&mut site.found);
    (tocs, found)
}

/// What the entries of one file are looked up with.
struct Reader<'a, 'b> {
    source: &'a Source,
    root: &'a str,
    addresses: &'a Addresses<'b>,
    title: &'a dyn Fn(FileId) -> Option<String>,
    file: FileId,
    uid: &'a dyn Fn(&Written) -> Looked,
    /// See [`Tocs::unchecked`].
    unchecked: &'a RefCell<Vec<(FileId, String)>>,
}

impl Reader<'_, '_> {
    /// Where an address or uid leads, and the name of what a uid names.
    fn uid(&self, written: &Written, found: &mut Vec<Diagnostic>) -> (Lead, Option<String>) {
        let looked = (self.uid)(written);
        found.extend(looked.finding);
        self.unchecked.borrow_mut().extend(looked.unchecked.map(|uid| (self.file, uid)));
        let lead = match looked.target {
            TocTarget::Page(file, suffix) => Lead::File(file, suffix),
            TocTarget::Away(address) => Lead::Away(address),
            TocTarget::None => Lead::Nothing,
        };
        (lead, looked.name)
    }
}

/// Looks the addresses of entries up.
fn entries(items: &[RawItem], reader: &Reader, found: &mut Vec<Diagnostic>) -> Vec<Entry> {
    let mut out = Vec::with_capacity(items.len());
    for item in items {
        let mut named = None;
        let mut lead = |written: &Option<Written>| match written {
            Some(written) if is_xref(&written.text) => {
                let (lead, name) = reader.uid(written, found);
                named = named.take().or(name);
                lead
            }
            Some(written) => reader.addresses.lead(reader.source, reader.root, written, found),
            None => Lead::Nothing,
        };
        let href = lead(&item.href);
        let mut topic = lead(&item.topic_href);
        let toc = lead(&item.toc_href);
        misplaced(item, &topic, &toc, &reader.source.path, found);
        if let (Lead::Nothing, false, Some(uid)) = (&topic, matches!(href, Lead::File(..) | Lead::Away(_)), &item.uid) {
            let (lead, name) = reader.uid(uid, found);
            topic = lead;
            named = named.or(name);
        }
        let inner = entries(&item.items, reader, found);
        let name = match &item.name {
            Some(name) => name.text.clone(),
            None => match named.or_else(|| name(&[&href, &topic, &toc], reader)) {
                Some(name) => name,
                None => {
                    let (span, message) = match &item.href {
                        Some(href) => (href.span, "the entry has no name, and what it leads to has no title"),
                        None => (item.span, "the entry has no name"),
                    };
                    // That the address leads nowhere was told.
                    if item.href.is_none() || href != Lead::Nothing {
                        found.push(rules::EMPTY_TOC_ITEM.at(&reader.source.path, span, message));
                    }
                    let Some(written) = &item.href else {
                        out.extend(inner);
                        continue;
                    };
                    words(SitePath::from(url::decode(&written.text).split(['?', '#']).next().unwrap_or("")).stem())
                }
            },
        };
        out.push(Entry {
            name,
            display_name: item.display_name.as_ref().map(|word| word.text.clone()),
            href,
            topic,
            toc,
            expanded: item.expanded,
            entries: inner,
            span: item.name.as_ref().map_or(item.span, |name| name.span),
            href_span: item.href.as_ref().map_or(item.span, |href| href.span),
        });
    }
    out
}

fn is_xref(address: &str) -> bool {
    address.get(..5).is_some_and(|scheme| scheme.eq_ignore_ascii_case("xref:"))
}

/// Tells a `tocHref` that is no table of contents and a `topicHref` that is one.
fn misplaced(item: &RawItem, topic: &Lead, toc: &Lead, path: &SitePath, found: &mut Vec<Diagnostic>) {
    if let (Some(written), Lead::File(..) | Lead::TocFolder(..)) = (&item.toc_href, toc) {
        let what = if matches!(toc, Lead::File(..)) { "a page" } else { "a folder" };
        let message = format!("`tocHref` leads to a table of contents, but `{}` is {what}", written.text);
        found.push(rules::INVALID_TOC_HREF.at(path, written.span, message));
    }
    if let (Some(written), Lead::Toc(..) | Lead::TocFolder(..)) = (&item.topic_href, topic) {
        let message = format!("`topicHref` leads to a page, but `{}` is a table of contents", written.text);
        found.push(rules::INVALID_TOPIC_HREF.at(path, written.span, message));
    }
    if let (Some(homepage), Some(_)) = (&item.homepage, &item.toc_href) {
        let message = "`homepage` does not go with `tocHref`";
        found.push(rules::INVALID_TOPIC_HREF.at(path, homepage.span, message).help("write `topicHref` instead"));
    }
}

/// The name of an entry that has none of its own.
fn name(leads: &[&Lead], reader: &Reader) -> Option<String> {
    leads.iter().find_map(|lead| match lead {
        Lead::File(file, _) => (reader.title)(*file),
        Lead::Toc(_, folder) | Lead::TocFolder(folder, _) => {
            let name = folder.rsplit('/').next().filter(|name| !name.is_empty())?;
            Some(name.replace(['-', '_'], " "))
        }
        Lead::Away(_) | Lead::Nothing => None,
    })
}

/// The first page that a table of contents lists.
#[derive(Clone)]
enum First {
    Unknown,
    /// Being looked for: who asks again has come round.
    Asked,
    Known(TocTarget),
}

/// All tables of contents while they are put together; `raw` and `read` go by the same numbers.
struct Site<'a> {
    files: &'a Files,
    raw: &'a [(FileId, Arc<Source>, RawToc)],
    read: &'a [Vec<Entry>],
    first: Vec<First>,
    /// Places at which a circle or a limit was told already.
    told: HashSet<(usize, Span)>,
    found: Vec<Diagnostic>,
}

impl Site<'_> {
    fn tocs(&mut self) -> Tocs {
        let count = self.raw.len();
        let mut held = vec![false; count];
        for (number, entries) in self.read.iter().enumerate() {
            each_held(entries, &mut |inner| held[inner] |= inner != number);
        }
        let breadcrumb: Vec<bool> = (0..count).map(|number| self.is_breadcrumb(number)).collect();
        // Those that none holds, then one of each circle that none of them holds: the nearest to the root.
        let mut circles: Vec<usize> = (0..count).filter(|&number| held[number]).collect();
        circles.sort_by_key(|&number| self.path(number).as_str().matches('/').count());
        let outer = (0..count).filter(|&number| !held[number]).chain(circles);
        let mut within = vec![false; count];
        let mut built: BTreeMap<usize, (Toc, Vec<usize>)> = BTreeMap::new();
        for number in outer {
            if within[number] {
                continue;
            }
            let mut items = Vec::new();
            let mut path = vec![number];
            let mut parts = vec![number];
            self.put(&self.read[number], None, &mut path, 0, &mut items, &mut parts);
            parts.iter().for_each(|&part| within[part] = true);
            let mut toc = Toc::new(Some(self.raw[number].0), items, self.files);
            toc.order = self.raw[number].2.order;
            built.insert(number, (toc, parts));
        }
        let (mut list, mut breadcrumbs, mut folders) = (Vec::new(), Vec::new(), HashMap::new());
        let mut written: HashMap<String, usize> = HashMap::new();
        for (number, (toc, parts)) in built {
            if breadcrumb[number] {
                breadcrumbs.push(toc);
                continue;
            }
            // Of `toc.md` and `toc.yml` in one folder the first counts.
            let folder = self.path(number).folder().to_lowercase();
            if let Some(&other) = written.get(&folder) {
                let (path, other) = (self.path(number).clone(), self.path(other));
                let message = format!("`{path}` is left out: `{other}` is the table of contents of this folder");
                self.found.push(rules::OUTPUT_PATH_CONFLICT.at(&path, Span::default(), message));
                continue;
            }
            written.insert(folder, number);
            for part in parts {
                let folder = self.files.get(self.raw[part].0).path.folder();
                // One's own folder is nobody else's.
                if part == number {
                    let taken = folders.get(folder).is_some_and(|&(_, own)| own);
                    if !taken {
                        folders.insert(folder.to_owned(), (list.len() as u32, true));
                    }
                } else {
                    folders.entry(folder.to_owned()).or_insert((list.len() as u32, false));
                }
            }
            list.push(toc);
        }
        let folders = folders.into_iter().map(|(folder, (toc, _))| (folder, toc)).collect();
        Tocs::new(list, breadcrumbs, folders, self.files)
    }

    /// Whether a table of contents is a tree of addresses elsewhere, or lies where those do.
    fn is_breadcrumb(&self, number: usize) -> bool {
        let folder = self.files.get(self.raw[number].0).path.folder();
        let named = folder.split('/').any(|part| {
            matches!(part.trim_start_matches('_').to_ascii_lowercase().as_str(), "breadcrumb" | "breadcrumbs")
        });
        let entries = &self.read[number];
        named || (!entries.is_empty() && entries.iter().all(|entry| matches!(entry.toc, Lead::Away(_))))
    }

    /// Writes entries, with those of tables of contents that they hold, and notes the latter in `parts`.
    fn put(
        &mut self,
        entries: &[Entry],
        parent: Option<u32>,
        path: &mut Vec<usize>,
        depth: usize,
        items: &mut Vec<TocItem>,
        parts: &mut Vec<usize>,
    ) {
        let Some(&number) = path.last() else { return };
        let file = self.raw[number].0;
        for entry in entries {
            let at = items.len() as u32;
            let (target, toc, borrowed) = self.target(entry);
            items.push(TocItem {
                name: entry.name.clone(),
                display_name: entry.display_name.clone(),
                target,
                toc,
                borrowed,
                parent,
                children: Vec::new(),
                expanded: entry.expanded,
                place: Some((file, entry.span)),
            });
            if let Some(parent) = parent {
                items[parent as usize].children.push(at);
            }
            let held = if let Lead::Toc(inner, _) = entry.href { Some(inner) } else { None };
            let limit = (depth >= DEPTH_LIMIT && (held.is_some() || !entry.entries.is_empty()))
                || (items.len() >= ITEM_LIMIT && held.is_some());
            match held {
                _ if limit => {
                    let message = "tables of contents hold each other too deeply or too often";
                    self.tell(
                        number,
                        entry.href_span,
                        rules::NESTING_TOO_DEEP.at(self.path(number), entry.href_span, message),
                    );
                }
                Some(inner) if path.contains(&inner) => {
                    let from = path.iter().position(|&outer| outer == inner).unwrap_or(0);
                    let round: Vec<_> =
                        path[from..].iter().chain([&inner]).map(|&toc| self.path(toc).as_str()).collect();
                    let message = format!("tables of contents hold each other: `{}`", round.join("` → `"));
                    self.tell(
                        number,
                        entry.href_span,
                        rules::CIRCULAR_TOC.at(self.path(number), entry.href_span, message),
                    );
                }
                Some(inner) => {
                    path.push(inner);
                    parts.push(inner);
                    let read = self.read;
                    self.put(&read[inner], Some(at), path, depth + 1, items, parts);
                    path.pop();
                }
                None => self.put(&entry.entries, Some(at), path, depth + 1, items, parts),
            }
        }
    }

    fn path(&self, number: usize) -> &SitePath {
        &self.raw[number].1.path
    }

    fn tell(&mut self, number: usize, span: Span, finding: Diagnostic) {
        if self.told.insert((number, span)) {
            self.found.push(finding);
        }
    }

    /// Where an entry leads, the table of contents behind it, and whether the target is only borrowed from that.
    fn target(&mut self, entry: &Entry) -> (TocTarget, Option<TocLink>, bool) {
        let behind = [&entry.href, &entry.toc].into_iter().find_map(|lead| match lead {
            Lead::TocFolder(_, toc) => Some((TocLink::File(self.raw[*toc].0), Some(*toc))),
            _ => None,
        });
        let behind = behind.or_else(|| match &entry.toc {
            Lead::Toc(toc, _) => Some((TocLink::File(self.raw[*toc].0), Some(*toc))),
            Lead::Away(address) => Some((TocLink::Away(address.clone()), None)),
            _ => None,
        });
        let own = [&entry.href, &entry.topic].into_iter().find_map(|lead| self.plain(lead));
        let (toc, number) = behind.unzip();
        let number = number.flatten();
        match (own, number, &toc) {
            (Some(target), ..) => (target, toc, false),
            (None, Some(number), _) => {
                let folder = self.files.get(self.raw[number].0).path.folder();
                let target = match self.first_page(number) {
                    TocTarget::None => {
                        home(folder, self.files).map_or(TocTarget::None, |page| TocTarget::Page(page, String::new()))
                    }
                    target => target,
                };
                (target, toc, true)
            }
            (None, None, Some(TocLink::Away(address))) => (TocTarget::Away(address.clone()), toc, false),
            (None, None, _) => (TocTarget::None, toc, false),
        }
    }

    /// The target that a lead is by itself, or through the first page of a table of contents that `topicHref` names.
    fn plain(&self, lead: &Lead) -> Option<TocTarget> {
        match lead {
            Lead::File(file, suffix) => Some(TocTarget::Page(*file, suffix.clone())),
            Lead::Away(address) => Some(TocTarget::Away(address.clone())),
            Lead::Toc(..) | Lead::TocFolder(..) | Lead::Nothing => None,
        }
    }

    fn first_page(&mut self, number: usize) -> TocTarget {
        match &self.first[number] {
            First::Known(target) => return target.clone(),
            First::Asked => return TocTarget::None,
            First::Unknown => self.first[number] = First::Asked,
        }
        let read = self.read;
        let target = self.first_of(&read[number]);
        self.first[number] = First::Known(target.clone());
        target
    }

    fn first_of(&mut self, entries: &[Entry]) -> TocTarget {
        for entry in entries {
            for lead in [&entry.href, &entry.topic] {
                if let Lead::File(file, suffix) = lead {
                    return TocTarget::Page(*file, suffix.clone());
                }
            }
            let target = match entry.href {
                Lead::Toc(inner, _) => self.first_page(inner),
                _ => self.first_of(&entry.entries),
            };
            if target != TocTarget::None {
                return target;
            }
        }
        TocTarget::None
    }
}

/// Calls back for each table of contents whose entries are to be put under an entry.
fn each_held(entries: &[Entry], call: &mut dyn FnMut(usize)) {
    for entry in entries {
        match entry.href {
            Lead::Toc(inner, _) => call(inner),
            _ => each_held(&entry.entries, call),
        }
    }
}

#[cfg(test)]
mod tests;
