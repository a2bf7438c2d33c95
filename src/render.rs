//! Pages to HTML.

pub mod article;
pub mod assets;
pub mod code;
pub mod crumbs;
pub mod highlight;
pub mod math;
pub mod metadata;
pub mod nav;
pub mod raw;
pub mod sidebar;
pub mod strip;
pub mod theme;
pub mod view;
pub mod xref;
pub mod xrefmap;
