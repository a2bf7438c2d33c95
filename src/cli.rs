//! Commands and flags.

mod adopt;
mod build;
mod check;
mod explain;
mod findings;
mod fix;
mod init;
mod serve;
mod shell;
mod urls;

use std::{
    io::{self, IsTerminal, Read, Write},
    path::{Path, PathBuf},
    time::Duration,
};

use clap::{Args, Parser, Subcommand, ValueEnum};

use crate::{
    diagnostic::{Diagnostic, Level, Severity, Which},
    emit,
    fetch::Network,
    files::{Role, git, scan},
    rebuild,
    report::{self, Format},
    rules,
    site::{self, Options, Site},
    source::SitePath,
    suggest,
};

use findings::FindingFlags;

/// How a run ended. The numbers are part of the contract with users.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Exit {
    Clean = 0,
    /// There are findings of the severity `error`.
    Findings = 1,
    /// A flag or the configuration is wrong.
    Usage = 2,
    /// The disk or the network refused.
    Failure = 3,
    /// Ctrl C ended it.
    Interrupted = 130,
}

/// A compiler for documentation.
#[derive(Parser, Debug)]
#[command(name = "docwright", version, about, max_term_width = 100, subcommand_precedence_over_arg = true)]
struct Cli {
    #[command(subcommand)]
    command: Option<Command>,
    #[command(flatten)]
    common: Common,
    #[command(flatten)]
    findings: FindingFlags,
}

#[derive(Subcommand, Debug)]
enum Command {
    /// Build the site into its output folder (the default)
    Build(build::Flags),
    /// Report every finding of a build and write nothing
    #[command(alias = "lint")]
    Check(check::Flags),
    /// Mend findings in the author's files: all that have one sure remedy
    Fix(fix::Flags),
    /// Print the HTML of one page's article
    Render {
        /// The page, or - for a text on standard input
        file: String,
    },
    /// Start a project, or write a configuration for the folder at hand
    Init {
        /// The folder, made where it is not there
        folder: Option<PathBuf>,
    },
    /// Show the site in a browser and keep it up to date while it is written
    #[command(alias = "dev")]
    Serve(serve::Flags),
    /// Tell how a page, a file or an address came about, or what a rule means
    Explain(explain::Flags),
    /// Print the inventory of published addresses and anchors, or compare with an earlier one
    Urls(urls::Flags),
    /// Remove what builds have written
    Clean,
    /// Print the JSON Schema of `docwright.yml`, for editors
    Schema,
    /// Print what a shell needs to complete commands and flags
    Completions(shell::Flags),
    /// Print the page of `man`
    Man,
}

#[derive(Args, Debug)]
struct Common {
    /// The project's folder
    #[arg(short = 'C', long, global = true, value_name = "DIR")]
    root: Option<PathBuf>,
    /// A configuration instead of docwright.yml
    #[arg(short, long, global = true, value_name = "FILE")]
    config: Option<PathBuf>,
    /// The folder to write
    #[arg(short, long, global = true, value_name = "DIR")]
    output: Option<PathBuf>,
    /// Where the site will be published
    #[arg(long, global = true, value_name = "URL")]
    base_url: Option<String>,
    /// Fetch nothing: maps of uids are those that were fetched before
    #[arg(long, global = true)]
    offline: bool,
    /// Ask for newer maps of uids, and fetch where CI is set, too
    #[arg(long, global = true, conflicts_with = "offline")]
    fetch: bool,
    /// Threads to use
    #[arg(short, long, global = true, value_name = "N")]
    jobs: Option<usize>,
    /// Say nothing but findings
    #[arg(short, long, global = true)]
    quiet: bool,
    /// Say more
    #[arg(short, long, global = true)]
    verbose: bool,
    /// When to use colours
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto")]
    color: When,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum, Debug)]
enum When {
    Auto,
    Always,
    Never,
}

