//! What is wrong with a text: a rule, a place, a sentence, and how to mend it.

use crate::source::{SitePath, Span};

/// How much a finding matters. The order is from least to most.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Severity {
    /// Worth knowing; never fails a build.
    Suggestion,
    /// Readers will notice; fails a build under `--strict`.
    Warning,
    /// Fails the build.
    Error,
}

impl Severity {
    /// The word in every output form.
    pub fn word(self) -> &'static str {
        match self {
            Severity::Suggestion => "suggestion",
            Severity::Warning => "warning",
            Severity::Error => "error",
        }
    }
}

/// What is done with a rule's findings: not shown at all, or shown with a severity.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Level {
    Allow,
    Show(Severity),
}

/// The rules that a flag names: one, or a group.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Which {
    Rule(&'static Rule),
    /// All rules that are asked.
    All,
    /// The rules whose findings have a severity, as what was said before makes it.
    Of(Severity),
}

/// A kind of finding, under a name in kebab-case that users write in configurations. All are listed in [`crate::rules`].
#[derive(Debug)]
pub struct Rule {
    pub name: &'static str,
    /// The severity where neither configuration nor flags say otherwise.
    pub severity: Severity,
    /// One sentence for lists of rules, without a final period.
    pub summary: &'static str,
}

impl Rule {
    /// A finding of this rule at a place.
    pub fn at(&'static self, path: &SitePath, span: Span, message: impl Into<String>) -> Diagnostic {
        Diagnostic {
            rule: self,
            severity: self.severity,
            path: path.clone(),
            span,
            message: message.into(),
            help: None,
            via: Vec::new(),
            fixes: Vec::new(),
        }
    }
}

/// Two rules are the same when their names are.
impl PartialEq for Rule {
    fn eq(&self, other: &Rule) -> bool {
        self.name == other.name
    }
}

/// A finding.
#[derive(Clone, PartialEq, Debug)]
pub struct Diagnostic {
    pub rule: &'static Rule,
    pub severity: Severity,
    pub path: SitePath,
    /// The very text that is wrong, in the file's own bytes.
    pub span: Span,
    /// One sentence without a final period; things in backticks.
    pub message: String,
    /// How to mend it, such as "did you mean `b.md`?".
    pub help: Option<String>,
    /// The directives through which pages include the place, for one that is in an included file.
    pub via: Vec<(SitePath, Span)>,
    pub fixes: Vec<Fix>,
}

impl Diagnostic {
    pub fn help(mut self, help: impl Into<String>) -> Diagnostic {
        self.help = Some(help.into());
        self
    }

    /// Adds the fix that puts a text at the finding's own place; `shown` is the text as people are told it.
    pub fn propose(&mut self, shown: &str, text: String, sure: bool) {
        let edits = vec![Edit { path: self.path.clone(), span: self.span, text }];
        self.fixes.push(Fix { title: format!("Change to `{shown}`"), sure, edits });
    }

    pub fn fix(mut self, fix: Fix) -> Diagnostic {
        self.fixes.push(fix);
        self
    }
}

/// A change that mends a finding.
#[derive(Clone, PartialEq, Debug)]
pub struct Fix {
    /// What it does, in the imperative: "Change to `b.md`".
    pub title: String,
    /// Whether it is right without a person's look.
    pub sure: bool,
    pub edits: Vec<Edit>,
}

/// A span of a file and the text to put there.
#[derive(Clone, PartialEq, Debug)]
pub struct Edit {
    pub path: SitePath,
    pub span: Span,
    pub text: String,
}
