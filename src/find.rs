//! Short words in long texts: what most pages do not have is to cost nothing.

use memchr::memmem;

/// The byte at which a word first stands in a text.
pub fn find(text: &str, word: &str) -> Option<usize> {
    memmem::find(text.as_bytes(), word.as_bytes())
}

/// Whether a word stands in a text.
pub fn has(text: &str, word: &str) -> bool {
    find(text, word).is_some()
}

/// The places of an ASCII character in a text.
pub fn all(text: &str, byte: u8) -> impl Iterator<Item = usize> {
    memchr::memchr_iter(byte, text.as_bytes())
}
