//! The search index: small script files that a browser loads as someone types, with no server and no request beforehand.
//!
//! `docs/dev/search.md` describes the files.

mod count;
mod encode;
mod excerpt;
mod facet;
mod rank;
mod shard;
mod similar;
mod stem;
mod table;
pub mod text;
pub mod words;

use rayon::prelude::*;

use encode::{front, string};
use text::Text;

/// A file of an index.
#[derive(Clone, PartialEq, Debug)]
pub struct File {
    /// Relative to the index's folder.
    pub path: String,
    pub bytes: Vec<u8>,
}

/// Pages of one language that were read one after the other. Their texts need not be kept.
#[derive(Default)]
pub struct Part {
    words: count::Words,
    pub entries: Vec<Entry>,
}

/// What is kept of a page.
#[derive(Default)]
pub struct Entry {
    /// Relative to the site's root, percent-encoded.
    pub url: String,
    pub title: String,
    /// Ids and texts of the headings of levels 2 and 3.
    pub headings: Vec<(Box<str>, Box<str>)>,
    /// What readers are shown of it, as it stands in a file.
    excerpt: Vec<u8>,
    /// Bytes of its text.
    length: usize,
    boost: f32,
    versions: Option<Vec<Box<str>>>,
    products: Vec<Box<str>>,
}

/// How an index is written.
#[derive(Clone, Copy, Default, Debug)]
pub struct Options<'a> {
    /// The BCP 47 tag of the pages' language.
    pub lang: &'a str,
    /// The languages that have an index.
    pub langs: &'a [&'a str],
    /// Pages in a file of texts: as many as seem good where that is `None`.
    pub group: Option<usize>,
    /// What the client says to readers in this language, by its own names.
    pub words: &'a [(&'a str, &'a str)],
    /// Names and titles of versions, in their order.
    pub versions: &'a [(&'a str, &'a str)],
    /// The name of the index's folder, where its first file is in others too.
    pub folder: Option<&'a str>,
}

/// The first file of an index, from which all others are known: the only one whose name stays as it is.
pub const ROOT: &str = "root.js";

/// Files in a folder, as a power of two. A folder is named by what is in it.
const FOLDER_BITS: u32 = 8;

/// Digits of a folder's name.
const FOLDER_NAME: usize = 8;

/// The folder of the site in which everything is that belongs to search.
pub const PLACE: &str = "search";

/// The folders of an index, beside its first file.
pub const KINDS: [&str; 3] = ["t", "l", "p"];

/// Words on more than this share of the pages do not narrow a search.
const COMMON: f32 = 0.7;

/// Words that may be listed as common.
const COMMON_LIMIT: usize = 300;

/// The folder of a language's index, relative to the site's root: `search.js` goes there by the page's language.
pub fn folder(lang: &str) -> String {
    let tag = lang.to_ascii_lowercase();
    let good = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-';
    let tag: String = tag.bytes().map(|byte| if good(byte) { byte as char } else { '-' }).collect();
    format!("{PLACE}/{tag}/")
}

/// Whether a file of an index may have a path, which is relative to its folder, beside [`ROOT`].
pub fn is_part(path: &str) -> bool {
    let Some((kind, rest)) = path.split_once('/') else { return false };
    let name = rest.split('/').next().unwrap_or_default();
    KINDS.contains(&kind) && name.len() == FOLDER_NAME && name.bytes().all(|byte| byte.is_ascii_hexdigit())
}

impl Part {
    /// Reads a page.
    pub fn add(&mut self, text: Text) {
        self.words.add(&text);
        let (excerpt, length) = (excerpt::excerpt(&text), excerpt::length(&text));
        let shown = text.sections.into_iter().filter(|section| matches!(section.level, 2 | 3));
        self.entries.push(Entry {
            headings: shown.map(|section| (section.id.into(), section.heading.into())).collect(),
            url: text.url,
            title: text.title,
            excerpt,
            length,
            boost: text.boost,
            versions: text.versions,
            products: text.products,
        });
    }
}

