//! Near matches: what an author probably meant.

/// The candidate that differs least from a word, where it differs little enough to be meant: at most a third of the
/// word's letters, case aside. The first of equals, so that the same candidates give the same answer.
pub fn nearest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let word = word.to_lowercase();
    let length = word.chars().count();
    let limit = (length / 3).clamp(1, 5);
    let mut best: Option<(usize, &str)> = None;
    for candidate in candidates {
        if candidate.chars().count().abs_diff(length) > limit {
            continue;
        }
        let distance = strsim::osa_distance(&word, &candidate.to_lowercase());
        if distance <= limit && best.is_none_or(|(least, _)| distance < least) {
            best = Some((distance, candidate));
        }
    }
    best.map(|(_, candidate)| candidate)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn little_slips_are_seen() {
        let check = |word, want| assert_eq!(nearest(word, ["title", "theme", "rules", "html"]), want);
        check("titel", Some("title"));
        check("RULES", Some("rules"));
        check("output", None);
        check("htm", Some("html"));
    }
}
