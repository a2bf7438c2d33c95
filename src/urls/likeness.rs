//! How much of a text is in another one.

use std::collections::{HashMap, HashSet};

/// Words of a text in order, each as a number.
pub fn words(text: &str) -> Vec<u64> {
    let mut out = Vec::new();
    let mut word: u64 = 0;
    for char in text.chars() {
        if char.is_alphanumeric() {
            for low in char.to_lowercase() {
                word = (word ^ u64::from(u32::from(low))).wrapping_mul(0x0000_0100_0000_01B3).wrapping_add(1);
            }
        } else if word != 0 {
            out.push(word);
            word = 0;
        }
    }
    if word != 0 {
        out.push(word);
    }
    out
}

/// Each two words that follow each other, and the first and last one.
pub fn pairs(text: &str) -> HashSet<u64> {
    let words = words(text);
    let pair = |a: u64, b: u64| a.rotate_left(21).wrapping_mul(0x9E37_79B9_7F4A_7C15) ^ b;
    let ends = words.first().into_iter().chain(words.last()).copied();
    words.windows(2).map(|two| pair(two[0], two[1])).chain(ends).collect()
}

/// From 0 to 1: how alike two sets are, the larger of Dice's measure and a little less than the part of the first that
/// is in the second.
pub fn alike(shared: usize, of_old: usize, of_new: usize) -> f64 {
    if of_old == 0 || of_new == 0 {
        return 0.0;
    }
    let (shared, old, new) = (shared as f64, of_old as f64, of_new as f64);
    (2.0 * shared / (old + new)).max(0.85 * shared / old)
}

/// How alike the texts of two parts are.
pub fn of_texts(old: &str, new: &str) -> f64 {
    let (old, new) = (pairs(old), pairs(new));
    alike(old.intersection(&new).count(), old.len(), new.len())
}

/// How alike two short texts are, such as headings, ids or names: by their words.
pub fn of_titles(old: &str, new: &str) -> f64 {
    let (old, new): (HashSet<u64>, HashSet<u64>) = (words(old).into_iter().collect(), words(new).into_iter().collect());
    if old.is_empty() || new.is_empty() {
        return 0.0;
    }
    2.0 * old.intersection(&new).count() as f64 / (old.len() + new.len()) as f64
}

/// For each of some texts how many of its pairs another text has, and how many that one has in all.
pub struct Sought {
    /// The texts that have a pair.
    by_pair: HashMap<u64, Vec<u32>>,
    /// By text: how many pairs it has.
    pub sizes: Vec<usize>,
}

impl Sought {
    pub fn new<'a>(texts: impl Iterator<Item = &'a str>) -> Sought {
        let mut by_pair: HashMap<u64, Vec<u32>> = HashMap::new();
        let mut sizes = Vec::new();
        for (at, text) in texts.enumerate() {
            let pairs = pairs(text);
            sizes.push(pairs.len());
            for pair in pairs {
                by_pair.entry(pair).or_default().push(at as u32);
            }
        }
        Sought { by_pair, sizes }
    }

    /// Shared pairs by text, and the pairs of the other text.
    pub fn shared(&self, text: &str) -> (Vec<usize>, usize) {
        let pairs = pairs(text);
        let mut shared = vec![0; self.sizes.len()];
        for at in pairs.iter().filter_map(|pair| self.by_pair.get(pair)).flatten() {
            shared[*at as usize] += 1;
        }
        (shared, pairs.len())
    }
}

/// The best of some candidates with its score, where it is good enough and clearly better than the next. The first of
/// equals is none.
pub fn best<T>(candidates: impl IntoIterator<Item = (f64, T)>, least: f64, margin: f64) -> Option<(f64, T)> {
    let mut best: Option<(f64, T)> = None;
    let mut second = 0.0_f64;
    for (score, candidate) in candidates {
        match &best {
            Some((most, _)) if score <= *most => second = second.max(score),
            _ => {
                second = second.max(best.as_ref().map_or(0.0, |(most, _)| *most));
                best = Some((score, candidate));
            }
        }
    }
    best.filter(|(score, _)| *score >= least && score - second >= margin)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_alike() {
        let check = |old, new, least: f64, most: f64| {
            let score = of_texts(old, new);
            assert!((least..=most).contains(&score), "{old} / {new}: {score}");
        };
        check("Read the file and write it", "Read the FILE, and write it.", 1.0, 1.0);
        check("Read the file and write it", "Read the file and then write it", 0.6, 0.9);
        check("Read the file", "Nothing of that kind", 0.0, 0.0);
        check("one two three", "before all one two three and then much more text that is not there", 0.4, 0.7);
        check("", "a", 0.0, 0.0);
        assert_eq!(of_titles("create-a-key", "Create a Key!"), 1.0);
    }

    #[test]
    fn only_what_is_clearly_best_is_taken() {
        let check =
            |list: &[f64], want| assert_eq!(best(list.iter().map(|&score| (score, ())), 0.5, 0.1).map(|it| it.0), want);
        check(&[0.6, 0.2, 0.9], Some(0.9));
        check(&[0.9, 0.85], None);
        check(&[0.4], None);
        check(&[0.7, 0.7], None);
        check(&[], None);
    }
}
