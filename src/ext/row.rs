//! Rows of columns: `:::row:::` with `:::column span="2":::` in it.

use super::{Extension, Lines, Raw, Reading, Shape};
use crate::{
    body::Body,
    page::{Directive, Node},
    rules,
};

pub const ROW: Extension = Extension {
    name: "row",
    shape: Shape::Colon,
    words: &["row"],
    rule: &rules::INVALID_ROW,
    attributes: &["count"],
    lines: Lines::LaidOut,
    holds: |_| true,
    read,
    write: |body, _, node| {
        body.raw("<div class=\"row\">");
        body.children(&node.children);
        body.raw("</div>");
    },
};

pub const COLUMN: Extension = Extension {
    name: "column",
    shape: Shape::Colon,
    words: &["column"],
    rule: &rules::INVALID_NESTED_COLUMN,
    attributes: &["span"],
    lines: Lines::LaidOut,
    holds: |_| true,
    read,
    write: write_column,
};

fn read(raw: &Raw, reading: &mut Reading) -> Option<Directive> {
    let mut attributes = Vec::new();
    if let Some(span) = raw.attribute("span") {
        if span.value.trim().parse::<u8>().is_ok_and(|columns| columns > 0) {
            attributes.push(("span".into(), span.value.trim().into()));
        } else {
            let message = format!("`{}` is no number of columns", span.value);
            reading.find(&rules::INVALID_NESTED_COLUMN, span.value_span, message);
        }
    }
    Some(Directive { extension: raw.extension, variant: "open".into(), attributes, refs: Vec::new() })
}

fn write_column<'a>(body: &mut Body<'a>, directive: &'a Directive, node: &'a Node) {
    body.raw("<div class=\"column\"");
    if let Some(span) = directive.attribute("span") {
        body.attribute("data-span", span);
    }
    body.raw(">");
    body.children(&node.children);
    body.raw("</div>");
}
