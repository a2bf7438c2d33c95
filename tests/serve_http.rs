//! What `serve` answers, and to whom: hosts, paths, parts of files, browsers that have a file, and connections without end.
#![expect(clippy::disallowed_methods, reason = "tests change the projects that are served")]

use std::{
    io::{Read, Write},
    net::TcpStream,
    time::Instant,
};

use crate::{
    project::Project,
    serve::{DEADLINE, FILES, Server},
};

#[test]
fn only_the_site_is_served_and_only_to_its_own_pages() {
    let project = Project::new(FILES);
    project.write("../secret.md", b"# Secret\n");
    project.write("media/big.pdf", &vec![7; 300_000]);
    let server = Server::start(&project, "--port 0");
    let check = |request: &str, status: u16| {
        let reply = server.send(&format!("{request}\nConnection: close\n\n"));
        assert_eq!(reply.status, status, "{request}");
        reply
    };
    let page = check("GET / HTTP/1.1\nHost: HOST", 200);
    for header in
        ["content-type: text/html; charset=utf-8", "cache-control: no-cache", "x-content-type-options: nosniff"]
    {
        assert!(page.head.contains(header), "{header}: {}", page.head);
    }
    check(&format!("GET / HTTP/1.1\nHost: localhost:{}", server.port), 200);
    check(&format!("GET / HTTP/1.1\nHost: evil.example:{}", server.port), 403);
    check("GET / HTTP/1.1\nHost: localhost", 403);
    check("GET / HTTP/1.0\nX: y", 403);
    check("GET / HTTP/1.1\nHost: HOST\nHost: HOST", 403);
    check("GET http://evil.example/ HTTP/1.1\nHost: HOST", 403);
    check("GET http://HOST/a.html HTTP/1.1\nHost: HOST", 200);
    check("GET / HTTP/1.1\nHost: HOST\nOrigin: http://evil.example", 403);
    for method in ["POST", "PUT", "DELETE", "OPTIONS", "TRACE", "PATCH"] {
        let refused = check(&format!("{method} / HTTP/1.1\nHost: HOST"), 405);
        assert!(refused.head.contains("allow: get, head"), "{}", refused.head);
    }
    check("CONNECT HOST HTTP/1.1\nHost: HOST", 405);
    let head = check("HEAD /a.html HTTP/1.1\nHost: HOST", 200);
    assert!(head.body.is_empty() && head.head.contains("content-length: "), "{}", head.head);
    check("GET /_docwright/events HTTP/1.1\nHost: HOST\nOrigin: http://evil.example", 403);
    check("GET /_docwright/findings?/a.html HTTP/1.1\nHost: HOST\nOrigin: null", 403);
    check("GET /_docwright/findings?/a.html HTTP/1.1\nHost: HOST\nOrigin: http://HOST", 200);
    for path in [
        "/../secret.md",
        "/..%2fsecret.md",
        "/%2e%2e/secret.md",
        "/a/..%5c..%5csecret.md",
        "//etc/passwd",
        "/%2fetc/passwd",
        "/docwright.yml",
        "/a.md",
        "/code/x.cs",
        "/.git/config",
        "/_docwright/../a.html",
        "/_docwright/x",
        "/a.html%00",
        "/_site/a.html",
        "/%252e%252e/secret.md",
        "/a.html/",
        "/sub%2fb.html",
        "/a.html::$DATA",
        "/file:///etc/passwd",
        "/C:/windows/win.ini",
        "/themes/default/../../a.md",
        "/.docwright/manifest.json",
    ] {
        check(&format!("GET {path} HTTP/1.1\nHost: HOST"), 404);
    }
    let missing = check("GET /deep/er/gone HTTP/1.1\nHost: HOST\nDocwright-Plain: 1", 404);
    assert_eq!(missing.body, server.get("/404.html").body);
    assert!(server.get("/media/big.pdf").body == vec![7; 300_000], "sent in pieces");
    assert!(server.get("/media/dot.svg").head.contains("content-type: image/svg+xml"));

    #[cfg(unix)]
    {
        // Between a scan and a request, a file may become a link out of the project.
        std::fs::remove_file(project.path("media/dot.svg")).unwrap();
        std::os::unix::fs::symlink("../../secret.md", project.path("media/dot.svg")).unwrap();
        assert_eq!(server.get("/media/dot.svg").status, 404);
    }
}

