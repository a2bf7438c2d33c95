//! A page in YAML: which schema lays it out, and what all of them share.

mod anything;
mod cards;
mod draft;
mod faq;
mod landing_data;
mod reference;
mod shape;
mod words;

use std::sync::Arc;

use serde_json::Value;

use crate::{
    data::{self, Data},
    diagnostic::Diagnostic,
    page::{Dialect, FrontMatter, Node, Page},
    rules,
    source::{Source, Span},
    suggest,
};

use draft::Draft;

/// A kind of page in YAML.
struct Schema {
    /// As in `### YamlMime:…`.
    name: &'static str,
    /// See [`Page::kind`].
    kind: &'static str,
    lay_out: fn(&mut Draft, &Data) -> Vec<Node>,
}

const fn schema(name: &'static str, kind: &'static str, lay_out: fn(&mut Draft, &Data) -> Vec<Node>) -> Schema {
    Schema { name, kind, lay_out }
}

static ALL: &[Schema] = &[
    schema("Landing", "landing", cards::landing),
    schema("Hub", "hub", cards::hub),
    schema("FAQ", "faq", faq::lay_out),
    schema("HowTo", "how-to", anything::article),
    schema("Tutorial", "tutorial", anything::article),
    schema("Concept", "concept", anything::article),
    schema("Overview", "overview", anything::article),
    schema("QuickStart", "quickstart", anything::article),
    schema("YamlDocument", "landing", landing_data::lay_out),
    schema("ManagedReference", "reference", reference::lay_out),
];

/// Kinds that programs write, not people: their content is shown as it is, and nobody need be told.
static GENERATED: &[&str] =
    &["AzureCLI", "Java", "Module", "NETM", "PowerShell", "Python", "REST", "TypeScript", "UniversalReference"];

/// Reads a page in YAML. `kind` is what its first line says that it is.
pub(super) fn read(source: &Arc<Source>, kind: &str, dialect: Dialect) -> Page {
    let mut draft = Draft::new(source, dialect);
    let (read, error) = data::read_yaml_so_far(&source.text, 0);
    let broken = error.is_some();
    if let Some(error) = error {
        let message =
            format!("this is no valid YAML: {}; what follows is not shown", error.message.trim_end_matches('.'));
        draft.find(&rules::YAML_SYNTAX_ERROR, error.span, message);
    }
    draft.found.extend(read.too_deep(&source.path));
    for key in read.duplicates {
        let message = format!("the key `{}` is there already; the first one counts", key.name);
        draft.find(&rules::YAML_DUPLICATE_KEY, key.span, message);
    }
    if let Some(span) = read.second {
        let message = "a second YAML document begins here; only the first one is shown";
        draft.find(&rules::YAML_SYNTAX_ERROR, span, message);
    }
    let found = ALL.iter().find(|schema| schema.name.eq_ignore_ascii_case(kind));
    if found.is_none() {
        unknown(kind, &mut draft);
    }
    let schema = found.unwrap_or(&Schema { name: "", kind: "data", lay_out: anything::article });
    let front_matter = read.data.as_ref().map(|root| metadata(root, &mut draft)).unwrap_or_default();
    let mut body = match &read.data {
        Some(root) if root.as_map().is_some() => (schema.lay_out)(&mut draft, root),
        Some(root) => {
            let message = "a page in YAML must be keys and values";
            draft.find(&rules::UNEXPECTED_TYPE, draft::spot(source, root), message);
            anything::value(&mut draft, root, 2)
        }
        None => {
            let end = source.text.find(['\n', '\r']).unwrap_or(source.text.len());
            draft.missing(Span::new(0, end), "the page is empty: it has not even a `title`");
            Vec::new()
        }
    };
    let (mut outline, mut found) = draft.finish();
    if broken {
        // What is missing may well stand behind the place.
        found.retain(|finding| finding.rule != &rules::MISSING_ATTRIBUTE);
    }
    super::depth::bound(source, &mut body, &mut found);
    outline.zones = super::zones::read(source, &body, &mut found);
    outline.title = super::title(&front_matter, &outline);
    found.sort_by_key(|finding: &Diagnostic| finding.span);
    Page { source: source.clone(), front_matter, body, outline, diagnostics: found, kind: schema.kind }
}

/// Says that a kind is none that is known.
fn unknown(kind: &str, draft: &mut Draft) {
    if GENERATED.iter().any(|start| kind.starts_with(start)) {
        return;
    }
    let line = draft.source.text.split(['\n', '\r']).next().unwrap_or("");
    let at = line.rfind(kind).unwrap_or(0);
    let message = format!("`{kind}` is no known kind of page; its content is shown as it is");
    let near = suggest::nearest(kind, ALL.iter().map(|schema| schema.name));
    let finding = draft.find(&rules::UNKNOWN_CONTENT_TYPE, Span::new(at, at + kind.len()), message);
    if let Some(near) = near {
        finding.help = Some(format!("did you mean `{near}`?"));
        let sure = suggest::is_slip(kind, near, ALL.iter().map(|schema| schema.name));
        finding.propose(near, near.to_owned(), sure);
    }
}

/// Keys of the page itself that stand for the same ones of the front matter of Markdown.
const TOP: &[&str] = &["uid", "redirect_url", "monikerRange", "zone_pivot_groups"];

fn metadata(root: &Data, draft: &mut Draft) -> FrontMatter {
    let mut front_matter = FrontMatter::default();
    if let Some(data) = root.get("metadata").filter(|data| !data.is_null()) {
        front_matter.span = data.span;
        match data.to_json() {
            Value::Object(values) => front_matter.values = values,
            _ => {
                let span = draft::spot(draft.source, data);
                draft.find(&rules::UNEXPECTED_TYPE, span, "`metadata` must be keys and values");
            }
        }
    }
    for key in TOP {
        // What is no address is told of.
        if let Some(data) = root.get(key).filter(|data| data.as_str().is_some() || *key == "redirect_url") {
            front_matter.values.entry(*key).or_insert_with(|| data.to_json());
        }
    }
    let metadata = root.get("metadata").and_then(|metadata| metadata.get("uid"));
    if let Some(data) = metadata.or(root.get("uid")) {
        draft.uid(data, "", "");
    }
    front_matter
}

#[cfg(test)]
mod tests;
