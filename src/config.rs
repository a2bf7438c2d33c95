//! What the project asks for: `docwright.yml`, `docfx.json` and the defaults.

use std::{collections::BTreeMap, sync::Arc};

use serde_json::{Map, Value};

use crate::{
    diagnostic::{Diagnostic, Level},
    page::Dialect,
    source::{SitePath, Source, Span, join},
};

mod callouts;
pub mod dependents;
mod docfx;
mod docwright;
pub mod external;
pub mod glob;
pub mod learn;
pub mod levels;
pub mod metadata;
pub mod publish;
pub mod schema;
pub mod search;
pub mod sitemap;
mod theme;
mod values;
mod xref;

pub use docwright::is_language;
pub use theme::ICONS;

use dependents::Dependent;
use docwright::{Project, SourceFolder};
use external::External;
use glob::{Globs, Options, Pattern, compile, literal};
use levels::ByGlob;
use metadata::{FileValue, Written};
use search::Search;
use sitemap::Sitemap;
use values::Findings;

/// The texts that a configuration is read from.
#[derive(Clone, Copy, Default, Debug)]
pub struct Inputs<'a> {
    /// The `docwright.yml`.
    pub docwright: Option<&'a Source>,
    /// Each `docfx.json`, its folder being what it describes.
    pub docfx: &'a [Arc<Source>],
    /// The `.openpublishing.publish.config.json`.
    pub publish: Option<&'a Source>,
    /// Whether the project is one of Microsoft Learn: a file `.openpublishing.*` is at its root.
    pub learn: bool,
    /// The files that `globalMetadataFiles` and `fileMetadataFiles` name, see [`metadata_paths`].
    pub metadata: &'a [Arc<Source>],
    /// The language that a repository for Learn is published in, see [`learn::locale`].
    pub locale: Option<&'a str>,
}

/// The whole configuration of a project.
#[derive(Debug)]
pub struct Config {
    /// The site's name; empty where it has none.
    pub title: String,
    /// BCP 47 language of the site, such as `en` or `pt-BR`.
    pub lang: String,
    /// What the site is, for search engines; empty where it is not said.
    pub description: String,
    /// Where the site will be published: absolute, ending with `/`.
    pub base_url: Option<String>,
    /// Folder to write, relative to the project's root.
    pub output: String,
    /// Where `docwright.yml` names it.
    pub output_span: Option<Span>,
    /// Where `docwright.yml` says which folders the content is in.
    pub source_span: Option<Span>,
    pub urls: UrlStyle,
    pub html: HtmlPolicy,
    /// Whether code is coloured.
    pub highlight: bool,
    pub theme: Theme,
    /// Rules whose level the project sets.
    pub rules: BTreeMap<&'static str, Level>,
    /// At least one, the one with the longest `root` first.
    pub docsets: Vec<Docset>,
    /// The `docwright.yml` that this is from, for findings.
    pub path: SitePath,
    /// Whether git is asked for dates and contributors.
    pub git: bool,
    /// Other repositories whose files this one uses.
    pub dependents: Vec<Dependent>,
    /// Files of redirects beside those that are known by their names.
    pub redirection_files: Vec<SitePath>,
    pub search: Search,
    /// The inventory of what was published, and its place in `docwright.yml`.
    pub published: Option<(SitePath, Span)>,
    /// How links to other sites are checked.
    pub external: External,
    /// Files for hosts that are written beside the site.
    pub publish: Vec<publish::Kind>,
    /// What the project says of rules in some files; of those that contradict each other the last one counts.
    pub rules_by_glob: Vec<ByGlob>,
}

