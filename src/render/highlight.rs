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
pub mod colours;
mod language;
mod machine;
mod words;
mod writer;

use std::{cell::RefCell, sync::OnceLock};

use syntect::parsing::{SyntaxReference, SyntaxSet};

use self::{language::Language, machine::Machine, writer::Writer};

/// Bytes of a block above which it is written plainly.
const LARGEST_BLOCK: usize = 200 << 10;

/// What people call the language that a code block names (`csharp` is "C#"), with or without Learn's `-interactive`.
/// A name that is not known is given back as it is written; empty where none is worth showing.
pub fn language_label(info_language: &str) -> String {
    let Language { label, token } = language::find(info_language);
    match (label, token) {
        (Some(label), _) => label.to_owned(),
        (None, Some(name)) => grammar(name, "").map_or(name, |grammar| &grammar.name).to_owned(),
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
    out.reserve(code.len() * 2);
    let token = language::find(language).token.filter(|_| code.len() <= LARGEST_BLOCK);
    let words = token.and_then(words::find);
    let grammar = token.and_then(|token| grammar(token, code));
    let mut writer = Writer::new(out);
    MACHINE.with_borrow_mut(|machine| {
        let mut state = grammar.map(|grammar| machine.start(grammar));
        for (number, line) in (1..).zip(code.split_inclusive('\n')) {
            while let Some((_, last)) = marked.next_if(|&(first, _)| first <= number) {
                marked_until = marked_until.max(last);
            }
            if number <= marked_until {
                writer.start_marked_line();
            }
            match (words, &mut state) {
                (Some(words), _) => words.write_line(line, &mut writer),
                (None, Some(state)) => *state = machine.write_line(grammars(), *state, line, &mut writer),
                (None, None) => writer.plain(line),
            }
            if number <= marked_until {
                writer.end_marked_line();
            }
        }
    });
    writer.finish();
}

thread_local! {
    /// What this thread has learnt of grammars: it makes the same output sooner.
    static MACHINE: RefCell<Machine> = RefCell::default();
}

/// The grammar for a name or file extension, where there is one that colours anything.
fn grammar(token: &str, code: &str) -> Option<&'static SyntaxReference> {
    let grammar = match token {
        // The grammar of `php` itself waits for a `<?`, which examples leave out.
        "php" if !code.contains("<?") => grammars().find_syntax_by_name("PHP Source"),
        "js" => grammars().find_syntax_by_name("JavaScript"),
        _ => grammars().find_syntax_by_token(token),
    };
    grammar.filter(|grammar| grammar.name != "Plain Text")
}

fn grammars() -> &'static SyntaxSet {
    static SET: OnceLock<SyntaxSet> = OnceLock::new();
    SET.get_or_init(two_face::syntax::extra_newlines)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// In what is wanted, `[k x]` is `x` in a span of class `hk`, and `{x}` a marked line.
    fn check(language: &str, code: &str, marked: &[(usize, usize)], want: &str) {
        let mut out = String::new();
        highlight_lines(language, code, &mut out, marked);
        let mut html = want.replace('{', "<span class=\"ln hl\">").replace([']', '}'], "</span>");
        for class in "csnkftvid".chars() {
            html = html.replace(&format!("[{class} "), &format!("<span class=\"h{class}\">"));
        }
        assert_eq!(out, html, "{language}");
    }

    #[test]
    fn tokens_have_short_classes() {
        let check = |language, code, want| check(language, code, &[], want);
        check("csharp", "var x = 1; // a", "[k var] [v x] [k =] [n 1]; [c // a]");
        check("c#", "// a\n  // b < c\n\n", "[c // a\n  // b &lt; c]\n\n");
        check("CPP", "int f(T& x)\n", "[k int] [f f](T[k &amp;] [v x])\n");
        check("azurecli-interactive", "az group list --top 1", "[f az] group list [v --top] 1");
        check("php", "echo $a;", "[f echo] [v $a];");
        check("sql", "SELECT a FROM T", "[k SELECT] a [k FROM] T");
        check("jsonc", "\"a\", 1 // \"b\"", "[s \"a\"], [n 1] [c // \"b\"]");
        check("diff", "-x\r\n+y\r\n z", "[d -x]\r\n[i +y]\r\n z");
        check("xml", "<a b=\"c\"/>", "&lt;[t a b]=[s \"c\"]/&gt;");
        check("vb", "Dim x As New Foo(\"a\"\"b\") ' c\n", "[k Dim] x [k As New] [t Foo]([s \"a\"\"b\"]) [c ' c]\n");
        check(
            "vb",
            "Public Sub Main()\r\n  é = 1.5E3 + \"x",
            "[k Public Sub] [f Main]()\r\n  é [k =] [n 1.5E3] [k +] [s \"x]",
        );
        check("kusto", "T | where a-b > ago(1d) // x", "T [k | where] a[k -]b [k &gt;] [f ago]([n 1d]) [c // x]");
        check("kql", "| project-away 'a\\'b', true", "[k | project-away] [s 'a\\'b'], [n true]");
        check("vb", "f(Sub(x) x, Of)", "f([k Sub](x) x, [k Of])");
        check("yaml", "a:\n  b: c", "[t a]:\n  [t b]: [s c]");
    }

    #[test]
    fn what_has_no_grammar_is_plain() {
        let check = |language, code, want| check(language, code, &[], want);
        check("none", "a < b && c\n", "a &lt; b &amp;&amp; c\n");
        check("", "if", "if");
        check("output", "int x = 1;", "int x = 1;");
        check("never-heard-of", "int x", "int x");
    }

    #[test]
    fn long_lines_and_large_blocks_are_plain() {
        let check = |code: &str, want: &str| check("json", code, &[], want);
        let long = "1".repeat(1_001);
        check(&format!("1\n{long}\ntrue"), &format!("[n 1]\n{long}\n[n true]"));
        let blank = " ".repeat(101);
        check(&format!("1{blank}2"), &format!("1{blank}2"));
        let block = "1\n".repeat(110_000);
        check(&block, &block);
    }

    #[test]
    fn marked_lines_are_wrapped_with_their_line_end() {
        let check = |code, marked: &[_], want| check("c", code, marked, want);
        check("1;\n2;\n;\n", &[(2, 2)], "[n 1];\n{[n 2];\n};\n");
        check(";\n;\n;", &[(3, 9), (1, 1), (1, 1)], "{;\n};\n{;}");
        check(";\n;", &[(0, 0), (5, 2), (9, 9)], ";\n;");
        check("/* a\n\n b */\n", &[(2, 3)], "[c /* a]\n{\n}{ [c b */]\n}");
        check("/* a\n b */\n", &[], "[c /* a\n b */]\n");
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
            &format!("a = \"{}\" // z\nb = 1\n", "x<".repeat(1_500)),
        ];
        let names = grammars().syntaxes().iter().map(|grammar| &*grammar.name);
        for name in names.chain(["vb", "kql", "none"]) {
            for code in nasty {
                let mut out = String::new();
                highlight_lines(name, code, &mut out, &[(4, 9), (2, 2), (2, 3), (0, 0)]);
                assert_eq!(text(&out), code, "{name}");
                assert_eq!(out.matches("<span").count(), out.matches("</span>").count(), "{name}");
            }
        }
    }

    fn text(html: &str) -> String {
        let parts = html.split('<').enumerate().map(|(at, part)| match part.split_once('>') {
            Some((_, text)) if at > 0 => text,
            _ => part,
        });
        parts.collect::<String>().replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
    }
}
