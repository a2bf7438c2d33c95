//! A page made of a table of contents: for a folder, or a site, that has no first page of its own.

use crate::{
    html,
    index::toc::{self, Toc},
    page::FileId,
    render::nav::href_by,
    url,
    words::Words,
};

/// Entries that a card shows of its branch: the others open below them.
const SHOWN: usize = 8;

/// A link of the page: text and address relative to the page.
type Link = (String, Option<String>);

/// What is written with each entry.
struct Writer<'a, 's> {
    /// The page's own address.
    from: &'a str,
    address: &'a (dyn Fn(FileId) -> Option<&'s str> + Sync),
    words: &'a Words,
    out: String,
}

/// The article of a page at the address `from`: its title and the entries of a table of contents, branches as cards.
/// Several tables of contents, with their folders, are a card each.
pub fn contents<'s>(
    title: &str,
    tocs: &[(&str, &Toc)],
    from: &str,
    address: &(dyn Fn(FileId) -> Option<&'s str> + Sync),
    words: &Words,
) -> String {
    let mut writer = Writer { from, address, words, out: String::new() };
    writer.out.push_str("<h1>");
    html::text(&mut writer.out, title);
    writer.out.push_str("</h1>\n");
    if let [(_, only)] = tocs {
        let (branches, leaves): (Vec<u32>, Vec<u32>) =
            only.roots.iter().partition(|&&root| !only.items[root as usize].children.is_empty());
        if !leaves.is_empty() {
            writer.list(&leaves.iter().map(|&item| writer.link(only, item)).collect::<Vec<_>>());
        }
        let card = |&branch: &u32| (writer.link(only, branch), *only, &*only.items[branch as usize].children);
        let cards: Vec<_> = branches.iter().map(card).collect();
        writer.cards(cards);
    } else {
        let name = |folder: &str, toc: &Toc| {
            let first = toc.roots.iter().find_map(|&root| writer.first(toc, root));
            let own = toc.roots.first().map(|&root| toc.items[root as usize].name.clone()).unwrap_or_default();
            (folder.rsplit('/').next().filter(|name| !name.is_empty()).map_or(own, toc::words), first)
        };
        let cards: Vec<_> = tocs.iter().map(|(folder, toc)| (name(folder, toc), *toc, &*toc.roots)).collect();
        writer.cards(cards);
    }
    writer.out
}

impl Writer<'_, '_> {
    fn first(&self, toc: &Toc, item: u32) -> Option<String> {
        let entry = &toc.items[item as usize];
        let own = href_by(&entry.target, &|id| (self.address)(id).map(|to| url::relative(self.from, to)));
        own.or_else(|| entry.children.iter().find_map(|&child| self.first(toc, child)))
    }

    fn link(&self, toc: &Toc, item: u32) -> Link {
        (toc.items[item as usize].name.clone(), self.first(toc, item))
    }

    fn cards(&mut self, cards: Vec<(Link, &Toc, &[u32])>) {
        if cards.is_empty() {
            return;
        }
        self.out.push_str("<ul class=\"cards\">");
        for ((name, href), toc, children) in cards {
            self.out.push_str("<li><h2>");
            self.write(&name, href.as_deref());
            self.out.push_str("</h2>");
            // One more entry is not worth a line that says so.
            let shown = if children.len() <= SHOWN + 1 { children.len() } else { SHOWN };
            let links: Vec<Link> = children.iter().map(|&child| self.link(toc, child)).collect();
            self.list(&links[..shown]);
            if shown < links.len() {
                self.out.push_str("<details><summary>");
                html::text(&mut self.out, &self.words.with("more_entries", links.len() - shown));
                self.out.push_str("</summary>");
                self.list(&links[shown..]);
                self.out.push_str("</details>");
            }
            self.out.push_str("</li>");
        }
        self.out.push_str("</ul>\n");
    }

    fn list(&mut self, links: &[Link]) {
        self.out.push_str("<ul>");
        for (name, href) in links {
            self.out.push_str("<li>");
            self.write(name, href.as_deref());
            self.out.push_str("</li>");
        }
        self.out.push_str("</ul>\n");
    }

    fn write(&mut self, name: &str, href: Option<&str>) {
        if let Some(href) = href {
            self.out.push_str("<a");
            html::address(&mut self.out, "href", href);
            self.out.push('>');
        }
        html::text(&mut self.out, name);
        if href.is_some() {
            self.out.push_str("</a>");
        }
    }
}
