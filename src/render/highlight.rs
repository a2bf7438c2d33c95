//! Colours in code.
