//! Near matches: what an author probably meant.
