//! Findings as logging commands of Azure Pipelines.
//!
//! A command is a line `##vso[area.action property=value;…]message`. There are no issues of less weight than warnings,
//! so suggestions are plain lines.

use std::{io, io::Write};

use super::{Run, in_repository, place, told};
use crate::diagnostic::Severity;

/// Writes an issue for each error and warning, and then how the step ended where that was not well.
pub(super) fn write(run: &Run, out: &mut dyn Write) -> io::Result<()> {
    for finding in run.findings {
        let start = place(&finding.path, finding.span, run.sources).0;
        let path = in_repository(run, &finding.path);
        let rule = finding.rule.name;
        if finding.severity == Severity::Suggestion {
            let line = format!("{path}:{}:{}: suggestion[{rule}] {}", start.line, start.column, told(finding));
            writeln!(out, "{}", super::one_line(&line).replace("##", "# #"))?;
            continue;
        }
        writeln!(
            out,
            "##vso[task.logissue type={};sourcepath={};linenumber={};columnnumber={};code={rule};]{}",
            finding.severity.word(),
            property(&path),
            start.line,
            start.column,
            data(&told(finding)),
        )?;
    }
    let warned = run.findings.iter().any(|finding| finding.severity >= Severity::Warning);
    match (run.failed, warned) {
        (true, _) => writeln!(out, "##vso[task.complete result=Failed;]docwright found errors"),
        (false, true) => writeln!(out, "##vso[task.complete result=SucceededWithIssues;]docwright found warnings"),
        (false, false) => Ok(()),
    }
}

/// Escapes a message.
fn data(text: &str) -> String {
    text.replace('%', "%AZP25").replace('\r', "%0D").replace('\n', "%0A")
}

/// Escapes a property's value.
fn property(text: &str) -> String {
    data(text).replace(';', "%3B").replace(']', "%5D")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{diagnostic::Diagnostic, rules::FILE_NOT_FOUND, source::Span};

    #[test]
    fn what_steers_is_escaped() {
        let check = |failed, findings: &[Diagnostic], want: &str| {
            let mut out = Vec::new();
            let run = Run { findings, sources: &|_| None, pages: 1, folder: "docs/", failed };
            write(&run, &mut out).expect("a vector takes all");
            assert_eq!(String::from_utf8(out).expect("it is UTF-8"), want);
        };
        let warning = FILE_NOT_FOUND.at(&"a;]b%.md".into(), Span::default(), "50% of `x]`\r\n##vso[x]").help("h");
        let issue = "##vso[task.logissue type=warning;sourcepath=docs/a%3B%5Db%AZP25.md;linenumber=1;columnnumber=1;\
                     code=file-not-found;]50%AZP25 of `x]`%0D%0A##vso[x]; h\n";
        let ended = "##vso[task.complete result=SucceededWithIssues;]docwright found warnings\n";
        check(false, std::slice::from_ref(&warning), &format!("{issue}{ended}"));
        let failed = "##vso[task.complete result=Failed;]docwright found errors\n";
        check(true, std::slice::from_ref(&warning), &format!("{issue}{failed}"));
        check(false, &[], "");
        let suggestion = Diagnostic { severity: Severity::Suggestion, ..warning };
        let line = "docs/a;]b%.md:1:1: suggestion[file-not-found] 50% of `x]`\\r\\n# #vso[x]; h\n";
        check(false, &[suggestion], line);
    }
}
