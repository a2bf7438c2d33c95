//! Front matter, on a page that is written whole.
#![no_main]

use std::cell::OnceCell;

use docwright_fuzz::{
    hold,
    project::{self, PAGE, Project},
};
use libfuzzer_sys::fuzz_target;

thread_local! {
    static PROJECTS: OnceCell<[Project; 2]> = const { OnceCell::new() };
}

fuzz_target!(|input: &[u8]| {
    let page = [b"---\n", input, b"\n---\n# Page\n\nText.\n"].concat();
    PROJECTS.with(|projects| {
        for project in projects.get_or_init(|| [Project::read(project::PLAIN), Project::read(project::LEARN)]) {
            let Some(site) = project.with_page(PAGE, &page) else { continue };
            hold::bounded(input.len(), &project.written(site, PAGE));
        }
    });
});
