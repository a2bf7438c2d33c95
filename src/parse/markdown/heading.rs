//! Headings: their ids, and those that are tabs.

use super::Builder;
use crate::{
    ext::{self, Raw, Shape},
    page::{Heading, Kind, Node},
    parse::{
        slug::slug,
        text::{plain_text, slug_text},
    },
    tag,
};

impl Builder<'_> {
    /// A heading gets its id; one that is a tab's becomes that.
    pub(super) fn heading(&mut self, mut node: Node, level: u8) {
        if let Some(panel) = self.tab(&mut node) {
            self.push_node(panel);
            return;
        }
        let text = plain_text(self.source, &node.children);
        let slug = self.slugs.unique(slug(&slug_text(self.source, &node.children)));
        let id = self.explicit_id(&mut node.children).unwrap_or(slug);
        let index = self.outline.headings.len() as u32;
        self.outline.headings.push(Heading { level, id: id.into(), text: text.trim().into(), span: node.span });
        node.kind = Kind::Heading(index);
        self.push_node(node);
    }

    /// `## <a id="x"></a>Title`: the anchor before a heading's text becomes its id and is taken away.
    fn explicit_id(&mut self, children: &mut Vec<Node>) -> Option<String> {
        let [first, second, _, ..] = &**children else { return None };
        let (Kind::Html(_), Kind::Html(_)) = (&first.kind, &second.kind) else { return None };
        if !self.source.slice(second.span).eq_ignore_ascii_case("</a>") {
            return None;
        }
        let anchor = tag::tags(self.source.slice(first.span)).next()?;
        let [attribute] = &*anchor.attributes else { return None };
        let named = anchor.name == "a" && !anchor.self_closing && matches!(&*attribute.name, "id" | "name");
        let good = |char: char| char.is_alphanumeric() || matches!(char, '_' | ' ' | '-' | '.');
        let quoted = self.source.slice(first.span).contains('"');
        if !named || !quoted || attribute.value.is_empty() || !attribute.value.chars().all(good) {
            return None;
        }
        let id = attribute.value.clone();
        // It is the heading's now, no anchor of its own.
        let place = first.span;
        self.outline.anchors.retain(|anchor| !(place.start <= anchor.span.start && anchor.span.end <= place.end));
        children.drain(..2);
        Some(id)
    }

    /// A heading whose only content is a link to `#tab/…`, with anchors before it at most.
    fn tab(&mut self, node: &mut Node) -> Option<Node> {
        let (last, before) = node.children.split_last()?;
        let Kind::Link(link) = &last.kind else { return None };
        if !before.iter().all(|node| matches!(node.kind, Kind::Html(_))) {
            return None;
        }
        let reference = self.outline.refs.get(link.to.0 as usize)?;
        let (address, place) = (reference.address.clone(), reference.span);
        let rest = address.get(..5).filter(|start| start.eq_ignore_ascii_case("#tab/")).map(|_| &address[5..])?;
        let raw = Raw {
            extension: ext::find(Shape::TabHeading, "tab")?,
            word: "tab",
            legacy: false,
            rest,
            rest_span: place,
            attributes: &[],
            path: None,
            block: true,
            span: node.span,
        };
        let at = link.to.0 as usize;
        let directive = (ext::ALL[raw.extension as usize].read)(&raw, &mut self.reading())?;
        // The address is a tab's name and leads nowhere: what the link's text refers to comes after it.
        if at + 1 == self.outline.refs.len() {
            self.outline.refs.pop();
        } else {
            self.outline.refs[at].unchecked = true;
        }
        let title = Node { kind: Kind::Paragraph, span: last.span, children: Vec::new() };
        let link = node.children.pop()?;
        let title = Node { children: link.children, ..title };
        // Anchors before the title stand in the panel.
        let mut children = vec![title];
        children.append(&mut node.children);
        Some(Node { kind: Kind::Directive(Box::new(directive)), span: node.span, children })
    }
}
