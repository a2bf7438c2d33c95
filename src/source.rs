//! Where text is: paths, spans, and lines and columns.

use std::{fmt, sync::Arc, sync::OnceLock};

use crate::find;

/// A path inside the project: relative to its root, parts joined by `/`, never empty parts, `.` or `..`.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SitePath(Arc<str>);

impl SitePath {
    /// Takes a path that is in normal form already.
    pub fn new(path: impl Into<Arc<str>>) -> SitePath {
        SitePath(path.into())
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The folder that holds this path; empty for one at the root.
    pub fn folder(&self) -> &str {
        self.0.rfind('/').map_or("", |at| &self.0[..at])
    }

    /// The last part.
    pub fn name(&self) -> &str {
        self.0.rfind('/').map_or(&self.0, |at| &self.0[at + 1..])
    }

    /// The last part without its extension.
    pub fn stem(&self) -> &str {
        let name = self.name();
        name.rfind('.').filter(|&at| at > 0).map_or(name, |at| &name[..at])
    }

    /// What follows the last dot of the name; empty without one.
    pub fn extension(&self) -> &str {
        let name = self.name();
        name.rfind('.').filter(|&at| at > 0).map_or("", |at| &name[at + 1..])
    }

    /// Whether the extension is this one, in any case.
    pub fn has_extension(&self, extension: &str) -> bool {
        self.extension().eq_ignore_ascii_case(extension)
    }
}

impl fmt::Display for SitePath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for SitePath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&*self.0, f)
    }
}

impl From<&str> for SitePath {
    fn from(path: &str) -> SitePath {
        SitePath(path.into())
    }
}

impl From<String> for SitePath {
    fn from(path: String) -> SitePath {
        SitePath(path.into())
    }
}

/// Joins a relative path to a folder and takes `.` and `..` away. `None` where it climbs above the root.
pub fn join(folder: &str, path: &str) -> Option<String> {
    let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}

/// Bytes of one file's text: `start..end`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Debug)]
pub struct Span {
    pub start: u32,
    pub end: u32,
}

impl Span {
    pub fn new(start: usize, end: usize) -> Span {
        Span { start: start as u32, end: end as u32 }
    }

    pub fn range(self) -> std::ops::Range<usize> {
        self.start as usize..self.end as usize
    }

    pub fn len(self) -> usize {
        (self.end - self.start) as usize
    }

    pub fn is_empty(self) -> bool {
        self.start == self.end
    }

    /// Whether the two share a byte.
    pub fn overlaps(self, other: Span) -> bool {
        self.start < other.end && other.start < self.end
    }
}

impl From<std::ops::Range<usize>> for Span {
    fn from(range: std::ops::Range<usize>) -> Span {
        Span::new(range.start, range.end)
    }
}

/// A place as people count: both from 1, columns in Unicode code points.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Position {
    pub line: usize,
    pub column: usize,
}

/// Bytes between two counts of code points, so that a place far inside a line of megabytes is found without walking it.
const STRIDE: usize = 4096;

/// One file's path and text.
#[derive(Debug)]
pub struct Source {
    pub path: SitePath,
    /// UTF-8 without a byte order mark, whatever the file held. Lines end at `\n` or `\r\n`: a `\r` that stands alone in
    /// the file is `\n` here, so that nobody who reads lines need think of it.
    pub text: Arc<str>,
    /// The bytes of `text` that are `\r` in the file.
    returns: Box<[u32]>,
    lines: OnceLock<Vec<u32>>,
    /// The code points before each [`STRIDE`]th byte.
    counts: OnceLock<Vec<u32>>,
}

impl Source {
    pub fn new(path: SitePath, text: impl Into<Arc<str>>) -> Source {
        let mut text = text.into();
        let returns = lone_returns(&text);
        if !returns.is_empty() {
            text = with_bytes(&text, &returns, b'\n').into();
        }
        Source { path, text, returns, lines: OnceLock::new(), counts: OnceLock::new() }
    }

    /// The text with the line ends that the file has. All places are the same.
    pub fn written(&self) -> Arc<str> {
        if self.returns.is_empty() { self.text.clone() } else { with_bytes(&self.text, &self.returns, b'\r').into() }
    }

    /// Whether two files hold the same text, line ends and all.
    pub fn is_same(&self, other: &Source) -> bool {
        self.text == other.text && self.returns == other.returns
    }