/// A set of sources that is built together: the whole project, or what one `docfx.json` describes.
#[derive(Debug)]
pub struct Docset {
    /// The folder that `~/` means; empty for the project's root.
    pub root: SitePath,
    /// Pages, tables of contents and other content.
    pub content: Vec<FileSet>,
    /// Files that are copied as they are.
    pub resource: Vec<FileSet>,
    /// Markdown that only adds to pages of references: no pages, even where they are content too.
    pub overwrite: Vec<FileSet>,
    pub dialect: Dialect,
    /// Metadata of all pages.
    pub global_metadata: Map<String, Value>,
    /// Metadata by glob: for each key the globs in order; the last match wins.
    pub file_metadata: Vec<(String, Vec<FileValue>)>,
    /// The path of the file that lists the monikers, where it is one of the project.
    pub monikers: Option<SitePath>,
    /// Whether this is read from a `docfx.json`.
    pub docfx: bool,
    /// Whether it is published on Microsoft Learn: a file `.openpublishing.*` is at the project's root.
    pub learn: bool,
    /// The path at which the docset is published on its host, where it is known: begins and ends with `/`.
    pub base_path: Option<String>,
    pub sitemap: Sitemap,
    /// The groups, where the files of several are put into folders of their own: their place in the `docfx.json`.
    pub groups: Option<(SitePath, Span)>,
    /// Maps of uids of other sites, the first with a uid being the one that counts.
    pub xref: Vec<XrefMap>,
    /// Where a file says that there are maps of uids which only the publishing service has.
    pub private_uids: Option<(SitePath, Span)>,
    /// The metadata of all pages, with its places.
    pub global_written: Vec<(String, Written)>,
    /// Where the configuration names the file that lists the monikers.
    pub monikers_written: Option<Written>,
}

/// A map of uids that a configuration names.
#[derive(Clone, PartialEq, Debug)]
pub struct XrefMap {
    pub from: MapPlace,
    /// Where it is named.
    pub path: SitePath,
    pub span: Span,
}

/// Where a map of uids is.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum MapPlace {
    File(SitePath),
    /// At an address of `http` or `https`.
    Web(String),
}

/// Files chosen by globs.
#[derive(Clone, Debug)]
pub struct FileSet {
    /// The folder, relative to the project's root, that the globs are relative to; empty for the root.
    pub src: SitePath,
    pub files: Globs,
    pub exclude: Globs,
    /// What is left out everywhere: globs relative to the project's root.
    pub skip: Arc<Globs>,
    /// The folder of the output in which the files, without `src`, are put; empty for the output's root.
    pub dest: String,
    /// The range of versions that the files are for, as the `docfx.json` has it.
    pub monikers: Option<Written>,
    /// Where a configuration names the folder, which is to be there then.
    pub named: Option<(SitePath, Span)>,
}

/// The form of a page's address.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum UrlStyle {
    /// `a/b.html`
    File,
    /// `a/b/`
    Directory,
}

/// What is done with HTML that authors write.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum HtmlPolicy {
    /// Written as it is.
    Trust,
    /// Only allowed elements and attributes are written.
    Safe,
}

/// How the site looks.
#[derive(Clone, PartialEq, Debug)]
pub struct Theme {
    /// Folder under `themes/` whose files override the default theme's.
    pub name: String,
    /// A colour of CSS, and its place in `docwright.yml`.
    pub accent: Option<(String, Span)>,
    /// The picture beside the title.
    pub logo: Option<SitePath>,
    pub favicon: Option<SitePath>,
    /// The address where a page is edited, with `{path}` for its path from the project's root.
    pub edit_url: Option<String>,
    /// Links of the header.
    pub nav: Vec<NavLink>,
    /// The colour of the small marks, as `accent`.
    pub mark: Option<(String, Span)>,
    /// Lists of fonts for `text`, `head` and `code`.
    pub fonts: Vec<(String, String)>,
    /// Plain text for the foot of each page; empty for none.
    pub footer: String,
    pub footer_links: Vec<NavLink>,
    pub social: Vec<SocialLink>,
    pub announcement: Option<Announcement>,
    /// Style sheets of the project, after the theme's, and their places in `docwright.yml`.
    pub css: Vec<(SitePath, Span)>,
    /// Scripts of the project, as `css`.
    pub js: Vec<(SitePath, Span)>,
}

/// A link to where the project is found elsewhere.
#[derive(Clone, PartialEq, Debug)]
pub struct SocialLink {
    pub name: String,
    pub url: String,
    /// The icon's name.
    pub icon: String,
}

/// A line over every page.
#[derive(Clone, PartialEq, Debug)]
pub struct Announcement {
    pub text: String,
    /// Where it leads: an address, or the path of a page from the project's root.
    pub url: Option<String>,
    /// Whether readers may put it away.
    pub dismissible: bool,
}

/// A link of the header or the footer.
#[derive(Clone, PartialEq, Debug)]
pub struct NavLink {
    pub name: String,
    /// An address, or the path of a page from the project's root.
    pub url: String,
    /// The entry in `docwright.yml`.
    pub span: Span,
}

impl Default for Theme {
    fn default() -> Theme {
        Theme {
            name: "default".into(),
            accent: None,
            logo: None,
            favicon: None,
            edit_url: None,
            nav: Vec::new(),
            mark: None,
            fonts: Vec::new(),
            footer: String::new(),
            footer_links: Vec::new(),
            social: Vec::new(),
            announcement: None,
            css: Vec::new(),
            js: Vec::new(),
        }
    }
}

