//! Words with one stem are one to those who search: Snowball's stemmers.

use rust_stemmers::{Algorithm, Stemmer};

use super::words::{fold, is_dense};

/// The stemmer of a language, by its BCP 47 tag; `None` for a language without one.
pub(super) fn stemmer(lang: &str) -> Option<Stemmer> {
    let first = lang.split(['-', '_']).next().unwrap_or_default();
    let algorithm = match &*first.to_ascii_lowercase() {
        "ar" => Algorithm::Arabic,
        "da" => Algorithm::Danish,
        "de" => Algorithm::German,
        "el" => Algorithm::Greek,
        // Their own words have no stems; the foreign ones among them are English.
        "en" | "ja" | "ko" | "th" | "zh" => Algorithm::English,
        "es" => Algorithm::Spanish,
        "fi" => Algorithm::Finnish,
        "fr" => Algorithm::French,
        "hu" => Algorithm::Hungarian,
        "it" => Algorithm::Italian,
        "nb" | "nn" | "no" => Algorithm::Norwegian,
        "nl" => Algorithm::Dutch,
        "pt" => Algorithm::Portuguese,
        "ro" => Algorithm::Romanian,
        "ru" => Algorithm::Russian,
        "sv" => Algorithm::Swedish,
        "ta" => Algorithm::Tamil,
        "tr" => Algorithm::Turkish,
        _ => return None,
    };
    Some(Stemmer::create(algorithm))
}

/// The folded stem of a word in lower case whose accents are still there; of what is no word of letters, the word.
pub(super) fn stem(word: &str, folded: &str, stemmer: Option<&Stemmer>) -> String {
    let plain = |char: char| char.is_alphabetic() && !is_dense(char);
    match stemmer.filter(|_| word.len() >= 3 && word.chars().all(plain)) {
        Some(stemmer) => fold(&stemmer.stem(word)),
        None => folded.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stems_join_the_forms_of_a_word() {
        let check = |lang: &str, words: &[&str], want: &str| {
            let stemmer = stemmer(lang);
            for word in words {
                assert_eq!(stem(word, &fold(word), stemmer.as_ref()), want, "{word}");
            }
        };
        check("en-US", &["redirect", "redirects", "redirecting"], "redirect");
        check("it", &["servizio", "servizi"], "serviz");
        check("de", &["häuser", "haus"], "haus");
        check("ja", &["files"], "file");
        check("xx", &["files"], "files");
        check("en", &["c2065"], "c2065");
        check("en", &["検索"], "検索");
    }
}
