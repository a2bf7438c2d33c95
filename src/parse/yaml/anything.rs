//! Articles in YAML (`HowTo`, `Tutorial` and the like), and any data without a schema of its own: headings, texts, lists
//! and links by what keys are called, in the author's order. Nothing is left out.

use crate::{
    data::{Data, Key, Value},
    page::Node,
    source::Span,
};

use super::{
    cards::lead,
    draft::{Draft, element, words},
    words,
};

/// Keys whose text is a mapping's title, the best first.
const TITLES: &[&str] = &["title", "heading", "name", "displayName", "question", "text"];

/// Keys whose text is what a mapping leads to.
const ADDRESSES: &[&str] = &["url", "href"];

/// Keys that need no heading over what they hold.
const PROSE: &[&str] =
    &["abstract", "answer", "body", "content", "description", "introduction", "markdown", "summary", "text"];
const LISTS: &[&str] = &["dependencies", "items", "links", "questions", "sections", "steps", "values"];

/// Keys of pictures.
const PICTURES: &[&str] = &["imageSrc", "src", "image"];

/// Keys of what is typed into a machine.
const CODE: &[&str] = &["code", "command", "syntax"];

/// Keys of lists whose order matters.
const ORDERED: &[&str] = &["steps", "procedure"];

/// Keys that say something of the file, not to readers.
const SILENT: &[&str] =
    &["metadata", "uid", "documentType", "redirect_url", "monikerRange", "zone_pivot_groups", "brand"];

/// Lays an article out.
pub(super) fn article(draft: &mut Draft, root: &Data) -> Vec<Node> {
    let mut nodes = Vec::new();
    let title = ["title", "name"].into_iter().find(|key| is_text(root, key));
    match title.and_then(|key| root.get(key)) {
        Some(title) => {
            let title = draft.inline(title);
            nodes.push(draft.heading(1, title));
        }
        None => {
            let span = root.as_map().and_then(|entries| entries.first()).map_or(root.span, |(key, _)| key.span);
            draft.missing(span, "the page has no `title`");
        }
    }
    let skip: Vec<&str> = SILENT.iter().copied().chain(title).collect();
    entries(draft, root, &skip, 2, true, &mut nodes);
    nodes
}

/// Any value.
pub(super) fn value(draft: &mut Draft, data: &Data, level: u8) -> Vec<Node> {
    draft.inside(data, |draft| {
        let mut nodes = Vec::new();
        match &data.value {
            Value::List(_) => list(draft, "", data, level, &mut nodes),
            Value::Map(_) => mapping(draft, data, level, &mut nodes),
            _ => nodes = draft.markdown(data),
        }
        nodes
    })
}

fn is_text(data: &Data, key: &str) -> bool {
    data.get(key).and_then(Data::as_str).is_some_and(|text| !text.trim().is_empty())
}

fn is_scalar(data: &Data) -> bool {
    matches!(data.value, Value::Plain(_) | Value::Text(_))
}

