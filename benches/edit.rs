//! The time from a write to the first answer that shows it, of any server that watches files.
//!
//! ```text
//! cargo bench --bench edit -- FILE URL [RUNS]
//! ```
//!
//! The server runs already, at an `http://` address of this machine. RUNS times (11 unless told), a paragraph is put at the end
//! of FILE, and URL is asked every millisecond until it shows the paragraph; then it is quiet for as long as that took, and
//! for a second at least. Prints the milliseconds of each, sorted, and the median. FILE is as it was at the end.

#![expect(clippy::disallowed_methods, reason = "it changes a file")]

use std::{
    env, fs,
    io::{self, Read, Write},
    net::TcpStream,
    process::ExitCode,
    thread,
    time::{Duration, Instant},
};

/// The longest time that is waited for.
const LONGEST: Duration = Duration::from_secs(120);

fn main() -> ExitCode {
    // Cargo adds a flag of its own.
    let arguments: Vec<String> = env::args().skip(1).filter(|argument| argument != "--bench").collect();
    let (file, url, runs) = match &*arguments {
        [file, url] => (file, url, 11),
        [file, url, runs] if runs.parse::<usize>().is_ok_and(|runs| runs > 0) => (file, url, runs.parse().unwrap_or(1)),
        _ => {
            eprintln!("usage: edit FILE http://HOST:PORT/PATH [RUNS]");
            return ExitCode::from(2);
        }
    };
    match measure(file, url, runs) {
        Ok(mut times) => {
            times.sort_unstable();
            let shown: Vec<String> = times.iter().map(|time| format!("{:.1}", time.as_secs_f64() * 1000.0)).collect();
            println!("median {} ms of {}", shown[shown.len() / 2], shown.join(" "));
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("edit: {error}");
            ExitCode::from(3)
        }
    }
}

fn measure(file: &str, url: &str, runs: usize) -> io::Result<Vec<Duration>> {
    let rest = url.strip_prefix("http://").ok_or(io::ErrorKind::InvalidInput)?;
    let (host, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
    let path = if path.is_empty() { "/" } else { path };
    let text = fs::read_to_string(file)?;
    let mut times = Vec::new();
    for run in 0..runs {
        let mark = format!("Edited-{run}-{}", std::process::id());
        let start = Instant::now();
        fs::write(file, format!("{text}\n{mark}\n"))?;
        while !ask(host, path)?.contains(&mark) {
            if start.elapsed() > LONGEST {
                fs::write(file, &text)?;
                return Err(io::ErrorKind::TimedOut.into());
            }
            thread::sleep(Duration::from_millis(1));
        }
        let took = start.elapsed();
        times.push(took);
        thread::sleep(took.max(Duration::from_secs(1)));
    }
    fs::write(file, &text)?;
    Ok(times)
}

fn ask(host: &str, path: &str) -> io::Result<String> {
    // A server may be busy with starting anew.
    let Ok(mut stream) = TcpStream::connect(host) else { return Ok(String::new()) };
    stream.set_read_timeout(Some(LONGEST))?;
    write!(stream, "GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n")?;
    let mut all = Vec::new();
    stream.read_to_end(&mut all)?;
    Ok(String::from_utf8_lossy(&all).into_owned())
}
