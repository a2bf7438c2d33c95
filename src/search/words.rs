//! Splits text into the words that are searched for. `search.js` splits queries alike: `tests/search/words.json` holds both.

use unicode_normalization::UnicodeNormalization;

/// How a word stands in the text.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Form {
    Whole,
    /// A whole word with `_` inside, such as `strtok_s`: a name, which has no other forms.
    Name,
    /// A part of a word such as `PushBack`, or two words joined by a sign such as `::`.
    Part,
}

/// What is looked for in a text.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Depth {
    /// Words, their parts and joined pairs.
    All,
    /// Words only: code.
    Whole,
}

/// Longest word, pair and part in bytes.
const WORD_LIMIT: usize = 64;
const PAIR_LIMIT: usize = 40;

/// Whether a script is written without blanks between words: then each two neighbouring characters are a word. Its signs
/// of punctuation are none of these.
pub fn is_dense(char: char) -> bool {
    // Most text has none: one comparison for its characters.
    char >= '\u{E01}'
        && matches!(
            char as u32,
            0x0E01..=0x0E3A
                | 0x0E40..=0x0E4E
                | 0x0E50..=0x0E59
                | 0x0E81..=0x0EDF
                | 0x1000..=0x1049
                | 0x1050..=0x109F
                | 0x1100..=0x11FF
                | 0x1780..=0x17D3
                | 0x17DC..=0x17FF
                | 0x3005..=0x3007
                | 0x3041..=0x3096
                | 0x3099..=0x309F
                | 0x30A1..=0x30FA
                | 0x30FC..=0x30FF
                | 0x3130..=0x318F
                | 0x31F0..=0x31FF
                | 0x3400..=0x4DBF
                | 0x4E00..=0x9FFF
                | 0xAC00..=0xD7AF
                | 0xF900..=0xFAFF
                | 0xFF66..=0xFFDC
                | 0x20000..=0x3FFFF
        )
}

/// Dense characters that [`fold`] changes.
fn is_foldable(char: char) -> bool {
    matches!(
        char as u32,
        0x0E33 | 0x0EB3
            | 0x0EDC
            | 0x0EDD
            | 0x1100..=0x11FF
            | 0x3099..=0x309F
            | 0x30FF
            | 0x3130..=0x318F
            | 0xF900..=0xFAFF
            | 0xFF66..=0xFFDC
            | 0x2F800..=0x2FA1F
    )
}

fn is_accent(char: char) -> bool {
    matches!(char as u32, 0x300..=0x36F)
}

/// What is written or left out as one likes: accents, the points of Hebrew, the vowels and the long stroke of Arabic.
fn is_left_out(char: char) -> bool {
    is_accent(char) || matches!(char as u32, 0x591..=0x5C7 | 0x640 | 0x64B..=0x65F | 0x670)
}

/// Letters that are no others with an accent, though many type them so.
fn plain(char: char) -> Option<&'static str> {
    Some(match char {
        'ß' => "ss",
        'æ' => "ae",
        'œ' => "oe",
        'þ' => "th",
        'ø' => "o",
        'đ' | 'ð' => "d",
        'ł' => "l",
        'ı' => "i",
        'ς' => "σ",
        _ => return None,
    })
}

fn is_word(char: char) -> bool {
    char == '_' || char.is_alphanumeric() || is_accent(char)
}

/// A word in the form in which words are compared: without accents and other differences of writing.
pub fn fold(word: &str) -> String {
    match word.is_ascii() {
        true => word.to_ascii_lowercase(),
        false => {
            let mut out = String::with_capacity(word.len());
            for char in word.to_lowercase().nfkd().filter(|char| !is_left_out(*char)) {
                match plain(char) {
                    Some(plain) => out.push_str(plain),
                    None => out.push(char),
                }
            }
            out.nfc().collect()
        }
    }
}

/// What is kept from one text to the next, so that nothing is allocated for a word.
#[derive(Default)]
pub struct Splitter {
    word: String,
    /// The word before and the one at hand, joined.
    pair: String,
}

