//! The one binary of integration tests: what is true of the project as a whole.

mod cli;
mod content;
mod docset;
mod hostile;
mod project;
mod search;
mod serve;
mod serve_http;
mod serve_ways;

mod sites;
mod spec;
mod theme;
mod tidy;
mod update;
mod variants;
mod xref;
mod yaml_pages;
