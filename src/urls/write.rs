//! Redirects as edits of the project's own files of redirects, in the form that their entries have.

use std::{collections::BTreeMap, sync::Arc};

use crate::{
    check::Context,
    data::{self, Data},
    diagnostic::Edit,
    files::role,
    page::FileId,
    source::{SitePath, Source, Span},
    url,
};

/// A redirect that is to be.
#[derive(Clone, PartialEq, Debug)]
pub struct Redirection {
    /// The page that was.
    pub source: SitePath,
    /// The place of the page; empty for all of it.
    pub fragment: String,
    pub to: Target,
}

/// Where it is to lead.
#[derive(Clone, PartialEq, Debug)]
pub enum Target {
    /// A page, and a place of it, which may be empty.
    Page(FileId, String),
    /// An address of the web or of the host.
    Away(String),
}

/// The text of a file.
pub type Texts<'a> = dyn Fn(&SitePath) -> Option<Arc<Source>> + 'a;

/// The path of a page that would be published at an address: the one that is told, else one made of the address.
pub fn source_of(address: &str, told: &str, context: &Context) -> Option<SitePath> {
    let output = url::decode(address).into_owned();
    let fits = |path: &SitePath| {
        let made = role::page_output_of(path, context.config, &|_| true)?;
        let own = url::address(&made, context.config.urls);
        (own == address || made == output).then(|| path.clone())
    };
    if !told.is_empty()
        && let Some(path) = fits(&told.into())
    {
        return Some(path);
    }
    let stem = match output.strip_suffix(".html") {
        Some(stem) => stem.to_owned(),
        None if output.is_empty() || output.ends_with('/') => format!("{output}index"),
        None => output.clone(),
    };
    let folder = stem.strip_suffix("/index").map(str::to_owned);
    let sets = context.config.docsets.iter().flat_map(|docset| &docset.content);
    for set in sets {
        for stem in [Some(&stem), folder.as_ref()].into_iter().flatten() {
            let dest = if set.dest.is_empty() { "" } else { &*format!("{}/", set.dest) };
            let Some(rest) = stem.strip_prefix(dest) else { continue };
            let folder = if set.src.as_str().is_empty() { String::new() } else { format!("{}/", set.src) };
            for extension in ["md", "yml"] {
                let path = SitePath::from(format!("{folder}{rest}.{extension}"));
                // The address without its ending is answered too.
                let made = role::page_output_of(&path, context.config, &|_| true);
                let same = made.is_some_and(|made| made == output || made == format!("{output}.html"));
                if same || fits(&path).is_some() {
                    return Some(path);
                }
            }
        }
    }
    None
}

/// The edits that write redirects into files of the project, one for each redirect; into a new file where there is none
/// that can take it. Those of one file are the same edit, which writes all of them.
pub fn edits(redirections: &[&Redirection], context: &Context, texts: &Texts) -> Vec<Edit> {
    let homes: Vec<SitePath> = redirections.iter().map(|redirection| home(redirection, context, texts)).collect();
    let mut made: BTreeMap<&SitePath, Edit> = BTreeMap::new();
    for path in &homes {
        let own =
            || homes.iter().zip(redirections).filter(|(home, _)| *home == path).map(|(_, redirection)| *redirection);
        made.entry(path).or_insert_with(|| {
            let own: Vec<&Redirection> = own().collect();
            let known = texts(path).and_then(|source| addition(&source, &own, context));
            let (span, text) = known.unwrap_or_else(|| (Span::default(), whole(path, &own, context)));
            Edit { path: path.clone(), span, text }
        });
    }
    homes.iter().map(|path| made[path].clone()).collect()
}

/// The file that a redirect goes into.
fn home(redirection: &Redirection, context: &Context, texts: &Texts) -> SitePath {
    let fragment = !redirection.fragment.is_empty();
    let learn = context.config.docsets.iter().any(|docset| docset.learn);
    // Other builds would take `page.md#place` in their file of redirects for a strange path.
    let foreign = |path: &SitePath| path.name().to_ascii_lowercase().contains("openpublishing");
    // How near the pages are that a file redirects, and how many of those there are.
    let near = |path: &SitePath| {
        let own = context.redirects.list.iter().filter(|redirect| context.files.get(redirect.file).path == *path);
        let depths: Vec<usize> =
            own.map(|redirect| shared(redirect.source.folder(), redirection.source.folder())).collect();
        let most = depths.iter().copied().max().unwrap_or(0);
        (most, depths.iter().filter(|depth| **depth == most).count())
    };
    let above = |path: &SitePath| {
        path.folder().is_empty() || redirection.source.as_str().starts_with(&format!("{}/", path.folder()))
    };
    let files = context.redirects.files.iter().map(|&id| &context.files.get(id).path);
    let usable = |path: &&SitePath| (!fragment || !foreign(path)) && (above(path) || near(path).0 > 1);
    let mut files: Vec<&SitePath> = files.filter(usable).collect();
    files.sort_by_key(|path| (std::cmp::Reverse(near(path)), path.as_str().len(), (*path).clone()));
    let fits =
        |path: &&SitePath| texts(path).is_some_and(|source| addition(&source, &[redirection], context).is_some());
    let new = if learn && !fragment { ".openpublishing.redirection.json" } else { "redirections.yml" };
    files.into_iter().find(fits).cloned().unwrap_or_else(|| new.into())
}

