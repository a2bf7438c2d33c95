//! What Learn asks of `:::video`: search engines' attributes, and an address of a site whose player it knows.

use super::File;
use crate::{
    ext,
    page::{Directive, Node},
    parse::attribute_place,
    rules,
};

/// Beginnings of players' addresses behind `https://` that Learn shows.
const PLAYERS: &[&str] = &[
    "channel9.msdn.com/",
    "learn-video.azurefd.net/",
    "learn.microsoft.com/",
    "medius.microsoft.com/",
    "www.microsoft.com/",
    "www.youtube-nocookie.com/",
];

/// Asks a video of triple colons for what Learn wants of it.
pub(super) fn directive(file: &mut File, directive: &Directive, node: &Node) {
    let is_video = ext::ALL[usize::from(directive.extension)].name == ext::video::COLON.name;
    if !is_video || &*directive.variant != "player" || !file.asked.learn {
        return;
    }
    for name in ["thumbnail", "upload-date"] {
        if directive.attribute(name).is_none_or(str::is_empty) {
            file.find(&rules::INVALID_VIDEO, node.span, || format!("the video has no `{name}`"));
        }
    }
    let player = directive.attribute("src").unwrap_or("");
    let address = player.strip_prefix("https://").unwrap_or(player);
    if !PLAYERS.iter().any(|known| address.starts_with(known)) {
        let host = address.split('/').next().unwrap_or("").to_owned();
        let place = attribute_place(&file.page.source, node.span.start, "source").unwrap_or(node.span);
        file.find(&rules::INVALID_VIDEO, place, || format!("`{host}` is no site whose videos Learn shows"));
    }
}
