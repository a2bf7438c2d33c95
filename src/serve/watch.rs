//! Changes on the disk: every path that anything is told of, gathered until it is quiet.

use std::{
    io,
    path::{Path, PathBuf},
    sync::mpsc::{Receiver, RecvTimeoutError, Sender},
    time::{Duration, Instant},
};

use notify::{Config, EventKind, RecommendedWatcher, RecursiveMode, Watcher as _};

use super::follow::Reading;
use crate::{
    files::{scan, stamp},
    publish,
    site::{Changes, Site},
};

/// Quiet after which a change is taken to be whole.
const QUIET: Duration = Duration::from_millis(50);
/// The same where it seems to be whole already.
const SHORT: Duration = Duration::from_millis(4);
/// The same where a file is gone or empty, as it is while an editor writes it.
const BARE: Duration = Duration::from_millis(200);
/// The longest time for which quiet is waited for: something may write all the time.
const LONGEST: Duration = Duration::from_secs(2);
/// How often the disk is asked by `--poll`.
const POLL: Duration = Duration::from_millis(500);

/// What threads tell the one that reads the site.
pub enum Told {
    Event(notify::Result<notify::Event>),
    /// Paths relative to the root, found by asking the disk.
    Paths(Vec<String>),
    /// A site was read.
    Read(Reading),
    /// The server has ended.
    Ended(io::Result<()>),
}

/// What waiting came to.
pub enum Gathered {
    Changes,
    /// It is time to ask the disk again.
    Again,
    /// Nothing that the site is made of.
    Nothing,
    /// A site was read. Changes may have been gathered before.
    Read(Reading),
    Ended(io::Result<()>),
}

/// The project's folder, as it is given and as the disk names it.
pub struct Base {
    roots: Vec<PathBuf>,
}

impl Base {
    pub fn new(root: &Path) -> Base {
        let given = std::path::absolute(root).unwrap_or_else(|_| root.to_owned());
        let mut roots = vec![given];
        roots.extend(scan::real(root));
        Base { roots }
    }

    /// A path relative to the root, with `/`; `None` outside.
    fn inside(&self, path: &Path) -> Option<String> {
        let path = self.roots.iter().find_map(|root| path.strip_prefix(root).ok())?;
        Some(path.to_string_lossy().replace('\\', "/"))
    }

    /// The same without links on the way to it.
    fn real(&self, path: &Path) -> Option<String> {
        let (folder, name) = (path.parent()?, path.file_name()?);
        self.inside(&scan::real(folder)?.join(name))
    }
}

/// Watches until it is dropped.
pub type Watcher = RecommendedWatcher;

/// Watches a project. What it gives watches until it is dropped; where the disk is asked, a thread does until the process
/// ends.
///
/// # Errors
/// Where the disk cannot be watched.
pub fn watch(root: &Path, config: Option<&Path>, poll: bool, sender: Sender<Told>) -> io::Result<Option<Watcher>> {
    let root = std::path::absolute(root)?;
    // A configuration elsewhere: its folder, since editors put new files in the place of old ones.
    let config = config.and_then(|config| std::path::absolute(config).ok()?.parent().map(Path::to_owned));
    let config = config.filter(|folder| !folder.starts_with(&root));
    if poll {
        let mut before = stamp::stamps(&root);
        std::thread::Builder::new().name("poll".into()).spawn(move || {
            loop {
                std::thread::sleep(POLL);
                let after = stamp::stamps(&root);
                let paths = stamp::differing(&before, &after);
                before = after;
                if !paths.is_empty() && sender.send(Told::Paths(paths)).is_err() {
                    return;
                }
            }
        })?;
        return Ok(None);
    }
    // A receiver that is gone ends with the process.
    let tell = move |event| drop(sender.send(Told::Event(event)));
    let mut watcher = RecommendedWatcher::new(tell, Config::default()).map_err(failure)?;
    watcher.watch(&root, RecursiveMode::Recursive).map_err(failure)?;
    if let Some(folder) = config {
        watcher.watch(&folder, RecursiveMode::NonRecursive).map_err(failure)?;
    }
    Ok(Some(watcher))
}

