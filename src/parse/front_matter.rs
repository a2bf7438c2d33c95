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

/// Scalars are as their author wrote them: see [`data::text`].
fn values(source: &Source, span: Span, found: &mut Vec<Diagnostic>) -> Map<String, Value> {
    let yaml = source.slice(span);
    let read = match data::read_yaml(yaml, span.start) {
        Ok(read) => read,
        Err(error) => {
            let message = format!("front matter is not valid YAML: {}", first_line(&error.message));
            found.push(rules::YAML_HEADER_SYNTAX_ERROR.at(&source.path, error.span, message));
            return readable(yaml);
        }
    };
    found.extend(read.too_deep(&source.path));
    for key in read.duplicates {
        let message = format!("the key `{}` is in the front matter already; the first one counts", key.name);
        found.push(rules::YAML_DUPLICATE_KEY.at(&source.path, key.span, message));
    }
    match read.data.map(|data| data.to_json()) {
        Some(Value::Object(values)) => values,
        None | Some(Value::Null) => Map::new(),
        Some(other) => {
            let kind = match other {
                Value::Array(_) => "a list",
                Value::String(_) => "a text",
                _ => "a single value",
            };
            let line = Span::new(span.start as usize, span.start as usize + yaml.trim_end().len());
            let message = format!("front matter must be keys and values, but is {kind}");
            found.push(rules::YAML_HEADER_NOT_OBJECT.at(&source.path, line, message));
            Map::new()
        }
    }
}

fn first_line(text: &str) -> &str {
    text.lines().next().unwrap_or("").trim_end_matches('.')
}

/// The keys whose own lines are valid: each runs to the next line that begins with neither blank nor dash.
fn readable(yaml: &str) -> Map<String, Value> {
    let mut values = Map::new();
    let mut take = |chunk: &str| {
        let read = data::read_yaml(chunk, 0).ok().and_then(|read| read.data).map(|data| data.to_json());
        if let Some(Value::Object(read)) = read {
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
