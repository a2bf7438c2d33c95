//! A site: everything that is known of a project. Every command reads it and nothing beside it.

mod article;
mod code;
mod configuration;
mod draft;
mod folders;
mod inputs;
mod maps;
mod published;
mod weight;

use std::{
    collections::{BTreeSet, HashMap},
    io,
    path::{Path, PathBuf},
    sync::{Arc, OnceLock},
};

mod theme;
mod update;

use configuration::configuration;
pub use inputs::{Settings, output, settings};
pub use update::Changes;
use update::Kept;

use rayon::prelude::*;

use crate::{
    check::{self, leads},
    config::{self, Config, Docset},
    diagnostic::{Diagnostic, Level, Severity, Which},
    fetch::{self, Network},
    files::{
        File, Files, Role,
        decode::decode,
        disk::{Disk, Texts},
        history::{self, History},
        picture, scan, settle, stamp,
    },
    index::{
        Index,
        redirects::{self, Redirects},
        toc::{self, Tocs},
        uids::Uids,
        variants::{self, Variants},
    },
    levels::{self, Levels, comments},
    link,
    page::{FileId, Links, Page},
    plan::{self, Plan},
    render::{
        assets::{self, Asset},
        branches::Branches,
        highlight::colours::Colours,
        outline::outline,
        theme::Theme,
        view::OutlineItem,
    },
    rules,
    source::{SitePath, Source, Span},
    url,
    urls::past::Earlier,
    words::Words,
};

/// How a site is read.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// The configuration to read instead of the root's `docwright.yml`.
    pub config: Option<PathBuf>,
    /// The output folder to take instead of the configuration's.
    pub output: Option<PathBuf>,
    /// The base URL to take instead of the configuration's.
    pub base_url: Option<String>,
    /// What flags say of rules, in their order.
    pub levels: Vec<(Which, Level)>,
    /// Whether warnings are errors.
    pub strict: bool,
    /// When maps of uids are fetched.
    pub network: Network,
    /// The inventory to compare with instead of the one that the configuration names.
    pub against: Option<Arc<Earlier>>,
}

/// A picture's width and height, where it is one and has been asked for.
type Size = OnceLock<Option<(u32, u32)>>;

/// A project, read whole.
pub struct Site {
    pub root: PathBuf,
    pub config: Arc<Config>,
    /// The output folder, absolute or relative to the root.
    pub output: PathBuf,
    pub files: Arc<Files>,
    pub index: Index,
    pub tocs: Arc<Tocs>,
    pub redirects: Arc<Redirects>,
    pub variants: Arc<Variants>,
    /// By [`FileId`].
    pub links: Arc<Vec<Links>>,
    /// Every finding, sorted by path and place, with the levels that the project and the flags set.
    pub diagnostics: Vec<Diagnostic>,
    /// By [`FileId`]: the address of what is published, relative to the site's root.
    pub addresses: Arc<Vec<Option<String>>>,
    /// By [`FileId`]: a picture's width and height, looked up when first asked for.
    pictures: Arc<Vec<Size>>,
    pub theme: Arc<Theme>,
    /// Files of the theme by their path inside its folder.
    pub theme_files: Arc<Vec<(String, Arc<Source>)>>,
    /// Style sheets and scripts that the configuration names.
    pub own_assets: Arc<Vec<Arc<Source>>>,
    /// How tables of contents are divided into files.
    pub branches: Arc<Branches>,
    /// The theme's files as they are written.
    pub assets: Arc<Vec<Asset>>,
    /// Every file that a build writes.
    pub plan: Arc<Plan>,
    /// What git knows of files, where it is asked.
    pub history: Arc<History>,
    /// Sources that are no pages, for the lines of findings.
    others: Arc<HashMap<SitePath, Arc<Source>>>,
    /// What cross references may name.
    pub uids: Arc<Uids>,
    /// What was found while pages were decoded, by path: an update does not read them again.
    decoded: Arc<HashMap<SitePath, Vec<Diagnostic>>>,
    /// Links of pages that stand in place of those in `links`: of a draft.
    redrawn: Vec<(FileId, Arc<Links>)>,
    /// See [`Site::name`].
    name: OnceLock<String>,
    /// What is said of rules, for findings that are made later.
    pub levels: Levels,
    /// Comments that silence findings.
    pub ignores: Arc<Vec<comments::Ignore>>,
    /// Colours of code that are remembered from an earlier build; none where nobody remembers any.
    pub colours: Colours,
}

