//! Findings as results of tests, in the XML that began with JUnit: a suite for each file, a test for each finding.
//!
//! Errors and warnings are failures. Suggestions, which never fail a run, are tests that were skipped. There is always a
//! test, since a report without any is taken for a broken one.

use std::{io, io::Write};

use super::{Run, count, in_repository, place, told};
use crate::diagnostic::{Diagnostic, Severity};

/// Writes the document.
pub(super) fn write(run: &Run, out: &mut dyn Write) -> io::Result<()> {
    let failures = failures(run.findings);
    let tests = run.findings.len().max(1);
    writeln!(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>")?;
    writeln!(out, "<testsuites name=\"docwright\" tests=\"{tests}\" failures=\"{failures}\" errors=\"0\">")?;
    if run.findings.is_empty() {
        writeln!(out, "  <testsuite name=\"docwright\" tests=\"1\" failures=\"0\" errors=\"0\" skipped=\"0\">")?;
        let name = format!("{} without findings", count(run.pages, "page"));
        writeln!(out, "    <testcase name=\"{name}\" classname=\"docwright\"/>")?;
        writeln!(out, "  </testsuite>")?;
    }
    for suite in run.findings.chunk_by(|a, b| a.path == b.path) {
        write_suite(suite, run, out)?;
    }
    writeln!(out, "</testsuites>")
}

fn write_suite(findings: &[Diagnostic], run: &Run, out: &mut dyn Write) -> io::Result<()> {
    let path = text(&in_repository(run, &findings[0].path));
    let (tests, failures) = (findings.len(), failures(findings));
    writeln!(
        out,
        "  <testsuite name=\"{path}\" tests=\"{tests}\" failures=\"{failures}\" errors=\"0\" skipped=\"{}\">",
        tests - failures
    )?;
    for finding in findings {
        let start = place(&finding.path, finding.span, run.sources).0;
        let (line, column) = (start.line, start.column);
        let (rule, severity) = (finding.rule.name, finding.severity.word());
        let message = text(&told(finding));
        writeln!(out, "    <testcase name=\"{rule} at {line}:{column}\" classname=\"{path}\">")?;
        if finding.severity == Severity::Suggestion {
            writeln!(out, "      <skipped type=\"{severity}\" message=\"{message}\"/>")?;
        } else {
            let place = format!("{path}:{line}:{column}: {severity}[{rule}] {message}");
            writeln!(out, "      <failure type=\"{severity}\" message=\"{message}\">{place}</failure>")?;
        }
        writeln!(out, "    </testcase>")?;
    }
    writeln!(out, "  </testsuite>")
}

fn failures(findings: &[Diagnostic]) -> usize {
    findings.iter().filter(|finding| finding.severity != Severity::Suggestion).count()
}

/// Escapes text for attributes and elements. What XML cannot hold is written as our strings are.
fn text(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 16);
    for char in text.chars() {
        match char {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\n' => out.push_str("&#10;"),
            '\t' => out.push_str("&#9;"),
            char if char.is_control() || matches!(char, '\u{FFFE}' | '\u{FFFF}') => out.extend(char.escape_default()),
            char => out.push(char),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{rules::FILE_NOT_FOUND, source::Span};

    fn run(findings: &[Diagnostic]) -> String {
        let mut out = Vec::new();
        let run = Run { findings, sources: &|_| None, pages: 1_200, folder: "docs/", failed: false };
        write(&run, &mut out).expect("a vector takes all");
        String::from_utf8(out).expect("it is UTF-8")
    }

    #[test]
    fn findings_are_tests() {
        let at = |path: &str, severity| Diagnostic {
            severity,
            ..FILE_NOT_FOUND.at(&path.into(), Span::default(), "no `<a>` & \"b\"\u{1b}\n")
        };
        let findings = [at("a.md", Severity::Error), at("a.md", Severity::Suggestion), at("<b>.md", Severity::Warning)];
        let message = "no `&lt;a&gt;` &amp; &quot;b&quot;\\u{1b}&#10;";
        let want = format!(
            r#"<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="docwright" tests="3" failures="2" errors="0">
  <testsuite name="docs/a.md" tests="2" failures="1" errors="0" skipped="1">
    <testcase name="file-not-found at 1:1" classname="docs/a.md">
      <failure type="error" message="{message}">docs/a.md:1:1: error[file-not-found] {message}</failure>
    </testcase>
    <testcase name="file-not-found at 1:1" classname="docs/a.md">
      <skipped type="suggestion" message="{message}"/>
    </testcase>
  </testsuite>
  <testsuite name="docs/&lt;b&gt;.md" tests="1" failures="1" errors="0" skipped="0">
    <testcase name="file-not-found at 1:1" classname="docs/&lt;b&gt;.md">
      <failure type="warning" message="{message}">docs/&lt;b&gt;.md:1:1: warning[file-not-found] {message}</failure>
    </testcase>
  </testsuite>
</testsuites>
"#
        );
        assert_eq!(run(&findings), want);
    }

    #[test]
    fn a_clean_run_has_a_test() {
        assert!(run(&[]).contains("<testcase name=\"1,200 pages without findings\" classname=\"docwright\"/>"));
    }
}
