//! Redirects in YAML and JSON, read, followed and written.
#![no_main]

use std::{cell::OnceCell, str};

use docwright_fuzz::project::{self, Project};
use libfuzzer_sys::fuzz_target;

thread_local! {
    static LEARN: OnceCell<Project> = const { OnceCell::new() };
}

fuzz_target!(|input: &[u8]| {
    let Ok(text) = str::from_utf8(input) else { return };
    LEARN.with(|project| {
        let project = project.get_or_init(|| Project::read(project::LEARN));
        for path in [".openpublishing.redirection.json", "redirections.yml"] {
            let Some(redirects) = project.redirects(path, text) else { continue };
            for redirect in &redirects.list {
                redirects.follow(redirect.source.as_str());
            }
        }
    });
});
