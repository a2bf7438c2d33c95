//! `urls`: the inventory of published addresses, and what of an earlier one is gone.

use std::{
    io::{self, Write},
    path::Path,
    sync::Arc,
    time::Instant,
};

use clap::Args;

use super::{Cli, Exit, Failure, findings::finish, network, options};
use crate::{
    diagnostic::{Diagnostic, Rule},
    fetch::{self, Network},
    files::{
        commits::Git,
        decode::decode,
        repository::{self, Refusal},
        scan,
        unpack::unpack,
    },
    fix::{self, Wanted},
    rules,
    site::{Options, Site, configuration_is_broken},
    source::join,
    urls::{
        inventory,
        past::Earlier,
        read::{self, Written},
    },
};

#[derive(Args, Debug)]
pub(super) struct Flags {
    /// Compare with an earlier inventory: a file or an address of one or of a site map, or a revision of git
    #[arg(long, value_name = "FILE|REF|URL")]
    against: Option<String>,
    /// Write the redirects that are sure into the project's file of redirects
    #[arg(long, requires = "against")]
    fix: bool,
}

/// Site maps that an index of them may lead to.
const MAPS: usize = 100;

pub(super) fn urls(cli: &Cli, root: &Path, flags: &Flags) -> Result<Exit, Failure> {
    let start = Instant::now();
    let mut options = options(cli)?;
    if let Some(against) = &flags.against {
        options.against = Some(Arc::new(earlier(cli, root, against, &options)?));
    }
    let site = Site::load(root, &options)?;
    if configuration_is_broken(&site.diagnostics, site.config.path.as_str()) {
        return finish(cli, &site, &site.diagnostics, start);
    }
    if flags.against.is_none() {
        let mut out = io::stdout().lock();
        out.write_all(inventory::of(&site.context()).to_json().as_bytes())?;
        out.flush()?;
        return Ok(Exit::Clean);
    }
    if !flags.fix {
        return finish(cli, &site, &findings(&site), start);
    }
    let wanted = Wanted { rules: RULES.to_vec(), ..Wanted::default() };
    let fixed = fix::fix(site, &options, &wanted)?;
    let refused = fix::write(root, &fixed.changes);
    for file in &refused {
        let _ = writeln!(anstream::stderr(), "error: `{}` is left as it is: {}", file.path, file.why);
    }
    if !cli.common.quiet {
        let redirects = if fixed.mended.len() == 1 { "redirect" } else { "redirects" };
        let _ = writeln!(anstream::stderr(), "{} {redirects} written", fixed.mended.len());
    }
    let exit = finish(cli, &fixed.site, &findings(&fixed.site), start)?;
    Ok(if refused.is_empty() { exit } else { Exit::Failure })
}

/// What is reported here.
static RULES: &[&Rule] = &[&rules::PUBLISHED_ANCHOR_REMOVED, &rules::PUBLISHED_URL_REMOVED];

/// What is gone: of all findings of a site those that are of this.
fn findings(site: &Site) -> Vec<Diagnostic> {
    site.diagnostics.iter().filter(|finding| RULES.contains(&finding.rule)).cloned().collect()
}

