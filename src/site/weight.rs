//! What is there and nobody uses.

use crate::{
    check::{Context, content::Levels, weight},
    diagnostic::{Diagnostic, Level, Rule},
    files::{decode::decode, disk::Disk},
    page::{FileId, Links},
    source::Source,
};

/// Asks the rules of dead weight. A text that cannot be read uses nothing.
pub(super) fn check(disk: Disk, context: &Context, links: &[Links], levels: &Levels, found: &mut Vec<Diagnostic>) {
    let read = |id: FileId| -> Option<Source> {
        let path = &context.files.get(id).path;
        Some(decode(path, disk.read(path).ok()?).0)
    };
    let wants = |rule: &Rule| levels.get(rule.name) != Some(&Level::Allow);
    weight::check(context, links, &read, &wants, found);
}
