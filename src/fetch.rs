//! Fetches what a project names by its address: the only door to the web.
//!
//! What was fetched is kept in a folder of the user's caches and not asked for again unless the user says so: then the
//! server is asked whether it has changed.
#![expect(clippy::disallowed_methods, reason = "what was fetched is kept on the disk")]

pub mod probe;

use std::{
    env, fs, io,
    path::{Path, PathBuf},
    time::Duration,
};

/// When the web may be asked.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub enum Network {
    /// For what was never fetched.
    #[default]
    Missing,
    /// For everything: whether it has changed.
    Always,
    /// For nothing; the words say why.
    Never(&'static str),
}

/// What is at an address.
#[derive(Debug)]
pub struct Fetched {
    pub bytes: Vec<u8>,
    /// Why this is what was there at an earlier time.
    pub stale: Option<String>,
}

/// Why there is nothing.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Problem {
    /// It is not to be asked for.
    Unasked(&'static str),
    Failed(String),
}

/// Bytes that are fetched at most.
const LIMIT: u64 = 256 << 20;

const CONNECT: Duration = Duration::from_secs(10);
/// Until the answer begins.
const ANSWER: Duration = Duration::from_secs(30);
/// For the whole of it.
const ALL: Duration = Duration::from_secs(120);

/// What the server said of the copy that is kept.
#[derive(Default, serde::Serialize, serde::Deserialize)]
struct Kept {
    url: String,
    etag: Option<String>,
    last_modified: Option<String>,
}

/// The folder of the user's caches that is ours; `None` where the user has none.
pub fn cache_folder() -> Option<PathBuf> {
    let set = |name: &str| env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    let xdg = set("XDG_CACHE_HOME").filter(|folder| folder.is_absolute());
    let system = || match env::consts::OS {
        "windows" => set("LOCALAPPDATA"),
        "macos" => set("HOME").map(|home| home.join("Library/Caches")),
        _ => set("HOME").map(|home| home.join(".cache")),
    };
    xdg.or_else(system).map(|folder| folder.join("docwright"))
}

/// What is at an address of `http` or `https`, from the cache or from the web.
///
/// # Errors
/// Where neither has it.
pub fn get(url: &str, cache: Option<&Path>, network: Network) -> Result<Fetched, Problem> {
    let place = cache.map(|folder| place(url, folder));
    let bytes = place.as_ref().and_then(|place| fs::read(place).ok());
    if let (Some(bytes), Network::Missing | Network::Never(_)) = (&bytes, network) {
        return Ok(Fetched { bytes: bytes.clone(), stale: None });
    }
    if let Network::Never(why) = network {
        return Err(Problem::Unasked(why));
    }
    let kept: Option<Kept> = place.as_ref().filter(|_| bytes.is_some()).and_then(|place| {
        let kept: Kept = serde_json::from_slice(&fs::read(place.with_extension("json")).ok()?).ok()?;
        (kept.url == url).then_some(kept)
    });
    match (ask(url, kept.as_ref()), bytes) {
        (Ok(Some((fresh, kept))), _) => {
            if let Some(place) = &place {
                // Without a cache it is fetched each time, which is slow and not wrong.
                let _ = keep(place, &fresh, &kept);
            }
            Ok(Fetched { bytes: fresh, stale: None })
        }
        (Ok(None), Some(bytes)) => Ok(Fetched { bytes, stale: None }),
        (Ok(None), None) => Err(Problem::Failed("the server says that it has not changed".into())),
        (Err(why), Some(bytes)) => Ok(Fetched { bytes, stale: Some(why) }),
        (Err(why), None) => Err(Problem::Failed(why)),
    }
}

/// Where in the cache is kept what was fetched from an address.
pub fn place(url: &str, cache: &Path) -> PathBuf {
    cache.join(&blake3::hash(url.as_bytes()).to_hex()[..32])
}

/// Asks the server; `None` where what is kept is what it has.
fn ask(url: &str, kept: Option<&Kept>) -> Result<Option<(Vec<u8>, Kept)>, String> {
    let config = ureq::Agent::config_builder()
        .timeout_connect(Some(CONNECT))
        .timeout_recv_response(Some(ANSWER))
        .timeout_global(Some(ALL))
        .max_redirects(5)
        .user_agent(concat!("docwright/", env!("CARGO_PKG_VERSION")));
    let agent: ureq::Agent = config.build().into();
    let mut request = agent.get(url);
    for (header, value) in [
        ("if-none-match", kept.and_then(|kept| kept.etag.as_deref())),
        ("if-modified-since", kept.and_then(|kept| kept.last_modified.as_deref())),
    ] {
        if let Some(value) = value {
            request = request.header(header, value);
        }
    }
    let mut response = request.call().map_err(|error| why(&error))?;
    if response.status().as_u16() == 304 {
        return Ok(None);
    }
    let header = |name: &str| Some(response.headers().get(name)?.to_str().ok()?.to_owned());
    let kept = Kept { url: url.to_owned(), etag: header("etag"), last_modified: header("last-modified") };
    let bytes = response.body_mut().with_config().limit(LIMIT).read_to_vec().map_err(|error| why(&error))?;
    Ok(Some((bytes, kept)))
}

/// The reason as part of a sentence.
fn why(error: &ureq::Error) -> String {
    match error {
        ureq::Error::StatusCode(code) => format!("the server answers {code}"),
        ureq::Error::Timeout(_) => "the server takes too long".into(),
        ureq::Error::HostNotFound => "the host is not known".into(),
        ureq::Error::BodyExceedsLimit(_) => format!("it is longer than {} MiB", LIMIT >> 20),
        ureq::Error::Io(error) => error.kind().to_string(),
        other => other.to_string(),
    }
}

/// Seconds since 1970, for what is kept for a time. Nothing that is written into a site may depend on it.
pub fn now() -> u64 {
    std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).map_or(0, |time| time.as_secs())
}

/// The bytes of a file of the cache; `None` where it is not there.
pub fn kept(place: &Path) -> Option<Vec<u8>> {
    fs::read(place).ok()
}

/// Puts a file into the cache, whole or not at all.
pub fn keep_file(place: &Path, bytes: &[u8]) {
    let aside = place.with_extension(format!("{}.new", std::process::id()));
    let put = || {
        if let Some(folder) = place.parent() {
            fs::create_dir_all(folder)?;
        }
        fs::write(&aside, bytes)?;
        fs::rename(&aside, place)
    };
    let result: io::Result<()> = put();
    // Without a cache all is asked for each time, which is slow and not wrong.
    if result.is_err() {
        let _ = fs::remove_file(&aside);
    }
}

/// Puts a copy into the cache: whole or not at all.
fn keep(place: &Path, bytes: &[u8], kept: &Kept) -> io::Result<()> {
    if let Some(folder) = place.parent() {
        fs::create_dir_all(folder)?;
    }
    let aside = |extension: &str| place.with_extension(format!("{}.{extension}", std::process::id()));
    let (text, data) = (aside("json"), aside("data"));
    fs::write(&text, serde_json::to_vec(kept)?)?;
    fs::write(&data, bytes)?;
    fs::rename(text, place.with_extension("json"))?;
    fs::rename(data, place)
}
