//! Writes HTML: what goes through here is escaped.

/// Appends text as HTML text: `&`, `<` and `>` escaped.
pub fn text(out: &mut String, text: &str) {
    escape(out, text, |byte| match byte {
        b'&' => Some("&amp;"),
        b'<' => Some("&lt;"),
        b'>' => Some("&gt;"),
        _ => None,
    });
}

/// Appends text whose entities are written out already: `<` and `>` escaped.
pub fn markup(out: &mut String, text: &str) {
    escape(out, text, |byte| match byte {
        b'<' => Some("&lt;"),
        b'>' => Some("&gt;"),
        _ => None,
    });
}

/// Appends text as the inside of a double-quoted attribute value.
pub fn attribute_value(out: &mut String, text: &str) {
    escape(out, text, |byte| match byte {
        b'&' => Some("&amp;"),
        b'<' => Some("&lt;"),
        b'>' => Some("&gt;"),
        b'"' => Some("&quot;"),
        _ => None,
    });
}

/// Appends ` name="value"`.
pub fn attribute(out: &mut String, name: &str, value: &str) {
    out.push(' ');
    out.push_str(name);
    out.push_str("=\"");
    attribute_value(out, value);
    out.push('"');
}

/// Appends an address as ` name="…"`: what no address may hold is percent-encoded, what is encoded already stays.
pub fn address(out: &mut String, name: &str, address: &str) {
    out.push(' ');
    out.push_str(name);
    out.push_str("=\"");
    let mut from = 0;
    for (at, byte) in address.bytes().enumerate() {
        let encoded = match byte {
            b' ' => "%20",
            b'"' => "%22",
            b'\\' => "%5C",
            b'<' => "%3C",
            b'>' => "%3E",
            b'&' => "&amp;",
            _ => continue,
        };
        out.push_str(&address[from..at]);
        out.push_str(encoded);
        from = at + 1;
    }
    out.push_str(&address[from..]);
    out.push('"');
}

fn escape(out: &mut String, text: &str, entity: impl Fn(u8) -> Option<&'static str>) {
    let mut from = 0;
    for (at, byte) in text.bytes().enumerate() {
        if let Some(entity) = entity(byte) {
            out.push_str(&text[from..at]);
            out.push_str(entity);
            from = at + 1;
        }
    }
    out.push_str(&text[from..]);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_gets_through() {
        let mut out = String::new();
        text(&mut out, "a<b & \"c\">é");
        attribute(&mut out, "x", "\"<&é");
        address(&mut out, "href", "a b?c&d%20é\"");
        assert_eq!(out, "a&lt;b &amp; \"c\"&gt;é x=\"&quot;&lt;&amp;é\" href=\"a%20b?c&amp;d%20é%22\"");
    }
}
