//! Markdown in both dialects, parsed, checked and shown.
#![no_main]

use std::cell::OnceCell;

use docwright::{page::Dialect, render::alone};
use docwright_fuzz::{
    hold,
    project::{self, PAGE, Project},
};
use libfuzzer_sys::fuzz_target;

thread_local! {
    static PROJECTS: OnceCell<[(Project, Dialect); 2]> = const { OnceCell::new() };
}

fuzz_target!(|input: &[u8]| {
    let read = || [(Project::read(project::PLAIN), Dialect::PLAIN), (Project::read(project::LEARN), Dialect::LEARN)];
    PROJECTS.with(|projects| {
        for (project, dialect) in projects.get_or_init(read) {
            let Some(site) = project.with_page(PAGE, input) else { continue };
            let html = project::article(&site, PAGE);
            hold::bounded(input.len(), &html);
            hold::is_contained(&html);
            if let Some(source) = site.source(&PAGE.into()) {
                assert_eq!(alone::faults(&source.text, *dialect), Vec::<String>::new(), "{:?}", source.text);
            }
        }
    });
});