/// What a mapping is called: its title's key, and the key of its address.
fn name_of(data: &Data) -> (Option<&'static str>, Option<&'static str>) {
    let first = |keys: &[&'static str]| keys.iter().copied().find(|key| is_text(data, key));
    let address = first(ADDRESSES);
    let title = first(TITLES).filter(|title| *title != "text" || address.is_some());
    (title, address)
}

/// Whether a mapping is nothing but a link with its text.
fn is_link(data: &Data) -> bool {
    let small = data.as_map().is_some_and(|entries| entries.iter().all(|(_, value)| is_scalar(value)));
    let (title, address) = name_of(data);
    let rest = |key: &Key| Some(&*key.name) != title && Some(&*key.name) != address;
    let more =
        data.as_map().is_some_and(|entries| entries.iter().any(|(key, _)| rest(key) && PROSE.contains(&&*key.name)));
    small && address.is_some() && !more
}

/// A mapping under its title.
fn mapping(draft: &mut Draft, data: &Data, level: u8, nodes: &mut Vec<Node>) {
    let (title, address) = name_of(data);
    let link = address.and_then(|key| data.get(key));
    let shown = match title.and_then(|key| data.get(key)) {
        Some(title) => draft.inline(title),
        None => Vec::new(),
    };
    if let Some((data, uid)) = data.get("uid").and_then(|data| Some((data, data.as_str()?))) {
        let anchor: String = uid.chars().map(|char| if char.is_alphanumeric() { char } else { '_' }).collect();
        if let Some(node) = draft.anchor(&anchor, data.span) {
            nodes.push(node);
            let name = draft.plain_text(&shown);
            draft.uid(data, &anchor, &name);
        }
    }
    let mut below = level;
    if !shown.is_empty() {
        let shown = draft.link(link, shown);
        nodes.push(draft.heading(level, shown));
        below = level.saturating_add(1);
    } else if let Some(link) = link {
        let shown = draft.text(link);
        let link = draft.link(Some(link), shown);
        nodes.push(element("p", "", data.span, link));
    }
    let skip: Vec<&str> = SILENT.iter().copied().chain(title).chain(address).collect();
    entries(draft, data, &skip, below, false, nodes);
}

/// The entries of a mapping but those that are shown already.
fn entries(draft: &mut Draft, data: &Data, skip: &[&str], level: u8, page: bool, nodes: &mut Vec<Node>) {
    let mut facts = Vec::new();
    for (key, value) in data.as_map().unwrap_or_default() {
        let name = &*key.name;
        if skip.contains(&name) || value.is_null() {
            continue;
        }
        let fact = is_scalar(value) && is_fact(name, value);
        if !fact {
            flush(&mut facts, data.span, nodes);
        }
        if name == "durationInMinutes" && fact {
            let text = format!("{} min", value.as_str().unwrap_or_default().trim());
            let text = element("small", "", value.span, vec![words(text, value.span)]);
            nodes.push(element("p", "", value.span, vec![text]));
        } else if fact {
            facts.push(element("dt", "", key.span, vec![words(words::name(name), key.span)]));
            let shown = if ADDRESSES.contains(&name) {
                let shown = draft.text(value);
                draft.link(Some(value), shown)
            } else {
                draft.inline(value)
            };
            facts.push(element("dd", "", value.span, shown));
        } else if is_scalar(value) {
            field(draft, name, value, level, page, nodes);
        } else {
            collection(draft, key, value, level, nodes);
        }
    }
    flush(&mut facts, data.span, nodes);
}

/// Whether a text is short and no prose.
fn is_fact(name: &str, value: &Data) -> bool {
    let text = value.as_str().unwrap_or_default().trim();
    !PROSE.contains(&name)
        && !PICTURES.contains(&name)
        && !CODE.contains(&name)
        && name != "html"
        && !text.contains('\n')
}

fn flush(facts: &mut Vec<Node>, span: Span, nodes: &mut Vec<Node>) {
    if !facts.is_empty() {
        nodes.push(element("dl", "", span, std::mem::take(facts)));
    }
}

/// A text that is prose, code or a picture.
fn field(draft: &mut Draft, name: &str, value: &Data, level: u8, page: bool, nodes: &mut Vec<Node>) {
    if PICTURES.contains(&name) {
        nodes.extend(draft.picture(value, Vec::new()));
    } else if CODE.contains(&name) {
        nodes.push(draft.code(value));
    } else if name == "html" {
        let html = draft.html(value);
        nodes.push(element("div", "", value.span, html));
    } else if page && matches!(name, "summary" | "description") {
        nodes.extend(lead(draft, value));
    } else {
        if !PROSE.contains(&name) {
            nodes.push(draft.heading(level, vec![words(words::name(name), value.span)]));
        }
        nodes.extend(draft.markdown(value));
    }
}

/// A list or a mapping under its key, unless what it holds has titles of its own.
fn collection(draft: &mut Draft, key: &Key, value: &Data, level: u8, nodes: &mut Vec<Node>) {
    if matches!(&value.value, Value::List(items) if items.is_empty())
        || matches!(&value.value, Value::Map(entries) if entries.is_empty())
    {
        return;
    }
    let own = match &value.value {
        Value::List(_) => {
            LISTS.contains(&&*key.name) || key.name.to_lowercase().trim_end_matches('s').ends_with("section")
        }
        _ => name_of(value).0.is_some() && !is_link(value),
    };
    let mut below = level;
    if !own {
        nodes.push(draft.heading(level, vec![words(words::name(&key.name), key.span)]));
        below = level.saturating_add(1);
    }
    match &value.value {
        Value::Map(_) if is_link(value) => {
            let link = link(draft, value);
            nodes.push(element("p", "", value.span, link));
        }
        _ => nodes.extend(draft.inside(value, |draft| {
            let mut nodes = Vec::new();
            match &value.value {
                Value::List(_) => list(draft, &key.name, value, below, &mut nodes),
                _ => mapping(draft, value, below, &mut nodes),
            }
            nodes
        })),
    }
}

/// The entries of a list: texts and links as a list, mappings one behind the other.
fn list(draft: &mut Draft, key: &str, data: &Data, level: u8, nodes: &mut Vec<Node>) {
    let tag = if ORDERED.contains(&key) { "ol" } else { "ul" };
    let mut items = Vec::new();
    let end = |items: &mut Vec<Node>, nodes: &mut Vec<Node>| {
        if !items.is_empty() {
            nodes.push(element(tag, "", data.span, std::mem::take(items)));
        }
    };
    for item in data.as_list().unwrap_or_default() {
        if is_scalar(item) {
            let text = draft.tight(item);
            items.push(element("li", "", item.span, text));
        } else if is_link(item) {
            let link = link(draft, item);
            items.push(element("li", "", item.span, link));
        } else {
            end(&mut items, nodes);
            let inside = draft.inside(item, |draft| {
                let mut nodes = Vec::new();
                match &item.value {
                    Value::List(_) => list(draft, key, item, level, &mut nodes),
                    _ => mapping(draft, item, level, &mut nodes),
                }
                nodes
            });
            nodes.push(element("section", "", item.span, inside));
        }
    }
    end(&mut items, nodes);
}

/// A mapping that is a link: its text, and whatever else it says behind it.
fn link(draft: &mut Draft, data: &Data) -> Vec<Node> {
    let (title, address) = name_of(data);
    let url = address.and_then(|key| data.get(key));
    let shown = match title.and_then(|key| data.get(key)).or(url) {
        Some(shown) => draft.inline(shown),
        None => Vec::new(),
    };
    let mut nodes = draft.link(url, shown);
    for (key, value) in data.as_map().unwrap_or_default() {
        let name = &*key.name;
        if Some(name) == title || Some(name) == address || SILENT.contains(&name) || value.is_null() {
            continue;
        }
        nodes.push(words(" ", value.span));
        let kind = matches!(name, "itemType" | "type" | "linkListType");
        let text = match value.as_str() {
            Some(text) if kind => vec![words(words::kind(text), value.span)],
            _ => draft.inline(value),
        };
        nodes.push(element("small", "", value.span, text));
    }
    nodes
}
