//! Lines through a grammar, each distinct one once.
//!
//! Examples repeat themselves: many a line of a documentation has been seen before, in the same state of the grammar.
//! So states have numbers, and a state and a line lead to runs of classes and the next state.

use std::{collections::HashMap, rc::Rc};

use super::{
    class::Class,
    grammar::{ContextId, grammars},
    reading::{Scratch, State, Stop},
    regex::Steps,
    writer::Writer,
};

/// Steps that a line may take, and more for each of its bytes. No line of the eleven repositories that we try takes more
/// than 4,000.
const STEPS_OF_LINE: u32 = 100_000;
const STEPS_OF_BLOCK: u32 = 500_000;
const STEPS_PER_BYTE: u32 = 50;

/// Lines known before all are forgotten, one more for so many bytes: about 10 MB.
const MOST_LINES: usize = 30_000;
const BYTES_OF_A_LINE: usize = 200;

/// States and lines seen so far.
#[derive(Default)]
pub(super) struct Machine {
    states: Vec<Known>,
    numbers: HashMap<Rc<State>, usize>,
    scratch: Scratch,
    lines: usize,
}

/// Where a grammar is between two lines, and the lines that were read there, without their line ends.
struct Known {
    state: Rc<State>,
    /// `None` for lines that take too many steps.
    lines: HashMap<Box<str>, Option<Line>>,
}

/// What a line is in a state.
struct Line {
    /// Classes and where each ends, in bytes of the line.
    runs: Box<[(u32, Class)]>,
    next: usize,
    /// Steps that it took; it counts for as many where it is not read again.
    steps: u32,
}

/// Where a block is read.
pub(super) struct Place {
    state: usize,
    steps: Steps,
}

impl Machine {
    /// The first line of a block of so many bytes.
    pub(super) fn start(&mut self, start: ContextId, bytes: usize) -> Place {
        if self.lines > MOST_LINES {
            *self = Machine::default();
        }
        Place { state: self.number(State::new(start)), steps: Steps::of(STEPS_OF_BLOCK, bytes) }
    }

    /// Writes a line and goes on to the next; `None` where it takes too many steps, and nothing is written.
    pub(super) fn write_line(&mut self, place: &mut Place, line: &str, writer: &mut Writer) -> Option<()> {
        let body = line.trim_end_matches(['\r', '\n']);
        let known = self.line(place.state, body)?;
        place.steps.take(known.steps).ok()?;
        place.state = known.next;
        let mut from = 0;
        for &(end, class) in &known.runs {
            writer.token(&line[from..end as usize], class);
            from = end as usize;
        }
        writer.token(&line[from..], Class::Plain);
        Some(())
    }

    fn line(&mut self, state: usize, body: &str) -> Option<&Line> {
        if !self.states[state].lines.contains_key(body) {
            let line = self.read(state, body);
            self.lines += 1 + body.len() / BYTES_OF_A_LINE;
            self.states[state].lines.insert(body.into(), line);
        }
        self.states[state].lines[body].as_ref()
    }

    fn read(&mut self, number: usize, body: &str) -> Option<Line> {
        let mut state = State::clone(&self.states[number].state);
        let mut steps = Steps::of(STEPS_OF_LINE, body.len());
        let all = steps.0;
        let read = state.read(grammars(), &format!("{body}\n"), &mut steps, &mut self.scratch);
        let steps = all - steps.0;
        match read {
            Ok(runs) => {
                let runs = runs.into_iter().map(|(end, class)| (end as u32, class)).collect();
                Some(Line { runs, next: self.number(state), steps })
            }
            Err(Stop::NoContext) => {
                Some(Line { runs: [(body.len() as u32, Class::Plain)].into(), next: number, steps })
            }
            Err(Stop::Limit) => None,
        }
    }

    /// The number of a state, a new one where it was not met before.
    fn number(&mut self, state: State) -> usize {
        if let Some(&number) = self.numbers.get(&state) {
            return number;
        }
        let state = Rc::new(state);
        self.numbers.insert(state.clone(), self.states.len());
        self.states.push(Known { state, lines: HashMap::new() });
        self.states.len() - 1
    }
}

impl Steps {
    fn of(least: u32, bytes: usize) -> Steps {
        Steps((bytes as u32).saturating_mul(STEPS_PER_BYTE).saturating_add(least))
    }
}
