//! The one bound of nesting: no tree of a page is deeper, whatever nested it, so that what walks one may call itself for
//! each level.

use crate::{
    diagnostic::Diagnostic,
    ext,
    page::{CONTAINER_LIMIT, DEPTH_LIMIT, Kind, Node},
    rules,
    source::{Source, Span},
};

/// Levels below a node without which it is nothing: the items of a list, the cells of a table.
fn levels(kind: &Kind) -> usize {
    match kind {
        Kind::Table(_) => 2,
        Kind::List(_) | Kind::DefinitionList | Kind::TableHead | Kind::TableRow => 1,
        Kind::Directive(directive) if ext::tabs::is_group(directive) => 1,
        _ => 0,
    }
}

/// Whether a node may have children at a depth, counted from 1. Of a text in too many containers there is still room for
/// what stands in a line.
pub(super) fn fits(kind: &Kind, depth: usize) -> bool {
    let text = kind.is_inline()
        || matches!(
            kind,
            Kind::Paragraph
                | Kind::Heading(_)
                | Kind::Code(_)
                | Kind::Html(_)
                | Kind::Table(_)
                | Kind::TableHead
                | Kind::TableRow
                | Kind::TableCell
        );
    depth + levels(kind) <= if text { DEPTH_LIMIT } else { CONTAINER_LIMIT }
}

/// Whether a node is nothing without the one that it stands in.
pub(super) fn is_part(kind: &Kind, of: &Kind) -> bool {
    match kind {
        Kind::Item(_) => matches!(of, Kind::List(_)),
        Kind::TableHead | Kind::TableRow => matches!(of, Kind::Table(_)),
        Kind::TableCell => matches!(of, Kind::TableHead | Kind::TableRow),
        Kind::DefinitionTitle | Kind::Definition => matches!(of, Kind::DefinitionList),
        Kind::Directive(panel) if ext::tabs::is_tab(panel) => {
            matches!(of, Kind::Directive(group) if ext::tabs::is_group(group))
        }
        _ => true,
    }
}

/// Lays what is nested too deeply flat, and reports the first of it.
pub(super) fn bound(source: &Source, nodes: &mut Vec<Node>, found: &mut Vec<Diagnostic>) {
    let mut first = None;
    flatten(nodes, 1, &mut first);
    if let Some(span) = first {
        report(source, span, found);
    }
}

/// Reports that something is nested too deeply: once a page.
pub(super) fn report(source: &Source, place: Span, found: &mut Vec<Diagnostic>) {
    if found.iter().any(|known| known.rule == &rules::NESTING_TOO_DEEP) {
        return;
    }
    let line = source.slice(place).split('\n').next().unwrap_or("").trim_end();
    let span = Span { end: place.start + line.len() as u32, ..place };
    let message =
        format!("more than {CONTAINER_LIMIT} levels of quotes, lists and the like; deeper ones are laid flat");
    found.push(rules::NESTING_TOO_DEEP.at(&source.path, span, message));
}

/// Looks at nodes of a depth. It calls itself no deeper than nodes may be.
fn flatten(nodes: &mut Vec<Node>, depth: usize, first: &mut Option<Span>) {
    let stays = |node: &Node| node.children.is_empty() || fits(&node.kind, depth);
    if !nodes.iter().all(stays) {
        // What is too deep gives its place to its children, and the parts of a list or table are nothing without it.
        // With each stands whether its parent is gone.
        let mut rest: Vec<(Node, bool)> = std::mem::take(nodes).into_iter().rev().map(|node| (node, false)).collect();
        while let Some((mut node, orphan)) = rest.pop() {
            let lost = orphan && !is_part(&node.kind, &Kind::Paragraph);
            if !lost && stays(&node) {
                nodes.push(node);
                continue;
            }
            first.get_or_insert(node.span);
            rest.extend(std::mem::take(&mut node.children).into_iter().rev().map(|child| (child, true)));
        }
    }
    for node in nodes {
        if !node.children.is_empty() {
            flatten(&mut node.children, depth + 1, first);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// How many levels there are, counted without a call for each.
    fn depth(nodes: &[Node]) -> usize {
        let mut rest: Vec<(&Node, usize)> = nodes.iter().map(|node| (node, 1)).collect();
        let mut deepest = 0;
        while let Some((node, depth)) = rest.pop() {
            deepest = deepest.max(depth);
            rest.extend(node.children.iter().map(|child| (child, depth + 1)));
        }
        deepest
    }

    #[test]
    fn deep_nodes_are_laid_flat() {
        let source = Source::new("a.md".into(), "x");
        let nested = |kind: fn() -> Kind, levels: usize| {
            let leaf = Node { kind: Kind::Text, span: Span::new(0, 1), children: Vec::new() };
            (0..levels).fold(leaf, |inner, _| Node { kind: kind(), span: Span::new(0, 1), children: vec![inner] })
        };
        let check = |kind: fn() -> Kind, levels: usize, want: usize| {
            let mut found = Vec::new();
            let mut nodes = vec![nested(kind, levels)];
            bound(&source, &mut nodes, &mut found);
            assert_eq!((depth(&nodes), found.len()), (want, usize::from(want <= levels)));
        };
        check(|| Kind::Quote, CONTAINER_LIMIT, CONTAINER_LIMIT + 1);
        check(|| Kind::Quote, CONTAINER_LIMIT + 1, CONTAINER_LIMIT + 1);
        check(|| Kind::Quote, 100_000, CONTAINER_LIMIT + 1);
        check(|| Kind::Emphasis, 100_000, DEPTH_LIMIT + 1);
        // A list without an item is none.
        check(|| Kind::DefinitionList, 100_000, CONTAINER_LIMIT);
        let heading =
            Node { kind: Kind::Heading(0), span: Span::new(0, 1), children: vec![nested(|| Kind::Strong, 2)] };
        let mut nodes = vec![(0..1000).fold(heading, |inner, _| Node {
            kind: Kind::Quote,
            span: Span::new(0, 1),
            children: vec![inner],
        })];
        bound(&source, &mut nodes, &mut Vec::new());
        assert_eq!(depth(&nodes), CONTAINER_LIMIT + 4);
    }
}
