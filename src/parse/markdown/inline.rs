//! Emoji, bare addresses and `@uid` in the texts of a page.

use std::collections::VecDeque;

use super::Builder;
use crate::{
    page::{Kind, Link, Node, Ref, RefId, RefKind},
    parse::{autolink, emoji},
    source::Span,
    xref,
};

impl Builder<'_> {
    /// Finds emoji, bare addresses and `@uid` in the finished texts of a node.
    pub(super) fn finish_inlines(&mut self, children: &mut Vec<Node>) {
        let text = &*self.source.text;
        let wants = |node: &Node| {
            let text = || &text[node.span.range()];
            matches!(node.kind, Kind::Text) && (text().contains([':', '@']) || text().contains("www."))
        };
        if !children.iter().any(wants) {
            return;
        }
        let mut out = Vec::with_capacity(children.len() + 4);
        let mut rest = VecDeque::from(std::mem::take(children));
        while let Some(child) = rest.pop_front() {
            if wants(&child) {
                self.split_text(child.span, &mut out);
                self.lengthen(&mut out, &mut rest);
            } else {
                out.push(child);
            }
        }
        *children = out;
    }

    /// Gives a bare address at the end of its text what stands behind an `&amp;`, at which the parser divides texts.
    fn lengthen(&mut self, out: &mut [Node], rest: &mut VecDeque<Node>) {
        let source = self.source;
        let Some(Node { kind: Kind::Link(link), span, children }) = out.last_mut() else { return };
        while let (Some(sign), Some(after)) = (rest.front(), rest.get(1)) {
            let joined = source.slice(sign.span) == "&amp;" && span.end == sign.span.start;
            if !joined || !matches!((&sign.kind, &after.kind), (Kind::Literal(_), Kind::Text)) {
                return;
            }
            let (start, next, last) = (span.start as usize, after.span.start, after.span.end);
            let bare = autolink::next(&source.text[start..last as usize], 0).filter(|bare| bare.start == 0);
            let Some(bare) = bare.filter(|bare| start + bare.end > next as usize) else { return };
            span.end = (start + bare.end) as u32;
            children.extend(rest.pop_front());
            if let Some(Node { kind, children: inner, .. }) = rest.pop_front() {
                children.push(Node { kind, span: Span { start: next, end: span.end }, children: inner });
            }
            let reference = &mut self.outline.refs[link.to.0 as usize];
            reference.address = bare.address.replace("&amp;", "&").into();
            reference.span = *span;
            if span.end < last {
                let left = Span { start: span.end, end: last };
                rest.push_front(Node { kind: Kind::Text, span: left, children: Vec::new() });
                return;
            }
        }
    }

    fn split_text(&mut self, span: Span, out: &mut Vec<Node>) {
        let base = span.start as usize;
        let text = &self.source.text[span.range()];
        let leaf =
            |kind, from: usize, to: usize| Node { kind, span: Span::new(base + from, base + to), children: Vec::new() };
        let linked = self.links > 0;
        let mut at = 0;
        let mut bare = if linked { None } else { autolink::next(text, 0) };
        let mut named = emoji::next(text, 0);
        let mut uid = if linked { None } else { self.next_uid(span, 0) };
        loop {
            let bare_start = bare.as_ref().map_or(usize::MAX, |bare| bare.start);
            let named_start = named.map_or(usize::MAX, |named| named.0);
            let uid_start = uid.as_ref().map_or(usize::MAX, |uid| uid.whole.start);
            let from = bare_start.min(named_start).min(uid_start);
            if from == usize::MAX {
                break;
            }
            if from > at {
                out.push(leaf(Kind::Text, at, from));
            }
            if uid_start == from {
                let Some(found) = uid.take() else { break };
                let to = RefId(self.outline.refs.len() as u32);
                let address = format!("xref:{}", &text[found.uid.clone()]).into();
                let place = Span::new(base + found.uid.start, base + found.uid.end);
                self.outline.refs.push(Ref { kind: RefKind::Link, address, span: place, unchecked: false });
                let (start, end) = (found.whole.start, found.whole.end);
                let mut node = leaf(Kind::Link(Box::new(Link { to, title: "".into(), auto: true })), start, end);
                node.children.push(leaf(Kind::Text, start, end));
                out.push(node);
                at = end;
            } else if named_start < bare_start {
                let Some((from, to, emoji)) = named else { break };
                out.push(leaf(Kind::Literal(emoji.into()), from, to));
                at = to;
            } else {
                let Some(link) = bare.take() else { break };
                let to = RefId(self.outline.refs.len() as u32);
                let place = Span::new(base + link.start, base + link.end);
                self.outline.refs.push(Ref {
                    kind: RefKind::Link,
                    address: link.address.into(),
                    span: place,
                    unchecked: false,
                });
                let mut node =
                    leaf(Kind::Link(Box::new(Link { to, title: "".into(), auto: true })), link.start, link.end);
                node.children.push(leaf(Kind::Text, link.start, link.end));
                out.push(node);
                at = link.end;
            }
            // Where none was found before, none is behind.
            if (bare_start != usize::MAX && bare.is_none()) || bare.as_ref().is_some_and(|bare| bare.start < at) {
                bare = autolink::next(text, at);
            }
            if named.is_some_and(|named| named.0 < at) {
                named = emoji::next(text, at);
            }
            if uid_start != usize::MAX && uid.as_ref().is_none_or(|uid| uid.whole.start < at) {
                uid = self.next_uid(span, at);
            }
        }
        if at < text.len() {
            out.push(leaf(Kind::Text, at, text.len()));
        }
    }

    /// The first `@uid` of a text from a byte on. What stands before the text counts too: an escape, a letter.
    fn next_uid(&self, span: Span, from: usize) -> Option<xref::At> {
        let text = self.source.slice(span);
        // An escape or an entity goes on with the word, which is not the uid then.
        let cut = self.source.text[span.end as usize..].starts_with(['\\', '&']);
        self.uid_in(span, from).filter(|at| !cut || at.whole.end < text.len())
    }

    fn uid_in(&self, span: Span, from: usize) -> Option<xref::At> {
        let text = self.source.slice(span);
        let mut found = xref::next_at(text, from);
        if span.start > 0 && found.as_ref().is_some_and(|at| at.whole.start == 0) {
            let before = self.source.text[..span.start as usize].char_indices().next_back().map_or(0, |(at, _)| at);
            let whole = &self.source.text[before..span.end as usize];
            if xref::next_at(whole, 0).is_none_or(|at| before + at.whole.start != span.start as usize) {
                found = xref::next_at(text, 1);
            }
        }
        found
    }
}
