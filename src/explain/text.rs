//! Explanations for people: parts with a name, and lines under it.

/// A text that is made part by part.
#[derive(Default)]
pub struct Text(String);

impl Text {
    /// Begins with what is explained.
    pub fn titled(title: &str) -> Text {
        Text(format!("{title}\n"))
    }

    /// A line of a name and what belongs to it; none where that is empty.
    pub fn line(&mut self, name: &str, value: &str) {
        if !value.is_empty() {
            self.0.push_str(&format!("  {name:<12} {value}\n"));
        }
    }

    /// A part of lines under a name; none where there are none.
    pub fn part(&mut self, name: &str, lines: impl IntoIterator<Item = String>) {
        let lines: Vec<String> = lines.into_iter().collect();
        if lines.is_empty() {
            return;
        }
        self.0.push_str(&format!("\n{name}\n"));
        for line in lines {
            self.0.push_str(&format!("  {line}\n"));
        }
    }

    pub fn done(self) -> String {
        self.0
    }
}

/// Two columns.
pub fn columns(rows: Vec<(String, String)>) -> Vec<String> {
    let width = rows.iter().map(|(first, _)| first.chars().count()).max().unwrap_or(0).min(48);
    let row = |(first, second): (String, String)| format!("{first:<width$}  {second}").trim_end().to_owned();
    rows.into_iter().map(row).collect()
}