impl Site {
    /// Reads a project.
    ///
    /// # Errors
    /// Where a folder or a file that is there cannot be read.
    pub fn load(root: &Path, options: &Options) -> io::Result<Site> {
        Site::read(root, options, None, None)
    }

    /// Reads a project, with a page in addition that is not on the disk, and with what an earlier site has parsed.
    fn read(
        root: &Path,
        options: &Options,
        extra: Option<(Arc<Source>, Vec<Diagnostic>)>,
        kept: Option<Kept>,
    ) -> io::Result<Site> {
        let none = Texts::new();
        let disk = Disk { root, texts: kept.map_or(&none, |kept| kept.changes.texts()) };
        let mut others = HashMap::new();
        let (mut config, mut found) = configuration(disk, options, &mut others)?;
        if let Some(base_url) = &options.base_url {
            config.base_url = Some(if base_url.ends_with('/') { base_url.clone() } else { format!("{base_url}/") });
        }
        let output = options.output.clone().unwrap_or_else(|| config.output.clone().into());
        let (mut files, more) = scan::scan(root, &config, &output)?;
        found.extend(more);
        if let Some((source, more)) = &extra {
            found.extend(more.iter().cloned());
            files = files.with(&source.path, Role::Page);
        }
        for path in disk.texts.keys() {
            if files.find(path.as_str()).is_none() {
                files = files.with(path, Role::Other);
            }
        }
        files.absent = config::dependents::absent(&config, &|folder| files.is_folder(folder));
        folders::check(root, &config, &files, options.output.as_deref(), &mut found)?;
        let theme::Parts { theme, theme_files, own_assets } = theme::read(disk, &config, &files, &mut found)?;
        others.extend(theme_files.iter().map(|(_, source)| (source.path.clone(), source.clone())));

        let roots = |id: FileId| docset(&config, &files, id).root.as_str().to_owned();
        let extra = extra.map(|(source, _)| source);
        let reading = update::Reading { disk, config: &config, files: &files, roots: &roots, extra, kept };
        let (pages, decoded) = update::read_pages(&reading, &mut found)?;
        settle::settle(&mut files, &pages, &config, &mut found);
        let roots = |id: FileId| docset(&config, &files, id).root.as_str().to_owned();
        let index = Index::build(pages, &files, &roots);
        let redirects = read_redirects(disk, &config, &files, &mut others, &mut found)?;
        let reading = maps::Maps { disk, network: options.network, cache: fetch::cache_folder() };
        let uids = maps::uids(&config, &index, &files, &reading, &mut others, &mut found);
        let variants = read_variants(disk, &config, (&files, &index, &uids), &mut others, &mut found)?;
        let context = link::Context {
            files: &files,
            index: &index,
            redirects: &redirects,
            root: &roots,
            uids: &uids,
            variants: &variants,
        };
        let tocs = read_tocs(disk, &config, &context, &mut others, &mut found)?;
        let branches = Branches::of(&tocs, &files);
        let assets = assets::assets(&theme_files, &config.theme, &own_assets);
        let unplanned = Plan::default();
        let before = check::Context {
            files: &files,
            index: &index,
            tocs: &tocs,
            config: &config,
            redirects: &redirects,
            variants: &variants,
            plan: &unplanned,
        };
        let (plan, more) = plan::plan(&plan::Context {
            files: &files,
            index: &index,
            tocs: &tocs,
            redirects: &redirects,
            uids: &uids,
            config: &config,
            branches: &branches,
            assets: &assets,
            lang: &|id| lang(&config, &files, &index, id).to_owned(),
            leads_on: &|id| index.page(id).is_some_and(|page| leads::of_front_matter(&before, id, page).is_some()),
        });
        found.extend(more);
        for id in &plan.lost {
            files.list[id.0 as usize].output = None;
        }
        let roots = |id: FileId| docset(&config, &files, id).root.as_str().to_owned();
        let context = link::Context {
            files: &files,
            index: &index,
            redirects: &redirects,
            root: &roots,
            uids: &uids,
            variants: &variants,
        };

        let linked: Vec<(Links, Vec<Diagnostic>)> = index
            .pages
            .par_iter()
            .enumerate()
            .map(|(at, page)| match page {
                Some(page) => {
                    let (links, mut found) = link::link(FileId(at as u32), page, &context);
                    let of_page = found.len();
                    found.extend(page.diagnostics.iter().cloned());
                    link::blank::settle(page, &context, &mut found[of_page..]);
                    check::page(page, &mut found);
                    (links, found)
                }
                None => Default::default(),
            })
            .collect();
        let mut links = Vec::with_capacity(linked.len());
        for (page_links, page_found) in linked {
            links.push(page_links);
            found.extend(page_found);
        }
        no_pages(&config, &files, &mut found);
        code::read(disk, &files, &index, &links, &mut others, &mut found)?;
        code::check(&config, &files, &index, &links, &others, &mut found);
        maps::unchecked(&files, &index, &links, &tocs, &uids, &mut found);
        check::dependents::check(&config, &links, &mut found);
        let whole = check::Context {
            files: &files,
            index: &index,
            tocs: &tocs,
            config: &config,
            redirects: &redirects,
            variants: &variants,
            plan: &plan,
        };
        check::site(&whole, &mut found);
        check::shared_uid::check(&whole, &uids.shared, &mut found);
        check_context_objects(disk, &whole, &mut others, &mut found)?;
        leads::circles(&whole, &mut found);
        published::check(disk, &whole, options.against.as_deref(), &mut others, &mut found)?;
        let levels = Levels::of(&config, &options.levels, options.strict);
        weight::check(disk, &whole, &links, &levels.rules, &mut found);
        check::content::check(&whole, &links, &levels.rules, &mut found);
        check::via::fill(&whole, &mut found);
        let ignores = comments::read(&index, &others, &mut found);
        let diagnostics = levels::apply(found, &levels, &ignores);

        let history = match kept.filter(|kept| !kept.changes.touch_history() && kept.site.config.git) {
            _ if !config.git => Arc::default(),
            Some(kept) => kept.site.history.clone(),
            None => history::history(root).into(),
        };
        let address =
            |file: &crate::files::File| file.output.as_deref().map(|output| url::address(output, config.urls));
        let addresses = files.list.iter().map(address).collect();
        let pictures = files.list.iter().map(|_| OnceLock::new()).collect();
        let root = root.to_owned();
        Ok(Site {
            root,
            config: config.into(),
            output,
            files: files.into(),
            index,
            tocs: tocs.into(),
            redirects: redirects.into(),
            variants: variants.into(),
            links: links.into(),
            diagnostics,
            addresses: Arc::new(addresses),
            pictures: Arc::new(pictures),
            theme: theme.into(),
            theme_files: theme_files.into(),
            own_assets: own_assets.into(),
            branches: branches.into(),
            assets: assets.into(),
            plan: plan.into(),
            history,
            others: others.into(),
            uids: uids.into(),
            decoded: decoded.into(),
            redrawn: Vec::new(),
            name: OnceLock::new(),
            levels,
            ignores: ignores.into(),
            colours: Colours::default(),
        })
    }

