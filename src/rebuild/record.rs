//! What is written down of a build: what it read and wrote as the disk knows it, and what it found.

use serde::{Deserialize, Serialize};

use crate::{
    diagnostic::{Diagnostic, Edit, Fix, Severity},
    files::stamp::Mark,
    rules,
    source::{SitePath, Span},
};

/// A build.
#[derive(Serialize, Deserialize, Debug)]
pub(super) struct Record {
    /// What the user asked for.
    pub wishes: String,
    /// The hash of the output folder's manifest.
    pub manifest: String,
    /// Marks of the project's files, sorted, and whether they may lie.
    pub inputs: Vec<(String, Mark, bool)>,
    /// Marks of other files that were looked for.
    pub asked: Vec<(String, Option<Mark>)>,
    pub outputs: Vec<(String, Mark)>,
    /// The state of the project's history, where it was asked for.
    pub git: Option<String>,
    pub pages: usize,
    pub findings: Vec<Finding>,
    /// Files with findings that are no texts.
    pub textless: Vec<String>,
}

/// A path and a span of it.
type Place = (String, u32, u32);

/// A fix: what it does, whether it is sure, and what is put where.
type FixForm = (String, bool, Vec<(Place, String)>);

/// A finding: rule, severity, place, message, help, the places that include it, and fixes with their edits.
#[derive(Serialize, Deserialize, Debug)]
pub(super) struct Finding(String, u8, Place, String, Option<String>, Vec<Place>, Vec<FixForm>);

impl Record {
    /// Takes what [`Record::write`] gave; `None` for anything else.
    pub fn read(bytes: &[u8]) -> Option<Record> {
        serde_json::from_slice(bytes).ok()
    }

    pub fn write(&self) -> Vec<u8> {
        serde_json::to_vec(self).unwrap_or_default()
    }

    /// What was found; `None` where a rule is not known.
    pub fn findings(&self) -> Option<Vec<Diagnostic>> {
        self.findings.iter().map(diagnostic).collect()
    }
}

/// Findings as they are written down.
pub(super) fn findings(all: &[Diagnostic]) -> Vec<Finding> {
    let place = |path: &SitePath, span: Span| (path.to_string(), span.start, span.end);
    let fix = |fix: &Fix| {
        let edits = fix.edits.iter().map(|edit| (place(&edit.path, edit.span), edit.text.clone())).collect();
        (fix.title.clone(), fix.sure, edits)
    };
    let finding = |it: &Diagnostic| {
        Finding(
            it.rule.name.to_owned(),
            it.severity as u8,
            place(&it.path, it.span),
            it.message.clone(),
            it.help.clone(),
            it.via.iter().map(|(path, span)| place(path, *span)).collect(),
            it.fixes.iter().map(fix).collect(),
        )
    };
    all.iter().map(finding).collect()
}

fn diagnostic(Finding(rule, severity, at, message, help, via, fixes): &Finding) -> Option<Diagnostic> {
    let place = |(path, start, end): &Place| (SitePath::from(path.as_str()), Span { start: *start, end: *end });
    let edit = |(at, text): &(Place, String)| {
        let (path, span) = place(at);
        Edit { path, span, text: text.clone() }
    };
    let fix = |(title, sure, edits): &FixForm| Fix {
        title: title.clone(),
        sure: *sure,
        edits: edits.iter().map(edit).collect(),
    };
    let severities = [Severity::Suggestion, Severity::Warning, Severity::Error];
    let (path, span) = place(at);
    Some(Diagnostic {
        rule: rules::find(rule)?,
        severity: *severities.get(usize::from(*severity))?,
        path,
        span,
        message: message.clone(),
        help: help.clone(),
        via: via.iter().map(place).collect(),
        fixes: fixes.iter().map(fix).collect(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn findings_come_back() {
        let place = |path: &str, at: usize| (SitePath::from(path), Span::new(at, at + 2));
        let (path, span) = place("a.md", 3);
        let edits = vec![Edit { path: "b.md".into(), span, text: "x\n".into() }];
        let mut finding = rules::FILE_NOT_FOUND.at(&path, span, "no `é`").help("why");
        finding.via = vec![place("c.md", 9)];
        finding = finding.fix(Fix { title: "Change".into(), sure: true, edits });
        for severity in [Severity::Suggestion, Severity::Warning, Severity::Error] {
            finding.severity = severity;
            let record = Record {
                wishes: String::new(),
                manifest: String::new(),
                inputs: Vec::new(),
                asked: Vec::new(),
                outputs: Vec::new(),
                git: None,
                pages: 1,
                findings: findings(std::slice::from_ref(&finding)),
                textless: Vec::new(),
            };
            let read = Record::read(&record.write()).unwrap();
            assert_eq!(read.findings(), Some(vec![finding.clone()]));
        }
        assert!(Record::read(b"").is_none() && Record::read(b"{}").is_none());
    }
}
