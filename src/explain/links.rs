//! Where the links of a page lead, and what leads to it.

use std::collections::{BTreeMap, BTreeSet, HashMap};

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
    pub fn to_json(&self) -> Value {
        json!({
            "line": self.line, "column": self.column, "text": self.text,
            "target": self.target, "url": self.url, "kind": self.kind,
        })
    }
}

/// The links and pictures of a page itself, in text order.
pub fn out(site: &Site, id: FileId, page: &Page) -> Vec<Link> {
    let Some(links) = site.links.get(id.0 as usize) else { return Vec::new() };
    let mut texts = HashMap::new();
    gather(&page.body, page, links, &mut texts);
    let mut out = Vec::new();
    for (at, (reference, target)) in page.outline.refs.iter().zip(&links.targets).enumerate() {
        if !matches!(reference.kind, RefKind::Link | RefKind::Image) {
            continue;
        }
        let position = page.source.position(reference.span.start);
        let (target, url, kind) = leads(site, id, page, reference, target);
        let text = texts.remove(&(at as u32)).unwrap_or_default();
        out.push(Link { line: position.line, column: position.column, text, target, url, kind });
    }
    out.sort_by_key(|link| (link.line, link.column));
    out
}

fn leads(
    site: &Site,
    id: FileId,
    page: &Page,
    reference: &Ref,
    target: &Target,
) -> (Option<String>, String, &'static str) {
    let own = page.path().as_str();
    let is_xref = xref::read(&reference.address).is_some();
    match target {
        Target::File(to, suffix) => {
            let file = site.files.get(*to);
            let url = match (site.address(id), site.address(*to)) {
                (Some(from), Some(address)) if from == address && suffix.starts_with('#') => suffix.to_string(),
                (Some(from), Some(address)) => url::relative(from, address) + suffix,
                _ => reference.address.to_string(),
            };
            let kind = match file.role {
                _ if is_xref => "xref",
                _ if *to == id && suffix.starts_with('#') => "anchor",
                Role::Page => "page",
                _ => "file",
            };
            (Some(file.path.to_string()), url, kind)
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
            let meant = read.path(folder, site.docset(id).root.as_str()).and_then(|(folder, path, _)| {
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

/// The pages that readers can come from to a page: those with links to it, their own or of what they include.
pub fn inbound(site: &Site, id: FileId) -> Vec<String> {
    let mut pages = BTreeSet::new();
    for one in uses(site, id).iter().filter(|one| one.how == "links") {
        if site.files.get(one.by).role == Role::Page {
            pages.insert(one.by);
        }
        pages.extend(site.index.includers(one.by, &site.files).into_iter().map(|(by, ..)| by).filter(|by| *by != id));
    }
    pages.into_iter().map(|id| site.files.get(id).path.to_string()).collect()
}

/// How many links a page has of each kind, for people.
pub fn counts(links: &[Link]) -> String {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for link in links {
        *counts.entry(link.kind).or_default() += 1;
    }
    counts.iter().map(|(kind, count)| format!("{count} {kind}")).collect::<Vec<_>>().join(", ")
}
