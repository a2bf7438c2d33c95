//! Raw HTML that is not published: what Learn's build takes away, and what `html: safe` does.

use super::{Asked, File};
use crate::{
    page::{Node, Page, RawHtml},
    rules, safe,
    source::Span,
    tag::{self, Attribute, Tag},
};

/// Reports each element and each attribute that is left out.
pub(super) fn check(file: &mut File, raw: &RawHtml, node: &Node) {
    let (page, asked) = (file.page, file.asked);
    let html = raw.text.as_deref().unwrap_or_else(|| page.text(node.span));
    if !(asked.learn || asked.safe) || is_plain(html) {
        return;
    }
    // The element whose text is no HTML, while it is open.
    let mut within: Option<String> = None;
    for tag in tag::tags(html) {
        if let Some(name) = &within {
            if tag.end && tag.name == *name {
                within = None;
            }
            continue;
        }
        if tag.end {
            continue;
        }
        if matches!(&*tag.name, "script" | "style") && !tag.self_closing {
            within = Some(tag.name.clone());
        }
        let start = tag.span.start as usize + 1;
        if !published(&tag, asked) {
            let span = raw.place(node.span, Span::new(start, start + tag.name.len()));
            let message = || format!("the element `{}` is not allowed", page.text(span));
            if let Some(finding) =
                file.find(&rules::DISALLOWED_HTML_TAG, span, message).filter(|_| !is_element(&tag.name))
            {
                finding.help = Some(if in_cut_code(page, span) {
                    "a `|` ends the cell in the middle of a code span: write `\\|`".into()
                } else {
                    "write `\\<` or a code span if it is meant as text".into()
                });
            }
            continue;
        }
        for attribute in &tag.attributes {
            if !published_attribute(&tag.name, attribute, asked) {
                let start = attribute.span.start as usize;
                let span = raw.place(node.span, Span::new(start, start + attribute.name.len()));
                let message =
                    || format!("the attribute `{}` of the element `{}` is not allowed", attribute.name, tag.name);
                file.find(&rules::DISALLOWED_HTML_ATTRIBUTE, span, message);
            }
        }
    }
}

/// Whether a place is in a row of a table, and beside a `|` which cuts a code span in two.
fn in_cut_code(page: &Page, place: Span) -> bool {
    let text = &page.source.text;
    let (before, after) = (&text[..place.start as usize], &text[place.end as usize..]);
    let start = before.rfind('\n').map_or(0, |at| at + 1);
    let line = &text[start..place.end as usize + after.find('\n').unwrap_or(after.len())];
    let mut at = start;
    let cell = line.split_inclusive('|').find(|cell| {
        at += cell.len();
        at > place.start as usize
    });
    line.trim_start_matches([' ', '>']).starts_with('|') && cell.is_some_and(|cell| cell.matches('`').count() % 2 == 1)
}

/// Whether HTML is nothing but an end tag, a line break, an anchor or a comment: most of it is.
fn is_plain(html: &str) -> bool {
    html.starts_with("</") && html.find('>') == Some(html.len() - 1)
        || is_anchor(html)
        || matches!(html, "<br>" | "<br/>" | "<br />")
        || html.starts_with("<!--") && html.find("-->") == Some(html.trim_end().len().saturating_sub(3))
}

/// Whether HTML is `<a name="x">` or `<a id="x">`.
fn is_anchor(html: &str) -> bool {
    let value = html.strip_prefix("<a name=\"").or_else(|| html.strip_prefix("<a id=\""));
    value.and_then(|value| value.strip_suffix("\">")).is_some_and(|value| !value.contains('"'))
}

fn published(tag: &Tag, asked: &Asked) -> bool {
    let learn = !asked.learn || tag.name == "xref" || on_learn(&tag.name).is_some();
    learn && (!asked.safe || safe::is_element(&tag.name))
}

fn published_attribute(element: &str, attribute: &Attribute, asked: &Asked) -> bool {
    let name = &*attribute.name;
    let of_all = GLOBAL.contains(&name) || name.starts_with("aria-") || name.starts_with("data-");
    let own = || on_learn(element).is_some_and(|own| own.split(' ').any(|known| known == name));
    let known = of_all || element == "xref" || name == "nocheck" || own();
    (!asked.learn || known) && (!asked.safe || safe::is_attribute(element, name, &attribute.value))
}

/// Attributes that every element may have on Learn.
const GLOBAL: &[&str] = &[
    "name",
    "id",
    "class",
    "itemid",
    "itemprop",
    "itemref",
    "itemscope",
    "itemtype",
    "part",
    "slot",
    "spellcheck",
    "title",
    "role",
];

/// The attributes that an element may have on Learn beside those of all elements; `None` for one that is not published.
#[rustfmt::skip]
fn on_learn(element: &str) -> Option<&'static str> {
    Some(match element {
        "abbr" | "address" | "article" | "b" | "bdi" | "bdo" | "caption" | "center" | "cite" | "dd" | "details" | "dfn" | "dl"
        | "dt" | "em" | "figcaption" | "figure" | "h1" | "h2" | "h3" | "h4" | "head" | "i" | "kbd" | "mark" | "nav" | "nobr"
        | "rgn" | "s" | "samp" | "section" | "small" | "strike" | "strong" | "sub" | "summary" | "sup" | "tfoot" | "u" | "ul"
        | "var" | "wbr" => "",
        "a" => "href target rel alt download tabindex",
        "button" => "hidden type",
        "blockquote" | "q" => "cite",
        "br" => "clear",
        "code" => "lang",
        "col" => "width span",
        "colgroup" => "span",
        "del" | "ins" => "cite datetime",
        "div" => "align hidden",
        "font" => "color face size",
        "form" => "action",
        "hr" => "size color width",
        "iframe" => "allow align border marginwidth frameborder allowtransparency allowfullscreen scrolling height src width loading",
        "image" => "alt height src width",
        "img" => "alt height src width align hspace border sizes valign",
        "input" => "type value",
        "label" => "for",
        "li" => "value",
        "ol" => "reversed start type",
        "p" => "align dir hidden lang valign",
        "pre" => "lang",
        "source" => "src type",
        "span" => "dir lang",
        "table" => "align width border valign bgcolor frame cellpadding cellspacing bordercolor",
        "tbody" => "align valign width",
        "td" => "rowspan colspan align width valign bgcolor hidden nowrap",
        "th" => "rowspan colspan align width bgcolor scope valign",
        "thead" => "align valign",
        "time" => "datetime",
        "tr" => "align valign colspan height bgcolor",
        "video" => "src width height preload controls poster",
        _ => return None,
    })
}

/// Whether a name is that of an element, not of a thing in angle brackets such as `<name>`.
#[rustfmt::skip]
fn is_element(name: &str) -> bool {
    on_learn(name).is_some() || safe::is_element(name) || [
        "applet", "base", "body", "canvas", "datalist", "dialog", "embed", "fieldset", "frame", "frameset", "html", "legend",
        "link", "main", "marquee", "math", "meta", "meter", "noscript", "object", "optgroup", "option", "output", "param",
        "progress", "script", "select", "style", "svg", "template", "textarea", "title",
    ].contains(&name)
}
