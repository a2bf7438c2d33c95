//! The walk over a project's folder: which files there are, what each is for and where it is written.
#![expect(clippy::disallowed_methods, reason = "`files` reads")]

use std::{
    io::{self, Read},
    path::{Component, Path, PathBuf},
    sync::Mutex,
};

use ignore::{DirEntry, WalkBuilder, WalkState};

use crate::{
    config::Config,
    diagnostic::Diagnostic,
    files::{
        File, Files,
        role::{assign, takes_hidden},
        stamp::{Mark, mark_of},
    },
    mime,
    rules::{INVALID_FILE_NAME, SYMLINK_OUT_OF_SCOPE},
    source::{SitePath, Span},
};

/// Folders that are never looked into.
pub(super) const NEVER: [&str; 4] = [".git", ".hg", ".svn", "node_modules"];

/// What tells that a folder is a site that we wrote, which is no source of another one.
pub(super) const SITE: &str = ".docwright/manifest.json";

/// Reads which files a project has, each with the place at which it would be written if there were no other. `output`,
/// absolute or relative to the root, is skipped; so are hidden files and folders unless a glob names their dot.
///
/// # Errors
/// Where a folder cannot be read.
pub fn scan(root: &Path, config: &Config, output: &Path) -> io::Result<(Files, Vec<Diagnostic>)> {
    let root = std::fs::canonicalize(root)?;
    let output = normal(&root.join(output));
    let output = std::fs::canonicalize(&output).unwrap_or(output);
    let plain = config.docsets.iter().all(|docset| !docset.docfx);
    let walk = walker(&root, plain).build_parallel();
    let walked = Mutex::new(Walked::default());
    walk.run(|| {
        let mut mine = Batch { walked: &walked, batch: Walked::default() };
        let (root, output) = (&root, &output);
        Box::new(move |entry| {
            match entry.map_err(Some).and_then(|entry| look(root, output, config, &entry, &mut mine.batch)) {
                Ok(go_on) => go_on,
                Err(None) => WalkState::Skip,
                Err(Some(error)) => match failure(root, &error) {
                    None => WalkState::Skip,
                    Some(error) => {
                        mine.batch.error.get_or_insert(error);
                        WalkState::Quit
                    }
                },
            }
        })
    });
    let Walked { mut files, mut found, error, links } =
        walked.into_inner().unwrap_or_else(|poisoned| poisoned.into_inner());
    if let Some(error) = error {
        return Err(error);
    }
    files.sort_unstable_by(|a, b| a.path.cmp(&b.path));
    found.sort_by(|a, b| (&a.path, &a.message).cmp(&(&b.path, &b.message)));
    let mut files = Files::new(files);
    files.links = links.into_iter().collect();
    Ok((files, found))
}

/// The walk over a project. `plain`: `.gitignore` is obeyed.
fn walker(root: &Path, plain: bool) -> WalkBuilder {
    let mut walk = WalkBuilder::new(root);
    walk.standard_filters(false)
        .git_ignore(plain)
        .require_git(false)
        .follow_links(true)
        .threads(std::thread::available_parallelism().map_or(1, |threads| threads.get().min(8)));
    walk
}

/// The marks of all files that [`scan`] could take, and of those that tell it which to take, sorted by path: while they are
/// the same, a scan is.
///
/// # Errors
/// Where the root cannot be read.
pub fn marks(root: &Path, plain: bool, output: &Path) -> io::Result<Vec<(String, Mark)>> {
    let root = std::fs::canonicalize(root)?;
    let output = std::fs::canonicalize(output).unwrap_or_else(|_| output.to_owned());
    let all = Mutex::new(Vec::new());
    walker(&root, plain).build_parallel().run(|| {
        let mut mine = Marks { all: &all, mine: Vec::new() };
        let (root, output) = (&root, &output);
        Box::new(move |entry| {
            let Ok(entry) = entry else { return WalkState::Continue };
            if entry.depth() == 0 {
                return WalkState::Continue;
            }
            let name = entry.file_name().to_string_lossy();
            let folder = entry.file_type().is_some_and(|kind| kind.is_dir());
            let skipped = NEVER.contains(&&*name)
                || entry.path() == output
                || folder && (entry.path().join(SITE).is_file() || name.ends_with(ASIDE))
                || entry.path_is_symlink() && target(root, entry.path()).is_none_or(|at| at.starts_with(output));
            if skipped {
                return WalkState::Skip;
            }
            if let (false, Ok(metadata)) = (folder, entry.metadata()) {
                let path = entry.path().strip_prefix(root).unwrap_or(entry.path()).to_string_lossy();
                mine.mine.push((path.replace(std::path::MAIN_SEPARATOR, "/"), mark_of(&metadata)));
            }
            WalkState::Continue
        })
    });
    let mut all = all.into_inner().unwrap_or_else(|poisoned| poisoned.into_inner());
    all.sort_unstable_by(|a, b| a.0.cmp(&b.0));
    Ok(all)
}

