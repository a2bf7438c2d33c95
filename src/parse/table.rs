//! Tables whose line of hyphens has more or fewer cells than their header: on Learn they are tables, for the parser they
//! would be text.

use std::{borrow::Cow, ops::Range};

use super::{bars, lines};
use crate::find;

/// Hides the bars in rows of tables that divide no cells on Learn.
pub(super) fn hide_bars(text: &mut Cow<'_, str>, from: usize) {
    if !find::has(&text[from..], "|") {
        return;
    }
    let mut hidden = Vec::new();
    let mut header = from..from;
    let mut in_table = false;
    let mut at = from;
    for line in text[from..].split_inclusive('\n') {
        let row = at..at + line.trim_end_matches(['\n', '\r']).len();
        let written = &text[row.clone()];
        at += line.len();
        let mut hide = |row: Range<usize>| {
            let start = row.start;
            hidden.extend(bars::inside(&text[row]).into_iter().map(|at| start + at));
        };
        if !in_table && is_delimiter(written) && has_bar(&text[header.clone()]) {
            in_table = true;
            hide(header.clone());
        } else if in_table {
            in_table = lines::content_start(written) < written.len();
            hide(row.clone());
        }
        header = row;
    }
    lines::replace(text, &hidden, ',');
}

/// Gives the line of hyphens under each header as many cells as the header has, without changing the text's length, so
/// that spans stay right. What is no table by any other rule does not become one.
pub(super) fn level(text: &mut Cow<'_, str>, from: usize) {
    if !find::has(&text[from..], "|") {
        return;
    }
    let mut changes: Vec<(Range<usize>, String)> = Vec::new();
    let mut at = from;
    // The two lines before: one that ends a table's rows begins no table.
    let (mut above, mut header) = ("", "");
    for line in text[from..].split_inclusive('\n') {
        let written = line.trim_end_matches(['\n', '\r']);
        if is_delimiter(written)
            && has_bar(header)
            && !has_bar(above)
            && let Some(changed) = leveled(written, cells(header))
        {
            changes.push((at..at + written.len(), changed));
        }
        at += line.len();
        (above, header) = (header, written);
    }
    for (range, line) in changes {
        text.to_mut().replace_range(range, &line);
    }
}

/// Whether a line is a table's line of hyphens, of several cells or with a bar at its end.
fn is_delimiter(line: &str) -> bool {
    let cells = inner(line);
    let good = |cell: &str| {
        let cell = cell.trim();
        let cell = cell.strip_prefix(':').unwrap_or(cell);
        let cell = cell.strip_suffix(':').unwrap_or(cell);
        !cell.is_empty() && cell.bytes().all(|byte| byte == b'-')
    };
    // Nearly all lines end here.
    line.bytes().all(|byte| b"|:- \t>".contains(&byte)) && has_bar(line) && cells.split('|').all(good)
}

fn has_bar(line: &str) -> bool {
    line.contains('|')
}

/// A row without what stands before its first cell and behind its last: quotes, the sign of a list's item, outer bars.
fn inner(line: &str) -> &str {
    let mut row = line.trim_start_matches([' ', '\t', '>']).trim_end();
    let digits = row.bytes().take_while(u8::is_ascii_digit).count();
    let item = match row.as_bytes().get(digits) {
        Some(b'-' | b'*' | b'+') if digits == 0 => 1,
        Some(b'.' | b')') if digits > 0 => digits + 1,
        _ => 0,
    };
    if item > 0 && row[item..].starts_with([' ', '\t']) {
        row = row[item..].trim_start();
    }
    let row = row.strip_prefix('|').unwrap_or(row);
    row.strip_suffix('|').filter(|row| !row.ends_with('\\')).unwrap_or(row)
}

/// How many cells a row has.
fn cells(line: &str) -> usize {
    let mut escaped = false;
    let bars = inner(line).bytes().filter(|&byte| {
        let divides = byte == b'|' && !escaped;
        escaped = byte == b'\\' && !escaped;
        divides
    });
    bars.count() + 1
}

/// A line of hyphens with so many cells, in as many bytes; `None` where it has them, or has no room for them.
fn leveled(line: &str, want: usize) -> Option<String> {
    let row = inner(line);
    let start = row.as_ptr() as usize - line.as_ptr() as usize;
    let has = row.split('|').count();
    if has > want {
        let (end, _) = row.match_indices('|').nth(want - 1)?;
        let kept = &line[..start + end + 1];
        return Some(format!("{kept}{}", " ".repeat(line.len() - kept.len())));
    }
    if has == want {
        return None;
    }
    // The last cell is divided.
    let last = row.rfind('|').map_or(0, |at| at + 1);
    let parts = want - has + 1;
    let room = row.len() - last;
    let width = 2 * parts - 1;
    (width <= room).then(|| {
        let divided = format!("{}{}", "-|".repeat(parts - 1), "-".repeat(room - width + 1));
        format!("{}{divided}{}", &line[..start + last], &line[start + row.len()..])
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_hyphens_follow_the_header() {
        let check = |text: &str, want: &str| {
            let mut got = Cow::Borrowed(text);
            level(&mut got, 0);
            assert_eq!((&*got, got.len()), (want, text.len()));
        };
        let same = |text: &str| check(text, text);
        check("|a|b|\n|-|-|-|\n|1|2|\n", "|a|b|\n|-|-|  \n|1|2|\n");
        check("a|b\r\n--|:-:|--\r\n", "a|b\r\n--|:-:|  \r\n");
        check("|a|\n|-|-|\n", "|a|\n|-|  \n");
        check("|a|b|c|\n|---|---|\n", "|a|b|c|\n|---|-|-|\n");
        check("> |a|b|\n> | - | - | - |\n", "> |a|b|\n> | - | - |    \n");
        check("- |a|b|\n  |-|-|-|\n", "- |a|b|\n  |-|-|  \n");
        check("12. |a\\|b|c|\n    |-|-|-|\n", "12. |a\\|b|c|\n    |-|-|  \n");
        same("|a|b|c|\n|-|-|\n");
        same("|a|b|\n|-|-|\n|1|2|3|\n|-|-|\n");
        same("a\n|-|-|\n\na|b\n---\n\n|-|-|\n");
        same("a|b\n- | -x\n\n|a|b|\n||-|-|\n");
    }
}
