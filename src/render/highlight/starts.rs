//! What a match of a pattern can begin with: most searches of a grammar find nothing, and most of those need not be made.
//!
//! Bytes are put into 64 classes, and of a pattern is known which two classes its matches begin with. It may be too much,
//! and is never too little: where a pattern has something that is not understood here, a match can be anywhere.

use super::characters::{Options, Set};

/// What a match may begin with.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Starts {
    /// For each class of the first byte, the classes of the second, as bits. `None` where nothing is known.
    pairs: Option<Box<[u64; 64]>>,
    at: At,
}

/// What a place needs beside the characters that come there.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum At {
    Anywhere,
    /// A word begins or ends.
    Boundary,
    LineStart,
}

/// The classes of the bytes of a line, with a line end behind them.
#[derive(Default)]
pub(super) struct Classes(Vec<u8>);

const DIGIT: u8 = 26;
const UNDERSCORE: u8 = 27;
const LINE_END: u8 = 30;
const CONTROL: u8 = 31;
/// Bytes of characters that are not ASCII: such a character has two and more.
const HIGH: u8 = 32;

/// The class of a byte. Letters are of one class in either case.
const fn class(byte: u8) -> u8 {
    match byte {
        b'a'..=b'z' => byte - b'a',
        b'A'..=b'Z' => byte - b'A',
        b'0'..=b'9' => DIGIT,
        b'_' => UNDERSCORE,
        b' ' => 28,
        b'\t' => 29,
        b'\n' => LINE_END,
        0x80.. => HIGH,
        // 31 marks.
        b'!'..=b'/' => 33 + byte - b'!',
        b':'..=b'@' => 48 + byte - b':',
        b'['..=b'^' => 55 + byte - b'[',
        b'`' => 59,
        b'{'..=b'~' => 60 + byte - b'{',
        _ => CONTROL,
    }
}

impl Classes {
    pub(super) fn read(&mut self, line: &str) {
        self.0.clear();
        self.0.extend(line.bytes().map(class));
        self.0.extend([LINE_END, LINE_END]);
    }

    /// Whether a word may begin or end at a place.
    fn is_boundary(&self, at: usize) -> bool {
        let is_word = |class| class <= UNDERSCORE;
        let Some(before) = at.checked_sub(1).map(|before| self.0[before]) else { return true };
        before == HIGH || self.0[at] == HIGH || is_word(before) != is_word(self.0[at])
    }
}

impl Starts {
    pub(super) const ANYWHERE: Starts = Starts { pairs: None, at: At::Anywhere };

    /// Of a pattern in the syntax of Oniguruma.
    pub(super) fn of(pattern: &str) -> Starts {
        let mut parser = Parser { rest: pattern.chars().collect(), at: 0, depth: 0 };
        let options = Options::default();
        let Some(first) = parser.alternatives(options).filter(|_| parser.at == parser.rest.len()) else {
            return Starts::ANYWHERE;
        };
        let at = first.at;
        let pairs = (!first.empty).then(|| Box::new(first.followed_by_anything().pairs));
        Starts { pairs, at }
    }

    /// The first place from another on where a match may begin.
    pub(super) fn next(&self, line: &str, classes: &Classes, from: usize) -> Option<usize> {
        if self.pairs.is_none() && self.at == At::Anywhere {
            return Some(from);
        }
        let last = if self.at == At::LineStart { 0 } else { line.len() };
        (from..=last).find(|&at| {
            let first = classes.0[at];
            let is_pair = |pairs: &[u64; 64]| pairs[usize::from(first)] >> classes.0[at + 1] & 1 != 0;
            self.pairs.as_deref().is_none_or(is_pair)
                && (self.at != At::Boundary || classes.is_boundary(at))
                && (first != HIGH || line.is_char_boundary(at))
        })
    }
}

/// What the text may begin with where a part of a pattern matches.
#[derive(Clone)]
struct First {
    /// Whether the part may match no character.
    empty: bool,
    /// Classes of a character that the part may be, so that what comes next is up to the next part.
    single: u64,
    /// Classes of the first two characters.
    pairs: [u64; 64],
    at: At,
    /// Whether the part matches no character in any case, so that the next part is at the same place.
    is_zero: bool,
}

impl First {
    /// Nothing is known of what a place that no character is read at needs.
    const ZERO: First = First { empty: true, single: 0, pairs: [0; 64], at: At::Anywhere, is_zero: true };

    fn of(set: Set) -> First {
        let mut first = First { empty: false, single: 0, pairs: [0; 64], at: At::Anywhere, is_zero: false };
        for byte in (0..128).filter(|byte| set.ascii >> byte & 1 != 0) {
            first.single |= 1 << class(byte);
        }
        if set.other {
            first.pairs[usize::from(HIGH)] = 1 << HIGH;
        }
        first
    }

