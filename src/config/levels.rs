//! `rules` of a configuration: how much each rule's findings matter, everywhere and by glob.

use std::collections::BTreeMap;

use super::{
    glob::{Globs, Options, Pattern, compile},
    values::{Findings, choice, known_keys, map, rule, texts},
};
use crate::{
    data::{Data, Key},
    diagnostic::{Level, Rule, Severity},
    rules,
    source::SitePath,
};

/// What `rules` says.
#[derive(Clone, Default, Debug)]
pub struct Levels {
    pub rules: BTreeMap<&'static str, Level>,
    pub by_glob: Vec<ByGlob>,
}

/// A rule's level in the files that globs take.
#[derive(Clone, Debug)]
pub struct ByGlob {
    pub rule: &'static Rule,
    /// The folder that the globs are relative to; empty for the project's root.
    pub folder: SitePath,
    pub globs: Globs,
    pub level: Level,
}

impl ByGlob {
    /// Whether a file is one of those.
    pub fn takes(&self, path: &SitePath) -> bool {
        super::under(self.folder.as_str(), path.as_str()).is_some_and(|rest| self.globs.is_match(rest))
    }
}

const WORDS: [(&str, Level); 4] = [
    ("error", Level::Show(Severity::Error)),
    ("warning", Level::Show(Severity::Warning)),
    ("suggestion", Level::Show(Severity::Suggestion)),
    ("off", Level::Allow),
];

/// A name that begins with a dot is a name as any other: findings are about configurations, too.
const GLOBS: Options =
    Options { case: false, dot: true, no_negate: false, no_expand: false, no_escape: false, no_glob_star: false };

/// Reads `rules` of a `docwright.yml`: for each rule a word, or `{severity, ignore, files}`.
pub fn of_docwright(name: &str, data: &Data, findings: &mut Findings) -> Levels {
    let mut levels = Levels::default();
    for (key, value) in map(name, data, findings) {
        let Some(rule) = rule(key, findings) else { continue };
        let Some(entries) = value.as_map() else {
            levels.rules.extend(choice(&key.name, value, &WORDS, findings).map(|level| (rule.name, level)));
            continue;
        };
        known_keys(entries, &["severity", "ignore", "files"], findings);
        for (key, value) in entries {
            match &*key.name {
                "severity" => {
                    levels.rules.extend(choice("severity", value, &WORDS, findings).map(|level| (rule.name, level)));
                }
                "files" => {
                    for (glob, value) in map("files", value, findings) {
                        let level = choice(&glob.name, value, &WORDS, findings);
                        let patterns = [(glob.name.clone(), glob.span)];
                        levels.by_glob.extend(level.map(|level| by_glob(rule, "", &patterns, level, findings)));
                    }
                }
                _ => {}
            }
        }
        // What is ignored is ignored, whatever other globs say.
        if let Some((_, value)) = entries.iter().find(|(key, _)| key.name == "ignore") {
            let patterns = texts("ignore", value, findings);
            levels.by_glob.push(by_glob(rule, "", &patterns, Level::Allow, findings));
        }
    }
    levels
}

/// Reads `rules` of a `docfx.json`, where rules that are not ours are passed over: for each rule a word, or
/// `{severity, exclude}`.
pub fn of_docfx(data: &Data, folder: &str, findings: &mut Findings) -> Levels {
    let mut levels = Levels::default();
    for (key, value) in data.as_map().unwrap_or_default() {
        let Some(rule) = rules::ALL.iter().find(|rule| rule.name.eq_ignore_ascii_case(&key.name)) else { continue };
        let entries: &[(Key, Data)] = value.as_map().unwrap_or_default();
        let severity = entries.iter().find(|(key, _)| key.name == "severity").map_or(value, |(_, value)| value);
        levels.rules.extend(of_docfx_word(severity, findings).map(|level| (rule.name, level)));
        if let Some((_, value)) = entries.iter().find(|(key, _)| key.name == "exclude") {
            let patterns = texts("exclude", value, findings);
            levels.by_glob.push(by_glob(rule, folder, &patterns, Level::Allow, findings));
        }
    }
    levels
}

fn of_docfx_word(data: &Data, findings: &mut Findings) -> Option<Level> {
    let written = data.as_str()?;
    let word = written.to_ascii_lowercase();
    let word = if matches!(&*word, "info" | "verbose") { "suggestion" } else { &word };
    let level = WORDS.iter().find(|(known, _)| *known == word).map(|(_, level)| *level);
    if level.is_none() {
        let finding = findings.add(data.span, format!("`{written}` is no severity"));
        finding.severity = Severity::Warning;
        finding.help = Some("write `error`, `warning`, `suggestion`, `info`, `verbose` or `off`".into());
    }
    level
}

fn by_glob(rule: &'static Rule, folder: &str, patterns: &[Pattern], level: Level, findings: &mut Findings) -> ByGlob {
    ByGlob { rule, folder: folder.into(), globs: compile(patterns, GLOBS, findings), level }
}
