//! Tables of contents in YAML, JSON and Markdown, read, resolved and shown.
#![no_main]

use std::{cell::OnceCell, str};

use docwright_fuzz::{
    hold,
    project::{self, Project},
};
use libfuzzer_sys::fuzz_target;

thread_local! {
    static LEARN: OnceCell<Project> = const { OnceCell::new() };
}

fuzz_target!(|input: &[u8]| {
    let Ok(text) = str::from_utf8(input) else { return };
    LEARN.with(|project| {
        let project = project.get_or_init(|| Project::read(project::LEARN));
        for path in ["toc.yml", "toc.md"] {
            let Some(site) = project.with_toc(path, text) else { continue };
            hold::bounded(text.len(), &project.written(site, project::PAGE));
        }
    });
});
