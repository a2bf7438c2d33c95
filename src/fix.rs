//! Mends findings in the author's files: every fix that is sure, and nothing beside it.

mod plan;
mod write;

use std::{
    collections::{BTreeMap, BTreeSet},
    io,
    sync::Arc,
};

use crate::{
    diagnostic::{Diagnostic, Rule},
    files::{decode, scan},
    rules,
    site::{Changes, Options, Site, configuration_is_broken},
    source::{SitePath, Source},
};

pub use plan::Reason;
pub use write::{Refused, write};

/// Times that a site is looked at again for what a fix brought to light. Fixes that go on for longer go in circles.
const ROUNDS: usize = 8;

/// What is to be mended; all that can be where nothing is named.
#[derive(Clone, Default, Debug)]
pub struct Wanted {
    pub rules: Vec<&'static Rule>,
    /// Files and folders, in normal form and relative to the root; the empty one is the root.
    pub paths: Vec<String>,
    /// Findings beside those of the site.
    pub more: Vec<Diagnostic>,
}

/// A file as it was and as it is to be.
#[derive(Clone, PartialEq, Debug)]
pub struct Change {
    pub path: SitePath,
    /// The file's bytes; `None` where it is not there.
    pub before: Option<Arc<[u8]>>,
    pub after: Arc<[u8]>,
    /// Both without byte order mark, in UTF-8.
    pub text_before: Arc<str>,
    pub text_after: Arc<str>,
}

/// What fixing comes to.
pub struct Fixed {
    /// By path. No file is written yet.
    pub changes: Vec<Change>,
    /// The findings whose fixes are among the changes, each with the place in the text that it was found in.
    pub mended: Vec<Mended>,
    /// Findings with a sure fix that is not among the changes, and why. They are part of the site's findings, too.
    pub held: Vec<(Diagnostic, Reason)>,
    /// The site as it is with the changes.
    pub site: Site,
}

/// A finding that is mended.
#[derive(Clone, PartialEq, Debug)]
pub struct Mended {
    pub finding: Diagnostic,
    /// Line and column, counted from 1, in the text as it was in the finding's round.
    pub line: usize,
    pub column: usize,
}

impl Wanted {
    fn takes(&self, finding: &Diagnostic) -> bool {
        let inside = |wanted: &String| {
            let rest = finding.path.as_str().strip_prefix(wanted.as_str());
            wanted.is_empty() || rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        };
        (self.rules.is_empty() || self.rules.contains(&finding.rule))
            && (self.paths.is_empty() || self.paths.iter().any(inside))
    }
}

