//! Code from files: which lines of a file a snippet shows, and those lines as they are shown.

pub mod notebook;
mod tag;

use std::{borrow::Cow, collections::HashSet};

use crate::{suggest, url};

/// What a snippet asks for. Line numbers count from 1; a range to the end ends with [`usize::MAX`].
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct Selection {
    /// The name between markers; it goes before lines.
    pub tag: Option<String>,
    /// First and last lines, in the author's order; `None` for the whole file.
    pub lines: Option<Vec<(usize, usize)>>,
    /// Blanks to take from the start of each line at most; `None` for the indent that all lines share.
    pub dedent: Option<usize>,
    /// Lines of the snippet, not of the file, that are marked.
    pub highlight: Vec<(usize, usize)>,
}

/// The code that a snippet shows.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Snippet {
    /// Every line ends with `\n`.
    pub text: String,
    /// First and last marked lines, as far as they exist.
    pub highlight: Vec<(usize, usize)>,
    /// What was asked for and is not there, though the rest is.
    pub lacking: Option<Lacking>,
}

/// What a snippet lacks.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Lacking {
    /// A range begins at a line past the last one of the file.
    Line { first: usize, last: usize },
    /// A marked range begins at a line past the last one of the snippet.
    Highlight { first: usize, last: usize },
    /// A region ended early, at this line: at the `#endregion` of one whose title is no name.
    Cut(usize),
}

/// Why there is nothing to show.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Problem {
    /// No marker has the name.
    TagNotFound,
    /// The markers of the name begin at a line and never end.
    TagNotClosed(usize),
    /// All lines that were asked for are past the last one.
    RangeOutside { first: usize, last: usize },
    /// What was asked for holds nothing but blanks.
    Empty,
    /// The text is no notebook.
    NotNotebook,
    /// Several cells of a notebook have the name.
    SeveralCells,
}

/// Reads `key=value&…` and the fragment behind a snippet's path. A key or value that is none ends the reading; what
/// stands before it counts.
pub fn selection(query: &str, fragment: &str) -> Selection {
    let (fragment, more) = fragment.split_once('?').unwrap_or((fragment, ""));
    let mut read = Query::default();
    let pairs = query.split('&').chain(more.split('&')).filter(|pair| !pair.is_empty());
    let _ = pairs.map(|pair| read.pair(pair)).take_while(Option::is_some).count();
    let fragment = url::decode(fragment);
    let hash_lines = fragment_lines(&fragment);
    let tag = Some(&*fragment).filter(|fragment| !fragment.is_empty() && hash_lines.is_none());
    let lines = hash_lines.map(|range| vec![range]);
    let between = read.start.map(|start| vec![(start, read.end.unwrap_or(usize::MAX))]);
    Selection {
        tag: tag.map(str::to_owned).or(read.tag),
        lines: lines.or(between).or(read.range),
        dedent: read.dedent,
        highlight: read.highlight,
    }
}

#[derive(Default)]
struct Query {
    tag: Option<String>,
    start: Option<usize>,
    end: Option<usize>,
    range: Option<Vec<(usize, usize)>>,
    dedent: Option<usize>,
    highlight: Vec<(usize, usize)>,
}

impl Query {
    fn pair(&mut self, pair: &str) -> Option<()> {
        let (key, value) = pair.split_once('=')?;
        let value = url::decode(value.trim());
        match &*key.trim().to_ascii_lowercase() {
            "name" if !value.is_empty() => self.tag = Some(value.into_owned()),
            "start" => self.start = Some(value.parse().ok()?),
            "end" => self.end = Some(value.parse().ok()?),
            "range" => self.range = Some(ranges(&value)?),
            "highlight" => self.highlight = ranges(&value)?,
            "dedent" => self.dedent = usize::try_from(value.parse::<i64>().ok()?).ok(),
            _ => return None,
        }
        Some(())
    }
}

/// `1,3-5,7-` as first and last lines; `None` where it is not of this form.
pub fn ranges(text: &str) -> Option<Vec<(usize, usize)>> {
    text.split(',').map(str::trim).map(range).collect()
}

