//! Where a key of front matter stands.

use crate::{data, page::Page, source::Span};

/// The place of a key at the top of front matter.
pub(super) fn key(page: &Page, name: &str) -> Option<Span> {
    let span = page.front_matter.span;
    let data = data::read_yaml(page.text(span), span.start).ok()?.data?;
    data.as_map()?.iter().find(|(key, _)| key.name == name).map(|(key, _)| key.span)
}

/// The places of a key at the top of front matter and of its value, which is a text, without quotes.
pub(super) fn place(page: &Page, name: &str) -> Option<(Span, Span)> {
    let span = page.front_matter.span;
    let data = data::read_yaml(page.text(span), span.start).ok()?.data?;
    let (key, value) = data.as_map()?.iter().find(|(key, _)| key.name == name)?;
    let text = value.as_str()?;
    let at = page.text(value.span).find(text).unwrap_or(0) as u32;
    let start = value.span.start + at;
    let end = (start + text.len() as u32).min(value.span.end);
    Some((key.span, Span { start, end }))
}
