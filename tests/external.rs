//! Links to other sites are checked against a server that the tests start.

use std::{
    collections::BTreeMap,
    io::{BufRead, BufReader, Read, Write},
    net::{TcpListener, TcpStream},
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
    time::Duration,
};

use crate::project::{Project, Run};

/// A server of this machine, and what it was asked for.
struct Server {
    port: u16,
    asked: Arc<Mutex<Vec<String>>>,
    /// The most questions that were open at a time.
    most: Arc<AtomicUsize>,
}

impl Server {
    fn start() -> Server {
        let listener = TcpListener::bind("127.0.0.1:0").expect("there is a free port");
        let port = listener.local_addr().expect("it is bound").port();
        let server = Server { port, asked: Arc::default(), most: Arc::default() };
        let (asked, most, open) = (server.asked.clone(), server.most.clone(), Arc::new(AtomicUsize::new(0)));
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let (asked, most, open) = (asked.clone(), most.clone(), open.clone());
                thread::spawn(move || {
                    most.fetch_max(open.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
                    // Who has the answer may ask again at once.
                    answer(stream, &asked, &|| {
                        open.fetch_sub(1, Ordering::SeqCst);
                    });
                });
            }
        });
        server
    }

    fn url(&self, path: &str) -> String {
        format!("http://127.0.0.1:{}{path}", self.port)
    }

    /// What was asked for since the last time, with how often.
    fn take(&self) -> BTreeMap<String, usize> {
        let mut out = BTreeMap::new();
        for line in self.asked.lock().expect("no thread panics").drain(..) {
            *out.entry(line).or_default() += 1;
        }
        out
    }
}

/// Answers one question and closes the connection. `done` is called before the answer is there.
fn answer(mut stream: TcpStream, asked: &Mutex<Vec<String>>, done: &dyn Fn()) {
    let mut reader = BufReader::new(stream.try_clone().expect("a socket can be cloned"));
    let mut first = String::new();
    if reader.read_line(&mut first).is_err() || first.is_empty() {
        return done();
    }
    let mut line = String::new();
    while reader.read_line(&mut line).is_ok_and(|read| read > 2) {
        line.clear();
    }
    let mut words = first.split(' ');
    let (method, path) = (words.next().unwrap_or(""), words.next().unwrap_or("").to_owned());
    let times = {
        let mut asked = asked.lock().expect("no thread panics");
        asked.push(format!("{method} {path}"));
        asked.iter().filter(|line| line.ends_with(&format!(" {path}"))).count()
    };
    let page = "<h1 id=one>A</h1><a name='two'></a><p id=\"user-content-three\">";
    let (status, headers, body) = match path.split('?').next().unwrap_or("") {
        "/page" | "/new" | "/slow-start" => ("200 OK", "", page),
        "/moved" => ("301 Moved Permanently", "location: /new\r\n", ""),
        "/twice" => ("308 Permanent Redirect", "location: moved\r\n", ""),
        "/meanwhile" => ("302 Found", "location: /new\r\n", ""),
        "/home" => ("301 Moved Permanently", "location: /\r\n", ""),
        "/" => ("200 OK", "", page),
        "/circle" => ("301 Moved Permanently", "location: /circle\r\n", ""),
        "/secret" => ("403 Forbidden", "", ""),
        "/gone" => ("410 Gone", "", ""),
        "/no-head" if method == "HEAD" => ("405 Method Not Allowed", "", ""),
        "/no-head" => ("200 OK", "", page),
        "/busy" if times < 2 => ("429 Too Many Requests", "retry-after: 0\r\n", ""),
        "/busy" => ("200 OK", "", page),
        "/broken" => ("500 Internal Server Error", "", ""),
        "/hangs" => {
            // Until the other side gives up.
            let _ = stream.read(&mut [0]);
            return done();
        }
        _ => ("404 Not Found", "", ""),
    };
    thread::sleep(Duration::from_millis(10));
    done();
    let body = if method == "HEAD" { "" } else { body };
    let _ = write!(
        stream,
        "HTTP/1.1 {status}\r\n{headers}content-type: text/html\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{body}",
        body.len()
    );
}

/// A project with one page that links to paths of the server, line by line.
fn project(server: &Server, paths: &[&str], configuration: &str) -> Project {
    let links: Vec<String> = paths.iter().map(|path| format!("[x]({})\n", server.url(path))).collect();
    let page = format!("# A\n\n{}", links.join("\n"));
    Project::new(&[("index.md", &page), ("docwright.yml", &format!("external:\n  pause: 0\n  {configuration}\n"))])
}

fn run(project: &Project, arguments: &str) -> Run {
    let cache = project.path("../cache");
    project.run_with(arguments, &[("XDG_CACHE_HOME", &cache.to_string_lossy())], "")
}