    /// The classes of the first character.
    fn classes(&self) -> u64 {
        (0..64).filter(|&class| self.pairs[class] != 0).fold(self.single, |all, class| all | 1 << class)
    }

    fn followed_by_anything(mut self) -> First {
        for class in (0..64).filter(|class| self.single >> class & 1 != 0) {
            self.pairs[class] = u64::MAX;
        }
        self.single = 0;
        self
    }

    fn then(self, next: First) -> First {
        let mut pairs = self.pairs;
        let next_classes = if self.single == 0 { 0 } else { next.classes() };
        for (class, pairs) in pairs.iter_mut().enumerate() {
            *pairs |= if self.single >> class & 1 != 0 { next_classes } else { 0 };
            *pairs |= if self.empty { next.pairs[class] } else { 0 };
        }
        let own = if next.empty { self.single } else { 0 };
        let others = if self.empty { next.single } else { 0 };
        First {
            empty: self.empty && next.empty,
            single: own | others,
            pairs,
            at: if self.is_zero && self.at == At::Anywhere { next.at } else { self.at },
            is_zero: self.is_zero && next.is_zero,
        }
    }

    fn or(mut self, other: First) -> First {
        self.empty |= other.empty;
        self.single |= other.single;
        self.pairs.iter_mut().zip(other.pairs).for_each(|(pairs, more)| *pairs |= more);
        self.at = if self.at == other.at { self.at } else { At::Anywhere };
        self.is_zero &= other.is_zero;
        self
    }

    /// The part once or not at all.
    fn optional(self) -> First {
        First { empty: true, at: At::Anywhere, ..self }
    }

    /// The part once and more.
    fn repeated(self) -> First {
        self.clone().then(self.optional())
    }

    /// A look ahead at the part: it says what comes, and whatever it says comes next is read by the next part.
    fn ahead(self) -> First {
        First { is_zero: true, ..self.followed_by_anything() }
    }
}

/// A pattern that is read. All its functions give `None` for what they do not understand.
struct Parser {
    rest: Vec<char>,
    at: usize,
    depth: usize,
}

/// What an escape stands for, or what stands in brackets.
enum Item {
    Char(char),
    Set(Set),
}

impl Parser {
    /// Groups inside each other that are followed.
    const DEEPEST: usize = 40;

    fn peek(&self) -> Option<char> {
        self.rest.get(self.at).copied()
    }

    fn next(&mut self) -> Option<char> {
        self.at += 1;
        self.rest.get(self.at - 1).copied()
    }

    fn eat(&mut self, text: &str) -> bool {
        let is_there = text.chars().enumerate().all(|(at, char)| self.rest.get(self.at + at) == Some(&char));
        self.at += if is_there { text.chars().count() } else { 0 };
        is_there
    }

    /// As far as a parenthesis that closes, or the end.
    fn alternatives(&mut self, options: Options) -> Option<First> {
        self.depth += 1;
        if self.depth > Parser::DEEPEST {
            return None;
        }
        let mut all = self.sequence(options)?;
        while self.eat("|") {
            all = all.or(self.sequence(options)?);
        }
        self.depth -= 1;
        Some(all)
    }

    fn sequence(&mut self, options: Options) -> Option<First> {
        let mut first = First::ZERO;
        loop {
            self.skip_comments(options);
            if matches!(self.peek(), None | Some('|' | ')')) {
                return Some(first);
            }
            let part = self.part(options)?;
            first = first.then(self.repeats(part, options)?);
        }
    }

    fn skip_comments(&mut self, options: Options) {
        while options.extended && self.peek().is_some_and(|char| char == '#' || char.is_ascii_whitespace()) {
            if self.next() == Some('#') {
                while self.peek().is_some_and(|char| char != '\n') {
                    self.at += 1;
                }
            }
        }
    }

    /// What follows a part and says how often it is there.
    fn repeats(&mut self, mut part: First, options: Options) -> Option<First> {
        loop {
            self.skip_comments(options);
            part = if self.eat("*") {
                part.repeated().optional()
            } else if self.eat("+") {
                part.repeated()
            } else if self.eat("?") {
                part.optional()
            } else if let Some(is_optional) = self.interval() {
                if is_optional { part.repeated().optional() } else { part.repeated() }
            } else {
                return Some(part);
            };
            // As few as possible, or without a way back: it begins with the same.
            let _ = self.eat("?") || self.eat("+");
        }
    }

