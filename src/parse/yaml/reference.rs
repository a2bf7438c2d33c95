//! `ManagedReference`: a type or namespace of .NET with its members, as `docfx metadata` writes it.

use std::collections::{BTreeMap, HashMap, HashSet};

use crate::{
    data::Data,
    page::{CodeBlock, Kind, Node},
    source::Span,
};

use super::{
    anything,
    draft::{Draft, element, words},
    shape::entries,
    words,
};

/// What groups of members are called, in their order.
static GROUPS: &[(&str, &str)] = &[
    ("Namespace", "Namespaces"),
    ("Class", "Classes"),
    ("Struct", "Structs"),
    ("Interface", "Interfaces"),
    ("Enum", "Enums"),
    ("Delegate", "Delegates"),
    ("Constructor", "Constructors"),
    ("Field", "Fields"),
    ("Property", "Properties"),
    ("Method", "Methods"),
    ("Event", "Events"),
    ("Operator", "Operators"),
];

/// What the file says of uids: their names.
type Names<'d> = HashMap<&'d str, &'d str>;

/// Lays a page of reference out: the first item is the page, the others are its members.
pub(super) fn lay_out(draft: &mut Draft, root: &Data) -> Vec<Node> {
    let items = root.get("items").map_or(&[][..], entries);
    let Some((first, members)) = items.split_first() else {
        let span = root.as_map().and_then(|entries| entries.first()).map_or(root.span, |(key, _)| key.span);
        draft.missing(span, "the page has no `items`");
        return anything::article(draft, root);
    };
    let mut names = Names::new();
    for data in root.get("references").map_or(&[][..], entries).iter().chain(items) {
        if let (Some(uid), Some(name)) = (text(data, "uid"), text(data, "name")) {
            names.insert(uid, name);
        }
    }
    if let Some(uid) = first.get("uid") {
        draft.uid(uid, "", text(first, "name").unwrap_or(""));
    }
    let name = text(first, "name").or(text(first, "uid")).unwrap_or("");
    let kind = text(first, "type").unwrap_or("");
    let title = format!("{name} {kind}");
    let mut nodes = vec![draft.heading(1, vec![words(title.trim(), first.span)])];
    body(draft, first, &names, 2, &mut nodes);
    for (title, members) in groups(members) {
        nodes.push(draft.heading(2, vec![words(title, first.span)]));
        for data in members {
            let member = member(draft, data, &names);
            nodes.push(member);
        }
    }
    children(draft, first, items, &names, &mut nodes);
    nodes
}

fn text<'d>(data: &'d Data, key: &str) -> Option<&'d str> {
    data.get(key).and_then(Data::as_str).map(str::trim).filter(|text| !text.is_empty())
}

/// The members by their kinds, under what each is called.
fn groups(members: &[Data]) -> Vec<(String, Vec<&Data>)> {
    let place = |kind: &str| GROUPS.iter().position(|(known, _)| *known == kind).unwrap_or(GROUPS.len());
    let mut groups: BTreeMap<(usize, &str), Vec<&Data>> = BTreeMap::new();
    for data in members {
        let kind = text(data, "type").unwrap_or("");
        groups.entry((place(kind), kind)).or_default().push(data);
    }
    let title = |(place, kind): (usize, &str)| match GROUPS.get(place) {
        Some((_, title)) => (*title).to_owned(),
        None if kind.is_empty() => "Members".into(),
        None => kind.to_owned(),
    };
    groups.into_iter().map(|(kind, members)| (title(kind), members)).collect()
}

/// The id that DocFX gives a uid on its page.
fn anchor_of(uid: &str) -> String {
    uid.chars().map(|char| if char.is_alphanumeric() || char == '_' { char } else { '_' }).collect()
}

fn member(draft: &mut Draft, data: &Data, names: &Names) -> Node {
    let uid = text(data, "uid").unwrap_or("");
    let name = text(data, "name").unwrap_or(uid);
    let id = anchor_of(uid);
    let mut nodes = Vec::new();
    if let Some((data, overload)) = data.get("overload").and_then(|data| Some((data, data.as_str()?)))
        && let Some(node) = draft.anchor(&anchor_of(overload), data.span)
    {
        draft.uid(data, &anchor_of(overload), name.split('(').next().unwrap_or(name));
        nodes.push(node);
    }
    let shown = vec![words(name, data.span)];
    nodes.push(if id.is_empty() { draft.heading(3, shown) } else { draft.heading_of(3, &id, shown) });
    if let Some(uid) = data.get("uid") {
        draft.uid(uid, &id, name);
    }
    body(draft, data, names, 4, &mut nodes);
    element("section", "", data.span, nodes)
}

