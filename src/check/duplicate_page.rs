//! No two pages say the same, word for word.

use std::collections::HashMap;

use super::Context;
use crate::{
    diagnostic::Diagnostic,
    page::{FileId, Page},
    rules,
    source::Span,
};

/// Letters that a page must have to be told: short ones are alike by chance.
const LEAST: usize = 200;

/// Reports each page whose text is that of another one. Pages for different versions may be alike.
pub(super) fn check(context: &Context, found: &mut Vec<Diagnostic>) {
    let mut known: HashMap<(String, String), FileId> = HashMap::new();
    for (id, file) in context.files.iter() {
        let Some(page) = context.index.page(id) else { continue };
        let values = &page.front_matter.values;
        if !context.is_content(id) {
            continue;
        }
        let text = text(page);
        if text.len() < LEAST {
            continue;
        }
        let docset = &context.config.docsets[usize::from(file.docset)];
        let variants: String = ["monikerRange", "zone_pivot_groups", "lang"]
            .iter()
            .map(|key| docset.value(&file.path, values, key).map_or(String::new(), |value| value.to_string()) + "\n")
            .collect();
        match known.entry((text, variants)) {
            std::collections::hash_map::Entry::Vacant(place) => drop(place.insert(id)),
            std::collections::hash_map::Entry::Occupied(first) => {
                let first = &context.files.get(*first.get()).path;
                let size = super::weight::bytes(file.size);
                let message = format!("this page says the same as `{first}`, word for word ({size})");
                found.push(rules::DUPLICATE_PAGE.at(&file.path, Span::default(), message));
            }
        }
    }
}

/// What a page says, whatever blanks are between.
fn text(page: &Page) -> String {
    let body = page.source.text.get(page.front_matter.body_start as usize..).unwrap_or_default();
    let mut out = String::with_capacity(body.len());
    for word in body.split_whitespace() {
        out.push_str(word);
        out.push(' ');
    }
    out
}
