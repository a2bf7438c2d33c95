//! What the readers of each page choose among, and where each part of a page comes from.

use std::{
    borrow::Cow,
    collections::{BTreeMap, HashMap, HashSet},
    io,
    sync::Arc,
};

use super::{Index, pivots};
use crate::{
    config::{Config, metadata::Written},
    data::{self, Data, Value},
    diagnostic::{Diagnostic, Rule},
    files::{Files, Role},
    moniker::{self, Moniker, Monikers},
    page::{FileId, Page},
    rules,
    source::{SitePath, Source, Span},
    suggest,
    variant::{Choices, PivotGroup, Zone, ZoneKind},
};

/// Looked up by page only: pages without zones, ranges and groups are not in it.
#[derive(Default, Debug)]
pub struct Variants {
    pages: HashMap<FileId, PageVariants>,
}

/// What is known of one page.
#[derive(Default, Debug)]
pub struct PageVariants {
    pub choices: Choices,
    /// The page's own names of groups, with their places.
    pub named: Vec<Named>,
    /// Whether all that it names is defined.
    pub whole: bool,
    /// Each way in which a file is part of the page, the page itself first.
    pub ways: Vec<Way>,
}

/// A word of metadata with its place.
#[derive(Clone, Debug)]
pub struct Named {
    pub word: Box<str>,
    pub path: SitePath,
    pub span: Span,
}

/// A file as a part of a page.
#[derive(Clone, Debug)]
pub struct Way {
    pub file: FileId,
    /// The include in the page itself, for included files.
    pub through: Option<Span>,
    /// The zones around it, outermost first: the files that they are in, and their places in [`crate::page::Outline::zones`].
    pub around: Vec<(FileId, usize)>,
}

/// Ways of files into one page beyond which nothing is said of them.
const WAYS: usize = 512;

impl Variants {
    pub fn is_empty(&self) -> bool {
        self.pages.is_empty()
    }

    pub fn page(&self, id: FileId) -> Option<&PageVariants> {
        self.pages.get(&id)
    }

    pub fn choices(&self, id: FileId) -> Option<&Choices> {
        self.pages.get(&id).map(|page| &page.choices)
    }

    /// All pages, by number.
    pub fn iter(&self) -> impl Iterator<Item = (FileId, &PageVariants)> {
        let sorted: BTreeMap<FileId, &PageVariants> = self.pages.iter().map(|(id, page)| (*id, page)).collect();
        sorted.into_iter()
    }
}

impl PageVariants {
    /// The zones around a place of a file, for each way in which the file is part of the page.
    pub fn zones_at<'i>(&self, index: &'i Index, file: FileId, place: Span) -> Vec<Vec<(FileId, &'i Zone)>> {
        let ways = self.ways.iter().filter(|way| way.file == file);
        ways.map(|way| {
            let outer = way.around.iter().filter_map(|&(id, at)| Some((id, index.page(id)?.outline.zones.get(at)?)));
            let own = index.page(file).map_or(&[][..], |page| &page.outline.zones);
            outer.chain(own.iter().filter(|zone| holds(zone, place)).map(|zone| (file, zone))).collect()
        })
        .collect()
    }

    /// Whether a zone of the page is for pivots.
    pub fn has_pivots(&self, index: &Index) -> bool {
        self.zones(index).any(|(_, zone)| matches!(zone.kind, ZoneKind::Pivots(_)))
    }

    /// The ranges of the page's blocks of monikers.
    pub fn ranges<'i>(&'i self, index: &'i Index) -> impl Iterator<Item = &'i str> {
        self.zones(index).filter_map(|(_, zone)| match &zone.kind {
            ZoneKind::Versions(range, _) => Some(&**range),
            _ => None,
        })
    }

    /// The pivots and versions that a place of a file is for, in all the ways in which it is on the page; `None` where it
    /// is for all.
    pub fn seen_by<'i>(&self, index: &'i Index, file: FileId, place: Span) -> (Option<Vec<&'i str>>, Option<Vec<u32>>) {
        let (mut pivots, mut versions) = (Some(Vec::new()), Some(Vec::new()));
        for zones in self.zones_at(index, file, place) {
            let (mut here, mut when) = (None::<Vec<&str>>, None::<Vec<u32>>);
            for (_, zone) in zones {
                match &zone.kind {
                    ZoneKind::Pivots(ids) => here.get_or_insert_default().extend(ids.iter().map(|(id, _)| &**id)),
                    ZoneKind::Versions(range, _) => {
                        if let Some(means) = self.choices.versions(range) {
                            let known = when.get_or_insert_with(|| means.clone());
                            known.retain(|at| means.contains(at));
                        }
                    }
                    ZoneKind::Tab(..) => {}
                }
            }
            pivots = pivots.zip(here).map(|(all, here)| [all, here].concat());
            versions = versions.zip(when).map(|(all, when)| [all, when].concat());
        }
        let distinct = |mut ids: Vec<&'i str>| {
            let mut seen = std::collections::HashSet::new();
            ids.retain(|id| seen.insert(*id));
            ids
        };
        let sorted = |mut all: Vec<u32>| {
            all.sort_unstable();
            all.dedup();
            all
        };
        (pivots.map(distinct), versions.map(sorted))
    }

    /// Every zone of the page with the file that it is in and the way there.
    pub fn zones<'i>(&'i self, index: &'i Index) -> impl Iterator<Item = (&'i Way, &'i Zone)> {
        self.ways.iter().flat_map(move |way| {
            let zones = index.page(way.file).map_or(&[][..], |page| &page.outline.zones);
            zones.iter().map(move |zone| (way, zone))
        })
    }
}

