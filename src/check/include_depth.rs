//! Includes have an end.

use super::Context;
use crate::{
    diagnostic::Diagnostic,
    ext::include::{COUNT_LIMIT, DEPTH_LIMIT},
    page::FileId,
    rules,
    source::Span,
};

/// What a file comes to with all that it includes.
#[derive(Clone, Copy, Default)]
struct Size {
    /// Includes inside each other.
    depth: usize,
    /// Includes in all.
    count: usize,
}

/// Reports each include at which the files below become deeper, or more, than one page may hold. Files that include
/// each other in a circle are another rule's.
pub(super) fn check(context: &Context, found: &mut Vec<Diagnostic>) {
    let index = context.index;
    let mut sizes = vec![Size::default(); index.includes.len()];
    let mut waits: Vec<usize> = index.includes.iter().map(Vec::len).collect();
    let mut ready: Vec<FileId> = (0..waits.len()).filter(|&at| waits[at] == 0).map(|at| FileId(at as u32)).collect();
    while let Some(id) = ready.pop() {
        let inner = sizes[id.0 as usize];
        for &(by, span) in index.included_by.get(&id).map_or(&[][..], |list| list) {
            let outer = &mut sizes[by.0 as usize];
            let before = *outer;
            let added = (inner.count + 1).saturating_mul(times(context, by, span));
            *outer = Size { depth: outer.depth.max(inner.depth + 1), count: outer.count.saturating_add(added) };
            let too_deep = outer.depth > DEPTH_LIMIT && before.depth <= DEPTH_LIMIT && inner.depth <= DEPTH_LIMIT;
            let too_many = outer.count > COUNT_LIMIT && before.count <= COUNT_LIMIT && inner.count <= COUNT_LIMIT;
            if too_deep || too_many {
                let message = if too_deep {
                    format!("more than {DEPTH_LIMIT} files include one another from here on; deeper ones are left out")
                } else {
                    format!("more than {COUNT_LIMIT} includes come together here; a page leaves out the rest")
                };
                found.push(rules::INCLUDE_TOO_DEEP.at(&context.files.get(by).path, span, message));
            }
            waits[by.0 as usize] -= 1;
            if waits[by.0 as usize] == 0 {
                ready.push(by);
            }
        }
    }
}

/// How often a file includes what it includes at a place.
fn times(context: &Context, file: FileId, span: Span) -> usize {
    let Some(page) = context.index.page(file) else { return 1 };
    let includes = page.outline.refs.iter().filter(|reference| reference.kind.is_include());
    let address = includes.clone().find(|reference| reference.span == span).map(|reference| &reference.address);
    includes.filter(|reference| Some(&reference.address) == address).count().max(1)
}
