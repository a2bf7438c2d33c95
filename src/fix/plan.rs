//! Which fixes are taken: those that are sure, that do not contradict each other, and whose files can be read whole.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use super::{Banned, Wanted};
use crate::{
    diagnostic::{Diagnostic, Fix, Rule},
    rules,
    source::{SitePath, Source, Span},
};

/// A file with a finding of one of these is not understood as its author meant it.
static UNREAD: &[&Rule] = &[
    &rules::CODE_BLOCK_UNCLOSED,
    &rules::INVALID_ENCODING,
    &rules::INVALID_TOC_SYNTAX,
    &rules::NESTING_TOO_DEEP,
    &rules::YAML_HEADER_NOT_OBJECT,
    &rules::YAML_HEADER_SYNTAX_ERROR,
    &rules::YAML_SYNTAX_ERROR,
];

/// Why a sure fix is not taken.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Reason {
    /// A part of the file cannot be read as its author meant it.
    Unreadable,
    /// Another fix changes the same text in another way.
    Overlap,
    /// It would bring another finding to the file.
    Worse,
}

impl Reason {
    /// The end of a sentence about the fix.
    pub fn words(self) -> &'static str {
        match self {
            Reason::Unreadable => "the file has errors of its own, and is left as it is",
            Reason::Overlap => "another fix changes the same text",
            Reason::Worse => {
                "that would bring another finding to the file; `--rule` with its rule does it nevertheless"
            }
        }
    }
}

/// A span of a file and the text to put there.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Edit {
    pub span: Span,
    pub text: String,
}

/// What is to be done in one round.
#[derive(Default, Debug)]
pub struct Plan {
    /// Sorted by place, none over another one.
    pub edits: BTreeMap<SitePath, Vec<Edit>>,
    /// The findings that are mended by them.
    pub taken: Vec<Diagnostic>,
    pub held: Vec<(Diagnostic, Reason)>,
}

/// Chooses among the fixes of findings, in the findings' order.
pub fn plan(
    findings: &[&Diagnostic],
    source: &dyn Fn(&SitePath) -> Option<Arc<Source>>,
    wanted: &Wanted,
    banned: &Banned,
) -> Plan {
    let unread: BTreeSet<&SitePath> = findings
        .iter()
        .filter(|finding| UNREAD.contains(&finding.rule) && sure(finding).is_none())
        .map(|finding| &finding.path)
        .collect();
    let mut plan = Plan::default();
    let mut edits: BTreeMap<SitePath, BTreeSet<Edit>> = BTreeMap::new();
    for &finding in findings.iter().filter(|finding| wanted.takes(finding)) {
        let Some(fix) = sure(finding) else { continue };
        let unread = fix.edits.iter().any(|edit| unread.contains(&edit.path)).then_some(Reason::Unreadable);
        let banned =
            || banned.contains(&(finding.path.clone(), finding.rule.name, finding.span.start)).then_some(Reason::Worse);
        if let Some(reason) = unread.or_else(banned) {
            plan.held.push((finding.clone(), reason));
            continue;
        }
        let all: Vec<(&SitePath, Edit)> = fix
            .edits
            .iter()
            .map(|edit| {
                let text = with_line_ends(&edit.text, source(&edit.path).as_deref());
                (&edit.path, Edit { span: edit.span, text })
            })
            .collect();
        if all.iter().any(|(path, edit)| edits.get(*path).is_some_and(|taken| contradicts(taken, edit))) {
            plan.held.push((finding.clone(), Reason::Overlap));
            continue;
        }
        for (path, edit) in all {
            edits.entry(path.clone()).or_default().insert(edit);
        }
        plan.taken.push(finding.clone());
    }
    plan.edits = edits.into_iter().map(|(path, edits)| (path, edits.into_iter().collect())).collect();
    plan
}

/// The one sure fix of a finding. Of two sure ones neither is.
fn sure(finding: &Diagnostic) -> Option<&Fix> {
    let mut sure = finding.fixes.iter().filter(|fix| fix.sure && !fix.edits.is_empty());
    sure.next().filter(|_| sure.next().is_none())
}

/// Whether an edit changes what another one changes, and does not do the same.
fn contradicts(taken: &BTreeSet<Edit>, edit: &Edit) -> bool {
    let touches = |other: &&Edit| {
        let (a, b) = (other.span, edit.span);
        a.overlaps(b) || a == b || (b.is_empty() || a.is_empty()) && a.start < b.end && b.start < a.end
    };
    taken.iter().any(|other| other != edit && touches(&other))
}

/// A text with the line ends that a file has.
fn with_line_ends(text: &str, source: Option<&Source>) -> String {
    match source.map(Source::line_end) {
        Some(end) if text.contains('\n') && !text.contains('\r') => text.replace('\n', end),
        _ => text.to_owned(),
    }
}

