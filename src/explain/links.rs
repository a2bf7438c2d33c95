//! Where the links of a page lead, and what leads to it.

use std::collections::{BTreeMap, HashMap};

use serde_json::{Value, json};

use crate::{
    address,
    files::{Found, Role},
    page::{FileId, Kind, Links, Node, Page, Ref, RefKind, Target},
    site::Site,
    source::Span,
    url, xref,
};

/// A link or picture of a page.
pub struct Link {
    /// The file that it is written in: the page's own, or one that it includes.
    pub file: FileId,
    pub line: usize,
    pub column: usize,
    pub text: String,
    /// The path of the file that it leads to, or would.
    pub target: Option<String>,
    /// As it is written into the page.
    pub url: String,
    pub kind: &'static str,
}

impl Link {
    pub fn to_json(&self, site: &Site) -> Value {
        json!({
            "file": site.files.get(self.file).path.as_str(),
            "line": self.line, "column": self.column, "text": self.text,
            "target": self.target, "url": self.url, "kind": self.kind,
        })
    }
}

/// The links and pictures of a page in text order, then those of each file that it includes.
pub fn out(site: &Site, id: FileId) -> Vec<Link> {
    site.index.reachable(id).into_iter().flat_map(|file| of_file(site, id, file)).collect()
}

/// The links of a file as they lead from a page that is made of it.
fn of_file(site: &Site, id: FileId, file: FileId) -> Vec<Link> {
    let (Some(page), Some(links)) = (site.index.page(file), site.links.get(file.0 as usize)) else { return Vec::new() };
    let mut texts = HashMap::new();
    gather(&page.body, page, links, &mut texts);
    let mut out = Vec::new();
    for (at, (reference, target)) in page.outline.refs.iter().zip(&links.targets).enumerate() {
        if !matches!(reference.kind, RefKind::Link | RefKind::Image) {
            continue;
        }
        let position = page.source.position(reference.span.start);
        let (target, url, kind) = leads(site, (id, file), page, reference, target);
        let text = texts.remove(&(at as u32)).unwrap_or_default();
        out.push(Link { file, line: position.line, column: position.column, text, target, url, kind });
    }
    out.sort_by_key(|link| (link.line, link.column));
    out
}

fn leads(
    site: &Site,
    (id, file): (FileId, FileId),
    page: &Page,
    reference: &Ref,
    target: &Target,
) -> (Option<String>, String, &'static str) {
    let own = site.files.get(id).path.as_str();
    let is_xref = xref::read(&reference.address).is_some();
    match target {
        Target::File(to, suffix) => {
            let led = site.files.get(*to);
            let url = match (site.address(id), site.address(*to)) {
                (Some(from), Some(address)) if from == address && suffix.starts_with('#') => suffix.to_string(),
                (Some(from), Some(address)) => url::relative(from, address) + suffix,
                _ => reference.address.to_string(),
            };
            let kind = match led.role {
                _ if is_xref => "xref",
                _ if *to == id && suffix.starts_with('#') => "anchor",
                Role::Page => "page",
                _ => "file",
            };
            (Some(led.path.to_string()), url, kind)
        }
        Target::Here(fragment) => (Some(own.to_owned()), fragment.to_string(), "anchor"),
        Target::Away(address) => {
            let site = address.starts_with('/') && !address.starts_with("//");
            (
                None,
                address.to_string(),
                if is_xref {
                    "xref"
                } else if site {
                    "site"
                } else {
                    "external"
                },
            )
        }
        Target::Missing => {
            let folder = page.path().folder();
            let read = address::read(&reference.address);
            let meant = read.path(folder, site.docset(file).root.as_str()).and_then(|(folder, path, _)| {
                match site.files.resolve(folder, path) {
                    Found::File(to) | Found::OtherCase(to) => Some(site.files.get(to).path.to_string()),
                    Found::Nothing(path) | Found::Folder(path) => Some(path),
                    Found::Outside => None,
                }
            });
            (meant, reference.address.to_string(), "missing")
        }
    }
}

/// The texts of links, by reference.
fn gather(nodes: &[Node], page: &Page, links: &Links, out: &mut HashMap<u32, String>) {
    for node in nodes {
        match &node.kind {
            Kind::Link(link) | Kind::Image(link) => {
                let shown = links.text(link.to).map(str::to_owned);
                out.insert(link.to.0, shown.unwrap_or_else(|| page.plain_text(&node.children)));
            }
            Kind::Directive(directive) => {
                let text = ["alt-text", "title", "text"].iter().find_map(|name| directive.attribute(name));
                for to in &directive.refs {
                    out.insert(to.0, text.unwrap_or_default().to_owned());
                }
            }
            _ => {}
        }
        gather(&node.children, page, links, out);
    }
}

/// A use of a file: the file that uses it, where, and how.
pub struct Use {
    pub by: FileId,
    pub span: Span,
    pub how: &'static str,
}

/// Every use of a file by others, by path and place.
pub fn uses(site: &Site, id: FileId) -> Vec<Use> {
    let mut out = Vec::new();
    for (at, links) in site.links.iter().enumerate() {
        let by = FileId(at as u32);
        let Some(page) = site.index.page(by).filter(|_| by != id) else { continue };
        for (reference, target) in page.outline.refs.iter().zip(&links.targets) {
            if matches!(target, Target::File(to, _) if *to == id) {
                let how = match reference.kind {
                    RefKind::Link => "links",
                    RefKind::Image => "shows",
                    RefKind::IncludeBlock | RefKind::IncludeInline => "includes",
                    RefKind::Snippet => "shows the code",
                };
                out.push(Use { by, span: reference.span, how });
            }
        }
    }
    out
}

/// A page that readers can come from, and the first place of a link there: in its own file or in one that it includes.
pub struct Inbound {
    pub page: FileId,
    pub by: FileId,
    pub span: Span,
}

impl Inbound {
    pub fn to_json(&self, site: &Site) -> Value {
        let position = site.index.page(self.by).map(|page| page.source.position(self.span.start));
        json!({
            "page": site.files.get(self.page).path.as_str(), "file": site.files.get(self.by).path.as_str(),
            "line": position.map(|at| at.line), "column": position.map(|at| at.column),
        })
    }
}

/// The pages that readers can come from to a page, by path.
pub fn inbound(site: &Site, id: FileId) -> Vec<Inbound> {
    let mut pages: BTreeMap<FileId, Inbound> = BTreeMap::new();
    for Use { by, span, how } in uses(site, id) {
        if how != "links" {
            continue;
        }
        if site.files.get(by).role == Role::Page {
            // The page's own link is told rather than one of what it includes.
            let known = pages.entry(by).or_insert(Inbound { page: by, by, span });
            if known.by != by {
                *known = Inbound { page: by, by, span };
            }
        }
        let includers = site.index.includers(by, &site.files).into_iter().filter(|(page, ..)| *page != id);
        for (page, ..) in includers {
            pages.entry(page).or_insert(Inbound { page, by, span });
        }
    }
    pages.into_values().collect()
}

/// How many links a page has of each kind, for people.
pub fn counts(links: &[Link]) -> String {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for link in links {
        *counts.entry(link.kind).or_default() += 1;
    }
    counts.iter().map(|(kind, count)| format!("{count} {kind}")).collect::<Vec<_>>().join(", ")
}
