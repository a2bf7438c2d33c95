//! An article that is written already, read once more as a browser reads it: whether the page's frame holds around it,
//! and, where authors are not trusted, whether it holds nothing but what the list allows.

use crate::{
    browser::{self, Id, Kind, Language, Tree},
    html, safe,
    tag::is_void,
};

/// The frame in which an article is read: what a page has around it, in short.
const BEFORE: &str =
    "<!doctype html><html><head><title>x</title></head><body><header>x</header><div><nav>x</nav><main><article>";
const AFTER: &str =
    "</article><p>x</p><footer><nav><a>x</a></nav></footer></main></div><footer>x</footer></body></html>";

/// Readings after which what still changes is written as text.
const ROUNDS: usize = 4;

/// Whether the frame around an article is what it would be without it, in browsers with scripts and without.
pub fn is_contained(article: &str) -> bool {
    let scripting: &[bool] = if may_hold_noscript(article) { &[true, false] } else { &[true] };
    scripting.iter().all(|&scripting| framed(article, scripting).is_some())
}

/// What an article holds that the list of `html: safe` does not: elements as `<name>`, attributes as `<name attribute>`.
pub fn strangers(article: &str) -> Vec<String> {
    match framed(article, true) {
        Some((tree, article)) => tree.below(article).flat_map(|id| strange(&tree, id)).collect(),
        None => vec!["what reaches beyond the article".to_owned()],
    }
}

/// An article without what the list of `html: safe` does not hold. Where it holds nothing else, it stays as it is, to
/// the byte.
pub fn purified(article: String) -> String {
    let mut article = article;
    for _ in 0..ROUNDS {
        if strangers(&article).is_empty() {
            return article;
        }
        // Outside of the frame it has nothing to reach.
        let tree = browser::parse(&format!("<!doctype html><html><head></head><body>{article}"), true);
        article = tree.elements(Tree::ROOT).map(|root| written(&tree, root)).collect();
    }
    let mut text = String::new();
    html::text(&mut text, &article);
    text
}

fn may_hold_noscript(article: &str) -> bool {
    article.as_bytes().windows(9).any(|window| window.eq_ignore_ascii_case(b"<noscript"))
}

/// The tree of a page with its article, where the frame is whole.
fn framed(article: &str, scripting: bool) -> Option<(Tree, Id)> {
    let tree = browser::parse(&[BEFORE, article, AFTER].concat(), scripting);
    let inside = article_of(&tree)?;
    Some((tree, inside))
}

/// The article of a page in which all else is as it would be without it.
fn article_of(tree: &Tree) -> Option<Id> {
    let [html] = tree.children(Tree::ROOT) else { return None };
    let [head, body] = children(tree, *html, ["head", "body"])?;
    let [title] = children(tree, head, ["title"])?;
    let [header, div, footer] = children(tree, body, ["header", "div", "footer"])?;
    let [nav, main] = children(tree, div, ["nav", "main"])?;
    let [article, line, end] = children(tree, main, ["article", "p", "footer"])?;
    let [pager] = children(tree, end, ["nav"])?;
    let [link] = children(tree, pager, ["a"])?;
    let whole = [title, header, footer, nav, line, link].into_iter().all(|id| is_text(tree, id));
    whole.then_some(article)
}

/// The children of an element, which are just these elements without attributes.
fn children<const N: usize>(tree: &Tree, of: Id, names: [&str; N]) -> Option<[Id; N]> {
    let plain = |id: Id| tree.element(id).is_some_and(|element| element.attributes().next().is_none());
    let children: [Id; N] = tree.children(of).try_into().ok()?;
    let same = children.iter().zip(names).all(|(&child, name)| tree.is(child, name) && plain(child));
    (same && plain(of)).then_some(children)
}

fn is_text(tree: &Tree, id: Id) -> bool {
    matches!(tree.children(id), [only] if matches!(&tree.node(*only).kind, Kind::Text(text) if &**text == "x"))
}