impl Default for Config {
    /// What holds for a folder without any configuration.
    fn default() -> Config {
        read(&Inputs::default()).0
    }
}

/// Content where nothing else is said. Of YAML, only tables of contents and what says that it is a page become anything.
const CONTENT: &[&str] = &["**/*.md", "**/*.yml"];

/// Extensions of files that pages use.
#[rustfmt::skip]
const RESOURCES: &[&str] = &[
    "png", "apng", "jpg", "jpeg", "gif", "svg", "webp", "avif", "bmp", "ico", "tif", "tiff",
    "mp4", "m4v", "webm", "ogv", "mov", "mp3", "m4a", "ogg", "oga", "opus", "wav", "flac", "vtt", "srt",
    "pdf", "epub", "docx", "xlsx", "pptx", "odt", "ods", "odp", "vsdx", "drawio", "ipynb",
    "zip", "gz", "tgz", "bz2", "xz", "7z", "tar",
    "html", "htm", "css", "js", "mjs", "wasm", "json", "xml", "txt", "csv", "tsv",
    "woff", "woff2", "ttf", "otf", "eot",
];

/// Left out where nothing else is said.
const SKIPPED: &[&str] = &["_site/**", "**/node_modules/**", "target/**"];

const EVERYTHING: Options =
    Options { case: false, dot: true, no_negate: false, no_expand: false, no_escape: false, no_glob_star: false };

/// Reads the configuration. What cannot be read is a finding, and the default holds.
pub fn read(inputs: &Inputs) -> (Config, Vec<Diagnostic>) {
    let (project, mut found) = inputs.docwright.map(docwright::read).unwrap_or_default();
    let mut config = Config {
        title: project.title.clone().unwrap_or_default(),
        lang: String::new(),
        description: project.description.clone().unwrap_or_default(),
        base_url: project.base_url.clone(),
        output: project.output.as_ref().map_or_else(|| "_site".into(), |(output, _)| output.clone()),
        output_span: project.output.as_ref().map(|(_, span)| *span),
        source_span: project.sources.as_ref().map(|(_, span)| *span),
        urls: project.urls.unwrap_or(UrlStyle::File),
        html: project.html.unwrap_or(HtmlPolicy::Trust),
        highlight: project.highlight.unwrap_or(true),
        theme: project.theme.clone(),
        rules: BTreeMap::new(),
        docsets: Vec::new(),
        path: inputs.docwright.map_or("docwright.yml".into(), |source| source.path.clone()),
        git: project.git.unwrap_or(false),
        dependents: Vec::new(),
        redirection_files: Vec::new(),
        search: project.search.clone(),
        external: project.external.clone(),
        publish: project.publish.clone(),
        published: project.published.clone().map(|(path, span)| (path.into(), span)),
        rules_by_glob: Vec::new(),
    };
    let path = inputs.docwright.map_or("docwright.yml".into(), |source| source.path.clone());
    let mut findings = Findings::new(&path);
    let statics = static_folder(inputs, &project);
    let skip = skipped(inputs, &project, &config.output, statics.as_deref(), &mut findings);

    let mut lang = project.lang.clone();
    for source in inputs.docfx {
        // Several sets would get into each other's way: each keeps its folder.
        let dest = if inputs.docfx.len() > 1 { source.path.folder() } else { "" };
        let (docfx, more) = docfx::read(source, dest, &skip, inputs.metadata);
        found.extend(more);
        config.docsets.push(docfx.docset);
        docfx.site.give(&mut config);
        lang = lang.or(docfx.lang);
        config.base_url = config.base_url.or(docfx.base_url);
        config.rules.extend(docfx.rules.rules);
        config.rules_by_glob.extend(docfx.rules.by_glob);
    }
    config.lang = lang.or(inputs.locale.map(str::to_owned)).unwrap_or_else(|| "en".into());
    config.rules.extend(&project.rules.rules);
    config.rules_by_glob.extend(project.rules.by_glob.iter().cloned());
    if config.docsets.is_empty() {
        let dialect = if inputs.learn { Dialect::LEARN } else { Dialect::PLAIN };
        config.docsets.push(Docset::new("".into(), dialect));
    }
    for docset in &mut config.docsets {
        docset.learn = inputs.learn;
    }
    config.docsets.sort_by_key(|docset| std::cmp::Reverse(docset.root.as_str().len()));
    place_sources(inputs, &project, &skip, &mut config, &mut findings);
    if let Some(folder) = statics {
        let at = config.docset_of(&format!("{folder}/x").into());
        config.docsets[usize::from(at)].resource.push(FileSet {
            src: folder.into(),
            files: Globs::of(["**"], EVERYTHING),
            exclude: Globs::default(),
            skip: Arc::default(),
            dest: String::new(),
            monikers: None,
            named: project.statics.as_ref().map(|(_, span)| (config.path.clone(), *span)),
        });
    }
    extend(project, &mut config);
    if let Some(publish) = inputs.publish {
        xref::private(publish, &mut config.docsets);
    }
    found.append(&mut findings.list);
    found.sort_by(|a, b| (&a.path, a.span).cmp(&(&b.path, b.span)));
    (config, found)
}

