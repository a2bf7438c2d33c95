//! What readers read on a page, taken from the HTML of its article: its title and its sections.
//!
//! The HTML is our own, so this needs no more of its grammar than tags, comments and entities.

/// A page as search knows it.
#[derive(Clone, PartialEq, Default, Debug)]
pub struct Text {
    /// Relative to the site's root, percent-encoded.
    pub url: String,
    pub title: String,
    /// Another title that it is known by; empty for none.
    pub name: String,
    /// Titles of the pages above it, for readers: `Guides / Publish`.
    pub way: String,
    /// What it is about, where that is not part of the article.
    pub summary: String,
    /// How much more it counts than other pages: 1 for as much.
    pub boost: f32,
    /// The first one is what stands before the first heading; it has neither id nor heading.
    pub sections: Vec<Section>,
    /// Names of the versions that it is for; `None` for all.
    pub versions: Option<Vec<Box<str>>>,
    /// The products that it is about.
    pub products: Vec<Box<str>>,
}

/// A heading and what stands under it, up to the next heading. Blanks are single, none at the ends.
#[derive(Clone, PartialEq, Default, Debug)]
pub struct Section {
    /// 1 for the first section, 2 to 6.
    pub level: u8,
    pub id: String,
    pub heading: String,
    pub text: String,
    pub code: String,
}

/// Elements that are not text, and those whose text is another's copy.
const SKIPPED: &[&str] =
    &["script", "style", "template", "svg", "iframe", "button", "select", "noscript", "annotation"];

/// Classes of elements that only say what the next thing is.
const LABELS: &[&str] = &["callout-title", "tab-label", "vh"];

/// Elements that stand in a line of text.
const INLINE: &[&str] = &[
    "span", "a", "code", "strong", "em", "b", "i", "abbr", "bdi", "bdo", "cite", "data", "del", "dfn", "font", "ins",
    "kbd", "mark", "q", "s", "samp", "small", "sub", "sup", "time", "tt", "u", "var", "wbr",
];

/// Reads the article of a page: the text of its first `h1`, empty where it has none, and its sections.
pub fn read(article: &str) -> (String, Vec<Section>) {
    let mut reading = Reading { sections: vec![Section { level: 1, ..Section::default() }], ..Reading::default() };
    let mut at = 0;
    while at < article.len() {
        let next = article[at..].find('<').map_or(article.len(), |next| at + next);
        reading.text(&article[at..next]);
        if let Some(length) = colour(&article[next..]).filter(|_| reading.code > 0) {
            at = next + length;
            continue;
        }
        at = match tag(&article[next..]) {
            Some((tag, length)) => {
                reading.tag(&tag);
                next + length + if tag.end { 0 } else { verbatim(tag.name, &article[next + length..]) }
            }
            None if next == article.len() => next,
            // A lone `<` is text.
            None => {
                reading.text("<");
                next + 1
            }
        };
    }
    reading.finish()
}

/// The bytes of a tag with which code is coloured: most tags of all are such.
fn colour(html: &str) -> Option<usize> {
    const END: &str = "</span>";
    if html.starts_with(END) {
        return Some(END.len());
    }
    let class = html.strip_prefix("<span class=\"")?;
    let end = class.find('"')?;
    class[end..].starts_with("\">").then_some(html.len() - class.len() + end + 2)
}

/// The bytes of what stands in a script or style sheet, whatever it looks like.
fn verbatim(name: &str, rest: &str) -> usize {
    if !["script", "style"].iter().any(|known| known.eq_ignore_ascii_case(name)) {
        return 0;
    }
    let ends = |(at, _): &(usize, &str)| {
        rest.get(at + 2..at + 2 + name.len()).is_some_and(|found| found.eq_ignore_ascii_case(name))
    };
    rest.match_indices("</").find(ends).map_or(rest.len(), |(at, _)| at)
}

