//! Which folder of the project an address of the published site means. Where the configuration does not say it, the
//! redirects vote.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::RawRedirect;
use crate::{
    config::Config,
    data,
    files::{Files, Found, Role},
    page::FileId,
    source::SitePath,
};

/// The beginning of addresses, and the folder of the pages that have them.
#[derive(Clone, PartialEq, Debug)]
pub struct Base {
    /// Begins and ends with `/`.
    pub url: String,
    /// Empty, or ends with `/`.
    pub folder: String,
}

/// What the configuration says: the address that a `docfx.json` names, the one under which it looks for its own
/// breadcrumbs, and that of the whole site.
pub fn known(config: &Config, files: &Files) -> Vec<Base> {
    let of_site = config.base_url.as_deref().and_then(|url| {
        let host = url.find("://")? + 3;
        Some(url[host + url[host..].find('/')?..].to_owned())
    });
    let mut bases = Vec::new();
    for (at, docset) in config.docsets.iter().enumerate() {
        let of_crumbs = docset.global_metadata.get("breadcrumb_path").and_then(data::text);
        let of_crumbs = of_crumbs.and_then(|path| before_crumbs(&path, at, config, files));
        for url in docset.base_path.iter().chain(&of_crumbs).chain(&of_site) {
            for set in &docset.content {
                let base = Base { url: format!("{url}{}", with_end(&set.dest)), folder: with_end(set.src.as_str()) };
                if !bases.contains(&base) {
                    bases.push(base);
                }
            }
        }
    }
    bases
}

/// What stands before a docset's own breadcrumbs in their address: `/windows/terminal/` where `breadcrumb/toc.yml` is
/// looked for at `/windows/terminal/breadcrumb/toc.json`.
fn before_crumbs(path: &str, docset: usize, config: &Config, files: &Files) -> Option<String> {
    let stem = path.strip_suffix(".json").filter(|path| path.starts_with('/'))?;
    let tocs = files.iter().filter(|(_, file)| file.role == Role::Toc && usize::from(file.docset) == docset);
    let outputs: HashSet<String> = tocs
        .filter_map(|(_, file)| {
            let sets = &config.docsets[docset].content;
            let output = sets.iter().find(|set| set.takes(file.path.as_str()))?.output(file.path.as_str());
            Some(output[..output.rfind('.').unwrap_or(output.len())].to_lowercase())
        })
        .collect();
    let slashes = stem.match_indices('/').map(|(at, _)| at);
    // A table of contents without a folder is the docset's own one, not its breadcrumbs.
    let mut tails = slashes.filter(|at| stem[at + 1..].contains('/'));
    let at = tails.find(|at| outputs.contains(&stem[at + 1..].to_lowercase()))?;
    Some(stem[..=at].to_owned())
}

fn with_end(folder: &str) -> String {
    if folder.is_empty() { String::new() } else { format!("{folder}/") }
}

/// Addresses that must lead to pages before a pair is believed.
const VOTES: usize = 20;

