//! Search: the index of each language, and the plain pages that list everything for readers without script.

use std::{
    collections::{BTreeMap, BTreeSet, HashSet},
    io,
};

use rayon::prelude::*;
use serde_json::Value;

use super::{make::Made, page_view, plain_view};
use crate::{
    config::search::PRODUCTS,
    data, html, moved,
    page::{FileId, Page, RefKind, Target},
    render::{
        assets,
        metadata::hides,
        view::{PageView, SearchView},
    },
    search::{
        self, Entry, File, Options, Part,
        text::{Text, read},
        words::fold,
    },
    site::Site,
    url,
};

/// Links on a plain page: with more, the pages are split by their titles.
const LINKS: usize = 500;

/// Pages that are found, by the folders of their languages' indexes.
#[derive(Default)]
pub(super) struct Found {
    langs: BTreeMap<String, (String, Vec<Part>)>,
}

impl Found {
    /// Adds a page, as one more of those that were added before it.
    fn add(&mut self, lang: &str, text: Text) {
        let (_, parts) =
            self.langs.entry(search::folder(lang)).or_insert_with(|| (lang.to_owned(), vec![Part::default()]));
        if let Some(part) = parts.last_mut() {
            part.add(text);
        }
    }

    /// Adds pages that come after these.
    pub fn append(&mut self, other: Found) {
        for (folder, (lang, parts)) in other.langs {
            self.langs.entry(folder).or_insert_with(|| (lang, Vec::new())).1.extend(parts);
        }
    }

    /// Puts pages whose language is written in two ways, such as `it` and `it-IT`, into one index: that of the way in
    /// which more are written. Gives the folders whose pages went elsewhere, with where they went.
    fn join(&mut self) -> Vec<(String, String)> {
        let mut moved = Vec::new();
        let bare: Vec<String> =
            self.langs.iter().filter(|(_, (lang, _))| !lang.contains('-')).map(|(key, _)| key.clone()).collect();
        for folder in bare {
            let lang = self.langs[&folder].0.to_ascii_lowercase();
            // Scripts tell languages apart, and so do the regions of Chinese.
            let is_variant = |other: &str| {
                let region = other.to_ascii_lowercase().strip_prefix(&lang)?.strip_prefix('-')?.len();
                (lang != "zh" && region <= 3).then_some(())
            };
            let variants = self.langs.iter().filter(|(_, (other, _))| is_variant(other).is_some());
            let Some(variant) = variants.max_by(|a, b| size(a.1).cmp(&size(b.1)).then(b.0.cmp(a.0))) else { continue };
            let (from, to) = match size(&self.langs[&folder]) > size(variant.1) {
                true => (variant.0.clone(), folder),
                false => (folder, variant.0.clone()),
            };
            let (Some((_, parts)), Some(into)) = (self.langs.remove(&from), self.langs.get_mut(&to)) else { continue };
            into.1.extend(parts);
            moved.push((from, to));
        }
        moved
    }

    /// Sees to it that search opens on every page: one in whose language nothing is found shares the index of the site's
    /// language, or the largest one. `moved` gets the folders that have none of their own.
    fn complete(&mut self, site: &Site, moved: &mut Vec<(String, String)>) {
        let own = search::folder(&site.config.lang);
        if self.langs.is_empty() {
            self.langs.insert(own.clone(), (site.config.lang.clone(), Vec::new()));
        }
        let largest = self.langs.iter().max_by(|a, b| size(a.1).cmp(&size(b.1)).then(b.0.cmp(a.0)));
        let shared = largest.filter(|_| !self.langs.contains_key(&own)).map_or(&own, |(key, _)| key).clone();
        let mut wanted: BTreeSet<String> =
            site.pages().map(|(id, _)| search::folder(site.lang(id))).chain([own]).collect();
        wanted.retain(|key| !self.langs.contains_key(key) && !moved.iter().any(|(from, _)| from == key));
        moved.extend(wanted.into_iter().map(|key| (key, shared.clone())));
    }

