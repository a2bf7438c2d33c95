//! Opens the reader's own browser.
#![expect(clippy::disallowed_methods, reason = "the one place where a browser is started")]

use std::process::{Command, Stdio};

/// Opens an address of ours; that there is no browser is no failure.
pub fn open(url: &str) {
    let (program, arguments): (&str, &[&str]) = if cfg!(target_os = "macos") {
        ("open", &[])
    } else if cfg!(windows) {
        ("rundll32", &["url.dll,FileProtocolHandler"])
    } else {
        ("xdg-open", &[])
    };
    let mut command = Command::new(program);
    command.args(arguments).arg(url).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    if let Ok(mut child) = command.spawn() {
        // Waited for, so that nothing of it is left when it ends.
        let _ = std::thread::Builder::new().name("browser".into()).spawn(move || child.wait());
    }
}
