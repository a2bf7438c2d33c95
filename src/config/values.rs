//! Values of a configuration with the type that they should have; others are findings.

use crate::{
    data::{Data, Key, Value, read_json, read_yaml},
    diagnostic::{Diagnostic, Rule, Severity},
    place, rules,
    source::{SitePath, Source, Span, join},
    suggest::{is_slip, nearest},
};

/// The findings of one configuration file.
pub struct Findings<'a> {
    pub path: &'a SitePath,
    pub list: Vec<Diagnostic>,
}

impl<'a> Findings<'a> {
    pub fn new(path: &'a SitePath) -> Findings<'a> {
        Findings { path, list: Vec::new() }
    }

    /// Adds a finding and gives it back, to be told more.
    pub fn add(&mut self, span: Span, message: impl Into<String>) -> &mut Diagnostic {
        self.list.push(rules::CONFIG_INVALID.at(self.path, span, message));
        self.list.last_mut().expect("one was just added")
    }

    /// Adds that a word is not one of those that are known, with the one that was probably meant.
    fn unknown(&mut self, what: &str, word: &str, span: Span, known: &[&str]) {
        let near = nearest(word, known.iter().copied());
        let finding = self.add(span, format!("unknown {what} `{word}`"));
        if let Some(near) = near {
            finding.help = Some(format!("did you mean `{near}`?"));
            let sure = is_slip(word, near, known.iter().copied());
            finding.propose(near, near.to_owned(), sure);
        } else if known.len() <= 10 {
            let words: Vec<String> = known.iter().map(|word| format!("`{word}`")).collect();
            finding.help = Some(format!("known are {}", words.join(", ")));
        }
    }
}

/// The form of a configuration file.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Form {
    Yaml,
    /// With comments and trailing commas.
    Json,
}

impl Findings<'_> {
    /// Adds that a key of a file of other tools is nearly one that they know. Others are passed over, as they do.
    pub fn slip(&mut self, key: &Key, known: &[&str]) {
        if nearest(&key.name, known.iter().copied()).is_some() {
            self.unknown("key", &key.name, key.span, known);
            self.list.iter_mut().rev().take(1).for_each(|finding| finding.severity = Severity::Warning);
        }
    }
}

/// Reads a file's keys and values; none where it is not readable.
pub fn open(source: &Source, form: Form, findings: &mut Findings) -> Vec<(Key, Data)> {
    let read = match form {
        Form::Yaml => read_yaml(&source.text, 0),
        Form::Json => read_json(&source.text),
    };
    let read = match read {
        Ok(read) => read,
        Err(error) => {
            let rule = if form == Form::Yaml { &rules::YAML_SYNTAX_ERROR } else { &rules::CONFIG_INVALID };
            findings.list.push(rule.at(findings.path, error.span, error.message));
            return Vec::new();
        }
    };
    findings.list.extend(read.too_deep(findings.path));
    for key in read.duplicates {
        let message = format!("key `{}` is there twice; the first one counts", key.name);
        findings.list.push(rules::YAML_DUPLICATE_KEY.at(findings.path, key.span, message));
    }
    match read.data {
        Some(Data { value: Value::Map(entries), .. }) => entries,
        Some(data) => {
            if !data.is_null() {
                findings.add(data.span, format!("the file must hold keys and values, not {}", kind(&data)));
            }
            Vec::new()
        }
        None => Vec::new(),
    }
}

/// What a value is, for sentences.
fn kind(data: &Data) -> &'static str {
    match &data.value {
        Value::List(_) => "a list",
        Value::Map(_) => "keys and values",
        _ if data.is_null() => "nothing",
        _ if data.as_bool().is_some() => "`true` or `false`",
        _ => "text",
    }
}

fn wrong(name: &str, want: &str, data: &Data, findings: &mut Findings) {
    if !data.is_null() {
        findings.add(data.span, format!("`{name}` must be {want}, not {}", kind(data)));
    }
}

/// Reports keys that are not known.
pub fn known_keys(entries: &[(Key, Data)], known: &[&str], findings: &mut Findings) {
    for (key, _) in entries {
        if !known.contains(&&*key.name) {
            let absent: Vec<&str> =
                known.iter().copied().filter(|name| entries.iter().all(|(key, _)| key.name != *name)).collect();
            findings.unknown("key", &key.name, key.span, &absent);
        }
    }
}

/// Keys and values; none for null.
pub fn map<'d>(name: &str, data: &'d Data, findings: &mut Findings) -> &'d [(Key, Data)] {
    data.as_map().unwrap_or_else(|| {
        wrong(name, "keys and values", data, findings);
        &[]
    })
}

/// A text, a number too; `None` for null.
pub fn text(name: &str, data: &Data, findings: &mut Findings) -> Option<String> {
    let text = data.as_str().filter(|_| data.as_bool().is_none());
    if text.is_none() {
        wrong(name, "text", data, findings);
    }
    text.map(str::to_owned)
}

/// `true` or `false`; `None` for null.
pub fn boolean(name: &str, data: &Data, findings: &mut Findings) -> Option<bool> {
    let value = data.as_bool();
    if value.is_none() {
        wrong(name, "`true` or `false`", data, findings);
    }
    value
}

/// A text or a list of texts.
pub fn texts(name: &str, data: &Data, findings: &mut Findings) -> Vec<(String, Span)> {
    let one = |data: &Data| Some((data.as_str().filter(|_| data.as_bool().is_none())?.to_owned(), data.span));
    if let Some(item) = one(data) {
        return vec![item];
    }
    let Some(items) = data.as_list() else {
        wrong(name, "text or a list of texts", data, findings);
        return Vec::new();
    };
    let mut texts = Vec::new();
    for item in items {
        match one(item) {
            Some(text) => texts.push(text),
            None => wrong(name, "a list of texts", item, findings),
        }
    }
    texts
}

/// One word of several.
pub fn choice<T: Copy>(name: &str, data: &Data, words: &[(&str, T)], findings: &mut Findings) -> Option<T> {
    let Some(word) = data.as_str() else {
        wrong(name, "text", data, findings);
        return None;
    };
    let found = words.iter().find(|(known, _)| *known == word).map(|(_, value)| *value);
    if found.is_none() {
        let words: Vec<&str> = words.iter().map(|(word, _)| *word).collect();
        findings.unknown(&format!("value of `{name}`,"), word, data.span, &words);
    }
    found
}

/// A path, relative to a folder, in normal form; empty for the project's root.
pub fn path(name: &str, data: &Data, folder: &str, findings: &mut Findings) -> Option<String> {
    let written = text(name, data, findings)?;
    let path = join(folder, &written.replace('\\', "/"));
    if path.is_none() {
        findings.add(data.span, format!("`{name}`: `{written}` is outside the project"));
    }
    path
}

/// A folder of the output, relative to a folder, in normal form; empty for the output's root.
pub fn dest(name: &str, data: &Data, folder: &str, findings: &mut Findings) -> Option<String> {
    let dest = path(name, data, folder, findings)?;
    match place::fault(&dest).filter(|_| !dest.is_empty()) {
        None => Some(dest),
        Some(fault) => {
            findings.add(data.span, format!("`{name}` cannot be a folder of the site: {fault}"));
            None
        }
    }
}

/// The known rule of a name, which is a finding where it is of none.
pub fn rule(key: &Key, findings: &mut Findings) -> Option<&'static Rule> {
    let rule = rules::find(&key.name);
    if rule.is_none() {
        let names: Vec<&str> = rules::ALL.iter().map(|rule| rule.name).collect();
        findings.unknown("rule", &key.name, key.span, &names);
    }
    rule
}
