//! `toc.md`: a heading is an entry, its level the depth.

use super::{DEPTH_LIMIT, RawItem, RawToc, Written};
use crate::{
    diagnostic::{Diagnostic, Edit, Fix, Severity},
    rules,
    source::{Source, Span},
};

/// Reads a table of contents in Markdown. Lines that are no headings are told and left out.
pub(super) fn read(source: &Source) -> (RawToc, Vec<Diagnostic>) {
    let mut found = Vec::new();
    let mut headings = Vec::new();
    let mut comment = false;
    let mut other = false;
    for (start, line) in lines(&source.text) {
        let (from, rest) = without_comments(line, &mut comment);
        let trimmed = rest.trim_start();
        let start = start + from + (rest.len() - trimmed.len());
        let trimmed = trimmed.trim_end();
        if trimmed.is_empty() {
            other = false;
        } else if trimmed.starts_with('#') {
            other = false;
            line_of_headings(source, Span::new(start, start + trimmed.len()), &mut headings, &mut found);
        } else if !std::mem::replace(&mut other, true) {
            let mut finding = rules::INVALID_TOC_SYNTAX.at(
                &source.path,
                Span::new(start, start + trimmed.len()),
                "a line of a table of contents is a heading, such as `# [name](page.md)`",
            );
            finding.severity = Severity::Warning;
            found.push(finding);
        }
    }
    (RawToc { items: nest(source, headings, &mut found), order: 0 }, found)
}

/// An entry with the number of its `#`.
struct Heading {
    level: usize,
    item: RawItem,
}

/// Lines with where they begin, without a front matter.
fn lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut at = 0;
    let mut fence = text.lines().next().is_some_and(|line| line.trim_end() == "---");
    text.split_inclusive(['\n', '\r']).filter_map(move |line| {
        let start = at;
        at += line.len();
        if line == "\n" && text[..start].ends_with('\r') {
            return None;
        }
        let line = line.trim_end_matches(['\n', '\r']);
        if fence {
            fence = start == 0 || !matches!(line.trim_end(), "---" | "...");
            return None;
        }
        Some((start, line))
    })
}

/// What of a line is no comment at its start or end, with the bytes left out before it. `open` is whether a comment goes
/// on over the line's end.
fn without_comments<'a>(line: &'a str, open: &mut bool) -> (usize, &'a str) {
    let mut from = 0;
    loop {
        let rest = &line[from..];
        if *open {
            let Some(end) = rest.find("-->") else { return (line.len(), "") };
            *open = false;
            from += end + 3;
        } else if rest.trim_start().starts_with("<!--") {
            *open = true;
            from += rest.len() - rest.trim_start().len() + 4;
        } else {
            let end = rest.find("<!--").unwrap_or(rest.len());
            *open = rest.get(end..).is_some_and(|tail| !tail.is_empty() && !tail.contains("-->"));
            return (from, &rest[..end]);
        }
    }
}

/// Takes the headings of one line: more than one where the author forgot a line end.
fn line_of_headings(source: &Source, line: Span, headings: &mut Vec<Heading>, found: &mut Vec<Diagnostic>) {
    let mut span = line;
    loop {
        let text = source.slice(span);
        let level = text.bytes().take_while(|&byte| byte == b'#').count();
        let content = text[level..].trim_start();
        let start = span.end as usize - content.len();
        let mut item = RawItem { span, ..RawItem::default() };
        let tail = entry(source, content, start, &mut item, found);
        if tail.starts_with('#') && !tail.trim_matches(['#', ' ', '\t']).is_empty() {
            let at = Span { start: span.end - tail.len() as u32, end: span.end };
            let mut finding = rules::INVALID_TOC_SYNTAX.at(&source.path, at, "a heading begins inside a line");
            finding.severity = Severity::Warning;
            found.push(finding.fix(insert(source, "Begin a line", at.start, "\n")));
            item.span.end = at.start;
            headings.push(Heading { level, item });
            span = at;
        } else {
            headings.push(Heading { level, item });
            return;
        }
    }
}

