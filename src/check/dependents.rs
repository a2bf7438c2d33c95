//! Repositories whose files pages use are there.

use crate::{config::Config, diagnostic::Diagnostic, page::Links, rules};

/// Reports each repository that is not there and has files that pages use: once, not for each use.
pub fn check(config: &Config, links: &[Links], found: &mut Vec<Diagnostic>) {
    let mut uses = vec![0usize; config.dependents.len()];
    for &number in links.iter().flat_map(|links| &links.absent) {
        uses[usize::from(number)] += 1;
    }
    for (dependent, uses) in config.dependents.iter().zip(uses).filter(|(_, uses)| *uses > 0) {
        let times = if uses == 1 { "once".to_owned() } else { format!("{uses} times") };
        let message = format!("`{}/` is not there, and pages use files of it {times}", dependent.folder);
        let mut finding = rules::DEPENDENT_REPOSITORY_MISSING.at(&dependent.file, dependent.span, message);
        if !dependent.url.is_empty() {
            finding = finding.help(format!("put a copy of `{}` there", dependent.url));
        }
        found.push(finding);
    }
}
