//! Includes have an end.

use std::collections::HashMap;

use super::Context;
use crate::{
    diagnostic::Diagnostic,
    ext::include::{COUNT_LIMIT, DEPTH_LIMIT},
    page::FileId,
    rules,
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
    let mut times: HashMap<(FileId, FileId), usize> = HashMap::new();
    for (by, places) in index.include_places.iter().enumerate() {
        for &(to, _) in places {
            *times.entry((FileId(by as u32), to)).or_default() += 1;
        }
    }
    let mut waits: Vec<usize> = index.includes.iter().map(Vec::len).collect();
    let mut ready: Vec<FileId> = (0..waits.len()).filter(|&at| waits[at] == 0).map(|at| FileId(at as u32)).collect();
    while let Some(id) = ready.pop() {
        let inner = sizes[id.0 as usize];
        for &(by, span) in index.included_by.get(&id).map_or(&[][..], |list| list) {
            let outer = &mut sizes[by.0 as usize];
            let before = *outer;
            let added = (inner.count + 1).saturating_mul(times.get(&(by, id)).copied().unwrap_or(1));
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