    /// `{2,3}` and the like; whether the part may be missing. Anything else in braces is text.
    fn interval(&mut self) -> Option<bool> {
        let rest = &self.rest[self.at..];
        let length = rest.iter().take(12).position(|&char| char == '}').filter(|_| rest[0] == '{')?;
        let inside: String = rest[1..length].iter().collect();
        let (least, most) = inside.split_once(',').unwrap_or((&inside, &inside));
        let is_number = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        if !is_number(least) || !is_number(most) || least.is_empty() && most.is_empty() {
            return None;
        }
        self.at += length + 1;
        // `{2}?` is twice or not at all.
        Some(least.bytes().all(|byte| byte == b'0') || !inside.contains(',') && self.peek() == Some('?'))
    }

    fn part(&mut self, options: Options) -> Option<First> {
        let char = self.next()?;
        Some(match char {
            '(' => return self.group(options),
            '[' => First::of(self.brackets(options)?),
            '.' if options.dot_is_all => First::of(Set::ALL),
            '.' => First::of(Set::chars('\n', '\n').not()),
            '^' => First { at: At::LineStart, ..First::ZERO },
            '$' => line_end(),
            '\\' => match self.peek()? {
                'b' => self.zero(First { at: At::Boundary, ..First::ZERO }),
                'B' | 'A' | 'G' => self.zero(First::ZERO),
                'Z' | 'z' => self.zero(line_end()),
                _ => match self.escape(options)? {
                    Item::Set(set) => First::of(set),
                    Item::Char(char) => literal(char, options)?,
                },
            },
            // There is nothing that they could repeat.
            '*' | '+' | '?' => return None,
            _ => literal(char, options)?,
        })
    }

    fn zero(&mut self, first: First) -> First {
        self.at += 1;
        first
    }

    fn group(&mut self, options: Options) -> Option<First> {
        if self.peek() == Some('*') {
            return None;
        }
        if !self.eat("?") {
            return self.closed(options);
        }
        if self.eat("#") {
            while self.next()? != ')' {}
            return Some(First::ZERO);
        }
        if self.eat(":") || self.eat(">") {
            return self.closed(options);
        }
        if self.eat("=") {
            return self.closed(options).map(First::ahead);
        }
        if self.eat("!") || self.eat("<=") || self.eat("<!") {
            return self.closed(options).map(|_| First::ZERO);
        }
        if self.eat("<") {
            while self.next()? != '>' {}
            return self.closed(options);
        }
        self.options(options)
    }

    fn closed(&mut self, options: Options) -> Option<First> {
        let first = self.alternatives(options)?;
        self.eat(")").then_some(first)
    }

    /// `(?i:…)`, or `(?i)`, which is a group as far as the one around it.
    fn options(&mut self, mut options: Options) -> Option<First> {
        let mut value = true;
        loop {
            match self.next()? {
                '-' => value = false,
                'i' => options.any_case = value,
                'm' => options.dot_is_all = value,
                'x' => options.extended = value,
                ':' => return self.closed(options),
                ')' => return self.alternatives(options),
                _ => return None,
            }
        }
    }

    /// What follows a backslash, in brackets and out of them.
    fn escape(&mut self, options: Options) -> Option<Item> {
        let char = self.next()?;
        let set = |ascii| Some(Item::Set(Set::ascii(ascii)));
        match char {
            'w' => set(Set::WORD),
            'd' => set(Set::DIGITS),
            's' => set(Set::SPACES),
            'h' => set(Set::HEX),
            'W' => set(!Set::WORD),
            'D' => set(!Set::DIGITS),
            'S' => set(!Set::SPACES),
            'H' => set(!Set::HEX),
            't' => Some(Item::Char('\t')),
            'n' => Some(Item::Char('\n')),
            'r' => Some(Item::Char('\r')),
            'f' => Some(Item::Char('\u{c}')),
            'v' => Some(Item::Char('\u{b}')),
            'a' => Some(Item::Char('\u{7}')),
            'e' => Some(Item::Char('\u{1b}')),
            'x' if self.eat("{") => self.code(8, true),
            'x' => self.code(2, false),
            'u' => self.code(4, false),
            'p' | 'P' => {
                if !self.eat("{") {
                    return None;
                }
                let is_not = self.eat("^") != (char == 'P');
                let mut name = String::new();
                while !self.eat("}") {
                    name.push(self.next()?);
                }
                let set = Set::named(&name, options)?;
                Some(Item::Set(if is_not { set.not() } else { set }))
            }
            _ if char.is_ascii_alphanumeric() => None,
            _ => Some(Item::Char(char)),
        }
    }

