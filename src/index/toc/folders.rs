//! A table of contents made from the folders of a project that has none.

use std::{cmp::Ordering, collections::BTreeMap};

use super::{Toc, TocItem, TocTarget, words};
use crate::{files::Files, page::FileId, source::SitePath};

/// A folder with what it holds.
#[derive(Default)]
struct Folder<'a> {
    /// `index.md`, else `README.md`.
    own: Option<(FileId, &'a SitePath, Option<&'a str>)>,
    pages: Vec<(FileId, &'a SitePath, Option<&'a str>)>,
    folders: BTreeMap<&'a str, Folder<'a>>,
}

/// The tree of folders. Each folder is an entry that leads to its `index.md` or `README.md`; entries are sorted by number
/// that their file's name begins with, then by title, both as people count.
pub fn from_folders<'a>(pages: impl Iterator<Item = (FileId, &'a SitePath, Option<&'a str>)>, files: &Files) -> Toc {
    let mut root = Folder::default();
    for page in pages {
        let mut folder = &mut root;
        for part in page.1.folder().split('/').filter(|part| !part.is_empty()) {
            folder = folder.folders.entry(part).or_default();
        }
        folder.pages.push(page);
    }
    let mut items = Vec::new();
    take_own(&mut root);
    if let Some((file, path, title)) = root.own {
        items.push(item(title.map_or_else(|| words(path.stem()), str::to_owned), Some(file), None));
    }
    write(root, None, &mut items);
    Toc::new(None, items, files)
}

/// Moves a folder's own page out of its pages, through all folders.
fn take_own(folder: &mut Folder) {
    for name in ["index.md", "readme.md"] {
        let at = folder.pages.iter().position(|(_, path, _)| path.name().eq_ignore_ascii_case(name));
        if let (None, Some(at)) = (folder.own, at) {
            folder.own = Some(folder.pages.remove(at));
        }
    }
    folder.folders.values_mut().for_each(take_own);
}

enum Entry<'a> {
    Page(FileId),
    Folder(Folder<'a>),
}

fn write(folder: Folder, parent: Option<u32>, items: &mut Vec<TocItem>) {
    let mut entries: Vec<(String, &str, Entry)> = Vec::with_capacity(folder.pages.len() + folder.folders.len());
    for (file, path, title) in folder.pages {
        let name = title.map_or_else(|| words(path.stem()), str::to_owned);
        entries.push((name, path.name(), Entry::Page(file)));
    }
    for (name, inner) in folder.folders {
        entries.push((words(name), name, Entry::Folder(inner)));
    }
    let mut order: Vec<_> = entries
        .into_iter()
        .map(|(name, path, entry)| ((number(path), name.to_lowercase(), path), name, entry))
        .collect();
    order.sort_by(|((a_number, a, a_path), ..), ((b_number, b, b_path), ..)| {
        a_number.cmp(b_number).then_with(|| natural(a, b)).then_with(|| a_path.cmp(b_path))
    });
    for (_, name, entry) in order {
        let at = items.len() as u32;
        if let Some(parent) = parent {
            items[parent as usize].children.push(at);
        }
        match entry {
            Entry::Page(file) => items.push(item(name, Some(file), parent)),
            Entry::Folder(inner) => {
                items.push(item(name, inner.own.map(|own| own.0), parent));
                write(inner, Some(at), items);
            }
        }
    }
}

fn item(name: String, file: Option<FileId>, parent: Option<u32>) -> TocItem {
    TocItem {
        name,
        display_name: None,
        target: file.map_or(TocTarget::None, |file| TocTarget::Page(file, String::new())),
        toc: None,
        borrowed: false,
        parent,
        children: Vec::new(),
        expanded: false,
        place: None,
    }
}

/// The number that a name begins with; the greatest without one.
fn number(name: &str) -> u64 {
    let digits = name.bytes().take_while(u8::is_ascii_digit).count();
    name[..digits].parse().unwrap_or(u64::MAX)
}

/// Compares runs of digits by their value.
fn natural(mut a: &str, mut b: &str) -> Ordering {
    loop {
        let digits = |text: &str| text.bytes().take_while(u8::is_ascii_digit).count();
        let (in_a, in_b) = (digits(a), digits(b));
        if in_a > 0 && in_b > 0 {
            let (x, y) = (a[..in_a].trim_start_matches('0'), b[..in_b].trim_start_matches('0'));
            let order = x.len().cmp(&y.len()).then_with(|| x.cmp(y));
            if order != Ordering::Equal {
                return order;
            }
            (a, b) = (&a[in_a..], &b[in_b..]);
        } else {
            match (a.chars().next(), b.chars().next()) {
                (Some(x), Some(y)) if x == y => (a, b) = (&a[x.len_utf8()..], &b[y.len_utf8()..]),
                (x, y) => return x.cmp(&y),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::files::{File, Role};

    fn check(paths: &[&str], want: &str) {
        let file = |path: &&str| File {
            path: (*path).into(),
            role: Role::Page,
            docset: 0,
            output: Some((*path).into()),
            size: 0,
        };
        let files = Files::new(paths.iter().map(file).collect());
        let toc = from_folders(files.iter().map(|(id, file)| (id, &file.path, None)), &files);
        let show = |item: &TocItem| match &item.target {
            TocTarget::Page(file, _) => {
                format!("{}{}={}", " ".repeat(item.parent.map_or(0, |_| 1)), item.name, files.get(*file).path)
            }
            _ => item.name.clone(),
        };
        assert_eq!(toc.items.iter().map(show).collect::<Vec<_>>().join("\n"), want);
    }

    #[test]
    fn folders_are_entries() {
        check(
            &["10-z.md", "2-a.md", "README.md", "b.md", "c/readme.md", "c/x.md", "d/index.md", "e-f/g.md"],
            "README=README.md\n2 a=2-a.md\n10 z=10-z.md\nB=b.md\nC=c/readme.md\n X=c/x.md\nD=d/index.md\nE f\n G=e-f/g.md",
        );
        check(&["v10.md", "v9.md"], "V9=v9.md\nV10=v10.md");
        check(&[], "");
    }
}
