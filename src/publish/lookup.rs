//! The files of a site by their paths, each made when it is asked for: the very bytes that a build writes.

use std::{
    collections::{BTreeMap, HashMap},
    io,
    sync::{Arc, Mutex, OnceLock},
};

use super::{
    make::{Made, make},
    search,
};
use crate::{diagnostic::Diagnostic, page::FileId, plan, site::Site, source::SitePath};

/// A site whose files are made when they are asked for.
pub struct Lookup {
    pub site: Arc<Site>,
    /// All but the pages: a draft has it from the site that it is made of.
    rest: Arc<Rest>,
}

struct Rest {
    /// The site that it is made from.
    site: Arc<Site>,
    /// The search index and its plain pages: they need the text of every page.
    search: OnceLock<HashMap<String, Made>>,
}

/// A file of the site.
pub enum Output {
    Bytes(Vec<u8>),
    /// A file of the project, as it is.
    File(SitePath),
    /// A template that failed.
    Failed(Box<Diagnostic>),
}

impl Lookup {
    pub fn new(site: Arc<Site>) -> Lookup {
        let rest = Rest { site: Arc::clone(&site), search: OnceLock::new() };
        Lookup { site, rest: Arc::new(rest) }
    }

    /// The same with a draft of the site: its pages are those of the draft, and all else is as it was.
    pub fn with_draft(&self, draft: Arc<Site>) -> Lookup {
        Lookup { site: draft, rest: Arc::clone(&self.rest) }
    }

    /// The file of a path in the output.
    pub fn get(&self, path: &str) -> Option<Output> {
        let made = match self.rest.site.plan.find(path)? {
            plan::Output::Copy(id) => return Some(Output::File(self.site.files.get(id).path.clone())),
            plan::Output::SearchPage | plan::Output::SearchIndex => self.rest.search().get(path)?.clone(),
            what @ (plan::Output::Page(_) | plan::Output::Markdown(_)) => make(&self.site, path, what)?,
            what => make(&self.rest.site, path, what)?,
        };
        Some(made.map_or_else(Output::Failed, Output::Bytes))
    }

    /// Whether there is a file at a path, without making it. Of what is made for search, only the first files are known.
    pub fn has(&self, path: &str) -> bool {
        self.rest.site.plan.outputs.contains_key(path)
    }

    /// What a file of the output is made of.
    pub fn origin(&self, path: &str) -> Option<plan::Output> {
        match self.rest.site.plan.find(path)? {
            plan::Output::Own => None,
            what @ (plan::Output::SearchPage | plan::Output::SearchIndex) => {
                self.rest.search().contains_key(path).then_some(what)
            }
            what => Some(what),
        }
    }

    /// The page at a path in the output.
    pub fn page_at(&self, path: &str) -> Option<FileId> {
        match self.rest.site.plan.outputs.get(path)? {
            plan::Output::Page(id) => Some(*id),
            _ => None,
        }
    }

    /// Every file of the site, each made.
    pub fn all(&self) -> BTreeMap<String, Output> {
        let planned = self.rest.site.plan.outputs.keys().map(|path| path.as_str());
        let paths = planned.chain(self.rest.search().keys().map(String::as_str));
        paths.filter_map(|path| Some((path.to_owned(), self.get(path)?))).collect()
    }
}

impl Rest {
    fn search(&self) -> &HashMap<String, Made> {
        self.search.get_or_init(|| {
            let site = &*self.site;
            let out: Mutex<HashMap<String, Made>> = Mutex::default();
            let put = |path: &str, made: Made| {
                out.lock().unwrap_or_else(|poisoned| poisoned.into_inner()).insert(path.to_owned(), made);
                io::Result::Ok(())
            };
            let texts = search::texts(site);
            // Nothing is written, so that nothing can fail.
            let _ = search::files(site, texts, &put);
            out.into_inner().unwrap_or_else(|poisoned| poisoned.into_inner())
        })
    }
}
