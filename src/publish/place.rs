//! Where a page stands: its title, its place in a table of contents, and the way to it.

use serde_json::{Map, Value};

use crate::{
    page::{FileId, Page},
    render::{crumbs, metadata, nav},
    site::Site,
    source::Span,
    words::Words,
};

/// What is told of a page's place.
pub struct Standing {
    pub title: String,
    pub place: nav::Place,
    /// The table of contents that is shown with the page, where a file states it.
    pub toc: Option<FileId>,
    /// The page's entry in it.
    pub entry: Option<(FileId, Span)>,
}

/// Where a page stands.
pub fn standing(site: &Site, id: FileId, page: &Page) -> Standing {
    let metadata = site.docset(id).metadata(&site.files.get(id).path, &page.front_matter.values);
    let (place, toc) = place(site, id, site.address(id).unwrap_or_default(), &metadata, site.words(id));
    let toc = toc.map(|toc| &site.tocs.list[toc]);
    let entry = toc.and_then(|toc| toc.items[toc.entry(id)? as usize].place);
    let title = title(site, id, page, &metadata);
    Standing { title, place, toc: toc.and_then(|toc| toc.file), entry }
}

/// The title of a page, with what the configuration says of it.
pub(super) fn title(site: &Site, id: FileId, page: &Page, metadata: &Map<String, Value>) -> String {
    let text = |key: &str| metadata::text(metadata, key);
    // Of the configuration, `titleOverwriteH1` is stronger than the first heading, and `title` is not.
    let written = ["title", "titleOverwriteH1"].iter().any(|key| page.front_matter.values.contains_key(*key));
    let over = (!written).then(|| text("titleOverwriteH1")).flatten();
    let own = over.or_else(|| page.outline.title.is_none().then(|| text("title")).flatten());
    own.unwrap_or_else(|| site.index.title(id, &site.files))
}

/// What is around a page at an address, and the number of its table of contents.
pub(super) fn place(
    site: &Site,
    id: FileId,
    address: &str,
    metadata: &Map<String, Value>,
    words: &Words,
) -> (nav::Place, Option<usize>) {
    let context = nav::Context {
        files: &site.files,
        tocs: &site.tocs,
        address: &|id| site.address(id),
        branches: &site.branches,
        words,
        redirects: &site.redirects,
    };
    let path = &site.files.get(id).path;
    let named =
        |key: &str| crumbs::named(&metadata::text(metadata, key)?, path, site.docset(id).root.as_str(), &context);
    let chosen = named("toc_rel");
    let mut place = nav::place(id, address, chosen, &context);
    if let Some(breadcrumbs) = named("breadcrumb_path") {
        let mut way = crumbs::crumbs(breadcrumbs, id, address, &context);
        place.crumbs.retain(|crumb| way.last().is_none_or(|last| last.title != crumb.title));
        way.append(&mut place.crumbs);
        place.crumbs = way;
    }
    let chosen = chosen.and_then(|toc| site.tocs.holding(toc, &site.files));
    let toc = chosen.or_else(|| site.tocs.place(id).map(|(toc, _)| toc));
    (place, toc.or_else(|| site.tocs.nearest(path.folder())))
}
