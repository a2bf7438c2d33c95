//! `docwright serve`: what it is told, and what it tells the terminal.

use std::{
    io::{self, Write},
    net::IpAddr,
    path::Path,
    time::Instant,
};

use clap::Args;

use super::{Cli, Exit, Failure, findings::print, options, progress};
use crate::{
    report,
    serve::{self, Event, Serving},
    site::{Site, configuration_is_broken},
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
    let options = options(cli)?;
    let bar = progress(cli, 0, "reading");
    let watch = serve::Watch::begin(root, &options, flags.poll)?;
    let site = Site::load(root, &options)?;
    bar.finish_and_clear();
    let quiet = cli.common.quiet;
    let told = |text: &str| {
        // A terminal that is gone is no reason to stop serving.
        let _ = writeln!(anstream::stderr(), "{text}");
    };
    if !quiet {
        told(&report::summary(site.pages().count(), &site.diagnostics, start.elapsed()));
    }
    if configuration_is_broken(&site.diagnostics) {
        told("the configuration is broken: what is served may be wrong until it is mended");
        print(cli, &site, &site.diagnostics, &mut io::stdout().lock(), false)?;
    }
    let serving = Serving { host: flags.host, port: flags.port, open: flags.open };
    serve::serve(watch, site, &options, &serving, &mut |event| match event {
        Event::Listening(url) => told(&format!("serving at {url} (Ctrl C ends it)")),
        Event::Failed(message) => told(&format!("error: {message}; the last site is still served")),
        Event::Changed { site, appeared, gone, before, elapsed, held } => {
            let mut out = io::stdout().lock();
            for (sign, list, site) in [("-", gone, before), ("+", appeared, site)] {
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
                told(&report::summary(site.pages().count(), &site.diagnostics, elapsed));
            }
        }
    })?;
    Ok(Exit::Interrupted)
}
