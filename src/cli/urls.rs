//! `urls`: the inventory of published addresses, and what of an earlier one is gone.

use std::{
    io::{self, Write},
    path::Path,
    sync::Arc,
    time::Instant,
};

use clap::Args;

use super::{Cli, Exit, Failure, finish, network, options};
use crate::{
    fetch,
    files::{decode::decode, git::Git, scan, unpack::unpack},
    page::Page,
    site::{Options, Site, configuration_is_broken},
    source::{Source, join},
    urls::{
        Inventory, inventory,
        past::Past,
        read::{self, Written},
        report::{self, Against},
    },
};

#[derive(Args, Debug)]
pub(super) struct Flags {
    /// Compare with an earlier inventory: a file or an address of one or of a site map, or a revision of git
    #[arg(long, value_name = "FILE|REF|URL")]
    against: Option<String>,
}

/// What is compared with.
enum Earlier {
    /// A file or an address.
    Written(Arc<Source>, Written),
    /// The site at a commit.
    Site(Box<Site>, String),
}

/// Site maps that an index of them may lead to.
const MAPS: usize = 100;

pub(super) fn urls(cli: &Cli, root: &Path, flags: &Flags) -> Result<Exit, Failure> {
    let start = Instant::now();
    let options = options(cli)?;
    let mut site = Site::load(root, &options)?;
    if configuration_is_broken(&site.diagnostics) {
        return finish(cli, &site, &site.diagnostics, start);
    }
    let Some(against) = &flags.against else {
        let mut out = io::stdout().lock();
        out.write_all(inventory::of(&site.context()).to_json().as_bytes())?;
        out.flush()?;
        return Ok(Exit::Clean);
    };
    let git = Git::of(root);
    let earlier = earlier(cli, &site, git.as_ref(), against, &options)?;
    let texts = |path: &crate::source::SitePath| site.source(path);
    let found = match &earlier {
        Earlier::Written(source, written) => {
            let place = |url: &str| Some((source.path.clone(), *written.places.get(url)?));
            let past = Past { git, since: None, page: &|_| None };
            report::report(&site.context(), &Against { inventory: &written.inventory, place: &place, past }, &texts)
        }
        Earlier::Site(old, commit) => {
            let inventory: Inventory = inventory::of(&old.context());
            let page = |path: &str| -> Option<Arc<Page>> { old.index.page(old.files.find(path)?).cloned() };
            let past = Past { git, since: Some(commit.clone()), page: &page };
            report::report(&site.context(), &Against { inventory: &inventory, place: &|_| None, past }, &texts)
        }
    };
    let found = site.leveled(found, &options);
    match earlier {
        Earlier::Written(source, _) => site.add_source(source),
        Earlier::Site(old, _) => {
            let gone = found.iter().filter_map(|finding| old.source(&finding.path)).collect::<Vec<_>>();
            gone.into_iter().for_each(|source| site.add_source(source));
        }
    }
    finish(cli, &site, &found, start)
}

fn earlier(cli: &Cli, site: &Site, git: Option<&Git>, against: &str, options: &Options) -> Result<Earlier, Failure> {
    let base = site.config.base_url.as_deref();
    if against.starts_with("https://") || against.starts_with("http://") {
        return fetched(cli, against, base);
    }
    let path = Path::new(against);
    // The file may be named from the project's root.
    let file = [path.to_owned(), site.root.join(path)].into_iter().find(|path| path.is_file());
    if let Some(file) = file {
        let inside = scan::real(&site.root).zip(scan::real(&file));
        let inside = inside
            .and_then(|(root, file)| join("", &file.strip_prefix(root).ok()?.to_string_lossy().replace('\\', "/")));
        let name = inside.unwrap_or_else(|| against.replace('\\', "/"));
        let bytes = scan::read(
            file.parent().unwrap_or(Path::new("")),
            &file.file_name().unwrap_or_default().to_string_lossy().as_ref().into(),
        )?;
        return written(against, &name, bytes, base);
    }
    let commit = git.and_then(|git| Some((git, git.resolve(against)?)));
    let Some((git, commit)) = commit else {
        let what = if git.is_some() {
            "no file, no address and no revision of git"
        } else {
            "no file and no address, and this is no repository of git"
        };
        return Err(Failure::Usage(format!("`{against}` is {what}")));
    };
    let folder = git.export(&commit)?;
    let network = fetch::Network::Never("for an earlier site nothing is");
    let config = options.config.clone().map(std::path::absolute).transpose()?;
    // Its own output folder is not there, and a site beside it is none of it.
    let old = Options { network, config, output: None, levels: Vec::new(), strict: false, ..options.clone() };
    Ok(Earlier::Site(Box::new(Site::load(&folder.files(), &old)?), commit))
}

/// Reads what is at an address: an inventory, a site map, or an index of site maps.
fn fetched(cli: &Cli, address: &str, base: Option<&str>) -> Result<Earlier, Failure> {
    let bytes = fetch(cli, address)?;
    let Earlier::Written(source, mut all) = written_or_index(address, bytes, base)? else {
        return Err(Failure::Usage(format!("`{address}` is no inventory and no site map")));
    };
    let maps = read::sitemap(&source.text).map(|map| map.maps).unwrap_or_default();
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
    Ok(Earlier::Written(source, all))
}

fn fetch(cli: &Cli, address: &str) -> Result<Vec<u8>, Failure> {
    // What is published now is asked for each time.
    let network = match network(cli) {
        fetch::Network::Missing => fetch::Network::Always,
        network => network,
    };
    let fetched = fetch::get(address, fetch::cache_folder().as_deref(), network);
    fetched.map(|fetched| fetched.bytes).map_err(|problem| match problem {
        fetch::Problem::Unasked(why) => Failure::Usage(format!("`{address}` is to be fetched, and {why}")),
        fetch::Problem::Failed(why) => Failure::Io(io::Error::other(format!("`{address}`: {why}"))),
    })
}

fn written(against: &str, name: &str, bytes: Vec<u8>, base: Option<&str>) -> Result<Earlier, Failure> {
    let (source, _) = decode(&name.into(), text(against, bytes)?.into_bytes());
    match read::any(&source, base) {
        Ok(written) => Ok(Earlier::Written(Arc::new(source), written)),
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
        return Ok(Earlier::Written(Arc::new(source), Written::default()));
    }
    written(address, address, whole.into_bytes(), base)
}

fn text(name: &str, bytes: Vec<u8>) -> Result<String, Failure> {
    let texts = unpack(bytes).map_err(|why| Failure::Usage(format!("`{name}`: {why}")))?;
    Ok(texts.into_iter().next().unwrap_or_default())
}
