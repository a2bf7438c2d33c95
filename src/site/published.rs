//! What was published before, where the run or the configuration names an inventory of it.

use std::{collections::HashMap, io, sync::Arc};

use super::optional;
use crate::{
    check::Context,
    diagnostic::Diagnostic,
    files::{commits::Git, disk::Disk},
    rules,
    source::{SitePath, Source},
    urls::{
        past::{Earlier, Past},
        read, report,
    },
};

/// Compares the site with an earlier inventory: the one that is given, else the one that the configuration names.
///
/// # Errors
/// Where the inventory is there and cannot be read.
pub(super) fn check(
    disk: Disk,
    context: &Context,
    given: Option<&Earlier>,
    others: &mut HashMap<SitePath, Arc<Source>>,
    found: &mut Vec<Diagnostic>,
) -> io::Result<()> {
    let read = match given {
        Some(_) => None,
        None => configured(disk, context, others, found)?,
    };
    let Some(earlier) = given.or(read.as_ref()) else { return Ok(()) };
    if let Some(source) = &earlier.source {
        others.entry(source.path.clone()).or_insert_with(|| source.clone());
    }
    let past = Past { git: Git::of(disk.root), earlier };
    found.extend(report::report(context, &past, &|path| others.get(path).cloned()));
    for finding in found.iter() {
        if let Some(page) =
            earlier.pages.get(finding.path.as_str()).filter(|_| context.files.find(finding.path.as_str()).is_none())
        {
            others.entry(finding.path.clone()).or_insert_with(|| page.source.clone());
        }
    }
    Ok(())
}

fn configured(
    disk: Disk,
    context: &Context,
    others: &mut HashMap<SitePath, Arc<Source>>,
    found: &mut Vec<Diagnostic>,
) -> io::Result<Option<Earlier>> {
    let Some((path, span)) = &context.config.published else { return Ok(None) };
    let Some(source) = optional(disk, path.as_str(), found)? else {
        let message = format!("`{path}` is not there");
        let help = format!("write it with `docwright urls > {path}`");
        found.push(rules::CONFIG_INVALID.at(&context.config.path, *span, message).help(help));
        return Ok(None);
    };
    others.insert(path.clone(), source.clone());
    match read::any(&source, context.config.base_url.as_deref()) {
        Ok(read::Written { inventory, places }) => {
            Ok(Some(Earlier { inventory, places, source: Some(source), ..Earlier::default() }))
        }
        Err((span, message)) => {
            found.push(rules::CONFIG_INVALID.at(path, span, message));
            Ok(None)
        }
    }
}
