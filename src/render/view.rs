//! What templates are handed. The fields are a public interface for theme authors, described in `docs/reference/templates.md`.
//!
//! Every address is ready to be written: relative to the page at hand, percent-encoded, not yet escaped for HTML.

use serde::Serialize;

use super::metadata::Meta;
use crate::words::Words;

/// What is the same on every page: `site` in templates.
#[derive(Clone, Default, Serialize, Debug)]
pub struct SiteView {
    /// The site's name; empty where it has none.
    pub title: String,
    /// BCP 47.
    pub lang: String,
    pub description: String,
    /// Plain text for the foot of each page; empty for none.
    pub footer: String,
    pub announcement: Option<AnnouncementView>,
    /// Colours of the page's ground in light and dark, for the browser's own frame.
    pub ground: Vec<String>,
}

/// A line over every page.
#[derive(Clone, Default, Serialize, Debug)]
pub struct AnnouncementView {
    pub text: String,
    /// What a reader who put it away has seen: another text has another key. Empty where it stays.
    pub key: String,
}

/// What one page's template is handed, beside `site`.
#[derive(Clone, Default, Serialize, Debug)]
pub struct View {
    pub page: PageView,
    /// Address of the site's first page.
    pub home: String,
    /// What stands before an address of the site's root: empty, `../`, `../../` and so on.
    pub root: String,
    pub assets: AssetsView,
    /// Links of the header, behind the page's sections.
    pub nav: Vec<NavLink>,
    /// Links of the footer.
    pub footer: Vec<NavLink>,
    /// Where the project is found elsewhere.
    pub social: Vec<SocialView>,
    /// Where the announcement leads; empty for nowhere.
    pub announcement_href: String,
    /// Search, where the site has it.
    pub search: Option<SearchView>,
    /// What the site is called in its header: its title, else that of its first page.
    pub home_title: String,
}

/// Addresses of search: `search` in templates.
#[derive(Clone, Default, Serialize, Debug)]
pub struct SearchView {
    /// The plain page that lists everything.
    pub page: String,
    /// The script of the dialog.
    pub js: String,
    /// The script that marks what was searched for.
    pub marks: String,
}

/// A page: `page` in templates.
#[derive(Clone, Default, Serialize, Debug)]
pub struct PageView {
    pub title: String,
    /// For `<title>`, see [`full_title`].
    pub full_title: String,
    /// Empty for none.
    pub description: String,
    /// BCP 47.
    pub lang: String,
    /// `ltr` or `rtl`, see [`direction`].
    pub dir: &'static str,
    /// The template's name: `page`, `landing`, `404` or one that the theme adds. Empty means `page`.
    pub layout: String,
    /// Relative to the site's root.
    pub url: String,
    /// Absolute, where the site has a base URL.
    pub canonical: Option<String>,
    /// What stands in `<article>`: HTML.
    #[serde(skip)]
    pub article: String,
    /// Headings of levels 2 and 3.
    pub outline: Vec<OutlineItem>,
    /// The way from the site's first page to this one, without this one.
    pub crumbs: Vec<Crumb>,
    /// The table of contents: HTML, see [`crate::render::sidebar`]. Empty for a page without.
    #[serde(skip)]
    pub sidebar: String,
    /// The site's main parts, for the header.
    pub sections: Vec<NavLink>,
    pub previous: Option<NavLink>,
    pub next: Option<NavLink>,
    pub date: Option<DateView>,
    pub author: Option<String>,
    /// Zero where it is not to be shown.
    pub reading_minutes: u32,
    /// Where the page's source can be edited.
    pub edit_url: Option<String>,
    /// For `<meta name="robots">`.
    pub robots: Option<String>,
    /// For more `<meta>`.
    pub meta: Vec<Meta>,
    /// The file with the outermost entries of the table of contents; empty where the sidebar is all of it.
    pub toc: String,
    /// Whether the sidebar has a filter.
    pub filter: bool,
    /// How long reading takes, in words; empty where it is not to be shown.
    pub reading_time: String,
    /// Who wrote the page, where it is known.
    pub contributors: Vec<String>,
    /// Absolute address of a picture for previews.
    pub image: Option<String>,
    /// Whether it needs the style sheet of landing pages and the like.
    pub designed: bool,
    /// What search engines read: JSON-LD that may stand in a script element. Empty without a base URL.
    #[serde(skip)]
    pub data: String,
    /// Groups of pivots, of each of which a reader chooses one.
    pub pivots: Vec<PivotsView>,
    /// Versions, of which a reader chooses one; empty where there is no choice.
    pub versions: Vec<ChoiceView>,
    /// Places of the page that are elsewhere now, as JSON; empty for none.
    pub moved: String,
    /// The kind of a page in YAML, such as `landing`, `hub` or `faq`; empty for Markdown.
    pub kind: &'static str,
    /// The page as Markdown; empty where it is not written.
    pub markdown: String,
}

