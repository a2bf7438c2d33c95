//! A site to files: every page in its frame, what pages use, and what machines read.

mod host;
mod inputs;
pub mod lookup;
mod markdown;
pub mod place;
mod search;
mod xrefmap;

use std::{
    collections::BTreeSet,
    io,
    path::{Path, PathBuf},
    sync::Mutex,
};

use markdown::Copies;
use rayon::prelude::*;
use serde_json::{Map, Value, json};

use crate::{
    address::{self, Address},
    config,
    diagnostic::Diagnostic,
    emit::{self, Emit, Summary},
    files::{File, Found, Role},
    index::toc::{self, Toc},
    moved,
    page::{FileId, Page},
    render::{
        assets::{self, Asset},
        contents::contents,
        icons,
        linked_data::linked_data,
        metadata, nav, pickers,
        sidebar::sidebar,
        view::{self, NavLink, PageView, SocialView, View},
    },
    site::Site,
    sitemap, url,
    urls::inventory,
};

/// What a build came to.
pub struct Published {
    pub summary: Summary,
    /// What templates could not do, found while pages were written.
    pub found: Vec<Diagnostic>,
}

/// Writes the site into an output folder. `done` is called once for each page that is written, from any thread.
///
/// # Errors
/// Where the disk refuses; the last site is then as it was.
pub fn publish(site: &Site, emit: Emit, done: &(dyn Fn() + Sync)) -> io::Result<Published> {
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
    let inbound = search::Inbound::count(site);
    let stubs = moved::stubs(site, &assets);
    let copies = Copies::of(site, &stubs);
    let write = |mut texts: search::Found, &(id, page): &(FileId, &Page)| {
        let Some(path) = site.files.get(id).output.as_deref() else { return Ok(texts) };
        let html = match moved::by_front_matter(site, id, page, &assets) {
            Some(redirect) => site.theme.redirect(&redirect),
            None => {
                let view = page_view(site, id, page, &assets, &copies);
                search::add(&mut texts, site, &inbound, (id, page), &view.page);
                if let Some(copy) = copies.output(id) {
                    emit.put(copy, markdown::write(site, id, &view.page, &copies).as_bytes())?;
                }
                site.theme.page(&view)
            }
        };
        done();
        put(path, html).map(|()| texts)
    };
    let parts = pages.par_iter().with_min_len(search::pages_of_part(pages.len()));
    let parts = parts.try_fold(search::Found::default, write);
    let mut texts = search::Found::default();
    parts.collect::<io::Result<Vec<_>>>()?.into_iter().for_each(|part| texts.append(part));
    stubs.par_iter().try_for_each(|stub| put(&stub.output, site.theme.redirect(&stub.view)))?;
    let resources: Vec<_> = site.files.iter().filter(|(_, file)| file.role == Role::Resource).collect();
    let copy = |(_, file): &(FileId, &File)| {
        let to = file.output.as_deref()?;
        Some(emit.copy(to, &site.root.join(file.path.as_str())).map(|entry| (file.path.to_string(), entry)))
    };
    let copied: Vec<(String, emit::Entry)> = resources.par_iter().filter_map(copy).collect::<io::Result<_>>()?;
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
    for (path, view) in contents_views(site, &assets) {
        if !taken.contains(&*path) {
            extra(&path, site.theme.page(&view))?;
        }
    }
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
    for (path, text) in host::files(site, &copies) {
        extra(path, Ok(text))?;
    }
    extra("urls.json", Ok(inventory::of(&site.context()).to_json()))?;
    for toc in &site.tocs.list {
        if let Some((path, text)) = toc_file(site, toc) {
            extra(&path, Ok(text))?;
        }
    }
    site.tocs.list.par_iter().enumerate().try_for_each(|(at, toc)| {
        let files = site.branches.files(at, toc, &|id| site.address(id));
        files.iter().try_for_each(|(path, text)| emit.put(path, text.as_bytes()))
    })?;
    let indexes = search::indexes(texts, site);
    let indexes: Vec<_> = indexes.iter().filter(|file| !taken.contains(&*file.path)).collect();
    indexes.par_iter().try_for_each(|file| emit.put(&file.path, &file.bytes))?;
    let mut inputs = inputs::inputs(site);
    inputs.extend(copied);
    let summary = emit.finish(inputs)?;
    found.sort_by(|a, b| (&a.path, a.span, &a.message).cmp(&(&b.path, b.span, &b.message)));
    found.dedup();
    Ok(Published { summary, found })
}

/// The output folder of a site, relative to its root where the configuration's path is.
pub fn output(site: &Site) -> PathBuf {
    site.root.join(&site.output)
}

fn theme_assets(site: &Site) -> Vec<Asset> {
    assets::assets(&site.theme_files, &site.config.theme, &site.own_assets)
}

