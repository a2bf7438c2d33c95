//! The plan of a site: every file that a build writes, by its path, and what each is made of. Nothing is rendered for it.
//!
//! Two files of the project that want one place are settled before, in [`files::settle`](crate::files::settle), since what
//! is published decides what links lead to. All else that wants a place is here: what is stronger is claimed first.
//!
//! 1. What every page loads: the theme's files, parts of tables of contents, the search index, and our own records. A page
//!    without them is broken, so no file of the project takes their place.
//! 2. Files of the project.
//! 3. Redirects, which the project states.
//! 4. What docwright makes beside them. It gives way, and the search pages take another name.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use crate::{
    config::{Config, publish::Kind},
    diagnostic::Diagnostic,
    files::{Files, Role, role},
    index::{Index, redirects::Redirects, toc::Tocs, uids::Uids},
    page::FileId,
    place::{Clash, OutPath, Places, fault, fold},
    render::{
        assets::Asset,
        branches::{Branches, Part},
    },
    rules::{INVALID_FILE_NAME, OUTPUT_PATH_CONFLICT},
    search,
    source::{SitePath, Span},
    url,
};

/// The folder of the output in which we keep our own records.
pub const OWN: &str = ".docwright";

/// What a file of the output is made of. Numbers are those of the lists that hold them.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Output {
    /// A page in its frame, or what leads on from it.
    Page(FileId),
    /// A page as Markdown.
    Markdown(FileId),
    /// A file of the project, as it is.
    Copy(FileId),
    /// What leads on from the address of a page that was.
    Redirect(u32),
    /// A file of the theme.
    Asset(u32),
    /// The page of a folder that has none: the entries of a table of contents, or of all of them.
    Contents(Option<u32>),
    /// A table of contents as JSON.
    TocJson(u32),
    /// What scripts load of a table of contents.
    Branch(u32, Part),
    NotFound,
    NoJekyll,
    /// A list of all pages, or a part of it.
    SearchPage,
    SearchIndex,
    Sitemap,
    XrefMap,
    Robots,
    Llms,
    /// `_redirects`.
    Redirects,
    /// `_headers`.
    Headers,
    StaticWebApp,
    Urls,
    /// Our own records.
    Own,
}

/// Every file that a build writes.
#[derive(Default, Debug)]
pub struct Plan {
    pub outputs: BTreeMap<OutPath, Output>,
    /// Folders, ending with `/`, whose files get their names when pages are rendered.
    pub folders: Vec<(String, Output)>,
    /// The list of all pages that needs no script.
    pub search_page: String,
    /// The folder of its parts, ending with `/`.
    pub search_parts: String,
    /// Files of the project that are not written after all.
    pub lost: Vec<FileId>,
    /// By number: what becomes of each redirect.
    pub redirects: Vec<Fate>,
    /// Where pages are written as Markdown.
    copies: HashMap<FileId, String>,
    /// Addresses of them, by those of their pages.
    copy_addresses: HashMap<String, String>,
}

/// What becomes of a redirect.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Fate {
    Written,
    /// Its source would be no page of the site.
    NoPage,
    /// A file of the project has the address.
    Taken(FileId),
    /// Nothing is written, and another finding says why or nobody needs it.
    Left,
}

/// What is known of a project before anything is rendered.
pub struct Context<'a> {
    pub files: &'a Files,
    pub index: &'a Index,
    pub tocs: &'a Tocs,
    pub redirects: &'a Redirects,
    pub uids: &'a Uids,
    pub config: &'a Config,
    pub branches: &'a Branches,
    pub assets: &'a [Asset],
    pub lang: &'a dyn Fn(FileId) -> String,
    /// Whether a page's front matter leads on to another address.
    pub leads_on: &'a dyn Fn(FileId) -> bool,
}

/// Plans a site.
pub fn plan(context: &Context) -> (Plan, Vec<Diagnostic>) {
    let mut planning = Planning {
        context,
        places: Places::default(),
        tags: BTreeSet::new(),
        plan: Plan::default(),
        found: Vec::new(),
    };
    planning.frame();
    planning.files();
    planning.redirects();
    planning.search_pages();
    planning.copies();
    planning.of_site();
    planning.of_tocs();
    (planning.plan, planning.found)
}

impl Plan {
    /// What is at a path of the output; of a folder in [`Plan::folders`], what may be.
    pub fn find(&self, path: &str) -> Option<Output> {
        let in_folder = || self.folders.iter().find(|(folder, _)| path.starts_with(&**folder)).map(|(_, what)| *what);
        self.outputs.get(path).copied().or_else(in_folder)
    }

    /// Where a page is written as Markdown, relative to the output folder.
    pub fn copy(&self, page: FileId) -> Option<&str> {
        self.copies.get(&page).map(String::as_str)
    }