fn failure(error: notify::Error) -> io::Error {
    io::Error::other(match error.kind {
        notify::ErrorKind::MaxFilesWatch => {
            "the system watches no more folders for this user (on Linux: `fs.inotify.max_user_watches`); try `--poll`"
                .to_owned()
        }
        _ => format!("changes cannot be watched: {error}; try `--poll`"),
    })
}

/// Waits for changes, at most for `wait`, and then until it is quiet.
pub fn gather(from: &Receiver<Told>, base: &Base, site: &Site, wait: Option<Duration>, out: &mut Changes) -> Gathered {
    let output = base.inside(&std::path::absolute(publish::output(site)).unwrap_or_default());
    let mut found = false;
    let mut next = match wait {
        Some(wait) => from.recv_timeout(wait),
        None => from.recv().map_err(RecvTimeoutError::from),
    };
    if matches!(next, Err(RecvTimeoutError::Timeout)) {
        return Gathered::Again;
    }
    let start = Instant::now();
    loop {
        match next {
            Ok(Told::Ended(result)) => return Gathered::Ended(result),
            Ok(Told::Read(reading)) => return Gathered::Read(reading),
            Ok(Told::Event(event)) => found |= note(event, base, output.as_deref(), site, out),
            Ok(Told::Paths(paths)) => {
                for path in paths.iter().filter(|path| !is_beside(path, output.as_deref())) {
                    out.add(path);
                    found = true;
                }
            }
            Err(RecvTimeoutError::Disconnected) => return Gathered::Ended(Ok(())),
            Err(RecvTimeoutError::Timeout) => break,
        }
        if start.elapsed() > LONGEST {
            break;
        }
        next = from.recv_timeout(quiet(out, site));
    }
    if found { Gathered::Changes } else { Gathered::Nothing }
}

/// How long it has to be quiet for changes to be all there are.
fn quiet(changes: &Changes, site: &Site) -> Duration {
    match changes.few() {
        None => QUIET,
        Some(paths) if paths.iter().any(|path| stamp::is_bare(&site.root.join(path))) => BARE,
        Some(_) => SHORT,
    }
}

/// Takes the paths of an event. Says whether the site may be made of one.
fn note(
    event: notify::Result<notify::Event>,
    base: &Base,
    output: Option<&str>,
    site: &Site,
    out: &mut Changes,
) -> bool {
    let event = match event {
        Ok(event) if matches!(event.kind, EventKind::Access(_)) => return false,
        Ok(event) if !event.need_rescan() => event,
        // Something was lost: anything may have changed.
        _ => {
            out.extend(Changes::everything());
            return true;
        }
    };
    let mut found = false;
    for path in &event.paths {
        match base.inside(path) {
            Some(inside) if is_beside(&inside, output) => continue,
            Some(inside) => {
                out.add(&inside);
                // What is reached by several paths may be told by any of them.
                if !site.files.links.is_empty() {
                    base.real(path).iter().for_each(|path| out.add(path));
                }
            }
            // The configuration, which is always read.
            None => out.add(&path.to_string_lossy()),
        }
        found = true;
    }
    found
}

/// Whether no site is made of a path: what we write ourselves, and what repositories keep for themselves, but for where
/// git notes that its head has moved.
fn is_beside(path: &str, output: Option<&str>) -> bool {
    let within = |folder: &str| path.strip_prefix(folder).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
    if path == ".git/HEAD" || path == ".git/logs/HEAD" {
        return false;
    }
    let hidden = path.split('/').any(|part| matches!(part, ".git" | ".hg" | ".svn" | "node_modules"));
    hidden || output.is_some_and(|output| !output.is_empty() && within(output))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_of_the_site_or_not() {
        let check = |path, want| assert_eq!(is_beside(path, Some("_site")), want, "{path}");
        check("a.md", false);
        check("_site", true);
        check("_site/a.html", true);
        check("_sites/a.md", false);
        check(".git/index.lock", true);
        check(".git/HEAD", false);
        check("a/node_modules/b.md", true);
    }
}
