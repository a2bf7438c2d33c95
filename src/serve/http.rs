//! The server: one thread that reads requests and asks the site for what it has. No other file knows of its machinery.

use std::{
    convert::Infallible,
    io,
    net::{IpAddr, SocketAddr, TcpListener},
    sync::Arc,
    time::Duration,
};

use hyper::{
    HeaderMap, Method, Response, StatusCode,
    header::{self, HeaderName, HeaderValue},
    http::request::Parts,
    server::conn::http1,
    service::service_fn,
};
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::sync::Semaphore;

use super::{
    State,
    body::Body,
    files::{self, Wanted},
    guard, media, reload,
};

const DEV_JS: &str = include_str!("dev.js");
const DEV_CSS: &str = include_str!("dev.css");

/// The folder of what is there only while a site is served.
pub const OWN: &str = "_docwright/";
/// The first port that is tried.
const FIRST: u16 = 4000;
/// How many are tried.
const TRIES: u16 = 100;
/// A request with this header is answered with what a build writes.
const PLAIN: &str = "docwright-plain";
/// The number of the change that an answer is of.
const VERSION: &str = "docwright-version";
/// Connections at a time; more have to wait.
const CONNECTIONS: usize = 256;
/// The longest that the head of a request takes to come, and that a connection is kept without one.
const HEAD_TIME: Duration = Duration::from_secs(10);
/// Bytes of the head of a request.
const HEAD_SIZE: usize = 32 << 10;

/// An answer before it is sent.
pub struct Answer {
    pub status: StatusCode,
    pub kind: &'static str,
    pub body: Body,
    pub location: Option<String>,
    /// `ETag`.
    pub tag: Option<String>,
    /// `Content-Range`.
    pub part: Option<String>,
    /// Whether parts of it may be asked for.
    pub ranges: bool,
}

/// Takes a port: the one that is asked for, or the next that is free.
///
/// # Errors
/// Where it is taken, or none is free.
pub fn listen(host: IpAddr, port: Option<u16>) -> io::Result<TcpListener> {
    let listener = match port {
        Some(port) => TcpListener::bind(SocketAddr::new(host, port))
            .map_err(|error| io::Error::new(error.kind(), format!("port {port} of {host} cannot be taken: {error}")))?,
        None => {
            let mut free = (FIRST..FIRST + TRIES).map(|port| TcpListener::bind(SocketAddr::new(host, port)));
            let is_taken = |bound: &io::Result<TcpListener>| {
                bound.as_ref().is_err_and(|error| error.kind() == io::ErrorKind::AddrInUse)
            };
            let bound = free.find(|bound| !is_taken(bound));
            bound.unwrap_or_else(|| TcpListener::bind(SocketAddr::new(host, 0)))?
        }
    };
    listener.set_nonblocking(true)?;
    Ok(listener)
}

/// Answers requests until the process is interrupted.
///
/// # Errors
/// Where the system refuses.
pub(super) fn run(listener: TcpListener, state: Arc<State>) -> io::Result<()> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let result = runtime.block_on(async {
        let listener = tokio::net::TcpListener::from_std(listener)?;
        tokio::spawn(accept(listener, state));
        tokio::signal::ctrl_c().await
    });
    runtime.shutdown_background();
    result
}

/// Serves connections, so many at a time.
async fn accept(listener: tokio::net::TcpListener, state: Arc<State>) {
    let room = Arc::new(Semaphore::new(CONNECTIONS));
    while let Ok(place) = Arc::clone(&room).acquire_owned().await {
        let stream = match listener.accept().await {
            Ok((stream, _)) => stream,
            Err(_) => {
                // A connection that broke off is nothing; where there are no more handles, some are free soon.
                tokio::time::sleep(Duration::from_millis(20)).await;
                continue;
            }
        };
        // An answer in several parts does not wait for the browser to say that it has the first.
        let _ = stream.set_nodelay(true);
        let state = Arc::clone(&state);
        tokio::spawn(async move {
            let service = service_fn(move |request: hyper::Request<hyper::body::Incoming>| {
                let state = Arc::clone(&state);
                async move { Ok::<_, Infallible>(answer(&state, &request.into_parts().0).await) }
            });
            let mut server = http1::Builder::new();
            server.timer(TokioTimer::new()).header_read_timeout(HEAD_TIME).max_buf_size(HEAD_SIZE);
            // A browser that breaks off is no error of ours.
            let _ = server.serve_connection(TokioIo::new(stream), service).await;
            drop(place);
        });
    }
}

