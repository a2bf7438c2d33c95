//! Small projects that are read once; an input takes the place of one of their files, in memory.

use std::{path::Path, sync::Arc};

use docwright::{
    check,
    diagnostic::Diagnostic,
    fetch::Network,
    index::{
        redirects::{self, Redirects},
        toc,
    },
    link,
    page::{FileId, Links},
    publish::lookup::{Lookup, Output},
    render::branches::Branches,
    report::{self, Format},
    site::{Changes, Options, Site},
    source::{SitePath, Source},
};

use crate::hold;

/// The projects of the folder `projects`.
pub const PLAIN: &str = "plain";
pub const SAFE: &str = "safe";
pub const LEARN: &str = "learn";

/// The pages that inputs are shown on, in Markdown and in YAML.
pub const PAGE: &str = "page.md";
pub const YAML: &str = "landing.yml";

/// A project as it is on the disk.
pub struct Project {
    site: Arc<Site>,
    lookup: Lookup,
}

impl Project {
    /// Reads one of the projects. All work of the process is done on its one thread from then on.
    pub fn read(name: &str) -> Project {
        // A second project finds the threads as the first one set them.
        let _ = rayon::ThreadPoolBuilder::new().num_threads(1).use_current_thread().build_global();
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("projects").join(name);
        let options = Options { network: Network::Never("inputs fetch nothing"), ..Options::default() };
        let site = Arc::new(Site::load(&root, &options).expect("the project is there"));
        Project { lookup: Lookup::new(site.clone()), site }
    }

    /// The site with an input in the place of a page, once all that is found holds. `None` for an input that is the page
    /// as it was, or empty.
    pub fn with_page(&self, path: &str, input: &[u8]) -> Option<Site> {
        let mut changes = Changes::default();
        changes.put(&path.into(), input.into());
        let mut site = self.site.draft(&changes)?;
        let mut found = Vec::new();
        site.links = Arc::new(linked(&site, &mut found));
        check::content::check(&site.context(), &site.links, &site.levels.rules, &mut found);
        check::site(&site.context(), &mut found);
        self.hold(&site, found, None);
        Some(site)
    }

    /// The site with an input in the place of its table of contents.
    pub fn with_toc(&self, path: &str, input: &str) -> Option<Site> {
        let mut site = self.other()?;
        let source = Arc::new(Source::new(path.into(), input));
        let (raw, mut found) = toc::read(&source);
        let id = site.files.find("toc.yml")?;
        let (files, index) = (site.files.clone(), &site.index);
        let root = |_: FileId| SitePath::from("");
        let title = |id: FileId| index.page(id).map(|_| index.title(id, &files));
        let uid = |id: FileId, uid: &toc::Written| toc::uid::look_up(uid, id, &files, index, &site.uids);
        let raw = vec![(id, source.clone(), raw)];
        let (tocs, more) = toc::resolve::build(raw, &files, &site.redirects, &root, &title, &uid);
        found.extend(more);
        site.branches = Branches::of(&tocs, &files).into();
        site.tocs = tocs.into();
        check::site(&site.context(), &mut found);
        self.hold(&site, found, Some(&source));
        Some(site)
    }

    /// The redirects of an input, looked up among the site's pages.
    pub fn redirects(&self, path: &str, input: &str) -> Option<Redirects> {
        let source = Arc::new(Source::new(path.into(), input));
        let (raw, mut found) = redirects::read(&source);
        let id = self.site.files.find(".openpublishing.redirection.json")?;
        let bases = redirects::base::known(&self.site.config, &self.site.files);
        let (redirects, more) = redirects::build::build(vec![(id, raw)], bases, &self.site.files);
        found.extend(more);
        self.hold(&self.site, found, Some(&source));
        Some(redirects)
    }

    /// A whole page as a build writes it; empty for one that is not published.
    pub fn written(&self, site: Site, path: &str) -> String {
        let Some(output) = site.files.find(path).and_then(|id| site.files.get(id).output.clone()) else {
            return String::new();
        };
        match self.lookup.with_draft(Arc::new(site)).get(&output) {
            Some(Output::Bytes(bytes)) => String::from_utf8(bytes).expect("pages are UTF-8"),
            Some(Output::File(_)) | None => String::new(),
            Some(Output::Failed(finding)) => panic!("{path} cannot be written: {}", finding.message),
        }
    }

    /// The site with another text on its page, so that what is handed out can be changed.
    fn other(&self) -> Option<Site> {
        let mut changes = Changes::default();
        changes.put(&PAGE.into(), b"# Page\n\nAnother text.\n".as_slice().into());
        self.site.draft(&changes)
    }

    /// Places of findings are right, and findings can be written. `input` takes the place of the file that it is called.
    fn hold(&self, site: &Site, mut found: Vec<Diagnostic>, input: Option<&Arc<Source>>) {
        let source = |path: &SitePath| match input {
            // A table of contents is looked up under the name of the one on the disk.
            Some(input) if *path == input.path || path.as_str().starts_with("toc.") => Some(input.clone()),
            _ => site.source(path),
        };
        found.sort_by(|a, b| (&a.path, a.span).cmp(&(&b.path, b.span)));
        hold::places(&found, &source);
        for format in [Format::Pretty, Format::Short, Format::Sarif] {
            report::write(&found, &source, format, false, &mut std::io::sink()).expect("a sink takes all");
        }
    }
}

/// The article of a page.
pub fn article(site: &Site, path: &str) -> String {
    site.files.find(path).and_then(|id| site.article(id)).unwrap_or_default()
}

/// Links every page, with what is found on it.
fn linked(site: &Site, found: &mut Vec<Diagnostic>) -> Vec<Links> {
    let root = |_: FileId| String::new();
    let context = link::Context {
        files: &site.files,
        index: &site.index,
        redirects: &site.redirects,
        root: &root,
        uids: &site.uids,
        variants: &site.variants,
    };
    let mut all = Vec::new();
    for (at, page) in site.index.pages.iter().enumerate() {
        let Some(page) = page else {
            all.push(Links::default());
            continue;
        };
        let (links, mut of_page) = link::link(FileId(at as u32), page, &context);
        let start = of_page.len();
        of_page.extend(page.diagnostics.iter().cloned());
        link::blank::settle(page, &context, &mut of_page[start..]);
        check::page(page, &mut of_page);
        found.append(&mut of_page);
        all.push(links);
    }
    all
}
