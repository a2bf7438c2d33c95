//! Scopes of a grammar to classes.

use std::sync::OnceLock;

use syntect::parsing::{ClearAmount, Scope, ScopeStackOp};

/// What a token is; `Plain` for what stands for itself.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Default, Debug)]
pub(super) enum Class {
    #[default]
    Plain,
    Comment,
    String,
    Number,
    Keyword,
    Function,
    Type,
    Variable,
    Inserted,
    Deleted,
}

impl Class {
    /// The name in HTML.
    pub(super) fn name(self) -> &'static str {
        match self {
            Class::Plain => "",
            Class::Comment => "hc",
            Class::String => "hs",
            Class::Number => "hn",
            Class::Keyword => "hk",
            Class::Function => "hf",
            Class::Type => "ht",
            Class::Variable => "hv",
            Class::Inserted => "hi",
            Class::Deleted => "hd",
        }
    }
}

/// The first row whose scope is a prefix decides; a scope of no row leaves the class that is around it.
static PREFIXES: &[(&str, Class)] = &[
    ("comment", Class::Comment),
    ("punctuation.definition.comment", Class::Comment),
    ("string", Class::String),
    ("punctuation.definition.string", Class::String),
    ("constant.other.database-name", Class::Type),
    ("constant.other.table-name", Class::Type),
    ("constant", Class::Number),
    ("keyword.other.unit", Class::Number),
    ("storage.type.numeric", Class::Number),
    ("keyword", Class::Keyword),
    ("storage", Class::Keyword),
    ("variable.language", Class::Keyword),
    ("variable.function", Class::Function),
    ("variable.annotation", Class::Function),
    ("variable", Class::Variable),
    ("entity.name.function", Class::Function),
    ("entity.name.command", Class::Function),
    ("entity.name", Class::Type),
    ("entity.other", Class::Type),
    ("support.function", Class::Function),
    ("support.constant", Class::Number),
    ("support.variable", Class::Variable),
    ("support", Class::Type),
    ("markup.heading", Class::Keyword),
    ("markup.raw", Class::String),
    ("markup.inserted", Class::Inserted),
    ("markup.deleted", Class::Deleted),
    ("meta.diff.header", Class::Type),
    ("meta.diff.range", Class::Function),
    ("meta.mapping.key", Class::Type),
    // Code inside something else begins anew.
    ("meta.interpolation", Class::Plain),
    ("source", Class::Plain),
    ("text", Class::Plain),
];

/// The scopes around the place that is read, as classes.
#[derive(Clone, PartialEq, Eq, Hash, Default)]
pub(super) struct Scopes {
    /// Of each scope, outermost first, the class that text right in it has.
    classes: Vec<Class>,
    /// What grammars took away for a while.
    cleared: Vec<Vec<Class>>,
}

impl Scopes {
    /// The class of text here: of the innermost scope that has one.
    pub(super) fn class(&self) -> Class {
        self.classes.last().copied().unwrap_or_default()
    }

    /// Takes one step of a grammar.
    pub(super) fn apply(&mut self, step: &ScopeStackOp) {
        match step {
            ScopeStackOp::Push(scope) => {
                let around = self.class();
                self.classes.push(match class_of(*scope) {
                    // A key is one whatever it is written as.
                    Some(Class::String) if around == Class::Type => Class::Type,
                    Some(class) => class,
                    None => around,
                });
            }
            ScopeStackOp::Pop(count) => self.classes.truncate(self.classes.len().saturating_sub(*count)),
            ScopeStackOp::Clear(amount) => {
                let keep = match amount {
                    ClearAmount::TopN(count) => self.classes.len().saturating_sub(*count),
                    ClearAmount::All => 0,
                };
                self.cleared.push(self.classes.split_off(keep));
            }
            ScopeStackOp::Restore => self.classes.extend(self.cleared.pop().unwrap_or_default()),
            ScopeStackOp::Noop => {}
        }
    }
}

/// The class that the table gives a scope.
fn class_of(scope: Scope) -> Option<Class> {
    static ROWS: OnceLock<Vec<(Scope, Class)>> = OnceLock::new();
    let rows = ROWS.get_or_init(|| {
        let scope = |name| Scope::new(name).expect("the table's scopes are well-formed");
        PREFIXES.iter().map(|&(name, class)| (scope(name), class)).collect()
    });
    rows.iter().find(|(prefix, _)| prefix.is_prefix_of(scope)).map(|&(_, class)| class)
}
