//! Signs of the dialect that reached the text: what an author meant as a construct and readers would see as it was
//! written.

use crate::{
    diagnostic::Diagnostic,
    ext::{self, Lines, Shape},
    find,
    page::{Kind, Node},
    parse::colon,
    source::{Source, Span},
    suggest,
    tag::{self, Piece},
};

/// Letters of a word that are read.
const WORD_LIMIT: usize = 40;

/// Whether a text, its constructs masked, has anything to look at.
pub(super) fn may_have(masked: &str) -> bool {
    ["[!", ":::", "[AZURE."].iter().any(|sign| find::has(masked, sign))
}

/// Reports what looks like a construct and is text. Words that are nothing like a known one stay text in silence, as on
/// Learn.
pub(super) fn report(source: &Source, nodes: &[Node], found: &mut Vec<Diagnostic>) {
    for node in nodes {
        match &node.kind {
            Kind::Text => text(source, node.span, found),
            Kind::Code(_) => {}
            _ => report(source, &node.children, found),
        }
    }
}

fn text(source: &Source, span: Span, found: &mut Vec<Diagnostic>) {
    let text = source.slice(span);
    for (at, _) in text.match_indices("[!").chain(text.match_indices("[AZURE.")) {
        let start = span.start as usize + at;
        if !source.text[..start].ends_with('\\') {
            bracket(source, start, found);
        }
    }
    let line_start = source.text[..span.start as usize].trim_end_matches([' ', '\t']);
    for (at, _) in text.match_indices(":::") {
        inside(source, span.start as usize + at, found);
    }
    if text.starts_with(":::") && (line_start.is_empty() || line_start.ends_with(['\n', '\r', '>'])) {
        colon(source, span.start as usize, found);
    }
}

/// `[!WORD` or `[AZURE.WORD` that begins nothing.
fn bracket(source: &Source, start: usize, found: &mut Vec<Diagnostic>) {
    let sign = if source.text[start..].starts_with("[!") { 2 } else { "[AZURE.".len() };
    let rest = &source.text[start + sign..];
    let blanks = rest.len() - rest.trim_start_matches([' ', '\t']).len();
    let word = word(&rest[blanks..]);
    let close = usize::from(rest[blanks + word.len()..].starts_with(']'));
    let span = Span::new(start, start + sign + blanks + word.len() + close);
    let written = source.slice(span);
    let Some((row, known)) = meant(word) else { return };
    let (form, advice) = match (ext::ALL[row].shape, ext::ALL[row].name) {
        (Shape::Bracket, "include") => ("no include", "write `[!INCLUDE [title](path)]`".to_owned()),
        (Shape::Bracket, _) => ("no code from a file", format!("write `[!{word}[title](path)]` on a line of its own")),
        (_, "alert") if known => ("no callout here", "begin a quote with it, alone on its line".to_owned()),
        (_, "alert") => {
            let near = suggest::nearest(word, words(row)).unwrap_or_default().to_ascii_uppercase();
            ("no callout", format!("did you mean `[!{near}]`?"))
        }
        (_, name) => {
            ("no quote of its own here", format!("begin a quote with `[!{}]`, alone on its line", name.to_uppercase()))
        }
    };
    let mut finding = ext::ALL[row].rule.at(&source.path, span, format!("`{written}` is {form}")).help(advice);
    if ext::ALL[row].name == "alert" && close == 1 && is_alone(source, span) {
        let near = suggest::nearest(word, words(row)).unwrap_or(word);
        let right = format!("[!{}]", near.to_ascii_uppercase());
        finding.propose(&right, right.clone(), known || suggest::is_slip(word, near, words(row)));
    }
    found.push(finding);
}

/// Whether a place is all that stands in its line of a quote.
fn is_alone(source: &Source, span: Span) -> bool {
    let before = &source.text[..span.start as usize];
    let before = &before[before.rfind(['\n', '\r']).map_or(0, |at| at + 1)..];
    let after = source.text[span.end as usize..].split(['\n', '\r']).next().unwrap_or("");
    before.trim_end().ends_with('>')
        && before.chars().all(|char| matches!(char, ' ' | '\t' | '>'))
        && after.trim().is_empty()
}

/// The extension that a word of brackets or quotes means, and whether it is its very word.
fn meant(word: &str) -> Option<(usize, bool)> {
    let lower = word.to_ascii_lowercase();
    let of_text = |row: &usize| matches!(ext::ALL[*row].shape, Shape::Quote | Shape::Bracket);
    let mut rows = (0..ext::ALL.len()).filter(of_text);
    let exact = rows.clone().find(|&row| words(row).any(|known| known == lower));
    let begun = || {
        let mut rows = (0..ext::ALL.len()).filter(|row| ext::ALL[*row].shape == Shape::Bracket);
        rows.find(|&row| words(row).any(|known| lower.starts_with(known) || lower.split('-').next() == Some(known)))
    };
    if let Some(row) = exact.or_else(begun) {
        return Some((row, true));
    }
    // A short word is near to anything.
    let near = |row: &usize| word.len() > 2 && suggest::nearest(word, words(*row)).is_some();
    rows.find(near).map(|row| (row, false))
}

