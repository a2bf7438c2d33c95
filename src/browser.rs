//! HTML as a browser reads it: to a tree, by the rules of the standard. The only module that names that parser.

use std::{
    borrow::Cow,
    cell::{Ref, RefCell},
};

use html5ever::{
    Attribute, ParseOpts, QualName,
    interface::{ElementFlags, NodeOrText, QuirksMode, TreeSink},
    ns, parse_document,
    tendril::{StrTendril, TendrilSink},
    tree_builder::TreeBuilderOpts,
};

/// A node's place in its tree.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Id(u32);

/// A document.
#[derive(Debug)]
pub struct Tree(Vec<Node>);

/// A part of a document.
#[derive(Debug)]
pub struct Node {
    parent: Option<Id>,
    pub children: Vec<Id>,
    pub kind: Kind,
}

/// What a node is.
#[derive(Debug)]
pub enum Kind {
    Document,
    Element(Element),
    Text(StrTendril),
    /// A comment or a processing instruction.
    Comment,
}

/// An element with its attributes.
#[derive(Debug)]
pub struct Element {
    name: QualName,
    attributes: Vec<Attribute>,
    /// The fragment that a `template` holds.
    content: Option<Id>,
    is_annotation: bool,
}

/// The language that an element is of.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Language {
    Html,
    Svg,
    MathMl,
}

impl Element {
    /// In lower case in HTML.
    pub fn name(&self) -> &str {
        &self.name.local
    }

    pub fn language(&self) -> Language {
        match self.name.ns {
            ns!(svg) => Language::Svg,
            ns!(mathml) => Language::MathMl,
            _ => Language::Html,
        }
    }

    /// Names and values, as `xlink:href` where the name has a prefix.
    pub fn attributes(&self) -> impl Iterator<Item = (Cow<'_, str>, &str)> {
        self.attributes.iter().map(|attribute| {
            let name = match &attribute.name.prefix {
                Some(prefix) => format!("{prefix}:{}", attribute.name.local).into(),
                None => Cow::Borrowed(&*attribute.name.local),
            };
            (name, &*attribute.value)
        })
    }

    /// An attribute's value.
    pub fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes
            .iter()
            .find(|known| known.name.prefix.is_none() && &*known.name.local == name)
            .map(|a| &*a.value)
    }
}

impl Tree {
    pub const ROOT: Id = Id(0);

    pub fn node(&self, id: Id) -> &Node {
        &self.0[id.0 as usize]
    }

    pub fn element(&self, id: Id) -> Option<&Element> {
        match &self.node(id).kind {
            Kind::Element(element) => Some(element),
            _ => None,
        }
    }

    /// Whether a node is an element of HTML with this name.
    pub fn is(&self, id: Id, name: &str) -> bool {
        self.element(id).is_some_and(|element| element.language() == Language::Html && element.name() == name)
    }

    pub fn parent(&self, id: Id) -> Option<Id> {
        self.node(id).parent
    }

    /// What stands in a node; in a `template` what it holds.
    pub fn children(&self, id: Id) -> &[Id] {
        match self.element(id).and_then(|element| element.content) {
            Some(content) => &self.node(content).children,
            None => &self.node(id).children,
        }
    }

    /// The elements among a node's children.
    pub fn elements(&self, id: Id) -> impl Iterator<Item = Id> {
        self.children(id).iter().copied().filter(|&child| self.element(child).is_some())
    }

    /// All nodes below one, each behind its parent. What is deep costs no calls inside each other.
    pub fn below(&self, id: Id) -> impl Iterator<Item = Id> {
        let mut waiting: Vec<Id> = self.children(id).iter().rev().copied().collect();
        std::iter::from_fn(move || {
            let next = waiting.pop()?;
            waiting.extend(self.children(next).iter().rev());
            Some(next)
        })
    }
}

/// Reads a whole page. Whether scripts run decides what `noscript` holds.
pub fn parse(html: &str, scripting: bool) -> Tree {
    let tree_builder = TreeBuilderOpts { scripting_enabled: scripting, ..TreeBuilderOpts::default() };
    let sink = Sink(RefCell::new(vec![Node { parent: None, children: Vec::new(), kind: Kind::Document }]));
    parse_document(sink, ParseOpts { tree_builder, ..ParseOpts::default() }).one(html)
}

/// Takes what the parser finds.
struct Sink(RefCell<Vec<Node>>);

impl Sink {
    fn make(&self, kind: Kind) -> Id {
        let mut nodes = self.0.borrow_mut();
        nodes.push(Node { parent: None, children: Vec::new(), kind });
        Id(nodes.len() as u32 - 1)
    }

    fn put(&self, parent: Id, at: usize, child: NodeOrText<Id>) {
        let child = match child {
            NodeOrText::AppendNode(node) => node,
            NodeOrText::AppendText(text) => {
                let mut nodes = self.0.borrow_mut();
                let before = at.checked_sub(1).and_then(|at| nodes[parent.0 as usize].children.get(at)).copied();
                if let Some(Kind::Text(known)) = before.map(|before| &mut nodes[before.0 as usize].kind) {
                    return known.push_tendril(&text);
                }
                drop(nodes);
                self.make(Kind::Text(text))
            }
        };
        let mut nodes = self.0.borrow_mut();
        nodes[child.0 as usize].parent = Some(parent);
        let siblings = &mut nodes[parent.0 as usize].children;
        siblings.insert(at.min(siblings.len()), child);
    }

