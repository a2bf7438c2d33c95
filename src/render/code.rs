//! A block of code: its label, its lines, and what scripts and themes may know of it.

use super::highlight;
use crate::{
    body::{Code, Label, Site},
    html,
};

/// Writes a block of code. Without colours its tokens are plain; marked lines are marked all the same.
pub fn write(out: &mut String, code: &Code, site: &Site) {
    out.push_str("<div class=\"code\"");
    if let Some(source) = code.source {
        html::attribute(out, "data-source", source);
    }
    out.push('>');
    match code.label {
        Label::Language => {
            let label = highlight::language_label(code.language);
            if !label.is_empty() {
                out.push_str("<p>");
                html::text(out, word(&label).map_or(&*label, |key| site.words.get(key)));
                out.push_str("</p>");
            }
        }
        Label::File(label) => {
            out.push_str("<p><b>");
            html::text(out, label);
            out.push_str("</b></p>");
        }
    }
    out.push_str("<pre tabindex=\"0\"><code");
    if !code.language.is_empty() {
        html::attribute(out, "class", &format!("language-{}", code.language));
    }
    if !code.marked.is_empty() {
        html::attribute(out, "data-highlight", &lines(code.marked));
    }
    if code.interactive {
        html::attribute(out, "data-interactive", code.language);
    }
    let more = [("data-interactive-mode", code.mode), ("data-name", code.name), ("data-title", code.title)];
    for (name, value) in more {
        if let Some(value) = value.filter(|value| !value.is_empty()) {
            html::attribute(out, name, value);
        }
    }
    out.push('>');
    (site.colour)(code.language, code.text, code.marked, out);
    out.push_str("</code></pre></div>");
}

/// The key of our words for a label that is no name.
fn word(label: &str) -> Option<&'static str> {
    Some(match label {
        "Text" => "text",
        "Output" => "output",
        "Input" => "input",
        "Command" => "command",
        "Console" => "console",
        _ => return None,
    })
}

/// Ranges of lines as `1,3-5`.
fn lines(ranges: &[(usize, usize)]) -> String {
    let range =
        |&(first, last): &(usize, usize)| if first == last { first.to_string() } else { format!("{first}-{last}") };
    ranges.iter().map(range).collect::<Vec<_>>().join(",")
}
