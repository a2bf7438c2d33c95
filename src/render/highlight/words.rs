//! Languages without a grammar in the set: comments, strings, numbers and a list of words, a line at a time.

use super::{class::Class, writer::Writer};

/// What is to know of a language whose tokens end with the line.
pub(super) struct Words {
    name: &'static str,
    /// What makes the rest of a line a comment.
    comment: &'static str,
    /// What strings begin and end with.
    quotes: &'static str,
    /// What keeps the next character from ending a string; a doubled quote does in every language.
    escape: Option<char>,
    /// Characters that are keywords by themselves.
    operators: &'static str,
    /// Whether a name before a parenthesis is a function.
    calls: bool,
    /// Between blanks, in lower case: case does not matter.
    keywords: &'static str,
    constants: &'static str,
    /// Keywords that say what the name after them is.
    before_names: &'static [(&'static str, Class)],
}

static ALL: &[Words] = &[
    Words {
        name: "vb",
        comment: "'",
        quotes: "\"",
        escape: None,
        operators: "&*+-/<=>\\^#",
        calls: false,
        keywords: "\
            addhandler addressof and andalso as async await boolean byref byte byval call case catch cbool cbyte \
            cchar cdate cdbl cdec char cint class clng cobj const continue csng cstr ctype date decimal declare \
            default delegate dim directcast do double each else elseif end enum erase event exit finally for \
            friend from function get gettype global goto handles if implements imports in inherits integer \
            interface is isnot iterator let lib like long loop me mod module mustinherit mustoverride mybase \
            myclass namespace narrowing new next not notinheritable notoverridable object of on operator option \
            optional or orelse overloads overridable overrides paramarray partial private property protected \
            public raiseevent readonly redim region removehandler resume return sbyte select set shadows shared \
            short single static step stop strict string structure sub synclock then throw to try trycast typeof \
            uinteger ulong until ushort using when where while widening with withevents writeonly xor yield",
        constants: "false nothing true",
        before_names: &[
            ("as", Class::Type),
            ("class", Class::Type),
            ("enum", Class::Type),
            ("function", Class::Function),
            ("inherits", Class::Type),
            ("interface", Class::Type),
            ("module", Class::Type),
            ("namespace", Class::Type),
            ("new", Class::Type),
            ("of", Class::Type),
            ("structure", Class::Type),
            ("sub", Class::Function),
        ],
    },
    Words {
        name: "kql",
        comment: "//",
        quotes: "\"'",
        escape: Some('\\'),
        operators: "!*+-/<=>|~",
        calls: true,
        keywords: "\
            and as asc between by consume contains contains_cs count datatable declare desc distinct endswith \
            evaluate extend externaldata facet find fork from getschema has has_all has_any has_cs hasprefix \
            hassuffix in invoke join kind let limit lookup make-series matches materialize mv-apply mv-expand \
            nulls of on or order parse parse-kv parse-where partition print project project-away project-keep \
            project-rename project-reorder range reduce regex render sample sample-distinct scan search \
            serialize set sort startswith step summarize take to top top-nested union where with",
        constants: "false null true",
        before_names: &[("let", Class::Variable)],
    },
];

/// The language of a name.
pub(super) fn find(name: &str) -> Option<&'static Words> {
    ALL.iter().find(|words| words.name == name)
}

impl Words {
    /// Writes a line.
    pub(super) fn write_line(&self, line: &str, writer: &mut Writer) {
        let mut rest = line;
        let mut next_name = Class::Plain;
        while let Some(first) = rest.chars().next() {
            let (length, class) = if rest.starts_with(self.comment) {
                (rest.trim_end_matches(['\r', '\n']).len(), Class::Comment)
            } else if self.quotes.contains(first) {
                (self.string(rest, first), Class::String)
            } else if first.is_ascii_digit() {
                (word(rest, "."), Class::Number)
            } else if first.is_alphabetic() || first == '_' {
                self.name(rest, next_name)
            } else if self.operators.contains(first) {
                (1, Class::Keyword)
            } else {
                (first.len_utf8(), Class::Plain)
            };
            let (token, after) = rest.split_at(length);
            if !first.is_whitespace() {
                let told = self.before_names.iter().find(|(name, _)| name.eq_ignore_ascii_case(token));
                next_name = told.map_or(Class::Plain, |&(_, class)| class);
            }
            writer.token(token, class);
            rest = after;
        }
    }

    /// Length and class of the name that a text begins with.
    fn name(&self, text: &str, expected: Class) -> (usize, Class) {
        let length = word(text, "");
        if let Some(after) = text[length..].strip_prefix('-') {
            let joined = length + 1 + word(after, "");
            if holds(self.keywords, &text[..joined]) {
                return (joined, Class::Keyword);
            }
        }
        let class = match &text[..length] {
            name if holds(self.keywords, name) => Class::Keyword,
            name if holds(self.constants, name) => Class::Number,
            _ if self.calls && text[length..].starts_with('(') => Class::Function,
            _ => expected,
        };
        (length, class)
    }

    /// Length of the string that a text begins with; to the end of the line where it is not closed.
    fn string(&self, text: &str, quote: char) -> usize {
        let mut chars = text.char_indices().skip(1);
        while let Some((at, char)) = chars.next() {
            if Some(char) == self.escape {
                chars.next();
            } else if char == quote {
                return at + 1;
            }
        }
        text.trim_end_matches(['\r', '\n']).len()
    }
}

/// Length of the letters, digits and given characters that a text begins with; the given are not the last.
fn word(text: &str, inside: &str) -> usize {
    let is_letter = |char: char| char.is_alphanumeric() || char == '_';
    let end = text.find(|char| !is_letter(char) && !inside.contains(char)).unwrap_or(text.len());
    text[..end].trim_end_matches(|char| !is_letter(char)).len()
}

fn holds(words: &str, name: &str) -> bool {
    words.split(' ').any(|word| word.eq_ignore_ascii_case(name))
}