impl Splitter {
    /// Calls `found` for each word of a text, in lower case and not yet folded, and with the form in which it stands.
    pub fn split(&mut self, text: &str, depth: Depth, found: &mut impl FnMut(&str, Form)) {
        let bytes = text.as_bytes();
        let mut at = 0;
        // Where the word before is; `None` where there is none to be joined with.
        let mut before: Option<(usize, usize)> = None;
        while at < bytes.len() {
            let (mut end, mut kinds) = run(bytes, at);
            if end == at && bytes[at].is_ascii() {
                at += 1;
                continue;
            }
            // Most words are ASCII to their end.
            if end == at || bytes.get(end).is_some_and(|byte| !byte.is_ascii()) {
                let Some(char) = text[at..].chars().next() else { return };
                if is_dense(char) {
                    let end = at + text[at..].find(|char| !is_dense(char)).unwrap_or(text.len() - at);
                    pairs(&text[at..end], found);
                    (at, before) = (end, None);
                    continue;
                } else if !is_word(char) {
                    at += char.len_utf8();
                    continue;
                }
                end = at + text[at..].find(|char| !is_word(char) || is_dense(char)).unwrap_or(text.len() - at);
                kinds = UPPER | BLANK;
            }
            let written = &text[at..end];
            let whole = end + if written.len() <= 2 { signs(written, &text[end..]) } else { 0 };
            let word = lowered(&text[at..whole], kinds, &mut self.word);
            if written.len() > WORD_LIMIT || word.is_empty() {
                (at, before) = (whole, None);
                continue;
            }
            let is_name = kinds & BLANK != 0 && written.trim_matches('_').contains('_');
            found(word, if is_name { Form::Name } else { Form::Whole });
            if depth == Depth::All {
                if let Some((start, stop)) = before.filter(|(_, stop)| is_joint(&text[*stop..at])) {
                    self.join(&text[start..stop], &text[at..whole], found);
                }
                if kinds != LOWER {
                    parts(written, found);
                }
            }
            before = Some((at, whole));
            at = whole;
        }
    }

    /// Finds the word before and the one at hand as one.
    fn join(&mut self, before: &str, word: &str, found: &mut impl FnMut(&str, Form)) {
        let pair = &mut self.pair;
        pair.clear();
        pair.push_str(lowered(before, UPPER | BLANK, &mut self.word));
        let length = pair.len();
        let digit = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_digit);
        let word = lowered(word, UPPER | BLANK, &mut self.word);
        if length + word.len() > PAIR_LIMIT {
            return;
        }
        if digit(pair.as_bytes().last()) && digit(word.as_bytes().first()) {
            pair.push('.');
        }
        pair.push_str(word);
        found(pair, Form::Part);
    }
}

/// What the bytes of words are.
const LOWER: u8 = 1;
const UPPER: u8 = 2;
/// `_`.
const BLANK: u8 = 4;

/// By byte: what it is in a word, 0 for no part of a word of ASCII.
static KINDS: [u8; 256] = kinds();

const fn kinds() -> [u8; 256] {
    let mut kinds = [0; 256];
    let mut byte = 0_u8;
    while byte < 128 {
        kinds[byte as usize] = match byte {
            b'a'..=b'z' | b'0'..=b'9' => LOWER,
            b'A'..=b'Z' => UPPER,
            b'_' => BLANK,
            _ => 0,
        };
        byte += 1;
    }
    kinds
}

/// Where a run of ASCII letters, digits and `_` ends, and all that is in it.
fn run(bytes: &[u8], start: usize) -> (usize, u8) {
    let (mut end, mut all) = (start, 0);
    while let Some(byte) = bytes.get(end) {
        let kind = KINDS[usize::from(*byte)];
        if kind == 0 {
            break;
        }
        all |= kind;
        end += 1;
    }
    (end, all)
}

/// A word in lower case and without `_`.
fn lowered<'a>(written: &'a str, kinds: u8, buffer: &'a mut String) -> &'a str {
    if kinds == LOWER {
        return written;
    }
    buffer.clear();
    if written.is_ascii() {
        buffer.push_str(written);
        buffer.make_ascii_lowercase();
    } else {
        buffer.push_str(&written.to_lowercase());
    }
    if kinds & BLANK != 0 && buffer.contains('_') {
        buffer.retain(|char| char != '_');
    }
    buffer
}

fn is_joint(gap: &str) -> bool {
    matches!(gap, "-" | "." | "::" | "/" | "->")
}

/// The bytes of the signs that belong to a word before them: `c++`, `c#`.
fn signs(word: &str, rest: &str) -> usize {
    match rest.as_bytes() {
        [b'#', ..] if word.len() <= 2 && word.is_ascii() => 1,
        [b'+', b'+', ..] if word.len() <= 2 && word.is_ascii() => 2,
        _ => 0,
    }
}

