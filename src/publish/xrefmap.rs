//! `xrefmap.yml` of a site that has uids.

use crate::{
    render::xrefmap::{self, Entry},
    site::Site,
};

/// The map of the site's own uids.
pub(super) fn write(site: &Site) -> String {
    let own = site.uids.own();
    let entries: Vec<Entry> = own
        .iter()
        .filter_map(|&(name, id, number)| {
            let uid = site.index.page(id)?.outline.uids.get(number as usize)?;
            let address = site.address(id)?;
            let anchor = if uid.anchor.is_empty() { String::new() } else { format!("#{}", uid.anchor) };
            let called = uid.properties.iter().find(|(key, _)| &**key == "name").map(|(_, name)| name.to_string());
            Some(Entry {
                uid: name,
                name: called.unwrap_or_else(|| site.index.title(id, &site.files)),
                href: format!("{address}{anchor}"),
                properties: &uid.properties,
            })
        })
        .collect();
    xrefmap::write(site.config.base_url.as_deref(), &entries)
}
