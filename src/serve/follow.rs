//! Follows the disk: each change is shown at once as a draft where the site is large, and then read whole.

use std::{
    collections::HashMap,
    io,
    sync::{Arc, mpsc},
    time::{Duration, Instant},
};

use super::{
    Baseline, Event, Known, Served, State, Watch,
    watch::{self, Base, Gathered, Told},
};
use crate::{
    diagnostic::Diagnostic,
    publish::lookup::Lookup,
    site::{Changes, Options, Site, configuration_is_broken},
};

/// Pages from which on a draft is there much sooner than a site read whole.
const LARGE: usize = 500;
/// Time that browsers have to ask for a draft before the site is read, which takes all processors.
const FIRST: Duration = Duration::from_millis(25);
/// Time after which the disk is asked again where it refused.
const AGAIN: Duration = Duration::from_millis(500);

/// A site that was read again.
pub struct Reading {
    result: io::Result<(Arc<Site>, Arc<Lookup>)>,
    start: Instant,
}

/// The state of the site between changes.
pub struct Follower {
    /// The site that was read last.
    current: Arc<Known>,
    /// The last one whose configuration is not broken.
    good: Arc<Lookup>,
    /// Whether the configuration is broken.
    held: bool,
    /// What has changed since the reading that goes on began, or since the last one.
    pending: Changes,
    /// What the reading that goes on is to see.
    reading: Option<Changes>,
    /// What the disk refused last.
    failure: Option<String>,
    options: Options,
    baseline: Option<Baseline>,
    state: Arc<State>,
    sender: mpsc::Sender<Told>,
    /// Reads large sites: one processor is left to answer with drafts.
    pool: Option<Arc<rayon::ThreadPool>>,
}

impl Follower {
    pub fn new(
        current: Arc<Known>,
        good: Arc<Lookup>,
        held: bool,
        (options, baseline): (Options, Option<Baseline>),
        state: Arc<State>,
        sender: mpsc::Sender<Told>,
    ) -> Follower {
        let pending = Changes::default();
        let threads = rayon::current_num_threads().saturating_sub(1).max(1);
        let pool = is_large(&current.site)
            .then(|| rayon::ThreadPoolBuilder::new().num_threads(threads).build().ok())
            .flatten();
        let pool = pool.map(Arc::new);
        let (reading, failure) = (None, None);
        Follower { current, good, held, pending, reading, failure, options, baseline, state, sender, pool }
    }

    /// Follows until the server ends.
    pub fn run(mut self, mut watch: Watch, tell: &mut dyn FnMut(Event)) -> io::Result<()> {
        let base = Base::new(&self.current.site.root);
        loop {
            let wait = self.failure.as_ref().filter(|_| self.reading.is_none()).map(|_| AGAIN);
            let drafted = match watch::gather(&watch.told, &base, &self.current.site, wait, &mut self.pending) {
                Gathered::Ended(result) => return result,
                Gathered::Nothing => continue,
                Gathered::Changes => self.draft(),
                Gathered::Again => false,
                Gathered::Read(reading) => {
                    self.take(reading, tell);
                    if watch.renew() {
                        self.pending.extend(Changes::everything());
                    }
                    if self.pending.is_empty() {
                        continue;
                    }
                    false
                }
            };
            if self.reading.is_none() {
                self.read(drafted)?;
            }
        }
    }

    /// Shows the new texts of pages. Says whether it did.
    fn draft(&self) -> bool {
        match self.drafted() {
            Some(lookup) => {
                self.state.set(self.served(Arc::new(lookup)));
                true
            }
            None => false,
        }
    }

    /// The site with what has changed since it was read.
    fn drafted(&self) -> Option<Lookup> {
        if self.held || !is_large(&self.current.site) {
            return None;
        }
        let mut since = self.reading.clone().unwrap_or_default();
        since.extend(self.pending.clone());
        Some(self.good.with_draft(Arc::new(self.current.site.draft(&since)?)))
    }

    fn served(&self, lookup: Arc<Lookup>) -> Served {
        Served { version: 0, lookup, read: Arc::clone(&self.current), held: self.held, failure: self.failure.clone() }
    }