    fn entries(&self) -> impl Iterator<Item = &Entry> {
        self.langs.values().flat_map(|(_, parts)| parts).flat_map(|part| &part.entries)
    }
}

/// How many pages are of a language.
fn size((_, parts): &(String, Vec<Part>)) -> usize {
    parts.iter().map(|part| part.entries.len()).sum()
}

/// A plain page that lists pages of the site.
pub(super) struct Plain {
    /// Where it is written, relative to the output folder.
    pub path: String,
    /// The title where it is not the first one: `A – C`.
    pub range: String,
    pub article: String,
}

/// By [`FileId`]: how many files of the site link to each.
pub(super) struct Inbound(Vec<u32>);

impl Inbound {
    pub fn count(site: &Site) -> Inbound {
        let mut counts = vec![0; site.files.list.len()];
        for (id, page) in site.pages() {
            let refs = page.outline.refs.iter().zip(&site.links[id.0 as usize].targets);
            let to = refs.filter(|(link, _)| link.kind == RefKind::Link).filter_map(|(_, target)| match target {
                Target::File(to, _) if *to != id => Some(to.0 as usize),
                _ => None,
            });
            let to: HashSet<usize> = to.collect();
            to.into_iter().for_each(|to| counts[to] += 1);
        }
        Inbound(counts)
    }

    /// How much more a page counts for being linked to: a tenth for a few links, a fifth for very many.
    fn weight(&self, id: FileId) -> f32 {
        let count = self.0.get(id.0 as usize).copied().unwrap_or_default();
        1.0 + (0.05 * (1.0 + count as f32).ln()).min(0.2)
    }
}

/// Reads a page that was rendered, unless it asks not to be found.
pub(super) fn add(found: &mut Found, site: &Site, inbound: &Inbound, (id, source): (FileId, &Page), page: &PageView) {
    let is_hidden = page.robots.as_deref().is_some_and(hides);
    let value = |key: &str| site.docset(id).value(&site.files.get(id).path, &source.front_matter.values, key);
    let wish = value("search");
    if !site.config.search.enabled || is_hidden || wish.and_then(data::flag) == Some(false) {
        return;
    }
    let boost = wish.and_then(|wish| wish.get("boost")).and_then(data::number).unwrap_or(1.0);
    let (title, sections) = read(&page.article);
    let way: Vec<&str> = page.crumbs.iter().map(|crumb| &*crumb.title).collect();
    let products = match &site.config.search.products {
        Some(keys) => keys.iter().find_map(|key| value(key)),
        None => PRODUCTS.iter().find_map(|key| value(key)),
    };
    let choices = site.variants.choices(id);
    let versions = choices.and_then(|choices| {
        Some(choices.own.as_ref()?.iter().map(|&at| choices.monikers.list[at as usize].name.clone()).collect())
    });
    let text = Text {
        url: page.url.clone(),
        name: if title.is_empty() { String::new() } else { page.title.clone() },
        title: if title.is_empty() { page.title.clone() } else { title },
        way: way.join(" / "),
        summary: page.description.clone(),
        boost: (boost as f32).clamp(0.1, 10.0) * inbound.weight(id),
        sections,
        versions,
        products: products.map(names).unwrap_or_default(),
    };
    found.add(&page.lang, text);
}

/// Reads every page, where nothing else is made of them.
pub(super) fn texts(site: &Site) -> Found {
    let pages: Vec<(FileId, &Page)> = site.pages().map(|(id, page)| (id, &**page)).collect();
    let inbound = Inbound::count(site);
    let add_page = |mut texts: Found, &(id, page): &(FileId, &Page)| {
        if moved::by_front_matter(site, id, page).is_none() {
            add(&mut texts, site, &inbound, (id, page), &page_view(site, id, page).page);
        }
        texts
    };
    let parts = pages.par_iter().with_min_len(pages_of_part(pages.len()));
    let parts: Vec<Found> = parts.fold(Found::default, add_page).collect();
    let mut texts = Found::default();
    parts.into_iter().for_each(|part| texts.append(part));
    texts
}

