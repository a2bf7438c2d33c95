//! What the site knows as a whole: pages, anchors, tables of contents, redirects.

pub mod redirects;
pub mod toc;
