//! `*.openpublishing.redirection*.json` and `redirections.yml`: what they state.

use super::{RawRedirect, has_scheme};
use crate::{
    data::{self, Data, Key},
    diagnostic::Diagnostic,
    rules,
    source::{SitePath, Source, Span, join},
    suggest, url,
};

/// See [`super::read`].
pub(super) fn read(source: &Source) -> (Vec<RawRedirect>, Vec<Diagnostic>) {
    let yaml = source.path.has_extension("yml") || source.path.has_extension("yaml");
    let read = if yaml { data::read_yaml(&source.text, 0) } else { data::read_json(&source.text) };
    let (mut out, mut found) = (Vec::new(), Vec::new());
    let read = match read {
        Ok(read) => read,
        Err(error) => {
            let message = format!("this is no {}: {}", if yaml { "YAML" } else { "JSON" }, error.message);
            return (out, vec![rules::REDIRECTION_INVALID.at(&source.path, error.span, message)]);
        }
    };
    found.extend(read.too_deep(&source.path));
    for key in &read.duplicates {
        let message = format!("`{}` is here twice, and only the first counts", key.name);
        found.push(rules::REDIRECTION_INVALID.at(&source.path, key.span, message));
    }
    let Some(data) = &read.data else { return (out, found) };
    let lists: Vec<&Data> = match data.as_list() {
        Some(_) => vec![data],
        None => ["redirections", "renames"].into_iter().filter_map(|name| get(data, name)).collect(),
    };
    if lists.is_empty() && !data.is_null() {
        let message = "a file of redirects holds a list under `redirections`";
        found.push(rules::REDIRECTION_INVALID.at(&source.path, start(data), message));
    }
    for list in lists {
        if let Some(entries) = list.as_list() {
            for entry in entries {
                out.extend(from_entry(source, entry, &mut found));
            }
        } else if let Some(entries) = list.as_map() {
            for (key, value) in entries {
                out.extend(from_pair(source, key, value, &mut found));
            }
        } else if !list.is_null() {
            let message = "redirects are a list";
            found.push(rules::REDIRECTION_INVALID.at(&source.path, list.span, message));
        }
    }
    (out, found)
}

/// An entry of the list form.
fn from_entry(source: &Source, entry: &Data, found: &mut Vec<Diagnostic>) -> Option<RawRedirect> {
    let mut tell = |span, message: &str| {
        found.push(rules::REDIRECTION_INVALID.at(&source.path, span, message));
        None
    };
    if entry.as_map().is_none() {
        return tell(start(entry), "a redirect is a mapping with `source_path` and `redirect_url`");
    }
    let relative = get(entry, "source_path").filter(|data| !data.is_null());
    let rooted = get(entry, "source_path_from_root").filter(|data| !data.is_null());
    let (Some(path), folder) = (match relative {
        Some(_) => (relative, source.path.folder()),
        None => (rooted, ""),
    }) else {
        found.push(missing(source, entry, "source_path"));
        return None;
    };
    let Some(url) = get(entry, "redirect_url").filter(|data| !data.is_null()) else {
        found.push(missing(source, entry, "redirect_url"));
        return None;
    };
    let (Some(text), Some(address)) = (path.as_str(), url.as_str()) else {
        let wrong = if path.as_str().is_none() { path } else { url };
        return tell(start(wrong), "this is a text");
    };
    let (written, fragment) = place(text);
    let Some(normal) = normal(folder, written) else {
        return tell(path.span, "this is no path in the project");
    };
    if !is_page(&normal) {
        tell(unquoted(source, path.span, text), "only pages can be redirected");
    }
    if let (Some(_), Some(rooted)) = (relative, rooted) {
        let message = "the redirect has `source_path` and `source_path_from_root`, and only the former counts";
        let span = unquoted(source, rooted.span, rooted.as_str().unwrap_or(""));
        found.push(rules::SOURCE_PATH_CONFLICT.at(&source.path, span, message));
    } else if relative.is_none() && !text.trim().starts_with('/') {
        let message = format!("`{}` begins at the root, so it begins with `/`", text.trim());
        let mut finding =
            rules::REDIRECTION_PATH_SYNTAX_ERROR.at(&source.path, unquoted(source, path.span, text), message);
        let right = format!("/{}", text.trim());
        finding.propose(&right, right.clone(), true);
        found.push(finding);
    }
    let monikers = get(entry, "monikers").and_then(Data::as_list).unwrap_or_default();
    let monikers = monikers.iter().filter_map(Data::as_str).map(str::to_owned).collect();
    let (source_span, url_span) = (unquoted(source, path.span, text), unquoted(source, url.span, address));
    let url = checked(source, url_span, address, !fragment.is_empty(), found)?;
    let document_id = get(entry, "redirect_document_id").and_then(Data::as_bool) == Some(true);
    Some(RawRedirect { source: normal, source_span, url, url_span, monikers, document_id, fragment })
}

