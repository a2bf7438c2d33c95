//! Links to what only some readers see: a zone of other pivots, other versions, another tab.

use super::{Context, fragment_span};
use crate::{
    address,
    diagnostic::Diagnostic,
    files::Role,
    index::variants::PageVariants,
    page::{FileId, Page, Ref},
    rules,
    source::{Source, Span},
    suggest, url,
    variant::{Zone, ZoneKind},
};

/// A link to a place of a page, while it is looked at.
pub(super) struct Way<'a> {
    /// The file that the link is in.
    pub from: FileId,
    pub page: &'a Page,
    pub reference: &'a Ref,
    /// The page that it leads to, which may be one that includes the file.
    pub to: FileId,
    /// `?query` and `#fragment`.
    pub suffix: &'a str,
}

/// What who follows a link has chosen.
#[derive(Default, Debug)]
struct Chosen {
    /// Of each choice one pivot is; where there are several, all are possible.
    pivots: Vec<Vec<String>>,
    versions: Vec<Vec<u32>>,
    tabs: Vec<String>,
}

/// Reports a link whose reader would not see what it leads to, and one that asks for a pivot which its page does not have.
pub(super) fn check(way: &Way, context: &Context, found: &mut Vec<Diagnostic>) {
    let Some(variants) = context.variants.page(way.to) else { return };
    if context.files.get(way.to).role != Role::Page {
        return;
    }
    let asked = asked(way.suffix);
    unknown_pivots(way, &asked, variants, found);
    let Some(fragment) = address::fragment(way.suffix).filter(|fragment| !fragment.is_empty()) else { return };
    let fragment = url::decode(fragment);
    let places = places(&fragment, variants, context);
    if places.is_empty() || places.iter().any(|zones| zones.is_empty()) {
        return;
    }
    // Where the link's file is part of the page in several ways, it is wrong only where it is in all of them.
    let mut why = None;
    for chosen in chosen(way, asked, variants, context) {
        for zones in &places {
            let Some(refusal) = refusal(zones, &chosen, variants, context) else { return };
            why.get_or_insert(refusal);
        }
    }
    let Some(why) = why else { return };
    let place = fragment_span(way.page, way.reference, &fragment);
    if !found.iter().any(|known| known.rule == &rules::BOOKMARK_NOT_FOUND && known.span == place) {
        found.push(rules::BOOKMARK_NOT_FOUND.at(way.page.path(), place, format!("`{fragment}` is {why}")));
    }
}

/// The zones around each place of a page that has an id.
fn places<'c>(id: &str, variants: &PageVariants, context: &'c Context) -> Vec<Vec<(FileId, &'c Zone)>> {
    let mut out = Vec::new();
    let mut seen: Vec<FileId> = Vec::new();
    for way in &variants.ways {
        if seen.contains(&way.file) {
            continue;
        }
        seen.push(way.file);
        let Some(page) = context.index.page(way.file) else { continue };
        let headings = page.outline.headings.iter().filter(|heading| &*heading.id == id).map(|heading| heading.span);
        let anchors = page.outline.anchors.iter().filter(|anchor| &*anchor.id == id).map(|anchor| anchor.span);
        for span in headings.chain(anchors) {
            out.extend(variants.zones_at(context.index, way.file, span));
        }
    }
    out
}

/// What the query of a link asks for, by key.
fn asked(suffix: &str) -> Vec<(String, Vec<String>)> {
    let query = suffix.split('#').next().unwrap_or("").trim_start_matches('?');
    let pairs = query.split('&').filter_map(|pair| pair.split_once('='));
    let words = |value: &str| url::decode(value).split(',').map(|word| word.trim().to_owned()).collect::<Vec<_>>();
    pairs
        .filter(|(key, _)| matches!(*key, "pivots" | "view" | "tabs"))
        .map(|(key, value)| (key.to_owned(), words(value)))
        .collect()
}

/// Each state in which a reader may follow the link: one for each way in which its file is part of the page.
fn chosen(way: &Way, asked: Vec<(String, Vec<String>)>, variants: &PageVariants, context: &Context) -> Vec<Chosen> {
    let mut first = Chosen::default();
    for (key, words) in asked {
        match &*key {
            "pivots" => {
                // One of each group that is asked for.
                let mut by_group: Vec<(Option<usize>, Vec<String>)> = Vec::new();
                for word in words.into_iter().filter(|word| variants.choices.position(word).is_some()) {
                    let group = variants.choices.group(&word);
                    match by_group.iter_mut().find(|(known, _)| *known == group) {
                        Some((_, list)) => list.push(word),
                        None => by_group.push((group, vec![word])),
                    }
                }
                first.pivots.extend(by_group.into_iter().map(|(_, list)| list));
            }
            "view" => {
                let known: Vec<u32> = words.iter().filter_map(|word| variants.choices.monikers.find(word)).collect();
                first.versions.extend((!known.is_empty()).then_some(known));
            }
            _ => first.tabs = words,
        }
    }
    let explicit = !first.pivots.is_empty();
    let explicit_version = !first.versions.is_empty();
    let mut out = Vec::new();
    for zones in variants.zones_at(context.index, way.from, way.reference.span) {
        let mut chosen =
            Chosen { pivots: first.pivots.clone(), versions: first.versions.clone(), tabs: first.tabs.clone() };
        for (_, zone) in zones {
            match &zone.kind {
                ZoneKind::Pivots(pivots) if !explicit => {
                    chosen.pivots.push(pivots.iter().map(|(id, _)| id.to_string()).collect());
                }
                ZoneKind::Versions(range, _) if !explicit_version => {
                    chosen.versions.extend(variants.choices.versions(range).filter(|means| !means.is_empty()));
                }
                _ => {}
            }
        }
        out.push(chosen);
    }
    // A link on another page.
    if out.is_empty() {
        out.push(first);
    }
    out
}

