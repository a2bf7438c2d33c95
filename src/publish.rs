//! A site to files: every page in its frame, what pages use, and what machines read.

mod search;
mod xrefmap;

use std::{
    collections::BTreeSet,
    io,
    path::{Path, PathBuf},
    sync::Mutex,
};

use rayon::prelude::*;
use serde_json::{Map, Value, json};

use crate::{
    diagnostic::Diagnostic,
    emit::{self, Summary},
    files::Role,
    html,
    index::toc::{Toc, TocTarget},
    moved,
    page::{FileId, Page},
    render::{
        assets::{self, Asset},
        crumbs, metadata, nav,
        sidebar::sidebar,
        view::{self, NavLink, OutlineItem, PageView, View},
    },
    site::Site,
    sitemap, url,
};

/// What a build came to.
pub struct Published {
    pub summary: Summary,
    /// What templates could not do, found while pages were written.
    pub found: Vec<Diagnostic>,
}

/// Writes the site into its output folder. `done` is called once for each page that is written, from any thread.
///
/// # Errors
/// Where the disk refuses; the last site is then as it was.
pub fn publish(site: &Site, done: &(dyn Fn() + Sync)) -> io::Result<Published> {
    let emit = emit::begin(&output(site), &site.root)?;
    let assets = theme_assets(site);
    let found: Mutex<Vec<Diagnostic>> = Mutex::default();
    let put = |path: &str, html: Result<String, Box<Diagnostic>>| match html {
        Ok(html) => emit.put(path, html.as_bytes()),
        Err(problem) => {
            found.lock().unwrap_or_else(|poisoned| poisoned.into_inner()).push(*problem);
            Ok(())
        }
    };
    let pages: Vec<(FileId, &Page)> = site.pages().map(|(id, page)| (id, &**page)).collect();
    let write = |&(id, page): &(FileId, &Page)| {
        let Some(path) = site.files.get(id).output.as_deref() else { return Ok(None) };
        let (html, text) = match moved::by_front_matter(site, id, page, &assets) {
            Some(redirect) => (site.theme.redirect(&redirect), None),
            None => {
                let view = page_view(site, id, page, &assets);
                (site.theme.page(&view), search::found(site, id, page, &view.page))
            }
        };
        done();
        put(path, html).map(|()| text)
    };
    let texts: Vec<Option<search::Found>> = pages.par_iter().map(write).collect::<io::Result<_>>()?;
    let texts: Vec<search::Found> = texts.into_iter().flatten().collect();
    let stubs = moved::stubs(site, &assets);
    stubs.par_iter().try_for_each(|stub| put(&stub.output, site.theme.redirect(&stub.view)))?;
    let resources: Vec<_> = site.files.iter().filter(|(_, file)| file.role == Role::Resource).collect();
    resources.par_iter().try_for_each(|(_, file)| match file.output.as_deref() {
        Some(path) => emit.copy(path, &site.root.join(file.path.as_str())),
        None => Ok(()),
    })?;
    for asset in &assets {
        emit.put(&asset.name, &asset.bytes)?;
    }
    let mut found = found.into_inner().unwrap_or_else(|poisoned| poisoned.into_inner());
    let mut taken: BTreeSet<&str> = site.files.list.iter().filter_map(|file| file.output.as_deref()).collect();
    taken.extend(stubs.iter().map(|stub| &*stub.output));
    let mut extra = |path: &str, text: Result<String, Box<Diagnostic>>| match text {
        Ok(text) if !taken.contains(path) => emit.put(path, text.as_bytes()),
        Ok(_) => Ok(()),
        Err(problem) => {
            found.push(*problem);
            Ok(())
        }
    };
    extra("404.html", site.theme.not_found(&not_found_view(site, &assets)))?;
    extra("index.html", site.theme.page(&contents_view(site, &assets)))?;
    extra(".nojekyll", Ok(String::new()))?;
    if site.config.search.enabled {
        for plain in search::plain(&texts, site.search_page) {
            extra(&plain.path, site.theme.search(&plain_view(site, &plain, &assets)))?;
        }
    }
    if let Some(base_url) = &site.config.base_url {
        extra("sitemap.xml", Ok(sitemap::sitemap(site, base_url, &pages)))?;
    }
    if let Some(map) = xrefmap::write(site) {
        extra("xrefmap.yml", Ok(map))?;
    }
    for toc in &site.tocs.list {
        if let Some((path, text)) = toc_file(site, toc) {
            extra(&path, Ok(text))?;
        }
    }
    let indexes = search::indexes(texts, &site.config.search);
    let indexes: Vec<_> = indexes.iter().filter(|file| !taken.contains(&*file.path)).collect();
    indexes.par_iter().try_for_each(|file| emit.put(&file.path, &file.bytes))?;
    let summary = emit.finish()?;
    found.sort_by(|a, b| (&a.path, a.span, &a.message).cmp(&(&b.path, b.span, &b.message)));
    found.dedup();
    Ok(Published { summary, found })
}

