//! Each page as Markdown, beside its HTML: `a/b.md` beside `a/b.html`.

use crate::{
    page::FileId,
    render::{
        markdown::{self, Head},
        view::PageView,
    },
    site::Site,
    url,
};

/// A page as Markdown, from what its template is handed.
pub(super) fn write(site: &Site, id: FileId, view: &PageView) -> String {
    let address = &*view.url;
    let base_url = site.config.base_url.as_deref();
    let copies = |address: &str| site.plan.copy_address(address);
    let own = copies(address).unwrap_or(address);
    let head = Head {
        title: &view.title,
        description: &view.description,
        date: view.date.as_ref().map(|date| &*date.iso),
        url: view.canonical.as_deref(),
    };
    markdown::markdown(&head, &view.article, &|href| lead(href, address, own, base_url, &copies), site.words(id))
}

/// An address on a page as it is to be written in the page's Markdown: to the Markdown of pages that have it.
fn lead<'a>(
    href: &str,
    from: &str,
    own: &str,
    base_url: Option<&str>,
    copies: &dyn Fn(&str) -> Option<&'a str>,
) -> String {
    let scheme = href.find(':').is_some_and(|at| !href[..at].contains(['/', '?', '#']));
    if scheme || href.is_empty() || href.starts_with(['#', '/', '?']) {
        return href.to_owned();
    }
    let (path, rest) = href.split_at(href.find(['?', '#']).unwrap_or(href.len()));
    let to = url::absolute("", from, path);
    let to = copies(&to).unwrap_or(&to);
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
        let copies = |address: &str| pages.iter().find(|(page, _)| *page == address).map(|(_, copy)| *copy);
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
