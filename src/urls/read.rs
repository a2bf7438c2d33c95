//! An earlier inventory: our own form, or a site map.

use std::collections::HashMap;

use super::{Entry, Inventory};
use crate::{
    data::{self, Data, Read},
    source::{Source, Span},
    tag::{self, Piece},
};

/// An inventory with its places in its file.
#[derive(Default, Debug)]
pub struct Written {
    pub inventory: Inventory,
    /// By address, and `address#anchor`.
    pub places: HashMap<String, Span>,
}

/// Reads an inventory of either form; `base` is the site's own address, where it is known.
///
/// # Errors
/// Where it is none: the place and the reason.
pub fn any(source: &Source, base: Option<&str>) -> Result<Written, (Span, String)> {
    if !source.text.trim_start().starts_with('<') {
        return json(source);
    }
    let map = sitemap(&source.text).filter(|map| !map.pages.is_empty());
    map.map(|map| of_pages(&map.pages, base).0).ok_or((Span::default(), "this site map lists no pages".to_owned()))
}

/// Reads an inventory.
///
/// # Errors
/// Where it is none: the place and the reason.
pub fn json(source: &Source) -> Result<Written, (Span, String)> {
    let read = data::read_json(&source.text).and_then(Read::whole).map_err(|error| (error.span, error.message))?;
    let data = read.data.unwrap_or(Data { value: data::Value::Plain("null".into()), span: Span::default() });
    let start = Span { start: data.span.start, end: data.span.start.min(data.span.end) };
    let wrong = |message: &str| (start, message.to_owned());
    let version = data.get("version").and_then(Data::as_str);
    let urls = data.get("urls").and_then(Data::as_map);
    let Some(urls) = urls.filter(|_| version.is_some()) else {
        return Err(wrong("this is no inventory: it has no `version` and `urls`"));
    };
    if version != Some("1") {
        return Err(wrong("this inventory is of a newer version than 1"));
    }
    let mut out = Written::default();
    for (key, value) in urls {
        let text = |name: &str| value.get(name).and_then(Data::as_str).unwrap_or_default().to_owned();
        let texts = |name: &str| value.get(name).and_then(Data::as_list).unwrap_or_default();
        let all = |name: &str| texts(name).iter().filter_map(Data::as_str).map(str::to_owned).collect();
        for anchor in texts("anchors") {
            if let Some(id) = anchor.as_str() {
                out.places.insert(format!("{}#{id}", key.name), anchor.span);
            }
        }
        out.places.insert(key.name.clone(), key.span);
        let (anchors, monikers) = (all("anchors"), all("monikers"));
        let entry = Entry { title: text("title"), source: text("source"), anchors, monikers };
        out.inventory.urls.insert(key.name.clone(), entry);
    }
    for (key, value) in data.get("redirects").and_then(Data::as_map).unwrap_or_default() {
        if let Some(to) = value.as_str() {
            out.places.insert(key.name.clone(), key.span);
            out.inventory.redirects.insert(key.name.clone(), to.to_owned());
        }
    }
    Ok(out)
}

/// What a site map lists.
#[derive(Default, Debug)]
pub struct SiteMap {
    /// Addresses of pages with their places.
    pub pages: Vec<(String, Span)>,
    /// Addresses of further site maps.
    pub maps: Vec<String>,
}

/// Reads a site map, or an index of them; `None` for what is neither.
pub fn sitemap(text: &str) -> Option<SiteMap> {
    let mut out = SiteMap::default();
    let mut known = false;
    let (mut of_map, mut in_loc) = (false, false);
    let mut loc: Option<(String, Span)> = None;
    for piece in tag::pieces(text) {
        match piece {
            Piece::Tag(tag) => match tag.name.rsplit(':').next().unwrap_or_default() {
                "urlset" | "sitemapindex" => known = true,
                "sitemap" => of_map = !tag.end,
                "loc" if !tag.end => {
                    in_loc = true;
                    loc = None;
                }
                "loc" => {
                    in_loc = false;
                    match loc.take() {
                        Some((address, _)) if of_map => out.maps.push(address),
                        Some(page) => out.pages.push(page),
                        None => {}
                    }
                }
                _ => {}
            },
            Piece::Text(span) if in_loc => {
                let raw = &text[span.range()];
                let written = raw.trim().trim_start_matches("<![CDATA[").trim_end_matches("]]>").trim();
                let at = span.start as usize + raw.find(written).unwrap_or(0);
                let address = written.replace("&amp;", "&").replace("&apos;", "'").replace("&quot;", "\"");
                loc = Some((address, Span::new(at, at + written.len())));
            }
            _ => {}
        }
    }
    known.then_some(out)
}