/// Runs the program with the arguments of its command line, its name first.
pub fn run(arguments: impl IntoIterator<Item = std::ffi::OsString>) -> Exit {
    let arguments: Vec<std::ffi::OsString> = arguments.into_iter().collect();
    let cli = match Cli::try_parse_from(&arguments) {
        Ok(mut cli) => {
            cli.findings.order = arguments.iter().filter_map(|argument| level_of(argument.to_str()?)).collect();
            cli
        }
        Err(error) => {
            let wanted = !error.use_stderr();
            // A closed pipe is no reason to fail.
            let _ = error.print();
            return if wanted { Exit::Clean } else { Exit::Usage };
        }
    };
    match cli.common.color {
        When::Auto => {}
        When::Always => anstream::ColorChoice::Always.write_global(),
        When::Never => anstream::ColorChoice::Never.write_global(),
    }
    if let Some(jobs) = cli.common.jobs {
        if jobs == 0 {
            return usage("--jobs must be at least 1");
        }
        // Fails only where threads were started already, which is harmless.
        let _ = rayon::ThreadPoolBuilder::new().num_threads(jobs).build_global();
    }
    let root = cli.common.root.clone().unwrap_or_else(|| ".".into());
    if !root.is_dir() && !matches!(cli.command, Some(Command::Init { .. })) {
        return usage(&no_folder(&root));
    }
    let result = match &cli.command {
        None => build::build(&cli, &root, &build::Flags::default()),
        Some(Command::Build(flags)) => build::build(&cli, &root, flags),
        Some(Command::Check(flags)) => check::check(&cli, &root, flags),
        Some(Command::Fix(flags)) => fix::fix(&cli, &root, flags),
        Some(Command::Render { file }) => render(&cli, &root, file),
        Some(Command::Init { folder }) => init(&cli, &root, folder.as_deref()),
        Some(Command::Serve(flags)) => serve::serve(&cli, &root, flags),
        Some(Command::Explain(flags)) => explain::explain(&cli, &root, flags),
        Some(Command::Urls(flags)) => urls::urls(&cli, &root, flags),
        Some(Command::Completions(flags)) => shell::completions(flags),
        Some(Command::Schema) => shell::schema(),
        Some(Command::Man) => shell::man(),
        Some(Command::Clean) => clean(&cli, &root),
    };
    result.unwrap_or_else(|failure| match failure {
        Failure::Usage(message) => usage(&message),
        Failure::Io(error) if error.kind() == io::ErrorKind::BrokenPipe => Exit::Clean,
        Failure::Io(error) if error.kind() == io::ErrorKind::InvalidInput => usage(&error.to_string()),
        Failure::Io(error) => {
            say_error(&error.to_string());
            Exit::Failure
        }
    })
}

/// Says that a folder is not there, with the one that is probably meant.
fn no_folder(root: &Path) -> String {
    let shown = root.display();
    if root.exists() {
        return format!("`{shown}` is a file, not a folder");
    }
    let near = || {
        let name = root.file_name()?.to_str()?;
        let parent = root.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let beside = scan::names(parent).ok()?;
        let folders = beside.iter().map(String::as_str).filter(|name| parent.join(name).is_dir());
        Some(root.with_file_name(suggest::nearest(name, folders)?))
    };
    let hint = near().map(|near| format!("; did you mean `{}`?", near.display())).unwrap_or_default();
    format!("the folder `{shown}` is not there{hint}")
}

/// Why a command stopped.
enum Failure {
    Usage(String),
    Io(io::Error),
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Failure {
        Failure::Io(error)
    }
}

fn usage(message: &str) -> Exit {
    say_error(message);
    Exit::Usage
}

fn say_error(message: &str) {
    let _ = writeln!(anstream::stderr(), "error: {message}");
}

/// The letter of a flag that sets a rule's level: `-D`, also behind other letters, or `--deny`.
fn level_of(argument: &str) -> Option<char> {
    if let Some(long) = argument.strip_prefix("--") {
        let name = long.split('=').next().unwrap_or(long);
        return [("allow", 'A'), ("warn", 'W'), ("deny", 'D')].iter().find(|(known, _)| *known == name).map(|at| at.1);
    }
    let short = argument.strip_prefix('-')?;
    short.chars().take_while(|letter| matches!(letter, 'q' | 'v' | 'A' | 'W' | 'D')).find(char::is_ascii_uppercase)
}

