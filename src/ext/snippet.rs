//! Code from files: `[!code-lang[name](path?query#fragment "title")]` and `:::code source="…":::`.

use super::{Extension, Lines, Raw, Reading, Shape, holds_nothing};
use crate::{
    body::{Body, Code, Label},
    diagnostic::{Diagnostic, Rule},
    page::{Directive, FileId, Kind, Links, Node, Page, RefKind, Target},
    rules,
    snippet::{self, Lacking, Problem, Selection, Snippet, notebook},
    source::{SitePath, Span},
    suggest,
};

pub const EXTENSION: Extension = Extension {
    name: "snippet",
    shape: Shape::Bracket,
    words: &["code", "notebook"],
    rule: &rules::INVALID_CODE,
    attributes: &[],
    lines: Lines::Own,
    holds: holds_nothing,
    read,
    write,
};

pub const COLON: Extension = Extension {
    name: "snippet-block",
    shape: Shape::Colon,
    words: &["code"],
    rule: &rules::INVALID_CODE,
    attributes: &["language", "source", "id", "range", "highlight", "interactive"],
    lines: Lines::Own,
    holds: holds_nothing,
    read: read_block,
    write,
};

fn read(raw: &Raw, reading: &mut Reading) -> Option<Directive> {
    let (path, span) = raw.path.filter(|_| !raw.legacy)?;
    let (suffix, rest) = raw.rest.split_at(raw.rest.find('[').unwrap_or(raw.rest.len()));
    let language = suffix.trim().trim_start_matches(['-', '+']);
    let mut attributes: Vec<(Box<str>, Box<str>)> = Vec::new();
    let mut put = |name: &str, value: &str| {
        if !value.is_empty() {
            attributes.push((name.into(), value.into()));
        }
    };
    put("language", language);
    put("name", rest.get(1..).and_then(|rest| rest.find("](").map(|end| &rest[..end])).unwrap_or(""));
    put("title", title(raw, span));
    if raw.word.eq_ignore_ascii_case("notebook") {
        put("notebook", "yes");
    }
    if !raw.block {
        return Some(inline(raw, attributes, reading));
    }
    let to = reading.reference(RefKind::Snippet, path, span);
    Some(Directive { extension: raw.extension, variant: "bracket".into(), attributes, refs: vec![to] })
}

/// The title in quotes behind the path.
fn title<'a>(raw: &Raw<'a>, path: Span) -> &'a str {
    let from = (path.end as usize).saturating_sub(raw.rest_span.start as usize);
    let behind = raw.rest.get(from..).unwrap_or("").trim_end_matches(')').trim().trim_start_matches('>').trim();
    let quote = behind.chars().next().filter(|char| matches!(char, '"' | '\''));
    quote.and_then(|quote| behind.strip_prefix(quote)?.strip_suffix(quote)).unwrap_or("")
}

fn read_block(raw: &Raw, reading: &mut Reading) -> Option<Directive> {
    let Some(source) = raw.attribute("source") else {
        reading.find(&rules::INVALID_CODE, raw.span, "the code has no `source`");
        return None;
    };
    let mut attributes: Vec<(Box<str>, Box<str>)> = Vec::new();
    for attribute in raw.attributes.iter().filter(|attribute| attribute.name != "source") {
        let value = attribute.value.trim();
        if matches!(&*attribute.name, "range" | "highlight") && snippet::ranges(value).is_none() {
            let message = format!("`{value}` is no list of lines such as `1,3-5,7-`");
            reading.find(&rules::INVALID_CODE, attribute.value_span, message);
        } else if !value.is_empty() {
            attributes.push((attribute.name.as_str().into(), value.into()));
        }
    }
    if !raw.block {
        return Some(inline(raw, attributes, reading));
    }
    let to = reading.reference(RefKind::Snippet, source.value.trim(), source.value_span);
    Some(Directive { extension: raw.extension, variant: "colon".into(), attributes, refs: vec![to] })
}

