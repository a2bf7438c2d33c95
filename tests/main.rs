//! The one binary of integration tests: what is true of the project as a whole.

mod cli;
mod content;
mod docset;
mod hostile;
mod project;
mod rebuild;
mod search;
mod serve;

mod sites;
mod spec;
mod theme;
mod tidy;
mod update;
mod variants;
mod xref;
mod yaml_pages;