fn options(cli: &Cli) -> Result<Options, Failure> {
    let flags = &cli.findings;
    let mut levels = Vec::new();
    let (mut allow, mut warn, mut deny) = (flags.allow.iter(), flags.warn.iter(), flags.deny.iter());
    for letter in &flags.order {
        let (names, level) = match letter {
            'A' => (&mut allow, Level::Allow),
            'W' => (&mut warn, Level::Show(Severity::Warning)),
            _ => (&mut deny, Level::Show(Severity::Error)),
        };
        for name in names.next().into_iter().flat_map(|names| names.split(',')) {
            levels.push((which(name.trim())?, level));
        }
    }
    if let Some(base_url) = &cli.common.base_url
        && !["https://", "http://"].iter().any(|scheme| base_url.starts_with(scheme))
    {
        return Err(Failure::Usage(format!("--base-url must begin with https:// or http://, not `{base_url}`")));
    }
    let output = cli.common.output.as_ref().map(std::path::absolute).transpose()?;
    Ok(Options {
        config: cli.common.config.clone(),
        output,
        base_url: cli.common.base_url.clone(),
        levels,
        strict: flags.strict,
        network: network(cli),
        against: None,
    })
}

/// When the web may be asked: on a build server only where somebody asks for it.
fn network(cli: &Cli) -> Network {
    if cli.common.offline {
        Network::Never("with `--offline` nothing is")
    } else if cli.common.fetch {
        Network::Always
    } else if std::env::var_os("CI").is_some_and(|value| !value.is_empty() && value != "false") {
        Network::Never("where `CI` is set nothing is without `--fetch`")
    } else {
        Network::Missing
    }
}

/// Groups of rules, for flags.
const GROUPS: &[(&str, Which)] = &[
    ("all", Which::All),
    ("errors", Which::Of(Severity::Error)),
    ("warnings", Which::Of(Severity::Warning)),
    ("suggestions", Which::Of(Severity::Suggestion)),
];

/// The rules of a name that a flag gives.
fn which(name: &str) -> Result<Which, Failure> {
    let group = || GROUPS.iter().find(|(known, _)| *known == name).map(|(_, group)| *group);
    rules::find(name).map(Which::Rule).or_else(group).ok_or_else(|| {
        let names = rules::ALL.iter().map(|rule| rule.name).chain(GROUPS.iter().map(|(name, _)| *name));
        let hint = suggest::nearest(name, names).map(|near| format!("; did you mean `{near}`?")).unwrap_or_default();
        Failure::Usage(format!("there is no rule `{name}`{hint}"))
    })
}

/// Reads the site. It is never dropped: the process ends with it, and taking two million nodes apart one by one costs
/// a twentieth of a run.
fn load(cli: &Cli, root: &Path) -> Result<&'static Site, Failure> {
    let progress = progress(cli, 0, "reading");
    let site = Box::leak(Box::new(Site::load(root, &options(cli)?)?));
    progress.finish_and_clear();
    Ok(site)
}

/// A bar on standard error, where that is a terminal that nobody scripts.
fn progress(cli: &Cli, length: u64, what: &'static str) -> indicatif::ProgressBar {
    let wanted = !cli.common.quiet && io::stderr().is_terminal() && std::env::var_os("CI").is_none();
    if !wanted {
        return indicatif::ProgressBar::hidden();
    }
    let bar = if length == 0 { indicatif::ProgressBar::new_spinner() } else { indicatif::ProgressBar::new(length) };
    let template = if length == 0 { "{spinner} {msg}" } else { "{bar:30} {human_pos}/{human_len} {msg}" };
    if let Ok(style) = indicatif::ProgressStyle::with_template(template) {
        bar.set_style(style);
    }
    bar.set_message(what);
    bar.enable_steady_tick(Duration::from_millis(100));
    bar
}

