//! What the project asks for: `docwright.yml`, `docfx.json` and the defaults.

use std::collections::BTreeMap;

use globset::GlobSet;
use serde_json::{Map, Value};

use crate::{diagnostic::Level, page::Dialect, source::SitePath};

/// The whole configuration of a project.
#[derive(Debug)]
pub struct Config {
    /// The site's name; empty where it has none.
    pub title: String,
    /// BCP 47 language of the site, such as `en` or `pt-BR`.
    pub lang: String,
    /// Where the site will be published: absolute, ending with `/`.
    pub base_url: Option<String>,
    /// Folder to write, relative to the project's root or absolute.
    pub output: String,
    pub urls: UrlStyle,
    pub html: HtmlPolicy,
    pub theme: Theme,
    /// Rules whose level the project sets.
    pub rules: BTreeMap<&'static str, Level>,
    /// At least one, the one with the longest `root` first.
    pub docsets: Vec<Docset>,
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
    pub dialect: Dialect,
    /// Metadata of all pages.
    pub global_metadata: Map<String, Value>,
    /// Metadata by glob (relative to `root`): for each key the globs in order; the last match wins.
    pub file_metadata: Vec<(String, Vec<(GlobSet, Value)>)>,
    /// Whether this is read from a `docfx.json`.
    pub docfx: bool,
}

/// Files chosen by globs.
#[derive(Debug)]
pub struct FileSet {
    /// The folder, relative to the project's root, that the globs are relative to; empty for the root.
    pub src: SitePath,
    pub files: GlobSet,
    pub exclude: GlobSet,
    /// The folder of the output in which the files, without `src`, are put; empty for the output's root.
    pub dest: String,
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
#[derive(Clone, Debug)]
pub struct Theme {
    /// Folder under `themes/` whose files override the default theme's.
    pub name: String,
}
