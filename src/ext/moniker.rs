//! Text for some versions: `::: moniker range=">= v2"`.

use super::{Extension, Lines, Raw, Reading, Shape};
use crate::{
    body::Body,
    page::{Directive, Node},
    rules,
};

pub const EXTENSION: Extension = Extension {
    name: "moniker",
    shape: Shape::Colon,
    words: &["moniker"],
    rule: &rules::INVALID_MONIKER_RANGE,
    attributes: &["range"],
    lines: Lines::Own,
    holds: |_| true,
    read,
    write,
};

fn read(raw: &Raw, reading: &mut Reading) -> Option<Directive> {
    let range = raw.attribute("range").map(|range| range.value.trim().to_owned());
    if range.is_none() {
        reading.find(&rules::INVALID_MONIKER_RANGE, raw.span, "`:::moniker` needs a `range`");
    }
    let attributes = vec![("range".into(), range.unwrap_or_default().into())];
    Some(Directive { extension: raw.extension, variant: "open".into(), attributes, refs: Vec::new() })
}

fn write<'a>(body: &mut Body<'a>, directive: &'a Directive, node: &'a Node) {
    body.raw("<div class=\"moniker\"");
    let range = directive.attribute("range").unwrap_or("");
    if let Some(names) = body.choices().and_then(|choices| Some(choices.names(&choices.versions(range)?))) {
        body.attribute("data-moniker", &names);
    }
    body.attribute("data-range", range);
    body.raw(">");
    body.children(&node.children);
    body.raw("</div>");
}
