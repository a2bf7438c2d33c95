//! Text as Markdown reads it as that text: with as few backslashes as that takes.

/// Where a text stands.
#[derive(Clone, Copy, Default)]
pub(super) struct Place {
    /// Whether it begins a line, or nothing but text is before it in its line.
    pub start: bool,
    /// Whether it is inside a link's text or a picture's.
    pub link: bool,
    /// Whether `$` begins a formula.
    pub math: bool,
}

/// A text with what would mean something escaped.
pub(super) fn text(text: &str, place: &Place) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    let bytes = text.as_bytes();
    let tildes = text.matches('~').count() > 1;
    let math = place.math || text.matches('$').count() > 1;
    for (at, char) in text.char_indices() {
        let before = text[..at].chars().next_back();
        let rest = &text[at + char.len_utf8()..];
        let after = rest.chars().next();
        let escaped = match char {
            '\\' => after.is_none_or(|after| after.is_ascii_punctuation()),
            '`' => true,
            '*' => {
                let blank = |char: Option<char>| char.is_some_and(|char| char == ' ');
                !(blank(before) && blank(after))
            }
            '_' => {
                let word = |char: Option<char>| char.is_some_and(char::is_alphanumeric);
                let blank = |char: Option<char>| char == Some(' ');
                !(word(before) && word(after) || blank(before) && blank(after))
            }
            '~' => tildes,
            '<' => after.is_none_or(|after| after.is_ascii_alphabetic() || "/!?".contains(after)),
            '&' => is_entity(rest),
            '[' => place.link || place.start && at == 0 || matches!(after, Some('!' | '^')),
            ']' => place.link || matches!(after, None | Some('(' | '[' | ':')),
            '!' => after == Some('['),
            '$' => math,
            _ => place.start && at == 0 && begins_block(char, rest),
        };
        if escaped {
            out.push('\\');
        }
        out.push(char);
        // `1.` and `1)` at the start of a line would begin a list.
        if place.start
            && char.is_ascii_digit()
            && at < 9
            && bytes[..at].iter().all(u8::is_ascii_digit)
            && let Some(end @ ('.' | ')')) = after
            && rest[1..].chars().next().is_none_or(|next| next == ' ')
        {
            out.push('\\');
            out.push(end);
            let start = Place { start: false, ..*place };
            out.push_str(&self::text(&rest[1..], &start));
            return out;
        }
    }
    out
}

/// Whether a letter at the start of a line begins another block.
fn begins_block(char: char, rest: &str) -> bool {
    let blank = rest.is_empty() || rest.starts_with(' ');
    match char {
        '#' => rest.trim_start_matches('#').is_empty() || rest.trim_start_matches('#').starts_with(' '),
        '>' => true,
        '+' => blank,
        '-' => blank || rest.starts_with('-'),
        '=' => true,
        ':' => blank || rest.starts_with("::"),
        _ => false,
    }
}

/// Whether a text goes on as an entity does behind its `&`.
fn is_entity(rest: &str) -> bool {
    let Some(end) = rest.bytes().take(40).position(|byte| byte == b';') else { return false };
    let name = rest[..end].strip_prefix('#').unwrap_or(&rest[..end]);
    !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

/// A code span: with more backticks than stand in it.
pub(super) fn code(text: &str) -> String {
    let text = text.replace(['\n', '\r'], " ");
    let fence = "`".repeat(longest(&text, '`') + 1);
    let blank = text.starts_with(' ') && text.ends_with(' ') && !text.trim().is_empty();
    let pad = if text.starts_with('`') || text.ends_with('`') || blank { " " } else { "" };
    format!("{fence}{pad}{text}{pad}{fence}")
}

/// How many of a letter stand together at most.
pub(super) fn longest(text: &str, letter: char) -> usize {
    text.split(|char| char != letter).map(str::len).max().unwrap_or(0)
}

/// An address as it stands in the parentheses of a link.
pub(super) fn address(address: &str) -> String {
    let clean: String = address
        .chars()
        .map(|char| match char {
            '<' => "%3C".to_owned(),
            '>' => "%3E".to_owned(),
            '\\' => "%5C".to_owned(),
            '\n' | '\r' | '\t' => String::new(),
            char => char.to_string(),
        })
        .collect();
    if clean.is_empty() || clean.contains([' ', '(', ')']) { format!("<{clean}>") } else { clean }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_means_something_is_escaped() {
        let check = |written: &str, want: &str| {
            assert_eq!(text(written, &Place { start: true, ..Place::default() }), want);
        };
        check("a_b __init__ _x_ 2 * 3 *x*", r"a_b \_\_init\_\_ \_x\_ 2 * 3 \*x\*");
        check(r"C:\temp\*.md", r"C:\temp\\\*.md");
        check("a < b <c> & &amp; &x", r"a < b \<c> & \&amp; &x");
        check("# x", r"\# x");
        check("#hash", "#hash");
        check("1. x 2. y", r"1\. x 2. y");
        check("1.5 x", "1.5 x");
        check("- x", r"\- x");
        check("-x", "-x");
        check("[x] a[0] ![i] [y](z)", r"\[x] a[0] \![i] [y\](z)");
        check("~/x", "~/x");
        check("~~x~~", r"\~\~x\~\~");
        check("$5", "$5");
        check("$a and $b", r"\$a and \$b");
    }

    #[test]
    fn code_and_addresses() {
        assert_eq!(code("a`b"), "``a`b``");
        assert_eq!(code("`"), "`` ` ``");
        assert_eq!(address("a (b).html"), "<a (b).html>");
        assert_eq!(address("a.html#b"), "a.html#b");
    }
}
