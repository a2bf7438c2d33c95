//! An address as an author wrote it, taken apart.

use crate::url;

/// What an address is.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Address {
    /// Nothing at all.
    Empty,
    /// `#fragment`, on the page at hand; the fragment without `#`.
    Here(String),
    /// With a scheme, or `//host/…`.
    External,
    /// `xref:uid`.
    Xref,
    /// A path of one computer: `C:\x`, `\\server\x`, `file:…`.
    Local,
    /// `/x`: a place of the host that the site is published on.
    Site,
    /// `~/x`: from the docset's folder.
    Docset { path: String, suffix: String },
    /// From the file's folder.
    Relative { path: String, suffix: String },
}

impl Address {
    /// For an address of a file of the project: the folder that it begins at, its path from there, and its suffix.
    /// `folder` is that of the file at hand, `root` the docset's.
    pub fn path<'a>(&'a self, folder: &'a str, root: &'a str) -> Option<(&'a str, &'a str, &'a str)> {
        match self {
            Address::Docset { path, suffix } => Some((root, path, suffix)),
            Address::Relative { path, suffix } => Some((folder, path, suffix)),
            _ => None,
        }
    }
}

/// Takes an address apart. Paths are percent-decoded and have `/` for `\`; a suffix is `?query` and `#fragment` as
/// written.
pub fn read(address: &str) -> Address {
    let address = address.trim();
    if address.is_empty() {
        return Address::Empty;
    }
    if let Some(fragment) = address.strip_prefix('#') {
        return Address::Here(fragment.to_owned());
    }
    match scheme(address) {
        Some(scheme) if scheme.len() == 1 => return Address::Local,
        Some(scheme) if scheme.eq_ignore_ascii_case("file") => return Address::Local,
        Some(scheme) if scheme.eq_ignore_ascii_case("xref") => return Address::Xref,
        Some(_) => return Address::External,
        None => {}
    }
    if address.starts_with("\\\\") {
        return Address::Local;
    }
    if address.starts_with("//") {
        return Address::External;
    }
    if address.starts_with(['/', '\\']) {
        return Address::Site;
    }
    let (path, suffix) = address.split_at(address.find(['?', '#']).unwrap_or(address.len()));
    let path = url::decode(path).replace('\\', "/");
    let suffix = suffix.to_owned();
    match path.strip_prefix("~/") {
        Some(path) => Address::Docset { path: path.to_owned(), suffix },
        None => Address::Relative { path, suffix },
    }
}

/// The scheme of an address, without its colon (RFC 3986, section 3.1).
pub fn scheme(address: &str) -> Option<&str> {
    let colon = address.find(':')?;
    let scheme = &address[..colon];
    let good = scheme.starts_with(|char: char| char.is_ascii_alphabetic())
        && scheme.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'.'));
    // `page.md:12` is a file's name before it is a scheme.
    (good && !scheme.ends_with(".md")).then_some(scheme)
}

/// The fragment of a suffix, without `#`; `None` without one.
pub fn fragment(suffix: &str) -> Option<&str> {
    suffix.find('#').map(|at| &suffix[at + 1..])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses() {
        let check = |address, want| assert_eq!(read(address), want, "{address}");
        let relative = |path: &str, suffix: &str| Address::Relative { path: path.into(), suffix: suffix.into() };
        check("../a.md?b=c#x", relative("../a.md", "?b=c#x"));
        check("a%20b.md", relative("a b.md", ""));
        check("..\\media\\a.png", relative("../media/a.png", ""));
        check("#x", Address::Here("x".into()));
        check("", Address::Empty);
        check("HTTPS://e.org", Address::External);
        check("mailto:a@e.org", Address::External);
        check("//e.org/a", Address::External);
        check("C:\\a.md", Address::Local);
        check("c:/a.md", Address::Local);
        check("\\\\server\\a", Address::Local);
        check("file:///a", Address::Local);
        check("/azure/a", Address::Site);
        check("~/a/b.md#c", Address::Docset { path: "a/b.md".into(), suffix: "#c".into() });
        check("xref:System.String", Address::Xref);
        check("a:b", Address::Local);
        check("1:b.md", relative("1:b.md", ""));
    }
}
