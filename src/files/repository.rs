//! The git repository that a project is in.

use std::path::{Path, PathBuf};

use super::scan;

/// Where a project is in its repository.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Repository {
    /// The folder of the repository, as the disk names it.
    pub top: PathBuf,
    /// The project's folder from there: empty, or ending with `/`.
    pub folder: String,
}

/// The repository that a folder is in: the nearest folder above it that holds a `.git`.
pub fn find(root: &Path) -> Option<Repository> {
    let root = scan::real(root)?;
    let top = root.ancestors().find(|folder| folder.join(".git").exists())?;
    let inside = root.strip_prefix(top).ok()?.to_string_lossy().replace('\\', "/");
    let folder = if inside.is_empty() { inside } else { format!("{inside}/") };
    Some(Repository { top: top.to_path_buf(), folder })
}
