//! The headings that a page's outline shows.

use crate::{
    page::{FileId, Kind, Links, Node, Page, Target},
    render::view::OutlineItem,
};

/// Includes inside each other that are followed.
const DEPTH: usize = 16;

/// Includes of one page that are followed: files that include each other twice would be without end.
const INCLUDES: usize = 1000;

/// Headings of levels 2 and 3 in reading order, those of included files in their places.
pub fn outline<'a>(
    page: &'a Page,
    links: &'a Links,
    included: &dyn Fn(FileId) -> Option<(&'a Page, &'a Links)>,
) -> Vec<OutlineItem> {
    let mut walk = Walk { included, including: Vec::new(), left: INCLUDES, out: Vec::new() };
    walk.nodes(page, links, &page.body);
    walk.out
}

struct Walk<'a, 'f> {
    included: &'f dyn Fn(FileId) -> Option<(&'a Page, &'a Links)>,
    /// Files that are being followed, outermost first.
    including: Vec<FileId>,
    left: usize,
    out: Vec<OutlineItem>,
}

impl<'a> Walk<'a, '_> {
    fn nodes(&mut self, page: &'a Page, links: &'a Links, nodes: &'a [Node]) {
        for node in nodes {
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
                Kind::Paragraph => {
                    // An include that stands alone in its line may be a part of a paragraph.
                    for child in node.children.iter().filter(|child| matches!(child.kind, Kind::Directive(_))) {
                        self.nodes(page, links, std::slice::from_ref(child));
                    }
                }
                _ => {}
            }
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
        let item = OutlineItem { id: heading.id.to_string(), text: heading.text.to_string(), children: Vec::new() };
        match (heading.level, self.out.last_mut()) {
            (3, Some(parent)) => parent.children.push(item),
            (2 | 3, _) => self.out.push(item),
            _ => {}
        }
    }
}
