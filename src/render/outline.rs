//! The headings that a page's outline shows.

use crate::{
    ext::tabs,
    page::{FileId, Kind, Links, Node, Page, Target},
    render::view::OutlineItem,
    source::Span,
};

/// Includes inside each other that are followed.
const DEPTH: usize = 16;

/// Includes of one page that are followed: files that include each other twice would be without end.
const INCLUDES: usize = 1000;

/// Headings that an outline shows at most: with more it is no way into a page any longer.
const MOST: usize = 1000;

/// Headings of levels 2 and 3 in reading order, those of included files in their places. Of more than `MOST`, those of
/// level 3 are left out, and then the last ones.
/// `variants` tells for whom a place of a file is on the page: classes of zones, and versions.
pub fn outline<'a>(
    id: FileId,
    included: &dyn Fn(FileId) -> Option<(&'a Page, &'a Links)>,
    variants: &dyn Fn(FileId, Span) -> (String, Option<String>),
) -> Vec<OutlineItem> {
    let mut walk = Walk { included, variants, including: Vec::new(), left: INCLUDES, later: false, out: Vec::new() };
    walk.include(id);
    let mut out = walk.out;
    if out.iter().map(|item| 1 + item.children.len()).sum::<usize>() > MOST {
        out.iter_mut().for_each(|item| item.children = Vec::new());
        out.truncate(MOST);
    }
    out
}

/// Whether who sees a heading sees its parent, too.
fn seen_with(item: &OutlineItem, parent: &OutlineItem) -> bool {
    let within = |inner: &str, outer: &str| inner.split(' ').all(|word| outer.split(' ').any(|known| known == word));
    let versions = match (&item.monikers, &parent.monikers) {
        (_, None) => true,
        (None, Some(_)) => false,
        (Some(inner), Some(outer)) => within(inner, outer),
    };
    versions && (parent.class.is_empty() || !item.class.is_empty() && within(&item.class, &parent.class))
}

struct Walk<'a, 'f> {
    included: &'f dyn Fn(FileId) -> Option<(&'a Page, &'a Links)>,
    variants: &'f dyn Fn(FileId, Span) -> (String, Option<String>),
    /// Files that are being followed, outermost first.
    including: Vec<FileId>,
    left: usize,
    /// Whether this is in a tab that is not the first of its group.
    later: bool,
    out: Vec<OutlineItem>,
}

impl<'a> Walk<'a, '_> {
    fn nodes(&mut self, page: &'a Page, links: &'a Links, nodes: &'a [Node]) {
        for (at, node) in nodes.iter().enumerate() {
            let outer = self.later;
            self.later |= tabs::is_panel(node) && nodes[..at].iter().any(tabs::is_panel);
            match &node.kind {
                Kind::Heading(index) => self.heading(page, *index),
                Kind::Directive(directive) => {
                    for &to in &directive.refs {
                        let at = to.0 as usize;
                        let include = page.outline.refs.get(at).is_some_and(|reference| reference.kind.is_include());
                        if let (true, Some(Target::File(id, _))) = (include, links.targets.get(at)) {
                            self.include(*id);
                        }
                    }
                    self.nodes(page, links, &node.children);
                }
                Kind::Quote | Kind::List(_) | Kind::Item(_) => self.nodes(page, links, &node.children),
                // A question with its answer.
                Kind::Element(element) if element.tag == "section" => self.nodes(page, links, &node.children),
                Kind::Paragraph => {
                    // An include that stands alone in its line may be a part of a paragraph.
                    for child in node.children.iter().filter(|child| matches!(child.kind, Kind::Directive(_))) {
                        self.nodes(page, links, std::slice::from_ref(child));
                    }
                }
                _ => {}
            }
            self.later = outer;
        }
    }

    fn include(&mut self, id: FileId) {
        if self.including.len() < DEPTH
            && !self.including.contains(&id)
            && self.left > 0
            && let Some((page, links)) = (self.included)(id)
        {
            self.left -= 1;
            self.including.push(id);
            self.nodes(page, links, &page.body);
            self.including.pop();
        }
    }

    fn heading(&mut self, page: &Page, index: u32) {
        let Some(heading) = page.outline.headings.get(index as usize) else { return };
        let Some(&file) = self.including.last() else { return };
        let (mut class, monikers) = (self.variants)(file, heading.span);
        if self.later {
            class.push_str(if class.is_empty() { "later" } else { " later" });
        }
        let (id, text) = (heading.id.to_string(), heading.text.to_string());
        let item = OutlineItem { id, text, children: Vec::new(), class, monikers };
        match (heading.level, self.out.last_mut()) {
            // What is seen without its parent stands by itself.
            (3, Some(parent)) if seen_with(&item, parent) => parent.children.push(item),
            (2 | 3, _) => self.out.push(item),
            _ => {}
        }
    }
}
