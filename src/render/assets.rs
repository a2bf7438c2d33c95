//! The theme's style sheet, scripts and icon, as files named after what they hold.

use std::sync::Arc;

use crate::{
    render::{strip, view::AssetsView},
    source::Source,
};

/// A file to write.
#[derive(Clone, PartialEq, Debug)]
pub struct Asset {
    /// Relative to the site's root: `_assets/theme.1a2b3c4d.css`.
    pub name: String,
    pub bytes: Vec<u8>,
}

static CSS: &str = include_str!("../../themes/default/theme.css");
static JS: &str = include_str!("../../themes/default/theme.js");
static ICON: &str = include_str!("../../themes/default/icon.svg");
static SEARCH_JS: &str = include_str!("../../themes/default/search.js");
static MARKS_JS: &str = include_str!("../../themes/default/marks.js");
static SEARCH_CSS: &str = include_str!("../../themes/default/search.css");
static REDIRECT: &str = include_str!("../../themes/default/redirect.js");

/// The files of the theme: style sheet, script, icon, scripts of redirects and of search with its
/// style sheet. A file of the user's, by its path inside the theme's
/// folder, takes the place of ours. Behind the style sheet come the accent, a colour of CSS, and then `custom.css`.
pub fn assets(user: &[(String, Arc<Source>)], accent: Option<&str>) -> Vec<Asset> {
    let find = |name: &str| user.iter().find(|(path, _)| path == name).map(|(_, source)| &*source.text);
    let own = |name: &str, ours: &'static str| find(name).unwrap_or(ours).to_owned();
    let mut css = strip::css(&own("theme.css", CSS));
    if let Some(accent) = accent {
        css.push_str(&format!("\n:root{{--dw-accent:{accent}}}"));
    }
    if let Some(custom) = find("custom.css") {
        css.push('\n');
        css.push_str(&strip::css(custom));
    }
    vec![
        asset("theme", "css", css),
        asset("theme", "js", strip::js(&own("theme.js", JS))),
        asset("icon", "svg", own("icon.svg", ICON)),
        asset("redirect", "js", strip::js(&own("redirect.js", REDIRECT))),
        asset("search", "js", strip::js(&own("search.js", SEARCH_JS))),
        asset("marks", "js", strip::js(&own("marks.js", MARKS_JS))),
        asset("search", "css", strip::css(&own("search.css", SEARCH_CSS))),
    ]
}

/// The addresses of [`assets`]' files from a page, given what stands before an address of the site's root.
pub fn view(assets: &[Asset], root: &str) -> AssetsView {
    let href = |at: usize| assets.get(at).map(|asset| format!("{root}{}", asset.name)).unwrap_or_default();
    AssetsView { css: href(0), js: href(1), icon: href(2), logo: href(2), redirect: href(3) }
}

/// The address of a file of [`assets`] from a page, by its name without the hash: `search`, `js`.
pub fn address(assets: &[Asset], root: &str, stem: &str, extension: &str) -> String {
    let is_it = |asset: &&Asset| {
        let rest = asset.name.strip_prefix("_assets/").and_then(|name| name.strip_prefix(stem));
        rest.is_some_and(|rest| rest.starts_with('.') && rest.ends_with(extension))
    };
    assets.iter().find(is_it).map(|asset| format!("{root}{}", asset.name)).unwrap_or_default()
}

fn asset(stem: &str, extension: &str, text: String) -> Asset {
    let hash = blake3::hash(text.as_bytes()).to_hex();
    Asset { name: format!("_assets/{stem}.{}.{extension}", &hash[..8]), bytes: text.into_bytes() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(path: &str, text: &str) -> (String, Arc<Source>) {
        (path.to_owned(), Arc::new(Source::new(format!("themes/x/{path}").into(), text)))
    }

    #[test]
    fn files_override_ours_and_names_follow_the_content() {
        let ours = assets(&[], None);
        assert_eq!(ours.len(), 7);
        let custom = assets(&[file("custom.css", "a { color: red }")], Some("red"));
        assert_ne!(ours[0].name, custom[0].name);
        assert!(custom[0].bytes.ends_with(b"\n:root{--dw-accent:red}\na{color:red}"));
        assert_eq!(ours[1], custom[1]);
        let own = assets(&[file("theme.css", "b { }"), file("icon.svg", "<svg/>")], None);
        assert_eq!((&*own[0].bytes, &*own[2].bytes), (&b"b{}"[..], &b"<svg/>"[..]));
        let href = view(&ours, "../../");
        assert_eq!(href.css, format!("../../{}", ours[0].name));
        assert!(href.css.starts_with("../../_assets/theme.") && href.css.ends_with(".css"));
    }

    #[test]
    fn weights_stay_small() {
        let ours = assets(&[], None);
        // About 10 KB and 4 KB compressed.
        assert!(ours[0].bytes.len() < 46_000, "{}", ours[0].bytes.len());
        assert!(ours[1].bytes.len() < 8_500, "{}", ours[1].bytes.len());
        // Loaded when someone searches: about 8, 1.3 and 1.4 KB compressed.
        for (asset, most) in ours[4..].iter().zip([21_800, 2_600, 4_300]) {
            assert!(asset.bytes.len() < most, "{}: {}", asset.name, asset.bytes.len());
        }
    }
}
