//! Redirects, as `*.openpublishing.redirection*.json` files state them.

pub mod base;
pub mod build;
mod read;

use std::collections::HashMap;

use crate::{
    address,
    diagnostic::Diagnostic,
    files::Files,
    page::FileId,
    source::{SitePath, Source, Span},
};

/// A redirect as its file states it.
#[derive(Clone, PartialEq, Debug)]
pub struct RawRedirect {
    /// The page that was.
    pub source: SitePath,
    /// The source in the file, without quotes.
    pub source_span: Span,
    pub url: String,
    /// The URL in the file, without quotes.
    pub url_span: Span,
    /// The versions that it is for; empty for all.
    pub monikers: Vec<String>,
    /// Whether the target takes over what is known of the source, such as its ratings.
    pub document_id: bool,
    /// The fragment of the page that is redirected; empty for the whole page.
    pub fragment: String,
}

/// Where a redirect leads.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum RedirectTarget {
    /// A file of the project, with `?query` and `#fragment`.
    Page(FileId, String),
    /// A page that is redirected itself, with `?query` and `#fragment`.
    Source(SitePath, String),
    /// An address as it is written.
    Away(String),
}

/// A redirect.
#[derive(Debug)]
pub struct Redirect {
    /// The page that was.
    pub source: SitePath,
    pub url: String,
    pub to: RedirectTarget,
    /// The file that states it, and where in it the source is.
    pub file: FileId,
    pub span: Span,
    pub url_span: Span,
    /// Whether it is for some versions only, so that the page may be there for others.
    pub partial: bool,
}

/// A redirect of a fragment: a place of a page that is elsewhere now.
#[derive(Debug)]
pub struct FragmentRedirect {
    /// The page on which it was.
    pub source: SitePath,
    /// Without `#`.
    pub fragment: String,
    pub url: String,
    pub to: RedirectTarget,
    /// The file that states it, and where in it the source is.
    pub file: FileId,
    pub span: Span,
    pub url_span: Span,
}

/// All redirects of a site. The private part follows from the public one.
#[derive(Default, Debug)]
pub struct Redirects {
    /// In the order of files and of what they state; one for a source.
    pub list: Vec<Redirect>,
    /// By source in lower case.
    by_source: HashMap<String, u32>,
    /// Which folders the addresses of the published site mean.
    bases: Vec<base::Base>,
    /// The files of redirects, also those that state none.
    pub files: Vec<FileId>,
    /// Redirects of fragments, in the order of files and of what they state; one for a place.
    pub fragments: Vec<FragmentRedirect>,
}

/// Redirects in a row that are followed. Nobody has as many; those in a circle have no end.
const LONGEST_CHAIN: usize = 100;

/// Reads a file of redirects: YAML for `.yml` and `.yaml`, else JSON. What cannot be read is told and left out.
pub fn read(source: &Source) -> (Vec<RawRedirect>, Vec<Diagnostic>) {
    read::read(source)
}

impl Redirects {
    fn new(list: Vec<Redirect>, bases: Vec<base::Base>) -> Redirects {
        let by_source = list
            .iter()
            .enumerate()
            .map(|(at, redirect)| (redirect.source.as_str().to_lowercase(), at as u32))
            .collect();
        Redirects { list, by_source, bases, files: Vec::new(), fragments: Vec::new() }
    }

    /// The redirect of a path in normal form, in any case.
    pub fn find(&self, path: &str) -> Option<&Redirect> {
        self.by_source.get(&path.to_lowercase()).and_then(|&at| self.list.get(at as usize))
    }

    /// Where a path leads in the end, never [`RedirectTarget::Source`]; the last fragment on the way counts. `None` for a
    /// path that is not redirected, or in a circle.
    pub fn follow(&self, path: &str) -> Option<RedirectTarget> {
        let mut redirect = self.find(path)?;
        let mut fragment = "";
        for _ in 0..LONGEST_CHAIN {
            match &redirect.to {
                RedirectTarget::Source(next, suffix) => {
                    fragment = fragment_of(suffix).unwrap_or(fragment);
                    redirect = self.find(next.as_str())?;
                }
                RedirectTarget::Page(file, suffix) => return Some(RedirectTarget::Page(*file, with(suffix, fragment))),
                RedirectTarget::Away(url) => return Some(RedirectTarget::Away(with(url, fragment))),
            }
        }
        None
    }

    /// The redirect of a fragment of a page, by the page's path in normal form.
    pub fn find_fragment(&self, path: &str, fragment: &str) -> Option<&FragmentRedirect> {
        let of_page = self.fragments.iter().filter(|redirect| redirect.source.as_str().eq_ignore_ascii_case(path));
        of_page.into_iter().find(|redirect| redirect.fragment == fragment)
    }

    /// Where a redirect of a fragment leads in the end, as [`Redirects::follow`].
    pub fn follow_fragment(&self, redirect: &FragmentRedirect, files: &Files) -> Option<RedirectTarget> {
        let mut redirect = redirect;
        for _ in 0..LONGEST_CHAIN {
            let path = match &redirect.to {
                RedirectTarget::Page(file, _) => files.get(*file).path.as_str(),
                RedirectTarget::Source(source, _) => source.as_str(),
                RedirectTarget::Away(url) => return Some(RedirectTarget::Away(url.clone())),
            };
            let (RedirectTarget::Page(_, suffix) | RedirectTarget::Source(_, suffix)) = &redirect.to else {
                return None;
            };
            let fragment = fragment_of(suffix).unwrap_or("#");
            if let Some(next) = self.find_fragment(path, &fragment[1..]) {
                redirect = next;
                continue;
            }
            return match &redirect.to {
                RedirectTarget::Source(source, _) => match self.follow(source.as_str())? {
                    RedirectTarget::Page(file, own) => Some(RedirectTarget::Page(file, with(&own, fragment))),
                    other => Some(other),
                },
                found => Some(found.clone()),
            };
        }
        None
    }

    /// The page of an address of the published site that begins with `/`, without query and fragment.
    pub fn page_of(&self, url: &str, files: &Files) -> Option<FileId> {
        self.bases.iter().find_map(|base| base::page_of(&base.source(url)?, files))
    }

    /// The page of a path with the extension of a page or of what it becomes, or without one.
    pub fn page_at(path: &str, files: &Files) -> Option<FileId> {
        base::page_of(build::stem(path), files)
    }

    /// The paths, without extension, that an address of the published site may mean.
    pub fn sources_of<'a>(&'a self, url: &'a str) -> impl Iterator<Item = String> + 'a {
        self.bases.iter().filter_map(move |base| base.source(url))
    }

    /// The addresses of the published site that a page may have, without extension, beginning with `/`.
    pub fn urls_of<'a>(&'a self, path: &'a SitePath) -> impl Iterator<Item = String> + 'a {
        self.bases.iter().filter_map(|base| base.url(path))
    }
}

/// `#fragment`, if an address has one.
fn fragment_of(address: &str) -> Option<&str> {
    address.find('#').map(|at| &address[at..])
}

/// An address with a fragment, where it has none of its own.
fn with(address: &str, fragment: &str) -> String {
    if address.contains('#') { address.to_owned() } else { format!("{address}{fragment}") }
}

/// Whether an address begins with a scheme, such as `https:`. One letter is a drive, which is none.
fn has_scheme(url: &str) -> bool {
    address::scheme(url).is_some_and(|scheme| scheme.len() > 1)
}
