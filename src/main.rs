//! Arguments to exit code.

fn main() -> std::process::ExitCode {
    std::process::ExitCode::from(docwright::cli::run(std::env::args_os()) as u8)
}
