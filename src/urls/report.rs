//! Findings: what was published and neither exists nor redirects, who removed it, and the redirect that mends it.

use std::{
    collections::{BTreeMap, HashSet},
    sync::Arc,
};

use super::{
    Entry, Inventory,
    compare::{self, Loss, What},
    inventory,
    past::Past,
    propose::{self, Lost, Proposal},
    write::{self, Redirection, Target, Texts},
};
use crate::{
    check::Context,
    diagnostic::{Diagnostic, Fix},
    files::commits::Commit,
    page::{Dialect, FileId, Page},
    rules,
    source::{SitePath, Span},
};

/// Reports what of an earlier inventory is gone.
pub fn report(context: &Context, past: &Past, texts: &Texts) -> Vec<Diagnostic> {
    let now = inventory::of(context);
    let ids: BTreeMap<String, FileId> =
        inventory::pages(context).filter_map(|(id, _)| Some((inventory::address(context, id)?, id))).collect();
    let outputs: HashSet<String> = context.files.iter().filter_map(|(id, _)| inventory::address(context, id)).collect();
    let losses = compare::losses(&past.earlier.inventory, &now, &|url| outputs.contains(url));
    let report = Report { context, past, texts, ids: &ids, now: &now };
    let mut found = report.pages(&losses);
    found.extend(report.anchors(&losses));
    found.extend(report.redirects(&losses));
    report.fixes(found)
}

/// What was found, and the redirect that mends it.
type Found = (Diagnostic, Option<Remedy>);

/// A redirect that mends a finding.
struct Remedy {
    redirection: Redirection,
    /// The target, as people are told it.
    to: String,
    sure: bool,
}

struct Report<'a> {
    context: &'a Context<'a>,
    past: &'a Past<'a>,
    texts: &'a Texts<'a>,
    ids: &'a BTreeMap<String, FileId>,
    now: &'a Inventory,
}

