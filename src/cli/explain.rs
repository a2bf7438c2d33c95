//! `explain`: how a page, a file or an address came about, and what a rule means.

use std::{
    io::{self, Write},
    path::Path,
    sync::Arc,
};

use clap::Args;

use super::{Cli, Exit, Failure, options};
use crate::{
    explain::{self, Explained},
    report::Format,
    site::Site,
};

#[derive(Args, Debug)]
pub(super) struct Flags {
    /// A page or another file, an address of the site, or a rule
    #[arg(value_name = "PAGE|URL|RULE")]
    what: String,
}

pub(super) fn explain(cli: &Cli, root: &Path, flags: &Flags) -> Result<Exit, Failure> {
    let site = Arc::new(Site::load(root, &options(cli)?)?);
    let here = std::env::current_dir()?;
    match explain::explain(site, &flags.what, &here) {
        Explained::Found(json, text) => {
            let mut out = io::stdout().lock();
            match cli.findings.format {
                Some(Format::Json) => {
                    writeln!(out, "{}", serde_json::to_string_pretty(&json).map_err(io::Error::from)?)?
                }
                Some(Format::Jsonl) => writeln!(out, "{json}")?,
                _ => out.write_all(text.as_bytes())?,
            }
            out.flush()?;
            Ok(Exit::Clean)
        }
        Explained::Nothing(near) => {
            let hint = near.map(|near| format!("; did you mean `{near}`?")).unwrap_or_default();
            Err(Failure::Usage(format!("`{}` is no file, no address and no rule{hint}", flags.what)))
        }
    }
}
