//! A source path becomes an address: here and nowhere else.

use crate::config::UrlStyle;

/// Where a page's HTML is written: `a/b.md` to `a/b.html`, or to `a/b/index.html` where addresses are folders.
pub fn page_output(path: &str, style: UrlStyle) -> String {
    let stem = path.rfind('.').filter(|&at| !path[at..].contains('/')).map_or(path, |at| &path[..at]);
    let name = stem.rsplit('/').next().unwrap_or(stem);
    match style {
        // Servers look for the page of a folder under this very name.
        _ if name.eq_ignore_ascii_case("index") => format!("{}index.html", &stem[..stem.len() - name.len()]),
        UrlStyle::File => format!("{stem}.html"),
        UrlStyle::Directory => format!("{stem}/index.html"),
    }
}

/// The address of an output file, relative to the site's root and percent-encoded.
pub fn address(output: &str, style: UrlStyle) -> String {
    let shown = match style {
        UrlStyle::Directory if output == "index.html" => "",
        UrlStyle::Directory => output.strip_suffix("index.html").filter(|rest| rest.ends_with('/')).unwrap_or(output),
        UrlStyle::File => output,
    };
    encode(shown)
}

/// Percent-encodes what cannot stand in the path of an address. Letters of every script stay readable in no case:
/// bytes outside ASCII are encoded as RFC 3986 asks.
pub fn encode(path: &str) -> String {
    let mut out = String::with_capacity(path.len());
    for &byte in path.as_bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => out.push(byte as char),
            b'/' | b'!' | b'$' | b'&' | b'(' | b')' | b'*' | b'+' | b',' | b';' | b'=' | b':' | b'@' => {
                out.push(byte as char);
            }
            byte => {
                out.push('%');
                out.push(char::from(b"0123456789ABCDEF"[usize::from(byte >> 4)]));
                out.push(char::from(b"0123456789ABCDEF"[usize::from(byte & 15)]));
            }
        }
    }
    out
}

/// Takes percent-encoding away. What is no UTF-8 afterwards stays as it was written.
pub fn decode(text: &str) -> std::borrow::Cow<'_, str> {
    if !text.contains('%') {
        return text.into();
    }
    let bytes = text.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        let hex = |at: usize| bytes.get(at).and_then(|&byte| (byte as char).to_digit(16));
        match (bytes[at], hex(at + 1), hex(at + 2)) {
            (b'%', Some(high), Some(low)) => {
                out.push((high * 16 + low) as u8);
                at += 3;
            }
            (byte, ..) => {
                out.push(byte);
                at += 1;
            }
        }
    }
    String::from_utf8(out).map_or_else(|_| text.into(), Into::into)
}

/// The way from one address to another, both relative to the site's root: `./` where they are one folder's.
pub fn relative(from: &str, to: &str) -> String {
    let folder = from.rfind('/').map_or("", |at| &from[..=at]);
    let mut shared = 0;
    for (at, byte) in folder.bytes().enumerate() {
        if to.as_bytes().get(at) != Some(&byte) {
            break;
        }
        if byte == b'/' {
            shared = at + 1;
        }
    }
    let ups = folder[shared..].matches('/').count();
    let rest = &to[shared..];
    let mut out = "../".repeat(ups);
    // A first part with a colon would be read as a scheme.
    if out.is_empty() && (rest.is_empty() || rest.split('/').next().is_some_and(|part| part.contains(':'))) {
        out.push_str("./");
    }
    out.push_str(rest);
    out
}

/// An address that is written at the address `from` as an absolute one; what is absolute already stays.
pub fn absolute(base_url: &str, from: &str, href: &str) -> String {
    let scheme = href.find(':').is_some_and(|at| !href[..at].contains(['/', '?', '#']));
    if scheme || href.starts_with('/') {
        return href.to_owned();
    }
    let mut folder = from.rfind('/').map_or("", |at| &from[..at]);
    let mut rest = href.strip_prefix("./").unwrap_or(href);
    while let Some(up) = rest.strip_prefix("../") {
        folder = folder.rfind('/').map_or("", |at| &folder[..at]);
        rest = up;
    }
    let slash = if folder.is_empty() { "" } else { "/" };
    format!("{base_url}{folder}{slash}{rest}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_have_outputs_and_addresses() {
        let check = |path, style, output: &str, at: &str| {
            assert_eq!(page_output(path, style), output);
            assert_eq!(address(output, style), at);
        };
        check("a/b.md", UrlStyle::File, "a/b.html", "a/b.html");
        check("a.b/c", UrlStyle::File, "a.b/c.html", "a.b/c.html");
        check("a/b.md", UrlStyle::Directory, "a/b/index.html", "a/b/");
        check("index.md", UrlStyle::Directory, "index.html", "");
        check("a/INDEX.md", UrlStyle::File, "a/index.html", "a/index.html");
        check("Index.yml", UrlStyle::Directory, "index.html", "");
        check("a/index.md", UrlStyle::Directory, "a/index.html", "a/");
        check("ä b#%.md", UrlStyle::File, "ä b#%.html", "%C3%A4%20b%23%25.html");
    }

    #[test]
    fn ways_between_addresses() {
        let check = |from, to, want: &str| assert_eq!(relative(from, to), want);
        check("a/b.html", "a/c.html", "c.html");
        check("a/b.html", "d/c.html", "../d/c.html");
        check("b.html", "d/c.html", "d/c.html");
        check("a/b/c.html", "a/d.html", "../d.html");
        check("a/b/", "a/b/", "./");
        check("a/b/", "", "../../");
        check("ab/c.html", "a/c.html", "../a/c.html");
        check("a.html", "x:y.html", "./x:y.html");
    }

    #[test]
    fn absolute_addresses() {
        let check = |from, href, want: &str| assert_eq!(absolute("https://e.org/x/", from, href), want);
        check("a/b.html", "../c.html#d", "https://e.org/x/c.html#d");
        check("a/b/", "../../", "https://e.org/x/");
        check("a/b.html", "./", "https://e.org/x/a/");
        check("b.html", "c/d.html", "https://e.org/x/c/d.html");
        check("b.html", "https://e.org/c", "https://e.org/c");
    }

    #[test]
    fn percent_signs_are_read() {
        assert_eq!(decode("a%20b%C3%A4"), "a bä");
        assert_eq!(decode("a%2"), "a%2");
        assert_eq!(decode("%FF"), "%FF");
    }
}