/// One page's article on standard output; its findings on standard error, as `short`.
fn render(cli: &Cli, root: &Path, file: &str) -> Result<Exit, Failure> {
    let options = options(cli)?;
    if file == "-" {
        let mut text = Vec::new();
        io::stdin().read_to_end(&mut text)?;
        let (site, id) = Site::with_page(root, &options, "stdin.md".into(), text)?;
        return print_article(&site, id);
    }
    let given = std::path::absolute(file)?;
    let roots = match &cli.common.root {
        Some(root) => vec![std::path::absolute(root)?],
        None => projects_of(&given),
    };
    for root in &roots {
        let inside = given.strip_prefix(root).ok().or_else(|| {
            // The file may be named from the root.
            Some(Path::new(file)).filter(|path| path.is_relative())
        });
        let path = inside.and_then(|path| crate::source::join("", &path.to_string_lossy().replace('\\', "/")));
        let Some(path) = path.filter(|path| root.join(path).is_file()) else { continue };
        let site = Site::load(root, &options)?;
        match site.files.find(&path) {
            Some(id) if site.index.page(id).is_some() => return print_article(&site, id),
            // One that is there to be included, and is not.
            Some(id) if site.files.get(id).role == Role::Fragment => {
                let bytes = scan::read(root, &path.as_str().into())?;
                let (site, id) = Site::with_page(root, &options, path.into(), bytes)?;
                return print_article(&site, id);
            }
            _ => {}
        }
    }
    Err(Failure::Usage(format!("`{file}` is no page of a project")))
}

/// The folders that may be the project of a file, likeliest first: the nearest above it with a configuration, as far as the
/// repository goes, the current one where the file is below that, the file's own.
fn projects_of(file: &Path) -> Vec<PathBuf> {
    let markers = ["docwright.yml", ".openpublishing.publish.config.json", "docfx.json"];
    let own = file.parent();
    // What is above a repository, or around a folder of none, was not made with this file in mind.
    let top = own.map(|own| git::top(own).unwrap_or(own));
    let folders: Vec<&Path> =
        file.ancestors().skip(1).take_while(|folder| top.is_some_and(|top| folder.starts_with(top))).collect();
    let marked = markers.iter().find_map(|marker| folders.iter().find(|folder| folder.join(marker).is_file()));
    let here = std::env::current_dir().ok().filter(|here| file.starts_with(here));
    let mut roots: Vec<PathBuf> = Vec::new();
    for root in marked.map(|folder| folder.to_path_buf()).into_iter().chain(here).chain(own.map(Path::to_path_buf)) {
        if !roots.contains(&root) {
            roots.push(root);
        }
    }
    roots
}

fn print_article(site: &Site, id: crate::page::FileId) -> Result<Exit, Failure> {
    let article = site.article(id).unwrap_or_default();
    let mut out = io::stdout().lock();
    out.write_all(article.as_bytes())?;
    out.flush()?;
    let own = site.index.reachable(id);
    let of_page = |path: &SitePath| own.iter().any(|&id| &site.files.get(id).path == path);
    let findings: Vec<Diagnostic> = site.diagnostics.iter().filter(|finding| of_page(&finding.path)).cloned().collect();
    report::write(&findings, &|path| site.source(path), Format::Short, false, &mut io::stderr().lock())?;
    let errors = findings.iter().any(|finding| finding.severity == Severity::Error);
    Ok(if errors { Exit::Findings } else { Exit::Clean })
}

fn clean(cli: &Cli, root: &Path) -> Result<Exit, Failure> {
    let out = root.join(site::output(root, &options(cli)?)?);
    rebuild::forget(&out);
    if !out.exists() {
        return Ok(Exit::Clean);
    }
    let removed = emit::clean(&out, &|folder| build::waiting(cli, folder)).map_err(|error| match error.kind() {
        io::ErrorKind::NotFound => Failure::Usage(error.to_string()),
        _ => Failure::Io(error),
    })?;
    if !cli.common.quiet {
        let _ = writeln!(anstream::stderr(), "{removed} files removed from {}", out.display());
    }
    Ok(Exit::Clean)
}

fn init(cli: &Cli, root: &Path, folder: Option<&Path>) -> Result<Exit, Failure> {
    let folder = folder.map_or_else(|| root.to_owned(), |folder| root.join(folder));
    let written = init::init(&folder).map_err(|problem| match problem {
        init::Problem::Exists(path) => Failure::Usage(format!("`{path}` is there already")),
        init::Problem::Io(error) => Failure::Io(error),
    })?;
    if !cli.common.quiet {
        let mut out = anstream::stderr();
        for path in written {
            let _ = writeln!(out, "wrote {path}");
        }
        let _ = writeln!(out, "now run `docwright build`");
    }
    Ok(Exit::Clean)
}