/// Writes the index of pages in one language, in the order of the parts.
pub fn index(parts: Vec<Part>, options: &Options) -> Vec<File> {
    let (mut entries, mut words) = (Vec::new(), Vec::new());
    for part in parts {
        entries.extend(part.entries);
        words.push(part.words);
    }
    let group = options.group.unwrap_or_else(|| excerpt::group(&entries));
    let (counts, pages) = count::group_all(words, options.lang);
    let postings = rank::rank(pages, counts.names.len(), &entries);
    let facets = facet::facets(&entries, options.versions);
    let shards = shard::shards(&counts, &postings, &facets, entries.len());
    let separated = shards.separators;
    let letters = similar::letters(&counts, &postings);
    let initials: String = letters.keys().collect();
    let mut common: Vec<(&str, usize)> = counts
        .forms
        .iter()
        .map(|written| (&*written.form, postings.of(written.group).len()))
        .filter(|(_, pages)| *pages as f32 > entries.len() as f32 * COMMON)
        .collect();
    common.sort_unstable_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(b.0)));
    common.truncate(COMMON_LIMIT);
    let mut common: Vec<&str> = common.into_iter().map(|(word, _)| word).collect();
    common.sort_unstable();

    let mut files = Vec::new();
    let shards = (0..).zip(shards.files);
    let letters = letters.into_iter().map(|(letter, bytes)| (letter as u32, bytes));
    let excerpts = (0..).zip(excerpt::excerpts(&mut entries, group));
    let folders = [
        ("t", folders("t", shards.collect(), |number| number >> FOLDER_BITS, &mut files)),
        ("l", folders("l", letters.collect(), |_| 0, &mut files)),
        ("p", folders("p", excerpts.collect(), |number| number >> FOLDER_BITS, &mut files)),
    ];

    let mut separators = String::new();
    let mut last = "";
    for separator in &separated {
        front(&mut separators, last, separator);
        last = separator;
    }
    let mut root = format!(
        "docwrightSearch(\"root\",{{\"version\":\"{}\",\"pages\":{},\"group\":{group},\"levels\":{},\"lang\":",
        version(&folders),
        entries.len(),
        rank::LEVELS,
    )
    .into_bytes();
    string(&mut root, options.lang);
    for (name, text) in [("shards", &*separators), ("letters", &initials), ("common", &common.join(" "))] {
        root.extend(format!(",\"{name}\":").bytes());
        string(&mut root, text);
    }
    for (name, text) in
        folders.iter().map(|(kind, names)| (*kind, &**names)).chain(options.folder.map(|own| ("folder", own)))
    {
        root.extend(format!(",\"{name}\":").bytes());
        string(&mut root, text);
    }
    if options.langs.len() > 1 {
        root.extend(b",\"langs\":");
        list(&mut root, options.langs.iter().copied());
    }
    members(&mut root, "facets", facets.iter(), |root, facet| {
        string(root, facet.name);
        root.push(b':');
        list(root, facet.values.iter().map(|value| &*value.title));
    });
    members(&mut root, "words", options.words.iter(), |root, (name, text)| {
        string(root, name);
        root.push(b':');
        string(root, text);
    });
    root.extend(b"})\n");
    files.push(File { path: ROOT.into(), bytes: root });
    files
}

/// Appends an object as a member of another one, where it has members.
fn members<T>(out: &mut Vec<u8>, name: &str, all: impl Iterator<Item = T>, mut write: impl FnMut(&mut Vec<u8>, T)) {
    let mut all = all.peekable();
    if all.peek().is_none() {
        return;
    }
    out.extend(format!(",\"{name}\":{{").bytes());
    while let Some(member) = all.next() {
        write(out, member);
        out.push(if all.peek().is_some() { b',' } else { b'}' });
    }
}

/// Appends a list of texts.
fn list<'a>(out: &mut Vec<u8>, texts: impl Iterator<Item = &'a str>) {
    out.push(b'[');
    for (at, text) in texts.enumerate() {
        if at > 0 {
            out.push(b',');
        }
        string(out, text);
    }
    out.push(b']');
}