/// An entry of the form `path: url`.
fn from_pair(source: &Source, key: &Key, value: &Data, found: &mut Vec<Diagnostic>) -> Option<RawRedirect> {
    if value.is_null() {
        found.push(rules::MISSING_ATTRIBUTE.at(&source.path, key.span, "the redirect has no URL"));
        return None;
    }
    let Some(address) = value.as_str() else {
        found.push(rules::REDIRECTION_INVALID.at(&source.path, key.span, "the redirect has no URL"));
        return None;
    };
    let (written, fragment) = place(&key.name);
    let Some(normal) = normal(source.path.folder(), written) else {
        found.push(rules::REDIRECTION_INVALID.at(&source.path, key.span, "this is no path in the project"));
        return None;
    };
    let source_span = unquoted(source, key.span, &key.name);
    if !is_page(&normal) {
        found.push(rules::REDIRECTION_INVALID.at(&source.path, source_span, "only pages can be redirected"));
    }
    let url_span = unquoted(source, value.span, address);
    let url = checked(source, url_span, address, !fragment.is_empty(), found)?;
    let (monikers, document_id) = (Vec::new(), false);
    Some(RawRedirect { source: normal, source_span, url, url_span, monikers, document_id, fragment })
}

/// Tells that an entry lacks what it must have; a key that was probably meant is named.
fn missing(source: &Source, entry: &Data, name: &str) -> Diagnostic {
    let finding = rules::MISSING_ATTRIBUTE.at(&source.path, start(entry), format!("the redirect has no `{name}`"));
    let keys = entry.as_map().unwrap_or_default().iter().map(|(key, _)| &*key.name);
    let known = ["source_path", "source_path_from_root", "redirect_url", "redirect_document_id", "monikers"];
    let unknown = keys.filter(|key| known.iter().all(|known| !known.eq_ignore_ascii_case(key)));
    match suggest::nearest(name, unknown) {
        Some(near) => finding.help(format!("`{near}` is probably meant to be `{name}`")),
        None => finding,
    }
}

/// Whether a file of this name can have been a page: Markdown, or YAML that is no table of contents.
fn is_page(path: &SitePath) -> bool {
    let page = ["md", "markdown", "yml", "yaml"].iter().any(|extension| path.has_extension(extension));
    page && !path.stem().eq_ignore_ascii_case("toc")
}

/// The path and the fragment of what is redirected: `page.md#place` is a place of a page.
fn place(text: &str) -> (&str, String) {
    let (path, fragment) = text.split_once('#').unwrap_or((text, ""));
    (path, url::decode(fragment.trim()).into_owned())
}

fn normal(folder: &str, path: &str) -> Option<SitePath> {
    let path = join(folder, path.trim().replace('\\', "/").as_str())?;
    (!path.is_empty() && path != folder).then(|| path.into())
}

/// A URL that a browser can go to. `here` tells whether it may be a place of the page that is redirected.
fn checked(source: &Source, span: Span, url: &str, here: bool, found: &mut Vec<Diagnostic>) -> Option<String> {
    let url = url.trim();
    let wrong = if url.is_empty() || url.starts_with('#') && !here {
        "the redirect leads nowhere".to_owned()
    } else if url.contains(|letter: char| letter.is_whitespace() || letter.is_control() || "\\<>\"".contains(letter)) {
        format!("`{url}` is no URL")
    } else if has_scheme(url) && !has_host(url) {
        format!("`{url}` is no address of the web")
    } else {
        return Some(url.to_owned());
    };
    found.push(rules::REDIRECT_URL_INVALID.at(&source.path, span, wrong));
    None
}

