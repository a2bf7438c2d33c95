//! What of a page some readers see only: zones, blocks of monikers, tabs.

use super::{colon, tab_groups::Groups};
use crate::{
    diagnostic::Diagnostic,
    ext, find,
    page::{Kind, Node},
    rules,
    source::{Source, Span},
    variant::{Zone, ZoneKind},
};

/// Gathers the zones of a page in text order, and reports a zone that stands in another one.
pub(super) fn read(source: &Source, body: &[Node], found: &mut Vec<Diagnostic>) -> Vec<Zone> {
    if ![":::", "#tab/", "#TAB/"].iter().any(|sign| find::has(&source.text, sign)) {
        return Vec::new();
    }
    let names = Names { zone: ext::named("zone"), moniker: ext::named("moniker"), tabs: ext::named("tabs") };
    let mut walk = Walk { source, names, zones: Vec::new(), count: 0, groups: Groups::default(), found };
    walk.nodes(body, Around::Nothing);
    walk.zones
}

struct Names {
    zone: u16,
    moniker: u16,
    tabs: u16,
}

/// What the nodes at hand stand in.
#[derive(Clone, Copy, PartialEq)]
enum Around {
    Nothing,
    Zone,
    /// A zone in a zone: what is in it is no second fault.
    Reported,
}

struct Walk<'a> {
    source: &'a Source,
    names: Names,
    zones: Vec<Zone>,
    /// Groups of tabs so far.
    count: u32,
    groups: Groups,
    found: &'a mut Vec<Diagnostic>,
}

impl Walk<'_> {
    fn nodes(&mut self, nodes: &[Node], around: Around) {
        for node in nodes {
            let mut inside = around;
            if let Kind::Directive(directive) = &node.kind {
                if directive.extension == self.names.zone {
                    if around == Around::Zone {
                        let message = "a zone cannot stand in another zone";
                        self.found.push(rules::INVALID_ZONE.at(&self.source.path, self.opening(node), message));
                    }
                    inside = if around == Around::Nothing { Around::Zone } else { Around::Reported };
                    let pivots = self.value(node, "pivot").map(|(text, span)| pivots(&text, span)).unwrap_or_default();
                    if !pivots.is_empty() {
                        self.zones.push(Zone { span: node.span, kind: ZoneKind::Pivots(pivots) });
                    }
                } else if directive.extension == self.names.moniker {
                    if let Some((range, span)) = self.value(node, "range") {
                        self.zones.push(Zone { span: node.span, kind: ZoneKind::Versions(range.into(), span) });
                    }
                } else if directive.extension == self.names.tabs && &*directive.variant == "group" {
                    self.tabs(&node.children, around);
                    continue;
                }
            }
            self.nodes(&node.children, inside);
        }
    }

    fn tabs(&mut self, panels: &[Node], around: Around) {
        self.count += 1;
        let group = self.count;
        self.groups.look(panels, self.source, self.found);
        for panel in panels {
            let Kind::Directive(tab) = &panel.kind else { continue };
            let kind = ZoneKind::Tab(group, tab.attribute("tab").unwrap_or("").into());
            self.zones.push(Zone { span: panel.span, kind });
            self.nodes(&panel.children, around);
        }
    }

    /// A container's first line.
    fn opening(&self, node: &Node) -> Span {
        let start = node.span.start as usize;
        let line = self.source.text[start..].split(['\n', '\r']).next().unwrap_or("").trim_end().len();
        Span::new(start, start + line)
    }

    /// The value of an attribute in a container's opening line, without blanks around it, with its place.
    fn value(&self, node: &Node, name: &str) -> Option<(String, Span)> {
        let colon = colon::read(&self.source.text, node.span.start as usize, true)?;
        let attribute = colon.attributes.iter().find(|known| known.name == name && !known.value.trim().is_empty())?;
        let written = self.source.slice(attribute.value_span);
        let start = attribute.value_span.start as usize + written.len() - written.trim_start().len();
        Some((written.trim().to_owned(), Span::new(start, start + written.trim().len())))
    }
}

/// Divides a list at its commas.
fn pivots(text: &str, span: Span) -> Vec<(Box<str>, Span)> {
    let mut out = Vec::new();
    let mut start = span.start as usize;
    for part in text.split(',') {
        let id = part.trim();
        if !id.is_empty() {
            let at = start + part.len() - part.trim_start().len();
            out.push((id.into(), Span::new(at, at + id.len())));
        }
        start += part.len() + 1;
    }
    out
}
