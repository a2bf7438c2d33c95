//! Raw HTML of authors who are not trusted: nothing of it acts by itself, or reaches beyond the article.
#![no_main]

use std::cell::OnceCell;

use docwright::{page::Dialect, render::alone};
use docwright_fuzz::{
    hold,
    project::{self, PAGE, Project},
};
use libfuzzer_sys::fuzz_target;

thread_local! {
    static SAFE: OnceCell<Project> = const { OnceCell::new() };
}

fuzz_target!(|input: &[u8]| {
    SAFE.with(|project| {
        let project = project.get_or_init(|| Project::read(project::SAFE));
        let Some(site) = project.with_page(PAGE, input) else { return };
        let html = project::article(&site, PAGE);
        hold::bounded(input.len(), &html);
        hold::is_contained(&html);
        hold::is_safe(&html);
        // The same by our own writer alone, before a parser of browsers reads it once more.
        if let Some(source) = site.source(&PAGE.into()) {
            assert_eq!(alone::faults(&source.text, Dialect::PLAIN), Vec::<String>::new(), "{:?}", source.text);
        }
    });
});