/// Finds each two neighbours of a run of dense characters; a lone one by itself.
fn pairs(run: &str, found: &mut impl FnMut(&str, Form)) {
    let folded;
    let run = if run.contains(is_foldable) {
        folded = fold(run);
        &folded
    } else {
        run
    };
    let mut starts = run.char_indices().map(|(at, _)| at).chain([run.len()]);
    let (Some(mut first), Some(mut second)) = (starts.next(), starts.next()) else { return };
    let Some(mut third) = starts.next() else { return found(run, Form::Whole) };
    loop {
        found(&run[first..third], Form::Whole);
        (first, second) = (second, third);
        match starts.next() {
            Some(next) => third = next,
            None => return,
        }
    }
}

/// Finds the parts of a word that has `_`, aB, 1B or ABc inside: those of two characters or more.
fn parts(word: &str, found: &mut impl FnMut(&str, Form)) {
    // Most words have none: no sign of one in ASCII, and nothing else in them.
    let is_start = |pair: &[u8]| pair[1] == b'_' || pair[1].is_ascii_uppercase() != pair[0].is_ascii_uppercase();
    let rest = &word.as_bytes()[1..];
    if word.is_ascii() && !word.starts_with('_') && !rest.windows(2).any(is_start) {
        let second = rest.first().copied().unwrap_or_default();
        if second != b'_' && (word.as_bytes()[0].is_ascii_uppercase() || !second.is_ascii_uppercase()) {
            return;
        }
    }
    let chars: Vec<(usize, char)> = word.char_indices().collect();
    let mut ends = Vec::new();
    for (at, &(byte, char)) in chars.iter().enumerate() {
        let before = at.checked_sub(1).map(|at| chars[at].1);
        let after = chars.get(at + 1).map(|(_, char)| *char);
        let begins = char.is_uppercase()
            && before.is_some_and(|before| {
                before.is_lowercase()
                    || before.is_ascii_digit()
                    || before.is_uppercase() && after.is_some_and(char::is_lowercase)
            });
        if char == '_' || begins {
            ends.push(byte);
        }
    }
    let mut list: Vec<&str> = Vec::new();
    let mut from = 0;
    for end in ends.into_iter().chain([word.len()]) {
        let part = word[from..end].trim_matches('_');
        if part.chars().nth(1).is_some() {
            list.push(part);
        }
        from = end;
    }
    if list.len() > 1 {
        for part in list {
            found(&part.to_lowercase(), Form::Part);
        }
    }
}

/// Whether a word says nothing: long numbers, hashes and the like.
pub fn is_noise(word: &str) -> bool {
    if word.len() < 12 || !word.is_ascii() {
        return false;
    }
    let digits = word.bytes().filter(u8::is_ascii_digit).count();
    let hex = word.bytes().all(|byte| byte.is_ascii_hexdigit());
    digits == word.len() || word.len() >= 16 && digits >= 3 && hex || word.len() > 20 && digits * 3 > word.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The table that the tests of `search.js` read too.
    static TABLE: &str = include_str!("../../tests/search/words.json");

    #[test]
    fn texts_are_split_as_the_client_splits_queries() {
        let table: Vec<(String, Vec<String>, Vec<String>)> = serde_json::from_str(TABLE).unwrap();
        for (text, whole, part) in table {
            let (mut found_whole, mut found_part) = (Vec::new(), Vec::new());
            Splitter::default().split(&text, Depth::All, &mut |word, form| {
                let list = if form == Form::Part { &mut found_part } else { &mut found_whole };
                list.push(fold(word));
            });
            assert_eq!((found_whole, found_part), (whole, part), "{text}");
        }
    }

    #[test]
    fn code_has_whole_words_only() {
        let mut found = Vec::new();
        Splitter::default().split("std::PushBack", Depth::Whole, &mut |word, _| found.push(word.to_owned()));
        assert_eq!(found, ["std", "pushback"]);
    }

    #[test]
    fn noise() {
        let check = |word: &str, want| assert_eq!(is_noise(word), want, "{word}");
        check("123456789012", true);
        check("12345678901", false);
        check("deadbeef00112233", true);
        check("deadbeefdeadbeef", false);
        check("a1b2c3d4e5f6g7h8i9j0k1", true);
        check("getelementbyid2", false);
    }
}
