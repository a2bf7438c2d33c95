//! A page: what it is made of, where its metadata is from, where it stands, and what leads to and from it.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::{
    links, place,
    text::{Text, columns},
};
use crate::{
    check::leads,
    data,
    page::{FileId, Page, RefKind, Target},
    publish,
    site::Site,
    urls::inventory,
};

pub(super) fn explain(site: &Site, id: FileId, page: &Page) -> (Value, String) {
    let file = site.files.get(id);
    let address = site.address(id).unwrap_or_default();
    let metadata = site.docset(id).metadata(&file.path, &page.front_matter.values);
    let origins = origins(site, id, page, &metadata);
    let stand = publish::place::standing(site, id, page);
    let links = links::out(site, id);
    let inbound = links::inbound(site, id);
    let includes: Vec<String> =
        site.index.reachable(id).iter().skip(1).map(|id| site.files.get(*id).path.to_string()).collect();
    let monikers: Vec<String> = site
        .variants
        .choices(id)
        .and_then(|choices| {
            let own = choices.own.as_ref()?;
            Some(own.iter().map(|&at| choices.monikers.list[at as usize].name.to_string()).collect())
        })
        .unwrap_or_default();
    let redirects = redirects(site, id);
    let headings = headings(site, id);
    let crumbs: Vec<&str> = stand.place.crumbs.iter().map(|crumb| crumb.title.as_str()).collect();
    let toc = stand.toc.map(|toc| site.files.get(toc).path.to_string());
    let anchors = inventory::anchors(&site.context(), id);
    let json = json!({
        "path": file.path.as_str(),
        "url": address,
        "output": file.output.as_deref(),
        "title": stand.title,
        "metadata": metadata,
        "origins": origins.iter().map(|(key, (place, _))| (key.clone(), place.as_str().into())).collect::<Map<_, _>>(),
        "headings": headings,
        "anchors": anchors,
        "links": links.iter().map(|link| link.to_json(site)).collect::<Vec<_>>(),
        "inbound": inbound.iter().map(|one| site.files.get(one.page).path.as_str()).collect::<Vec<_>>(),
        "inboundLinks": inbound.iter().map(|one| one.to_json(site)).collect::<Vec<_>>(),
        "includes": includes,
        "toc": toc,
        "breadcrumbs": crumbs,
        "monikers": monikers,
        "redirects": redirects,
    });
    let mut text = Text::titled(&format!("{}: {}", file.path, stand.title));
    text.line("address", if address.is_empty() { "./" } else { address });
    text.line("output", file.output.as_deref().unwrap_or_default());
    if let Some(to) = leads::of_front_matter(&site.context(), id, page) {
        text.line("leads on to", &inventory::written(&site.context(), &to));
    }
    text.line("title from", &title_from(site, id, page, &origins));
    let listed = site.tocs.listed(id);
    let contents = match &toc {
        Some(toc) if listed => toc.clone(),
        Some(toc) => format!("{toc}, which does not list it"),
        None if listed => "made from the folders".to_owned(),
        None => "none".to_owned(),
    };
    text.line("contents", &contents);
    text.line(
        "entry",
        &stand.entry.map(|(file, span)| place(site, &site.files.get(file).path, span)).unwrap_or_default(),
    );
    text.line("breadcrumbs", &crumbs.join(" > "));
    text.line("versions", &monikers.join(", "));
    text.part("Made of", made_of(site, id));
    let rows = metadata.iter().map(|(key, value)| {
        let shown = match value {
            Value::String(text) => text.clone(),
            other => other.to_string(),
        };
        let shown: String = shown.chars().take(60).collect();
        let (place, how) = origins.get(key).cloned().unwrap_or_default();
        (format!("{key}: {shown}"), format!("{place}{how}"))
    });
    text.part("Metadata", columns(rows.collect()));
    let name = format!("Links and pictures: {} ({})", links.len(), links::counts(&links));
    if links.first().is_some_and(|link| link.file != id) {
        text.part(&name, [String::from("none of its own")]);
    }
    // Those of what it includes stand under the path of that file.
    for part in links.chunk_by(|one, other| one.file == other.file) {
        let rows = part.iter().map(|link| {
            let target = link.target.clone().filter(|_| link.kind != "anchor").unwrap_or_else(|| link.url.clone());
            (format!("{}:{}", link.line, link.column), format!("{:<8}  {target}", link.kind))
        });
        if part[0].file != id {
            text.part(&format!("Of these in {}", site.files.get(part[0].file).path), columns(rows.collect()));
        } else {
            text.part(&name, columns(rows.collect()));
        }
    }
    let rows = inbound.iter().map(|one| {
        let at = place(site, &site.files.get(one.by).path, one.span);
        let page = site.files.get(one.page).path.to_string();
        if one.by == one.page { (at, String::new()) } else { (page, format!("by {at}")) }
    });
    text.part("Linked from", columns(rows.collect()));
    text.part("Redirected to it", redirects.clone());
    text.part("Ids", if anchors.is_empty() { Vec::new() } else { vec![anchors.join(" ")] });
    (json, text.done())
}

