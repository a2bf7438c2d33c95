//! Pages to HTML.

pub mod assets;
pub mod highlight;
pub mod sidebar;
pub mod strip;
pub mod theme;
pub mod view;