    fn place(&self, id: Id) -> Option<(Id, usize)> {
        let nodes = self.0.borrow();
        let parent = nodes[id.0 as usize].parent?;
        // What the parser looks for was put there lately.
        let at = nodes[parent.0 as usize].children.iter().rposition(|&child| child == id)?;
        Some((parent, at))
    }
}

impl TreeSink for Sink {
    type Handle = Id;
    type Output = Tree;
    type ElemName<'a> = Ref<'a, QualName>;

    fn finish(self) -> Tree {
        Tree(self.0.into_inner())
    }

    fn parse_error(&self, _: Cow<'static, str>) {}

    fn get_document(&self) -> Id {
        Tree::ROOT
    }

    fn elem_name<'a>(&'a self, target: &'a Id) -> Ref<'a, QualName> {
        Ref::map(self.0.borrow(), |nodes| match &nodes[target.0 as usize].kind {
            Kind::Element(element) => &element.name,
            _ => unreachable!("the parser asks for names of elements alone"),
        })
    }

    fn create_element(&self, name: QualName, attributes: Vec<Attribute>, flags: ElementFlags) -> Id {
        let content = flags.template.then(|| self.make(Kind::Document));
        let is_annotation = flags.mathml_annotation_xml_integration_point;
        self.make(Kind::Element(Element { name, attributes, content, is_annotation }))
    }

    fn create_comment(&self, _: StrTendril) -> Id {
        self.make(Kind::Comment)
    }

    fn create_pi(&self, _: StrTendril, _: StrTendril) -> Id {
        self.make(Kind::Comment)
    }

    fn append(&self, parent: &Id, child: NodeOrText<Id>) {
        if let NodeOrText::AppendNode(node) = &child {
            self.remove_from_parent(node);
        }
        let end = self.0.borrow()[parent.0 as usize].children.len();
        self.put(*parent, end, child);
    }

    fn append_based_on_parent_node(&self, element: &Id, before: &Id, child: NodeOrText<Id>) {
        if self.place(*element).is_some() {
            self.append_before_sibling(element, child);
        } else {
            self.append(before, child);
        }
    }

    fn append_doctype_to_document(&self, _: StrTendril, _: StrTendril, _: StrTendril) {}

    fn get_template_contents(&self, target: &Id) -> Id {
        match &self.0.borrow()[target.0 as usize].kind {
            Kind::Element(Element { content: Some(content), .. }) => *content,
            _ => unreachable!("the parser asks for the content of templates alone"),
        }
    }

    fn same_node(&self, one: &Id, other: &Id) -> bool {
        one == other
    }

    fn set_quirks_mode(&self, _: QuirksMode) {}

    fn append_before_sibling(&self, sibling: &Id, child: NodeOrText<Id>) {
        if let NodeOrText::AppendNode(node) = &child {
            self.remove_from_parent(node);
        }
        if let Some((parent, at)) = self.place(*sibling) {
            self.put(parent, at, child);
        }
    }

    fn add_attrs_if_missing(&self, target: &Id, attributes: Vec<Attribute>) {
        if let Kind::Element(element) = &mut self.0.borrow_mut()[target.0 as usize].kind {
            for attribute in attributes {
                if !element.attributes.iter().any(|known| known.name == attribute.name) {
                    element.attributes.push(attribute);
                }
            }
        }
    }

    fn remove_from_parent(&self, target: &Id) {
        if let Some((parent, at)) = self.place(*target) {
            let mut nodes = self.0.borrow_mut();
            nodes[parent.0 as usize].children.remove(at);
            nodes[target.0 as usize].parent = None;
        }
    }

    fn reparent_children(&self, node: &Id, parent: &Id) {
        let mut nodes = self.0.borrow_mut();
        let children = std::mem::take(&mut nodes[node.0 as usize].children);
        for child in &children {
            nodes[child.0 as usize].parent = Some(*parent);
        }
        nodes[parent.0 as usize].children.extend(children);
    }

    fn is_mathml_annotation_xml_integration_point(&self, handle: &Id) -> bool {
        matches!(&self.0.borrow()[handle.0 as usize].kind, Kind::Element(element) if element.is_annotation)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A tree's body in short: elements as `name(…)`, text as it is.
    fn shown(html: &str) -> String {
        fn show(tree: &Tree, id: Id, out: &mut String) {
            match &tree.node(id).kind {
                Kind::Element(element) => {
                    out.push_str(element.name());
                    out.push('(');
                    tree.children(id).iter().for_each(|&child| show(tree, child, out));
                    out.push(')');
                }
                Kind::Text(text) => out.push_str(text),
                _ => {}
            }
        }
        let tree = parse(html, true);
        let body = tree.below(Tree::ROOT).find(|&id| tree.is(id, "body")).unwrap();
        let mut out = String::new();
        tree.children(body).iter().for_each(|&child| show(&tree, child, &mut out));
        out
    }

    #[test]
    fn trees_are_those_of_browsers() {
        let check = |html, want: &str| assert_eq!(shown(html), want, "{html}");
        check("<p>a<p>b", "p(a)p(b)");
        check("<b>a<p>b</b>c", "b(a)p(b(b)c)");
        check("<table><tr>a<b>c</b><td>d", "ab(c)table(tbody(tr(td(d))))");
        check("a<title>b<b>c</title>d", "atitle(b<b>c)d");
        check("a<template><td>b</template>c", "atemplate(td(b))c");
        check("a<!-- b -->c<select><option>d<option>e</select>", "acselect(option(d)option(e))");
        check("<svg><title><b>x</b></title></svg>", "svg(title(b(x)))");
        check("<ul><li>a<div><li>b</ul>c", "ul(li(adiv())li(b))c");
    }
}
