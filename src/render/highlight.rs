//! Colours in code: the text of a block to escaped HTML with a few short classes.
//!
//! | class | is |
//! | --- | --- |
//! | `hc` | comment |
//! | `hs` | string |
//! | `hn` | number, constant, escape |
//! | `hk` | keyword, operator, storage |
//! | `hf` | function |
//! | `ht` | type, tag, attribute, key |
//! | `hv` | variable, parameter |
//! | `hi`, `hd` | inserted, deleted |

mod class;
mod language;
mod writer;

use std::sync::OnceLock;

use syntect::parsing::{ParseState, SyntaxReference, SyntaxSet};

use self::{class::Scopes, language::Language, writer::Writer};

/// Bytes of a line above which it is written plainly: some grammars take quadratic time.
const LONGEST_LINE: usize = 2_000;

/// Bytes of a block above which it is written plainly.
const LARGEST_BLOCK: usize = 200 << 10;

/// What people call the language that a code block names (`csharp` is "C#"), with or without Learn's `-interactive`.
/// A name that is not known is given back as it is written; empty where none is worth showing.
pub fn language_label(info_language: &str) -> String {
    let Language { label, token } = language::find(info_language);
    match (label, token) {
        (Some(label), _) => label.to_owned(),
        (None, Some(name)) => grammar(name, "").map_or(name, |(_, grammar)| &grammar.name).to_owned(),
        (None, None) => String::new(),
    }
}

/// Writes code as escaped HTML with coloured tokens. Without its tags it is the code again, byte for byte.
pub fn highlight(language: &str, code: &str, out: &mut String) {
    highlight_lines(language, code, out, &[]);
}

/// As [`highlight`], with a `<span class="ln hl">` around each marked line and its line end. `marked` are first and
/// last lines, counted from 1, in any order.
pub fn highlight_lines(language: &str, code: &str, out: &mut String, marked: &[(usize, usize)]) {
    let mut marked = marked.to_vec();
    marked.sort_unstable();
    let mut marked = marked.into_iter().peekable();
    let mut marked_until = 0;
    out.reserve(code.len() + code.len() / 2);
    let mut tokens = language::find(language)
        .token
        .filter(|_| code.len() <= LARGEST_BLOCK)
        .and_then(|token| grammar(token, code))
        .map(|(set, grammar)| Tokens::new(set, grammar));
    let mut writer = Writer::new(out);
    for (number, line) in (1..).zip(code.split_inclusive('\n')) {
        while let Some((_, last)) = marked.next_if(|&(first, _)| first <= number) {
            marked_until = marked_until.max(last);
        }
        if number <= marked_until {
            writer.start_marked_line();
        }
        match &mut tokens {
            Some(tokens) => tokens.write_line(line, &mut writer),
            None => writer.plain(line),
        }
        if number <= marked_until {
            writer.end_marked_line();
        }
    }
    writer.finish();
}

/// The grammar for a name or file extension, where there is one that colours anything.
fn grammar(token: &str, code: &str) -> Option<(&'static SyntaxSet, &'static SyntaxReference)> {
    static SET: OnceLock<SyntaxSet> = OnceLock::new();
    let set = SET.get_or_init(two_face::syntax::extra_newlines);
    let grammar = match token {
        // The grammar of `php` itself waits for a `<?`, which examples leave out.
        "php" if !code.contains("<?") => set.find_syntax_by_name("PHP Source"),
        "js" => set.find_syntax_by_name("JavaScript"),
        _ => set.find_syntax_by_token(token),
    };
    grammar.filter(|grammar| grammar.name != "Plain Text").map(|grammar| (set, grammar))
}

/// A block on its way through a grammar.
struct Tokens {
    set: &'static SyntaxSet,
    state: ParseState,
    scopes: Scopes,
    /// A line with the line end that grammars wait for, where the code has another or none.
    line: String,
}

impl Tokens {
    fn new(set: &'static SyntaxSet, grammar: &SyntaxReference) -> Tokens {
        Tokens { set, state: ParseState::new(grammar), scopes: Scopes::default(), line: String::new() }
    }

    fn write_line(&mut self, line: &str, writer: &mut Writer) {
        let body = line.trim_end_matches(['\r', '\n']);
        // A line that is too long counts as an empty one, so that what ends with a line does.
        let too_long = line.len() > LONGEST_LINE;
        let known = if too_long { "" } else { body };
        let fed = if known.len() + 1 == line.len() && line.ends_with('\n') {
            line
        } else {
            self.line.clear();
            self.line.push_str(known);
            self.line.push('\n');
            &self.line
        };
        let Ok(steps) = self.state.parse_line(fed, self.set) else { return writer.plain(line) };
        let mut from = 0;
        for (at, step) in &steps {
            let at = (*at).min(known.len());
            if at > from {
                writer.token(&line[from..at], self.scopes.class());
                from = at;
            }
            self.scopes.apply(step);
        }
        if too_long {
            writer.plain(line);
        } else {
            writer.token(&line[from..], self.scopes.class());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(language: &str, code: &str, want: &str) {
        let mut out = String::new();
        highlight(language, code, &mut out);
        assert_eq!(out, want, "{language}");
    }

    fn text(html: &str) -> String {
        let mut text = String::new();
        let mut rest = html;
        while let Some(at) = rest.find('<') {
            text.push_str(&rest[..at]);
            rest = &rest[at + rest[at..].find('>').expect("tags are closed") + 1..];
        }
        text.push_str(rest);
        text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
    }

    #[test]
    fn tokens_have_short_classes() {
        check("none", "a < b && c\n", "a &lt; b &amp;&amp; c\n");
        check("", "if", "if");
        check("output", "int x = 1;", "int x = 1;");
        check("never-heard-of", "int x", "int x");
    }

    #[test]
    fn every_language_gives_the_text_back() {
        let nasty = [
            "",
            "\n",
            "\r\n\r\n",
            " \t \n\n  x",
            "a\r\nb\rc\n",
            "\"open <b> & 'x\n\n# é 日本 \u{1F469}\u{200D}\u{1F469}\n/* open\n*/ }])>",
            "<?php <a b=\"c\">&amp;</a> <!-- -- > ${a${b}} `x` @'\n'@ \"\"\" '''\n",
            "<<EOF\n$(a \"$b\")\nEOF\nfunc(a, b){return 1.5e3 + 0x1F;} // e\n--- a\n+++ b\n@@ -1 +1 @@\n-x\n+y\n",
            "\u{feff}x\u{0}\u{7f}\u{85}\u{2028}y\n\u{b}\u{c}\n",
        ];
        let long = format!("a = \"{}\" // z\nb = 1\n", "x<".repeat(1_500));
        let set = two_face::syntax::extra_newlines();
        for grammar in set.syntaxes() {
            for code in nasty.iter().copied().chain([&*long]) {
                let mut out = String::new();
                highlight_lines(&grammar.name, code, &mut out, &[(4, 9), (2, 2), (2, 3), (0, 0)]);
                assert_eq!(text(&out), code, "{}", grammar.name);
                assert_eq!(out.matches("<span").count(), out.matches("</span>").count(), "{}", grammar.name);
            }
        }
    }
}
