//! Icons of links to other places, drawn on a 16 px grid: a page holds those that it shows, the style sheet none.

/// The icons' names and shapes.
static ICONS: &[(&str, &str)] = &[
    (
        "github",
        "M2.5 1.8 5.4 3.3a7.6 7.6 0 0 1 5.2 0l2.9-1.5c.5 1.3.6 2.6.3 3.8.6.9.9 2 .9 3.1 0 3.6-2.9 5.5-6.7 5.5S1.3 12.3 1.3 8.7c0-1.1.3-2.2.9-3.1-.3-1.2-.2-2.5.3-3.8zM5.3 7.6a1.1 1.6 0 1 0 0 3.2 1.1 1.6 0 0 0 0-3.2zm5.4 0a1.1 1.6 0 1 0 0 3.2 1.1 1.6 0 0 0 0-3.2z",
    ),
    ("gitlab", "M8 14.5 1.2 9.4 3.2 2l2.2 4.6h5.2L12.8 2l2 7.4z"),
    (
        "git",
        "M4 1a2 2 0 0 1 .75 3.85v6.3a2 2 0 1 1-1.5 0v-6.3A2 2 0 0 1 4 1zm8 1a2 2 0 0 1 .75 3.85c0 2.65-2.25 3.9-6.25 3.9h-1v-1.5h1c3.2 0 4.7-.8 4.75-2.4A2 2 0 0 1 12 2z",
    ),
    ("x", "M1.8 2h3.3l3.2 4.4L12 2h1.9L9.1 7.6 14.3 14H11L7.6 9.3 3.6 14H1.7l5.1-6zM4.3 3.3l7.4 9.4h.8L5.2 3.3z"),
    (
        "bluesky",
        "M8 7.2C7.1 5.3 4.7 2.3 2.6 1.8 1.3 1.5.9 2.3 1 3.7c.1 1.5.6 3.8 1 4.4.6 1 1.8 1.3 3 1.2-1.7.3-2.9 1-2 2.6 1.3 2.4 3.9 2.1 5-1 1.1 3.1 3.7 3.4 5 1 .9-1.6-.3-2.3-2-2.6 1.2.1 2.4-.2 3-1.2.4-.6.9-2.9 1-4.4.1-1.4-.3-2.2-1.6-1.9C11.3 2.3 8.9 5.3 8 7.2z",
    ),
    (
        "mastodon",
        "M4 1.5h8A2.5 2.5 0 0 1 14.5 4v5a2.5 2.5 0 0 1-2.5 2.5H6.5c.3 1.2 1.5 1.7 4 1.4v1.3c-4.5 1-7.3-.2-8.3-3.2A8 8 0 0 1 1.5 9V4A2.5 2.5 0 0 1 4 1.5zM4.5 4.5V9H6V6.5l2 1.7 2-1.7V9h1.5V4.5H10L8 6.3 6 4.5z",
    ),
    (
        "linkedin",
        "M2.5 1h11A1.5 1.5 0 0 1 15 2.5v11a1.5 1.5 0 0 1-1.5 1.5h-11A1.5 1.5 0 0 1 1 13.5v-11A1.5 1.5 0 0 1 2.5 1zM3.5 6.5v6h1.8v-6zM3.5 3.5v1.8h1.8V3.5zM6.8 6.5v6h1.8V9.3c0-1.6 2-1.6 2 0v3.2h1.9V9c0-3-2.9-3.2-3.9-1.7v-.8z",
    ),
    ("youtube", "M3 3h10a2 2 0 0 1 2 2v6a2 2 0 0 1-2 2H3a2 2 0 0 1-2-2V5a2 2 0 0 1 2-2zM6.5 5.5v5L11 8z"),
    (
        "chat",
        "M3 2h10a1.5 1.5 0 0 1 1.5 1.5v7A1.5 1.5 0 0 1 13 12H8l-4 3v-3H3a1.5 1.5 0 0 1-1.5-1.5v-7A1.5 1.5 0 0 1 3 2zM4.5 5v1.5h7V5zM4.5 7.7v1.5h5V7.7z",
    ),
    (
        "mail",
        "M2 3h12a1 1 0 0 1 1 1v8a1 1 0 0 1-1 1H2a1 1 0 0 1-1-1V4a1 1 0 0 1 1-1zM2.5 4.5v.6L8 8.8l5.5-3.7v-.6zM2.5 6.8v4.7h11V6.8L8 10.5z",
    ),
    (
        "feed",
        "M2.5 2A11.5 11.5 0 0 1 14 13.5h-2A9.5 9.5 0 0 0 2.5 4zM2.5 6.5a7 7 0 0 1 7 7h-2a5 5 0 0 0-5-5zM4 10.4a1.6 1.6 0 1 1 0 3.2 1.6 1.6 0 0 1 0-3.2z",
    ),
    ("link", "M3 3h4v1.5H4.5v7h7V9H13v4H3zM9 2.5h4.5V7H12V5.1L7.6 9.5 6.5 8.4 10.9 4H9z"),
];

/// The names of all icons.
pub fn names() -> impl Iterator<Item = &'static str> {
    ICONS.iter().map(|(name, _)| *name)
}

/// The path of an icon, as SVG writes it; empty for none of these names.
pub fn shape(name: &str) -> &'static str {
    ICONS.iter().find(|(known, _)| *known == name).map_or("", |(_, shape)| shape)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_icon_is_there_once() {
        let mut all: Vec<&str> = names().collect();
        all.sort_unstable();
        all.dedup();
        assert_eq!(all.len(), ICONS.len());
        assert!(shape("gitlab").starts_with('M'));
        assert_eq!(shape("nope"), "");
    }
}
