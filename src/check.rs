//! Rules: what is wrong with a page or with the site as a whole, beyond its references.

pub mod content;
pub mod dependents;
mod duplicate_id;
mod front_matter;
mod groups;
mod include_depth;
mod math;
mod monikers;
mod orphan;
mod pivots;
mod redirect_url;
pub mod shared_uid;
pub mod toc_choice;
mod unused_include;

use crate::{
    config::Config,
    diagnostic::Diagnostic,
    files::Files,
    index::{Index, redirects::Redirects, toc::Tocs, variants::Variants},
    page::Page,
};

/// What rules of the site look at.
pub struct Context<'a> {
    pub files: &'a Files,
    pub index: &'a Index,
    pub tocs: &'a Tocs,
    pub config: &'a Config,
    pub redirects: &'a Redirects,
    pub variants: &'a Variants,
}

/// Asks every rule of pages.
pub fn page(page: &Page, found: &mut Vec<Diagnostic>) {
    duplicate_id::check(page, found);
    math::check(page, found);
}

/// Asks every rule of the site.
pub fn site(context: &Context, found: &mut Vec<Diagnostic>) {
    groups::check(context, found);
    include_depth::check(context, found);
    monikers::check(context, found);
    orphan::check(context, found);
    pivots::check(context, found);
    redirect_url::check(context, found);
    toc_choice::check(context, found);
    unused_include::check(context, found);
}
