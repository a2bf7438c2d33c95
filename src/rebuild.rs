//! Whether a site is still what the last build made, told by what the disk says of files without reading them; and what
//! this build keeps for the next one.
//!
//! The next build trusts nothing of this that it cannot check: the record is of one state of the output folder (the hash of
//! its manifest), of one program and of the same wishes.

mod record;
pub mod verify;

use std::{
    collections::{BTreeMap, HashMap},
    io,
    path::{Path, PathBuf},
    sync::LazyLock,
};

use rayon::prelude::*;

use crate::{
    diagnostic::Diagnostic,
    emit::{self, Emit, Lock},
    fetch::{self, Network},
    files::{
        history, scan,
        stamp::{Mark, mark, now},
    },
    kept::Kept,
    render::highlight::colours::Colours,
    site::{Options, Site, settings},
    source::SitePath,
};
use record::Record;

/// Names under which things are kept.
const RECORD: &str = "record";
const COLOURS: &str = "colours";

/// What is known of the last build, and of the project as it is now.
pub struct Last {
    root: PathBuf,
    output: PathBuf,
    /// `None` where nothing can be kept.
    kept: Option<Kept>,
    lock: Option<Lock>,
    wishes: String,
    network: Network,
    /// When the marks were taken.
    at: i64,
    marks: Vec<(String, Mark)>,
    /// What the last build said of the output folder as it is now.
    record: Option<Record>,
}

/// A site that is what a build would make of it.
pub struct Unchanged {
    pub pages: usize,
    /// Files of the output folder.
    pub files: usize,
    /// All that the last build found.
    pub findings: Vec<Diagnostic>,
    /// Files with findings that are no texts.
    pub textless: Vec<SitePath>,
}

/// Looks at a project and its output folder, whose lock is taken where it is there. `waiting` is called where another build
/// has it.
///
/// # Errors
/// Where the project's folder or its configuration cannot be read.
pub fn look(root: &Path, options: &Options, waiting: &dyn Fn(&Path)) -> io::Result<Last> {
    let settings = settings(root, options)?;
    let output = root.join(&settings.output);
    let lock = if output.is_dir() { emit::lock(&output, waiting)? } else { None };
    let kept = fetch::cache_folder().map(|cache| Kept::of(&output, &cache));
    let at = now();
    let marks = scan::marks(root, settings.plain, &output)?;
    let record = kept.as_ref().filter(|_| lock.is_some()).and_then(|kept| Record::read(&kept.read(RECORD)?));
    let record = record.filter(|record| emit::state(&output).as_ref() == Some(&record.manifest));
    let wishes = format!("{:?} {options:?}", std::path::absolute(root)?);
    let root = root.to_owned();
    Ok(Last { root, output, kept, lock, wishes, network: options.network, at, marks, record })
}

impl Last {
    /// The site as the last build made it, if a build would make the same again.
    pub fn unchanged(&mut self) -> Option<Unchanged> {
        let record = self.record.as_ref()?;
        if record.wishes != self.wishes || record.inputs.len() != self.marks.len() {
            return None;
        }
        // Only files that were written meanwhile are looked up there.
        let last = LazyLock::new(|| emit::last(&self.output));
        let is_same = |((path, then, recent), (now_path, now)): (&(String, Mark, bool), &(String, Mark))| {
            if path != now_path {
                return None;
            }
            if then == now && !recent {
                return Some(false);
            }
            // It was written meanwhile, and may be what it was.
            let entry = last.as_ref()?.0.inputs.get(path)?;
            (emit::entry(&self.root.join(path)).ok()? == *entry).then_some(true)
        };
        let touched: Option<Vec<bool>> = record.inputs.par_iter().zip(&self.marks).map(is_same).collect();
        let touched = touched?.contains(&true);
        let others = record.asked.iter().all(|(path, then)| mark(Path::new(path)) == *then);
        let outputs = &record.outputs;
        let whole = outputs.par_iter().all(|(path, then)| mark(&self.output.join(path)) == Some(*then));
        let git = record.git.as_ref().is_none_or(|then| history::state(&self.root) == *then);
        if !(others && whole && git) {
            return None;
        }
        let unchanged = Unchanged {
            pages: record.pages,
            files: record.outputs.len(),
            findings: record.findings()?,
            textless: record.textless.iter().map(|path| path.as_str().into()).collect(),
        };
        if touched && let (Some(record), Some(kept)) = (&mut self.record, &self.kept) {
            record.inputs = inputs(&self.marks, self.at);
            kept.write(RECORD, &record.write());
        }
        Some(unchanged)
    }

