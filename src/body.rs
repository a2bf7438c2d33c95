//! Writing an article: what the rooms of `ext` and the renderer share.

use std::{collections::HashMap, sync::Arc};

use crate::{
    config::HtmlPolicy,
    html,
    page::{FileId, Kind, Links, Node, Page, RefId, Target},
    safe,
    source::SitePath,
    url,
    variant::Choices,
    words::Words,
};

/// What writing an article may ask of the site. All of it is the same for the same site.
pub struct Site<'a> {
    /// The address of a file, relative to the site's root and percent-encoded; `None` for one that is not published.
    pub address: &'a (dyn Fn(FileId) -> Option<&'a str> + Sync),
    /// A page's title.
    pub title: &'a (dyn Fn(FileId) -> String + Sync),
    /// A picture's width and height in pixels.
    pub picture: &'a (dyn Fn(FileId) -> Option<(u32, u32)> + Sync),
    /// An included file.
    pub included: &'a (dyn Fn(FileId) -> Option<(&'a Page, &'a Links)> + Sync),
    /// The path and text of a file whose code is shown.
    pub code: &'a (dyn Fn(FileId) -> Option<(SitePath, Arc<str>)> + Sync),
    /// What raw HTML may hold.
    pub html: HtmlPolicy,
    /// Writes code with colours where the site has them.
    pub colour: Colour<'a>,
    /// Our own words, in the page's language.
    pub words: &'a Words,
    /// What the readers of a page choose among; `None` where the page has nothing for some of them only.
    pub choices: &'a (dyn Fn(FileId) -> Option<&'a Choices> + Sync),
}

/// Writes code: its language, its text, the first and last lines that are marked, and where to.
pub type Colour<'a> = &'a (dyn Fn(&str, &str, &[Lines], &mut String) + Sync);

/// The first and the last of some lines, counted from 1.
pub type Lines = (usize, usize);

/// A block of code as it is to be written.
pub struct Code<'c> {
    /// As the author wrote it, without `-interactive`; empty for none.
    pub language: &'c str,
    pub label: Label<'c>,
    pub text: &'c str,
    /// First and last marked lines, counted from 1.
    pub marked: &'c [(usize, usize)],
    /// Whether readers may run it where there is a terminal for it.
    pub interactive: bool,
    /// The terminal in which it runs.
    pub mode: Option<&'c str>,
    /// The file that it comes from.
    pub source: Option<&'c str>,
    pub name: Option<&'c str>,
    pub title: Option<&'c str>,
}

/// What stands over a block of code.
pub enum Label<'c> {
    /// What people call its language.
    Language,
    /// A file's name, or a title in its place.
    File(&'c str),
}

/// An article while it is written.
pub struct Body<'a> {
    pub out: String,
    pub site: &'a Site<'a>,
    /// The file that the nodes at hand come from: an included one inside an include.
    pub page: &'a Page,
    pub links: &'a Links,
    /// The page's own address, relative to the site's root.
    pub address: &'a str,
    /// Writes children: handed down, so that rooms need not know the renderer.
    pub write: fn(&mut Body<'a>, &'a [Node]),
    /// Writes a block of code, coloured or not, with our words for its language.
    pub code: fn(&mut String, &Code, &Site),
    /// Includes that are being written, outermost first.
    pub including: Vec<FileId>,
    /// Elements of raw HTML that are open, outermost first.
    pub open: Vec<String>,
    /// Where in `open` those of the container at hand begin.
    pub floor: usize,
    /// The element whose content is left out, while it is open.
    pub dropping: Option<String>,
    /// How often a list of nodes is being written inside another, through includes too.
    pub depth: usize,
    /// How often each stem was asked for, for ids.
    pub stems: HashMap<&'static str, usize>,
    /// Footnotes of the file at hand in the order of their first reference.
    pub footnotes: Footnotes<'a>,
    /// Whether a link is being written: there can be no other in it.
    pub in_link: bool,
}

/// The footnotes of one file.
#[derive(Default)]
pub struct Footnotes<'a> {
    /// Put before labels in ids, so that those of an included file are its own.
    pub scope: String,
    /// By label.
    pub definitions: HashMap<&'a str, &'a Node>,
    /// Labels in the order of their first reference, with the number of references to each.
    pub order: Vec<(&'a str, usize)>,
    /// The place of a label in the order.
    pub places: HashMap<&'a str, usize>,
}

impl<'a> Footnotes<'a> {
    /// The footnotes that a file defines, wherever in it.
    pub fn of(page: &'a Page, scope: String) -> Footnotes<'a> {
        let mut footnotes = Footnotes { scope, ..Footnotes::default() };
        if page.outline.footnotes {
            collect(&page.body, &mut footnotes.definitions);
        }
        footnotes
    }
}

fn collect<'a>(nodes: &'a [Node], definitions: &mut HashMap<&'a str, &'a Node>) {
    for node in nodes {
        if let Kind::Footnote(label) = &node.kind {
            definitions.entry(label).or_insert(node);
        }
        collect(&node.children, definitions);
    }
}

impl<'a> Body<'a> {
    /// An id that no heading can have, since slugs hold no dot: `callout.1`, `callout.2`.
    pub fn id(&mut self, stem: &'static str) -> String {
        let count = self.count(stem);
        format!("{stem}.{count}")
    }

