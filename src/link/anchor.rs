//! The anchor that a fragment without one was probably meant for.

use crate::suggest;

/// The anchor among those of a page that a fragment means, and whether it surely does.
pub(super) fn meant(fragment: &str, anchors: &[&str]) -> Option<(String, bool)> {
    let bare = letters(fragment);
    // `Next-Steps`, `id-tokens` and `what-is-it?` are other ways to write what has just one id.
    let mut alike = anchors.iter().filter(|anchor| !bare.is_empty() && letters(anchor) == bare);
    if let Some(first) = alike.next() {
        let only = alike.all(|other| other == first);
        return Some(((*first).to_owned(), only));
    }
    let near = suggest::nearest(fragment, anchors.iter().copied())?;
    Some((near.to_owned(), suggest::is_slip(fragment, near, anchors.iter().copied())))
}

/// The letters and digits of an anchor, in lower case.
fn letters(anchor: &str) -> String {
    anchor.chars().filter(|char| char.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn anchors_that_were_meant() {
        let anchors = ["next-steps", "idtokens", "step-1", "a-b", "ab", "installation", "route-tables"];
        let check = |fragment: &str, want: Option<(&str, bool)>| {
            let meant = meant(fragment, &anchors);
            assert_eq!(meant.as_ref().map(|(anchor, sure)| (anchor.as_str(), *sure)), want, "{fragment}");
        };
        check("Next-Steps", Some(("next-steps", true)));
        check("#next-steps?", Some(("next-steps", true)));
        check("id-tokens", Some(("idtokens", true)));
        check("A_B", Some(("a-b", false)));
        check("step-2", Some(("step-1", false)));
        check("instalation", Some(("installation", true)));
        check("route-list", None);
        check("", None);
    }
}
