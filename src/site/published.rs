//! What was published before, where the configuration names an inventory of it.

use std::{collections::HashMap, io, path::Path, sync::Arc};

use super::optional;
use crate::{
    check::Context,
    diagnostic::Diagnostic,
    files::git::Git,
    rules,
    source::{SitePath, Source},
    urls::{
        past::Past,
        read,
        report::{self, Against},
    },
};

/// Compares the site with the inventory that the configuration names.
///
/// # Errors
/// Where the inventory is there and cannot be read.
pub(super) fn check(
    root: &Path,
    context: &Context,
    others: &mut HashMap<SitePath, Arc<Source>>,
    found: &mut Vec<Diagnostic>,
) -> io::Result<()> {
    let Some((path, span)) = &context.config.published else { return Ok(()) };
    let Some(source) = optional(root, path.as_str(), found)? else {
        let message = format!("`{path}` is not there");
        let help = format!("write it with `docwright urls > {path}`");
        found.push(rules::CONFIG_INVALID.at(&context.config.path, *span, message).help(help));
        return Ok(());
    };
    others.insert(path.clone(), source.clone());
    let base = context.config.base_url.as_deref();
    let written = match read::any(&source, base) {
        Ok(written) => written,
        Err((span, message)) => {
            found.push(rules::CONFIG_INVALID.at(path, span, message));
            return Ok(());
        }
    };
    let place = |url: &str| Some((path.clone(), *written.places.get(url)?));
    let past = Past { git: Git::of(root), since: None, page: &|_| None };
    let against = Against { inventory: &written.inventory, place: &place, past };
    found.extend(report::report(context, &against, &|path| others.get(path).cloned()));
    Ok(())
}
