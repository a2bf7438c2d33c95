//! Titles and descriptions of pages: that they are there, that they fit into a list of results, and that no two pages have
//! the same.

use std::collections::BTreeMap;

use serde_json::Value;

use super::{Asked, Levels, docset, headings::Place};
use crate::{
    check::Context,
    config::Docset,
    data,
    diagnostic::{Diagnostic, Rule},
    page::{FileId, Page},
    rules,
    source::{SitePath, Span},
    tag,
};

/// Characters of a description that Learn's guide asks for.
const DESCRIPTION_LENGTHS: std::ops::RangeInclusive<usize> = 75..=300;

/// By what a page is known.
#[derive(Default)]
pub(super) struct Names {
    /// From front matter.
    title: Option<String>,
    description: Option<String>,
    h1: Option<H1>,
}

/// A page's first heading.
struct H1 {
    text: String,
    path: SitePath,
    span: Span,
    via: Option<(SitePath, Span)>,
}

/// Asks the rules of one page's metadata. What it includes and is not there may hold a title.
pub(super) fn check(
    page: &Page,
    docset: &Docset,
    first: Option<Place>,
    may_hold_more: bool,
    asked: &Asked,
    found: &mut Vec<Diagnostic>,
) -> Names {
    let own = &page.front_matter.values;
    let h1 = first.filter(|place| !place.text.is_empty()).map(|place| H1 {
        text: place.text.to_owned(),
        path: place.page.path().clone(),
        span: place.span,
        via: place.via,
    });
    let names = Names { title: text(own.get("title")), description: text(own.get("description")), h1 };
    let told = page.outline.title.is_some() || names.h1.is_some() || may_hold_more;
    let asks = |rule: &'static Rule| {
        // A heading is title enough, and a description is missed by those who wrote a title, unless both are asked for.
        let needed = match rule == &rules::TITLE_MISSING {
            true => !told,
            false => docset.learn && names.title.is_some(),
        };
        (needed || asked.levels.contains_key(rule.name)) && asked.wants(rule)
    };
    let keys = [
        ("title", &rules::TITLE_MISSING, names.title.is_none()),
        ("description", &rules::DESCRIPTION_MISSING, names.description.is_none()),
    ];
    for (key, rule, lacks) in keys {
        if lacks && asks(rule) && !is_broken(page) && text(docset.metadata(page.path(), own).get(key)).is_none() {
            let message = || format!("the page has no `{key}` in its front matter");
            found.extend(asked.find(rule, page, front_matter_start(page, key), message));
        }
    }
    if let Some(description) = &names.description {
        let length = description.chars().count();
        if !DESCRIPTION_LENGTHS.contains(&length) && asked.wants(&rules::DESCRIPTION_BAD_LENGTH) {
            let message = || {
                let (least, most) = (DESCRIPTION_LENGTHS.start(), DESCRIPTION_LENGTHS.end());
                let s = if length == 1 { "" } else { "s" };
                format!("the description has {length} character{s}, not {least} to {most}")
            };
            found.extend(asked.find(&rules::DESCRIPTION_BAD_LENGTH, page, value_span(page, "description"), message));
        }
    }
    names
}

/// Reports titles, descriptions and first headings that several pages of a docset have.
pub(super) fn duplicates(context: &Context, names: &[(FileId, Names)], levels: &Levels, found: &mut Vec<Diagnostic>) {
    report(context, names, levels, &rules::DUPLICATE_TITLES, "title", |names| names.title.as_deref(), found);
    report(
        context,
        names,
        levels,
        &rules::DUPLICATE_DESCRIPTIONS,
        "description",
        |names| names.description.as_deref(),
        found,
    );
    report(context, names, levels, &rules::DUPLICATE_H1, "", |names| Some(&*names.h1.as_ref()?.text), found);
}

