//! Links and headings that stayed text: readers see their brackets and signs.

use crate::{
    diagnostic::{Diagnostic, Rule},
    page::{Kind, Node},
    rules,
    source::{Source, Span},
    tag,
};

/// Reports `[text](address)` whose address is none, and `##Heading` without a blank.
pub(super) fn report(source: &Source, nodes: &[Node], found: &mut Vec<Diagnostic>) {
    for (at, node) in nodes.iter().enumerate() {
        match &node.kind {
            Kind::Text => {
                links(source, node.span, found);
                let starts = at == 0 || matches!(nodes[at - 1].kind, Kind::SoftBreak | Kind::HardBreak);
                if starts {
                    heading(source, node.span, nodes.get(at + 1), found);
                }
            }
            Kind::Code(_) => {}
            _ => report(source, &node.children, found),
        }
    }
}

/// `](` in a text: had it been a link, it would not be there.
fn links(source: &Source, span: Span, found: &mut Vec<Diagnostic>) {
    let text = source.slice(span);
    for (at, _) in text.match_indices("](") {
        let close = span.start as usize + at;
        let Some(open) = opening(&source.text, close) else { continue };
        let start = close + 2;
        let rest = line(&source.text[start..]);
        if !is_address(rest) {
            continue;
        }
        let what = if source.text[..open].ends_with('!') { "picture" } else { "link" };
        let ends = closing(rest);
        let Some(length) = ends else {
            let end = rest.find([' ', '\t']).unwrap_or(rest.len());
            let message = format!("this is no {what}: nothing closes its address");
            let finding = finding(source, Span::new(start, start + end), message);
            found.push(finding.help("write `)` behind the address"));
            continue;
        };
        let written = rest[..length].trim();
        let start = start + rest[..length].len() - rest[..length].trim_start().len();
        let address = Span::new(start, start + written.len());
        // A title would have to be in quotes: whatever else has a blank is not read.
        let title = written.find([' ', '\t']).filter(|&at| written[at..].trim_start().starts_with(['"', '\'', '(']));
        if title.is_some() || !written.contains([' ', '\t']) || written.starts_with('<') {
            continue;
        }
        let message = format!("this is no {what}: its address has a blank");
        let mut finding = finding(source, address, message).help("write `%20` for each blank");
        finding.propose(&written.replace([' ', '\t'], "%20"), written.replace([' ', '\t'], "%20"), false);
        found.push(finding);
    }
}

fn finding(source: &Source, span: Span, message: String) -> Diagnostic {
    let rule: &'static Rule = &rules::INVALID_LINK;
    rule.at(&source.path, span, message)
}

/// The line that a text begins with, as much of it as an address may take.
fn line(text: &str) -> &str {
    let end = text.bytes().take(TEXT_LIMIT).take_while(|&byte| byte != b'\n' && byte != b'\r').count();
    &text[..text.floor_char_boundary(end)]
}

/// Bytes on each side of a closing bracket that are looked at: many brackets in one line would walk the whole line.
const TEXT_LIMIT: usize = 1000;

/// The bracket that a closing one closes, in the same paragraph. One behind a backslash is meant as it is.
fn opening(text: &str, close: usize) -> Option<usize> {
    let bytes = text.as_bytes();
    let escaped = |at: usize| at > 0 && bytes[at - 1] == b'\\';
    if escaped(close) {
        return None;
    }
    let mut depth = 0usize;
    for at in (close.saturating_sub(TEXT_LIMIT)..close).rev() {
        match bytes[at] {
            b'\n' if text[..at].trim_end_matches([' ', '\t', '\r', '>']).ends_with('\n') => return None,
            b']' if !escaped(at) => depth += 1,
            b'[' if depth > 0 && !escaped(at) => depth -= 1,
            b'[' if depth == 0 => return (!escaped(at)).then_some(at),
            _ => {}
        }
    }
    None
}

/// Where the parenthesis closes that an address stands in.
fn closing(rest: &str) -> Option<usize> {
    let mut depth = 0usize;
    for (at, byte) in rest.bytes().enumerate() {
        match byte {
            b'(' => depth += 1,
            b')' if depth == 0 => return Some(at),
            b')' => depth -= 1,
            _ => {}
        }
    }
    None
}

/// Whether what stands in parentheses begins like an address, not like words that follow a bracket.
fn is_address(rest: &str) -> bool {
    let rest = rest.trim_start();
    let word = rest.split([' ', '\t', ')']).next().unwrap_or("");
    let inside = rest[..closing(rest).unwrap_or(word.len())].trim_end();
    let starts = ["http://", "https://", "#", "/", "./", "../", "~/"];
    let files = [".md", ".png", ".jpg", ".gif", ".svg", ".yml"];
    word.len() > 1 && starts.iter().any(|start| word.starts_with(start))
        || files.iter().any(|end| word.contains(end) || inside.ends_with(end))
}

/// `##Heading` at the start of a line. A single `#` may be anything, unless the anchor of a heading follows it.
fn heading(source: &Source, span: Span, next: Option<&Node>, found: &mut Vec<Diagnostic>) {
    let text = source.slice(span);
    let level = text.bytes().take(7).take_while(|&byte| byte == b'#').count();
    let before = source.text[..span.start as usize].trim_end_matches([' ', '\t', '>']);
    if !(1..=6).contains(&level) || !(before.is_empty() || before.ends_with('\n')) {
        return;
    }
    let rest = &text[level..];
    let anchor = || {
        let html = next.filter(|node| matches!(node.kind, Kind::Html(_))).map(|node| source.slice(node.span));
        html.and_then(|html| tag::tags(html).next()).is_some_and(|tag| tag.name == "a")
    };
    let meant = if rest.is_empty() { anchor() } else { level > 1 && rest.starts_with(char::is_alphanumeric) };
    if !meant {
        return;
    }
    let signs = Span::new(span.start as usize, span.start as usize + level);
    let message = "this is no heading: it has no blank behind its signs".to_owned();
    let mut finding = rules::INVALID_HEADING.at(&source.path, signs, message);
    let right = format!("{} ", source.slice(signs));
    finding.propose(&right, right.clone(), true);
    found.push(finding.help(format!("write a blank behind `{}`", source.slice(signs))));
}