/// How many pages are read together at least: each part has a table of its own of nearly all words.
pub(super) fn pages_of_part(pages: usize) -> usize {
    pages / (4 * rayon::current_num_threads())
}

/// The names in a value: one, or a list of them.
fn names(value: &Value) -> Vec<Box<str>> {
    data::texts(value).map(|name| Box::from(&*name)).collect()
}

/// The addresses of search on a page.
pub(super) fn view(site: &Site, address: &str) -> Option<SearchView> {
    let root = "../".repeat(address.matches('/').count());
    let asset = |stem, extension| assets::address(&site.assets, &root, stem, extension);
    site.config.search.enabled.then(|| SearchView {
        page: url::relative(address, &site.plan.search_page),
        js: asset("search", "js"),
        marks: asset("marks", "js"),
    })
}

/// Makes all files of search of the texts of pages; `put` gets each.
pub(super) fn files(site: &Site, texts: Found, put: &(dyn Fn(&str, Made) -> io::Result<()> + Sync)) -> io::Result<()> {
    if !site.config.search.enabled {
        return Ok(());
    }
    for plain in plain(&texts, &site.plan.search_page, &site.plan.search_parts) {
        put(&plain.path, site.theme.search(&plain_view(site, &plain)).map(String::into_bytes))?;
    }
    indexes(texts, site).into_par_iter().try_for_each(|file| put(&file.path, Ok(file.bytes)))
}

/// The files of all indexes, relative to the output folder.
fn indexes(mut found: Found, site: &Site) -> Vec<File> {
    let mut moved = found.join();
    found.complete(site, &mut moved);
    let tags: Vec<String> = found.langs.values().map(|(lang, _)| lang.clone()).collect();
    let tags: Vec<&str> = tags.iter().map(|tag| &**tag).collect();
    let versions = versions(site);
    let versions: Vec<(&str, &str)> = versions.iter().map(|(name, title)| (&**name, &**title)).collect();
    let mut out = Vec::new();
    for (folder, (lang, parts)) in found.langs {
        let others: Vec<&str> = moved.iter().filter(|(_, to)| *to == folder).map(|(from, _)| &**from).collect();
        let own = folder.strip_prefix("search/").map(|own| own.trim_end_matches('/'));
        let options = Options {
            lang: &lang,
            langs: &tags,
            group: site.config.search.group,
            words: &words(site, &lang),
            versions: &versions,
            folder: own.filter(|_| !others.is_empty()),
        };
        for file in search::index(parts, &options) {
            // Pages that went to this index look for it where their own language says.
            let roots = others.iter().filter(|_| file.path == search::ROOT);
            out.extend(roots.map(|from| File { path: format!("{from}{}", file.path), bytes: file.bytes.clone() }));
            out.push(File { path: format!("{folder}{}", file.path), ..file });
        }
    }
    out
}

/// Names and titles of the versions of all docsets, each name once.
fn versions(site: &Site) -> Vec<(Box<str>, Box<str>)> {
    let mut known = HashSet::new();
    let mut docsets = HashSet::new();
    let mut out = Vec::new();
    for (id, page) in site.variants.iter() {
        if !docsets.insert(site.files.get(id).docset) {
            continue;
        }
        for moniker in &page.choices.monikers.list {
            if known.insert(moniker.name.to_lowercase()) {
                out.push((moniker.name.clone(), moniker.title.clone()));
            }
        }
    }
    out
}

/// What the client says to readers.
fn words<'a>(site: &'a Site, lang: &str) -> Vec<(&'a str, &'a str)> {
    const OTHERS: [&str; 8] =
        ["all_pages", "all_products", "all_versions", "language", "marked", "product", "unmark", "version"];
    let is_ours = |key: &str| key.starts_with("search") || OTHERS.contains(&key);
    site.theme.languages.of(lang).all().filter(|(key, _)| is_ours(key)).collect()
}

