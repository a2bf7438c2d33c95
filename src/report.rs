//! Findings as text: for people, for programs, for what runs builds, and a line that sums up.

mod azure;
mod github;
mod gitlab;
mod json;
mod junit;
mod manual;
mod pretty;
mod sarif;
pub mod step_summary;

use std::{
    borrow::Cow,
    cmp::Reverse,
    collections::{BTreeMap, HashSet},
    io,
    io::Write,
    time::Duration,
};

use crate::{
    diagnostic::{Diagnostic, Rule, Severity},
    source::{Position, SitePath, Sources, Span},
};

pub use manual::rule_url;

/// How findings are written.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Format {
    /// For people: the line with the place marked.
    Pretty,
    /// `path:line:column: severity[rule] message`, one line each.
    Short,
    /// One JSON array.
    Json,
    /// One JSON object a line.
    Jsonl,
    /// The interchange format of static analysis, 2.1.0.
    Sarif,
    /// Workflow commands of GitHub Actions.
    Github,
    /// A report of GitLab's code quality.
    Gitlab,
    /// Results of tests in XML.
    Junit,
    /// Logging commands of Azure Pipelines.
    Azure,
}

impl Format {
    /// Every form by its name.
    pub const ALL: &[(&str, Format)] = &[
        ("pretty", Format::Pretty),
        ("short", Format::Short),
        ("json", Format::Json),
        ("jsonl", Format::Jsonl),
        ("sarif", Format::Sarif),
        ("github", Format::Github),
        ("gitlab", Format::Gitlab),
        ("junit", Format::Junit),
        ("azure", Format::Azure),
    ];
}

/// How [`Format::Pretty`] looks.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub struct Look {
    pub colour: bool,
    pub links: Links,
    /// Columns of the terminal, in which sentences are wrapped; `None` where there is none.
    pub width: Option<usize>,
}

/// How the manual's page of a rule is named.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub enum Links {
    #[default]
    None,
    /// The address, once for each rule.
    Plain,
    /// The rule's name leads there, on a terminal.
    Terminal,
}

/// What a run found.
#[derive(Clone, Copy)]
pub struct Run<'a> {
    pub findings: &'a [Diagnostic],
    pub sources: Sources<'a>,
    /// How many pages were looked at.
    pub pages: usize,
    /// The project's folder inside its repository: empty, or ending with `/`. What runs builds knows files from there.
    pub folder: &'a str,
    /// Whether the run fails for what it found.
    pub failed: bool,
}

/// Writes findings in the order given. Only [`Format::Pretty`] has colours.
///
/// # Errors
///
/// Those of `out`.
pub fn write(
    findings: &[Diagnostic],
    sources: Sources,
    format: Format,
    colour: bool,
    out: &mut dyn Write,
) -> io::Result<()> {
    let run = Run { findings, sources, pages: 0, folder: "", failed: false };
    write_run(&run, format, Look { colour, ..Look::default() }, out)
}

/// Writes what a run found.
///
/// # Errors
///
/// Those of `out`.
pub fn write_run(run: &Run, format: Format, look: Look, out: &mut dyn Write) -> io::Result<()> {
    let Run { findings, sources, .. } = *run;
    match format {
        Format::Pretty => pretty::write(findings, sources, look, out),
        Format::Short => findings.iter().try_for_each(|finding| write_short(finding, sources, out)),
        Format::Json => json::write_array(findings, sources, out),
        Format::Jsonl => json::write_lines(findings, sources, out),
        Format::Sarif => sarif::write(run, out),
        Format::Github => github::write(run, out),
        Format::Gitlab => gitlab::write(run, out),
        Format::Junit => junit::write(run, out),
        Format::Azure => azure::write(run, out),
    }
}

/// How many findings a form leaves out.
pub fn left_out(findings: &[Diagnostic], format: Format) -> usize {
    match format {
        Format::Sarif => findings.len().saturating_sub(sarif::MOST),
        _ => 0,
    }
}

/// The findings that matter most, worst first: by severity, then by how many pages include the place, then as they come.
fn worst(findings: &[Diagnostic], most: usize) -> Vec<&Diagnostic> {
    let mut worst: Vec<&Diagnostic> = findings.iter().collect();
    worst.sort_by_key(|finding| Reverse((finding.severity, finding.via.len())));
    worst.truncate(most);
    worst
}

