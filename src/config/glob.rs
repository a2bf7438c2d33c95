//! Globs as configurations write them: which paths they take.

use std::borrow::Cow;

use globset::{Glob, GlobBuilder, GlobSet, GlobSetBuilder};

use super::values::Findings;
use crate::source::Span;

/// A glob with its place in the configuration.
pub type Pattern = (String, Span);

/// How paths are compared with globs.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub struct Options {
    /// Whether letters must have the same case.
    pub case: bool,
    /// Whether wildcards match names that begin with a dot.
    pub dot: bool,
    /// Whether a leading `!` is part of a name.
    pub no_negate: bool,
    /// Whether braces are part of a name.
    pub no_expand: bool,
    /// Whether `\` is part of a name.
    pub no_escape: bool,
    /// Whether `**` is no more than `*`.
    pub no_glob_star: bool,
}

/// Several globs as one: a path is taken that one of them matches and none of those with a leading `!`. Where all have
/// a leading `!`, every other path is taken.
///
/// Private fields: globs are in lower case unless `options.case`.
#[derive(Clone, Default, Debug)]
pub struct Globs {
    take: GlobSet,
    leave: GlobSet,
    /// Every path that is taken begins with this.
    prefix: String,
    /// Globs that name a dot. Only these take hidden paths.
    dotted: Vec<Dotted>,
    options: Options,
}

/// A glob with the parts of it that begin with a dot.
#[derive(Clone, Debug)]
struct Dotted {
    glob: GlobSet,
    /// Each matches a part.
    parts: GlobSet,
}

impl Globs {
    /// Globs that are known to be good.
    ///
    /// # Panics
    /// Where one is not.
    pub fn of<S: AsRef<str>>(patterns: impl IntoIterator<Item = S>, options: Options) -> Globs {
        let path = "".into();
        let mut findings = Findings::new(&path);
        let patterns: Vec<Pattern> =
            patterns.into_iter().map(|text| (text.as_ref().to_owned(), Span::default())).collect();
        let globs = compile(&patterns, options, &mut findings);
        assert!(findings.list.is_empty(), "our own globs are valid: {:?}", findings.list);
        globs
    }

    /// Whether there is no glob: nothing is taken.
    pub fn is_empty(&self) -> bool {
        self.take.is_empty() && self.leave.is_empty()
    }

    /// Whether a path is taken, given relative to the folder that the globs are relative to.
    pub fn is_match(&self, path: &str) -> bool {
        let path = if self.options.case { Cow::Borrowed(path) } else { lower(path) };
        self.is_match_lower(&path)
    }

    /// As [`Globs::is_match`], for a path that is in lower case already.
    pub(super) fn is_match_lower(&self, path: &str) -> bool {
        if !path.starts_with(&self.prefix) {
            return false;
        }
        let taken = if !self.options.dot && is_hidden(path) {
            self.dotted.iter().any(|dotted| dotted.is_match(path))
        } else if self.take.is_empty() {
            !self.leave.is_empty()
        } else {
            self.take.is_match(path)
        };
        taken && !self.leave.is_match(path)
    }
}

impl Dotted {
    fn is_match(&self, path: &str) -> bool {
        let hidden = |part: &&str| part.starts_with('.');
        self.glob.is_match(path) && path.split('/').filter(hidden).all(|part| self.parts.is_match(part))
    }
}

/// Reads globs; those that cannot be read are findings and take nothing.
pub fn compile(patterns: &[Pattern], options: Options, findings: &mut Findings) -> Globs {
    let (mut take, mut leave) = (GlobSetBuilder::new(), GlobSetBuilder::new());
    let mut dotted = Vec::new();
    let mut prefixes = Vec::new();
    for (written, span) in patterns {
        let written = &*plain(written, options);
        let text = written.strip_prefix('!').unwrap_or(written);
        let text = text.strip_prefix("./").unwrap_or(text);
        let text = text.strip_prefix('/').unwrap_or(text);
        if text.is_empty() {
            findings.add(*span, format!("glob `{written}` is empty"));
            continue;
        }
        if text.split('/').any(|part| part == "..") {
            findings.add(*span, format!("glob `{written}` leaves its folder")).help =
                Some("begin at another folder with `src`".into());
            continue;
        }
        let text = normal(text, options);
        let glob = match parse(&text) {
            Ok(glob) => glob,
            Err(error) => {
                findings.add(*span, format!("glob `{written}` cannot be read: {}", error.kind()));
                continue;
            }
        };
        if written.starts_with('!') {
            leave.add(glob);
            continue;
        }
        let mut parts = dot_parts(&text).filter_map(|part| parse(part).ok()).peekable();
        if parts.peek().is_some()
            && let (Ok(glob), Ok(parts)) = (GlobSet::new([&glob]), GlobSet::new(parts))
        {
            dotted.push(Dotted { glob, parts });
        }
        prefixes.push(literal_folder(&text).to_owned());
        take.add(glob);
    }
    // A set of good globs fails only where it is too large: it then takes nothing.
    let mut build = |builder: GlobSetBuilder| {
        builder.build().unwrap_or_else(|error| {
            let span = patterns.first().map_or(Span::default(), |(_, span)| *span);
            findings.add(span, format!("globs cannot be used: {}", error.kind()));
            GlobSet::empty()
        })
    };
    let prefix = if let [prefix] = &mut prefixes[..] { std::mem::take(prefix) } else { String::new() };
    Globs { take: build(take), leave: build(leave), prefix, dotted, options }
}

