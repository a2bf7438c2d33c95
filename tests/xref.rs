//! Cross references and maps of uids in whole projects, from files and from a server.

use std::{
    io::{BufRead, BufReader, Cursor, Write},
    net::{TcpListener, TcpStream},
    sync::{Arc, Mutex},
    thread,
};

use crate::project::Project;

const MAP: &str = "### YamlMime:XRefMap
baseUrl: https://e.org/api/
references:
- uid: System.String
  name: String
  href: string
- uid: System.Int32
  name: Int32
  href: int32
";

const JSON: &str = r#"{"baseUrl": "https://e.org/api/", "references": [
    {"uid": "System.String", "name": "String", "href": "string"},
    {"uid": "System.Int32", "name": "Int32", "href": "int32"}]}"#;

const PAGE: &str = "# A\n\n<xref:System.String> and @System.Int32.\n";

const ARTICLE: &str = "<p><a class=\"xref\" href=\"https://e.org/api/string\" data-uid=\"System.String\">String</a> and \
                       <a class=\"xref\" href=\"https://e.org/api/int32\" data-uid=\"System.Int32\">Int32</a>.</p>";

fn gz(text: &str) -> Vec<u8> {
    let mut out = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    out.write_all(text.as_bytes()).unwrap();
    out.finish().unwrap()
}

fn zip(text: &str) -> Vec<u8> {
    let mut out = zip::ZipWriter::new(Cursor::new(Vec::new()));
    out.start_file("xrefmap.yml", zip::write::SimpleFileOptions::default()).unwrap();
    out.write_all(text.as_bytes()).unwrap();
    out.finish().unwrap().into_inner()
}

#[test]
fn maps_are_read_in_every_form() {
    let forms: [(&str, Vec<u8>); 5] = [
        ("map.yml", MAP.into()),
        ("map.json", JSON.into()),
        ("map.yml.gz", gz(MAP)),
        ("map.json.gz", gz(JSON)),
        ("map.zip", zip(MAP)),
    ];
    for (name, bytes) in forms {
        let project = Project::new(&[("a.md", PAGE), ("docwright.yml", &format!("xref: maps/{name}\n"))]);
        project.write(&format!("maps/{name}"), &bytes);
        assert_eq!(project.build(), "", "{name}");
        assert!(project.read("_site/a.html").contains(ARTICLE), "{name}");
        let project = Project::new(&[("docs/a.md", PAGE)]);
        project.write("docs/docfx.json", format!("{{\"build\": {{\"xref\": [\"maps/{name}\"]}}}}").as_bytes());
        project.write(&format!("docs/maps/{name}"), &bytes);
        assert_eq!(project.build(), "", "{name}");
        assert!(project.read("_site/a.html").contains(ARTICLE), "{name}");
    }
}

/// A server that gives one file, and the first lines and conditions of the requests that it had.
fn serve(body: &'static str) -> (String, Arc<Mutex<Vec<String>>>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}/docs/xrefmap.yml", listener.local_addr().unwrap());
    let log = Arc::new(Mutex::new(Vec::new()));
    let asked = log.clone();
    thread::spawn(move || listener.incoming().flatten().for_each(|stream| answer(stream, body, &asked)));
    (address, log)
}

fn answer(mut stream: TcpStream, body: &str, log: &Mutex<Vec<String>>) {
    let lines: Vec<String> = BufReader::new(stream.try_clone().unwrap())
        .lines()
        .map_while(Result::ok)
        .take_while(|line| !line.is_empty())
        .collect();
    let known = lines.iter().any(|line| line.eq_ignore_ascii_case("if-none-match: \"1\""));
    log.lock().unwrap().push(format!("{}{}", lines[0], if known { " known" } else { "" }));
    let head = match (lines[0].contains("gone"), known) {
        (true, _) => "404 Not Found\r\ncontent-length: 0\r\n".to_owned(),
        (_, true) => "304 Not Modified\r\n".to_owned(),
        _ => format!("200 OK\r\netag: \"1\"\r\ncontent-length: {}\r\n", body.len()),
    };
    let body = if head.starts_with("200") { body } else { "" };
    let _ = stream.write_all(format!("HTTP/1.1 {head}connection: close\r\n\r\n{body}").as_bytes());
}

const RELATIVE: &str = "references:\n- uid: System.String\n  name: String\n  href: api/string.html\n";