/// The headings of a page with those of what it includes, in the order of the page.
fn headings(site: &Site, id: FileId) -> Vec<Value> {
    let mut out = Vec::new();
    let mut open = Vec::new();
    walk(site, id, &mut open, &mut out);
    out
}

fn walk(site: &Site, id: FileId, open: &mut Vec<FileId>, out: &mut Vec<Value>) {
    let Some(page) = site.index.page(id).filter(|_| !open.contains(&id) && open.len() < 20) else { return };
    let places = site.index.include_places.get(id.0 as usize).map_or(&[][..], |places| places);
    let mut includes = places.iter().peekable();
    open.push(id);
    for heading in &page.outline.headings {
        while let Some((to, _)) = includes.next_if(|(_, span)| span.start < heading.span.start) {
            walk(site, *to, open, out);
        }
        out.push(json!({"level": heading.level, "id": heading.id, "text": heading.text}));
    }
    for (to, _) in includes {
        walk(site, *to, open, out);
    }
    open.pop();
}

/// Where each key of a page's metadata is from, and what of a configuration chose it.
fn origins(site: &Site, id: FileId, page: &Page, metadata: &Map<String, Value>) -> BTreeMap<String, (String, String)> {
    let docset = site.docset(id);
    let path = &site.files.get(id).path;
    let own = page.front_matter.span;
    let own = data::read_yaml(page.text(own), own.start).ok().and_then(|read| read.data);
    let own = |key: &str| own.as_ref()?.as_map()?.iter().find(|(known, _)| known.name == key).map(|(key, _)| key.span);
    let one = |key: &String| {
        if page.front_matter.values.contains_key(key) {
            let span = own(key).unwrap_or(page.front_matter.span);
            return Some((place(site, path, span), String::new()));
        }
        let written = docset.written(path, key)?;
        let by_glob = docset
            .file_metadata
            .iter()
            .any(|(known, values)| known == key && values.iter().any(|value| value.written == *written));
        let how = if by_glob { " (by its path)" } else { " (all pages)" };
        Some((place(site, &written.path, written.data.span), how.to_owned()))
    };
    metadata.keys().filter_map(|key| Some((key.clone(), one(key)?))).collect()
}

fn title_from(site: &Site, id: FileId, page: &Page, origins: &BTreeMap<String, (String, String)>) -> String {
    let path = &site.files.get(id).path;
    let key = ["title", "titleOverwriteH1"].iter().find(|key| page.front_matter.values.contains_key(**key));
    if let Some((at, _)) = key.and_then(|key| origins.get(*key)) {
        return at.clone();
    }
    match page.outline.headings.iter().find(|heading| heading.level <= 3) {
        Some(heading) => place(site, path, heading.span),
        None => "what it includes, else its file's name".into(),
    }
}

/// The files that a page is made of: its own, what it includes as a tree, the code that it shows.
fn made_of(site: &Site, id: FileId) -> Vec<String> {
    fn below(site: &Site, id: FileId, depth: usize, open: &mut Vec<FileId>, out: &mut Vec<String>) {
        out.push(format!("{}{}", "  ".repeat(depth), site.files.get(id).path));
        let (Some(page), Some(links)) = (site.index.page(id), site.links.get(id.0 as usize)) else { return };
        open.push(id);
        for (reference, target) in page.outline.refs.iter().zip(&links.targets) {
            let Target::File(to, _) = target else { continue };
            match reference.kind {
                RefKind::IncludeBlock | RefKind::IncludeInline if open.contains(to) => {
                    out.push(format!("{}{} (again, in a circle)", "  ".repeat(depth + 1), site.files.get(*to).path));
                }
                RefKind::IncludeBlock | RefKind::IncludeInline if out.len() < 500 => {
                    below(site, *to, depth + 1, open, out);
                }
                RefKind::Snippet => out.push(format!("{}{} (code)", "  ".repeat(depth + 1), site.files.get(*to).path)),
                _ => {}
            }
        }
        open.pop();
    }
    let mut out = Vec::new();
    below(site, id, 0, &mut Vec::new(), &mut out);
    out
}

/// The paths that are redirected to a page.
fn redirects(site: &Site, id: FileId) -> Vec<String> {
    let context = site.context();
    let leads_here =
        |path: &str| matches!(leads::of_source(&context, path), Some(leads::Destination::Page(to, _)) if to == id);
    let sources = site.redirects.list.iter().map(|redirect| redirect.source.as_str());
    let mut out: Vec<String> = sources.filter(|path| leads_here(path)).map(str::to_owned).collect();
    let of_places = site.redirects.fragments.iter().filter(
        |redirect| matches!(leads::of_fragment(&context, redirect), Some(leads::Destination::Page(to, _)) if to == id),
    );
    out.extend(of_places.map(|redirect| format!("{}#{}", redirect.source, redirect.fragment)));
    out.sort_unstable();
    out
}