/// Puts numbered files into folders that are named by what is in them, so that a name never means other bytes than it
/// once did. Gives the folders' names, one after the other.
fn folders(
    kind: &str,
    numbered: Vec<(u32, Vec<u8>)>,
    folder: impl Fn(u32) -> u32 + Sync,
    out: &mut Vec<File>,
) -> String {
    let parts: Vec<&[(u32, Vec<u8>)]> = numbered.chunk_by(|a, b| folder(a.0) == folder(b.0)).collect();
    let name = |files: &&[(u32, Vec<u8>)]| {
        let mut all = blake3::Hasher::new();
        files.iter().for_each(|(_, bytes)| _ = all.update(bytes));
        all.finalize().to_hex()[..FOLDER_NAME].to_owned()
    };
    let names: Vec<String> = parts.par_iter().map(name).collect();
    let counts: Vec<usize> = parts.iter().map(|files| files.len()).collect();
    let mut files = numbered.into_iter();
    for (name, count) in names.iter().zip(counts) {
        let files = files.by_ref().take(count);
        out.extend(files.map(|(number, bytes)| File { path: format!("{kind}/{name}/{number}.js"), bytes }));
    }
    names.concat()
}

/// What tells the files of one build from those of another.
fn version(folders: &[(&str, String)]) -> String {
    let mut all = blake3::Hasher::new();
    folders.iter().for_each(|(_, names)| _ = all.update(names.as_bytes()));
    all.finalize().to_hex()[..10].to_owned()
}

#[cfg(test)]
mod tests {
    use super::{text::Section, *};

    /// Pages whose words are many and repeat, made without chance.
    fn texts(count: usize) -> Vec<Text> {
        let word =
            |number: usize| format!("word{}{}", ["a", "b", "c", "ed", "s"][number % 5], number % 997 * number % 613);
        let text = |page: usize| Text {
            url: format!("p{page}.html"),
            title: format!("{} {}", word(page), word(page * 7)),
            boost: 1.0,
            sections: vec![Section {
                level: 1,
                text: (0..60).map(|at| word(page * 31 + at * at)).collect::<Vec<_>>().join(" "),
                ..Section::default()
            }],
            ..Text::default()
        };
        (0..count).map(text).collect()
    }

    fn indexed(texts: Vec<Text>, parts: usize, options: &Options) -> Vec<File> {
        let mut all: Vec<Part> = Vec::new();
        let size = texts.len().div_ceil(parts).max(1);
        for (at, text) in texts.into_iter().enumerate() {
            if at % size == 0 {
                all.push(Part::default());
            }
            if let Some(part) = all.last_mut() {
                part.add(text);
            }
        }
        index(all, options)
    }

    #[test]
    fn any_number_of_threads_and_parts_writes_the_same_bytes() {
        let with = |threads: usize, parts: usize| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            let options = Options { lang: "en", words: &[("search", "S")], ..Options::default() };
            pool.install(|| indexed(texts(700), parts, &options))
        };
        assert_eq!(with(1, 1), with(8, 9));
    }

    #[test]
    fn files_are_small_and_in_folders_named_by_what_is_in_them() {
        let options = Options { lang: "en", group: Some(3), langs: &["de", "en"], ..Options::default() };
        let files = indexed(texts(700), 1, &options);
        for file in &files {
            assert!(file.bytes.len() < 40_000, "{}: {}", file.path, file.bytes.len());
        }
        let has =
            |kind: &str, name: &str| files.iter().any(|file| file.path.starts_with(kind) && file.path.ends_with(name));
        assert!(has("root.js", "") && has("t/", "/1.js") && has("l/", "/119.js") && has("p/", "/0.js"));
        assert!(has("p/", "/233.js") && !has("p/", "/234.js"));
        for file in files.iter().filter(|file| file.path != ROOT) {
            assert_eq!(file.path.split('/').nth(1).map(str::len), Some(FOLDER_NAME), "{}", file.path);
        }
        let root = files.iter().find(|file| file.path == "root.js").map(|file| String::from_utf8_lossy(&file.bytes));
        let root = root.unwrap_or_default();
        assert!(root.contains("\"pages\":700,\"group\":3,\"levels\":24,\"lang\":\"en\""), "{root}");
        assert!(root.ends_with(",\"langs\":[\"de\",\"en\"]})\n"), "{root}");
    }

    #[test]
    fn no_page_and_no_word_are_no_trouble() {
        assert_eq!(index(Vec::new(), &Options::default()).len(), 2);
        let empty = Text { sections: vec![Section::default()], boost: 1.0, ..Text::default() };
        assert_eq!(indexed(vec![empty], 1, &Options { lang: "xx", ..Options::default() }).len(), 3);
    }
}
