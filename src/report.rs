//! Findings as text: pretty, short, JSON.