    /// How often this was asked on this page: 1, 2, …
    pub fn count(&mut self, stem: &'static str) -> usize {
        let count = self.stems.entry(stem).or_default();
        *count += 1;
        *count
    }

    /// What stands before the labels of an included file's footnotes.
    pub fn footnote_scope(&mut self) -> String {
        format!("{}.", self.count("include"))
    }

    /// Writes the footnotes of the file at hand that were referred to.
    pub fn write_footnotes(&mut self) {
        if self.footnotes.order.is_empty() {
            return;
        }
        self.raw("<section class=\"footnotes\" role=\"doc-endnotes\"><ol>");
        // A footnote may refer to another one, which is then added behind.
        let mut at = 0;
        while let Some(&(label, _)) = self.footnotes.order.get(at) {
            at += 1;
            let name = format!("{}{label}", self.footnotes.scope);
            self.raw("<li");
            self.attribute("id", &format!("fn-{name}"));
            self.raw(">");
            let Some(node) = self.footnotes.definitions.get(label).copied() else { continue };
            let (last, before) = match node.children.split_last() {
                Some((last, before)) if matches!(last.kind, Kind::Paragraph) => (Some(last), before),
                _ => (None, &*node.children),
            };
            self.children(before);
            self.raw("<p>");
            if let Some(last) = last {
                self.children(&last.children);
            }
            let references = self.footnotes.order[at - 1].1;
            for reference in 1..=references {
                self.raw(" <a");
                self.attribute("href", &format!("#{}", reference_id(&name, reference)));
                self.raw(" role=\"doc-backlink\">↩</a>");
            }
            self.raw("</p></li>");
        }
        self.raw("</ol></section>");
    }

    /// Writes a reference to a footnote.
    pub fn footnote_reference(&mut self, label: &str) {
        let Some((&label, _)) = self.footnotes.definitions.get_key_value(label) else {
            self.text(&format!("[^{label}]"));
            return;
        };
        let Footnotes { order, places, .. } = &mut self.footnotes;
        let number = *places.entry(label).or_insert_with(|| {
            order.push((label, 0));
            order.len() - 1
        });
        order[number].1 += 1;
        let count = order[number].1;
        let name = format!("{}{label}", self.footnotes.scope);
        self.raw("<sup><a");
        self.attribute("id", &reference_id(&name, count));
        self.attribute("href", &format!("#fn-{name}"));
        self.raw(" role=\"doc-noteref\">");
        self.raw(&(number + 1).to_string());
        self.raw("</a></sup>");
    }

    pub fn children(&mut self, nodes: &'a [Node]) {
        self.depth += 1;
        (self.write)(self, nodes);
        self.depth -= 1;
    }

    /// What the readers of the page that is written choose among.
    pub fn choices(&self) -> Option<&'a Choices> {
        self.including.first().and_then(|&page| (self.site.choices)(page))
    }

    /// Where a reference leads.
    pub fn target(&self, to: RefId) -> &'a Target {
        self.links.targets.get(to.0 as usize).unwrap_or(&Target::Missing)
    }

    /// The address of a reference as it is to be written on this page.
    pub fn href(&self, to: RefId) -> String {
        match self.target(to) {
            Target::File(file, suffix) => match (self.site.address)(*file) {
                Some(address) if address == self.address && suffix.starts_with('#') => suffix.to_string(),
                Some(address) => url::relative(self.address, address) + suffix,
                None => self.written(to).to_owned(),
            },
            Target::Here(fragment) => fragment.to_string(),
            Target::Away(address) => address.to_string(),
            Target::Missing => self.written(to).to_owned(),
        }
    }

    /// The address of a file as it is to be written on this page, for `src`: without query and fragment.
    pub fn src(&self, to: RefId) -> String {
        match self.target(to) {
            Target::File(file, _) => match (self.site.address)(*file) {
                Some(address) => url::relative(self.address, address),
                None => self.written(to).to_owned(),
            },
            _ => self.href(to),
        }
    }

    /// Writes the width and height of a picture of the site.
    pub fn picture_size(&mut self, to: RefId) {
        if let Target::File(file, _) = self.target(to)
            && let Some((width, height)) = (self.site.picture)(*file)
        {
            self.attribute("width", &width.to_string());
            self.attribute("height", &height.to_string());
        }
    }

    /// The address as the author wrote it.
    pub fn written(&self, to: RefId) -> &'a str {
        self.page.outline.refs.get(to.0 as usize).map_or("", |reference| &reference.address)
    }

    pub fn text(&mut self, text: &str) {
        html::text(&mut self.out, text);
    }

    pub fn attribute(&mut self, name: &str, value: &str) {
        html::attribute(&mut self.out, name, value);
    }

    /// Writes an address as an attribute; not one that untrusted authors may not write.
    pub fn address(&mut self, name: &str, address: &str) {
        if self.site.html == HtmlPolicy::Trust || safe::is_address(address) {
            html::address(&mut self.out, name, address);
        }
    }

    pub fn raw(&mut self, html: &str) {
        self.out.push_str(html);
    }
}

/// `fnref-x` for the first reference to a footnote, `fnref-x.2` for the second.
fn reference_id(name: &str, reference: usize) -> String {
    if reference == 1 { format!("fnref-{name}") } else { format!("fnref-{name}.{reference}") }
}