    /// Reads a project with one page in addition, whose text need not be on the disk.
    ///
    /// # Errors
    /// As for [`Site::load`].
    pub fn with_page(root: &Path, options: &Options, path: SitePath, text: Vec<u8>) -> io::Result<(Site, FileId)> {
        let (source, found) = decode(&path, text);
        let site = Site::read(root, options, Some((Arc::new(source), found)), None)?;
        let id = site.files.find(path.as_str()).expect("the page was just added");
        Ok((site, id))
    }

    /// The text of a file that findings are about.
    pub fn source(&self, path: &SitePath) -> Option<Arc<Source>> {
        let page = self.files.find(path.as_str()).and_then(|id| self.index.page(id)).map(|page| page.source.clone());
        page.or_else(|| self.others.get(path).cloned())
    }

    /// What rules of the site look at.
    pub fn context(&self) -> check::Context<'_> {
        check::Context {
            files: &self.files,
            index: &self.index,
            tocs: &self.tocs,
            config: &self.config,
            redirects: &self.redirects,
            variants: &self.variants,
            plan: &self.plan,
        }
    }

    /// The pages of the site: files that become one.
    pub fn pages(&self) -> impl Iterator<Item = (FileId, &Arc<Page>)> {
        let all = self.index.pages.iter().enumerate();
        all.filter_map(|(at, page)| Some((FileId(at as u32), page.as_ref()?)))
            .filter(|(id, _)| self.files.get(*id).is_page())
    }

    /// What the site is called: its title, else that of its first page, else nothing.
    pub fn name(&self) -> &str {
        let first = || {
            let home = url::address("index.html", self.config.urls);
            let found = self.pages().find(|(id, _)| self.address(*id) == Some(&home));
            found.map(|(id, _)| self.index.title(id, &self.files)).unwrap_or_default()
        };
        let title = &self.config.title;
        if title.is_empty() { self.name.get_or_init(first) } else { title }
    }

    /// The docset of a file.
    pub fn docset(&self, id: FileId) -> &Docset {
        docset(&self.config, &self.files, id)
    }

    /// The address of what a file is published as, relative to the site's root.
    pub fn address(&self, id: FileId) -> Option<&str> {
        self.addresses.get(id.0 as usize)?.as_deref()
    }

    /// A picture's width and height in pixels. The file is read once.
    pub fn picture(&self, id: FileId) -> Option<(u32, u32)> {
        let known = self.pictures.get(id.0 as usize)?;
        *known.get_or_init(|| picture::size(&self.root, &self.files.get(id).path))
    }

    /// The language of a page, as BCP 47 tag.
    pub fn lang(&self, id: FileId) -> &str {
        lang(&self.config, &self.files, &self.index, id)
    }

    /// Our own words in a page's language.
    pub fn words(&self, id: FileId) -> &Words {
        self.theme.languages.of(self.lang(id))
    }

    /// The headings that a page's outline shows.
    pub fn outline(&self, id: FileId) -> Vec<OutlineItem> {
        let file = |id: FileId| Some((&**self.index.page(id)?, self.links_of(id)?));
        outline(id, &file, &|included, place| self.seen_by(id, included, place))
    }

    /// For whom a place of a file is on a page: classes of zones, and versions.
    fn seen_by(&self, of: FileId, file: FileId, place: Span) -> (String, Option<String>) {
        let Some(variants) = self.variants.page(of) else { return Default::default() };
        let (pivots, versions) = variants.seen_by(&self.index, file, place);
        let choices = &variants.choices;
        let classes = pivots.map(|pivots| choices.classes(pivots)).filter(|classes| !classes.is_empty());
        (classes.map(|classes| format!("zone{classes}")).unwrap_or_default(), versions.map(|at| choices.names(&at)))
    }
}

