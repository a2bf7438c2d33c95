//! Patterns of grammars: compiled when they are first looked for, and each search in a bounded number of steps.

use std::{collections::HashMap, rc::Rc, sync::OnceLock};

use onig::{MatchParam, Regex, RegexOptions, Region, SearchOptions, Syntax};

use super::starts::{Classes, Starts};

/// Times that the engine may go back at one place while a search counts as one step.
const FREE_RETRIES: u32 = 128;

/// Times that it may go back at one place at all: as if the pattern did not match, which is what the engine itself says
/// after ten millions. There are patterns in the set that need more than 2^30 in a line of 80 characters.
const MOST_RETRIES: u32 = FREE_RETRIES * 64;

/// Retries that count as one step.
const RETRIES_PER_STEP: u32 = 32;

/// Bytes that are searched in one step.
const BYTES_PER_STEP: usize = 16;

/// Characters that mean something in a pattern.
const META: &str = "\\.+*?()|[]{}^$#&-~";

/// Patterns with text of the match before that are kept compiled.
const MOST_FILLED: usize = 500;

/// The pattern of a rule.
#[derive(Debug)]
pub(super) struct Pattern {
    text: String,
    /// Whether it repeats groups of the match that led to its context.
    pub repeats: bool,
    /// Whether it asks where the search began.
    asks_start: bool,
    /// The text that it matches, where that is one and can be found without the engine.
    literal: Option<Box<str>>,
    starts: OnceLock<Starts>,
    /// `None` inside where it is no pattern.
    regex: OnceLock<Option<Regex>>,
}

/// Texts of the groups of a match, by their number.
pub(super) type Groups = Rc<[Option<Box<str>>]>;

/// Where a pattern matches, in bytes of the line.
#[derive(Clone, Copy, Debug)]
pub(super) struct Place {
    /// Where a search finds it again.
    pub from: usize,
    pub start: usize,
    pub end: usize,
}

/// The steps that are left. Without any the search ends.
#[derive(Clone, Copy, Debug)]
pub(super) struct Steps(pub u32);

/// No steps are left.
#[derive(Clone, Copy, Debug)]
pub(super) struct Exhausted;

impl Steps {
    pub(super) fn take(&mut self, count: u32) -> Result<(), Exhausted> {
        self.0 = self.0.checked_sub(count).ok_or(Exhausted)?;
        Ok(())
    }

    fn take_bytes(&mut self, count: usize) -> Result<(), Exhausted> {
        self.take((count / BYTES_PER_STEP) as u32)
    }
}

/// What searches of one thread share.
pub(super) struct Searches {
    classes: Classes,
    /// The groups of the last match that was found.
    region: Region,
    /// Patterns with text filled in.
    filled: HashMap<String, Rc<Option<Regex>>>,
}

impl Pattern {
    pub(super) fn new(text: String, repeats: bool) -> Pattern {
        Pattern {
            repeats,
            asks_start: text.contains("\\G"),
            literal: literal(&text),
            starts: OnceLock::new(),
            regex: OnceLock::new(),
            text,
        }
    }

    /// The pattern as the grammar writes it.
    #[cfg(test)]
    pub(super) fn text(&self) -> &str {
        &self.text
    }

    /// That the matches which the engine finds begin where they may.
    #[cfg(test)]
    pub(super) fn assert_begins_as_it_may(&self, grammar: &str, lines: &[&str]) {
        let Some(regex) = compile(&self.text).filter(|_| !self.repeats && !self.asks_start) else { return };
        let starts = Starts::of(&self.text);
        for line in lines {
            let mut searches = Searches::default();
            searches.set_line(line);
            let found = regex.search_with_param(
                line,
                0,
                line.len(),
                SearchOptions::SEARCH_OPTION_NONE,
                None,
                limit(MOST_RETRIES),
            );
            let Ok(Some(start)) = found else { continue };
            let may = starts.next(line, &searches.classes, start);
            assert_eq!(may, Some(start), "{grammar}: {} in {line:?}", self.text);
        }
    }

    /// The first match from a place on, as [`Pattern::search_groups`] finds it, without the groups of the match.
    pub(super) fn search(
        &self,
        line: &str,
        from: usize,
        groups: Option<&Groups>,
        searches: &mut Searches,
        steps: &mut Steps,
    ) -> Result<Option<Place>, Exhausted> {
        let Some(literal) = &self.literal else { return self.search_groups(line, from, groups, searches, steps) };
        let found = line[from..].find(&**literal).map(|at| from + at);
        steps.take_bytes(found.unwrap_or(line.len()) - from)?;
        Ok(found.map(|start| Place { from, start, end: start + literal.len() }))
    }

