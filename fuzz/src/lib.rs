//! What the targets share: small projects to put an input into, and what must hold of every result.

pub mod hold;
pub mod project;
