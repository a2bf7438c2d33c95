//! Words for the kinds of links and the names of keys.

/// What people call the values of `linkListType` and `itemType`.
static KINDS: &[(&str, &str)] = &[
    ("architecture", "Architecture"),
    ("concept", "Concept"),
    ("deploy", "Deploy"),
    ("download", "Download"),
    ("get-started", "Get started"),
    ("how-to-guide", "How-to guide"),
    ("learn", "Learn"),
    ("overview", "Overview"),
    ("quickstart", "Quickstart"),
    ("reference", "Reference"),
    ("sample", "Sample"),
    ("training", "Training"),
    ("tutorial", "Tutorial"),
    ("video", "Video"),
    ("whats-new", "What’s new"),
];

/// Parts of names that are written in a way of their own.
static NAMES: &[(&str, &str)] =
    &[("ai", "AI"), ("api", "API"), ("devops", "DevOps"), ("id", "ID"), ("iot", "IoT"), ("uid", "UID"), ("url", "URL")];

/// A kind of link for people.
pub(super) fn kind(word: &str) -> String {
    let word = word.trim();
    let known = KINDS.iter().find(|(known, _)| known.eq_ignore_ascii_case(word));
    known.map_or_else(|| name(word), |(_, shown)| (*shown).to_owned())
}

/// A name such as `how-to-guide`, `relatedContent` or `logo_net` as words.
pub(super) fn name(name: &str) -> String {
    let mut parts: Vec<String> = vec![String::new()];
    let mut last = ' ';
    for char in name.chars() {
        let divides = matches!(char, '-' | '_' | ' ');
        if divides || (char.is_uppercase() && last.is_lowercase()) {
            parts.push(String::new());
        }
        if let (false, Some(part)) = (divides, parts.last_mut()) {
            part.push(char);
        }
        last = char;
    }
    let mut out = String::new();
    for part in parts.iter().filter(|part| !part.is_empty()) {
        let own = NAMES.iter().find(|(known, _)| known.eq_ignore_ascii_case(part));
        let capitals = part.chars().all(|char| !char.is_lowercase());
        out.push_str(if out.is_empty() { "" } else { " " });
        match own {
            Some((_, shown)) => out.push_str(shown),
            None if capitals => out.push_str(part),
            None if out.is_empty() => {
                let mut chars = part.chars();
                out.extend(chars.next().into_iter().flat_map(char::to_uppercase));
                out.push_str(chars.as_str());
            }
            None => out.push_str(&part.to_lowercase()),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words() {
        let check = |word, want: &str| assert_eq!(kind(word), want);
        check("how-to-guide", "How-to guide");
        check("whats-new", "What’s new");
        check("ai-machine-learning", "AI machine learning");
        check("relatedContent", "Related content");
        check("globalParameters", "Global parameters");
        check("logo_net", "Logo net");
        check("API", "API");
        check("", "");
    }
}