fn range(text: &str) -> Option<(usize, usize)> {
    match text.split_once('-') {
        None => text.parse().ok().map(|line| (line, line)),
        Some((first, "")) => Some((first.trim().parse().ok()?, usize::MAX)),
        Some((first, last)) => Some((first.trim().parse().ok()?, last.trim().parse().ok()?)),
    }
}

/// `L12`, `L12-L16` and `L12-`.
fn fragment_lines(fragment: &str) -> Option<(usize, usize)> {
    let rest = fragment.strip_prefix(['L', 'l'])?;
    let plain: String = rest.chars().filter(|char| !matches!(char, 'L' | 'l')).collect();
    let letters = rest.len() - plain.len();
    let right = letters == 0 || letters == 1 && (rest.contains("-L") || rest.contains("-l"));
    range(&plain).filter(|_| right)
}

/// Whether markers of tags are known for a language or file extension.
pub fn has_markers(language: &str) -> bool {
    tag::markers(language).is_some()
}

/// The lines of a file that a selection asks for, as they are shown. Markers are those of `language`, which is a
/// language's name or a file's extension; of every language where it is not known.
///
/// # Errors
/// Where there is nothing to show.
pub fn extract(text: &str, language: &str, selection: &Selection) -> Result<Snippet, Problem> {
    let text = unix(text);
    let lines: Vec<&str> = text.lines().collect();
    let mut lacking = None;
    let chosen: Vec<&str> = match (&selection.tag, &selection.lines) {
        (Some(name), _) => {
            let (lines, cut) = tag::lines(&lines, language, name)?;
            lacking = cut.map(Lacking::Cut);
            lines
        }
        (None, Some(ranges)) => {
            lacking = outside(ranges, lines.len()).map(|first| Lacking::Line { first, last: lines.len() });
            if let (Some(Lacking::Line { first, last }), true) = (lacking, ranges.iter().all(|r| r.0 > lines.len())) {
                return Err(Problem::RangeOutside { first, last });
            }
            within(ranges, &lines)
        }
        (None, None) => lines,
    };
    if chosen.iter().all(|line| line.trim().is_empty()) {
        return Err(Problem::Empty);
    }
    let text = dedented(&chosen, selection.dedent);
    let (highlight, more) = highlighted(&selection.highlight, chosen.len());
    Ok(Snippet { text, highlight, lacking: lacking.or(more) })
}

/// The names of a file's tags, in the order of their first markers.
pub fn tags(text: &str, language: &str) -> Vec<String> {
    let text = unix(text);
    let mut seen = HashSet::new();
    let mut out: Vec<String> = tag::names(&text, language).into_iter().map(str::to_owned).collect();
    out.retain(|name| seen.insert(name.to_lowercase()));
    out
}

/// The tag that was probably meant. Names that differ in their numbers alone are different things.
pub fn near<'a>(name: &str, tags: &'a [String]) -> Option<&'a str> {
    let letters = |name: &str| name.to_lowercase().replace(|char: char| char.is_ascii_digit(), "");
    let others = tags.iter().map(String::as_str).filter(|tag| letters(tag) != letters(name));
    Some(name).filter(|name| name.chars().count() > 2).and_then(|name| suggest::nearest(name, others))
}

/// The marked lines that exist, and what is lacking of them.
pub(crate) fn highlighted(asked: &[(usize, usize)], last: usize) -> (Vec<(usize, usize)>, Option<Lacking>) {
    let marked = asked.iter().map(|&(from, to)| (from.max(1), to.min(last))).filter(|(from, to)| from <= to).collect();
    (marked, outside(asked, last).map(|first| Lacking::Highlight { first, last }))
}

/// The first of the lines that begin a range past the last line.
fn outside(ranges: &[(usize, usize)], last: usize) -> Option<usize> {
    ranges.iter().map(|range| range.0).find(|&first| first > last)
}

/// Lines by ranges. Of ranges that repeat each other no more is taken than twice the file, so that a line of them
/// cannot make a book.
fn within<'a>(ranges: &[(usize, usize)], lines: &[&'a str]) -> Vec<&'a str> {
    let limit = lines.len().saturating_mul(2);
    let parts = ranges.iter().filter_map(|&(from, to)| lines.get(from.max(1) - 1..to.min(lines.len())));
    parts.flatten().copied().take(limit).collect()
}

