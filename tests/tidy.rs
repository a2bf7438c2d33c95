//! The rules of the house, held by reading the sources.
#![expect(clippy::disallowed_methods, reason = "the sources are read")]

use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
};

use docwright::rules;

/// Which files may name a foreign crate: the beginnings of their paths. What is not listed here is used by nobody.
const CRATES: &[(&str, &[&str])] = &[
    ("annotate_snippets", &["src/report/pretty.rs"]),
    ("anstream", &["src/cli"]),
    (
        "blake3",
        &[
            "src/emit",
            "src/fetch.rs",
            "src/fingerprint.rs",
            "src/kept.rs",
            "src/render/assets.rs",
            "src/render/highlight",
            "src/search.rs",
        ],
    ),
    ("clap", &["src/cli"]),
    ("clap_complete", &["src/cli/shell.rs"]),
    ("clap_mangen", &["src/cli/shell.rs"]),
    ("emojis", &["src/parse/emoji.rs"]),
    ("flate2", &["src/files/unpack.rs"]),
    ("globset", &["src/config/glob.rs"]),
    ("granit_parser", &["src/data.rs"]),
    ("html5ever", &["src/browser.rs"]),
    ("html5gum", &["src/tag.rs"]),
    ("hyper", &["src/serve"]),
    ("hyper_util", &["src/serve/http.rs"]),
    ("ignore", &["src/files/scan.rs"]),
    ("imagesize", &["src/files/picture.rs"]),
    ("indicatif", &["src/cli"]),
    ("jsonc_parser", &["src/data.rs"]),
    ("memchr", &["src/find.rs"]),
    ("notify", &["src/serve/watch.rs"]),
    ("onig", &["src/render/highlight/regex.rs"]),
    ("pulldown_cmark", &["src/parse/markdown"]),
    ("pulldown_latex", &["src/render/math.rs"]),
    ("rayon", &["src/"]),
    ("rust_stemmers", &["src/search/stem.rs"]),
    ("serde", &["src/"]),
    ("serde_json", &["src/"]),
    // `search` has a module of that name.
    ("similar", &["src/cli/fix.rs", "src/search.rs", "src/urls/propose.rs"]),
    ("serde_yaml", &["src/cli/init.rs"]),
    ("strsim", &["src/suggest.rs", "src/index/names.rs", "src/index/uids/near.rs"]),
    ("syntect", &["src/render/highlight/grammar.rs"]),
    ("terminal_size", &["src/cli"]),
    ("tera", &["src/render/theme.rs"]),
    ("tokio", &["src/interrupt.rs", "src/serve"]),
    ("two_face", &["src/render/highlight/grammar.rs"]),
    ("unicode_normalization", &["src/place.rs", "src/search/words.rs"]),
    ("unicode_properties", &["src/parse/slug.rs"]),
    ("unicode_width", &["src/report/pretty.rs"]),
    ("ureq", &["src/fetch"]),
    ("zip", &["src/files/unpack.rs"]),
];

/// The files that may ask the disk: the beginnings of their paths.
const DOORS: &[&str] = &["src/files", "src/emit", "src/fetch.rs", "src/kept.rs", "src/cli/init.rs", "src/fix/write.rs"];

/// Lines that a file has at most.
const LONGEST: usize = 600;

#[test]
fn modules_use_only_those_listed_before_them() {
    let lib = read("src/lib.rs");
    let floors: Vec<&str> = lib.lines().filter_map(|line| line.strip_prefix("pub mod ")?.strip_suffix(';')).collect();
    assert!(floors.len() > 10 && lib.lines().filter(|line| line.contains("mod ")).count() == floors.len());
    let floor = |module: &str| floors.iter().position(|&floor| floor == module);
    let mut wrong = BTreeSet::new();
    for (path, text) in sources().iter().filter(|(path, _)| path.starts_with("src/")) {
        let own = path["src/".len()..].split(['/', '.']).next().unwrap_or_default();
        if matches!(own, "lib" | "main") {
            continue;
        }
        let Some(own_floor) = floor(own) else { panic!("{path} belongs to no module of src/lib.rs") };
        for used in uses(&code(text)) {
            match floor(&used) {
                Some(used_floor) if used_floor <= own_floor => {}
                Some(_) => drop(wrong.insert(format!("{path} uses `{used}`, which is listed after `{own}`"))),
                None => drop(wrong.insert(format!("{path} uses `crate::{used}`, which is no module of src/lib.rs"))),
            }
        }
    }
    none(wrong);
}

