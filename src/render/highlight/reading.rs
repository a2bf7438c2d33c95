//! One line of code through the contexts of a grammar, in a bounded number of steps.
//!
//! A grammar is a stack of contexts. In each place the rules of the innermost one are searched for in the rest of the line;
//! the first in the text, and among those the first in the grammar, wins, and says which context comes next. Rules may
//! match nothing, so a grammar can go round in circles without reading a character: a state that comes back in one place
//! is such a circle, and is left by reading a character as it is. Whatever else takes too many [`Steps`] ends the line.

use std::rc::Rc;

use super::{
    class::{Class, Scopes},
    grammar::{Clear, Context, ContextId, Grammars, Kind, Operation, Rule, Target},
    regex::{Exhausted, Groups, Place, Searches, Steps},
};

/// Contexts inside each other before no rule enters another.
const DEEPEST: usize = 100;

/// Scopes inside each other: more are a grammar that loses count of its own.
const MOST_SCOPES: usize = 2_000;

/// Where a grammar is between two lines.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub(super) struct State {
    contexts: Vec<Level>,
    /// How many contexts there were when a rule that another one brought along entered one: those below bring none.
    shields: Vec<usize>,
    is_first_line: bool,
    scopes: Scopes,
}

/// A context that is entered.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
struct Level {
    context: ContextId,
    /// Contexts whose rules count here and above.
    brought: Rc<[ContextId]>,
    /// The groups of the match that led here, where a rule repeats them.
    groups: Option<Groups>,
}

/// Why a line was not read.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Stop {
    /// It takes too many steps.
    Limit,
    /// The grammar leads to one that the set does not have.
    NoContext,
}

impl From<Exhausted> for Stop {
    fn from(_: Exhausted) -> Stop {
        Stop::Limit
    }
}

/// What reading lines needs again and again.
#[derive(Default)]
pub(super) struct Scratch {
    searches: Searches,
    found: Vec<Found>,
    line: u32,
}

/// What was found of a rule in a line.
#[derive(Clone, Copy, Default)]
struct Found {
    line: u32,
    place: Option<Place>,
}

impl State {
    /// Before the first line.
    pub(super) fn new(start: ContextId) -> State {
        let start = Level { context: start, brought: Rc::default(), groups: None };
        State { contexts: vec![start], shields: Vec::new(), is_first_line: true, scopes: Scopes::default() }
    }

    /// Reads a line that ends in `\n`. Gives classes and where each ends, in bytes.
    pub(super) fn read(
        &mut self,
        grammars: &'static Grammars,
        line: &str,
        steps: &mut Steps,
        scratch: &mut Scratch,
    ) -> Result<Vec<(usize, Class)>, Stop> {
        scratch.begin(line);
        let mut reading =
            Reading { grammars, line, at: 0, state: self, steps, scratch, runs: Vec::new(), entered: (0, 0) };
        if std::mem::take(&mut reading.state.is_first_line) {
            let context = reading.context(reading.state.top().context)?;
            if let Some(&kind) = context.content.first() {
                reading.enter(0, &[kind]);
            }
        }
        let mut circle = Circle::default();
        while reading.token(&mut circle)? {}
        reading.run(line.len());
        Ok(reading.runs)
    }

    fn top(&self) -> &Level {
        self.contexts.last().expect("the outermost context is never left")
    }
}

impl Scratch {
    fn begin(&mut self, line: &str) {
        self.searches.set_line(line);
        self.line = self.line.wrapping_add(1);
        if self.line == 0 {
            self.found.clear();
            self.line = 1;
        }
    }

    fn found(&mut self, rule: &Rule, grammars: &Grammars) -> &mut Found {
        if self.found.len() <= rule.number {
            self.found.resize(grammars.rule_count().max(rule.number + 1), Found::default());
        }
        &mut self.found[rule.number]
    }
}

/// Tells when a state comes back while no character is read: each state is compared with an earlier one, which is taken
/// anew after twice as many steps as the last time.
#[derive(Default)]
struct Circle {
    at: usize,
    steps: usize,
    earlier: Option<Earlier>,
}

/// Of a state, what decides how it goes on.
type Earlier = (Vec<Level>, Vec<usize>, (usize, usize));

