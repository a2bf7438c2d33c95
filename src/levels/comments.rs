//! Comments that silence rules in a text: `<!-- docwright-ignore rule -->`, and `# docwright-ignore rule` in YAML.

use std::{
    collections::{BTreeMap, HashMap},
    sync::Arc,
};

use crate::{
    diagnostic::{Diagnostic, Edit, Fix, Rule},
    find,
    index::Index,
    page::{Kind, Node, Page},
    rules,
    source::{SitePath, Source, Span},
    suggest::nearest,
};

/// What every such comment begins with.
const WORD: &str = "docwright-ignore";

/// A rule that a comment silences.
#[derive(Clone, Debug)]
pub struct Ignore {
    pub path: SitePath,
    pub rule: &'static Rule,
    /// The rule's name in the comment.
    pub span: Span,
    /// The comment, where it names this rule only.
    pub comment: Option<Span>,
    /// The bytes for which it holds: whole lines.
    pub lines: Span,
}

/// A comment, as far as it can be read.
struct Comment<'a> {
    /// All of it.
    span: Span,
    /// What follows [`WORD`].
    text: &'a str,
    at: usize,
}

/// Reads the comments of all files. Names that are of no rule are findings.
pub fn read(index: &Index, others: &HashMap<SitePath, Arc<Source>>, found: &mut Vec<Diagnostic>) -> Vec<Ignore> {
    let mut out = Vec::new();
    let pages: BTreeMap<&SitePath, &Page> = index
        .pages
        .iter()
        .flatten()
        .map(|page| (page.path(), &**page))
        .filter(|(_, page)| holds(&page.source))
        .collect();
    for page in pages.values() {
        let mut code = Vec::new();
        code_of(&page.body, &mut code);
        read_file(&page.source, Some((page, &code)), &mut out, found);
    }
    let others: BTreeMap<&SitePath, &Arc<Source>> = others.iter().filter(|(_, source)| holds(source)).collect();
    for (path, source) in others {
        let lists = ["yml", "yaml", "json", "md"].iter().any(|extension| path.has_extension(extension));
        if lists && !pages.contains_key(path) {
            read_file(source, None, &mut out, found);
        }
    }
    out
}

fn holds(source: &Source) -> bool {
    find::has(&source.text, WORD)
}

/// Takes silenced findings out. Gives those about comments that silenced nothing, but not where the rule is off.
pub fn apply(
    findings: &mut Vec<Diagnostic>,
    ignores: &[Ignore],
    is_off: &dyn Fn(&'static Rule) -> bool,
) -> Vec<Diagnostic> {
    if ignores.is_empty() {
        return Vec::new();
    }
    let mut by_path: BTreeMap<&SitePath, Vec<usize>> = BTreeMap::new();
    for (at, ignore) in ignores.iter().enumerate() {
        by_path.entry(&ignore.path).or_default().push(at);
    }
    let mut used = vec![false; ignores.len()];
    findings.retain(|finding| {
        let Some(here) = by_path.get(&finding.path) else { return true };
        let mut silenced = false;
        for &at in here {
            let ignore = &ignores[at];
            let may = finding.rule != &rules::CONFIG_INVALID;
            if may && ignore.rule == finding.rule && ignore.lines.range().contains(&(finding.span.start as usize)) {
                used[at] = true;
                silenced = true;
            }
        }
        !silenced
    });
    let unused = ignores.iter().zip(used).filter(|(ignore, used)| !used && !is_off(ignore.rule));
    unused.map(|(ignore, _)| report(ignore)).collect()
}

fn report(ignore: &Ignore) -> Diagnostic {
    let message = format!("nothing is found here that `{}` would be silenced for", ignore.rule.name);
    let finding = rules::UNUSED_IGNORE.at(&ignore.path, ignore.span, message);
    match ignore.comment {
        Some(span) => {
            let edits = vec![Edit { path: ignore.path.clone(), span, text: String::new() }];
            finding.fix(Fix { title: "Remove the comment".into(), sure: false, edits })
        }
        None => finding,
    }
}

/// Spans of code, in which a comment is an example.
fn code_of(nodes: &[Node], out: &mut Vec<Span>) {
    for node in nodes {
        match node.kind {
            Kind::Code(_) | Kind::InlineCode(_) => out.push(node.span),
            _ => code_of(&node.children, out),
        }
    }
}

fn read_file(source: &Source, page: Option<(&Page, &[Span])>, out: &mut Vec<Ignore>, found: &mut Vec<Diagnostic>) {
    for (at, _) in source.text.match_indices(WORD) {
        let place = Span::new(at, at + WORD.len());
        if page.is_some_and(|(_, code)| code.iter().any(|code| code.overlaps(place))) {
            continue;
        }
        let front = page.is_some_and(|(page, _)| place.start < page.front_matter.body_start);
        let markdown = source.path.has_extension("md") && !front;
        let comment = if markdown { of_html(source, at) } else { of_yaml(source, at) };
        if let Some(comment) = comment {
            read_comment(source, &comment, markdown, out, found);
        }
    }
}

/// A comment of HTML that begins with the word.
fn of_html(source: &Source, at: usize) -> Option<Comment<'_>> {
    let start = source.text[..at].trim_end().strip_suffix("<!--")?.len();
    let after = at + WORD.len();
    let length = source.text[after..].find("-->")?;
    let text = &source.text[after..after + length];
    Some(Comment { span: Span::new(start, after + length + "-->".len()), text, at: after })
}