/// All that is said of an item.
fn body(draft: &mut Draft, data: &Data, names: &Names, level: u8, nodes: &mut Vec<Node>) {
    if let Some(summary) = data.get("summary") {
        nodes.extend(draft.markdown(summary));
    }
    let mut facts = Vec::new();
    if level == 2 {
        fact(draft, data, "namespace", "Namespace", names, &mut facts);
        texts(data, "assemblies", "Assembly", &mut facts);
    }
    fact(draft, data, "inheritance", "Inheritance", names, &mut facts);
    fact(draft, data, "implements", "Implements", names, &mut facts);
    fact(draft, data, "derivedClasses", "Derived", names, &mut facts);
    fact(draft, data, "overridden", "Overrides", names, &mut facts);
    if !facts.is_empty() {
        nodes.push(element("dl", "", data.span, facts));
    }
    if let Some(syntax) = data.get("syntax") {
        self::syntax(draft, syntax, names, level, nodes);
    }
    described(draft, data, "exceptions", "Exceptions", names, level, nodes);
    for (key, title) in [("remarks", "Remarks"), ("example", "Examples"), ("conceptual", "")] {
        let Some(value) = data.get(key).filter(|value| !value.is_null()) else { continue };
        let texts = match value.as_list() {
            Some(list) => list,
            None => std::slice::from_ref(value),
        };
        if texts.iter().all(|text| text.as_str().is_some_and(|text| text.trim().is_empty())) {
            continue;
        }
        if !title.is_empty() {
            nodes.push(draft.heading(level, vec![words(title, value.span)]));
        }
        for text in texts {
            nodes.extend(draft.markdown(text));
        }
    }
    see_also(draft, data, names, level, nodes);
    for (key, title) in [("inheritedMembers", "Inherited members"), ("extensionMethods", "Extension methods")] {
        let list = uids(draft, data.get(key), names);
        if !list.is_empty() {
            let items = list.into_iter().map(|node| element("li", "", node.span, vec![node])).collect();
            let summary = element("summary", "", data.span, vec![words(title, data.span)]);
            nodes.push(element("details", "", data.span, vec![summary, element("ul", "", data.span, items)]));
        }
    }
}

/// Cross references to one uid or several.
fn uids(draft: &mut Draft, data: Option<&Data>, names: &Names) -> Vec<Node> {
    let Some(data) = data else { return Vec::new() };
    let list = data.as_list().unwrap_or(std::slice::from_ref(data));
    let known = list.iter().filter_map(|data| Some((data.as_str()?.trim(), data.span)));
    known
        .filter(|(uid, _)| !uid.is_empty())
        .map(|(uid, span)| draft.xref(uid, span, Some(&shown(uid, names))))
        .collect()
}

/// The name of a uid: what the file says, else its last part.
fn shown(uid: &str, names: &Names) -> String {
    let last = || {
        let end = uid.find(['(', '{', '`']).unwrap_or(uid.len());
        uid[..end].rfind('.').map_or(uid, |at| &uid[at + 1..])
    };
    names.get(uid).copied().unwrap_or_else(last).to_owned()
}

fn fact(draft: &mut Draft, data: &Data, key: &str, title: &str, names: &Names, facts: &mut Vec<Node>) {
    let list = uids(draft, data.get(key), names);
    put_fact(title, list, facts);
}

fn texts(data: &Data, key: &str, title: &str, facts: &mut Vec<Node>) {
    let list = data.get(key).and_then(Data::as_list).unwrap_or_default();
    put_fact(title, list.iter().filter_map(|data| Some(words(data.as_str()?, data.span))).collect(), facts);
}

