//! Sets of characters, as patterns write them.

/// Characters: those of ASCII as bits, and whether there may be others.
#[derive(Clone, Copy, Default)]
pub(super) struct Set {
    pub ascii: u128,
    pub other: bool,
}

impl Set {
    pub(super) const LETTERS: u128 = Set::range(b'a', b'z') | Set::range(b'A', b'Z');
    pub(super) const DIGITS: u128 = Set::range(b'0', b'9');
    pub(super) const WORD: u128 = Set::LETTERS | Set::DIGITS | Set::range(b'_', b'_');
    pub(super) const HEX: u128 = Set::DIGITS | Set::range(b'a', b'f') | Set::range(b'A', b'F');
    pub(super) const SPACES: u128 = Set::range(b'\t', b'\r') | Set::range(b' ', b' ');
    pub(super) const ALL: Set = Set { ascii: u128::MAX, other: true };

    pub(super) const fn range(first: u8, last: u8) -> u128 {
        let (mut bits, mut byte) = (0, first);
        while byte <= last {
            bits |= 1 << byte;
            byte += 1;
        }
        bits
    }

    /// The characters from one to another; those beyond ASCII are all alike.
    pub(super) fn chars(first: char, last: char) -> Set {
        if !first.is_ascii() {
            return Set { ascii: 0, other: true };
        }
        let end = if last.is_ascii() { last as u8 } else { 127 };
        Set { ascii: Set::range(first as u8, end), other: !last.is_ascii() }
    }

    pub(super) fn ascii(ascii: u128) -> Set {
        Set { ascii, other: true }
    }

    pub(super) fn not(self) -> Set {
        Set { ascii: !self.ascii, other: true }
    }

    pub(super) fn or(self, more: Set) -> Set {
        Set { ascii: self.ascii | more.ascii, other: self.other || more.other }
    }

    pub(super) fn and(self, other: Set) -> Set {
        Set { ascii: self.ascii & other.ascii, other: self.other && other.other }
    }

    /// With the other case of each letter, some of which are not ASCII.
    pub(super) fn in_any_case(self) -> Set {
        let (upper, lower) = (Set::range(b'A', b'Z'), Set::range(b'a', b'z'));
        let ascii = self.ascii | (self.ascii & upper) << 32 | (self.ascii & lower) >> 32;
        Set { ascii, other: self.other || ascii & Set::LETTERS != 0 }
    }

    /// A class of characters that has a name; beyond ASCII it is not looked at.
    pub(super) fn named(name: &str, options: Options) -> Option<Set> {
        let name: String = name.chars().filter(|char| !matches!(char, '_' | '-' | ' ')).collect();
        Some(Set::ascii(match &*name.to_ascii_lowercase() {
            "l" | "letter" | "alpha" | "alphabetic" => Set::LETTERS,
            "lu" | "upper" | "uppercase" if !options.any_case => Set::range(b'A', b'Z'),
            "ll" | "lower" | "lowercase" if !options.any_case => Set::range(b'a', b'z'),
            "n" | "nd" | "digit" => Set::DIGITS,
            "alnum" => Set::LETTERS | Set::DIGITS,
            "word" => Set::WORD,
            "xdigit" => Set::HEX,
            "space" | "whitespace" => Set::SPACES,
            "blank" => Set::range(b'\t', b'\t') | Set::range(b' ', b' '),
            "pc" => Set::range(b'_', b'_'),
            "lt" | "lm" | "lo" | "nl" | "no" | "m" | "mn" | "mc" | "me" => 0,
            _ => return None,
        }))
    }
}

/// What is said in a pattern of how it is meant.
#[derive(Clone, Copy, Default)]
pub(super) struct Options {
    pub any_case: bool,
    pub dot_is_all: bool,
    pub extended: bool,
}
