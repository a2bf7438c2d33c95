//! Pages that have moved: what is written at their old addresses.

use std::collections::HashSet;

use serde_json::{Map, Value};

use crate::{
    check::leads::{self, Destination},
    files::role,
    index::redirects::FragmentRedirect,
    page::{FileId, Page},
    render::{
        assets::{self, Asset},
        view::{self, RedirectView},
    },
    site::Site,
    source::SitePath,
    url,
};

/// A page that leads on, at the address of one that is gone.
pub struct Stub {
    /// The page that was.
    pub source: SitePath,
    /// Where it is written, relative to the output folder.
    pub output: String,
    pub view: RedirectView,
}

/// The pages for the redirects of the project's files, by output. Where something is written already, and for a source
/// that would have been no page of the site, there is none.
pub fn stubs(site: &Site, assets: &[Asset]) -> Vec<Stub> {
    if site.redirects.list.is_empty() {
        return Vec::new();
    }
    let mut taken = Taken::default();
    site.files.list.iter().filter_map(|file| file.output.as_deref()).for_each(|output| taken.claim(output));
    let mut stubs = Vec::new();
    let context = site.context();
    for redirect in &site.redirects.list {
        let path = &redirect.source;
        let free = |output: &str| taken.is_free(output);
        let Some(output) = role::page_output_of(path, &site.config, &free).filter(|output| is_writable(output)) else {
            continue;
        };
        let destination = leads::of_source(&context, path.as_str()).filter(|_| taken.is_free(&output));
        let Some(destination) = destination else { continue };
        let from = url::address(&output, site.config.urls);
        let target = self::target(site, destination, &from);
        taken.claim(&output);
        stubs.push(Stub { source: path.clone(), output, view: view(site, target, (path.as_str(), &from), assets) });
    }
    stubs.sort_unstable_by(|a, b| a.output.cmp(&b.output));
    stubs
}

/// What is written for a page that its own front matter redirects.
pub fn by_front_matter(site: &Site, id: FileId, page: &Page, assets: &[Asset]) -> Option<RedirectView> {
    let destination = leads::of_front_matter(&site.context(), id, page)?;
    let from = site.address(id)?;
    let mut target = target(site, destination, from);
    if let Some(title) = &page.outline.title {
        target.title.clone_from(title);
    }
    let path = site.files.get(id).path.as_str();
    Some(view(site, target, (path, from), assets))
}

/// Where the fragments of a page that are redirected to elsewhere lead from its address: a script's map, as JSON; empty
/// for a page without.
pub fn places(site: &Site, path: &str, from: &str) -> String {
    if site.redirects.fragments.is_empty() {
        return String::new();
    }
    let own = site.files.find(path);
    let mut map = Map::new();
    let of_page = |redirect: &&FragmentRedirect| redirect.source.as_str().eq_ignore_ascii_case(path);
    for redirect in site.redirects.fragments.iter().filter(of_page) {
        let Some(destination) = leads::of_fragment(&site.context(), redirect) else { continue };
        let here =
            matches!(&destination, Destination::Page(to, _) if Some(*to) == own && site.address(*to) == Some(from));
        if !here {
            map.insert(redirect.fragment.clone(), Value::from(target(site, destination, from).href));
        }
    }
    if map.is_empty() { String::new() } else { Value::Object(map).to_string() }
}

struct Target {
    title: String,
    href: String,
    /// The absolute address, where it is known.
    absolute: Option<String>,
}

/// A destination as it is led to from an address.
fn target(site: &Site, destination: Destination, from: &str) -> Target {
    let (address, title) = match destination {
        Destination::Page(to, suffix) => {
            if let Some(address) = site.address(to) {
                return Target {
                    title: site.index.title(to, &site.files),
                    href: url::relative(from, address) + &suffix,
                    absolute: site.config.base_url.as_ref().map(|base_url| format!("{base_url}{address}")),
                };
            }
            // What is not published has no address but its path.
            let path = site.files.get(to).path.as_str();
            (url::relative(from, &url::encode(path)) + &suffix, path.to_owned())
        }
        Destination::Away(address) => (address.clone(), address),
    };
    let absolute = address.starts_with("http").then(|| address.clone());
    Target { title, href: address, absolute }
}

fn view(site: &Site, target: Target, (path, from): (&str, &str), assets: &[Asset]) -> RedirectView {
    let lang = site.config.lang.clone();
    let root = "../".repeat(from.matches('/').count());
    RedirectView {
        dir: view::direction(&lang),
        lang,
        title: target.title,
        href: target.href,
        canonical: target.absolute,
        script: assets::view(assets, &root).redirect,
        moved: places(site, path, from),
    }
}

/// Whether every disk can hold a file of this name: redirects may name what never was.
fn is_writable(output: &str) -> bool {
    let part = |part: &str| {
        part.len() <= 240 && !part.contains(|letter: char| letter.is_control() || "<>:\"|?*".contains(letter))
    };
    output.len() <= 1000 && output.split('/').all(part)
}

/// Outputs and their folders, in lower case.
#[derive(Default)]
struct Taken {
    files: HashSet<String>,
    folders: HashSet<String>,
}

impl Taken {
    fn claim(&mut self, output: &str) {
        let key = output.to_lowercase();
        for (at, _) in key.match_indices('/') {
            self.folders.insert(key[..at].to_owned());
        }
        self.files.insert(key);
    }

    fn is_free(&self, output: &str) -> bool {
        let key = output.to_lowercase();
        let above = key.match_indices('/').any(|(at, _)| self.files.contains(&key[..at]));
        !above && !self.files.contains(&key) && !self.folders.contains(&key)
    }
}