/// A glob in which all that options take the meaning from is escaped.
fn plain(written: &str, options: Options) -> Cow<'_, str> {
    if !(options.no_negate || options.no_expand || options.no_escape || options.no_glob_star) {
        return written.into();
    }
    let mut out = String::with_capacity(written.len() + 4);
    let mut letters = written.chars();
    while let Some(letter) = letters.next() {
        match letter {
            '!' if options.no_negate && out.is_empty() => out.push_str("\\!"),
            '{' | '}' if options.no_expand => out.extend(['\\', letter]),
            '\\' if options.no_escape => out.push_str("\\\\"),
            '\\' => {
                out.push(letter);
                out.extend(letters.next());
            }
            '*' if options.no_glob_star && out.ends_with('*') && !out.ends_with("\\*") => {}
            _ => out.push(letter),
        }
    }
    out.into()
}

/// A glob that takes a path as it is, without wildcards.
pub fn literal(path: &str) -> String {
    path.chars()
        .flat_map(|char| {
            matches!(char, '*' | '?' | '[' | ']' | '{' | '}' | '!' | '\\').then_some('\\').into_iter().chain([char])
        })
        .collect()
}

/// The text in lower case.
pub fn lower(text: &str) -> Cow<'_, str> {
    if text.bytes().any(|byte| byte.is_ascii_uppercase() || !byte.is_ascii()) {
        text.to_lowercase().into()
    } else {
        text.into()
    }
}

fn parse(text: &str) -> Result<Glob, globset::Error> {
    GlobBuilder::new(text).literal_separator(true).backslash_escape(true).empty_alternates(true).build()
}

/// Brings a glob into the form that `globset` reads: `**.md` is `**/*.md`, `a/` is `a/**`, and `***` is `**`.
fn normal(text: &str, options: Options) -> String {
    let mut out = String::with_capacity(text.len() + 4);
    for (at, part) in text.split('/').enumerate() {
        if at > 0 {
            out.push('/');
        }
        let stars = part.len() - part.trim_start_matches('*').len();
        if stars >= 2 {
            out.push_str("**");
            if stars < part.len() {
                out.push_str("/*");
            }
            out.push_str(&part[stars..]);
        } else {
            out.push_str(part);
        }
    }
    if out.ends_with('/') {
        out.push_str("**");
    }
    if options.case { out } else { lower(&out).into_owned() }
}

/// The folder with which every match begins.
fn literal_folder(text: &str) -> &str {
    let literal = text.find(['*', '?', '[', '{', '\\']).map_or(text, |at| &text[..at]);
    literal.rfind('/').map_or("", |at| &literal[..=at])
}

fn is_hidden(path: &str) -> bool {
    path.starts_with('.') || path.contains("/.")
}

