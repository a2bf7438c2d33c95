//! Files for search engines, language models and hosts: what the site is made of, where pages have moved, and what answers
//! are to say of themselves.

use serde_json::{Value, json};

use super::markdown::Copies;
use crate::{config::publish::Kind, page::FileId, render::metadata, site::Site, urls::inventory};

/// What a built site needs: nothing but its own files, and pictures, sounds, videos and frames of others that authors show.
const POLICY: &str = "default-src 'self'; img-src 'self' https: data:; media-src 'self' https:; frame-src 'self' https:; \
                      object-src 'none'; base-uri 'self'; form-action 'self'";

/// Bytes that Azure Static Web Apps reads of its configuration.
const LONGEST: usize = 20_000;

/// The files by their path in the output.
pub(super) fn files(site: &Site, copies: &Copies) -> Vec<(&'static str, String)> {
    let wanted = |kind| site.config.publish.contains(&kind);
    let mut out = Vec::new();
    if let Some(base_url) = &site.config.base_url {
        out.push(("robots.txt", format!("User-agent: *\nAllow: /\n\nSitemap: {base_url}sitemap.xml\n")));
    }
    if site.config.base_url.is_some() || wanted(Kind::Llms) {
        out.push(("llms.txt", llms(site, copies)));
    }
    if wanted(Kind::Redirects) {
        let lines = redirects(site).into_iter().map(|(from, to)| format!("{from} {to} 301\n"));
        out.push(("_redirects", lines.collect()));
    }
    if wanted(Kind::Headers) {
        out.push(("_headers", headers(site)));
    }
    if wanted(Kind::StaticWebApp) {
        out.push(("staticwebapp.config.json", static_web_app(site)));
    }
    out
}

/// Where pages have moved, as paths of the host. Those with blanks are left to their pages, which lead on anyway.
fn redirects(site: &Site) -> Vec<(String, String)> {
    let base = site.config.base_path();
    let place = |address: &str| match address.starts_with('/') || address.contains("://") {
        true => address.to_owned(),
        false => format!("{base}{address}"),
    };
    let all = inventory::of(&site.context()).redirects;
    let moved = all.iter().map(|(from, to)| (place(from), place(to)));
    moved.filter(|(from, to)| !from.contains([' ', '#', '*', ':']) && !to.contains(' ')).collect()
}

/// The form that Netlify and Cloudflare Pages read.
fn headers(site: &Site) -> String {
    let base = site.config.base_path();
    format!(
        "{base}*\n  Content-Security-Policy: {POLICY}\n  X-Content-Type-Options: nosniff\n  \
         Referrer-Policy: strict-origin-when-cross-origin\n\n\
         {base}_assets/*\n  Cache-Control: public, max-age=31536000, immutable\n"
    )
}

/// <https://learn.microsoft.com/azure/static-web-apps/configuration>
fn static_web_app(site: &Site) -> String {
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
        if site.config.publish.contains(&Kind::Markdown) {
            config["mimeTypes"] = json!({ ".md": "text/markdown" });
        }
        format!("{config:#}\n")
    };
    let without = whole(&routes);
    let redirects = redirects(site).into_iter();
    routes.extend(redirects.map(|(from, to)| json!({ "route": from, "redirect": to, "statusCode": 301 })));
    // More than it reads would be refused: the pages that lead on are there in any case.
    Some(whole(&routes)).filter(|text| text.len() <= LONGEST).unwrap_or(without)
}

/// What the site is and what each page says, for language models: <https://llmstxt.org>
fn llms(site: &Site, copies: &Copies) -> String {
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
        let address = copies.address(address).unwrap_or(address);
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
