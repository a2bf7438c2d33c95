//! Who may ask, and for what: hosts, origins, paths.

use std::net::IpAddr;

use crate::url;

/// The names under which the server is known. A page elsewhere whose name was bent to this address is refused by them.
pub struct Guard {
    host: IpAddr,
    port: u16,
}

impl Guard {
    pub fn new(host: IpAddr, port: u16) -> Guard {
        Guard { host, port }
    }

    /// Whether a `Host` header names this server.
    pub fn is_ours(&self, host: &str) -> bool {
        let (name, port) = match host.rsplit_once(':') {
            Some((name, port)) if !port.contains(']') => (name, port),
            _ => (host, "80"),
        };
        if port.parse() != Ok(self.port) || !port.bytes().all(|byte| byte.is_ascii_digit()) {
            return false;
        }
        if name.eq_ignore_ascii_case("localhost") {
            return true;
        }
        let inside = name.strip_prefix('[').and_then(|name| name.strip_suffix(']'));
        let ip: Option<IpAddr> = match inside {
            Some(name) => name.parse().ok().filter(IpAddr::is_ipv6),
            None => name.parse().ok().filter(IpAddr::is_ipv4),
        };
        // A number cannot be bent to another address: where all interfaces are served, each of theirs is right.
        ip.is_some_and(|ip| {
            ip == self.host || self.host.is_unspecified() || ip == IpAddr::from([127, 0, 0, 1]) || is_one(ip)
        })
    }

    /// Whether an `Origin` header is of a page of this server.
    pub fn is_own_origin(&self, origin: &str) -> bool {
        origin.strip_prefix("http://").is_some_and(|host| self.is_ours(host))
    }
}

fn is_one(ip: IpAddr) -> bool {
    matches!(ip, IpAddr::V6(ip) if ip.is_loopback())
}

/// The path of a request, decoded once and without its first slash; `None` for one that no file of a site has.
pub fn path(written: &str) -> Option<String> {
    let written = written.strip_prefix('/')?;
    // No name of a file holds a slash.
    if written.as_bytes().windows(3).any(|three| three.eq_ignore_ascii_case(b"%2f")) {
        return None;
    }
    let path = url::decode(written);
    let bad = |part: &str| part == "." || part == "..";
    // Files may have backslashes in their names, but on Windows.
    let is_bad = path.contains(['\0', '\u{FFFD}'])
        || cfg!(windows) && path.contains('\\')
        || path.starts_with('/')
        || path.contains("//")
        || path.split(['/', '\\']).any(bad)
        || path.chars().any(char::is_control);
    (!is_bad).then(|| path.into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts_are_ours_or_not() {
        let check = |own: &str, host: &str, want| {
            assert_eq!(Guard::new(own.parse().expect("an address"), 4000).is_ours(host), want, "{own} {host}");
        };
        for host in ["127.0.0.1:4000", "localhost:4000", "LOCALHOST:4000", "[::1]:4000"] {
            check("127.0.0.1", host, true);
        }
        for host in [
            "127.0.0.1",
            "localhost",
            "localhost:4001",
            "evil.example:4000",
            "localhost.evil.example:4000",
            "",
            ":4000",
            "127.0.0.1:4000:4000",
            "127.0.0.1:+4000",
            "192.168.0.7:4000",
            "[::2]:4000",
            "[127.0.0.1]:4000",
            "::1:4000",
            "localhost@evil.example:4000",
            "0.0.0.0:4000",
        ] {
            check("127.0.0.1", host, false);
        }
        check("192.168.0.7", "192.168.0.7:4000", true);
        check("0.0.0.0", "192.168.0.7:4000", true);
        check("0.0.0.0", "evil.example:4000", false);
        assert!(Guard::new(IpAddr::from([127, 0, 0, 1]), 80).is_ours("localhost"));
    }

    #[test]
    fn origins_are_own_or_not() {
        let guard = Guard::new(IpAddr::from([127, 0, 0, 1]), 4000);
        for (origin, want) in [
            ("http://127.0.0.1:4000", true),
            ("http://localhost:4000", true),
            ("https://127.0.0.1:4000", false),
            ("http://evil.example:4000", false),
            ("null", false),
        ] {
            assert_eq!(guard.is_own_origin(origin), want, "{origin}");
        }
    }

    #[test]
    fn paths_stay_inside() {
        let check = |written, want: Option<&str>| assert_eq!(path(written).as_deref(), want, "{written}");
        check("/", Some(""));
        check("/a/b%20c.html", Some("a/b c.html"));
        check("/a/%2e%2e/b", None);
        check("/../b", None);
        check("/..%2fb", None);
        check("/%5c..%5cb", None);
        check("//evil.example/", None);
        check("/%2fetc/passwd", None);
        check("/a%2Fb.html", None);
        check("/a%00.html", None);
        check("/%252e%252e/b", Some("%2e%2e/b"));
        check("*", None);
    }
}
