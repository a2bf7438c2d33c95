//! Tabs: headings that link to `#tab/id`, up to a thematic break.

use std::collections::HashMap;

use super::{Extension, Lines, Raw, Reading, Shape};
use crate::{
    body::Body,
    page::{Directive, Kind, Node},
    rules,
    source::Span,
};

pub const EXTENSION: Extension = Extension {
    name: "tabs",
    shape: Shape::TabHeading,
    words: &["tab"],
    rule: &rules::INVALID_TAB_GROUP,
    attributes: &[],
    lines: Lines::Own,
    holds: super::holds_nothing,
    read,
    write,
};

/// Reads the address of a tab's heading: `#tab/ID[+ID…][/CONDITION]`.
fn read(raw: &Raw, _: &mut Reading) -> Option<Directive> {
    let (ids, condition) = raw.rest.split_once('/').map_or((raw.rest, None), |(ids, after)| (ids, Some(after)));
    let is_id = |id: &str| !id.is_empty() && id.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    if !ids.split('+').all(is_id) || !condition.is_none_or(is_id) {
        return None;
    }
    let mut attributes = vec![("tab".into(), ids.into())];
    attributes.extend(condition.map(|condition| ("condition".into(), condition.into())));
    Some(Directive { extension: raw.extension, variant: "panel".into(), attributes, refs: Vec::new() })
}

/// Whether a node is a tab with its heading, not yet in a group.
pub fn is_panel(node: &Node) -> bool {
    matches!(&node.kind, Kind::Directive(directive) if is_tab(directive))
}

/// Whether a construct is a tab.
pub fn is_tab(directive: &Directive) -> bool {
    &*directive.variant == "panel" && directive.extension == super::named("tabs")
}

/// Whether a construct is a group of tabs.
pub fn is_group(directive: &Directive) -> bool {
    &*directive.variant == "group" && directive.extension == super::named("tabs")
}

/// Makes groups of the tabs among the children of a container: each tab takes what follows it, a group ends at a
/// thematic break, which is taken away, or with the container.
pub fn group(children: Vec<Node>) -> Vec<Node> {
    if !children.iter().any(is_panel) {
        return children;
    }
    let mut out: Vec<Node> = Vec::new();
    let mut panels: Vec<Node> = Vec::new();
    for child in children {
        if is_panel(&child) {
            panels.push(child);
        } else if let Some(panel) = panels.last_mut() {
            if matches!(child.kind, Kind::Rule) {
                out.push(finished(std::mem::take(&mut panels)));
            } else {
                panel.span.end = panel.span.end.max(child.span.end);
                panel.children.push(child);
            }
        } else {
            out.push(child);
        }
    }
    if !panels.is_empty() {
        out.push(finished(panels));
    }
    out
}

fn finished(panels: Vec<Node>) -> Node {
    let span = Span { start: panels[0].span.start, end: panels[panels.len() - 1].span.end };
    let directive = Directive {
        extension: super::named("tabs"),
        variant: "group".into(),
        attributes: Vec::new(),
        refs: Vec::new(),
    };
    Node { kind: Kind::Directive(Box::new(directive)), span, children: panels }
}

fn write<'a>(body: &mut Body<'a>, _: &'a Directive, node: &'a Node) {
    let number = body.count("tabs");
    let mut counts: HashMap<String, usize> = HashMap::new();
    let mut names: Vec<String> = Vec::with_capacity(node.children.len());
    for panel in &node.children {
        let name = panel_name(panel);
        let count = counts.entry(name.clone()).or_default();
        names.push(if *count == 0 { name } else { format!("{name}:{count}") });
        *count += 1;
    }
    body.raw("<div class=\"tabs\"><div role=\"tablist\">");
    for (panel, name) in node.children.iter().zip(&names) {
        let panel_id = format!("tabpanel_{number}_{name}");
        body.raw("<a role=\"tab\"");
        body.attribute("id", &format!("tab_{number}_{name}"));
        body.attribute("href", &format!("#{panel_id}"));
        body.attribute("aria-controls", &panel_id);
        write_data(body, panel);
        body.raw(">");
        write_title(body, panel);
        body.raw("</a>");
    }
    body.raw("</div>");
    for (panel, name) in node.children.iter().zip(&names) {
        body.raw("<section role=\"tabpanel\"");
        body.attribute("id", &format!("tabpanel_{number}_{name}"));
        body.attribute("aria-labelledby", &format!("tab_{number}_{name}"));
        write_data(body, panel);
        body.raw("><p class=\"tab-label\">");
        write_title(body, panel);
        body.raw("</p>");
        body.children(panel.children.get(1..).unwrap_or_default());
        body.raw("</section>");
    }
    body.raw("</div>");
}

fn panel_name(panel: &Node) -> String {
    let Kind::Directive(directive) = &panel.kind else { return String::new() };
    let tab = directive.attribute("tab").unwrap_or("");
    match directive.attribute("condition") {
        Some(condition) => format!("{tab}_{condition}"),
        None => tab.to_owned(),
    }
}

fn write_data<'a>(body: &mut Body<'a>, panel: &'a Node) {
    let Kind::Directive(directive) = &panel.kind else { return };
    for (name, value) in &directive.attributes {
        body.attribute(if &**name == "tab" { "data-tab" } else { "data-condition" }, value);
    }
}

fn write_title<'a>(body: &mut Body<'a>, panel: &'a Node) {
    if let Some(title) = panel.children.first() {
        body.children(&title.children);
    }
}