fn holds(zone: &Zone, place: Span) -> bool {
    zone.span.start <= place.start && place.end <= zone.span.end
}

/// What reads a file of the project; `None` for one that is not there.
pub type Read<'a> = dyn FnMut(&SitePath, &mut Vec<Diagnostic>) -> io::Result<Option<Arc<Source>>> + 'a;

/// Looks up what the pages of a project choose among. `shared` are pages with one uid, which versions may tell apart.
///
/// # Errors
/// Where a file that is there cannot be read.
pub fn build(
    config: &Config,
    files: &Files,
    index: &Index,
    shared: &[Vec<(FileId, u32)>],
    read: &mut Read,
    found: &mut Vec<Diagnostic>,
) -> io::Result<Variants> {
    let mut builder =
        Builder { config, files, index, read, found, definitions: HashMap::new(), monikers: HashMap::new() };
    let mut variants = Variants::default();
    let shared: HashSet<FileId> = shared.iter().flatten().map(|(id, _)| *id).collect();
    for (at, page) in index.pages.iter().enumerate() {
        let (id, Some(page)) = (FileId(at as u32), page) else { continue };
        let keys = &page.front_matter.values;
        let named = keys.contains_key("zone_pivot_groups") || keys.contains_key("monikerRange");
        let zoned = || !page.outline.zones.is_empty();
        let through = || index.reachable(id).into_iter().skip(1).any(|id| has_zones(index, id));
        if named || shared.contains(&id) || zoned() || !index.include_places[at].is_empty() && through() {
            let page = builder.page(id, page)?;
            variants.pages.insert(id, page);
        }
    }
    Ok(variants)
}

fn has_zones(index: &Index, id: FileId) -> bool {
    index.page(id).is_some_and(|page| !page.outline.zones.is_empty())
}

struct Builder<'a, 'r> {
    config: &'a Config,
    files: &'a Files,
    index: &'a Index,
    read: &'r mut Read<'r>,
    found: &'a mut Vec<Diagnostic>,
    /// By docset and name.
    definitions: HashMap<(u16, String), (Vec<FileId>, Arc<pivots::Definition>)>,
    /// By docset.
    monikers: HashMap<u16, Arc<Monikers>>,
}

impl Builder<'_, '_> {
    fn page(&mut self, id: FileId, page: &Page) -> io::Result<PageVariants> {
        let mut out = PageVariants { ways: ways(self.index, id), whole: true, ..PageVariants::default() };
        self.groups(id, page, &mut out)?;
        out.choices.monikers = self.monikers(self.files.get(id).docset)?;
        self.versions(id, page, &mut out);
        Ok(out)
    }

    /// Reports a thing at a place, on pages only: what is included has no metadata.
    fn find(&mut self, page: FileId, rule: &'static Rule, at: &Named, message: String) -> Option<&mut Diagnostic> {
        if self.files.get(page).role != Role::Page {
            return None;
        }
        self.found.push(rule.at(&at.path, at.span, message));
        self.found.last_mut()
    }

