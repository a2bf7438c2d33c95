//! A site from memory for those who write it: served, watched, and brought up to date with each change.

mod browser;
mod guard;
mod http;
mod media;
mod reload;
mod watch;

use std::{
    collections::HashMap,
    io,
    net::IpAddr,
    path::Path,
    sync::{Arc, RwLock, mpsc},
    time::{Duration, Instant},
};

use crate::{
    diagnostic::Diagnostic,
    publish::lookup::Lookup,
    site::{Changes, Options, Site, configuration_is_broken},
};

/// How a site is served.
#[derive(Clone, Debug)]
pub struct Serving {
    pub host: IpAddr,
    /// The port; the next free one from 4000 where none is given.
    pub port: Option<u16>,
    /// Whether the disk is asked again and again, where it does not tell of changes.
    pub poll: bool,
    /// Whether a browser is opened.
    pub open: bool,
}

/// What is told to the terminal.
pub enum Event<'a> {
    /// The address at which the site is.
    Listening(&'a str),
    /// The site was read again.
    Changed {
        site: &'a Site,
        appeared: Vec<&'a Diagnostic>,
        /// Findings that are gone, with the site that they were in.
        gone: Vec<&'a Diagnostic>,
        before: &'a Site,
        elapsed: Duration,
        /// Whether the last good site is still served, since the configuration is broken.
        held: bool,
    },
    /// The disk refused; the last site is still served.
    Failed(&'a str),
}

/// What is served at a moment.
struct Served {
    /// Counts the changes.
    version: u64,
    /// The last good site.
    lookup: Arc<Lookup>,
    /// The site as it is, where its configuration is broken.
    broken: Option<Arc<Site>>,
    /// Why the disk could not be read.
    failure: Option<String>,
}

/// What requests and changes share.
struct State {
    served: RwLock<Arc<Served>>,
    listeners: reload::Listeners,
    guard: guard::Guard,
}

impl State {
    fn now(&self) -> Arc<Served> {
        Arc::clone(&self.served.read().unwrap_or_else(|poisoned| poisoned.into_inner()))
    }

    fn set(&self, served: Served) {
        let version = served.version;
        *self.served.write().unwrap_or_else(|poisoned| poisoned.into_inner()) = Arc::new(served);
        self.listeners.tell(version);
    }
}

/// Time after which the disk is asked again where it refused.
const AGAIN: Duration = Duration::from_millis(500);

/// Serves a site until the process is interrupted.
///
/// # Errors
/// Where no port is free or the disk cannot be watched.
pub fn serve(site: Site, options: &Options, serving: &Serving, tell: &mut dyn FnMut(Event)) -> io::Result<()> {
    let root = site.root.clone();
    let listener = http::listen(serving.host, serving.port)?;
    let address = listener.local_addr()?;
    let (sender, changes) = mpsc::channel();
    // Watching begins before the site is looked at again: a change between is one of the first.
    let _watcher = watch::watch(&root, options.config.as_deref(), serving.poll, sender.clone())?;
    let site = Arc::new(site);
    let first = configuration_is_broken(&site.diagnostics).then(|| Arc::clone(&site));
    let state = Arc::new(State {
        served: RwLock::new(Arc::new(Served {
            version: 0,
            lookup: Arc::new(Lookup::new(Arc::clone(&site))),
            broken: first,
            failure: None,
        })),
        listeners: reload::Listeners::default(),
        guard: guard::Guard::new(serving.host, address.port()),
    });
    let server = Arc::clone(&state);
    let ended = sender;
    std::thread::Builder::new().name("http".into()).spawn(move || {
        // The loop below ends with the server.
        let _ = ended.send(watch::Told::Ended(http::run(listener, server)));
    })?;
    let url = address_of(serving.host, address.port());
    tell(Event::Listening(&url));
    if serving.open {
        browser::open(&url);
    }
    follow(&root, site, options, &state, &changes, tell)
}

/// Brings the site up to date with each change.
fn follow(
    root: &Path,
    site: Arc<Site>,
    options: &Options,
    state: &State,
    changes: &mpsc::Receiver<watch::Told>,
    tell: &mut dyn FnMut(Event),
) -> io::Result<()> {
    let mut current = site;
    let mut pending = Changes::default();
    let mut failure: Option<String> = None;
    let base = watch::Base::new(root);
    loop {
        let wait = failure.as_ref().map(|_| AGAIN);
        match watch::gather(changes, &base, &current, wait, &mut pending) {
            watch::Gathered::Ended(result) => return result,
            watch::Gathered::Nothing => continue,
            watch::Gathered::Changes => {}
        }
        let start = Instant::now();
        let was = state.now();
        match current.update(options, &pending) {
            Ok(next) => {
                pending = Changes::default();
                let next = Arc::new(next);
                let held = configuration_is_broken(&next.diagnostics);
                let lookup = if held { was.lookup.clone() } else { Arc::new(Lookup::new(next.clone())) };
                let broken = held.then(|| next.clone());
                state.set(Served { version: was.version + 1, lookup, broken, failure: None });
                failure = None;
                let (appeared, gone) = difference(&current.diagnostics, &next.diagnostics);
                let elapsed = start.elapsed();
                tell(Event::Changed { site: &next, appeared, gone, before: &current, elapsed, held });
                current = next;
            }
            Err(error) => {
                let message = error.to_string();
                if failure.as_ref() != Some(&message) {
                    tell(Event::Failed(&message));
                    state.set(Served {
                        version: was.version + 1,
                        lookup: Arc::clone(&was.lookup),
                        broken: was.broken.clone(),
                        failure: Some(message.clone()),
                    });
                }
                failure = Some(message);
            }
        }
    }
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
    (beyond(after, before), beyond(before, after))
}

/// The address to open: a name that stands for all interfaces is none.
fn address_of(host: IpAddr, port: u16) -> String {
    match host {
        host if host.is_unspecified() => format!("http://127.0.0.1:{port}/"),
        IpAddr::V4(host) => format!("http://{host}:{port}/"),
        IpAddr::V6(host) => format!("http://[{host}]:{port}/"),
    }
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
