//! YAML and JSON as one tree in which every key and value knows its place.

mod shallow;

use std::{
    borrow::Cow,
    collections::{HashMap, HashSet},
};

use granit_parser::{Event, Options, Parser, ScalarStyle};

use crate::{
    diagnostic::Diagnostic,
    rules,
    source::{SitePath, Span},
};

/// A value with its bytes in the text it was read from.
#[derive(Clone, PartialEq, Debug)]
pub struct Data {
    pub value: Value,
    pub span: Span,
}

/// What a value is.
#[derive(Clone, PartialEq, Debug)]
pub enum Value {
    /// A YAML scalar without quotes, or a JSON number, `true`, `false` or `null`: its type is in its text.
    Plain(String),
    /// A quoted scalar or a block scalar.
    Text(String),
    List(Vec<Data>),
    /// Keys in the author's order. The second of two equal keys is not in it.
    Map(Vec<(Key, Data)>),
}

/// A mapping's key.
#[derive(Clone, PartialEq, Debug)]
pub struct Key {
    pub name: String,
    pub span: Span,
}

/// Why a text is not data.
#[derive(Clone, PartialEq, Debug)]
pub struct DataError {
    pub span: Span,
    pub message: String,
}

/// What a text holds.
#[derive(Debug)]
pub struct Read {
    /// `None` for a text without any value.
    pub data: Option<Data>,
    /// Keys that their mapping holds already.
    pub duplicates: Vec<Key>,
    /// Where a second document begins, which is not read.
    pub second: Option<Span>,
    /// The first list or mapping that is inside too many others; all such are read as null.
    pub too_deep: Option<Span>,
}

impl Read {
    /// The finding that something is left out as too deep.
    pub fn too_deep(&self, path: &SitePath) -> Option<Diagnostic> {
        Some(rules::NESTING_TOO_DEEP.at(path, self.too_deep?, too_deep()))
    }

    /// What a text holds, where nothing of it is left out.
    ///
    /// # Errors
    /// Where something is nested too deeply.
    pub fn whole(self) -> Result<Read, DataError> {
        match self.too_deep {
            Some(span) => Err(DataError { span, message: too_deep() }),
            None => Ok(self),
        }
    }
}

/// What is said of values that are nested too deeply.
fn too_deep() -> String {
    format!("more than {DEPTH_LIMIT} levels of lists and mappings; deeper ones are left out")
}

impl Data {
    /// The text of a scalar that is not null.
    pub fn as_str(&self) -> Option<&str> {
        match &self.value {
            Value::Plain(text) if !is_null(text) => Some(text),
            Value::Text(text) => Some(text),
            _ => None,
        }
    }

    pub fn as_bool(&self) -> Option<bool> {
        match &self.value {
            Value::Plain(text) if matches!(&**text, "true" | "True" | "TRUE") => Some(true),
            Value::Plain(text) if matches!(&**text, "false" | "False" | "FALSE") => Some(false),
            _ => None,
        }
    }

    pub fn as_list(&self) -> Option<&[Data]> {
        match &self.value {
            Value::List(items) => Some(items),
            _ => None,
        }
    }

    pub fn as_map(&self) -> Option<&[(Key, Data)]> {
        match &self.value {
            Value::Map(entries) => Some(entries),
            _ => None,
        }
    }

    pub fn is_null(&self) -> bool {
        matches!(&self.value, Value::Plain(text) if is_null(text))
    }

    /// The place of a scalar's text without its quotes; all of the scalar where it is written in another form. `text` is
    /// what it was read from.
    pub fn text_span(&self, text: &str) -> Span {
        let (Some(value), Some(written)) = (self.as_str().map(str::trim), text.get(self.span.range())) else {
            return self.span;
        };
        match written.find(value).filter(|_| !value.is_empty()) {
            Some(at) => Span::new(self.span.start as usize + at, self.span.start as usize + at + value.len()),
            None => self.span,
        }
    }

    /// The value of a mapping's key.
    pub fn get(&self, name: &str) -> Option<&Data> {
        self.as_map()?.iter().find(|(key, _)| key.name == name).map(|(_, value)| value)
    }

    /// The value without places. Scalars have the types of YAML 1.2's core schema, but for numbers, `true` and `false` that
    /// would not be written as they are here: see [`text`].
    pub fn to_json(&self) -> serde_json::Value {
        use serde_json::Value as Json;
        match &self.value {
            Value::Text(text) => Json::String(text.clone()),
            Value::Plain(text) => scalar(text),
            Value::List(items) => Json::Array(items.iter().map(Data::to_json).collect()),
            Value::Map(entries) => {
                Json::Object(entries.iter().map(|(key, value)| (key.name.clone(), value.to_json())).collect())
            }
        }
    }
}