#[test]
fn maps_are_fetched_once() {
    let (address, log) = serve(RELATIVE);
    let project = Project::new(&[("a.md", "<xref:System.String>\n"), ("docwright.yml", &format!("xref: {address}\n"))]);
    let cache = project.path("cache").to_string_lossy().into_owned();
    let run = |arguments: &str, more: &[(&str, &str)]| {
        let mut variables =
            vec![("XDG_CACHE_HOME", &*cache), ("NO_PROXY", "127.0.0.1"), ("no_proxy", "127.0.0.1"), ("http_proxy", "")];
        variables.extend(more);
        let run = project.run_with(arguments, &variables, "");
        assert!(run.code < 2, "{run:?}");
        run.stdout
    };
    let asked = || std::mem::take(&mut *log.lock().unwrap());
    let unasked = |why: &str| {
        format!(
            "docwright.yml:1:7: suggestion[xref-map-missing] 1 uid, used once, cannot be checked: the map of uids was never \
             fetched, and {why}\n\
             docwright.yml:1:7: suggestion[xref-map-not-found] the map of uids was never fetched, and {why}\n"
        )
    };
    let check = "check -q --format short";
    assert_eq!(run(&format!("{check} --offline"), &[]), unasked("with `--offline` nothing is"));
    let ci = "where `CI` is set nothing is without `--fetch`";
    assert_eq!(run(check, &[("CI", "true")]), unasked(ci));
    assert_eq!(asked(), [""; 0]);
    assert_eq!(run(check, &[]), "");
    assert_eq!(asked(), ["GET /docs/xrefmap.yml HTTP/1.1"]);
    assert_eq!(run("build -q --format short", &[]), "");
    assert_eq!(run(&format!("{check} --offline"), &[("CI", "true")]), "");
    assert_eq!(asked(), [""; 0]);
    let href = format!("href=\"{}api/string.html\"", address.trim_end_matches("xrefmap.yml"));
    assert!(project.read("_site/a.html").contains(&href));
    assert_eq!(run(&format!("{check} --fetch"), &[("CI", "true")]), "");
    assert_eq!(asked(), ["GET /docs/xrefmap.yml HTTP/1.1 known"]);
    // A server that fails leaves the copy, and one that never answered well leaves none.
    let gone = address.replace("/docs/", "/gone/");
    project.write("docwright.yml", format!("xref: {gone}\n").as_bytes());
    let why = "the map of uids could not be fetched: the server answers 404";
    assert_eq!(
        run(check, &[]),
        format!(
            "docwright.yml:1:7: suggestion[xref-map-missing] 1 uid, used once, cannot be checked: {why}\n\
             docwright.yml:1:7: warning[xref-map-not-found] {why}\n"
        )
    );
    assert_eq!(project.run("check --offline --fetch").code, 2);
}

#[test]
fn maps_are_written() {
    let project = Project::new(&[
        ("docwright.yml", "base_url: https://e.org/docs\n"),
        ("b/x.md", "---\nuid: b.x\ntitle: \"A: title\"\n---\n"),
        ("a.md", "---\nuid: a\n---\n# A\n"),
        ("c.md", "---\nuid: a\n---\n# C\n"),
    ]);
    assert_eq!(
        project.build(),
        "c.md:2:6: warning[duplicate-uid] `a` is a uid already in `a.md`, line 2; references lead there\n"
    );
    assert_eq!(
        project.read("_site/xrefmap.yml"),
        "### YamlMime:XRefMap\nsorted: true\nbaseUrl: https://e.org/docs/\nreferences:\n\
         - uid: a\n  name: A\n  href: a.html\n- uid: b.x\n  name: \"A: title\"\n  href: b/x.html\n"
    );
    // A reference may say that its uid need not be known.
    let open = Project::new(&[(
        "a.md",
        "<xref href=\"x\" data-throw-if-not-resolved=\"False\">X</xref>\n<xref href=\"y\" data-throw-if-not-resolved=\"True\"/>\n",
    )]);
    assert_eq!(open.build(), "a.md:2:13: warning[xref-not-found] no page and no map has the uid `y`\n");
    // Another site reads it.
    let map = project.read("_site/xrefmap.yml");
    let other = Project::new(&[("p.md", "<xref:b.x>\n"), ("docwright.yml", "xref: m.yml\n"), ("m.yml", &map)]);
    assert_eq!(other.build(), "");
    assert!(other.read("_site/p.html").contains("href=\"https://e.org/docs/b/x.html\" data-uid=\"b.x\">A: title</a>"));
    assert!(!other.path("_site/xrefmap.yml").exists());
}

