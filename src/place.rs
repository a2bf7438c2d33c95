//! Paths in the output folder: which of them every disk can hold, and which of them are one place.

use std::{
    borrow::{Borrow, Cow},
    collections::HashMap,
    fmt,
};

use unicode_normalization::UnicodeNormalization;

/// Bytes that a name has at most on the disks in use.
const NAME_LIMIT: usize = 255;

/// Bytes of a whole path, which leaves room for the output folder's own: Linux reads paths of 4,096 bytes.
const PATH_LIMIT: usize = 3000;

/// A path below the output folder, parts joined by `/`, that every disk in use can hold.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct OutPath(Box<str>);

/// Why a path cannot be written.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Fault {
    /// A name of so many bytes.
    LongName(String, usize),
    /// A path of so many bytes.
    LongPath(usize),
    /// A part that is empty, `.` or `..`, or holds a control character.
    BadName,
}

impl OutPath {
    /// # Errors
    /// Where a disk could not hold it, or it would not lead below the output folder.
    pub fn new(path: &str) -> Result<OutPath, Fault> {
        match fault(path) {
            None => Ok(OutPath(path.into())),
            Some(fault) => Err(fault),
        }
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Borrow<str> for OutPath {
    fn borrow(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for OutPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Fault::LongName(name, bytes) => {
                write!(f, "the name `{name}` has {bytes} bytes, and disks hold names of {NAME_LIMIT}")
            }
            Fault::LongPath(bytes) => write!(f, "the path has {bytes} bytes, more than {PATH_LIMIT}"),
            Fault::BadName => f.write_str("a name is empty, `.`, `..` or holds a control character"),
        }
    }
}

/// Why a path cannot be written; `None` where it can.
pub fn fault(path: &str) -> Option<Fault> {
    let bad = |part: &str| matches!(part, "" | "." | "..") || part.contains(char::is_control);
    if path.split('/').any(bad) {
        return Some(Fault::BadName);
    }
    if let Some(name) = path.split('/').find(|part| part.len() > NAME_LIMIT) {
        return Some(Fault::LongName(name.to_owned(), name.len()));
    }
    (path.len() > PATH_LIMIT).then_some(Fault::LongPath(path.len()))
}

/// A path as a disk compares it that knows neither the case of letters nor the two forms of composed ones.
pub fn fold(path: &str) -> Cow<'_, str> {
    if path.is_ascii() {
        return match path.bytes().any(|byte| byte.is_ascii_uppercase()) {
            true => path.to_ascii_lowercase().into(),
            false => path.into(),
        };
    }
    // Not `str::to_lowercase`, which writes a sigma as its place in the word wants it.
    let lower = |letter: char| letter.to_lowercase().map(|letter| if letter == 'ς' { 'σ' } else { letter });
    path.nfc().flat_map(lower).nfc().collect::<String>().into()
}

/// Whether two texts have the same letters, whatever form of Unicode each is written in.
pub fn is_one_text(one: &str, other: &str) -> bool {
    one.nfc().eq(other.nfc())
}

/// Which of the paths that are given out are one place, or stand where another needs a folder.
#[derive(Debug)]
pub struct Places<T> {
    files: HashMap<String, T>,
    /// Folders, each with the first that needs it.
    folders: HashMap<String, T>,
}

/// Why a path cannot be given out, with whose the other one is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Clash<T> {
    /// The place is taken.
    Same(T),
    /// A file stands where the path needs a folder.
    Below(T),
    /// The path is a folder that another one needs.
    Above(T),
}

impl<T: Copy> Clash<T> {
    pub fn owner(self) -> T {
        match self {
            Clash::Same(owner) | Clash::Below(owner) | Clash::Above(owner) => owner,
        }
    }
}

impl<T> Default for Places<T> {
    fn default() -> Places<T> {
        Places { files: HashMap::new(), folders: HashMap::new() }
    }
}

