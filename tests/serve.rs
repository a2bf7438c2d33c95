//! `serve` as people use it: the program runs, files change, and what it answers is what a fresh build writes.
#![expect(clippy::disallowed_methods, reason = "tests change the projects that are served")]

use std::{
    io::{BufRead, BufReader, Read, Write},
    net::TcpStream,
    process::{Child, Stdio},
    sync::{Arc, Mutex},
    time::{Duration, Instant},
};

use crate::project::Project;

/// Longer than anything takes, on a busy machine too.
pub const DEADLINE: Duration = Duration::from_secs(60);

/// The program while it serves a project; it ends with this.
pub struct Server<'a> {
    pub project: &'a Project,
    child: Child,
    pub port: u16,
    /// What it said on both streams.
    said: Arc<Mutex<String>>,
}

pub struct Reply {
    pub status: u16,
    pub head: String,
    pub body: Vec<u8>,
}

impl<'a> Server<'a> {
    pub fn start(project: &'a Project, flags: &str) -> Server<'a> {
        let mut command = project.command(&format!("serve {flags}"));
        let mut child = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let said = Arc::new(Mutex::new(String::new()));
        fn listen(stream: impl Read + Send + 'static, said: &Arc<Mutex<String>>) {
            let said = Arc::clone(said);
            std::thread::spawn(move || {
                for line in BufReader::new(stream).lines().map_while(Result::ok) {
                    said.lock().unwrap().push_str(&(line + "\n"));
                }
            });
        }
        listen(child.stdout.take().unwrap(), &said);
        listen(child.stderr.take().unwrap(), &said);
        let mut server = Server { project, child, port: 0, said };
        server.until("it listens", |server| {
            let said = server.said();
            let port = said.split_once("http://127.0.0.1:").and_then(|(_, rest)| rest.split('/').next());
            port.and_then(|port| port.parse().ok()).inspect(|&port| server.port = port).is_some()
        });
        server
    }

    pub fn said(&self) -> String {
        self.said.lock().unwrap().clone()
    }

    /// Asks until something is so.
    pub fn until(&mut self, what: &str, mut ask: impl FnMut(&mut Server) -> bool) {
        let start = Instant::now();
        while !ask(self) {
            assert!(start.elapsed() < DEADLINE, "{what}: not in time\n{}", self.said());
            if let Some(status) = self.child.try_wait().unwrap() {
                panic!("{what}: ended with {status}\n{}", self.said());
            }
            std::thread::yield_now();
            std::thread::sleep(Duration::from_millis(5));
        }
    }

    pub fn until_said(&mut self, text: &str) {
        self.until(text, |server| server.said().contains(text));
    }

    /// Sends a request as it is written, but for `HOST`.
    pub fn send(&self, request: &str) -> Reply {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).unwrap();
        stream.set_read_timeout(Some(DEADLINE)).unwrap();
        let request = request.replace("HOST", &format!("127.0.0.1:{}", self.port)).replace('\n', "\r\n");
        stream.write_all(request.as_bytes()).unwrap();
        let mut all = Vec::new();
        stream.read_to_end(&mut all).unwrap();
        let end = all.windows(4).position(|four| four == b"\r\n\r\n").expect("a head");
        let head = String::from_utf8_lossy(&all[..end]).to_ascii_lowercase();
        let body = all.split_off(end + 4);
        let status = head.split(' ').nth(1).and_then(|status| status.parse().ok()).expect("a status");
        let body = if head.contains("transfer-encoding: chunked") { unchunked(&body) } else { body };
        Reply { status, head, body }
    }

    pub fn get(&self, path: &str) -> Reply {
        self.send(&format!("GET {path} HTTP/1.1\nHost: HOST\nConnection: close\nDocwright-Plain: 1\n\n"))
    }

    pub fn text(&self, path: &str) -> String {
        String::from_utf8(self.get(path).body).unwrap()
    }

    /// Waits until every file of a fresh build is served, to the byte, and those that are gone are not.
    pub fn same_as_a_build(&mut self, gone: &[&str], what: &str) {
        let run = self.project.run("build -q --output ../fresh");
        assert!(run.code < 2, "{what}: {run:?}");
        let mut built = self.project.files("../fresh");
        built.retain(|path, _| !path.starts_with(".docwright"));
        assert!(!built.is_empty());
        let start = Instant::now();
        loop {
            let wrong = built.iter().find(|(path, bytes)| {
                let reply = self.get(&format!("/{}", path.replace(' ', "%20")));
                reply.status != 200 || reply.body != **bytes
            });
            let stays = gone.iter().find(|path| self.get(path).status != 404);
            let differ = match (wrong, stays) {
                (None, None) => return,
                (Some((path, _)), _) => format!("{path} differs"),
                (_, Some(path)) => format!("{path} is still there"),
            };
            assert!(start.elapsed() < DEADLINE, "{what}: {differ}\n{}", self.said());
        }
    }
}