fn text(headers: &HeaderMap, name: HeaderName) -> Option<&str> {
    headers.get(name).map(|value| value.to_str().unwrap_or_default())
}

/// Whether a request is of a page of this server, or of no page. Before anything else: a name that was bent to this address
/// gets nothing, nor does a page of another site.
fn is_welcome(state: &State, request: &Parts) -> bool {
    let mut hosts = request.headers.get_all(header::HOST).iter();
    let host = hosts.next().and_then(|host| host.to_str().ok()).is_some_and(|host| state.guard.is_ours(host));
    let authority = request.uri.authority().is_none_or(|authority| state.guard.is_ours(authority.as_str()));
    let origin = text(&request.headers, header::ORIGIN).is_none_or(|origin| state.guard.is_own_origin(origin));
    host && hosts.next().is_none() && authority && origin
}

async fn answer(state: &State, request: &Parts) -> Response<Body> {
    if !is_welcome(state, request) {
        return send(say(StatusCode::FORBIDDEN, "This host is not served here, and other sites may not ask."), 0);
    }
    if request.method != Method::GET && request.method != Method::HEAD {
        let mut refused = send(say(StatusCode::METHOD_NOT_ALLOWED, "Only GET and HEAD are answered."), 0);
        refused.headers_mut().insert(header::ALLOW, HeaderValue::from_static("GET, HEAD"));
        return refused;
    }
    let served = state.now();
    let version = served.version;
    let Some(path) = guard::path(request.uri.path()) else {
        return send(say(StatusCode::NOT_FOUND, "There is no such file."), version);
    };
    if let Some(own) = path.strip_prefix(OWN) {
        let made = match own {
            "dev.js" => made("dev.js", DEV_JS.into()),
            "dev.css" => made("dev.css", DEV_CSS.into()),
            "events" => {
                let body = match request.method {
                    Method::HEAD => Body::Whole(None),
                    _ => Body::Chunks(state.listeners.add(version), None),
                };
                Answer { kind: "text/event-stream", body, ..made("events", Vec::new()) }
            }
            "findings" => {
                let page = guard::path(request.uri.query().unwrap_or_default()).unwrap_or_default();
                let findings = tokio::task::spawn_blocking(move || {
                    let page = files::in_base(&served, &page);
                    reload::findings(&served, &page).to_string()
                });
                made("findings.json", findings.await.unwrap_or_default().into())
            }
            _ => say(StatusCode::NOT_FOUND, "There is no such file."),
        };
        return send(made, version);
    }
    let owned = |name| text(&request.headers, name).map(str::to_owned);
    let wanted = Wanted {
        plain: request.headers.contains_key(PLAIN),
        range: owned(header::RANGE).filter(|_| request.method == Method::GET),
        only_of: owned(header::IF_RANGE),
        known: owned(header::IF_NONE_MATCH),
    };
    let file = tokio::task::spawn_blocking(move || files::answer(&served, &path, &wanted)).await;
    send(file.unwrap_or_else(|_| say(StatusCode::INTERNAL_SERVER_ERROR, "This page could not be made.")), version)
}

/// An answer of bytes; the name says what kind they are.
pub fn made(name: &str, bytes: Vec<u8>) -> Answer {
    let kind = media::content_type(name);
    let (location, tag, part) = Default::default();
    Answer { status: StatusCode::OK, kind, body: Body::new(bytes), location, tag, part, ranges: false }
}

/// An answer of words.
pub fn say(status: StatusCode, text: &str) -> Answer {
    Answer { status, ..made("x.txt", format!("{text}\n").into_bytes()) }
}

fn send(answer: Answer, version: u64) -> Response<Body> {
    let mut response = Response::new(answer.body);
    *response.status_mut() = answer.status;
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(answer.kind));
    // A browser asks each time whether it is still so.
    let cache = if answer.tag.is_some() { "no-cache" } else { "no-store" };
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(cache));
    headers.insert(header::VARY, HeaderValue::from_static(PLAIN));
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert("cross-origin-resource-policy", HeaderValue::from_static("same-origin"));
    headers.insert(VERSION, HeaderValue::from(version));
    if answer.ranges {
        headers.insert(header::ACCEPT_RANGES, HeaderValue::from_static("bytes"));
    }
    let more = [(header::LOCATION, answer.location), (header::ETAG, answer.tag), (header::CONTENT_RANGE, answer.part)];
    for (name, value) in more {
        if let Some(value) = value.and_then(|value| HeaderValue::try_from(value).ok()) {
            headers.insert(name, value);
        }
    }
    response
}