/// What of one node is not in the list.
fn strange(tree: &Tree, id: Id) -> Vec<String> {
    let element = match &tree.node(id).kind {
        Kind::Element(element) => element,
        Kind::Comment => return vec!["<!-- -->".to_owned()],
        _ => return Vec::new(),
    };
    let name = element.name();
    if !safe::is_published(element) {
        return vec![format!("<{name}>")];
    }
    let bad = element.attributes().filter(|(key, value)| !safe::is_published_attribute(element, key, value));
    let mut out: Vec<String> = bad.map(|(key, _)| format!("<{name} {key}>")).collect();
    if name == "iframe" && element.attribute("sandbox").is_none() {
        out.push("<iframe> without `sandbox`".to_owned());
    }
    out
}

/// What stands in a node, written anew from what the list holds.
fn written(tree: &Tree, root: Id) -> String {
    enum Step {
        Write(Id),
        End(Id),
    }
    let mut out = String::new();
    let inside = |id: Id| tree.children(id).iter().rev().map(|&child| Step::Write(child));
    let mut steps: Vec<Step> = inside(root).collect();
    while let Some(step) = steps.pop() {
        let (id, end) = match step {
            Step::Write(id) => (id, false),
            Step::End(id) => (id, true),
        };
        let element = match &tree.node(id).kind {
            Kind::Element(element) => element,
            Kind::Text(text) => {
                html::text(&mut out, text);
                continue;
            }
            _ => continue,
        };
        let name = element.name();
        if end {
            out.push_str("</");
            out.push_str(name);
            out.push('>');
            continue;
        }
        if !safe::is_published(element) {
            // The text of a script is no text for readers.
            if !matches!(name, "script" | "style" | "template" | "noembed" | "noframes" | "title" | "head") {
                steps.extend(inside(id));
            }
            continue;
        }
        out.push('<');
        out.push_str(name);
        for (key, value) in element.attributes() {
            if key != "sandbox" && safe::is_published_attribute(element, &key, value) {
                html::attribute(&mut out, &key, value);
            }
        }
        if name == "iframe" {
            html::attribute(&mut out, "sandbox", safe::SANDBOX);
        }
        out.push('>');
        if element.language() != Language::Html || !is_void(name) {
            steps.push(Step::End(id));
            if name != "iframe" {
                steps.extend(inside(id));
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn frames_hold_or_not() {
        let check = |article, want| assert_eq!(is_contained(article), want, "{article}");
        check("<h1>a</h1><p>b", true);
        check("<div>a", true);
        check("<p>a</div>b", false);
        check("a</main>", false);
        check("a</article>b", false);
        check("<!-- a", false);
        check("<title>a", false);
        check("<select>a", false);
        check("<table>a", false);
        check("<b>a", false);
        check("<a href=\"x\">a", false);
        check("<div class=\"a>b", false);
        check("<body class=\"x\">", false);
        check("<svg>", true);
        check("<noscript><div></noscript>", true);
        check("<noscript><table></noscript>", false);
        check("<plaintext>", false);
        check("<template><p>a</template>", true);
        check("<script>a</script>", true);
        check("</p></br></b></td>", true);
    }

    #[test]
    fn what_the_list_holds_stays_and_nothing_else() {
        let check = |article: &str, want: &str| {
            let got = purified(article.to_owned());
            assert_eq!(got, want, "{article}");
            assert_eq!(strangers(&got), [""; 0], "{article}");
        };
        let same = |article| check(article, article);
        same("<p>a<P CLASS=b>c<br/>d<input type=checkbox disabled>");
        same("<h2 id=\"title\"><a href='#title'>b</a></h2>");
        same("<math alttext=\"x\"><mi style=\"color: rgb(1 2 3)\">x</mi></math>");
        check("a<script>b</script>c", "ac");
        check("<p onclick=x class=y>a", "<p class=\"y\">a</p>");
        check("<svg><style><img src=x onerror=a></style></svg>b", "<img src=\"x\">b");
        check("<math><mi><img src=x onerror=a></mi></math>", "<math><mi><img src=\"x\"></mi></math>");
        check("<a href=\"java&#10;script:x\">a</a>", "<a>a</a>");
        check("a<!-- b -->c", "ac");
        check("</article>a", "a");
        check("<title>a</title>b", "b");
        check(
            "<iframe src=https://e.org></iframe>",
            &format!("<iframe src=\"https://e.org\" sandbox=\"{}\"></iframe>", safe::SANDBOX),
        );
        check("<iframe srcdoc=x><img></iframe>", &format!("<iframe sandbox=\"{}\"></iframe>", safe::SANDBOX));
    }
}
