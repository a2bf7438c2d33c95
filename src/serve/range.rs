//! Parts of files, as players of videos ask for them, and whether a browser has what it asks for.

/// What a `Range` header comes to for something of a length.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Range {
    /// All of it.
    All,
    /// From a byte, so many.
    Part { start: u64, length: u64 },
    /// Nothing that is there.
    Outside,
}

/// Reads a `Range` header. Several ranges, other units and what cannot be read are answered with all.
pub fn read(header: &str, length: u64) -> Range {
    let Some(range) = header.strip_prefix("bytes=").filter(|range| !range.contains(',')) else { return Range::All };
    let Some((from, to)) = range.trim().split_once('-') else { return Range::All };
    let number = |text: &str| {
        let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        // A number that is too large is past every end.
        digits.then(|| text.parse().unwrap_or(u64::MAX))
    };
    let (start, end) = match (number(from), number(to)) {
        (Some(start), None) if to.is_empty() => (start, length),
        (Some(start), Some(last)) if start <= last => (start, last.saturating_add(1).min(length)),
        (None, Some(last)) if from.is_empty() => (length.saturating_sub(last), length),
        _ => return Range::All,
    };
    if start >= end { Range::Outside } else { Range::Part { start, length: end - start } }
}

/// Whether an `If-None-Match` header names a tag.
pub fn names(header: &str, tag: &str) -> bool {
    header.split(',').map(str::trim).any(|known| known == "*" || known.strip_prefix("W/").unwrap_or(known) == tag)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_are_read() {
        let check = |header, want| assert_eq!(read(header, 10), want, "{header}");
        let part = |start, length| Range::Part { start, length };
        check("bytes=0-", part(0, 10));
        check("bytes=0-0", part(0, 1));
        check("bytes=3-5", part(3, 3));
        check("bytes=3-99", part(3, 7));
        check("bytes=3-99999999999999999999999", part(3, 7));
        check("bytes=-4", part(6, 4));
        check("bytes=-99", part(0, 10));
        check("bytes=10-", Range::Outside);
        check("bytes=99999999999999999999999-", Range::Outside);
        check("bytes=-0", Range::Outside);
        for header in ["bytes=0-1,3-4", "lines=0-1", "bytes=5-3", "bytes=a-b", "bytes=-", "bytes=", "bytes=+1-2", ""] {
            check(header, Range::All);
        }
        assert_eq!(read("bytes=0-", 0), Range::Outside);
    }

    #[test]
    fn tags_are_known_or_not() {
        assert!(names("\"a\", W/\"b\"", "\"b\"") && names("*", "\"b\"") && !names("\"a\"", "\"b\""));
    }
}
