//! Pictures and the texts that stand for them: Markdown's, raw HTML's and those of triple colons.

use std::collections::HashMap;

use super::{Asked, raw_html::place};
use crate::{
    diagnostic::Diagnostic,
    ext,
    page::{Directive, Kind, Link, Node, Page, RawHtml},
    rules,
    source::Span,
    tag::{self, Tag},
};

/// Characters of a picture's text that Learn's build asks for.
const LENGTHS: std::ops::RangeInclusive<usize> = 4..=250;

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
    /// What the children of a node stand in.
    pub fn inside(&self, node: &'a Node, _: &'a [Node]) -> Around<'a> {
        let mut inner = self.clone();
        match &node.kind {
            Kind::Link(_) => inner.link = Some(&node.children),
            Kind::TableCell => inner.cell = true,
            Kind::Directive(directive) => {
                let name = ext::ALL[directive.extension as usize].name;
                let panel = name == "tabs" && &*directive.variant == "panel";
                if panel || matches!(name, "zone" | "moniker") {
                    inner.variants.push(node.span.start);
                }
            }
            _ => {}
        }
        inner
    }
}

/// A node among its siblings.
pub(super) type Among<'a> = (&'a [Node], usize);

impl Pictures {
    /// A picture of Markdown.
    pub fn image(
        &mut self,
        page: &Page,
        image: &Link,
        node: &Node,
        among: Among,
        around: &Around,
        asked: &Asked,
        found: &mut Vec<Diagnostic>,
    ) {
        let address = page.outline.refs.get(image.to.0 as usize).map_or("", |reference| &reference.address);
        if is_media(address) {
            return;
        }
        let alt = alt_text(page, &node.children);
        if !around.cell {
            inline(page, node, among, asked, found);
        }
        if alt.trim().is_empty() {
            // Beside the text of a link it is there to be looked at only.
            let named = around.link.is_some_and(|link| link.iter().any(|child| has_text(page, child)));
            if !named {
                missing(page, node.span, asked, found);
            }
            return;
        }
        let start = node.children.first().map_or(node.span.start, |child| child.span.start);
        let end = node.children.last().map_or(node.span.end, |child| child.span.end);
        self.text(page, alt.trim(), address, Span { start, end }, around, asked, found);
    }

    /// A picture of triple colons. That its text is missing is said where it is read.
    pub fn directive(
        &mut self,
        page: &Page,
        directive: &Directive,
        node: &Node,
        among: Among,
        around: &Around,
        asked: &Asked,
        found: &mut Vec<Diagnostic>,
    ) {
        if ext::ALL[directive.extension as usize].name != "image" || &*directive.variant == "icon" {
            return;
        }
        if !around.cell && directive.attribute("block").is_none() {
            inline(page, node, among, asked, found);
        }
        let Some(alt) = directive.attribute("alt").filter(|alt| !alt.trim().is_empty()) else { return };
        let reference = directive.refs.first().and_then(|to| page.outline.refs.get(to.0 as usize));
        let address = reference.map_or("", |reference| &reference.address);
        let text = page.text(node.span);
        let line = text.lines().next().unwrap_or("");
        // The attribute's value, as the author wrote it.
        let value = line.to_ascii_lowercase().find("alt-text").and_then(|at| {
            let open = at + line[at..].find('"')? + 1;
            let close = open + line[open..].find('"')?;
            Some(Span::new(node.span.start as usize + open, node.span.start as usize + close))
        });
        self.text(page, alt.trim(), address, value.unwrap_or(node.span), around, asked, found);
    }

    /// Pictures of raw HTML. An empty `alt` says that the picture says nothing.
    pub fn raw(
        &mut self,
        page: &Page,
        raw: &RawHtml,
        node: &Node,
        around: &Around,
        asked: &Asked,
        found: &mut Vec<Diagnostic>,
    ) {
        let html = raw.text.as_deref().unwrap_or_else(|| page.text(node.span));
        if !html.contains("<img") && !html.contains("<IMG") && !html.contains("<Img") {
            return;
        }
        for tag in tag::tags(html).filter(|tag| tag.name == "img" && !tag.end) {
            let address = tag.attribute("src").map_or("", |src| &src.value);
            match tag.attribute("alt") {
                None if is_hidden(&tag) => {}
                None => missing(page, place(page, raw, node, tag.span), asked, found),
                Some(alt) if alt.value.trim().is_empty() => {}
                Some(alt) => {
                    let span = place(page, raw, node, alt.value_span);
                    self.text(page, alt.value.trim(), address, span, around, asked, found);
                }
            }
        }
    }

