//! What a mapping of a page in YAML may hold: keys with their forms, and what is reported where they are others.

use crate::{
    data::{Data, Value},
    rules, suggest,
};

use super::draft::{Draft, spot};

/// What a value must be.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Form {
    Text,
    List,
    /// Whatever it is, its reader takes it.
    Any,
}

/// A key of a mapping.
pub(super) struct Key {
    name: &'static str,
    form: Form,
    needed: bool,
}

pub(super) const fn text(name: &'static str) -> Key {
    Key { name, form: Form::Text, needed: false }
}

pub(super) const fn list(name: &'static str) -> Key {
    Key { name, form: Form::List, needed: false }
}

pub(super) const fn any(name: &'static str) -> Key {
    Key { name, form: Form::Any, needed: false }
}

impl Key {
    pub(super) const fn needed(self) -> Key {
        Key { needed: true, ..self }
    }
}

/// A kind of mapping.
pub(super) struct Shape {
    /// What it is, for findings: `a card`.
    pub(super) what: &'static str,
    pub(super) keys: &'static [Key],
}

/// Keys that every page may have.
static EVERYWHERE: &[&str] =
    &["brand", "documentType", "id", "metadata", "monikerRange", "redirect_url", "uid", "zone_pivot_groups"];

/// A mapping's values that are not null.
pub(super) struct Fields<'d> {
    entries: Vec<(&'static str, &'d Data)>,
}

impl<'d> Fields<'d> {
    pub(super) fn get(&self, name: &str) -> Option<&'d Data> {
        self.entries.iter().find(|(known, _)| *known == name).map(|(_, data)| *data)
    }

    /// The entries of a list; a mapping in the place of a list is its only one.
    pub(super) fn list(&self, name: &str) -> &'d [Data] {
        self.get(name).map_or(&[], entries)
    }
}

/// The entries of a list; a mapping in the place of a list is its only one.
pub(super) fn entries(data: &Data) -> &[Data] {
    match &data.value {
        Value::List(entries) => entries,
        Value::Map(_) => std::slice::from_ref(data),
        _ => &[],
    }
}

impl Draft<'_> {
    /// The keys and values of a page as a whole.
    pub(super) fn page_fields<'d>(&mut self, data: &'d Data, shape: &Shape) -> Fields<'d> {
        self.read_fields(data, shape, EVERYWHERE)
    }

    /// The keys and values of a mapping, looked over.
    pub(super) fn fields<'d>(&mut self, data: &'d Data, shape: &Shape) -> Fields<'d> {
        self.read_fields(data, shape, &[])
    }

    fn read_fields<'d>(&mut self, data: &'d Data, shape: &Shape, also: &[&str]) -> Fields<'d> {
        let what = shape.what;
        let mut fields = Fields { entries: Vec::new() };
        let Some(entries) = data.as_map() else {
            if !data.is_null() {
                let message = format!("{what} must be keys and values; this is not shown");
                self.find(&rules::UNEXPECTED_TYPE, spot(self.source, data), message);
            }
            return fields;
        };
        let absent: Vec<&str> =
            shape.keys.iter().map(|known| known.name).filter(|name| data.get(name).is_none()).collect();
        for (key, value) in entries {
            let Some(known) = shape.keys.iter().find(|known| known.name == key.name) else {
                if !also.contains(&&*key.name) {
                    let near = suggest::nearest(&key.name, absent.iter().copied());
                    let message = format!("{what} has no key `{}`; its value is not shown", key.name);
                    let finding = self.find(&rules::UNKNOWN_FIELD, key.span, message);
                    if let Some(near) = near {
                        finding.help = Some(format!("did you mean `{near}`?"));
                        let sure = suggest::is_slip(&key.name, near, absent.iter().copied());
                        finding.propose(near, near.to_owned(), sure);
                    }
                }
                continue;
            };
            if value.is_null() {
                continue;
            }
            let is = match value.value {
                Value::List(_) => "a list",
                Value::Map(_) => "keys and values",
                _ => "a text",
            };
            let wanted = match known.form {
                Form::Text if is != "a text" => Some("a text"),
                Form::List if is != "a list" => Some("a list"),
                _ => None,
            };
            if let Some(wanted) = wanted {
                let message = format!("`{}` of {what} must be {wanted}, but is {is}", key.name);
                self.find(&rules::UNEXPECTED_TYPE, spot(self.source, value), message);
            }
            fields.entries.push((known.name, value));
        }
        for known in shape.keys.iter().filter(|known| known.needed && fields.get(known.name).is_none()) {
            let empty = entries.iter().find(|(key, _)| key.name == known.name);
            let span = empty.or(entries.first()).map_or(data.span, |(key, _)| key.span);
            let message = match empty {
                Some(_) => format!("`{}` of {what} is empty", known.name),
                None => format!("{what} has no `{}`", known.name),
            };
            self.missing(span, message);
        }
        fields
    }
}
