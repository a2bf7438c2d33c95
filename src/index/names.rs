//! Near matches among all files, without walking all files.

use std::{
    collections::HashMap,
    hash::{DefaultHasher, Hash, Hasher},
    sync::OnceLock,
};

use crate::{
    files::{Files, Role},
    page::FileId,
    suggest,
};

/// Files by folder, by name, and by what a name becomes when one letter is missing.
#[derive(Default, Debug)]
pub struct Names {
    by_name: HashMap<String, Vec<FileId>>,
    by_folder: HashMap<String, Vec<FileId>>,
    /// Hashes of names without one letter, sorted: made when first asked for.
    shortened: OnceLock<Vec<(u64, FileId)>>,
}

/// A guess far from the place that was written is worth less than none.
const FAR: usize = 3;

impl Names {
    pub(super) fn new(files: &Files) -> Names {
        let mut names = Names::default();
        for (id, file) in files.iter() {
            names.by_name.entry(file.path.name().to_lowercase()).or_default().push(id);
            names.by_folder.entry(file.path.folder().to_owned()).or_default().push(id);
        }
        names
    }

    /// The file that was probably meant by a path that leads nowhere: one of the same folder whose name differs a
    /// little, then one of the same name in another folder, then a name that differs by a letter or two anywhere.
    pub fn meant(&self, path: &str, files: &Files) -> Option<FileId> {
        let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
        // No file system has longer names, and all that follows takes longer for them.
        if name.len() > 255 {
            return None;
        }
        let name = name.to_lowercase();
        let (stem, extension) = name.rsplit_once('.').unwrap_or((&name, ""));
        self.in_folder(folder, &name, stem, extension, files)
            .or_else(|| self.elsewhere(folder, &name, files))
            .or_else(|| self.nearly(folder, &name, extension, files))
    }

    fn in_folder(&self, folder: &str, name: &str, stem: &str, extension: &str, files: &Files) -> Option<FileId> {
        let list = self.by_folder.get(folder)?;
        let like = |id: &&FileId| {
            let path = &files.get(**id).path;
            files.get(**id).role != Role::Toc && kin(path.extension(), extension)
        };
        let same_stem = list.iter().filter(like).find(|id| files.get(**id).path.stem().eq_ignore_ascii_case(stem));
        if let Some(&id) = same_stem {
            return Some(id);
        }
        let near = suggest::nearest(name, list.iter().filter(like).map(|&id| files.get(id).path.name()))?;
        list.iter().copied().find(|&id| files.get(id).path.name() == near)
    }

    fn elsewhere(&self, folder: &str, name: &str, files: &Files) -> Option<FileId> {
        // Names such as `index.md` and `1.png` are in every folder and say nothing.
        if name.len() < 8 || name.starts_with("index.") || name.starts_with("readme.") {
            return None;
        }
        closest(self.by_name.get(name)?, folder, files)
    }

    fn nearly(&self, folder: &str, name: &str, extension: &str, files: &Files) -> Option<FileId> {
        if name.chars().count() < 10 {
            return None;
        }
        let shortened = self.shortened.get_or_init(|| {
            let mut all = Vec::new();
            for (id, file) in files.iter() {
                let name = file.path.name().to_lowercase();
                all.extend(shortenings(&name).map(|hash| (hash, id)));
            }
            all.sort_unstable();
            all
        });
        let mut near = Vec::new();
        for hash in shortenings(name) {
            let from = shortened.partition_point(|&(known, _)| known < hash);
            for &(_, id) in shortened[from..].iter().take_while(|&&(known, _)| known == hash) {
                let path = &files.get(id).path;
                if kin(path.extension(), extension) && strsim::osa_distance(&path.name().to_lowercase(), name) <= 2 {
                    near.push(id);
                }
            }
        }
        near.sort_unstable();
        near.dedup();
        closest(&near, folder, files)
    }
}

/// The file nearest to a folder, where one is nearer than all others or is the only one.
fn closest(list: &[FileId], folder: &str, files: &Files) -> Option<FileId> {
    let far = |id: FileId| distance(files.get(id).path.folder(), folder);
    let best = list.iter().copied().min_by_key(|&id| (far(id), id))?;
    let equals = list.iter().filter(|&&id| far(id) == far(best)).count();
    (equals == 1 || far(best) <= FAR).then_some(best)
}

/// Steps from one folder to another.
fn distance(from: &str, to: &str) -> usize {
    let parts = |path: &str| path.split('/').filter(|part| !part.is_empty()).map(str::to_owned).collect::<Vec<_>>();
    let (from, to) = (parts(from), parts(to));
    let shared = from.iter().zip(&to).take_while(|(a, b)| a == b).count();
    from.len() + to.len() - 2 * shared
}

/// Whether a file of one extension may have been meant by another: pictures by pictures, pages by pages.
fn kin(a: &str, b: &str) -> bool {
    let class = |extension: &str| match &*extension.to_ascii_lowercase() {
        "png" | "jpg" | "jpeg" | "gif" | "svg" | "webp" | "bmp" => "picture".to_owned(),
        "md" | "html" | "htm" | "" | "yml" | "markdown" => "page".to_owned(),
        other => other.to_owned(),
    };
    class(a) == class(b)
}

/// Hashes of a name and of all that it becomes without one of its letters.
fn shortenings(name: &str) -> impl Iterator<Item = u64> {
    let hash = |parts: [&str; 2]| {
        let mut hasher = DefaultHasher::new();
        parts.concat().hash(&mut hasher);
        hasher.finish()
    };
    let mut all: Vec<u64> =
        name.char_indices().map(|(at, char)| hash([&name[..at], &name[at + char.len_utf8()..]])).collect();
    all.push(hash([name, ""]));
    all.sort_unstable();
    all.dedup();
    all.into_iter()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::files::File;

    #[test]
    fn what_was_meant() {
        let mut paths = [
            "a/getting-started.md",
            "a/media/picture-one.png",
            "a/quickstart.md",
            "b/index.md",
            "b/overview-of-everything.md",
            "c/overview-of-everything.md",
            "c/x/tutorial-first.md",
        ];
        paths.sort_unstable();
        let file = |path: &&str| File { path: (*path).into(), role: Role::Page, docset: 0, output: None, size: 0 };
        let files = Files::new(paths.iter().map(file).collect());
        let names = Names::new(&files);
        let check = |path: &str, want: Option<&str>| {
            assert_eq!(names.meant(path, &files).map(|id| files.get(id).path.as_str()), want, "{path}");
        };
        check("a/geting-started.md", Some("a/getting-started.md"));
        check("a/quickstart", Some("a/quickstart.md"));
        check("a/quickstart.html", Some("a/quickstart.md"));
        check("a/media/picture-one.jpg", Some("a/media/picture-one.png"));
        check("a/tutorial-first.md", Some("c/x/tutorial-first.md"));
        check("a/tutorial-frist.md", Some("c/x/tutorial-first.md"));
        check("a/index.md", None);
        check("a/something-else.md", None);
        check(&"x".repeat(1_000_000), None);
    }
}
