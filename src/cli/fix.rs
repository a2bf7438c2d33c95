//! `docwright fix`: mends findings in the author's files, or shows what it would change.

use std::{
    collections::BTreeMap,
    io::{self, IsTerminal, Write},
    path::{Path, PathBuf},
};

use clap::Args;
use similar::TextDiff;

use super::{
    Cli, Exit, Failure,
    check::ask_others,
    findings::{exit_of, print},
    options, which,
};
use crate::{
    diagnostic::{Diagnostic, Level, Which},
    fix::{self, Change, Fixed, Mended, Wanted},
    report::count,
    rules,
    site::{Options, Site},
    source,
};

#[derive(Args, Debug)]
pub(super) struct Flags {
    /// Files and folders to mend, instead of all
    paths: Vec<PathBuf>,
    /// Mend the findings of this rule alone
    #[arg(long, value_name = "RULE")]
    rule: Vec<String>,
    /// Also mend links to pages of other sites that have moved for good
    #[arg(long, conflicts_with = "offline")]
    external: bool,
    /// Print what would change, as a patch, and write nothing
    #[arg(long)]
    diff: bool,
    /// List what would be mended, and write nothing
    #[arg(long)]
    dry_run: bool,
}

/// Lines around a change in a patch.
const CONTEXT: usize = 3;

pub(super) fn fix(cli: &Cli, root: &Path, flags: &Flags) -> Result<Exit, Failure> {
    let mut options = options(cli)?;
    let mut wanted = wanted(root, flags, &mut options)?;
    let site = Site::load(root, &options)?;
    if flags.external {
        wanted.more = ask_others(cli, &site);
    }
    let fixed = fix::fix(site, &options, &wanted)?;
    let refused = if flags.diff || flags.dry_run { Vec::new() } else { fix::write(root, &fixed.changes) };
    let mut out = io::BufWriter::new(io::stdout().lock());
    if flags.diff {
        write_patch(&fixed.changes, &mut out)?;
    }
    if flags.dry_run && !flags.diff {
        list(&fixed.mended, &mut out)?;
    }
    out.flush()?;
    drop(out);
    if !(flags.diff || flags.dry_run) {
        let choices: Vec<Diagnostic> = fixed.site.diagnostics.iter().filter(|at| has_choice(at)).cloned().collect();
        print(cli, &fixed.site, &choices, &mut io::stdout().lock(), io::stdout().is_terminal())?;
    }
    if !cli.common.quiet {
        tell(&fixed, flags);
    }
    for file in &refused {
        let _ = writeln!(anstream::stderr(), "error: `{}` is left as it is: {}", file.path, file.why);
    }
    Ok(if refused.is_empty() { exit_of(cli, &fixed.site.diagnostics) } else { Exit::Failure })
}

/// What flags ask for. Rules that are named are asked even where the project does not ask them.
fn wanted(root: &Path, flags: &Flags, options: &mut Options) -> Result<Wanted, Failure> {
    let mut wanted = Wanted::default();
    for name in flags.rule.iter().flat_map(|names| names.split(',')) {
        let Which::Rule(rule) = which(name.trim())? else {
            return Err(Failure::Usage(format!("`{}` is a group of rules: `--rule` takes one", name.trim())));
        };
        if rules::OFF.contains(&rule) || rules::LEARN.contains(&rule) {
            options.levels.insert(0, (Which::Rule(rule), Level::Show(rule.severity)));
        }
        wanted.rules.push(rule);
    }
    let root = std::path::absolute(root)?;
    for given in &flags.paths {
        let place = std::path::absolute(given)?;
        // A path may be named from where one is, or from the root.
        let inside = [place, root.join(given)].into_iter().find_map(|place| {
            let inside = place.strip_prefix(&root).ok().filter(|_| place.exists())?;
            source::join("", &inside.to_string_lossy().replace('\\', "/"))
        });
        let Some(inside) = inside else {
            return Err(Failure::Usage(format!("`{}` is no file or folder of the project", given.display())));
        };
        wanted.paths.push(inside);
    }
    Ok(wanted)
}

fn has_choice(finding: &Diagnostic) -> bool {
    !finding.fixes.is_empty()
}

/// A patch that `git apply` and `patch -p1` take, but for files in UTF-16, whose text it shows.
fn write_patch(changes: &[Change], out: &mut dyn Write) -> io::Result<()> {
    for change in changes {
        let (path, diff) = (&change.path, TextDiff::from_lines(&*change.text_before, &*change.text_after));
        let old = if change.before.is_some() { format!("a/{path}") } else { "/dev/null".to_owned() };
        diff.unified_diff().context_radius(CONTEXT).header(&old, &format!("b/{path}")).to_writer(&mut *out)?;
    }
    Ok(())
}

/// One line for each finding that would be mended.
fn list(mended: &[Mended], out: &mut dyn Write) -> io::Result<()> {
    for Mended { finding, line, column } in mended {
        let title = finding.fixes.iter().find(|fix| fix.sure).map_or("", |fix| &fix.title);
        writeln!(out, "{}:{line}:{column}: [{}] {title}", finding.path, finding.rule.name)?;
    }
    Ok(())
}

fn tell(fixed: &Fixed, flags: &Flags) {
    let mut out = anstream::stderr();
    let mut by_rule: BTreeMap<&str, usize> = BTreeMap::new();
    for mended in &fixed.mended {
        *by_rule.entry(mended.finding.rule.name).or_default() += 1;
    }
    let done = if flags.diff || flags.dry_run { "would be mended" } else { "mended" };
    let findings = count(fixed.mended.len(), "finding");
    let _ = writeln!(out, "{findings} {done} in {}", count(fixed.changes.len(), "file"));
    for (rule, number) in by_rule {
        let _ = writeln!(out, "  {rule}: {number}");
    }
    for (finding, reason) in &fixed.held {
        let place = fixed.site.source(&finding.path).map(|source| source.position(finding.span.start));
        let (line, column) = place.map_or((1, 1), |at| (at.line, at.column));
        let (path, rule) = (&finding.path, finding.rule.name);
        let _ = writeln!(out, "not mended: {path}:{line}:{column}: [{rule}] {}", reason.words());
    }
    let left = &fixed.site.diagnostics;
    let choices = left.iter().filter(|finding| has_choice(finding)).count();
    let _ = writeln!(out, "{} left, {choices} of them with a choice", count(left.len(), "finding"));
}
