//! The theme's style sheet, scripts and icon, as files named after what they hold.

use std::sync::Arc;

use crate::{
    config, place,
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
static PAGES: &str = include_str!("../../themes/default/pages.css");
static JS: &str = include_str!("../../themes/default/theme.js");
static ICON: &str = include_str!("../../themes/default/icon.svg");
static SEARCH_JS: &str = include_str!("../../themes/default/search.js");
static MARKS_JS: &str = include_str!("../../themes/default/marks.js");
static SEARCH_CSS: &str = include_str!("../../themes/default/search.css");
static FILTER: &str = include_str!("../../themes/default/filter.js");
static REDIRECT: &str = include_str!("../../themes/default/redirect.js");

/// The files of the theme: style sheet, script, icon, script of redirects, script of the filter, style
/// sheet of designed pages, two scripts and a style sheet of search, then the project's own
/// style sheets and scripts. A file of the user's theme, by its path inside the theme's folder, takes the place of ours.
/// Behind the style sheet come the look that the configuration asks for, and then `custom.css`.
pub fn assets(user: &[(String, Arc<Source>)], look: &config::Theme, own: &[Arc<Source>]) -> Vec<Asset> {
    let find = |name: &str| user.iter().find(|(path, _)| path == name).map(|(_, source)| &*source.text);
    let ours = |name: &str, ours: &'static str| find(name).unwrap_or(ours).to_owned();
    let mut css = strip::css(&ours("theme.css", CSS));
    css.push_str(&properties(look));
    if let Some(custom) = find("custom.css") {
        css.push('\n');
        css.push_str(&strip::css(custom));
    }
    let search_css = asset("search", "css", strip::css(&ours("search.css", SEARCH_CSS)));
    // Scripts of search load it by the name that it is given.
    let css_name = search_css.name.rsplit('/').next().unwrap_or_default().to_owned();
    let with_css = |name: &str, text: &'static str| strip::js(&ours(name, text)).replace("search.css", &css_name);
    let mut assets = vec![
        asset("theme", "css", css),
        asset("theme", "js", strip::js(&ours("theme.js", JS))),
        asset("icon", "svg", ours("icon.svg", ICON)),
        asset("redirect", "js", strip::js(&ours("redirect.js", REDIRECT))),
        asset("filter", "js", strip::js(&ours("filter.js", FILTER))),
        asset("pages", "css", strip::css(&ours("pages.css", PAGES))),
        asset("search", "js", with_css("search.js", SEARCH_JS)),
        asset("marks", "js", with_css("marks.js", MARKS_JS)),
        search_css,
    ];
    for source in own {
        let name = source.path.name();
        let (stem, extension) = name.rsplit_once('.').unwrap_or((name, ""));
        let asset = asset(&plain(stem), &plain(extension), source.text.to_string());
        // A name holds the hash of the bytes: the same name is the same file.
        if assets.iter().all(|known| place::fold(&known.name) != place::fold(&asset.name)) {
            assets.push(asset);
        }
    }
    assets
}

/// A part of a file's name that is short and needs no encoding in an address.
fn plain(part: &str) -> String {
    const LENGTH: usize = 60;
    let good = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '-' | '_' | '.');
    part.chars().take(LENGTH).map(|letter| if good(letter) { letter } else { '-' }).collect()
}

/// Whether an article holds what the style sheet of designed pages is for.
pub fn needs_pages(article: &str) -> bool {
    article.contains("class=\"") && DESIGNED.iter().any(|class| article.contains(class))
}

/// How the classes begin that are in that style sheet.
const DESIGNED: &[&str] = &["class=\"cards", "class=\"acts", "class=\"facts", "class=\"hub", "class=\"az\""];

/// The style sheet of the theme, as it is written.
pub fn style_sheet(user: &[(String, Arc<Source>)]) -> &str {
    user.iter().find(|(path, _)| path == "theme.css").map_or(CSS, |(_, source)| &source.text)
}

/// What the configuration says of colours and fonts, as CSS.
fn properties(look: &config::Theme) -> String {
    let colours = [("accent", &look.accent), ("mark", &look.mark)];
    let colours = colours.into_iter().filter_map(|(name, colour)| Some((name.to_owned(), &colour.as_ref()?.0)));
    let fonts = look.fonts.iter().map(|(name, fonts)| (format!("font-{name}"), fonts));
    let rules: Vec<String> = colours.chain(fonts).map(|(name, value)| format!("--dw-{name}:{value}")).collect();
    if rules.is_empty() { String::new() } else { format!("\n:root{{{}}}", rules.join(";")) }
}