/// One thread's part of [`marks`], handed over at its end.
struct Marks<'a> {
    all: &'a Mutex<Vec<(String, Mark)>>,
    mine: Vec<(String, Mark)>,
}

impl Drop for Marks<'_> {
    fn drop(&mut self) {
        self.all.lock().unwrap_or_else(|poisoned| poisoned.into_inner()).append(&mut self.mine);
    }
}

/// What the name of a folder ends with in which a site is being made.
pub const ASIDE: &str = ".docwright-new";

/// The bytes of a file of the project.
///
/// # Errors
/// Where the file cannot be read.
pub fn read(root: &Path, path: &SitePath) -> io::Result<Vec<u8>> {
    std::fs::read(root.join(path.as_str()))
}

/// Opens a file of the project for reading. One that is a link out of it by now is refused.
///
/// # Errors
/// Where the file cannot be read.
pub fn open(root: &Path, path: &SitePath) -> io::Result<std::fs::File> {
    let root = std::fs::canonicalize(root)?;
    let file = target(&root, &root.join(path.as_str())).filter(|file| file.is_file());
    std::fs::File::open(file.ok_or(io::ErrorKind::NotFound)?)
}

/// A folder as the disk names it, without links.
pub fn real(folder: &Path) -> Option<PathBuf> {
    std::fs::canonicalize(folder).ok()
}

/// The names of what stands directly in a folder, sorted. Those that are no UTF-8 are left out.
///
/// # Errors
/// Where the folder cannot be read.
pub fn names(folder: &Path) -> io::Result<Vec<String>> {
    let entries = std::fs::read_dir(folder)?.collect::<io::Result<Vec<_>>>()?;
    let mut names: Vec<String> = entries.iter().filter_map(|entry| entry.file_name().into_string().ok()).collect();
    names.sort_unstable();
    Ok(names)
}

/// What the walk's threads bring home, in no order.
#[derive(Default)]
struct Walked {
    files: Vec<File>,
    found: Vec<Diagnostic>,
    error: Option<io::Error>,
    links: Vec<String>,
}

/// One thread's part of it, handed over at its end.
struct Batch<'a> {
    walked: &'a Mutex<Walked>,
    batch: Walked,
}

impl Drop for Batch<'_> {
    fn drop(&mut self) {
        let mut walked = self.walked.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
        walked.files.append(&mut self.batch.files);
        walked.found.append(&mut self.batch.found);
        walked.links.append(&mut self.batch.links);
        if walked.error.is_none() {
            walked.error = self.batch.error.take();
        }
    }
}

/// Looks at one entry of a folder. `Err(None)`: it is not part of the project.
fn look(
    root: &Path,
    output: &Path,
    config: &Config,
    entry: &DirEntry,
    out: &mut Walked,
) -> Result<WalkState, Option<ignore::Error>> {
    if entry.depth() == 0 {
        return Ok(WalkState::Continue);
    }
    let Some(kind) = entry.file_type() else { return Err(None) };
    let name = entry.file_name().to_string_lossy();
    if NEVER.contains(&&*name) || entry.path() == output || !(kind.is_dir() || kind.is_file()) {
        return Err(None);
    }
    if kind.is_dir() && entry.path().join(SITE).is_file() {
        return Err(None);
    }
    let relative = entry.path().strip_prefix(root).unwrap_or(entry.path());
    let path = match relative.to_str() {
        Some(path) if !name.contains(char::is_control) => SitePath::from(path.replace(std::path::MAIN_SEPARATOR, "/")),
        _ => {
            let shown = relative.to_string_lossy().replace(char::is_control, "\u{FFFD}");
            let what = if kind.is_dir() { "folder" } else { "file" };
            let message =
                format!("the {what} `{shown}` is left out: its name is not UTF-8 or holds a control character");
            out.found.push(INVALID_FILE_NAME.at(&shown.into(), Span::default(), message));
            return Err(None);
        }
    };
    let file = kind.is_file();
    if file && is_hidden(path.as_str()) && !name.contains("openpublishing") && !takes_hidden(config, path.as_str()) {
        return Err(None);
    }
    if entry.path_is_symlink() {
        match target(root, entry.path()) {
            None => {
                if !is_hidden(path.as_str()) {
                    let message = format!("the symbolic link `{path}` leads out of the project and is not followed");
                    out.found.push(SYMLINK_OUT_OF_SCOPE.at(&path, Span::default(), message));
                }
                return Err(None);
            }
            Some(target) if target.starts_with(output) || !(file || is_real(entry.path().parent())) => {
                return Err(None);
            }
            Some(_) => out.links.push(path.as_str().to_owned()),
        }
    }
    if file {
        let size = entry.metadata()?.len();
        let (role, docset, output) = assign(&path, config, &|| is_yaml_page(entry.path()));
        out.files.push(File { path, role, docset, output: output.map(Into::into), size });
    }
    Ok(WalkState::Continue)
}