impl Drop for Server<'_> {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn unchunked(mut body: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    while let Some(end) = body.windows(2).position(|two| two == b"\r\n") {
        let length = usize::from_str_radix(std::str::from_utf8(&body[..end]).unwrap().trim(), 16).unwrap();
        if length == 0 {
            break;
        }
        out.extend(&body[end + 2..end + 2 + length]);
        body = &body[end + 4 + length..];
    }
    out
}

pub const FILES: &[(&str, &str)] = &[
    ("docwright.yml", "title: Served\n"),
    ("index.md", "# Home\n\n[A](a.md) [B](sub/b.md)\n"),
    ("a.md", "# A\n\nFirst.\n\n:::code language=\"cs\" source=\"code/x.cs\":::\n"),
    ("sub/b.md", "# B\n\n[!INCLUDE [i](../includes/i.md)]\n"),
    ("includes/i.md", "Included.\n"),
    ("code/x.cs", "int x = 1;\n"),
    ("media/dot.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"4\" height=\"4\"/>\n"),
];

#[test]
fn each_way_of_saving_is_seen() {
    for flags in ["", "--poll"] {
        let project = Project::new(FILES);
        let mut server = Server::start(&project, flags);
        let path = |name: &str| project.path(name);
        server.same_as_a_build(&["/gone.html"], "as it begins");

        project.write("a.md", b"# A\n\nWritten over, and longer.\n");
        server.same_as_a_build(&[], "written over");
        project.write("a.md.tmp", b"# A\n\nRenamed over: [gone](gone.md).\n");
        std::fs::rename(path("a.md.tmp"), path("a.md")).unwrap();
        server.same_as_a_build(&[], "renamed over");
        server.until_said("+ a.md:3:22: warning[file-not-found]");
        std::fs::remove_file(path("a.md")).unwrap();
        project.write("a.md", b"# A\n\nMade anew, and longer than before it was.\n");
        server.same_as_a_build(&[], "deleted and made");
        server.until_said("- a.md:3:22: warning[file-not-found]");

        project.write("includes/i.md", b"Included **again**.\n");
        server.same_as_a_build(&[], "an include");
        project.write("a.md", FILES[2].1.as_bytes());
        server.same_as_a_build(&[], "a snippet is shown");
        project.write("code/x.cs", b"int x = 22;\n");
        server.same_as_a_build(&[], "a snippet's source");
        assert!(server.text("/a.html").contains("22"));
        std::fs::rename(path("sub"), path("other")).unwrap();
        server.same_as_a_build(&["/sub/b.html"], "a folder renamed");
        project.write("other/deep/er/c.md", b"# C\n");
        server.same_as_a_build(&[], "folders made");
        std::fs::remove_file(path("other/b.md")).unwrap();
        server.same_as_a_build(&["/other/b.html"], "a page deleted");
        project.write("toc.yml", b"- name: First\n  href: a.md\n");
        server.same_as_a_build(&[], "a table of contents");
        project.write("redirections.yml", b"old.md: a.md\n");
        server.same_as_a_build(&[], "a redirect");
        project.write("media/dot.svg", b"<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"40\" height=\"4\"/>\n");
        server.same_as_a_build(&[], "a picture");
    }
}

