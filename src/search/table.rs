//! Words and their numbers: a table whose entries hold short words themselves, so that a word is found in one place of memory.

/// Bytes of a word that an entry holds.
const SHORT: usize = 23;

/// An entry that no word has taken.
const FREE: u32 = u32::MAX;

/// Numbers words in the order in which they come.
pub(super) struct Table {
    /// A power of two of them, a quarter of them free at least.
    entries: Vec<Entry>,
    count: u32,
    /// Words that are longer than an entry.
    long: Vec<Box<str>>,
}

#[derive(Clone, Copy)]
struct Entry {
    key: [u64; 3],
    number: u32,
}

/// Where a word is, or may be put.
pub(super) struct Place {
    at: usize,
    key: [u64; 3],
}

impl Default for Table {
    fn default() -> Table {
        Table { entries: vec![Entry { key: [0; 3], number: FREE }; 1 << 10], count: 0, long: Vec::new() }
    }
}

impl Table {
    /// The number of words.
    pub fn len(&self) -> usize {
        self.count as usize
    }

    /// The number of a word, or the place for it.
    pub fn find(&self, word: &str) -> Result<u32, Place> {
        let key = key(word.as_bytes());
        let mask = self.entries.len() - 1;
        let mut at = hash(key) as usize & mask;
        loop {
            let entry = &self.entries[at];
            if entry.number == FREE {
                return Err(Place { at, key });
            }
            if entry.key == key || word.len() > SHORT && self.long_word(entry.key) == Some(word) {
                return Ok(entry.number);
            }
            at = (at + 1) & mask;
        }
    }

    /// Puts a word into its place, and gives its number.
    pub fn put(&mut self, place: Place, word: &str) -> u32 {
        let number = self.count;
        let mut key = place.key;
        if word.len() > SHORT {
            key[1] = self.long.len() as u64;
            self.long.push(word.into());
        }
        self.entries[place.at] = Entry { key, number };
        self.count += 1;
        if self.count as usize * 4 > self.entries.len() * 3 {
            self.grow();
        }
        number
    }

    /// All words with their numbers, in no order.
    pub fn all(&self, found: &mut impl FnMut(&str, u32)) {
        for entry in self.entries.iter().filter(|entry| entry.number != FREE) {
            let bytes = entry.key.map(u64::to_le_bytes);
            let bytes = bytes.as_flattened();
            let short = || std::str::from_utf8(bytes.get(1..=usize::from(bytes[0]))?).ok();
            if let Some(word) = self.long_word(entry.key).or_else(short) {
                found(word, entry.number);
            }
        }
    }

    fn long_word(&self, key: [u64; 3]) -> Option<&str> {
        let length = key[0] as usize & 0xFF;
        (length > SHORT).then(|| self.long.get(key[1] as usize)).flatten().map(|word| &**word)
    }

    fn grow(&mut self) {
        let free = Entry { key: [0; 3], number: FREE };
        let mut entries = vec![free; self.entries.len() * 2];
        let mask = entries.len() - 1;
        for entry in self.entries.iter().filter(|entry| entry.number != FREE) {
            let key = self.long_word(entry.key).map_or(entry.key, |word| self::key(word.as_bytes()));
            let mut at = hash(key) as usize & mask;
            while entries[at].number != FREE {
                at = (at + 1) & mask;
            }
            entries[at] = *entry;
        }
        self.entries = entries;
    }
}

/// The length of a word and its bytes; of a long one the first ones, and what the others come to.
fn key(word: &[u8]) -> [u64; 3] {
    let mut bytes = [0_u8; SHORT + 1];
    bytes[0] = word.len().min(255) as u8;
    let short = &word[..word.len().min(SHORT)];
    bytes[1..=short.len()].copy_from_slice(short);
    let number = |at: usize| u64::from_le_bytes(std::array::from_fn(|byte| bytes[at * 8 + byte]));
    let mut key = [number(0), number(1), number(2)];
    for byte in word.get(SHORT..).unwrap_or_default() {
        key[2] = key[2].rotate_left(5) ^ u64::from(*byte);
    }
    key
}

fn hash(key: [u64; 3]) -> u64 {
    const ODD: [u64; 3] = [0x9E37_79B9_7F4A_7C15, 0xC2B2_AE3D_27D4_EB4F, 0x1656_67B1_9E37_79F9];
    let mixed = key[0].wrapping_mul(ODD[0]) ^ key[1].wrapping_mul(ODD[1]).rotate_left(21) ^ key[2].wrapping_mul(ODD[2]);
    let mixed = (mixed ^ mixed >> 32).wrapping_mul(ODD[0]);
    mixed ^ mixed >> 29
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_any_length_are_found_again() {
        let words: Vec<String> = (0..5000)
            .flat_map(|at| [format!("w{at}"), format!("a_word_that_is_longer_than_an_entry_{at}"), format!("é{at}ü")])
            .chain([String::from("x").repeat(23), String::from("x").repeat(24), String::from("x").repeat(300)])
            .collect();
        let mut table = Table::default();
        for (number, word) in words.iter().enumerate() {
            let Err(place) = table.find(word) else { panic!("{word} is there") };
            assert_eq!(table.put(place, word) as usize, number);
        }
        for (number, word) in words.iter().enumerate() {
            assert_eq!(table.find(word).ok(), Some(number as u32), "{word}");
        }
        let mut count = 0;
        table.all(&mut |word, number| {
            assert_eq!(words[number as usize], word);
            count += 1;
        });
        assert_eq!((count, table.len()), (words.len(), words.len()));
    }
}
