//! When files were changed last, and by whom, as git knows it.

use std::{collections::HashMap, path::Path};

use super::{
    git::{Question, ask, commits},
    stamp,
};

/// What git knows of one file.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Change {
    /// The day of the last commit that changed it: `2026-05-12`.
    pub date: String,
    /// Who changed it, those with most commits first.
    pub authors: Vec<String>,
}

/// The history of a project's files, by their path from the project's root.
pub type History = HashMap<String, Change>;

/// Asks git once for all files. Nothing is known where there is no git or no repository.
pub fn history(root: &Path) -> History {
    let arguments =
        &["log", "-z", "--no-merges", "--no-renames", "--relative", "--name-only", "--format=%x01%cs%x02%aN"];
    match ask(root, &Question { arguments, ..Question::default() }) {
        Ok(output) if output.status.success() => read(&String::from_utf8_lossy(&output.stdout)),
        _ => History::new(),
    }
}

/// What tells one state of the history from another: the last commit, and how much of it there is here.
pub fn state(root: &Path) -> String {
    let arguments = &["rev-parse", "HEAD", "--show-toplevel", "--git-path", "shallow"];
    let Ok(output) = ask(root, &Question { arguments, ..Question::default() }) else { return String::new() };
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    let mut lines = said.lines();
    let (commit, top, shallow) =
        (lines.next().unwrap_or_default(), lines.next().unwrap_or_default(), lines.next().unwrap_or_default());
    let names = stamp::mark(&Path::new(top).join(".mailmap"));
    format!("{commit} {top} {names:?} {:?}", stamp::mark(&root.join(shallow)))
}

/// Who changed a file, and in how many commits.
type Counts<'a> = Vec<(&'a str, usize)>;

/// Reads commits, the newest first, of which the fields are date and author.
fn read(log: &str) -> History {
    let mut files: HashMap<&str, (&str, Counts)> = HashMap::new();
    for (fields, paths) in commits(log) {
        let (date, author) = fields.split_once('\u{2}').unwrap_or_default();
        for path in paths {
            let (_, counts) = files.entry(path).or_insert((date, Vec::new()));
            match counts.iter_mut().find(|(name, _)| *name == author) {
                Some((_, count)) => *count += 1,
                None => counts.push((author, 1)),
            }
        }
    }
    let change = |date: &str, mut counts: Counts| {
        counts.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(b.0)));
        Change { date: date.into(), authors: counts.into_iter().map(|(name, _)| name.to_owned()).collect() }
    };
    files.into_iter().map(|(path, (date, counts))| (path.to_owned(), change(date, counts))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commits_become_changes() {
        let log = "\u{1}2026-05-12\u{2}Ada\0\na.md\0b c.md\0\u{1}2026-05-01\u{2}Bo\0\na.md\0\
                   \u{1}2026-04-01\u{2}Bo\0\na.md\0";
        let history = read(log);
        let change = |date: &str, authors: &[&str]| Change {
            date: date.into(),
            authors: authors.iter().map(|name| name.to_string()).collect(),
        };
        assert_eq!(history["a.md"], change("2026-05-12", &["Bo", "Ada"]));
        assert_eq!(history["b c.md"], change("2026-05-12", &["Ada"]));
        assert_eq!(history.len(), 2);
    }
}