/// Joins lines without the blanks that all of them begin with, or without as many as are asked for. Tabs at the start
/// reach to the next of the columns 4, 8, …
fn dedented(lines: &[&str], dedent: Option<usize>) -> String {
    let lines: Vec<Cow<str>> = lines.iter().map(|line| untabbed(line)).collect();
    let indent = |line: &str| line.bytes().take_while(|&byte| byte == b' ').count();
    let shared = || lines.iter().filter(|line| !line.trim().is_empty()).map(|line| indent(line)).min().unwrap_or(0);
    let dedent = dedent.unwrap_or_else(shared);
    let mut out = String::with_capacity(lines.iter().map(|line| line.len() + 1).sum());
    for line in &lines {
        out.push_str(&line[indent(line).min(dedent)..]);
        out.push('\n');
    }
    out
}

fn untabbed(line: &str) -> Cow<'_, str> {
    let blanks = line.bytes().take_while(|byte| matches!(byte, b' ' | b'\t')).count();
    if !line[..blanks].contains('\t') {
        return line.into();
    }
    let columns =
        line[..blanks].bytes().fold(0, |column, byte| if byte == b'\t' { column / 4 * 4 + 4 } else { column + 1 });
    format!("{:columns$}{}", "", &line[blanks..]).into()
}

