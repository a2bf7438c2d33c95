//! A page's tree to the HTML of its article.

use std::collections::HashMap;

use super::{code, math, raw};
use crate::{
    body::{Body, Code, Footnotes, Label, Site},
    config::HtmlPolicy,
    ext,
    page::{Alignment, CodeBlock, Element, FileId, Kind, Link, Links, Node, Page},
    safe, xref,
};

/// Writes the article of a page: its body with its `h1`, without the frame. `address` is the page's own, relative to
/// the site's root.
pub fn article<'a>(id: FileId, page: &'a Page, links: &'a Links, address: &'a str, site: &'a Site<'a>) -> String {
    let mut body = Body {
        out: String::with_capacity(page.source.text.len() * 3 / 2),
        site,
        page,
        links,
        address,
        write: contained,
        code: code::write,
        including: vec![id],
        open: Vec::new(),
        floor: 0,
        dropping: None,
        depth: 0,
        stems: HashMap::new(),
        footnotes: Footnotes::of(page, String::new()),
        in_link: false,
    };
    raw::contained(&mut body, |body| {
        for node in &page.body {
            write_node(body, node);
            body.raw("\n");
        }
    });
    if !body.footnotes.order.is_empty() {
        body.write_footnotes();
        body.raw("\n");
    }
    body.out
}

/// Writes the children of a container.
fn contained<'a>(body: &mut Body<'a>, nodes: &'a [Node]) {
    raw::contained(body, |body| write(body, nodes));
}

/// Writes nodes: blocks or inlines.
fn write<'a>(body: &mut Body<'a>, nodes: &'a [Node]) {
    for node in nodes {
        write_node(body, node);
    }
}

fn write_node<'a>(body: &mut Body<'a>, node: &'a Node) {
    match &node.kind {
        Kind::Paragraph => match film(body, &node.children) {
            Some((player, alt)) => ext::video::write_player(body, &player, &alt),
            None => element(body, "p", &node.children),
        },
        Kind::Heading(index) => heading(body, *index, node),
        Kind::Quote => element(body, "blockquote", &node.children),
        Kind::List(list) => {
            let tag = if list.start.is_some() { "ol" } else { "ul" };
            body.raw("<");
            body.raw(tag);
            if let Some(start) = list.start.filter(|&start| start != 1) {
                body.attribute("start", &start.to_string());
            }
            if node.children.iter().any(|item| matches!(item.kind, Kind::Item(Some(_)))) {
                body.raw(" class=\"tasks\"");
            }
            body.raw(">");
            body.children(&node.children);
            body.raw("</");
            body.raw(tag);
            body.raw(">");
        }
        Kind::Item(task) => item(body, *task, node),
        Kind::Code(code) => code_block(body, code, node),
        Kind::Html(html) => raw::write(body, html, node),
        Kind::Rule => body.raw("<hr>"),
        Kind::Table(alignments) => table(body, alignments, node),
        Kind::DefinitionList => element(body, "dl", &node.children),
        Kind::DefinitionTitle => element(body, "dt", &node.children),
        Kind::Definition => element(body, "dd", &node.children),
        // Written by the table that holds them.
        Kind::TableHead | Kind::TableRow | Kind::TableCell => body.children(&node.children),
        Kind::Text => {
            let page = body.page;
            body.text(page.text(node.span));
        }
        Kind::Literal(text) => body.text(text),
        Kind::InlineCode(text) => {
            body.raw("<code>");
            body.text(text);
            body.raw("</code>");
        }
        Kind::Emphasis => element(body, "em", &node.children),
        Kind::Strong => element(body, "strong", &node.children),
        Kind::Strikethrough => element(body, "del", &node.children),
        Kind::Link(link) => {
            let outer = std::mem::replace(&mut body.in_link, true);
            write_link(body, link, node);
            body.in_link = outer;
        }
        Kind::Image(image) => picture(body, image, node),
        Kind::SoftBreak => body.raw("\n"),
        Kind::HardBreak => body.raw("<br>\n"),
        Kind::FootnoteReference(label) => body.footnote_reference(label),
        // Written where the footnotes are.
        Kind::Footnote(_) => {}
        Kind::Math(formula) => math::write(&formula.tex, formula.display, &mut body.out),
        Kind::Directive(directive) => (ext::ALL[directive.extension as usize].write)(body, directive, node),
        Kind::Element(element) => write_element(body, element, node),
    }
}

/// An element of a page in YAML.
fn write_element<'a>(body: &mut Body<'a>, element: &'a Element, node: &'a Node) {
    body.raw("<");
    body.raw(element.tag);
    if let Some(id) = &element.id {
        body.attribute("id", id);
    }
    if !element.class.is_empty() {
        body.attribute("class", element.class);
    }
    body.raw(">");
    body.children(&node.children);
    body.raw("</");
    body.raw(element.tag);
    body.raw(">");
}