    /// The address of a page as Markdown, by that of the page; both relative to the site's root.
    pub fn copy_address(&self, address: &str) -> Option<&str> {
        self.copy_addresses.get(address).map(String::as_str)
    }
}

impl Output {
    /// What it is, for sentences; nothing for what is made of one file.
    pub fn what(self) -> &'static str {
        match self {
            Output::Page(_) | Output::Markdown(_) | Output::Copy(_) | Output::Redirect(_) => "",
            Output::Asset(_) => "the theme",
            Output::TocJson(_) | Output::Branch(..) => "a table of contents",
            Output::SearchPage | Output::SearchIndex => "the texts of all pages, for search",
            _ => "the site as a whole",
        }
    }
}

struct Planning<'a> {
    context: &'a Context<'a>,
    places: Places<Output>,
    /// Folders of search indexes.
    tags: BTreeSet<String>,
    plan: Plan,
    found: Vec<Diagnostic>,
}

/// Why something is not written.
enum Refusal {
    Clash(Clash<Output>),
    /// No disk could hold it.
    Fault(String),
}

impl<'a> Planning<'a> {
    /// Plans a file.
    fn put(&mut self, path: &str, what: Output) -> Result<(), Refusal> {
        let checked = OutPath::new(path).map_err(|fault| Refusal::Fault(fault.to_string()))?;
        self.places.claim(path, what).map_err(Refusal::Clash)?;
        self.plan.outputs.insert(checked, what);
        Ok(())
    }

    /// The pages of the site.
    fn pages(&self) -> impl Iterator<Item = (FileId, &'a str)> + use<'a> {
        let index = self.context.index;
        let pages = self.context.files.iter().filter(|(_, file)| file.role == Role::Page);
        pages
            .filter_map(move |(id, file)| Some((id, file.output.as_deref()?)))
            .filter(|(id, _)| index.page(*id).is_some())
    }

    fn path(&self, id: FileId) -> &'a SitePath {
        &self.context.files.get(id).path
    }

    /// What every page loads. Nothing is claimed before it, so that nothing is refused.
    fn frame(&mut self) {
        let context = self.context;
        let _ = self.places.claim(OWN, Output::Own);
        self.plan.folders.push((format!("{OWN}/"), Output::Own));
        for (at, asset) in (0..).zip(context.assets) {
            let _ = self.put(&asset.name, Output::Asset(at));
        }
        for toc in 0..context.tocs.list.len() {
            for (path, part) in context.branches.files(toc) {
                let _ = self.put(&path, Output::Branch(toc as u32, part));
            }
        }
        if !context.config.search.enabled {
            return;
        }
        self.tags = self.pages().map(|(id, _)| search::folder(&(context.lang)(id))).collect();
        self.tags.insert(search::folder(&context.config.lang));
        for folder in self.tags.clone() {
            let _ = self.put(&format!("{folder}{}", search::ROOT), Output::SearchIndex);
            for kind in search::KINDS {
                let _ = self.places.need(&format!("{folder}{kind}"), Output::SearchIndex);
            }
            self.plan.folders.push((folder, Output::SearchIndex));
        }
    }

    /// Whether a path may be that of a file of a search index, whose names are not known yet.
    fn is_of_index(&self, path: &str) -> bool {
        let path = fold(path);
        self.tags.iter().any(|folder| path.strip_prefix(&**folder).is_some_and(search::is_part))
    }

    /// Files of the project.
    fn files(&mut self) {
        for (id, file) in self.context.files.iter() {
            let Some(output) = file.output.as_deref() else { continue };
            let what = match file.role {
                Role::Page => Output::Page(id),
                _ => Output::Copy(id),
            };
            let put = match self.is_of_index(output) {
                true => Err(Refusal::Clash(Clash::Same(Output::SearchIndex))),
                false => self.put(output, what),
            };
            let Err(refusal) = put else { continue };
            let path = &file.path;
            let finding = match refusal {
                Refusal::Clash(clash) => {
                    let message =
                        format!("`{path}` would be written to `{output}`, but {} there", self.taker(clash.owner()));
                    OUTPUT_PATH_CONFLICT.at(path, Span::default(), message).help("rename it or its folder")
                }
                Refusal::Fault(fault) => {
                    INVALID_FILE_NAME.at(path, Span::default(), format!("`{path}` is left out of the site: {fault}"))
                }
            };
            self.found.push(finding);
            self.plan.lost.push(id);
        }
    }

