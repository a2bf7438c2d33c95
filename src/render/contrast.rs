//! Whether a theme can be read: its colours are taken from its style sheet, and computed as a browser does.

use std::collections::HashMap;

use crate::{
    colour::{Colour, contrast},
    config,
    diagnostic::Diagnostic,
    render::strip,
    rules::LOW_CONTRAST,
    source::SitePath,
};

/// A declaration of a style sheet.
struct Declaration {
    selector: String,
    property: String,
    value: String,
}

/// The rules of a style sheet that hold everywhere: those in `@media` are left out.
pub struct Sheet(Vec<Declaration>);

/// Light or dark.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Scheme {
    Light,
    Dark,
}

/// What must be told apart: a token, its grounds, and the contrast that it needs there.
const NEEDS: &[(&str, &str, &[&str], f64)] = &[
    ("text", "--dw-text", &["--dw-bg", "--dw-sunk", "--dw-tint"], 12.0),
    ("muted text", "--dw-muted", &["--dw-bg", "--dw-sunk", "--dw-tint"], 7.0),
    ("links", "--dw-link", &["--dw-bg", "--dw-sunk", "--dw-tint"], 7.0),
    ("the text of buttons", "--dw-bg", &["--dw-link", "--dw-text"], 7.0),
    ("the borders of controls", "--dw-edge", &["--dw-bg", "--dw-sunk", "--dw-tint"], 3.0),
    ("the marks", "--mark", &["--dw-bg"], 3.0),
];

/// How often a value may lead to another by `var()`.
const DEPTH: usize = 16;

impl Sheet {
    /// Reads a style sheet of which a stripper left no comments.
    pub fn read(css: &str) -> Sheet {
        let css = strip::css(css);
        let mut out = Vec::new();
        // Preludes of the blocks that are open.
        let mut open: Vec<&str> = Vec::new();
        let mut from = 0;
        let mut quote = None;
        let mut round = 0;
        for (at, byte) in css.bytes().enumerate() {
            match (quote, byte) {
                (Some(mark), _) => quote = (byte != mark).then_some(mark),
                (None, b'"' | b'\'') => quote = Some(byte),
                (None, b'(') => round += 1,
                (None, b')') => round -= 1,
                (None, b'{' | b';' | b'}') if round == 0 => {
                    let text = css[from..at].trim();
                    from = at + 1;
                    if byte == b'{' {
                        open.push(text);
                        continue;
                    }
                    let around = |kind: &str| open.iter().any(|prelude| prelude.starts_with(kind));
                    if let (Some((property, value)), false, Some(selector)) =
                        (text.split_once(':'), around("@media"), open.last())
                    {
                        let part = |text: &str| text.trim().to_owned();
                        out.push(Declaration {
                            selector: part(selector),
                            property: part(property),
                            value: part(value),
                        });
                    }
                    if byte == b'}' {
                        open.pop();
                    }
                }
                _ => {}
            }
        }
        Sheet(out)
    }

    /// The values that the rules of exactly these selectors set, later ones over earlier ones.
    pub fn values(&self, selectors: &[&str]) -> HashMap<&str, &str> {
        let of = |selector: &str| {
            let selector = selector.to_owned();
            self.0.iter().filter(move |declaration| declaration.selector == selector)
        };
        let all = selectors.iter().flat_map(|selector| of(selector));
        all.map(|declaration| (&*declaration.property, &*declaration.value)).collect()
    }
}

/// A value of CSS as a colour, where it is one.
pub fn colour(value: &str, values: &HashMap<&str, &str>, scheme: Scheme) -> Option<Colour> {
    evaluate(&resolved(value, values, DEPTH)?, scheme)
}

/// Reports colours of the configuration with which something could not be read, and gives the page's grounds in light
/// and dark as `#rrggbb`.
pub fn check(css: &str, theme: &config::Theme, path: &SitePath, found: &mut Vec<Diagnostic>) -> Vec<String> {
    let sheet = Sheet::read(css);
    let mut values = sheet.values(&[":root"]);
    for (key, set) in [("--dw-accent", &theme.accent), ("--dw-mark", &theme.mark)] {
        let Some((colour, span)) = set else { continue };
        values.insert(key, colour);
        let Some((what, scheme, ratio, need)) = worst(&values, key) else { continue };
        let scheme = if scheme == Scheme::Light { "light" } else { "dark" };
        let name = &key["--dw-".len()..];
        let message = format!(
            "`{name}`: with this colour {what} would have a contrast of {ratio:.1} in the {scheme} scheme, below {need}"
        );
        found.push(LOW_CONTRAST.at(path, *span, message).help("take a colour that is not translucent"));
    }
    let ground = |scheme| Some(colour(values.get("--dw-bg")?, &values, scheme)?.hex());
    [Scheme::Light, Scheme::Dark].into_iter().filter_map(ground).collect()
}

