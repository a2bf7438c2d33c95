//! The key `theme` of `docwright.yml`: how the site looks.

use super::{
    Announcement, NavLink, SocialLink, Theme,
    values::{Findings, boolean, known_keys, map, path, text, texts},
};
use crate::{
    colour::Colour,
    data::Data,
    source::{SitePath, Span},
};

pub(super) const KEYS: &[&str] = &[
    "name",
    "accent",
    "mark",
    "fonts",
    "logo",
    "favicon",
    "edit_url",
    "nav",
    "footer",
    "social",
    "announcement",
    "css",
    "js",
];

/// Hosts that have an icon: the end of the host, what people call it, and the icon's name.
const HOSTS: &[(&str, &str, &str)] = &[
    ("github.com", "GitHub", "github"),
    ("gitlab.com", "GitLab", "gitlab"),
    ("codeberg.org", "Codeberg", "git"),
    ("dev.azure.com", "Azure DevOps", "git"),
    ("bitbucket.org", "Bitbucket", "git"),
    ("x.com", "X", "x"),
    ("twitter.com", "X", "x"),
    ("bsky.app", "Bluesky", "bluesky"),
    ("mastodon.social", "Mastodon", "mastodon"),
    ("fosstodon.org", "Mastodon", "mastodon"),
    ("hachyderm.io", "Mastodon", "mastodon"),
    ("linkedin.com", "LinkedIn", "linkedin"),
    ("youtube.com", "YouTube", "youtube"),
    ("discord.gg", "Discord", "chat"),
    ("discord.com", "Discord", "chat"),
    ("slack.com", "Slack", "chat"),
    ("matrix.to", "Matrix", "chat"),
    ("zulipchat.com", "Zulip", "chat"),
    ("stackoverflow.com", "Stack Overflow", "chat"),
    ("reddit.com", "Reddit", "chat"),
];

/// Names of icons that a link may ask for.
pub const ICONS: &[&str] =
    &["github", "gitlab", "git", "x", "bluesky", "mastodon", "linkedin", "youtube", "chat", "mail", "feed", "link"];

/// Reads the value of `theme`: a name, or keys and values.
pub(super) fn theme(name: &str, data: &Data, findings: &mut Findings) -> Theme {
    let mut theme = Theme::default();
    if data.as_map().is_none() {
        if let Some(name) = theme_name(name, data, findings) {
            theme.name = name;
        }
        return theme;
    }
    let entries = map(name, data, findings);
    known_keys(entries, KEYS, findings);
    for (key, value) in entries {
        read(&key.name, value, &mut theme, findings);
    }
    theme
}

fn read(name: &str, value: &Data, theme: &mut Theme, findings: &mut Findings) {
    match name {
        "name" => {
            if let Some(name) = theme_name(name, value, findings) {
                theme.name = name;
            }
        }
        "accent" => theme.accent = colour(name, value, findings),
        "mark" => theme.mark = colour(name, value, findings),
        "fonts" => {
            let entries = map(name, value, findings);
            known_keys(entries, &["text", "head", "code"], findings);
            for (key, value) in entries {
                theme.fonts.extend(fonts(&key.name, value, findings).map(|fonts| (key.name.clone(), fonts)));
            }
        }
        "logo" => theme.logo = path(name, value, "", findings).map(SitePath::from),
        "favicon" => theme.favicon = path(name, value, "", findings).map(SitePath::from),
        "edit_url" => {
            theme.edit_url = text(name, value, findings);
            if theme.edit_url.as_ref().is_some_and(|url| !url.contains("{path}")) {
                findings.add(value.span, "`edit_url` has no `{path}` where the page's path would stand");
            }
        }
        "nav" => theme.nav = links(name, value, findings),
        "footer" if value.as_map().is_none() => theme.footer = text(name, value, findings).unwrap_or_default(),
        "footer" => {
            let entries = map(name, value, findings);
            known_keys(entries, &["text", "links"], findings);
            for (key, value) in entries {
                match &*key.name {
                    "text" => theme.footer = text("text", value, findings).unwrap_or_default(),
                    "links" => theme.footer_links = links("links", value, findings),
                    _ => {}
                }
            }
        }
        "social" => theme.social = social(name, value, findings),
        "announcement" => theme.announcement = announcement(name, value, findings),
        "css" => theme.css = paths(name, value, findings),
        "js" => theme.js = paths(name, value, findings),
        _ => {}
    }
}

fn theme_name(name: &str, data: &Data, findings: &mut Findings) -> Option<String> {
    let theme = text(name, data, findings)?;
    let good = !theme.is_empty() && !theme.starts_with('.') && !theme.contains(['/', '\\', ':']);
    if !good {
        findings.add(data.span, format!("`{theme}` is not the name of a folder under `themes/`"));
    }
    good.then_some(theme)
}

/// A colour of CSS, with its place.
fn colour(name: &str, data: &Data, findings: &mut Findings) -> Option<(String, Span)> {
    let written = text(name, data, findings)?;
    if Colour::read(&written).is_none() {
        let finding = findings.add(data.span, format!("`{name}`: `{written}` is not a colour"));
        finding.help = Some("write one such as `\"#00516c\"` (in quotes) or `oklch(0.4 0.1 230)`".into());
        return None;
    }
    Some((written.trim().to_owned(), data.span))
}

