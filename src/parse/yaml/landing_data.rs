//! `YamlDocument` with `documentType: LandingData`: the landing pages of 2017.

use crate::{
    data::Data,
    page::{Alignment, Kind, Node},
    rules,
    source::Span,
    suggest,
};

use super::{
    anything,
    cards::{lead, paragraph},
    draft::{Draft, element, spot, words},
    shape::{Fields, Key, Shape, any, list, text},
    words,
};

static PAGE: Shape =
    Shape { what: "the page", keys: &[text("title").needed(), any("abstract"), list("sections").needed()] };

static ABSTRACT: Shape = Shape { what: "`abstract`", keys: &[text("description"), any("aside"), any("menu")] };

static ASIDE: Shape = Shape { what: "`aside`", keys: &[text("title"), text("href"), any("image"), any("width")] };

const IMAGE_KEYS: &[Key] = &[
    text("src").needed(),
    text("alt"),
    text("text"),
    text("href"),
    any("height"),
    any("width"),
    any("role"),
    any("className"),
];

static IMAGE: Shape = Shape { what: "a picture", keys: IMAGE_KEYS };

static SECTION: Shape = Shape {
    what: "a section",
    keys: &[text("title"), list("items"), text("type"), text("text"), text("html"), any("className"), any("style")],
};

static ITEM: Shape = Shape {
    what: "a part of a section",
    keys: &[
        text("type").needed(),
        text("text"),
        text("html"),
        text("title"),
        text("style"),
        text("className"),
        list("items"),
        list("columns"),
        list("rows"),
    ],
};

static ENTRY: Shape = Shape {
    what: "an entry of a list",
    keys: &[text("title"), text("text"), text("html"), text("href"), any("image"), text("className")],
};

static COLUMN: Shape =
    Shape { what: "a column", keys: &[any("image"), text("text"), text("title"), text("href"), text("html")] };

static ROW: Shape = Shape { what: "a row", keys: &[text("title"), list("values")] };

static VALUE: Shape = Shape { what: "a cell", keys: &[text("href"), text("text"), text("html"), text("title")] };

const TYPES: [&str; 5] = ["paragraph", "list", "table", "text", "markdown"];

/// Lays a landing page out; a document of another type is shown as it is.
pub(super) fn lay_out(draft: &mut Draft, root: &Data) -> Vec<Node> {
    let kind = root.get("documentType").and_then(Data::as_str).unwrap_or("");
    if !kind.is_empty() && !kind.eq_ignore_ascii_case("LandingData") {
        if let Some(data) = root.get("documentType") {
            let message = format!("`{kind}` is no known type of document; its content is shown as it is");
            let span = spot(draft.source, data);
            draft.find(&rules::UNKNOWN_CONTENT_TYPE, span, message);
        }
        return anything::article(draft, root);
    }
    let fields = draft.page_fields(root, &PAGE);
    let mut nodes = Vec::new();
    if let Some(title) = fields.get("title") {
        let title = draft.text(title);
        nodes.push(draft.heading(1, title));
    }
    if let Some(data) = fields.get("abstract") {
        let fields = draft.fields(data, &ABSTRACT);
        if let Some(description) = fields.get("description") {
            nodes.extend(lead(draft, description));
        }
        if let Some(data) = fields.get("aside") {
            nodes.push(aside(draft, data));
        }
        if let Some(menu) = fields.get("menu") {
            nodes.extend(anything::value(draft, menu, 2));
        }
    }
    for data in fields.list("sections") {
        let fields = draft.fields(data, &SECTION);
        if let Some(title) = fields.get("title") {
            let title = draft.text(title);
            nodes.push(draft.heading(2, title));
        }
        content(draft, &fields, &mut nodes);
        for data in fields.list("items") {
            item(draft, data, &mut nodes);
        }
    }
    nodes
}