fn element<'a>(body: &mut Body<'a>, tag: &str, children: &'a [Node]) {
    body.raw("<");
    body.raw(tag);
    body.raw(">");
    // An element that a paragraph opens may well be closed in the next one.
    if tag == "blockquote" || tag == "dd" {
        body.children(children);
    } else {
        write(body, children);
    }
    body.raw("</");
    body.raw(tag);
    body.raw(">");
}

fn heading<'a>(body: &mut Body<'a>, index: u32, node: &'a Node) {
    let page = body.page;
    let Some(heading) = page.outline.headings.get(index as usize) else { return };
    let tag = ["h1", "h1", "h2", "h3", "h4", "h5", "h6"].get(usize::from(heading.level)).copied().unwrap_or("h6");
    let linked = !node.children.iter().any(|child| holds_anchor(body, child));
    body.raw("<");
    body.raw(tag);
    body.attribute("id", &heading.id);
    body.raw(">");
    if linked {
        body.raw("<a");
        body.address("href", &format!("#{}", heading.id));
        body.raw(">");
    }
    body.children(&node.children);
    if linked {
        body.raw("</a>");
    }
    body.raw("</");
    body.raw(tag);
    body.raw(">");
}

/// Whether a heading's content writes an `<a>` of its own: a link, an anchor, a footnote's number, an include, which may
/// hold one.
fn holds_anchor(body: &Body, node: &Node) -> bool {
    let page = body.page;
    match &node.kind {
        Kind::Link(link) if link.auto && !super::xref::is_linked(body, link.to) => false,
        Kind::Link(_) | Kind::FootnoteReference(_) | Kind::Directive(_) => true,
        Kind::Html(raw) => {
            let html = raw.text.as_deref().unwrap_or_else(|| page.text(node.span));
            html.get(..2).is_some_and(|start| start.eq_ignore_ascii_case("<a"))
        }
        _ => node.children.iter().any(|child| holds_anchor(body, child)),
    }
}

fn item<'a>(body: &mut Body<'a>, task: Option<bool>, node: &'a Node) {
    body.raw("<li>");
    let Some(checked) = task else {
        body.children(&node.children);
        return body.raw("</li>");
    };
    // In a loose list the box belongs to the first paragraph.
    let (first, rest) = match node.children.split_first() {
        Some((first, rest)) if matches!(first.kind, Kind::Paragraph) => (Some(first), rest),
        _ => (None, &*node.children),
    };
    body.raw(if first.is_some() { "<p>" } else { "" });
    // Its name for readers who hear the page is given by the theme's script.
    body.raw(if checked {
        "<input type=\"checkbox\" disabled checked> "
    } else {
        "<input type=\"checkbox\" disabled> "
    });
    if let Some(first) = first {
        body.children(&first.children);
        body.raw("</p>");
    }
    body.children(rest);
    body.raw("</li>");
}

fn code_block<'a>(body: &mut Body<'a>, code: &CodeBlock, node: &'a Node) {
    let text = body.page.code(node);
    let language = code.language();
    if language.eq_ignore_ascii_case("mermaid") {
        body.raw("<pre class=\"mermaid\">");
        body.text(&text);
        return body.raw("</pre>");
    }
    let (language, interactive) = ext::snippet::interactive(language);
    let code = Code {
        language,
        label: Label::Language,
        text: &text,
        marked: &[],
        interactive,
        mode: None,
        source: None,
        name: None,
        title: None,
    };
    code::write(&mut body.out, &code, body.site);
}

fn table<'a>(body: &mut Body<'a>, alignments: &[Alignment], node: &'a Node) {
    let number = body.count("table");
    body.raw("<div class=\"table\" role=\"region\" tabindex=\"0\"");
    body.attribute("aria-label", &body.site.words.with("table", number));
    body.raw("><table>");
    let head = node.children.iter().find(|row| matches!(row.kind, Kind::TableHead));
    let row_headers = head.is_some_and(|head| is_matrix(body.page, head, node));
    let width = node.children.iter().map(|row| row.children.len()).max().unwrap_or(0);
    let mut room = PAD_LIMIT;
    if let Some(head) = head {
        body.raw("<thead>");
        row(body, alignments, &head.children, "th", false);
        pad(body, (width - head.children.len()).min(room));
        body.raw("</thead>");
    }
    let rows: Vec<&Node> = node.children.iter().filter(|row| matches!(row.kind, Kind::TableRow)).collect();
    if !rows.is_empty() {
        body.raw("<tbody>");
        for line in rows {
            row(body, alignments, &line.children, "td", row_headers);
            let lacking = (width - line.children.len()).min(room);
            room -= lacking;
            pad(body, lacking);
        }
        body.raw("</tbody>");
    }
    body.raw("</table></div>");
}

/// A first column of bold cells under an empty first header cell holds the names of the rows.
fn is_matrix(page: &Page, head: &Node, table: &Node) -> bool {
    let empty = head.children.first().is_some_and(|cell| is_blank(page, &cell.children));
    let mut rows = table.children.iter().filter(|row| matches!(row.kind, Kind::TableRow)).peekable();
    empty && rows.peek().is_some() && rows.all(|row| row.children.first().and_then(bold).is_some())
}

