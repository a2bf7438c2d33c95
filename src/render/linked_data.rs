//! What search engines read of a page: JSON-LD with the words of <https://schema.org>.

use serde_json::{Value, json};

use crate::{render::view::PageView, url};

/// A page as an article and its way as breadcrumbs, to stand in a script element. `page` has its canonical address;
/// `base_url` is the site's.
pub fn linked_data(page: &PageView, site: &str, base_url: &str) -> String {
    let Some(canonical) = &page.canonical else { return String::new() };
    let mut article = json!({
        "@type": "TechArticle",
        "headline": page.title,
        "inLanguage": page.lang,
        "url": canonical,
    });
    if !page.description.is_empty() {
        article["description"] = page.description.as_str().into();
    }
    if let Some(date) = &page.date {
        article["dateModified"] = date.iso.as_str().into();
    }
    if let Some(author) = &page.author {
        article["author"] = json!({ "@type": "Person", "name": author });
    }
    if let Some(image) = &page.image {
        article["image"] = image.as_str().into();
    }
    if !site.is_empty() {
        article["isPartOf"] = json!({ "@type": "WebSite", "name": site, "url": base_url });
    }
    let mut graph = vec![article];
    if !page.crumbs.is_empty() {
        let step = |name: &str, address: Option<String>| {
            let mut step = json!({ "@type": "ListItem", "name": name });
            if let Some(address) = address {
                step["item"] = address.into();
            }
            step
        };
        let way = page
            .crumbs
            .iter()
            .map(|crumb| step(&crumb.title, crumb.href.as_ref().map(|href| url::absolute(base_url, &page.url, href))));
        let mut steps: Vec<Value> = way.chain([step(&page.title, Some(canonical.clone()))]).collect();
        for (at, step) in steps.iter_mut().enumerate() {
            step["position"] = (at + 1).into();
        }
        graph.push(json!({ "@type": "BreadcrumbList", "itemListElement": steps }));
    }
    // `<` could end the script element.
    json!({ "@context": "https://schema.org", "@graph": graph }).to_string().replace('<', "\\u003c")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::view::Crumb;

    #[test]
    fn articles_and_breadcrumbs() {
        let page = PageView {
            title: "A </script>".into(),
            lang: "en".into(),
            url: "guides/a.html".into(),
            canonical: Some("https://e.org/x/guides/a.html".into()),
            crumbs: vec![Crumb { title: "Guides".into(), href: Some("../index.html".into()) }],
            ..PageView::default()
        };
        assert_eq!(
            linked_data(&page, "Site", "https://e.org/x/"),
            "{\"@context\":\"https://schema.org\",\"@graph\":[{\"@type\":\"TechArticle\",\"headline\":\
             \"A \\u003c/script>\",\"inLanguage\":\"en\",\"url\":\"https://e.org/x/guides/a.html\",\"isPartOf\":\
             {\"@type\":\"WebSite\",\"name\":\"Site\",\"url\":\"https://e.org/x/\"}},{\"@type\":\"BreadcrumbList\",\
             \"itemListElement\":[{\"@type\":\"ListItem\",\"name\":\"Guides\",\"item\":\"https://e.org/x/index.html\",\
             \"position\":1},{\"@type\":\"ListItem\",\"name\":\"A \\u003c/script>\",\"item\":\
             \"https://e.org/x/guides/a.html\",\"position\":2}]}]}"
        );
        assert_eq!(linked_data(&PageView::default(), "Site", "https://e.org/"), "");
    }
}