/// A picture with its title beside the abstract, mostly of a video.
fn aside(draft: &mut Draft, data: &Data) -> Node {
    let fields = draft.fields(data, &ASIDE);
    let mut nodes: Vec<Node> = fields.get("image").and_then(|data| image(draft, data, None)).into_iter().collect();
    if let Some(title) = fields.get("title") {
        let title = draft.inline(title);
        nodes.push(element("figcaption", "", data.span, title));
    }
    let nodes = draft.link(fields.get("href"), nodes);
    element("figure", "", data.span, nodes)
}

/// Texts of a mapping: Markdown, which may hold HTML, and HTML.
fn content(draft: &mut Draft, fields: &Fields, nodes: &mut Vec<Node>) {
    let line = fields.get("type").and_then(Data::as_str) == Some("paragraph");
    match fields.get("text").filter(|_| line) {
        Some(text) => {
            let line = draft.inline(text);
            // It may be a heading in HTML, which no paragraph holds.
            let html = line.first().is_some_and(|first| matches!(first.kind, Kind::Html(_)));
            nodes.push(element(if html { "div" } else { "p" }, "", text.span, line));
        }
        None => nodes.extend(paragraph(draft, fields.get("text"))),
    }
    if let Some(html) = fields.get("html") {
        let html = draft.html(html);
        nodes.push(element("div", "", html.first().map_or(Span::default(), |node| node.span), html));
    }
}

fn item(draft: &mut Draft, data: &Data, nodes: &mut Vec<Node>) {
    let fields = draft.fields(data, &ITEM);
    if let Some(data) = fields.get("type") {
        let kind = data.as_str().unwrap_or("");
        if !TYPES.contains(&kind) {
            let span = spot(draft.source, data);
            let message = format!("`{kind}` is no type of a section's part");
            let near = suggest::nearest(kind, TYPES);
            let finding = draft.find(&rules::UNEXPECTED_TYPE, span, message);
            if let Some(near) = near {
                finding.help = Some(format!("did you mean `{near}`?"));
                finding.propose(near, near.to_owned(), suggest::is_slip(kind, near, TYPES));
            }
        }
    }
    if let Some(title) = fields.get("title") {
        let title = draft.text(title);
        nodes.push(draft.heading(3, title));
    }
    content(draft, &fields, nodes);
    let style = fields.get("style").and_then(Data::as_str).unwrap_or("");
    let items: Vec<Node> = fields.list("items").iter().map(|data| entry(draft, data, style)).collect();
    if !items.is_empty() {
        let (tag, class) = match style {
            "ordered" => ("ol", ""),
            "cards" => ("ul", "cards"),
            _ if style.starts_with("icon") => ("ul", "icons"),
            _ => ("ul", ""),
        };
        nodes.push(element(tag, class, data.span, items));
    }
    if !fields.list("rows").is_empty() || !fields.list("columns").is_empty() {
        nodes.push(table(draft, &fields, data.span));
    }
}

/// An entry of a list: a picture and a text that are one link, or HTML under a title.
fn entry(draft: &mut Draft, data: &Data, style: &str) -> Node {
    let fields = draft.fields(data, &ENTRY);
    let mut nodes: Vec<Node> = fields.get("image").and_then(|data| image(draft, data, None)).into_iter().collect();
    let href = fields.get("href");
    if let Some(title) = fields.get("title") {
        let title = draft.text(title);
        match (href, style) {
            (Some(_), _) if fields.get("text").is_none() => nodes.extend(draft.link(href, title)),
            (_, "cards") => nodes.push(draft.card_heading(3, title)),
            _ => nodes.push(element("strong", "", data.span, title)),
        }
    }
    if let Some(text) = fields.get("text") {
        let text = draft.inline(text);
        nodes.extend(draft.link(href, text));
    } else if let (Some(href), None) = (href, fields.get("title")) {
        let shown = draft.text(href);
        nodes.extend(draft.link(Some(href), shown));
    }
    if let Some(html) = fields.get("html") {
        nodes.extend(draft.html(html));
    }
    element("li", "", data.span, nodes)
}

