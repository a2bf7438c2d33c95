//! YAML between `---` lines, and the tags of 2016 that stood for it.

use serde_json::{Map, Value};

use crate::{
    data,
    diagnostic::Diagnostic,
    page::FrontMatter,
    rules,
    source::{Source, Span},
    tag,
};

/// Reads the front matter. Where it is broken the keys that can be read are kept.
pub(super) fn read(source: &Source, found: &mut Vec<Diagnostic>) -> FrontMatter {
    let text = &*source.text;
    let Some(start) = opening(text) else { return legacy(source) };
    let Some((end, body_start)) = closing(text, start) else {
        if looks_like_key(&text[start..]) {
            let message = "front matter is never closed: a line `---` is missing";
            found.push(rules::YAML_HEADER_SYNTAX_ERROR.at(&source.path, Span::new(0, 3), message));
        }
        return FrontMatter::default();
    };
    let span = Span::new(start, end);
    let values = values(source, span, found);
    FrontMatter { values, span, body_start: body_start as u32 }
}

/// Byte after the opening fence's line, which must be the very first.
fn opening(text: &str) -> Option<usize> {
    let line_end = text.find('\n')?;
    (text[..line_end].trim_ascii_end() == "---").then_some(line_end + 1)
}

/// Where the text before the closing fence ends, and where the line after it begins.
fn closing(text: &str, start: usize) -> Option<(usize, usize)> {
    let mut at = start;
    while at < text.len() {
        let next = text[at..].find('\n').map_or(text.len(), |end| at + end + 1);
        if matches!(text[at..next].trim_ascii_end(), "---" | "...") {
            return Some((at, next));
        }
        at = next;
    }
    None
}

fn looks_like_key(text: &str) -> bool {
    let line = text.lines().find(|line| !line.trim().is_empty()).unwrap_or("");
    let name = line.split(':').next().unwrap_or("");
    name.len() < line.len()
        && !name.is_empty()
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'-'))
}

fn values(source: &Source, span: Span, found: &mut Vec<Diagnostic>) -> Map<String, Value> {
    let yaml = source.slice(span);
    if is_hostile(yaml) {
        return plain(source, span, found);
    }
    // By way of YAML's own value, which refuses a key that is there twice.
    match serde_yaml::from_str::<serde_yaml::Value>(yaml).and_then(serde_yaml::from_value) {
        Ok(Value::Object(values)) => return values,
        Ok(Value::Null) => return Map::new(),
        Ok(other) => {
            let kind = match other {
                Value::Array(_) => "a list",
                Value::String(_) => "a text",
                _ => "a single value",
            };
            let line = Span::new(span.start as usize, span.start as usize + yaml.trim_end().len());
            let message = format!("front matter must be keys and values, but is {kind}");
            found.push(rules::YAML_HEADER_NOT_OBJECT.at(&source.path, line, message));
            return Map::new();
        }
        Err(error) => broken(source, span, &error, found),
    }
    match data::read_yaml(yaml, span.start) {
        Ok(read) => match read.data.map(|data| data.to_json()) {
            Some(Value::Object(values)) => values,
            _ => Map::new(),
        },
        Err(_) => readable(yaml),
    }
}

/// Whether reading a text by way of YAML's own value could take time that grows with its square: long ones, and those
/// with many brackets or aliases.
fn is_hostile(yaml: &str) -> bool {
    let signs = || yaml.bytes().filter(|byte| matches!(byte, b'[' | b'{' | b'*')).take(SIGN_LIMIT + 1).count();
    yaml.len() > LENGTH_LIMIT || signs() > SIGN_LIMIT
}

/// Front matter with more bytes or more brackets and asterisks than that is read with care.
const LENGTH_LIMIT: usize = 64 * 1024;
const SIGN_LIMIT: usize = 256;

/// Reads front matter by the parser that has bounds for depth and copies.
fn plain(source: &Source, span: Span, found: &mut Vec<Diagnostic>) -> Map<String, Value> {
    match data::read_yaml(source.slice(span), span.start) {
        Ok(read) => {
            for key in read.duplicates {
                found.push(duplicate(source, &key));
            }
            match read.data.map(|data| data.to_json()) {
                Some(Value::Object(values)) => values,
                None | Some(Value::Null) => Map::new(),
                Some(_) => {
                    let message = "front matter must be keys and values";
                    found.push(rules::YAML_HEADER_NOT_OBJECT.at(&source.path, span, message));
                    Map::new()
                }
            }
        }
        Err(error) => {
            found.push(invalid(source, &error));
            Map::new()
        }
    }
}

fn duplicate(source: &Source, key: &data::Key) -> Diagnostic {
    let message = format!("the key `{}` is in the front matter already; the first one counts", key.name);
    rules::YAML_DUPLICATE_KEY.at(&source.path, key.span, message)
}

fn invalid(source: &Source, error: &data::DataError) -> Diagnostic {
    let message = format!("front matter is not valid YAML: {}", first_line(&error.message));
    rules::YAML_HEADER_SYNTAX_ERROR.at(&source.path, error.span, message)
}

