//! `FAQ`: questions under sections, each a heading that links can lead to.

use crate::{
    data::Data,
    page::{Kind, Node},
};

use super::{
    cards::{head, paragraph},
    draft::{Draft, element},
    shape::{Fields, Shape, list, text},
};

static PAGE: Shape = Shape {
    what: "the page",
    keys: &[
        text("title").needed(),
        text("summary"),
        list("sections").needed(),
        list("questions"),
        text("additionalContent"),
    ],
};

static SECTION: Shape = Shape {
    what: "a section",
    keys: &[text("name"), text("summary"), list("questions"), list("sections"), text("additionalContent")],
};

static QUESTION: Shape = Shape {
    what: "a question",
    keys: &[text("question").needed(), text("answer"), list("questions"), list("sections")],
};

/// What stands for the name of the only section of a page that has none.
const IGNORED: &str = "ignored";

/// Lays a page of questions and answers out.
pub(super) fn lay_out(draft: &mut Draft, root: &Data) -> Vec<Node> {
    let fields = draft.page_fields(root, &PAGE);
    let mut nodes = head(draft, &fields);
    nodes.extend(inside(draft, &fields, 2));
    nodes.extend(paragraph(draft, fields.get("additionalContent")));
    // Only now, so that no heading loses its id to them.
    learn_ids(draft, &mut nodes);
    nodes
}

/// The questions and sections that a page, a section or a question holds.
fn inside(draft: &mut Draft, fields: &Fields, level: u8) -> Vec<Node> {
    let mut nodes = Vec::new();
    for data in fields.list("questions") {
        nodes.extend(draft.inside(data, |draft| vec![question(draft, data, level)]));
    }
    for data in fields.list("sections") {
        nodes.extend(draft.inside(data, |draft| section(draft, data, level)));
    }
    nodes
}

fn section(draft: &mut Draft, data: &Data, level: u8) -> Vec<Node> {
    let fields = draft.fields(data, &SECTION);
    let mut nodes = Vec::new();
    let mut below = level;
    let named = |name: &&Data| !name.as_str().is_some_and(|name| name.trim().eq_ignore_ascii_case(IGNORED));
    if let Some(name) = fields.get("name").filter(named) {
        let name = draft.text(name);
        nodes.push(draft.heading(level, name));
        below = level + 1;
    }
    nodes.extend(paragraph(draft, fields.get("summary")));
    nodes.extend(inside(draft, &fields, below.min(6)));
    nodes.extend(paragraph(draft, fields.get("additionalContent")));
    nodes
}

/// A question with its answer, in a section of its own, so that HTML that an answer leaves open ends with it.
fn question(draft: &mut Draft, data: &Data, level: u8) -> Node {
    let fields = draft.fields(data, &QUESTION);
    let mut nodes = Vec::new();
    if let Some(question) = fields.get("question") {
        let question = draft.inline(question);
        nodes.push(draft.heading(level, question));
    }
    let place = data.as_map().and_then(|entries| entries.first()).map(|(key, _)| key.span);
    match (fields.get("answer"), place) {
        (Some(answer), _) => nodes.extend(draft.markdown(answer)),
        (None, Some(place)) if fields.list("questions").is_empty() && fields.list("sections").is_empty() => {
            draft.missing(place, "a question has no `answer`");
        }
        (None, _) => {}
    }
    nodes.extend(inside(draft, &fields, (level + 1).min(6)));
    element("section", "", data.span, nodes)
}

/// Gives questions the ids that they have on Learn, beside their own: links that were copied from there lead here, too.
fn learn_ids(draft: &mut Draft, nodes: &mut [Node]) {
    for node in nodes {
        let Kind::Element(element) = &mut node.kind else { continue };
        if let Some(Node { kind: Kind::Heading(number), span, .. }) = node.children.first()
            && element.tag == "section"
        {
            let (number, span) = (*number as usize, *span);
            let long = learn_id(&draft.outline.headings[number].text);
            if let Some(Node { kind: Kind::Element(anchor), .. }) = draft.anchor(&long, span) {
                element.id = anchor.id;
            }
            if let Some(short) = draft.anchor(long.trim_end_matches('-'), span) {
                node.children.insert(0, short);
            }
        }
        learn_ids(draft, &mut node.children);
    }
}

/// The id that Learn gives a question: every sign that is neither letter nor digit is a dash.
fn learn_id(text: &str) -> String {
    text.chars().flat_map(char::to_lowercase).map(|char| if char.is_alphanumeric() { char } else { '-' }).collect()
}
