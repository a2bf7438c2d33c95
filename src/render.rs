//! Pages to HTML.

pub mod aliases;
pub mod alone;
pub mod article;
pub mod assets;
pub mod branches;
pub mod code;
pub mod contents;
pub mod contrast;
pub mod crumbs;
pub mod highlight;
pub mod icons;
pub mod linked_data;
pub mod markdown;
pub mod math;
pub mod metadata;
pub mod nav;
pub mod outline;
pub mod pickers;
pub mod raw;
pub mod reread;
pub mod sidebar;
pub mod strip;
pub mod theme;
pub mod view;
pub mod xref;
pub mod xrefmap;
