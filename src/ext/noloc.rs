//! Words that are not translated: `:::no-loc text="Word":::`.

use super::{Extension, Lines, Raw, Reading, Shape, holds_nothing};
use crate::{
    body::Body,
    page::{Directive, Node},
    rules,
};

pub const EXTENSION: Extension = Extension {
    name: "no-loc",
    shape: Shape::Colon,
    words: &["no-loc"],
    rule: &rules::INVALID_NO_LOC,
    attributes: &["text"],
    lines: Lines::Any,
    holds: holds_nothing,
    read,
    write,
};

fn read(raw: &Raw, reading: &mut Reading) -> Option<Directive> {
    let Some(text) = raw.attribute("text") else {
        reading.find(&rules::INVALID_NO_LOC, raw.span, "`:::no-loc` needs a `text`");
        return None;
    };
    let variant = if raw.block { "block" } else { "inline" };
    let attributes = vec![("text".into(), text.value.as_str().into())];
    Some(Directive { extension: raw.extension, variant: variant.into(), attributes, refs: Vec::new() })
}

fn write<'a>(body: &mut Body<'a>, directive: &'a Directive, _: &'a Node) {
    let block = &*directive.variant == "block";
    body.raw(if block { "<p>" } else { "" });
    body.raw("<span class=\"no-loc\" translate=\"no\">");
    body.text(directive.attribute("text").unwrap_or(""));
    body.raw("</span>");
    body.raw(if block { "</p>" } else { "" });
}
