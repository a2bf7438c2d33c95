//! Whole repositories: what a build of each comes to, as the Markdown of `docs/dev/corpora.md`.
//!
//! ```text
//! cargo bench --bench corpora -- REPOSITORY...
//! ```
//!
//! Builds each into a new folder under `TMPDIR` that is removed afterwards, in a process of its own, and prints pages,
//! files, findings per rule, seconds, memory, places marked as missing, and **raw constructs**: `:::` and `[!WORD` that a
//! reader would see as text, outside of code, keyboard keys and places marked as missing. The first twenty of each
//! repository are shown with their pages on stderr. User and system time have steps of 10 ms; `-` stands where the system
//! does not say (it is read from `/proc`).

#![expect(clippy::disallowed_methods, reason = "it measures the disk")]

use std::{
    collections::BTreeMap,
    env, fs, io,
    path::Path,
    process::{Command, ExitCode},
    time::Instant,
};

use docwright::{
    emit, publish,
    site::{Options, Site},
    tag::{self, Piece},
};
use rayon::prelude::*;

/// Says to a process that it is the one for a single repository.
const CHILD: &str = "DOCWRIGHT_CORPUS";

/// Elements whose text is shown as it was written.
const VERBATIM: &[&str] = &["pre", "code", "kbd", "samp", "script", "style", "textarea"];

/// Elements without content.
const VOID: &[&str] =
    &["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"];

fn main() -> ExitCode {
    // Cargo adds a flag of its own.
    let repositories: Vec<String> = env::args().skip(1).filter(|argument| argument != "--bench").collect();
    if repositories.is_empty() {
        // `cargo bench` without a name runs each benchmark: this one has nothing of its own to measure.
        eprintln!("usage: corpora REPOSITORY...");
        return ExitCode::SUCCESS;
    }
    let done = if env::var_os(CHILD).is_some() {
        repositories.iter().try_for_each(|repository| report(Path::new(repository)))
    } else {
        repositories.iter().try_for_each(|repository| {
            let status = Command::new(env::current_exe()?).arg(repository).env(CHILD, "1").status()?;
            if status.success() { Ok(()) } else { Err(io::Error::other(format!("`{repository}`: {status}"))) }
        })
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("corpora: {error}");
            ExitCode::from(3)
        }
    }
}

/// Builds one repository and prints its section.
fn report(repository: &Path) -> io::Result<()> {
    let name = repository.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let out = env::temp_dir().join(format!("docwright-corpora-{}", std::process::id()));
    let options = Options { output: Some(out.clone()), ..Options::default() };
    let start = Instant::now();
    let site = Site::load(repository, &options)?;
    let loaded = start.elapsed();
    let published = publish::publish(&site, emit::begin(&publish::output(&site), &site.root)?, &|| ())?;
    let built = start.elapsed();
    let processor = processor_seconds();
    let memory = peak_memory_kb();
    let _ = fs::remove_dir_all(&out);

    let mut rules: BTreeMap<(&str, &str), usize> = BTreeMap::new();
    for finding in site.diagnostics.iter().chain(&published.found) {
        *rules.entry((finding.rule.name, finding.severity.word())).or_default() += 1;
    }
    let pages: Vec<_> = site.pages().map(|(id, _)| id).collect();
    let seen: Vec<Seen> = pages.par_iter().map(|&id| look(&site.article(id).unwrap_or_default())).collect();
    let missing: usize = seen.iter().map(|seen| seen.missing).sum();
    let raw: usize = seen.iter().map(|seen| seen.raw.len()).sum();
    let shown = pages.iter().zip(&seen).flat_map(|(id, seen)| seen.raw.iter().map(move |raw| (id, raw)));
    for (id, raw) in shown.take(20) {
        eprintln!("{name}/{}: {raw}", site.files.get(*id).path);
    }

    println!("## {name}\n");
    println!("| what | figure |\n| --- | --- |");
    println!("| pages | {} |", grouped(pages.len()));
    println!("| files written | {} |", grouped(published.summary.written));
    println!("| findings | {} |", grouped(rules.values().sum()));
    println!("| raw `:::` or `[!` | {} |", grouped(raw));
    println!("| places marked as missing | {} |", grouped(missing));
    println!("| read, linked, checked | {:.2} s |", loaded.as_secs_f64());
    println!("| built | {:.2} s |", built.as_secs_f64());
    match processor {
        Some((user, system)) => println!("| user, system | {user:.2} s, {system:.2} s |"),
        None => println!("| user, system | - |"),
    }
    match memory {
        Some(kb) => println!("| most memory | {} MB |", kb / 1024),
        None => println!("| most memory | - |"),
    }
    println!("\n| rule | level | findings |\n| --- | --- | ---: |");
    for ((rule, severity), count) in rules {
        println!("| `{rule}` | {severity} | {} |", grouped(count));
    }
    println!();
    Ok(())
}

/// What a reader would stumble over in an article.
#[derive(Default)]
struct Seen {
    raw: Vec<String>,
    missing: usize,
}

fn look(article: &str) -> Seen {
    let mut seen = Seen::default();
    // Elements whose text is left out, by name; those nested in one are counted, too.
    let mut inside: Vec<String> = Vec::new();
    for piece in tag::pieces(article) {
        match piece {
            Piece::Tag(tag) if tag.end => drop(inside.pop_if(|open| *open == tag.name)),
            Piece::Tag(tag) => {
                let marked = tag.attribute("class").is_some_and(|class| class.value == "missing");
                seen.missing += usize::from(marked);
                let leaves = VERBATIM.contains(&&*tag.name) || marked || inside.last() == Some(&tag.name);
                if leaves && !VOID.contains(&&*tag.name) {
                    inside.push(tag.name);
                }
            }
            Piece::Text(span) if inside.is_empty() => {
                let text = article.get(span.range()).unwrap_or("");
                let starts = text.match_indices(":::").chain(text.match_indices("[!"));
                for (at, sign) in starts {
                    let after = text[at + sign.len()..].trim_start_matches([':', ' ']);
                    if after.starts_with(|first: char| first.is_ascii_alphabetic()) {
                        seen.raw.push(text[at..].chars().take(80).collect::<String>().replace('\n', " "));
                    }
                }
            }
            _ => {}
        }
    }
    seen
}

/// 12345 as `12,345`.
fn grouped(number: usize) -> String {
    let digits = number.to_string();
    let mut out = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// User and system time of this process.
fn processor_seconds() -> Option<(f64, f64)> {
    let stat = fs::read_to_string("/proc/self/stat").ok()?;
    // The name of the program, in parentheses, may hold blanks.
    let mut fields = stat[stat.rfind(')')? + 1..].split_whitespace().skip(11);
    let mut seconds = || Some(fields.next()?.parse::<f64>().ok()? / 100.0);
    Some((seconds()?, seconds()?))
}

fn peak_memory_kb() -> Option<u64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    status.lines().find_map(|line| line.strip_prefix("VmHWM:")?.split_whitespace().next()?.parse().ok())
}
