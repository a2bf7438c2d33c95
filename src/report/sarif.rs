//! Findings as SARIF 2.1.0, within the limits of GitHub's code scanning: of more findings than it keeps, the worst.

use std::{
    collections::{BTreeMap, BTreeSet},
    io,
    io::Write,
};

use serde::Serialize;
use serde_json::{Value, json};

use super::{Run, count, in_repository, manual, place, told, worst};
use crate::{
    diagnostic::{Diagnostic, Fix, Rule, Severity},
    fingerprint::fingerprints,
    source::{SitePath, Span},
    url,
};

/// Results that GitHub keeps of a run.
pub(super) const MOST: usize = 5_000;

/// Places of a result that GitHub shows.
const RELATED: usize = 100;

const SCHEMA: &str = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

/// The name of the folder that all paths are relative to.
const ROOT: &str = "SRCROOT";

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Artifact {
    uri: String,
    uri_base_id: &'static str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Region {
    start_line: usize,
    start_column: usize,
    end_line: usize,
    end_column: usize,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Physical {
    artifact_location: Artifact,
    region: Region,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Location {
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<usize>,
    physical_location: Physical,
    #[serde(skip_serializing_if = "Option::is_none")]
    message: Option<Value>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Found<'a> {
    rule_id: &'a str,
    rule_index: usize,
    level: &'static str,
    message: Value,
    locations: [Location; 1],
    #[serde(skip_serializing_if = "Vec::is_empty")]
    related_locations: Vec<Location>,
    partial_fingerprints: Value,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    fixes: Vec<Value>,
}

/// Writes the log, with a result a line.
pub(super) fn write(run: &Run, out: &mut dyn Write) -> io::Result<()> {
    // Fingerprints count equals among all findings, so that one that is left out does not change others.
    let prints = fingerprints(run.findings, run.sources);
    let kept: BTreeSet<*const Diagnostic> = worst(run.findings, MOST).into_iter().map(std::ptr::from_ref).collect();
    let shown: Vec<(&Diagnostic, &String)> =
        run.findings.iter().zip(&prints).filter(|(finding, _)| kept.contains(&std::ptr::from_ref(*finding))).collect();
    let rules: BTreeMap<&str, &Rule> = shown.iter().map(|(finding, _)| (finding.rule.name, finding.rule)).collect();
    let index: BTreeMap<&str, usize> = rules.keys().enumerate().map(|(at, name)| (*name, at)).collect();

    writeln!(out, "{{\"$schema\":\"{SCHEMA}\",\"version\":\"2.1.0\",\"runs\":[{{")?;
    writeln!(out, "\"tool\":{{\"driver\":{},\"rules\":[", driver())?;
    for (at, rule) in rules.values().enumerate() {
        writeln!(out, "{}{}", describe(rule), if at + 1 < rules.len() { "," } else { "" })?;
    }
    writeln!(out, "]}}}},")?;
    writeln!(out, "\"invocations\":[{}],", invocation(run, shown.len()))?;
    writeln!(out, "\"automationDetails\":{{\"id\":\"docwright/\"}},")?;
    let root = json!({ROOT: {"description": {"text": "The root of the repository"}}});
    writeln!(out, "\"originalUriBaseIds\":{root},")?;
    writeln!(out, "\"columnKind\":\"unicodeCodePoints\",")?;
    writeln!(out, "\"results\":[")?;
    for (at, (finding, print)) in shown.iter().enumerate() {
        serde_json::to_writer(&mut *out, &result(finding, print, index[finding.rule.name], run))?;
        out.write_all(if at + 1 < shown.len() { b",\n" } else { b"\n" })?;
    }
    writeln!(out, "]}}]}}")
}

/// What is known of the program: an object that is still open.
fn driver() -> String {
    let driver = json!({
        "name": "docwright",
        "semanticVersion": env!("CARGO_PKG_VERSION"),
        "informationUri": env!("CARGO_PKG_REPOSITORY"),
    });
    driver.to_string().trim_end_matches('}').to_owned()
}

fn describe(rule: &Rule) -> Value {
    let url = manual::rule_url(rule);
    let text = manual::rule_text(rule);
    let problem = match rule.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Suggestion => "recommendation",
    };
    json!({
        "id": rule.name,
        "name": pascal(rule.name),
        "shortDescription": {"text": sentence(rule.summary)},
        "fullDescription": {"text": text.split("\n\n").next().unwrap_or_default()},
        "help": {"text": format!("{text}\n\n{url}"), "markdown": format!("{text}\n\n[More in the manual]({url})")},
        "helpUri": url,
        "defaultConfiguration": {"level": level(rule.severity)},
        "properties": {"tags": ["documentation"], "precision": "very-high", "problem.severity": problem},
    })
}

/// How the run went, and what the log leaves out.
fn invocation(run: &Run, shown: usize) -> Value {
    let mut invocation = json!({"executionSuccessful": true});
    let left_out = run.findings.len() - shown;
    if left_out > 0 {
        let text = format!("Left out: {} of less weight, of {}", count(left_out, "finding"), run.findings.len());
        invocation["toolExecutionNotifications"] = json!([{"level": "note", "message": {"text": text}}]);
    }
    invocation
}

fn result<'a>(finding: &'a Diagnostic, print: &str, rule: usize, run: &Run) -> Found<'a> {
    let related = finding.via.iter().take(RELATED).enumerate();
    let included = |(at, (path, span)): (usize, &(SitePath, Span))| Location {
        id: Some(at + 1),
        physical_location: physical(path, *span, run),
        message: Some(json!({"text": "A page includes the place here"})),
    };
    Found {
        rule_id: finding.rule.name,
        rule_index: rule,
        level: level(finding.severity),
        message: json!({"text": told(finding)}),
        locations: [Location {
            id: None,
            physical_location: physical(&finding.path, finding.span, run),
            message: None,
        }],
        related_locations: related.map(included).collect(),
        partial_fingerprints: json!({"primaryLocationLineHash": print}),
        fixes: finding.fixes.iter().map(|fix| change(fix, run)).collect(),
    }
}