    fn written(&self, id: FileId, page: &Page, key: &str) -> Option<Written> {
        let docset = &self.config.docsets[usize::from(self.files.get(id).docset)];
        if page.front_matter.values.contains_key(key) {
            let own = data::read_yaml(page.text(page.front_matter.span), page.front_matter.span.start).ok();
            let data = own.and_then(|read| read.data?.get(key).cloned());
            // Front matter that is broken elsewhere is read key by key, without places.
            let data = data.or_else(|| {
                let text = data::text(page.front_matter.values.get(key)?)?.into_owned();
                Some(Data { value: Value::Text(text), span: Span::default() })
            });
            return data.map(|data| Written { path: page.path().clone(), data });
        }
        docset.written(page.path(), key).cloned()
    }

    fn groups(&mut self, id: FileId, page: &Page, out: &mut PageVariants) -> io::Result<()> {
        out.named = self.written(id, page, "zone_pivot_groups").map(|written| words(&written)).unwrap_or_default();
        let Some(first) = out.named.first().cloned() else { return Ok(()) };
        let at = self.files.get(id).docset;
        let file =
            self.written(id, page, "zone_pivot_group_filename").filter(|written| written.data.as_str().is_some());
        let name = file.as_ref().and_then(|written| written.data.as_str()).unwrap_or(pivots::DEFAULT_NAME).to_owned();
        let (candidates, definition) = match self.definitions.get(&(at, name.clone())) {
            Some(known) => known.clone(),
            None => {
                let docset = &self.config.docsets[usize::from(at)];
                let candidates = pivots::candidates(&name, docset, at, self.files);
                let source = match candidates.first() {
                    Some(&file) => (self.read)(&self.files.get(file).path, self.found)?,
                    None => None,
                };
                let definition = source.map(|source| pivots::read(&source, self.found)).unwrap_or_default();
                let known = (candidates, Arc::new(definition));
                self.definitions.insert((at, name.clone()), known.clone());
                known
            }
        };
        let Some(&chosen) = candidates.first() else {
            out.whole = false;
            let own = file.filter(|written| written.path == *page.path()).and_then(|written| whole(&written));
            let message = format!("`{name}`, which defines the pivot groups, does not exist in this docset");
            let place = own.unwrap_or(first);
            self.find(id, &rules::ZONE_PIVOT_DEFINITION_NOT_FOUND, &place, message);
            return Ok(());
        };
        let path = self.files.get(chosen).path.clone();
        if candidates.len() > 1 {
            let others: Vec<String> =
                candidates[1..].iter().map(|id| format!("`{}`", self.files.get(*id).path)).collect();
            let message = format!("`{path}` is taken for the pivot groups, but there is {}, too", others.join(", "));
            self.find(id, &rules::ZONE_PIVOT_DEFINITION_CONFLICT, &first, message);
        }
        for named in out.named.clone() {
            let Some(group) = definition.group(&named.word) else {
                out.whole = false;
                let near = suggest::nearest(&named.word, definition.groups.iter().map(|group| &*group.id));
                let others = definition.groups.iter().map(|group| &*group.id);
                let sure = near.is_some_and(|near| suggest::is_slip(&named.word, near, others));
                let near = near.map(str::to_owned);
                let message = format!("`{path}` defines no pivot group `{}`", named.word);
                if let (Some(finding), Some(near)) =
                    (self.find(id, &rules::PIVOT_GROUP_NOT_FOUND, &named, message), near)
                {
                    finding.help = Some(format!("did you mean `{near}`?"));
                    finding.propose(&near, near.clone(), sure);
                }
                continue;
            };
            if !out.choices.groups.iter().any(|known: &Arc<PivotGroup>| known.id == group.id) {
                out.choices.groups.push(group.clone());
            }
        }
        Ok(())
    }

    /// The versions of a docset: those that it defines, else those that it names.
    fn monikers(&mut self, at: u16) -> io::Result<Arc<Monikers>> {
        if let Some(known) = self.monikers.get(&at) {
            return Ok(known.clone());
        }
        let docset = &self.config.docsets[usize::from(at)];
        let mut defined = None;
        if let Some(path) = &docset.monikers {
            match (self.read)(path, self.found)? {
                Some(source) => defined = Some(definitions(&source, self.found)),
                None => {
                    let written = docset.monikers_written.as_ref();
                    let (file, span) = written.map_or((path, Span::default()), |at| (&at.path, at.data.span));
                    let message = format!("`{path}`, which lists the monikers, does not exist");
                    self.found.push(rules::CONFIG_INVALID.at(file, span, message));
                }
            }
        }
        let monikers = Arc::new(defined.unwrap_or_else(|| self.named_monikers(at)));
        self.monikers.insert(at, monikers.clone());
        Ok(monikers)
    }

