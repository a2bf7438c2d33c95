//! Through which directives pages include a place.

use super::Context;
use crate::diagnostic::Diagnostic;

/// Tells findings in included files where they are included, unless what found them knows it better.
pub fn fill(context: &Context, found: &mut [Diagnostic]) {
    for finding in found.iter_mut().filter(|finding| finding.via.is_empty()) {
        let id = context.files.find(finding.path.as_str());
        let by = id.and_then(|id| context.index.included_by.get(&id));
        finding.via = by.into_iter().flatten().map(|&(by, at)| (context.files.get(by).path.clone(), at)).collect();
    }
}
