//! The search index: small script files that a browser loads as someone types, with no server and no request beforehand.
//!
//! `docs/dev/search.md` describes the files.

mod count;
mod encode;
mod excerpt;
mod rank;
mod shard;
mod similar;
mod stem;
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

/// Words on more than this share of the pages do not narrow a search.
const COMMON: f32 = 0.7;

/// Words that may be listed as common.
const COMMON_LIMIT: usize = 300;

/// Writes the index of pages in one language, given by its BCP 47 tag. A file of texts holds `group` pages: as many as
/// seem good where that is `None`. `words` is what the client says to readers in this language, by its own names.
pub fn index(texts: &[Text], lang: &str, group: Option<usize>, words: &[(&str, &str)]) -> Vec<File> {
    let group = group.unwrap_or_else(|| excerpt::group(texts));
    let counts = count::count(texts, lang);
    let postings = rank::rank(&counts, texts);
    let shards = shard::shards(&counts, &postings);
    let letters = similar::letters(&counts, &postings);
    let initials: String = letters.keys().collect();
    let mut common: Vec<(&str, usize)> = counts
        .forms
        .iter()
        .map(|written| (&*written.form, postings.of(written.group).len()))
        .filter(|(_, pages)| *pages as f32 > texts.len() as f32 * COMMON)
        .collect();
    common.sort_unstable_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(b.0)));
    common.truncate(COMMON_LIMIT);
    let mut common: Vec<&str> = common.into_iter().map(|(word, _)| word).collect();
    common.sort_unstable();

    let file = |path: String, bytes: Vec<u8>| File { path, bytes };
    let mut files: Vec<File> =
        shards.files.into_iter().enumerate().map(|(number, bytes)| file(format!("t/{number}.js"), bytes)).collect();
    files.extend(letters.into_iter().map(|(letter, bytes)| file(format!("l/{}.js", letter as u32), bytes)));
    let excerpts = excerpt::excerpts(texts, group).into_iter().enumerate();
    files.extend(excerpts.map(|(number, bytes)| file(format!("p/{}/{number}.js", number >> 8), bytes)));

    let mut separators = String::new();
    let mut last = "";
    for separator in &shards.separators {
        front(&mut separators, last, separator);
        last = separator;
    }
    let mut root = format!(
        "docwrightSearch(\"root\",{{\"version\":\"{}\",\"pages\":{},\"group\":{group},\"levels\":{},\"lang\":",
        version(&files),
        texts.len(),
        rank::LEVELS,
    )
    .into_bytes();
    string(&mut root, lang);
    for (name, text) in [("shards", &*separators), ("letters", &initials), ("common", &common.join(" "))] {
        root.extend(format!(",\"{name}\":").bytes());
        string(&mut root, text);
    }
    for (at, (name, text)) in words.iter().enumerate() {
        root.extend(format!("{}\"{name}\":", if at == 0 { ",\"words\":{" } else { "," }).bytes());
        string(&mut root, text);
    }
    root.extend(if words.is_empty() { &b"})\n"[..] } else { &b"}})\n"[..] });
    files.push(file("root.js".into(), root));
    files
}

/// What tells the files of one build from those of another.
fn version(files: &[File]) -> String {
    let hashes: Vec<blake3::Hash> = files.par_iter().map(|file| blake3::hash(&file.bytes)).collect();
    let mut all = blake3::Hasher::new();
    for hash in hashes {
        all.update(hash.as_bytes());
    }
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

    #[test]
    fn any_number_of_threads_writes_the_same_bytes() {
        let texts = texts(700);
        let with = |threads: usize| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            pool.install(|| index(&texts, "en", None, &[("search", "S")]))
        };
        assert_eq!(with(1), with(8));
    }

    #[test]
    fn files_are_small_and_have_names_that_last() {
        let files = index(&texts(700), "en", Some(3), &[]);
        for file in &files {
            assert!(file.bytes.len() < 40_000, "{}: {}", file.path, file.bytes.len());
        }
        let has = |path: &str| files.iter().any(|file| file.path == path);
        assert!(has("root.js") && has("t/1.js") && has("l/119.js") && has("p/0/0.js") && has("p/0/233.js"));
        assert!(!has("p/0/234.js"));
        let root = files.iter().find(|file| file.path == "root.js").map(|file| String::from_utf8_lossy(&file.bytes));
        assert!(root.is_some_and(|root| root.contains("\"pages\":700,\"group\":3,\"levels\":24,\"lang\":\"en\"")));
    }

    #[test]
    fn no_page_and_no_word_are_no_trouble() {
        assert_eq!(index(&[], "en", None, &[]).len(), 2);
        let empty = Text { sections: vec![Section::default()], boost: 1.0, ..Text::default() };
        assert_eq!(index(&[empty], "xx", None, &[]).len(), 3);
    }
}
