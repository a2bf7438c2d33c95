//! Which dollar signs are those of formulas. The parser would take two in one paragraph for one, whatever is between
//! them: prices, variables of programs, regular expressions.

use std::borrow::Cow;

use super::{
    bars::{link_end, tag_end},
    lines,
};
use crate::find;

/// How far the end of a code span or a link is looked for.
const SEARCH_LIMIT: usize = 4096;

/// Puts commas in the place of dollar signs that belong to no formula.
pub(super) fn hide(text: &mut Cow<'_, str>, from: usize) {
    if find::all(&text[from..], b'$').next().is_none() {
        return;
    }
    let mut hidden = Vec::new();
    let mut paragraph = from..from;
    let mut fence: Option<(u8, usize)> = None;
    let mut at = from;
    for line in text[from..].split_inclusive('\n') {
        let start = at + lines::content_start(line);
        at += line.len();
        let content = text[start..at].trim_end();
        let marks = lines::fence(content);
        if let Some((sign, length)) = fence {
            paragraph = at..at;
            fence = fence.filter(|_| {
                !marks.is_some_and(|marks| marks.0 == sign && marks.1 >= length && content.len() == marks.1)
            });
        } else if marks.is_some() || content.is_empty() || lines::begins_block(content) {
            dollars(text, paragraph, &mut hidden);
            paragraph = if marks.is_some() { at..at } else { start..at };
            fence = marks;
        } else {
            paragraph.end = at;
        }
    }
    dollars(text, paragraph, &mut hidden);
    lines::replace(text, &hidden, ',');
}

/// Finds the dollar signs of a paragraph that are none of a formula.
fn dollars(text: &str, paragraph: std::ops::Range<usize>, hidden: &mut Vec<usize>) {
    let bytes = &text.as_bytes()[..paragraph.end];
    let mut at = paragraph.start;
    while let Some(&byte) = bytes.get(at) {
        let near = &bytes[..bytes.len().min(at + SEARCH_LIMIT)];
        at = match byte {
            b'\\' => at + 2,
            b'`' => super::bars::code_end(near, at).unwrap_or_else(|length| at + length),
            b'<' => tag_end(near, at).unwrap_or(at + 1),
            b']' => link_end(near, at + 1).filter(|_| bytes.get(at + 1) == Some(&b'(')).unwrap_or(at + 1),
            b'$' if bytes.get(at + 1) == Some(&b'$') => match find::find(&text[at + 2..paragraph.end], "$$") {
                Some(length) => at + 2 + length + 2,
                None => {
                    hidden.extend([at, at + 1]);
                    at + 2
                }
            },
            b'$' => match next(bytes, at + 1).filter(|&close| is_formula(text, at, close)) {
                Some(close) => close + 1,
                None => {
                    hidden.push(at);
                    at + 1
                }
            },
            _ => at + 1,
        };
    }
}

/// The next dollar sign that is not escaped.
fn next(bytes: &[u8], mut at: usize) -> Option<usize> {
    loop {
        match bytes.get(at)? {
            b'\\' => at += 2,
            b'$' => return Some(at),
            _ => at += 1,
        }
    }
}

/// Whether two dollar signs are those of a formula in a line, as Pandoc has it: no blank inside either, no digit behind the
/// second. Beyond that: no letter behind it, no quotation mark inside either, none around the second that does not stand
/// before the first too, and none of the brackets in which programs put the names of variables.
pub(super) fn is_formula(text: &str, open: usize, close: usize) -> bool {
    let Some(tex) = text.get(open + 1..close) else { return false };
    let (before, after) = (text[..open].chars().next_back(), text[close + 1..].chars().next());
    let (Some(first), Some(last)) = (tex.chars().next(), tex.chars().next_back()) else { return false };
    if first.is_whitespace() || last.is_whitespace() || is_quote(first) {
        return false;
    }
    // `$f'$` is a derivative.
    let prime = last == '\''
        && tex.trim_end_matches('\'').ends_with(|char: char| char.is_alphanumeric() || ")]}".contains(char));
    if is_quote(last) && !prime {
        return false;
    }
    match after {
        Some('$') => false,
        Some(char) if char.is_alphanumeric() => false,
        Some(bracket @ ('(' | '{')) => first != bracket,
        Some(char) if is_quote(char) => before.is_some_and(is_quote) && !tex.contains(is_quote) || tex.contains('\\'),
        _ => true,
    }
}

fn is_quote(char: char) -> bool {
    matches!(char, '\'' | '"' | '`' | '‘' | '’' | '“' | '”' | '„' | '«' | '»')
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Hidden dollar signs are shown as `!`.
    #[track_caller]
    fn check(want: &str) {
        let text = want.replace('!', "$");
        let mut got = Cow::Borrowed(&*text);
        hide(&mut got, 0);
        let got: String =
            text.bytes().zip(got.bytes()).map(|(was, is)| char::from(if was == is { was } else { b'!' })).collect();
        assert_eq!(got, want);
    }

    #[test]
    fn formulas_keep_their_signs() {
        for text in [
            "$x$",
            "a $x + y$ b",
            "$x$, $y$.",
            "($x$)",
            "-$x$-",
            "$f'$ and $f''(x)$",
            "\"$x$\"",
            "'$a$'",
            "$a\nb$",
            "10$^{-3}$ s",
            "$$a$$",
            "a $$\n\\frac{a}{b}\n$$ b",
            "**$x$**",
            "$x$:",
            "$\\{a\\}$",
            "say \"it is $\\alpha$\"",
            "> $a\n> b$",
            "- $x$\n- $y$",
            "| $x$ | $y$ |",
            "$1 + 1$",
        ] {
            check(text);
        }
    }

    #[test]
    fn other_signs_are_text() {
        for text in [
            "a !5 and !6",
            "!5",
            "US!5 to US!6.",
            "! x !",
            "!x !",
            "! x!",
            "!HOME and !PATH",
            "!filter, !orderby",
            "'^a!' and '!'",
            "'^a!|^b!'",
            "\"!1\", \"!2\"",
            "!(a)!(b)",
            "!{a}/!{b}",
            "!a/!b",
            "a!! b",
            "5! and 6!.",
            "[!filter](none1.md), [!orderby](none2.md)",
            "`$a` !b `$c`",
            "`$a` and !5",
            "<a href=\"$x\"> !y",
            "[a](b$c) !5",
            "!a\n\nb!",
            "!a\n- b!",
            "!a\n# b!",
            "```\n$a\n```\n!b",
            "~~~\n$a$ $\n~~~\n!b !",
            "\\$a !b",
            "!a \\$",
            "!x!\"",
            "the '!x' and !y'",
        ] {
            check(text);
        }
    }

    #[test]
    fn text_of_ill_will_is_read_once() {
        for part in ["$", "$a ", "](", "` `` ", "<a ", "$$ ", "\\$", "[a](b$", "> $\n"] {
            let mut text = Cow::Owned(part.repeat(100_000 / part.len()));
            hide(&mut text, 0);
        }
    }
}
