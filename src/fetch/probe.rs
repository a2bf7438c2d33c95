//! Asks a server what is at an address, without taking what it has: one question, no redirect followed.

use std::time::Duration;

/// How an address is asked for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Method {
    Head,
    /// Without reading the answer's body.
    Get,
    /// With the body, where it is HTML.
    GetHtml,
}

/// What a server answers.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct Answer {
    pub status: u16,
    /// Where a redirect leads, as the server writes it.
    pub location: Option<String>,
    /// How long one is to wait before one asks again.
    pub retry_after: Option<Duration>,
    /// For [`Method::GetHtml`]: the page; `None` where it is no HTML, or longer than 8 MiB.
    pub html: Option<String>,
}

/// Why there is no answer.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Silence {
    /// There is no such host.
    NoHost,
    /// The host refuses the connection.
    Refused,
    /// It took longer than it may.
    Slow,
    /// Something else, as the end of a sentence.
    Other(String),
}

/// Bytes of a page that are read at most.
const LONGEST: u64 = 8 << 20;

/// Asks many servers, and keeps connections to them open.
pub struct Asker(ureq::Agent);

impl Asker {
    /// `timeout` is for each question as a whole.
    pub fn new(timeout: Duration) -> Asker {
        let config = ureq::Agent::config_builder()
            .timeout_global(Some(timeout))
            .http_status_as_error(false)
            .max_redirects(0)
            .user_agent(concat!("Mozilla/5.0 (compatible; docwright/", env!("CARGO_PKG_VERSION"), ")"));
        Asker(config.build().into())
    }

    /// Asks for an address of `http` or `https`.
    ///
    /// # Errors
    /// Where no server answers.
    pub fn ask(&self, url: &str, method: Method) -> Result<Answer, Silence> {
        let request = if method == Method::Head { self.0.head(url) } else { self.0.get(url) };
        let mut response = request.header("accept", "text/html,*/*;q=0.8").call().map_err(|error| silence(&error))?;
        let header = |name: &str| Some(response.headers().get(name)?.to_str().ok()?.trim().to_owned());
        let mut answer = Answer {
            status: response.status().as_u16(),
            location: header("location"),
            // A date is a long time, whichever it is.
            retry_after: header("retry-after")
                .map(|text| Duration::from_secs(text.parse().unwrap_or(u64::from(u16::MAX)))),
            html: None,
        };
        let is_html = header("content-type").is_none_or(|kind| kind.to_ascii_lowercase().contains("html"));
        if method == Method::GetHtml && is_html && response.status().is_success() {
            let body = response.body_mut().with_config().limit(LONGEST).read_to_vec();
            answer.html = body.ok().map(|body| String::from_utf8_lossy(&body).into_owned());
        }
        Ok(answer)
    }
}

fn silence(error: &ureq::Error) -> Silence {
    match error {
        ureq::Error::HostNotFound => Silence::NoHost,
        ureq::Error::Timeout(_) => Silence::Slow,
        ureq::Error::Io(error) => match error.kind() {
            std::io::ErrorKind::ConnectionRefused => Silence::Refused,
            std::io::ErrorKind::TimedOut => Silence::Slow,
            kind => Silence::Other(kind.to_string()),
        },
        ureq::Error::ConnectionFailed => Silence::Refused,
        other => Silence::Other(other.to_string()),
    }
}