#[test]
fn answers_become_findings() {
    let server = Server::start();
    let check = |path: &str, want: &str| {
        let project = project(&server, &[path], "timeout: 2s");
        let run = run(&project, "check --external --format short");
        let shown = run.stdout.replace(&server.url(""), "S").replace(&server.port.to_string(), "PORT");
        assert_eq!(shown.trim_end(), want, "{path}: {}", run.stderr);
        assert_eq!(run.code, 0);
    };
    check("/page", "");
    check("/page#one", "");
    check("/page#two", "");
    check("/page#three", "");
    check("/page#four", "index.md:3:33: warning[external-fragment-not-found] nothing on `S/page` has the id `four`");
    check("/page#/route", "");
    check("/nothing", "index.md:3:5: warning[external-link-dead] `S/nothing` leads nowhere: the server answers 404");
    check("/gone", "index.md:3:5: warning[external-link-dead] `S/gone` leads nowhere: the server answers 410");
    check(
        "/circle",
        "index.md:3:5: warning[external-link-dead] `S/circle` leads nowhere: it is redirected in a circle",
    );
    check("/moved", "index.md:3:5: suggestion[external-link-moved] `S/moved` has moved for good to `S/new`");
    check("/twice", "index.md:3:5: suggestion[external-link-moved] `S/twice` has moved for good to `S/new`");
    check("/meanwhile", "");
    check(
        "/secret",
        "index.md:3:5: suggestion[external-link-forbidden] whether `S/secret` is there is not known: the server answers 403",
    );
    check("/no-head", "");
    check("/busy", "");
    check("/hangs", "index.md:3:5: suggestion[external-link-slow] `S/hangs` takes too long to answer");
}

#[test]
fn servers_are_asked_gently() {
    let server = Server::start();
    let many: Vec<String> = (0..24).map(|number| format!("/page?{number}")).collect();
    let paths: Vec<&str> = many.iter().map(String::as_str).chain(["/page?0", "/page?0#one"]).collect();
    let project = project(&server, &paths, "per_host: 2\n  retries: 1");
    let first = run(&project, "check --external");
    let asked = server.take();
    assert_eq!((asked.len(), asked.values().max()), (24, Some(&1)), "{asked:?}");
    assert!(server.most.load(Ordering::SeqCst) <= 2, "no more than are allowed at a time");
    assert!(first.stderr.starts_with("24 addresses on other sites: 24 asked\n"), "{}", first.stderr);
    // What is known is not asked again; what failed is, and again where the server does.
    project
        .write("more.md", format!("# B\n\n[x]({}) [y]({})\n", server.url("/broken"), server.url("/gone")).as_bytes());
    let second = run(&project, "check --external");
    assert_eq!(
        server.take(),
        BTreeMap::from([
            ("HEAD /broken".into(), 2),
            ("GET /broken".into(), 2),
            ("HEAD /gone".into(), 1),
            ("GET /gone".into(), 1)
        ])
    );
    assert!(second.stderr.contains("26 addresses on other sites: 2 asked, 24 known from before"), "{}", second.stderr);
}

#[test]
fn addresses_are_left_out_and_replaced() {
    let server = Server::start();
    let configuration = format!(
        "ignore: ['{}', '*/secret']\n  remap: {{'https://docs.example.com/': '{}'}}",
        server.url("/gone"),
        server.url("/")
    );
    let project = project(&server, &["/gone", "/secret", "/page"], &configuration);
    project.write("more.md", b"# B\n\n[x](https://www.example.org/) [y](http://{host}/x) <https://a.test/>\n");
    let clean = run(&project, "check --external --format short -q");
    assert_eq!((clean.code, &*clean.stdout), (0, ""), "{}", clean.stderr);
    assert_eq!(server.take().keys().collect::<Vec<_>>(), ["HEAD /page"]);
    // There is no time for anything.
    project.write("docwright.yml", b"external: {total: 0s}\n");
    let none = run(&project, "check --external");
    assert!(none.stderr.contains("left for want of time"), "{}", none.stderr);
    assert_eq!(run(&project, "check --external --offline").code, 2);
}

#[test]
fn what_has_moved_for_good_is_mended() {
    let server = Server::start();
    let project = project(&server, &["/moved#one", "/home", "/meanwhile"], "retries: 0");
    let before = project.read("index.md");
    run(&project, "fix");
    assert_eq!(project.read("index.md"), before, "nobody asked for it");
    run(&project, "fix --external");
    // Where all that is not known is sent to the first page, the page is gone.
    assert_eq!(project.read("index.md"), before.replace("/moved#one", "/new#one"));
    // Silenced like all others.
    project.write(
        "index.md",
        format!("# A\n\n<!-- docwright-ignore external-link-dead -->\n[x]({})\n", server.url("/gone")).as_bytes(),
    );
    let silenced = run(&project, "check --external --format short -q -A external-link-moved");
    assert_eq!(silenced.stdout, "");
    assert_eq!(run(&project, "check --format short -q").stdout, "");
}

#[test]
fn a_host_that_never_answers_is_asked_no_more() {
    let server = Server::start();
    let many: Vec<String> = (0..9).map(|number| format!("/hangs?{number}")).collect();
    let paths: Vec<&str> = many.iter().map(String::as_str).collect();
    let project = project(&server, &paths, "per_host: 1\n  retries: 0\n  timeout: 200ms");
    let run = run(&project, "check --external --format short");
    assert_eq!(run.stdout.matches("external-link-slow").count(), 9, "{run:?}");
    assert_eq!(server.take().len(), 3);
}