/// A list of fonts as CSS writes it.
fn fonts(name: &str, data: &Data, findings: &mut Findings) -> Option<String> {
    let written = text(name, data, findings)?;
    let good = !written.trim().is_empty()
        && !written.contains([';', '{', '}', '<', '>', '\\', '\n', '/'])
        && written.matches('"').count() % 2 == 0
        && written.matches('\'').count() % 2 == 0;
    if !good {
        let finding = findings.add(data.span, format!("`{name}`: `{written}` is not a list of fonts"));
        finding.help = Some("write names as in CSS, such as `\"Source Sans 3\", sans-serif`".into());
    }
    good.then_some(written)
}

fn links(name: &str, data: &Data, findings: &mut Findings) -> Vec<NavLink> {
    let Some(items) = data.as_list() else {
        if !data.is_null() {
            findings.add(data.span, format!("`{name}` must be a list of `name` and `url`"));
        }
        return Vec::new();
    };
    let mut links = Vec::new();
    for item in items {
        let entries = map(name, item, findings);
        known_keys(entries, &["name", "url"], findings);
        let mut value = |name| text(name, item.get(name)?, findings);
        match (value("name"), value("url")) {
            (Some(name), Some(url)) => links.push(NavLink { name, url, span: item.span }),
            _ if entries.is_empty() => {}
            _ => {
                findings.add(item.span, format!("an entry of `{name}` needs a `name` and a `url`"));
            }
        }
    }
    links
}

fn social(name: &str, data: &Data, findings: &mut Findings) -> Vec<SocialLink> {
    let items = data.as_list().unwrap_or(std::slice::from_ref(data));
    let mut links = Vec::new();
    for item in items {
        let (url, given, icon) = if item.as_map().is_some() {
            let entries = map(name, item, findings);
            known_keys(entries, &["name", "url", "icon"], findings);
            let mut value = |name| text(name, item.get(name)?, findings);
            (value("url"), value("name"), value("icon"))
        } else {
            (text(name, item, findings), None, None)
        };
        let Some(url) = url else { continue };
        let (known, drawn) = host(&url);
        if let Some(icon) = icon.as_ref().filter(|icon| !ICONS.contains(&&***icon)) {
            let finding = findings.add(item.span, format!("there is no icon `{icon}`"));
            finding.help = Some(format!("there are {}", ICONS.join(", ")));
        }
        let icon = icon.filter(|icon| ICONS.contains(&&**icon)).unwrap_or_else(|| drawn.to_owned());
        links.push(SocialLink { name: given.unwrap_or(known), url, icon });
    }
    links
}

/// What people call the place of an address, and its icon.
fn host(url: &str) -> (String, &'static str) {
    if let Some(address) = url.strip_prefix("mailto:") {
        return (address.split('?').next().unwrap_or(address).to_owned(), "mail");
    }
    let (host, rest) = match url.split_once("://") {
        Some((_, rest)) => rest.split_at(rest.find(['/', '?', '#']).unwrap_or(rest.len())),
        None => ("", url),
    };
    let host = host.trim_start_matches("www.").to_ascii_lowercase();
    let is = |known: &str| host.strip_suffix(known).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'));
    if let Some((_, name, icon)) = HOSTS.iter().find(|(known, ..)| is(known)) {
        return ((*name).to_owned(), icon);
    }
    match rest {
        rest if rest.ends_with(".xml") || rest.ends_with("/feed") || rest.ends_with("/rss") => ("RSS".into(), "feed"),
        rest if rest.starts_with("/@") => ("Mastodon".into(), "mastodon"),
        _ if host.is_empty() => (url.to_owned(), "link"),
        _ => (host, "link"),
    }
}

fn announcement(name: &str, data: &Data, findings: &mut Findings) -> Option<Announcement> {
    if data.as_map().is_none() {
        let text = text(name, data, findings).filter(|text| !text.trim().is_empty())?;
        return Some(Announcement { text, url: None, dismissible: true });
    }
    let entries = map(name, data, findings);
    known_keys(entries, &["text", "url", "dismissible"], findings);
    let mut found = Announcement { text: String::new(), url: None, dismissible: true };
    for (key, value) in entries {
        match &*key.name {
            "text" => found.text = text("text", value, findings).unwrap_or_default(),
            "url" => found.url = text("url", value, findings),
            "dismissible" => found.dismissible = boolean("dismissible", value, findings).unwrap_or(true),
            _ => {}
        }
    }
    if found.text.trim().is_empty() {
        findings.add(data.span, format!("`{name}` needs a `text`"));
        return None;
    }
    Some(found)
}

/// Files of the project, with their places.
fn paths(name: &str, data: &Data, findings: &mut Findings) -> Vec<(SitePath, Span)> {
    let mut out = Vec::new();
    for (written, span) in texts(name, data, findings) {
        match crate::source::join("", &written.replace('\\', "/")).filter(|path| !path.is_empty()) {
            Some(path) => out.push((path.into(), span)),
            None => drop(findings.add(span, format!("`{name}`: `{written}` is no file of the project"))),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts_have_names_and_icons() {
        let check = |url, name: &str, icon| assert_eq!(host(url), (name.to_owned(), icon), "{url}");
        check("https://github.com/example/handbook", "GitHub", "github");
        check("https://www.linkedin.com/in/a", "LinkedIn", "linkedin");
        check("https://notgithub.com/a", "notgithub.com", "link");
        check("https://example.slack.com", "Slack", "chat");
        check("https://social.example.org/@a", "Mastodon", "mastodon");
        check("https://example.org/feed.xml", "RSS", "feed");
        check("mailto:docs@example.org?subject=x", "docs@example.org", "mail");
        check("docs/feed.md", "docs/feed.md", "link");
    }
}
