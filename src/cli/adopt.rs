//! Which findings count where a baseline or a commit is given.

use std::{
    borrow::Cow,
    io::{self, Write},
    path::Path,
};

use super::{Cli, Failure, options};
use crate::{
    adopt::{
        baseline::{self, Entry},
        since::{self, Problem},
    },
    diagnostic::Diagnostic,
    emit::single,
    files::scan,
    site::{Site, configuration_is_broken, is_without_pages},
};

/// Entries that are gone which are told one by one.
const TOLD: usize = 20;

/// The findings that are not known and that the change at hand brings: all where neither is asked for.
pub(super) fn that_count<'a>(
    cli: &Cli,
    site: &Site,
    findings: &'a [Diagnostic],
) -> Result<Cow<'a, [Diagnostic]>, Failure> {
    let mut findings = Cow::Borrowed(findings);
    // What a broken configuration leads to says nothing of what is known, and that there is no site is always told.
    if configuration_is_broken(&findings, site.config.path.as_str()) || is_without_pages(&findings) {
        return Ok(findings);
    }
    if let Some(file) = &cli.findings.baseline {
        findings = Cow::Owned(not_known(cli, site, &findings, file)?);
    }
    if let Some(reference) = &cli.findings.changed_since {
        let new = since::since(site, &options(cli)?, &findings, reference).map_err(|problem| match problem {
            Problem::Usage(message) => Failure::Usage(message),
            Problem::Io(error) => Failure::Io(io::Error::other(error)),
        })?;
        findings = Cow::Owned(new);
    }
    Ok(findings)
}

fn not_known(cli: &Cli, site: &Site, findings: &[Diagnostic], file: &Path) -> Result<Vec<Diagnostic>, Failure> {
    let name = file.display();
    let sources = |path: &_| site.source(path);
    let bytes = match scan::read(Path::new(""), &file.to_string_lossy().into_owned().into()) {
        Ok(bytes) => Some(bytes),
        Err(error) if error.kind() == io::ErrorKind::NotFound => None,
        Err(error) => return Err(Failure::Io(io::Error::new(error.kind(), format!("`{name}`: {error}")))),
    };
    let Some(bytes) = bytes.filter(|_| !cli.findings.update_baseline) else {
        let watched = std::env::var_os("CI").is_none_or(|value| value.is_empty() || value == "false");
        if !watched && !cli.findings.update_baseline {
            let message = format!("the baseline `{name}` is not there; --update-baseline writes it");
            return Err(Failure::Usage(message));
        }
        let entries = baseline::entries(findings, &sources);
        single::write(file, baseline::write(&entries).as_bytes())?;
        say(cli, &format!("baseline: wrote {} to {name}", counted(entries.len())));
        return Ok(Vec::new());
    };
    let entries = baseline::read(&bytes).map_err(|what| Failure::Usage(format!("`{name}` {what}")))?;
    let is_there = |path: &_| site.source(path).is_some() || site.files.find(path.as_str()).is_some();
    let is_asked = |rule: &str| !site.levels.is_off_by_name(rule);
    let compared = baseline::compare(findings, &entries, &sources, &is_there, &is_asked);
    let new: Vec<Diagnostic> = findings
        .iter()
        .zip(&compared.known)
        .filter(|(_, known)| !**known)
        .map(|(finding, _)| finding.clone())
        .collect();
    let known = findings.len() - new.len();
    say(cli, &format!("baseline: {} known and left out", counted(known)));
    if compared.gone.is_empty() {
        return Ok(new);
    }
    if cli.findings.shrink_baseline {
        let left = without(entries, &compared.gone);
        single::write(file, baseline::write(&left).as_bytes())?;
        say(cli, &format!("baseline: removed {} that no longer occur from {name}", counted(compared.gone.len())));
    } else {
        let gone = counted(compared.gone.len());
        say(cli, &format!("baseline: {gone} of {name} no longer occur; --shrink-baseline removes them:"));
        let shown = if cli.common.verbose { usize::MAX } else { TOLD };
        for entry in compared.gone.iter().take(shown) {
            say(cli, &format!("  {}: [{}] {}", entry.path, entry.rule, entry.text));
        }
        if compared.gone.len() > shown {
            say(cli, &format!("  and {} more", compared.gone.len() - shown));
        }
    }
    Ok(new)
}

/// A list without some of its entries, each as often as it is among those.
fn without(mut entries: Vec<Entry>, gone: &[Entry]) -> Vec<Entry> {
    entries.sort();
    let mut gone = gone.iter().peekable();
    entries.retain(|entry| gone.next_if(|gone| *gone == entry).is_none());
    entries
}

fn counted(number: usize) -> String {
    format!("{number} {}", if number == 1 { "finding" } else { "findings" })
}

fn say(cli: &Cli, text: &str) {
    if !cli.common.quiet {
        let _ = writeln!(anstream::stderr(), "{text}");
    }
}
