//! Tables: of GitHub's form where that can hold them, else HTML.

use super::{
    Context,
    inline::{self, Place},
    tree::Element,
};

/// What no cell of a Markdown table can hold.
const TOO_MUCH: &[&str] = &["table", "pre", "blockquote", "aside", "dl", "hr", "details", "h1", "h2", "h3"];

/// Writes a table.
pub(super) fn table(context: &Context, table: &Element) -> String {
    let mut rows = Vec::new();
    rows_of(table, &mut rows);
    let caption = table.elements().find(|child| child.name == "caption");
    if rows.is_empty() || !rows.iter().all(|row| row.iter().copied().all(is_simple)) {
        return inline::raw(context, table).trim_end().to_owned();
    }
    let width = rows.iter().map(Vec::len).max().unwrap_or(0);
    let has_head = rows[0].iter().any(|cell| cell.name == "th")
        || table.elements().any(|child| child.name == "thead" && child.find("tr").is_some());
    let mut out = String::new();
    if let Some(caption) = caption {
        out.push_str(&inline::inline(context, &caption.children, Place { single: true, ..Place::default() }));
        out.push_str("\n\n");
    }
    let line = |cells: &[&Element], out: &mut String| {
        out.push('|');
        for at in 0..width {
            let text = cells.get(at).map(|cell| cell_text(context, cell)).unwrap_or_default();
            out.push(' ');
            out.push_str(&text);
            out.push_str(if text.is_empty() { "|" } else { " |" });
        }
        out.push('\n');
    };
    line(if has_head { &rows[0] } else { &[] }, &mut out);
    out.push('|');
    for at in 0..width {
        out.push_str(match rows.iter().find_map(|row| side(row.get(at)?)) {
            Some("left") => " :--- |",
            Some("center") => " :---: |",
            Some("right") => " ---: |",
            _ => " --- |",
        });
    }
    out.push('\n');
    for row in &rows[usize::from(has_head)..] {
        line(row, &mut out);
    }
    out.truncate(out.trim_end().len());
    out
}

fn rows_of<'a>(element: &'a Element, out: &mut Vec<Vec<&'a Element>>) {
    for child in element.elements() {
        match &*child.name {
            "tr" => out.push(child.elements().filter(|cell| matches!(&*cell.name, "td" | "th")).collect()),
            "thead" | "tbody" | "tfoot" => rows_of(child, out),
            _ => {}
        }
    }
}

fn is_simple(cell: &Element) -> bool {
    let spans = ["rowspan", "colspan"].iter().any(|name| !matches!(cell.attribute(name), "" | "1"));
    !spans && !holds_too_much(cell)
}

fn holds_too_much(element: &Element) -> bool {
    element.elements().any(|child| TOO_MUCH.contains(&&*child.name) || holds_too_much(child))
}

fn cell_text(context: &Context, cell: &Element) -> String {
    let place = Place { single: true, cell: true, ..Place::default() };
    let text = inline::inline(context, &cell.children, place);
    // The name of a row is bold on pages.
    let named = cell.name == "th" && cell.attribute("scope") == "row" && !text.is_empty() && !text.contains('*');
    let text = if named { format!("**{text}**") } else { text };
    text.replace('\n', " ").replace('|', "\\|")
}

/// The side to which a cell is set.
fn side<'a>(cell: &&'a Element) -> Option<&'a str> {
    let by_class = ["left", "center", "right"].into_iter().find(|side| cell.has_class(side));
    by_class.or_else(|| Some(cell.attribute("align")).filter(|side| !side.is_empty()))
}
