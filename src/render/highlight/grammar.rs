//! Grammars: contexts and rules, as the library's dump has them, each grammar read when code first asks for it.

use std::{
    collections::HashMap,
    sync::{
        OnceLock,
        atomic::{AtomicUsize, Ordering},
    },
};

use serde::Deserialize;
use syntect::parsing::{SyntaxReference, SyntaxSet};

use super::{
    class::{Class, class_of},
    regex::Pattern,
};

/// Where a context is.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Deserialize, Debug)]
pub(super) struct ContextId {
    grammar: usize,
    context: usize,
}

/// What a scope makes of text; `None` for a scope without a class, which counts all the same.
pub(super) type Kind = Option<Class>;

/// A state that code is read in: what may come next.
#[derive(Debug)]
pub(super) struct Context {
    /// Scopes of all of it, with what led here and what leads away.
    pub meta: Box<[Kind]>,
    /// Scopes of what is between those two.
    pub content: Box<[Kind]>,
    pub clear: Option<Clear>,
    /// Rules that come before its own.
    pub prototype: Option<ContextId>,
    /// Whether a rule of it repeats text of the match that led here.
    pub uses_captures: bool,
    entries: Vec<Entry>,
    rules: OnceLock<Box<[&'static Rule]>>,
}

/// How many of the scopes around a context do not count inside it.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Deserialize, Debug)]
pub(super) enum Clear {
    Innermost(usize),
    All,
}

#[derive(Debug)]
enum Entry {
    Rule(Rule),
    Include(ContextId),
}

/// A pattern, and what follows from a match.
#[derive(Debug)]
pub(super) struct Rule {
    /// No other rule of any grammar has this number.
    pub number: usize,
    pub pattern: Pattern,
    pub scopes: Box<[Kind]>,
    /// Scopes of groups of the match.
    pub captures: Box<[(usize, Box<[Kind]>)]>,
    pub operation: Operation,
    /// Rules that count in the context that this one leads to, and in those above it.
    pub with_prototype: Option<Target>,
}

/// A context that a rule leads to; `None` where the set has no such grammar.
pub(super) type Target = Option<ContextId>;

/// What a match does to the stack of contexts.
#[derive(Debug)]
pub(super) enum Operation {
    Push(Box<[Target]>),
    Set(Box<[Target]>),
    Pop,
    Stay,
}

/// All grammars.
pub(super) struct Grammars {
    set: SyntaxSet,
    read: Vec<OnceLock<Grammar>>,
    /// How many rules were read so far.
    rules: AtomicUsize,
}

struct Grammar {
    start: Option<ContextId>,
    contexts: Vec<Context>,
}

pub(super) fn grammars() -> &'static Grammars {
    static ALL: OnceLock<Grammars> = OnceLock::new();
    ALL.get_or_init(|| {
        let set = two_face::syntax::extra_newlines();
        let read = set.syntaxes().iter().map(|_| OnceLock::new()).collect();
        Grammars { set, read, rules: AtomicUsize::new(0) }
    })
}

impl Grammars {
    /// The grammar for a name or file extension, where there is one that colours anything.
    pub(super) fn find(&self, token: &str, code: &str) -> Option<&SyntaxReference> {
        let grammar = match token {
            // The grammar of `php` itself waits for a `<?`, which examples leave out.
            "php" if !code.contains("<?") => self.set.find_syntax_by_name("PHP Source"),
            "js" => self.set.find_syntax_by_name("JavaScript"),
            _ => self.set.find_syntax_by_token(token),
        };
        grammar.filter(|grammar| grammar.name != "Plain Text")
    }

