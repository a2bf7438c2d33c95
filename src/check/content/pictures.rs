//! Pictures and the texts that stand for them: Markdown's, raw HTML's and those of triple colons.

use std::collections::HashMap;

use super::File;
use crate::{
    check::lines,
    ext,
    page::{Directive, Kind, Link, Node, Page, RawHtml},
    parse::attribute_place,
    rules,
    source::Span,
    tag::{self, Tag},
};

/// Characters of a picture's text that Learn's build asks for.
const LENGTHS: std::ops::RangeInclusive<usize> = 4..=250;

/// Inlines beside a picture that are looked at: each of many pictures in one line would walk the whole line.
const SIBLING_LIMIT: usize = 200;

/// Pictures of one text that are compared with each other.
const COMPARE_LIMIT: usize = 100;

/// The pictures of one file so far.
#[derive(Default)]
pub(super) struct Pictures {
    shown: Vec<Shown>,
}

/// A picture with a text of its own.
struct Shown {
    alt: String,
    file: String,
    span: Span,
    variants: Vec<u32>,
}

impl Shown {
    /// Whether a reader can see both pictures.
    fn together(&self, other: &Shown) -> bool {
        self.variants.iter().zip(&other.variants).all(|(a, b)| a == b)
    }
}

/// What a node stands in.
#[derive(Clone, Default)]
pub(super) struct Around<'a> {
    /// The children of the link around it.
    link: Option<&'a [Node]>,
    /// Whether it stands in a table's cell.
    cell: bool,
    /// Tabs, zones and moniker ranges, by where they begin.
    variants: Vec<u32>,
}

impl<'a> Around<'a> {
    /// What the children of a node stand in, where it is something else than what it stands in itself.
    pub fn inside(&self, node: &'a Node) -> Option<Around<'a>> {
        let link = matches!(node.kind, Kind::Link(_));
        let cell = matches!(node.kind, Kind::TableCell);
        let variant = is_variant(node);
        if !link && !cell && !variant {
            return None;
        }
        let mut inner = self.clone();
        inner.link = if link { Some(&node.children) } else { self.link };
        inner.cell |= cell;
        inner.variants.extend(variant.then_some(node.span.start));
        Some(inner)
    }
}

/// Whether a node is seen by some readers only: one tab of several, a zone, a range of monikers.
fn is_variant(node: &Node) -> bool {
    let Kind::Directive(directive) = &node.kind else { return false };
    match ext::ALL[directive.extension as usize].name {
        "tabs" => &*directive.variant == "panel",
        name => matches!(name, "zone" | "moniker"),
    }
}

/// A node among its siblings.
pub(super) type Among<'a> = (&'a [Node], usize);

impl Pictures {
    /// A picture of Markdown.
    pub fn image(&mut self, file: &mut File, image: &Link, node: &Node, among: Among, around: &Around) {
        let page = file.page;
        let Some(reference) = page.outline.refs.get(image.to.0 as usize) else { return };
        let address = &*reference.address;
        // A page in YAML says beside its pictures what they show.
        if is_media(address) || reference.unchecked {
            return;
        }
        let alt = page.plain_text(&node.children);
        if !around.cell {
            inline(file, node, among);
        }
        if alt.trim().is_empty() {
            // Beside the text of a link it is there to be looked at only.
            let named =
                around.link.is_some_and(|link| link.iter().take(SIBLING_LIMIT).any(|child| has_text(page, child)));
            if !named {
                missing(file, node.span);
            }
            return;
        }
        let start = node.children.first().map_or(node.span.start, |child| child.span.start);
        let end = node.children.last().map_or(node.span.end, |child| child.span.end);
        self.text(file, alt.trim(), address, Span { start, end }, around);
    }

    /// A picture of triple colons. That its text is missing is said where it is read.
    pub fn directive(&mut self, file: &mut File, directive: &Directive, node: &Node, among: Among, around: &Around) {
        let page = file.page;
        if ext::ALL[directive.extension as usize].name != "image" || &*directive.variant == "icon" {
            return;
        }
        if !around.cell && directive.attribute("block").is_none() {
            inline(file, node, among);
        }
        let Some(alt) = directive.attribute("alt").filter(|alt| !alt.trim().is_empty()) else { return };
        let reference = directive.refs.first().and_then(|to| page.outline.refs.get(to.0 as usize));
        let address = reference.map_or("", |reference| &reference.address);
        let value = attribute_place(&page.source, node.span.start, "alt-text");
        self.text(file, alt.trim(), address, value.unwrap_or(node.span), around);
    }

    /// Pictures of raw HTML. An empty `alt` says that the picture says nothing.
    pub fn raw(&mut self, file: &mut File, raw: &RawHtml, node: &Node, around: &Around) {
        let page = file.page;
        let html = raw.text.as_deref().unwrap_or_else(|| page.text(node.span));
        if !html.contains("<img") && !html.contains("<IMG") && !html.contains("<Img") {
            return;
        }
        for tag in tag::tags(html).filter(|tag| tag.name == "img" && !tag.end) {
            let address = tag.attribute("src").map_or("", |src| &src.value);
            match tag.attribute("alt") {
                None if is_hidden(&tag) => {}
                None => missing(file, raw.place(node.span, tag.span)),
                Some(alt) if alt.value.trim().is_empty() => {}
                Some(alt) => {
                    let span = raw.place(node.span, alt.value_span);
                    self.text(file, alt.value.trim(), address, span, around);
                }
            }
        }
    }