/// A comment of YAML, or of JSON with comments, that begins with the word.
fn of_yaml(source: &Source, at: usize) -> Option<Comment<'_>> {
    let before = source.text[..at].trim_end_matches([' ', '\t']);
    let before = before.strip_suffix('#').or_else(|| before.strip_suffix("//"))?;
    let after = at + WORD.len();
    let length = source.text[after..].find(['\r', '\n']).unwrap_or(source.text.len() - after);
    Some(Comment {
        span: Span::new(before.len(), after + length),
        text: &source.text[after..after + length],
        at: after,
    })
}

fn read_comment(
    source: &Source,
    comment: &Comment,
    markdown: bool,
    out: &mut Vec<Ignore>,
    found: &mut Vec<Diagnostic>,
) {
    let form = comment.text.split([' ', '\t', '\r', '\n', ',']).next().unwrap_or_default();
    let lines = match form {
        "" => lines_of(source, comment.span, markdown),
        "-next-line" => {
            let next = source.position(comment.span.end).line + 1;
            (next, next)
        }
        "-file" => (1, usize::MAX),
        form => {
            let span = Span::new(comment.at - WORD.len(), comment.at + form.len());
            let written = format!("{WORD}{form}");
            let known = [WORD.to_owned(), format!("{WORD}-next-line"), format!("{WORD}-file")];
            let mut finding = rules::UNUSED_IGNORE.at(&source.path, span, format!("there is no comment `{written}`"));
            propose(&mut finding, nearest(&written, known.iter().map(String::as_str)));
            found.push(finding);
            return;
        }
    };
    // A place at the end of the text is on its last line.
    let end = |line: usize| {
        let next = source.line_start(line.saturating_add(1));
        if next as usize == source.text.len() { next + 1 } else { next }
    };
    let lines = Span { start: source.line_start(lines.0), end: end(lines.1) };
    let names = &comment.text[form.len()..];
    // What follows two dashes is for people.
    let names = names.find("--").map_or(names, |end| &names[..end]);
    let names: Vec<(&str, Span)> = names
        .split([' ', '\t', '\r', '\n', ','])
        .filter(|name| !name.is_empty())
        .map(|name| {
            let start = comment.at + (name.as_ptr() as usize - comment.text.as_ptr() as usize);
            (name, Span::new(start, start + name.len()))
        })
        .collect();
    if names.is_empty() {
        let span = Span::new(comment.at - WORD.len(), comment.at + form.len());
        let help = "write the name of a rule behind it";
        found.push(rules::UNUSED_IGNORE.at(&source.path, span, "the comment names no rule").help(help));
    }
    let alone = (names.len() == 1).then_some(comment.span);
    for (name, span) in names {
        match rules::find(name) {
            Some(rule) => out.push(Ignore { path: source.path.clone(), rule, span, comment: alone, lines }),
            None => {
                let message = format!("there is no rule `{name}`");
                let mut finding = rules::UNUSED_IGNORE.at(&source.path, span, message);
                propose(&mut finding, nearest(name, rules::ALL.iter().map(|rule| rule.name)));
                found.push(finding);
            }
        }
    }
}

fn propose(finding: &mut Diagnostic, near: Option<&str>) {
    if let Some(near) = near {
        finding.help = Some(format!("did you mean `{near}`?"));
        finding.propose(near, near.to_owned(), true);
    }
}

/// The lines of a comment: its own where something else stands there, else those of what follows: in Markdown up to
/// the next empty line, in YAML the next line.
fn lines_of(source: &Source, span: Span, markdown: bool) -> (usize, usize) {
    let (first, last) = (source.position(span.start).line, source.position(span.end).line);
    let start = source.line_start(first) as usize;
    let before = &source.text[start..span.start as usize];
    let line = source.line(last);
    let after = &line[(span.end - source.line_start(last)) as usize..];
    let alone = if markdown {
        let rest = without_comments(before) + &without_comments(after);
        rest.chars().all(|char| char.is_whitespace() || ">-*+".contains(char))
    } else {
        before.trim().is_empty()
    };
    if !alone {
        return (first, last);
    }
    let end = source.position(source.text.len() as u32).line;
    let is_empty = |number: &usize| {
        let line = without_comments(source.line(*number));
        line.trim_matches(|char: char| char.is_whitespace() || char == '>').is_empty()
    };
    let is_comment = |number: &usize| !markdown && source.line(*number).trim_start().starts_with(['#', '/']);
    let begin = (last + 1..=end).find(|number| !is_empty(number) && !is_comment(number)).unwrap_or(end);
    let end = if markdown { (begin + 1..=end).find(is_empty).unwrap_or(end + 1) - 1 } else { begin };
    (begin, end)
}

/// A line without what stands in comments of HTML.
fn without_comments(line: &str) -> String {
    let mut out = String::new();
    let mut rest = line;
    while let Some((before, after)) = rest.split_once("<!--") {
        out.push_str(before);
        rest = after.split_once("-->").map_or("", |(_, after)| after);
    }
    out + rest
}
