//! Files that define groups of pivots: `zone-pivot-groups.yml`.

use std::{collections::HashMap, sync::Arc};

use crate::{
    config::Docset,
    data::{self, Data},
    diagnostic::Diagnostic,
    files::Files,
    page::FileId,
    rules,
    source::{Source, Span, join},
    variant::{Pivot, PivotGroup},
};

/// The groups that a file defines, in its order.
#[derive(Default, Debug)]
pub struct Definition {
    pub groups: Vec<Arc<PivotGroup>>,
}

impl Definition {
    pub fn group(&self, id: &str) -> Option<&Arc<PivotGroup>> {
        self.groups.iter().find(|group| &*group.id == id)
    }
}

/// The file that is meant where nothing is said.
pub const DEFAULT_NAME: &str = "zone-pivot-groups.yml";

/// The files that may be meant by a name, the most likely first: those at the path that it says from the docset's folder or
/// the project's, else those of that name anywhere in the docset. What is written as `.json`, as it is published, is `.yml`.
pub fn candidates(name: &str, docset: &Docset, at: u16, files: &Files) -> Vec<FileId> {
    let name = name.trim().trim_start_matches("~/").trim_start_matches('/');
    let stem = [".json", ".yml", ".yaml"].iter().find_map(|end| name.strip_suffix(end)).unwrap_or(name);
    let endings = [".yml", ".yaml", ".json"];
    for folder in [docset.root.as_str(), ""] {
        let there = endings.iter().filter_map(|end| files.find(&join(folder, &format!("{stem}{end}"))?));
        let there: Vec<FileId> = there.collect();
        if !there.is_empty() {
            return there;
        }
    }
    let last = stem.rsplit('/').next().unwrap_or(stem);
    let named = |file: &crate::files::File| {
        file.docset == at
            && file.path.name().strip_prefix(last).is_some_and(|rest| endings.contains(&rest))
            && in_folder(file.path.as_str(), docset.root.as_str())
    };
    let mut found: Vec<FileId> = files.iter().filter(|(_, file)| named(file)).map(|(id, _)| id).collect();
    found.sort_by_key(|id| files.get(*id).path.as_str().matches('/').count());
    found
}

fn in_folder(path: &str, folder: &str) -> bool {
    folder.is_empty() || path.strip_prefix(folder).is_some_and(|rest| rest.starts_with('/'))
}

/// Reads the groups that a file defines.
pub fn read(source: &Source, found: &mut Vec<Diagnostic>) -> Definition {
    let json = source.path.has_extension("json");
    let read = if json { data::read_json(&source.text) } else { data::read_yaml(&source.text, 0) };
    let read = match read {
        Ok(read) => read,
        Err(error) => {
            found.push(rules::YAML_SYNTAX_ERROR.at(&source.path, error.span, error.message));
            return Definition::default();
        }
    };
    found.extend(read.too_deep(&source.path));
    for key in read.duplicates {
        let message = format!("the key `{}` is there already; the first one counts", key.name);
        found.push(rules::YAML_DUPLICATE_KEY.at(&source.path, key.span, message));
    }
    let Some(data) = read.data else { return Definition::default() };
    let mut reader = Reader { source, found };
    let Some(groups) = data.get("groups").and_then(Data::as_list) else {
        reader.invalid(&data, "a file of pivot groups has a list `groups`");
        return Definition::default();
    };
    let mut definition = Definition::default();
    let mut known: HashMap<Box<str>, usize> = HashMap::new();
    for group in groups {
        let Some((id, place)) = reader.id(group, "a pivot group") else { continue };
        let line = source.position(place.span.start).line;
        if let Some(earlier) = known.insert(id.clone(), line) {
            let message = format!("the pivot group `{id}` is defined already, in line {earlier}");
            found_at(&mut reader, &rules::DUPLICATE_PIVOT_GROUPS, place, message);
            continue;
        }
        let pivots = reader.pivots(group, &id);
        let title = text(group, "title").unwrap_or_else(|| id.clone());
        let prompt = text(group, "prompt").unwrap_or_default();
        definition.groups.push(Arc::new(PivotGroup { id, title, prompt, pivots }));
    }
    definition
}

