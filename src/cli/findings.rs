//! Flags for findings, in which forms they are written, and how a run ends for them.

use std::{
    io::{self, IsTerminal, Write},
    path::{Path, PathBuf},
    time::Instant,
};

use clap::{Args, ValueEnum, builder::PossibleValue};

use super::{Cli, Common, Exit, Failure, When, adopt};
use crate::{
    diagnostic::{Diagnostic, Severity},
    emit::single,
    files::repository,
    report::{
        self, Format, Links, Look, Run,
        step_summary::{self, Blob},
    },
    site::{Site, configuration_is_broken},
    source::Sources,
    suggest,
};

#[derive(Args, Debug)]
pub(super) struct FindingFlags {
    /// Treat warnings as errors
    #[arg(long, global = true)]
    pub strict: bool,
    /// Treat a rule's findings as errors
    #[arg(short = 'D', long, global = true, value_name = "RULE")]
    pub deny: Vec<String>,
    /// Treat a rule's findings as warnings
    #[arg(short = 'W', long, global = true, value_name = "RULE")]
    pub warn: Vec<String>,
    /// Leave a rule's findings out
    #[arg(short = 'A', long, global = true, value_name = "RULE")]
    pub allow: Vec<String>,
    /// `A`, `W` and `D` in the order of the command line
    #[arg(skip)]
    pub order: Vec<char>,
    /// Fail where there are more warnings than this
    #[arg(long, global = true, value_name = "N")]
    pub max_warnings: Option<usize>,
    /// Leave out the findings that a file knows; where there is none, write it
    #[arg(long, global = true, value_name = "FILE")]
    pub baseline: Option<PathBuf>,
    /// Write the baseline anew with the findings at hand
    #[arg(long, global = true, requires = "baseline")]
    pub update_baseline: bool,
    /// Remove from the baseline what is found no more
    #[arg(long, global = true, requires = "baseline", conflicts_with = "update_baseline")]
    pub shrink_baseline: bool,
    /// Only findings that changes since a commit of git bring, here and in other files
    #[arg(long, global = true, value_name = "REF")]
    pub changed_since: Option<String>,
    /// How findings are printed; without it pretty, or what the service that runs this reads
    #[arg(long, global = true, value_name = "FORMAT")]
    pub format: Option<Format>,
    /// Also write findings to a file, in a format; may be given more than once
    #[arg(long, global = true, value_name = "FORMAT=FILE", value_parser = report_file)]
    pub report: Vec<(Format, PathBuf)>,
}

impl ValueEnum for Format {
    fn value_variants<'a>() -> &'a [Format] {
        use Format::*;
        &[Pretty, Short, Json, Jsonl, Sarif, Github, Gitlab, Junit, Azure]
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        let known = Format::ALL.iter().find(|(_, format)| format == self);
        known.map(|(name, _)| PossibleValue::new(*name))
    }
}

fn report_file(text: &str) -> Result<(Format, PathBuf), String> {
    let Some((name, file)) = text.split_once('=') else {
        return Err("it is not in the form FORMAT=FILE, such as sarif=report.sarif".to_owned());
    };
    if file.is_empty() {
        return Err("it names no file".to_owned());
    }
    if let Some((_, format)) = Format::ALL.iter().find(|(known, _)| *known == name) {
        return Ok((*format, file.into()));
    }
    let names: Vec<&str> = Format::ALL.iter().map(|(name, _)| *name).collect();
    let hint = match suggest::nearest(name, names.iter().copied()) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("known are {}", names.join(", ")),
    };
    Err(format!("there is no format `{name}`; {hint}"))
}

/// Prints findings and the line that sums up, writes the reports, and says how the run ends.
pub(super) fn finish(cli: &Cli, site: &Site, findings: &[Diagnostic], start: Instant) -> Result<Exit, Failure> {
    let findings = &adopt::that_count(cli, site, findings)?[..];
    tell(cli, &site.root, (site.pages().count(), findings), &|path| site.source(path), start)
}

/// As [`finish`], for the number of pages and findings of a project that need not be read.
pub(super) fn tell(
    cli: &Cli,
    root: &Path,
    (pages, findings): (usize, &[Diagnostic]),
    sources: Sources,
    start: Instant,
) -> Result<Exit, Failure> {
    let exit = exit_of(cli, findings);
    // What runs builds knows files by their path in the repository.
    let folder = repository::find(root).map(|repository| repository.folder).unwrap_or_default();
    let run = Run { findings, sources, pages, folder: &folder, failed: exit != Exit::Clean };
    let printed = print_run(cli, &run);
    // A reader that is gone is no reason to leave the files unwritten.
    write_reports(cli, &run)?;
    printed?;
    if !cli.common.quiet {
        let summary = report::summary(run.pages, findings, start.elapsed());
        let _ = writeln!(anstream::stderr(), "{summary}");
    }
    Ok(exit)
}