/// What stands before an address of the site's root on a page.
fn to_root(address: &str) -> String {
    "../".repeat(address.matches('/').count())
}

/// Everything that a page's template is handed.
fn page_view(site: &Site, id: FileId, page: &Page, assets: &[Asset], copies: &Copies) -> View {
    let address = site.address(id).unwrap_or_default();
    let file = site.files.get(id);
    let metadata = site.docset(id).metadata(&file.path, &page.front_matter.values);
    let text = |key: &str| metadata::text(&metadata, key);
    let off = |what: &str| metadata::flag(&metadata, &format!("_disable{what}"));
    let lang = site.lang(id).to_owned();
    let title = place::title(site, id, page, &metadata);
    let words = site.theme.languages.of(&lang);
    let layout = text("layout").or_else(|| text("_layout")).unwrap_or_default();
    let mut place = place::place(site, id, address, &metadata, words).0;
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
    let change = site.history.get(file.path.as_str());
    let date = ["ms.date", "date", "updated"].iter().find_map(|key| text(key));
    let date = date.or_else(|| Some(change?.date.clone()));
    let edit = site.config.theme.edit_url.as_ref().filter(|_| !off("Contribution"));
    let base_url = site.config.base_url.as_ref();
    let variants = site.variants.page(id);
    let mut view = View {
        page: PageView {
            full_title: view::full_title(&metadata::with_suffix(&title, &metadata), &site.config.title),
            title,
            description: text("description").unwrap_or_else(|| site.config.description.clone()),
            dir: view::direction(&lang),
            date: date.and_then(|date| view::date(&date, words)),
            lang,
            layout: if is_layout_word(&layout) { layout } else { page.kind.to_owned() },
            kind: page.kind,
            url: address.to_owned(),
            canonical: base_url.map(|base_url| format!("{base_url}{address}")),
            article: site.article(id).unwrap_or_default(),
            outline: if off("Affix") { Vec::new() } else { site.outline(id) },
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
            toc: place.toc,
            filter: place.filter,
            reading_time: match reading_minutes(page) {
                0 => String::new(),
                minutes => words.with("reading_time", minutes as usize),
            },
            contributors: change.map(|change| change.authors.clone()).unwrap_or_default(),
            image: text("image").and_then(|written| preview(site, id, base_url?, &written)),
            designed: false,
            data: String::new(),
            pivots: variants
                .filter(|page| page.has_pivots(&site.index))
                .map(|page| pickers::pivots(&page.choices))
                .unwrap_or_default(),
            versions: variants
                .map(|page| pickers::versions(&page.choices, page.ranges(&site.index)))
                .unwrap_or_default(),
            moved: moved::places(site, file.path.as_str(), address),
            markdown: copies.address(address).map(|copy| url::relative(address, copy)).unwrap_or_default(),
        },
        ..frame(site, address, assets)
    };
    view.page.designed = !view.page.layout.is_empty() || assets::needs_pages(&view.page.article);
    if let Some(base_url) = base_url {
        view.page.data = linked_data(&view.page, &site.config.title, base_url);
    }
    view
}

/// The absolute address of a page's picture for previews: a file of the site, or an address as it is written.
fn preview(site: &Site, id: FileId, base_url: &str, written: &str) -> Option<String> {
    let address = address::read(written);
    if address == Address::External {
        return Some(written.to_owned());
    }
    let (folder, path, _) = address.path(site.files.get(id).path.folder(), site.docset(id).root.as_str())?;
    match site.files.resolve(folder, path) {
        Found::File(to) | Found::OtherCase(to) => Some(format!("{base_url}{}", site.address(to)?)),
        _ => None,
    }
}

