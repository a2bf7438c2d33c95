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

fn read(raw: &Raw, _: &mut Reading) -> Option<Directive> {
    if !raw.rest.trim().is_empty() {
        return None;
    }
    let variant = raw.word.to_ascii_lowercase().into();
    Some(Directive { extension: raw.extension, variant, attributes: Vec::new(), refs: Vec::new() })
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
    body.text(body.site.words.get(kind));
    body.raw("</p>");
    body.children(&node.children);
    body.raw("</aside>");
}