/// A text with edits that are sorted and do not overlap; `None` where they do, or reach out of the text.
pub fn apply(text: &str, edits: &[Edit]) -> Option<String> {
    let mut out = String::with_capacity(text.len() + 64);
    let mut at = 0;
    for edit in edits {
        let range = edit.span.range();
        out.push_str(text.get(at..range.start)?);
        text.get(range.clone())?;
        out.push_str(&edit.text);
        at = range.end;
    }
    out.push_str(text.get(at..)?);
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic;

    /// Whether it is sure, and start, end and text of its edits.
    type Proposal<'a> = (bool, &'a [(usize, usize, &'a str)]);

    fn finding(rule: &'static Rule, path: &str, fixes: &[Proposal]) -> Diagnostic {
        let mut finding = rule.at(&path.into(), Span::default(), "");
        for (sure, edits) in fixes {
            let edits = edits.iter().map(|&(start, end, text)| {
                let span = Span::new(start, end);
                diagnostic::Edit { path: path.into(), span, text: text.into() }
            });
            finding.fixes.push(Fix { title: String::new(), sure: *sure, edits: edits.collect() });
        }
        finding
    }

    #[test]
    fn sure_fixes_are_taken() {
        const RULE: &Rule = &rules::FILE_NOT_FOUND;
        let check = |text: &str, findings: &[Diagnostic], want: &str, held: usize| {
            let source = Arc::new(Source::new("a.md".into(), text));
            let plan = plan(
                &findings.iter().collect::<Vec<_>>(),
                &|_| Some(source.clone()),
                &Wanted::default(),
                &Banned::new(),
            );
            let edits = plan.edits.get(&"a.md".into()).map_or(&[][..], |edits| edits);
            assert_eq!(apply(text, edits).as_deref(), Some(want));
            assert_eq!(plan.held.len(), held);
        };
        let one = |sure, start, end, text| finding(RULE, "a.md", &[(sure, &[(start, end, text)])]);
        check("abc", &[one(true, 1, 2, "X")], "aXc", 0);
        check("abc", &[one(false, 1, 2, "X")], "abc", 0);
        // Two sure ones of one finding.
        check("abc", &[finding(RULE, "a.md", &[(true, &[(0, 1, "X")]), (true, &[(0, 1, "Y")])])], "abc", 0);
        // The first of two that contradict each other; once what two want.
        check("abc", &[one(true, 0, 2, "X"), one(true, 1, 3, "Y")], "Xc", 1);
        check("abc", &[one(true, 0, 2, "X"), one(true, 0, 2, "X")], "Xc", 0);
        check("abc", &[one(true, 0, 2, "X"), one(true, 0, 2, "Y")], "Xc", 1);
        // Side by side, and insertions at an end.
        check("abc", &[one(true, 0, 1, "X"), one(true, 1, 2, "Y"), one(true, 3, 3, "Z")], "XYcZ", 0);
        check("abc", &[one(true, 1, 1, "X"), one(true, 1, 1, "Y")], "aXbc", 1);
        // All edits of a fix or none.
        check("abc", &[one(true, 0, 1, "X"), finding(RULE, "a.md", &[(true, &[(0, 1, "Z"), (2, 3, "Z")])])], "Xbc", 1);
        // The file's own line ends.
        check("a\r\nb", &[one(true, 0, 0, "x\n")], "x\r\na\r\nb", 0);
        check("a\rb", &[one(true, 0, 0, "x\n")], "x\ra\rb", 0);
        // A file that cannot be read whole stays as it is, unless what hinders that is mended.
        let broken = finding(&rules::YAML_HEADER_SYNTAX_ERROR, "a.md", &[]);
        check("abc", &[one(true, 0, 1, "X"), broken], "abc", 1);
        let mendable = finding(&rules::INVALID_TOC_SYNTAX, "a.md", &[(true, &[(3, 3, ")")])]);
        check("abc", &[one(true, 0, 1, "X"), mendable], "Xbc)", 0);
        // Out of the text.
        assert_eq!(apply("é", &[Edit { span: Span::new(1, 2), text: String::new() }]), None);
        assert_eq!(apply("a", &[Edit { span: Span::new(0, 2), text: String::new() }]), None);
    }

    #[test]
    fn rules_and_paths_are_chosen() {
        let check = |rules: &[&'static Rule], paths: &[&str], want: bool| {
            let paths = paths.iter().map(|&path| path.to_owned()).collect();
            let wanted = Wanted { rules: rules.to_vec(), paths, ..Wanted::default() };
            assert_eq!(wanted.takes(&finding(&rules::FILE_NOT_FOUND, "a/b.md", &[])), want);
        };
        check(&[], &[], true);
        check(&[&rules::FILE_NOT_FOUND], &["a"], true);
        check(&[&rules::DUPLICATE_ID], &[], false);
        check(&[], &["a/b.md"], true);
        check(&[], &["a/b"], false);
        check(&[], &[""], true);
    }
}
