//! The folders that a configuration names: sources are there, and the site is not written into them.

use std::{
    collections::BTreeSet,
    io,
    path::{Component, Path, PathBuf},
};

use crate::{
    config::{Config, FileSet},
    diagnostic::{Diagnostic, Severity},
    files::{
        Files,
        folder::{self, Folder, resolve},
    },
    place::fold,
    rules::CONFIG_INVALID,
    source::{SitePath, Span},
    suggest::{is_slip, nearest},
};

/// Where tools for versions keep what is theirs.
const KEPT: [&str; 3] = [".git", ".hg", ".svn"];

/// Reports folders with sources that are not there, and an output folder of the configuration in which no site can be. A
/// source of a `docfx.json` that is not there is a warning, since other tools take it to be empty. The output folder of the
/// command line is not reported but refused.
///
/// # Errors
/// Of the kind `InvalidInput` where no site can be in the output folder of the command line.
pub(super) fn check(
    root: &Path,
    config: &Config,
    files: &Files,
    given: Option<&Path>,
    found: &mut Vec<Diagnostic>,
) -> io::Result<()> {
    let mut seen: BTreeSet<(&SitePath, Span)> = BTreeSet::new();
    for docset in &config.docsets {
        for set in docset.sets() {
            let Some((path, span)) = &set.named else { continue };
            if seen.insert((path, *span)) && files.absent(set.src.as_str()).is_none() {
                found.extend(missing(root, set, path, *span, path == &config.path));
            }
        }
    }
    if given.is_some() {
        return refuse(root, config, given);
    }
    if let Some(problem) = problem(root, config, None)? {
        let finding = CONFIG_INVALID.at(&config.path, config.output_span.unwrap_or_default(), problem.message);
        found.push(match problem.is_outside {
            true => finding.help("name such a folder with `--output`"),
            false => finding,
        });
    }
    Ok(())
}

/// Refuses an output folder in which no site can be: that of the command line, else that of the configuration.
///
/// # Errors
/// Of the kind `InvalidInput`, with why.
pub(super) fn refuse(root: &Path, config: &Config, given: Option<&Path>) -> io::Result<()> {
    match problem(root, config, given)? {
        Some(problem) => Err(io::Error::new(io::ErrorKind::InvalidInput, problem.message)),
        None => Ok(()),
    }
}

/// The finding for a folder that is not there.
fn missing(root: &Path, set: &FileSet, path: &SitePath, span: Span, is_ours: bool) -> Option<Diagnostic> {
    let folder = set.src.as_str();
    let mut finding = match folder::look(root, folder) {
        Folder::There => return None,
        Folder::File => CONFIG_INVALID.at(path, span, format!("`{folder}` is a file, not a folder")),
        Folder::Missing { before, name, beside } => {
            let mut finding = CONFIG_INVALID.at(path, span, format!("the folder `{folder}` is not there"));
            let names = || beside.iter().map(String::as_str);
            if let Some(near) = nearest(&name, names()) {
                let rest = folder.get(before.len() + name.len()..).unwrap_or_default();
                let meant = format!("{before}{near}{rest}");
                finding.help = Some(format!("did you mean `{meant}`?"));
                // Where the path is relative to another folder, it is written otherwise.
                if is_ours && folder::look(root, &meant) == Folder::There {
                    finding.propose(&meant, meant.clone(), is_slip(&name, near, names()));
                }
            }
            finding
        }
    };
    if !is_ours {
        finding.severity = Severity::Warning;
    }
    Some(finding)
}

/// Why no site can be in the output folder.
struct Problem {
    message: String,
    /// Whether it would be fine on the command line.
    is_outside: bool,
}

/// Why no site can be in the output folder that the command line gives, else in that of the configuration.
fn problem(root: &Path, config: &Config, given: Option<&Path>) -> io::Result<Option<Problem>> {
    let written = given.unwrap_or(Path::new(&config.output));
    let root = resolve(root)?;
    let output = resolve(&root.join(written))?;
    let shown = written.display();
    let problem = |message: String| Ok(Some(Problem { message, is_outside: false }));
    if output.exists() && !output.is_dir() {
        return problem(format!("the output folder `{shown}` is a file"));
    }
    let kept = |part: Component| KEPT.iter().find(|kept| part.as_os_str().eq_ignore_ascii_case(kept)).copied();
    if let Some(kept) = output.components().find_map(kept) {
        return problem(format!("the output folder `{shown}` is in a folder `{kept}`, which holds a repository"));
    }
    if given.is_none() && relation(&output, &root).is_none() {
        let message = format!("the output folder `{shown}` leads out of the project through a symbolic link");
        return Ok(Some(Problem { message, is_outside: true }));
    }
    for (source, may_hold) in sources(&root, config) {
        let how = match relation(&output, &resolve(&root.join(&source))?) {
            None => continue,
            Some(Relation::Below) if may_hold => continue,
            Some(Relation::Same) => "is",
            Some(Relation::Below) => "is in",
            Some(Relation::Above) => "holds",
        };
        let source = match source.as_str() {
            "" => "the project's own folder".to_owned(),
            source => format!("the source folder `{source}`"),
        };
        return problem(format!("the output folder `{shown}` {how} {source}"));
    }
    let is_chosen = given.is_some() || config.output_span.is_some();
    if is_chosen && holds_pages(&root, &output, config) {
        return problem(format!("the output folder `{shown}` holds pages of the project"));
    }
    Ok(None)
}

/// The folders that the project is made of, and whether the output folder may be in them.
fn sources(root: &Path, config: &Config) -> BTreeSet<(String, bool)> {
    let mut out = BTreeSet::from([(String::new(), true)]);
    for docset in &config.docsets {
        for set in docset.sets() {
            let is_default = set.named.is_none() && !docset.docfx;
            // A folder that nobody names is a source if it is there, and not a site that we wrote.
            let there = root.join(set.src.as_str());
            if !is_default || there.is_dir() && !folder::is_site(&there) {
                let is_home = set.src.as_str().is_empty() || docset.docfx && set.src == docset.root;
                out.insert((set.src.as_str().to_owned(), is_home));
            }
        }
    }
    let theme = format!("themes/{}", config.theme.name);
    if root.join(&theme).is_dir() {
        out.insert((theme, false));
    }
    out
}

/// Whether pages of the project are in a folder that is no site of ours.
fn holds_pages(root: &Path, folder: &Path, config: &Config) -> bool {
    let Ok(inside) = folder.strip_prefix(root) else { return false };
    let before = inside.to_string_lossy().replace(std::path::MAIN_SEPARATOR, "/");
    let is_page = |path: &str| {
        let path = SitePath::from(format!("{before}/{path}"));
        let is_markdown = path.has_extension("md") || path.has_extension("markdown");
        is_markdown
            && config.docsets.iter().any(|docset| docset.content.iter().any(|set| set.would_take(path.as_str())))
    };
    folder.is_dir() && !folder::is_site(folder) && folder::holds(folder, &is_page)
}

enum Relation {
    Same,
    /// The first folder is in the second.
    Below,
    /// The second folder is in the first.
    Above,
}

/// How two folders stand to each other on a disk that knows no case.
fn relation(one: &Path, other: &Path) -> Option<Relation> {
    let folded = |path: &Path| PathBuf::from(&*fold(&path.to_string_lossy()));
    let (one, other) = (folded(one), folded(other));
    if one == other {
        Some(Relation::Same)
    } else if one.starts_with(&other) {
        Some(Relation::Below)
    } else {
        other.starts_with(&one).then_some(Relation::Above)
    }
}