    /// A character by its number in up to so many digits.
    fn code(&mut self, most: usize, is_braced: bool) -> Option<Item> {
        let mut digits = String::new();
        while digits.len() < most && self.peek().is_some_and(|char| char.is_ascii_hexdigit()) {
            digits.extend(self.next());
        }
        if is_braced && !self.eat("}") {
            return None;
        }
        let char = u32::from_str_radix(&digits, 16).ok().and_then(char::from_u32)?;
        // Two digits are a byte, which beyond ASCII is part of a character.
        (is_braced || most == 4 || char.is_ascii()).then_some(Item::Char(char))
    }

    /// The characters of brackets, behind the first.
    fn brackets(&mut self, options: Options) -> Option<Set> {
        self.depth += 1;
        if self.depth > Parser::DEEPEST {
            return None;
        }
        let is_not = self.eat("^");
        let mut all = Set::ALL;
        let mut set = Set::default();
        let start = self.at;
        loop {
            if self.at > start && self.eat("]") {
                break;
            }
            if self.eat("&&") {
                all = all.and(set);
                set = Set::default();
                continue;
            }
            set = set.or(match self.bracket_item(options)? {
                Item::Set(more) => more,
                Item::Char(first)
                    if self.peek() == Some('-') && !matches!(self.rest.get(self.at + 1), None | Some(']' | '[')) =>
                {
                    self.at += 1;
                    match self.bracket_item(options)? {
                        Item::Char(last) => Set::chars(first, last),
                        Item::Set(_) => return None,
                    }
                }
                Item::Char(char) => Set::chars(char, char),
            });
        }
        self.depth -= 1;
        let mut set = all.and(set);
        if options.any_case {
            set = set.in_any_case();
        }
        Some(if is_not { set.not() } else { set })
    }

    fn bracket_item(&mut self, options: Options) -> Option<Item> {
        match self.next()? {
            '[' if self.eat(":") => {
                let is_not = self.eat("^");
                let mut name = String::new();
                while !self.eat(":]") {
                    name.push(self.next()?);
                }
                let set = Set::named(&name, options)?;
                Some(Item::Set(if is_not { set.not() } else { set }))
            }
            '[' => self.brackets(options).map(Item::Set),
            '\\' if self.eat("b") => Some(Item::Char('\u{8}')),
            '\\' => self.escape(options),
            char => Some(Item::Char(char)),
        }
    }
}

fn literal(char: char, options: Options) -> Option<First> {
    let set = Set::chars(char, char);
    match options.any_case {
        // Some of them are two letters in the other case.
        true if !char.is_ascii() => None,
        true => Some(First::of(set.in_any_case())),
        false => Some(First::of(set)),
    }
}

/// The place before the end of the line, and the one behind it.
fn line_end() -> First {
    First::of(Set::chars('\n', '\n')).ahead()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// In what is wanted, `^` is below each place where a match may begin, the end of the line included.
    fn check(pattern: &str, line: &str, want: &str) {
        let line = format!("{line}\n");
        let mut classes = Classes::default();
        classes.read(&line);
        let starts = Starts::of(pattern);
        let mut marks = vec![' '; line.len() + 1];
        let mut from = 0;
        while let Some(at) = starts.next(&line, &classes, from) {
            marks[at] = '^';
            from = at + 1;
            if from > line.len() {
                break;
            }
        }
        assert_eq!(marks.iter().collect::<String>().trim_end(), want, "{pattern}");
    }

    #[test]
    fn matches_begin_with_what_their_patterns_begin_with() {
        check("ab", "ab aB ba b", "^  ^");
        check("a|bc", "ab bc", "^  ^");
        check(r"\b(?:if|in)\b", "if xin in i", "^      ^");
        check("a*b", "cab d", " ^^");
        check("a+b", "aab a", "^^");
        check("a?", "x", "^^^");
        check(r"(?=[({])x?", "f(x) {", " ^   ^");
        check("(?!a)b", "ab b", " ^ ^");
        check("(?i:ab)", "Ab aB éa", "^  ^  ^");
        check("(?x) a # b\n b", "ab b", "^");
        check("[^a-y]z", "zz az", "^  ^");
        check("$", "ab", "  ^^");
        check("^ *a|^b", "a", "^");
        check("^a", "ba", "");
        check("^a|b", "ab", "^^");
        check(r"\p{L}=", "a= é= 1=", "^  ^");
        check("é", "aé", " ^");
        check("a{2}b", "aab", "^^");
        check("[a&&[ab]]c", "ac bc", "^");
        check(r"\x{41}\x42", "ab", "^");
    }

    #[test]
    fn what_is_not_understood_can_be_anywhere() {
        for pattern in [r"(a)\1", r"\Ka", "(?~a)", r"\p{Greek}", r"(?i)ß", "(?<n>a)\\g<n>", "(*FAIL)", "a**b)", "(a"] {
            check(pattern, "x", "^^^");
        }
    }
}
