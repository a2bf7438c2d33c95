//! What a YAML file says it is: `### YamlMime:Landing` on its first line.

/// Kinds that hold data for pages and are none themselves.
const DATA: &[&str] = &["ContextObject", "TableOfContent", "XRefMap", "ZonePivotGroups"];

/// The kind that the first line of a text names, as written.
pub fn of(text: &str) -> Option<&str> {
    let line = text.split(['\n', '\r']).next().unwrap_or("");
    let rest = line.trim_start_matches('\u{FEFF}').trim().strip_prefix("###")?.trim_start();
    let head = rest.get(..MARK.len()).filter(|head| head.eq_ignore_ascii_case(MARK))?;
    let kind = rest[head.len()..].trim();
    (!kind.is_empty()).then_some(kind)
}

const MARK: &str = "YamlMime:";

/// Whether a text is a page's: it names a kind that is no mere data.
pub fn is_page(text: &str) -> bool {
    of(text).is_some_and(|kind| !DATA.iter().any(|data| data.eq_ignore_ascii_case(kind)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds() {
        let check = |text, want, page| {
            assert_eq!(of(text), want, "{text}");
            assert_eq!(is_page(text), page, "{text}");
        };
        check("### YamlMime:Landing\ntitle: a\n", Some("Landing"), true);
        check("###YamlMime: FAQ  \r\n", Some("FAQ"), true);
        check("\u{FEFF}### yamlmime:Hub", Some("Hub"), true);
        check("### YamlMime:ZonePivotGroups\n", Some("ZonePivotGroups"), false);
        check("### YamlMime:\n", None, false);
        check("# YamlMime:Hub\n", None, false);
        check("title: a\n### YamlMime:Hub\n", None, false);
        check("", None, false);
        check("### Yaml€€€", None, false);
    }
}
