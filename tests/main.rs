//! The one test binary: what is true of the project as a whole.
// Tests stand outside of the rules for `std::fs`: they make the projects that they build.
#![expect(clippy::disallowed_methods, reason = "tests make projects and read sites")]

mod cli;
mod project;
mod sites;
mod spec;
mod tidy;
