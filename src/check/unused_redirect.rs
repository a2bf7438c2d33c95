//! Every redirect is needed: somebody could come to what it redirects.

use std::collections::HashMap;

use super::Context;
use crate::{diagnostic::Diagnostic, files::role, index::redirects::Redirect, rules};

/// Reports each redirect for which nothing is written, and each of a fragment that its page has or that no page had.
pub(super) fn check(context: &Context, found: &mut Vec<Diagnostic>) {
    let files = context.files;
    let outputs: HashMap<String, usize> = files
        .list
        .iter()
        .enumerate()
        .filter_map(|(at, file)| Some((file.output.as_deref()?.to_lowercase(), at)))
        .collect();
    for redirect in &context.redirects.list {
        // One whose page is still there is told as such.
        if files.find(redirect.source.as_str()).is_some_and(|id| files.get(id).output.is_some()) {
            continue;
        }
        let free = |output: &str| !outputs.contains_key(&output.to_lowercase());
        let message = match role::page_output_of(&redirect.source, context.config, &free) {
            // What can have been no page is told as such.
            None if !["md", "yml"].iter().any(|extension| redirect.source.has_extension(extension)) => continue,
            None => format!("`{}` would be no page of the site, so nothing leads on from it", redirect.source),
            Some(output) => match outputs.get(&output.to_lowercase()) {
                Some(&at) => {
                    let taken = &files.list[at].path;
                    format!("the address of `{}` is that of `{taken}`, so nobody is led on", redirect.source)
                }
                None => continue,
            },
        };
        found.push(rules::UNUSED_REDIRECT.at(path(context, redirect), redirect.span, message));
    }
    for redirect in &context.redirects.fragments {
        let (source, fragment) = (&redirect.source, &redirect.fragment);
        let message = match files.find(source.as_str()).filter(|id| files.get(*id).output.is_some()) {
            Some(id) if context.index.has_anchor(id, fragment) => {
                format!("`{source}` has the id `{fragment}` itself, so nobody is led on")
            }
            None if context.redirects.find(source.as_str()).is_none() => {
                format!("`{source}` is no page of the site and is not redirected, so nothing leads on from its places")
            }
            _ => continue,
        };
        found.push(rules::UNUSED_REDIRECT.at(&files.get(redirect.file).path, redirect.span, message));
    }
}

fn path<'a>(context: &'a Context, redirect: &Redirect) -> &'a crate::source::SitePath {
    &context.files.get(redirect.file).path
}
