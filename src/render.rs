//! Pages to HTML.

pub mod highlight;
pub mod theme;
pub mod view;