/// The plain pages: `first` with everything, or with links to the others in a folder where it would be too long.
pub(super) fn plain(found: &Found, first: &str, folder: &str) -> Vec<Plain> {
    let entries: Vec<&Entry> = found.entries().collect();
    let mut list: Vec<(String, &Entry)> =
        entries.into_par_iter().map(|entry| (sort_key(&entry.title), entry)).collect();
    list.par_sort_unstable_by(|a, b| (&a.0, &a.1.url).cmp(&(&b.0, &b.1.url)));
    let texts: Vec<(&str, &Entry)> = list.iter().map(|(key, text)| (initial(key), *text)).collect();
    let links = |text: &Entry| 1 + text.headings.len();
    if texts.iter().map(|(_, text)| links(text)).sum::<usize>() <= LINKS {
        return vec![Plain { path: first.to_owned(), range: String::new(), article: letters(&texts, first) }];
    }
    let mut parts: Vec<&[(&str, &Entry)]> = Vec::new();
    let (mut start, mut count) = (0, 0);
    for (at, (_, text)) in texts.iter().enumerate() {
        if count > 0 && count + links(text) > LINKS {
            parts.push(&texts[start..at]);
            (start, count) = (at, 0);
        }
        count += links(text);
    }
    parts.push(&texts[start..]);
    let mut out =
        vec![Plain { path: first.to_owned(), range: String::new(), article: String::from("<ul class=\"parts\">") }];
    for (number, part) in parts.iter().enumerate() {
        let path = format!("{folder}{}.html", number + 1);
        let (from, to) =
            (part.first().map_or("", |(_, text)| &text.title), part.last().map_or("", |(_, text)| &text.title));
        let range = format!("{} – {}", shortened(from), shortened(to));
        let contents = &mut out[0].article;
        contents.push_str("<li><a");
        html::address(contents, "href", &url::relative(first, &path));
        contents.push('>');
        html::text(contents, &range);
        contents.push_str("</a></li>\n");
        let article = letters(part, &path);
        out.push(Plain { path, range, article });
    }
    out[0].article.push_str("</ul>");
    out
}

/// Pages under their first letters, each with its headings.
fn letters(texts: &[(&str, &Entry)], from: &str) -> String {
    let mut out = String::new();
    for part in texts.chunk_by(|a, b| a.0 == b.0) {
        out.push_str("<section class=\"az\"><h2>");
        html::text(&mut out, &part[0].0.to_uppercase());
        out.push_str("</h2><ul>");
        for (_, text) in part {
            let to = url::relative(from, &text.url);
            out.push_str("\n<li>");
            link(&mut out, &to, &text.title);
            if !text.headings.is_empty() {
                out.push_str("<ul>");
                for (id, heading) in &text.headings {
                    out.push_str("<li>");
                    link(&mut out, &format!("{to}#{}", url::encode(id)), heading);
                    out.push_str("</li>");
                }
                out.push_str("</ul>");
            }
            out.push_str("</li>");
        }
        out.push_str("</ul></section>\n");
    }
    out
}

fn link(out: &mut String, to: &str, name: &str) {
    out.push_str("<a");
    html::address(out, "href", to);
    out.push('>');
    html::text(out, if name.is_empty() { to } else { name });
    out.push_str("</a>");
}

/// What titles are sorted by: their letters and digits.
fn sort_key(title: &str) -> String {
    let folded = fold(title);
    let start = folded.find(char::is_alphanumeric).unwrap_or(0);
    folded[start..].to_owned()
}

/// The letter under which a title stands; all digits and signs are under one.
fn initial(key: &str) -> &str {
    match key.chars().next() {
        Some(first) if first.is_alphabetic() => &key[..first.len_utf8()],
        _ => "#",
    }
}

/// The beginning of a title.
fn shortened(title: &str) -> String {
    const LENGTH: usize = 40;
    match title.char_indices().nth(LENGTH) {
        Some((at, _)) => format!("{}…", title[..at].trim_end()),
        None => title.to_owned(),
    }
}
