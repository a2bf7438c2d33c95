//! Pictures with all that Learn says of them: `:::image type="content" source="a.png" alt-text="…":::`.

use super::{Extension, Lines, Raw, Reading, Shape};
use crate::{
    body::Body,
    page::{Directive, Node, RefKind},
    rules,
};

pub const EXTENSION: Extension = Extension {
    name: "image",
    shape: Shape::Colon,
    words: &["image"],
    rule: &rules::INVALID_IMAGE,
    attributes: &["type", "source", "alt-text", "lightbox", "border", "link", "loc-scope"],
    lines: Lines::Any,
    holds: |directive| &*directive.variant == "complex",
    read,
    write,
};

fn read(raw: &Raw, reading: &mut Reading) -> Option<Directive> {
    let kind = raw.attribute("type").map_or("content".into(), |kind| kind.value.to_ascii_lowercase());
    if !["content", "complex", "icon"].contains(&&*kind) {
        let (place, written) = raw.attribute("type").map_or((raw.span, ""), |kind| (kind.value_span, &*kind.value));
        reading.find(
            &rules::INVALID_IMAGE,
            place,
            format!("`{written}` is no type of image: content, complex or icon"),
        );
    }
    if kind == "complex" && !raw.block {
        let message = "an image with a description must stand alone on its line";
        reading.find(&rules::INVALID_IMAGE, raw.span, message);
    }
    let Some(source) = raw.attribute("source") else {
        reading.find(&rules::INVALID_IMAGE, raw.span, "the image has no `source`");
        return None;
    };
    let alt = raw.attribute("alt-text").map_or("", |alt| alt.value.trim());
    if alt.is_empty() && kind != "icon" {
        reading.find(&rules::INVALID_IMAGE, raw.span, "the image has no `alt-text`: say what it shows");
    }
    let mut refs = vec![reading.reference(RefKind::Image, source.value.trim(), source.value_span)];
    let mut attributes = vec![("alt".into(), alt.into())];
    // A link wins over a larger picture.
    if let Some(link) = raw.attribute("link") {
        refs.push(reading.reference(RefKind::Link, link.value.trim(), link.value_span));
        attributes.push(("around".into(), "link".into()));
    } else if let Some(large) = raw.attribute("lightbox") {
        refs.push(reading.reference(RefKind::Image, large.value.trim(), large.value_span));
        attributes.push(("around".into(), "lightbox".into()));
    }
    let bordered = match raw.attribute("border") {
        Some(border) => border.value.trim().eq_ignore_ascii_case("true"),
        None => kind != "icon",
    };
    if bordered {
        attributes.push(("bordered".into(), "true".into()));
    }
    if raw.block {
        attributes.push(("block".into(), "true".into()));
    }
    Some(Directive { extension: raw.extension, variant: kind.into(), attributes, refs })
}

fn write<'a>(body: &mut Body<'a>, directive: &'a Directive, node: &'a Node) {
    let Some(&source) = directive.refs.first() else { return };
    let complex = &*directive.variant == "complex";
    let icon = &*directive.variant == "icon";
    let figure = (directive.attribute("block").is_some() || complex) && !icon;
    let bordered = directive.attribute("bordered").is_some();
    if figure {
        body.raw(if bordered { "<figure class=\"image bordered\">" } else { "<figure class=\"image\">" });
    }
    match (directive.attribute("around"), directive.refs.get(1)) {
        (Some("link"), Some(&link)) => {
            let href = body.href(link);
            body.raw("<a");
            body.address("href", &href);
            body.raw(">");
        }
        (Some(_), Some(&large)) => {
            let src = body.src(large);
            body.raw("<a class=\"zoom\"");
            body.address("href", src.split('#').next().unwrap_or(""));
            body.raw(">");
        }
        _ => {}
    }
    let description = (complex && !node.children.is_empty()).then(|| body.id("description"));
    let src = body.src(source);
    body.raw("<img");
    match (icon, bordered && !figure) {
        (true, _) => body.raw(" class=\"icon\""),
        (_, true) => body.raw(" class=\"bordered\""),
        _ => {}
    }
    body.address("src", src.split('#').next().unwrap_or(""));
    body.attribute("alt", if icon { "" } else { directive.attribute("alt").unwrap_or("") });
    if icon {
        body.raw(" role=\"presentation\"");
    }
    body.picture_size(source);
    body.raw(" loading=\"lazy\"");
    if let Some(id) = &description {
        body.attribute("aria-describedby", id);
    }
    body.raw(">");
    if directive.refs.len() > 1 {
        body.raw("</a>");
    }
    if let Some(id) = description {
        body.raw("<details class=\"long-description\"");
        body.attribute("id", &id);
        body.raw("><summary>");
        body.text(body.site.words.get("description"));
        body.raw("</summary>");
        body.children(&node.children);
        body.raw("</details>");
    }
    if figure {
        body.raw("</figure>");
    }
}
