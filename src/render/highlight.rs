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

mod characters;
mod class;
pub mod colours;
mod grammar;
mod language;
mod machine;
#[cfg(test)]
mod random;
mod reading;
mod regex;
mod starts;
mod words;
mod writer;

use std::cell::RefCell;

use self::{
    grammar::grammars,
    language::Language,
    machine::{Machine, Place},
    words::Words,
    writer::Writer,
};

/// Bytes of a block that are coloured at most, in whole lines.
const LARGEST_BLOCK: usize = 200 << 10;

/// Bytes of a line above which a check looks whether it takes too many steps. It leaves shorter lines alone, because it would
/// have to colour all code: in random text in every language (`random.rs`) none of them does, and if one did, the rest of
/// its block would be plain without a finding.
const LONG_LINE: usize = 200;

/// What people call the language that a code block names (`csharp` is "C#"), with or without Learn's `-interactive`.
/// A name that is not known is given back as it is written; empty where none is worth showing.
pub fn language_label(info_language: &str) -> String {
    let Language { label, token } = language::find(info_language);
    match (label, token) {
        (Some(label), _) => label.to_owned(),
        (None, Some(name)) => grammars().find(name, "").map_or(name, |grammar| &grammar.name).to_owned(),
        (None, None) => String::new(),
    }
}

/// Where code is plain from, because there is more of it than can be coloured.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Limit {
    /// The first line without colours, counted from 1.
    pub line: usize,
    pub cause: Cause,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Cause {
    /// With this line the block is larger than 200 KB.
    Size,
    /// The grammar takes too many steps.
    Steps,
}

/// Where a block stops being coloured, if it does. Where it has no long lines it is not coloured for that.
pub fn limit(language: &str, code: &str) -> Option<Limit> {
    let may_stop = code.len() > LARGEST_BLOCK || code.split('\n').any(|line| line.len() > LONG_LINE);
    if may_stop { highlight(language, code, &[], &mut String::new()) } else { None }
}

/// Writes code as escaped HTML with coloured tokens. Without its tags it is the code again, byte for byte.
///
/// Each marked line and its line end are in a `<span class="ln hl">`; `marked` are first and last lines, counted from 1, in
/// any order. Colours end where a line is beyond a limit.
pub fn highlight(language: &str, code: &str, marked: &[(usize, usize)], out: &mut String) -> Option<Limit> {
    let mut marked = marked.to_vec();
    marked.sort_unstable();
    let mut marked = marked.into_iter().peekable();
    let mut marked_until = 0;
    out.reserve(code.len() * 2);
    let mut writer = Writer::new(out);
    let mut bytes = 0;
    let mut limit = None;
    MACHINE.with_borrow_mut(|machine| {
        let mut colouring = Colouring::of(language, code, machine);
        for (number, line) in (1..).zip(code.split_inclusive('\n')) {
            while let Some((_, last)) = marked.next_if(|&(first, _)| first <= number) {
                marked_until = marked_until.max(last);
            }
            if number <= marked_until {
                writer.start_marked_line();
            }
            bytes += line.len();
            if limit.is_none() {
                let cause = colouring.write_line(line, bytes, machine, &mut writer);
                limit = cause.map(|cause| Limit { line: number, cause });
            }
            if limit.is_some() {
                writer.plain(line);
            }
            if number <= marked_until {
                writer.end_marked_line();
            }
        }
    });
    writer.finish();
    limit
}

/// How a block is coloured.
enum Colouring {
    Plain,
    Words(&'static Words),
    Grammar(Place),
}

impl Colouring {
    fn of(language: &str, code: &str, machine: &mut Machine) -> Colouring {
        let Some(token) = language::find(language).token else { return Colouring::Plain };
        if let Some(words) = words::find(token) {
            return Colouring::Words(words);
        }
        let start = grammars().find(token, code).and_then(|grammar| grammars().start(grammar));
        start.map_or(Colouring::Plain, |start| Colouring::Grammar(machine.start(start, code.len())))
    }

