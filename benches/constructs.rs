//! A megabyte of one construct: what a build of it costs above an empty project, for each construct that we know.
//!
//! ```text
//! cargo bench --bench constructs -- [WORD...]
//! DOCWRIGHT=target/release/docwright cargo bench --bench constructs -- quotes tables
//! ```
//!
//! Builds a project with 256 KB and one with 1 MB of each construct whose name holds one of the words (all where none is
//! given), and prints a row for it: user seconds above those of an empty project, how often more a megabyte takes than a
//! quarter of it, and bytes of output and of memory above the empty project for each byte of input. What is beyond the
//! bounds is marked with `!`, and the run fails. Needs GNU time (the package `time`). A construct that is too slow is
//! tried three times, and the least seconds count.

#![expect(clippy::disallowed_methods, reason = "it writes projects and measures the disk")]

#[path = "constructs/project.rs"]
mod project;
#[path = "constructs/table.rs"]
mod table;

use std::{
    env, fs, io,
    path::{Path, PathBuf},
    process::{Command, ExitCode, Stdio},
};

use project::Files;

/// Bytes of the two inputs.
const SMALL: usize = 256 * 1024;
const LARGE: usize = 1024 * 1024;

/// User seconds that a large input may take more than an empty project.
const MOST_SECONDS: f64 = 1.0;
/// How often more than the small one the large one may take: its size, and a fifth.
const MOST_GROWTH: f64 = 4.0 * 1.2;
/// Seconds below which growth is not looked at: they are counted in hundredths.
const LEAST_SECONDS: f64 = 0.15;
/// Bytes of output and of memory for each byte of input.
const MOST_BYTES: f64 = 50.0;

/// Runs a program that may need neither more than a minute nor more than 4 GB.
const BOUNDED: &str = "ulimit -v 4194304; exec timeout 60 \"$@\"";

/// Runs of what is too slow, of which the fastest counts.
const RUNS: usize = 3;

/// What one build took.
#[derive(Clone, Copy)]
struct Cost {
    seconds: f64,
    memory: u64,
    output: u64,
    exit: i32,
}

fn main() -> ExitCode {
    // Cargo adds a flag of its own.
    let words: Vec<String> = env::args().skip(1).filter(|argument| argument != "--bench").collect();
    let program = env::var_os("DOCWRIGHT").map_or_else(|| env!("CARGO_BIN_EXE_docwright").into(), PathBuf::from);
    match run(&program, &words) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("constructs: {error}");
            ExitCode::from(3)
        }
    }
}

/// Measures all and prints the table; whether all is within the bounds.
fn run(program: &Path, words: &[String]) -> io::Result<bool> {
    let folder = env::temp_dir().join(format!("docwright-constructs-{}", std::process::id()));
    let bench = Bench { program: &fs::canonicalize(program)?, folder: &folder };
    let empty = bench.cost(&vec![("index.md".into(), "# Empty\n".into())])?;
    println!("An empty project: {:.2} s, {} KB of memory.\n", empty.seconds, empty.memory / 1024);
    println!("| construct | 256 KB | 1 MB | growth | output | memory | |");
    println!("| --- | ---: | ---: | ---: | ---: | ---: | --- |");
    let mut good = true;
    for (name, make) in table::ALL {
        if !words.is_empty() && !words.iter().any(|word| name.contains(&**word)) {
            continue;
        }
        let mut row = Row::of(empty, bench.cost(&make(SMALL))?, bench.cost(&make(LARGE))?);
        for _ in 1..RUNS {
            if row.is_slow() {
                row = row.least(Row::of(empty, bench.cost(&make(SMALL))?, bench.cost(&make(LARGE))?));
            }
        }
        let marks = row.marks();
        good &= marks.is_empty();
        let Row { small, large, output, memory, .. } = row;
        let growth = row.growth();
        println!("| {name} | {small:.2} s | {large:.2} s | {growth:.1} | {output:.1} | {memory:.1} | {marks} |");
    }
    let _ = fs::remove_dir_all(&folder);
    Ok(good)
}

