//! Zones: `::: zone pivot="a,b"`, text for some of the page's pivots.

use super::{Extension, Lines, Raw, Reading, Shape};
use crate::{
    body::Body,
    page::{Directive, Node},
    rules,
};

pub const EXTENSION: Extension = Extension {
    name: "zone",
    shape: Shape::Colon,
    words: &["zone"],
    rule: &rules::INVALID_ZONE,
    attributes: &["target", "pivot"],
    lines: Lines::Own,
    holds: |_| true,
    read,
    write,
};

fn read(raw: &Raw, reading: &mut Reading) -> Option<Directive> {
    let mut attributes = Vec::new();
    let (target, pivot) = (raw.attribute("target"), raw.attribute("pivot"));
    if target.is_none() && pivot.is_none() {
        reading.find(&rules::INVALID_ZONE, raw.span, "a zone needs a `pivot` or a `target`");
    }
    if let Some(target) = target {
        let value = target.value.trim().to_ascii_lowercase();
        if !["docs", "chromeless", "pdf"].contains(&&*value) {
            let message = format!("`{value}` is no target: docs, chromeless or pdf");
            reading.find(&rules::INVALID_ZONE, target.value_span, message);
        }
        if value == "pdf" && pivot.is_some() {
            reading.find(&rules::INVALID_ZONE, target.value_span, "a zone for `pdf` has no `pivot`");
        }
        attributes.push(("target".into(), value.into()));
    }
    if let Some(pivot) = pivot {
        let ids: Vec<&str> = pivot.value.split(',').map(str::trim).filter(|id| !id.is_empty()).collect();
        let good = |id: &&str| id.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
        if let Some(bad) = ids.iter().find(|id| !good(id)) {
            reading.find(&rules::INVALID_ZONE, pivot.value_span, format!("`{bad}` is no name of a pivot"));
        }
        attributes.push(("pivot".into(), ids.join(" ").into()));
    }
    Some(Directive { extension: raw.extension, variant: "open".into(), attributes, refs: Vec::new() })
}

fn write<'a>(body: &mut Body<'a>, directive: &'a Directive, node: &'a Node) {
    body.raw("<div class=\"zone\"");
    if let Some(pivot) = directive.attribute("pivot") {
        body.attribute("data-pivot", pivot);
    }
    if let Some(target) = directive.attribute("target") {
        body.attribute("data-target", target);
    }
    body.raw(">");
    body.children(&node.children);
    body.raw("</div>");
}
