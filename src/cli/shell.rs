//! What shells and `man` read of commands and flags, from the same table as `--help`; and what editors read of the
//! configuration.

use std::io::{self, Write};

use clap::{Args, CommandFactory};
use clap_complete::Shell;

use super::{Cli, Exit, Failure};
use crate::config::schema;

#[derive(Args, Debug)]
pub(super) struct Flags {
    /// The shell
    shell: Shell,
}

pub(super) fn completions(flags: &Flags) -> Result<Exit, Failure> {
    let mut text = Vec::new();
    clap_complete::generate(flags.shell, &mut Cli::command(), "docwright", &mut text);
    write(&text)
}

/// One page of `man` for all commands.
pub(super) fn man() -> Result<Exit, Failure> {
    let mut command = Cli::command();
    command.build();
    let mut text = Vec::new();
    clap_mangen::Man::new(command.clone()).render(&mut text)?;
    for command in command.get_subcommands().filter(|command| command.get_name() != "help") {
        let page = clap_mangen::Man::new(command.clone().disable_help_flag(true));
        writeln!(text, ".SH DOCWRIGHT {}", command.get_name().to_uppercase())?;
        page.render_description_section(&mut text)?;
        page.render_options_section(&mut text)?;
    }
    write(&text)
}

/// What editors read of `docwright.yml`.
pub(super) fn schema() -> Result<Exit, Failure> {
    write(schema::schema().as_bytes())
}

fn write(text: &[u8]) -> Result<Exit, Failure> {
    let mut out = io::stdout().lock();
    out.write_all(text)?;
    out.flush()?;
    Ok(Exit::Clean)
}
