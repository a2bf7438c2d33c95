//! One file's text to a [`Page`]: never another file, never the disk.

mod autolink;
mod bars;
mod broken;
mod colon;
mod definitions;
mod depth;
mod destination;
mod emoji;
mod footnotes;
mod form;
mod formulas;
mod front_matter;
mod html;
mod leftover;
mod lines;
mod markdown;
mod read;
mod scalar;
mod section;
mod shape;
pub mod slug;
mod tab_groups;
mod table;
mod text;
mod undefined;
mod xref;
mod yaml;
mod zones;

use std::{borrow::Cow, sync::Arc};

use crate::{
    data, mime,
    page::{Dialect, Outline, Page},
    source::{Source, Span},
};

use slug::Slugs;

/// Parses a file. Text is never an error: what is wrong with it is in the page's findings.
pub fn parse(source: &Arc<Source>, dialect: Dialect) -> Page {
    let yaml = source.path.has_extension("yml") || source.path.has_extension("yaml");
    if let Some(kind) = mime::of(&source.text).filter(|_| yaml) {
        return yaml::read(source, kind, dialect);
    }
    let mut diagnostics = Vec::new();
    let front_matter = front_matter::read(source, &mut diagnostics);
    let shapes = shape::find(&source.text, front_matter.body_start as usize, dialect);
    let mut outline = Outline::default();
    let mut sink = markdown::Sink {
        outline: &mut outline,
        found: &mut diagnostics,
        slugs: &mut Slugs::default(),
        line: &|at| source.position(at).line,
    };
    let body = markdown::read(source, &front_matter, &shapes, dialect, &mut sink);
    outline.zones = zones::read(source, &body, &mut diagnostics);
    if leftover::may_have(shapes.text.as_str()) {
        leftover::report(source, &body, &mut diagnostics);
    }
    broken::report(source, &body, &mut diagnostics);
    outline.title = title(&front_matter, &outline);
    outline.uids = xref::own(source, &front_matter);
    diagnostics.sort_by_key(|finding| finding.span);
    Page { source: source.clone(), front_matter, body, outline, diagnostics, kind: "" }
}

/// The place of the value of an attribute in a construct of triple colons that begins at a byte.
pub fn attribute_place(source: &Source, start: u32, name: &str) -> Option<Span> {
    let colon = colon::read(&source.text, start as usize, true)?;
    colon.attributes.iter().find(|attribute| attribute.name == name).map(|attribute| attribute.value_span)
}

/// Front matter's `title` or `titleOverwriteH1`, else the first heading of level 1, 2 or 3.
fn title(front_matter: &crate::page::FrontMatter, outline: &Outline) -> Option<String> {
    let word = |key: &str| front_matter.values.get(key).and_then(data::text).map(Cow::into_owned);
    let heading = || outline.headings.iter().find(|heading| heading.level <= 3).map(|heading| heading.text.to_string());
    word("title").or_else(|| word("titleOverwriteH1")).or_else(heading).filter(|title| !title.is_empty())
}

#[cfg(test)]
mod tests;
