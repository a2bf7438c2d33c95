//! `Landing` and `Hub`: a title, what the pages are about, and cards of links.

use crate::{
    data::Data,
    page::{Kind, Node},
    source::Span,
};

use super::{
    draft::{Draft, element, words},
    shape::{Fields, Shape, any, entries, list, text},
    words,
};

static LANDING: Shape = Shape {
    what: "the page",
    keys: &[text("title").needed(), text("summary"), list("landingContent").needed(), any("highlightedContent")],
};

static LANDING_CARD: Shape =
    Shape { what: "a card", keys: &[text("title").needed(), text("summary"), list("linkLists").needed()] };

static LINK_LIST: Shape =
    Shape { what: "a list of links", keys: &[text("linkListType").needed(), text("title"), list("links").needed()] };

static LINK: Shape = Shape {
    what: "a link",
    keys: &[text("text").needed(), text("url").needed(), text("itemType"), text("note"), text("summary")],
};

static HUB: Shape = Shape {
    what: "the page",
    keys: &[
        text("title").needed(),
        text("summary"),
        any("highlightedContent"),
        any("conceptualContent"),
        any("productDirectory"),
        any("tools"),
        any("additionalContent"),
    ],
};

static PART: Shape = Shape {
    what: "a part of the page",
    keys: &[text("title"), text("summary"), list("items"), list("sections"), text("footer"), any("azureCategories")],
};

static CARD: Shape = Shape {
    what: "a card",
    keys: &[
        text("title").needed(),
        text("summary"),
        text("url"),
        text("itemType"),
        text("imageSrc"),
        list("links"),
        any("footerLink"),
        any("azureCategories"),
        text("note"),
    ],
};

/// Lays a landing page out.
pub(super) fn landing(draft: &mut Draft, root: &Data) -> Vec<Node> {
    let fields = draft.page_fields(root, &LANDING);
    let mut nodes = head(draft, &fields);
    if let Some(data) = fields.get("highlightedContent") {
        nodes.extend(part(draft, data, 2));
    }
    let cards = fields.list("landingContent").iter().map(|data| {
        let fields = draft.fields(data, &LANDING_CARD);
        let mut nodes = Vec::new();
        if let Some(title) = fields.get("title") {
            let title = draft.text(title);
            nodes.push(draft.card_heading(2, title));
        }
        nodes.extend(paragraph(draft, fields.get("summary")));
        for list in fields.list("linkLists") {
            link_list(draft, list, &mut nodes);
        }
        element("li", "", data.span, nodes)
    });
    let cards: Vec<Node> = cards.collect();
    nodes.extend(list_of(cards, "cards", root.span));
    nodes
}

/// The links of one kind on a card.
fn link_list(draft: &mut Draft, data: &Data, nodes: &mut Vec<Node>) {
    let fields = draft.fields(data, &LINK_LIST);
    let kind = match (fields.get("title"), fields.get("linkListType").and_then(Data::as_str)) {
        (Some(title), _) => draft.text(title),
        (None, Some(kind)) => vec![words(words::kind(kind), data.span)],
        (None, None) => Vec::new(),
    };
    if !kind.is_empty() {
        nodes.push(element("h3", "kind", data.span, kind));
    }
    nodes.extend(links(draft, &fields, "links", data.span));
}

/// Lays a hub page out.
pub(super) fn hub(draft: &mut Draft, root: &Data) -> Vec<Node> {
    let fields = draft.page_fields(root, &HUB);
    let mut nodes = head(draft, &fields);
    for name in ["highlightedContent", "conceptualContent", "productDirectory", "tools", "additionalContent"] {
        if let Some(data) = fields.get(name) {
            nodes.extend(part(draft, data, 2));
        }
    }
    nodes
}

/// A part of a hub: a heading, cards, and parts of the same form in it.
fn part(draft: &mut Draft, data: &Data, level: u8) -> Vec<Node> {
    let fields = draft.fields(data, &PART);
    let mut nodes = Vec::new();
    let mut below = level;
    if let Some(title) = fields.get("title") {
        let title = draft.text(title);
        nodes.push(draft.heading(level, title));
        below += 1;
    }
    nodes.extend(paragraph(draft, fields.get("summary")));
    if let Some(categories) = fields.get("azureCategories") {
        nodes.extend(category_words(categories).map(|words| element("p", "", data.span, vec![words])));
    }
    let cards: Vec<Node> = fields.list("items").iter().map(|item| card(draft, item, below)).collect();
    nodes.extend(list_of(cards, "cards", data.span));
    for section in fields.list("sections") {
        nodes.extend(draft.inside(section, |draft| part(draft, section, below.min(6))));
    }
    if let Some(footer) = fields.get("footer") {
        nodes.extend(draft.markdown(footer));
    }
    nodes
}

