//! Runs the examples of the manual: what a page there shows is what the program does.
//!
//! | fence | means |
//! | --- | --- |
//! | ```` ```md example ```` | a page `example.md` in a project of its own; a ```` ```html ```` fence behind it is its article |
//! | ```` ```EXT file=PATH ```` | a file that later examples of the section (a heading of level 1 or 2) have beside them |
//! | ```` ```EXT file=PATH example ```` | the same, and the project is checked as it is then |
//! | ```` ```console example exit=N ```` | `$ docwright …` run in the section's project, and what it prints |
//!
//! A finding is expected where a line ends with `<!-- warning 5-20: rule-name -->` (`# …` in YAML, `// …` in JSON):
//! columns are 1-based code points, the end is the first one behind. A finding over lines says `5-LINE:20`. All findings
//! of a project must be expected. The comment is taken out before anything is read.
//!
//! A fence inside an HTML comment counts too: files that readers need not see stand in one.
//!
//! With `DOCWRIGHT_BLESS=1` in the environment, expected HTML and output are rewritten in the manual.
#![expect(clippy::disallowed_methods, reason = "projects are written to be read by the program")]

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write as _,
    fs,
    path::{Path, PathBuf},
};

use docwright::{
    ext, rules,
    site::{Options, Site},
};

use crate::project;

/// Rules whose examples need what a page cannot show: bytes, links between folders, names of files, a hundred levels.
const NOT_SHOWN: &[&str] = &[
    // Their examples would need a server: `tests/external.rs` has one.
    "external-fragment-not-found",
    "external-link-dead",
    "external-link-forbidden",
    "external-link-moved",
    "external-link-slow",
    // It would need thousands of characters: `tests/highlight.rs`.
    "highlight-limit",
    "include-too-deep",
    "invalid-encoding",
    "invalid-file-name",
    "nesting-too-deep",
    "symlink-out-of-scope",
];

/// A fence of a page.
struct Fence {
    /// 1-based line of the opening fence.
    line: usize,
    info: String,
    text: String,
    /// Number of headings of level 1 or 2 before it.
    section: usize,
    /// Bytes of `text` in the page.
    span: std::ops::Range<usize>,
}

/// What went wrong with an example.
struct Failure {
    place: String,
    what: &'static str,
    want: String,
    got: String,
}

/// Files of a project by path, and what is expected of each: path, line, and `warning 5-20: rule`.
#[derive(Clone, Default)]
struct Project {
    files: BTreeMap<String, String>,
    findings: BTreeSet<(String, usize, String)>,
}

#[test]
fn examples_of_the_manual_run() {
    let bless = std::env::var_os("DOCWRIGHT_BLESS").is_some();
    let mut failures = Vec::new();
    let mut examples = 0;
    for path in pages() {
        let text = fs::read_to_string(&path).expect("a page of the manual is readable");
        let name = path.strip_prefix(root()).unwrap_or(&path).display().to_string().replace('\\', "/");
        let mut changes = Vec::new();
        examples += run_page(&name, &fences(&text), &mut failures, &mut changes);
        if bless && !changes.is_empty() {
            let mut text = text;
            for (span, new) in changes.into_iter().rev() {
                text.replace_range(span, &new);
            }
            fs::write(&path, text).expect("a page of the manual is writable");
        }
    }
    assert!(failures.is_empty(), "{}", table(&failures));
    assert!(examples > 60, "only {examples} examples were found");
}

#[test]
fn every_rule_has_its_section() {
    let text = fs::read_to_string(root().join("docs/reference/rules.md")).expect("the page of rules is readable");
    let known: Vec<&str> = rules::ALL.iter().map(|rule| rule.name).collect();
    let named: Vec<&str> =
        text.lines().filter_map(|line| line.strip_prefix("## `")?.split_once('`').map(|(name, _)| name)).collect();
    assert_eq!(named, known, "sections of docs/reference/rules.md, in the order of names");
    for (section, rule) in text.split("\n## `").skip(1).zip(rules::ALL) {
        let level = format!("\n*{}*", rule.severity.word());
        assert!(section.contains(&level), "the section of {} begins with{}", rule.name, level.trim());
        let triggers = section.contains(&format!(": {} -->", rule.name))
            || section.lines().any(|line| line.ends_with(&format!(": {}", rule.name)));
        assert_ne!(triggers, NOT_SHOWN.contains(&rule.name), "the section of {} shows a finding of it", rule.name);
    }
}

