//! Takes comments and needless blanks out of style sheets and scripts; what they mean stays the same.
//!
//! This is no minifier: names, values and (in scripts) line ends are kept. Where a text is not understood to its end,
//! it is given back as it is.

/// A style sheet without comments and blanks that mean nothing. Comments that begin with `/*!` stay.
pub fn css(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    // A blank is owed: written before the next thing unless one of the two neighbours makes it needless.
    let mut blank = false;
    while at < bytes.len() {
        let from = at;
        match bytes[at] {
            b' ' | b'\t' | b'\n' | b'\r' | 0x0C => {
                blank = true;
                at += 1;
                continue;
            }
            b'/' if bytes.get(at + 1) == Some(&b'*') => {
                at = text[at + 2..].find("*/").map_or(bytes.len(), |end| at + 2 + end + 2);
                if bytes.get(from + 2) == Some(&b'!') {
                    out.push_str(&text[from..at]);
                } else if !blank && joins(out.as_bytes().last()) && joins(bytes.get(at)) {
                    // Without the comment the two neighbours would be one word.
                    out.push_str("/**/");
                }
                continue;
            }
            b'"' | b'\'' => at = quoted(bytes, at),
            b'\\' => at += 2,
            b'u' | b'U' if url(bytes, at) => {
                at = text[at..].find(')').map_or(bytes.len(), |end| at + end + 1);
            }
            _ => at += 1,
        }
        at = ceil(text, at);
        let first = bytes[from];
        if std::mem::take(&mut blank) && !opens(out.as_bytes().last()) && !closes(first) {
            out.push(' ');
        }
        // The last `;` of a block says nothing.
        while first == b'}' && out.ends_with(';') && !out.ends_with("\\;") {
            out.pop();
        }
        out.push_str(&text[from..at]);
    }
    out
}

/// A script without indentation, empty lines, `//` comments, and blanks beside signs that need none.
pub fn js(text: &str) -> String {
    let Some(kept) = literals(text) else { return text.to_owned() };
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    for (from, to) in kept.into_iter().chain([(text.len(), text.len())]) {
        script(&text[at..from], &text[from..to], &mut out);
        if !text[from..to].starts_with("//") {
            out.push_str(&text[from..to]);
        }
        at = to;
    }
    out
}

/// Appends a part of a script that holds no literal; `next` is what comes behind it.
fn script(code: &str, next: &str, out: &mut String) {
    let mut rest = code;
    while !rest.is_empty() {
        let word = rest.find(|char: char| char.is_ascii_whitespace()).unwrap_or(rest.len());
        out.push_str(&rest[..word]);
        rest = &rest[word..];
        let blank = rest.len() - rest.trim_ascii_start().len();
        let ends_line = rest[..blank].contains('\n');
        rest = &rest[blank..];
        let last = out.bytes().next_back();
        if blank == 0 || last.is_none_or(|last| last == b'\n') {
            continue;
        }
        let first = rest.bytes().next().or_else(|| next.bytes().next());
        let comment = rest.is_empty() && next.starts_with("//");
        if ends_line {
            out.push('\n');
        } else if !comment && !separates(last) && !separates(first) && !out.ends_with("=>") {
            out.push(' ');
        }
    }
}

/// Whether a blank beside this byte of a script means nothing.
fn separates(byte: Option<u8>) -> bool {
    byte.is_none_or(|byte| b"{}()[];,:?=&|*%^".contains(&byte))
}

/// Whether a blank after this byte means nothing. After `)` it does: `and (a) and (b)`, `1px calc(…) 2px`.
fn opens(last: Option<&u8>) -> bool {
    last.is_none_or(|last| b"{};,:(>".contains(last))
}

/// Whether a blank before this byte means nothing. Before `:` and `(` it does: `a :hover`, `and (`.
fn closes(first: u8) -> bool {
    b"{};,)>!".contains(&first)
}

/// Whether a byte could be part of one word with its neighbour.
fn joins(byte: Option<&u8>) -> bool {
    byte.is_some_and(|byte| !byte.is_ascii_whitespace() && !b"{};,:()>".contains(byte))
}

