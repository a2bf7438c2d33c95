//! Cross references: `<xref:uid>` and `[text](xref:uid)`.

use crate::url;

/// A cross reference's address, taken apart.
#[derive(Clone, PartialEq, Debug)]
pub struct Xref {
    /// Percent-decoded.
    pub uid: String,
    /// The text that the author asks for: `?text=…`.
    pub text: Option<String>,
    /// What of the query and fragment goes on to the target's address.
    pub suffix: String,
}

/// Query keys that say how the reference is shown.
const SHOWN: &[&str] = &["text", "alt", "displayproperty", "altproperty", "title"];

/// Reads an address that begins with `xref:`; `None` for any other.
pub fn read(address: &str) -> Option<Xref> {
    let rest = address.trim();
    let rest = rest.get(..5).filter(|scheme| scheme.eq_ignore_ascii_case("xref:")).map(|_| &rest[5..])?;
    let (rest, fragment) = rest.split_at(rest.find('#').unwrap_or(rest.len()));
    let (uid, query) = rest.split_once('?').unwrap_or((rest, ""));
    let uid = url::decode(uid.trim().trim_matches(['"', '\''])).into_owned();
    let mut text = None;
    let mut kept = Vec::new();
    for pair in query.split('&').filter(|pair| !pair.is_empty()) {
        let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
        let key = key.to_ascii_lowercase();
        if key == "text" {
            text = Some(url::decode(value).into_owned());
        } else if !SHOWN.contains(&&*key) {
            kept.push(pair);
        }
    }
    let query = if kept.is_empty() { String::new() } else { format!("?{}", kept.join("&")) };
    (!uid.is_empty()).then(|| Xref { uid, text, suffix: query + fragment })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_taken_apart() {
        let check = |address, uid: &str, text: Option<&str>, suffix: &str| {
            let want = Xref { uid: uid.into(), text: text.map(Into::into), suffix: suffix.into() };
            assert_eq!(read(address), Some(want), "{address}");
        };
        check("xref:System.String", "System.String", None, "");
        check("XREF:a%60b?displayProperty=fullName", "a`b", None, "");
        check("xref:a?text=B%20c&view=v1#d", "a", Some("B c"), "?view=v1#d");
        assert_eq!(read("https://e.org"), None);
        assert_eq!(read("xref:"), None);
    }
}
