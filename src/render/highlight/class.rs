//! Scopes of a grammar to classes.

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
#[derive(Clone, PartialEq, Eq, Hash, Default, Debug)]
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

    /// Enters a scope of a class, or of none.
    pub(super) fn push(&mut self, class: Option<Class>) {
        let around = self.class();
        self.classes.push(match class {
            // A key is one whatever it is written as.
            Some(Class::String) if around == Class::Type => Class::Type,
            Some(class) => class,
            None => around,
        });
    }

    /// Leaves the innermost scopes.
    pub(super) fn pop(&mut self, count: usize) {
        self.classes.truncate(self.classes.len().saturating_sub(count));
    }

    /// Takes the innermost scopes away until [`Scopes::restore`].
    pub(super) fn clear(&mut self, count: usize) {
        let keep = self.classes.len().saturating_sub(count);
        self.cleared.push(self.classes.split_off(keep));
    }

    pub(super) fn restore(&mut self) {
        self.classes.extend(self.cleared.pop().unwrap_or_default());
    }

    /// How many scopes there are, taken away or not.
    pub(super) fn len(&self) -> usize {
        self.classes.len() + self.cleared.iter().map(|classes| classes.len() + 1).sum::<usize>()
    }
}

/// The class that the table gives a scope.
pub(super) fn class_of(scope: &str) -> Option<Class> {
    let is_in = |prefix| scope.strip_prefix(prefix).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'));
    PREFIXES.iter().find(|(prefix, _)| is_in(*prefix)).map(|&(_, class)| class)
}