/// Byte just past the string that begins here.
fn quoted(bytes: &[u8], start: usize) -> usize {
    let mut at = start + 1;
    while at < bytes.len() {
        match bytes[at] {
            b'\\' => at += 1,
            byte if byte == bytes[start] => return at + 1,
            _ => {}
        }
        at += 1;
    }
    bytes.len()
}

/// Whether `url(` without quotes begins here.
fn url(bytes: &[u8], at: usize) -> bool {
    let before = at.checked_sub(1).map(|at| bytes[at]);
    let word = before.is_some_and(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte) || byte >= 0x80);
    let inner = bytes.get(at + 4..).and_then(|rest| rest.iter().find(|byte| !byte.is_ascii_whitespace()));
    !word
        && bytes.get(at..at + 4).is_some_and(|name| name.eq_ignore_ascii_case(b"url("))
        && inner.is_some_and(|byte| !b"\"'".contains(byte))
}

/// The next byte at which a character begins, at most the end.
fn ceil(text: &str, mut at: usize) -> usize {
    at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at += 1;
    }
    at
}

/// Where a script's strings, template literals, regular expressions and comments are, in order. `None` where one has no end.
fn literals(text: &str) -> Option<Vec<(usize, usize)>> {
    let bytes = text.as_bytes();
    let mut found = Vec::new();
    // For each `${` that is open: how many `{` are open in it.
    let mut holes: Vec<usize> = Vec::new();
    let mut at = 0;
    while at < bytes.len() {
        let from = at;
        match (bytes[at], bytes.get(at + 1)) {
            (b'/', Some(b'/')) => {
                at += text[at..].find('\n').unwrap_or(text.len() - at);
                found.push((from, at));
            }
            (b'/', Some(b'*')) => {
                at += text[at + 2..].find("*/")? + 4;
                found.push((from, at));
            }
            (b'/', _) if regex_follows(&text[..at]) => {
                at = regex(bytes, at)?;
                found.push((from, at));
            }
            (b'"' | b'\'', _) => {
                at = quoted(bytes, at);
                let open = at < from + 2 || bytes[at - 1] != bytes[from];
                // A line end in a string is escaped; else this was no string but a part of something not understood.
                if open || text[from..at].replace("\\\r", "").replace("\\\n", "").contains('\n') {
                    return None;
                }
                found.push((from, at));
            }
            (b'`', _) => {
                at = template(bytes, at + 1, &mut holes)?;
                found.push((from, at));
            }
            (b'{', _) => {
                at += 1;
                if let Some(open) = holes.last_mut() {
                    *open += 1;
                }
            }
            (b'}', _) => {
                at += 1;
                match holes.last_mut() {
                    Some(0) => {
                        holes.pop();
                        at = template(bytes, at, &mut holes)?;
                        found.push((from, at));
                    }
                    Some(open) => *open -= 1,
                    None => {}
                }
            }
            _ => at += 1,
        }
    }
    holes.is_empty().then_some(found)
}

/// Byte just past the part of a template literal that begins here: past its end, or past a `${`.
fn template(bytes: &[u8], mut at: usize, holes: &mut Vec<usize>) -> Option<usize> {
    loop {
        match (*bytes.get(at)?, bytes.get(at + 1)) {
            (b'\\', _) => at += 2,
            (b'`', _) => return Some(at + 1),
            (b'$', Some(b'{')) => {
                holes.push(0);
                return Some(at + 2);
            }
            _ => at += 1,
        }
    }
}

/// Byte just past the regular expression that begins here. `None` where the line ends in it.
fn regex(bytes: &[u8], start: usize) -> Option<usize> {
    let mut at = start + 1;
    let mut class = false;
    loop {
        match *bytes.get(at)? {
            b'\n' => return None,
            b'\\' => at += 1,
            b'[' => class = true,
            b']' => class = false,
            b'/' if !class => return Some(at + 1),
            _ => {}
        }
        at += 1;
    }
}

