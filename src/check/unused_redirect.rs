//! Every redirect is needed: somebody could come to what it redirects.

use std::collections::HashSet;

use super::Context;
use crate::{
    diagnostic::Diagnostic,
    index::redirects::{Redirect, RedirectTarget},
    plan::Fate,
    rules,
};

/// Reports each redirect for which nothing is written and through which no other leads, and each of a fragment that its page has or that no page had.
pub(super) fn check(context: &Context, found: &mut Vec<Diagnostic>) {
    let files = context.files;
    let redirects = context.redirects;
    let mut unused: Vec<(&Redirect, String)> = Vec::new();
    // What is led through by a redirect that somebody can come to.
    let mut needed: HashSet<String> = HashSet::new();
    for (redirect, fate) in redirects.list.iter().zip(&context.plan.redirects) {
        match problem(context, redirect, *fate) {
            Some(message) => unused.push((redirect, message)),
            None => lead(context, &redirect.to, &mut needed),
        }
    }
    for redirect in &redirects.fragments {
        let (source, fragment) = (&redirect.source, &redirect.fragment);
        let message = match files.find(source.as_str()).filter(|id| files.get(*id).output.is_some()) {
            Some(id) if context.index.has_anchor(id, fragment) => {
                format!("`{source}` has the id `{fragment}` itself, so nobody is led on")
            }
            None if redirects.find(source.as_str()).is_none() => {
                format!("`{source}` is no page of the site and is not redirected, so nothing leads on from its places")
            }
            _ => {
                lead(context, &redirect.to, &mut needed);
                continue;
            }
        };
        found.push(rules::UNUSED_REDIRECT.at(&files.get(redirect.file).path, redirect.span, message));
    }
    for (redirect, message) in unused {
        if !needed.contains(&redirect.source.as_str().to_lowercase()) {
            found.push(rules::UNUSED_REDIRECT.at(&files.get(redirect.file).path, redirect.span, message));
        }
    }
}

/// Why nobody comes to what a redirect redirects; `None` where somebody may, or another rule tells of it.
fn problem(context: &Context, redirect: &Redirect, fate: Fate) -> Option<String> {
    let files = context.files;
    let source = &redirect.source;
    // One whose page is still there is told as such.
    if files.find(source.as_str()).is_some_and(|id| files.get(id).output.is_some()) {
        return None;
    }
    match fate {
        // What can have been no page is told as such.
        Fate::NoPage if !["md", "yml"].iter().any(|extension| source.has_extension(extension)) => None,
        Fate::NoPage => Some(format!("`{source}` would be no page of the site, so nothing leads on from it")),
        Fate::Taken(other) => {
            let taken = &files.get(other).path;
            Some(format!("the address of `{source}` is that of `{taken}`, so nobody is led on"))
        }
        Fate::Written | Fate::Left => None,
    }
}

/// Notes the redirects through which one leads.
fn lead(context: &Context, to: &RedirectTarget, needed: &mut HashSet<String>) {
    let mut to = to;
    while let RedirectTarget::Source(next, _) = to
        && needed.insert(next.as_str().to_lowercase())
        && let Some(redirect) = context.redirects.find(next.as_str())
    {
        to = &redirect.to;
    }
}
