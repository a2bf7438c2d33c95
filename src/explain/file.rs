//! A file that is no page: what it is for, what uses it, what is made of it.

use serde_json::{Value, json};

use super::{
    links, place,
    text::{Text, columns},
};
use crate::{
    check::weight::bytes,
    files::Role,
    index::toc::{Toc, TocTarget},
    page::FileId,
    site::Site,
};

pub(super) fn explain(site: &Site, id: FileId) -> (Value, String) {
    let file = site.files.get(id);
    let path = file.path.as_str();
    let uses: Vec<(String, &str)> = links::uses(site, id)
        .iter()
        .map(|one| (place(site, &site.files.get(one.by).path, one.span), one.how))
        .collect();
    let pages: Vec<String> = pages(site, id).into_iter().map(|id| site.files.get(id).path.to_string()).collect();
    let tocs: Vec<String> = site.tocs.list.iter().flat_map(|toc| entries(site, toc, id)).collect();
    let role = role(site, id);
    let json = json!({
        "path": path,
        "role": role,
        "size": file.size,
        "output": file.output.as_deref(),
        "url": site.address(id),
        "usedBy": uses.iter().map(|(place, how)| json!({"place": place, "how": how})).collect::<Vec<_>>(),
        "pages": pages,
        "tocs": tocs,
    });
    let mut text = Text::titled(&format!("{path}: {role}, {}", bytes(file.size)));
    text.line("address", site.address(id).unwrap_or_default());
    text.line("output", file.output.as_deref().unwrap_or("not published by itself"));
    if let Some(toc) = site.tocs.list.iter().find(|toc| toc.file == Some(id)) {
        text.line("entries", &toc.items.len().to_string());
    } else if uses.is_empty() && tocs.is_empty() && !matches!(file.role, Role::Toc | Role::Other) {
        text.line("used by", "nothing");
    }
    text.part("Used by", columns(uses.into_iter().map(|(place, how)| (place, how.to_owned())).collect()));
    text.part("Part of the pages", pages);
    text.part("In tables of contents", tocs);
    (json, text.done())
}

/// What a file is for, in a word or two.
fn role(site: &Site, id: FileId) -> &'static str {
    let file = site.files.get(id);
    let picture = ["png", "jpg", "jpeg", "gif", "svg", "webp", "avif", "bmp", "ico"];
    match file.role {
        Role::Toc => "table of contents",
        Role::Fragment if site.index.included_by.contains_key(&id) => "include",
        Role::Fragment => "Markdown to be included",
        Role::Resource if picture.iter().any(|extension| file.path.has_extension(extension)) => "picture",
        Role::Resource => "file that is copied",
        Role::Page => "page that is not published",
        Role::Other if site.redirects.files.contains(&id) => "file of redirects",
        Role::Other if links::uses(site, id).iter().any(|one| one.how == "shows the code") => "code",
        Role::Other => "no part of the site",
    }
}

/// The pages that a file is a part of.
fn pages(site: &Site, id: FileId) -> Vec<FileId> {
    let mut out: Vec<FileId> = Vec::new();
    for one in links::uses(site, id).iter().filter(|one| one.how != "links") {
        if site.files.get(one.by).role == Role::Page {
            out.push(one.by);
        }
        out.extend(site.index.includers(one.by, &site.files).into_iter().map(|(by, ..)| by));
    }
    out.sort_unstable();
    out.dedup();
    out
}

/// Where a table of contents lists a file.
fn entries(site: &Site, toc: &Toc, id: FileId) -> Vec<String> {
    let of_file = toc.items.iter().filter(|item| matches!(item.target, TocTarget::Page(to, _) if to == id));
    let places = of_file.filter_map(|item| item.place);
    places.map(|(file, span)| place(site, &site.files.get(file).path, span)).collect()
}
