//! Random code in every language. By hand: it takes minutes.
//!
//! ```sh
//! SNIPPETS=2000 cargo test --release --lib highlight::random -- --ignored --nocapture
//! ```

use super::{LONG_LINE, grammar::grammars, highlight};

/// What code of any language has.
const PIECES: &[&str] = &[
    "(", ")", "[", "]", "{", "}", "<", ">", "</", "/>", "\"", "'", "`", "\"\"\"", "'''", "```", "/*", "*/", "//", "/",
    "<!--", "-->", "(*", "*)", "--", "#", "##", "%", "%>", "<%", "<?", "?>", "=", "==", "=>", "->", ":=", "::", ":",
    ";", ",", ".", "..", "...", "+", "-", "*", "**", "&", "&&", "|", "||", "^", "~", "!", "?", "@", "$", "${", "$(",
    "#{", "{{", "}}", "{%", "\\", "\\n", "\\\"", "0", "1", "9.5e-3", "0x1F", "a", "b", "foo", "Foo", "FOO_BAR", "_x",
    "é", "日本", " ", "  ", "\t", "<<EOF", "EOF", "@'",
];

struct Random(u64);

impl Random {
    fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % bound as u64) as usize
    }

    /// A few lines of pieces and of words of a grammar, some of them many times, and a few lines long.
    fn snippet(&mut self, words: &[&str]) -> String {
        let mut code = String::new();
        for _ in 0..1 + self.below(5) {
            let longest = if self.below(20) == 0 { 3_000 } else { LONG_LINE };
            let end = code.len() + self.below(longest);
            while code.len() < end {
                let pieces = if !words.is_empty() && self.below(3) == 0 { words } else { PIECES };
                let piece = pieces[self.below(pieces.len())];
                let times = if self.below(30) == 0 { self.below(100) } else { 1 };
                code.push_str(&piece.repeat(times.min((end - code.len()) / piece.len())));
                code.push_str(if self.below(2) == 0 { " " } else { "" });
            }
            code.push('\n');
        }
        code
    }
}

/// The words in the patterns of a grammar.
fn words(number: usize) -> Vec<&'static str> {
    let patterns = grammars().all_rules(number).map(|rule| rule.pattern.text());
    let words = patterns.flat_map(|text| text.split(|char: char| !char.is_ascii_alphabetic()));
    words.filter(|word| word.len() > 1).collect()
}

#[test]
#[ignore = "it takes minutes"]
fn code_in_every_language_is_coloured_in_few_steps() {
    let count = std::env::var("SNIPPETS").ok().and_then(|count| count.parse().ok()).unwrap_or(2_000);
    for (number, name) in grammars().names().enumerate() {
        let words = words(number);
        let mut random = Random(0x9E37_79B9_7F4A_7C15 + number as u64);
        let mut limits = 0;
        for _ in 0..count {
            let code = random.snippet(&words);
            let mut out = String::new();
            let limit = highlight(name, &code, &[], &mut out);
            let is_long = code.lines().any(|line| line.len() > LONG_LINE);
            assert!(limit.is_none() || is_long, "{name} takes too many steps: {code:?}");
            assert_eq!(out.matches("<span").count(), out.matches("</span>").count(), "{name}: {code:?}");
            limits += usize::from(limit.is_some());
        }
        if limits > 0 {
            println!("{name}: {limits} of {count} are plain from a long line on");
        }
    }
}

#[test]
#[ignore = "it takes minutes"]
fn matches_begin_where_they_may() {
    for (number, name) in grammars().names().enumerate() {
        let words = words(number);
        let mut random = Random(0xD1B5_4A32_D192_ED03 + number as u64);
        let snippets: Vec<String> = (0..20).map(|_| random.snippet(&words)).collect();
        let lines = snippets.iter().flat_map(|code| code.split_inclusive('\n')).filter(|line| line.len() < LONG_LINE);
        let lines: Vec<&str> = lines.collect();
        for rule in grammars().all_rules(number) {
            rule.pattern.assert_begins_as_it_may(name, &lines);
        }
    }
}