#[test]
fn every_extension_has_its_page() {
    // Two forms of one thing share a page.
    let page = |name| match name {
        "video-block" => "video.md".to_owned(),
        "column" => "row.md".to_owned(),
        "snippet-block" => "snippet.md".to_owned(),
        name => format!("{name}.md"),
    };
    let names: BTreeSet<String> = ext::ALL.iter().map(|extension| page(extension.name)).collect();
    let folder = fs::read_dir(root().join("docs/extensions")).expect("the folder is there");
    let pages: BTreeSet<String> = folder
        .filter_map(|entry| Some(entry.ok()?.file_name().to_string_lossy().into_owned()))
        .filter(|name| name != "index.md")
        .collect();
    assert_eq!(pages, names);
}

#[test]
fn every_command_and_flag_is_described() {
    let help = project::Project::new(&[]).run("--help").stdout;
    let page = fs::read_to_string(root().join("docs/reference/commands.md")).expect("the page is readable");
    let word = |text: &str| text.split([' ', ',']).next().unwrap_or("").to_owned();
    let (commands, flags) = help.split_once("Options:").expect("help has two parts");
    let commands = commands.lines().filter_map(|line| line.strip_prefix("  ")).map(word);
    for command in commands.filter(|name| !name.is_empty() && name != "help") {
        assert!(page.contains(&format!("## `{command}")), "`{command}` has a section");
    }
    for flag in flags.split_whitespace().filter(|flag| flag.starts_with("--")) {
        assert!(page.contains(&format!("`{flag}")), "`{flag}` is described");
    }
}

/// Runs the examples of a page and counts them. `changes` gets what expectations would be rewritten to.
fn run_page(
    page: &str,
    fences: &[Fence],
    failures: &mut Vec<Failure>,
    changes: &mut Vec<(std::ops::Range<usize>, String)>,
) -> usize {
    let mut examples = 0;
    let mut project = Project::default();
    let mut with_example = Project::default();
    let mut section = 0;
    for (at, fence) in fences.iter().enumerate() {
        if fence.section != section {
            section = fence.section;
            project = Project::default();
            with_example = Project::default();
        }
        let place = format!("{page}:{}", fence.line);
        let mut words = fence.info.split_whitespace();
        let language = words.next().unwrap_or("");
        let file = words.clone().find_map(|word| word.strip_prefix("file="));
        let example = words.any(|word| word == "example") && !fence.info.contains("config");
        if let Some(path) = file {
            project.put(path, &fence.text);
            with_example = project.clone();
        }
        if !example {
            continue;
        }
        examples += 1;
        if language == "console" {
            let exit = fence.info.split("exit=").nth(1).and_then(|code| code.trim().parse().ok()).unwrap_or(0);
            let got = run_console(&with_example, &fence.text, exit);
            if got != fence.text {
                failures.push(Failure { place, what: "output", want: fence.text.clone(), got: got.clone() });
                changes.push((fence.span.clone(), got));
            }
            continue;
        }
        if file.is_none() {
            with_example = project.clone();
            with_example.put("example.md", &fence.text);
        }
        let folder = with_example.write();
        let site = Site::load(&folder, &Options::default()).expect("the project is readable");
        let mut got = findings(&site);
        // What one example of a section uses the next one need not, and some show no page.
        for rule in [": unused-image", ": no-pages"] {
            if !with_example.findings.iter().any(|(.., text)| text.ends_with(rule)) {
                got.retain(|(.., text)| !text.ends_with(rule));
            }
        }
        if got != with_example.findings {
            let (want, got) = (show(&with_example.findings), show(&got));
            failures.push(Failure { place: place.clone(), what: "findings", want, got });
        }
        let html = fences.get(at + 1).filter(|next| next.info == "html" && next.section == section && file.is_none());
        if let Some(next) = html {
            let id = site.files.find("example.md").expect("the example is a page");
            let got = site.article(id).expect("the example is a page");
            if squeezed(&got) != squeezed(&next.text) {
                let (want, got) = (squeezed(&next.text), squeezed(&got));
                changes.push((next.span.clone(), laid_out(&got)));
                failures.push(Failure { place, what: "HTML", want, got });
            }
        }
        remove(&folder);
    }
    examples
}

