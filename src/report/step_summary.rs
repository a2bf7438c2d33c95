//! What a run found as Markdown, for the page of a run of GitHub Actions.

use std::fmt::Write;

use super::{Run, by_rule, count, in_repository, manual, place, told, worst};
use crate::{diagnostic::Diagnostic, url};

/// Findings that are listed.
const LISTED: usize = 50;

/// Bytes that a step may write, with room to spare.
const LONGEST: usize = 900_000;

/// Where the files of this run can be looked at: `https://github.com/owner/name/blob/commit`.
pub struct Blob(pub Option<String>);

/// The summary, of bounded length: how many findings of each rule there are, and the worst.
pub fn write(run: &Run, blob: &Blob) -> String {
    let mut out = String::from("## docwright\n\n");
    let pages = count(run.pages, "page");
    if run.findings.is_empty() {
        let _ = writeln!(out, "No findings in {pages}.\n");
        return out;
    }
    let result = if run.failed { "This fails the run." } else { "This does not fail the run." };
    let _ = writeln!(out, "**{}** in {pages}. {result}\n", count(run.findings.len(), "finding"));
    out.push_str("| severity | rule | findings |\n| --- | --- | ---: |\n");
    for (severity, rule, number) in by_rule(run.findings) {
        let _ = writeln!(out, "| {} | [`{}`]({}) | {number} |", severity.word(), rule.name, manual::rule_url(rule));
    }
    let listed = worst(run.findings, LISTED);
    let head = match run.findings.len() {
        all if all > listed.len() => format!("The worst {} of {}", listed.len(), count(all, "finding")),
        1 => count(1, "finding"),
        all => format!("All {}", count(all, "finding")),
    };
    let _ = writeln!(out, "\n<details{}><summary>{head}</summary>\n", if listed.len() <= 10 { " open" } else { "" });
    out.push_str("| place | severity | finding |\n| --- | --- | --- |\n");
    for finding in listed {
        let row = row(finding, run, blob);
        if out.len() + row.len() > LONGEST {
            break;
        }
        out.push_str(&row);
    }
    out.push_str("\n</details>\n\n");
    out
}

fn row(finding: &Diagnostic, run: &Run, blob: &Blob) -> String {
    let path = in_repository(run, &finding.path);
    let (start, end) = place(&finding.path, finding.span, run.sources);
    let name = cell(&format!("{path}:{}:{}", start.line, start.column));
    let name = match &blob.0 {
        Some(blob) => {
            let lines = if end.line > start.line {
                format!("L{}-L{}", start.line, end.line)
            } else {
                format!("L{}", start.line)
            };
            // Markdown is shown with its lines only where that is asked for.
            let address = url::encode(&path).replace('(', "%28").replace(')', "%29");
            format!("[{name}]({blob}/{address}?plain=1#{lines})")
        }
        None => name,
    };
    let (severity, rule) = (finding.severity.word(), finding.rule.name);
    format!("| {name} | {severity} | {} (`{rule}`) |\n", cell(&told(finding)))
}

/// Text for a cell of a table: code stays code, everything else is shown as it is.
fn cell(text: &str) -> String {
    let text: String = text.chars().take(500).collect();
    let paired = text.matches('`').count().is_multiple_of(2);
    let mut code = false;
    let mut out = String::new();
    for char in text.chars() {
        match char {
            '`' if paired => {
                code = !code;
                out.push('`');
            }
            '|' => out.push_str("\\|"),
            char if char.is_control() => out.push(' '),
            char if code => out.push(char),
            '<' => out.push_str("&lt;"),
            '&' => out.push_str("&amp;"),
            '\\' | '`' | '*' | '_' | '[' | ']' | '~' | '@' | '#' => {
                out.push('\\');
                out.push(char);
            }
            char => out.push(char),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{rules::FILE_NOT_FOUND, source::Span};

    fn check(findings: &[Diagnostic], blob: Option<&str>, want: &[&str]) {
        let run = Run { findings, sources: &|_| None, pages: 1_200, folder: "docs/", failed: true };
        let got = write(&run, &Blob(blob.map(str::to_owned)));
        assert!(got.len() < LONGEST + 1_000);
        for want in want {
            assert!(got.contains(want), "{want}\n\nin\n\n{got}");
        }
    }

    #[test]
    fn runs_are_summed_up() {
        check(&[], None, &["No findings in 1,200 pages."]);
        let finding = FILE_NOT_FOUND.at(&"a (b)_c.md".into(), Span::default(), "`a|<b>` is <no> file\n*x*").help("h");
        check(
            std::slice::from_ref(&finding),
            Some("https://e.org/o/r/blob/1"),
            &[
                "**1 finding** in 1,200 pages. This fails the run.",
                "| warning | [`file-not-found`](https://docwright.github.io/docwright/reference/rules.html#file-not-found) | 1 |",
                "| [docs/a (b)\\_c.md:1:1](https://e.org/o/r/blob/1/docs/a%20%28b%29_c.md?plain=1#L1) | warning | \
                 `a\\|<b>` is &lt;no> file \\*x\\*; h (`file-not-found`) |",
            ],
        );
        check(&vec![finding; 70], None, &["The worst 50 of 70 findings", "| docs/a (b)\\_c.md:1:1 | warning |"]);
    }
}
