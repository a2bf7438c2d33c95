//! Old ids of places that have others now: links to them go on working, without a script.

use crate::{html, tag};

/// Gives elements of an article further ids: each pair is an old one and the one that is there.
pub fn add(article: &str, aliases: &[(&str, &str)]) -> String {
    let mut out = String::with_capacity(article.len() + aliases.len() * 24);
    let mut done = vec![false; aliases.len()];
    let mut waiting = String::new();
    let mut from = 0;
    for tag in tag::tags(article).filter(|tag| !tag.end) {
        let holds = |new: &str| {
            ["id", "name"].iter().any(|name| tag.attribute(name).is_some_and(|attribute| attribute.value == new))
        };
        for (at, (old, _)) in aliases.iter().enumerate().filter(|(_, (_, new))| holds(new)) {
            if !std::mem::replace(&mut done[at], true) {
                waiting.push_str("<a");
                html::attribute(&mut waiting, "id", old);
                waiting.push_str("></a>");
            }
        }
        if waiting.is_empty() {
            continue;
        }
        let at = match &*tag.name {
            // What holds no text of its own: the first part that does.
            "table" | "thead" | "tbody" | "tfoot" | "tr" | "ul" | "ol" | "dl" | "colgroup" | "col" => continue,
            // No link stands in another, and nothing in these.
            "a" | "img" | "br" | "hr" | "input" | "video" | "audio" | "iframe" | "button" => tag.span.start,
            _ => tag.span.end,
        };
        out.push_str(&article[from..at as usize]);
        out.push_str(&waiting);
        waiting.clear();
        from = at as usize;
    }
    out.push_str(&article[from..]);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn old_ids_stand_at_the_new_ones() {
        let check = |article: &str, want: &str| assert_eq!(add(article, &[("old", "new"), ("o\"", "x")]), want);
        check(
            "<p>a</p><h2 id=\"new\"><a href=\"#new\">T</a></h2>",
            "<p>a</p><h2 id=\"new\"><a id=\"old\"></a><a href=\"#new\">T</a></h2>",
        );
        check("<p><a name=\"x\"></a>b</p>", "<p><a id=\"o&quot;\"></a><a name=\"x\"></a>b</p>");
        check(
            "<table id=\"new\"><tr><td>c</td></tr></table>",
            "<table id=\"new\"><tr><td><a id=\"old\"></a>c</td></tr></table>",
        );
        check("<b id=\"other\">new</b>", "<b id=\"other\">new</b>");
    }
}
