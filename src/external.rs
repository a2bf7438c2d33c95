//! Links to other sites: gathered, each address asked for once, and what the answers say of the links.

mod ask;
mod keep;

use std::{collections::BTreeMap, path::Path};

use crate::{
    diagnostic::{Diagnostic, Edit, Fix},
    levels,
    page::{FileId, RefKind, Target},
    rules,
    site::Site,
    source::{SitePath, Span},
    url,
};

pub use ask::{Moved, Verdict};

/// What checking the links to other sites came to.
#[derive(Default, Debug)]
pub struct Checked {
    /// With their levels, sorted.
    pub findings: Vec<Diagnostic>,
    /// Addresses that links lead to, each once, without those that are ignored.
    pub addresses: usize,
    /// Those of them that were asked for, rather than known from an earlier run.
    pub asked: usize,
    /// Those that there was no time for.
    pub left: usize,
}

/// Where an address is written.
type Places = Vec<(SitePath, Span)>;

/// A link to another site.
struct Link<'a> {
    /// The address as the author wrote it, entities resolved.
    written: &'a str,
    /// The same without its fragment.
    address: &'a str,
    fragment: Option<&'a str>,
    path: &'a SitePath,
    span: Span,
}

/// Checks every link of a site that leads to another one. `cache` is a folder for what is known; `done` is called for
/// each address with the number of all.
pub fn check(site: &Site, cache: Option<&Path>, done: &(dyn Fn(usize) + Sync)) -> Checked {
    let config = &site.config.external;
    let links = gather(site);
    // The fragments that are asked for of each address.
    let mut wanted: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for written in links.keys() {
        let (address, fragment) = parts(written);
        let fragments = wanted.entry(config.remapped(address)).or_default();
        fragments.extend(fragment.filter(|fragment| is_anchor(address, fragment)).map(str::to_owned));
    }
    let mut known = keep::read(cache, config.keep);
    let unknown: BTreeMap<String, Vec<String>> = wanted
        .iter()
        .filter(|(url, fragments)| !known.has(url, fragments))
        .map(|(url, all)| (url.clone(), all.clone()))
        .collect();
    let asked = ask::ask(&unknown, config, done);
    let left = unknown.len() - asked.len();
    let count = asked.len();
    known.add(asked);
    keep::write(cache, &known);
    let mut found = Vec::new();
    for (written, places) in &links {
        let (address, fragment) = parts(written);
        let Some(verdict) = known.of(&config.remapped(address)) else { continue };
        for (path, span) in places {
            let link = Link { written, address, fragment, path, span: *span };
            found.extend(finding(site, &link, verdict));
        }
    }
    let findings = levels::apply_later(found, &site.levels, &site.ignores);
    Checked { findings, addresses: wanted.len(), asked: count, left }
}

/// Every address that leads to another site, with its places.
fn gather(site: &Site) -> BTreeMap<String, Places> {
    let mut links: BTreeMap<String, Places> = BTreeMap::new();
    let own = site.config.base_url.as_deref();
    let mut wanted: Vec<FileId> = Vec::new();
    for (id, _) in site.pages() {
        wanted.extend(site.index.reachable(id));
    }
    wanted.sort_unstable();
    wanted.dedup();
    for id in wanted {
        let (Some(page), Some(of_page)) = (site.index.page(id), site.links.get(id.0 as usize)) else { continue };
        for (reference, target) in page.outline.refs.iter().zip(&of_page.targets) {
            let Target::Away(address) = target else { continue };
            if !matches!(reference.kind, RefKind::Link | RefKind::Image) {
                continue;
            }
            let address = if address.starts_with("//") { format!("https:{address}") } else { address.to_string() };
            let is_web = ["http://", "https://"]
                .iter()
                .any(|scheme| address.get(..scheme.len()).is_some_and(|start| start.eq_ignore_ascii_case(scheme)));
            // What is written with a placeholder, or is this site's own, nobody else can answer for.
            let strange =
                address.contains(['{', '}', '<', '>', ' ', '$']) || own.is_some_and(|own| address.starts_with(own));
            if is_web && !strange && !is_example(&address) && !site.config.external.ignores(&address) {
                links.entry(address).or_default().push((page.path().clone(), reference.span));
            }
        }
    }
    links
}