/// Says where and why front matter cannot be read.
fn broken(source: &Source, span: Span, error: &serde_yaml::Error, found: &mut Vec<Diagnostic>) {
    let yaml = source.slice(span);
    match data::read_yaml(yaml, span.start) {
        Ok(read) if !read.duplicates.is_empty() => {
            for key in read.duplicates {
                found.push(duplicate(source, &key));
            }
        }
        Ok(_) => {
            let at = error.location().map_or(0, |location| location.index()).min(yaml.len());
            let at = span.start + at as u32;
            let message = format!("front matter is not valid YAML: {}", first_line(&error.to_string()));
            found.push(rules::YAML_HEADER_SYNTAX_ERROR.at(&source.path, Span { start: at, end: at }, message));
        }
        Err(error) => found.push(invalid(source, &error)),
    }
}

fn first_line(text: &str) -> &str {
    text.lines().next().unwrap_or("").trim_end_matches('.')
}

/// The keys whose own lines are valid: each runs to the next line that begins with neither blank nor dash.
fn readable(yaml: &str) -> Map<String, Value> {
    let mut values = Map::new();
    let mut take = |chunk: &str| {
        if let Ok(Value::Object(read)) = serde_yaml::from_str::<Value>(chunk) {
            for (key, value) in read {
                values.entry(key).or_insert(value);
            }
        }
    };
    let mut start = 0;
    let mut at = 0;
    for line in yaml.split_inclusive('\n') {
        if at > start && !line.starts_with([' ', '\t', '-', '#', '\r', '\n']) {
            take(&yaml[start..at]);
            start = at;
        }
        at += line.len();
    }
    take(&yaml[start..]);
    values
}

/// `<properties pageTitle="…"/>` and `<tags ms.service="…"/>` at the top of a file: metadata as it was written in 2016.
fn legacy(source: &Source) -> FrontMatter {
    let mut front_matter = FrontMatter::default();
    let mut at = 0;
    loop {
        let rest = &source.text[at..];
        let start = at + (rest.len() - rest.trim_start().len());
        let head = source.text[start..].get(..12).unwrap_or(&source.text[start..]).to_ascii_lowercase();
        let is_tag = |name: &str| {
            head.strip_prefix(name).is_some_and(|rest| rest.starts_with(|after: char| after.is_ascii_whitespace()))
        };
        if !is_tag("<properties") && !is_tag("<tags") {
            break;
        }
        // A tag that never ends would take the whole file with it.
        let Some(close) = source.text[start..].find('>') else { break };
        let Some(tag) = tag::tags(&source.text[start..=start + close]).next() else { break };
        if tag.span.is_empty() || tag.span.end as usize > close + 1 {
            break;
        }
        for attribute in tag.attributes {
            let name = match &*attribute.name {
                "pagetitle" => "title".to_owned(),
                "authors" => "author".to_owned(),
                name => name.to_owned(),
            };
            front_matter.values.entry(name).or_insert(Value::String(attribute.value));
        }
        at = start + close + 1;
        let after = &source.text[at..];
        let line_end = after.find('\n').map_or(after.len(), |end| end + 1);
        if after[..line_end].trim().is_empty() {
            at += line_end;
        }
        front_matter.span = Span::new(front_matter.span.start as usize, at);
        front_matter.body_start = at as u32;
    }
    front_matter
}

#[cfg(test)]
mod tests {
    use super::*;

    fn show(text: &str) -> String {
        let source = Source::new("a.md".into(), text);
        let mut found = Vec::new();
        let front_matter = read(&source, &mut found);
        let mut out = Value::Object(front_matter.values).to_string();
        out += &format!(" | {:?}", &text[front_matter.body_start as usize..]);
        for finding in found {
            let at = source.position(finding.span.start);
            out += &format!(" | {}:{} {}", at.line, at.column, finding.rule.name);
        }
        out
    }

    #[test]
    fn front_matter() {
        let check = |text: &str, want: &str| assert_eq!(show(text), want);
        check("---\ntitle: A\n---\nb", r#"{"title":"A"} | "b""#);
        check("---\r\ntitle: A\r\n---\r\nb", r#"{"title":"A"} | "b""#);
        check("---\ntitle: A\n...\nb", r#"{"title":"A"} | "b""#);
        check("---\n---\nb", r#"{} | "b""#);
        check("b\n---\na: b\n---\n", r#"{} | "b\n---\na: b\n---\n""#);
        check("---\ntitle: A\n\n# B\n", r#"{} | "---\ntitle: A\n\n# B\n" | 1:1 yaml-header-syntax-error"#);
        check("---\n\ntext\n", r#"{} | "---\n\ntext\n""#);
        check("---\n- a\n---\nb", r#"{} | "b" | 2:1 yaml-header-not-object"#);
        check("---\na: 1\nb: 2\na: 3\n---\n", r#"{"a":1,"b":2} | "" | 4:1 yaml-duplicate-key"#);
        check("---\na: 1\ntitle: A: B\nc: d\n---\n", r#"{"a":1,"c":"d"} | "" | 3:9 yaml-header-syntax-error"#);
        check("---\ntitle: @a\nc: d\n---\n", r#"{"c":"d"} | "" | 2:8 yaml-header-syntax-error"#);
    }

    #[test]
    fn tags_of_2016() {
        let check = |text: &str, want: &str| assert_eq!(show(text), want);
        check(
            "<properties\n  pageTitle=\"A | B\"\n  description=\"c\"/>\n\n<tags ms.service=\"d\"/>\n# E\n",
            r##"{"title":"A | B","description":"c","ms.service":"d"} | "# E\n""##,
        );
        check("<tagsoup a=\"b\"/>\n", r#"{} | "<tagsoup a=\"b\"/>\n""#);
        check("<properties a", r#"{} | "<properties a""#);
    }
}
