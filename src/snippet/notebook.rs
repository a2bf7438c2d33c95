//! Notebooks: the code of a cell by its name.

use serde_json::Value;

use super::{Problem, Selection, Snippet, highlighted};

/// The source of the cell whose `metadata.name` a selection names.
///
/// # Errors
/// Where the text is no notebook, or not one cell has the name.
pub fn extract(text: &str, selection: &Selection) -> Result<Snippet, Problem> {
    let notebook: Value = serde_json::from_str(text).map_err(|_| Problem::NotNotebook)?;
    let cells = cells(&notebook).ok_or(Problem::NotNotebook)?;
    let name = selection.tag.as_deref().ok_or(Problem::TagNotFound)?;
    let mut named = cells.iter().filter(|cell| cell_name(cell) == Some(name));
    let cell = named.next().ok_or(Problem::TagNotFound)?;
    if named.next().is_some() {
        return Err(Problem::SeveralCells);
    }
    let mut text = match cell.get("source") {
        Some(Value::String(text)) => text.clone(),
        Some(Value::Array(lines)) => lines.iter().filter_map(Value::as_str).collect(),
        _ => String::new(),
    };
    text = super::unix(&text).into_owned();
    if text.trim().is_empty() {
        return Err(Problem::Empty);
    }
    if !text.ends_with('\n') {
        text.push('\n');
    }
    let (highlight, lacking) = highlighted(&selection.highlight, text.lines().count());
    Ok(Snippet { text, highlight, lacking })
}

/// The names of a notebook's cells.
pub fn names(text: &str) -> Vec<String> {
    let notebook: Value = serde_json::from_str(text).unwrap_or_default();
    cells(&notebook).into_iter().flatten().filter_map(cell_name).map(str::to_owned).collect()
}

fn cells(notebook: &Value) -> Option<&Vec<Value>> {
    notebook.get("cells")?.as_array()
}

fn cell_name(cell: &Value) -> Option<&str> {
    cell.get("metadata")?.get("name")?.as_str()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_have_names() {
        let text = r#"{"cells": [
            {"metadata": {"name": "a"}, "source": ["x = 1\n", "y = 2"]},
            {"metadata": {"name": "b"}, "source": "z"},
            {"metadata": {"name": "b"}, "source": "z"},
            {"metadata": {}}
        ]}"#;
        let check = |text: &str, name: Option<&str>, want: Result<&str, Problem>| {
            let selection = Selection { tag: name.map(str::to_owned), ..Selection::default() };
            assert_eq!(extract(text, &selection).map(|snippet| snippet.text), want.map(str::to_owned));
        };
        check(text, Some("a"), Ok("x = 1\ny = 2\n"));
        check(text, Some("b"), Err(Problem::SeveralCells));
        check(text, Some("c"), Err(Problem::TagNotFound));
        check(text, None, Err(Problem::TagNotFound));
        check("{}", Some("a"), Err(Problem::NotNotebook));
        check("x", Some("a"), Err(Problem::NotNotebook));
        assert_eq!(names(text), ["a", "b", "b"]);
    }
}