/// A picture, a link where it has an address. Without a text of its own it has the one that is given, if any.
fn image(draft: &mut Draft, data: &Data, alt: Option<String>) -> Option<Node> {
    let fields = draft.fields(data, &IMAGE);
    let written = fields.get("alt").or(fields.get("text")).map(|text| draft.text(text));
    let alt = written.or_else(|| alt.map(|alt| vec![words(alt, data.span)])).unwrap_or_default();
    let picture = draft.picture(fields.get("src")?, alt)?;
    draft.link(fields.get("href"), vec![picture]).pop()
}

/// Which things there are for which: rows of links under columns of pictures.
fn table(draft: &mut Draft, fields: &Fields, span: Span) -> Node {
    let mut names = Vec::new();
    let cell_of = |span: Span, children: Vec<Node>| Node { kind: Kind::TableCell, span, children };
    let mut head = vec![cell_of(span, Vec::new())];
    for data in fields.list("columns") {
        let fields = draft.fields(data, &COLUMN);
        let file = fields.get("image").and_then(|image| image.get("src")).and_then(Data::as_str).map(file_words);
        let mut nodes: Vec<Node> = Vec::new();
        let mut texts: Vec<Node> = Vec::new();
        for name in ["title", "text"] {
            texts.extend(fields.get(name).map(|text| draft.text(text)).unwrap_or_default());
        }
        let name = draft.plain_text(&texts);
        if let Some(data) = fields.get("image") {
            let picture = image(draft, data, file.clone().filter(|_| name.is_empty()));
            let own = data.get("alt").or(data.get("text")).and_then(Data::as_str).map(str::to_owned);
            names.push(if name.is_empty() { own.or(file).unwrap_or_default() } else { name });
            nodes.extend(picture);
        } else {
            names.push(name);
        }
        nodes.extend(draft.link(fields.get("href"), texts));
        nodes.extend(fields.get("html").map(|html| draft.html(html)).unwrap_or_default());
        head.push(cell_of(data.span, nodes));
    }
    let mut rows = Vec::new();
    for data in fields.list("rows") {
        let fields = draft.fields(data, &ROW);
        let title = fields.get("title").map(|title| draft.text(title)).unwrap_or_default();
        // Bold in the first column under an empty cell makes the row's name of it.
        let name = Node { kind: Kind::Strong, span: data.span, children: title };
        let mut cells = vec![cell_of(data.span, vec![name])];
        for (at, data) in fields.list("values").iter().enumerate() {
            let name = names.get(at).cloned().unwrap_or_default();
            let nodes = cell(draft, data, name);
            cells.push(cell_of(data.span, nodes));
        }
        rows.push(Node { kind: Kind::TableRow, span: data.span, children: cells });
    }
    let columns = head.len();
    let mut children = vec![Node { kind: Kind::TableHead, span, children: head }];
    children.append(&mut rows);
    Node { kind: Kind::Table(vec![Alignment::None; columns].into()), span, children }
}

/// A cell: a link with the name of its column where it has no text.
fn cell(draft: &mut Draft, data: &Data, name: String) -> Vec<Node> {
    let fields = draft.fields(data, &VALUE);
    let href = fields.get("href");
    let written = fields.get("text").or(fields.get("title")).map(|text| draft.inline(text));
    let shown = written.unwrap_or_else(|| match href {
        Some(_) if !name.is_empty() => vec![words(name, data.span)],
        Some(href) => draft.text(href),
        None => Vec::new(),
    });
    let mut nodes = draft.link(href, shown);
    nodes.extend(fields.get("html").map(|html| draft.html(html)).unwrap_or_default());
    nodes
}

/// What a picture without a text probably shows: `media/logo_python.svg` shows `Python`.
fn file_words(src: &str) -> String {
    let name = src.rsplit('/').next().unwrap_or(src);
    let stem = name.split('.').next().unwrap_or(name);
    words::name(stem.strip_prefix("logo_").or(stem.strip_prefix("logo-")).unwrap_or(stem))
}