/// Whether a host is one of those that are kept for examples (RFC 2606).
fn is_example(address: &str) -> bool {
    let host = ask::host(address);
    let host = host.split(':').next().unwrap_or(host);
    let names = ["example", "example.com", "example.net", "example.org", "test", "invalid"];
    names.iter().any(|name| host.strip_suffix(name).is_some_and(|rest| rest.is_empty() || rest.ends_with('.')))
}

/// An address and its fragment.
fn parts(written: &str) -> (&str, Option<&str>) {
    match written.split_once('#') {
        Some((address, fragment)) => (address, Some(fragment).filter(|fragment| !fragment.is_empty())),
        None => (written, None),
    }
}

/// Whether a fragment names a place in the HTML that a server sends: not one of a program that runs in the page.
fn is_anchor(address: &str, fragment: &str) -> bool {
    let lines = fragment.strip_prefix('L').is_some_and(|rest| rest.starts_with(|char: char| char.is_ascii_digit()));
    let program = fragment.contains([':', '/', '!', '=', '?', '&', '~']) || lines;
    let drawn = ["github.com", "gitlab.com", "portal.azure.com"].iter().any(|host| ask::host(address) == *host);
    !program && !drawn && !fragment.eq_ignore_ascii_case("top")
}

/// What an answer says of a link.
fn finding(site: &Site, link: &Link, verdict: &Verdict) -> Option<Diagnostic> {
    let Link { written, address, fragment, path, span } = *link;
    let finding = |rule: &'static crate::diagnostic::Rule, message: String| Some(rule.at(path, span, message));
    let moved = match verdict {
        Verdict::Dead(why) => return finding(&rules::EXTERNAL_LINK_DEAD, format!("`{address}` leads nowhere: {why}")),
        Verdict::Forbidden(why) => {
            return finding(
                &rules::EXTERNAL_LINK_FORBIDDEN,
                format!("whether `{address}` is there is not known: {why}"),
            );
        }
        Verdict::Slow => return finding(&rules::EXTERNAL_LINK_SLOW, format!("`{address}` takes too long to answer")),
        Verdict::There { moved, anchors } => {
            if let Some(fragment) = fragment
                && anchors.get(fragment).or_else(|| anchors.get(&*url::decode(fragment))) == Some(&false)
            {
                let mut finding = rules::EXTERNAL_FRAGMENT_NOT_FOUND.at(
                    path,
                    span,
                    format!("nothing on `{address}` has the id `{}`", url::decode(fragment)),
                );
                let whole = site.source(path).map(|source| source.slice(span).to_owned()).unwrap_or_default();
                if let Some(at) = whole.find('#') {
                    finding.span.start += at as u32 + 1;
                }
                return Some(finding);
            }
            moved.as_ref()?
        }
    };
    if !moved.for_good {
        return None;
    }
    let mut finding =
        rules::EXTERNAL_LINK_MOVED.at(path, span, format!("`{address}` has moved for good to `{}`", moved.to));
    let right = match fragment {
        Some(fragment) if !moved.to.contains('#') => format!("{}#{fragment}", moved.to),
        _ => moved.to.clone(),
    };
    finding.help = Some(format!("link to `{right}`"));
    // Where the text is written in another way than it reads, such as with entities, nothing can be put in its place.
    let same = site.source(path).is_some_and(|source| source.slice(span) == written);
    let safe = !right.contains(['(', ')', '<', '>', ' ', '"', '\'', '|']);
    if same && safe {
        let edits = vec![Edit { path: path.clone(), span, text: right.clone() }];
        finding.fixes.push(Fix { title: format!("Change to `{right}`"), sure: moved.sure, edits });
    }
    Some(finding)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_asked_for() {
        assert!(
            is_example("https://example.com/x")
                && is_example("http://www.example.org")
                && is_example("https://a.test/")
        );
        assert!(!is_example("https://myexample.com/") && !is_example("https://contest/"));
        for (fragment, want) in
            [("install", true), ("L10", false), ("!/x", false), ("a=b", false), (":~:text=x", false), ("top", false)]
        {
            assert_eq!(is_anchor("https://a.com/", fragment), want, "{fragment}");
        }
        assert!(!is_anchor("https://github.com/a/b", "readme"));
        assert_eq!(parts("https://a.com/#x"), ("https://a.com/", Some("x")));
        assert_eq!(parts("https://a.com/#"), ("https://a.com/", None));
    }
}