/// A text whose lines end with `\n`.
fn unix(text: &str) -> Cow<'_, str> {
    if text.contains('\r') { text.replace("\r\n", "\n").replace('\r', "\n").into() } else { text.into() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn selections_are_read() {
        let check = |query, fragment, tag: Option<&str>, lines: Option<&[(usize, usize)]>, dedent, highlight: &[_]| {
            let lines = lines.map(<[_]>::to_vec);
            let want = Selection { tag: tag.map(str::to_owned), lines, dedent, highlight: highlight.to_vec() };
            assert_eq!(selection(query, fragment), want, "?{query}#{fragment}");
        };
        const END: usize = usize::MAX;
        check("", "", None, None, None, &[]);
        check("NAME=a.B-c", "", Some("a.B-c"), None, None, &[]);
        check("name=a", "b", Some("b"), None, None, &[]);
        check("name=a", "L2", Some("a"), Some(&[(2, 2)]), None, &[]);
        check("", "L12-L16", None, Some(&[(12, 16)]), None, &[]);
        check("", "l12-", None, Some(&[(12, END)]), None, &[]);
        check("", "Lx1", Some("Lx1"), None, None, &[]);
        check("", "List", Some("List"), None, None, &[]);
        check("start=2&range=9", "", None, Some(&[(2, END)]), None, &[]);
        check("start=2&End=3", "", None, Some(&[(2, 3)]), None, &[]);
        check("end=3", "", None, None, None, &[]);
        check("range=1,3-5,7-", "", None, Some(&[(1, 1), (3, 5), (7, END)]), None, &[]);
        check("dedent=4&highlight=1-2", "t", Some("t"), None, Some(4), &[(1, 2)]);
        check("dedent=-1", "", None, None, None, &[]);
        check("highlight=2&x=1&name=a", "", None, None, None, &[(2, 2)]);
        check("highlight=2&range=a&name=b", "", None, None, None, &[(2, 2)]);
        check("", "t?highlight=2", Some("t"), None, None, &[(2, 2)]);
    }

    fn shown(text: &str, language: &str, query: &str) -> String {
        match extract(text, language, &selection(query, "")) {
            Ok(Snippet { text, highlight, lacking }) => {
                let text = text.replace('\n', "|");
                let marked = highlight.iter().map(|(from, to)| format!(" {from}-{to}")).collect::<String>();
                format!("{text}{marked}{}", lacking.map_or(String::new(), |lacking| format!(" {lacking:?}")))
            }
            Err(problem) => format!("{problem:?}"),
        }
    }

    #[test]
    fn lines_are_taken_and_dedented() {
        let check = |text, query, want: &str| assert_eq!(shown(text, "cs", query), want, "{text:?} {query}");
        check("  a\r\n\r\n    b\r\n", "", "a||  b|");
        check("\ta\n  \tb\n      c", "", "a|b|  c|");
        check("  a\n \n    b\n", "dedent=3", "a|| b|");
        check("  a\n", "dedent=0", "  a|");
        check("1\n2\n3\n4\n", "range=4,1-2", "4|1|2|");
        check("1\n2\n", "range=2-9", "2|");
        check("1\n2\n", "range=1,5", "1| Line { first: 5, last: 2 }");
        check("1\n2\n", "range=5-", "RangeOutside { first: 5, last: 2 }");
        check("1\n2\n", "range=2-1", "Empty");
        check("1\n2\n3\n", "range=2-&highlight=1,2-,9", "2|3| 1-1 2-2 Highlight { first: 9, last: 2 }");
        check("", "", "Empty");
    }

    #[test]
    fn tags_are_taken() {
        let check = |language, text, want: &str| assert_eq!(shown(text, language, "name=a"), want, "{language} {text}");
        check("cs", "0\n  // <A>\n  1\n  // <b>\n    2\n  // </b>\n  // </a>\n3", "1|  2|");
        check("cs", "//<snippetA>\n1\n/ / < / SNIPPETA >\n", "1|");
        check("cs", "// <a>\n1\n// </a>\n// <a>\n2\n// </a>\n3\n// </a>", "2|");
        check("cs", "// <a> x\n1\n// </a>", "TagNotFound");
        check("cs", "// <a>\n1\n", "TagNotClosed(1)");
        check("cs", "#region a\n1\n#region b\n2\n#endregion b\n3\n #endregion\n4", "1|2|3|");
        check(
            "cs",
            "#region a\n1\n#region Some words\n2\n#endregion\n3\n#endregion\n",
            "1|#region Some words|2| Cut(5)",
        );
        check("vb", "#Region a\n1\n#End Region\n", "1|");
        check("vb", "#Region \"a\"\n1\n#End Region\n", "TagNotFound");
        check("VBNET", "' <a>\n1\n' </a>", "1|");
        check("xaml", "<!-- <a> -->\n<B/>\n<!--</a>-->", "<B/>|");
        check("css", "/* <a> */\n1\n/* <b> */\n2\n/* </x> */\n3\n/* </a> */", "1|2|3|");
        check("bat", "REM <a>\n1\nrem </a>", "1|");
        check("sql", "-- <a>\n1\n-- </a>", "1|");
        check("py", "# <a>\n1\n# </a>", "1|");
        check("erl", "% <a>\n1\n% </a>", "1|");
        check("lsp", "; <a>\n1\n; </a>", "1|");
        check("razor", "<!-- <a> -->\n1\n<!-- </a> -->", "1|");
        check("cpp", "#region a\n1\n#endregion", "TagNotFound");
        check("no-such", "#region a\n1\n#endregion", "1|");
        check("cs", "/// <a>\n1\n/// </a>", "TagNotFound");
        check("cs", "// <a>\n// </a>", "Empty");
    }

    #[test]
    fn names_that_were_meant() {
        let known = tags("// <Main>\n// </Main>\n#region Snippet12\n#endregion\n// <main>", "cs");
        assert_eq!(known, ["Main", "Snippet12"]);
        assert_eq!(near("mian", &known), Some("Main"));
        assert_eq!(near("snipet12", &known), Some("Snippet12"));
        assert_eq!(near("snippet13", &known), None);
    }

    #[test]
    fn large_and_hostile_files_are_quick() {
        let nested = "#region a\n".repeat(300_000) + &"#endregion\n".repeat(300_000);
        assert_eq!(shown(&nested, "cs", "name=a"), "Empty");
        let open = format!("// <{}\n", "<".repeat(1_000)).repeat(3_000);
        assert_eq!(shown(&open, "never", "name=a"), "TagNotFound");
        assert_eq!(tags(&nested, "cs"), ["a"]);
    }
}
