//! `FAQ`: questions under sections, each a heading that links can lead to.

use crate::{
    data::Data,
    page::{Element, Kind, Node},
};

use super::{
    cards::{head, paragraph},
    draft::{Draft, element},
    shape::{Fields, Shape, list, text},
};

static PAGE: Shape = Shape {
    what: "the page",
    keys: &[text("title").needed(), text("summary"), list("sections").needed(), list("questions"), text("additionalContent")],
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
    inside(draft, &fields, 2, &mut nodes);
    nodes.extend(paragraph(draft, fields.get("additionalContent")));
    nodes
}

/// The questions and sections that a page, a section or a question holds.
fn inside(draft: &mut Draft, fields: &Fields, level: u8, nodes: &mut Vec<Node>) {
    for data in fields.list("questions") {
        nodes.push(question(draft, data, level));
    }
    for data in fields.list("sections") {
        section(draft, data, level, nodes);
    }
}

fn section(draft: &mut Draft, data: &Data, level: u8, nodes: &mut Vec<Node>) {
    let fields = draft.fields(data, &SECTION);
    let mut below = level;
    let named = |name: &&Data| !name.as_str().is_some_and(|name| name.trim().eq_ignore_ascii_case(IGNORED));
    if let Some(name) = fields.get("name").filter(named) {
        let name = draft.text(name);
        nodes.push(draft.heading(level, name));
        below = level + 1;
    }
    nodes.extend(paragraph(draft, fields.get("summary")));
    inside(draft, &fields, below.min(6), nodes);
    nodes.extend(paragraph(draft, fields.get("additionalContent")));
}

/// A question with its answer, in a section of its own, so that HTML that an answer leaves open ends with it.
fn question(draft: &mut Draft, data: &Data, level: u8) -> Node {
    let fields = draft.fields(data, &QUESTION);
    let mut nodes = Vec::new();
    let mut id = None;
    if let Some(question) = fields.get("question") {
        let question = draft.inline(question);
        let long = learn_id(&draft.plain_text(&question));
        let heading = draft.heading(level, question);
        // On Learn the id of a question is made in another way: links that were copied from there lead here, too.
        let short = long.trim_end_matches('-');
        if let Some(Node { kind: Kind::Element(element), .. }) = draft.anchor(&long, heading.span) {
            id = element.id;
        }
        nodes.extend(draft.anchor(short, heading.span));
        nodes.push(heading);
    }
    match fields.get("answer") {
        Some(answer) => nodes.extend(draft.markdown(answer)),
        None if fields.list("questions").is_empty() && fields.list("sections").is_empty() => {
            let place = data.as_map().and_then(|entries| entries.first()).map(|(key, _)| key.span);
            if let Some(place) = place {
                draft.find(&crate::rules::MISSING_ATTRIBUTE, place, "a question has no `answer`");
            }
        }
        None => {}
    }
    inside(draft, &fields, (level + 1).min(6), &mut nodes);
    let mut node = element("section", "", data.span, nodes);
    if let Kind::Element(element) = &mut node.kind {
        **element = Element { tag: element.tag, class: "", id };
    }
    node
}

/// The id that Learn gives a question: every sign that is neither letter nor digit is a dash.
fn learn_id(text: &str) -> String {
    text.chars().flat_map(char::to_lowercase).map(|char| if char.is_alphanumeric() { char } else { '-' }).collect()
}
