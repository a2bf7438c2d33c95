//! Each page as Markdown, beside its HTML: `a/b.md` beside `a/b.html`.

use std::collections::{BTreeSet, HashMap};

use crate::{
    check::leads,
    config::publish::Kind,
    moved::Stub,
    page::FileId,
    render::{
        markdown::{self, Head},
        view::PageView,
    },
    site::Site,
    url,
};

/// Which pages of a site are written as Markdown, too. None, where nobody asked for it.
#[derive(Default)]
pub struct Copies {
    outputs: HashMap<FileId, String>,
    /// Addresses of them, by those of their pages.
    addresses: HashMap<String, String>,
}

impl Copies {
    /// All pages but those that redirect, and those beside which another file has the name.
    pub(super) fn of(site: &Site, stubs: &[Stub]) -> Copies {
        let mut out = Copies::default();
        if !site.config.publish.contains(&Kind::Markdown) {
            return out;
        }
        let mut taken: BTreeSet<&str> = site.files.list.iter().filter_map(|file| file.output.as_deref()).collect();
        taken.extend(stubs.iter().map(|stub| &*stub.output));
        for (id, page) in site.pages() {
            let (Some(output), Some(address)) = (site.files.get(id).output.as_deref(), site.address(id)) else {
                continue;
            };
            let Some(stem) = output.strip_suffix(".html") else { continue };
            let copy = format!("{stem}.md");
            if !taken.contains(&*copy) && leads::of_front_matter(&site.context(), id, page).is_none() {
                out.addresses.insert(address.to_owned(), url::encode(&copy));
                out.outputs.insert(id, copy);
            }
        }
        out
    }

    /// Where a page is written as Markdown.
    pub(super) fn output(&self, id: FileId) -> Option<&str> {
        self.outputs.get(&id).map(String::as_str)
    }

    pub(super) fn outputs(&self) -> impl Iterator<Item = (FileId, &str)> {
        self.outputs.iter().map(|(id, path)| (*id, path.as_str()))
    }

    /// The address of a page as Markdown, relative to the site's root.
    pub(super) fn address(&self, address: &str) -> Option<&str> {
        self.addresses.get(address).map(String::as_str)
    }
}

/// A page as Markdown, from what its template is handed.
pub(super) fn write(site: &Site, id: FileId, view: &PageView, copies: &Copies) -> String {
    let address = &*view.url;
    let base_url = site.config.base_url.as_deref();
    let own = copies.address(address).unwrap_or(address);
    let head = Head {
        title: &view.title,
        description: &view.description,
        date: view.date.as_ref().map(|date| &*date.iso),
        url: view.canonical.as_deref(),
    };
    markdown::markdown(&head, &view.article, &|href| lead(href, address, own, base_url, copies), site.words(id))
}

/// An address on a page as it is to be written in the page's Markdown: to the Markdown of pages that have it.
fn lead(href: &str, from: &str, own: &str, base_url: Option<&str>, copies: &Copies) -> String {
    let scheme = href.find(':').is_some_and(|at| !href[..at].contains(['/', '?', '#']));
    if scheme || href.is_empty() || href.starts_with(['#', '/', '?']) {
        return href.to_owned();
    }
    let (path, rest) = href.split_at(href.find(['?', '#']).unwrap_or(href.len()));
    let to = url::absolute("", from, path);
    let to = copies.address(&to).unwrap_or(&to);
    match base_url {
        Some(base_url) => format!("{base_url}{to}{rest}"),
        None => url::relative(own, to) + rest,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_lead_to_markdown() {
        let pages = [("a/b.html", "a/b.md"), ("c.html", "c.md"), ("", "index.md")];
        let addresses = pages.iter().map(|(page, copy)| ((*page).to_owned(), (*copy).to_owned())).collect();
        let copies = Copies { addresses, ..Copies::default() };
        let check = |href, want: &str, absolute: &str| {
            assert_eq!(lead(href, "a/b.html", "a/b.md", None, &copies), want);
            assert_eq!(lead(href, "a/b.html", "a/b.md", Some("https://e.org/"), &copies), absolute);
        };
        check("../c.html#x", "../c.md#x", "https://e.org/c.md#x");
        check("../", "../index.md", "https://e.org/index.md");
        check("b.html?a=b", "b.md?a=b", "https://e.org/a/b.md?a=b");
        check("img/p.png", "img/p.png", "https://e.org/a/img/p.png");
        check("#x", "#x", "#x");
        check("mailto:a@e.org", "mailto:a@e.org", "mailto:a@e.org");
        check("/other/", "/other/", "/other/");
    }
}