/// Folders that two paths begin with.
fn shared(one: &str, other: &str) -> usize {
    one.split('/').zip(other.split('/')).take_while(|(a, b)| a == b && !a.is_empty()).count()
}

/// A new file of redirects.
fn whole(path: &SitePath, redirections: &[&Redirection], context: &Context) -> String {
    let entries = redirections.iter().map(|redirection| Entry::of(redirection, path.folder(), false, context));
    if path.has_extension("json") {
        let one = |entry: Entry| {
            format!("    {{\n      {}\n    }}", entry.json_fields("source_path", false).join(",\n      "))
        };
        let entries: Vec<String> = entries.map(one).collect();
        return format!("{{\n  \"redirections\": [\n{}\n  ]\n}}\n", entries.join(",\n"));
    }
    let entries: String = entries.map(|entry| format!("  {}: {}\n", yaml(&entry.source), yaml(&entry.url))).collect();
    format!("redirections:\n{entries}")
}

/// What an entry says.
struct Entry {
    /// Relative to the file of redirects, with its fragment.
    source: String,
    /// From the project's root.
    rooted: String,
    url: String,
}

impl Entry {
    /// `folder` is that of the file of redirects; `absolute` asks for addresses of the host, where they are known.
    fn of(redirection: &Redirection, folder: &str, absolute: bool, context: &Context) -> Entry {
        let path = redirection.source.as_str();
        let fragment = match &*redirection.fragment {
            "" => String::new(),
            fragment => format!("#{fragment}"),
        };
        let inside = if folder.is_empty() { path.to_owned() } else { url::relative(&format!("{folder}/x"), path) };
        let url = match &redirection.to {
            Target::Away(url) => url.clone(),
            Target::Page(id, anchor) => {
                let to = &context.files.get(*id).path;
                let anchor = if anchor.is_empty() { String::new() } else { format!("#{anchor}") };
                let stem = &to.as_str()[..to.as_str().rfind('.').unwrap_or(to.as_str().len())];
                let hosted = absolute.then(|| context.redirects.urls_of(to).next()).flatten();
                match hosted {
                    _ if *to == redirection.source => anchor,
                    Some(url) => format!("{}{anchor}", url::encode(&url)),
                    None => format!("{}{anchor}", url::encode(&url::relative(path, stem))),
                }
            }
        };
        Entry { source: format!("{inside}{fragment}"), rooted: format!("/{path}{fragment}"), url }
    }

    fn json_fields(&self, key: &str, document_id: bool) -> Vec<String> {
        let source = if key == "source_path" { &self.source } else { &self.rooted };
        let mut fields = vec![field(key, source), field("redirect_url", &self.url)];
        if document_id {
            fields.push("\"redirect_document_id\": false".into());
        }
        fields
    }
}

fn field(key: &str, value: &str) -> String {
    let quoted = |text: &str| serde_json::to_string(text).expect("a text is JSON");
    format!("{}: {}", quoted(key), quoted(value))
}

/// Where in a file of redirects new ones go, and their text in the form of those that are there. `None` for a file that
/// cannot be added to.
fn addition(source: &Source, redirections: &[&Redirection], context: &Context) -> Option<(Span, String)> {
    let is_yaml = source.path.has_extension("yml") || source.path.has_extension("yaml");
    let read = if is_yaml { data::read_yaml(&source.text, 0) } else { data::read_json(&source.text) }.ok()?;
    let data = read.data?;
    let list = match data.as_list() {
        Some(_) => &data,
        None => data.get("redirections").or_else(|| data.get("renames"))?,
    };
    let own = context.redirects.list.iter().filter(|redirect| context.files.get(redirect.file).path == source.path);
    let (all, of_host) =
        own.fold((0, 0), |(all, of_host), redirect| (all + 1, of_host + usize::from(redirect.url.starts_with('/'))));
    let entry = |redirection: &&Redirection| Entry::of(redirection, source.path.folder(), of_host * 2 > all, context);
    let new: Vec<Entry> = redirections.iter().map(entry).collect();
    match (list.as_list(), list.as_map()) {
        (Some(entries), _) if is_yaml => of_yaml_list(source, entries, &new),
        (Some(entries), _) => of_json_list(source, list, entries, &new),
        (_, Some(entries)) if is_yaml => {
            let (key, last) = entries.last()?;
            let flow = source.slice(list.span).starts_with('{');
            let (at, line, indent) =
                (line_end(source, last.span.end), newline(source), indent(source, key.span.start)?);
            let one = |entry: &Entry| format!("{line}{indent}{}: {}", yaml(&entry.source), yaml(&entry.url));
            (!flow).then(|| (at, new.iter().map(one).collect()))
        }
        (_, Some(entries)) => {
            let (key, last) = entries.last()?;
            let line = newline(source);
            let apart = indent(source, key.span.start).map_or(" ".to_owned(), |indent| format!("{line}{indent}"));
            let one = |entry: &Entry| format!(",{apart}{}", field(&entry.source, &entry.url));
            Some((Span { start: last.span.end, ..last.span }, new.iter().map(one).collect()))
        }
        _ => None,
    }
}