/// The value of a scalar without quotes. A number whose digits say more than its value (`1.10`, `007`, `0x1F`, `1e3`) is a
/// text: most values are shown, and the author's form is the right one there.
fn scalar(plain: &str) -> serde_json::Value {
    use serde_json::{Number, Value as Json};
    if is_null(plain) {
        return Json::Null;
    }
    match plain {
        "true" => Json::Bool(true),
        "false" => Json::Bool(false),
        _ => match serde_json::from_str::<Number>(plain) {
            Ok(number) if number.to_string() == plain => Json::Number(number),
            _ => Json::String(plain.to_owned()),
        },
    }
}

/// A value of [`Data::to_json`] as text, as its author wrote it, without blanks around it. `None` where it is nothing: for
/// null, lists, mappings and blanks.
///
/// This is the one answer to what a value says that is used as text: titles, uids, dates, versions.
pub fn text(value: &serde_json::Value) -> Option<Cow<'_, str>> {
    use serde_json::Value as Json;
    let text: Cow<str> = match value {
        Json::String(text) => text.trim().into(),
        Json::Number(number) => number.to_string().into(),
        Json::Bool(value) => if *value { "true" } else { "false" }.into(),
        Json::Null | Json::Array(_) | Json::Object(_) => return None,
    };
    Some(text).filter(|text| !text.is_empty())
}

/// A value as texts: those of a list, or the one that it is.
pub fn texts(value: &serde_json::Value) -> impl Iterator<Item = Cow<'_, str>> {
    value.as_array().map_or(std::slice::from_ref(value), |list| list).iter().filter_map(text)
}

/// Whether a value is true or false, as a value or as text.
pub fn flag(value: &serde_json::Value) -> Option<bool> {
    let text = text(value)?;
    let is = |word: &str| text.eq_ignore_ascii_case(word);
    if is("true") { Some(true) } else { is("false").then_some(false) }
}

/// A value as number, as value or as text.
pub fn number(value: &serde_json::Value) -> Option<f64> {
    text(value)?.parse().ok().filter(|number: &f64| number.is_finite())
}

fn is_null(plain: &str) -> bool {
    matches!(plain, "" | "~" | "null" | "Null" | "NULL")
}

/// Reads the first YAML document of a text. Spans are moved by `offset`, the text's place in its file.
///
/// # Errors
/// Where the text is no YAML.
pub fn read_yaml(text: &str, offset: u32) -> Result<Read, DataError> {
    match read_yaml_so_far(text, offset) {
        (read, None) => Ok(read),
        (_, Some(error)) => Err(error),
    }
}

/// Reads the first YAML document of a text up to where it ends or is broken, with what is broken. Lists and mappings
/// that are open there have what was read of them.
pub fn read_yaml_so_far(text: &str, offset: u32) -> (Read, Option<DataError>) {
    // The bound is ours: what is deeper is passed over, and the rest is read.
    let mut options = Options::default();
    (options.flow_nesting_limit, options.block_nesting_limit) = (usize::MAX, usize::MAX);
    let mut reader = YamlReader {
        parser: Parser::new_from_str_with_options(text, options),
        offset,
        anchors: HashMap::new(),
        copied: 0,
        depth: 0,
        duplicates: Vec::new(),
        second: None,
        too_deep: None,
        error: None,
    };
    let data = reader.document();
    let YamlReader { duplicates, second, too_deep, error, .. } = reader;
    (Read { data, duplicates, second, too_deep }, error)
}

struct YamlReader<'a> {
    parser: Parser<'a, granit_parser::StrInput<'a>>,
    offset: u32,
    anchors: HashMap<usize, Data>,
    /// Values that aliases and anchors copied so far.
    copied: usize,
    depth: usize,
    duplicates: Vec<Key>,
    second: Option<Span>,
    too_deep: Option<Span>,
    /// Once there is one, nothing more is read.
    error: Option<DataError>,
}

/// Values that aliases may copy in all: a bomb of aliases ends here.
const ALIAS_LIMIT: usize = 100_000;

/// Lists and mappings inside each other: whatever walks a value may call itself once for each level.
const DEPTH_LIMIT: usize = 128;