pub use docfx::metadata_paths;

/// Adds what a `docwright.yml` says of all docsets.
fn extend(project: Project, config: &mut Config) {
    for docset in &mut config.docsets {
        docset.global_metadata.extend(project.metadata.clone());
        docset.global_written.extend(project.metadata_written.iter().cloned());
        for (key, values) in &project.file_metadata {
            match docset.file_metadata.iter_mut().find(|(known, _)| known == key) {
                Some((_, known)) => known.extend(values.iter().cloned()),
                None => docset.file_metadata.push((key.clone(), values.clone())),
            }
        }
        docset.xref.extend(project.xref.iter().cloned());
        if !project.callouts.is_empty() {
            docset.dialect.callouts = project.callouts;
        }
        docset.dialect.math = project.math.unwrap_or(docset.dialect.math);
        docset.dialect.definition_lists = project.definition_lists.unwrap_or(docset.dialect.definition_lists);
    }
}

fn static_folder(inputs: &Inputs, project: &Project) -> Option<String> {
    let default = || (inputs.docwright.is_some() && inputs.docfx.is_empty()).then(|| "static".to_owned());
    project.statics.as_ref().map(|(folder, _)| folder.clone()).or_else(default)
}

/// What no set of files takes.
fn skipped(
    inputs: &Inputs,
    project: &Project,
    output: &str,
    statics: Option<&str>,
    findings: &mut Findings,
) -> Arc<Globs> {
    let mut patterns = with_folders(&project.exclude);
    let mut own = Vec::new();
    let inside = join("", output).filter(|folder| !folder.is_empty() && !output.starts_with('/'));
    own.extend(inside.map(|folder| format!("{}/**", literal(&folder))));
    own.extend(statics.map(|folder| format!("{}/**", literal(folder))));
    if inputs.docwright.is_some() {
        own.push(format!("themes/{}/**", literal(&project.theme.name)));
    }
    if inputs.docfx.is_empty() {
        let asked = |folder: &str| {
            let sources = project.sources.iter().flat_map(|(sources, _)| sources);
            sources.map(|source| &*source.folder).any(|source| under(folder, source).is_some())
        };
        own.extend(SKIPPED.iter().filter(|glob| !asked(glob.trim_end_matches("/**"))).map(|glob| glob.to_string()));
    }
    patterns.extend(own.into_iter().map(|text| (text, Span::default())));
    Arc::new(compile(&patterns, EVERYTHING, findings))
}

/// Globs in which a path without wildcards means a folder, too, with all that is in it.
fn with_folders(patterns: &[Pattern]) -> Vec<Pattern> {
    let plain = patterns.iter().filter(|(text, _)| !text.contains(['*', '?', '[', '{']) && !text.ends_with('/'));
    let folders = plain.map(|(text, span)| (format!("{text}/**"), *span));
    patterns.iter().cloned().chain(folders).collect()
}

/// Puts the content and resources that `docwright.yml` names, or the default ones, into docsets that have none.
fn place_sources(inputs: &Inputs, project: &Project, skip: &Arc<Globs>, config: &mut Config, findings: &mut Findings) {
    if let Some((sources, _)) = &project.sources {
        for docset in &mut config.docsets {
            docset.content.clear();
            docset.resource.clear();
        }
        for source in sources {
            let at = config.docset_of(&join(&source.folder, "x").unwrap_or_default().into());
            config.docsets[usize::from(at)].add(source, inputs.learn, skip, findings);
        }
        return;
    }
    let several = config.docsets.len() > 1;
    for docset in &mut config.docsets {
        if docset.content.is_empty() && docset.resource.is_empty() {
            let folder = docset.root.as_str().to_owned();
            let dest = if several { folder.clone() } else { String::new() };
            let learn = inputs.learn || docset.docfx;
            docset.add(&SourceFolder { folder, dest, ..SourceFolder::default() }, learn, skip, findings);
        }
    }
}

