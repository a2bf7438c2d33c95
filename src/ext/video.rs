//! Videos: `> [!VIDEO https://…]`.

use std::borrow::Cow;

use super::{Extension, Lines, Raw, Reading, Shape};
use crate::{
    body::Body,
    config::HtmlPolicy,
    page::{Directive, Node},
    rules, safe,
};

pub const EXTENSION: Extension = Extension {
    name: "video",
    shape: Shape::Quote,
    words: &["video"],
    rule: &rules::INVALID_VIDEO,
    attributes: &[],
    lines: Lines::Own,
    holds: super::holds_nothing,
    read,
    write,
};

fn read(raw: &Raw, reading: &mut Reading) -> Option<Directive> {
    let address = raw.rest.trim();
    let at = raw.rest.find(address).unwrap_or(0) + raw.rest_span.start as usize;
    let span = crate::source::Span::new(at, at + address.len());
    let variant = if raw.legacy {
        // The slug of a page of the former video site: there is nothing left to play.
        "legacy"
    } else if let Some(player) = player(address) {
        return Some(directive(raw, "player", &player));
    } else {
        let message = if address.is_empty() {
            "a video needs an address".to_owned()
        } else {
            format!("`{address}` is no address of a video: it must begin with `https://`")
        };
        reading.find(&rules::INVALID_VIDEO, span, message);
        "invalid"
    };
    Some(directive(raw, variant, address))
}

pub const COLON: Extension = Extension {
    name: "video-block",
    shape: Shape::Colon,
    words: &["video"],
    rule: &rules::INVALID_VIDEO,
    attributes: &["source", "title", "max-width", "thumbnail", "upload-date", "duration", "type"],
    lines: Lines::Any,
    holds: |directive| directive.attribute("type") == Some("complex"),
    read: read_block,
    write: write_block,
};

/// What is written of a video's attributes, by their names in the text.
const SHOWN: [(&str, &str); 4] = [
    ("thumbnail", "data-thumbnail"),
    ("upload-date", "data-upload-date"),
    ("duration", "data-duration"),
    ("max-width", "data-max-width"),
];

fn read_block(raw: &Raw, reading: &mut Reading) -> Option<Directive> {
    let Some(source) = raw.attribute("source") else {
        reading.find(&rules::INVALID_VIDEO, raw.span, "the video has no `source`");
        return None;
    };
    let Some(player) = player(source.value.trim()) else {
        let message = format!("`{}` is no address of a video: it must begin with `https://`", source.value);
        reading.find(&rules::INVALID_VIDEO, source.value_span, message);
        return Some(directive(raw, "invalid", source.value.trim()));
    };
    let mut directive = directive(raw, "player", &player);
    let others = raw.attributes.iter().filter(|attribute| attribute.name != "source");
    directive.attributes.extend(others.map(|a| (a.name.as_str().into(), a.value.trim().into())));
    Some(directive)
}

fn write_block<'a>(body: &mut Body<'a>, directive: &'a Directive, node: &'a Node) {
    if &*directive.variant != "player" {
        return write(body, directive, node);
    }
    body.raw("<div class=\"video\"");
    for (name, written) in SHOWN {
        if let Some(value) = directive.attribute(name) {
            body.attribute(written, value);
        }
    }
    body.raw(">");
    write_frame(body, directive.attribute("src").unwrap_or(""), directive.attribute("title").unwrap_or(""));
    body.children(&node.children);
    body.raw("</div>");
}

fn directive(raw: &Raw, variant: &str, address: &str) -> Directive {
    Directive {
        extension: raw.extension,
        variant: variant.into(),
        attributes: vec![("src".into(), address.into())],
        refs: Vec::new(),
    }
}

/// The address of the frame that plays a video. YouTube's pages refuse to be framed: its player without cookies is
/// taken instead. A bare GUID is a video of Learn.
pub fn player(address: &str) -> Option<Cow<'_, str>> {
    if is_guid(address) {
        return Some(format!("https://learn-video.azurefd.net/vod/player?id={address}").into());
    }
    let scheme = address
        .get(..7)
        .filter(|start| start.eq_ignore_ascii_case("http://"))
        .or_else(|| address.get(..8).filter(|start| start.eq_ignore_ascii_case("https://")))?;
    let rest = &address[scheme.len()..];
    let host_end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let (host, path) = rest.split_at(host_end);
    let path = if path.starts_with('/') { Cow::Borrowed(path) } else { Cow::Owned(format!("/{path}")) };
    if host.is_empty() || address.contains(char::is_whitespace) {
        return None;
    }
    let host = host.to_ascii_lowercase();
    Some(
        match &*host {
            "youtu.be" => format!("https://www.youtube-nocookie.com/embed{path}"),
            "youtube.com" | "www.youtube.com" | "m.youtube.com" | "www.youtube-nocookie.com" => {
                format!("https://www.youtube-nocookie.com{}", embedded(&path))
            }
            "channel9.msdn.com" if !path.contains("nocookie=") => {
                format!("https://{host}{path}{}nocookie=true", if path.contains('?') { '&' } else { '?' })
            }
            _ => format!("https://{host}{path}"),
        }
        .into(),
    )
}