#[test]
fn pages_for_different_versions_share_uids() {
    let check = |a: &str, b: &str, want: &str| {
        let docfx = format!(
            r#"{{"build": {{"content": ["*.md"], "monikerDefinition": "m.json", "fileMetadata": {{"monikerRange": {{"b.md": "{b}"}}}}}}}}"#
        );
        let page = |range: &str| match range {
            "" => "---\nuid: u\ntitle: T\n---\n".to_owned(),
            range => format!("---\nuid: u\ntitle: T\nmonikerRange: \"{range}\"\n---\n"),
        };
        let monikers = r#"{"monikers": [{"moniker_name": "v1", "product_name": "p", "order": 1},
            {"moniker_name": "v2", "product_name": "p", "order": 2}]}"#;
        let project =
            Project::new(&[("docfx.json", &docfx), ("m.json", monikers), ("a.md", &page(a)), ("b.md", &page(""))]);
        let found = project.run("check --format short -q -A h1-missing,title-missing,duplicate-titles").stdout;
        assert_eq!(found, want, "{a} and {b}");
    };
    check("v1", "v2", "");
    check(">= v1", "v2", "b.md:2:6: warning[moniker-overlapping] for `v2`, `u` is a uid already in `a.md`, line 2\n");
    check("", "v2", "b.md:2:6: warning[duplicate-uid] `u` is a uid already in `a.md`, line 2; references lead there\n");
}

#[test]
fn tables_of_contents_name_uids() {
    let project = Project::new(&[
        ("docwright.yml", "xref: m.yml\n"),
        ("m.yml", MAP),
        ("a.md", "---\nuid: the.page\n---\n# The page\n"),
        (
            "toc.yml",
            "- uid: the.page\n- name: S\n  topicUid: System.String\n- homepageUid: System.Int32\n- href: xref:the.page#x\n\
             - uid: the.pgae\n",
        ),
        (
            "b/toc.md",
            "# @the.page\n# <xref:System.String>\n# [N](xref:System.Int32)\n# [M](@the.page)\n# @nothing.near\n",
        ),
    ]);
    assert_eq!(
        project.build(),
        "b/toc.md:5:4: warning[xref-not-found] no page and no map has the uid `nothing.near`\n\
         toc.yml:6:8: warning[xref-not-found] no page and no map has the uid `the.pgae`\n"
    );
    assert_eq!(
        project.read("_site/toc.json"),
        r#"{"items":[{"name":"The page","href":"a.html"},{"name":"S","href":"https://e.org/api/string"},{"name":"Int32","href":"https://e.org/api/int32"},{"name":"The page","href":"a.html#x"},{"name":"the.pgae"}]}"#
    );
    assert_eq!(
        project.read("_site/b/toc.json"),
        r#"{"items":[{"name":"The page","href":"../a.html"},{"name":"String","href":"https://e.org/api/string"},{"name":"N","href":"https://e.org/api/int32"},{"name":"M","href":"../a.html"},{"name":"nothing.near"}]}"#
    );
}

#[test]
fn uids_of_the_publishing_service_are_not_told_one_by_one() {
    let project = Project::new(&[
        (
            ".openpublishing.publish.config.json",
            "{\"docsets_to_publish\": [{\"build_source_folder\": \"docs\", \"xref_query_tags\": [\"/dotnet\"]}]}\n",
        ),
        ("docs/docfx.json", "{\"build\": {}}"),
        (
            "docs/a.md",
            "---\nuid: contoso.overview\n---\n# A\n\n<xref:System.String> <xref:System.Int32> <xref:System.Int32>\n",
        ),
        ("docs/b.md", "# B\n\n<xref:contoso.overveiw> @contoso.Overview @someone\n"),
    ]);
    let run = project.run("check --format short -q");
    assert_eq!(
        run.stdout,
        ".openpublishing.publish.config.json:1:76: suggestion[xref-map-missing] 2 uids, used 3 times in all, cannot be \
         checked: some are in maps that only the publishing service has (`xref_query_tags`)\n\
         docs/b.md:3:7: warning[xref-not-found] no page and no map has the uid `contoso.overveiw`\n\
         docs/b.md:3:26: warning[xref-not-found] no page and no map has the uid `contoso.Overview`\n"
    );
    let run = project.run("check --format short -q -W at-xref-not-found -A xref-not-found,xref-map-missing");
    assert_eq!(run.stdout, "docs/b.md:3:44: warning[at-xref-not-found] no page and no map has the uid `someone`\n");
}