#[test]
fn configurations_and_themes_break_and_mend() {
    let project = Project::new(FILES);
    let mut server = Server::start(&project, "");
    project.write("docwright.yml", b"title: Other\nurls: directory\n");
    server.same_as_a_build(&["/a.html"], "a configuration edited");
    assert_eq!(server.get("/a/").status, 200);
    let moved = server.get("/a");
    assert!(moved.status == 302 && moved.head.contains("location: /a/"), "{}", moved.head);

    let last = server.text("/a/");
    project.write("docwright.yml", b"title: [\n");
    server.until_said("the last good site is still served");
    project.write("index.md", b"# Not yet\n");
    server.until("the finding is shown", |server| server.text("/_docwright/findings?/a/").contains("docwright.yml:"));
    assert_eq!(server.text("/a/"), last, "the last good site");
    project.write("docwright.yml", b"title: Mended\n");
    server.same_as_a_build(&["/a/"], "a configuration mended");
    let findings = server.text("/_docwright/findings?/a.html");
    assert!(findings.contains("\"findings\":[]") && findings.contains("\"file\":\"a.md\""), "{findings}");

    project.write("docfx.json", b"{ \"build\": { \"content\": [ ");
    server.until("a broken docfx.json is shown", |server| {
        server.text("/_docwright/findings?/a.html").contains("docfx.json:")
    });
    project.write("docfx.json", b"{ \"build\": { \"content\": [{ \"files\": [\"**.md\"] }] } }");
    server.same_as_a_build(&[], "docfx.json mended");
    std::fs::remove_file(project.path("docfx.json")).unwrap();
    server.same_as_a_build(&[], "docfx.json gone");

    let css = server.text("/a.html");
    project.write("themes/default/custom.css", b"h1 { color: red }\n");
    server.same_as_a_build(&[], "a style sheet");
    assert_ne!(server.text("/a.html"), css, "its name follows what it holds");
    project.write("themes/default/footer.html", b"<footer>{{ page.title }</footer>\n");
    server.until("a broken template is shown", |server| {
        server.text("/_docwright/findings?/a.html").contains("themes/default/footer.html:1")
    });
    server.same_as_a_build(&[], "a template broken");
    project.write("themes/default/footer.html", b"{% if page.title == \"A\" %}{{ page.title * 2 }}{% endif %}\n");
    server.until("a template that fails is shown", |server| {
        let reply = server.send("GET /a.html HTTP/1.1\nHost: HOST\nConnection: close\n\n");
        let text = String::from_utf8_lossy(&reply.body).into_owned();
        reply.status == 500 && text.contains("footer.html:1") && text.contains("/_docwright/dev.js")
    });
    project.write("themes/default/footer.html", b"<footer>{{ page.title }}</footer>\n");
    server.same_as_a_build(&[], "a template mended");
}

#[test]
fn a_branch_is_switched() {
    let project = Project::new(FILES);
    let pages = |text: &str| {
        for at in 0..5000 {
            project.write(
                &format!("many/{}/p{at}.md", at % 40),
                format!("# {text} {at}\n\n[x](p{}.md)\n", at + 40).as_bytes(),
            );
        }
    };
    pages("One");
    let mut server = Server::start(&project, "");
    pages("Two");
    for at in (0..5000).step_by(7) {
        std::fs::remove_file(project.path(&format!("many/{}/p{at}.md", at % 40))).unwrap();
    }
    project.write("many/new/n.md", b"# New\n");
    server.same_as_a_build(&["/many/0/p0.html"], "a branch switched");
}

#[cfg(unix)]
#[test]
fn a_file_that_cannot_be_read_is_waited_for() {
    use std::os::unix::fs::symlink;
    let project = Project::new(FILES);
    let mut server = Server::start(&project, "");
    let last = server.text("/a.html");
    // A folder in a file's place is an error for everybody, whoever runs the tests.
    std::fs::remove_file(project.path("code/x.cs")).unwrap();
    symlink("x.cs", project.path("code/x.cs")).unwrap();
    std::fs::remove_file(project.path("code/x.cs")).unwrap();
    project.write("code/x.cs", FILES[5].1.as_bytes());
    server.same_as_a_build(&[], "a link in a circle");
    let shut = |mode: u32| {
        use std::os::unix::fs::PermissionsExt;
        std::fs::set_permissions(project.path("sub"), std::fs::Permissions::from_mode(mode)).unwrap();
    };
    shut(0o000);
    // Who may read everything anyway has nothing to wait for.
    if std::fs::read_dir(project.path("sub")).is_err() {
        server.until_said("the last site is still served");
        assert_eq!(server.text("/a.html"), last);
        assert!(server.text("/_docwright/findings?/a.html").contains("sub"));
    }
    shut(0o755);
    project.write("sub/b.md", b"# B\n\nReadable.\n");
    server.same_as_a_build(&[], "readable again");
}