/// How the last entry of a list names its source.
fn key_of(last: &Data) -> Option<&'static str> {
    let named = |name: &str| Some(last.as_map()?.iter().any(|(key, _)| key.name.eq_ignore_ascii_case(name)));
    let rooted = named("source_path_from_root")? && !named("source_path")?;
    Some(if rooted { "source_path_from_root" } else { "source_path" })
}

fn of_yaml_list(source: &Source, entries: &[Data], new: &[Entry]) -> Option<(Span, String)> {
    let last = entries.last()?;
    let (fields, key) = (last.as_map()?, key_of(last)?);
    let first = fields.first()?.0.span.start;
    let dash = source.text[..first as usize].rfind('-')?;
    let outer = indent(source, dash as u32)?;
    let blanks = source.text.get(dash + 1..first as usize)?;
    if !blanks.chars().all(|char| char == ' ') || source.slice(last.span).starts_with('{') {
        return None;
    }
    let line = newline(source);
    let one = |entry: &Entry| {
        let path = if key == "source_path" { &entry.source } else { &entry.rooted };
        let (path, url) = (yaml(path), yaml(&entry.url));
        format!("{line}{outer}-{blanks}{key}: {path}{line}{outer} {blanks}redirect_url: {url}")
    };
    Some((line_end(source, fields.last()?.1.span.end), new.iter().map(one).collect()))
}

fn of_json_list(source: &Source, list: &Data, entries: &[Data], new: &[Entry]) -> Option<(Span, String)> {
    let line = newline(source);
    let Some(last) = entries.last() else {
        let one = |entry: &Entry| format!("{line}    {{ {} }}", entry.json_fields("source_path", false).join(", "));
        let text = new.iter().map(one).collect::<Vec<_>>().join(",");
        let inside = Span { start: list.span.start + 1, end: list.span.end - 1 };
        // What stands in an empty list is a comment, if anything.
        let blank = source.slice(inside).trim().is_empty();
        return blank.then(|| (inside, format!("{text}{line}  ")));
    };
    let fields = last.as_map()?;
    let key = key_of(last)?;
    let document_id = fields.iter().any(|(key, _)| key.name.eq_ignore_ascii_case("redirect_document_id"));
    let whole = source.slice(last.span);
    let apart = indent(source, last.span.start).map_or(" ".to_owned(), |outer| format!("{line}{outer}"));
    let first = fields.first()?.0.span.start;
    let one = |entry: &Entry| {
        let texts = entry.json_fields(key, document_id);
        let text = if whole.contains('\n') {
            let inner = indent(source, first).unwrap_or("");
            let close = indent(source, last.span.end - 1).unwrap_or("");
            format!("{{{line}{inner}{}{line}{close}}}", texts.join(&format!(",{line}{inner}")))
        } else {
            let blank = if whole.starts_with("{ ") { " " } else { "" };
            format!("{{{blank}{}{blank}}}", texts.join(", "))
        };
        format!(",{apart}{text}")
    };
    Some((Span { start: last.span.end, ..last.span }, new.iter().map(one).collect()))
}

/// The blanks before a place, where nothing else is before it on its line.
fn indent(source: &Source, at: u32) -> Option<&str> {
    let before = &source.text[..at as usize];
    let start = before.rfind('\n').map_or(0, |at| at + 1);
    let blanks = &before[start..];
    blanks.chars().all(|char| char == ' ' || char == '\t').then_some(blanks)
}

/// The end of the line of a place: a comment behind a value stays with it.
fn line_end(source: &Source, at: u32) -> Span {
    // The span of a value may reach over the line's end.
    let text = &source.text[..];
    let at = text[..at as usize].trim_end().len();
    let end = text[at..].find(['\r', '\n']).map_or(text.len(), |end| at + end);
    Span::new(end, end)
}

fn newline(source: &Source) -> &'static str {
    if source.text.contains("\r\n") { "\r\n" } else { "\n" }
}

/// A text as a scalar of YAML.
fn yaml(text: &str) -> String {
    let plain = |char: char| char.is_alphanumeric() || "/._-#~%+=".contains(char);
    let starts = text.starts_with(|first: char| first.is_alphanumeric() || first == '/' || first == '.');
    if starts && text.chars().all(plain) && !text.chars().all(|char| char.is_ascii_digit() || char == '.') {
        return text.to_owned();
    }
    serde_json::to_string(text).expect("a text is JSON")
}
