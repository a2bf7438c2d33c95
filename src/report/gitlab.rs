//! Findings as a report of GitLab's code quality: the part of Code Climate's format that GitLab reads.

use std::{io, io::Write};

use serde::Serialize;

use super::{Run, in_repository, place, told};
use crate::{diagnostic::Severity, fingerprint::fingerprints};

#[derive(Serialize)]
struct Issue<'a> {
    #[serde(rename = "type")]
    kind: &'a str,
    description: String,
    check_name: &'a str,
    /// Unique in the report, and the same where lines move.
    fingerprint: &'a str,
    severity: &'a str,
    location: Location,
}

#[derive(Serialize)]
struct Location {
    path: String,
    lines: Lines,
}

#[derive(Serialize)]
struct Lines {
    begin: usize,
    end: usize,
}

/// Writes one array, with a finding a line.
pub(super) fn write(run: &Run, out: &mut dyn Write) -> io::Result<()> {
    let prints = fingerprints(run.findings, run.sources);
    out.write_all(b"[")?;
    for (at, (finding, print)) in run.findings.iter().zip(&prints).enumerate() {
        let (start, end) = place(&finding.path, finding.span, run.sources);
        let issue = Issue {
            kind: "issue",
            description: told(finding),
            check_name: finding.rule.name,
            fingerprint: print,
            severity: match finding.severity {
                Severity::Error => "major",
                Severity::Warning => "minor",
                Severity::Suggestion => "info",
            },
            location: Location {
                path: in_repository(run, &finding.path),
                lines: Lines { begin: start.line, end: end.line },
            },
        };
        out.write_all(if at == 0 { b"\n" } else { b",\n" })?;
        serde_json::to_writer(&mut *out, &issue)?;
    }
    out.write_all(if run.findings.is_empty() { b"]\n" } else { b"\n]\n" })
}