/// The output folder of a site, relative to its root where the configuration's path is.
pub fn output(site: &Site) -> PathBuf {
    site.root.join(&site.output)
}

fn theme_assets(site: &Site) -> Vec<Asset> {
    assets::assets(&site.theme_files, site.config.theme.accent.as_deref())
}

/// What stands before an address of the site's root on a page.
fn to_root(address: &str) -> String {
    "../".repeat(address.matches('/').count())
}

/// Everything that a page's template is handed.
fn page_view(site: &Site, id: FileId, page: &Page, assets: &[Asset]) -> View {
    let address = site.address(id).unwrap_or_default();
    let file = site.files.get(id);
    let metadata = site.docset(id).metadata(&file.path, &page.front_matter.values);
    let text = |key: &str| metadata::text(&metadata, key);
    let off = |what: &str| metadata::flag(&metadata, &format!("_disable{what}"));
    let lang = text("lang").or_else(|| text("_lang")).unwrap_or_else(|| site.config.lang.clone());
    let own = page.outline.title.is_none().then(|| text("title")).flatten();
    let title = own.unwrap_or_else(|| site.index.title(id, &site.files));
    let context = nav::Context {
        files: &site.files,
        tocs: &site.tocs,
        address: &|id| site.address(id),
        redirects: &site.redirects,
    };
    let named = |key: &str| crumbs::named(&text(key)?, &file.path, site.docset(id).root.as_str(), &context);
    let layout = text("layout").or_else(|| text("_layout")).unwrap_or_default();
    let mut place = nav::place(id, address, named("toc_rel"), &context);
    if let Some(breadcrumbs) = named("breadcrumb_path") {
        let mut way = crumbs::crumbs(breadcrumbs, id, address, &context);
        place.crumbs.retain(|crumb| way.last().is_none_or(|last| last.title != crumb.title));
        way.append(&mut place.crumbs);
        place.crumbs = way;
    }
    if off("Toc") {
        place.sidebar.clear();
    }
    if off("Breadcrumb") {
        place.crumbs.clear();
    }
    if layout == "chromeless" {
        place = nav::Place::default();
    }
    if off("NextArticle") {
        (place.previous, place.next) = (None, None);
    }
    let date = ["ms.date", "date", "updated"].iter().find_map(|key| text(key));
    let edit = site.config.theme.edit_url.as_ref().filter(|_| !off("Contribution"));
    let base_url = site.config.base_url.as_ref();
    View {
        search: search::view(site, &lang, address, assets),
        page: PageView {
            full_title: view::full_title(&metadata::with_suffix(&title, &metadata), &site.config.title),
            title,
            description: text("description").unwrap_or_default(),
            dir: view::direction(&lang),
            date: date.and_then(|date| view::date(&date, &lang)),
            lang,
            layout: if is_layout_word(&layout) { layout } else { String::new() },
            url: address.to_owned(),
            canonical: base_url.map(|base_url| format!("{base_url}{address}")),
            article: site.article(id).unwrap_or_default(),
            outline: if off("Affix") { Vec::new() } else { outline(site, id) },
            crumbs: place.crumbs,
            sidebar: sidebar(&place.sidebar),
            sections: place.sections,
            previous: place.previous,
            next: place.next,
            author: text("author"),
            reading_minutes: reading_minutes(page),
            edit_url: edit.map(|pattern| pattern.replace("{path}", &url::encode(file.path.as_str()))),
            robots: metadata::robots(&metadata),
            meta: metadata::tags(&metadata),
        },
        ..frame(site, address, assets)
    }
}