/// A start or end tag; a comment is one without a name.
#[derive(PartialEq, Debug)]
struct Tag<'a> {
    name: &'a str,
    end: bool,
    /// What stands between the name and `>`.
    attributes: &'a str,
}

/// The tag or comment at the start of a text, with its length.
fn tag(html: &str) -> Option<(Tag<'_>, usize)> {
    let rest = html.strip_prefix('<')?;
    if let Some(comment) = rest.strip_prefix("!--") {
        let length = comment.find("-->").map_or(html.len(), |end| end + "<!---->".len());
        return Some((Tag { name: "", end: false, attributes: "" }, length));
    }
    let (end, rest) = rest.strip_prefix('/').map_or((false, rest), |rest| (true, rest));
    let first = *rest.as_bytes().first()?;
    if !first.is_ascii_alphabetic() && first != b'!' && first != b'?' {
        return None;
    }
    let name = rest.find(|char: char| !char.is_ascii_alphanumeric() && !"-!?:".contains(char)).unwrap_or(rest.len());
    let mut quote = None;
    let close = rest[name..].bytes().position(|byte| match (quote, byte) {
        (Some(open), _) => {
            quote = quote.filter(|_| byte != open);
            false
        }
        (None, b'"' | b'\'') => {
            quote = Some(byte);
            false
        }
        (None, _) => byte == b'>',
    });
    let attributes = &rest[name..close.map_or(rest.len(), |close| name + close)];
    let length = html.len() - rest.len() + name + attributes.len() + usize::from(close.is_some());
    Some((Tag { name: &rest[..name], end, attributes }, length))
}

impl Tag<'_> {
    fn is(&self, names: &[&str]) -> bool {
        names.iter().any(|name| name.eq_ignore_ascii_case(self.name))
    }

    /// The level of a heading's tag.
    fn level(&self) -> Option<u8> {
        match self.name.as_bytes() {
            [b'h' | b'H', level @ b'1'..=b'6'] => Some(level - b'0'),
            _ => None,
        }
    }

    /// The value of an attribute, as it is written between quotes.
    fn attribute(&self, name: &str) -> Option<&str> {
        let mut from = 0;
        loop {
            let at = from + self.attributes[from..].find(name)?;
            let value = self.attributes[at + name.len()..].strip_prefix("=\"");
            if let Some(value) = value.filter(|_| self.attributes[..at].ends_with(char::is_whitespace)) {
                return value.split('"').next();
            }
            from = at + name.len();
        }
    }

    fn is_label(&self) -> bool {
        let class = self.attribute("class").unwrap_or_default();
        class.split_whitespace().any(|class| LABELS.contains(&class)) || self.attribute("role") == Some("doc-backlink")
    }
}

#[derive(Default)]
struct Reading<'a> {
    title: String,
    sections: Vec<Section>,
    /// The heading that is open, with its text so far.
    heading: Option<Section>,
    /// The element that is left out, with how many of its name are open.
    skipping: Option<(&'a str, usize)>,
    /// How many `pre` are open.
    code: usize,
    /// Whether a block of code has just begun, whose label comes first.
    labelled: bool,
    /// Whether blanks are owed before the next text.
    blank: bool,
}

