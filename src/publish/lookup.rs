//! The files of a site by their paths, each made when it is asked for: the very bytes that a build writes.

use std::{
    collections::{BTreeMap, HashMap},
    sync::{Arc, OnceLock},
};

use rayon::prelude::*;

use super::{
    contents_views, host,
    markdown::{self, Copies},
    not_found_view, page_view, plain_view, search, theme_assets, toc_file, xrefmap,
};
use crate::{
    diagnostic::Diagnostic,
    files::Role,
    moved::{self, Stub},
    page::{FileId, Page},
    render::assets::Asset,
    site::Site,
    sitemap,
    source::SitePath,
    urls::inventory,
};

/// A site whose files are made when they are asked for.
pub struct Lookup {
    pub site: Arc<Site>,
    /// All but the pages: a draft has it from the site that it is made of.
    rest: Arc<Rest>,
}

struct Rest {
    /// The site that it is made from.
    site: Arc<Site>,
    assets: Vec<Asset>,
    stubs: Vec<Stub>,
    copies: Copies,
    /// What is known without rendering, by path in the output.
    known: HashMap<String, Known>,
    /// Files that hold parts of tables of contents, made with the first that is asked for.
    branches: OnceLock<HashMap<String, Vec<u8>>>,
    /// Pages of folders and what machines read.
    extras: OnceLock<HashMap<String, Made>>,
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

/// What a file of the output comes from.
#[derive(Clone, PartialEq, Debug)]
pub enum Origin {
    Page(FileId),
    /// A page as Markdown.
    Markdown(FileId),
    Resource(FileId),
    /// A page that was, which is redirected.
    Redirect(SitePath),
    /// No one file: the words say what.
    Made(&'static str),
}

type Made = Result<Vec<u8>, Box<Diagnostic>>;

#[derive(Clone, Copy)]
enum Known {
    Page(FileId),
    Markdown(FileId),
    Stub(usize),
    Resource(FileId),
    Asset(usize),
}

impl Lookup {
    pub fn new(site: Arc<Site>) -> Lookup {
        let assets = theme_assets(&site);
        let stubs = moved::stubs(&site, &assets);
        let copies = Copies::of(&site, &stubs);
        let mut known = HashMap::new();
        for (id, _) in site.pages() {
            known.extend(site.files.get(id).output.as_deref().map(|path| (path.to_owned(), Known::Page(id))));
        }
        for (at, stub) in stubs.iter().enumerate() {
            known.entry(stub.output.clone()).or_insert(Known::Stub(at));
        }
        for (id, file) in site.files.iter().filter(|(_, file)| file.role == Role::Resource) {
            if let Some(path) = file.output.as_deref() {
                known.entry(path.to_owned()).or_insert(Known::Resource(id));
            }
        }
        known.extend(copies.outputs().map(|(id, path)| (path.to_owned(), Known::Markdown(id))));
        for (at, asset) in assets.iter().enumerate() {
            known.entry(asset.name.clone()).or_insert(Known::Asset(at));
        }
        let (branches, extras, search) = Default::default();
        let rest = Rest { site: Arc::clone(&site), assets, stubs, copies, known, branches, extras, search };
        Lookup { site, rest: Arc::new(rest) }
    }

    /// The same with a draft of the site: its pages are those of the draft, and all else is as it was.
    pub fn with_draft(&self, draft: Arc<Site>) -> Lookup {
        Lookup { site: draft, rest: Arc::clone(&self.rest) }
    }

    /// The file of a path in the output.
    pub fn get(&self, path: &str) -> Option<Output> {
        let site = &*self.site;
        let rest = &*self.rest;
        let made = match rest.known.get(path) {
            Some(Known::Page(id)) => self.page(*id)?,
            Some(Known::Markdown(id)) => {
                let page = site.index.page(*id)?;
                let view = page_view(site, *id, page, &rest.assets, &rest.copies);
                Ok(markdown::write(site, *id, &view.page, &rest.copies).into_bytes())
            }
            Some(Known::Stub(at)) => site.theme.redirect(&rest.stubs[*at].view).map(String::into_bytes),
            Some(Known::Resource(id)) => return Some(Output::File(site.files.get(*id).path.clone())),
            Some(Known::Asset(at)) => Ok(rest.assets[*at].bytes.clone()),
            None => match rest.branches().get(path) {
                Some(bytes) => Ok(bytes.clone()),
                None => match rest.extras().get(path) {
                    Some(made) => made.clone(),
                    None => rest.search(path)?.clone(),
                },
            },
        };
        Some(made.map_or_else(Output::Failed, Output::Bytes))
    }

    /// Whether there is a file at a path, without making it.
    pub fn has(&self, path: &str) -> bool {
        self.rest.known.contains_key(path) || self.rest.extras().contains_key(path)
    }