/// What is around every article.
fn frame(site: &Site, address: &str, assets: &[Asset]) -> View {
    let root = to_root(address);
    let nav = site.config.theme.nav.iter().map(|link| {
        let page = site.files.find(&link.url).and_then(|id| site.address(id));
        let href = page.map_or_else(|| link.url.clone(), |to| url::relative(address, to));
        NavLink { name: link.name.clone(), href, current: page == Some(address) }
    });
    let mut view_of_assets = assets::view(assets, &root);
    let published = |path: &crate::source::SitePath| site.files.find(path.as_str()).and_then(|id| site.address(id));
    if let Some(logo) = site.config.theme.logo.as_ref().and_then(published) {
        view_of_assets.logo = url::relative(address, logo);
    }
    if let Some(favicon) = site.config.theme.favicon.as_ref().and_then(published) {
        view_of_assets.icon = url::relative(address, favicon);
    }
    View {
        home: url::relative(address, &url::address("index.html", site.config.urls)),
        assets: view_of_assets,
        nav: nav.collect(),
        search: search::view(site, &site.config.lang, address, assets),
        page: PageView {
            lang: site.config.lang.clone(),
            dir: view::direction(&site.config.lang),
            url: address.to_owned(),
            ..PageView::default()
        },
        root,
    }
}

/// A page of the plain index.
fn plain_view(site: &Site, plain: &search::Plain, assets: &[Asset]) -> View {
    let mut view = frame(site, &plain.path, assets);
    view.page.title = plain.range.clone();
    let title = if plain.range.is_empty() { "All pages".into() } else { format!("All pages: {}", plain.range) };
    view.page.full_title = view::full_title(&title, &site.config.title);
    view.page.article = plain.article.clone();
    view
}

/// Whether a value of `layout` can be a template's name: on Learn it says `LandingPage`, `Conceptual` and the like.
fn is_layout_word(layout: &str) -> bool {
    !layout.is_empty() && layout.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-' || byte.is_ascii_digit())
}

/// Headings of levels 2 and 3, those of included files in their places at the end.
fn outline(site: &Site, id: FileId) -> Vec<OutlineItem> {
    let mut out: Vec<OutlineItem> = Vec::new();
    for id in site.index.reachable(id) {
        let Some(page) = site.index.page(id) else { continue };
        for heading in &page.outline.headings {
            let item = OutlineItem { id: heading.id.to_string(), text: heading.text.to_string(), children: Vec::new() };
            match (heading.level, out.last_mut()) {
                (3, Some(parent)) => parent.children.push(item),
                (2 | 3, _) => out.push(item),
                _ => {}
            }
        }
    }
    out
}

/// Minutes that reading takes at 220 words a minute; 0 for less than half of one.
fn reading_minutes(page: &Page) -> u32 {
    let words = page.source.text[page.front_matter.body_start as usize..].split_ascii_whitespace().count();
    ((words + 110) / 220) as u32
}