/// `/watch?v=ID&t=9` as `/embed/ID?t=9`.
fn embedded(path: &str) -> Cow<'_, str> {
    let Some(query) = path.strip_prefix("/watch?") else { return path.into() };
    let Some(id) = query.split('&').find_map(|pair| pair.strip_prefix("v=")) else { return path.into() };
    let rest: Vec<&str> = query.split('&').filter(|pair| !pair.starts_with("v=")).collect();
    let mark = if rest.is_empty() { "" } else { "?" };
    format!("/embed/{id}{mark}{}", rest.join("&")).into()
}

/// The player of a page on which a film is shown, where its host is known: what `![](address)` means on Learn.
pub fn film(address: &str) -> Option<String> {
    let rest = address.strip_prefix("https://").or_else(|| address.strip_prefix("http://"))?;
    let (host, path) = rest.split_once('/')?;
    let host = host.to_ascii_lowercase();
    match host.strip_prefix("www.").unwrap_or(&host) {
        "youtu.be" if !path.is_empty() => player(address).map(Cow::into_owned),
        "youtube.com" | "m.youtube.com" | "youtube-nocookie.com"
            if path.starts_with("watch?") || path.starts_with("embed/") =>
        {
            player(address).map(Cow::into_owned)
        }
        "vimeo.com" => {
            let id = path.split(['/', '?', '#']).next().filter(|id| !id.is_empty())?;
            id.bytes().all(|byte| byte.is_ascii_digit()).then(|| format!("https://player.vimeo.com/video/{id}"))
        }
        "ok.ru" => Some(format!("https://ok.ru/videoembed/{}", path.strip_prefix("video/")?)),
        _ => None,
    }
}

fn is_guid(text: &str) -> bool {
    text.len() == 36
        && text.bytes().enumerate().all(|(at, byte)| match at {
            8 | 13 | 18 | 23 => byte == b'-',
            _ => byte.is_ascii_hexdigit(),
        })
}

fn write<'a>(body: &mut Body<'a>, directive: &'a Directive, _: &'a Node) {
    let src = directive.attribute("src").unwrap_or("");
    match &*directive.variant {
        "player" => write_player(body, src, ""),
        "legacy" => {
            body.raw("<p class=\"video\"><a");
            body.address("href", &format!("https://azure.microsoft.com/resources/videos/{src}/"));
            body.raw(">");
            body.text(body.site.words.get("video"));
            body.raw(": ");
            body.text(src);
            body.raw("</a></p>");
        }
        _ => {
            body.raw("<p class=\"missing\" data-rule=\"invalid-video\">[!VIDEO ");
            body.text(src);
            body.raw("]</p>");
        }
    }
}

/// Writes the frame of a player. A title that is empty is said to be a video.
pub fn write_player(body: &mut Body, player: &str, title: &str) {
    body.raw("<div class=\"video\">");
    write_frame(body, player, title);
    body.raw("</div>");
}

/// Writes the frame alone, for a player inside a line.
pub fn write_frame(body: &mut Body, player: &str, title: &str) {
    body.raw("<iframe");
    body.address("src", player);
    body.attribute("title", if title.trim().is_empty() { body.site.words.get("video") } else { title });
    body.raw(" loading=\"lazy\" allowfullscreen");
    if body.site.html == HtmlPolicy::Safe {
        body.attribute("sandbox", safe::SANDBOX);
    }
    body.raw("></iframe>");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn films() {
        let check = |address, want: Option<&str>| assert_eq!(film(address).as_deref(), want);
        check("https://www.youtube.com/watch?v=a", Some("https://www.youtube-nocookie.com/embed/a"));
        check("https://youtu.be/a", Some("https://www.youtube-nocookie.com/embed/a"));
        check("https://vimeo.com/123?x", Some("https://player.vimeo.com/video/123"));
        check("https://vimeo.com/logo.png", None);
        check("https://www.youtube.com/logo.png", None);
        check("https://e.org/a.png", None);
        check("a.png", None);
    }

    #[test]
    fn players() {
        let check = |address, want: Option<&str>| assert_eq!(player(address).as_deref(), want);
        check("https://www.youtube.com/embed/a?b=c", Some("https://www.youtube-nocookie.com/embed/a?b=c"));
        check("http://youtube.com/watch?v=a&t=9", Some("https://www.youtube-nocookie.com/embed/a?t=9"));
        check("https://youtu.be/a", Some("https://www.youtube-nocookie.com/embed/a"));
        check("https://channel9.msdn.com/a/player", Some("https://channel9.msdn.com/a/player?nocookie=true"));
        check("https://e.org", Some("https://e.org/"));
        check(
            "0f8fad5b-d9cb-469f-a165-70867728950e",
            Some("https://learn-video.azurefd.net/vod/player?id=0f8fad5b-d9cb-469f-a165-70867728950e"),
        );
        check("a/b.mp4", None);
        check("", None);
    }
}