impl<'a> YamlReader<'a> {
    /// The next event; the stream's end once something is broken.
    fn next(&mut self) -> (Event<'a>, Span) {
        while self.error.is_none() {
            match self.parser.next_event() {
                None => break,
                Some(Ok((Event::Comment(..), _))) => {}
                Some(Ok((event, span))) => {
                    let range = span.byte_range().unwrap_or(0..0);
                    let at = |byte: usize| self.offset + byte as u32;
                    return (event, Span { start: at(range.start), end: at(range.end.max(range.start)) });
                }
                Some(Err(error)) => {
                    let at = self.offset + error.marker().byte_offset().unwrap_or(0) as u32;
                    self.fail(Span { start: at, end: at }, error.info());
                }
            }
        }
        (Event::StreamEnd, Span::default())
    }

    fn fail(&mut self, span: Span, message: impl Into<String>) {
        self.error.get_or_insert(DataError { span, message: message.into() });
    }

    fn document(&mut self) -> Option<Data> {
        loop {
            let (event, span) = self.next();
            match event {
                Event::StreamStart | Event::DocumentStart(..) => {}
                Event::StreamEnd | Event::DocumentEnd => return None,
                event => {
                    let data = self.value(event, span);
                    // What follows must still be YAML.
                    loop {
                        match self.next() {
                            (Event::StreamEnd, _) => break,
                            (Event::DocumentStart(..), span) => {
                                self.second = Some(span);
                                break;
                            }
                            _ => {}
                        }
                    }
                    return Some(data);
                }
            }
        }
    }

    fn value(&mut self, event: Event<'a>, span: Span) -> Data {
        if self.depth == DEPTH_LIMIT && matches!(event, Event::SequenceStart(..) | Event::MappingStart(..)) {
            self.too_deep.get_or_insert(span);
            self.pass_over();
            return nothing(span);
        }
        self.depth += 1;
        let (data, anchor) = match event {
            Event::Scalar(text, style, anchor, _) => {
                let text = text.into_owned();
                let value = if style == ScalarStyle::Plain { Value::Plain(text) } else { Value::Text(text) };
                (Data { value, span }, anchor)
            }
            Event::SequenceStart(_, anchor, _) => {
                let mut items: Vec<Data> = Vec::new();
                let end = loop {
                    match self.next() {
                        (Event::SequenceEnd, end) => break end.end,
                        (Event::StreamEnd, _) => break items.last().map_or(span.end, |last| last.span.end),
                        (event, span) => items.push(self.value(event, span)),
                    }
                };
                (Data { value: Value::List(items), span: Span { start: span.start, end: end.max(span.start) } }, anchor)
            }
            Event::MappingStart(_, anchor, _) => self.mapping(anchor, span),
            Event::Alias(id) if self.anchors.get(&id).is_some_and(|known| self.depth + height(known) > DEPTH_LIMIT) => {
                self.too_deep.get_or_insert(span);
                (nothing(span), 0)
            }
            Event::Alias(id) => {
                let known = self.anchors.get(&id).map(|known| copy(known, &mut self.copied));
                match known {
                    Some(Some(data)) => (data, 0),
                    Some(None) => {
                        self.fail(span, "aliases repeat too much");
                        (nothing(span), 0)
                    }
                    None => (nothing(span), 0),
                }
            }
            _ => (nothing(span), 0),
        };
        if anchor != 0 {
            match copy(&data, &mut self.copied) {
                Some(kept) => {
                    self.anchors.insert(anchor, kept);
                }
                None => self.fail(data.span, "aliases repeat too much"),
            }
        }
        self.depth -= 1;
        data
    }

    /// Goes to the end of a list or mapping that was begun.
    fn pass_over(&mut self) {
        let mut open = 1usize;
        while open > 0 {
            match self.next().0 {
                Event::SequenceStart(..) | Event::MappingStart(..) => open += 1,
                Event::SequenceEnd | Event::MappingEnd => open -= 1,
                Event::StreamEnd => return,
                _ => {}
            }
        }
    }

    /// The entries of a mapping, and its anchor.
    fn mapping(&mut self, anchor: usize, span: Span) -> (Data, usize) {
        let mut entries: Vec<(Key, Data)> = Vec::new();
        let mut known: HashSet<String> = HashSet::new();
        let end = loop {
            let (event, at) = self.next();
            match event {
                Event::MappingEnd => break at.end,
                Event::StreamEnd => break entries.last().map_or(span.end, |(_, last)| last.span.end),
                _ => {}
            }
            let key = self.value(event, at);
            let (event, at) = self.next();
            let value = match event {
                Event::StreamEnd => nothing(Span { start: key.span.end, end: key.span.end }),
                event => self.value(event, at),
            };
            let name = match key.value {
                Value::Plain(name) | Value::Text(name) => name,
                _ => continue,
            };
            let key = Key { name, span: key.span };
            if known.insert(key.name.clone()) {
                entries.push((key, value));
            } else {
                self.duplicates.push(key);
            }
        };
        (Data { value: Value::Map(entries), span: Span { start: span.start, end: end.max(span.start) } }, anchor)
    }
}

