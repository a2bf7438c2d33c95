//! A table of contents as the list beside the article.

use crate::html;

/// An entry of the list.
#[derive(Clone, Default, Debug)]
pub struct SideItem {
    pub name: String,
    /// Relative to the page at hand.
    pub href: Option<String>,
    /// Whether it is the page at hand; only the first in a list is marked.
    pub current: bool,
    /// Whether its children are shown.
    pub open: bool,
    /// Empty for a leaf, and for a far branch that is a page to go to first.
    pub children: Vec<SideItem>,
    /// How many entries a branch holds whose children are left out.
    pub count: usize,
}

/// The list as HTML that works without script; empty without items.
pub fn sidebar(items: &[SideItem]) -> String {
    let mut out = String::with_capacity(items.len() * 80);
    if !items.is_empty() {
        list(items, &mut false, &mut out);
    }
    out
}

fn list(items: &[SideItem], marked: &mut bool, out: &mut String) {
    out.push_str("<ul>");
    for item in items {
        match (&item.href, item.children.is_empty()) {
            (Some(_), true) => {
                out.push_str("<li>");
                entry(item, marked, out);
            }
            (None, true) => {
                out.push_str("<li><span>");
                html::text(out, &item.name);
                count(item, out);
                out.push_str("</span>");
            }
            (Some(_), false) => {
                out.push_str("<li class=\"has\">");
                entry(item, marked, out);
                branch(item, marked, out);
            }
            (None, false) => {
                out.push_str("<li>");
                branch(item, marked, out);
            }
        }
        out.push_str("</li>");
    }
    out.push_str("</ul>");
}

/// The link of an entry.
fn entry(item: &SideItem, marked: &mut bool, out: &mut String) {
    out.push_str("<a href=\"");
    html::attribute_value(out, item.href.as_deref().unwrap_or_default());
    out.push('"');
    if item.current && !*marked {
        *marked = true;
        out.push_str(" aria-current=\"page\"");
    }
    out.push('>');
    html::text(out, &item.name);
    count(item, out);
    out.push_str("</a>");
}

/// The children of an entry. Where the entry is a link too, its name is there for those who cannot see the link.
fn branch(item: &SideItem, marked: &mut bool, out: &mut String) {
    out.push_str(if item.open { "<details open><summary>" } else { "<details><summary>" });
    if item.href.is_some() {
        out.push_str("<span class=\"vh\">");
    }
    html::text(out, &item.name);
    out.push_str(if item.href.is_some() { "</span></summary>" } else { "</summary>" });
    list(&item.children, marked, out);
    out.push_str("</details>");
}

fn count(item: &SideItem, out: &mut String) {
    if item.count > 0 && item.children.is_empty() {
        out.push_str(" <span class=\"n\">");
        out.push_str(&item.count.to_string());
        out.push_str("</span>");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn item(name: &str, href: &str, children: Vec<SideItem>) -> SideItem {
        let href = (!href.is_empty()).then(|| href.to_owned());
        SideItem { name: name.into(), href, children, ..SideItem::default() }
    }

    #[test]
    fn entries_and_branches() {
        let check = |items: &[SideItem], want: &str| assert_eq!(sidebar(items), want);
        check(&[], "");
        check(
            &[item("A & <b>", "a.html?x=1&y=\"", vec![]), item("No page", "", vec![])],
            "<ul><li><a href=\"a.html?x=1&amp;y=&quot;\">A &amp; &lt;b&gt;</a></li><li><span>No page</span></li></ul>",
        );
        let open = SideItem { open: true, ..item("B", "", vec![item("C", "c.html", vec![])]) };
        check(
            &[open],
            "<ul><li><details open><summary>B</summary><ul><li><a href=\"c.html\">C</a></li></ul></details></li></ul>",
        );
        check(
            &[item("B", "b.html", vec![item("C", "c.html", vec![])])],
            "<ul><li class=\"has\"><a href=\"b.html\">B</a><details><summary><span class=\"vh\">B</span></summary>\
             <ul><li><a href=\"c.html\">C</a></li></ul></details></li></ul>",
        );
        check(
            &[SideItem { count: 214, ..item("Far", "far/a.html", vec![]) }],
            "<ul><li><a href=\"far/a.html\">Far <span class=\"n\">214</span></a></li></ul>",
        );
    }

    #[test]
    fn one_entry_is_current() {
        let here = || SideItem { current: true, ..item("A", "a.html", vec![]) };
        let html = sidebar(&[SideItem { children: vec![here()], ..here() }, here()]);
        assert_eq!(html.matches("aria-current").count(), 1);
    }
}