    /// The rules of a text that stands for a picture.
    fn text(&mut self, file: &mut File, alt: &str, address: &str, span: Span, around: &Around) {
        let path = address.split(['?', '#']).next().unwrap_or("");
        let name = path.rsplit(['/', '\\']).next().unwrap_or("");
        let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
        let told = alt.rsplit(['/', '\\']).next().unwrap_or("");
        let length = alt.chars().count();
        if !stem.is_empty() && (told.eq_ignore_ascii_case(name) || alt.eq_ignore_ascii_case(stem)) {
            let message = || format!("the picture's text is the name of its file, `{name}`");
            if let Some(finding) = file.find(&rules::ALT_TEXT_EQUAL_FILENAME, span, message) {
                finding.help = Some("say what the picture shows".into());
            }
        } else if !LENGTHS.contains(&length) {
            let message = || {
                let (least, most) = (LENGTHS.start(), LENGTHS.end());
                let s = if length == 1 { "" } else { "s" };
                format!("the picture's text has {length} character{s}, not {least} to {most}")
            };
            file.find(&rules::IMAGE_ALT_TEXT_WITH_BADLENGTH, span, message);
        }
        if file.asked.wants(&rules::IMAGE_ALT_TEXT_DUPLICATED) {
            let name = name.to_ascii_lowercase();
            self.shown.push(Shown { alt: alt.to_owned(), file: name, span, variants: around.variants.clone() });
        }
    }
}

/// Reports each text that several pictures of the file have, once: where the second of them stands.
pub(super) fn duplicates(file: &mut File, pictures: &Pictures) {
    let page = file.page;
    let mut alike: HashMap<&str, Vec<&Shown>> = HashMap::new();
    for shown in &pictures.shown {
        alike.entry(&shown.alt).or_default().push(shown);
    }
    for shown in &pictures.shown {
        // A text is asked once, by its first picture.
        let Some(same) = alike.remove(&*shown.alt).filter(|same| same.len() > 1) else { continue };
        let mut different: Vec<&Shown> = Vec::new();
        let mut at = None;
        for &picture in &same {
            let known = different.iter().any(|earlier| earlier.file == picture.file && earlier.together(picture));
            if known || different.len() == COMPARE_LIMIT {
                continue;
            }
            if at.is_none() {
                let earlier = different.iter().find(|earlier| earlier.together(picture));
                at = earlier.map(|&earlier| (earlier, picture, different.len()));
            }
            different.push(picture);
        }
        let Some((first, second, place)) = at else { continue };
        let line = |shown: &Shown| page.source.position(shown.span.start).line;
        let more: Vec<usize> =
            different[place + 1..].iter().filter(|more| more.together(second)).map(|more| line(more)).collect();
        let message = || {
            let more = if more.is_empty() { String::new() } else { format!("; so do others in {}", lines(&more)) };
            format!("the picture in line {} has this text, too, and is another one{more}", line(first))
        };
        file.find(&rules::IMAGE_ALT_TEXT_DUPLICATED, second.span, message);
    }
}

fn missing(file: &mut File, span: Span) {
    let message = || "the picture has no text for those who cannot see it".to_owned();
    file.find(&rules::MISSING_IMAGE_ALT_TEXT, span, message);
}

/// Reports a picture that has text beside it in its line.
fn inline(file: &mut File, node: &Node, (siblings, at): Among) {
    let page = file.page;
    if !file.asked.wants(&rules::IMAGE_INLINE) {
        return;
    }
    let breaks = |node: &&Node| match &node.kind {
        Kind::SoftBreak | Kind::HardBreak | Kind::List(_) | Kind::Paragraph | Kind::Code(_) | Kind::Quote => true,
        Kind::Html(_) => page.text(node.span).get(..3).is_some_and(|tag| tag.eq_ignore_ascii_case("<br")),
        _ => false,
    };
    let before = siblings[..at].iter().rev().take(SIBLING_LIMIT).take_while(|node| !breaks(node));
    let after = siblings[at + 1..].iter().take(SIBLING_LIMIT).take_while(|node| !breaks(node));
    if before.chain(after).any(|node| has_text(page, node)) {
        let message = || "the picture stands inside a line of text".to_owned();
        if let Some(finding) = file.find(&rules::IMAGE_INLINE, node.span, message) {
            let help = "give it a paragraph of its own, or write a small one as `:::image type=\"icon\"`";
            finding.help = Some(help.into());
        }
    }
}

/// Whether an inline shows letters or digits.
fn has_text(page: &Page, node: &Node) -> bool {
    match &node.kind {
        Kind::Text => page.text(node.span).contains(char::is_alphanumeric),
        Kind::Literal(text) => text.contains(char::is_alphanumeric),
        Kind::InlineCode(_) => true,
        Kind::Image(_) => false,
        _ => node.children.iter().any(|child| has_text(page, child)),
    }
}

/// Whether a picture of raw HTML is not for those who listen.
fn is_hidden(tag: &Tag) -> bool {
    let is = |name: &str, values: &[&str]| tag.attribute(name).is_some_and(|found| values.contains(&&*found.value));
    is("role", &["presentation", "none"]) || is("aria-hidden", &["true"]) || tag.attribute("aria-label").is_some()
}

/// Whether an address is that of a film or a sound, or of a page that plays one.
fn is_media(address: &str) -> bool {
    let path = address.split(['?', '#']).next().unwrap_or("");
    let extension = path.rsplit_once('.').map_or("", |(_, extension)| extension).to_ascii_lowercase();
    let hosts = ["youtube.com/", "youtu.be/", "vimeo.com/", "music.yandex.ru/", "ok.ru/"];
    ["mp4", "webm", "ogv", "m4v", "mov", "mp3", "ogg", "oga", "wav", "m4a", "flac", "opus"].contains(&&*extension)
        || hosts.iter().any(|host| address.contains(host))
}
