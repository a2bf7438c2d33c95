//! Bars of tables that divide no cells on Learn: those in code, in links and in raw HTML.

/// The bars of a row of a table that stand in a code span, a link or a tag: their bytes, in order. A bar behind a backslash
/// is left to the parser.
pub(super) fn inside(row: &str) -> Vec<usize> {
    let bytes = row.as_bytes();
    let mut out = Vec::new();
    let mut open: Vec<usize> = Vec::new();
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        at = match byte {
            b'\\' => at + 2,
            b'`' => match code_end(bytes, at) {
                Ok(end) => covered(bytes, at, end, &mut out),
                Err(length) => at + length,
            },
            b'<' => match tag_end(bytes, at) {
                Some(end) => covered(bytes, at, end, &mut out),
                None => at + 1,
            },
            b'[' => {
                open.push(at);
                at + 1
            }
            b']' => match open.pop().and_then(|start| Some((start, link_end(bytes, at + 1)?))) {
                Some((start, end)) => covered(bytes, start, end, &mut out),
                None => at + 1,
            },
            _ => at + 1,
        };
    }
    out
}

/// Notes the bars of a part of a row, and gives its end.
fn covered(bytes: &[u8], start: usize, end: usize, out: &mut Vec<usize>) -> usize {
    // What stands in a link's text was noted already.
    out.truncate(out.partition_point(|&bar| bar < start));
    out.extend((start..end).filter(|&at| bytes[at] == b'|' && bytes[at - 1] != b'\\'));
    end
}

/// The end of the code span that begins at a byte; how many back-quotes there are where none does.
pub(super) fn code_end(bytes: &[u8], start: usize) -> Result<usize, usize> {
    let run = |at: usize| bytes[at..].iter().take_while(|&&byte| byte == b'`').count();
    let length = run(start);
    let mut at = start + length;
    while let Some(found) = bytes[at..].iter().position(|&byte| byte == b'`') {
        at += found;
        let closing = run(at);
        at += closing;
        if closing == length {
            return Ok(at);
        }
    }
    Err(length)
}

/// The end of a tag or an autolink.
pub(super) fn tag_end(bytes: &[u8], start: usize) -> Option<usize> {
    let begins = |byte: &u8| byte.is_ascii_alphabetic() || matches!(byte, b'/' | b'!' | b'?');
    bytes.get(start + 1).filter(|byte| begins(byte))?;
    let length = bytes[start + 1..].iter().position(|&byte| matches!(byte, b'<' | b'>'))?;
    (bytes[start + 1 + length] == b'>').then_some(start + length + 2)
}

/// The end of a link whose text ended before a byte: `(address "title")` or `[label]`.
pub(super) fn link_end(bytes: &[u8], start: usize) -> Option<usize> {
    let mut depth = 0usize;
    let mut blank = false;
    let mut at = start + 1;
    match bytes.get(start)? {
        b'[' => {
            let length = bytes[at..].iter().position(|&byte| matches!(byte, b'[' | b']'))?;
            return (length > 0 && bytes[at + length] == b']').then_some(at + length + 1);
        }
        b'(' => {}
        _ => return None,
    }
    while let Some(&byte) = bytes.get(at) {
        match byte {
            b'\\' => at += 1,
            b'<' if at == start + 1 => at += bytes[at..].iter().position(|&byte| byte == b'>')?,
            b'(' => depth += 1,
            b')' if depth == 0 => return Some(at + 1),
            b')' => depth -= 1,
            b' ' | b'\t' => blank = true,
            b'"' | b'\'' if blank => {
                at += 1 + bytes[at + 1..].iter().position(|&other| other == byte)?;
                blank = false;
            }
            _ if blank => return None,
            _ => {}
        }
        at += 1;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bars_that_divide_nothing() {
        // `#` for each that is found.
        let check = |want: &str| {
            let row = want.replace('#', "|");
            let bars = inside(&row);
            let got: String =
                row.char_indices().map(|(at, char)| if bars.contains(&at) { '#' } else { char }).collect();
            assert_eq!(got, want);
        };
        check("| a | b |");
        check("| `a#b` | c |");
        check("| ``a#`b`` | c ` | d |");
        check("| ` | b |");
        check("| \\`a | b\\` |");
        check("| `a\\|b` |");
        check("| [`/x:<a#b>`](t.md) | Text. |");
        check("| [a#b](c#d.md \"e#f\") | [a#b](<c#d>) |");
        check("| [a#b][c#d] | [a|b] | [a|b](c d) |");
        check("| [a [b#c](d) | e](f |");
        check("| ![a#b](c.png) | [![a#b](c)#d](e#f) |");
        check("| <a title=\"b#c\">d | e</a> | <http://a#b> | a < b | c > d |");
        check("| é`é#` | [é#](é) |");
    }
}