impl<T: Copy> Places<T> {
    /// Gives a path to an owner.
    ///
    /// # Errors
    /// Where it clashes with one that is given out.
    pub fn claim(&mut self, path: &str, owner: T) -> Result<(), Clash<T>> {
        let key = fold(path);
        if let Some(clash) = self.clash_of(&key) {
            return Err(clash);
        }
        self.need_above(&key, owner);
        self.files.insert(key.into_owned(), owner);
        Ok(())
    }

    /// Notes that there will be a folder at a path.
    ///
    /// # Errors
    /// Where a file is there or above it.
    pub fn need(&mut self, folder: &str, owner: T) -> Result<(), Clash<T>> {
        let key = format!("{}/", fold(folder));
        if let Some(clash) = self.clash_of(&key) {
            return Err(clash);
        }
        self.need_above(&key, owner);
        Ok(())
    }

    /// What a path would clash with.
    pub fn clash(&self, path: &str) -> Option<Clash<T>> {
        self.clash_of(&fold(path))
    }

    pub fn is_free(&self, path: &str) -> bool {
        self.clash(path).is_none()
    }

    fn need_above(&mut self, key: &str, owner: T) {
        let mut folder = key;
        while let Some(end) = folder.rfind('/').filter(|&end| !self.folders.contains_key(&folder[..end])) {
            folder = &folder[..end];
            self.folders.insert(folder.to_owned(), owner);
        }
    }

    fn clash_of(&self, key: &str) -> Option<Clash<T>> {
        if let Some(&owner) = self.files.get(key) {
            return Some(Clash::Same(owner));
        }
        if let Some(&owner) = self.folders.get(key) {
            return Some(Clash::Above(owner));
        }
        let mut at = key;
        loop {
            // A folder that is in use has no file at it or above it.
            at = at.rfind('/').map(|end| &at[..end]).filter(|folder| !self.folders.contains_key(*folder))?;
            if let Some(&owner) = self.files.get(at) {
                return Some(Clash::Below(owner));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn disks_hold_some_paths() {
        let long = |letter: &str, bytes: usize| letter.repeat(bytes / letter.len());
        let check = |path: &str, good: bool| assert_eq!(fault(path).is_none(), good, "{path}");
        check("a/b.html", true);
        check(&long("a", 255), true);
        check(&long("a", 256), false);
        check(&format!("x/{}/y.html", long("é", 256)), false);
        check(&long("a/", 3001), false);
        check(&format!("{}b", long("a/", 2998)), true);
        check(&format!("{}b", long("a/", 3000)), false);
        for bad in ["", "a//b", "/a", "a/", "a/./b", "..", "a\0", "a\u{85}/b", "a\n"] {
            check(bad, false);
        }
    }

    #[test]
    fn disks_know_no_case_and_no_form() {
        let check = |one: &str, other: &str, same: bool| assert_eq!(fold(one) == fold(other), same, "{one} {other}");
        check("Search.html", "search.HTML", true);
        check("caf\u{e9}/a", "CAFE\u{301}/A", true);
        check("ΟΔΟΣ", "οδος", true);
        check("οδοσ", "οδος", true);
        check("straße", "strasse", false);
        check("a-b", "a_b", false);
    }

    #[test]
    fn one_place_has_one_owner() {
        let mut places = Places::default();
        let mut claim = |path: &str, owner: u8, want| assert_eq!(places.claim(path, owner), want, "{path}");
        claim("a/b.html", 1, Ok(()));
        claim("A/B.html", 2, Err(Clash::Same(1)));
        claim("a", 2, Err(Clash::Above(1)));
        claim("a/b.html/c/d", 2, Err(Clash::Below(1)));
        claim("a/c", 3, Ok(()));
        claim("x/y/z", 4, Ok(()));
        claim("X/y", 5, Err(Clash::Above(4)));
        assert_eq!(places.need("a/c/d", 6), Err(Clash::Below(3)));
        assert_eq!(places.need("q/r", 6), Ok(()));
        assert_eq!(places.claim("q/r", 7), Err(Clash::Above(6)));
        assert_eq!(places.claim("q/r/s", 7), Ok(()));
        assert_eq!(places.need("a/c", 8), Err(Clash::Below(3)));
    }
}
