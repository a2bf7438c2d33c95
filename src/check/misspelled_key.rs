//! Keys of front matter that are nearly one that means something.

use super::front_matter;
use crate::{diagnostic::Diagnostic, page::Page, rules, suggest};

/// Keys that docwright or Microsoft Learn understand, and which authors write by hand.
const KNOWN: &[&str] = &[
    "author",
    "description",
    "documentationcenter",
    "keywords",
    "manager",
    "monikerRange",
    "ms.author",
    "ms.collection",
    "ms.custom",
    "ms.date",
    "ms.reviewer",
    "ms.service",
    "ms.subservice",
    "ms.topic",
    "redirect_url",
    "robots",
    "title",
    "titleSuffix",
    "zone_pivot_groups",
];

/// Those of them whose other case means nothing.
const IN_THIS_CASE: &[&str] = &["author", "description", "ms.date", "ms.topic", "redirect_url", "title", "titleSuffix"];

/// Reports keys that are a slip away from a known one which the page lacks. Keys of an author's own are as good as any.
pub(super) fn check(page: &Page, found: &mut Vec<Diagnostic>) {
    let values = &page.front_matter.values;
    for key in values
        .keys()
        .filter(|key| key.len() >= 5 && key.starts_with(char::is_alphabetic) && !KNOWN.contains(&key.as_str()))
    {
        let Some(near) = suggest::nearest(key, KNOWN.iter().copied()) else { continue };
        let counts = if near.eq_ignore_ascii_case(key) { IN_THIS_CASE.contains(&near) } else { !is_plural(key, near) };
        if !counts || values.contains_key(near) || !suggest::is_slip(key, near, KNOWN.iter().copied()) {
            continue;
        }
        let Some(span) = front_matter::key(page, key) else { continue };
        let message = format!("`{key}` means nothing to docwright");
        let mut finding = rules::MISSPELLED_KEY.at(page.path(), span, message);
        finding.help = Some(format!("did you mean `{near}`?"));
        finding.propose(near, near.to_owned(), page.text(span) == key);
        found.push(finding);
    }
}

/// Whether one word is the plural of the other: `authors` may be another key than `author`.
fn is_plural(a: &str, b: &str) -> bool {
    let (a, b) = (a.to_ascii_lowercase(), b.to_ascii_lowercase());
    a.strip_suffix('s') == Some(&b) || b.strip_suffix('s') == Some(&a)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::check as check_page;
    use crate::{page::Dialect, parse::parse, source::Source};

    #[test]
    fn slips_are_found() {
        let check = |front_matter: &str, want: &[&str]| {
            let source = Arc::new(Source::new("a.md".into(), format!("---\n{front_matter}\n---\n# A\n")));
            let mut found = Vec::new();
            check_page(&parse(&source, Dialect::PLAIN), &mut found);
            let found: Vec<String> = found
                .iter()
                .map(|finding| format!("{} {}", source.slice(finding.span), finding.help.as_deref().unwrap_or("")))
                .collect();
            assert_eq!(found, want, "{front_matter}");
        };
        check("titel: A", &["titel did you mean `title`?"]);
        check("Title: A", &["Title did you mean `title`?"]);
        check(
            "ms.reviwer: a\ndescripton: b",
            &["ms.reviwer did you mean `ms.reviewer`?", "descripton did you mean `description`?"],
        );
        check("titel: A\ntitle: B", &[]);
        check("authors: [a]\nROBOTS: noindex\nms.services: x\ntags: a\nmy-key: b\nms.workload: c", &[]);
        check("title: [", &[]);
        check("//redirect_url: /x", &[]);
    }
}