/// The pairs by which at least [`VOTES`] addresses, and three in five of those that begin so, lead to pages that are there.
/// The longest addresses come first, then the most convincing pairs.
pub(super) fn infer<'a>(redirects: impl Iterator<Item = &'a RawRedirect>, files: &Files) -> Vec<Base> {
    let urls: Vec<Vec<String>> = redirects
        .filter(|redirect| redirect.url.starts_with('/') && !redirect.url.starts_with("//"))
        .map(|redirect| parts(&redirect.url))
        .collect();
    let wanted: HashSet<&str> = urls.iter().filter_map(|url| url.last()).map(String::as_str).collect();
    let mut named: HashMap<String, Vec<Vec<String>>> = HashMap::new();
    for (_, file) in files.iter().filter(|(_, file)| file.role == Role::Page) {
        let stem = file.path.stem().to_lowercase();
        if wanted.contains(stem.as_str()) {
            let folder = file.path.folder().split('/').filter(|part| !part.is_empty()).map(str::to_owned).collect();
            named.entry(stem).or_default().push(folder);
        }
    }
    let mut votes: BTreeMap<Base, usize> = BTreeMap::new();
    for url in &urls {
        let Some((name, folders)) = url.split_last() else { continue };
        let shared = |folder: &Vec<String>| {
            folder.iter().rev().zip(folders.iter().rev()).take_while(|(a, b)| a.eq_ignore_ascii_case(b)).count()
        };
        let pages = named.get(name.as_str()).map_or(&[][..], Vec::as_slice);
        let best = pages.iter().map(shared).max().unwrap_or(0);
        // A name that many pages have says nothing by itself.
        if pages.len() > 1 && best == 0 {
            continue;
        }
        for folder in pages.iter().filter(|folder| shared(folder) == best) {
            let base = Base {
                url: format!("/{}", with_slash(&folders[..folders.len() - best])),
                folder: with_slash(&folder[..folder.len() - best]),
            };
            *votes.entry(base).or_default() += 1;
        }
    }
    let mut believed: Vec<(Base, usize)> = Vec::new();
    for (base, _) in votes.into_iter().filter(|(_, votes)| *votes >= VOTES) {
        let under: Vec<String> = urls.iter().filter_map(|url| base.source(&format!("/{}", url.join("/")))).collect();
        let there = under.iter().filter(|stem| page_of(stem, files).is_some()).count();
        if there >= VOTES && there * 5 >= under.len() * 3 {
            believed.push((base, there));
        }
    }
    believed.sort_by(|(a, in_a), (b, in_b)| b.url.len().cmp(&a.url.len()).then(in_b.cmp(in_a)).then(a.cmp(b)));
    believed.into_iter().map(|(base, _)| base).collect()
}

impl Base {
    /// The path, without extension, of the page that an address without query and fragment means.
    pub(super) fn source(&self, url: &str) -> Option<String> {
        let head = url.get(..self.url.len())?;
        head.eq_ignore_ascii_case(&self.url).then(|| format!("{}{}", self.folder, &url[head.len()..]))
    }

    /// The address, without extension, of a page that is in the folder; that of its folder for an index page.
    pub(super) fn url(&self, path: &SitePath) -> Option<String> {
        let rest = path.as_str().strip_prefix(&self.folder)?;
        let stem = &rest[..rest.rfind('.').unwrap_or(rest.len())];
        let shown = stem.strip_suffix("index").filter(|rest| rest.is_empty() || rest.ends_with('/')).unwrap_or(stem);
        Some(format!("{}{shown}", self.url))
    }
}

impl Eq for Base {}

impl PartialOrd for Base {
    fn partial_cmp(&self, other: &Base) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Base {
    fn cmp(&self, other: &Base) -> std::cmp::Ordering {
        (&self.url, &self.folder).cmp(&(&other.url, &other.folder))
    }
}

/// The page of a path without extension; the page of a folder where it names one.
pub(super) fn page_of(stem: &str, files: &Files) -> Option<FileId> {
    let folder = stem.ends_with('/');
    ["md", "yml"]
        .iter()
        .filter(|_| !folder)
        .map(|extension| format!("{stem}.{extension}"))
        .chain(["md", "yml"].iter().map(|extension| format!("{}/index.{extension}", stem.trim_end_matches('/'))))
        .find_map(|path| match files.resolve("", &path) {
            Found::File(file) | Found::OtherCase(file) => Some(file),
            _ => None,
        })
}

/// The names between the slashes of an address, in lower case; `index` for the last of a folder.
fn parts(url: &str) -> Vec<String> {
    let path = &url[..url.find(['?', '#']).unwrap_or(url.len())];
    let mut parts: Vec<String> = path.split('/').filter(|part| !part.is_empty()).map(str::to_lowercase).collect();
    if path.ends_with('/') {
        parts.push("index".into());
    }
    parts
}

fn with_slash(parts: &[String]) -> String {
    parts.iter().flat_map(|part| [part.as_str(), "/"]).collect()
}