impl Project {
    /// Adds a file, and what its comments expect.
    fn put(&mut self, path: &str, text: &str) {
        self.findings.retain(|(known, ..)| known != path);
        let mut clean = String::new();
        for (at, line) in text.split_inclusive('\n').enumerate() {
            let mut line = line.trim_end_matches('\n');
            while let Some((rest, finding)) = expectation(line) {
                self.findings.insert((path.to_owned(), at + 1, finding.to_owned()));
                line = rest;
            }
            clean.push_str(line);
            clean.push('\n');
        }
        self.files.insert(path.to_owned(), clean);
    }

    /// Writes the files into a new folder.
    fn write(&self) -> PathBuf {
        let folder = project::folder().join("project");
        fs::create_dir_all(&folder).expect("the folder for tests is writable");
        for (path, text) in &self.files {
            let path = folder.join(path);
            fs::create_dir_all(path.parent().expect("it is in the folder")).expect("the folder is writable");
            if path.extension().is_some_and(|extension| extension == "png") {
                fs::write(path, PICTURE).expect("the folder is writable");
            } else {
                fs::write(path, text).expect("the folder is writable");
            }
        }
        folder
    }
}

/// The head of a PNG of 640 × 400 pixels: what is read of a picture. A fence shows what else it is.
const PICTURE: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\x02\x80\0\0\x01\x90\x08\x02\0\0\0";

/// A line without the expectation at its end, and that.
fn expectation(line: &str) -> Option<(&str, &str)> {
    let trimmed = line.trim_end();
    let (start, body) = match trimmed.strip_suffix("-->") {
        Some(rest) => (rest.rfind("<!--")?, &rest[rest.rfind("<!--")? + 4..]),
        None => {
            let start = trimmed.rfind(" # ").max(trimmed.rfind(" // "))?;
            (start, trimmed[start..].trim_start_matches([' ', '#', '/']))
        }
    };
    let body = body.trim();
    let known = ["error ", "warning ", "suggestion "].iter().any(|word| body.starts_with(word));
    let place = body.split(' ').nth(1).is_some_and(|place| place.starts_with(|char: char| char.is_ascii_digit()));
    (known && place).then(|| (line[..start].trim_end(), body))
}

/// Every finding of a site in the form in which it is expected.
fn findings(site: &Site) -> BTreeSet<(String, usize, String)> {
    let show = |finding: &docwright::diagnostic::Diagnostic| {
        let at = |byte| {
            site.source(&finding.path)
                .map_or((1, 1), |source| (source.position(byte).line, source.position(byte).column))
        };
        let ((line, start), (last, end)) = (at(finding.span.start), at(finding.span.end));
        let end = if last == line { end.to_string() } else { format!("{last}:{end}") };
        let text = format!("{} {start}-{end}: {}", finding.severity.word(), finding.rule.name);
        (finding.path.as_str().to_owned(), line, text)
    };
    site.diagnostics.iter().map(show).collect()
}

fn show(findings: &BTreeSet<(String, usize, String)>) -> String {
    findings.iter().fold(String::new(), |mut out, (path, line, text)| {
        let _ = writeln!(out, "{path}:{line}: {text}");
        out
    })
}

/// A transcript as it comes out: the commands of one that is given, each with what it prints now.
fn run_console(project: &Project, transcript: &str, exit: i32) -> String {
    let folder = project.write();
    let mut out = String::new();
    let commands: Vec<&str> = transcript.lines().filter_map(|line| line.strip_prefix("$ docwright")).collect();
    for (at, command) in commands.iter().enumerate() {
        let _ = writeln!(out, "$ docwright{command}");
        let mut program = project::program(env!("CARGO_BIN_EXE_docwright"), &folder);
        let output = program.args(command.split_whitespace()).output().expect("the program starts");
        out.push_str(&String::from_utf8_lossy(&output.stdout));
        out.push_str(&timeless(&String::from_utf8_lossy(&output.stderr)));
        let code = output.status.code().unwrap_or(-1);
        if at + 1 == commands.len() && code != exit {
            let _ = writeln!(out, "(exit code {code}, not {exit})");
        }
    }
    remove(&folder);
    out
}

/// What is printed with the same time always.
fn timeless(text: &str) -> String {
    let line =
        |line: &str| match line.split_once(" s").and_then(|(before, after)| Some((before.rsplit_once(", ")?, after))) {
            Some(((before, time), after)) if time.parse::<f64>().is_ok() => format!("{before}, 0.01 s{after}\n"),
            _ => format!("{line}\n"),
        };
    text.lines().map(line).collect()
}

