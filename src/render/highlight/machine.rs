//! Lines through a grammar, each distinct one once.
//!
//! Examples repeat themselves: many a line of a documentation has been seen before, in the same state of the grammar.
//! So states have numbers, and a state and a line lead to runs of classes and the next state.

use std::collections::HashMap;

use syntect::parsing::{ParseState, SyntaxReference, SyntaxSet};

use super::{
    class::{Class, Scopes},
    writer::Writer,
};

/// Bytes of a line above which it is written plainly, and of blanks in a row: on some texts grammars take a time that
/// grows with the square or the cube of the line.
const LONGEST_LINE: usize = 1_000;
const LONGEST_BLANK: usize = 100;

/// The same for the grammars that were seen to take longest.
static SLOW: &[(&str, usize)] = &[
    ("CFML Script (Tags)", 250),
    ("CFML Script", 250),
    ("CFML", 250),
    ("Command Help", 250),
    ("Less", 100),
    ("Markdown", 250),
    ("MultiMarkdown", 250),
    ("SCSS", 100),
    ("Sass", 100),
    ("SystemVerilog", 250),
    ("Typst", 250),
];

/// Lines known before all are forgotten: about 10 MB.
const MOST_LINES: usize = 30_000;

/// States and lines seen so far.
#[derive(Default)]
pub(super) struct Machine {
    states: Vec<State>,
    /// The states that have these scopes.
    by_scopes: HashMap<Scopes, Vec<usize>>,
    lines: usize,
}

/// Where a grammar is between two lines.
struct State {
    parse: ParseState,
    scopes: Scopes,
    longest_line: usize,
    /// Lines that were read in this state, without their line ends.
    known: HashMap<Box<str>, Line>,
}

/// What a line is in a state.
struct Line {
    /// Classes and where each ends, in bytes of the line.
    runs: Box<[(u16, Class)]>,
    next: usize,
}

impl Machine {
    /// The state before the first line of a block.
    pub(super) fn start(&mut self, grammar: &SyntaxReference) -> usize {
        if self.lines > MOST_LINES {
            *self = Machine::default();
        }
        let slow = SLOW.iter().find(|(name, _)| *name == grammar.name);
        let longest_line = slow.map_or(LONGEST_LINE, |&(_, bytes)| bytes);
        self.number(ParseState::new(grammar), Scopes::default(), longest_line)
    }

    /// Writes a line and gives the state after it.
    pub(super) fn write_line(&mut self, set: &SyntaxSet, state: usize, line: &str, writer: &mut Writer) -> usize {
        let body = line.trim_end_matches(['\r', '\n']);
        if body.len() > self.states[state].longest_line || longest_blank(body) > LONGEST_BLANK {
            writer.plain(line);
            // As if it were empty, so that what ends with a line does.
            return self.line(set, state, "").next;
        }
        let known = self.line(set, state, body);
        let mut from = 0;
        for &(end, class) in &known.runs {
            writer.token(&line[from..end as usize], class);
            from = end as usize;
        }
        writer.token(&line[from..], Class::Plain);
        known.next
    }

    fn line(&mut self, set: &SyntaxSet, state: usize, body: &str) -> &Line {
        if !self.states[state].known.contains_key(body) {
            let line = self.read(set, state, body);
            self.lines += 1;
            self.states[state].known.insert(body.into(), line);
        }
        &self.states[state].known[body]
    }

    fn read(&mut self, set: &SyntaxSet, state: usize, body: &str) -> Line {
        let State { parse, scopes, longest_line, .. } = &self.states[state];
        let (mut parse, mut scopes, longest_line) = (parse.clone(), scopes.clone(), *longest_line);
        let Ok(steps) = parse.parse_line(&format!("{body}\n"), set) else {
            return Line { runs: [(body.len() as u16, Class::Plain)].into(), next: state };
        };
        let mut runs: Vec<(u16, Class)> = Vec::new();
        let mut run = |end: usize, class| match runs.last_mut() {
            Some(last) if end <= last.0 as usize => {}
            Some(last) if last.1 == class => last.0 = end as u16,
            None if end == 0 => {}
            _ => runs.push((end as u16, class)),
        };
        for (at, step) in &steps {
            run((*at).min(body.len()), scopes.class());
            scopes.apply(step);
        }
        run(body.len(), scopes.class());
        Line { runs: runs.into(), next: self.number(parse, scopes, longest_line) }
    }

    /// The number of a state, a new one where it was not met before.
    fn number(&mut self, parse: ParseState, scopes: Scopes, longest_line: usize) -> usize {
        let alike = self.by_scopes.entry(scopes.clone()).or_default();
        if let Some(&found) = alike.iter().rev().take(64).find(|&&number| self.states[number].parse == parse) {
            return found;
        }
        alike.push(self.states.len());
        self.states.push(State { parse, scopes, longest_line, known: HashMap::new() });
        self.states.len() - 1
    }
}

/// Bytes of the longest run of blanks.
fn longest_blank(line: &str) -> usize {
    line.split(|char: char| char != ' ' && char != '\t').map(str::len).max().unwrap_or(0)
}