/// Whether `/` after this code begins a regular expression: it divides after a value, that is a word, number or `)`.
fn regex_follows(before: &str) -> bool {
    let before = before.trim_end();
    let word = before.rsplit(|c: char| !c.is_alphanumeric() && c != '_' && c != '$').next().unwrap_or_default();
    if word.is_empty() {
        return !before.ends_with([')', ']', '}', '"', '\'', '`']);
    }
    matches!(word, "return" | "typeof" | "case" | "in" | "of" | "delete" | "void" | "throw" | "new" | "else" | "do")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn style_sheets() {
        let check = |text, want: &str| {
            assert_eq!(css(text), want, "{text}");
            assert_eq!(css(want), want, "again: {text}");
        };
        check("a {\n  color : red;\n  margin: 0 auto;\n}\n", "a{color :red;margin:0 auto}");
        check("/* x */ a > b, c :hover { }", "a>b,c :hover{}");
        check("a/**/b{}", "a/**/b{}");
        check("a /* x */ b{} c/* y */{}", "a b{}c{}");
        check("/*! keep */a{}", "/*! keep */a{}");
        check("a::before { content: \"/* no */  { ; }\" ; }", "a::before{content:\"/* no */  { ; }\"}");
        check(r#"a{content:"\"  ;"  }"#, r#"a{content:"\"  ;"}"#);
        check("a{b:url( x y;z /* . */ )  c}", "a{b:url( x y;z /* . */ ) c}");
        check("a{b:url( \"x  y\" )}", "a{b:url(\"x  y\")}");
        check(
            "@media (width >= 48em) and (a: b) { a { b: calc( 1px + 2px ) } }",
            "@media (width>= 48em) and (a:b){a{b:calc(1px + 2px)}}",
        );
        check("a{--x: ;b:c !important}", "a{--x:;b:c!important}");
        check("a{b:c;;}", "a{b:c}");
        check("a{b:\\;}", "a{b:\\;}");
        check("a{ b: \"é\\\n  x\" } ü  ö{}", "a{b:\"é\\\n  x\"}ü ö{}");
        check(".a\\:b  .c{}", ".a\\:b .c{}");
        check("a{b:1px -1px;c:-1px+ 2}", "a{b:1px -1px;c:-1px+ 2}");
        check("a{} /* open", "a{}");
        check("a{b:\"open", "a{b:\"open");
        check("", "");
    }

    #[test]
    fn scripts() {
        let check = |text, want: &str| assert_eq!(js(text), want, "{text}");
        check("// x\n  a();\n\n  b(); // y\n", "a();\nb();\n");
        check("a = `\n  // kept\n\n  x`;\n  b()", "a=`\n  // kept\n\n  x`;\nb()");
        check("a = `${\n  b({\n  c: 1 }) }\n  d`;\n  e", "a=`${\nb({\nc:1})}\n  d`;\ne");
        check("/* a\n  // b\n */\n  c", "/* a\n  // b\n */\nc");
        check("a = 'x\\\n  // y'\n  b", "a='x\\\n  // y'\nb");
        check("a = /[`/'\"  ]/.test(b)\n  // c\n  d", "a=/[`/'\"  ]/.test(b)\nd");
        check("a = b / c\n  d = e / `\n  f`", "a=b / c\nd=e / `\n  f`");
        check("if (a) /'/.test(b)\n  // c\n  d", "if (a) /'/.test(b)\n  // c\n  d");
        check("a = `open\n  // b", "a = `open\n  // b");
        check("x = \"`\"\n  // c\n", "x=\"`\"\n");
        check("a + +b - --c < !--d", "a + +b - --c < !--d");
        check("const f = async x => await [x];", "const f=async x=>await[x];");
        check("a ? .5 : b ?? \" c \"", "a?.5:b??\" c \"");
        check("return /* x */ y;  typeof \"z\"", "return /* x */ y;typeof \"z\"");
        check("f`\n  ${ `\n  //` }\n  `", "f`\n  ${`\n  //`}\n  `");
    }
}