fn nothing(span: Span) -> Data {
    Data { value: Value::Plain(String::new()), span }
}

/// A copy of a value, as long as not too much was copied.
fn copy(data: &Data, copied: &mut usize) -> Option<Data> {
    *copied += count(data);
    (*copied <= ALIAS_LIMIT).then(|| data.clone())
}

fn count(data: &Data) -> usize {
    match &data.value {
        Value::Plain(_) | Value::Text(_) => 1,
        Value::List(items) => items.iter().map(count).sum::<usize>() + 1,
        Value::Map(entries) => entries.iter().map(|(_, value)| count(value)).sum::<usize>() + 1,
    }
}

/// Lists and mappings inside each other.
fn height(data: &Data) -> usize {
    match &data.value {
        Value::Plain(_) | Value::Text(_) => 0,
        Value::List(items) => items.iter().map(height).max().unwrap_or(0) + 1,
        Value::Map(entries) => entries.iter().map(|(_, value)| height(value)).max().unwrap_or(0) + 1,
    }
}

/// Reads JSON with comments and trailing commas.
///
/// # Errors
/// Where the text is no JSON.
pub fn read_json(text: &str) -> Result<Read, DataError> {
    let (text, too_deep) = shallow::json(text, DEPTH_LIMIT);
    let parsed = jsonc_parser::parse_to_ast(&text, &Default::default(), &json()).map_err(|error| {
        let range = error.range();
        DataError {
            span: Span::new(range.start, range.end),
            message: error.kind().to_string().trim_end_matches('.').to_owned(),
        }
    })?;
    let mut duplicates = Vec::new();
    let data = parsed.value.map(|value| from_json(value, &mut duplicates));
    Ok(Read { data, duplicates, second: None, too_deep })
}

/// What JSON may have beyond the standard.
fn json() -> jsonc_parser::ParseOptions {
    jsonc_parser::ParseOptions { allow_missing_commas: false, ..Default::default() }
}