/// Why a reader who chose something does not see a place in some zones; `None` where it may be seen.
fn refusal(zones: &[(FileId, &Zone)], chosen: &Chosen, variants: &PageVariants, context: &Context) -> Option<String> {
    zones.iter().find_map(|(file, zone)| match &zone.kind {
        ZoneKind::Pivots(pivots) => {
            let shut = |choice: &&Vec<String>| !choice.iter().any(|word| may_show(word, pivots, variants));
            let choice = chosen.pivots.iter().find(shut)?;
            let shown: Vec<&str> = pivots.iter().map(|(id, _)| &**id).collect();
            Some(format!("in a zone for `{}` only, and this link is for `{}`", shown.join("`, `"), choice.join("`, `")))
        }
        ZoneKind::Versions(range, _) => {
            let means = variants.choices.versions(range)?;
            let choice = chosen.versions.iter().find(|choice| !choice.iter().any(|at| means.contains(at)))?;
            let asked = variants.choices.names(choice).replace(' ', "`, `");
            Some(format!("in a block for `{range}` only, and this link is for `{asked}`"))
        }
        ZoneKind::Tab(group, ids) => {
            let has = |ids: &str, word: &String| ids.split('+').any(|id| id == word);
            let siblings = context.index.page(*file)?.outline.zones.iter().filter_map(|zone| match &zone.kind {
                ZoneKind::Tab(other, ids) if other == group => Some(&**ids),
                _ => None,
            });
            let siblings: Vec<&str> = siblings.collect();
            let word = chosen.tabs.iter().find(|word| siblings.iter().any(|ids| has(ids, word)))?;
            let shut = !chosen.tabs.iter().any(|word| has(ids, word));
            shut.then(|| format!("in the tab `{ids}` only, and this link is for `{word}`"))
        }
    })
}

/// Whether who chose a pivot may see a zone: it is for that pivot, or for one of another group.
fn may_show(word: &str, pivots: &[(Box<str>, Span)], variants: &PageVariants) -> bool {
    let group = variants.choices.group(word);
    pivots.iter().any(|(id, _)| **id == *word || variants.choices.group(id) != group)
}

/// Reports pivots that a link asks for and that the page which it leads to does not have.
fn unknown_pivots(way: &Way, asked: &[(String, Vec<String>)], variants: &PageVariants, found: &mut Vec<Diagnostic>) {
    let choices = &variants.choices;
    if choices.groups.is_empty() || !variants.whole {
        return;
    }
    let unknown = |word: &&String| !word.is_empty() && choices.position(word).is_none();
    for word in asked.iter().filter(|(key, _)| key == "pivots").flat_map(|(_, words)| words).filter(unknown) {
        let message = format!("the page that this leads to has no pivot `{word}`");
        let span = word_span(&way.page.source, way.reference.span, word);
        let mut finding = rules::PIVOT_ID_NOT_FOUND.at(way.page.path(), span, message);
        let known = choices.groups.iter().flat_map(|group| &group.pivots).map(|pivot| &*pivot.id);
        if let Some(near) = suggest::nearest(word, known.clone()) {
            finding.help = Some(format!("did you mean `{near}`?"));
            if span != way.reference.span {
                finding.propose(near, near.to_owned(), suggest::is_slip(word, near, known));
            }
        }
        if !found.contains(&finding) {
            found.push(finding);
        }
    }
}

/// A word of an address's query in the author's text; the whole address where it is written in another way.
fn word_span(source: &Source, address: Span, word: &str) -> Span {
    let text = source.slice(address);
    let query = text.find('?').map_or(text.len(), |at| at + 1);
    let mut at = query;
    for pair in text[query..].split('#').next().unwrap_or("").split('&') {
        if let Some(words) = pair.strip_prefix("pivots=") {
            let mut start = at + "pivots=".len();
            for written in words.split(',') {
                if written == word {
                    let start = address.start as usize + start;
                    return Span::new(start, start + word.len());
                }
                start += written.len() + 1;
            }
        }
        at += pair.len() + 1;
    }
    address
}
