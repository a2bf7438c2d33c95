//! Cross references: `<xref:uid>`, `[text](xref:uid)`, `@uid`, and what they are shown as.

pub mod map;

use crate::url;

/// A cross reference's address, taken apart.
#[derive(Clone, PartialEq, Default, Debug)]
pub struct Xref {
    /// Percent-decoded.
    pub uid: String,
    /// The text that the author asks for: `?text=…`.
    pub text: Option<String>,
    /// The text where what the uid names has no address: `?alt=…`.
    pub alt: Option<String>,
    /// The property of the uid that is shown: `?displayProperty=…`.
    pub display: Option<String>,
    /// The property that is shown where there is no address: `?altProperty=…`.
    pub alt_property: Option<String>,
    /// `?title=…`.
    pub title: Option<String>,
    /// What of the query and fragment goes on to the target's address.
    pub suffix: String,
}

/// Properties of what a uid names, such as its `name` and `fullName`.
pub type Properties = [(Box<str>, Box<str>)];

/// Reads an address that begins with `xref:`; `None` for any other.
pub fn read(address: &str) -> Option<Xref> {
    let rest = address.trim();
    let rest = rest.get(..5).filter(|scheme| scheme.eq_ignore_ascii_case("xref:")).map(|_| &rest[5..])?;
    let (rest, fragment) = rest.split_at(rest.find('#').unwrap_or(rest.len()));
    let (uid, query) = rest.split_once('?').unwrap_or((rest, ""));
    let uid = url::decode(uid.trim().trim_matches(['"', '\''])).trim().to_owned();
    let mut xref = Xref { uid, ..Xref::default() };
    let mut kept = Vec::new();
    for pair in query.split('&').filter(|pair| !pair.is_empty()) {
        let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
        let place = match key.to_ascii_lowercase().as_str() {
            "text" => &mut xref.text,
            "alt" => &mut xref.alt,
            "displayproperty" => &mut xref.display,
            "altproperty" => &mut xref.alt_property,
            "title" => &mut xref.title,
            _ => {
                kept.push(pair);
                continue;
            }
        };
        // As forms do: a blank may be written as a plus sign.
        *place = Some(url::decode(&value.replace('+', "%20")).into_owned()).filter(|value| !value.is_empty());
    }
    if !kept.is_empty() {
        xref.suffix = format!("?{}", kept.join("&"));
    }
    xref.suffix.push_str(fragment);
    (!xref.uid.is_empty()).then_some(xref)
}

impl Xref {
    /// The text of a reference to a thing with an address that has these properties.
    pub fn shown<'a>(&'a self, properties: &'a Properties) -> &'a str {
        let property = self.display.as_deref().unwrap_or("name");
        self.text.as_deref().or_else(|| value(properties, property)).unwrap_or(&self.uid)
    }

    /// The text of a reference to a thing that has no address.
    pub fn shown_unlinked<'a>(&'a self, properties: &'a Properties) -> &'a str {
        let property = self.alt_property.as_deref().unwrap_or("fullName");
        self.alt.as_deref().or_else(|| value(properties, property)).unwrap_or(&self.uid)
    }
}

/// A property's value: that for C# where languages differ.
fn value<'a>(properties: &'a Properties, name: &str) -> Option<&'a str> {
    let find = |is: &dyn Fn(&str) -> bool| properties.iter().find(|(key, _)| is(key)).map(|(_, value)| &**value);
    find(&|key| key.strip_prefix(name) == Some(".csharp")).or_else(|| find(&|key| key == name))
}

/// The bytes of the uid in an address as it is written, with or without `xref:`.
pub fn uid_range(written: &str) -> std::ops::Range<usize> {
    let start = written.get(..5).filter(|scheme| scheme.eq_ignore_ascii_case("xref:")).map_or(0, str::len);
    let end = written[start..].find(['?', '#']).map_or(written.len(), |at| start + at);
    let inner = written[start..end].trim_matches([' ', '"', '\'']);
    let at = inner.as_ptr() as usize - written.as_ptr() as usize;
    at..at + inner.len()
}

/// A uid as it is written in an address in place of another one, in whose manner it is encoded.
pub fn encoded(uid: &str, old: &str) -> String {
    let mut out = String::with_capacity(uid.len());
    for char in uid.chars() {
        let code = format!("%{:02X}", u32::from(char) & 0xFF);
        let must = matches!(char, '%' | '#' | '?' | '<' | '>' | '"') || char == ' ' && !old.contains(' ');
        let likes = char.is_ascii_punctuation() && !matches!(char, '.' | '-' | '_') && old.contains(&code);
        if must || likes { out.push_str(&code) } else { out.push(char) }
    }
    out
}

/// A name of a uid as `@uid`: its bytes, and those of the uid in it.
#[derive(Clone, PartialEq, Debug)]
pub struct At {
    pub whole: std::ops::Range<usize>,
    pub uid: std::ops::Range<usize>,
}

/// The first `@uid`, `@"uid"` or `@'uid'` from a byte on. It follows a blank, the start of a line or one of `.,;:!?~`.
pub fn next_at(text: &str, mut from: usize) -> Option<At> {
    loop {
        let open = from + text.as_bytes().get(from..)?.iter().position(|&byte| byte == b'@')?;
        let before = text[..open].chars().next_back();
        if before.is_none_or(|char| char.is_whitespace() || is_stop(char))
            && let Some(at) = at(text, open)
            // `@"https://e.org"` is a text of Objective-C, and its address a link.
            && !text[at.uid.clone()].contains("://")
        {
            return Some(at);
        }
        from = open + 1;
    }
}

