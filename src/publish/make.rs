//! Each file of the plan by itself: what a build writes, and what `serve` answers with.

use serde_json::{Map, Value, json};

use super::{frame, host, markdown, page_view, xrefmap};
use crate::{
    config::publish::Kind,
    diagnostic::Diagnostic,
    index::toc::{self, Toc},
    moved,
    page::{FileId, Page},
    plan::Output,
    render::{
        contents::contents,
        nav,
        sidebar::sidebar,
        view::{self, View},
    },
    site::Site,
    sitemap, url,
    urls::inventory,
};

/// The bytes of a file, or the template that failed.
pub(super) type Made = Result<Vec<u8>, Box<Diagnostic>>;

/// Makes the file at a path of the plan; `None` for what is a file of the project, and for search, which is made of the
/// texts of all pages at once.
pub(super) fn make(site: &Site, path: &str, what: Output) -> Option<Made> {
    let text = match what {
        Output::Copy(_) | Output::SearchPage | Output::SearchIndex | Output::Own => return None,
        Output::Asset(at) => return Some(Ok(site.assets.get(at as usize)?.bytes.clone())),
        Output::Page(id) => page(site, id)?,
        Output::Markdown(id) => Ok(markdown::write(site, id, &page_view(site, id, site.index.page(id)?).page)),
        Output::Redirect(at) => site.theme.redirect(&moved::by_file(site, at, path)?),
        Output::Contents(at) => site.theme.page(&contents_view(site, path, at)),
        Output::TocJson(at) => Ok(toc_json(site, path, site.tocs.list.get(at as usize)?)),
        Output::Branch(at, part) => {
            let toc = site.tocs.list.get(at as usize)?;
            Ok(site.branches.text(at as usize, toc, part, &|id| site.address(id)))
        }
        Output::NotFound => site.theme.not_found(&not_found_view(site)),
        Output::NoJekyll => Ok(String::new()),
        Output::Sitemap => {
            let pages: Vec<(FileId, &Page)> = site.pages().map(|(id, page)| (id, &**page)).collect();
            Ok(sitemap::sitemap(site, site.config.base_url.as_deref()?, &pages))
        }
        Output::XrefMap => Ok(xrefmap::write(site)),
        Output::Robots => Ok(host::robots(site)),
        Output::Llms => Ok(host::llms(site)),
        Output::Redirects => Ok(host::redirects(site)),
        Output::Headers => Ok(host::headers(site)),
        Output::StaticWebApp => Ok(host::static_web_app(site, site.config.publish.contains(&Kind::Markdown))),
        Output::Urls => Ok(inventory::of(&site.context()).to_json()),
    };
    Some(text.map(String::into_bytes))
}

/// A page in its frame, or what leads on from it.
fn page(site: &Site, id: FileId) -> Option<Result<String, Box<Diagnostic>>> {
    let page = site.index.page(id)?;
    Some(match moved::by_front_matter(site, id, page) {
        Some(redirect) => site.theme.redirect(&redirect),
        None => site.theme.page(&page_view(site, id, page)),
    })
}

/// The page for addresses at which there is none: its own addresses begin at the site's base.
fn not_found_view(site: &Site) -> View {
    let base = site.config.base_path();
    let mut view = frame(site, "404.html");
    let at = |href: &str| format!("{base}{}", href.trim_start_matches("./"));
    view.root = base.to_owned();
    view.home = base.to_owned();
    view.assets.css = at(&view.assets.css);
    view.assets.js = at(&view.assets.js);
    view.assets.icon = at(&view.assets.icon);
    view.assets.logo = at(&view.assets.logo);
    view.assets.redirect = at(&view.assets.redirect);
    if let Some(search) = &mut view.search {
        for address in [&mut search.page, &mut search.js, &mut search.marks] {
            *address = at(address);
        }
    }
    let own = |href: &mut String| {
        if !href.contains(':') && !href.starts_with('/') {
            *href = at(href);
        }
    };
    view.nav.iter_mut().chain(&mut view.footer).for_each(|link| own(&mut link.href));
    view.social.iter_mut().for_each(|link| own(&mut link.href));
    view.assets.styles.iter_mut().chain(&mut view.assets.scripts).for_each(own);
    if !view.announcement_href.is_empty() {
        own(&mut view.announcement_href);
    }
    view.assets.pages = at(&view.assets.pages);
    view.assets.filter = at(&view.assets.filter);
    view.page.designed = true;
    view.page.full_title = view::full_title("404", &site.config.title);
    view.page.robots = Some("noindex".into());
    view
}

/// The page of a folder that has none, with the entries of its table of contents; of the site's root, with those of all.
fn contents_view(site: &Site, path: &str, at: Option<u32>) -> View {
    let words = site.theme.languages.of(&site.config.lang);
    let address = |id: FileId| site.address(id);
    let folder = |toc: &Toc| toc.file.map_or("", |id| site.files.get(id).path.folder());
    let all: Vec<(&str, &Toc)> = site.tocs.list.iter().map(|toc| (folder(toc), toc)).collect();
    // The folder's name is another on each machine, and no part of the input.
    let title = if site.config.title.is_empty() { words.get("contents") } else { &site.config.title };
    let at = at.map(|at| at as usize).filter(|at| *at < all.len());
    let named = at.and_then(|at| all[at].0.rsplit('/').next()).filter(|name| !name.is_empty());
    let title = if at.is_some() { toc::words(named.unwrap_or(title)) } else { title.to_owned() };
    let tocs = at.map_or(&all[..], |at| &all[at..=at]);
    let from = url::address(path, site.config.urls);
    let mut view = frame(site, &from);
    view.page.article = site.guarded(contents(&title, tocs, &from, &address, words));
    view.page.full_title = view::full_title(&title, &site.config.title);
    view.page.title = title;
    view.page.layout = "contents".into();
    view.page.designed = true;
    if let Some(at) = at {
        let context = nav::Context {
            files: &site.files,
            tocs: &site.tocs,
            address: &address,
            branches: &site.branches,
            words,
            redirects: &site.redirects,
        };
        let place = nav::around(at, None, &from, &context);
        view.page.sidebar = sidebar(&place.sidebar);
        view.page.sections = place.sections;
        (view.page.toc, view.page.filter) = (place.toc, place.filter);
    }
    view
}

/// A table of contents as JSON, beside the page it would be.
fn toc_json(site: &Site, path: &str, toc: &Toc) -> String {
    let own = url::address(path, site.config.urls);
    let href = |id: FileId| site.address(id).map(|address| url::relative(&own, address));
    let items: Vec<Value> = toc.roots.iter().map(|&item| toc_item(toc, item, &href)).collect();
    json!({ "items": items }).to_string()
}

fn toc_item(toc: &Toc, item: u32, address: &dyn Fn(FileId) -> Option<String>) -> Value {
    let entry = &toc.items[item as usize];
    let mut out = Map::new();
    out.insert("name".into(), entry.name.clone().into());
    if let Some(href) = nav::href_by(&entry.target, address) {
        out.insert("href".into(), href.into());
    }
    if entry.expanded {
        out.insert("expanded".into(), true.into());
    }
    if !entry.children.is_empty() {
        let items = entry.children.iter().map(|&child| toc_item(toc, child, address)).collect();
        out.insert("items".into(), Value::Array(items));
    }
    Value::Object(out)
}
