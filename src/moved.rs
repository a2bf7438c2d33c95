//! Pages that have moved: what is written at their old addresses.

use serde_json::{Map, Value};

use crate::{
    check::leads::{self, Destination},
    index::redirects::FragmentRedirect,
    page::{FileId, Page},
    render::{
        assets,
        view::{self, RedirectView},
    },
    site::Site,
    url,
};

/// What is written at the address of a page that was, for a redirect of the project's files by its number.
pub fn by_file(site: &Site, at: u32, output: &str) -> Option<RedirectView> {
    let source = &site.redirects.list.get(at as usize)?.source;
    let destination = leads::of_source(&site.context(), source.as_str())?;
    let from = url::address(output, site.config.urls);
    let target = target(site, destination, &from);
    Some(view(site, target, (source.as_str(), &from)))
}

/// What is written for a page that its own front matter redirects.
pub fn by_front_matter(site: &Site, id: FileId, page: &Page) -> Option<RedirectView> {
    let destination = leads::of_front_matter(&site.context(), id, page)?;
    let from = site.address(id)?;
    let mut target = target(site, destination, from);
    if let Some(title) = &page.outline.title {
        target.title.clone_from(title);
    }
    let path = site.files.get(id).path.as_str();
    Some(view(site, target, (path, from)))
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

fn view(site: &Site, target: Target, (path, from): (&str, &str)) -> RedirectView {
    let lang = site.config.lang.clone();
    let root = "../".repeat(from.matches('/').count());
    RedirectView {
        dir: view::direction(&lang),
        lang,
        title: target.title,
        href: target.href,
        canonical: target.absolute,
        script: assets::view(&site.assets, &root).redirect,
        moved: places(site, path, from),
    }
}