/// The page for addresses at which there is none: its own addresses begin at the site's base.
fn not_found_view(site: &Site, assets: &[Asset]) -> View {
    let base = site.config.base_url.as_deref().and_then(|base_url| {
        let host = base_url.find("://")? + 3;
        Some(&base_url[host + base_url[host..].find('/')?..])
    });
    let base = base.unwrap_or("/");
    let mut view = frame(site, "404.html", assets);
    let at = |href: &str| format!("{base}{}", href.trim_start_matches("./"));
    view.root = base.to_owned();
    view.home = base.to_owned();
    view.assets.css = at(&view.assets.css);
    view.assets.js = at(&view.assets.js);
    view.assets.icon = at(&view.assets.icon);
    view.assets.logo = at(&view.assets.logo);
    view.assets.redirect = at(&view.assets.redirect);
    if let Some(search) = &mut view.search {
        for address in [&mut search.page, &mut search.js, &mut search.css, &mut search.marks, &mut search.index] {
            *address = at(address);
        }
    }
    for link in &mut view.nav {
        if !link.href.contains("://") {
            link.href = at(&link.href);
        }
    }
    view.page.full_title = view::full_title("404", &site.config.title);
    view.page.robots = Some("noindex".into());
    view
}

/// The first page of a site that has none: its tables of contents, or the tree of its folders.
fn contents_view(site: &Site, assets: &[Asset]) -> View {
    let address = url::address("index.html", site.config.urls);
    // The folder's name is another on each machine, and no part of the input.
    let title = if site.config.title.is_empty() { "Contents".into() } else { site.config.title.clone() };
    let mut article = String::from("<h1>");
    html::text(&mut article, &title);
    article.push_str("</h1>\n<ul>");
    let mut item = |name: &str, to: &str| {
        article.push_str("<li><a");
        html::address(&mut article, "href", &url::relative(&address, to));
        article.push('>');
        html::text(&mut article, name);
        article.push_str("</a></li>");
    };
    let first = |toc: &Toc| {
        toc.items.iter().find_map(|entry| match &entry.target {
            TocTarget::Page(id, _) => site.address(*id).map(|address| (entry.name.clone(), address.to_owned())),
            _ => None,
        })
    };
    match &*site.tocs.list {
        [only] => {
            for &root in &only.roots {
                let entry = &only.items[root as usize];
                let branch = |at: u32| match &only.items[at as usize].target {
                    TocTarget::Page(id, _) => site.address(*id),
                    _ => None,
                };
                if let Some(to) = branch(root).or_else(|| entry.children.iter().find_map(|&child| branch(child))) {
                    item(&entry.name, to);
                }
            }
        }
        several => {
            for toc in several {
                let folder = toc.file.map(|id| site.files.get(id).path.folder().to_owned()).unwrap_or_default();
                if let Some((name, to)) = first(toc) {
                    item(if folder.is_empty() { &name } else { &folder }, &to);
                }
            }
        }
    }
    article.push_str("</ul>\n");
    let mut view = frame(site, &address, assets);
    view.page.full_title = view::full_title(&title, &site.config.title);
    view.page.title = title;
    view.page.article = article;
    view
}

/// A table of contents as JSON, beside the page it would be.
fn toc_file(site: &Site, toc: &Toc) -> Option<(String, String)> {
    let file = site.files.get(toc.file?);
    let docset = site.docset(toc.file?);
    let set = docset.content.iter().find(|set| set.takes(file.path.as_str()))?;
    let output = set.output(file.path.as_str());
    let path = Path::new(&output).with_extension("json").to_string_lossy().replace('\\', "/");
    let own = url::address(&path, site.config.urls);
    let context = nav::Context {
        files: &site.files,
        tocs: &site.tocs,
        address: &|id| site.address(id),
        redirects: &site.redirects,
    };
    let items: Vec<Value> = toc.roots.iter().map(|&item| toc_item(toc, item, &own, &context)).collect();
    Some((path, json!({ "items": items }).to_string()))
}

fn toc_item(toc: &Toc, item: u32, own: &str, context: &nav::Context) -> Value {
    let entry = &toc.items[item as usize];
    let mut out = Map::new();
    out.insert("name".into(), entry.name.clone().into());
    if let Some(href) = nav::href(&entry.target, own, context) {
        out.insert("href".into(), href.into());
    }
    if entry.expanded {
        out.insert("expanded".into(), true.into());
    }
    if !entry.children.is_empty() {
        let items = entry.children.iter().map(|&child| toc_item(toc, child, own, context)).collect();
        out.insert("items".into(), Value::Array(items));
    }
    Value::Object(out)
}
