//! Findings as workflow commands of GitHub Actions.
//!
//! GitHub shows ten annotations of a kind for each step and drops the rest, so the ten worst are annotations and all are
//! lines of a folded group.

use std::{io, io::Write};

use super::{Run, count, in_repository, place, told, worst, write_short};
use crate::diagnostic::{Diagnostic, Severity};

/// Findings that become annotations.
const ANNOTATIONS: usize = 10;

/// Writes the annotations and, where there are more findings, the group with all.
pub(super) fn write(run: &Run, out: &mut dyn Write) -> io::Result<()> {
    for finding in worst(run.findings, ANNOTATIONS) {
        write_annotation(finding, run, out)?;
    }
    if run.findings.len() <= ANNOTATIONS {
        return Ok(());
    }
    let mut lines = Vec::new();
    for finding in run.findings {
        write_short(finding, run.sources, &mut lines)?;
    }
    // What an author wrote is not to be taken for commands, nor to end this.
    let token = blank_of_commands(&lines);
    writeln!(out, "::group::All {}", count(run.findings.len(), "finding"))?;
    writeln!(out, "::stop-commands::{token}")?;
    out.write_all(&lines)?;
    writeln!(out, "::{token}::")?;
    writeln!(out, "::endgroup::")
}

fn write_annotation(finding: &Diagnostic, run: &Run, out: &mut dyn Write) -> io::Result<()> {
    let command = match finding.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Suggestion => "notice",
    };
    let (start, end) = place(&finding.path, finding.span, run.sources);
    write!(out, "::{command} file={},line={}", property(&in_repository(run, &finding.path)), start.line)?;
    // Columns of a place over several lines are refused.
    if end.line == start.line {
        let last = (end.column - 1).max(start.column);
        write!(out, ",endLine={},col={},endColumn={last}", end.line, start.column)?;
    } else {
        write!(out, ",endLine={}", end.line)?;
    }
    writeln!(out, ",title={}::{}", property(finding.rule.name), data(&told(finding)))
}

/// A word that the lines cannot hold: a hash of them.
fn blank_of_commands(lines: &[u8]) -> String {
    format!("docwright-{}", crate::fingerprint::digits(lines, 32))
}

/// Escapes a message.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// Escapes a property's value.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::{
        rules::FILE_NOT_FOUND,
        source::{Source, Span},
    };

    fn run(findings: &[Diagnostic]) -> String {
        let source = Arc::new(Source::new("a,b.md".into(), "x\n[é](y.md)\nz\n"));
        let run = Run { findings, sources: &|_| Some(source.clone()), pages: 1, folder: "docs/", failed: false };
        let mut out = Vec::new();
        write(&run, &mut out).expect("a vector takes all");
        String::from_utf8(out).expect("it is UTF-8")
    }

    #[test]
    fn what_steers_is_escaped() {
        let at = |span, message: &str| FILE_NOT_FOUND.at(&"a,b.md".into(), span, message);
        let check = |finding: Diagnostic, want: &str| assert_eq!(run(&[finding]), want);
        check(
            at(Span::new(7, 11), "100%: no,\r\n::error::x").help("h"),
            "::warning file=docs/a%2Cb.md,line=2,endLine=2,col=5,endColumn=8,title=file-not-found::\
             100%25: no,%0D%0A::error::x; h\n",
        );
        let error = Diagnostic { severity: Severity::Error, ..at(Span::new(0, 4), "m") };
        check(error, "::error file=docs/a%2Cb.md,line=1,endLine=2,title=file-not-found::m\n");
        let suggestion = Diagnostic { severity: Severity::Suggestion, ..at(Span::new(2, 2), "m") };
        check(suggestion, "::notice file=docs/a%2Cb.md,line=2,endLine=2,col=1,endColumn=1,title=file-not-found::m\n");
    }

    #[test]
    fn ten_are_annotations_and_all_are_lines() {
        let of = |severity| Diagnostic { severity, ..FILE_NOT_FOUND.at(&"::a.md".into(), Span::default(), "m") };
        let mut findings = vec![of(Severity::Suggestion); 8];
        findings.extend(vec![of(Severity::Error); 4]);
        let out = run(&findings);
        let starts = |with: &str| out.lines().filter(|line| line.starts_with(with)).count();
        assert_eq!((starts("::error "), starts("::notice "), starts("::a.md:1:1: ")), (4, 6, 12));
        let lines: Vec<&str> = out.lines().collect();
        assert_eq!(lines[10], "::group::All 12 findings");
        let token = lines[11].strip_prefix("::stop-commands::").expect("commands are stopped");
        assert_eq!(lines[24..], [&format!("::{token}::"), "::endgroup::"]);
    }
}
