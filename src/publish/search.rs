//! Search: the index of each language, and the plain pages that list everything for readers without script.

use std::collections::BTreeMap;

use rayon::prelude::*;
use serde_json::Value;

use crate::{
    html,
    page::{FileId, Page},
    render::{
        assets::{self, Asset},
        view::{PageView, SearchView},
    },
    search::{
        self, File,
        text::{Text, read},
        words::fold,
    },
    site::Site,
    url,
};

/// The folder of everything that belongs to search.
const FOLDER: &str = "search";

/// Links on a plain page: with more, the pages are split by their titles.
const LINKS: usize = 1500;

/// A page that is found, with its language.
pub(super) struct Found {
    pub lang: String,
    pub text: Text,
}

/// A plain page that lists pages of the site.
pub(super) struct Plain {
    /// Where it is written, relative to the output folder.
    pub path: String,
    /// The title where it is not the first one: `A – C`.
    pub range: String,
    pub article: String,
}

/// What search knows of a page that was rendered; `None` for one that asks not to be found.
pub(super) fn found(site: &Site, id: FileId, source: &Page, page: &PageView) -> Option<Found> {
    let is_hidden = page.robots.as_ref().is_some_and(|robots| robots.to_ascii_lowercase().contains("noindex"));
    let wish = wish(site, id, source);
    if !site.config.search.enabled || is_hidden || wish.as_ref().and_then(Value::as_bool) == Some(false) {
        return None;
    }
    let boost = wish.as_ref().and_then(|wish| wish.get("boost")).and_then(Value::as_f64).unwrap_or(1.0);
    let (title, sections) = read(&page.article);
    let way: Vec<&str> = page.crumbs.iter().map(|crumb| &*crumb.title).collect();
    let text = Text {
        url: page.url.clone(),
        name: if title.is_empty() { String::new() } else { page.title.clone() },
        title: if title.is_empty() { page.title.clone() } else { title },
        way: way.join(" / "),
        summary: page.description.clone(),
        boost: (boost as f32).clamp(0.1, 10.0),
        sections,
    };
    Some(Found { lang: page.lang.clone(), text })
}

/// What a page's metadata says of search.
fn wish(site: &Site, id: FileId, page: &Page) -> Option<Value> {
    const KEY: &str = "search";
    let (docset, own) = (site.docset(id), &page.front_matter.values);
    let by_file = || docset.file_metadata.iter().any(|(key, _)| key == KEY);
    if !own.contains_key(KEY) && !docset.global_metadata.contains_key(KEY) && !by_file() {
        return None;
    }
    docset.metadata(&site.files.get(id).path, own).remove(KEY)
}

/// The addresses of search on a page.
pub(super) fn view(site: &Site, address: &str, assets: &[Asset]) -> Option<SearchView> {
    let root = "../".repeat(address.matches('/').count());
    let asset = |stem, extension| assets::address(assets, &root, stem, extension);
    site.config.search.enabled.then(|| SearchView {
        page: url::relative(address, site.search_page),
        js: asset("search", "js"),
        marks: asset("marks", "js"),
    })
}

/// The folder of a language's index, relative to the site's root: `search.js` goes there by the page's language.
pub(super) fn folder(lang: &str) -> String {
    let tag = lang.to_ascii_lowercase();
    let good = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-';
    let tag: String = tag.bytes().map(|byte| if good(byte) { byte as char } else { '-' }).collect();
    format!("{FOLDER}/{tag}/")
}

/// The files of all indexes, relative to the output folder. Pages come in the order of their sources.
pub(super) fn indexes(pages: Vec<Found>, site: &Site) -> Vec<File> {
    let mut langs: BTreeMap<String, (String, Vec<Text>)> = BTreeMap::new();
    for Found { lang, text } in pages {
        langs.entry(folder(&lang)).or_insert_with(|| (lang, Vec::new())).1.push(text);
    }
    let index = |(folder, (lang, texts)): (String, (String, Vec<Text>))| {
        let files = search::index(&texts, &lang, site.config.search.group, &words(site, &lang));
        files.into_iter().map(move |file| File { path: format!("{folder}{}", file.path), ..file }).collect::<Vec<_>>()
    };
    langs.into_iter().flat_map(index).collect()
}

/// What the client says to readers, where it does not say it by itself: in English it does.
fn words<'a>(site: &'a Site, lang: &str) -> Vec<(&'a str, &'a str)> {
    let languages = &site.theme.languages;
    if languages.tag(lang).split('-').next() == Some("en") {
        return Vec::new();
    }
    let is_ours = |key: &str| key.starts_with("search") || matches!(key, "all_pages" | "marked" | "unmark");
    languages.of(lang).all().filter(|(key, _)| is_ours(key)).collect()
}

/// The plain pages: `first` with everything, or with links to the others where it would be too long.
pub(super) fn plain(pages: &[Found], first: &str) -> Vec<Plain> {
    let mut list: Vec<(String, &Text)> =
        pages.par_iter().map(|page| (sort_key(&page.text.title), &page.text)).collect();
    list.par_sort_unstable_by(|a, b| (&a.0, &a.1.url).cmp(&(&b.0, &b.1.url)));
    let texts: Vec<(&str, &Text)> = list.iter().map(|(key, text)| (initial(key), *text)).collect();
    let links = |text: &Text| 1 + headings(text).count();
    if texts.iter().map(|(_, text)| links(text)).sum::<usize>() <= LINKS {
        return vec![Plain { path: first.to_owned(), range: String::new(), article: letters(&texts, first) }];
    }
    let mut parts: Vec<&[(&str, &Text)]> = Vec::new();
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
        let path = format!("{FOLDER}/pages/{}.html", number + 1);
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
fn letters(texts: &[(&str, &Text)], from: &str) -> String {
    let mut out = String::new();
    for part in texts.chunk_by(|a, b| a.0 == b.0) {
        out.push_str("<section class=\"az\"><h2>");
        html::text(&mut out, &part[0].0.to_uppercase());
        out.push_str("</h2><ul>");
        for (_, text) in part {
            let to = url::relative(from, &text.url);
            out.push_str("\n<li>");
            link(&mut out, &to, &text.title);
            let mut headings = headings(text).peekable();
            if headings.peek().is_some() {
                out.push_str("<ul>");
                for (id, heading) in headings {
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

/// Ids and texts of the headings of levels 2 and 3.
fn headings(text: &Text) -> impl Iterator<Item = (&str, &str)> {
    let shown = text.sections.iter().filter(|section| matches!(section.level, 2 | 3));
    shown.map(|section| (&*section.id, &*section.heading))
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