#[test]
fn modules_that_are_used_are_found() {
    let check = |code: &str, want: &[&str]| assert_eq!(uses(code), want.iter().map(|word| word.to_string()).collect());
    check("use crate::page::Page; fn f() { crate::url::encode(\"\") }", &["page", "url"]);
    check(
        "use crate::{\n    files::{self, scan, decode::decode},\n    page::{Node, tag},\n    url,\n};",
        &["files", "page", "url"],
    );
    check("use super::crate_name; mycrate::x()", &[]);
    check("macro_rules! x { () => { $crate::html::text } }", &["html"]);
    assert_eq!(
        code("a(\"https://x\"); // b\n/// c\n//! d\ne\n#[cfg(test)]\nmod tests {\n f\n}"),
        "a(\"https://x\"); \n\n\ne\n"
    );
}

#[test]
fn each_crate_is_named_in_one_module() {
    let manifest = read("Cargo.toml");
    let dependencies = section(&manifest, "[dependencies]").lines().filter(|line| !line.starts_with('#'));
    let crates: BTreeSet<String> =
        dependencies.filter_map(|line| Some(line.split_once(" = ")?.0.replace('-', "_"))).collect();
    let rooms: BTreeMap<&str, &[&str]> = CRATES.iter().copied().collect();
    let mut wrong = BTreeSet::new();
    let mut named = BTreeSet::new();
    for (path, text) in sources().iter().filter(|(path, _)| path.starts_with("src/")) {
        // Tests may name what they test with.
        let text = code(text);
        for name in &crates {
            let is_named = words(&text).any(|(at, word)| {
                word == name && (text[at + word.len()..].starts_with("::") || text[..at].ends_with("use "))
            });
            if !is_named {
                continue;
            }
            named.insert(name.clone());
            let allowed = rooms.get(&**name).is_some_and(|rooms| rooms.iter().any(|room| path.starts_with(room)));
            if !allowed {
                wrong.insert(format!("{path} names `{name}`"));
            }
        }
    }
    wrong.extend(crates.difference(&named).map(|name| format!("nothing uses `{name}` of Cargo.toml")));
    wrong.extend(
        rooms.keys().filter(|name| !crates.contains(**name)).map(|name| format!("`{name}` is not in Cargo.toml")),
    );
    none(wrong);
}

#[test]
fn files_say_what_they_are_for_and_are_short() {
    let mut wrong = BTreeSet::new();
    for (path, text) in sources() {
        let purpose = text.lines().next().and_then(|line| line.strip_prefix("//! ")).unwrap_or_default();
        if purpose.len() < 10 {
            wrong.insert(format!("{path} does not begin with `//! ` and what it is for"));
        }
        let lines = text.lines().count();
        if lines > LONGEST {
            wrong.insert(format!("{path} has {lines} lines"));
        }
    }
    none(wrong);
}

#[test]
fn nothing_is_left_undone_and_input_is_not_unwrapped() {
    let everywhere = [concat!("TO", "DO"), concat!("FIX", "ME"), concat!("to", "do!("), concat!("unimple", "mented!(")];
    let in_code = [".unwrap()", "dbg!(", "#[allow(", "#![allow("];
    let mut wrong = BTreeSet::new();
    for (path, text) in sources() {
        for phrase in everywhere.iter().filter(|phrase| text.contains(**phrase)) {
            wrong.insert(format!("{path} holds `{phrase}`"));
        }
        if path.starts_with("src/") && !path.ends_with("/tests.rs") {
            let text = code(&text);
            for phrase in in_code.iter().filter(|phrase| text.contains(**phrase)) {
                wrong.insert(format!("{path} holds `{phrase}`"));
            }
        }
    }
    none(wrong);
}

#[test]
fn only_the_doors_ask_the_disk() {
    let mut wrong = BTreeSet::new();
    for (path, text) in sources().iter().filter(|(path, _)| path.starts_with("src/")) {
        let text = code(text);
        let asks = ["std::fs", "fs::", "File::open", "File::create"];
        if asks.iter().any(|ask| text.contains(ask)) && !DOORS.iter().any(|door| path.starts_with(door)) {
            wrong.insert(path.clone());
        }
    }
    none(wrong);
}

#[test]
fn only_the_doors_start_programs() {
    let doors = ["src/files/git.rs", "src/serve/browser.rs", "tests/project.rs", "benches/"];
    let starts = concat!("Command", "::new(");
    let mut wrong = BTreeSet::new();
    for (path, text) in sources() {
        let text = code(&text);
        // Commands of the command line are others.
        let text = text.replace("clap::Command::new(", "");
        if text.contains(starts) && !doors.iter().any(|door| path.starts_with(door)) {
            wrong.insert(path);
        }
    }
    none(wrong);
}

#[test]
fn no_path_of_one_machine_is_written_down() {
    let machine = [concat!("/wo", "rk/"), concat!("/tm", "p/"), concat!("/ro", "ot/"), concat!("/ho", "me/")];
    let mut wrong = BTreeSet::new();
    for path in tracked() {
        // Sources of other people's making say what they say.
        let Ok(text) = std::fs::read_to_string(root().join(&path)) else { continue };
        for (at, line) in text.lines().enumerate() {
            for folder in machine.iter().filter(|folder| begins_a_path(line, folder)) {
                wrong.insert(format!("{path}:{} names {folder}", at + 1));
            }
        }
    }
    none(wrong);
}

