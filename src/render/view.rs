//! What templates are handed.