/// The inventory of addresses of a published site, without the part that all of them begin with: the site's own address
/// where it is known, else the folder that all are in. Those that are elsewhere are left out, and counted.
pub fn of_pages(pages: &[(String, Span)], base: Option<&str>) -> (Written, usize) {
    let plain = |url: &str| url.split(['?', '#']).next().unwrap_or(url).to_owned();
    // A site may be known by `http` and `https`.
    let rest = |url: &str| url.split_once("://").map_or(url.to_owned(), |(_, rest)| rest.to_owned());
    let urls: Vec<String> = pages.iter().map(|(url, _)| rest(&plain(url))).collect();
    let base = match base.map(rest) {
        Some(base) if urls.iter().any(|url| url.starts_with(&*base)) => base,
        _ => common(&urls),
    };
    let mut out = Written::default();
    let mut elsewhere = 0;
    for (url, (_, span)) in urls.iter().zip(pages) {
        match url.strip_prefix(&*base) {
            Some(page) => {
                out.places.insert(page.to_owned(), *span);
                out.inventory.urls.insert(page.to_owned(), Entry::default());
            }
            None => elsewhere += 1,
        }
    }
    (out, elsewhere)
}

/// The folder that addresses are in, with its slash.
fn common(urls: &[String]) -> String {
    let Some(first) = urls.first() else { return String::new() };
    let mut shared = first.rfind('/').map_or(0, |at| at + 1);
    for url in urls {
        let same = first.bytes().zip(url.bytes()).take_while(|(a, b)| a == b).count();
        shared = first[..shared.min(same)].rfind('/').map_or(0, |at| at + 1);
    }
    first[..shared].to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn inventories_are_read_as_they_are_written() {
        let text = "{\"version\": 1, \"urls\": {\n\"a.html\": {\"title\":\"A\",\"source\":\"a.md\",\"anchors\":[\"x\"],\"monikers\":[\"v1\"]}\n}, \"redirects\": {\n\"b.html\": \"a.html\"\n}}\n";
        let source = Source::new("urls.json".into(), text);
        let read = json(&source).unwrap();
        assert_eq!(read.inventory.to_json(), text);
        assert_eq!(source.slice(read.places["a.html#x"]), "\"x\"");
        for wrong in ["", "[]", "{}", "{\"version\": 2, \"urls\": {}}", "{"] {
            assert!(json(&Source::new("urls.json".into(), wrong)).is_err(), "{wrong}");
        }
    }

    #[test]
    fn site_maps_are_read() {
        let loc = |url: &str| format!("<url><loc>\n {url} </loc><lastmod>2020</lastmod></url>");
        let check = |urls: &[&str], base, want: &str| {
            let text = format!(
                "<?xml version=\"1.0\"?><urlset>{}</urlset>",
                urls.iter().map(|url| loc(url)).collect::<String>()
            );
            let map = sitemap(&text).unwrap();
            let (written, elsewhere) = of_pages(&map.pages, base);
            let urls: Vec<_> = written.inventory.urls.keys().cloned().collect();
            assert_eq!(format!("{} {elsewhere}", urls.join(" ")), want);
            for (url, place) in &written.places {
                assert!(text[place.range()].contains(url.as_str()) && !text[place.range()].contains(' '), "{url}");
            }
        };
        check(&["https://e.org/d/", "https://e.org/d/a%20b.html?x&amp;y"], None, " a%20b.html 0");
        check(&["http://e.org/d/e/a.html", "https://f.org/"], Some("https://e.org/d/"), "e/a.html 1");
        assert!(sitemap("<html>").is_none());
        assert_eq!(sitemap("<sitemapindex><sitemap><loc>x</loc></sitemap></sitemapindex>").unwrap().maps, ["x"]);
    }
}
