//! The one binary of integration tests: what is true of the project as a whole.

mod adopt;
mod cli;
mod content;
mod docset;
mod explain;
mod external;
mod fix;
mod hostile;
mod project;
mod rebuild;
mod reports;
mod schema;
mod search;
mod serve;
mod serve_http;
mod serve_ways;
mod sites;
mod spec;
mod theme;
mod tidy;
mod update;
mod urls;
mod variants;
mod weight;
mod xref;
mod yaml_pages;
