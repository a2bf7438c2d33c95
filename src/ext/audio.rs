//! Sounds: `:::audio source="talk.mp3" title="…":::`.

use super::{Extension, Lines, Raw, Reading, Shape, holds_nothing};
use crate::{
    body::Body,
    page::{Directive, Node, RefKind},
    rules,
};

pub const EXTENSION: Extension = Extension {
    name: "audio",
    shape: Shape::Colon,
    words: &["audio"],
    rule: &rules::INVALID_AUDIO,
    attributes: &["source", "title"],
    lines: Lines::Any,
    holds: holds_nothing,
    read,
    write,
};

fn read(raw: &Raw, reading: &mut Reading) -> Option<Directive> {
    let Some(source) = raw.attribute("source") else {
        reading.find(&rules::INVALID_AUDIO, raw.span, "the sound has no `source`");
        return None;
    };
    let to = reading.reference(RefKind::Image, source.value.trim(), source.value_span);
    let title = raw.attribute("title").map(|title| ("title".into(), title.value.trim().into()));
    let attributes = title.into_iter().collect();
    Some(Directive { extension: raw.extension, variant: Box::default(), attributes, refs: vec![to] })
}

fn write<'a>(body: &mut Body<'a>, directive: &'a Directive, _: &'a Node) {
    let Some(&to) = directive.refs.first() else { return };
    body.raw("<audio controls");
    let src = body.src(to);
    body.address("src", &src);
    if let Some(title) = directive.attribute("title") {
        body.attribute("aria-label", title);
    }
    body.raw("></audio>");
}