#[test]
fn parts_and_what_a_browser_has() {
    let project = Project::new(FILES);
    let bytes: Vec<u8> = (0..300_000u32).map(|at| (at % 251) as u8).collect();
    project.write("media/film.mp4", &bytes);
    let server = Server::start(&project, "");
    let ask = |path: &str, headers: &str| {
        server.send(&format!("GET {path} HTTP/1.1\nHost: HOST\nConnection: close\nDocwright-Plain: 1\n{headers}\n"))
    };
    let value = |head: &str, name: &str| {
        let line = head.lines().find_map(|line| line.strip_prefix(&format!("{name}: ")).map(str::to_owned));
        line.unwrap_or_else(|| panic!("no {name}: {head}"))
    };
    let whole = ask("/media/film.mp4", "");
    assert!(whole.status == 200 && whole.body == bytes);
    assert_eq!(value(&whole.head, "content-length"), "300000");
    assert_eq!(value(&whole.head, "accept-ranges"), "bytes");
    let tag = value(&whole.head, "etag");
    for (range, from, to) in [
        ("bytes=0-0", 0, 1),
        ("bytes=10-19", 10, 20),
        ("bytes=100000-", 100_000, 300_000),
        ("bytes=-5", 299_995, 300_000),
        ("bytes=0-999999", 0, 300_000),
    ] {
        let part = ask("/media/film.mp4", &format!("Range: {range}\nIf-Range: {tag}\n"));
        assert!(part.status == 206 && part.body == bytes[from..to], "{range}: {}", part.head);
        assert_eq!(value(&part.head, "content-range"), format!("bytes {from}-{}/300000", to - 1));
    }
    let outside = ask("/media/film.mp4", "Range: bytes=300000-\n");
    assert!(outside.status == 416 && value(&outside.head, "content-range") == "bytes */300000");
    assert_eq!(ask("/media/film.mp4", "Range: bytes=0-1\nIf-Range: \"other\"\n").status, 200);
    assert_eq!(ask("/media/film.mp4", "Range: bytes=0-1,5-6\n").status, 200);
    let head = server.send("HEAD /media/film.mp4 HTTP/1.1\nHost: HOST\nConnection: close\nRange: bytes=0-1\n\n");
    assert!(head.status == 200 && head.body.is_empty() && value(&head.head, "content-length") == "300000");
    let known = ask("/media/film.mp4", &format!("If-None-Match: {tag}\n"));
    assert!(known.status == 304 && known.body.is_empty(), "{}", known.head);

    // A file that is served is open no longer than it is sent: it can be written and put away meanwhile.
    project.write("media/film.mp4", b"other");
    let other = ask("/media/film.mp4", &format!("If-None-Match: {tag}\n"));
    assert!(other.status == 200 && other.body == b"other");

    let page = ask("/a.html", "");
    let tag = value(&page.head, "etag");
    assert_eq!(value(&page.head, "cache-control"), "no-cache");
    assert_eq!(ask("/a.html", &format!("If-None-Match: \"x\", W/{tag}\n")).status, 304);
    let part = ask("/a.html", "Range: bytes=0-14\n");
    assert!(part.status == 206 && part.body == page.body[..15]);
}

#[test]
fn connections_are_kept_and_bounded() {
    let project = Project::new(FILES);
    let server = Server::start(&project, "");
    let connect = || {
        let stream = TcpStream::connect(("127.0.0.1", server.port)).unwrap();
        stream.set_read_timeout(Some(DEADLINE)).unwrap();
        stream
    };
    let host = format!("Host: 127.0.0.1:{}\r\n", server.port);
    let mut kept = connect();
    for _ in 0..3 {
        write!(kept, "HEAD /a.html HTTP/1.1\r\n{host}\r\n").unwrap();
        let mut head = Vec::new();
        while !head.ends_with(b"\r\n\r\n") {
            let mut byte = [0];
            assert_eq!(kept.read(&mut byte).unwrap(), 1, "the connection was closed");
            head.push(byte[0]);
        }
        assert!(head.starts_with(b"HTTP/1.1 200"));
    }

    let refused = |request: &str, statuses: &[&str]| {
        let mut stream = connect();
        // It may be closed before all is written.
        let _ = stream.write_all(request.as_bytes());
        let mut answer = Vec::new();
        let _ = stream.read_to_end(&mut answer);
        let answer = String::from_utf8_lossy(&answer).into_owned();
        let status = answer.split(' ').nth(1).unwrap_or_default().to_owned();
        assert!(statuses.contains(&&*status), "{answer}");
    };
    refused(&format!("GET / HTTP/1.1\r\n{host}X: {}\r\n\r\n", "x".repeat(100_000)), &["431", ""]);
    refused(&format!("GET /{} HTTP/1.1\r\n{host}\r\n", "x".repeat(100_000)), &["414", "431", ""]);
    refused(&format!("GET / HTTP/1.1\r\n{host}{}\r\n", "X: y\r\n".repeat(1000)), &["431", ""]);
    refused("NONSENSE\r\n\r\n", &["400", ""]);
    refused("GET / HTTP/1.1\r\n\r\n", &["403"]);

    // Heads that never end: as many as are served at a time, and more. They are dropped, and others are answered.
    let stalled: Vec<TcpStream> = (0..300)
        .map(|_| {
            let mut stream = connect();
            write!(stream, "GET / HTTP/1.1\r\n{host}X: ").unwrap();
            stream
        })
        .collect();
    let start = Instant::now();
    assert_eq!(server.get("/a.html").status, 200);
    assert!(start.elapsed() < DEADLINE);
    drop(stalled);
}
