//! Rules of content: what Learn's build says of headings, pictures, titles and raw HTML.

mod blocks;
mod headings;
mod pictures;
mod raw_html;
mod seen;
mod titles;
mod videos;

use std::collections::{BTreeMap, HashMap, HashSet};

use rayon::prelude::*;

use super::Context;
use crate::{
    config::{Docset, HtmlPolicy},
    diagnostic::{Diagnostic, Level, Rule},
    page::{FileId, Kind, Links, Node, Page},
    rules,
    source::{SitePath, Span},
};

/// What the project and the flags say of rules.
pub type Levels<'a> = BTreeMap<&'a str, Level>;

/// The rules that a file's docset is asked.
struct Asked<'a> {
    levels: &'a Levels<'a>,
    learn: bool,
    safe: bool,
}

impl Asked<'_> {
    fn wants(&self, rule: &'static Rule) -> bool {
        match self.levels.get(rule.name) {
            Some(level) => *level != Level::Allow,
            None => self.learn || !rules::LEARN.contains(&rule),
        }
    }

    /// Adds a finding of a rule that is asked.
    fn find(
        &self,
        rule: &'static Rule,
        page: &Page,
        span: Span,
        message: impl FnOnce() -> String,
    ) -> Option<Diagnostic> {
        self.wants(rule).then(|| rule.at(page.path(), span, message()))
    }
}

/// Asks the rules of content of every file, then of every page with what it includes, then of all pages together.
pub fn check(context: &Context, links: &[Links], levels: &Levels, found: &mut Vec<Diagnostic>) {
    let pages: Vec<FileId> = (0..context.index.pages.len()).map(|at| FileId(at as u32)).collect();
    let lists: Vec<(Vec<Diagnostic>, titles::Names)> = pages
        .par_iter()
        .map(|&id| {
            let mut found = Vec::new();
            let Some(page) = context.index.page(id) else { return (found, titles::Names::default()) };
            let docset = docset(context, id);
            let safe = context.config.html == HtmlPolicy::Safe;
            let asked = Asked { levels, learn: docset.learn || docset.docfx, safe };
            File { page, asked: &asked, found: &mut found }.check();
            let mut names = titles::Names::default();
            if is_page(context, id, page) {
                let first = headings::check(id, context, links, &asked, &mut found);
                names = titles::check(page, docset, first, context.index.may_hold_more(id), &asked, &mut found);
            }
            (found, names)
        })
        .collect();
    let mut of_all = Vec::new();
    let mut names = Vec::new();
    for (id, (list, own)) in pages.into_iter().zip(lists) {
        of_all.extend(list);
        names.push((id, own));
    }
    titles::duplicates(context, &names, levels, &mut of_all);
    found.extend(merged(of_all));
}

fn docset<'a>(context: &Context<'a>, id: FileId) -> &'a Docset {
    &context.config.docsets[usize::from(context.files.get(id).docset)]
}

/// Whether a file becomes a page with content of its own.
fn is_page(context: &Context, id: FileId, page: &Page) -> bool {
    page.path().has_extension("md") && context.is_content(id)
}

/// One file while its rules are asked.
struct File<'a, 'c> {
    page: &'a Page,
    asked: &'c Asked<'c>,
    found: &'c mut Vec<Diagnostic>,
}

impl File<'_, '_> {
    /// Adds a finding of a rule that is asked, and gives it back to be told more.
    fn find(&mut self, rule: &'static Rule, span: Span, message: impl FnOnce() -> String) -> Option<&mut Diagnostic> {
        self.found.push(self.asked.find(rule, self.page, span, message)?);
        self.found.last_mut()
    }

    /// Asks the rules that look at the file by itself.
    fn check(&mut self) {
        let page = self.page;
        let mut pictures = pictures::Pictures::default();
        let mut notes = blocks::Notes { marks: page.source.text.contains("[^"), ..blocks::Notes::default() };
        walk(self, &page.body, &pictures::Around::default(), &mut pictures, &mut notes);
        pictures::duplicates(self, &pictures);
        blocks::unused(self, &notes);
    }
}

fn walk<'a>(
    file: &mut File<'a, '_>,
    nodes: &'a [Node],
    around: &pictures::Around<'a>,
    pictures: &mut pictures::Pictures,
    notes: &mut blocks::Notes<'a>,
) {
    for (at, node) in nodes.iter().enumerate() {
        match &node.kind {
            Kind::Text if notes.marks => blocks::undefined(file, node),
            Kind::Code(code) => {
                if code.fenced {
                    blocks::fence(file, node);
                }
                continue;
            }
            Kind::Heading(level) => blocks::heading(file, node, *level),
            Kind::Table(_) => blocks::table(file, node),
            Kind::Footnote(label) => notes.definitions.push((label, node.span)),
            Kind::FootnoteReference(label) => drop(notes.references.insert(label)),
            Kind::Html(raw) => {
                raw_html::check(file, raw, node);
                pictures.raw(file, raw, node, around);
            }
            Kind::Image(image) => pictures.image(file, image, node, (nodes, at), around),
            Kind::Directive(directive) => {
                videos::directive(file, directive, node);
                pictures.directive(file, directive, node, (nodes, at), around);
            }
            _ => {}
        }
        if node.children.is_empty() {
            continue;
        }
        match around.inside(node) {
            Some(inner) => walk(file, &node.children, &inner, pictures, notes),
            None => walk(file, &node.children, around, pictures, notes),
        }
    }
}

/// Makes one of findings that say the same of one place of an included file, with all pages that include it.
fn merged(found: Vec<Diagnostic>) -> Vec<Diagnostic> {
    type Key = (&'static str, SitePath, Span, String);
    // Where each is in `out`, and through what it is included so far: a file may be included by thousands.
    let mut known: HashMap<Key, (usize, HashSet<(SitePath, Span)>)> = HashMap::new();
    let mut out: Vec<Diagnostic> = Vec::with_capacity(found.len());
    for finding in found {
        if finding.via.is_empty() {
            out.push(finding);
            continue;
        }
        let key = (finding.rule.name, finding.path.clone(), finding.span, finding.message.clone());
        match known.get_mut(&key) {
            Some((at, seen)) => {
                let new = finding.via.into_iter().filter(|via| seen.insert(via.clone()));
                out[*at].via.extend(new);
            }
            None => {
                known.insert(key, (out.len(), finding.via.iter().cloned().collect()));
                out.push(finding);
            }
        }
    }
    out
}

/// A span without the blanks and line ends at its end.
fn trimmed(page: &Page, span: Span) -> Span {
    Span { end: span.start + page.text(span).trim_end().len() as u32, ..span }
}