    /// What a file of the output comes from, without making it.
    pub fn origin(&self, path: &str) -> Option<Origin> {
        match self.rest.known.get(path) {
            Some(Known::Page(id)) => return Some(Origin::Page(*id)),
            Some(Known::Markdown(id)) => return Some(Origin::Markdown(*id)),
            Some(Known::Resource(id)) => return Some(Origin::Resource(*id)),
            Some(Known::Stub(at)) => return Some(Origin::Redirect(self.rest.stubs[*at].source.clone())),
            Some(Known::Asset(_)) => return Some(Origin::Made("the theme")),
            None => {}
        }
        let toc = self.rest.branches().contains_key(path) || path.ends_with("toc.json");
        if toc && self.has(path) || self.rest.branches().contains_key(path) {
            return Some(Origin::Made("a table of contents"));
        }
        if self.has(path) {
            return Some(Origin::Made("the site as a whole"));
        }
        self.rest.search(path).map(|_| Origin::Made("the texts of all pages, for search"))
    }

    /// The page at a path in the output.
    pub fn page_at(&self, path: &str) -> Option<FileId> {
        match self.rest.known.get(path)? {
            Known::Page(id) => Some(*id),
            _ => None,
        }
    }

    fn page(&self, id: FileId) -> Option<Made> {
        let site = &*self.site;
        let page = site.index.page(id)?;
        let html = match moved::by_front_matter(site, id, page, &self.rest.assets) {
            Some(redirect) => site.theme.redirect(&redirect),
            None => site.theme.page(&page_view(site, id, page, &self.rest.assets, &self.rest.copies)),
        };
        Some(html.map(String::into_bytes))
    }

    /// Every file of the site, each made.
    pub fn all(&self) -> BTreeMap<String, Output> {
        let rest = &*self.rest;
        let mut paths: Vec<&String> = rest.known.keys().chain(rest.branches().keys()).collect();
        paths.extend(rest.extras().keys());
        rest.search(self.site.search_page);
        paths.extend(rest.search.get().into_iter().flat_map(|search| search.keys()));
        paths.into_iter().filter_map(|path| Some((path.clone(), self.get(path)?))).collect()
    }
}

impl Rest {
    fn branches(&self) -> &HashMap<String, Vec<u8>> {
        self.branches.get_or_init(|| {
            let site = &*self.site;
            let all = site.tocs.list.iter().enumerate();
            let files = all.flat_map(|(at, toc)| site.branches.files(at, toc, &|id| site.address(id)));
            files.map(|(path, text)| (path, text.into_bytes())).collect()
        })
    }

    fn extras(&self) -> &HashMap<String, Made> {
        self.extras.get_or_init(|| {
            let site = &*self.site;
            let mut out: HashMap<String, Made> = HashMap::new();
            let mut add = |path: String, text: Result<String, Box<Diagnostic>>| {
                out.entry(path).or_insert(text.map(String::into_bytes));
            };
            add("404.html".into(), site.theme.not_found(&not_found_view(site, &self.assets)));
            for (path, view) in contents_views(site, &self.assets) {
                if !self.known.contains_key(&path) {
                    add(path, site.theme.page(&view));
                }
            }
            add(".nojekyll".into(), Ok(String::new()));
            if let Some(base_url) = &site.config.base_url {
                let pages: Vec<(FileId, &Page)> = site.pages().map(|(id, page)| (id, &**page)).collect();
                add("sitemap.xml".into(), Ok(sitemap::sitemap(site, base_url, &pages)));
            }
            if let Some(map) = xrefmap::write(site) {
                add("xrefmap.yml".into(), Ok(map));
            }
            for (path, text) in host::files(site, &self.copies) {
                add(path.into(), Ok(text));
            }
            add("urls.json".into(), Ok(inventory::of(&site.context()).to_json()));
            for (path, text) in site.tocs.list.iter().filter_map(|toc| toc_file(site, toc)) {
                add(path, Ok(text));
            }
            out
        })
    }

    /// A file of search. Paths that can be none do not make all pages be rendered.
    fn search(&self, path: &str) -> Option<&Made> {
        let site = &*self.site;
        if !site.config.search.enabled || !(path.starts_with("search/") || path == site.search_page) {
            return None;
        }
        let made = self.search.get_or_init(|| {
            let pages: Vec<_> = site.pages().collect();
            let inbound = search::Inbound::count(site);
            let add = |mut texts: search::Found, &(id, page): &(FileId, &Arc<Page>)| {
                if moved::by_front_matter(site, id, page, &self.assets).is_none() {
                    let view = page_view(site, id, page, &self.assets, &self.copies);
                    search::add(&mut texts, site, &inbound, (id, page), &view.page);
                }
                texts
            };
            let parts = pages.par_iter().with_min_len(search::pages_of_part(pages.len()));
            let parts: Vec<search::Found> = parts.fold(search::Found::default, add).collect();
            let mut texts = search::Found::default();
            parts.into_iter().for_each(|part| texts.append(part));
            let mut out: HashMap<String, Made> = HashMap::new();
            for plain in search::plain(&texts, site.search_page) {
                let made = site.theme.search(&plain_view(site, &plain, &self.assets));
                out.entry(plain.path).or_insert(made.map(String::into_bytes));
            }
            for file in search::indexes(texts, site) {
                out.entry(file.path).or_insert(Ok(file.bytes));
            }
            out
        });
        made.get(path)
    }
}