/// The path that findings of the configuration have.
pub(super) fn configuration(cli: &Cli) -> String {
    let named = cli.common.config.as_ref().map(|path| path.to_string_lossy().replace('\\', "/"));
    named.unwrap_or_else(|| "docwright.yml".to_owned())
}

/// How a run ends that has these findings.
pub(super) fn exit_of(cli: &Cli, findings: &[Diagnostic]) -> Exit {
    let warnings = findings.iter().filter(|finding| finding.severity == Severity::Warning).count();
    let errors = findings.iter().any(|finding| finding.severity == Severity::Error);
    if configuration_is_broken(findings, &configuration(cli)) {
        Exit::Usage
    } else if errors || cli.findings.max_warnings.is_some_and(|most| warnings > most) {
        Exit::Findings
    } else {
        Exit::Clean
    }
}

/// Prints findings to standard output, in the form that is asked for or that what runs this reads.
fn print_run(cli: &Cli, run: &Run) -> Result<(), Failure> {
    let format = cli.findings.format.unwrap_or_else(by_environment);
    let mut out = io::BufWriter::new(io::stdout().lock());
    report::write_run(run, format, look(&cli.common, io::stdout().is_terminal()), &mut out)?;
    out.flush()?;
    say_what_is_left_out(cli, run, format);
    if format == Format::Github
        && let Some(file) = std::env::var_os("GITHUB_STEP_SUMMARY").filter(|file| !file.is_empty())
    {
        single::append(Path::new(&file), step_summary::write(run, &blob()).as_bytes())?;
    }
    Ok(())
}

fn write_reports(cli: &Cli, run: &Run) -> Result<(), Failure> {
    for (format, file) in &cli.findings.report {
        let mut text = Vec::new();
        report::write_run(run, *format, Look { links: Links::Plain, ..Look::default() }, &mut text)?;
        single::write(file, &text)?;
        say_what_is_left_out(cli, run, *format);
    }
    Ok(())
}

fn say_what_is_left_out(cli: &Cli, run: &Run, format: Format) {
    let left_out = report::left_out(run.findings, format);
    if left_out > 0 && !cli.common.quiet {
        let kept = run.findings.len() - left_out;
        let all = run.findings.len();
        let _ = writeln!(anstream::stderr(), "SARIF holds the worst {kept} of {all} findings: GitHub keeps no more");
    }
}

/// Prints findings that are not those of a whole run.
pub(super) fn print(
    cli: &Cli,
    site: &Site,
    findings: &[Diagnostic],
    out: &mut dyn Write,
    terminal: bool,
) -> Result<(), Failure> {
    let format = cli.findings.format.unwrap_or(Format::Pretty);
    let mut out = io::BufWriter::new(out);
    let colour = look(&cli.common, terminal).colour;
    report::write(findings, &|path| site.source(path), format, colour, &mut out)?;
    out.flush()?;
    Ok(())
}

/// The form that the service reads which runs this. GitLab reads a file and shows what is printed to people.
fn by_environment() -> Format {
    let set = |name: &str| std::env::var(name).is_ok_and(|value| value.eq_ignore_ascii_case("true"));
    if set("GITHUB_ACTIONS") {
        Format::Github
    } else if set("TF_BUILD") {
        Format::Azure
    } else {
        Format::Pretty
    }
}

fn look(common: &Common, terminal: bool) -> Look {
    let set = |name: &str| std::env::var_os(name).is_some_and(|value| !value.is_empty() && value != "0");
    let colour = match common.color {
        When::Always => true,
        When::Never => false,
        When::Auto => {
            let unwanted = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
            !unwanted && (set("CLICOLOR_FORCE") || terminal)
        }
    };
    let dumb = std::env::var_os("TERM").is_some_and(|name| name == "dumb");
    let clickable = colour && (set("FORCE_HYPERLINK") || terminal && !dumb && !set("CI"));
    let width = terminal_size::terminal_size_of(io::stdout()).map(|(width, _)| usize::from(width.0));
    Look { colour, links: if clickable { Links::Terminal } else { Links::Plain }, width: width.filter(|_| terminal) }
}

/// Where GitHub shows the files of the commit that a workflow runs for.
fn blob() -> Blob {
    let read = |name: &str| std::env::var(name).ok().filter(|value| !value.is_empty());
    let address = || {
        let (server, repository, commit) =
            (read("GITHUB_SERVER_URL")?, read("GITHUB_REPOSITORY")?, read("GITHUB_SHA")?);
        Some(format!("{server}/{repository}/blob/{commit}"))
    };
    Blob(address())
}
