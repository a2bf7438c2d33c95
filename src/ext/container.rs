//! Containers of triple colons: each takes what follows it up to its end.

use super::{ALL, Reading, Shape, tabs};
use crate::{
    page::{CONTAINER_LIMIT, Directive, Kind, Node},
    source::Span,
};

/// The variant of a container's end.
pub const END: &str = "end";

fn directive(node: &Node) -> Option<&Directive> {
    match &node.kind {
        Kind::Directive(directive) if ALL[usize::from(directive.extension)].shape == Shape::Colon => Some(directive),
        _ => None,
    }
}

/// Nests the containers among the children of a block. One that is not closed here ends with the block, and is
/// reported at its opening line.
pub fn nest(children: Vec<Node>, reading: &mut Reading) -> Vec<Node> {
    if !children.iter().any(|child| directive(child).is_some()) {
        return children;
    }
    let mut out: Vec<Node> = Vec::new();
    let mut open: Vec<Node> = Vec::new();
    // By extension, the containers inside the innermost open one that are laid flat: their ends end nothing else.
    let mut flat = vec![0usize; ALL.len()];
    for child in children {
        match directive(&child) {
            Some(marker) if &*marker.variant == END => {
                let extension = marker.extension;
                match &mut flat[usize::from(extension)] {
                    0 => close(&child, extension, &mut open, &mut out, reading),
                    count => *count -= 1,
                }
            }
            Some(opening) if (ALL[usize::from(opening.extension)].holds)(opening) && child.children.is_empty() => {
                if open.len() < CONTAINER_LIMIT {
                    open.push(child);
                } else {
                    reading.too_deep.get_or_insert(child.span);
                    flat[usize::from(opening.extension)] += 1;
                }
            }
            _ => add(child, &mut open, &mut out),
        }
    }
    let too_deep = flat.iter().any(|&count| count > 0);
    while let Some(node) = open.pop() {
        if !too_deep || open.is_empty() {
            unclosed(&node, reading);
        }
        let node = finished(node);
        add(node, &mut open, &mut out);
    }
    out
}

fn add(node: Node, open: &mut [Node], out: &mut Vec<Node>) {
    match open.last_mut() {
        Some(parent) => {
            parent.span.end = parent.span.end.max(node.span.end);
            parent.children.push(node);
        }
        None => out.push(node),
    }
}

fn close(end: &Node, extension: u16, open: &mut Vec<Node>, out: &mut Vec<Node>, reading: &mut Reading) {
    let colons = |node: &Node| colons(node, reading);
    let is_open = |node: &&Node| directive(node).is_some_and(|open| open.extension == extension);
    let last = open.iter().rfind(is_open).map(colons);
    let counted = ALL[usize::from(extension)].words[0] == "moniker";
    let closes = |node: &Node| is_open(&node) && (!counted || colons(node) == colons(end));
    let Some(at) = open.iter().rposition(closes) else {
        if let Some(last) = last {
            let row = &ALL[usize::from(extension)];
            let message = format!("`{}-end` needs {last} colons here, as what it ends has", row.words[0]);
            reading.find(row.rule, end.span, message);
            return;
        }
        if let Some(known) = reading.unclosed.iter().position(|&unclosed| unclosed == extension) {
            reading.unclosed.remove(known);
        } else {
            let row = &ALL[usize::from(extension)];
            let message = format!("`:::{}-end` ends nothing that was opened at this depth", row.words[0]);
            reading.find(row.rule, end.span, message);
        }
        return;
    };
    while open.len() > at {
        let Some(mut node) = open.pop() else { break };
        if open.len() > at {
            unclosed(&node, reading);
        } else {
            node.span.end = end.span.end;
        }
        let node = finished(node);
        add(node, open, out);
    }
}

/// The colons at the start of a construct's line.
fn colons(node: &Node, reading: &Reading) -> usize {
    reading.source.slice(node.span).bytes().take_while(|&byte| byte == b':').count()
}

fn unclosed(node: &Node, reading: &mut Reading) {
    let Some(opening) = directive(node) else { return };
    let row = &ALL[usize::from(opening.extension)];
    let line =
        reading.source.text[node.span.start as usize..].split(['\n', '\r']).next().unwrap_or("").trim_end().len();
    let span = Span::new(node.span.start as usize, node.span.start as usize + line);
    let name = row.words[0];
    let message = format!("`:::{name}` is not closed: there is no `:::{name}-end` at its depth");
    reading.find(row.rule, span, message);
    reading.unclosed.push(opening.extension);
}

fn finished(mut node: Node) -> Node {
    let children = std::mem::take(&mut node.children);
    node.children = tabs::group(children);
    node
}
