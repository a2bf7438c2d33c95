//! Near matches: what an author probably meant.

/// The candidate that differs least from a word, where it differs little enough to be meant: at most a third of the
/// word's letters, case aside. The first of equals, so that the same candidates give the same answer.
pub fn nearest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let word = word.to_lowercase();
    let length = word.chars().count();
    let letters = letters(&word);
    let limit = (length / 3).clamp(1, 5);
    let mut best: Option<(usize, &str)> = None;
    for candidate in candidates {
        // Each letter that only one of the two has is at least half a difference: most candidates end here.
        if candidate.is_ascii() && word.is_ascii() {
            let differing = (self::letters(candidate) ^ letters).count_ones() as usize;
            if candidate.len().abs_diff(length) > limit || differing > 2 * limit {
                continue;
            }
        } else if candidate.chars().count().abs_diff(length) > limit {
            continue;
        }
        let distance = strsim::osa_distance(&word, &candidate.to_lowercase());
        if distance <= limit && best.is_none_or(|(least, _)| distance < least) {
            best = Some((distance, candidate));
        }
    }
    best.map(|(_, candidate)| candidate)
}

/// The ASCII letters, digits and signs of a word as a set, case aside.
fn letters(word: &str) -> u64 {
    word.bytes().fold(0, |set, byte| set | 1 << (byte.to_ascii_lowercase() & 63))
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
