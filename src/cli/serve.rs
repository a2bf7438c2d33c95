//! `docwright serve`: what it is told, and what it tells the terminal.

use std::{
    io::{self, ErrorKind, Write},
    net::IpAddr,
    path::Path,
    sync::Arc,
    time::Instant,
};

use clap::Args;

use super::{Cli, Exit, Failure, findings::print, options, progress};
use crate::{
    report,
    serve::{self, Baseline, Event, Known, Serving},
    site::{Site, configuration_is_broken, is_without_pages},
};

/// Findings of one change that are printed one by one.
const SHOWN: usize = 20;

#[derive(Args, Debug)]
pub(super) struct Flags {
    /// The port; without it the next free one from 4000
    #[arg(short, long, value_name = "N")]
    port: Option<u16>,
    /// The address to serve at: a number, or localhost
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1", value_parser = host)]
    host: IpAddr,
    /// Open the site in a browser
    #[arg(long)]
    open: bool,
    /// Ask the disk for changes, where it does not tell of them (network drives, some containers)
    #[arg(long)]
    poll: bool,
}

fn host(text: &str) -> Result<IpAddr, String> {
    match text {
        "localhost" => Ok(IpAddr::from([127, 0, 0, 1])),
        text => text.trim_matches(['[', ']']).parse().map_err(|_| "it is no address such as 127.0.0.1".to_owned()),
    }
}

pub(super) fn serve(cli: &Cli, root: &Path, flags: &Flags) -> Result<Exit, Failure> {
    let start = Instant::now();
    refuse(cli)?;
    // Another folder may take the place of the one that the program is run in.
    let root = &std::path::absolute(root)?;
    let options = options(cli)?;
    let mut baseline = cli.findings.baseline.as_deref().map(known).transpose()?;
    let bar = progress(cli, 0, "reading");
    let watch = serve::Watch::begin(root, &options, flags.poll)?;
    let site = Site::load(root, &options)?;
    let site = Known::new(Arc::new(site), baseline.as_mut());
    bar.finish_and_clear();
    let quiet = cli.common.quiet;
    let told = |text: &str| {
        // A terminal that is gone is no reason to stop serving.
        let _ = writeln!(anstream::stderr(), "{text}");
    };
    let summary = |now: &Known, elapsed| report::summary(now.site.pages().count(), now.findings(), elapsed);
    if !quiet {
        told(&summary(&site, start.elapsed()));
    }
    if configuration_is_broken(site.findings(), site.site.config.path.as_str()) {
        told("the configuration is broken: what is served may be wrong until it is mended");
        print(cli, &site.site, site.findings(), &mut io::stdout().lock(), false)?;
    }
    if is_without_pages(site.findings()) {
        print(cli, &site.site, site.findings(), &mut io::stdout().lock(), false)?;
        told("waiting for the first page");
    }
    let serving = Serving { host: flags.host, port: flags.port, open: flags.open, baseline };
    serve::serve(watch, site, &options, &serving, &mut |event| match event {
        Event::Listening(url) => told(&format!("serving at {url} (Ctrl C ends it)")),
        Event::Failed(message) => told(&format!("error: {message}; the last site is still served")),
        Event::Changed { now, appeared, gone, before, elapsed, held } => {
            let mut out = io::stdout().lock();
            for (sign, list, site) in [("-", gone, before), ("+", appeared, &*now.site)] {
                for finding in list.iter().take(SHOWN) {
                    let mut line = Vec::new();
                    let list = std::slice::from_ref(*finding);
                    let _ = report::write(list, &|path| site.source(path), report::Format::Short, false, &mut line);
                    let _ = write!(out, "{sign} {}", String::from_utf8_lossy(&line));
                }
                if list.len() > SHOWN {
                    let _ = writeln!(out, "{sign} and {} more", list.len() - SHOWN);
                }
            }
            let _ = out.flush();
            if held {
                told("the configuration is broken: the last good site is still served");
            }
            if !quiet {
                told(&summary(now, elapsed));
            }
        }
    })?;
    Ok(Exit::Interrupted)
}

/// Flags for runs that end with their findings.
fn refuse(cli: &Cli) -> Result<(), Failure> {
    let flags = &cli.findings;
    let given = [
        ("--max-warnings", flags.max_warnings.is_some()),
        ("--update-baseline", flags.update_baseline),
        ("--shrink-baseline", flags.shrink_baseline),
        ("--changed-since", flags.changed_since.is_some()),
        ("--format", flags.format.is_some()),
        ("--report", !flags.report.is_empty()),
    ];
    match given.iter().find(|(_, given)| *given) {
        Some((flag, _)) => Err(Failure::Usage(format!("`serve` takes no {flag}, which is for a `check` or a `build`"))),
        None => Ok(()),
    }
}

/// The list of known findings: it is read, and never written.
fn known(file: &Path) -> Result<Baseline, Failure> {
    let name = file.display();
    Baseline::read(file).map_err(|error| match error.kind() {
        ErrorKind::NotFound => {
            let hint = format!("`docwright check --baseline {name}` writes it");
            Failure::Usage(format!("the baseline `{name}` is not there; {hint}"))
        }
        ErrorKind::InvalidData => Failure::Usage(error.to_string()),
        _ => Failure::Io(error),
    })
}