fn put_fact(title: &str, list: Vec<Node>, facts: &mut Vec<Node>) {
    let Some(span) = list.first().map(|node| node.span) else { return };
    facts.push(element("dt", "", span, vec![words(title, span)]));
    let mut nodes = Vec::new();
    for node in list {
        if !nodes.is_empty() {
            nodes.push(words(", ", span));
        }
        nodes.push(node);
    }
    facts.push(element("dd", "", span, nodes));
}

/// The declaration in each language, and what it takes and gives.
fn syntax(draft: &mut Draft, data: &Data, names: &Names, level: u8, nodes: &mut Vec<Node>) {
    for (key, value) in data.as_map().unwrap_or_default() {
        let Some(language) = key.name.strip_prefix("content") else { continue };
        let language = language.strip_prefix('.').filter(|language| !language.is_empty()).unwrap_or("csharp");
        let children = draft.text(value);
        let code = CodeBlock { info: language.into(), fenced: false };
        if !children.is_empty() {
            nodes.push(Node { kind: Kind::Code(Box::new(code)), span: value.span, children });
        }
    }
    described(draft, data, "typeParameters", "Type parameters", names, level, nodes);
    described(draft, data, "parameters", "Parameters", names, level, nodes);
    described(draft, data, "return", "Returns", names, level, nodes);
}

/// Things with a name, a type and a description.
fn described(draft: &mut Draft, data: &Data, key: &str, title: &str, names: &Names, level: u8, nodes: &mut Vec<Node>) {
    let list = data.get(key).map_or(&[][..], entries);
    let mut items = Vec::new();
    for data in list {
        let mut term = Vec::new();
        if let Some(id) = text(data, "id") {
            term.push(Node { kind: Kind::InlineCode(id.into()), span: data.span, children: Vec::new() });
        }
        for node in uids(draft, data.get("type"), names) {
            if !term.is_empty() {
                term.push(words(" ", data.span));
            }
            term.push(node);
        }
        items.push(element("dt", "", data.span, term));
        let description = data.get("description").map(|text| draft.markdown(text)).unwrap_or_default();
        items.push(element("dd", "", data.span, description));
    }
    if let Some(first) = list.first() {
        nodes.push(draft.heading(level, vec![words(title, first.span)]));
        nodes.push(element("dl", "", first.span, items));
    }
}

fn see_also(draft: &mut Draft, data: &Data, names: &Names, level: u8, nodes: &mut Vec<Node>) {
    let list = data.get("seealso").map_or(&[][..], entries);
    let mut items = Vec::new();
    for data in list {
        let own = text(data, "altText");
        let comment = text(data, "commentId").and_then(|id| id.split_once(':')).map(|(_, uid)| uid);
        let link = match (text(data, "linkId").or(comment).or(text(data, "type")), data.get("linkId")) {
            (Some(uid), Some(link)) if uid.contains("://") => {
                let text = own.unwrap_or(uid);
                draft.link(Some(link), vec![words(text, data.span)])
            }
            (Some(uid), _) => {
                let name = own.map_or_else(|| shown(uid, names), str::to_owned);
                vec![draft.xref(uid, data.span, Some(&name))]
            }
            (None, _) => continue,
        };
        items.push(element("li", "", data.span, link));
    }
    if !items.is_empty() {
        nodes.push(draft.heading(level, vec![words("See also", data.span)]));
        nodes.push(element("ul", "", data.span, items));
    }
}

/// What the page's item holds that has pages of its own.
fn children(draft: &mut Draft, first: &Data, items: &[Data], names: &Names, nodes: &mut Vec<Node>) {
    let here: HashSet<&str> = items.iter().filter_map(|item| text(item, "uid")).collect();
    let list = first.get("children").and_then(Data::as_list).unwrap_or_default();
    let elsewhere: Vec<(&str, Span)> = list
        .iter()
        .filter_map(|data| Some((data.as_str()?.trim(), data.span)))
        .filter(|(uid, _)| !here.contains(uid))
        .collect();
    if elsewhere.is_empty() {
        return;
    }
    nodes.push(draft.heading(2, vec![words(words::name("members"), first.span)]));
    let items = elsewhere.into_iter().map(|(uid, span)| {
        let name = shown(uid, names);
        element("li", "", span, vec![draft.xref(uid, span, Some(&name))])
    });
    let items = items.collect();
    nodes.push(element("ul", "", first.span, items));
}