    /// The line end of the first line; `\n` where there is none.
    pub fn line_end(&self) -> &'static str {
        match self.text.find('\n') {
            Some(at) if self.text[..at].ends_with('\r') => "\r\n",
            Some(at) if self.returns.first() == Some(&(at as u32)) => "\r",
            _ => "\n",
        }
    }

    /// The text of a span; the part of it that exists where it reaches past the end.
    pub fn slice(&self, span: Span) -> &str {
        let end = (span.end as usize).min(self.text.len());
        self.text.get((span.start as usize).min(end)..end).unwrap_or("")
    }

    /// Line and column of a byte.
    pub fn position(&self, at: u32) -> Position {
        let starts = self.lines();
        let line = starts.partition_point(|&start| start <= at).max(1);
        let start = starts[line - 1] as usize;
        let end = (at as usize).min(self.text.len());
        let column = if end - start < 2 * STRIDE {
            code_points(&self.text.as_bytes()[start..end])
        } else {
            self.code_points_before(end) - self.code_points_before(start)
        };
        Position { line, column: column + 1 }
    }

    /// The line of a byte as git counts lines, which end at `\n` alone in the file.
    pub fn line_for_git(&self, at: u32) -> usize {
        self.position(at).line - self.returns.partition_point(|&end| end < at)
    }

    fn code_points_before(&self, at: usize) -> usize {
        let bytes = self.text.as_bytes();
        let counts = self.counts.get_or_init(|| {
            let mut before = 0;
            let count = |chunk: &[u8]| {
                let here = before;
                before += code_points(chunk) as u32;
                here
            };
            bytes.chunks(STRIDE).map(count).collect()
        });
        let chunk = (at / STRIDE).min(counts.len().saturating_sub(1));
        counts.get(chunk).map_or(0, |&before| before as usize) + code_points(&bytes[chunk * STRIDE..at])
    }

    /// The text of a line, counted from 1, without its line end; empty past the last.
    pub fn line(&self, line: usize) -> &str {
        let starts = self.lines();
        let Some(&start) = starts.get(line.wrapping_sub(1)) else { return "" };
        let end = starts.get(line).map_or(self.text.len(), |&next| next as usize);
        self.text[start as usize..end].trim_end_matches(['\r', '\n'])
    }

    /// Byte at which a line, counted from 1, begins; the end of the text past the last.
    pub fn line_start(&self, line: usize) -> u32 {
        self.lines().get(line.wrapping_sub(1)).copied().unwrap_or(self.text.len() as u32)
    }

    fn lines(&self) -> &[u32] {
        self.lines.get_or_init(|| {
            let ends = find::all(&self.text, b'\n').map(|at| at as u32 + 1);
            std::iter::once(0).chain(ends).collect()
        })
    }
}

/// A text whose lines end as those of a [`Source`] do.
pub fn with_newlines(text: String) -> String {
    match &*lone_returns(&text) {
        [] => text,
        returns => with_bytes(&text, returns, b'\n'),
    }
}

/// The `\r` of a text behind which no `\n` stands.
fn lone_returns(text: &str) -> Box<[u32]> {
    let bytes = text.as_bytes();
    find::all(text, b'\r').filter(|&at| bytes.get(at + 1) != Some(&b'\n')).map(|at| at as u32).collect()
}

/// A text with ASCII characters changed to another one.
fn with_bytes(text: &str, places: &[u32], byte: u8) -> String {
    let mut out = String::with_capacity(text.len());
    let mut from = 0;
    for &at in places {
        out.push_str(&text[from..at as usize]);
        out.push(char::from(byte));
        from = at as usize + 1;
    }
    out.push_str(&text[from..]);
    out
}

/// Finds the text of a file; `None` for one that is not there, whose findings are at its first character.
pub type Sources<'a> = &'a dyn Fn(&SitePath) -> Option<Arc<Source>>;

/// How many code points begin in these bytes.
fn code_points(bytes: &[u8]) -> usize {
    bytes.iter().filter(|&&byte| byte & 0xC0 != 0x80).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_join() {
        let check = |folder, path, want: Option<&str>| assert_eq!(join(folder, path).as_deref(), want);
        check("a/b", "../c.md", Some("a/c.md"));
        check("", "./c.md", Some("c.md"));
        check("a", "../../c.md", None);
        check("a", "b//c/./d", Some("a/b/c/d"));
        check("a", ".", Some("a"));
    }

    #[test]
    fn positions_count_code_points_and_every_line_end() {
        let source = Source::new("a.md".into(), "é1\r\nß2\rx\n");
        let check = |at, line, column| assert_eq!(source.position(at), Position { line, column });
        check(0, 1, 1);
        check(2, 1, 2);
        check(5, 2, 1);
        check(7, 2, 2);
        check(9, 3, 1);
        check(11, 4, 1);
        check(99, 4, 1);
        assert_eq!(source.line(2), "ß2");
        assert_eq!(source.line(9), "");
    }

    #[test]
    fn a_carriage_return_ends_a_line() {
        let check = |text: &str, want: &str, end: &str| {
            let source = Source::new("a.md".into(), text);
            assert_eq!((&*source.text, &*source.written(), source.line_end()), (want, text, end));
        };
        check("a\rb\r\rc\r", "a\nb\n\nc\n", "\r");
        check("a\r\nb\r", "a\r\nb\n", "\r\n");
        check("a\n\rb", "a\n\nb", "\n");
        check("\r\r\n\r", "\n\r\n\n", "\r");
        // No line ends in CommonMark.
        check("a\u{B}\u{C}\u{85}\u{2028}\u{2029}b", "a\u{B}\u{C}\u{85}\u{2028}\u{2029}b", "\n");
        let source = |text: &str| Source::new("a.md".into(), text);
        assert_eq!(source("a\rb\nc\rd").line_for_git(7), 2);
        assert!(source("a\r").is_same(&source("a\r")) && !source("a\r").is_same(&source("a\n")));
    }

    #[test]
    fn positions_in_long_lines() {
        let source = Source::new("a.md".into(), format!("x\n{}\ny", "é1".repeat(9000)));
        let check = |at, line, column| assert_eq!(source.position(at), Position { line, column });
        check(2, 2, 1);
        check(2 + 3 * 1000, 2, 2001);
        check(2 + 3 * 8000, 2, 16001);
        check(2 + 3 * 9000, 2, 18001);
        check(3 + 3 * 9000, 3, 1);
    }

    #[test]
    fn names_have_parts() {
        let path = SitePath::from("a/b.c.md");
        assert_eq!((path.folder(), path.name(), path.stem(), path.extension()), ("a", "b.c.md", "b.c", "md"));
        assert_eq!(SitePath::from(".x").extension(), "");
    }
}
