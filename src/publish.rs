//! A site to files: every page in its frame, what pages use, and what machines read.

mod host;
mod inputs;
pub mod lookup;
mod make;
mod markdown;
pub mod place;
mod search;
mod xrefmap;

use std::{io, path::PathBuf, sync::Mutex};

use rayon::prelude::*;

use crate::{
    address::{self, Address},
    config,
    diagnostic::Diagnostic,
    emit::{Emit, Entry, Summary},
    files::Found,
    moved,
    page::{FileId, Page},
    place::OutPath,
    plan::Output,
    render::{
        assets, icons,
        linked_data::linked_data,
        metadata, nav, pickers,
        sidebar::sidebar,
        view::{self, NavLink, PageView, SocialView, View},
    },
    site::Site,
    url,
};
use make::{Made, make};

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
    let found: Mutex<Vec<Diagnostic>> = Mutex::default();
    let put = |path: &str, made: Made| match made {
        Ok(bytes) => emit.put(path, &bytes),
        Err(problem) => {
            found.lock().unwrap_or_else(|poisoned| poisoned.into_inner()).push(*problem);
            Ok(())
        }
    };
    let texts = pages(site, &put, done)?;
    let others: Vec<(&OutPath, Output)> = site.plan.outputs.iter().map(|(path, what)| (path, *what)).collect();
    let write = |&(path, what): &(&OutPath, Output)| match what {
        // With their texts they are written above and below.
        Output::Page(_) | Output::Markdown(_) | Output::SearchPage | Output::SearchIndex => Ok(None),
        Output::Copy(id) => {
            let file = &site.files.get(id).path;
            Ok(Some((file.to_string(), emit.copy(path.as_str(), &site.root.join(file.as_str()))?)))
        }
        what => make(site, path.as_str(), what).map_or(Ok(()), |made| put(path.as_str(), made)).map(|()| None),
    };
    let copied: Vec<Option<(String, Entry)>> = others.par_iter().map(write).collect::<io::Result<_>>()?;
    search::files(site, texts, &put)?;
    let mut inputs = inputs::inputs(site);
    inputs.extend(copied.into_iter().flatten());
    let summary = emit.finish(inputs)?;
    let mut found = found.into_inner().unwrap_or_else(|poisoned| poisoned.into_inner());
    found.sort_by(|a, b| (&a.path, a.span, &a.message).cmp(&(&b.path, b.span, &b.message)));
    found.dedup();
    Ok(Published { summary, found })
}

/// Renders every page of the site, once for all that is made of it: the page, its Markdown, and what is found of it by
/// search. `put` gets each file.
fn pages(
    site: &Site,
    put: &(dyn Fn(&str, Made) -> io::Result<()> + Sync),
    done: &(dyn Fn() + Sync),
) -> io::Result<search::Found> {
    let inbound = search::Inbound::count(site);
    let pages: Vec<(FileId, &Page)> = site.pages().map(|(id, page)| (id, &**page)).collect();
    let write = |mut texts: search::Found, &(id, page): &(FileId, &Page)| {
        let Some(path) = site.files.get(id).output.as_deref() else { return Ok(texts) };
        let html = match moved::by_front_matter(site, id, page) {
            Some(redirect) => site.theme.redirect(&redirect),
            None => {
                let view = page_view(site, id, page);
                search::add(&mut texts, site, &inbound, (id, page), &view.page);
                if let Some(copy) = site.plan.copy(id) {
                    put(copy, Ok(markdown::write(site, id, &view.page).into_bytes()))?;
                }
                site.theme.page(&view)
            }
        };
        done();
        put(path, html.map(String::into_bytes)).map(|()| texts)
    };
    let parts = pages.par_iter().with_min_len(search::pages_of_part(pages.len()));
    let parts = parts.try_fold(search::Found::default, write);
    let mut texts = search::Found::default();
    parts.collect::<io::Result<Vec<_>>>()?.into_iter().for_each(|part| texts.append(part));
    Ok(texts)
}

/// The output folder of a site, relative to its root where the configuration's path is.
pub fn output(site: &Site) -> PathBuf {
    site.root.join(&site.output)
}

/// What stands before an address of the site's root on a page.
fn to_root(address: &str) -> String {
    "../".repeat(address.matches('/').count())
}

/// Everything that a page's template is handed.
fn page_view(site: &Site, id: FileId, page: &Page) -> View {
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
            markdown: site.plan.copy_address(address).map(|copy| url::relative(address, copy)).unwrap_or_default(),
        },
        ..frame(site, address)
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
fn frame(site: &Site, address: &str) -> View {
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
    let mut view_of_assets = assets::view(&site.assets, &root);
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
        search: search::view(site, address),
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
fn plain_view(site: &Site, plain: &search::Plain) -> View {
    let mut view = frame(site, &plain.path);
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
