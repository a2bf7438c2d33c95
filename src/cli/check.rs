//! `check`: every finding of a build, and on request those of links to other sites.

use std::{io::Write, path::Path, time::Instant};

use clap::Args;

use super::{Cli, Exit, Failure, findings::finish, load, progress};
use crate::{
    check::weight,
    external, fetch,
    site::{Site, configuration_is_broken},
};

#[derive(Args, Debug)]
pub(super) struct Flags {
    /// Also ask other sites whether what links lead to is there
    #[arg(long, conflicts_with = "offline")]
    external: bool,
}

pub(super) fn check(cli: &Cli, root: &Path, flags: &Flags) -> Result<Exit, Failure> {
    let start = Instant::now();
    let site = load(cli, root)?;
    let exit = if flags.external && !configuration_is_broken(&site.diagnostics, site.config.path.as_str()) {
        let found = ask_others(cli, site);
        let mut all = [&site.diagnostics[..], &found].concat();
        all.sort_by(|a, b| (&a.path, a.span).cmp(&(&b.path, b.span)));
        finish(cli, site, &all, start)?
    } else {
        finish(cli, site, &site.diagnostics, start)?
    };
    if cli.common.verbose {
        for line in weight::totals(&site.context(), &site.links, &site.diagnostics) {
            let _ = writeln!(anstream::stderr(), "{line}");
        }
    }
    Ok(exit)
}

/// Asks other sites, and tells how many addresses that were.
pub(super) fn ask_others(cli: &Cli, site: &Site) -> Vec<crate::diagnostic::Diagnostic> {
    let bar = progress(cli, 1, "addresses");
    let checked = external::check(site, fetch::cache_folder().as_deref(), &|all| {
        bar.set_length(all as u64);
        bar.inc(1);
    });
    bar.finish_and_clear();
    if !cli.common.quiet {
        let known = checked.addresses - checked.asked - checked.left;
        let known = if known > 0 { format!(", {known} known from before") } else { String::new() };
        let left = if checked.left > 0 { format!(", {} left for want of time", checked.left) } else { String::new() };
        let addresses = if checked.addresses == 1 { "address" } else { "addresses" };
        let _ = writeln!(
            anstream::stderr(),
            "{} {addresses} on other sites: {} asked{known}{left}",
            checked.addresses,
            checked.asked
        );
    }
    checked.findings
}