    /// The first match from a place on. `groups` are those of the match that led to the context.
    pub(super) fn search_groups(
        &self,
        line: &str,
        from: usize,
        groups: Option<&Groups>,
        searches: &mut Searches,
        steps: &mut Steps,
    ) -> Result<Option<Place>, Exhausted> {
        if let (true, Some(groups)) = (self.repeats, groups) {
            let filled = fill(&self.text, groups);
            steps.take(1 + filled.len() as u32 / 64)?;
            if searches.filled.len() >= MOST_FILLED {
                searches.filled.clear();
            }
            let regex = searches.filled.entry(filled).or_insert_with_key(|text| Rc::new(compile(text))).clone();
            return find(|| Option::as_ref(&regex), line, from, Some(&Starts::ANYWHERE), searches, steps);
        }
        let regex = || self.regex.get_or_init(|| compile(&self.text)).as_ref();
        if self.asks_start {
            return find(regex, line, from, None, searches, steps);
        }
        let starts = self.starts.get_or_init(|| Starts::of(&self.text));
        find(regex, line, from, Some(starts), searches, steps)
    }
}

impl Default for Searches {
    fn default() -> Searches {
        Searches { classes: Classes::default(), region: Region::with_capacity(8), filled: HashMap::new() }
    }
}

impl Searches {
    /// What is searched in from now on.
    pub(super) fn set_line(&mut self, line: &str) {
        self.classes.read(line);
    }

    /// Where a group of the last match is.
    pub(super) fn group(&self, number: usize) -> Option<(usize, usize)> {
        self.region.pos(number)
    }

    /// The texts of the groups of the last match that patterns can repeat.
    pub(super) fn groups(&self, line: &str) -> Groups {
        (0..10).map(|number| self.group(number).map(|(start, end)| line[start..end].into())).collect()
    }
}

fn compile(text: &str) -> Option<Regex> {
    Regex::with_options(text, RegexOptions::REGEX_OPTION_CAPTURE_GROUP, Syntax::default()).ok()
}

/// The text of a pattern in which nothing but marks after backslashes means anything.
fn literal(pattern: &str) -> Option<Box<str>> {
    let mut text = String::new();
    let mut chars = pattern.chars();
    while let Some(char) = chars.next() {
        match char {
            '\\' => text.push(chars.next().filter(char::is_ascii_punctuation)?),
            _ if META.contains(char) => return None,
            _ => text.push(char),
        }
    }
    (!text.is_empty()).then(|| text.into())
}

/// Searches the rest of a line at once, as far as that is cheap, and place by place where it is not. Without `starts` it is
/// given up then.
fn find<'a>(
    regex: impl FnOnce() -> Option<&'a Regex>,
    line: &str,
    from: usize,
    starts: Option<&Starts>,
    searches: &mut Searches,
    steps: &mut Steps,
) -> Result<Option<Place>, Exhausted> {
    let Searches { classes, region, .. } = searches;
    let next = |from| starts.map_or(Some(from), |starts| starts.next(line, classes, from));
    let Some(from) = next(from) else { return Ok(None) };
    let Some(regex) = regex() else { return Ok(None) };
    let all = SearchOptions::SEARCH_OPTION_NONE;
    let place = |region: &Region| region.pos(0).map(|(start, end)| Place { from, start, end });
    steps.take(1)?;
    match regex.search_with_param(line, from, line.len(), all, Some(region), limit(FREE_RETRIES)) {
        Ok(found) => {
            steps.take_bytes(found.unwrap_or(line.len()) - from)?;
            return Ok(found.and_then(|_| place(region)));
        }
        Err(_) if starts.is_none() => return Ok(None),
        Err(_) => {}
    }
    let mut at = Some(from);
    while let Some(start) = at {
        steps.take(1)?;
        let mut retries = FREE_RETRIES;
        let mut found = regex.match_with_param(line, start, all, Some(region), limit(retries));
        while found.is_err() && retries < MOST_RETRIES {
            steps.take(retries / RETRIES_PER_STEP)?;
            retries *= 4;
            found = regex.match_with_param(line, start, all, Some(region), limit(retries));
        }
        match found {
            Ok(Some(_)) => return Ok(place(region)),
            Ok(None) => at = line[start..].chars().next().and_then(|char| next(start + char.len_utf8())),
            Err(_) => return Ok(None),
        }
    }
    Ok(None)
}

fn limit(retries: u32) -> MatchParam {
    let mut limit = MatchParam::default();
    limit.set_retry_limit_in_match(retries);
    limit
}

/// A pattern with `\1` and the like replaced by the texts of groups.
fn fill(pattern: &str, groups: &Groups) -> String {
    let mut out = String::with_capacity(pattern.len());
    let mut chars = pattern.chars();
    while let Some(char) = chars.next() {
        if char != '\\' {
            out.push(char);
            continue;
        }
        match chars.next() {
            Some(digit @ '0'..='9') => {
                let group = groups.get(digit as usize - '0' as usize).and_then(Option::as_deref);
                for char in group.unwrap_or_default().chars() {
                    if META.contains(char) {
                        out.push('\\');
                    }
                    out.push(char);
                }
            }
            next => {
                out.push('\\');
                out.extend(next);
            }
        }
    }
    out
}