/// A link to where the project is found elsewhere.
#[derive(Clone, Default, Serialize, Debug)]
pub struct SocialView {
    pub name: String,
    pub href: String,
    /// The icon's name.
    pub icon: String,
    /// The icon's path on a grid of 16 units, as SVG writes it.
    pub shape: &'static str,
}

/// A group of pivots.
#[derive(Clone, Default, Serialize, Debug)]
pub struct PivotsView {
    pub id: String,
    /// What asks readers to choose.
    pub title: String,
    /// Whether the page has more pivots than the style sheet knows: then a script shows and hides zones.
    pub many: bool,
    pub pivots: Vec<ChoiceView>,
}

/// A pivot or a version.
#[derive(Clone, Default, Serialize, Debug)]
pub struct ChoiceView {
    pub id: String,
    pub title: String,
    /// For a pivot the class that its zones have: `z1`, `z2` and so on, counted through the page's groups.
    pub class: String,
    /// Whether it is chosen where the reader has not chosen yet.
    pub chosen: bool,
}

/// A link with its text.
#[derive(Clone, Default, Serialize, Debug)]
pub struct NavLink {
    pub name: String,
    pub href: String,
    /// Whether the page at hand is there or below.
    pub current: bool,
}

/// A heading of the page.
#[derive(Clone, Default, Serialize, Debug)]
pub struct OutlineItem {
    pub id: String,
    /// Plain text.
    pub text: String,
    /// Headings of the level below.
    pub children: Vec<OutlineItem>,
    /// Classes that show it only with the zones that hold it: `zone z1`; empty for a heading that all see.
    pub class: String,
    /// The versions that it is for, divided by blanks; `None` for all.
    pub monikers: Option<String>,
}

/// A step on the way to the page.
#[derive(Clone, Default, Serialize, Debug)]
pub struct Crumb {
    pub title: String,
    pub href: Option<String>,
}

/// A date for machines and for people.
#[derive(Clone, PartialEq, Default, Serialize, Debug)]
pub struct DateView {
    /// `2026-05-12`
    pub iso: String,
    /// `12 May 2026`
    pub text: String,
}

/// Addresses of the theme's files, see [`crate::render::assets`].
#[derive(Clone, Default, Serialize, Debug)]
pub struct AssetsView {
    pub css: String,
    pub js: String,
    /// The picture of browser tabs.
    pub icon: String,
    /// The picture beside the site's title.
    pub logo: String,
    /// The script of redirecting pages.
    pub redirect: String,
    /// The script of the sidebar's filter, for its first use.
    pub filter: String,
    /// The style sheet of landing pages and the like.
    pub pages: String,
    /// Style sheets of the project.
    pub styles: Vec<String>,
    /// Scripts of the project.
    pub scripts: Vec<String>,
}

