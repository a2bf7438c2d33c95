//! What was at an address that is gone, as an earlier tree or git has it.

use std::{
    collections::{BTreeMap, HashMap},
    sync::Arc,
};

use super::Inventory;
use crate::{
    files::{
        commits::{Commit, Git},
        decode::decode,
    },
    page::{Dialect, Page},
    parse::parse,
    source::{SitePath, Source, Span},
};

/// Where the past is looked up.
pub struct Past<'a> {
    pub git: Option<Git>,
    pub earlier: &'a Earlier,
}

/// An earlier inventory, and what is known of it.
#[derive(Default, Debug)]
pub struct Earlier {
    pub inventory: Inventory,
    /// The file that it was read from.
    pub source: Option<Arc<Source>>,
    /// Where in that file an address is, which may have a fragment.
    pub places: HashMap<String, Span>,
    /// The commit whose site it is of, where it is of one.
    pub since: Option<String>,
    /// The pages of that site, by path.
    pub pages: HashMap<String, Arc<Page>>,
}

/// What is known of a page that is gone.
#[derive(Clone, Default, Debug)]
pub struct Gone {
    /// The commit that removed it; none where it is not committed yet.
    pub commit: Option<Commit>,
    /// Where git says that it was moved to.
    pub moved: Option<String>,
    /// What it was.
    pub page: Option<Arc<Page>>,
}

/// Who took an anchor away, and the file as it was when it had it.
pub type Taken = (Option<Commit>, Option<Arc<Page>>);

/// Paths that git is asked about at once: each is a part of one command line.
const PATHS: usize = 500;

/// Files whose earlier texts are looked through for anchors, and texts of each.
const FILES: usize = 100;
const VERSIONS: usize = 60;

impl Past<'_> {
    /// Looks up pages that are gone, by path.
    pub fn pages(&self, paths: &[&str], dialect: &dyn Fn(&str) -> Dialect) -> HashMap<String, Gone> {
        let mut out: HashMap<String, Gone> = HashMap::new();
        for path in paths {
            out.insert(path.to_string(), Gone { page: self.earlier.pages.get(*path).cloned(), ..Gone::default() });
        }
        let Some(git) = &self.git else { return out };
        let mut moves: HashMap<String, BTreeMap<String, String>> = HashMap::new();
        let asked: Vec<&str> = paths.iter().take(PATHS).copied().collect();
        for (path, commit) in git.removals(&asked, self.earlier.since.as_deref()) {
            let Some(gone) = out.get_mut(&path) else { continue };
            let moved = moves.entry(commit.id.clone()).or_insert_with(|| git.moves(&commit.id));
            gone.moved = moved.get(&path).cloned();
            gone.commit = Some(commit);
        }
        let unread: Vec<(String, String)> = asked
            .iter()
            .filter_map(|path| {
                let gone = out.get(*path).filter(|gone| gone.page.is_none())?;
                let before = gone.commit.as_ref().map_or("HEAD".to_owned(), |commit| format!("{}^", commit.id));
                Some((before, path.to_string()))
            })
            .collect();
        let wanted: Vec<(&str, &str)> = unread.iter().map(|(commit, path)| (&**commit, &**path)).collect();
        for ((_, path), text) in unread.iter().zip(git.texts(&wanted)) {
            if let (Some(text), Some(gone)) = (text, out.get_mut(path)) {
                gone.page = Some(read(path, text, dialect(path)));
            }
        }
        out
    }

    /// Looks up anchors that are gone from pages, each page given by the files that it is made of: for each anchor the
    /// commit that took it away, and the file as it was when it had it.
    pub fn anchors(&self, pages: &[(&[String], &[&str])], dialect: &dyn Fn(&str) -> Dialect) -> Vec<Vec<Taken>> {
        let mut files = 0;
        let one = |(paths, ids): &(&[String], &[&str])| {
            let mut out: Vec<Taken> = vec![(None, None); ids.len()];
            for path in paths.iter() {
                if out.iter().all(|(_, page)| page.is_some()) {
                    break;
                }
                let old = self.earlier.pages.get(path).cloned();
                files += 1;
                let versions = if files <= FILES { self.versions(path, dialect(path)) } else { Vec::new() };
                for (at, id) in ids.iter().enumerate().filter(|(at, _)| out[*at].1.is_none()).collect::<Vec<_>>() {
                    let holding =
                        versions.iter().position(|(_, page)| page.as_ref().is_some_and(|page| holds(page, id)));
                    let old = old.clone().filter(|page| holds(page, id));
                    out[at] = match holding {
                        Some(found) => {
                            let page = old.or_else(|| versions[found].1.clone());
                            (found.checked_sub(1).map(|after| versions[after].0.clone()), page)
                        }
                        // All that came after the earlier tree lack it, so the first of them removed it.
                        None if old.is_some() && self.earlier.since.is_some() && versions.len() < VERSIONS => {
                            (versions.last().map(|(commit, _)| commit.clone()), old)
                        }
                        None => (None, old),
                    };
                }
            }
            out
        };
        pages.iter().map(one).collect()
    }

    /// What a file was at the last commits that changed it, the newest first.
    fn versions(&self, path: &str, dialect: Dialect) -> Vec<(Commit, Option<Arc<Page>>)> {
        let Some(git) = &self.git else { return Vec::new() };
        let commits = git.changes(path, self.earlier.since.as_deref(), VERSIONS);
        let wanted: Vec<(&str, &str)> = commits.iter().map(|commit| (&*commit.id, path)).collect();
        let texts = git.texts(&wanted);
        let pages = texts.into_iter().map(|text| text.map(|text| read(path, text, dialect)));
        commits.iter().cloned().zip(pages).collect()
    }
}

fn read(path: &str, text: Vec<u8>, dialect: Dialect) -> Arc<Page> {
    let (source, _) = decode(&SitePath::from(path), text);
    Arc::new(parse(&Arc::new(source), dialect))
}

fn holds(page: &Page, id: &str) -> bool {
    page.outline.headings.iter().any(|heading| &*heading.id == id)
        || page.outline.anchors.iter().any(|anchor| &*anchor.id == id)
}
