//! Forms of Learn: `::: form model="x" action="create" submitText="Create" :::`.

use super::{Extension, Lines, Raw, Reading, Shape, holds_nothing};
use crate::{
    body::Body,
    page::{Directive, Node},
    rules,
};

pub const EXTENSION: Extension = Extension {
    name: "form",
    shape: Shape::Colon,
    words: &["form"],
    rule: &rules::INVALID_FORM,
    attributes: &["model", "action", "submittext"],
    lines: Lines::Any,
    holds: holds_nothing,
    read,
    write,
};

fn read(raw: &Raw, reading: &mut Reading) -> Option<Directive> {
    for (needed, written) in [("action", "action"), ("submittext", "submitText")] {
        if raw.attribute(needed).is_none() {
            reading.find(&rules::INVALID_FORM, raw.span, format!("the form has no `{written}`"));
        }
    }
    let attributes = raw.attributes.iter().map(|a| (a.name.as_str().into(), a.value.as_str().into())).collect();
    Some(Directive { extension: raw.extension, variant: "form".into(), attributes, refs: Vec::new() })
}

fn write<'a>(body: &mut Body<'a>, directive: &'a Directive, _: &'a Node) {
    body.raw("<form class=\"form\"");
    for name in ["model", "action"] {
        if let Some(value) = directive.attribute(name) {
            body.attribute(&format!("data-{name}"), value);
        }
    }
    body.raw("><button type=\"submit\" disabled>");
    body.text(directive.attribute("submittext").unwrap_or(body.site.words.get("submit")));
    body.raw("</button></form>");
}