    fn named_monikers(&self, at: u16) -> Monikers {
        let docset = &self.config.docsets[usize::from(at)];
        let mut ranges: Vec<Cow<str>> = Vec::new();
        let values =
            docset.file_metadata.iter().filter(|(key, _)| key == "monikerRange").flat_map(|(_, values)| values);
        ranges.extend(values.filter_map(|value| data::text(&value.value)));
        ranges.extend(docset.global_metadata.get("monikerRange").and_then(data::text));
        ranges.extend(docset.content.iter().filter_map(|set| Some(set.monikers.as_ref()?.data.as_str()?.into())));
        for (id, page) in self.index.pages.iter().enumerate() {
            let Some(page) = page.as_deref().filter(|_| self.files.list[id].docset == at) else { continue };
            ranges.extend(page.front_matter.values.get("monikerRange").and_then(data::text));
            ranges.extend(page.outline.zones.iter().filter_map(|zone| match &zone.kind {
                ZoneKind::Versions(range, _) => Some((&**range).into()),
                _ => None,
            }));
        }
        Monikers::of_names(ranges.iter().flat_map(|range| moniker::names(range)))
    }

    /// The versions that a page is for.
    fn versions(&mut self, id: FileId, page: &Page, out: &mut PageVariants) {
        let monikers = out.choices.monikers.clone();
        let file = self.files.get(id);
        let docset = &self.config.docsets[usize::from(file.docset)];
        let set = docset.content.iter().find(|set| set.takes(file.path.as_str()));
        let group = set.and_then(|set| set.monikers.clone());
        let of = |written: &Written| whole(written).and_then(|named| Some((monikers.range(&named.word).ok()?, named)));
        let group = group.as_ref().and_then(of);
        let written = self.written(id, page, "monikerRange").and_then(|written| whole(&written));
        let Some(named) = written else {
            out.choices.own = group.map(|(means, _)| means);
            return;
        };
        match monikers.range(&named.word) {
            Err(error) => {
                if self.files.get(id).role == Role::Page {
                    self.found.push(range_error(&monikers, &error, &named));
                }
            }
            Ok(mut means) => {
                if let Some((group, range)) = group {
                    means.retain(|at| group.contains(at));
                    if means.is_empty() {
                        let message =
                            format!("`{}` means no version of this group, which is for `{}`", named.word, range.word);
                        self.find(id, &rules::MONIKER_RANGE_OUT_OF_SCOPE, &named, message);
                    }
                }
                out.choices.own = Some(means);
            }
        }
    }
}

/// What is wrong with a range of versions.
pub fn range_error(monikers: &Monikers, error: &moniker::RangeError, range: &Named) -> Diagnostic {
    let place = |at: &std::ops::Range<usize>| match range.span.len() == range.word.len() {
        true => Span::new(range.span.start as usize + at.start, range.span.start as usize + at.end),
        false => range.span,
    };
    match error {
        moniker::RangeError::Form(at) => {
            let message = format!("`{}` is no range of versions: write such as `>= v1` or `v1 || v2`", range.word);
            rules::MONIKER_RANGE_INVALID.at(&range.path, place(at), message)
        }
        moniker::RangeError::Unknown(at) => {
            let name = &range.word[at.clone()];
            let message = format!("no moniker `{name}` is defined");
            let mut finding = rules::MONIKER_RANGE_UNDEFINED.at(&range.path, place(at), message);
            if let Some(near) = suggest::nearest(name, monikers.list.iter().map(|moniker| &*moniker.name)) {
                finding.help = Some(format!("did you mean `{near}`?"));
                if range.span.len() == range.word.len() {
                    let others = monikers.list.iter().map(|moniker| &*moniker.name);
                    finding.propose(near, near.to_owned(), suggest::is_slip(name, near, others));
                }
            }
            finding
        }
    }
}