fn is_blank(page: &Page, nodes: &[Node]) -> bool {
    nodes.iter().all(|node| matches!(node.kind, Kind::Text) && page.text(node.span).trim().is_empty())
}

/// What stands in a cell that is bold as a whole.
fn bold(cell: &Node) -> Option<&Node> {
    match &*cell.children {
        [only] if matches!(only.kind, Kind::Strong) => Some(only),
        _ => None,
    }
}

/// Empty cells that fill the rows of a table at most: thousands of columns and thousands of short rows would be millions.
const PAD_LIMIT: usize = 1 << 16;

/// Fills a row up to the widest of its table, and ends it.
fn pad(body: &mut Body, lacking: usize) {
    for _ in 0..lacking {
        body.raw("<td></td>");
    }
    body.raw("</tr>");
}

/// Writes the cells of a row, which [`pad`] ends.
fn row<'a>(body: &mut Body<'a>, alignments: &[Alignment], cells: &'a [Node], tag: &str, header: bool) {
    body.raw("<tr>");
    for (at, cell) in cells.iter().enumerate() {
        let class = match alignments.get(at) {
            Some(Alignment::Left) => " class=\"left\"",
            Some(Alignment::Center) => " class=\"center\"",
            Some(Alignment::Right) => " class=\"right\"",
            _ => "",
        };
        let name = bold(cell).filter(|_| header && at == 0);
        // An empty header cell names nothing: for readers who hear the page it is none.
        let tag = if name.is_some() {
            "th"
        } else if tag == "th" && is_blank(body.page, &cell.children) {
            "td"
        } else {
            tag
        };
        body.raw("<");
        body.raw(tag);
        body.raw(if name.is_some() { " scope=\"row\"" } else { "" });
        body.raw(class);
        body.raw(">");
        body.children(&name.unwrap_or(cell).children);
        body.raw("</");
        body.raw(tag);
        body.raw(">");
    }
}

fn write_link<'a>(body: &mut Body<'a>, link: &'a Link, node: &'a Node) {
    if let Some(xref) = xref::read(body.written(link.to)) {
        return super::xref::write(body, link, &xref, node);
    }
    let href = body.href(link.to);
    let forbidden = body.site.html == HtmlPolicy::Safe && !safe::is_address(&href);
    if forbidden {
        return body.children(&node.children);
    }
    body.raw("<a");
    let large = href.strip_suffix("#lightbox").map(str::to_owned);
    if let Some(large) = &large {
        body.raw(" class=\"zoom\"");
        body.address("href", large);
    } else {
        body.address("href", &href);
    }
    if !link.title.is_empty() {
        body.attribute("title", &link.title);
    }
    body.raw(">");
    body.children(&node.children);
    body.raw("</a>");
}

fn picture<'a>(body: &mut Body<'a>, image: &'a Link, node: &'a Node) {
    let src = body.src(image.to);
    let path = src.split(['?', '#']).next().unwrap_or("");
    let extension = path.rsplit_once('.').map_or("", |(_, extension)| extension).to_ascii_lowercase();
    let alt = body.page.plain_text(&node.children);
    if let Some(player) = ext::video::film(body.written(image.to)) {
        return ext::video::write_frame(body, &player, &alt);
    }
    match &*extension {
        "mp4" | "webm" | "ogv" | "m4v" | "mov" => return media(body, "video", &src, (&alt, &image.title)),
        "mp3" | "ogg" | "oga" | "wav" | "m4a" | "flac" | "opus" => {
            return media(body, "audio", &src, (&alt, &image.title));
        }
        _ => {}
    }
    // `![](x.png#lightbox)` asks for what a link around it would do.
    let zoom = body.written(image.to).ends_with("#lightbox") && !body.in_link;
    let src = src.strip_suffix("#lightbox").map_or(src.clone(), str::to_owned);
    if zoom {
        body.raw("<a class=\"zoom\"");
        body.address("href", &src);
        body.raw(">");
    }
    body.raw("<img");
    body.address("src", &src);
    body.attribute("alt", &alt);
    if !image.title.is_empty() {
        body.attribute("title", &image.title);
    }
    body.picture_size(image.to);
    body.raw(" loading=\"lazy\">");
    body.raw(if zoom { "</a>" } else { "" });
}

/// The player and text of a picture that stands alone in its paragraph and is a page on which a film is shown.
fn film(body: &Body, nodes: &[Node]) -> Option<(String, String)> {
    let [Node { kind: Kind::Image(image), children, .. }] = nodes else { return None };
    Some((ext::video::film(body.written(image.to))?, body.page.plain_text(children)))
}

fn media(body: &mut Body, tag: &str, src: &str, (label, title): (&str, &str)) {
    body.raw("<");
    body.raw(tag);
    body.raw(" controls");
    body.address("src", src);
    if !label.is_empty() {
        body.attribute("aria-label", label);
    }
    if !title.is_empty() {
        body.attribute("title", title);
    }
    body.raw("></");
    body.raw(tag);
    body.raw(">");
}