    /// The rules of a text that stands for a picture.
    fn text(
        &mut self,
        page: &Page,
        alt: &str,
        address: &str,
        span: Span,
        around: &Around,
        asked: &Asked,
        found: &mut Vec<Diagnostic>,
    ) {
        let path = address.split(['?', '#']).next().unwrap_or("");
        let name = path.rsplit(['/', '\\']).next().unwrap_or("");
        let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
        let told = alt.rsplit(['/', '\\']).next().unwrap_or("");
        let length = alt.chars().count();
        if !stem.is_empty() && (told.eq_ignore_ascii_case(name) || alt.eq_ignore_ascii_case(stem)) {
            let message = || format!("the picture's text is the name of its file, `{name}`");
            let finding = asked.find(&rules::ALT_TEXT_EQUAL_FILENAME, page, span, message);
            found.extend(finding.map(|finding| finding.help("say what the picture shows")));
        } else if !LENGTHS.contains(&length) {
            let message = || {
                let (least, most) = (LENGTHS.start(), LENGTHS.end());
                format!("the picture's text has {length} characters, not {least} to {most}")
            };
            found.extend(asked.find(&rules::IMAGE_ALT_TEXT_WITH_BADLENGTH, page, span, message));
        }
        if asked.wants(&rules::IMAGE_ALT_TEXT_DUPLICATED) {
            let file = name.to_ascii_lowercase();
            self.shown.push(Shown { alt: alt.to_lowercase(), file, span, variants: around.variants.clone() });
        }
    }
}

/// Reports each text that another picture of the file has, too.
pub(super) fn duplicates(page: &Page, pictures: &Pictures, asked: &Asked, found: &mut Vec<Diagnostic>) {
    let mut first: HashMap<&str, &Shown> = HashMap::new();
    for shown in &pictures.shown {
        let earlier = *first.entry(&shown.alt).or_insert(shown);
        let together = earlier.variants.iter().zip(&shown.variants).all(|(a, b)| a == b);
        if earlier.file != shown.file && together {
            let line = page.source.position(earlier.span.start).line;
            let message = || format!("the picture in line {line} has this text, too, and is another one");
            found.extend(asked.find(&rules::IMAGE_ALT_TEXT_DUPLICATED, page, shown.span, message));
        }
    }
}

fn missing(page: &Page, span: Span, asked: &Asked, found: &mut Vec<Diagnostic>) {
    let message = || "the picture has no text for those who cannot see it".to_owned();
    found.extend(asked.find(&rules::MISSING_IMAGE_ALT_TEXT, page, span, message));
}

/// Reports a picture that has text beside it in its line.
fn inline(page: &Page, node: &Node, (siblings, at): Among, asked: &Asked, found: &mut Vec<Diagnostic>) {
    if !asked.wants(&rules::IMAGE_INLINE) {
        return;
    }
    let breaks = |node: &&Node| match &node.kind {
        Kind::SoftBreak | Kind::HardBreak | Kind::List(_) | Kind::Paragraph | Kind::Code(_) | Kind::Quote => true,
        Kind::Html(_) => page.text(node.span).get(..3).is_some_and(|tag| tag.eq_ignore_ascii_case("<br")),
        _ => false,
    };
    let before = siblings[..at].iter().rev().take_while(|node| !breaks(node));
    let after = siblings[at + 1..].iter().take_while(|node| !breaks(node));
    if before.chain(after).any(|node| has_text(page, node)) {
        let message = || "the picture stands inside a line of text".to_owned();
        let finding = asked.find(&rules::IMAGE_INLINE, page, node.span, message);
        let help = "give it a paragraph of its own, or write a small one as `:::image type=\"icon\"`";
        found.extend(finding.map(|finding| finding.help(help)));
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

/// The text that stands for a picture.
fn alt_text(page: &Page, nodes: &[Node]) -> String {
    let mut out = String::new();
    for node in nodes {
        match &node.kind {
            Kind::Text => out.push_str(page.text(node.span)),
            Kind::Literal(text) | Kind::InlineCode(text) => out.push_str(text),
            Kind::SoftBreak | Kind::HardBreak => out.push(' '),
            _ => out.push_str(&alt_text(page, &node.children)),
        }
    }
    out
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
