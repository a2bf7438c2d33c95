//! The site's own uids as a map, `xrefmap.yml`, for other sites.

/// A uid of the site.
pub struct Entry<'a> {
    pub uid: &'a str,
    /// What it names is called.
    pub name: String,
    /// Its address, relative to the site's root.
    pub href: String,
    /// More of what it is called, `name` left out.
    pub properties: &'a [(Box<str>, Box<str>)],
}

/// Writes a map of uids that are sorted.
pub fn write(base_url: Option<&str>, entries: &[Entry]) -> String {
    let mut out = String::from("### YamlMime:XRefMap\nsorted: true\n");
    if let Some(base_url) = base_url {
        pair(&mut out, "", "baseUrl", base_url);
    }
    out.push_str("references:\n");
    for entry in entries {
        pair(&mut out, "- ", "uid", entry.uid);
        pair(&mut out, "  ", "name", &entry.name);
        pair(&mut out, "  ", "href", &entry.href);
        for (key, value) in entry.properties.iter().filter(|(key, _)| !matches!(&**key, "uid" | "name" | "href")) {
            pair(&mut out, "  ", key, value);
        }
    }
    out
}

fn pair(out: &mut String, before: &str, key: &str, value: &str) {
    out.push_str(before);
    out.push_str(key);
    out.push_str(": ");
    if is_plain(value) {
        out.push_str(value);
    } else {
        // A text of JSON is one of YAML.
        out.push_str(&serde_json::Value::from(value).to_string());
    }
    out.push('\n');
}

/// Whether a text can stand without quotes: it is a name or an address and nothing that YAML would read otherwise.
fn is_plain(text: &str) -> bool {
    let first = text.chars().next().is_some_and(char::is_alphabetic);
    let last = text.chars().next_back().is_some_and(|char| char != ' ' && char != ':');
    let word = matches!(
        text.to_ascii_lowercase().as_str(),
        "true" | "false" | "null" | "yes" | "no" | "on" | "off" | "y" | "n"
    );
    let good = |char: char| char.is_alphanumeric() || " ./-_()`*,+:@%~=<>[]{}&;!?$".contains(char) || char == '#';
    first && last && !word && text.chars().all(good) && !text.contains(": ") && !text.contains(" #")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::xref::map;

    #[test]
    fn maps_are_read_as_they_are_written() {
        let names = ["A page", "a: b", "x #y", "\"quoted\"", "List<T>", "true", "12", "ends:", "é", "- a", "a\\b\tc"];
        let entry = |name: &&'static str| Entry {
            uid: name,
            name: name.to_string(),
            href: "a b.html#x".to_owned(),
            properties: &[],
        };
        let text = write(Some("https://e.org/docs/"), &names.iter().map(entry).collect::<Vec<_>>());
        let map = map::read(text, "").expect("it is a map");
        for name in names {
            let known = map.find(name).unwrap_or_default();
            assert_eq!(known.href.as_deref(), Some("https://e.org/docs/a b.html#x"), "{name}");
            assert_eq!(
                known.properties.iter().find(|(key, _)| &**key == "name").map(|(_, value)| &**value),
                Some(name)
            );
        }
    }
}