/// Reports the pages that share a text. Each names one other page, so that many of them are no more than as many findings.
fn report(
    context: &Context,
    names: &[(FileId, Names)],
    levels: &Levels,
    rule: &'static Rule,
    key: &str,
    text: fn(&Names) -> Option<&str>,
    found: &mut Vec<Diagnostic>,
) {
    let mut groups: BTreeMap<(u16, String), Vec<usize>> = BTreeMap::new();
    for (at, (id, names)) in names.iter().enumerate() {
        let Some(text) = text(names).map(str::trim).filter(|text| !text.is_empty()) else { continue };
        let docset = docset(context, *id);
        let asked = Asked { levels, learn: docset.learn || docset.docfx, safe: false };
        if asked.wants(rule) {
            let docset = context.files.get(*id).docset;
            groups.entry((docset, text.to_owned())).or_default().push(at);
        }
    }
    for group in groups.into_values().filter(|group| group.len() > 1) {
        let mut by_versions: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        for at in group {
            if let Some(versions) = listed(context, names[at].0) {
                by_versions.entry(versions).or_default().push(at);
            }
        }
        for same in by_versions.into_values().filter(|same| same.len() > 1) {
            for (place, &at) in same.iter().enumerate() {
                let (id, own) = &names[at];
                let other = &context.files.get(names[same[usize::from(place == 0)]].0).path;
                let more = match same.len() - 2 {
                    0 => String::new(),
                    1 => " and another page".to_owned(),
                    more => format!(" and {more} other pages"),
                };
                let Some(page) = context.index.page(*id) else { continue };
                let finding = match &own.h1 {
                    Some(h1) if key.is_empty() => {
                        let message = match &h1.via {
                            // The heading is a file's that both may include.
                            Some(_) => {
                                format!("`{}` begins with this heading, and so does `{other}`{more}", page.path())
                            }
                            None => format!("the same heading begins `{other}`{more}"),
                        };
                        let mut finding = rule.at(&h1.path, h1.span, message);
                        finding.via.extend(h1.via.clone());
                        finding
                    }
                    _ => {
                        let message = format!("the same {key} is that of `{other}`{more}");
                        rule.at(page.path(), value_span(page, key), message)
                    }
                };
                found.push(finding);
            }
        }
    }
}

/// The versions that a page is for, as they are written; `None` for one that searches are not to find.
fn listed(context: &Context, id: FileId) -> Option<String> {
    let page = context.index.page(id)?;
    let metadata = docset(context, id).metadata(page.path(), &page.front_matter.values);
    let hidden = metadata.iter().any(|(key, value)| {
        let robots = key.eq_ignore_ascii_case("robots");
        robots && data::text(value).is_some_and(|value| value.to_ascii_lowercase().contains("noindex"))
            || key == "_noindex" && data::flag(value) == Some(true)
    });
    let range = metadata.get("monikerRange").or_else(|| metadata.get("monikers"));
    (!hidden).then(|| range.map(Value::to_string).unwrap_or_default())
}

/// A text that is not empty.
fn text(value: Option<&Value>) -> Option<String> {
    value.and_then(data::text).map(|text| text.into_owned())
}

/// Whether front matter could not be read: what it holds is not known then.
fn is_broken(page: &Page) -> bool {
    page.diagnostics.iter().any(|finding| {
        finding.rule == &rules::YAML_HEADER_SYNTAX_ERROR || finding.rule == &rules::YAML_HEADER_NOT_OBJECT
    })
}

/// A key of front matter that has no value, else the opening fence, else the page's first byte.
fn front_matter_start(page: &Page, key: &str) -> Span {
    let front_matter = &page.front_matter;
    if !page.source.text.starts_with("---") || front_matter.body_start == 0 {
        return Span::default();
    }
    let entry = entry(page, key).map(|(known, _)| known);
    entry.unwrap_or(Span::new(0, 3))
}

/// The value of a key of front matter, or of the tags that stood for it in 2016.
fn value_span(page: &Page, key: &str) -> Span {
    let front_matter = &page.front_matter;
    let text = page.text(front_matter.span);
    if !page.source.text.starts_with("---") {
        let name = if key == "title" { "pagetitle" } else { key };
        let value = tag::tags(text).find_map(|tag| tag.attribute(name).map(|attribute| attribute.value_span));
        return value.map_or(Span::default(), |span| Span {
            start: span.start + front_matter.span.start,
            end: span.end + front_matter.span.start,
        });
    }
    entry(page, key).map_or(Span::new(0, 3), |(_, value)| value)
}

/// The places of a key of front matter and of its value. Only the lines of the key are read, where it begins a line.
fn entry(page: &Page, key: &str) -> Option<(Span, Span)> {
    let whole = page.front_matter.span;
    let text = page.text(whole);
    let mut start = 0;
    let mut end = text.len();
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        if line.strip_prefix(key).is_some_and(|rest| rest.trim_start().starts_with(':')) {
            start = at;
        } else if start < at && text[start..].starts_with(key) && !line.starts_with([' ', '\t', '\r', '\n', '#']) {
            end = at;
            break;
        }
        at += line.len();
    }
    let found = |text: &str, at: usize| {
        let data = data::read_yaml(text, whole.start + at as u32).ok()?.data?;
        let (known, value) = data.as_map()?.iter().find(|(known, _)| known.name == key)?;
        Some((known.span, value.span))
    };
    found(&text[start..end], start).or_else(|| found(text, 0))
}
