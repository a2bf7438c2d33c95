//! A table of contents as the list beside the article.

use crate::{html, render::branches::Place};

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
    /// Empty for a leaf, and for a branch that is not written here.
    pub children: Vec<SideItem>,
    /// Where the entries of a branch are that is not written here.
    pub far: Option<Place>,
    /// The first page of such a branch, for those without script.
    pub first: Option<String>,
    /// How many entries of the list at hand this one stands for; `far` is then that list's.
    pub left_out: usize,
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
        let branch = !item.children.is_empty() || (item.far.is_some() && item.left_out == 0);
        out.push_str(if branch && item.href.is_some() { "<li class=\"has\">" } else { "<li>" });
        if item.href.is_some() {
            link(item, marked, out);
        } else if !branch {
            out.push_str("<span>");
            html::text(out, &item.name);
            out.push_str("</span>");
        }
        if branch {
            details(item, marked, out);
        }
        out.push_str("</li>");
    }
    out.push_str("</ul>");
}

/// The link of an entry.
fn link(item: &SideItem, marked: &mut bool, out: &mut String) {
    out.push_str("<a");
    html::attribute(out, "href", item.href.as_deref().unwrap_or_default());
    if item.left_out > 0 {
        html::attribute(out, "data-more", &item.left_out.to_string());
        place(item, out);
    }
    if item.current && !*marked {
        *marked = true;
        out.push_str(" aria-current=\"page\"");
    }
    out.push('>');
    html::text(out, &item.name);
    out.push_str("</a>");
}

fn place(item: &SideItem, out: &mut String) {
    if let Some(far) = &item.far {
        html::attribute(out, "data-toc", &far.file);
        if !far.at.is_empty() {
            html::attribute(out, "data-at", &far.at);
        }
    }
}

/// The children of an entry. Where the entry is a link too, its name is there for those who cannot see the link.
fn details(item: &SideItem, marked: &mut bool, out: &mut String) {
    out.push_str("<details");
    place(item, out);
    out.push_str(if item.open { " open><summary>" } else { "><summary>" });
    if item.href.is_some() {
        out.push_str("<span class=\"vh\">");
    }
    html::text(out, &item.name);
    out.push_str(if item.href.is_some() { "</span></summary>" } else { "</summary>" });
    match (&item.first, &item.href) {
        (Some(first), None) => {
            out.push_str("<ul><li><a");
            html::attribute(out, "href", first);
            out.push('>');
            html::text(out, &item.name);
            out.push_str("</a></li></ul>");
        }
        _ if !item.children.is_empty() => list(&item.children, marked, out),
        _ => {}
    }
    out.push_str("</details>");
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
        let far = |at: &str| Some(Place { file: "1a2b".into(), at: at.into() });
        check(
            &[SideItem { far: far(""), ..item("Far", "far/a.html", vec![]) }],
            "<ul><li class=\"has\"><a href=\"far/a.html\">Far</a><details data-toc=\"1a2b\"><summary>\
             <span class=\"vh\">Far</span></summary></details></li></ul>",
        );
        check(
            &[SideItem { far: far("2.0"), first: Some("far/a.html".into()), ..item("Far", "", vec![]) }],
            "<ul><li><details data-toc=\"1a2b\" data-at=\"2.0\"><summary>Far</summary>\
             <ul><li><a href=\"far/a.html\">Far</a></li></ul></details></li></ul>",
        );
        check(
            &[SideItem { far: far(""), left_out: 7, ..item("7 more", "a.html", vec![]) }],
            "<ul><li><a href=\"a.html\" data-more=\"7\" data-toc=\"1a2b\">7 more</a></li></ul>",
        );
    }

    #[test]
    fn one_entry_is_current() {
        let here = || SideItem { current: true, ..item("A", "a.html", vec![]) };
        let html = sidebar(&[SideItem { children: vec![here()], ..here() }, here()]);
        assert_eq!(html.matches("aria-current").count(), 1);
    }
}
