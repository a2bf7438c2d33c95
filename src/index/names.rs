//! Near matches among all files, without walking all files.

use std::{
    collections::HashMap,
    hash::{DefaultHasher, Hash, Hasher},
    sync::OnceLock,
};

use crate::{
    files::{Files, Role},
    page::FileId,
    suggest::Letters,
};

/// Files by folder, by name, and by what a name becomes when one letter is missing.
#[derive(Default, Debug)]
pub struct Names {
    by_name: HashMap<String, Vec<FileId>>,
    by_folder: HashMap<String, Vec<(FileId, Class, Letters)>>,
    /// By the path in lower case, without its extension.
    by_stem: HashMap<String, Vec<(FileId, Class)>>,
    /// In how many files' names a word is.
    words: HashMap<String, u32>,
    /// Hashes of names without one letter, sorted: made when first asked for.
    shortened: OnceLock<Vec<(u64, FileId)>>,
}

impl Names {
    pub(super) fn new(files: &Files) -> Names {
        let mut names = Names::default();
        for (id, file) in files.iter() {
            for word in words(file.path.stem()) {
                *names.words.entry(word).or_default() += 1;
            }
            names.by_name.entry(file.path.name().to_lowercase()).or_default().push(id);
            if file.role != Role::Toc {
                let class = Class::of(file.path.extension());
                let letters = Letters::of(file.path.name());
                names.by_folder.entry(file.path.folder().to_owned()).or_default().push((id, class, letters));
                names.by_stem.entry(without_extension(file.path.as_str())).or_default().push((id, class));
            }
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
        let extension = name.rsplit_once('.').map_or("", |(_, extension)| extension);
        self.in_folder(path, folder, &name, extension, files)
            .or_else(|| self.elsewhere(&name, files))
            .or_else(|| self.nearly(&name, extension, files))
    }

    fn in_folder(&self, path: &str, folder: &str, name: &str, extension: &str, files: &Files) -> Option<FileId> {
        let wanted = Class::of(extension);
        let of_class = |list: &[(FileId, Class)]| list.iter().find(|(_, class)| *class == wanted).map(|&(id, _)| id);
        let same_stem = self.by_stem.get(&without_extension(path)).and_then(|list| of_class(list));
        same_stem.or_else(|| {
            let list = self.by_folder.get(folder)?;
            let letters = Letters::of(name);
            let like = list.iter().filter(|(_, class, other)| *class == wanted && letters.alike(other, name.len()));
            let meant = like.map(|&(id, ..)| id).filter(|&id| self.may_mean(name, files.get(id).path.name()));
            meant.min_by_key(|&id| (strsim::osa_distance(name, &files.get(id).path.name().to_lowercase()), id))
        })
    }

    fn elsewhere(&self, name: &str, files: &Files) -> Option<FileId> {
        // One of several would be a guess, and names such as `overview.md` and `1.png` say nothing.
        let [only] = &**self.by_name.get(name)? else { return None };
        let stem = files.get(*only).path.stem();
        (words(stem).count() >= 3).then_some(*only)
    }

    /// Whether one name may have been written for another: the same words in another order, or with one slip. A word that
    /// is in other files' names is none: `reference-csharp` does not mean `reference-fsharp`.
    fn may_mean(&self, written: &str, name: &str) -> bool {
        let stem = |name: &str| name.rfind('.').filter(|&at| at > 0).map_or(name.len(), |at| at);
        let sorted = |name: &str| {
            let mut words: Vec<String> = words(&name[..stem(name)]).collect();
            words.sort_unstable();
            words
        };
        let (mut a, mut b) = (sorted(written), sorted(name));
        if a.concat() == b.concat() {
            return true;
        }
        let shared: Vec<String> = a.iter().filter(|word| b.contains(word)).cloned().collect();
        a.retain(|word| !shared.contains(word));
        b.retain(|word| !shared.contains(word));
        match (&*a, &*b) {
            ([a], [b]) => self.is_slip(a, b),
            _ => false,
        }
    }

    fn is_slip(&self, written: &str, word: &str) -> bool {
        let digits = |word: &str| word.chars().filter(char::is_ascii_digit).collect::<String>();
        let plural = written.strip_suffix('s') == Some(word) || word.strip_suffix('s') == Some(written);
        let known = self.words.get(written).copied().unwrap_or(0) > 1;
        let length = written.chars().count().min(word.chars().count());
        digits(written) == digits(word)
            && (plural || !known && length >= 4 && strsim::osa_distance(written, word) <= 1 + usize::from(length >= 7))
    }

    fn nearly(&self, name: &str, extension: &str, files: &Files) -> Option<FileId> {
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
        let wanted = Class::of(extension);
        let mut near = Vec::new();
        for hash in shortenings(name) {
            let from = shortened.partition_point(|&(known, _)| known < hash);
            for &(_, id) in shortened[from..].iter().take_while(|&&(known, _)| known == hash) {
                let path = &files.get(id).path;
                if Class::of(path.extension()) == wanted
                    && !path.name().eq_ignore_ascii_case(name)
                    && strsim::osa_distance(&path.name().to_lowercase(), name) <= 2
                    && self.may_mean(name, path.name())
                {
                    near.push(id);
                }
            }
        }
        near.sort_unstable();
        near.dedup();
        // One of several would be a guess.
        let [only] = &*near else { return None };
        (words(files.get(*only).path.stem()).count() >= 3).then_some(*only)
    }
}

/// The words of a name, in lower case: what stands between signs.
fn words(name: &str) -> impl Iterator<Item = String> {
    name.split(|char: char| !char.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_lowercase)
}

/// A path in lower case without its extension.
fn without_extension(path: &str) -> String {
    let name = path.rfind('/').map_or(0, |at| at + 1);
    let end = path[name..].rfind('.').map_or(path.len(), |at| name + at);
    path[..end].to_lowercase()
}

/// What a file is by its extension: a picture is meant by the name of a picture, a page by that of a page.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Class {
    Picture,
    Page,
    /// Any other extension, by a hash of it.
    Other(u64),
}

impl Class {
    fn of(extension: &str) -> Class {
        let is = |list: &[&str]| list.iter().any(|known| known.eq_ignore_ascii_case(extension));
        if is(&["png", "jpg", "jpeg", "gif", "svg", "webp", "bmp"]) {
            Class::Picture
        } else if is(&["md", "html", "htm", "", "yml", "markdown"]) {
            Class::Page
        } else {
            let mut hasher = DefaultHasher::new();
            extension.to_ascii_lowercase().hash(&mut hasher);
            Class::Other(hasher.finish())
        }
    }
}

/// Hashes of a name and of all that it becomes without one of its letters.
fn shortenings(name: &str) -> impl Iterator<Item = u64> {
    let hash = |parts: [&str; 2]| {
        let mut hasher = DefaultHasher::new();
        parts.iter().for_each(|part| hasher.write(part.as_bytes()));
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
            "c/x/tutorial-first-steps.md",
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
        check("a/tutorial-first-steps.md", Some("c/x/tutorial-first-steps.md"));
        check("a/tutorial-frist-steps.md", Some("c/x/tutorial-first-steps.md"));
        check("a/index.md", None);
        check("a/something-else.md", None);
        check("a/getting-stopped.md", None);
        check("a/media/picture-two.png", None);
        check("a/started-getting.md", Some("a/getting-started.md"));
        check("d/overview-of-everything.md", None);
        check(&"x".repeat(1_000_000), None);
    }
}
