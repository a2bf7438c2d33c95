//! The theme: templates and files.
