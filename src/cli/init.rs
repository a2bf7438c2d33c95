//! `docwright init`: a small project to start from, or a configuration for the folder at hand.
#![expect(clippy::disallowed_methods, reason = "starting a project writes into the user's folder")]

use std::{io, path::Path};

/// Why nothing was started.
pub(super) enum Problem {
    /// This file is there and would have been overwritten.
    Exists(String),
    Io(io::Error),
}

impl From<io::Error> for Problem {
    fn from(error: io::Error) -> Problem {
        Problem::Io(error)
    }
}

/// Writes the files and says which. A folder that holds Markdown gets a configuration alone.
pub(super) fn init(folder: &Path) -> Result<Vec<String>, Problem> {
    std::fs::create_dir_all(folder)?;
    let configuration = folder.join("docwright.yml");
    if configuration.exists() {
        return Err(Problem::Exists("docwright.yml".into()));
    }
    let name = std::path::absolute(folder)?;
    let name = name.file_name().map_or("My site".into(), |name| name.to_string_lossy().into_owned());
    let title = serde_yaml::to_string(&name).unwrap_or_default().trim().to_owned();
    if holds_markdown(folder, 3)? {
        let text = CONFIGURATION.replace("{title}", &title).replace("source: docs\n", "");
        std::fs::write(&configuration, text)?;
        return Ok(vec!["docwright.yml".into()]);
    }
    let files = [
        ("docwright.yml", CONFIGURATION.replace("{title}", &title)),
        ("docs/index.md", INDEX.replace("{title}", &title)),
        ("docs/first-steps.md", FIRST_STEPS.to_owned()),
        ("docs/toc.yml", TOC.to_owned()),
    ];
    for (path, _) in &files {
        if folder.join(path).exists() {
            return Err(Problem::Exists((*path).to_owned()));
        }
    }
    std::fs::create_dir_all(folder.join("docs"))?;
    for (path, text) in &files {
        std::fs::write(folder.join(path), text)?;
    }
    Ok(files.iter().map(|(path, _)| (*path).to_owned()).collect())
}

fn holds_markdown(folder: &Path, depth: usize) -> io::Result<bool> {
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        if name.starts_with('.') || name == "node_modules" || name == "target" {
            continue;
        }
        let kind = entry.file_type()?;
        if kind.is_file() && name.to_ascii_lowercase().ends_with(".md")
            || kind.is_dir() && depth > 0 && holds_markdown(&entry.path(), depth - 1)?
        {
            return Ok(true);
        }
    }
    Ok(false)
}

const CONFIGURATION: &str = "\
# Every key is described in the manual; all of them may be left out.
title: {title}
source: docs
# base_url: https://example.org/docs/
";

const INDEX: &str = "\
---
title: {title}
description: The first page of this site.
---
# Welcome

This page is `docs/index.md`. Change it, run `docwright build`, and open `_site/index.html`.

> [!TIP]
> Links lead to files: [first steps](first-steps.md). docwright tells you when one leads nowhere.
";

const FIRST_STEPS: &str = "\
---
title: First steps
description: What to do first.
---
# First steps

1. Write a page: a file that ends with `.md`.
2. List it in `toc.yml`.
3. Run `docwright check`.

Then go [back to the start](index.md).
";

const TOC: &str = "\
- name: Welcome
  href: index.md
- name: First steps
  href: first-steps.md
";
