//! The article of a text by itself, without a site around it: what tests and fuzz targets ask for.

use std::sync::{Arc, LazyLock};

use super::{article, reread};
use crate::{
    body::Site,
    config::HtmlPolicy,
    page::{Dialect, FileId, Links},
    parse,
    source::Source,
    words::Languages,
};

static LANGUAGES: LazyLock<Languages> = LazyLock::new(|| Languages::load(&[]).0);

/// Writes a text as our own writer alone does: what it refers to is not there, and nothing reads it again.
pub fn article(text: &str, dialect: Dialect, html: HtmlPolicy) -> String {
    let source = Arc::new(Source::new("a.md".into(), text));
    let page = parse::parse(&source, dialect);
    let site = Site {
        address: &|_| None,
        title: &|_| String::new(),
        picture: &|_| None,
        included: &|_| None,
        code: &|_| None,
        html,
        colour: &|_, code, _, out| crate::html::text(out, code),
        words: LANGUAGES.of("en"),
        choices: &|_| None,
    };
    article::article(FileId(0), &page, &Links::default(), "a.html", &site)
}

/// What is wrong with the article of a text, whatever the text: it reaches beyond its place, or, where authors are not
/// trusted, it holds what they may not write. This is to be empty.
pub fn faults(text: &str, dialect: Dialect) -> Vec<String> {
    let mut out = Vec::new();
    for html in [HtmlPolicy::Trust, HtmlPolicy::Safe] {
        let article = article(text, dialect, html);
        if !reread::is_contained(&article) {
            out.push(format!("the frame does not hold with {html:?}"));
        }
        if html == HtmlPolicy::Safe {
            out.extend(reread::strangers(&article));
        }
    }
    out
}
