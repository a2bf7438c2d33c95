//! Redirects as edits of the project's own files of redirects, in the form that their entries have.

use std::sync::Arc;

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

/// The edit that writes a redirect into a file of the project; into a new one where there is none that can take it.
pub fn edit(redirection: &Redirection, context: &Context, texts: &Texts) -> Edit {
    let fragment = !redirection.fragment.is_empty();
    let learn = context.config.docsets.iter().any(|docset| docset.learn);
    // Other builds would take `page.md#place` in their file of redirects for a strange path.
    let foreign = |path: &SitePath| path.name().to_ascii_lowercase().contains("openpublishing");
    let top = |path: &SitePath| path.as_str().split('/').next().unwrap_or_default().to_owned();
    let holds = |path: &SitePath| {
        let list = context.redirects.list.iter().filter(|redirect| context.files.get(redirect.file).path == *path);
        list.filter(|redirect| top(&redirect.source) == top(&redirection.source)).count()
    };
    let mut files: Vec<&SitePath> = context
        .redirects
        .files
        .iter()
        .map(|&id| &context.files.get(id).path)
        .filter(|path| !fragment || !foreign(path))
        .collect();
    files.sort_by_key(|path| (std::cmp::Reverse(holds(path)), path.as_str().len(), (*path).clone()));
    for path in files {
        if let Some(source) = texts(path)
            && let Some((span, text)) = addition(&source, redirection, context)
        {
            return Edit { path: path.clone(), span, text };
        }
    }
    let json = learn && !fragment;
    let path = SitePath::from(if json { ".openpublishing.redirection.json" } else { "redirections.yml" });
    let entry = Entry::of(redirection, "", false, context);
    let text = if json {
        let fields = entry.json_fields("source_path", false);
        format!("{{\n  \"redirections\": [\n    {{\n      {}\n    }}\n  ]\n}}\n", fields.join(",\n      "))
    } else {
        format!("redirections:\n  {}: {}\n", yaml(&entry.source), yaml(&entry.url))
    };
    Edit { path, span: Span::default(), text }
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

/// Where in a file of redirects a new one goes, and its text in the form of those that are there. `None` for a file that
/// cannot be added to.
fn addition(source: &Source, redirection: &Redirection, context: &Context) -> Option<(Span, String)> {
    let is_yaml = source.path.has_extension("yml") || source.path.has_extension("yaml");
    let read = if is_yaml { data::read_yaml(&source.text, 0) } else { data::read_json(&source.text) }.ok()?;
    let data = read.data?;
    let list = match data.as_list() {
        Some(_) => &data,
        None => data.get("redirections").or_else(|| data.get("renames"))?,
    };
    let hosted = context.redirects.list.iter().filter(|redirect| context.files.get(redirect.file).path == source.path);
    let (own, of_host) =
        hosted.fold((0, 0), |(all, of_host), redirect| (all + 1, of_host + usize::from(redirect.url.starts_with('/'))));
    let entry = Entry::of(redirection, source.path.folder(), of_host * 2 > own, context);
    match (list.as_list(), list.as_map()) {
        (Some(entries), _) => of_list(source, list, entries, &entry, is_yaml),
        (_, Some(entries)) if is_yaml => {
            let (key, last) = entries.last()?;
            let flow = source.slice(list.span).starts_with('{');
            let at = line_end(source, last.span.end);
            let indent = indent(source, key.span.start)?;
            (!flow).then(|| (at, format!("{}{indent}{}: {}", newline(source), yaml(&entry.source), yaml(&entry.url))))
        }
        (_, Some(entries)) => {
            let (key, last) = entries.last()?;
            let (at, text) = (last.span.end, field(&entry.source, &entry.url));
            let indent = indent(source, key.span.start);
            let apart = indent.map_or(" ".to_owned(), |indent| format!("{}{indent}", newline(source)));
            Some((Span { start: at, end: at }, format!(",{apart}{text}")))
        }
        _ => None,
    }
}

fn of_list(source: &Source, list: &Data, entries: &[Data], entry: &Entry, is_yaml: bool) -> Option<(Span, String)> {
    let Some(last) = entries.last() else {
        // An empty list: only JSON's can be filled without a look at what is around it.
        let at = (!is_yaml && source.slice(list.span).starts_with('[')).then_some(list.span.start + 1)?;
        let fields = entry.json_fields("source_path", false).join(", ");
        let (line, inner) = (newline(source), "    ");
        return Some((Span { start: at, end: list.span.end - 1 }, format!("{line}{inner}{{ {fields} }}{line}  ")));
    };
    let fields = last.as_map()?;
    let named = |name: &str| fields.iter().any(|(key, _)| key.name.eq_ignore_ascii_case(name));
    let key =
        if named("source_path_from_root") && !named("source_path") { "source_path_from_root" } else { "source_path" };
    if is_yaml {
        let first = fields.first()?;
        let column = indent(source, first.0.span.start).map(|indent| indent.len());
        let value_end = fields.last()?.1.span.end;
        let dash = source.text[..first.0.span.start as usize].rfind('-')?;
        let outer = indent(source, dash as u32)?;
        if column.is_some() || source.slice(last.span).starts_with('{') {
            return None;
        }
        let blanks = " ".repeat(first.0.span.start as usize - dash - 1);
        let inner = format!("{outer} {blanks}");
        let path = if key == "source_path" { &entry.source } else { &entry.rooted };
        let line = newline(source);
        let text =
            format!("{line}{outer}-{blanks}{key}: {}{line}{inner}redirect_url: {}", yaml(path), yaml(&entry.url));
        return Some((line_end(source, value_end), text));
    }
    let document_id = named("redirect_document_id");
    let texts = entry.json_fields(key, document_id);
    let at = Span { start: last.span.end, end: last.span.end };
    let whole = source.slice(last.span);
    let line = newline(source);
    let outer = indent(source, last.span.start);
    let apart = outer.map_or(" ".to_owned(), |outer| format!("{line}{outer}"));
    let text = if whole.contains('\n') {
        let inner = indent(source, fields.first()?.0.span.start).unwrap_or("");
        let close = indent(source, last.span.end - 1).unwrap_or("");
        format!("{{{line}{inner}{}{line}{close}}}", texts.join(&format!(",{line}{inner}")))
    } else {
        let blank = if whole.starts_with("{ ") { " " } else { "" };
        format!("{{{blank}{}{blank}}}", texts.join(", "))
    };
    Some((at, format!(",{apart}{text}")))
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