/// Reads `{monikers: [{moniker_name, product_name, order}]}`.
fn definitions(source: &Source, found: &mut Vec<Diagnostic>) -> Monikers {
    let json = source.path.has_extension("json");
    let read = if json { data::read_json(&source.text) } else { data::read_yaml(&source.text, 0) };
    let data = match read {
        Ok(read) => {
            found.extend(read.too_deep(&source.path));
            read.data
        }
        Err(error) => {
            found.push(rules::CONFIG_INVALID.at(&source.path, error.span, error.message));
            None
        }
    };
    let Some(data) = data else { return Monikers::default() };
    let Some(entries) = data.get("monikers").and_then(Data::as_list) else {
        found.push(rules::CONFIG_INVALID.at(&source.path, data.span, "a file of monikers has a list `monikers`"));
        return Monikers::default();
    };
    let mut products: Vec<Box<str>> = Vec::new();
    let mut list: Vec<(usize, f64, Moniker)> = Vec::new();
    for entry in entries {
        let text = |key: &str| entry.get(key).and_then(Data::as_str);
        let Some(name) = text("moniker_name") else {
            found.push(rules::CONFIG_INVALID.at(&source.path, entry.span, "a moniker needs a `moniker_name`"));
            continue;
        };
        let product: Box<str> = text("product_name").unwrap_or("").into();
        let place = products.iter().position(|known| *known == product).unwrap_or_else(|| {
            products.push(product.clone());
            products.len() - 1
        });
        let order = text("order").and_then(|order| order.parse().ok()).unwrap_or(list.len() as f64);
        let title = text("moniker_display_name").unwrap_or(name).into();
        list.push((place, order, Moniker { name: name.into(), title, product }));
    }
    list.sort_by(|a, b| (a.0.cmp(&b.0)).then(a.1.total_cmp(&b.1)));
    Monikers::new(list.into_iter().map(|(.., moniker)| moniker).collect())
}

/// A text of metadata whole.
fn whole(written: &Written) -> Option<Named> {
    let text = written.data.as_str()?;
    let start = inside(&written.data, text.len() - text.trim_start().len());
    let span = if written.data.span.len() < text.len() {
        written.data.span
    } else {
        Span::new(start, start + text.trim().len())
    };
    Some(Named { word: text.trim().into(), path: written.path.clone(), span })
}

/// The words of a text, divided by commas, or of a list of texts.
fn words(written: &Written) -> Vec<Named> {
    let mut out = Vec::new();
    for data in written.data.as_list().unwrap_or(std::slice::from_ref(&written.data)) {
        let Some(text) = data.as_str() else { continue };
        let mut start = 0;
        for part in text.split(',') {
            let word = part.trim();
            let at = start + part.len() - part.trim_start().len();
            start += part.len() + 1;
            if !word.is_empty() {
                let begin = inside(data, at);
                let exact = data.span.len() >= text.len();
                let span = if exact { Span::new(begin, begin + word.len()) } else { data.span };
                out.push(Named { word: word.into(), path: written.path.clone(), span });
            }
        }
    }
    out
}

/// The byte of a scalar's text in its file: behind the quote, where there is one.
fn inside(data: &Data, at: usize) -> usize {
    let quote = usize::from(matches!(data.value, Value::Text(_)) && !data.span.is_empty());
    data.span.start as usize + quote + at
}

/// Each way in which files get into a page; of too many only the page itself.
fn ways(index: &Index, id: FileId) -> Vec<Way> {
    let mut out = vec![Way { file: id, through: None, around: Vec::new() }];
    let mut open = vec![id];
    if !follow(index, id, &mut Vec::new(), None, &mut open, &mut out) {
        out.truncate(1);
    }
    out
}

fn follow(
    index: &Index,
    file: FileId,
    around: &mut Vec<(FileId, usize)>,
    through: Option<Span>,
    open: &mut Vec<FileId>,
    out: &mut Vec<Way>,
) -> bool {
    let zones = index.page(file).map_or(&[][..], |page| &page.outline.zones);
    for &(to, span) in &index.include_places[file.0 as usize] {
        if open.contains(&to) {
            continue;
        }
        if out.len() >= WAYS {
            return false;
        }
        let before = around.len();
        around.extend(zones.iter().enumerate().filter(|(_, zone)| holds(zone, span)).map(|(at, _)| (file, at)));
        let through = through.or(Some(span));
        out.push(Way { file: to, through, around: around.clone() });
        open.push(to);
        let whole = follow(index, to, around, through, open, out);
        open.pop();
        around.truncate(before);
        if !whole {
            return false;
        }
    }
    true
}