/// Finds what is compared with.
fn earlier(cli: &Cli, root: &Path, against: &str, options: &Options) -> Result<Earlier, Failure> {
    let base = Site::base_url_of(root, options)?;
    let base = base.as_deref();
    if against.starts_with("https://") || against.starts_with("http://") {
        return fetched(cli, against, base);
    }
    let path = Path::new(against);
    // The file may be named from the project's root.
    let file = [path.to_owned(), root.join(path)].into_iter().find(|path| path.is_file());
    if let Some(file) = file {
        let name = scan::real(root)
            .zip(scan::real(&file))
            .and_then(|(root, file)| join("", &file.strip_prefix(root).ok()?.to_string_lossy().replace('\\', "/")));
        let name = name.unwrap_or_else(|| against.replace('\\', "/"));
        let own = file.file_name().unwrap_or_default().to_string_lossy();
        let bytes = scan::read(file.parent().unwrap_or(Path::new("")), &own.as_ref().into())?;
        return written(against, &name, bytes, base);
    }
    let git = Git::of(root);
    let commit = git.as_ref().and_then(|git| Some((git, git.resolve(against)?)));
    let Some((_, commit)) = commit else {
        let what = match git {
            Some(_) => "no file, no address and no revision of git",
            None => "no file and no address, and this is no repository of git",
        };
        return Err(Failure::Usage(format!("`{against}` is {what}")));
    };
    let tree =
        repository::find(root).ok_or_else(|| Failure::Usage(format!("`{against}` is of no repository of git")))?;
    let tree = tree.tree(&commit).map_err(|refusal| match refusal {
        Refusal::Unanswerable(why) => Failure::Usage(why),
        Refusal::Io(error) => Failure::Io(error),
    })?;
    let network = Network::Never("for an earlier site nothing is");
    let config = options.config.clone().map(std::path::absolute).transpose()?;
    let old = Options { network, config, base_url: options.base_url.clone(), ..Options::default() };
    let old = Site::load(&tree.root, &old)?;
    let pages = old.index.pages.iter().flatten().map(|page| (page.path().to_string(), page.clone())).collect();
    let inventory = inventory::of(&old.context());
    Ok(Earlier { inventory, since: Some(commit), pages, ..Earlier::default() })
}

/// Reads what is at an address: an inventory, a site map, or an index of site maps.
fn fetched(cli: &Cli, address: &str, base: Option<&str>) -> Result<Earlier, Failure> {
    let bytes = fetch(cli, address)?;
    let mut all = written_or_index(address, bytes, base)?;
    let maps =
        all.source.as_ref().and_then(|source| read::sitemap(&source.text)).map(|map| map.maps).unwrap_or_default();
    let mut pages = Vec::new();
    for map in maps.iter().take(MAPS) {
        let bytes = fetch(cli, map)?;
        let texts = unpack(bytes).map_err(|why| Failure::Usage(format!("`{map}`: {why}")))?;
        pages.extend(texts.iter().filter_map(|text| read::sitemap(text)).flat_map(|map| map.pages));
    }
    if !pages.is_empty() {
        let (more, _) = read::of_pages(&pages, base);
        all.inventory.urls.extend(more.inventory.urls);
    }
    Ok(all)
}

fn fetch(cli: &Cli, address: &str) -> Result<Vec<u8>, Failure> {
    // What is published now is asked for each time, also where `CI` is set: the flag asks for it.
    let network = if cli.common.offline { network(cli) } else { Network::Always };
    let fetched = fetch::get(address, fetch::cache_folder().as_deref(), network);
    fetched.map(|fetched| fetched.bytes).map_err(|problem| match problem {
        fetch::Problem::Unasked(why) => Failure::Usage(format!("`{address}` is to be fetched, and {why}")),
        fetch::Problem::Failed(why) => Failure::Io(io::Error::other(format!("`{address}`: {why}"))),
    })
}

fn written(against: &str, name: &str, bytes: Vec<u8>, base: Option<&str>) -> Result<Earlier, Failure> {
    let (source, _) = decode(&name.into(), text(against, bytes)?.into_bytes());
    match read::any(&source, base) {
        Ok(Written { inventory, places }) => {
            Ok(Earlier { inventory, places, source: Some(Arc::new(source)), ..Earlier::default() })
        }
        Err((span, message)) => {
            let at = source.position(span.start);
            Err(Failure::Usage(format!("`{against}`, line {}: {message}", at.line)))
        }
    }
}

/// The same, where an index of site maps lists no pages itself.
fn written_or_index(address: &str, bytes: Vec<u8>, base: Option<&str>) -> Result<Earlier, Failure> {
    let whole = text(address, bytes)?;
    if read::sitemap(&whole).is_some_and(|map| !map.maps.is_empty()) {
        let (source, _) = decode(&address.into(), whole.into_bytes());
        return Ok(Earlier { source: Some(Arc::new(source)), ..Earlier::default() });
    }
    written(address, address, whole.into_bytes(), base)
}

fn text(name: &str, bytes: Vec<u8>) -> Result<String, Failure> {
    let texts = unpack(bytes).map_err(|why| Failure::Usage(format!("`{name}`: {why}")))?;
    Ok(texts.into_iter().next().unwrap_or_default())
}