/// Code is a block: inside a line it is not shown.
fn inline(raw: &Raw, attributes: Vec<(Box<str>, Box<str>)>, reading: &mut Reading) -> Directive {
    reading.find(&rules::INVALID_CODE, raw.span, "code from a file must stand alone on its line");
    Directive { extension: raw.extension, variant: "inline".into(), attributes, refs: Vec::new() }
}

/// What a directive asks for of the file at an address.
fn selection(directive: &Directive, address: &str) -> Selection {
    if &*directive.variant == "colon" {
        let lines = |name| directive.attribute(name).and_then(snippet::ranges);
        return Selection {
            tag: directive.attribute("id").filter(|id| !id.is_empty()).map(str::to_owned),
            lines: lines("range"),
            dedent: None,
            highlight: lines("highlight").unwrap_or_default(),
        };
    }
    let (path, fragment) = address.split_once('#').unwrap_or((address, ""));
    snippet::selection(path.split_once('?').map_or("", |(_, query)| query), fragment)
}

/// The name of a language or the file's extension, whichever tells the markers of tags.
fn markers<'a>(directive: &'a Directive, path: &'a SitePath) -> &'a str {
    let written = directive.attribute("language").filter(|_| &*directive.variant == "bracket");
    written.filter(|language| !language.is_empty()).unwrap_or_else(|| path.extension())
}

fn is_notebook(directive: &Directive, path: &SitePath, selection: &Selection) -> bool {
    directive.attribute("notebook").is_some() || path.has_extension("ipynb") && selection.tag.is_some()
}

fn extract(directive: &Directive, path: &SitePath, text: &str, selection: &Selection) -> Result<Snippet, Problem> {
    let mut found = if is_notebook(directive, path, selection) {
        notebook::extract(text, selection)?
    } else {
        snippet::extract(text, markers(directive, path), selection)?
    };
    if &*directive.variant == "colon" {
        found.text.truncate(found.text.trim_end().len());
        found.text.push('\n');
    }
    Ok(found)
}

fn rule(problem: &Problem, notebook: bool) -> &'static Rule {
    match problem {
        Problem::TagNotFound if notebook => &rules::TAG_NOT_FOUND,
        Problem::TagNotFound | Problem::TagNotClosed(_) => &rules::CODESNIPPET_TAG_NOT_FOUND,
        Problem::RangeOutside { .. } | Problem::Empty => &rules::INVALID_CODE,
        Problem::NotNotebook => &rules::NOT_NOTEBOOK_CONTENT,
        Problem::SeveralCells => &rules::MULTIPLE_TAGS_WITH_SAME_NAME,
    }
}

/// A code file: its path and its text.
pub type File<'a> = (&'a SitePath, &'a str);

/// What snippets are checked with.
pub struct Files<'a> {
    /// The text of a code file that is there.
    pub file: &'a dyn Fn(FileId) -> Option<File<'a>>,
    /// For a language and code in it.
    pub limit: &'a dyn Fn(&str, &str) -> Option<PlainFrom>,
}

