//! The forms in which search files hold numbers, sorted words and text.

/// The digits of numbers: printable ASCII that a string of JavaScript holds as it is, without `<`.
static DIGITS: [u8; 92] = digits();

const fn digits() -> [u8; 92] {
    let mut digits = [0; 92];
    let (mut at, mut byte) = (0, b' ');
    while at < digits.len() {
        if byte != b'"' && byte != b'\\' && byte != b'<' {
            digits[at] = byte;
            at += 1;
        }
        byte += 1;
    }
    digits
}

/// Numbers below this are one digit, those of two and three begin with the digits from here and from [`THREE`].
const TWO: u32 = 64;
const THREE: u32 = 84;
const BASE: u32 = 92;

/// Appends a number: small ones are short.
pub(super) fn number(out: &mut Vec<u8>, value: u32) {
    let mut digit = |value: u32| out.push(DIGITS[(value % BASE) as usize]);
    let two = TWO + (THREE - TWO) * BASE;
    let three = two + (BASE - 1 - THREE) * BASE * BASE;
    if value < TWO {
        digit(value);
    } else if value < two {
        let rest = value - TWO;
        digit(TWO + rest / BASE);
        digit(rest);
    } else if value < three {
        let rest = value - two;
        digit(THREE + rest / (BASE * BASE));
        digit(rest / BASE);
        digit(rest);
    } else {
        let rest = value - three;
        digit(BASE - 1);
        digit(rest / (BASE * BASE * BASE));
        digit(rest / (BASE * BASE));
        digit(rest / BASE);
        digit(rest);
    }
}

/// Appends a word as what it has after the one before it: a capital for how many leading characters they share, and the
/// rest.
pub(super) fn front(out: &mut String, last: &str, word: &str) {
    let shared = shared(last, word);
    out.push((b'A' + shared as u8) as char);
    out.push_str(&word[byte_of(word, shared)..]);
}

/// The characters that two words begin with alike, at most 25.
pub(super) fn shared(a: &str, b: &str) -> usize {
    a.chars().zip(b.chars()).take(25).take_while(|(a, b)| a == b).count()
}

/// The byte at which a character of a word begins.
pub(super) fn byte_of(word: &str, char: usize) -> usize {
    word.char_indices().nth(char).map_or(word.len(), |(at, _)| at)
}

/// Appends a text as a string of JavaScript that could stand in a page too.
pub(super) fn string(out: &mut Vec<u8>, text: &str) {
    let bytes = text.as_bytes();
    out.push(b'"');
    let mut from = 0;
    for (at, byte) in bytes.iter().enumerate() {
        let escaped: &[u8] = match byte {
            b'"' => b"\\\"",
            b'\\' => b"\\\\",
            b'\n' => b"\\n",
            b'<' => b"\\x3c",
            0..=0x1F => b" ",
            _ => continue,
        };
        out.extend_from_slice(&bytes[from..at]);
        out.extend_from_slice(escaped);
        from = at + 1;
    }
    out.extend_from_slice(&bytes[from..]);
    out.push(b'"');
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_short_and_read_back() {
        let read = |digits: &[u8]| {
            let digit =
                |at: usize| DIGITS.iter().position(|known| *known == digits[at]).expect("a digit is known") as u32;
            match digit(0) {
                one if one < TWO => one,
                two if two < THREE => TWO + (two - TWO) * 92 + digit(1),
                three if three < 91 => 1904 + (three - THREE) * 8464 + digit(1) * 92 + digit(2),
                _ => 61152 + ((digit(1) * 92 + digit(2)) * 92 + digit(3)) * 92 + digit(4),
            }
        };
        for (value, length) in [(0, 1), (63, 1), (64, 2), (1903, 2), (1904, 3), (61151, 3), (61152, 5), (9_999_999, 5)]
        {
            let mut out = Vec::new();
            number(&mut out, value);
            assert_eq!((out.len(), read(&out)), (length, value));
        }
    }

    #[test]
    fn words_and_strings() {
        let check = |last, word, want: &str| {
            let mut out = String::new();
            front(&mut out, last, word);
            assert_eq!(out, want);
        };
        check("", "map", "Amap");
        check("map", "maps", "Ds");
        check("größe", "größer", "Fr");
        let mut out = Vec::new();
        string(&mut out, "a\"b\\c\nd\t</é");
        assert_eq!(String::from_utf8(out).unwrap(), "\"a\\\"b\\\\c\\nd \\x3c/é\"");
    }
}
