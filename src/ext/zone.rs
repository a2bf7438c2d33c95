//! Zones: `::: zone pivot="a,b"`, text for some of the page's pivots.

use super::{Extension, Lines, Raw, Reading, Shape};
use crate::{
    body::Body,
    page::{Directive, Node},
    rules,
    source::Span,
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
        let mut start = pivot.value_span.start as usize;
        for part in pivot.value.split(',') {
            let id = part.trim();
            let at = start + part.len() - part.trim_start().len();
            start += part.len() + 1;
            if !id.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-') {
                let message = format!("`{id}` is no name of a pivot: small letters, digits and `-`");
                let finding = reading.find(&rules::INVALID_ZONE, Span::new(at, at + id.len()), message);
                if id.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-') {
                    finding.propose(&id.to_ascii_lowercase(), id.to_ascii_lowercase(), false);
                }
            }
        }
        if ids.is_empty() {
            reading.find(&rules::INVALID_ZONE, pivot.value_span, "`pivot` names no pivot");
        }
        attributes.push(("pivot".into(), ids.join(" ").into()));
    }
    Some(Directive { extension: raw.extension, variant: "open".into(), attributes, refs: Vec::new() })
}

fn write<'a>(body: &mut Body<'a>, directive: &'a Directive, node: &'a Node) {
    let pivots = directive.attribute("pivot").unwrap_or("").split(' ');
    let classes = body.choices().map(|choices| choices.classes(pivots)).unwrap_or_default();
    body.raw("<div");
    body.attribute("class", &format!("zone{classes}"));
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