impl Docset {
    fn new(root: SitePath, dialect: Dialect) -> Docset {
        Docset {
            root,
            content: Vec::new(),
            resource: Vec::new(),
            overwrite: Vec::new(),
            dialect,
            global_metadata: Map::new(),
            file_metadata: Vec::new(),
            monikers: None,
            docfx: false,
            learn: false,
            base_path: None,
            sitemap: Sitemap::default(),
            groups: None,
            xref: Vec::new(),
            private_uids: None,
            global_written: Vec::new(),
            monikers_written: None,
        }
    }

    /// Adds a folder's content and resources.
    fn add(&mut self, source: &SourceFolder, learn: bool, skip: &Arc<Globs>, findings: &mut Findings) {
        let mut patterns = with_folders(&source.exclude);
        let exclude = compile(&patterns, Options::default(), findings);
        let files = match &source.files[..] {
            [] => Globs::of(CONTENT, Options::default()),
            files => compile(files, Options::default(), findings),
        };
        let resources = RESOURCES.iter().map(|extension| format!("**/*.{extension}"));
        let set = FileSet {
            src: source.folder.as_str().into(),
            files: Globs::of(resources, Options::default()),
            exclude,
            skip: skip.clone(),
            dest: source.dest.clone(),
            monikers: None,
            named: source.span.map(|span| (findings.path.clone(), span)),
        };
        self.resource.push(set.clone());
        let mut exclude = set.exclude;
        if learn && source.files.is_empty() {
            // In projects of Learn, what is in these folders is made to be included.
            patterns.push(("**/includes/**".into(), Span::default()));
            exclude = compile(&patterns, Options::default(), &mut Findings::new(findings.path));
        }
        self.content.push(FileSet { files, exclude, ..set });
    }

    /// All sets of files.
    pub fn sets(&self) -> impl Iterator<Item = &FileSet> {
        self.content.iter().chain(&self.resource).chain(&self.overwrite)
    }
}

impl FileSet {
    /// Whether a file is one of these.
    pub fn takes(&self, path: &str) -> bool {
        under(self.src.as_str(), path)
            .is_some_and(|rest| self.files.is_match(rest) && !self.exclude.is_match(rest) && !self.skip.is_match(path))
    }

    /// Whether a file would be one of these if nothing were left out everywhere, such as the output folder.
    pub fn would_take(&self, path: &str) -> bool {
        under(self.src.as_str(), path).is_some_and(|rest| self.files.is_match(rest) && !self.exclude.is_match(rest))
    }

    /// Whether this takes all that is in its folder.
    pub fn copies_all(&self) -> bool {
        self.files.is_match("\u{1}")
    }

    /// Where a file that this takes is written, relative to the output folder and under its own name.
    pub fn output(&self, path: &str) -> String {
        let rest = under(self.src.as_str(), path).unwrap_or(path);
        if self.dest.is_empty() { rest.to_owned() } else { format!("{}/{rest}", self.dest) }
    }
}

impl Config {
    /// The number of the docset that a file is part of: the one whose folder it is in, else one that takes files from its
    /// folder, else the first.
    pub fn docset_of(&self, path: &SitePath) -> u16 {
        let path = path.as_str();
        let inside = self.docsets.iter().position(|docset| under(docset.root.as_str(), path).is_some());
        let takes = || self.docsets.iter().position(|docset| docset.sets().any(|set| set.takes(path)));
        inside.or_else(takes).unwrap_or(0) as u16
    }

    /// The path at which the site stands on its host, as far as that is said: begins and ends with `/`.
    pub fn base_path(&self) -> &str {
        let rest = self.base_url.as_deref().and_then(|url| Some(url.split_once("://")?.1));
        rest.and_then(|rest| Some(&rest[rest.find('/')?..])).unwrap_or("/")
    }
}

/// What of a path follows a folder; `None` for a path that is elsewhere. Everything is in the empty folder.
fn under<'p>(folder: &str, path: &'p str) -> Option<&'p str> {
    if folder.is_empty() {
        return Some(path);
    }
    path.strip_prefix(folder)?.strip_prefix('/')
}

#[cfg(test)]
mod tests;
