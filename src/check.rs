//! Rules: what is wrong with a page or with the site as a whole, beyond its references.

pub mod content;
pub mod dependents;
mod duplicate_id;
mod duplicate_page;
mod front_matter;
mod groups;
pub mod highlight;
mod include_depth;
mod lang;
pub mod leads;
mod math;
mod misspelled_key;
mod monikers;
mod orphan;
mod output_name;
mod pivots;
mod redirect_url;
mod search;
pub mod shared_uid;
pub mod toc_choice;
mod unused_image;
mod unused_include;
mod unused_redirect;
mod unused_snippet;
pub mod via;
pub mod weight;

use crate::{
    config::Config,
    diagnostic::Diagnostic,
    files::Files,
    index::{Index, redirects::Redirects, toc::Tocs, variants::Variants},
    page::{FileId, Page},
    plan::Plan,
};

/// What rules of the site look at.
pub struct Context<'a> {
    pub files: &'a Files,
    pub index: &'a Index,
    pub tocs: &'a Tocs,
    pub config: &'a Config,
    pub redirects: &'a Redirects,
    pub variants: &'a Variants,
    pub plan: &'a Plan,
}

impl Context<'_> {
    /// Whether a file becomes a page with content of its own, not one that only leads readers on.
    pub fn is_content(&self, id: FileId) -> bool {
        let redirect = || self.index.page(id).and_then(|page| leads::of_front_matter(self, id, page));
        self.files.get(id).is_page() && redirect().is_none()
    }
}

/// Asks every rule of pages.
pub fn page(page: &Page, found: &mut Vec<Diagnostic>) {
    duplicate_id::check(page, found);
    lang::page(page, found);
    math::check(page, found);
    misspelled_key::check(page, found);
    output_name::check(page, found);
    search::page(page, found);
}

/// Asks every rule of the site.
pub fn site(context: &Context, found: &mut Vec<Diagnostic>) {
    groups::check(context, found);
    include_depth::check(context, found);
    lang::config(context, found);
    monikers::check(context, found);
    orphan::check(context, found);
    pivots::check(context, found);
    redirect_url::check(context, found);
    search::config(context, found);
    toc_choice::check(context, found);
    unused_include::check(context, found);
}

/// Lines that a message names, the first ones of many.
const LINE_LIMIT: usize = 5;

/// Lines as a message names them: "line 3", "lines 3, 5 and 9 more".
fn lines(lines: &[usize]) -> String {
    let word = if lines.len() == 1 { "line" } else { "lines" };
    let shown: Vec<String> = lines.iter().take(LINE_LIMIT).map(usize::to_string).collect();
    let more = match lines.len().saturating_sub(LINE_LIMIT) {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    format!("{word} {}{more}", shown.join(", "))
}

#[cfg(test)]
mod tests {
    use super::lines;

    #[test]
    fn many_lines_are_counted() {
        let check = |list: &[usize], want: &str| assert_eq!(lines(list), want);
        check(&[3], "line 3");
        check(&[3, 5], "lines 3, 5");
        check(&[1, 2, 3, 4, 5, 6, 7], "lines 1, 2, 3, 4, 5 and 2 more");
    }
}
