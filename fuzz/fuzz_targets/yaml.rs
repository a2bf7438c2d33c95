//! YAML with places, by itself and as a page.
#![no_main]

use std::{cell::OnceCell, str};

use docwright::{data, mime};
use docwright_fuzz::{
    hold,
    project::{self, Project, YAML},
};
use libfuzzer_sys::fuzz_target;

thread_local! {
    static LEARN: OnceCell<Project> = const { OnceCell::new() };
}

fuzz_target!(|input: &[u8]| {
    let Ok(text) = str::from_utf8(input) else { return };
    let (read, error) = data::read_yaml_so_far(text, 0);
    hold::nests(&read, text);
    match &error {
        Some(error) => hold::within(error.span, text, &error.message),
        None => {
            let json = read.data.map(|data| data.to_json().to_string()).unwrap_or_default();
            hold::bounded(text.len(), &json);
        }
    }
    if mime::of(text).is_some() {
        LEARN.with(|project| {
            let project = project.get_or_init(|| Project::read(project::LEARN));
            let Some(site) = project.with_page(YAML, input) else { return };
            let html = project::article(&site, YAML);
            hold::bounded(text.len(), &html);
            hold::is_contained(&html);
        });
    }
});
