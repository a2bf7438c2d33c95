//! Near matches: what an author probably meant.

/// Letters of the longest word that another one is looked for: comparing two takes as many steps as the product of their
/// lengths, and an author's word may have a million letters.
const LONGEST: usize = 256;

/// The candidate that differs least from a word, where it differs little enough to be meant: at most a third of the
/// word's letters, case aside. The first of equals, so that the same candidates give the same answer.
pub fn nearest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let word = word.to_lowercase();
    let length = word.chars().count();
    if length > LONGEST {
        return None;
    }
    let mut limit = (length / 3).clamp(1, 5);
    let letters = Letters::of(&word);
    let mut best: Option<(usize, &str)> = None;
    for candidate in candidates {
        // Bytes bound characters from above, so this is the cheaper half of the gate. A character has four at most.
        let far = candidate.len() + limit < length || candidate.len() > 4 * (LONGEST + limit);
        if far || letters.distance(&Letters::of(candidate)) > limit {
            continue;
        }
        let distance = strsim::osa_distance(&word, &candidate.to_lowercase());
        if distance <= limit && best.is_none_or(|(least, _)| distance < least) {
            best = Some((distance, candidate));
            limit = distance;
        }
    }
    best.map(|(_, candidate)| candidate)
}

/// Whether a word was surely written for another one of the candidates: it differs in capitals or by one letter, two in
/// long words, numbers are the same, and no other candidate is as near.
pub fn is_slip<'a>(word: &str, meant: &str, candidates: impl IntoIterator<Item = &'a str>) -> bool {
    let digits = |word: &str| word.chars().filter(char::is_ascii_digit).collect::<String>();
    let word = word.to_lowercase();
    if word.len().max(meant.len()) > 4 * (LONGEST + 5) {
        return false;
    }
    let distance = |other: &str| strsim::osa_distance(&word, &other.to_lowercase());
    let least = distance(meant);
    let length = word.chars().count().min(meant.chars().count());
    let most = if length >= 4 { 1 + usize::from(length >= 8) } else { 0 };
    least <= most
        && digits(&word) == digits(meant)
        && candidates.into_iter().all(|other| {
            let far = other.len().abs_diff(word.len()) > 3 * least + 3;
            other == meant || far || distance(other) > least
        })
}

/// How often each letter is in a word: two words differ by at least as many edits as one has letters that the other
/// has not. Far cheaper than the distance, it rules out nearly all candidates.
#[derive(Clone, Copy, Debug)]
pub struct Letters([u8; 32]);

impl Letters {
    /// The letters of a word, case aside.
    pub fn of(word: &str) -> Letters {
        let mut counts = [0u8; 32];
        for byte in word.bytes() {
            // Continuation bytes say nothing of their own.
            if byte & 0xC0 != 0x80 {
                let bucket = usize::from(byte.to_ascii_lowercase() & 31);
                counts[bucket] = counts[bucket].saturating_add(1);
            }
        }
        Letters(counts)
    }

    /// Whether a word of so many bytes may mean the other: what is nearer than that has nearly the same letters.
    pub fn alike(&self, other: &Letters, length: usize) -> bool {
        self.distance(other) <= (length / 3).clamp(1, 5)
    }

    fn distance(&self, other: &Letters) -> usize {
        let (mut more, mut less) = (0usize, 0usize);
        for (a, b) in self.0.iter().zip(&other.0) {
            more += usize::from(a.saturating_sub(*b));
            less += usize::from(b.saturating_sub(*a));
        }
        more.max(less)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sure_slips_are_told_from_guesses() {
        let known = ["title", "titles", "description", "v1", "step-1"];
        let check = |word, meant, want| assert_eq!(is_slip(word, meant, known), want, "{word}");
        check("Title", "title", true);
        check("titel", "title", true);
        // One letter from both.
        check("titlez", "title", false);
        check("descripton", "description", true);
        check("descriptoin", "description", true);
        check("descrpton", "description", true);
        check("describing", "description", false);
        check("v2", "v1", false);
        check("step-2", "step-1", false);
    }

    #[test]
    fn words_without_end_are_not_compared() {
        let (long, other) = ("a".repeat(1_000_000), "a".repeat(999_999) + "b");
        assert_eq!(nearest(&long, [&*other]), None);
        assert_eq!(nearest("aaab", [&*other, "aaaa"]), Some("aaaa"));
        assert!(!is_slip(&long, &other, [&*other]));
    }

    #[test]
    fn little_slips_are_seen() {
        let check = |word, want| assert_eq!(nearest(word, ["title", "theme", "rules", "html", "überblick"]), want);
        check("titel", Some("title"));
        check("RULES", Some("rules"));
        check("output", None);
        check("htm", Some("html"));
        check("ueberblick", Some("überblick"));
        check("überblik", Some("überblick"));
    }
}