/// Whether the first line of a YAML file says that it is a page.
fn is_yaml_page(path: &Path) -> bool {
    let mut start = Vec::with_capacity(FIRST_LINE);
    let read = std::fs::File::open(path).and_then(|file| file.take(FIRST_LINE as u64).read_to_end(&mut start));
    read.is_ok() && mime::is_page(&String::from_utf8_lossy(&start))
}

/// More bytes than the first line of a page in YAML has.
const FIRST_LINE: usize = 128;

/// Where a link leads, unless that is not the project's: outside, or where repositories keep their secrets.
fn target(root: &Path, link: &Path) -> Option<PathBuf> {
    let target = std::fs::canonicalize(link).ok()?;
    let inside = target.strip_prefix(root).ok()?;
    let hidden = inside.components().any(|part| NEVER.iter().any(|never| part.as_os_str() == *never));
    (!hidden).then_some(target)
}

/// Whether no link leads to a folder. Links to folders are followed only from such a one: with links in linked folders
/// the ways through a project would be without number.
fn is_real(folder: Option<&Path>) -> bool {
    folder.is_some_and(|folder| std::fs::canonicalize(folder).is_ok_and(|real| real == folder))
}

/// The disk's error behind one of the walk; `None` for what is as if it were not there: links that lead nowhere or in
/// a circle, hidden folders, and files that vanish meanwhile.
fn failure(root: &Path, error: &ignore::Error) -> Option<io::Error> {
    fn path_of(error: &ignore::Error) -> Option<&Path> {
        match error {
            ignore::Error::WithPath { path, .. } => Some(path),
            ignore::Error::WithDepth { err, .. } => path_of(err),
            ignore::Error::Loop { child, .. } => Some(child),
            _ => None,
        }
    }
    let io = error.io_error()?;
    let is_beside =
        |path: &Path| path.is_symlink() || path.strip_prefix(root).is_ok_and(|path| is_hidden(&path.to_string_lossy()));
    (!path_of(error).is_some_and(is_beside) && io.kind() != io::ErrorKind::NotFound)
        .then(|| io::Error::new(io.kind(), error.to_string()))
}

/// Takes `.` and `..` away without asking the disk.
fn normal(path: &Path) -> PathBuf {
    let mut out = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir => {
                out.pop();
            }
            part => out.push(part),
        }
    }
    out
}