/// What is read worst of that which follows from a value, where it is below its need.
fn worst(values: &HashMap<&str, &str>, key: &str) -> Option<(&'static str, Scheme, f64, f64)> {
    let all = ratios(values)
        .into_iter()
        .filter(|(what, .., ratio, need)| ratio < need && (*what == "the marks") == (key == "--dw-mark"));
    let nearest = |(_, _, ratio, need): &(&str, Scheme, f64, f64)| ratio / need;
    all.min_by(|a, b| nearest(a).total_cmp(&nearest(b)))
}

/// The contrast of each token on each of its grounds: what it is, where, how much, and how much it needs.
pub fn ratios(values: &HashMap<&str, &str>) -> Vec<(&'static str, Scheme, f64, f64)> {
    let mut out = Vec::new();
    for scheme in [Scheme::Light, Scheme::Dark] {
        let token = |name: &str| colour(values.get(name)?, values, scheme);
        for (what, text, grounds, need) in NEEDS {
            for ground in *grounds {
                if let (Some(text), Some(ground)) = (token(text), token(ground)) {
                    out.push((*what, scheme, contrast(text, ground), *need));
                }
            }
        }
    }
    out
}

/// A value with what `var()` stands for in its place.
fn resolved(value: &str, values: &HashMap<&str, &str>, depth: usize) -> Option<String> {
    let Some(start) = value.find("var(") else { return Some(value.to_owned()) };
    if depth == 0 {
        return None;
    }
    let inner = &value[start + 4..];
    let end = closing(inner)?;
    let name = inner[..end].split(',').next()?.trim();
    let text = format!("{}{}{}", &value[..start], values.get(name)?, &inner[end + 1..]);
    resolved(&text, values, depth - 1)
}

/// Where the parenthesis that is open before a text is closed.
fn closing(text: &str) -> Option<usize> {
    let mut depth = 1;
    text.bytes().position(|byte| {
        depth += i32::from(byte == b'(') - i32::from(byte == b')');
        depth == 0
    })
}

fn evaluate(value: &str, scheme: Scheme) -> Option<Colour> {
    let value = value.trim();
    if let Some(inner) = call(value, "light-dark") {
        let parts = split(inner, b',');
        return evaluate(parts.get(usize::from(scheme == Scheme::Dark))?, scheme);
    }
    if let Some(inner) = call(value, "color-mix") {
        let parts = split(inner, b',');
        let [space, one, two] = &parts[..] else { return None };
        let (one, share) = one.trim().rsplit_once(' ')?;
        let share: f64 = share.strip_suffix('%')?.parse().ok()?;
        let mixed = evaluate(one, scheme)?.mix(share / 100.0, evaluate(two, scheme)?);
        return (space.trim() == "in oklab").then_some(mixed);
    }
    let Some(inner) = call(value, "oklch").and_then(|inner| inner.trim().strip_prefix("from ")) else {
        return Colour::read(value);
    };
    let parts: Vec<&str> = split(inner, b' ').into_iter().filter(|part| !part.is_empty()).collect();
    let [from, l, c, h] = parts[..] else { return None };
    let from = evaluate(from, scheme)?;
    let part = |text| number(text, from);
    Some(Colour { l: part(l)?, c: part(c)?, h: part(h)?, alpha: from.alpha })
}

/// A number of a colour that is made from another.
fn number(text: &str, from: Colour) -> Option<f64> {
    let text = text.trim();
    let each =
        |inner: &str| -> Option<Vec<f64>> { split(inner, b',').into_iter().map(|part| number(part, from)).collect() };
    if let Some(inner) = call(text, "min") {
        return each(inner)?.into_iter().reduce(f64::min);
    }
    if let Some(inner) = call(text, "max") {
        return each(inner)?.into_iter().reduce(f64::max);
    }
    if let Some(inner) = call(text, "calc") {
        let (one, two) = inner.split_once(" + ")?;
        return Some(number(one, from)? + number(two, from)?);
    }
    match text {
        "l" => Some(from.l),
        "c" => Some(from.c),
        "h" => Some(from.h),
        text => match text.strip_suffix('%') {
            Some(percent) => percent.parse::<f64>().ok().map(|value| value / 100.0),
            None => text.parse().ok(),
        },
    }
}

/// What is between the parentheses of a value that is one call of a function.
fn call<'a>(value: &'a str, name: &str) -> Option<&'a str> {
    let inner = value.strip_prefix(name)?.strip_prefix('(')?;
    let end = closing(inner)?;
    (end + 1 == inner.len()).then_some(&inner[..end])
}

