//! A site from memory for those who write it: served, watched, and brought up to date with each change.

mod body;
mod browser;
mod files;
mod follow;
mod guard;
mod http;
mod known;
mod media;
mod range;
mod reload;
mod watch;

use std::{
    io,
    net::IpAddr,
    path::{Path, PathBuf},
    sync::{Arc, RwLock, mpsc},
    time::Duration,
};

use crate::{
    diagnostic::Diagnostic,
    files::stamp,
    publish::lookup::Lookup,
    site::{Options, Site, configuration_is_broken},
};
pub use known::{Baseline, Known};

/// How a site is served.
#[derive(Clone, Debug)]
pub struct Serving {
    pub host: IpAddr,
    /// The port; the next free one from 4000 where none is given.
    pub port: Option<u16>,
    /// Whether a browser is opened.
    pub open: bool,
    /// What is known, and not told.
    pub baseline: Option<Baseline>,
}

/// What is told to the terminal.
pub enum Event<'a> {
    /// The address at which the site is.
    Listening(&'a str),
    /// The site was read again.
    Changed {
        now: &'a Known,
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
    /// The last good site, or a draft of what comes after it.
    lookup: Arc<Lookup>,
    /// The site that was read last, with its findings.
    read: Arc<Known>,
    /// Whether `lookup` is of an earlier one, since the configuration is broken.
    held: bool,
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

    /// Serves another site from now on; its version counts on from the last one.
    fn set(&self, served: Served) {
        let version = self.now().version + 1;
        *self.served.write().unwrap_or_else(|poisoned| poisoned.into_inner()) = Arc::new(Served { version, ..served });
        self.listeners.tell(version);
    }
}

/// What the disk tells of, from before a site is read: nothing that changes meanwhile is missed.
pub struct Watch {
    told: mpsc::Receiver<watch::Told>,
    sender: mpsc::Sender<watch::Told>,
    root: PathBuf,
    config: Option<PathBuf>,
    /// Watches until it is dropped. `None` where the disk is asked.
    watcher: Option<watch::Watcher>,
    /// Which folder it watches.
    place: Option<(u64, u64)>,
}

impl Watch {
    /// Begins to watch a project.
    ///
    /// # Errors
    /// Where the disk cannot be watched.
    pub fn begin(root: &Path, options: &Options, poll: bool) -> io::Result<Watch> {
        let (sender, told) = mpsc::channel();
        let place = stamp::place(root);
        let watcher = watch::watch(root, options.config.as_deref(), poll, sender.clone())?;
        Ok(Watch { told, sender, root: root.to_owned(), config: options.config.clone(), watcher, place })
    }

    /// Watches the folder that has taken the place of the one that is watched. Says whether there is one.
    fn renew(&mut self) -> bool {
        let place = stamp::place(&self.root);
        if self.watcher.is_none() || place.is_none() || place == self.place {
            return false;
        }
        match watch::watch(&self.root, self.config.as_deref(), false, self.sender.clone()) {
            Ok(watcher) => (self.watcher, self.place) = (watcher, place),
            // It is gone again.
            Err(_) => return false,
        }
        true
    }
}

/// Serves a site until the process is interrupted.
///
/// # Errors
/// Where no port is free.
pub fn serve(
    watch: Watch,
    read: Known,
    options: &Options,
    serving: &Serving,
    tell: &mut dyn FnMut(Event),
) -> io::Result<()> {
    let listener = http::listen(serving.host, serving.port)?;
    let address = listener.local_addr()?;
    let read = Arc::new(read);
    let lookup = Arc::new(Lookup::new(Arc::clone(&read.site)));
    let held = configuration_is_broken(&read.site.diagnostics, read.site.config.path.as_str());
    let state = Arc::new(State {
        served: RwLock::new(Arc::new(Served {
            version: 0,
            lookup: Arc::clone(&lookup),
            read: Arc::clone(&read),
            held,
            failure: None,
        })),
        listeners: reload::Listeners::default(),
        guard: guard::Guard::new(serving.host, address.port()),
    });
    let server = Arc::clone(&state);
    let ended = watch.sender.clone();
    std::thread::Builder::new().name("http".into()).spawn(move || {
        // The loop below ends with the server.
        let _ = ended.send(watch::Told::Ended(http::run(listener, server)));
    })?;
    let url = address_of(serving.host, address.port());
    tell(Event::Listening(&url));
    if serving.open {
        browser::open(&url);
    }
    let wishes = (options.clone(), serving.baseline.clone());
    let follower = follow::Follower::new(read, lookup, held, wishes, state, watch.sender.clone());
    follower.run(watch, tell)
}

/// The address to open: a name that stands for all interfaces is none.
fn address_of(host: IpAddr, port: u16) -> String {
    match host {
        host if host.is_unspecified() => format!("http://127.0.0.1:{port}/"),
        IpAddr::V4(host) => format!("http://{host}:{port}/"),
        IpAddr::V6(host) => format!("http://[{host}]:{port}/"),
    }
}
