//! How much each finding matters: what the configuration, the flags and comments in the text say of it.
//!
//! All of it is a pure function of the findings, so that findings which are kept from an earlier build are treated alike.

pub mod comments;

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    config::{Config, levels::ByGlob},
    diagnostic::{Diagnostic, Level, Rule, Severity, Which},
    rules,
};

use comments::Ignore;

/// What the configuration and the flags say of rules.
#[derive(Clone, Debug)]
pub struct Levels {
    /// What is said of a rule by its name. A rule that is not here has its own severity.
    pub rules: BTreeMap<&'static str, Level>,
    /// Rules that are off but in the files that a glob takes.
    only_by_glob: BTreeSet<&'static str>,
    by_glob: Vec<ByGlob>,
    flags: Vec<(Which, Level)>,
    strict: bool,
    /// Whether a docset is asked the rules of Learn.
    learn: bool,
}

impl Levels {
    /// Of the configuration, and of flags in their order.
    pub fn of(config: &Config, flags: &[(Which, Level)], strict: bool) -> Levels {
        let mut rules: BTreeMap<&str, Level> = rules::OFF.iter().map(|rule| (rule.name, Level::Allow)).collect();
        rules.extend(config.rules.iter().map(|(name, level)| (*name, *level)));
        for (which, level) in flags {
            if let Which::Rule(rule) = which {
                rules.insert(rule.name, *level);
            }
        }
        let learn = config.docsets.iter().any(|docset| docset.learn || docset.docfx);
        let mut only_by_glob = BTreeSet::new();
        for by_glob in config.rules_by_glob.iter().filter(|by_glob| by_glob.level != Level::Allow) {
            let rule = by_glob.rule;
            let off = match rules.get(rule.name) {
                Some(level) => *level == Level::Allow,
                None => !learn && rules::LEARN.contains(&rule),
            };
            if off {
                only_by_glob.insert(rule.name);
            }
        }
        // They must be asked to be found there.
        rules.extend(only_by_glob.iter().filter_map(|name| Some((*name, Level::Show(rules::find(name)?.severity)))));
        Levels { rules, only_by_glob, by_glob: config.rules_by_glob.clone(), flags: flags.to_vec(), strict, learn }
    }

    /// The level of a finding.
    pub fn level(&self, finding: &Diagnostic) -> Level {
        let rule = finding.rule;
        let mut level = match self.rules.get(rule.name) {
            _ if self.only_by_glob.contains(rule.name) => Level::Allow,
            Some(level) => *level,
            None => Level::Show(finding.severity),
        };
        let of_rule = self.by_glob.iter().filter(|by_glob| by_glob.rule == rule);
        if let Some(last) = of_rule.rev().find(|by_glob| by_glob.takes(&finding.path)) {
            level = last.level;
        }
        level = self.flagged(rule, level);
        match level {
            Level::Show(Severity::Warning) if self.strict => Level::Show(Severity::Error),
            level => level,
        }
    }

    /// What flags make of a rule's level.
    fn flagged(&self, rule: &'static Rule, mut level: Level) -> Level {
        for (which, wanted) in &self.flags {
            let meant = match which {
                Which::Rule(named) => *named == rule,
                // What says that the configuration is broken is not hidden along with others.
                Which::All => level != Level::Allow && rule != &rules::CONFIG_INVALID,
                Which::Of(severity) => level == Level::Show(*severity) && rule != &rules::CONFIG_INVALID,
            };
            level = if meant { *wanted } else { level };
        }
        level
    }

    /// Whether nothing can be found of a rule, as far as is known.
    fn is_off(&self, rule: &'static Rule) -> bool {
        let level = match self.rules.get(rule.name) {
            // Whether there are any is not known without asking the web.
            _ if rules::EXTERNAL.contains(&rule) => Level::Allow,
            Some(level) => *level,
            None if !self.learn && rules::LEARN.contains(&rule) => Level::Allow,
            None => Level::Show(rule.severity),
        };
        self.flagged(rule, level) == Level::Allow
    }

    /// The same, of a rule's name. Nothing is found of one that is not known.
    pub fn is_off_by_name(&self, name: &str) -> bool {
        rules::find(name).is_some_and(|rule| self.is_off(rule))
    }

    /// Gives findings their levels and drops those that are not wanted.
    fn set(&self, found: Vec<Diagnostic>) -> Vec<Diagnostic> {
        let leveled = |mut finding: Diagnostic| match self.level(&finding) {
            Level::Allow => None,
            Level::Show(severity) => {
                finding.severity = severity;
                Some(finding)
            }
        };
        found.into_iter().filter_map(leveled).collect()
    }
}

/// Gives findings their levels, drops those that are not wanted, reports comments that silence nothing, sorts, and
/// keeps one of equals: several uses of one definition report one place.
pub fn apply(found: Vec<Diagnostic>, levels: &Levels, ignores: &[Ignore]) -> Vec<Diagnostic> {
    let mut out = levels.set(found);
    let unused = comments::apply(&mut out, ignores, &|rule| levels.is_off(rule));
    out.extend(levels.set(unused));
    sort(&mut out);
    out.dedup_by(|a, b| a.path == b.path && a.span == b.span && a.rule == b.rule && a.message == b.message);
    out
}

/// The same for findings that are made after the others, by which time comments that silence nothing have been told.
pub fn apply_later(found: Vec<Diagnostic>, levels: &Levels, ignores: &[Ignore]) -> Vec<Diagnostic> {
    let mut out = levels.set(found);
    comments::apply(&mut out, ignores, &|_| true);
    sort(&mut out);
    out
}

fn sort(findings: &mut [Diagnostic]) {
    findings
        .sort_by(|a, b| (&a.path, a.span, a.rule.name, &a.message).cmp(&(&b.path, b.span, b.rule.name, &b.message)));
}