fn has_host(url: &str) -> bool {
    let lower = url.to_ascii_lowercase();
    let rest = lower.strip_prefix("https://").or_else(|| lower.strip_prefix("http://"));
    rest.is_some_and(|rest| rest.starts_with(|first: char| first.is_alphanumeric() || first == '['))
}

/// The value of a key in any case.
fn get<'a>(data: &'a Data, name: &str) -> Option<&'a Data> {
    data.as_map()?.iter().find(|(key, _)| key.name.eq_ignore_ascii_case(name)).map(|(_, value)| value)
}

/// Where a value begins: its first byte, or all of a scalar.
fn start(data: &Data) -> Span {
    match data.as_str() {
        Some(_) => data.span,
        None => Span { start: data.span.start, end: data.span.end.min(data.span.start + 1) },
    }
}

/// The place of a text in that of a scalar with quotes.
fn unquoted(source: &Source, span: Span, text: &str) -> Span {
    let at = source.slice(span).find(text.trim()).filter(|_| !text.trim().is_empty());
    at.map_or(span, |at| Span::new(span.start as usize + at, span.start as usize + at + text.trim().len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(path: &str, text: &str, want: &str, findings: &[&str]) {
        let source = Source::new(path.into(), text);
        let (redirects, found) = read(&source);
        let shown = redirects.iter().map(|redirect| {
            assert_eq!(source.slice(redirect.url_span), redirect.url);
            format!("{}>{}", redirect.source, redirect.url)
        });
        let told: Vec<_> =
            found.iter().map(|found| format!("{} <{}>", found.rule.name, source.slice(found.span))).collect();
        assert_eq!(
            (shown.collect::<Vec<_>>().join(" ").as_str(), told),
            (want, findings.iter().map(|&text| text.to_owned()).collect())
        );
    }

    #[test]
    fn both_forms_are_read() {
        check("a/r.json", r#"{"Redirections": [{"source_path": "b.md", "REDIRECT_URL": "/c"}]}"#, "a/b.md>/c", &[]);
        check("a/r.json", r#"[{"source_path_from_root": "/b.md", "redirect_url": "c"},]"#, "b.md>c", &[]);
        check("a/r.yml", "redirections:\n  b.md: /c\n  'd.md': '/e'\n", "a/b.md>/c a/d.md>/e", &[]);
        check(
            "r.yml",
            "redirections:\n  b.md:\n  c.md: []\n",
            "",
            &["missing-attribute <b.md>", "redirection-invalid <c.md>"],
        );
        check("r.yml", "", "", &[]);
        check("r.json", r#"{"redirections": []}"#, "", &[]);
    }

    #[test]
    fn what_is_no_redirect_is_told() {
        check("r.json", "{", "", &["redirection-invalid <{>"]);
        check("r.json", "{}", "", &["redirection-invalid <{>"]);
        check("r.json", r#"[{"source_path": "b.md"}, 1]"#, "", &["missing-attribute <{>", "redirection-invalid <1>"]);
        check(
            "r.json",
            r#"[{"source_path": "../b.md", "redirect_url": "/c"}]"#,
            "",
            &["redirection-invalid <\"../b.md\">"],
        );
        let entry =
            |text: &str, want: &str, finding: &str| check("a/r.json", &format!("[{{{text}}}]"), want, &[finding]);
        entry(r#""redirect_url": "/c""#, "", "missing-attribute <{>");
        entry(r#""source_path": "b.md""#, "", "missing-attribute <{>");
        entry(r#""source_path": "b.png", "redirect_url": "/c""#, "a/b.png>/c", "redirection-invalid <b.png>");
        entry(
            r#""source_path_from_root": "b.md", "redirect_url": "/c""#,
            "b.md>/c",
            "redirection-path-syntax-error <b.md>",
        );
        entry(
            r#""source_path": "b.md", "source_path_from_root": "/d.md", "redirect_url": "/c""#,
            "a/b.md>/c",
            "source-path-conflict </d.md>",
        );
    }

    #[test]
    fn what_is_no_url_is_told() {
        let case = |url: &str, place: &str| {
            let text = format!(r#"[{{"source_path": "b.md", "redirect_url": "{url}"}}]"#);
            check("r.json", &text, "", &[&format!("redirect-url-invalid <{place}>")]);
        };
        case("", "\"\"");
        case("/a b", "/a b");
        case("https://", "https://");
        case("javascript:x", "javascript:x");
    }
}