/// Parts of a text at a byte that is in no parentheses.
fn split(text: &str, at: u8) -> Vec<&str> {
    let mut out = Vec::new();
    let (mut depth, mut from) = (0, 0);
    for (place, byte) in text.bytes().enumerate() {
        match byte {
            b'(' => depth += 1,
            b')' => depth -= 1,
            byte if byte == at && depth == 0 => {
                out.push(&text[from..place]);
                from = place + 1;
            }
            _ => {}
        }
    }
    out.push(&text[from..]);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    const CSS: &str = include_str!("../../themes/default/theme.css");

    fn ratio(text: &str, ground: &str, values: &HashMap<&str, &str>, scheme: Scheme) -> f64 {
        let colour = |value: &str| colour(value, values, scheme).unwrap_or_else(|| panic!("`{value}` is a colour"));
        let page = colour("var(--dw-bg)");
        contrast(colour(text), colour(ground).on(page))
    }

    #[test]
    fn values_are_computed() {
        let sheet = Sheet::read(
            ":root { --a: red; --b: light-dark(oklch(from var(--a) 40% min(c, .1) h), white) } @media x { :root { --a: blue } }",
        );
        let values = sheet.values(&[":root"]);
        assert_eq!(values["--a"], "red");
        let dark = colour("var(--b)", &values, Scheme::Dark).unwrap();
        assert!((dark.l - 1.0).abs() < 1e-3);
        let light = colour("var(--b)", &values, Scheme::Light).unwrap();
        assert!((light.l - 0.4).abs() < 1e-9 && (light.c - 0.1).abs() < 1e-9 && (light.h - 29.23).abs() < 0.1);
        assert_eq!(colour("var(--none)", &values, Scheme::Light), None);
        let endless = HashMap::from([("--a", "var(--a)")]);
        assert_eq!(colour("var(--a)", &endless, Scheme::Light), None);
    }

    #[test]
    fn every_accent_and_mark_can_be_read() {
        let sheet = Sheet::read(CSS);
        let mut least: HashMap<&str, f64> = HashMap::new();
        for hue in (0..360).step_by(10) {
            for chroma in [0.0, 0.05, 0.1, 0.2, 0.37] {
                for lightness in [0.1, 0.5, 0.95] {
                    let accent = format!("oklch({lightness} {chroma} {hue})");
                    let mut values = sheet.values(&[":root"]);
                    values.insert("--dw-accent", &accent);
                    values.insert("--dw-mark", &accent);
                    let ratios = ratios(&values);
                    assert_eq!(ratios.len(), 30);
                    for (what, scheme, ratio, need) in ratios {
                        // A mark keeps its own lightness, between bounds.
                        assert!(ratio >= need, "{what} with {accent} in {scheme:?}: {ratio:.2} < {need}");
                        let least = least.entry(what).or_insert(ratio);
                        *least = least.min(ratio);
                    }
                }
            }
        }
        println!("{least:?}");
    }

    #[test]
    fn callouts_and_code_can_be_read() {
        let sheet = Sheet::read(CSS);
        for scheme in [Scheme::Light, Scheme::Dark] {
            for kind in ["note", "tip", "important", "warning", "caution"] {
                let class = format!(".{kind}");
                let values = sheet.values(&[":root", ".callout", &class]);
                let ground = values["background"];
                let check = |text, need| {
                    let ratio = ratio(text, ground, &values, scheme);
                    assert!(ratio >= need, "{text} on {kind} in {scheme:?}: {ratio:.2} < {need}");
                };
                check("var(--dw-text)", 12.0);
                check("var(--dw-link)", 7.0);
                check("var(--c)", 7.0);
            }
            let root = sheet.values(&[":root"]);
            let grounds = ["", ".ln.hl", ".ln.add", ".ln.del"]
                .map(|line| sheet.values(&[line]).get("background").map_or("var(--dw-sunk)", |value| value));
            for class in [".hc", ".hk", ".hs", ".hn", ".hf", ".ht", ".hv", ".hi", ".hd", ".prompt"] {
                let colour = sheet.values(&[class])["color"];
                for ground in grounds {
                    let need = match (class, ground) {
                        (".hc", _) => 4.5,
                        (_, "var(--dw-sunk)") => 7.0,
                        _ => 6.0,
                    };
                    let ratio = ratio(colour, ground, &root, scheme);
                    assert!(ratio >= need, "{class} on {ground} in {scheme:?}: {ratio:.2} < {need}");
                }
            }
            let inline = sheet.values(&[":not(pre)>code"])["background"];
            assert!(ratio("var(--dw-text)", inline, &root, scheme) >= 12.0);
            let marked = sheet.values(&[":root", "mark"]);
            assert!(ratio("var(--dw-muted)", "var(--c)", &marked, scheme) >= 4.5);
        }
    }

    #[test]
    fn colours_that_cannot_be_read_are_found() {
        let check = |accent: &str, want: &str| {
            let theme = config::Theme { accent: Some((accent.into(), Default::default())), ..config::Theme::default() };
            let mut found = Vec::new();
            let ground = check(CSS, &theme, &"docwright.yml".into(), &mut found);
            assert_eq!(ground.len(), 2);
            assert_eq!(found.first().map_or("", |found| &*found.message), want);
        };
        check("#00516c", "");
        check("yellow", "");
        check(
            "#00516c20",
            "`accent`: with this colour text would have a contrast of 1.3 in the light scheme, below 12",
        );
    }
}