struct Reader<'a> {
    source: &'a Source,
    found: &'a mut Vec<Diagnostic>,
}

fn found_at(reader: &mut Reader, rule: &'static crate::diagnostic::Rule, place: &Data, message: String) {
    reader.found.push(rule.at(&reader.source.path, place.span, message));
}

impl Reader<'_> {
    fn invalid(&mut self, data: &Data, message: impl Into<String>) {
        let written = self.source.slice(data.span).trim_end().len();
        let span = Span { end: data.span.start + written as u32, ..data.span };
        self.found.push(rules::CONFIG_INVALID.at(&self.source.path, span, message));
    }

    /// An entry's name, which must be one that a zone can have.
    fn id<'d>(&mut self, entry: &'d Data, what: &str) -> Option<(Box<str>, &'d Data)> {
        let Some(place) = entry.get("id").filter(|id| id.as_str().is_some_and(|id| !id.trim().is_empty())) else {
            self.invalid(entry, format!("{what} needs an `id`"));
            return None;
        };
        let id = place.as_str().unwrap_or_default().trim();
        if !id.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-') {
            self.invalid(place, format!("`{id}` is no name of {what}: small letters, digits and `-`"));
        }
        Some((id.into(), place))
    }

    fn pivots(&mut self, group: &Data, id: &str) -> Vec<Pivot> {
        let Some(entries) = group.get("pivots").and_then(Data::as_list) else {
            self.invalid(group, format!("the pivot group `{id}` has no list `pivots`"));
            return Vec::new();
        };
        let mut pivots: Vec<Pivot> = Vec::new();
        for entry in entries {
            let Some((id, place)) = self.id(entry, "a pivot") else { continue };
            if pivots.iter().any(|known| known.id == id) {
                let message = format!("the pivot `{id}` is in this group already");
                found_at(self, &rules::DUPLICATE_PIVOT_IDS, place, message);
                continue;
            }
            let title = text(entry, "title").unwrap_or_else(|| id.clone());
            pivots.push(Pivot { id, title });
        }
        pivots
    }
}

fn text(data: &Data, key: &str) -> Option<Box<str>> {
    data.get(key)?.as_str().map(str::trim).filter(|text| !text.is_empty()).map(Into::into)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn definitions_are_read() {
        let check = |text: &str, want: &str| {
            let source = Source::new("zone-pivot-groups.yml".into(), text);
            let mut found = Vec::new();
            let definition = read(&source, &mut found);
            let shown = definition.groups.iter().map(|group| {
                let pivots: Vec<&str> = group.pivots.iter().map(|pivot| &*pivot.title).collect();
                format!("{}({}/{}): {}", group.id, group.title, group.prompt, pivots.join(", "))
            });
            let mut out: Vec<String> = shown.collect();
            out.extend(found.iter().map(|found| {
                let at = source.position(found.span.start);
                format!("{}:{} {} {}", at.line, at.column, found.rule.name, source.slice(found.span))
            }));
            assert_eq!(out.join(" | "), want, "{text}");
        };
        let head = "### YamlMime:ZonePivotGroups\ngroups:\n- id: os\n  title: System\n  prompt: Choose\n  pivots:\n";
        check(&format!("{head}  - id: a\n    title: A\n  - id: b\n"), "os(System/Choose): A, b");
        check(&format!("{head}  - id: a\n  - id: a\n"), "os(System/Choose): a | 8:9 duplicate-pivot-ids a");
        check(
            &format!("{head}  - id: a\n- id: os\n  pivots: []\n"),
            "os(System/Choose): a | 8:7 duplicate-pivot-groups os",
        );
        check(&format!("{head}  - id: A b\n"), "os(System/Choose): A b | 7:9 config-invalid A b");
        check("groups:\n- id: os\n", "os(os/):  | 2:3 config-invalid id: os");
        check("a: b\n", "1:1 config-invalid a: b");
        check("", "");
    }
}
