//! `build`: what is new is written, and what is not is told again.

use std::{
    cell::RefCell,
    collections::HashMap,
    io::{self, Write},
    path::Path,
    sync::Arc,
    time::Instant,
};

use super::{
    Cli, Exit, Failure,
    findings::{finish, tell},
    options, progress,
};
use crate::{
    files::{decode::decode, scan},
    interrupt::Interrupt,
    levels, publish,
    rebuild::{self, Unchanged, verify},
    site::{Options, Site, configuration_is_broken, is_without_pages},
    source::{SitePath, Source},
};

/// Flags of `build`.
#[derive(clap::Args, Default, Debug)]
pub(super) struct Flags {
    /// Build once more beside the site, from nothing, and compare every byte
    #[arg(long)]
    verify: bool,
}

pub(super) fn build(cli: &Cli, root: &Path, flags: &Flags) -> Result<Exit, Failure> {
    let options = options(cli)?;
    let (exit, is_written) = write(cli, root, &options)?;
    if !flags.verify || !is_written {
        return Ok(exit);
    }
    let differing = verify::verify(root, &options, &|folder| waiting(cli, folder))?;
    for path in &differing {
        let _ = writeln!(anstream::stderr(), "error: `{path}` is not what a clean build writes");
    }
    if !differing.is_empty() {
        return Ok(Exit::Failure);
    }
    if !cli.common.quiet {
        let _ = writeln!(anstream::stderr(), "a clean build writes the same bytes");
    }
    Ok(exit)
}

/// Writes the site where it is not what it should be. Says how the run ends, and whether the site is there.
fn write(cli: &Cli, root: &Path, options: &Options) -> Result<(Exit, bool), Failure> {
    let start = Instant::now();
    let interrupt = Interrupt::listen();
    let waiting = |folder: &Path| waiting(cli, folder);
    let mut last = rebuild::look(root, options, &waiting)?;
    // What is known of findings beside them is asked of the site.
    let alone = cli.findings.baseline.is_none() && cli.findings.changed_since.is_none();
    if let Some(unchanged) = last.unchanged().filter(|_| alone) {
        return Ok((again(cli, root, options, &unchanged, start)?, true));
    }
    let bar = progress(cli, 0, "reading");
    // It is never dropped: the process ends with it, and taking two million nodes apart one by one costs a twentieth of a
    // run.
    let site = Box::leak(Box::new(Site::load(root, options)?));
    bar.finish_and_clear();
    let reading = start.elapsed();
    if configuration_is_broken(&site.diagnostics, site.config.path.as_str()) || is_without_pages(&site.diagnostics) {
        return Ok((finish(cli, site, &site.diagnostics, start)?, false));
    }
    last.remind(site);
    let site = &*site;
    let bar = progress(cli, site.pages().count() as u64, "pages");
    interrupt.be_careful();
    let published = last.begin(&waiting).and_then(|mut emit| {
        emit.stop_on(interrupt.asked.clone());
        publish::publish(site, emit, &|| bar.inc(1))
    });
    bar.finish_and_clear();
    let published = match published {
        Err(error) if error.kind() == io::ErrorKind::Interrupted => return Ok((Exit::Interrupted, false)),
        published => published?,
    };
    let late = levels::apply(published.found, &site.levels, &[]);
    let findings = [&site.diagnostics[..], &late].concat();
    last.keep(site, &findings);
    let exit = finish(cli, site, &findings, start)?;
    if cli.common.verbose {
        let summary = published.summary;
        let _ = writeln!(
            anstream::stderr(),
            "{}: {} files written ({} bytes), {} unchanged, {} removed; {} blocks of code coloured as before; {:.2} s of it \
             reading and checking",
            publish::output(site).display(),
            summary.written,
            summary.bytes,
            summary.unchanged,
            summary.removed,
            site.colours.reused(),
            reading.as_secs_f64(),
        );
    }
    Ok((exit, true))
}

/// Says what the last build said.
fn again(cli: &Cli, root: &Path, options: &Options, last: &Unchanged, start: Instant) -> Result<Exit, Failure> {
    let texts: RefCell<HashMap<SitePath, Option<Arc<Source>>>> = RefCell::default();
    let source = |path: &SitePath| {
        let read = || {
            let named =
                options.config.as_ref().filter(|config| config.to_string_lossy().replace('\\', "/") == path.as_str());
            let bytes = match named {
                Some(_) => scan::read(&std::env::current_dir().ok()?, path),
                None => scan::read(root, path),
            };
            Some(Arc::new(decode(path, bytes.ok()?).0))
        };
        let mut texts = texts.borrow_mut();
        texts.entry(path.clone()).or_insert_with(|| read().filter(|_| !last.textless.contains(path))).clone()
    };
    let exit = tell(cli, root, (last.pages, &last.findings), &source, start)?;
    if cli.common.verbose {
        let out = root.join(rebuild::output(root, options)?);
        let _ = writeln!(
            anstream::stderr(),
            "{}: 0 files written (0 bytes), {} unchanged, 0 removed; no file of the project has changed",
            out.display(),
            last.files,
        );
    }
    Ok(exit)
}

pub(super) fn waiting(cli: &Cli, folder: &Path) {
    if !cli.common.quiet {
        let _ = writeln!(anstream::stderr(), "another build writes into `{}`: waiting for its end", folder.display());
    }
}