/// The parts of a glob that begin with a dot, also those inside braces.
fn dot_parts(text: &str) -> impl Iterator<Item = &str> {
    let starts = text
        .bytes()
        .enumerate()
        .filter(|&(at, byte)| byte == b'.' && (at == 0 || matches!(text.as_bytes()[at - 1], b'/' | b'{' | b',')));
    starts.map(|(start, _)| {
        let mut depth = 0;
        let end = text[start..].bytes().position(|byte| match byte {
            b'{' => {
                depth += 1;
                false
            }
            b'}' | b',' if depth == 0 => true,
            b'}' => {
                depth -= 1;
                false
            }
            byte => byte == b'/',
        });
        end.map_or(&text[start..], |end| &text[start..start + end])
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(patterns: &str, path: &str, want: bool) {
        assert_eq!(Globs::of(patterns.split(' '), Options::default()).is_match(path), want, "{patterns} {path}");
    }

    #[test]
    fn stars() {
        check("*.md", "a.md", true);
        check("*.md", "a/b.md", false);
        check("**/*.md", "a.md", true);
        check("**/*.md", "a/b/c.md", true);
        check("**.md", "a/b/c.md", true);
        check("a/**.md", "a/c.md", true);
        check("a/**.md", "b/c.md", false);
        check("a/**/**.md", "a/b/c.md", true);
        check("**.*", "a/b.md", true);
        check("**.*", "a/b", false);
        check("a/**", "a/b/c", true);
        check("a/**", "a", false);
        check("a/", "a/b/c", true);
        check("***/x.md", "a/b/x.md", true);
        check("a**", "ab", true);
        check("a**", "ab/c", false);
        check("**/obj/**", "obj/x.md", true);
        check("**/obj/**", "a/obj/b/x.md", true);
        check("**/obj/**", "a/objs/x.md", false);
    }

    #[test]
    fn other_wildcards() {
        check("?.md", "a.md", true);
        check("a?b.md", "a/b.md", false);
        check("**/*.{md,yml}", "x/a.yml", true);
        check("**/**.{md,yml}", "x/a.yml", true);
        check("a{,/b}/c.md", "a/c.md", true);
        check("{a,{b,c}}/x.md", "c/x.md", true);
        check("[ab].md", "b.md", true);
        check("[^ab].md", "b.md", false);
        check("[!ab].md", "c.md", true);
        check(r"\[a\].md", "[a].md", true);
        check("./a.md", "a.md", true);
        check("/a.md", "a.md", true);
    }

    #[test]
    fn case_is_no_matter() {
        check("Docs/*.MD", "docs/A.md", true);
        check("ä/*.md", "Ä/x.md", true);
        let globs = Globs::of(["Docs/*.md"], Options { case: true, ..Options::default() });
        assert!(globs.is_match("Docs/a.md") && !globs.is_match("docs/a.md"));
    }

    #[test]
    fn options_take_meanings_away() {
        let check = |options: Options, glob: &str, path: &str, want: bool| {
            assert_eq!(Globs::of([glob], options).is_match(path), want, "{glob} {path}");
        };
        let negate = Options { no_negate: true, ..Options::default() };
        check(negate, "!a.md", "!a.md", true);
        check(negate, "!a.md", "b.md", false);
        let expand = Options { no_expand: true, ..Options::default() };
        check(expand, "{a,b}.md", "{a,b}.md", true);
        check(expand, "{a,b}.md", "a.md", false);
        check(Options { no_escape: true, ..Options::default() }, r"a\b.md", r"a\b.md", true);
        let star = Options { no_glob_star: true, ..Options::default() };
        check(star, "**/a.md", "b/a.md", true);
        check(star, "**/a.md", "a.md", false);
        check(star, "**/a.md", "b/c/a.md", false);
    }

    #[test]
    fn exclamation_marks_leave_out() {
        check("**/*.md !b/**", "a/x.md", true);
        check("**/*.md !b/**", "b/x.md", false);
        check("!b/**", "a/x.md", true);
        check("!b/**", "b/x.md", false);
    }

    #[test]
    fn hidden_paths_are_taken_by_name_only() {
        check("**/*.md", ".a/x.md", false);
        check("**/*.md", "a/.x.md", false);
        check("**/.a/**", "b/.a/x.md", true);
        check("**/.a/**", "b/.a/.b/x.md", false);
        check("**/.*", "b/.x", true);
        check(".{a,b}/*", ".b/x", true);
        check("{.a,b}/*", ".a/x", true);
        check(".a/x **/*.md", ".a/x.md", false);
        assert!(Globs::of(["**/*.md"], Options { dot: true, ..Options::default() }).is_match(".a/.x.md"));
    }

    #[test]
    fn literal_paths_are_globs() {
        let path = "a[1]/{b}*!?\\.md";
        assert!(Globs::of([literal(path)], Options::default()).is_match(path));
    }

    #[test]
    fn bad_globs_are_findings() {
        let check = |text: &str, want: &str| {
            let path = "docfx.json".into();
            let mut findings = Findings::new(&path);
            let globs = compile(&[(text.into(), Span::new(3, 9))], Options::default(), &mut findings);
            assert!(!globs.is_match("a"));
            let [finding] = &findings.list[..] else { panic!("{text}: {:?}", findings.list) };
            assert_eq!(finding.span, Span::new(3, 9));
            assert!(finding.message.contains(want), "{}", finding.message);
        };
        check("a[", "glob `a[` cannot be read");
        check("{a", "glob `{a` cannot be read");
        check("", "is empty");
        check("../a/**", "leaves its folder");
    }
}
