//! Comments that silence rules in a text: `<!-- docwright-ignore rule -->`, and `# docwright-ignore rule` in YAML.

use std::{
    cell::OnceCell,
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
        code.sort_unstable();
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
    let mut said: HashMap<(SitePath, &str), Said> = HashMap::new();
    for ignore in ignores {
        said.entry((ignore.path.clone(), ignore.rule.name)).or_default().lines.push(ignore.lines);
    }
    said.values_mut().for_each(Said::sort);
    findings.retain(|finding| {
        if finding.rule == &rules::CONFIG_INVALID {
            return true;
        }
        match said.get_mut(&(finding.path.clone(), finding.rule.name)) {
            Some(said) => !said.silences(finding.span.start),
            None => true,
        }
    });
    said.values_mut().for_each(|said| said.silenced.sort_unstable());
    let used = |ignore: &Ignore| {
        let said = &said[&(ignore.path.clone(), ignore.rule.name)];
        let behind = said.silenced.partition_point(|&at| at < ignore.lines.start);
        said.silenced.get(behind).is_some_and(|&at| at < ignore.lines.end)
    };
    ignores.iter().filter(|ignore| !used(ignore) && !is_off(ignore.rule)).map(report).collect()
}

/// What comments say of one rule in one file. There may be thousands, for the same lines too.
#[derive(Default)]
struct Said {
    /// For which bytes they hold: sorted by where they begin, and then each ends where the last of those so far does.
    lines: Vec<Span>,
    /// Places of what was silenced.
    silenced: Vec<u32>,
}

impl Said {
    fn sort(&mut self) {
        self.lines.sort_unstable();
        let mut end = 0;
        for lines in &mut self.lines {
            end = end.max(lines.end);
            lines.end = end;
        }
    }

