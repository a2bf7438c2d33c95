//! The list of pages for search engines: <https://www.sitemaps.org/protocol.html>

use crate::{
    html,
    page::{FileId, Page},
    render::metadata,
    site::Site,
};

/// The site map of a site at a base URL. Pages that lead on, and pages that search engines are told to leave out, are not
/// there.
pub fn sitemap(site: &Site, base_url: &str, pages: &[(FileId, &Page)]) -> String {
    let mut out = String::from(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n",
    );
    let context = site.context();
    for (id, page) in pages {
        let Some(address) = site.address(*id).filter(|_| context.is_content(*id)) else { continue };
        let (docset, path) = (site.docset(*id), &site.files.get(*id).path);
        let metadata = docset.metadata(path, &page.front_matter.values);
        if metadata::robots(&metadata).is_some_and(|robots| metadata::hides(&robots)) {
            continue;
        }
        out.push_str("<url>");
        element(&mut out, "loc", &format!("{base_url}{address}"));
        let entry = docset.sitemap.entry(path);
        for (name, value) in [
            ("lastmod", entry.lastmod.as_deref()),
            ("changefreq", entry.changefreq),
            ("priority", entry.priority.as_deref()),
        ] {
            if let Some(value) = value {
                element(&mut out, name, value);
            }
        }
        out.push_str("</url>\n");
    }
    out.push_str("</urlset>\n");
    out
}

fn element(out: &mut String, name: &str, text: &str) {
    out.push_str(&format!("<{name}>"));
    html::text(out, text);
    out.push_str(&format!("</{name}>"));
}