/// What a construct comes to.
struct Row {
    small: f64,
    large: f64,
    output: f64,
    memory: f64,
    exit: i32,
}

impl Row {
    fn of(empty: Cost, small: Cost, large: Cost) -> Row {
        let above = |cost: Cost| (cost.seconds - empty.seconds).max(0.0);
        let times = |bytes: u64, of: u64| bytes.saturating_sub(of) as f64 / LARGE as f64;
        Row {
            small: above(small),
            large: above(large),
            output: times(large.output, empty.output),
            memory: times(large.memory, empty.memory),
            exit: large.exit,
        }
    }

    fn growth(&self) -> f64 {
        self.large / self.small.max(0.01)
    }

    /// Whether another run could say something better: the machine may have been busy.
    fn is_slow(&self) -> bool {
        let fails = self.large > MOST_SECONDS || (self.large > LEAST_SECONDS && self.growth() > MOST_GROWTH);
        fails && self.large < 4.0 * MOST_SECONDS
    }

    /// With the least seconds of two runs.
    fn least(self, other: Row) -> Row {
        Row { small: self.small.min(other.small), large: self.large.min(other.large), ..self }
    }

    fn marks(&self) -> String {
        let checks = [
            (self.large > MOST_SECONDS, "time"),
            (self.large > LEAST_SECONDS && self.growth() > MOST_GROWTH, "growth"),
            (self.output > MOST_BYTES, "output"),
            (self.memory > MOST_BYTES, "memory"),
            (!matches!(self.exit, 0..=2), "exit"),
        ];
        let marks: Vec<String> =
            checks.iter().filter(|(fails, _)| *fails).map(|(_, mark)| format!("! {mark}")).collect();
        marks.join(" ")
    }
}

/// The program that is measured, and where projects are made for it.
struct Bench<'a> {
    program: &'a Path,
    folder: &'a Path,
}

impl Bench<'_> {
    /// Writes a project and builds it.
    fn cost(&self, files: &Files) -> io::Result<Cost> {
        let _ = fs::remove_dir_all(self.folder);
        let (project, site) = (self.folder.join("project"), self.folder.join("site"));
        for (path, text) in files {
            let path = project.join(path);
            fs::create_dir_all(path.parent().unwrap_or(&project))?;
            fs::write(path, text)?;
        }
        self.build(&project, &site)
    }

    fn build(&self, project: &Path, site: &Path) -> io::Result<Cost> {
        let told = self.folder.join("time");
        Command::new("time")
            .args(["-f", "%U %M %x", "-o"])
            .arg(&told)
            .args(["sh", "-c", BOUNDED, "sh"])
            .arg(self.program)
            .args(["build", "-C"])
            .arg(project)
            .arg("-o")
            .arg(site)
            // Colours that an earlier run kept would hide what they cost.
            .env("XDG_CACHE_HOME", self.folder.join("cache"))
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status()?;
        let told = fs::read_to_string(told)?;
        let line = told.lines().last().unwrap_or_default();
        let mut parts = line.split(' ');
        let mut next = || parts.next().and_then(|part| part.parse::<f64>().ok()).unwrap_or(f64::NAN);
        let (seconds, memory, exit) = (next(), next(), next());
        Ok(Cost { seconds, memory: memory as u64 * 1024, output: bytes_in(site)?, exit: exit as i32 })
    }
}

/// Bytes of all files in a folder; none where there is none.
fn bytes_in(folder: &Path) -> io::Result<u64> {
    let mut bytes = 0;
    for entry in walkdir::WalkDir::new(folder).into_iter().filter_map(Result::ok) {
        if entry.file_type().is_file() {
            bytes += entry.metadata()?.len();
        }
    }
    Ok(bytes)
}