    /// Gives a site what is remembered from the last build.
    pub fn remind(&self, site: &mut Site) {
        if let Some(kept) = &self.kept {
            site.colours = Colours::read(kept.read(COLOURS));
        }
    }

    /// Opens the output folder.
    ///
    /// # Errors
    /// As for [`emit::begin`].
    pub fn begin(&mut self, waiting: &dyn Fn(&Path)) -> io::Result<Emit> {
        let mut emit = emit::begin_with(&self.output, &self.root, self.lock.take(), waiting)?;
        if let Some(record) = &mut self.record {
            emit.trust(std::mem::take(&mut record.outputs).into_iter().collect::<HashMap<String, Mark>>());
        }
        Ok(emit)
    }

    /// Keeps for the next build what this one has written, with all its findings.
    pub fn keep(self, site: &Site, findings: &[Diagnostic]) {
        let Some(kept) = &self.kept else { return };
        if let Some(colours) = site.colours.write() {
            kept.write(COLOURS, &colours);
        }
        let record = self.network != Network::Always;
        match self.record_of(site, findings).filter(|_| record) {
            Some(record) => kept.write(RECORD, &record.write()),
            None => kept.write(RECORD, b""),
        }
    }

    /// `None` where something was written while it was read, or is to be asked for again.
    fn record_of(&self, site: &Site, findings: &[Diagnostic]) -> Option<Record> {
        let is_same = |(path, then): &(String, Mark)| mark(&self.root.join(path)).as_ref() == Some(then);
        if !self.marks.par_iter().all(is_same) {
            return None;
        }
        // A text that only git has is not read again.
        let is_gone = |path: &SitePath| site.source(path).is_some() && mark(&self.root.join(path.as_str())).is_none();
        if findings.iter().any(|finding| is_gone(&finding.path)) {
            return None;
        }
        let mut asked: BTreeMap<String, Option<Mark>> = BTreeMap::new();
        for path in site.asked() {
            let inside = path.strip_prefix(&self.root).ok().and_then(Path::to_str);
            if inside.is_some_and(|inside| self.marks.binary_search_by(|(path, _)| (**path).cmp(inside)).is_ok()) {
                continue;
            }
            let mark = mark(&path);
            if mark.is_some_and(|mark| mark.is_recent(self.at)) {
                return None;
            }
            asked.insert(path.to_str()?.to_owned(), mark);
        }
        let cache = fetch::cache_folder();
        for url in site.fetched() {
            let place = fetch::place(url, cache.as_ref()?);
            let mark = mark(&place);
            // What could not be fetched is asked for again.
            if mark.is_none() && self.network == Network::Missing {
                return None;
            }
            asked.insert(place.to_str()?.to_owned(), mark);
        }
        let (manifest, hash) = emit::last(&self.output)?;
        let outputs: Option<Vec<(String, Mark)>> = manifest
            .files
            .into_par_iter()
            .map(|(path, _)| Some((path.clone(), mark(&self.output.join(path))?)))
            .collect();
        let mut textless: Vec<String> = findings
            .iter()
            .filter(|finding| site.source(&finding.path).is_none())
            .map(|finding| finding.path.to_string())
            .collect();
        textless.dedup();
        Some(Record {
            wishes: self.wishes.clone(),
            manifest: hash,
            inputs: inputs(&self.marks, self.at),
            asked: asked.into_iter().collect(),
            outputs: outputs?,
            git: (site.config.git || site.config.published.is_some()).then(|| history::state(&self.root)),
            pages: site.pages().count(),
            findings: record::findings(findings),
            textless,
        })
    }
}

/// Marks, and whether the next build has to look at the bytes all the same.
fn inputs(marks: &[(String, Mark)], at: i64) -> Vec<(String, Mark, bool)> {
    marks.iter().map(|(path, mark)| (path.clone(), *mark, mark.is_recent(at))).collect()
}

/// The output folder of a project, absolute or relative to its root: all that its configuration is read for.
///
/// # Errors
/// Where a configuration that is there cannot be read.
pub fn output(root: &Path, options: &Options) -> io::Result<PathBuf> {
    Ok(settings(root, options)?.output)
}

/// Forgets what was kept of a project's output folder.
pub fn forget(output: &Path) {
    if let Some(cache) = fetch::cache_folder() {
        Kept::of(output, &cache).remove();
    }
}