impl Circle {
    /// Steps in one place before states are compared: nearly all code takes fewer.
    const FIRST: usize = 16;

    fn is_closed(&mut self, at: usize, state: &State, entered: (usize, usize)) -> bool {
        if at != self.at || self.steps == 0 {
            *self = Circle { at, steps: 1, earlier: None };
            return false;
        }
        self.steps += 1;
        let is_earlier = |(contexts, shields, earlier): &Earlier| {
            *earlier == entered && *contexts == state.contexts && *shields == state.shields
        };
        if self.earlier.as_ref().is_some_and(is_earlier) {
            return true;
        }
        if self.steps >= Circle::FIRST && self.steps.is_power_of_two() {
            self.earlier = Some((state.contexts.clone(), state.shields.clone(), entered));
        }
        false
    }
}

/// A line that is being read.
struct Reading<'a> {
    grammars: &'static Grammars,
    line: &'a str,
    at: usize,
    state: &'a mut State,
    steps: &'a mut Steps,
    scratch: &'a mut Scratch,
    runs: Vec<(usize, Class)>,
    /// Where a context was last entered by a match of nothing, and how many there were then: leaving it at once by such a
    /// match would go round in a circle.
    entered: (usize, usize),
}

/// Where the scopes of a group begin, or where so many end.
enum Edge {
    Start(Kind),
    End(usize),
}

/// The rule that wins.
#[derive(Clone)]
struct Match {
    rule: &'static Rule,
    place: Place,
    groups: Option<Groups>,
    is_brought: bool,
    would_circle: bool,
}