/// The words of an extension that a slip can be near to.
fn words(row: usize) -> impl Iterator<Item = &'static str> {
    ext::ALL[row].words.iter().copied().filter(|word| !word.starts_with("selector"))
}

/// `:::word` at the start of a line that begins nothing.
fn colon(source: &Source, start: usize, found: &mut Vec<Diagnostic>) {
    let rest = source.text[start..].trim_start_matches(':');
    let colons = source.text.len() - start - rest.len();
    let blanks = rest.len() - rest.trim_start_matches([' ', '\t']).len();
    let word = word(&rest[blanks..]);
    let name = word.strip_suffix("-end").unwrap_or(word);
    let rows = || ext::ALL.iter().filter(|row| row.shape == Shape::Colon);
    if name.len() < 3 || rows().any(|row| row.words.iter().any(|known| known.eq_ignore_ascii_case(name))) {
        return;
    }
    let names = rows().flat_map(|row| row.words).copied();
    let Some(near) = suggest::nearest(name, names) else { return };
    let Some(row) = rows().find(|row| row.words.contains(&near)) else { return };
    let end = if word.len() > name.len() { "-end" } else { "" };
    let word_start = start + colons + blanks;
    let mut finding =
        row.rule.at(&source.path, Span::new(word_start, word_start + word.len()), format!("there is no `:::{word}`"));
    finding.propose(&format!(":::{near}{end}"), format!("{near}{end}"), true);
    found.push(finding);
}

/// A known `:::word` whose form is wrong or that may not stand inside a line. Without attributes it is a word of prose.
fn inside(source: &Source, start: usize, found: &mut Vec<Diagnostic>) {
    if source.text[..start].ends_with([':', '\\']) {
        return;
    }
    let Some(colon) = colon::read(&source.text, start, true).filter(|colon| !colon.end) else { return };
    let row = &ext::ALL[usize::from(colon.extension)];
    let line = Span { start: start as u32, ..colon.span };
    let name = row.words[0];
    let (place, message) = match colon.broken {
        Some((_, colon::NO_ATTRIBUTE)) if colon.attributes.is_empty() => return,
        Some((_, colon::NO_ATTRIBUTE)) if !source.slice(line).get(3..).is_some_and(|rest| rest.contains(":::")) => {
            (Span::new(start, colon.word.end as usize), format!("`:::{name}` has no `:::` at its end"))
        }
        Some((place, problem)) => (place, format!("`:::{name}`: {problem}")),
        None if colon.attributes.is_empty() => return,
        None if row.lines == Lines::Any => {
            (Span::new(start, colon.word.end as usize), format!("`:::{name}` has no `:::` at its end"))
        }
        None => (colon.span, format!("`:::{name}` must stand alone on its line")),
    };
    let told = Span { end: place.end, ..line };
    // What begins its line was told as it was read.
    if !found.iter().any(|known| known.rule == row.rule && known.span.overlaps(told)) {
        found.push(row.rule.at(&source.path, place, message));
    }
}

/// Text of a block of HTML whose lines begin like a construct: no Markdown is read there.
pub(super) fn html(source: &Source, span: Span, found: &mut Vec<Diagnostic>) {
    let text = source.slice(span);
    if !may_have(text) {
        return;
    }
    let mut verbatim: Option<String> = None;
    for piece in tag::pieces(text) {
        match piece {
            Piece::Tag(tag) if tag.end => verbatim = verbatim.filter(|open| *open != tag.name),
            Piece::Tag(tag) if verbatim.is_none() && VERBATIM.contains(&&*tag.name) => verbatim = Some(tag.name),
            Piece::Text(piece) if verbatim.is_none() => {
                let start = span.start as usize;
                html_lines(source, start + piece.start as usize, start + piece.end as usize, found);
            }
            _ => {}
        }
    }
}

/// Elements of HTML whose text is shown as it is.
const VERBATIM: &[&str] = &["pre", "code", "script", "style", "textarea"];

fn html_lines(source: &Source, mut at: usize, end: usize, found: &mut Vec<Diagnostic>) {
    for line in source.text[at..end].split_inclusive('\n') {
        let start = at + line.len() - line.trim_start_matches([' ', '\t', '>']).len();
        at += line.len();
        let rest = &source.text[start..at];
        let (shapes, sign): (&[Shape], usize) = if rest.starts_with("[!") {
            (&[Shape::Quote, Shape::Bracket], 2)
        } else if rest.starts_with(":::") {
            (&[Shape::Colon], rest.len() - rest.trim_start_matches([':', ' ']).len())
        } else {
            continue;
        };
        let word = word(&rest[sign..]);
        let name = word.split('-').next().unwrap_or(word);
        let known = shapes.iter().find_map(|&shape| ext::find(shape, name).or_else(|| ext::find(shape, word)));
        let Some(row) = known else { continue };
        let span = Span::new(start, start + sign + word.len());
        let message = format!("`{}` is not read inside a block of HTML", source.slice(span));
        let finding = ext::ALL[usize::from(row)].rule.at(&source.path, span, message);
        found.push(finding.help("a blank line before it ends the block"));
    }
}

/// Letters, digits and hyphens at the start of a text.
fn word(text: &str) -> &str {
    let length = text.bytes().take(WORD_LIMIT).take_while(|byte| byte.is_ascii_alphanumeric() || *byte == b'-').count();
    &text[..length]
}
