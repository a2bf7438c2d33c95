//! Emoji by name: `:smile:`.

/// The first emoji's name from a byte on: its bytes, colons included, and the emoji. A name begins at the start of the
/// text, after a blank, an opening bracket or another emoji, so that `10:30:45` and `a:b:c` stay text.
pub(super) fn next(text: &str, mut from: usize) -> Option<(usize, usize, &'static str)> {
    let bytes = text.as_bytes();
    loop {
        let open = from + bytes.get(from..)?.iter().position(|&byte| byte == b':')?;
        let before = text[..open].chars().next_back();
        let length = bytes[open + 1..]
            .iter()
            .take(64)
            .take_while(|&&byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'+' | b'-'))
            .count();
        let close = open + 1 + length;
        let begins = before.is_none_or(|char| char.is_whitespace() || matches!(char, '(' | '[' | '"' | '\'' | ':'));
        if begins
            && length > 0
            && bytes.get(close) == Some(&b':')
            && let Some(emoji) = emojis::get_by_shortcode(&text[open + 1..close])
        {
            return Some((open, close + 1, emoji.as_str()));
        }
        from = open + 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_found() {
        let check = |text, want: Option<&str>| assert_eq!(next(text, 0).map(|(_, _, emoji)| emoji), want, "{text}");
        check("a :smile: b", Some("😄"));
        check(":+1:", Some("👍"));
        check("10:30:45 a:b:c ::", None);
        check("a :nothing: b", None);
        check("x:smile:", None);
    }
}
