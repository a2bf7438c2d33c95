//! Configuration: `docwright.yml`, `docfx.json` and what publishes a repository, with the globs that they hold.
#![no_main]

use std::{str, sync::Arc};

use docwright::{
    config::{self, Inputs, dependents},
    source::Source,
};
use docwright_fuzz::hold;
use libfuzzer_sys::fuzz_target;

/// Paths that globs are asked of.
const PATHS: &[&str] = &["a.md", "docs/guide/a b.md", ".hidden/x.yml", "media/Picture.PNG", "ü/ß.md"];

fuzz_target!(|input: &[u8]| {
    let Ok(text) = str::from_utf8(input) else { return };
    let source = |path: &str| Arc::new(Source::new(path.into(), text));
    let none = Inputs { docwright: None, docfx: &[], publish: None, learn: false, metadata: &[], locale: None };

    let docwright = source("docwright.yml");
    read(&Inputs { docwright: Some(&docwright), ..none }, &docwright);

    let docfx = [source("docfx.json")];
    config::metadata_paths(&docfx[0]);
    read(&Inputs { docfx: &docfx, learn: true, ..none }, &docfx[0]);

    let publish = source(".openpublishing.publish.config.json");
    let (_, found) = config::docfx_paths(&publish);
    hold::places_in(&found, &publish);
    let (_, found) = dependents::read(&publish);
    hold::places_in(&found, &publish);
    let (locale, _) = (config::locale(&publish), dependents::redirection_files(&publish));
    read(&Inputs { publish: Some(&publish), learn: true, locale: locale.as_deref(), ..none }, &publish);
});

/// Reads a configuration and asks it of some paths.
fn read(inputs: &Inputs, source: &Arc<Source>) {
    let (config, found) = config::read(inputs);
    hold::places_in(&found, source);
    for path in PATHS {
        let docset = &config.docsets[usize::from(config.docset_of(&(*path).into()))];
        for set in docset.content.iter().chain(&docset.resource) {
            if set.takes(path) {
                set.output(path);
            }
        }
    }
}
