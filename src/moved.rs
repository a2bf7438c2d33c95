//! Pages that have moved: what is written at their old addresses.

use std::collections::HashSet;

use serde_json::Value;

use crate::{
    address,
    files::{Found, role},
    index::redirects::{RedirectTarget, Redirects},
    page::{FileId, Page},
    render::{
        assets::{self, Asset},
        view::{self, RedirectView},
    },
    site::Site,
    url,
};

/// A page that leads on, at the address of one that is gone.
pub struct Stub {
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
    for redirect in &site.redirects.list {
        let path = &redirect.source;
        let free = |output: &str| taken.is_free(output);
        let Some(output) = role::page_output_of(path, &site.config, &free).filter(|output| is_writable(output)) else {
            continue;
        };
        let Some(target) = site.redirects.follow(path.as_str()).filter(|_| taken.is_free(&output)) else { continue };
        let from = url::address(&output, site.config.urls);
        let target = match target {
            RedirectTarget::Page(to, suffix) => of_page(site, to, &suffix, &from).unwrap_or_else(|| Target {
                title: redirect.url.clone(),
                href: redirect.url.clone(),
                absolute: None,
            }),
            RedirectTarget::Away(address) | RedirectTarget::Source(_, address) => away(site, &address, &from),
        };
        taken.claim(&output);
        stubs.push(Stub { output, view: view(site, target, &from, assets) });
    }
    stubs.sort_unstable_by(|a, b| a.output.cmp(&b.output));
    stubs
}

/// What is written for a page that its own front matter redirects.
pub fn by_front_matter(site: &Site, id: FileId, page: &Page, assets: &[Asset]) -> Option<RedirectView> {
    let written = front_matter_target(page)?;
    let from = site.address(id)?;
    let folder = site.files.get(id).path.folder();
    let address = address::read(written);
    let found = address.path(folder, site.docset(id).root.as_str());
    let found = found.and_then(|(folder, path, suffix)| match site.files.resolve(folder, path) {
        Found::File(to) | Found::OtherCase(to) => of_page(site, to, suffix, from),
        Found::Nothing(path) => match (site.redirects.follow(&path), Redirects::page_at(&path, &site.files)) {
            (Some(RedirectTarget::Page(to, own)), _) => {
                of_page(site, to, if own.is_empty() { suffix } else { &own }, from)
            }
            (Some(RedirectTarget::Away(url) | RedirectTarget::Source(_, url)), _) => Some(away(site, &url, from)),
            (None, page) => of_page(site, page?, suffix, from),
        },
        _ => None,
    });
    let mut target = found.unwrap_or_else(|| away(site, written, from));
    if let Some(title) = &page.outline.title {
        target.title.clone_from(title);
    }
    Some(view(site, target, from, assets))
}

/// The address in a page's `redirect_url`; none where a browser would run it.
fn front_matter_target(page: &Page) -> Option<&str> {
    let written = page.front_matter.values.get("redirect_url").and_then(Value::as_str)?.trim();
    let scheme = address::scheme(written).map(str::to_ascii_lowercase);
    (!written.is_empty() && matches!(scheme.as_deref(), None | Some("http" | "https"))).then_some(written)
}

struct Target {
    title: String,
    href: String,
    /// The absolute address, where it is known.
    absolute: Option<String>,
}

/// A page of the site as it is led to from an address.
fn of_page(site: &Site, to: FileId, suffix: &str, from: &str) -> Option<Target> {
    let address = site.address(to)?;
    Some(Target {
        title: site.index.title(to, &site.files),
        href: url::relative(from, address) + suffix,
        absolute: site.config.base_url.as_ref().map(|base_url| format!("{base_url}{address}")),
    })
}

/// An address as it is written, but for one of the published site that is a page of this one.
fn away(site: &Site, written: &str, from: &str) -> Target {
    let (path, suffix) = written.split_at(written.find(['?', '#']).unwrap_or(written.len()));
    let page = path.starts_with('/').then(|| site.redirects.page_of(&url::decode(path), &site.files)).flatten();
    page.and_then(|page| of_page(site, page, suffix, from)).unwrap_or_else(|| Target {
        title: written.to_owned(),
        href: written.to_owned(),
        absolute: written.starts_with("http").then(|| written.to_owned()),
    })
}

fn view(site: &Site, target: Target, from: &str, assets: &[Asset]) -> RedirectView {
    let lang = site.config.lang.clone();
    let root = "../".repeat(from.matches('/').count());
    RedirectView {
        dir: view::direction(&lang),
        lang,
        title: target.title,
        href: target.href,
        canonical: target.absolute,
        script: assets::view(assets, &root).redirect,
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