fn is_hidden(path: &str) -> bool {
    path.starts_with('.') || path.contains("/.") || (cfg!(windows) && path.contains("\\."))
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::{
        config::{
            Docset, FileSet, UrlStyle,
            glob::{Globs, Options},
        },
        files::settle::settle,
    };

    fn globs(globs: &[&str]) -> Globs {
        Globs::of(globs, Options { case: true, ..Options::default() })
    }

    fn set(src: &str, files: &[&str], exclude: &[&str], dest: &str) -> FileSet {
        let (files, exclude) = (globs(files), globs(exclude));
        FileSet {
            src: src.into(),
            files,
            exclude,
            skip: Arc::default(),
            dest: dest.into(),
            monikers: None,
            named: None,
        }
    }

    fn docset(root: &str, content: FileSet, resource: FileSet, docfx: bool) -> Docset {
        let mut docset = Config::default().docsets.remove(0);
        docset.root = root.into();
        docset.content = vec![content];
        docset.resource = vec![resource];
        docset.docfx = docfx;
        docset
    }

    fn config(docsets: Vec<Docset>) -> Config {
        Config { docsets, ..Config::default() }
    }

    fn plain() -> Config {
        config(vec![docset("", set("", &["**/*.{md,markdown,yml}"], &[], ""), set("", &["**"], &[], ""), false)])
    }

    /// A folder of files that is removed at the end.
    struct Project(PathBuf);

    impl Project {
        fn new(name: &str, files: &[&str]) -> Project {
            let root = std::env::temp_dir().join(format!("docwright-scan-{name}-{}", std::process::id()));
            let _ = std::fs::remove_dir_all(&root);
            for file in files {
                std::fs::create_dir_all(root.join(file).parent().unwrap()).unwrap();
                std::fs::write(root.join(file), "x").unwrap();
            }
            Project(root)
        }

        /// One line a file: role, path, output.
        fn check(&self, config: &Config, files: &[&str], found: &[&str]) {
            let (mut scanned, mut diagnostics) = scan(&self.0, config, Path::new("_site")).unwrap();
            settle(&mut scanned, &[], config, &mut diagnostics);
            let line = |file: &File| {
                let output = file.output.as_deref().map(|output| format!(" > {output}")).unwrap_or_default();
                format!("{:?} {}{output}", file.role, file.path)
            };
            assert_eq!(scanned.list.iter().map(line).collect::<Vec<_>>(), files);
            let diagnostics = diagnostics.iter().map(|found| format!("{} {}", found.rule.name, found.path));
            assert_eq!(diagnostics.collect::<Vec<_>>(), found);
        }
    }

    impl Drop for Project {
        fn drop(&mut self) {
            let _ = std::fs::remove_dir_all(&self.0);
        }
    }

    #[test]
    fn plain_projects_have_pages_and_resources() {
        let names = [
            ".git/a.md",
            ".github/a.md",
            ".openpublishing.publish.config.json",
            "README.md",
            "TOC.yml",
            "_site/a.html",
            "a/README.md",
            "a/b.md",
            "a/c d#%?ä.png",
            "a/index.md",
            "a/node_modules/x.md",
            "data.yml",
            "docwright.yml",
            "includes/a.md",
            "ignored/a.md",
            "r/readme.md",
            "r/index.html",
            ".gitignore",
        ];
        let project = Project::new("plain", &names);
        std::fs::write(project.0.join(".gitignore"), "ignored/\n").unwrap();
        let want = [
            "Other .openpublishing.publish.config.json",
            "Page README.md > index.html",
            "Toc TOC.yml",
            "Page a/README.md > a/README.html",
            "Page a/b.md > a/b.html",
            "Resource a/c d#%?ä.png > a/c d#%?ä.png",
            "Page a/index.md > a/index.html",
            "Other data.yml",
            "Other docwright.yml",
            "Fragment includes/a.md",
            "Resource r/index.html > r/index.html",
            "Page r/readme.md > r/readme.html",
        ];
        project.check(&plain(), &want, &[]);
        assert_eq!(read(&project.0, &"a/c d#%?ä.png".into()).unwrap(), b"x");
    }

    #[test]
    fn globs_choose_what_a_docset_has() {
        let names = [
            "docs/a.md",
            "docs/.hid/b.md",
            "docs/.hid/c.md",
            "docs/x/e.md",
            "docs/includes/f.md",
            "docs/g.png",
            "docs/docfx.json",
            "top.md",
            ".gitignore",
            "docs/toc.md",
            "docs/README.md",
        ];
        let project = Project::new("docfx", &names);
        std::fs::write(project.0.join(".gitignore"), "docs/\n").unwrap();
        let content = set("docs", &["**/*.md", ".hid/b.md"], &["x/**"], "out");
        let config = config(vec![docset("docs", content, set("docs", &["**/*.png"], &[], ""), true)]);
        let want = [
            "Page docs/.hid/b.md > out/.hid/b.html",
            "Page docs/README.md > out/README.html",
            "Page docs/a.md > out/a.html",
            "Other docs/docfx.json",
            "Resource docs/g.png > g.png",
            "Page docs/includes/f.md > out/includes/f.html",
            "Toc docs/toc.md",
            "Fragment docs/x/e.md",
            "Fragment top.md",
        ];
        project.check(&config, &want, &[]);
    }

    #[test]
    fn one_place_has_one_file() {
        let names = ["a.md", "a.html", "b.md", "B.markdown", "c.html", "c.html.md", "d/e.md"];
        let mut config = plain();
        let project = Project::new("conflict", &names);
        let want = [
            "Page B.markdown > B.html",
            "Resource a.html > a.html",
            "Page a.md",
            "Page b.md",
            "Resource c.html > c.html",
            "Page c.html.md > c.html.html",
            "Page d/e.md > d/e.html",
        ];
        project.check(&config, &want, &["output-path-conflict a.md", "output-path-conflict b.md"]);
        config.urls = UrlStyle::Directory;
        let want = [
            "Page B.markdown > B/index.html",
            "Resource a.html > a.html",
            "Page a.md > a/index.html",
            "Page b.md",
            "Resource c.html > c.html",
            "Page c.html.md",
            "Page d/e.md > d/e/index.html",
        ];
        project.check(&config, &want, &["output-path-conflict b.md", "output-path-conflict c.html.md"]);
    }

    #[cfg(unix)]
    #[test]
    fn links_stay_inside() {
        use std::os::unix::{ffi::OsStrExt, fs::symlink};
        let outside = Project::new("outside", &["secret.md"]);
        let project =
            Project::new("links", &["a/b.md", "c/d.md", ".git/config", "_site/x.html", "node_modules/y/z.md"]);
        let link = |to: &str, at: &str| symlink(to, project.0.join(at)).unwrap();
        link("b.md", "a/same.md");
        link(outside.0.to_str().unwrap(), "a/away");
        link("../../docwright-scan-nothing", "a/nowhere");
        link(outside.0.join("secret.md").to_str().unwrap(), "a/secret.md");
        link("../.git/config", "a/config.md");
        link("../_site", "a/out");
        link("../a", "c/to-a");
        link("../c", "a/to-c");
        link("..", "c/up");
        link("self", "c/self");
        link("/etc/passwd", "c/passwd");
        std::fs::write(project.0.join(std::ffi::OsStr::from_bytes(b"a/\xFF.md")), "x").unwrap();
        std::fs::write(project.0.join("a/\n.md"), "x").unwrap();
        let files = ["a/b.md", "a/same.md", "a/to-c/d.md", "c/d.md", "c/to-a/b.md", "c/to-a/same.md"];
        let files = files.map(|path| format!("Page {path} > {}.html", &path[..path.len() - 3]));
        let files: Vec<&str> = files.iter().map(String::as_str).collect();
        let found = [
            "symlink-out-of-scope a/away",
            "symlink-out-of-scope a/config.md",
            "symlink-out-of-scope a/secret.md",
            "symlink-out-of-scope a/to-c/passwd",
            "invalid-file-name a/\u{FFFD}.md",
            "invalid-file-name a/\u{FFFD}.md",
            "symlink-out-of-scope c/passwd",
            "symlink-out-of-scope c/to-a/away",
            "symlink-out-of-scope c/to-a/config.md",
            "symlink-out-of-scope c/to-a/secret.md",
            "invalid-file-name c/to-a/\u{FFFD}.md",
            "invalid-file-name c/to-a/\u{FFFD}.md",
        ];
        project.check(&plain(), &files, &found);
    }

    #[test]
    fn a_folder_that_is_not_there_is_the_operators_matter() {
        assert!(scan(Path::new("no/such/folder"), &plain(), Path::new("_site")).is_err());
    }

    #[test]
    #[ignore = "measures: DOCWRIGHT_CORPUS=folder cargo test --release --lib scan -- --ignored --nocapture"]
    fn measure() {
        let root = std::env::var("DOCWRIGHT_CORPUS").expect("DOCWRIGHT_CORPUS names a folder");
        let content = set("docs", &["**/*.md", "**/*.yml"], &["**/includes/**"], "");
        let docfx = config(vec![docset("docs", content, set("docs", &["**/*.{png,jpg,gif,svg}"], &[], ""), true)]);
        for (name, config) in [("docfx", docfx), ("plain", plain())] {
            for _ in 0..4 {
                let start = std::time::Instant::now();
                let (files, found) = scan(Path::new(&root), &config, Path::new("_site")).unwrap();
                eprintln!("{name}: {} files, {} findings, {:?}", files.list.len(), found.len(), start.elapsed());
            }
            let (files, _) = scan(Path::new(&root), &config, Path::new("_site")).unwrap();
            let mut undecoded = 0;
            let mut sizes = (0, 0);
            let start = std::time::Instant::now();
            for file in &files.list {
                if file.role == crate::files::Role::Page {
                    let bytes = read(Path::new(&root), &file.path).unwrap();
                    let (_, found) = crate::files::decode::decode(&file.path, bytes);
                    for found in found {
                        undecoded += 1;
                        eprintln!("{}: {}", found.path, found.message);
                    }
                } else if ["png", "jpg", "gif", "svg", "jpeg"].iter().any(|ext| file.path.has_extension(ext)) {
                    sizes.0 += 1;
                    match crate::files::picture::size(Path::new(&root), &file.path) {
                        Some(_) => sizes.1 += 1,
                        None => eprintln!("no size: {}", file.path),
                    }
                }
            }
            eprintln!("{undecoded} undecoded, {} of {} sizes, {:?}", sizes.1, sizes.0, start.elapsed());
        }
    }
}