/// The line from which code is plain text, and why.
pub type PlainFrom = (usize, &'static str);

/// Looks at every snippet of a page.
pub fn check(page: &Page, links: &Links, files: &Files, found: &mut Vec<Diagnostic>) {
    if page.outline.refs.iter().any(|reference| reference.kind == RefKind::Snippet) {
        check_nodes(&page.body, page, links, files, found);
    }
}

fn check_nodes(nodes: &[Node], page: &Page, links: &Links, files: &Files, found: &mut Vec<Diagnostic>) {
    for node in nodes {
        check_nodes(&node.children, page, links, files, found);
        let Kind::Directive(directive) = &node.kind else { continue };
        let Some(&to) = directive.refs.first().filter(|_| directive.variant.starts_with(['b', 'c'])) else { continue };
        let reference = page.outline.refs.get(to.0 as usize).filter(|reference| reference.kind == RefKind::Snippet);
        let (Some(reference), Some(Target::File(id, _))) = (reference, links.targets.get(to.0 as usize)) else {
            continue;
        };
        let Some((path, text)) = (files.file)(*id) else { continue };
        if &*directive.variant == "colon"
            && directive.attribute("language").is_none()
            && !snippet::has_markers(path.extension())
        {
            let message = format!("the language of `{path}` is not known by its name: the code needs a `language`");
            found.push(rules::INVALID_CODE.at(page.path(), node.span, message));
        }
        let selection = selection(directive, &reference.address);
        let place = |what: &str| place(page, node, reference.span, what);
        let tag = selection.tag.as_deref().unwrap_or("");
        let notebook = is_notebook(directive, path, &selection);
        let language = markers(directive, path);
        if !tag.is_empty() && !notebook && !snippet::has_markers(language) {
            let message = format!("no markers of tags are known for `{language}`: those of every language are tried");
            found.push(rules::UNKNOWN_LANGUAGE_CODE.at(page.path(), node.span, message));
        }
        match extract(directive, path, text, &selection) {
            Ok(Snippet { lacking, text, .. }) => {
                if let Some(lacking) = lacking {
                    let (what, message) = lacks(lacking, path, tag);
                    found.push(rules::INVALID_CODE.at(page.path(), place(&what), message));
                }
                if let Some((line, cause)) = (files.limit)(shown_in(directive, path).0, &text) {
                    let message = format!("`{path}` is plain text from line {line} of what is shown on: {cause}");
                    found.push(rules::HIGHLIGHT_LIMIT.at(page.path(), reference.span, message));
                }
            }
            Err(problem) => {
                let mut finding = rule(&problem, notebook).at(
                    page.path(),
                    if problem == Problem::NotNotebook { reference.span } else { place(tag) },
                    says(&problem, path, tag, notebook),
                );
                if let (Problem::RangeOutside { first, .. }, true) = (&problem, tag.is_empty()) {
                    finding.span = place(&first.to_string());
                }
                if problem == Problem::TagNotFound {
                    let tags = if notebook { notebook::names(text) } else { snippet::tags(text, language) };
                    finding.help = Some(help(tag, &tags));
                    let near = snippet::near(tag, &tags).filter(|_| page.text(finding.span) == tag);
                    if let Some(near) = near {
                        let sure = suggest::is_slip(tag, near, tags.iter().map(String::as_str));
                        finding.propose(near, near.to_owned(), sure);
                    }
                }
                found.push(finding);
            }
        }
    }
}

fn says(problem: &Problem, path: &SitePath, tag: &str, notebook: bool) -> String {
    match problem {
        Problem::TagNotFound if notebook && tag.is_empty() => "the cell of a notebook needs a name".to_owned(),
        Problem::TagNotFound if notebook => format!("no cell of `{path}` has the name `{tag}`"),
        Problem::TagNotFound => format!("`{path}` has no tag `{tag}`"),
        Problem::TagNotClosed(line) => format!("the tag `{tag}` of `{path}` begins in line {line} and never ends"),
        Problem::RangeOutside { first, last } => format!("`{path}` ends with line {last}: it has no line {first}"),
        Problem::Empty if tag.is_empty() => format!("what is shown of `{path}` is empty"),
        Problem::Empty => format!("the tag `{tag}` of `{path}` holds nothing"),
        Problem::NotNotebook => format!("`{path}` is no notebook"),
        Problem::SeveralCells => format!("several cells of `{path}` have the name `{tag}`"),
    }
}

/// The text that is wrong where something is lacking, and a sentence about it.
fn lacks(lacking: Lacking, path: &SitePath, tag: &str) -> (String, String) {
    match lacking {
        Lacking::Line { first, last } => {
            (first.to_string(), format!("`{path}` ends with line {last}: it has no line {first}"))
        }
        Lacking::Highlight { first, last } => {
            (first.to_string(), format!("the code has {last} lines: line {first} cannot be marked"))
        }
        Lacking::Cut(line) => {
            let end = "the `#endregion` of a region inside it whose title is not one word";
            (tag.to_owned(), format!("the tag `{tag}` of `{path}` ends in line {line}, at {end}"))
        }
    }
}

fn help(tag: &str, tags: &[String]) -> String {
    const SHOWN: usize = 5;
    if let Some(near) = snippet::near(tag, tags) {
        return format!("did you mean `{near}`?");
    }
    let list = tags.iter().take(SHOWN).map(|tag| format!("`{tag}`")).collect::<Vec<_>>().join(", ");
    match tags.len() {
        0 => "it has no tags".to_owned(),
        1 => format!("its only tag is {list}"),
        count if count > SHOWN => format!("its tags are {list} and {} more", count - SHOWN),
        _ => format!("its tags are {list}"),
    }
}

/// The place of a name or number behind the path or, in `:::code`, in another attribute.
fn place(page: &Page, node: &Node, address: Span, what: &str) -> Span {
    let number = what.bytes().all(|byte| byte.is_ascii_digit());
    let word = |char: char| match number {
        true => char.is_ascii_digit(),
        false => char.is_alphanumeric() || matches!(char, '_' | '.' | '-'),
    };
    let find = |span: Span| {
        let text = page.text(span);
        let starts = text.match_indices(what).map(|(at, _)| at);
        let whole = starts.filter(|at| !text[..*at].ends_with(word) && !text[at + what.len()..].starts_with(word));
        whole.last().map(|at| Span::new(span.start as usize + at, span.start as usize + at + what.len()))
    };
    let written = page.text(address);
    let behind = Span { start: address.start + written.find(['?', '#']).unwrap_or(written.len()) as u32, ..address };
    let outside =
        || find(Span { start: address.end, ..node.span }).or_else(|| find(Span { end: address.start, ..node.span }));
    if what.is_empty() { address } else { find(behind).or_else(outside).unwrap_or(address) }
}

fn write<'a>(body: &mut Body<'a>, directive: &'a Directive, node: &'a Node) {
    let Some(&to) = directive.refs.first() else { return missing(body, node, directive, &rules::INVALID_CODE) };
    let file = match body.target(to) {
        Target::File(id, _) => (body.site.code)(*id),
        _ => None,
    };
    let Some((path, text)) = file else { return missing(body, node, directive, &rules::CODESNIPPET_NOT_FOUND) };
    let selection = selection(directive, body.written(to));
    match extract(directive, &path, &text, &selection) {
        Ok(found) => {
            let title = directive.attribute("title");
            let (language, suffix) = shown_in(directive, &path);
            let mode = directive.attribute("interactive");
            let code = Code {
                language,
                label: Label::File(title.unwrap_or_else(|| path.name())),
                text: &found.text,
                marked: &found.highlight,
                interactive: suffix || mode.is_some(),
                mode,
                source: Some(path.as_str()),
                name: directive.attribute("name"),
                title,
            };
            (body.code)(&mut body.out, &code, body.site);
        }
        Err(problem) => {
            let notebook = is_notebook(directive, &path, &selection);
            missing(body, node, directive, rule(&problem, notebook));
        }
    }
}