/// Reads what follows the `#`s, and gives back what follows a link that is no part of the name.
fn entry<'a>(
    source: &Source,
    content: &'a str,
    start: usize,
    item: &mut RawItem,
    found: &mut Vec<Diagnostic>,
) -> &'a str {
    let written = |text: &str, at: usize| {
        let span = Span::new(start + at, start + at + text.len());
        Some(Written { text: plain(text), span }).filter(|word| !word.text.is_empty())
    };
    if let Some(uid) = content.strip_prefix("<xref:").and_then(|rest| rest.strip_suffix('>')) {
        item.uid = written(uid, 6);
    } else if let Some(uid) = content.strip_prefix('@').filter(|uid| !uid.contains(char::is_whitespace)) {
        item.uid = written(uid, 1);
    } else if let Some(close) = link_text(content) {
        item.name = written(&content[1..close], 1);
        let open = close + 2;
        let (inside, tail) = match closing(&content[open..]) {
            Some(end) => (&content[open..open + end], content[open + end + 1..].trim()),
            None => {
                let at = Span::new(start + close + 1, start + content.len());
                let mut finding = rules::INVALID_TOC_SYNTAX.at(&source.path, at, "the link has no closing `)`");
                finding.severity = Severity::Warning;
                found.push(finding.fix(insert(source, "Close the link", at.end, ")")));
                (&content[open..], "")
            }
        };
        let (href, title) = destination(inside);
        let (at, title_at) = (offset(content, href), title.map_or(0, |title| offset(content, title)));
        let uid = href.strip_prefix("xref:").or_else(|| href.strip_prefix('@'));
        match uid {
            Some(uid) => item.uid = written(uid, at + href.len() - uid.len()),
            None if href.is_empty() => {}
            None => {
                let span = Span::new(start + at, start + at + href.len());
                item.href = Some(Written { text: href.to_owned(), span });
            }
        }
        item.display_name = title.and_then(|title| written(title, title_at));
        if tail.starts_with('#') {
            return tail;
        }
        if let (false, Some(name)) = (tail.is_empty(), &mut item.name) {
            name.text = format!("{} {}", name.text, plain(tail));
        }
    } else {
        let name = content.trim_end_matches('#').trim_end();
        item.name = if name.len() < content.len() && !content[name.len()..].starts_with([' ', '\t']) {
            written(content, 0)
        } else {
            written(name, 0)
        };
    }
    ""
}

/// Where the `]` of a link at the start of a text is that `(` follows.
fn link_text(content: &str) -> Option<usize> {
    let mut depth = 0;
    let mut escaped = false;
    for (at, letter) in content.char_indices() {
        match letter {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '[' => depth += 1,
            ']' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            // Where brackets do not pair, the last that can end a link's text does.
            return if letter == ']' && content[at + 1..].starts_with('(') { Some(at) } else { None };
        }
    }
    content.rfind("](").filter(|_| content.starts_with('['))
}

/// Where the `)` is that ends a link's address and title.
fn closing(text: &str) -> Option<usize> {
    let mut depth = 0;
    let mut quoted = false;
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            b'"' => quoted = !quoted,
            b'(' if !quoted => depth += 1,
            b')' if !quoted && depth == 0 => return Some(at),
            b')' if !quoted => depth -= 1,
            _ => {}
        }
    }
    None
}

/// Address and title of what is between a link's `(` and `)`. The address may hold blanks.
fn destination(inside: &str) -> (&str, Option<&str>) {
    let inside = inside.trim();
    let (href, title) = match inside.strip_suffix('"').and_then(|rest| rest.split_once('"')) {
        Some((href, title)) if href.ends_with([' ', '\t']) => (href.trim_end(), Some(title)),
        _ => (inside, None),
    };
    (href.strip_prefix('<').and_then(|rest| rest.strip_suffix('>')).unwrap_or(href), title)
}

/// Where a part of a text begins in it.
fn offset(text: &str, part: &str) -> usize {
    part.as_ptr() as usize - text.as_ptr() as usize
}

/// A text without backslashes before punctuation, marks of emphasis and code, and the commonest entities.
fn plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text.trim();
    while let Some(letter) = rest.chars().next() {
        let entity = [("&amp;", '&'), ("&lt;", '<'), ("&gt;", '>'), ("&quot;", '"'), ("&#39;", '\''), ("&nbsp;", ' ')]
            .into_iter()
            .find(|(entity, _)| letter == '&' && rest.starts_with(entity));
        let next = rest[letter.len_utf8()..].chars().next();
        rest = &rest[letter.len_utf8()..];
        match (letter, next) {
            ('\\', Some(next)) if next.is_ascii_punctuation() => {
                out.push(next);
                rest = &rest[1..];
            }
            ('`', _) => {}
            ('*', Some('*')) => rest = &rest[1..],
            _ => match entity {
                Some((entity, meant)) => {
                    out.push(meant);
                    rest = &rest[entity.len() - 1..];
                }
                None => out.push(letter),
            },
        }
    }
    out
}

fn insert(source: &Source, title: &str, at: u32, text: &str) -> Fix {
    let edit = Edit { path: source.path.clone(), span: Span { start: at, end: at }, text: text.to_owned() };
    Fix { title: title.to_owned(), sure: true, edits: vec![edit] }
}

