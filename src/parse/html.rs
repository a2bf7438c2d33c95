//! What raw HTML holds for the site: ids, names and addresses.

use crate::{
    page::{Anchor, Outline, RawHtml, Ref, RefId, RefKind},
    source::Span,
    tag,
};

/// Reads raw HTML. `place` gives the bytes of the author's text for bytes of the HTML.
pub(super) fn read(html: &str, block: bool, place: impl Fn(Span) -> Span, outline: &mut Outline) -> RawHtml {
    let mut raw = RawHtml { block, ..RawHtml::default() };
    if !html.contains('=') {
        return raw;
    }
    for tag in tag::tags(html) {
        let unchecked = tag.attribute("nocheck").is_some_and(|attribute| attribute.value == "bookmark");
        let id = tag.attribute("id").map(|attribute| attribute.value.clone());
        for attribute in &tag.attributes {
            let kind = match &*attribute.name {
                "id" | "name" => {
                    // `<a id="x" name="x">` is one anchor.
                    let again = attribute.name == "name" && id.as_ref() == Some(&attribute.value);
                    let data =
                        matches!(&*tag.name, "meta" | "input" | "param" | "iframe" | "form" | "button" | "select");
                    if !again && !attribute.value.is_empty() && (attribute.name == "id" || !data) {
                        let span = place(attribute.value_span);
                        outline.anchors.push(Anchor { id: attribute.value.as_str().into(), span });
                    }
                    continue;
                }
                "href" => RefKind::Link,
                "src" => RefKind::Image,
                _ => continue,
            };
            if attribute.value.trim().is_empty() {
                continue;
            }
            let id = RefId(outline.refs.len() as u32);
            raw.refs.push((attribute.value_span, id));
            let span = place(attribute.value_span);
            outline.refs.push(Ref { kind, address: attribute.value.trim().into(), span, unchecked });
        }
    }
    raw
}