/// How many findings of each rule and severity there are, worst and most first.
fn by_rule(findings: &[Diagnostic]) -> Vec<(Severity, &'static Rule, usize)> {
    let mut counts: BTreeMap<(Severity, &str), (&'static Rule, usize)> = BTreeMap::new();
    for finding in findings {
        counts.entry((finding.severity, finding.rule.name)).or_insert((finding.rule, 0)).1 += 1;
    }
    let mut rules: Vec<_> = counts.into_iter().map(|((severity, _), (rule, count))| (severity, rule, count)).collect();
    rules.sort_by_key(|&(severity, _, count)| Reverse((severity, count)));
    rules
}

/// A finding's message with what was probably meant.
fn told(finding: &Diagnostic) -> String {
    match &finding.help {
        Some(help) => format!("{}; {help}", finding.message),
        None => finding.message.clone(),
    }
}

/// A file's path inside its repository.
fn in_repository(run: &Run, path: &SitePath) -> String {
    format!("{}{path}", run.folder)
}

/// What a run came to: "7,402 pages, 2,310 findings in 1,204 pages, 3.1 s", followed by how many are of each severity
/// where there are several.
pub fn summary(pages: usize, findings: &[Diagnostic], elapsed: Duration) -> String {
    let seconds = elapsed.as_secs_f64().max(0.01);
    let digits = if seconds < 0.095 { 2 } else { 1 };
    let found = match findings.len() {
        0 => "no findings".to_owned(),
        all => {
            let paths: HashSet<&SitePath> = findings.iter().map(|finding| &finding.path).collect();
            format!("{} in {}", count(all, "finding"), count(paths.len(), "page"))
        }
    };
    let mut summary = format!("{}, {found}, {seconds:.digits$} s", count(pages, "page"));
    let of = |severity| findings.iter().filter(|finding| finding.severity == severity).count();
    let kinds: Vec<String> = [Severity::Error, Severity::Warning, Severity::Suggestion]
        .into_iter()
        .map(|severity| (of(severity), severity.word()))
        .filter(|&(number, _)| number > 0)
        .map(|(number, word)| count(number, word))
        .collect();
    if kinds.len() > 1 {
        summary.push_str(&format!(" ({})", kinds.join(", ")));
    }
    summary
}

fn write_short(finding: &Diagnostic, sources: Sources, out: &mut dyn Write) -> io::Result<()> {
    let Diagnostic { rule, severity, path, span, message, .. } = finding;
    let start = place(path, *span, sources).0;
    let (path, message) = (one_line(path.as_str()), one_line(message));
    writeln!(out, "{path}:{}:{}: {}[{}] {message}", start.line, start.column, severity.word(), rule.name)
}

/// Where a span begins, and where the first character after it is.
fn place(path: &SitePath, span: Span, sources: Sources) -> (Position, Position) {
    match sources(path) {
        Some(source) => (source.position(span.start), source.position(span.end)),
        None => (Position { line: 1, column: 1 }, Position { line: 1, column: 1 }),
    }
}

/// Text that stays on its line and cannot steer a terminal.
fn one_line(text: &str) -> Cow<'_, str> {
    // Line and paragraph separators, and what turns the direction of text around.
    let steers = |char: char| {
        char.is_control() || matches!(char, '\u{2028}' | '\u{2029}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
    };
    if !text.contains(steers) {
        return text.into();
    }
    let mut line = String::with_capacity(text.len() + 8);
    for char in text.chars() {
        if steers(char) { line.extend(char.escape_default()) } else { line.push(char) }
    }
    line.into()
}

/// "1 page", "7,402 pages".
pub fn count(number: usize, thing: &str) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    let plural = if number == 1 { "" } else { "s" };
    format!("{text} {thing}{plural}")
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::{
        diagnostic::{Edit, Fix},
        rules::FILE_NOT_FOUND as RULE,
        source::Source,
    };

    /// Writes a finding about `[..]` in a text, brackets left out, as changed.
    fn check(format: Format, text: &str, change: fn(Diagnostic) -> Diagnostic, want: &str) {
        let start = text.find('[').expect("the place is marked");
        let end = text.find(']').expect("the place is marked") - 1;
        let source = Arc::new(Source::new("a/x.md".into(), text.replace(['[', ']'], "")));
        let finding = change(RULE.at(&source.path, Span::new(start, end), "no `gone.md`"));
        let sources = |path: &SitePath| (*path == source.path).then(|| Arc::clone(&source));
        let mut out = Vec::new();
        write(&[finding], &sources, format, false, &mut out).expect("a vector takes all");
        assert_eq!(String::from_utf8(out).expect("it is UTF-8"), want);
    }

    fn full(mut finding: Diagnostic) -> Diagnostic {
        let (path, span) = (finding.path.clone(), finding.span);
        finding.via = vec![(path.clone(), Span::new(0, 1)), ("gone.md".into(), Span::new(7, 9))];
        finding.severity = Severity::Error;
        let edits = vec![Edit { path, span, text: "\"b\"\n".into() }];
        finding.help("did you mean `b.md`?").fix(Fix { title: "Change to `b.md`".into(), sure: true, edits })
    }

    fn suggestion(finding: Diagnostic) -> Diagnostic {
        Diagnostic { severity: Severity::Suggestion, ..finding }
    }

    fn unruly(finding: Diagnostic) -> Diagnostic {
        Diagnostic { message: "a\nb\t\u{1b}[31m\u{202E} é".into(), path: "no\r.md".into(), ..finding }
    }

    fn past_the_end(finding: Diagnostic) -> Diagnostic {
        Diagnostic { span: Span::new(90, 99), ..finding }
    }

    #[test]
    fn short_is_a_line() {
        let check = |text, change, want| check(Format::Short, text, change, want);
        check("x\n日本[y\nz]", full, "a/x.md:2:3: error[file-not-found] no `gone.md`\n");
        check("x\r\n\t[]", suggestion, "a/x.md:2:2: suggestion[file-not-found] no `gone.md`\n");
        check("[]", unruly, "no\\r.md:1:1: warning[file-not-found] a\\nb\\t\\u{1b}[31m\\u{202e} é\n");
        check("x\n[]", past_the_end, "a/x.md:2:1: warning[file-not-found] no `gone.md`\n");
    }

    #[test]
    fn json_is_complete() {
        let start = r#"{"rule":"file-not-found","severity":"#;
        let check = |text, change, want: &str| {
            check(Format::Jsonl, text, change, &format!("{start}{want}\n"));
            check(Format::Json, text, change, &format!("[\n{start}{want}\n]\n"));
        };
        check(
            "x\n日[本y\nz]",
            full,
            concat!(
                r#""error","message":"no `gone.md`","help":"did you mean `b.md`?","path":"a/x.md","line":2,"column":2,"#,
                r#""endLine":3,"endColumn":2,"via":["a/x.md:1:1","gone.md:1:1"],"#,
                r#""fixes":[{"title":"Change to `b.md`","sure":true,"#,
                r#""edits":[{"path":"a/x.md","line":2,"column":2,"endLine":3,"endColumn":2,"text":"\"b\"\n"}]}]}"#,
            ),
        );
        check(
            "[x]",
            unruly,
            concat!(
                r#""warning","message":"a\nb\t\u001b[31m"#,
                "\u{202E}",
                r#" é","path":"no\r.md","line":1,"column":1,"endLine":1,"endColumn":1,"via":[],"fixes":[]}"#
            ),
        );
        let mut out = Vec::new();
        write(&[], &|_| None, Format::Json, false, &mut out).expect("a vector takes all");
        assert_eq!(out, b"[]\n");
    }

    #[test]
    fn pretty_marks_the_place() {
        let check = |text: &str, change, want: &[&str]| {
            let want = want.join("\n") + "\n\n";
            check(Format::Pretty, text, change, &want);
        };
        const WARNING: &str = "warning[file-not-found]: no `gone.md`";
        check(
            "x\n日本 [y] z\r\n",
            full,
            &[
                "error[file-not-found]: no `gone.md`",
                " --> a/x.md:2:4",
                "  |",
                "2 | 日本 y z",
                "  |      ^",
                "  |",
                "  = note: included by `a/x.md:1:1` and 1 more",
                "  = help: did you mean `b.md`?",
                "  = fix: Change to `b.md`",
            ],
        );
        check(
            "\ta\u{301} [b]",
            suggestion,
            &[
                "suggestion[file-not-found]: no `gone.md`",
                " --> a/x.md:1:5",
                "  |",
                "1 |     a\u{301} b",
                "  |       ^",
            ],
        );
        // Only the first line of several, no width, no line.
        check("[a\nb]\n", |it| it, &[WARNING, " --> a/x.md:1:1", "  |", "1 | a", "  | ^"]);
        check("a[]\r\nb", |it| it, &[WARNING, " --> a/x.md:1:2", "  |", "1 | a", "  |  ^"]);
        check("a[\r\n]b", |it| it, &[WARNING, " --> a/x.md:1:2", "  |", "1 | a", "  |  ^"]);
        check("[]", |it| it, &[WARNING, " --> a/x.md:1:1", "  |", "1 |", "  | ^"]);
        check("a\n[]", past_the_end, &[WARNING, " --> a/x.md:2:1", "  |", "2 |", "  | ^"]);
        check("[]", unruly, &["warning[file-not-found]: a\\nb\\t\\u{1b}[31m\\u{202e} é", "--> no\\r.md:1:1"]);
    }

    #[test]
    fn many_findings_of_a_rule_in_a_file_are_counted() {
        let mut findings = vec![RULE.at(&"a.md".into(), Span::default(), "m"); 3_001];
        findings.push(RULE.at(&"b.md".into(), Span::default(), "m"));
        let mut out = Vec::new();
        write(&findings, &|_| None, Format::Pretty, false, &mut out).expect("a vector takes all");
        let out = String::from_utf8(out).expect("it is UTF-8");
        assert_eq!((out.matches("a.md:1:1").count(), out.matches("b.md:1:1").count()), (1_000, 1));
        let more = "2,001 more findings of `file-not-found` in `a.md`; `--format short` shows all\n\n";
        assert!(out.contains(more), "{}", &out[out.len() - 300..]);
    }

    #[test]
    fn long_lines_are_cut_around_the_place() {
        for (before, mark, after) in [(500_000, 3, 500_000), (0, 900_000, 9), (400, 0, 0)] {
            let text = format!("{}[{}]{}\n", "é".repeat(before), "日".repeat(mark), "x".repeat(after));
            let source = Arc::new(Source::new("x.md".into(), text.replace(['[', ']'], "")));
            let span = Span::new(before * 2, before * 2 + mark * 3);
            let finding = RULE.at(&source.path, span, "m".repeat(9_000));
            let mut out = Vec::new();
            write(&[finding], &|_| Some(Arc::clone(&source)), Format::Pretty, false, &mut out).expect("it is a vector");
            let out = String::from_utf8(out).expect("it is UTF-8");
            assert!(out.contains(&format!("--> x.md:1:{}\n", before + 1)), "{out}");
            assert!(out.lines().skip(1).all(|line| line.chars().count() < 200) && out.len() < 3_000, "{out}");
            assert!(out.contains('^'), "{out}");
        }
    }

    #[test]
    fn colours_are_only_in_pretty() {
        let finding = RULE.at(&"a.md".into(), Span::default(), "m");
        for format in [Format::Pretty, Format::Short, Format::Json, Format::Jsonl] {
            let mut out = Vec::new();
            write(std::slice::from_ref(&finding), &|_| None, format, true, &mut out).expect("it is a vector");
            assert_eq!(out.contains(&0x1b), format == Format::Pretty);
        }
    }

    #[test]
    fn runs_are_summed_up() {
        let finding = |path: &str, severity| Diagnostic { severity, ..RULE.at(&path.into(), Span::default(), "") };
        let check = |pages, findings: &[Diagnostic], ms, want| {
            assert_eq!(summary(pages, findings, Duration::from_millis(ms)), want);
        };
        let warning = finding("a.md", Severity::Warning);
        check(1, &[], 200, "1 page, no findings, 0.2 s");
        check(0, &[], 0, "0 pages, no findings, 0.01 s");
        check(1_000, &[], 42, "1,000 pages, no findings, 0.04 s");
        check(999, &[], 96, "999 pages, no findings, 0.1 s");
        check(7_402, std::slice::from_ref(&warning), 3_149, "7,402 pages, 1 finding in 1 page, 3.1 s");
        check(1_234_567, &vec![warning.clone(); 2_310], 61_000, "1,234,567 pages, 2,310 findings in 1 page, 61.0 s");
        let findings = [warning.clone(), warning, finding("b.md", Severity::Suggestion)];
        check(2, &findings, 200, "2 pages, 3 findings in 2 pages, 0.2 s (2 warnings, 1 suggestion)");
    }
}