/// A card: a link as a whole where it has an address, else a title over links.
fn card(draft: &mut Draft, data: &Data, level: u8) -> Node {
    let fields = draft.fields(data, &CARD);
    let mut nodes = Vec::new();
    if let Some(src) = fields.get("imageSrc") {
        nodes.extend(draft.picture(src, Vec::new()));
    }
    if let Some(kind) = fields.get("itemType").and_then(Data::as_str) {
        nodes.push(element("small", "", data.span, vec![words(words::kind(kind), data.span)]));
    }
    if let Some(title) = fields.get("title") {
        let title = draft.text(title);
        let url = fields.get("url");
        let heading = match draft.link(url, title) {
            linked if url.is_some() && linked.len() == 1 => {
                let link = linked.into_iter().next();
                link.map(|link| draft.link_heading(level, link))
            }
            title => Some(draft.card_heading(level, title)),
        };
        nodes.extend(heading);
    } else if let Some(url) = fields.get("url") {
        let shown = draft.text(url);
        nodes.extend(draft.link(Some(url), shown));
    }
    for name in ["summary", "note"] {
        nodes.extend(paragraph(draft, fields.get(name)));
    }
    nodes.extend(links(draft, &fields, "links", data.span));
    if let Some(categories) = fields.get("azureCategories") {
        nodes.extend(category_words(categories).map(|words| element("small", "", data.span, vec![words])));
    }
    if let Some(footer) = fields.get("footerLink") {
        let link = link(draft, footer);
        nodes.push(element("p", "more", footer.span, link));
    }
    element("li", "", data.span, nodes)
}

/// Categories of products, one or several.
fn category_words(data: &Data) -> Option<Node> {
    let names: Vec<String> = match data.as_str() {
        Some(one) => vec![words::name(one)],
        None => entries(data).iter().filter_map(Data::as_str).map(words::name).collect(),
    };
    (!names.is_empty()).then(|| words(names.join(", "), data.span))
}

/// The title and the summary.
pub(super) fn head(draft: &mut Draft, fields: &Fields) -> Vec<Node> {
    let mut nodes = Vec::new();
    if let Some(title) = fields.get("title") {
        let title = draft.text(title);
        nodes.push(draft.heading(1, title));
    }
    if let Some(summary) = fields.get("summary") {
        nodes.extend(lead(draft, summary));
    }
    nodes
}

/// Markdown at the top of a page, set apart where it is one paragraph.
pub(super) fn lead(draft: &mut Draft, data: &Data) -> Vec<Node> {
    let mut nodes = draft.markdown(data);
    if let [only] = &mut *nodes
        && matches!(only.kind, Kind::Paragraph)
    {
        return vec![element("p", "lead", only.span, std::mem::take(&mut only.children))];
    }
    nodes
}

/// A paragraph of a text with a little Markdown.
pub(super) fn paragraph(draft: &mut Draft, data: Option<&Data>) -> Vec<Node> {
    data.map(|data| draft.markdown(data)).unwrap_or_default()
}

fn links(draft: &mut Draft, fields: &Fields, name: &str, span: Span) -> Option<Node> {
    let items: Vec<Node> = fields
        .list(name)
        .iter()
        .map(|data| {
            let link = link(draft, data);
            element("li", "", data.span, link)
        })
        .collect();
    list_of(items, "", span)
}

/// A link with its kind behind it.
pub(super) fn link(draft: &mut Draft, data: &Data) -> Vec<Node> {
    let fields = draft.fields(data, &LINK);
    let url = fields.get("url");
    let shown = match (fields.get("text"), url) {
        (Some(text), _) => draft.text(text),
        (None, Some(url)) => draft.text(url),
        (None, None) => Vec::new(),
    };
    let mut nodes = draft.link(url, shown);
    if let Some(kind) = fields.get("itemType").and_then(Data::as_str) {
        nodes.push(words(" ", data.span));
        nodes.push(element("small", "", data.span, vec![words(words::kind(kind), data.span)]));
    }
    for name in ["summary", "note"] {
        nodes.extend(paragraph(draft, fields.get(name)));
    }
    nodes
}

/// A list, unless it would be empty.
pub(super) fn list_of(items: Vec<Node>, class: &'static str, span: Span) -> Option<Node> {
    (!items.is_empty()).then(|| element("ul", class, span, items))
}
