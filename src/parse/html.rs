//! What raw HTML holds for the site: ids, names and addresses.

use crate::{
    page::{Anchor, Outline, Ref, RefId, RefKind},
    source::Span,
    tag, url,
};

/// Reads raw HTML. `place` gives the bytes of the author's text for bytes of the HTML. See [`crate::page::RawHtml::refs`].
pub(super) fn read(html: &str, place: impl Fn(Span) -> Span, outline: &mut Outline) -> Vec<(Span, RefId)> {
    let mut refs = Vec::new();
    if !html.contains('=') {
        return refs;
    }
    for tag in tag::tags(html) {
        let says = |name: &str, value: &str| {
            tag.attribute(name).is_some_and(|attribute| attribute.value.trim().eq_ignore_ascii_case(value))
        };
        let unchecked =
            says("nocheck", "bookmark") || tag.name == "xref" && says("data-throw-if-not-resolved", "false");
        let xref = (tag.name == "xref").then(|| xref_address(&tag)).flatten();
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
                "uid" if xref.as_ref().is_some_and(|(place, _)| *place == attribute.value_span) => RefKind::Link,
                "src" => RefKind::Image,
                _ => continue,
            };
            if attribute.value.trim().is_empty() {
                continue;
            }
            let id = RefId(outline.refs.len() as u32);
            refs.push((attribute.value_span, id));
            let span = place(attribute.value_span);
            let address = match &xref {
                Some((place, address)) if *place == attribute.value_span => address.as_str(),
                _ => attribute.value.trim(),
            };
            outline.refs.push(Ref { kind, address: address.into(), span, unchecked });
        }
    }
    refs
}

/// The address that `<xref href="uid">` or `<xref uid="uid">` means, and the place of its uid. What other attributes ask
/// for is part of it.
fn xref_address(tag: &tag::Tag) -> Option<(Span, String)> {
    let named = |name: &str| tag.attribute(name).filter(|attribute| !attribute.value.trim().is_empty());
    let uid = named("href").or_else(|| named("uid"))?;
    let mut address = uid.value.trim().to_owned();
    if !address.get(..5).is_some_and(|scheme| scheme.eq_ignore_ascii_case("xref:")) {
        address.insert_str(0, "xref:");
    }
    let fragment = address.split_off(address.find('#').unwrap_or(address.len()));
    for key in ["text", "alt", "displayproperty", "altproperty", "title"] {
        if let Some(attribute) = named(key) {
            address.push(if address.contains('?') { '&' } else { '?' });
            address.push_str(key);
            address.push('=');
            address.push_str(&url::encode(&attribute.value).replace('&', "%26"));
        }
    }
    Some((uid.value_span, address + &fragment))
}
