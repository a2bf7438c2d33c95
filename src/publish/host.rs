//! Files for search engines, language models and hosts: what the site is made of, where pages have moved, and what answers
//! are to say of themselves.

use serde_json::{Value, json};

use crate::{page::FileId, render::metadata, site::Site, urls::inventory};

/// What a built site needs: nothing but its own files, and pictures, sounds, videos and frames of others that authors show.
const POLICY: &str = "default-src 'self'; img-src 'self' https: data:; media-src 'self' https:; frame-src 'self' https:; \
                      object-src 'none'; base-uri 'self'; form-action 'self'";

/// Bytes that Azure Static Web Apps reads of its configuration.
const LONGEST: usize = 20_000;

/// `robots.txt`: everything may be read, and the site map is there.
pub(super) fn robots(site: &Site) -> String {
    let base_url = site.config.base_url.as_deref().unwrap_or_default();
    format!("User-agent: *\nAllow: /\n\nSitemap: {base_url}sitemap.xml\n")
}

/// The form that Netlify and Cloudflare Pages read.
pub(super) fn redirects(site: &Site) -> String {
    moved(site).into_iter().map(|(from, to)| format!("{from} {to} 301\n")).collect()
}

/// Where pages have moved, as paths of the host. Those with blanks are left to their pages, which lead on anyway.
fn moved(site: &Site) -> Vec<(String, String)> {
    let base = site.config.base_path();
    let place = |address: &str| match address.starts_with('/') || address.contains("://") {
        true => address.to_owned(),
        false => format!("{base}{address}"),
    };
    let all = inventory::of(&site.context()).redirects;
    let all = all.iter().map(|(from, to)| (place(from), place(to)));
    all.filter(|(from, to)| !from.contains([' ', '#', '*', ':']) && !to.contains(' ')).collect()
}

/// The form that Netlify and Cloudflare Pages read.
pub(super) fn headers(site: &Site) -> String {
    let base = site.config.base_path();
    format!(
        "{base}*\n  Content-Security-Policy: {POLICY}\n  X-Content-Type-Options: nosniff\n  \
         Referrer-Policy: strict-origin-when-cross-origin\n\n\
         {base}_assets/*\n  Cache-Control: public, max-age=31536000, immutable\n"
    )
}

/// <https://learn.microsoft.com/azure/static-web-apps/configuration>
pub(super) fn static_web_app(site: &Site, markdown: bool) -> String {
    let base = site.config.base_path();
    let mut routes = vec![json!({
        "route": format!("{base}_assets/*"),
        "headers": { "Cache-Control": "public, max-age=31536000, immutable" },
    })];
    let whole = |routes: &[Value]| {
        let mut config = json!({
            "routes": routes,
            "responseOverrides": { "404": { "rewrite": format!("{base}404.html") } },
            "globalHeaders": {
                "Content-Security-Policy": POLICY,
                "X-Content-Type-Options": "nosniff",
                "Referrer-Policy": "strict-origin-when-cross-origin",
            },
        });
        if markdown {
            config["mimeTypes"] = json!({ ".md": "text/markdown" });
        }
        format!("{config:#}\n")
    };
    let without = whole(&routes);
    let redirects = moved(site).into_iter();
    routes.extend(redirects.map(|(from, to)| json!({ "route": from, "redirect": to, "statusCode": 301 })));
    // More than it reads would be refused: the pages that lead on are there in any case.
    Some(whole(&routes)).filter(|text| text.len() <= LONGEST).unwrap_or(without)
}

/// What the site is and what each page says, for language models: <https://llmstxt.org>
pub(super) fn llms(site: &Site) -> String {
    let root = site.config.base_url.as_deref().unwrap_or_default();
    let title = Some(&*site.config.title).filter(|title| !title.is_empty()).unwrap_or("Documentation");
    let mut out = format!("# {title}\n");
    if !site.config.description.is_empty() {
        out.push_str(&format!("\n> {}\n", one_line(&site.config.description)));
    }
    let mut folder = None;
    let context = site.context();
    for (id, page) in site.pages() {
        let Some(address) = site.address(id) else { continue };
        let file = site.files.get(id);
        let metadata = site.docset(id).metadata(&file.path, &page.front_matter.values);
        let hidden = metadata::robots(&metadata).is_some_and(|robots| metadata::hides(&robots));
        if hidden || !context.is_content(id) {
            continue;
        }
        if folder != Some(file.path.folder()) {
            folder = Some(file.path.folder());
            out.push_str(&format!("\n## {}\n\n", heading(site, id)));
        }
        let name = one_line(&site.index.title(id, &site.files)).replace(['[', ']'], "");
        let address = site.plan.copy_address(address).unwrap_or(address);
        out.push_str(&format!("- [{name}]({root}{address})"));
        if let Some(description) = metadata::text(&metadata, "description") {
            out.push_str(&format!(": {}", one_line(&description)));
        }
        out.push('\n');
    }
    out
}

/// What the pages of a page's folder are told under.
fn heading(site: &Site, id: FileId) -> String {
    let folder = site.files.get(id).path.folder();
    if folder.is_empty() { "Pages".to_owned() } else { folder.to_owned() }
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