fn remove(folder: &Path) {
    // What is left of a test is no reason for it to fail.
    let _ = fs::remove_dir_all(folder.parent().expect("it is in a folder of its own"));
}

/// HTML without the blanks between tags.
fn squeezed(html: &str) -> String {
    let mut out = String::new();
    for line in html.trim().split_inclusive('\n') {
        let blank = out.trim_end();
        let inner = line.trim_start();
        if blank.ends_with('>') && (inner.starts_with('<') || inner.is_empty()) {
            out.truncate(blank.len());
            out.push_str(inner);
        } else {
            out.push_str(line);
        }
    }
    out.trim_end().to_owned()
}

/// HTML with a line for each block, for people to read.
fn laid_out(html: &str) -> String {
    const BLOCKS: &[&str] = &[
        "aside",
        "div",
        "p",
        "section",
        "ul",
        "ol",
        "li",
        "dl",
        "dt",
        "dd",
        "table",
        "thead",
        "tbody",
        "tr",
        "td",
        "th",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "blockquote",
        "pre",
        "hr",
        "figure",
        "details",
        "summary",
        "iframe",
        "video",
        "audio",
        "math",
    ];
    let is_block = |tag: &str| {
        let name = tag.trim_start_matches(['<', '/']);
        BLOCKS.contains(&&name[..name.find(|char: char| !char.is_ascii_alphanumeric()).unwrap_or(name.len())])
    };
    let mut out = String::new();
    let mut depth = 0usize;
    let mut rest = html;
    let mut after_block = false;
    while let Some(open) = rest.find('<') {
        let end = rest[open..].find('>').map_or(rest.len(), |end| open + end + 1);
        let (before, tag) = (&rest[..open], &rest[open..end]);
        let closes = tag.starts_with("</");
        if is_block(tag) && closes {
            depth = depth.saturating_sub(1);
        }
        out.push_str(before);
        let whole = tag.starts_with("<pre").then(|| rest[open..].find("</pre>").map(|end| open + end + 6)).flatten();
        if before.is_empty() && !out.is_empty() && (after_block || is_block(tag) && !closes) {
            out.push('\n');
            out.push_str(&"  ".repeat(depth));
        }
        if let Some(end) = whole {
            out.push_str(&rest[open..end]);
            rest = &rest[end..];
            after_block = true;
            continue;
        }
        out.push_str(tag);
        if is_block(tag) && !closes && !tag.starts_with("<hr") {
            depth += 1;
        }
        after_block = is_block(tag) && (closes || tag.starts_with("<hr"));
        rest = &rest[end..];
    }
    out.push_str(rest);
    out.push('\n');
    out
}

/// The fences of a page that stand at the start of a line.
fn fences(text: &str) -> Vec<Fence> {
    let mut out = Vec::new();
    let mut section = 0;
    let mut open: Option<(usize, usize, String, usize)> = None;
    let mut start = 0;
    for (at, line) in text.split_inclusive('\n').enumerate() {
        let ticks = line.bytes().take_while(|&byte| byte == b'`').count();
        let rest = line[ticks..].trim();
        let next = start + line.len();
        match &open {
            Some((first, length, info, from)) if ticks >= *length && rest.is_empty() => {
                let span = *from..start;
                out.push(Fence {
                    line: *first,
                    info: info.clone(),
                    text: text[span.clone()].to_owned(),
                    section,
                    span,
                });
                open = None;
            }
            Some(_) => {}
            None if ticks >= 3 => open = Some((at + 1, ticks, rest.to_owned(), next)),
            None if line.starts_with("# ") || line.starts_with("## ") => section += 1,
            None => {}
        }
        start = next;
    }
    out
}

/// The pages of the manual, sorted.
fn pages() -> Vec<PathBuf> {
    let mut out = Vec::new();
    let mut folders = vec![root().join("docs")];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).expect("a folder of the manual is readable") {
            let path = entry.expect("an entry is readable").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "md") {
                out.push(path);
            }
        }
    }
    out.sort();
    out
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn table(failures: &[Failure]) -> String {
    let mut out = format!("{} examples of the manual are not as it says\n", failures.len());
    for Failure { place, what, want, got } in failures {
        let indented = |text: &str| text.lines().map(|line| format!("      {line}\n")).collect::<String>();
        let _ = write!(out, "\n{place}: {what}\n    expected\n{}    got\n{}", indented(want), indented(got));
    }
    out
}