impl<'a> Reading<'a> {
    fn tag(&mut self, tag: &Tag<'a>) {
        // Most tags are colours of code.
        if self.code > 0 && tag.name == "span" {
            return;
        }
        if let Some((name, open)) = &mut self.skipping {
            if name.eq_ignore_ascii_case(tag.name) {
                *open = if tag.end { *open - 1 } else { *open + 1 };
                if *open == 0 {
                    self.skipping = None;
                }
            }
            return;
        }
        if !tag.is(INLINE) && !tag.is(SKIPPED) && !tag.name.is_empty() || tag.attributes.contains("role=\"tab\"") {
            self.blank = true;
        }
        let is_label = std::mem::take(&mut self.labelled) && tag.name == "p";
        if !tag.end && (is_label || tag.is(SKIPPED) || tag.is_label()) {
            self.skipping = (!tag.attributes.ends_with('/')).then_some((tag.name, 1));
            return;
        }
        match (tag.level(), tag.end) {
            (Some(level), false) => {
                let id = decoded(tag.attribute("id").unwrap_or_default());
                let level = if level == 1 && self.is_start() { 1 } else { level.max(2) };
                self.heading = Some(Section { level, id, ..Section::default() });
            }
            (Some(_), true) => self.close_heading(),
            (None, end) if tag.name == "pre" => {
                self.code = if end { self.code.saturating_sub(1) } else { self.code + 1 };
            }
            (None, false) => self.labelled = tag.name == "div" && tag.attribute("class") == Some("code"),
            _ => {}
        }
    }

    /// Whether the page's title is still to come.
    fn is_start(&self) -> bool {
        self.title.is_empty() && self.sections.len() == 1
    }

    fn close_heading(&mut self) {
        let Some(section) = self.heading.take() else { return };
        self.blank = true;
        if section.level == 1 {
            self.title = section.heading;
        } else if section.id.is_empty() {
            // Nothing can lead to it: it is text.
            self.text_of(&section.heading);
            self.blank = true;
        } else {
            self.sections.push(section);
        }
    }

    /// Adds text, entities as written.
    fn text(&mut self, html: &str) {
        if self.skipping.is_some() || html.is_empty() {
            return;
        }
        match html.contains('&') {
            true => self.text_of(&decoded(html)),
            false => self.text_of(html),
        }
    }

    fn text_of(&mut self, text: &str) {
        let to = match (&mut self.heading, self.sections.last_mut()) {
            (Some(heading), _) => &mut heading.heading,
            (None, Some(section)) if self.code > 0 => &mut section.code,
            (None, Some(section)) => &mut section.text,
            (None, None) => return,
        };
        let mut put = |text: &str, blank: &mut bool| {
            if std::mem::take(blank) && !to.is_empty() {
                to.push(' ');
            }
            to.push_str(text);
        };
        let bytes = text.as_bytes();
        let is_plain = |at: usize| bytes.get(at).is_some_and(|byte| (b'!'..=b'~').contains(byte));
        let mut at = 0;
        while at < text.len() {
            // As much as stands there as it is to be written: words of ASCII with single blanks.
            let mut end = at;
            while is_plain(end) {
                end += 1;
                if bytes.get(end) == Some(&b' ') && is_plain(end + 1) {
                    end += 1;
                }
            }
            if end > at {
                put(&text[at..end], &mut self.blank);
            }
            let Some(char) = text[end..].chars().next() else { return };
            at = end + char.len_utf8();
            match char {
                // Written for the eye's or the line's sake.
                '\u{AD}' | '\u{200B}' | '\u{FEFF}' => {}
                _ if char.is_whitespace() || char.is_control() => self.blank = true,
                _ => put(&text[end..at], &mut self.blank),
            }
        }
    }

    fn finish(mut self) -> (String, Vec<Section>) {
        self.close_heading();
        (self.title, self.sections)
    }
}

/// A text with its entities resolved: those by number, and by name those that authors write.
fn decoded(html: &str) -> String {
    let mut out = String::with_capacity(html.len());
    let mut rest = html;
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let end = rest.bytes().take(12).position(|byte| byte == b';');
        match end.and_then(|end| Some((entity(&rest[1..end])?, end))) {
            Some((char, end)) => {
                out.push(char);
                rest = &rest[end + 1..];
            }
            None => {
                out.push('&');
                rest = &rest[1..];
            }
        }
    }
    out.push_str(rest);
    out
}