/// Whether the configuration has errors: then it says nothing sure of what the site is. `config` is the path of the one in
/// the place of `docwright.yml`.
pub fn configuration_is_broken(findings: &[Diagnostic], config: &str) -> bool {
    let is_one = |path: &SitePath| {
        let known = matches!(path.name(), "docwright.yml" | "docfx.json" | ".openpublishing.publish.config.json");
        known || path.as_str() == config
    };
    findings.iter().any(|finding| {
        finding.severity == Severity::Error
            && (finding.rule == &rules::CONFIG_INVALID || finding.rule == &rules::YAML_SYNTAX_ERROR)
            && is_one(&finding.path)
    })
}

/// Whether there are no pages, and somebody minds: then no site is written, and the last one stays.
pub fn is_without_pages(findings: &[Diagnostic]) -> bool {
    findings.iter().any(|finding| finding.rule == &rules::NO_PAGES && finding.severity == Severity::Error)
}

/// Reports that there are no pages, where the configuration says where they are to be.
fn no_pages(config: &Config, files: &Files, found: &mut Vec<Diagnostic>) {
    let is_page = |file: &File| file.role == Role::Page && file.output.is_some();
    if files.list.iter().any(is_page) || configuration_is_broken(found, config.path.as_str()) {
        return;
    }
    let folders: BTreeSet<&str> =
        config.docsets.iter().flat_map(|docset| &docset.content).map(|set| set.src.as_str()).collect();
    let named: Vec<String> = folders.iter().filter(|folder| !folder.is_empty()).map(|it| format!("`{it}`")).collect();
    let place = match named.len() == folders.len() && !named.is_empty() {
        true => named.join(" and "),
        false => "the project".to_owned(),
    };
    let finding = match config.source_span {
        Some(span) => rules::NO_PAGES.at(&config.path, span, format!("no page is in {place}")),
        None => rules::NO_PAGES.at(&".".into(), Span::default(), format!("no page is in {place}")),
    };
    let globs = config.docsets.iter().any(|docset| docset.docfx);
    found.push(finding.help(match globs {
        true => "`content` of `docfx.json` says which files are pages",
        false => "every `.md` file is a page: write the first one, or say with `source` where they are",
    }));
}