fn from_json(value: jsonc_parser::ast::Value<'_>, duplicates: &mut Vec<Key>) -> Data {
    use jsonc_parser::{ast::Value as Json, common::Ranged};
    let range = value.range();
    let span = Span::new(range.start, range.end);
    let value = match value {
        Json::StringLit(text) => Value::Text(text.value.into_owned()),
        Json::NumberLit(number) => Value::Plain(number.value.to_owned()),
        Json::BooleanLit(value) => Value::Plain(value.value.to_string()),
        Json::NullKeyword(_) => Value::Plain("null".into()),
        Json::Array(array) => Value::List(array.elements.into_iter().map(|item| from_json(item, duplicates)).collect()),
        Json::Object(object) => {
            let mut entries: Vec<(Key, Data)> = Vec::new();
            let mut known: HashSet<String> = HashSet::new();
            for property in object.properties {
                let range = property.name.range();
                let key = Key { name: property.name.into_string(), span: Span::new(range.start, range.end) };
                let value = from_json(property.value, duplicates);
                if known.insert(key.name.clone()) {
                    entries.push((key, value));
                } else {
                    duplicates.push(key);
                }
            }
            Value::Map(entries)
        }
    };
    Data { value, span }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn show(data: &Data, text: &str) -> String {
        let at = &text[data.span.range()];
        match &data.value {
            Value::Plain(value) => format!("{value}<{at}>"),
            Value::Text(value) => format!("'{value}'<{at}>"),
            Value::List(items) => {
                format!("[{}]", items.iter().map(|item| show(item, text)).collect::<Vec<_>>().join(" "))
            }
            Value::Map(entries) => format!(
                "{{{}}}",
                entries
                    .iter()
                    .map(|(key, value)| format!("{}<{}>: {}", key.name, &text[key.span.range()], show(value, text)))
                    .collect::<Vec<_>>()
                    .join(" ")
            ),
        }
    }

    #[test]
    fn yaml_has_places() {
        let check = |text: &str, want: &str| {
            let read = read_yaml(text, 0).unwrap();
            assert_eq!(read.data.map(|data| show(&data, text)).unwrap_or_default(), want);
        };
        check("a: é # c\n# d\nb:\n  - 'x y'\n  - \n", "{a<a>: é<é> b<b>: ['x y'<'x y'> ~<>]}");
        check("", "");
        check("# only\n", "");
        check("a: &x 1\nb: *x\n", "{a<a>: 1<1> b<b>: 1<1>}");
    }

    #[test]
    fn yaml_that_is_none_says_where() {
        let error = read_yaml("a: b\n  c: d: e\n", 10).unwrap_err();
        assert!(error.span.start >= 10 && error.span.start <= 25, "{error:?}");
    }

    #[test]
    fn broken_yaml_is_read_so_far() {
        let check = |text: &str, want: &str, at: u32| {
            let (read, error) = read_yaml_so_far(text, 0);
            assert_eq!(read.data.map(|data| show(&data, text)).unwrap_or_default(), want);
            assert_eq!(error.map(|error| error.span.start), Some(at), "{text}");
        };
        check("a: 1\nb:\n  - x\n  - y: z: w\nc: 2\n", "{a<a>: 1<1> b<b>: [x<x> {y<y>: z<z>}]}", 22);
        check("a: 1\nb: 2\n  c: [3\n", "{a<a>: 1<1> b<b>: 2 c<2\n  c>}", 13);
        assert_eq!(read_yaml_so_far("a: 1\n---\nb: 2\n", 0).0.second, Some(Span::new(5, 8)));
    }

    #[test]
    fn depth_has_a_bound() {
        let check = |text: &str, deep: bool| {
            let read = if text.starts_with('{') { read_json(text) } else { read_yaml(text, 0) }.unwrap();
            let data = read.data.as_ref().unwrap();
            assert!(height(data) <= DEPTH_LIMIT, "{text:.40}");
            // The rest is read.
            assert_eq!(data.get("z").and_then(Data::as_str), Some("1"), "{text:.40}");
            assert_eq!((read.too_deep.is_some(), read.whole().is_err()), (deep, deep), "{text:.40}");
        };
        let lists = |levels| format!("{}{}", "[".repeat(levels), "]".repeat(levels));
        let maps = |levels| format!("{}1{}", "{\"b\": ".repeat(levels), "}".repeat(levels));
        for (levels, deep) in [(DEPTH_LIMIT - 1, false), (DEPTH_LIMIT, true), (400, true)] {
            check(&format!("a: {}\nz: 1\n", lists(levels)), deep);
            check(&format!("a: {}\nz: 1\n", maps(levels)), deep);
            check(&format!("{{\"a\": {}, \"z\": \"1\"}}", lists(levels)), deep);
            check(&format!("{{\"a\": {}, \"z\": \"1\"}}", maps(levels)), deep);
            let block: String = (0..levels).map(|level| format!("{}b:\n", " ".repeat(level + 1))).collect();
            check(&format!("a:\n{block}z: 1\n"), deep);
        }
        for levels in [2000, 20_000, 100_000] {
            check(&format!("a: {}\nz: 1\n", lists(levels)), true);
        }
        // What is copied counts too.
        let copies: String =
            (1..20).map(|n| format!("k{n}: &k{n} {}*k{}{}\n", "[".repeat(100), n - 1, "]".repeat(100))).collect();
        check(&format!("k0: &k0 1\n{copies}z: 1\n"), true);
    }

    #[test]
    fn copies_have_bounds() {
        let check = |text: &str, want: &str| assert_eq!(read_yaml(text, 0).unwrap_err().message, want, "{text:.40}");
        check(&format!("- &a [{}]\n{}", "b,".repeat(2000), "- *a\n".repeat(60)), "aliases repeat too much");
        assert!(read_yaml(&format!("- &a b\n{}", "- *a\n".repeat(5000)), 0).is_ok());
        assert!(read_json(&"[".repeat(100_000)).is_err());
    }

    #[test]
    fn keys_that_are_twice_are_told() {
        let read = read_yaml("a: 1\na: 2\n", 0).unwrap();
        assert_eq!(read.duplicates, [Key { name: "a".into(), span: Span::new(5, 6) }]);
        assert_eq!(read_json(r#"{"a": 1, "a": 2}"#).unwrap().duplicates[0].span, Span::new(9, 12));
    }

    #[test]
    fn json_has_places_comments_and_trailing_commas() {
        let text = "{ // c\n\"a\": [1, \"b\",], }";
        let read = read_json(text).unwrap();
        assert_eq!(show(&read.data.unwrap(), text), "{a<\"a\">: [1<1> 'b'<\"b\">]}");
        assert!(read_json("{\"a\": }").is_err());
        assert!(read_json("[1 2]").is_err());
    }

    #[test]
    fn types_are_the_core_schemas() {
        let read = read_yaml("[1, 0755, no, true, ~, '1', 2016-08-04]", 0).unwrap();
        assert_eq!(read.data.unwrap().to_json().to_string(), r#"[1,"0755","no",true,null,"1","2016-08-04"]"#);
    }
}
