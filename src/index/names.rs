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

/// A file that was probably meant.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Meant {
    pub id: FileId,
    /// Whether it surely was: it stands where the path leads, differs by a letter or in its extension, and is the only one.
    pub sure: bool,
}

/// Files that are proposed for one path, at most.
const CHOICES: usize = 3;

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

    /// The files that were probably meant by a path that leads nowhere, the likeliest first: those of the same folder
    /// whose name differs a little; else those of the same name in other folders; else one whose name differs by a letter
    /// or two anywhere.
    pub fn meant(&self, path: &str, files: &Files) -> Vec<Meant> {
        let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
        // No file system has longer names, and all that follows takes longer for them.
        if name.len() > 255 {
            return Vec::new();
        }
        let name = name.to_lowercase();
        let extension = name.rsplit_once('.').map_or("", |(_, extension)| extension);
        let unsure = |ids: &[FileId]| ids.iter().map(|&id| Meant { id, sure: false }).collect::<Vec<_>>();
        let mut meant = self.in_folder(path, folder, &name, extension, files);
        if meant.is_empty() {
            meant = unsure(self.elsewhere(&name, files));
        }
        if meant.is_empty() {
            meant = unsure(self.nearly(&name, extension, files).as_slice());
        }
        meant
    }

    fn in_folder(&self, path: &str, folder: &str, name: &str, extension: &str, files: &Files) -> Vec<Meant> {
        let wanted = Class::of(extension);
        let same_stem = self.by_stem.get(&without_extension(path)).map_or(&[][..], |list| list);
        let same_stem: Vec<FileId> =
            same_stem.iter().filter(|(_, class)| *class == wanted).map(|&(id, _)| id).take(CHOICES).collect();
        if !same_stem.is_empty() {
            let sure = same_stem.len() == 1;
            return same_stem.into_iter().map(|id| Meant { id, sure }).collect();
        }
        let list = self.by_folder.get(folder).map_or(&[][..], |list| list);
        let letters = Letters::of(name);
        let like = list.iter().filter(|(_, class, other)| *class == wanted && letters.alike(other, name.len()));
        let meant = like.map(|&(id, ..)| id).filter(|&id| self.may_mean(name, files.get(id).path.name()));
        let mut ranked: Vec<(usize, FileId)> =
            meant.map(|id| (strsim::osa_distance(name, &files.get(id).path.name().to_lowercase()), id)).collect();
        ranked.sort_unstable();
        let only = ranked.len() == 1;
        ranked.iter().take(CHOICES).map(|&(distance, id)| Meant { id, sure: only && distance <= 1 }).collect()
    }

    /// Files of a name, where it says something: names such as `overview.md` and `1.png` do not, nor do those of many.
    fn elsewhere(&self, name: &str, files: &Files) -> &[FileId] {
        let all = self.by_name.get(name).map_or(&[][..], |list| list);
        let says = all.first().is_some_and(|&id| words(files.get(id).path.stem()).count() >= 3);
        if says && all.len() <= CHOICES { all } else { &[] }
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
        let check = |path: &str, want: &[(&str, bool)]| {
            let meant = names.meant(path, &files);
            let meant: Vec<(&str, bool)> =
                meant.iter().map(|meant| (files.get(meant.id).path.as_str(), meant.sure)).collect();
            assert_eq!(meant, want, "{path}");
        };
        check("a/geting-started.md", &[("a/getting-started.md", true)]);
        check("a/quickstart", &[("a/quickstart.md", true)]);
        check("a/quickstart.html", &[("a/quickstart.md", true)]);
        check("a/media/picture-one.jpg", &[("a/media/picture-one.png", true)]);
        check("a/tutorial-first-steps.md", &[("c/x/tutorial-first-steps.md", false)]);
        check("a/tutorial-frist-steps.md", &[("c/x/tutorial-first-steps.md", false)]);
        check("a/index.md", &[]);
        check("a/something-else.md", &[]);
        check("a/getting-stopped.md", &[]);
        check("a/media/picture-two.png", &[]);
        check("a/started-getting.md", &[("a/getting-started.md", false)]);
        check(
            "d/overview-of-everything.md",
            &[("b/overview-of-everything.md", false), ("c/overview-of-everything.md", false)],
        );
        check(&"x".repeat(1_000_000), &[]);
    }
}