fn docset<'a>(config: &'a Config, files: &Files, id: FileId) -> &'a Docset {
    &config.docsets[usize::from(files.get(id).docset)]
}

/// The language of a page: what its metadata says, where that is the tag of a language, else that of the site.
fn lang<'a>(config: &'a Config, files: &Files, index: &'a Index, id: FileId) -> &'a str {
    let Some(page) = index.page(id) else { return &config.lang };
    let (docset, path) = (docset(config, files, id), &files.get(id).path);
    let read = |key| docset.value(path, &page.front_matter.values, key)?.as_str().map(str::trim);
    let written = ["lang", "_lang", "ms.contentlocale"].iter().filter_map(|key| read(key));
    written.into_iter().find(|tag| config::is_language(tag)).unwrap_or(&config.lang)
}

/// Reads a file of the project that may be absent.
fn optional(disk: Disk, path: &str, found: &mut Vec<Diagnostic>) -> io::Result<Option<Arc<Source>>> {
    if stamp::is_special(&disk.root.join(path)) {
        return Ok(None);
    }
    match disk.read(&path.into()) {
        Ok(bytes) => {
            let (source, more) = decode(&path.into(), bytes);
            found.extend(more);
            Ok(Some(Arc::new(source)))
        }
        Err(error) if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::IsADirectory) => Ok(None),
        Err(error) => Err(named(error, path)),
    }
}

fn named(error: io::Error, path: &str) -> io::Error {
    io::Error::new(error.kind(), format!("`{path}`: {error}"))
}