/// Findings that are not to be mended: file, rule, and where it begins.
type Banned = BTreeSet<(SitePath, &'static str, u32)>;

/// Times that single fixes are taken back; after that, all of a file are.
const RETRIES: usize = 6;

/// Mends what can be mended of a site's findings, in memory: [`write()`] puts the changes on the disk. A site is mended
/// until nothing is left to do, so that doing it again changes nothing. Unless its rule is named in `wanted`, a fix that
/// would bring another finding to its file is left alone.
///
/// # Errors
/// Where a file of the project cannot be read.
pub fn fix(site: Site, options: &Options, wanted: &Wanted) -> io::Result<Fixed> {
    let before = tally(&site.diagnostics);
    let mut banned = Banned::new();
    let mut round = 0;
    loop {
        let attempt = attempt(&site, options, wanted, &banned)?;
        let known = banned.len();
        let now = attempt.site.as_ref().unwrap_or(&site);
        for (key, more) in tally(&now.diagnostics) {
            let less = before.get(&key).map_or(&[][..], |list| list);
            if more.len() <= less.len() {
                continue;
            }
            let (path, _) = key;
            let here = attempt
                .mended
                .iter()
                .filter(|mended| mended.finding.path == *path && !wanted.rules.contains(&mended.finding.rule));
            let key = |mended: &Mended| (path.clone(), mended.finding.rule.name, mended.finding.span.start);
            if round >= RETRIES {
                banned.extend(here.map(key));
                continue;
            }
            for finding in more.iter().filter(|finding| !less.iter().any(|was| was.message == finding.message)) {
                let line = now.source(path).map_or(1, |source| source.position(finding.span.start).line);
                let suspect = here.clone().min_by_key(|mended| (mended.line.abs_diff(line), key(mended)));
                banned.extend(suspect.map(key));
            }
            if known == banned.len() {
                banned.extend(here.map(key));
            }
        }
        if banned.len() == known {
            let changes = attempt.changes.into_values();
            let changes = changes.filter(|change| change.before.as_deref() != Some(&*change.after)).collect();
            let site = attempt.site.unwrap_or(site);
            return Ok(Fixed { changes, mended: attempt.mended, held: attempt.held, site });
        }
        round += 1;
    }
}

/// The findings of each rule in each file.
fn tally(findings: &[Diagnostic]) -> BTreeMap<(&SitePath, &'static str), Vec<&Diagnostic>> {
    let mut out: BTreeMap<_, Vec<&Diagnostic>> = BTreeMap::new();
    for finding in findings {
        out.entry((&finding.path, finding.rule.name)).or_default().push(finding);
    }
    out
}

/// What mending came to.
#[derive(Default)]
struct Attempt {
    changes: BTreeMap<SitePath, Change>,
    mended: Vec<Mended>,
    held: Vec<(Diagnostic, Reason)>,
    /// With the changes; `None` where there are none.
    site: Option<Site>,
}

/// Mends all that can be but what is banned.
fn attempt(first: &Site, options: &Options, wanted: &Wanted, banned: &Banned) -> io::Result<Attempt> {
    let mut out = Attempt::default();
    for round in 0..ROUNDS {
        let site = out.site.as_ref().unwrap_or(first);
        // What a broken configuration makes of the site says nothing of its pages.
        let broken = configuration_is_broken(&site.diagnostics, site.config.path.as_str());
        let counts = |finding: &&Diagnostic| !broken || finding.rule == &rules::CONFIG_INVALID;
        let more = wanted.more.iter().filter(|_| round == 0);
        let findings: Vec<&Diagnostic> = site.diagnostics.iter().chain(more).filter(counts).collect();
        let plan = plan::plan(&findings, &|path| site.source(path), wanted, banned);
        out.held = plan.held;
        let mut refused = BTreeMap::new();
        let mut texts = Changes::default();
        for change in out.changes.values() {
            texts.put(&change.path, change.after.clone());
        }
        for (path, edits) in &plan.edits {
            match edited(site, path, edits, out.changes.get(path))? {
                Ok(change) => {
                    texts.put(path, change.after.clone());
                    out.changes.insert(path.clone(), change);
                }
                Err(reason) => drop(refused.insert(path.clone(), reason)),
            }
        }
        let before = out.mended.len();
        for finding in plan.taken {
            let fixes = finding.fixes.iter().filter(|fix| fix.sure);
            let reason = fixes.flat_map(|fix| &fix.edits).find_map(|edit| refused.get(&edit.path));
            if let Some(reason) = reason {
                out.held.push((finding, *reason));
                continue;
            }
            let place = site.source(&finding.path).map(|source| source.position(finding.span.start));
            let (line, column) = place.map_or((1, 1), |place| (place.line, place.column));
            out.mended.push(Mended { finding, line, column });
        }
        if out.mended.len() == before {
            break;
        }
        out.site = Some(first.update(options, &texts)?);
    }
    Ok(out)
}

/// A file with edits, or why it has to stay as it is.
fn edited(
    site: &Site,
    path: &SitePath,
    edits: &[plan::Edit],
    last: Option<&Change>,
) -> io::Result<Result<Change, Reason>> {
    let before = match last {
        Some(change) => change.before.clone(),
        None => match scan::read(&site.root, path) {
            Ok(bytes) => Some(bytes.into()),
            Err(error) if error.kind() == io::ErrorKind::NotFound => None,
            Err(error) => return Err(io::Error::new(error.kind(), format!("`{path}`: {error}"))),
        },
    };
    let now = last.map(|change| change.after.clone()).or_else(|| before.clone());
    let source = match (&now, site.source(path)) {
        (Some(_), Some(source)) => source,
        (Some(_), None) => return Ok(Err(Reason::Unreadable)),
        (None, _) => Arc::new(Source::new(path.clone(), "")),
    };
    // Bytes that do not come back out of their own text would be lost.
    if let Some(now) = &now
        && decode::encode(&source.written(), now).as_deref() != Some(&**now)
    {
        return Ok(Err(Reason::Unreadable));
    }
    let Some(text) = plan::apply(&source.written(), edits) else { return Ok(Err(Reason::Overlap)) };
    let Some(after) = decode::encode(&text, now.as_deref().unwrap_or_default()) else {
        return Ok(Err(Reason::Unreadable));
    };
    let text_before = last.map_or_else(|| source.written(), |change| change.text_before.clone());
    Ok(Ok(Change { path: path.clone(), before, after: after.into(), text_before, text_after: text.into() }))
}