/// The addresses of [`assets`]' files from a page, given what stands before an address of the site's root.
pub fn view(assets: &[Asset], root: &str) -> AssetsView {
    let href = |at: usize| assets.get(at).map(|asset| format!("{root}{}", asset.name)).unwrap_or_default();
    let own = assets.get(9..).unwrap_or_default();
    let with = |extension: &str| -> Vec<String> {
        let names = own.iter().map(|asset| &asset.name).filter(|name| name.ends_with(extension));
        names.map(|name| format!("{root}{name}")).collect()
    };
    AssetsView {
        css: href(0),
        js: href(1),
        icon: href(2),
        logo: href(2),
        redirect: href(3),
        filter: href(4),
        pages: href(5),
        styles: with(".css"),
        scripts: with(".js"),
    }
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
    Asset { name: format!("_assets/{stem}.{}.{extension}", hash(text.as_bytes())), bytes: text.into_bytes() }
}

/// Eight letters for some bytes.
pub fn hash(bytes: &[u8]) -> String {
    blake3::hash(bytes).to_hex()[..8].to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(path: &str, text: &str) -> (String, Arc<Source>) {
        (path.to_owned(), Arc::new(Source::new(format!("themes/x/{path}").into(), text)))
    }

    #[test]
    fn files_override_ours_and_names_follow_the_content() {
        let plain = config::Theme::default();
        let ours = assets(&[], &plain, &[]);
        assert_eq!(ours.len(), 9);
        let red = config::Theme { accent: Some(("red".into(), Default::default())), ..config::Theme::default() };
        let custom = assets(&[file("custom.css", "a { color: red }")], &red, &[]);
        assert_ne!(ours[0].name, custom[0].name);
        assert!(custom[0].bytes.ends_with(b"\n:root{--dw-accent:red}\na{color:red}"));
        assert_eq!(ours[1], custom[1]);
        let own = assets(&[file("theme.css", "b { }"), file("icon.svg", "<svg/>")], &plain, &[]);
        assert_eq!((&*own[0].bytes, &*own[2].bytes), (&b"b{}"[..], &b"<svg/>"[..]));
        let href = view(&ours, "../../");
        assert_eq!(href.css, format!("../../{}", ours[0].name));
        assert!(href.css.starts_with("../../_assets/theme.") && href.css.ends_with(".css"));
    }

    #[test]
    fn own_files_come_behind() {
        let long = format!("{}.css", "é".repeat(120));
        let own =
            ["a b.css", &long, "x/c.js", "y/c.js", "y/C.js"].map(|path| file(path, path.rsplit('/').next().unwrap()).1);
        let href = view(&assets(&[], &config::Theme::default(), &own), "");
        assert!(href.styles[0].starts_with("_assets/a-b.") && href.styles[0].ends_with(".css"));
        assert_eq!(href.styles[1].len(), "_assets/".len() + 60 + ".12345678.css".len());
        assert!(href.scripts[0].starts_with("_assets/c.") && href.scripts[1].starts_with("_assets/C."));
        assert_eq!((href.styles.len(), href.scripts.len()), (2, 2));
        let same = ["x/c.js", "y/C.js"].map(|path| Arc::new(Source::new(path.into(), "1")));
        assert_eq!(view(&assets(&[], &config::Theme::default(), &same), "").scripts.len(), 1);
    }

    #[test]
    fn every_icon_of_the_configuration_is_drawn() {
        let names: Vec<&str> = crate::render::icons::names().collect();
        for icon in config::ICONS {
            assert!(names.contains(icon), "{icon}");
        }
        assert_eq!(names.len(), config::ICONS.len());
    }

    #[test]
    fn weights_stay_small() {
        // Loaded when someone searches: about 9.6, 1.4 and 1.4 KB compressed.
        let ours = assets(&[], &config::Theme::default(), &[]);
        for (asset, most) in ours[6..].iter().zip([25_900, 3_000, 4_600]) {
            assert!(asset.bytes.len() < most, "{}: {}", asset.name, asset.bytes.len());
        }
    }
}