/// Signs that end a sentence rather than a uid.
fn is_stop(char: char) -> bool {
    matches!(char, '.' | ',' | ';' | ':' | '!' | '?' | '~')
}

/// The uid behind an `@`.
fn at(text: &str, open: usize) -> Option<At> {
    let rest = &text[open + 1..];
    let first = rest.chars().next()?;
    if matches!(first, '"' | '\'') {
        let line = line(&rest[1..]);
        let length = line.find(first).filter(|&length| !line[..length].trim().is_empty())?;
        return Some(At { whole: open..open + length + 3, uid: open + 2..open + 2 + length });
    }
    if !first.is_alphabetic() {
        return None;
    }
    let ends = |char: char| char.is_whitespace() || matches!(char, '"' | '\'' | '<' | '>' | '[' | ']' | '|');
    let mut chars = rest.char_indices().peekable();
    let mut length = rest.len();
    while let Some((here, char)) = chars.next() {
        let mut last = || chars.peek().is_none_or(|&(_, next)| ends(next) || is_stop(next));
        if ends(char) || is_stop(char) && last() {
            length = here;
            break;
        }
    }
    Some(At { whole: open..open + 1 + length, uid: open + 1..open + 1 + length })
}

/// Bytes that a uid in quotes has at most: each quote of a long line would be looked behind to its end.
const QUOTED_LIMIT: usize = 1024;

/// What is before the end of the line, as far as a uid in quotes may go.
pub fn line(text: &str) -> &str {
    let text = &text[..text.floor_char_boundary(QUOTED_LIMIT)];
    text.split(['\n', '\r']).next().unwrap_or("")
}

/// What comes of an address when a cross reference adds its own query and fragment.
pub fn merged(href: &str, suffix: &str) -> String {
    let (base, fragment) = href.split_at(href.find('#').unwrap_or(href.len()));
    let (query, own_fragment) = suffix.split_at(suffix.find('#').unwrap_or(suffix.len()));
    let query = match query.strip_prefix('?') {
        Some(more) if base.contains('?') => format!("&{more}"),
        _ => query.to_owned(),
    };
    format!("{base}{query}{}", if own_fragment.is_empty() { fragment } else { own_fragment })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_taken_apart() {
        let check = |address, uid: &str, text: Option<&str>, suffix: &str| {
            let xref = read(address).unwrap_or_default();
            assert_eq!((&*xref.uid, xref.text.as_deref(), &*xref.suffix), (uid, text, suffix), "{address}");
        };
        check("xref:System.String", "System.String", None, "");
        check("XREF:a%60b?displayProperty=fullName", "a`b", None, "");
        check("xref:a?text=B%20c&view=v1#d", "a", Some("B c"), "?view=v1#d");
        check("xref:\"a b\"", "a b", None, "");
        check("xref:a?text=C%2B%2B+x", "a", Some("C++ x"), "");
        check("xref:a%23b#c", "a#b", None, "#c");
        assert_eq!(read("https://e.org"), None);
        assert_eq!(read("xref:"), None);
    }

    #[test]
    fn texts_are_chosen() {
        let properties: Vec<(Box<str>, Box<str>)> = [("name", "N"), ("fullName", "F"), ("fullName.csharp", "C")]
            .map(|(key, value)| (key.into(), value.into()))
            .into();
        let check = |query: &str, want: &str, unlinked: &str| {
            let xref = read(&format!("xref:u{query}")).unwrap_or_default();
            assert_eq!((xref.shown(&properties), xref.shown_unlinked(&properties)), (want, unlinked), "{query}");
        };
        check("", "N", "C");
        check("?displayProperty=fullName", "C", "C");
        check("?displayProperty=fullName&text=T", "T", "C");
        check("?displayProperty=gone&altProperty=name", "u", "N");
        check("?alt=A", "N", "A");
    }

    #[test]
    fn uids_behind_at_signs() {
        let check = |text: &str, want: &[&str]| {
            let (mut from, mut found) = (0, Vec::new());
            while let Some(at) = next_at(text, from) {
                assert!(text[at.whole.clone()].starts_with('@'));
                from = at.whole.end;
                found.push(&text[at.uid]);
            }
            assert_eq!(found, want, "{text}");
        };
        check("see @System.String.", &["System.String"]);
        check("@a, @b; @c! (@d) .@e", &["a", "b", "c", "e"]);
        check("@a.b.. @c?! @d:e @f:", &["a.b", "c", "d:e", "f"]);
        check("me@e.org \\@a @1a @ *@b*", &[]);
        check("@\"a b\" @'c' @\"\" @\"d\ne\"", &["a b", "c"]);
        check("URL:@\"http://e.org\" @a", &["a"]);
        check("@a|b @c<d @e[f", &["a", "c", "e"]);
        check("@Ünder_scores.List`1", &["Ünder_scores.List`1"]);
    }

    #[test]
    fn uids_are_written_as_others_are() {
        let check = |uid, old, want: &str| assert_eq!(encoded(uid, old), want, "{uid}");
        check("a.B*", "a.C%2A", "a.B%2A");
        check("a.B*", "a.C*", "a.B*");
        check("a`1", "b`1", "a`1");
        check("c#", "x", "c%23");
        check("a b", "a  c", "a b");
        let check = |written: &str, want: &str| assert_eq!(&written[uid_range(written)], want);
        check("xref:a.b?c#d", "a.b");
        check("xref:\"a b\"", "a b");
        check("a#b", "a");
    }

    #[test]
    fn addresses_are_put_together() {
        let check = |href, suffix, want: &str| assert_eq!(merged(href, suffix), want);
        check("a", "?b#c", "a?b#c");
        check("a?x#y", "?b", "a?x&b#y");
        check("a#y", "#c", "a#c");
    }
}