    /// Whether a place is silenced, which is noted.
    fn silences(&mut self, at: u32) -> bool {
        let behind = self.lines.partition_point(|lines| lines.start <= at);
        let silences = behind > 0 && at < self.lines[behind - 1].end;
        if silences {
            self.silenced.push(at);
        }
        silences
    }
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
    let lines = [OnceCell::new(), OnceCell::new()];
    let last_end = source.text.rfind("-->");
    // What stands in a comment is a part of it.
    let mut read = 0;
    for (at, _) in source.text.match_indices(WORD) {
        let is_code = |(_, code): (&Page, &[Span])| {
            let behind = code.partition_point(|code| code.start as usize <= at);
            behind > 0 && at < code[behind - 1].end as usize
        };
        if at < read || page.is_some_and(is_code) {
            continue;
        }
        let front = page.is_some_and(|(page, _)| at < page.front_matter.body_start as usize);
        let markdown = source.path.has_extension("md") && !front;
        if markdown && last_end.is_none_or(|end| at > end) {
            break;
        }
        let comment = if markdown { of_html(source, at) } else { of_yaml(source, at) };
        if let Some(comment) = comment {
            read = comment.span.end as usize;
            let lines = || lines[usize::from(markdown)].get_or_init(|| Lines::of(source, markdown));
            read_comment(source, &comment, &lines, out, found);
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

fn read_comment<'l>(
    source: &Source,
    comment: &Comment,
    lines: &dyn Fn() -> &'l Lines,
    out: &mut Vec<Ignore>,
    found: &mut Vec<Diagnostic>,
) {
    let form = comment.text.split([' ', '\t', '\r', '\n', ',']).next().unwrap_or_default();
    let lines = match form {
        "" => lines().of_comment(source, comment.span),
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

/// What the lines of a file are, looked at once for all its comments. Lines are counted from 1.
struct Lines {
    markdown: bool,
    /// By line: whether nothing but comments and the marks of quotes and lists stands on it.
    alone: Vec<bool>,
    /// By line: the first one from there on that holds more than comments, else the last.
    content: Vec<usize>,
    /// By line: the first one from there on that is empty, else the one behind the last.
    empty: Vec<usize>,
}

impl Lines {
    fn of(source: &Source, markdown: bool) -> Lines {
        let last = source.position(source.text.len() as u32).line;
        let mut lines = Lines {
            markdown,
            alone: vec![false; last + 2],
            content: vec![last; last + 2],
            empty: vec![last + 1; last + 2],
        };
        for number in (1..=last).rev() {
            let line = source.line(number);
            let rest = without_comments(line);
            let is_empty = rest.trim_matches(|char: char| char.is_whitespace() || char == '>').is_empty();
            let is_comment = !markdown && line.trim_start().starts_with(['#', '/']);
            lines.alone[number] = is_marks(&rest);
            lines.content[number] = if is_empty || is_comment { lines.content[number + 1] } else { number };
            lines.empty[number] = if is_empty { number } else { lines.empty[number + 1] };
        }
        lines
    }

    /// The lines that a comment is about: its own where something else stands there, else those of what follows: in
    /// Markdown up to the next empty line, in YAML the next line.
    fn of_comment(&self, source: &Source, span: Span) -> (usize, usize) {
        let (first, last) = (source.position(span.start).line, source.position(span.end).line);
        let before = &source.text[source.line_start(first) as usize..span.start as usize];
        let alone = match self.markdown {
            true if first == last => self.alone[first],
            true => {
                let after = &source.line(last)[(span.end - source.line_start(last)) as usize..];
                is_marks(&(without_comments(before) + &without_comments(after)))
            }
            false => before.trim().is_empty(),
        };
        if !alone {
            return (first, last);
        }
        let begin = self.content[last + 1];
        (begin, if self.markdown { self.empty[begin + 1] - 1 } else { begin })
    }
}

/// Whether a line without its comments holds no more than marks of quotes and lists.
fn is_marks(rest: &str) -> bool {
    rest.chars().all(|char| char.is_whitespace() || ">-*+".contains(char))
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

#[cfg(test)]
mod tests {
    use super::*;

    /// The lines, counted from 1, of each comment of a text that names a rule.
    fn lines(path: &str, text: &str) -> Vec<(usize, usize)> {
        let source = Source::new(path.into(), text);
        let (mut ignores, mut found) = (Vec::new(), Vec::new());
        read_file(&source, None, &mut ignores, &mut found);
        assert_eq!(found, []);
        let lines = |ignore: &Ignore| {
            let last = ignore.lines.end.min(text.len() as u32);
            (source.position(ignore.lines.start).line, source.position(last).line)
        };
        ignores.iter().map(lines).collect()
    }

    const ONE: &str = "<!-- docwright-ignore file-not-found -->";

    #[test]
    fn comments_are_about_their_own_line_or_what_follows() {
        let check = |path: &str, text: &str, want: &[(usize, usize)]| {
            let text = text.replace("ONE", ONE);
            assert_eq!(lines(path, &text), want, "{text}");
        };
        check("a.md", "a ONE\nb\n", &[(1, 2)]);
        check("a.md", "ONE\na\nb\n\nc\n", &[(2, 4)]);
        check("a.md", "ONE\n\n> ONE\na\n\nc\n", &[(4, 5), (4, 5)]);
        check("a.md", "> - ONE ONE\na\n", &[(2, 3), (2, 3)]);
        check("a.md", "<!-- docwright-ignore\nfile-not-found -->\na\n\nb", &[(3, 4)]);
        check("a.md", "ONE\n", &[(2, 2)]);
        check("a.yml", "# docwright-ignore file-not-found\n# c\na: 1\nb: 2\n", &[(3, 4)]);
        check("a.yml", "a: 1 # docwright-ignore file-not-found\nb: 2\n", &[(1, 2)]);
    }

    #[test]
    fn thousands_of_comments_take_no_time() {
        assert_eq!(lines("a.md", &(ONE.to_owned() + "\n").repeat(20_000)).len(), 20_000);
        assert_eq!(lines("a.md", &ONE.repeat(20_000)).len(), 20_000);
        assert_eq!(lines("a.md", &"<!-- docwright-ignore ".repeat(50_000)), []);
    }
}