fn read_redirects(
    disk: Disk,
    config: &Config,
    files: &Files,
    others: &mut HashMap<SitePath, Arc<Source>>,
    found: &mut Vec<Diagnostic>,
) -> io::Result<Redirects> {
    let mut raw = Vec::new();
    for (id, file) in files.iter() {
        let name = file.path.name().to_ascii_lowercase();
        let redirection = name.contains(".openpublishing.redirection") && name.ends_with(".json")
            || matches!(&*name, "redirections.yml" | "redirections.json")
            || config.redirection_files.contains(&file.path);
        if !redirection {
            continue;
        }
        if let Some(source) = optional(disk, file.path.as_str(), found)? {
            let (redirects, more) = redirects::read(&source);
            found.extend(more);
            others.insert(source.path.clone(), source);
            raw.push((id, redirects));
        }
    }
    let (redirects, more) = redirects::build::build(raw, redirects::base::known(config, files), files);
    found.extend(more);
    Ok(redirects)
}

fn read_tocs(
    disk: Disk,
    config: &Config,
    context: &link::Context,
    others: &mut HashMap<SitePath, Arc<Source>>,
    found: &mut Vec<Diagnostic>,
) -> io::Result<Tocs> {
    let link::Context { files, index, redirects, uids, .. } = *context;
    let ids: Vec<FileId> = files.iter().filter(|(_, file)| file.role == Role::Toc).map(|(id, _)| id).collect();
    let read: Vec<_> = ids
        .par_iter()
        .map(|&id| {
            let path = &files.get(id).path;
            let bytes = disk.read(path).map_err(|error| named(error, path.as_str()))?;
            let (source, mut found) = decode(path, bytes);
            let source = Arc::new(source);
            let (raw, more) = toc::read(&source);
            found.extend(more);
            Ok((id, source, raw, found))
        })
        .collect::<io::Result<_>>()?;
    let mut raw = Vec::with_capacity(read.len());
    for (id, source, toc, more) in read {
        found.extend(more);
        others.insert(source.path.clone(), source.clone());
        raw.push((id, source, toc));
    }
    let title = |id: FileId| index.page(id).map(|_| index.title(id, files));
    if raw.is_empty() {
        let pages: Vec<(FileId, String)> =
            files.iter().filter(|(_, file)| file.is_page()).filter_map(|(id, _)| Some((id, title(id)?))).collect();
        let pages = pages.iter().map(|(id, title)| (*id, &files.get(*id).path, Some(title.as_str())));
        return Ok(Tocs::of_folders(toc::folders::from_folders(pages, files), files));
    }
    let docset_root = |id: FileId| docset(config, files, id).root.clone();
    let (tocs, more) = toc::resolve::build(raw, files, redirects, &docset_root, &title, &|id, uid| {
        toc::uid::look_up(uid, id, files, index, uids)
    });
    found.extend(more);
    Ok(tocs)
}

/// Looks up what readers choose among, with the files that define it.
fn read_variants(
    disk: Disk,
    config: &Config,
    (files, index, uids): (&Files, &Index, &Uids),
    others: &mut HashMap<SitePath, Arc<Source>>,
    found: &mut Vec<Diagnostic>,
) -> io::Result<Variants> {
    let mut read = |path: &SitePath, found: &mut Vec<Diagnostic>| {
        let source = optional(disk, path.as_str(), found)?;
        others.extend(source.iter().map(|source| (path.clone(), source.clone())));
        Ok(source)
    };
    variants::build(config, files, index, &uids.shared, &mut read, found)
}

/// Looks at the files that say which table of contents links choose: those of folders that are called for it.
fn check_context_objects(
    disk: Disk,
    context: &check::Context,
    others: &mut HashMap<SitePath, Arc<Source>>,
    found: &mut Vec<Diagnostic>,
) -> io::Result<()> {
    let named = |file: &&File| file.path.has_extension("yml") && file.path.folder().ends_with("context");
    for file in context.files.list.iter().filter(named) {
        let Some(source) = optional(disk, file.path.as_str(), &mut Vec::new())? else { continue };
        if check::toc_choice::is_context_object(&source.path, &source.text) {
            check::toc_choice::of_context_object(&source, file, context, found);
            others.entry(source.path.clone()).or_insert(source);
        }
    }
    Ok(())
}