/// The language that code of a file is shown in, and whether it is interactive.
fn shown_in<'a>(directive: &'a Directive, path: &'a SitePath) -> (&'a str, bool) {
    let (language, suffix) = interactive(directive.attribute("language").unwrap_or(""));
    (if language.is_empty() { path.extension() } else { language }, suffix)
}

/// A language without `-interactive`, and whether it had that.
pub fn interactive(language: &str) -> (&str, bool) {
    const SUFFIX: &str = "-interactive";
    let start = language.len().saturating_sub(SUFFIX.len());
    match language.get(start..) {
        Some(end) if end.eq_ignore_ascii_case(SUFFIX) => (&language[..start], true),
        _ => (language, false),
    }
}

fn missing(body: &mut Body, node: &Node, directive: &Directive, rule: &Rule) {
    let element = if &*directive.variant == "inline" { "span" } else { "p" };
    body.raw(&format!("<{element} class=\"missing\""));
    body.attribute("data-rule", rule.name);
    body.raw(">");
    body.text(body.page.text(node.span).trim());
    body.raw(&format!("</{element}>"));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn languages_may_be_interactive() {
        assert_eq!(interactive("azurecli-Interactive"), ("azurecli", true));
        assert_eq!(interactive("é"), ("é", false));
        assert_eq!(interactive(""), ("", false));
    }
}