/// Puts each heading under the last one of a lower level.
fn nest(source: &Source, headings: Vec<Heading>, found: &mut Vec<Diagnostic>) -> Vec<RawItem> {
    let mut roots = Vec::new();
    let mut open: Vec<Heading> = Vec::new();
    let close = |open: &mut Vec<Heading>, roots: &mut Vec<RawItem>| {
        if let Some(done) = open.pop() {
            open.last_mut().map_or(roots, |parent| &mut parent.item.items).push(done.item);
        }
    };
    for heading in headings {
        let mut sibling = false;
        while open.last().is_some_and(|last| last.level >= heading.level) || open.len() >= DEPTH_LIMIT {
            sibling |= open.last().is_some_and(|last| last.level == heading.level);
            close(&mut open, &mut roots);
        }
        let above = open.last().map_or(0, |last| last.level);
        if heading.level > above + 1 && !sibling {
            let span = heading.item.span;
            let marks = Span::new(span.start as usize, span.start as usize + heading.level);
            let message = format!("level {} follows level {above}", heading.level);
            found.push(rules::INVALID_TOC_LEVEL.at(&source.path, marks, message));
        }
        open.push(heading);
    }
    while !open.is_empty() {
        close(&mut open, &mut roots);
    }
    roots
}

#[cfg(test)]
mod tests {
    use super::*;

    fn show(items: &[RawItem], source: &Source) -> String {
        let one = |item: &RawItem| {
            let name = item.name.as_ref().map_or("-", |word| &*word.text);
            let href = item.href.as_ref().map_or(String::new(), |href| {
                assert_eq!(source.slice(href.span), href.text);
                format!(">{}", href.text)
            });
            let uid = item.uid.as_ref().map_or(String::new(), |uid| format!("@{}", uid.text));
            let more = item.display_name.as_ref().map_or(String::new(), |more| format!("({})", more.text));
            let inner = if item.items.is_empty() { String::new() } else { format!("[{}]", show(&item.items, source)) };
            format!("{name}{href}{uid}{more}{inner}")
        };
        items.iter().map(one).collect::<Vec<_>>().join(" | ")
    }

    fn check(text: &str, want: &str, findings: &[&str]) {
        let source = Source::new("toc.md".into(), text);
        let (toc, found) = read(&source);
        let told: Vec<_> =
            found.iter().map(|found| format!("{} <{}>", found.rule.name, source.slice(found.span))).collect();
        assert_eq!(
            (show(&toc.items, &source).as_str(), told),
            (want, findings.iter().map(|&text| text.to_owned()).collect())
        );
    }

    #[test]
    fn headings_are_entries() {
        check("# [a](b.md)\r\n## [c](d.md \"e, f\")  \r\n\r\n# g\r\n", "a>b.md[c>d.md(e, f)] | g", &[]);
        check("#[a](b.md)\n##c\n", "a>b.md[c]", &[]);
        check("# [a [b] \\[c](d(e).md) ##\n# C#\n# C #\n", "a [b] [c>d(e).md | C# | C", &[]);
        check("# [a](xref:x.y)\n# <xref:z>\n# @w\n# [a](@v)\n", "a@x.y | -@z | -@w | a@v", &[]);
        check("# [a](b c.pdf)\n# [a](<b c.md>)\n", "a>b c.pdf | a>b c.md", &[]);
        check("# [a](b.md) (c)\n", "a (c)>b.md", &[]);
        check("# `a` & **b** &amp; \\_c\n", "a & b & _c", &[]);
        check("# [a\n", "[a", &[]);
    }

    #[test]
    fn comments_and_front_matter_are_skipped() {
        check("<!-- x -->\n# a <!-- y -->\n<!--\n# b\n--> \n# c\n", "a | c", &[]);
        check("---\nx: y\n---\n# a\n", "a", &[]);
    }

    #[test]
    fn slips_are_told_and_mended() {
        check("# [a](b.md\n", "a>b.md", &["invalid-toc-syntax <(b.md>"]);
        check("# [a](b.md)# c\n", "a>b.md | c", &["invalid-toc-syntax <# c>"]);
        check("# a\nb\nc\n\n- [d](e.md)\n", "a", &["invalid-toc-syntax <b>", "invalid-toc-syntax <- [d](e.md)>"]);
    }

    #[test]
    fn levels_go_down_one_at_a_time() {
        check("# a\n### b\n### c\n## d\n", "a[b | c | d]", &["invalid-toc-level <###>"]);
        check("## a\n## b\n# c\n", "a | b | c", &["invalid-toc-level <##>"]);
    }
}
