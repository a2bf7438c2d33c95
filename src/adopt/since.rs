//! Findings that a change brings: those in lines that it changes, and those that were not there before it, wherever.

use std::io;

use crate::{
    adopt::baseline::{compare, entries},
    diagnostic::Diagnostic,
    fetch::Network,
    files::repository::{self, Changes, Refusal},
    site::{Options, Site, configuration_is_broken},
    source::SitePath,
};

/// Why findings cannot be told apart.
#[derive(Debug)]
pub enum Problem {
    /// What was asked for cannot be answered here: a sentence.
    Usage(String),
    Io(io::Error),
}

impl From<Refusal> for Problem {
    fn from(refusal: Refusal) -> Problem {
        match refusal {
            Refusal::Unanswerable(message) => Problem::Usage(message),
            Refusal::Io(error) => Problem::Io(error),
        }
    }
}

/// The findings of a site that the change since a commit brings: since the last one that the branch at hand has in
/// common with it, and with what is not committed. The project is read as it was then, and the findings are compared.
///
/// # Errors
/// Where the project is in no repository, the commit or what it has in common is not known, or git or the disk refuse.
pub fn since(
    site: &Site,
    options: &Options,
    findings: &[Diagnostic],
    reference: &str,
) -> Result<Vec<Diagnostic>, Problem> {
    let no_repository = || Problem::Usage("--changed-since needs a git repository around the project".into());
    let repository = repository::find(&site.root).ok_or_else(no_repository)?;
    let base = repository.common(reference)?;
    let changes = repository.changes(&base)?;
    let before = repository.tree(&base)?;
    let network = match options.network {
        Network::Always => Network::Missing,
        network => network,
    };
    let old = Site::load(&before.root, &Options { network, ..options.clone() }).map_err(Problem::Io)?;
    let mut known = entries(&old.diagnostics, &|path| old.source(path));
    if configuration_is_broken(&old.diagnostics, old.config.path.as_str()) {
        // What it said then of the project is not known.
        known.clear();
    }
    for entry in &mut known {
        if let Some(new) = changes.renamed.get(&entry.path) {
            entry.path.clone_from(new);
        }
    }
    let is_there = |path: &SitePath| site.files.find(path.as_str()).is_some();
    let compared = compare(findings, &known, &|path| site.source(path), &is_there, &|_| true);
    let wanted =
        findings.iter().zip(compared.known).filter(|(finding, known)| !known || touches(finding, site, &changes));
    Ok(wanted.map(|(finding, _)| finding.clone()).collect())
}

/// Whether a finding is about a line that changed.
fn touches(finding: &Diagnostic, site: &Site, changes: &Changes) -> bool {
    let Some(lines) = changes.lines.get(finding.path.as_str()) else { return false };
    let Some(source) = site.source(&finding.path) else { return true };
    let first = source.line_for_git(finding.span.start);
    // A place that ends with its line ends where the next one begins.
    let last = source.line_for_git(finding.span.end.saturating_sub(1).max(finding.span.start));
    lines.iter().any(|&(from, to)| from <= last && first <= to)
}
