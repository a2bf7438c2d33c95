//! docwright: a compiler for documentation.
//!
//! Files are scanned and decoded ([`files`]), each is parsed by itself ([`parse`]) into a [`page::Page`], the outlines of
//! all pages become the [`index`], every reference is resolved against it ([`link`]) and every rule asked ([`check`]),
//! pages are rendered ([`render`]) and the bytes are put in place ([`emit`]). [`site::Site`] holds it together;
//! [`cli`] and [`report`] show it to people.
//!
//! Modules are listed floor by floor: each uses only those above it. `tests/tidy.rs` holds this.

pub mod find;

pub mod source;

pub mod diagnostic;

pub mod rules;

pub mod fingerprint;

pub mod data;

pub mod html;

pub mod tag;

pub mod browser;

pub mod safe;

pub mod moniker;

pub mod variant;

pub mod mime;

pub mod page;

pub mod suggest;

pub mod words;

pub mod colour;

pub mod place;

pub mod config;

pub mod url;

pub mod address;

pub mod xref;

pub mod snippet;

pub mod body;

pub mod ext;

pub mod parse;

pub mod files;

pub mod fetch;

pub mod index;

pub mod link;

pub mod render;

pub mod search;

pub mod plan;

pub mod check;

pub mod urls;

pub mod levels;

pub mod site;

pub mod external;

pub mod fix;

pub mod report;

pub mod adopt;

pub mod moved;

pub mod sitemap;

pub mod emit;

pub mod publish;

pub mod kept;

pub mod interrupt;

pub mod rebuild;

pub mod explain;

pub mod serve;

pub mod cli;