impl Reading<'_> {
    /// Reads as far as the end of the next match; false at the end of the line.
    fn token(&mut self, circle: &mut Circle) -> Result<bool, Stop> {
        self.steps.take(1)?;
        if self.state.scopes.len() > MOST_SCOPES {
            return Err(Stop::Limit);
        }
        let depth = self.state.contexts.len();
        while self.state.shields.last().is_some_and(|&shield| shield >= depth) {
            self.state.shields.pop();
        }
        if circle.is_closed(self.at, self.state, self.entered) {
            return Ok(self.skip());
        }
        let Some(found) = self.first_match()? else { return Ok(false) };
        if found.would_circle {
            return Ok(self.skip());
        }
        if found.place.end <= self.at && matches!(found.rule.operation, Operation::Push(_)) {
            self.entered = (found.place.end, depth + 1);
        }
        if found.is_brought {
            self.state.shields.push(depth);
        }
        self.take(&found)?;
        self.at = found.place.end;
        Ok(true)
    }

    /// Goes on behind the next character; false where the line ends with it.
    fn skip(&mut self) -> bool {
        match self.line[self.at..].char_indices().nth(1) {
            Some((length, _)) => {
                self.at += length;
                true
            }
            None => false,
        }
    }

    /// The match that comes first, of all rules that count here.
    fn first_match(&mut self) -> Result<Option<Match>, Stop> {
        let depth = self.state.contexts.len();
        let may_circle = self.entered == (self.at, depth);
        let from = self.state.shields.last().copied().unwrap_or(0);
        let mut best = None;
        for level in from..depth {
            let Level { brought, groups, .. } = self.state.contexts[level].clone();
            for &id in &*brought {
                if self.search(id, groups.as_ref(), true, may_circle, &mut best)? {
                    return Ok(best);
                }
            }
        }
        let Level { context, groups, .. } = self.state.top().clone();
        if let Some(prototype) = self.context(context)?.prototype
            && self.search(prototype, None, false, may_circle, &mut best)?
        {
            return Ok(best);
        }
        self.search(context, groups.as_ref(), false, may_circle, &mut best)?;
        Ok(best)
    }

    /// Searches for the rules of a context; true where no other rule can win any more.
    fn search(
        &mut self,
        id: ContextId,
        groups: Option<&Groups>,
        is_brought: bool,
        may_circle: bool,
        best: &mut Option<Match>,
    ) -> Result<bool, Stop> {
        let rules = self.grammars.rules(self.context(id)?);
        for &rule in rules {
            let Some(place) = self.search_rule(rule, groups)? else { continue };
            let is_later =
                |best: &Match| place.start > best.place.start || place.start == best.place.start && !best.would_circle;
            if best.as_ref().is_some_and(is_later) {
                continue;
            }
            if matches!(rule.operation, Operation::Push(_)) && self.state.contexts.len() >= DEEPEST {
                *best = None;
                return Ok(true);
            }
            let would_circle = may_circle && place.end <= self.at && matches!(rule.operation, Operation::Pop);
            *best = Some(Match { rule, place, groups: groups.cloned(), is_brought, would_circle });
            if place.start == self.at && !would_circle {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Where a rule matches next. What was found once holds until it is behind us.
    fn search_rule(&mut self, rule: &Rule, groups: Option<&Groups>) -> Result<Option<Place>, Stop> {
        let line = self.scratch.line;
        let found = *self.scratch.found(rule, self.grammars);
        if found.line == line && found.place.is_none_or(|place| place.start >= self.at) {
            return Ok(found.place);
        }
        let place = rule.pattern.search(self.line, self.at, groups, &mut self.scratch.searches, self.steps)?;
        let does_something = place.is_none_or(|Place { start, end, .. }| match rule.operation {
            Operation::Stay => start != end,
            Operation::Push(_) => self.state.contexts.len() < DEEPEST,
            _ => true,
        });
        if !does_something {
            return Ok(None);
        }
        if !(rule.pattern.repeats && groups.is_some()) {
            *self.scratch.found(rule, self.grammars) = Found { line, place };
        }
        Ok(place)
    }

    /// Does what a match asks for.
    fn take(&mut self, found: &Match) -> Result<(), Stop> {
        let Match { rule, place: Place { from, start, end }, .. } = *found;
        let left = self.context(self.state.top().context)?;
        if !rule.captures.is_empty() || self.leads_to_repeats(rule)? {
            // Once more, so that its groups are the last that were found.
            let searches = &mut self.scratch.searches;
            rule.pattern.search_groups(self.line, from, found.groups.as_ref(), searches, self.steps)?;
        }
        self.before(start, left, &rule.operation)?;
        self.enter(start, &rule.scopes);
        self.captures(rule);
        self.leave(end, rule.scopes.len());
        self.after(end, left, &rule.operation)?;
        self.go(rule)
    }

    /// The scopes of the groups of a match, from the outermost to the innermost.
    fn captures(&mut self, rule: &Rule) {
        let mut edges: Vec<(usize, usize, Edge)> = Vec::new();
        for (group, scopes) in &rule.captures {
            if let Some((start, end)) = self.scratch.searches.group(*group).filter(|(start, end)| start != end) {
                // In one place, what ends comes first, then the longer of those that begin.
                edges.extend(scopes.iter().map(|&scope| (start, usize::MAX - (end - start), Edge::Start(scope))));
                edges.push((end, 0, Edge::End(scopes.len())));
            }
        }
        edges.sort_by_key(|&(at, order, _)| (at, order));
        for (at, _, edge) in edges {
            match edge {
                Edge::Start(scope) => self.enter(at, &[scope]),
                Edge::End(count) => self.leave(at, count),
            }
        }
    }

    /// The scopes of contexts from the start of a match on.
    fn before(&mut self, at: usize, left: &Context, operation: &Operation) -> Result<(), Stop> {
        match operation {
            Operation::Pop => self.leave(at, left.content.len()),
            Operation::Push(targets) | Operation::Set(targets) => {
                let is_set = matches!(operation, Operation::Set(_));
                if is_set && left.clear.is_some() {
                    self.restore(at);
                }
                for target in targets {
                    let context = self.target(*target)?;
                    if !is_set {
                        self.clear(at, context.clear);
                    }
                    self.enter(at, &context.meta);
                }
            }
            Operation::Stay => {}
        }
        Ok(())
    }

    /// The scopes of contexts from the end of a match on.
    fn after(&mut self, at: usize, left: &Context, operation: &Operation) -> Result<(), Stop> {
        let (targets, is_set) = match operation {
            Operation::Pop => {
                self.leave(at, left.meta.len());
                if left.clear.is_some() {
                    self.restore(at);
                }
                return Ok(());
            }
            Operation::Stay => return Ok(()),
            Operation::Push(targets) => (targets, false),
            Operation::Set(targets) => (targets, true),
        };
        let contexts = targets.iter().map(|target| self.target(*target)).collect::<Result<Vec<_>, _>>()?;
        let is_scoped = is_set && !(left.meta.is_empty() && left.content.is_empty());
        if !is_scoped
            && contexts.iter().all(|context| context.content.is_empty() && !(is_set && context.clear.is_some()))
        {
            return Ok(());
        }
        // Those of the match are entered anew, so that each context's are around those of the next.
        let own = if is_set { left.content.len() + left.meta.len() } else { 0 };
        self.leave(at, own + contexts.iter().map(|context| context.meta.len()).sum::<usize>());
        for context in contexts {
            if is_set {
                self.clear(at, context.clear);
            }
            self.enter(at, &context.meta);
            self.enter(at, &context.content);
        }
        Ok(())
    }

    /// Enters and leaves contexts.
    fn go(&mut self, rule: &Rule) -> Result<(), Stop> {
        let (targets, mut brought) = match &rule.operation {
            Operation::Stay => return Ok(()),
            Operation::Pop => {
                if self.state.contexts.len() > 1 {
                    self.state.contexts.pop();
                }
                return Ok(());
            }
            Operation::Push(targets) => (targets, Rc::default()),
            // What a context brings along counts until it is left, also for those that take its place.
            Operation::Set(targets) => {
                let brought = self.state.top().brought.clone();
                if !targets.is_empty() || self.state.contexts.len() > 1 {
                    self.state.contexts.pop();
                }
                (targets, brought)
            }
        };
        for (number, target) in targets.iter().enumerate() {
            let mut brought = std::mem::take(&mut brought);
            if number + 1 == targets.len()
                && let Some(with) = rule.with_prototype
            {
                let with = with.ok_or(Stop::NoContext)?;
                brought = brought.iter().copied().chain([with]).collect();
            }
            let context = target.ok_or(Stop::NoContext)?;
            let uses_captures = self.context(context)?.uses_captures
                || brought.iter().any(|&id| self.context(id).is_ok_and(|context| context.uses_captures));
            let groups = uses_captures.then(|| self.scratch.searches.groups(self.line));
            self.state.contexts.push(Level { context, brought, groups });
        }
        Ok(())
    }

    /// Whether a rule leads to contexts whose rules repeat what it matched.
    fn leads_to_repeats(&self, rule: &Rule) -> Result<bool, Stop> {
        let (Operation::Push(targets) | Operation::Set(targets)) = &rule.operation else { return Ok(false) };
        for target in targets.iter().chain(&rule.with_prototype) {
            if self.target(*target)?.uses_captures {
                return Ok(true);
            }
        }
        let brought = &self.state.top().brought;
        Ok(brought.iter().any(|&id| self.context(id).is_ok_and(|context| context.uses_captures)))
    }

    fn context(&self, id: ContextId) -> Result<&'static Context, Stop> {
        self.grammars.context(id).ok_or(Stop::NoContext)
    }

    fn target(&self, target: Target) -> Result<&'static Context, Stop> {
        self.context(target.ok_or(Stop::NoContext)?)
    }

    fn enter(&mut self, at: usize, scopes: &[Kind]) {
        self.run(at);
        scopes.iter().for_each(|&scope| self.state.scopes.push(scope));
    }

    fn leave(&mut self, at: usize, count: usize) {
        self.run(at);
        self.state.scopes.pop(count);
    }

    fn clear(&mut self, at: usize, clear: Option<Clear>) {
        self.run(at);
        match clear {
            Some(Clear::Innermost(count)) => self.state.scopes.clear(count),
            Some(Clear::All) => self.state.scopes.clear(usize::MAX),
            None => {}
        }
    }

    fn restore(&mut self, at: usize) {
        self.run(at);
        self.state.scopes.restore();
    }

    /// Text up to a place is of the class that counts here.
    fn run(&mut self, end: usize) {
        let end = end.min(self.line.len() - 1);
        let class = self.state.scopes.class();
        match self.runs.last_mut() {
            Some(last) if end <= last.0 => {}
            Some(last) if last.1 == class => last.0 = end,
            None if end == 0 => {}
            _ => self.runs.push((end, class)),
        }
    }
}