/// What is around every article.
fn frame(site: &Site, address: &str, assets: &[Asset]) -> View {
    let root = to_root(address);
    let link = |written: &str| {
        let page = site.files.find(written).and_then(|id| site.address(id));
        (page.map_or_else(|| written.to_owned(), |to| url::relative(address, to)), page == Some(address))
    };
    let links = |list: &[config::NavLink]| -> Vec<NavLink> {
        let one = |entry: &config::NavLink| {
            let (href, current) = link(&entry.url);
            NavLink { name: entry.name.clone(), href, current }
        };
        list.iter().map(one).collect()
    };
    let theme = &site.config.theme;
    let social = |entry: &config::SocialLink| SocialView {
        name: entry.name.clone(),
        href: link(&entry.url).0,
        icon: entry.icon.clone(),
        shape: icons::shape(&entry.icon),
    };
    let mut view_of_assets = assets::view(assets, &root);
    let published = |path: &crate::source::SitePath| site.files.find(path.as_str()).and_then(|id| site.address(id));
    if let Some(logo) = site.config.theme.logo.as_ref().and_then(published) {
        view_of_assets.logo = url::relative(address, logo);
    }
    if let Some(favicon) = site.config.theme.favicon.as_ref().and_then(published) {
        view_of_assets.icon = url::relative(address, favicon);
    }
    let home = url::address("index.html", site.config.urls);
    View {
        home_title: site.name().to_owned(),
        home: url::relative(address, &home),
        assets: view_of_assets,
        nav: links(&theme.nav),
        footer: links(&theme.footer_links),
        social: theme.social.iter().map(social).collect(),
        announcement_href: theme
            .announcement
            .as_ref()
            .and_then(|it| Some(link(it.url.as_ref()?).0))
            .unwrap_or_default(),
        search: search::view(site, address, assets),
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
    let all = site.theme.languages.of(&site.config.lang).get("all_pages");
    let title = if plain.range.is_empty() { all.to_owned() } else { format!("{all}: {}", plain.range) };
    view.page.full_title = view::full_title(&title, &site.config.title);
    view.page.article = site.guarded(plain.article.clone());
    view.page.designed = true;
    view
}

/// Whether a value of `layout` can be a template's name: on Learn it says `LandingPage`, `Conceptual` and the like.
fn is_layout_word(layout: &str) -> bool {
    !layout.is_empty() && layout.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-' || byte.is_ascii_digit())
}

/// Minutes that reading takes at 220 words a minute; 0 for less than half of one, and for pages of links.
fn reading_minutes(page: &Page) -> u32 {
    if matches!(page.kind, "landing" | "hub" | "reference" | "data") {
        return 0;
    }
    let text = &page.source.text.as_bytes()[page.front_matter.body_start as usize..];
    // A word ends where a blank follows something else: compared two bytes at a time, this is many times faster than
    // taking the words apart.
    let ends = text.windows(2).filter(|pair| pair[0] > b' ' && pair[1] <= b' ').count();
    let words = ends + usize::from(text.last().is_some_and(|&last| last > b' '));
    ((words + 110) / 220) as u32
}

/// The page for addresses at which there is none: its own addresses begin at the site's base.
fn not_found_view(site: &Site, assets: &[Asset]) -> View {
    let base = site.config.base_path();
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

/// Pages for folders that have none: of the site's root, and of each folder with a table of contents of its own.
/// Each with the path at which it is written where nothing else is.
fn contents_views(site: &Site, assets: &[Asset]) -> Vec<(String, View)> {
    let words = site.theme.languages.of(&site.config.lang);
    let address = |id: FileId| site.address(id);
    let folder = |toc: &Toc| toc.file.map_or("", |id| site.files.get(id).path.folder());
    let view = |path: &str, title: &str, tocs: &[(&str, &Toc)], at: Option<usize>| {
        let from = url::address(path, site.config.urls);
        let mut view = frame(site, &from, assets);
        view.page.article = site.guarded(contents(title, tocs, &from, &address, words));
        view.page.full_title = view::full_title(title, &site.config.title);
        view.page.title = title.to_owned();
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
        (path.to_owned(), view)
    };
    let all: Vec<(&str, &Toc)> = site.tocs.list.iter().map(|toc| (folder(toc), toc)).collect();
    // The folder's name is another on each machine, and no part of the input.
    let title = if site.config.title.is_empty() { words.get("contents") } else { &site.config.title };
    let mut out = vec![view("index.html", title, &all, None)];
    for (at, toc) in site.tocs.list.iter().enumerate() {
        let Some(path) = toc.file.and_then(|id| toc_output(site, id, "index.html")) else { continue };
        let title = all[at].0.rsplit('/').next().filter(|name| !name.is_empty()).unwrap_or(title);
        if path != "index.html" {
            out.push(view(&path, &toc::words(title), &all[at..=at], Some(at)));
        }
    }
    out
}

/// Where a file beside a table of contents is written.
fn toc_output(site: &Site, id: FileId, name: &str) -> Option<String> {
    let path = &site.files.get(id).path;
    let set = site.docset(id).content.iter().find(|set| set.takes(path.as_str()))?;
    let output = set.output(path.as_str());
    let folder = output.rfind('/').map_or("", |at| &output[..=at]);
    Some(format!("{folder}{name}"))
}

/// A table of contents as JSON, beside the page it would be.
fn toc_file(site: &Site, toc: &Toc) -> Option<(String, String)> {
    let file = site.files.get(toc.file?);
    let docset = site.docset(toc.file?);
    let set = docset.content.iter().find(|set| set.takes(file.path.as_str()))?;
    let output = set.output(file.path.as_str());
    let path = Path::new(&output).with_extension("json").to_string_lossy().replace('\\', "/");
    let own = url::address(&path, site.config.urls);
    let href = |id: FileId| site.address(id).map(|address| url::relative(&own, address));
    let items: Vec<Value> = toc.roots.iter().map(|&item| toc_item(toc, item, &href)).collect();
    Some((path, json!({ "items": items }).to_string()))
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