    /// The names of all grammars.
    #[cfg(test)]
    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        self.set.syntaxes().iter().map(|grammar| &*grammar.name)
    }

    /// The rules of a grammar by its number, each once.
    #[cfg(test)]
    pub(super) fn all_rules(&'static self, number: usize) -> impl Iterator<Item = &'static Rule> {
        let contexts = self.grammar(number).map(|grammar| &grammar.contexts);
        contexts.into_iter().flatten().flat_map(|context| &context.entries).filter_map(|entry| match entry {
            Entry::Rule(rule) => Some(rule),
            Entry::Include(_) => None,
        })
    }

    /// The context that a grammar begins in.
    pub(super) fn start(&'static self, grammar: &SyntaxReference) -> Option<ContextId> {
        let number = self.set.syntaxes().iter().position(|other| std::ptr::eq(other, grammar))?;
        self.grammar(number)?.start
    }

    /// A context; `None` where the dump has none of that number.
    pub(super) fn context(&'static self, id: ContextId) -> Option<&'static Context> {
        self.grammar(id.grammar)?.contexts.get(id.context)
    }

    /// The rules of a context, with those that it includes, in the order in which they are tried.
    pub(super) fn rules(&'static self, context: &'static Context) -> &'static [&'static Rule] {
        context.rules.get_or_init(|| {
            let mut rules = Vec::new();
            self.collect(context, &mut Vec::new(), &mut rules);
            rules.into()
        })
    }

    /// Adds the rules of a context; `around` are the contexts that include it, so that none includes itself for ever.
    fn collect(&'static self, context: &'static Context, around: &mut Vec<ContextId>, rules: &mut Vec<&'static Rule>) {
        for entry in &context.entries {
            match entry {
                Entry::Rule(rule) => rules.push(rule),
                Entry::Include(id) if around.contains(id) => {}
                Entry::Include(id) => {
                    if let Some(included) = self.context(*id) {
                        around.push(*id);
                        self.collect(included, around, rules);
                        around.pop();
                    }
                }
            }
        }
    }

    /// How many numbers of rules are taken.
    pub(super) fn rule_count(&self) -> usize {
        self.rules.load(Ordering::Relaxed)
    }

    fn grammar(&'static self, number: usize) -> Option<&'static Grammar> {
        let read = self.read.get(number)?;
        Some(read.get_or_init(|| {
            // The library hands out no contexts, but what it writes of a grammar holds them.
            let dump: Dump = serde_json::to_vec(&self.set.syntaxes()[number])
                .and_then(|json| serde_json::from_slice(&json))
                .expect("what the library writes of a grammar holds its contexts");
            let dump: Contexts = syntect::dumps::from_reader(&*dump.serialized_lazy_contexts)
                .expect("the dump is of the version of the library that Cargo.lock names");
            let rules = dump.contexts.iter().map(|context| context.patterns.len()).sum();
            let mut numbers = self.rules.fetch_add(rules, Ordering::Relaxed)..;
            let contexts = dump.contexts.into_iter().map(|context| context.read(&mut numbers)).collect();
            Grammar { start: dump.context_ids.get("__start").copied(), contexts }
        }))
    }
}

/// What the library writes of a grammar; the rest is of no use here.
#[derive(Deserialize)]
struct Dump {
    serialized_lazy_contexts: Vec<u8>,
}

// What follows has the fields of the library's own types in their order, which is what its dumps are made of.

#[derive(Deserialize)]
struct Contexts {
    context_ids: HashMap<String, ContextId>,
    contexts: Vec<DumpContext>,
}

#[derive(Deserialize)]
struct DumpContext {
    meta_scope: Vec<String>,
    meta_content_scope: Vec<String>,
    _meta_include_prototype: bool,
    clear_scopes: Option<Clear>,
    prototype: Option<ContextId>,
    uses_backrefs: bool,
    patterns: Vec<DumpPattern>,
}

#[derive(Deserialize)]
enum DumpPattern {
    Match(DumpMatch),
    Include(Reference),
}

#[derive(Deserialize)]
struct DumpMatch {
    has_captures: bool,
    regex: String,
    scope: Vec<String>,
    captures: Option<Vec<(usize, Vec<String>)>>,
    operation: DumpOperation,
    with_prototype: Option<Reference>,
}

#[derive(Deserialize)]
enum Reference {
    Named(#[expect(dead_code, reason = "its place in the dump")] String),
    ByScope { _scope: String, _sub_context: Option<String>, _with_escape: bool },
    File { _name: String, _sub_context: Option<String>, _with_escape: bool },
    Inline(#[expect(dead_code, reason = "its place in the dump")] String),
    Direct(ContextId),
}

#[derive(Deserialize)]
enum DumpOperation {
    Push(Vec<Reference>),
    Set(Vec<Reference>),
    Pop,
    None,
}

impl DumpContext {
    fn read(self, numbers: &mut impl Iterator<Item = usize>) -> Context {
        let entry = |pattern| match pattern {
            DumpPattern::Match(pattern) => Some(Entry::Rule(pattern.read(numbers.next()?))),
            DumpPattern::Include(reference) => reference.target().map(Entry::Include),
        };
        Context {
            meta: kinds(&self.meta_scope),
            content: kinds(&self.meta_content_scope),
            clear: self.clear_scopes,
            prototype: self.prototype,
            uses_captures: self.uses_backrefs,
            entries: self.patterns.into_iter().filter_map(entry).collect(),
            rules: OnceLock::new(),
        }
    }
}

impl DumpMatch {
    fn read(self, number: usize) -> Rule {
        let targets = |references: Vec<Reference>| references.iter().map(Reference::target).collect();
        let captures = self.captures.unwrap_or_default();
        Rule {
            number,
            pattern: Pattern::new(self.regex, self.has_captures),
            scopes: kinds(&self.scope),
            captures: captures.iter().map(|(group, scopes)| (*group, kinds(scopes))).collect(),
            operation: match self.operation {
                DumpOperation::Push(references) => Operation::Push(targets(references)),
                DumpOperation::Set(references) => Operation::Set(targets(references)),
                DumpOperation::Pop => Operation::Pop,
                DumpOperation::None => Operation::Stay,
            },
            with_prototype: self.with_prototype.as_ref().map(Reference::target),
        }
    }
}

impl Reference {
    fn target(&self) -> Target {
        match self {
            Reference::Direct(id) => Some(*id),
            _ => None,
        }
    }
}

fn kinds(scopes: &[String]) -> Box<[Kind]> {
    scopes.iter().map(|scope| class_of(scope)).collect()
}