    /// What has taken a place, up to the word "there".
    fn taker(&self, owner: Output) -> String {
        match owner {
            Output::Page(id) | Output::Copy(id) | Output::Markdown(id) => format!("`{}` is written", self.path(id)),
            Output::Redirect(at) => {
                format!("the redirect of `{}` is written", self.context.redirects.list[at as usize].source)
            }
            Output::TocJson(toc) | Output::Contents(Some(toc)) => match self.context.tocs.list[toc as usize].file {
                Some(id) => format!("`{}` is written", self.path(id)),
                None => "the table of contents is written".to_owned(),
            },
            Output::Asset(_) => "docwright writes files of the theme".to_owned(),
            Output::Branch(..) => "docwright writes parts of tables of contents".to_owned(),
            Output::SearchIndex | Output::SearchPage => "docwright writes the search index".to_owned(),
            Output::Own => "docwright keeps its own records".to_owned(),
            _ => "docwright writes a file".to_owned(),
        }
    }

    /// What leads on from the addresses of pages that were.
    fn redirects(&mut self) {
        for at in 0..self.context.redirects.list.len() {
            let fate = self.redirect(at);
            self.plan.redirects.push(fate);
        }
    }

    fn redirect(&mut self, at: usize) -> Fate {
        let Context { files, redirects, config, .. } = *self.context;
        let redirect = &redirects.list[at];
        let source = &redirect.source;
        let place = (&files.get(redirect.file).path, redirect.span);
        let output = role::page_output_of(source, config, &|output| self.places.is_free(output));
        let Some(output) = output else { return Fate::NoPage };
        if let Some(fault) = unportable(&output) {
            let message = format!("nothing leads on from `{source}`: {fault}");
            self.found.push(INVALID_FILE_NAME.at(place.0, place.1, message));
            return Fate::Left;
        }
        let to = redirects.follow(source.as_str());
        let clash = match to {
            // It leads in a circle, which is reported.
            None if self.places.is_free(&output) => return Fate::Left,
            None => self.places.clash(&output),
            Some(_) if self.is_of_index(&output) => Some(Clash::Same(Output::SearchIndex)),
            Some(_) => match self.put(&output, Output::Redirect(at as u32)) {
                Err(Refusal::Clash(clash)) => Some(clash),
                _ => return Fate::Written,
            },
        };
        match clash {
            Some(Clash::Same(Output::Page(id) | Output::Copy(id))) => return Fate::Taken(id),
            // Two ways to write what was one page.
            Some(Clash::Same(Output::Redirect(other)))
                if to == redirects.follow(redirects.list[other as usize].source.as_str()) => {}
            Some(clash) => {
                let message =
                    format!("nothing leads on from `{source}`: at `{output}`, {} there", self.taker(clash.owner()));
                self.found.push(OUTPUT_PATH_CONFLICT.at(place.0, place.1, message));
            }
            None => {}
        }
        Fate::Left
    }

    /// The list of all pages, under a name that nothing else has.
    fn search_pages(&mut self) {
        let folders = (1..).map(|number| match number {
            1 => format!("{}/pages", search::PLACE),
            number => format!("{}/pages-{number}", search::PLACE),
        });
        let folder = folders.into_iter().find(|folder| self.places.is_free(folder)).unwrap_or_default();
        let names = ["search.html".to_owned(), format!("{}/all.html", search::PLACE), format!("{folder}/all.html")];
        let name = names.into_iter().find(|name| self.places.is_free(name)).unwrap_or_default();
        if self.context.config.search.enabled {
            let _ = self.put(&name, Output::SearchPage);
            let _ = self.places.need(&folder, Output::SearchPage);
            self.plan.folders.push((format!("{folder}/"), Output::SearchPage));
        }
        (self.plan.search_page, self.plan.search_parts) = (name, folder + "/");
    }

    /// Pages as Markdown: all but those that lead on.
    fn copies(&mut self) {
        if !self.wants(Kind::Markdown) {
            return;
        }
        for (id, output) in self.pages() {
            let Some(stem) = output.strip_suffix(".html").filter(|_| !self.plan.lost.contains(&id)) else { continue };
            if (self.context.leads_on)(id) {
                continue;
            }
            let copy = format!("{stem}.md");
            if self.make(&copy, Output::Markdown(id)) {
                let address = url::address(output, self.context.config.urls);
                self.plan.copy_addresses.insert(address, url::encode(&copy));
                self.plan.copies.insert(id, copy);
            }
        }
    }

    fn wants(&self, kind: Kind) -> bool {
        self.context.config.publish.contains(&kind)
    }

    /// What the site has once.
    fn of_site(&mut self) {
        let published = self.context.config.base_url.is_some();
        let all = [
            ("404.html", Output::NotFound, true),
            ("index.html", Output::Contents(None), true),
            (".nojekyll", Output::NoJekyll, true),
            ("sitemap.xml", Output::Sitemap, published),
            ("xrefmap.yml", Output::XrefMap, self.context.uids.has_own()),
            ("robots.txt", Output::Robots, published),
            ("llms.txt", Output::Llms, published || self.wants(Kind::Llms)),
            ("_redirects", Output::Redirects, self.wants(Kind::Redirects)),
            ("_headers", Output::Headers, self.wants(Kind::Headers)),
            ("staticwebapp.config.json", Output::StaticWebApp, self.wants(Kind::StaticWebApp)),
            ("urls.json", Output::Urls, true),
        ];
        for (path, what, wanted) in all {
            if wanted {
                self.make(path, what);
            }
        }
    }

