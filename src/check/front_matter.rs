//! Where a key of a page's metadata stands.

use crate::{
    data::{self, Data, Key},
    page::Page,
    source::Span,
};

/// The place of a key at the top of front matter.
pub(super) fn key(page: &Page, name: &str) -> Option<Span> {
    entry(page, name).map(|(key, _)| key.span)
}

/// The places of a key at the top of front matter and of its value, which is a text, without quotes.
pub(super) fn place(page: &Page, name: &str) -> Option<(Span, Span)> {
    let (key, value) = entry(page, name)?;
    value.as_str()?;
    Some((key.span, value.text_span(&page.source.text)))
}

/// The place of a key's text, else of the key.
pub(super) fn text_of_key(page: &Page, name: &str) -> Option<Span> {
    place(page, name).map(|(_, text)| text).or_else(|| key(page, name))
}

/// A key and its value: of front matter, and of a page in YAML those of its metadata, else of the page itself.
pub(super) fn entry(page: &Page, name: &str) -> Option<(Key, Data)> {
    let find = |data: &Data| data.as_map()?.iter().find(|(key, _)| key.name == name).cloned();
    if page.kind.is_empty() {
        let span = page.front_matter.span;
        return find(&data::read_yaml(page.text(span), span.start).ok()?.data?);
    }
    let whole = data::read_yaml(&page.source.text, 0).ok()?.data?;
    whole.get("metadata").and_then(find).or_else(|| find(&whole))
}
