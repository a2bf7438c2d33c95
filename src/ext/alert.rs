//! Callouts: `> [!NOTE]`.

use super::{Extension, Lines, Raw, Reading, Shape};
use crate::{
    body::Body,
    page::{Directive, Node},
    rules,
};

pub const EXTENSION: Extension = Extension {
    name: "alert",
    shape: Shape::Quote,
    words: &["note", "tip", "important", "caution", "warning"],
    rule: &rules::INVALID_NOTE_SECTION,
    attributes: &[],
    lines: Lines::Own,
    holds: super::holds_nothing,
    read,
    write,
};

fn read(raw: &Raw, reading: &mut Reading) -> Option<Directive> {
    if !raw.rest.trim().is_empty() {
        return None;
    }
    let kind = raw.word.to_ascii_lowercase();
    let own = reading.callouts.iter().find(|(own, _)| *own == kind);
    let attributes = own.map(|(_, title)| ("title".into(), (*title).into())).into_iter().collect();
    Some(Directive { extension: raw.extension, variant: kind.into(), attributes, refs: Vec::new() })
}

fn write<'a>(body: &mut Body<'a>, directive: &'a Directive, node: &'a Node) {
    let kind = &*directive.variant;
    let id = body.id("callout");
    body.raw("<aside class=\"callout ");
    body.raw(kind);
    body.raw("\"");
    body.attribute("aria-labelledby", &id);
    body.raw("><p class=\"callout-title\"");
    body.attribute("id", &id);
    body.raw(">");
    let title = directive.attribute("title").unwrap_or_else(|| match EXTENSION.words.contains(&kind) {
        true => body.site.words.get(kind),
        false => kind,
    });
    body.text(title);
    body.raw("</p>");
    body.children(&node.children);
    body.raw("</aside>");
}