#[test]
fn browsers_are_told_of_changes() {
    let project = Project::new(FILES);
    let server = Server::start(&project, "");
    let mut stream = TcpStream::connect(("127.0.0.1", server.port)).unwrap();
    stream.set_read_timeout(Some(DEADLINE)).unwrap();
    let host = format!("127.0.0.1:{}", server.port);
    write!(stream, "GET /_docwright/events HTTP/1.1\r\nHost: {host}\r\nOrigin: http://{host}\r\n\r\n").unwrap();
    let mut lines = BufReader::new(stream).lines();
    let mut next = |want: &str| assert!(lines.any(|line| line.unwrap() == want), "{want}");
    next("content-type: text/event-stream");
    next("data: 0");
    project.write("a.md", b"# A\n\nA [link](gone.md).\n");
    next("data: 1");
    let findings = server.text("/_docwright/findings?/a.html");
    for part in ["\"version\":1", "a.md:3:10", "\"text\":[\"A [link](\",\"gone.md\",\").\"]", "file-not-found"] {
        assert!(findings.contains(part), "{part}: {findings}");
    }
    assert!(server.text("/_docwright/findings?/index.html").contains("\"findings\":[]"));
    let page = server.send("GET /a.html HTTP/1.1\nHost: HOST\nConnection: close\n\n");
    let page = String::from_utf8(page.body).unwrap();
    let client = "<link rel=\"stylesheet\" href=\"/_docwright/dev.css\"><script src=\"/_docwright/dev.js\" data-version=\"1\" defer></script>\n";
    assert_eq!(page.replace(client, ""), server.text("/a.html"));
    assert_ne!(page, server.text("/a.html"));
}

#[test]
fn known_findings_are_not_told() {
    let project = Project::new(FILES);
    project.write("a.md", b"# A\n\n[x](gone.md)\n");
    assert_eq!(project.run("check --baseline known.json").code, 0);
    let mut server = Server::start(&project, "--baseline known.json");
    server.until_said("no findings");
    let findings = |server: &Server| server.text("/_docwright/findings?/a.html");
    assert!(findings(&server).contains("\"findings\":[]"), "{}", findings(&server));
    project.write("a.md", b"# A\n\nMoved.\n\n[x](gone.md) [y](none.md)\n");
    server.until_said("+ a.md:5:18: warning[file-not-found]");
    assert!(
        findings(&server).contains("a.md:5:18") && !findings(&server).contains("a.md:5:5"),
        "{}",
        findings(&server)
    );
    assert!(!server.said().contains("gone.md"), "{}", server.said());
    project.write("known.json", b"{\"version\": 1, \"findings\": []}\n");
    server.until_said("+ a.md:5:5: warning[file-not-found]");

    let run = project.run("serve --baseline missing.json");
    assert!(run.code == 2 && run.stderr.contains("`docwright check --baseline missing.json` writes it"), "{run:?}");
    project.write("known.json", b"[");
    assert_eq!(project.run("serve --baseline known.json").code, 2);
    for flags in ["--changed-since main", "--report json=x", "--format short", "--max-warnings 1"] {
        let run = project.run(&format!("serve {flags}"));
        assert!(run.code == 2 && run.stderr.contains("`serve` takes no --"), "{flags}: {run:?}");
    }
}

#[test]
fn what_matters_most_is_shown_first() {
    let project = Project::new(FILES);
    project.write("docwright.yml", b"rules:\n  description-missing: suggestion\n");
    project.write("a.md", b"# A\n\n[x](gone.md)\n");
    let mut server = Server::start(&project, "");
    let shown = |server: &Server| {
        let text = server.text("/_docwright/findings?/a.html");
        ["docwright.yml:1", "file-not-found", "description-missing"].map(|rule| text.find(rule))
    };
    let [broken, warning, suggestion] = shown(&server);
    assert!(broken.is_none() && warning.is_some() && warning < suggestion, "{warning:?} {suggestion:?}");
    project.write("docwright.yml", b"title: [\n");
    server.until("it is shown, and first", |server| {
        let [broken, warning, _] = shown(server);
        broken.is_some() && broken < warning
    });
}

#[test]
fn ports_are_found_or_refused() {
    let project = Project::new(FILES);
    let one = Server::start(&project, "");
    let other = Server::start(&project, "");
    assert!(one.port >= 4000 && one.port != other.port);
    let run = project.run(&format!("serve --port {}", one.port));
    assert!(
        run.code == 3 && run.stderr.contains(&format!("port {} of 127.0.0.1 cannot be taken", one.port)),
        "{run:?}"
    );
    assert_eq!(project.run("serve --host nowhere").code, 2);
}

#[cfg(unix)]
#[test]
fn an_interrupt_ends_it() {
    let project = Project::new(FILES);
    let mut server = Server::start(&project, "");
    assert_eq!(server.get("/").status, 200);
    let interrupt = project.program("kill").args(["-INT", &server.child.id().to_string()]).status().unwrap();
    assert!(interrupt.success());
    let start = Instant::now();
    let status = loop {
        if let Some(status) = server.child.try_wait().unwrap() {
            break status;
        }
        assert!(start.elapsed() < DEADLINE, "it does not end");
        std::thread::sleep(Duration::from_millis(5));
    };
    assert_eq!(status.code(), Some(130), "{}", server.said());
    assert!(!project.path("_site").exists(), "nothing is written");
}
