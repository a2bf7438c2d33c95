//! The floor: what no build can do without, to hold our times against on whatever machine they are taken.
//!
//! ```text
//! cargo bench --bench floor -- STAGE SOURCE OUT FILES BYTES
//! ```
//!
//! | stage | does |
//! | --- | --- |
//! | `read` | reads each `.md` under SOURCE |
//! | `parse` | reads, and parses to events with offsets |
//! | `write` | makes FILES files of BYTES bytes altogether under OUT, in folders of forty |
//! | `all` | reads, parses, writes |
//!
//! Each step is done by all threads, with the parser and the allocator of the product. Prints seconds of wall, user and
//! system time a step, and the most memory held; `-` where the system does not say (it is read from `/proc`). User and
//! system time have steps of 10 ms. OUT should not be there: files are made, not replaced, in a first build.
//!
//! `benches/compare.sh` runs it beside `docwright`.

#![expect(clippy::disallowed_methods, reason = "it measures the disk")]

use std::{
    env, fs, io,
    path::{Path, PathBuf},
    process::ExitCode,
    time::Instant,
};

use pulldown_cmark::{Options, Parser};
use rayon::prelude::*;

const FILES_A_FOLDER: usize = 40;

fn main() -> ExitCode {
    // Cargo adds a flag of its own.
    let arguments: Vec<String> = env::args().skip(1).filter(|argument| argument != "--bench").collect();
    match run(&arguments) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => {
            eprintln!("usage: floor read|parse SOURCE, floor write|all SOURCE OUT FILES BYTES");
            ExitCode::from(2)
        }
        Err(error) => {
            eprintln!("floor: {error}");
            ExitCode::from(3)
        }
    }
}

/// Runs a stage; `false` where the arguments are not as they should be.
fn run(arguments: &[String]) -> io::Result<bool> {
    let (stage, source, target) = match arguments {
        [stage, source] => (stage.as_str(), source, None),
        [stage, source, out, files, bytes] => match (files.parse(), bytes.parse()) {
            (Ok(files), Ok(bytes)) => (stage.as_str(), source, Some((Path::new(out), files, bytes))),
            _ => return Ok(false),
        },
        _ => return Ok(false),
    };
    if !matches!(stage, "read" | "parse" | "write" | "all") || (matches!(stage, "write" | "all") && target.is_none()) {
        return Ok(false);
    }
    let mut texts = Vec::new();
    if stage != "write" {
        texts = measure("read", || read(Path::new(source)))?;
        let bytes: usize = texts.iter().map(String::len).sum();
        println!("      {} files, {bytes} bytes", texts.len());
    }
    if matches!(stage, "parse" | "all") {
        println!("      {} events", measure("parse", || parse(&texts)));
    }
    if let ("write" | "all", Some((out, files, bytes))) = (stage, target) {
        measure("write", || write(out, files, bytes))?;
    }
    println!("peak  {} KB", peak_memory_kb().map_or("-".to_owned(), |kb| kb.to_string()));
    Ok(true)
}

fn read(source: &Path) -> io::Result<Vec<String>> {
    let mut paths = Vec::new();
    for entry in walkdir::WalkDir::new(source) {
        let entry = entry?;
        if entry.file_type().is_file() && entry.path().extension().is_some_and(|extension| extension == "md") {
            paths.push(entry.into_path());
        }
    }
    let read = |path: &PathBuf| fs::read(path).map(|bytes| String::from_utf8_lossy(&bytes).into_owned());
    paths.par_iter().map(read).collect()
}

/// How many events there are, so that none is left out.
fn parse(texts: &[String]) -> usize {
    let options =
        Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH | Options::ENABLE_TASKLISTS | Options::ENABLE_FOOTNOTES;
    texts.par_iter().map(|text| Parser::new_ext(text, options).into_offset_iter().count()).sum()
}

fn write(out: &Path, files: usize, bytes: usize) -> io::Result<()> {
    let folder = |number: usize| out.join(format!("{}", number / FILES_A_FOLDER));
    for number in (0..files).step_by(FILES_A_FOLDER) {
        fs::create_dir_all(folder(number))?;
    }
    let text: Vec<u8> = (b' '..=b'~').cycle().take(bytes / files.max(1)).collect();
    (0..files).into_par_iter().try_for_each(|number| fs::write(folder(number).join(format!("{number}.html")), &text))
}

/// Does a step and prints what it took.
fn measure<T>(name: &str, step: impl FnOnce() -> T) -> T {
    let (start, before) = (Instant::now(), processor_seconds());
    let result = step();
    let wall = start.elapsed().as_secs_f64();
    match before.zip(processor_seconds()) {
        Some((before, after)) => {
            println!("{name:5} wall {wall:.3} user {:.2} sys {:.2}", after.0 - before.0, after.1 - before.1);
        }
        None => println!("{name:5} wall {wall:.3} user - sys -"),
    }
    result
}

/// User and system time of this process so far. Linux counts them in hundredths for `/proc` on every machine.
fn processor_seconds() -> Option<(f64, f64)> {
    let stat = fs::read_to_string("/proc/self/stat").ok()?;
    // The second field, a name in parentheses, may hold blanks.
    let mut fields = stat[stat.rfind(')')? + 1..].split_whitespace().skip(11);
    let mut seconds = || fields.next()?.parse::<f64>().ok().map(|ticks| ticks / 100.0);
    Some((seconds()?, seconds()?))
}

fn peak_memory_kb() -> Option<u64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    status.lines().find_map(|line| line.strip_prefix("VmHWM:")?.split_whitespace().next()?.parse().ok())
}