fn entity(name: &str) -> Option<char> {
    if let Some(number) = name.strip_prefix('#') {
        let code = match number.strip_prefix(['x', 'X']) {
            Some(hex) => u32::from_str_radix(hex, 16),
            None => number.parse(),
        };
        return char::from_u32(code.ok()?);
    }
    let known = NAMED.iter().find(|(known, _)| *known == name)?;
    Some(known.1)
}

#[rustfmt::skip]
static NAMED: &[(&str, char)] = &[
    ("amp", '&'), ("lt", '<'), ("gt", '>'), ("quot", '"'), ("apos", '\''), ("nbsp", ' '), ("emsp", ' '), ("ensp", ' '),
    ("copy", '©'), ("reg", '®'), ("trade", '™'), ("deg", '°'), ("middot", '·'), ("bull", '•'), ("hellip", '…'),
    ("ndash", '–'), ("mdash", '—'), ("lsquo", '‘'), ("rsquo", '’'), ("ldquo", '“'), ("rdquo", '”'), ("laquo", '«'),
    ("raquo", '»'), ("times", '×'), ("minus", '−'), ("plusmn", '±'), ("le", '≤'), ("ge", '≥'), ("ne", '≠'),
    ("larr", '←'), ("rarr", '→'), ("check", '✓'), ("agrave", 'à'), ("eacute", 'é'), ("egrave", 'è'), ("ouml", 'ö'),
    ("auml", 'ä'), ("uuml", 'ü'), ("szlig", 'ß'),
];

#[cfg(test)]
mod tests {
    use super::*;

    fn check(article: &str, want: &str) {
        let (title, sections) = read(article);
        let mut shown = title;
        for section in sections {
            let Section { level, id, heading, text, code } = section;
            shown.push_str(&format!(" | {level}{id}:{heading}:{text}"));
            if !code.is_empty() {
                shown.push_str(&format!(" [{code}]"));
            }
        }
        assert_eq!(shown, want, "{article}");
    }

    #[test]
    fn sections_hold_what_readers_read() {
        check(
            "<h1 id=\"t\"><a href=\"#t\">The <code>T</code></a></h1>\n<p>One<br>two &amp; <b>th</b>ree</p>\n<h2 id=\"a&quot;\">A</h2><ul><li>x</li><li>y</li></ul>",
            "The T | 1::One two & three | 2a\":A:x y",
        );
        check("<p>before</p><h1 id=\"t\">T</h1><h1 id=\"u\">U</h1>x", "T | 1::before | 2u:U:x");
        check("<h2 id=\"a\">A</h2><h1 id=\"b\">B</h1>", " | 1:: | 2a:A: | 2b:B:");
        check("<h3>no id</h3>y", " | 1::no id y");
    }

    #[test]
    fn labels_and_scripts_are_no_text() {
        check(
            "<div class=\"code\"><p>Rust</p><pre tabindex=\"0\"><code><span class=\"k\">fn</span> a\n  b</code></pre></div>z",
            " | 1::z [fn a b]",
        );
        check("<aside class=\"callout note\"><p class=\"callout-title\" id=\"x\">Note</p><p>y</p></aside>", " | 1::y");
        check("<a role=\"tab\" href=\"#a\">A</a><a role=\"tab\">B</a><p class=\"tab-label\">A</p>c", " | 1::A B c");
        check("a<script>if (a<b) \"</p>'</script>b<svg><svg></svg>x</svg>c<!-- d > -->e", " | 1::abce");
        check("x <a href=\"#r\" role=\"doc-backlink\">↩</a>", " | 1::x");
    }

    #[test]
    fn broken_html_is_read_to_its_end() {
        check("a < b <", " | 1::a < b <");
        check("<p title=\"a > b", " | 1::");
        check("&#x41;&#66;&eacute;&nosuch;&", " | 1::ABé&nosuch;&");
        check("soft&#173;hyphen <!-- never", " | 1::softhyphen");
        check("<h2 id=\"a\">never closed", " | 1:: | 2a:never closed:");
        check("</svg></pre></h2>a", " | 1::a");
    }
}
