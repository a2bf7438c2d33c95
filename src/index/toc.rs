//! Tables of contents: `toc.yml` and `toc.md`.
