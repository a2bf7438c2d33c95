//! Heading ids by the GitHub rule.

use std::collections::HashMap;

use unicode_properties::{GeneralCategoryGroup, UnicodeGeneralCategory};

/// The id of a heading's text: letters, digits, `-` and `_` in lower case, blanks as `-`, everything else dropped.
/// `section` where nothing is left.
pub fn slug(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for char in text.chars() {
        match char {
            'a'..='z' | '0'..='9' | '-' | '_' => out.push(char),
            'A'..='Z' => out.push(char.to_ascii_lowercase()),
            ' ' => out.push('-'),
            // Outside of the basic plane .NET sees two surrogates, which are neither letter nor digit.
            '\u{80}'..='\u{FFFF}' if is_letter_or_digit(char) => out.extend(lower(char)),
            _ => {}
        }
    }
    if out.is_empty() { "section".to_owned() } else { out }
}

fn is_letter_or_digit(char: char) -> bool {
    char.general_category_group() == GeneralCategoryGroup::Letter
        || char.general_category() == unicode_properties::GeneralCategory::DecimalNumber
}

/// Lower case of one character where that is one character.
fn lower(char: char) -> Option<char> {
    let mut lower = char.to_lowercase();
    match (lower.next(), lower.next()) {
        (Some(only), None) => Some(only),
        _ => Some(char),
    }
}

/// Makes ids unique in one file: of equal ones the second gets `-1`, and so on; ids that are taken are skipped.
#[derive(Default)]
pub(super) struct Slugs {
    taken: HashMap<String, usize>,
}

impl Slugs {
    pub(super) fn unique(&mut self, slug: String) -> String {
        if !self.taken.contains_key(&slug) {
            self.taken.insert(slug.clone(), 0);
            return slug;
        }
        // Where the last search ended, so that a thousand equal headings are no quadratic step.
        let mut count = self.taken[&slug];
        let unique = loop {
            count += 1;
            let candidate = format!("{slug}-{count}");
            if !self.taken.contains_key(&candidate) {
                break candidate;
            }
        };
        self.taken.insert(slug, count);
        self.taken.insert(unique.clone(), 0);
        unique
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slugs_follow_github() {
        let check = |text, want| assert_eq!(slug(text), want);
        check("Hello World", "hello-world");
        check("Hello @'x'  dummy", "hello-x--dummy");
        check("What's `new`? (v1.2)", "whats-new-v12");
        check("Che cos'è Azure?", "che-cosè-azure");
        check("ÄÖÜ ß", "äöü-ß");
        check("中文 标题", "中文-标题");
        check("a\tb–c", "abc");
        check("x² ½", "x-");
        check("😀", "section");
        check("a_b-c", "a_b-c");
    }

    #[test]
    fn slugs_are_unique() {
        let mut slugs = Slugs::default();
        let ids: Vec<_> = ["a", "a-1", "a", "a", "b"].map(|slug| slugs.unique(slug.into())).into();
        assert_eq!(ids, ["a", "a-1", "a-2", "a-3", "b"]);
    }
}
