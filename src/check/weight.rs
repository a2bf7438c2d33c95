//! Dead weight: what is there and nobody uses, with its bytes.

use super::{Context, duplicate_page, unused_image, unused_redirect, unused_snippet};
use crate::{
    diagnostic::{Diagnostic, Rule},
    page::{FileId, Links},
    rules,
    source::Source,
};

/// Asks the rules. `read` gives the text of a file; `wants` tells which rules are asked.
pub fn check(
    context: &Context,
    links: &[Links],
    read: &(dyn Fn(FileId) -> Option<Source> + Sync),
    wants: &dyn Fn(&Rule) -> bool,
    found: &mut Vec<Diagnostic>,
) {
    if wants(&rules::UNUSED_IMAGE) {
        unused_image::report(&unused_image::find(context, links, read), context.files, found);
    }
    if wants(&rules::UNUSED_SNIPPET) {
        unused_snippet::report(&unused_snippet::find(context, links), found);
    }
    if wants(&rules::DUPLICATE_PAGE) {
        duplicate_page::check(context, found);
    }
    if wants(&rules::UNUSED_REDIRECT) {
        unused_redirect::check(context, found);
    }
}

/// What a run's findings of dead weight come to, a line each: "12 pictures that no page uses, 3.4 MB".
pub fn totals(context: &Context, links: &[Links], findings: &[Diagnostic]) -> Vec<String> {
    let kinds: [(&Rule, &str, &str); 5] = [
        (&rules::ORPHAN_PAGE, "page in no table of contents", "pages in no table of contents"),
        (&rules::UNUSED_IMAGE, "picture or film that no page uses", "pictures and films that no page uses"),
        (&rules::UNUSED_INCLUDE, "include that no page uses", "includes that no page uses"),
        (&rules::UNUSED_SNIPPET, "file of code that no page shows", "files of code that no page shows"),
        (&rules::DUPLICATE_PAGE, "page that says what another one says", "pages that say what others say"),
    ];
    let mut out = Vec::new();
    for (rule, one, many) in kinds {
        let of_rule: Vec<&Diagnostic> = findings.iter().filter(|finding| finding.rule == rule).collect();
        let (count, size) = if rule == &rules::UNUSED_SNIPPET {
            let told = |path| of_rule.iter().any(|finding| &finding.path == path);
            let unused = unused_snippet::find(context, links);
            let told = unused.iter().filter(|one| told(&one.path));
            told.fold((0, 0), |(count, size), one| (count + one.files, size + one.bytes))
        } else {
            let file = |finding: &&Diagnostic| Some(context.files.get(context.files.find(finding.path.as_str())?).size);
            (of_rule.len(), of_rule.iter().filter_map(file).sum())
        };
        if count > 0 {
            out.push(format!("{count} {}, {}", if count == 1 { one } else { many }, bytes(size)));
        }
    }
    out
}

/// "812 bytes", "3.4 KB", "12.0 MB".
pub fn bytes(count: u64) -> String {
    match count {
        1 => "1 byte".into(),
        0..1_000 => format!("{count} bytes"),
        1_000..1_000_000 => format!("{:.1} KB", count as f64 / 1e3),
        1_000_000..1_000_000_000 => format!("{:.1} MB", count as f64 / 1e6),
        _ => format!("{:.1} GB", count as f64 / 1e9),
    }
}

#[cfg(test)]
mod tests {
    use super::bytes;

    #[test]
    fn bytes_are_told_in_few_digits() {
        let check = |count, want: &str| assert_eq!(bytes(count), want);
        check(1, "1 byte");
        check(812, "812 bytes");
        check(3_449, "3.4 KB");
        check(12_000_000, "12.0 MB");
        check(2_500_000_000, "2.5 GB");
    }
}