    /// Begins to read the site.
    fn read(&mut self, drafted: bool) -> io::Result<()> {
        let changes = std::mem::take(&mut self.pending);
        self.reading = Some(changes.clone());
        let (site, options, sender) = (Arc::clone(&self.current.site), self.options.clone(), self.sender.clone());
        let pool = self.pool.clone();
        std::thread::Builder::new().name("read".into()).spawn(move || {
            let start = Instant::now();
            if drafted {
                std::thread::sleep(FIRST);
            }
            let read = || {
                let site = Arc::new(site.update(&options, &changes)?);
                Ok((Arc::clone(&site), Arc::new(Lookup::new(site))))
            };
            let result = match pool {
                Some(pool) => pool.install(read),
                None => read(),
            };
            // The loop is gone where the server has ended.
            let _ = sender.send(Told::Read(Reading { result, start }));
        })?;
        Ok(())
    }

    /// Takes a site that was read.
    fn take(&mut self, reading: Reading, tell: &mut dyn FnMut(Event)) {
        let seen = self.reading.take().unwrap_or_default();
        match reading.result {
            Ok((next, lookup)) => {
                self.failure = None;
                self.held = configuration_is_broken(&next.diagnostics, next.config.path.as_str());
                if !self.held {
                    self.good = lookup;
                }
                let next = Known::new(next, self.baseline.as_mut());
                let before = std::mem::replace(&mut self.current, Arc::new(next));
                // What has changed since stays in view.
                let draft = if self.pending.is_empty() { None } else { self.drafted() };
                self.state.set(self.served(draft.map_or_else(|| Arc::clone(&self.good), Arc::new)));
                let elapsed = reading.start.elapsed();
                let (appeared, gone) = difference(before.findings(), self.current.findings());
                let (now, held, before) = (&*self.current, self.held, &*before.site);
                tell(Event::Changed { now, appeared, gone, before, elapsed, held });
            }
            Err(error) => {
                // It is to be seen yet.
                self.pending.extend(seen);
                let message = error.to_string();
                if self.failure.as_ref() != Some(&message) {
                    tell(Event::Failed(&message));
                    self.failure = Some(message);
                    self.state.set(self.served(Arc::clone(&self.good)));
                }
            }
        }
    }
}

fn is_large(site: &Site) -> bool {
    site.index.pages.len() >= LARGE
}

/// Findings that are new, and those that are gone. One that only moved in its file is neither.
fn difference<'a>(before: &'a [Diagnostic], after: &'a [Diagnostic]) -> (Vec<&'a Diagnostic>, Vec<&'a Diagnostic>) {
    type Key<'a> = (&'a str, &'a str, &'a str, &'a str);
    fn key(finding: &Diagnostic) -> Key<'_> {
        (finding.path.as_str(), finding.rule.name, &finding.message, finding.severity.word())
    }
    fn beyond<'a>(these: &'a [Diagnostic], those: &[Diagnostic]) -> Vec<&'a Diagnostic> {
        let mut counts: HashMap<Key, usize> = HashMap::new();
        for finding in those {
            *counts.entry(key(finding)).or_default() += 1;
        }
        let mut out = Vec::new();
        for finding in these {
            match counts.get_mut(&key(finding)) {
                Some(count) if *count > 0 => *count -= 1,
                _ => out.push(finding),
            }
        }
        out
    }
    // Most are as they were, in the same order.
    let same = before.iter().zip(after).take_while(|(a, b)| key(a) == key(b)).count();
    let (before, after) = (&before[same..], &after[same..]);
    let same = before.iter().rev().zip(after.iter().rev()).take_while(|(a, b)| key(a) == key(b)).count();
    let (before, after) = (&before[..before.len() - same], &after[..after.len() - same]);
    (beyond(after, before), beyond(before, after))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{rules::FILE_NOT_FOUND, source::Span};

    #[test]
    fn findings_come_and_go() {
        let finding = |at: usize, message: &str| FILE_NOT_FOUND.at(&"a.md".into(), Span::new(at, at + 1), message);
        let check = |before: &[Diagnostic], after: &[Diagnostic], new: usize, gone: usize| {
            let (appeared, left) = difference(before, after);
            assert_eq!((appeared.len(), left.len()), (new, gone));
        };
        check(&[finding(1, "x")], &[finding(9, "x")], 0, 0);
        check(&[finding(1, "x")], &[finding(1, "x"), finding(5, "x")], 1, 0);
        check(&[finding(1, "x")], &[finding(1, "y")], 1, 1);
    }
}