fn physical(path: &SitePath, span: Span, run: &Run) -> Physical {
    Physical { artifact_location: artifact(path, run), region: region(path, span, run) }
}

fn artifact(path: &SitePath, run: &Run) -> Artifact {
    // A colon before the first slash would be the end of a scheme.
    let uri = url::encode(&in_repository(run, path)).replace(':', "%3A");
    Artifact { uri, uri_base_id: ROOT }
}

fn region(path: &SitePath, span: Span, run: &Run) -> Region {
    let (start, end) = place(path, span, run.sources);
    Region { start_line: start.line, start_column: start.column, end_line: end.line, end_column: end.column }
}

/// A fix, with the edits of each file together.
fn change(fix: &Fix, run: &Run) -> Value {
    let mut files: BTreeMap<&SitePath, Vec<Value>> = BTreeMap::new();
    for edit in &fix.edits {
        let region = region(&edit.path, edit.span, run);
        let replacement = json!({"deletedRegion": region, "insertedContent": {"text": edit.text}});
        files.entry(&edit.path).or_default().push(replacement);
    }
    let changes: Vec<Value> = files
        .into_iter()
        .map(|(path, edits)| json!({"artifactLocation": artifact(path, run), "replacements": edits}))
        .collect();
    json!({"description": {"text": fix.title}, "artifactChanges": changes})
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Suggestion => "note",
    }
}

/// `file-not-found` as `FileNotFound`.
fn pascal(name: &str) -> String {
    name.split('-').map(capital).collect()
}

/// A rule's summary as a sentence.
fn sentence(summary: &str) -> String {
    format!("{}.", capital(summary))
}

fn capital(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map(|first| first.to_uppercase().chain(chars).collect()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules;

    fn log(findings: &[Diagnostic], folder: &str) -> Value {
        let mut out = Vec::new();
        let run = Run { findings, sources: &|_| None, pages: 1, folder, failed: false };
        write(&run, &mut out).expect("a vector takes all");
        serde_json::from_slice(&out).expect("it is JSON")
    }

    #[test]
    fn a_result_tells_all() {
        let mut finding = rules::FILE_NOT_FOUND.at(&"a: é.md".into(), Span::default(), "no `x`").help("h");
        finding.propose("y", "y".into(), true);
        finding.via = vec![("b.md".into(), Span::default())];
        let run = &log(&[finding], "docs/")["runs"][0];
        let result = &run["results"][0];
        assert_eq!(result["message"]["text"], "no `x`; h");
        let place = json!({
            "artifactLocation": {"uri": "docs/a%3A%20%C3%A9.md", "uriBaseId": "SRCROOT"},
            "region": {"startLine": 1, "startColumn": 1, "endLine": 1, "endColumn": 1},
        });
        assert_eq!(result["locations"][0]["physicalLocation"], place);
        assert_eq!(result["relatedLocations"][0]["physicalLocation"]["artifactLocation"]["uri"], "docs/b.md");
        assert_eq!(result["fixes"][0]["artifactChanges"][0]["replacements"][0]["insertedContent"]["text"], "y");
        let rule = &run["tool"]["driver"]["rules"][0];
        assert_eq!((&rule["id"], &rule["name"]), (&json!("file-not-found"), &json!("FileNotFound")));
        assert_eq!(rule["defaultConfiguration"]["level"], "warning");
        assert!(rule["helpUri"].as_str().is_some_and(|uri| uri.ends_with("/rules.html#file-not-found")));
    }

    #[test]
    fn the_worst_are_kept() {
        let of = |severity, at| Diagnostic {
            severity,
            ..rules::FILE_NOT_FOUND.at(&format!("{at:05}.md").into(), Span::default(), "m")
        };
        let mut findings: Vec<Diagnostic> = (0..MOST).map(|at| of(Severity::Suggestion, at)).collect();
        findings.push(of(Severity::Error, MOST));
        let run = &log(&findings, "")["runs"][0];
        let results = run["results"].as_array().expect("it is a list");
        assert_eq!((results.len(), &results[MOST - 1]["level"]), (MOST, &json!("error")));
        let told = &run["invocations"][0]["toolExecutionNotifications"][0]["message"]["text"];
        assert_eq!(told, "Left out: 1 finding of less weight, of 5001");
    }
}
