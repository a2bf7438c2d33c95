//! Formulas: TeX to MathML. The only module that names the TeX parser.

use pulldown_latex::{
    Parser, RenderConfig, Storage,
    config::DisplayMode,
    event::{Content, Event},
    push_mathml,
};

use crate::html;

/// Writes a formula as MathML with its TeX beside it; as its TeX alone where it cannot be read.
pub fn write(tex: &str, display: bool, out: &mut String) {
    match mathml(tex, display) {
        Some(mathml) => {
            out.push_str(if display { "<math display=\"block\"" } else { "<math" });
            html::attribute(out, "alttext", tex.trim());
            // A wide one scrolls in its own box, by keyboard too.
            out.push_str(if display { " tabindex=\"0\">" } else { ">" });
            out.push_str(&mathml);
            out.push_str("</math>");
        }
        None => {
            out.push_str("<code class=\"math\">");
            html::text(out, tex.trim());
            out.push_str("</code>");
        }
    }
}

/// Why a formula cannot be read.
pub fn problem(tex: &str) -> Option<String> {
    let storage = Storage::new();
    let error = Parser::new(tex, &storage).find_map(Result::err)?;
    // The parser shows the place in a drawing below the sentence.
    let sentence = error.to_string();
    Some(sentence.lines().next().unwrap_or("").trim_end_matches(['.', ':']).to_owned())
}

/// What stands inside `<math>`.
fn mathml(tex: &str, display: bool) -> Option<String> {
    let storage = Storage::new();
    let events: Vec<Event> = Parser::new(tex, &storage).collect::<Result<_, _>>().ok()?;
    if events.iter().all(|event| matches!(event, Event::Content(Content::Text(text)) if text.is_empty())) {
        return None;
    }
    // The library writes the names of functions as they are.
    let names: Vec<String> = events.iter().filter_map(function).map(escaped).collect();
    let mut names = names.iter();
    let events = events.iter().cloned().map(|event| match function(&event).and_then(|_| names.next()) {
        Some(name) => Event::Content(Content::Function(name)),
        None => event,
    });
    let config = RenderConfig {
        display_mode: if display { DisplayMode::Block } else { DisplayMode::Inline },
        ..RenderConfig::default()
    };
    let mut out = String::new();
    push_mathml(&mut out, events.map(Ok::<_, std::convert::Infallible>), config).ok()?;
    // Our own start tag is written around it.
    let inner = out.strip_prefix("<math")?.split_once('>')?.1.strip_suffix("</math>")?;
    // And signs, each alone in its element.
    Some(inner.replace("<<", "&lt;<").replace("<\u{338}", "&lt;\u{338}"))
}

/// The name of a function, which an author may have made.
fn function<'a>(event: &Event<'a>) -> Option<&'a str> {
    match event {
        Event::Content(Content::Function(name)) => Some(name),
        _ => None,
    }
}

fn escaped(text: &str) -> String {
    let mut out = String::new();
    html::text(&mut out, text);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formulas() {
        let check = |tex, display, start: &str| {
            let mut out = String::new();
            write(tex, display, &mut out);
            assert!(out.starts_with(start), "{out}");
        };
        check("x^2", false, "<math alttext=\"x^2\"><msup>");
        check("\\frac{1}{2}", true, "<math display=\"block\" alttext=\"\\frac{1}{2}\" tabindex=\"0\"><mfrac>");
        check("\\frac{1", false, "<code class=\"math\">\\frac{1</code>");
        check("a<b", false, "<math alttext=\"a&lt;b\"><mi>a</mi><mo>&lt;</mo>");
        check(r"a\not<b", false, "<math alttext=\"a\\not&lt;b\"><mi>a</mi><mo>&lt;\u{338}</mo>");
        check(
            r"\operatorname{<img src=x>}",
            false,
            "<math alttext=\"\\operatorname{&lt;img src=x&gt;}\"><mi>&lt;img src=x&gt;</mi>",
        );
        assert!(problem("\\frac{1").is_some());
        assert!(problem("x").is_none());
    }
}