    /// Writes a line with which a block has so many bytes; where it is beyond a limit, nothing is written.
    fn write_line(&mut self, line: &str, bytes: usize, machine: &mut Machine, writer: &mut Writer) -> Option<Cause> {
        match self {
            Colouring::Plain => writer.plain(line),
            _ if bytes > LARGEST_BLOCK => return Some(Cause::Size),
            Colouring::Words(words) => words.write_line(line, writer),
            Colouring::Grammar(place) => {
                return machine.write_line(place, line, writer).is_none().then_some(Cause::Steps);
            }
        }
        None
    }
}

thread_local! {
    /// What this thread has learnt of grammars: it makes the same output sooner.
    static MACHINE: RefCell<Machine> = RefCell::default();
}

#[cfg(test)]
mod tests {
    use super::*;

    /// In what is wanted, `[k x]` is `x` in a span of class `hk`, and `{x}` a marked line.
    fn check(language: &str, code: &str, marked: &[(usize, usize)], want: &str) {
        let mut out = String::new();
        highlight(language, code, marked, &mut out);
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
    fn a_grammar_that_goes_round_in_circles_is_left() {
        let check = |language, code, want| check(language, code, &[], want);
        check("js", "return a /* c */\nb = 1;", "[k return] [v a] [c /* c */]\n[v b] [k =] [n 1];");
        check("js", "var a /* c */\n/* d */\nf()", "[k var] [v a] [c /* c */\n/* d */]\n[f f]()");
        check(
            "svelte",
            "<script>\nreturn a /* c */\n</script>",
            "&lt;[t script]&gt;\n[k return] [v a] [c /* c */]\n&lt;/[t script]&gt;",
        );
    }

    #[test]
    fn long_lines_are_coloured() {
        let long = "1".repeat(3_000);
        check("json", &format!("1\n{long},\ntrue"), &[], &format!("[n 1\n{long}],\n[n true]"));
        let blank = " ".repeat(3_000);
        check("json", &format!("1,{blank}2"), &[], &format!("[n 1],{blank}[n 2]"));
    }

    #[test]
    fn what_is_beyond_a_limit_is_plain() {
        let check = |language, code: &str, want: Option<(usize, Cause)>| {
            let want = want.map(|(line, cause)| Limit { line, cause });
            let mut out = String::new();
            assert_eq!(highlight(language, code, &[], &mut out), want, "{language}");
            assert_eq!(limit(language, code), want, "{language}");
            assert_eq!(text(&out), code);
            let lines = want.map_or(usize::MAX, |limit| limit.line - 1);
            let plain: String = out.split_inclusive('\n').skip(lines).collect();
            assert!(!plain.contains('<'), "{language}");
        };
        let lines = |count| "1,\n".repeat(count);
        check("json", &lines(68_266), None);
        check("json", &lines(68_270), Some((68_267, Cause::Size)));
        check("kql", &lines(68_270), Some((68_267, Cause::Size)));
        check("text", &lines(68_270), None);
        let slow = format!("wire a;\n{}\nwire b;\n", "(".repeat(2_000));
        check("systemverilog", &slow, Some((2, Cause::Steps)));
        check("sv", &slow.replace('(', " "), None);
        check("text", &slow, None);
        // Each line can be read, and not so many of them.
        let slow = format!("wire a;\n{}", format!("{}{}\n", "(".repeat(280), ")".repeat(280)).repeat(300));
        assert!(highlight("sv", &slow, &[], &mut String::new()).is_some_and(|limit| limit.line > 5));
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
        for name in grammars().names().chain(["vb", "kql", "none"]) {
            for code in nasty {
                let mut out = String::new();
                highlight(name, code, &[(4, 9), (2, 2), (2, 3), (0, 0)], &mut out);
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