/// What the template of a redirecting page is handed: `redirect`.
#[derive(Clone, Default, Serialize, Debug)]
pub struct RedirectView {
    pub lang: String,
    pub dir: &'static str,
    /// The target's title, else its address.
    pub title: String,
    /// Where it leads.
    pub href: String,
    /// The target's absolute address, where it is known.
    pub canonical: Option<String>,
    /// Address of the script that keeps the fragment.
    pub script: String,
    /// Where single fragments lead, as JSON; empty for none.
    pub moved: String,
}

/// The text of `<title>`: `Page | Site`, or one of the two where the other is empty or the same.
pub fn full_title(page: &str, site: &str) -> String {
    match (page, site) {
        (page, "") => page.to_owned(),
        ("", site) => site.to_owned(),
        (page, site) if page == site => page.to_owned(),
        (page, site) => format!("{page} | {site}"),
    }
}

/// The direction in which a language is written, by its BCP 47 tag.
pub fn direction(lang: &str) -> &'static str {
    let mut parts = lang.split(['-', '_']).map(str::to_ascii_lowercase);
    let first = parts.next().unwrap_or_default();
    let script = parts.find(|part| part.len() == 4 && part.bytes().all(|byte| byte.is_ascii_alphabetic()));
    let right = match script.as_deref() {
        Some(script) => matches!(script, "arab" | "hebr" | "syrc" | "thaa" | "nkoo" | "adlm" | "rohg"),
        None => matches!(
            first.as_str(),
            "ar" | "arc" | "ckb" | "dv" | "fa" | "he" | "iw" | "ks" | "nqo" | "ps" | "sd" | "syr" | "ug" | "ur" | "yi"
        ),
    };
    if right { "rtl" } else { "ltr" }
}

/// Reads `2026-05-12` (with or without a time behind it) or `05/12/2026`; `None` for anything else.
pub fn date(text: &str, words: &Words) -> Option<DateView> {
    let text = text.trim();
    let day = text.split(['T', ' ']).next().unwrap_or(text);
    let number = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit()).then(|| part.parse::<u32>().ok())?;
    let (year, month, day) = match *day.split(['-', '/']).collect::<Vec<_>>() {
        [year, month, day] if day.len() <= 2 && text.contains('-') => (number(year)?, number(month)?, number(day)?),
        [month, day, year] if text.contains('/') => (number(year)?, number(month)?, number(day)?),
        _ => return None,
    };
    if !(1000..=9999).contains(&year) || !(1..=12).contains(&month) || !(1..=31).contains(&day) {
        return None;
    }
    let iso = format!("{year:04}-{month:02}-{day:02}");
    Some(DateView { iso, text: words.date(year, month, day) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn directions() {
        let check = |lang, want| assert_eq!(direction(lang), want, "{lang}");
        check("en-US", "ltr");
        check("ar-SA", "rtl");
        check("HE", "rtl");
        check("az-Arab-IR", "rtl");
        check("ks-Deva", "ltr");
        check("", "ltr");
        check("fa_IR", "rtl");
    }

    #[test]
    fn titles() {
        let check = |page, site, want: &str| assert_eq!(full_title(page, site), want);
        check("Page", "Site", "Page | Site");
        check("Page", "", "Page");
        check("Site", "Site", "Site");
        check("", "Site", "Site");
    }

    #[test]
    fn dates() {
        let languages = crate::words::Languages::load(&[]).0;
        let check = |text, lang, want: Option<(&str, &str)>| {
            assert_eq!(date(text, languages.of(lang)).as_ref().map(|date| (&*date.iso, &*date.text)), want, "{text}");
        };
        check("2026-05-12", "en-GB", Some(("2026-05-12", "12 May 2026")));
        check("05/02/2016", "en", Some(("2016-05-02", "2 May 2016")));
        check("2026-5-12T10:00:00Z", "de", Some(("2026-05-12", "12. Mai 2026")));
        check("13/13/2026", "en", None);
        check("2026-05", "en", None);
        check("soon", "en", None);
        check("", "en", None);
        check("99999999999-01-01", "en", None);
    }
}