impl Report<'_> {
    fn dialect(&self, path: &str) -> Dialect {
        let config = self.context.config;
        config.docsets[usize::from(config.docset_of(&path.into()))].dialect
    }

    fn pages(&self, losses: &[Loss]) -> Vec<Found> {
        let pages: Vec<(&str, &Entry)> = losses
            .iter()
            .filter_map(|loss| match loss.what {
                What::Page(entry) => Some((loss.url, entry)),
                _ => None,
            })
            .collect();
        let paths: Vec<&str> =
            pages.iter().map(|(_, entry)| entry.source.as_str()).filter(|path| !path.is_empty()).collect();
        let mut gone = self.past.pages(&paths, &|path| self.dialect(path));
        let lost: Vec<Lost> = pages
            .iter()
            .map(|(_, entry)| Lost { entry, gone: gone.remove(entry.source.as_str()).unwrap_or_default() })
            .collect();
        let known: HashSet<&str> = self.past.earlier.inventory.urls.values().map(|entry| &*entry.source).collect();
        let proposals = propose::pages(&lost, &known, self.context);
        let one = |(((url, entry), lost), proposal): (((&str, &Entry), &Lost), Option<Proposal>)| {
            // The file may be there and its address another: then the page itself is what took its place.
            let own = self.context.files.find(&entry.source).filter(|id| self.ids.values().any(|known| known == id));
            let own = own.map(|page| Proposal { page, anchor: String::new(), place: None, sure: true });
            let message = format!("`{}` was published, and neither exists nor redirects", shown(url));
            let (path, span) = self.place(url, &entry.source);
            let finding = rules::PUBLISHED_URL_REMOVED.at(&path, span, with_commit(message, lost.gone.commit.as_ref()));
            self.propose(finding, url, "", &entry.source, own.or(proposal))
        };
        pages.iter().copied().zip(&lost).zip(proposals).map(one).collect()
    }

    fn anchors(&self, losses: &[Loss]) -> Vec<Found> {
        // By address, where the anchors are looked for now.
        let mut pages: BTreeMap<&str, (&Entry, &str, Vec<&str>)> = BTreeMap::new();
        for loss in losses {
            if let What::Anchor(entry, anchor, now) = &loss.what {
                pages.entry(loss.url).or_insert((entry, now, Vec::new())).2.push(anchor);
            }
        }
        let files = |entry: &Entry, now: &str| {
            let mut files = vec![entry.source.clone()];
            let page = self.ids.get(now).copied();
            let more = page.map(|id| self.context.index.reachable(id)).unwrap_or_default();
            files.extend(more.iter().map(|id| self.context.files.get(*id).path.to_string()));
            files.retain(|path| !path.is_empty());
            files.dedup();
            files
        };
        let made: Vec<Vec<String>> = pages.values().map(|(entry, now, _)| files(entry, now)).collect();
        let asked: Vec<(&[String], &[&str])> =
            pages.values().zip(&made).map(|((_, _, anchors), files)| (&files[..], &anchors[..])).collect();
        let past = self.past.anchors(&asked, &|path| self.dialect(path));
        let mut out = Vec::new();
        for ((url, (entry, now, anchors)), past) in pages.into_iter().zip(past) {
            let Some(&page) = self.ids.get(now) else { continue };
            let before: Vec<(&str, Option<Arc<Page>>)> =
                anchors.iter().copied().zip(past.iter().map(|(_, page)| page.clone())).collect();
            let proposals = propose::anchors(&before, entry, page, self.context);
            // It may be in a file that is not at hand, unless one that is had it.
            let doubtful = self.context.index.may_hold_more(page);
            for ((anchor, (commit, before)), proposal) in anchors.iter().zip(&past).zip(proposals) {
                if doubtful && before.is_none() {
                    continue;
                }
                let path = &self.context.files.get(page).path;
                let what = if url == now {
                    "and nothing on the page has this id".to_owned()
                } else {
                    format!("and nothing on `{path}`, to which it leads, has this id")
                };
                let message = format!("`{}#{anchor}` was published, {what}", shown(url));
                // The place that is meant, on the page; else the page.
                let own =
                    proposal.as_ref().filter(|proposal| proposal.page == page).and_then(|proposal| proposal.place);
                let (path, span) = match own {
                    Some((file, span)) => {
                        (self.context.files.get(file).path.clone(), first_line(self.context, file, span))
                    }
                    None => (path.clone(), Span::default()),
                };
                let finding = rules::PUBLISHED_ANCHOR_REMOVED.at(&path, span, with_commit(message, commit.as_ref()));
                out.push(self.propose(finding, url, anchor, &entry.source, proposal));
            }
        }
        out
    }

    fn redirects(&self, losses: &[Loss]) -> Vec<Found> {
        let mut out = Vec::new();
        for loss in losses {
            let (fragment, to) = match loss.what {
                What::Redirect(to) => ("", to),
                What::Fragment(fragment, to) => (fragment, to),
                _ => continue,
            };
            let hash = if fragment.is_empty() { "" } else { "#" };
            let url = format!("{}{hash}{fragment}", loss.url);
            let message = format!("`{}` was a redirect to `{to}`, and neither exists nor redirects", shown(&url));
            let (path, span) = self.place(&url, "");
            let rule =
                if fragment.is_empty() { &rules::PUBLISHED_URL_REMOVED } else { &rules::PUBLISHED_ANCHOR_REMOVED };
            let mut finding = rule.at(&path, span, message);
            let target = self.target(to);
            let remedy = write::source_of(loss.url, "", self.context).zip(target).map(|(source, target)| {
                finding.help = Some(format!("redirect it to `{to}` again"));
                let redirection = Redirection { source, fragment: fragment.to_owned(), to: target };
                Remedy { redirection, to: to.to_owned(), sure: true }
            });
            out.push((finding, remedy));
        }
        out
    }

    /// Where an old redirect led, where that is still there.
    fn target(&self, to: &str) -> Option<Target> {
        if to.starts_with('/') || to.contains("://") {
            return Some(Target::Away(to.to_owned()));
        }
        let (page, anchor) = to.split_once('#').unwrap_or((to, ""));
        let entry = self.now.urls.get(page)?;
        let there = anchor.is_empty() || entry.anchors.iter().any(|known| known == anchor);
        Some(Target::Page(*self.ids.get(page)?, if there { anchor.to_owned() } else { String::new() }))
    }

    /// Where a finding about an address is: in the inventory, else the page that was.
    fn place(&self, url: &str, source: &str) -> (SitePath, Span) {
        let earlier = self.past.earlier;
        let told = earlier.source.as_ref().and_then(|file| Some((file.path.clone(), *earlier.places.get(url)?)));
        told.unwrap_or_else(|| {
            let path = if source.is_empty() { write::source_of(url, "", self.context) } else { Some(source.into()) };
            (path.unwrap_or_else(|| url.into()), Span::default())
        })
    }

    fn propose(&self, finding: Diagnostic, url: &str, anchor: &str, source: &str, proposal: Option<Proposal>) -> Found {
        let source = write::source_of(url, source, self.context);
        let Some(proposal) = proposal else {
            let place = if anchor.is_empty() { "its place" } else { "its content" };
            return (finding.help(format!("redirect it to what has taken {place}")), None);
        };
        let path = &self.context.files.get(proposal.page).path;
        let same = source.as_ref() == Some(path) && !proposal.anchor.is_empty();
        let hash = if proposal.anchor.is_empty() { "" } else { "#" };
        let to = if same { format!("#{}", proposal.anchor) } else { format!("{path}{hash}{}", proposal.anchor) };
        let finding = finding.help(match proposal.sure {
            true => format!("it is `{to}` now: redirect it"),
            false => format!("is it `{to}` now? redirect it"),
        });
        let sure = proposal.sure;
        let remedy = source.map(|source| {
            let target = Target::Page(proposal.page, proposal.anchor);
            Remedy { redirection: Redirection { source, fragment: anchor.to_owned(), to: target }, to, sure }
        });
        (finding, remedy)
    }

    /// Makes fixes of remedies. Those that are sure and go into one file are one change of it, which each of them has.
    fn fixes(&self, found: Vec<Found>) -> Vec<Diagnostic> {
        let sure = found.iter().filter_map(|(_, remedy)| remedy.as_ref().filter(|remedy| remedy.sure));
        let edits = write::edits(&sure.map(|remedy| &remedy.redirection).collect::<Vec<_>>(), self.context, self.texts);
        let mut edits = edits.into_iter();
        let mut out = Vec::with_capacity(found.len());
        for (mut finding, remedy) in found {
            if let Some(Remedy { redirection, to, sure }) = remedy {
                let edit = match sure {
                    true => edits.next(),
                    false => write::edits(&[&redirection], self.context, self.texts).pop(),
                };
                let hash = if redirection.fragment.is_empty() { "" } else { "#" };
                let title = format!("Redirect `{}{hash}{}` to `{to}`", redirection.source, redirection.fragment);
                finding.fixes.extend(edit.map(|edit| Fix { title, sure, edits: vec![edit] }));
            }
            out.push(finding);
        }
        out
    }
}

/// An address as people are told it: that of the first page may be empty.
fn shown(url: &str) -> &str {
    if url.is_empty() { "./" } else { url }
}

fn with_commit(message: String, commit: Option<&Commit>) -> String {
    match commit {
        Some(commit) => {
            let subject: String = commit.subject.chars().take(60).collect();
            format!("{message}: {} removed it ({subject})", commit.short)
        }
        None => message,
    }
}

/// The first line of a heading's place.
fn first_line(context: &Context, file: FileId, span: Span) -> Span {
    let Some(page) = context.index.page(file) else { return span };
    let text = page.text(span);
    let end = text.find(['\r', '\n']).unwrap_or(text.len());
    Span { start: span.start, end: span.start + end as u32 }
}
