//! Bare addresses in text, as GitHub links them.
//!
//! <https://github.github.com/gfm/#autolinks-extension-> with Learn's `ftp://` and `tel:` beside it.

/// A bare address: its bytes in the text, and what it leads to.
#[derive(PartialEq, Debug)]
pub(super) struct Bare {
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) address: String,
}

const SCHEMES: &[&str] = &["http://", "https://", "ftp://", "mailto:", "tel:", "www."];

/// The first bare address from a byte on.
pub(super) fn next(text: &str, mut from: usize) -> Option<Bare> {
    let bytes = text.as_bytes();
    let first = from;
    loop {
        // Each scheme holds one of these: all other text is passed over quickly.
        let sign = from + bytes.get(from..)?.iter().position(|&byte| byte == b':' || byte == b'.')?;
        if let Some((start, scheme)) = scheme_at(text, sign)
            && let Some(bare) = bare(text, start, scheme).filter(|bare| bare.start >= first)
        {
            return Some(bare);
        }
        from = sign + 1;
    }
}

/// The scheme whose first `:` or `.` is at a byte, where what stands before lets an address begin.
fn scheme_at(text: &str, sign: usize) -> Option<(usize, &'static str)> {
    let bytes = text.as_bytes();
    SCHEMES.iter().find_map(|&scheme| {
        let start = sign.checked_sub(scheme.find([':', '.'])?)?;
        let written = bytes.get(start..start + scheme.len())?;
        let before = text.get(..start)?.chars().next_back();
        let begins = before.is_none_or(|char| {
            char.is_whitespace() || matches!(char, '*' | '_' | '~' | '(' | '"' | '\'' | ',' | ';' | '>' | '|')
        });
        (begins && written.eq_ignore_ascii_case(scheme.as_bytes())).then_some((start, scheme))
    })
}

fn bare(text: &str, start: usize, scheme: &str) -> Option<Bare> {
    let rest = &text[start..];
    let ends = |char: char| char.is_whitespace() || char == '<';
    let head = &rest[..rest.floor_char_boundary(HEAD)];
    let length = match head.find(ends) {
        Some(length) => length,
        None if head.len() < rest.len() && !leads_far(head, scheme) => return None,
        None => rest.find(ends).unwrap_or(rest.len()),
    };
    let end = start + trimmed(&rest[..length]);
    let after = text.get(start + scheme.len()..end)?;
    let good = match scheme {
        "mailto:" => after.split_once('@').is_some_and(|(name, domain)| !name.is_empty() && is_domain(domain)),
        "tel:" => {
            after.bytes().any(|byte| byte.is_ascii_digit())
                && after.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'+' | b'-' | b'(' | b')' | b'.'))
        }
        "www." => is_domain(&text[start..end]),
        _ => is_domain(after),
    };
    if !good {
        return None;
    }
    let written = &text[start..end];
    let address = if scheme == "www." { format!("https://{written}") } else { written.to_owned() };
    Some(Bare { start, end, address })
}

/// Bytes in which it is seen whether a longer run of signs is an address: each of many beginnings in one run would be
/// followed to its end otherwise.
const HEAD: usize = 512;

/// Whether a run that begins so may be an address of any length: its domain is there whole.
fn leads_far(head: &str, scheme: &str) -> bool {
    let domain = match scheme {
        "tel:" => return false,
        "mailto:" => head[scheme.len()..].split_once('@').map_or("", |(_, domain)| domain),
        "www." => head,
        _ => &head[scheme.len()..],
    };
    domain.find(['/', '?', '#']).is_some_and(|end| is_domain(&domain[..end]))
}

/// Whether an address's host is a domain: parts of letters, digits, `-` and `_`, at least one dot, no `_` in the last
/// two. `localhost` and hosts with `*` are none.
fn is_domain(after: &str) -> bool {
    let host = after.split(['/', '?', '#']).next().unwrap_or("");
    let host = host.rsplit('@').next().unwrap_or("");
    let host = host.split(':').next().unwrap_or("");
    let parts: Vec<&str> = host.split('.').collect();
    let good =
        |part: &&str| !part.is_empty() && part.chars().all(|char| char.is_alphanumeric() || matches!(char, '-' | '_'));
    parts.len() >= 2 && parts.iter().all(good) && parts.iter().rev().take(2).all(|part| !part.contains('_'))
}

/// The length without punctuation that belongs to the sentence: `?!.,:*_~'"`, a `)` that nothing in it opened, and an
/// entity's name.
fn trimmed(address: &str) -> usize {
    let bytes = address.as_bytes();
    let mut end = bytes.len();
    // Counted once: each `)` that is cut off takes one away.
    let opened = bytes.iter().filter(|&&byte| byte == b'(').count();
    let mut closed = bytes.iter().filter(|&&byte| byte == b')').count();
    while let Some(&last) = bytes[..end].last() {
        match last {
            b'?' | b'!' | b'.' | b',' | b':' | b'*' | b'_' | b'~' | b'\'' | b'"' | b'|' => end -= 1,
            b')' if closed > opened => {
                closed -= 1;
                end -= 1;
            }
            b';' => {
                // No entity's name is longer.
                let from = end.saturating_sub(12);
                match bytes[from..end - 1].iter().rposition(|&byte| byte == b'&').map(|at| from + at) {
                    Some(at) if bytes[at + 1..end - 1].iter().all(u8::is_ascii_alphanumeric) => end = at,
                    _ => end -= 1,
                }
            }
            b']' => end -= 1,
            _ => break,
        }
    }
    end
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bare_addresses() {
        let check = |text: &str, want: Option<(&str, &str)>| {
            let bare = next(text, 0);
            assert_eq!(bare.as_ref().map(|bare| (&text[bare.start..bare.end], &*bare.address)), want, "{text}");
        };
        check("see https://e.org/a_(b). Then", Some(("https://e.org/a_(b)", "https://e.org/a_(b)")));
        check("(http://e.org/a)", Some(("http://e.org/a", "http://e.org/a")));
        check("www.e.org, x", Some(("www.e.org", "https://www.e.org")));
        check("HTTP://E.org", Some(("HTTP://E.org", "HTTP://E.org")));
        check("mailto:a@e.org.", Some(("mailto:a@e.org", "mailto:a@e.org")));
        check("http://localhost:80 xhttp://e.org http://*.e.org", None);
        check("a: b. c", None);
        check("http://e.org/?a=b&copy;", Some(("http://e.org/?a=b", "http://e.org/?a=b")));
        check("«http://é.org» ", None);
        check("http://e.org/&é; http://e.org/é&amp;", Some(("http://e.org/&é", "http://e.org/&é")));
    }

    #[test]
    fn long_runs_are_walked_once() {
        let long = format!("https://e.org/{}", "a(b)".repeat(250_000));
        assert_eq!(next(&long, 0).map(|bare| bare.end), Some(long.len()));
        for run in ["http://x,", "http://x?,", "www.,", "mailto:a,", "mailto:a@b,", "tel:a,", "ftp://é,"] {
            assert_eq!(next(&run.repeat(100_000), 0), None, "{run}");
        }
    }

    #[test]
    fn signs_without_end_are_cut_off() {
        assert_eq!(trimmed(&format!("http://e.org/a{}", ";".repeat(1_000_000))), 14);
        assert_eq!(trimmed(&format!("http://e.org/a{}", "&amp;".repeat(200_000))), 14);
    }
}
