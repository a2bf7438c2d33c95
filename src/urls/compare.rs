//! What was published and neither exists nor redirects.

use std::collections::{HashMap, HashSet};

use super::{Entry, Inventory};

/// Something published that is gone.
#[derive(Clone, PartialEq, Debug)]
pub struct Loss<'a> {
    /// The address without fragment.
    pub url: &'a str,
    pub what: What<'a>,
}

#[derive(Clone, PartialEq, Debug)]
pub enum What<'a> {
    /// A page.
    Page(&'a Entry),
    /// A place of a page, and the address of the page that is there now or to which the old one redirects.
    Anchor(&'a Entry, &'a str, String),
    /// A redirect of a page, and where it led.
    Redirect(&'a str),
    /// A redirect of a fragment, and where it led.
    Fragment(&'a str, &'a str),
}

/// Where an address leads now.
enum Now<'a> {
    Page(&'a str),
    Redirect(&'a str),
    /// A file that is no page.
    File,
    Nothing,
}

/// Compares an earlier inventory with one of now, in the order of addresses. `is_file` tells whether something else is
/// published at an address.
pub fn losses<'a>(old: &'a Inventory, new: &Inventory, is_file: &dyn Fn(&str) -> bool) -> Vec<Loss<'a>> {
    let mut look = Look { new, is_file, anchors: HashMap::new() };
    let mut out = Vec::new();
    for (url, entry) in &old.urls {
        match look.now(url) {
            Now::Nothing => out.push(Loss { url, what: What::Page(entry) }),
            Now::File => {}
            Now::Page(now) => {
                let now = now.to_owned();
                let lost = entry.anchors.iter().filter(|anchor| !look.leads(url, &now, anchor));
                let lost: Vec<_> = lost.map(|anchor| What::Anchor(entry, anchor, now.clone())).collect();
                out.extend(lost.into_iter().map(|what| Loss { url, what }));
            }
            Now::Redirect(to) => {
                // A redirect with a fragment of its own leads all fragments there.
                let page = (!to.contains('#')).then(|| look.now(to.split('?').next().unwrap_or(to)));
                let Some(Now::Page(now)) = page else { continue };
                let now = now.to_owned();
                let lost = entry.anchors.iter().filter(|anchor| !look.leads(url, &now, anchor));
                let lost: Vec<_> = lost.map(|anchor| What::Anchor(entry, anchor, now.clone())).collect();
                out.extend(lost.into_iter().map(|what| Loss { url, what }));
            }
        }
    }
    for (url, to) in &old.redirects {
        let (page, fragment) = url.split_once('#').unwrap_or((url, ""));
        let lost = match look.now(page) {
            Now::Nothing => fragment.is_empty(),
            Now::Page(now) if !fragment.is_empty() => {
                let now = now.to_owned();
                !look.leads(page, &now, fragment)
            }
            _ => false,
        };
        if lost {
            let what = if fragment.is_empty() { What::Redirect(to) } else { What::Fragment(fragment, to) };
            out.push(Loss { url: page, what });
        }
    }
    out
}

struct Look<'n> {
    new: &'n Inventory,
    is_file: &'n dyn Fn(&str) -> bool,
    /// The anchors of pages that were asked for.
    anchors: HashMap<String, HashSet<&'n str>>,
}

impl<'n> Look<'n> {
    fn now(&self, url: &str) -> Now<'n> {
        for form in forms(url) {
            if let Some((page, _)) = self.new.urls.get_key_value(&form) {
                return Now::Page(page);
            }
            if let Some(to) = self.new.redirects.get(&form) {
                return Now::Redirect(to);
            }
            if (self.is_file)(&form) {
                return Now::File;
            }
        }
        Now::Nothing
    }

    /// Whether a fragment of an address leads to what it names: on the page that is there now, or by a redirect of it.
    fn leads(&mut self, url: &str, now: &str, anchor: &str) -> bool {
        let new = self.new;
        let anchors = self.anchors.entry(now.to_owned()).or_insert_with(|| {
            new.urls.get(now).map(|entry| entry.anchors.iter().map(String::as_str).collect()).unwrap_or_default()
        });
        anchors.contains(anchor)
            || new.redirects.contains_key(&format!("{url}#{anchor}"))
            || new.redirects.contains_key(&format!("{now}#{anchor}"))
    }
}

/// Addresses that servers of files answer alike: that of a folder is that of its index, and the ending of a page may be
/// left out.
fn forms(url: &str) -> Vec<String> {
    let mut out = vec![url.to_owned()];
    let name = url.rsplit('/').next().unwrap_or(url);
    if name == "index.html" {
        out.push(url[..url.len() - name.len()].to_owned());
    } else if name.is_empty() {
        out.push(format!("{url}index.html"));
    } else if !name.ends_with(".html") {
        out.extend([format!("{url}.html"), format!("{url}/"), format!("{url}/index.html")]);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn inventory(urls: &[(&str, &[&str])], redirects: &[(&str, &str)]) -> Inventory {
        let entry = |anchors: &[&str]| Entry {
            anchors: anchors.iter().map(|anchor| anchor.to_string()).collect(),
            ..Entry::default()
        };
        Inventory {
            urls: urls.iter().map(|(url, anchors)| (url.to_string(), entry(anchors))).collect(),
            redirects: redirects.iter().map(|(from, to)| (from.to_string(), to.to_string())).collect(),
        }
    }

    #[test]
    fn what_is_gone_is_found() {
        let old = inventory(
            &[("a.html", &["x", "y"]), ("b.html", &["z"]), ("c/", &[]), ("d", &["w"]), ("e.html", &["v"])],
            &[("r.html", "a.html"), ("a.html#q", "a.html#x")],
        );
        let check = |urls: &[(&str, &[&str])], redirects: &[(&str, &str)], want: &str| {
            let new = inventory(urls, redirects);
            let found = losses(&old, &new, &|url| url == "c/index.html");
            let shown = found.iter().map(|loss| match &loss.what {
                What::Page(_) => loss.url.to_owned(),
                What::Anchor(_, anchor, now) => format!("{}#{anchor}@{now}", loss.url),
                What::Redirect(to) => format!("{}>{to}", loss.url),
                What::Fragment(fragment, to) => format!("{}#{fragment}>{to}", loss.url),
            });
            assert_eq!(shown.collect::<Vec<_>>().join(" "), want);
        };
        check(&[], &[], "a.html b.html d e.html r.html>a.html");
        check(
            &[("a.html", &["x"]), ("b.html", &["z"]), ("d.html", &["w"]), ("e.html", &["v"])],
            &[("r.html", "a.html")],
            "a.html#y@a.html a.html#q>a.html#x",
        );
        check(
            &[("a.html", &["x"]), ("n.html", &["z"])],
            &[
                ("a.html#y", "a.html#x"),
                ("a.html#q", "/far"),
                ("b.html", "n.html"),
                ("d", "n.html"),
                ("e.html", "n.html#z"),
                ("r.html", "https://e.org/"),
            ],
            "d#w@n.html",
        );
    }
}
