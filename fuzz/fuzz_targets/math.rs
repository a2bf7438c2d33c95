//! Formulas in TeX, written as MathML.
#![no_main]

use std::str;

use docwright::render::math;
use docwright_fuzz::hold;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: &[u8]| {
    let Ok(text) = str::from_utf8(input) else { return };
    let problem = math::problem(text);
    for display in [false, true] {
        let mut html = String::new();
        math::write(text, display, &mut html);
        hold::bounded(text.len(), &html);
        hold::is_safe(&html);
        hold::well_formed(&html);
        assert!(problem.is_none() || html.starts_with("<code"), "{problem:?}: {html}");
    }
});