#[test]
fn every_rule_is_used() {
    let table = read("src/rules.rs");
    let names: BTreeMap<&str, &str> = table
        .lines()
        .filter_map(|line| {
            let mut parts = line.strip_prefix("    ")?.split(' ');
            let name = parts.next()?;
            Some((name, parts.next()?.strip_prefix('"')?.strip_suffix('"')?))
        })
        .collect();
    assert_eq!(names.len(), rules::ALL.len(), "the table is read whole");
    let code: String = sources()
        .iter()
        .filter(|(path, _)| path.starts_with("src/") && path != "src/rules.rs" && !path.ends_with("/tests.rs"))
        .map(|(_, text)| code(text))
        .collect();
    let used: BTreeSet<&str> = words(&code).map(|(_, word)| word).collect();
    let unused = names.iter().filter(|(name, _)| !used.contains(**name));
    none(unused.map(|(_, rule)| format!("nothing reports `{rule}`")).collect());
}

fn none(wrong: BTreeSet<String>) {
    assert!(wrong.is_empty(), "\n{}", wrong.into_iter().collect::<Vec<_>>().join("\n"));
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn read(path: &str) -> String {
    std::fs::read_to_string(root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// Every Rust file of ours, by its path.
fn sources() -> Vec<(String, String)> {
    let rust = tracked().into_iter().filter(|path| path.ends_with(".rs"));
    let sources: Vec<_> = rust.map(|path| (path.clone(), read(&path))).collect();
    assert!(sources.len() > 50);
    sources
}

/// The files of the repository, sorted: what a build or a checkout puts beside them is left out.
fn tracked() -> Vec<String> {
    fn walk(folder: &Path, out: &mut Vec<String>) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let name = path.strip_prefix(root()).unwrap().to_str().unwrap().replace('\\', "/");
            if matches!(&*name, ".git" | "target" | "_site" | "Cargo.lock") || name.ends_with("node_modules") {
                continue;
            }
            if path.is_dir() { walk(&path, out) } else { out.push(name) }
        }
    }
    let mut out = Vec::new();
    walk(root(), &mut out);
    out.sort();
    out
}

/// A file without its comments and without the tests at its end.
fn code(text: &str) -> String {
    let end = text.find("#[cfg(test)]\nmod tests").unwrap_or(text.len());
    let mut out = String::new();
    for line in text[..end].lines() {
        let comment = line.match_indices("//").find(|(at, _)| {
            // In a string it is the middle of an address.
            line[..*at].matches('"').count() % 2 == 0
        });
        out.push_str(comment.map_or(line, |(at, _)| &line[..at]));
        out.push('\n');
    }
    out
}

/// Words of a text with their places.
fn words(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let is_word = |char: char| char.is_alphanumeric() || char == '_';
    text.split(move |char| !is_word(char))
        .filter(|word| !word.is_empty())
        .map(|word| (word.as_ptr() as usize - text.as_ptr() as usize, word))
}

/// The modules that a file names by `crate::module` or `crate::{module, …}`.
fn uses(code: &str) -> BTreeSet<String> {
    let mut out = BTreeSet::new();
    for (at, word) in words(code) {
        let Some(rest) = code[at..].strip_prefix("crate::").filter(|_| word == "crate") else { continue };
        let Some(list) = rest.strip_prefix('{') else {
            out.extend(words(rest).next().map(|(_, word)| word.to_owned()));
            continue;
        };
        let mut depth = 0;
        let mut first = true;
        for (at, char) in list.char_indices() {
            match char {
                '}' if depth == 0 => break,
                '{' => depth += 1,
                '}' => depth -= 1,
                ',' if depth == 0 => first = true,
                char if depth == 0 && first && char.is_alphabetic() => {
                    first = false;
                    out.extend(words(&list[at..]).next().map(|(_, word)| word.to_owned()));
                }
                _ => {}
            }
        }
    }
    out
}

/// What stands between a line and the next that begins with `[`.
fn section<'a>(manifest: &'a str, head: &str) -> &'a str {
    let start = manifest.find(head).map_or(0, |at| at + head.len());
    let rest = &manifest[start..];
    &rest[..rest.find("\n[").unwrap_or(rest.len())]
}

/// Whether a line holds an absolute path that begins with a folder, rather than a longer path or address.
fn begins_a_path(line: &str, folder: &str) -> bool {
    line.match_indices(folder).any(|(at, _)| {
        let before = line[..at].chars().next_back();
        before.is_none_or(|char| !(char.is_alphanumeric() || "./-_~:}".contains(char)))
    })
}
