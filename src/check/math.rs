//! Formulas can be read.

use crate::{
    diagnostic::Diagnostic,
    page::{Kind, Node, Page},
    render::math,
    rules,
};

/// Reports each formula that cannot be written as MathML.
pub(super) fn check(page: &Page, found: &mut Vec<Diagnostic>) {
    if page.source.text.contains('$') {
        walk(page, &page.body, found);
    }
}

fn walk(page: &Page, nodes: &[Node], found: &mut Vec<Diagnostic>) {
    for node in nodes {
        if let Kind::Math(formula) = &node.kind
            && let Some(problem) = math::problem(&formula.tex)
        {
            let message = format!("the formula cannot be read: {problem}");
            found.push(rules::INVALID_MATH.at(page.path(), node.span, message));
        }
        walk(page, &node.children, found);
    }
}
