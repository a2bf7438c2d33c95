//! Files are written once, to the place of one group.

use super::Context;
use crate::{
    diagnostic::{Diagnostic, Severity},
    files::Role,
    rules,
};

/// Reports groups of a `docfx.json` of which several would write the same pages, each to a place of its own.
pub(super) fn check(context: &Context, found: &mut Vec<Diagnostic>) {
    for (at, docset) in context.config.docsets.iter().enumerate() {
        let Some((path, span)) = &docset.groups else { continue };
        let pages = context
            .files
            .iter()
            .map(|(_, file)| file)
            .filter(|file| usize::from(file.docset) == at && file.role == Role::Page);
        let mut twice = pages.filter(|file| {
            let path = file.path.as_str();
            let mut outputs = docset.content.iter().filter(|set| set.takes(path)).map(|set| set.output(path));
            let first = outputs.next();
            outputs.any(|other| Some(other) != first)
        });
        let Some(first) = twice.next() else { continue };
        let more = match twice.count() {
            0 => String::new(),
            1 => " and another page".to_owned(),
            more => format!(" and {more} other pages"),
        };
        let message =
            format!("several groups take `{}`{more}, which is written once, for the first of them", first.path);
        let mut finding = rules::CONFIG_INVALID.at(path, *span, message);
        finding.severity = Severity::Suggestion;
        found.push(finding.help("versions of a page are best told apart in one page, with monikers"));
    }
}
