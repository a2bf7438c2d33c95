//! Which files for hosts a build writes beside the site.

use super::values::{Findings, texts};
use crate::{
    data::Data,
    suggest::{is_slip, nearest},
};

/// A file that is written on request.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    /// `_redirects` of Netlify and Cloudflare Pages.
    Redirects,
    /// `_headers` of the same.
    Headers,
    /// `staticwebapp.config.json` of Azure Static Web Apps.
    StaticWebApp,
    /// `llms.txt`.
    Llms,
    /// Each page as Markdown, beside it.
    Markdown,
}

const NAMES: &[(&str, Kind)] = &[
    ("_redirects", Kind::Redirects),
    ("_headers", Kind::Headers),
    ("staticwebapp.config.json", Kind::StaticWebApp),
    ("llms.txt", Kind::Llms),
    (".md", Kind::Markdown),
];

/// The names of the files that can be asked for.
pub(super) fn names() -> impl Iterator<Item = &'static str> {
    NAMES.iter().map(|(name, _)| *name)
}

/// Reads a list of file names.
pub(super) fn read(name: &str, data: &Data, findings: &mut Findings) -> Vec<Kind> {
    let mut out = Vec::new();
    for (text, span) in texts(name, data, findings) {
        if let Some((_, kind)) = NAMES.iter().find(|(known, _)| *known == text) {
            out.push(*kind);
            continue;
        }
        let known = || NAMES.iter().map(|(known, _)| *known);
        let finding = findings.add(span, format!("`{name}` has no file `{text}`"));
        match nearest(&text, known()) {
            Some(near) => {
                finding.help = Some(format!("did you mean `{near}`?"));
                finding.propose(near, near.to_owned(), is_slip(&text, near, known()));
            }
            None => {
                let known: Vec<String> = known().map(|name| format!("`{name}`")).collect();
                finding.help = Some(format!("known are {}", known.join(", ")));
            }
        }
    }
    out
}