    /// What each table of contents has: its JSON, and a page where its folder has none.
    fn of_tocs(&mut self) {
        let Context { files, tocs, config, .. } = *self.context;
        let mut all: Vec<_> = (0..).zip(&tocs.list).collect();
        all.sort_by_key(|(_, toc)| toc.file.map_or(0, |id| role::rank(files.get(id), config)));
        for (at, toc) in all {
            let Some(output) = toc.file.and_then(|id| self.toc_output(id)) else { continue };
            let folder = &output[..output.rfind('/').map_or(0, |end| end + 1)];
            let stem = output.rfind('.').map_or(&*output, |dot| &output[..dot]);
            self.make(&format!("{stem}.json"), Output::TocJson(at));
            if !folder.is_empty() {
                self.make(&format!("{folder}index.html"), Output::Contents(Some(at)));
            }
        }
    }

    /// Where a table of contents would be written as it is.
    fn toc_output(&self, id: FileId) -> Option<String> {
        let path = self.path(id).as_str();
        let docset = &self.context.config.docsets[usize::from(self.context.files.get(id).docset)];
        Some(docset.content.iter().find(|set| set.takes(path))?.output(path))
    }

    /// Plans what docwright makes, which gives way to all else. Says whether it is written, and reports where it is not
    /// and somebody might miss it.
    fn make(&mut self, path: &str, what: Output) -> bool {
        let clash = match self.put(path, what) {
            Ok(()) => return true,
            Err(Refusal::Clash(clash)) => clash,
            Err(Refusal::Fault(fault)) => {
                if let Some(file) = self.maker(what) {
                    let message = format!("`{path}` is left out of the site: {fault}");
                    self.found.push(INVALID_FILE_NAME.at(file, Span::default(), message));
                }
                return false;
            }
        };
        let is_exact = self.plan.outputs.get(path) == Some(&clash.owner());
        if is_exact && self.is_replaceable(what) {
            return false;
        }
        let finding = match clash.owner() {
            // Of two tables of contents with one folder, the JSON is reported.
            Output::Contents(_) => return false,
            Output::Page(id) | Output::Copy(id) => {
                let file = self.context.files.get(id);
                let written = file.output.as_deref().unwrap_or_default();
                let message = format!(
                    "`{}` is written to `{written}` and takes the place of docwright's own `{path}`",
                    file.path
                );
                let finding = OUTPUT_PATH_CONFLICT.at(&file.path, Span::default(), message);
                let is_meant = self.is_replaceable(what) && fold(written) == fold(path);
                let name = path.rsplit('/').next().unwrap_or(path);
                match is_meant {
                    true => finding.help(format!("write its name as `{name}` where it is meant to")),
                    false => finding,
                }
            }
            Output::Redirect(at) => {
                let redirect = &self.context.redirects.list[at as usize];
                let message = format!("this redirect takes the place of docwright's own `{path}`");
                OUTPUT_PATH_CONFLICT.at(&self.context.files.get(redirect.file).path, redirect.span, message)
            }
            owner => {
                let Some(file) = self.maker(what) else { return false };
                let message = format!("`{file}` would be written to `{path}`, but {} there", self.taker(owner));
                OUTPUT_PATH_CONFLICT.at(file, Span::default(), message)
            }
        };
        self.found.push(finding);
        false
    }

    /// The file of the project that something is made of.
    fn maker(&self, what: Output) -> Option<&'a SitePath> {
        match what {
            Output::Page(id) | Output::Copy(id) | Output::Markdown(id) => Some(self.path(id)),
            Output::TocJson(toc) | Output::Contents(Some(toc)) => {
                Some(self.path(self.context.tocs.list[toc as usize].file?))
            }
            _ => None,
        }
    }

    /// Whether a file of the project by that very name is meant to take the place: what the name means is known to all.
    fn is_replaceable(&self, what: Output) -> bool {
        match what {
            Output::NotFound | Output::Contents(_) | Output::NoJekyll | Output::Robots | Output::Sitemap => true,
            Output::Llms => !self.wants(Kind::Llms),
            _ => false,
        }
    }
}

/// Why not every system could hold a file for a redirect, which may name what never was.
fn unportable(output: &str) -> Option<String> {
    let signs = |letter: &char| "<>:\"|?*".contains(*letter);
    let bad = output.chars().find(signs).map(|sign| format!("not every system allows `{sign}` in the names of files"));
    fault(output).map(|fault| fault.to_string()).or(bad)
}
