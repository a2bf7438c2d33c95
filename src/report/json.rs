//! Findings as JSON.

use std::{io, io::Write};

use serde::Serialize;

use super::place;
use crate::{
    diagnostic::{Diagnostic, Edit, Fix},
    source::{SitePath, Sources, Span},
};

#[derive(Serialize)]
struct Finding<'a> {
    rule: &'a str,
    severity: &'a str,
    message: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    help: Option<&'a str>,
    #[serde(flatten)]
    place: Place<'a>,
    via: Vec<String>,
    fixes: Vec<Change<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Place<'a> {
    path: &'a str,
    line: usize,
    column: usize,
    end_line: usize,
    end_column: usize,
}

#[derive(Serialize)]
struct Change<'a> {
    title: &'a str,
    sure: bool,
    edits: Vec<Replacement<'a>>,
}

#[derive(Serialize)]
struct Replacement<'a> {
    #[serde(flatten)]
    place: Place<'a>,
    text: &'a str,
}

/// Writes one array, with a finding a line.
pub(super) fn write_array(findings: &[Diagnostic], sources: Sources, out: &mut dyn Write) -> io::Result<()> {
    out.write_all(b"[")?;
    for (at, finding) in findings.iter().enumerate() {
        out.write_all(if at == 0 { b"\n" } else { b",\n" })?;
        serde_json::to_writer(&mut *out, &read(finding, sources))?;
    }
    out.write_all(if findings.is_empty() { b"]\n" } else { b"\n]\n" })
}

/// Writes an object a line.
pub(super) fn write_lines(findings: &[Diagnostic], sources: Sources, out: &mut dyn Write) -> io::Result<()> {
    for finding in findings {
        serde_json::to_writer(&mut *out, &read(finding, sources))?;
        out.write_all(b"\n")?;
    }
    Ok(())
}

fn read<'a>(finding: &'a Diagnostic, sources: Sources) -> Finding<'a> {
    let via = |(path, span): &(SitePath, Span)| {
        let start = place(path, *span, sources).0;
        format!("{path}:{}:{}", start.line, start.column)
    };
    Finding {
        rule: finding.rule.name,
        severity: finding.severity.word(),
        message: &finding.message,
        help: finding.help.as_deref(),
        place: read_place(&finding.path, finding.span, sources),
        via: finding.via.iter().map(via).collect(),
        fixes: finding.fixes.iter().map(|fix| read_fix(fix, sources)).collect(),
    }
}

fn read_fix<'a>(fix: &'a Fix, sources: Sources) -> Change<'a> {
    let edit = |edit: &'a Edit| Replacement { place: read_place(&edit.path, edit.span, sources), text: &edit.text };
    Change { title: &fix.title, sure: fix.sure, edits: fix.edits.iter().map(edit).collect() }
}

fn read_place<'a>(path: &'a SitePath, span: Span, sources: Sources) -> Place<'a> {
    let (start, end) = place(path, span, sources);
    Place { path: path.as_str(), line: start.line, column: start.column, end_line: end.line, end_column: end.column }
}
