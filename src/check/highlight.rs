//! Code is coloured to its end.

use crate::{
    diagnostic::Diagnostic,
    ext::snippet,
    page::{Kind, Node, Page},
    render::highlight::{self, Cause, Limit},
    rules,
};

/// Reports each block of a file whose colours end before it does.
pub fn check(page: &Page, found: &mut Vec<Diagnostic>) {
    walk(page, &page.body, found);
}

/// What is said of code that is plain from a line on.
pub fn says(cause: Cause) -> &'static str {
    match cause {
        Cause::Size => "a block of more than 200 KB is highlighted no further",
        Cause::Steps => "this line takes too many steps to highlight",
    }
}

fn walk(page: &Page, nodes: &[Node], found: &mut Vec<Diagnostic>) {
    for node in nodes {
        let Kind::Code(code) = &node.kind else {
            walk(page, &node.children, found);
            continue;
        };
        let (language, _) = snippet::interactive(code.language());
        if let Some(Limit { line, cause }) = highlight::limit(language, &page.code(node)) {
            let message = format!("the code is plain text from here on: {}", says(cause));
            found.push(rules::HIGHLIGHT_LIMIT.at(page.path(), page.code_line(node, line), message));
        }
    }
}
