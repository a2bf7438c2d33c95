//! Every form of findings for other programs, held against what is published of it.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::{project::Project, schema};

/// A project with findings of each severity, in an included file too, with text that steers what reads it.
const FILES: &[(&str, &str)] = &[
    (
        "a.md",
        "# A\n\n[x](gone.md) and [y](b.md#nope).\n\n日本語 [z](b%3A%3Aerror%20.md) 🎉 [](<a ##vso[x];y.md>)\n\n\
         [!INCLUDE [i](inc/i.md)]\n",
    ),
    ("b: c%,é.md", "# B\n\n[a](b: <&\"'%25>.md)\n\n[!INCLUDE [i](inc/i.md)]\n\n[b](<B: C%25,é.md>)\n"),
    ("b.md", "# B\n"),
    ("inc/i.md", "[a](../b.md#b1)\n"),
    ("inc/unused/includes/u.md", "Nobody includes this.\n"),
    ("docwright.yml", "title: x\nrules:\n  bookmark-not-found: error\n"),
];

/// What a form prints, which must be the same as the file that `--report` writes.
fn report(project: &Project, format: &str) -> String {
    let run = project.run(&format!("check -q --format {format} --report {format}=new/folder/report"));
    assert_eq!(run.code, 1, "{}", run.stderr);
    assert_eq!(run.stdout, project.read("new/folder/report"), "{format}");
    run.stdout
}

fn valid(text: &str, schema: &str) -> Value {
    let value: Value = serde_json::from_str(text).unwrap_or_else(|error| panic!("{error}: {text}"));
    let schema: Value = serde_json::from_str(schema).expect("a schema is JSON");
    let problems = schema::problems(&value, &schema);
    assert!(problems.is_empty(), "{problems:#?}\n{text}");
    value
}

fn list(value: &Value) -> &[Value] {
    value.as_array().unwrap_or_else(|| panic!("{value} is no list"))
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_else(|| panic!("{value} is no text"))
}

#[test]
fn sarif_is_as_its_schema_says() {
    let schema = include_str!("schemas/sarif-2.1.0.json");
    let project = Project::new(FILES);
    let log = valid(&report(&project, "sarif"), schema);
    let run = &log["runs"][0];
    let rules = list(&run["tool"]["driver"]["rules"]);
    let results = list(&run["results"]);
    assert!(results.len() >= 6 && run["columnKind"] == "unicodeCodePoints", "{run}");
    let mut levels: Vec<&str> = results.iter().map(|result| text(&result["level"])).collect();
    levels.sort_unstable();
    levels.dedup();
    assert_eq!(levels, ["error", "note", "warning"]);
    for result in results {
        let index = result["ruleIndex"].as_u64().expect("it is a number") as usize;
        assert_eq!(rules[index]["id"], result["ruleId"]);
        assert!(text(&result["partialFingerprints"]["primaryLocationLineHash"]).contains(':'));
        for change in result["fixes"].as_array().into_iter().flatten() {
            assert!(!list(&change["artifactChanges"]).is_empty());
        }
    }
    assert!(results.iter().any(|result| result.get("fixes").is_some()), "{results:#?}");
    let included = results.iter().find(|result| result.get("relatedLocations").is_some());
    let pages = list(&included.expect("a place is included")["relatedLocations"]);
    let uris: Vec<&str> = pages.iter().map(|page| text(&page["physicalLocation"]["artifactLocation"]["uri"])).collect();
    assert_eq!(uris, ["a.md", "b%3A%20c%25,%C3%A9.md"]);
    for rule in rules {
        // GitHub reads at most ten tags, and texts of 1,024 characters.
        assert!(list(&rule["properties"]["tags"]).len() <= 10);
        assert!(text(&rule["fullDescription"]["text"]).chars().count() <= 1_024, "{rule}");
    }
    let clean = Project::new(&[("a.md", "# A\n")]).run("check -q --format sarif").stdout;
    valid(&clean, schema);
}

#[test]
fn sarif_names_only_the_worst_that_github_keeps() {
    let links: String = (0..5_100).map(|at| format!("[{at}](gone{at}.md)\n\n")).collect();
    let project = Project::new(&[("a.md", &format!("# A\n\n{links}[x](#nope)\n")), ("docwright.yml", FILES[5].1)]);
    let run = project.run("check --format sarif");
    let log = valid(&run.stdout, include_str!("schemas/sarif-2.1.0.json"));
    let results = list(&log["runs"][0]["results"]);
    assert_eq!((results.len(), &results[4_999]["level"]), (5_000, &"error".into()));
    assert!(run.stderr.starts_with("SARIF holds the worst 5000 of 5101 findings"), "{}", run.stderr);
    assert!(run.stdout.len() < 10 << 20);
}

#[test]
fn gitlab_is_as_its_manual_says() {
    let project = Project::new(FILES);
    let issues = valid(&report(&project, "gitlab"), include_str!("schemas/gitlab-code-quality.json"));
    let mut prints: Vec<&str> = list(&issues).iter().map(|issue| text(&issue["fingerprint"])).collect();
    let all = prints.len();
    prints.sort_unstable();
    prints.dedup();
    assert_eq!(prints.len(), all, "fingerprints are unique");
    project.write("a.md", format!("# A\n\nMore.\n\n{}", FILES[0].1.strip_prefix("# A\n\n").unwrap()).as_bytes());
    let moved = valid(&report(&project, "gitlab"), include_str!("schemas/gitlab-code-quality.json"));
    let mut again: Vec<&str> = list(&moved).iter().map(|issue| text(&issue["fingerprint"])).collect();
    again.sort_unstable();
    assert_eq!(prints, again, "lines may move");
    assert_eq!(Project::new(&[("a.md", "# A\n")]).run("check -q --format gitlab").stdout, "[]\n");
}

/// What Jenkins allows in a report of tests: an element, what may stand in it, the attributes it must have, and those
/// that it may have.
type Allowed = (&'static str, &'static [&'static str], &'static [&'static str], &'static [&'static str]);

#[rustfmt::skip]
const JUNIT: &[Allowed] = &[
    ("testsuites", &["testsuite"], &[], &["name", "time", "tests", "failures", "errors"]),
    ("testsuite", &["testsuite", "properties", "testcase", "system-out", "system-err"],
        &["name", "tests", "failures", "errors"],
        &["group", "time", "skipped", "timestamp", "hostname", "id", "package", "file", "log", "url"]),
    ("testcase", &["skipped", "error", "failure", "system-out", "system-err"], &["name"], &["time", "classname", "group"]),
    ("failure", &[], &[], &["type", "message"]),
    ("skipped", &[], &[], &["type", "message"]),
];

/// An element of XML.
#[derive(Default, Debug)]
struct Element {
    name: String,
    attributes: BTreeMap<String, String>,
    children: Vec<Element>,
    text: String,
}

/// Reads a document without comments, instructions and sections of data. Fails where it is not well-formed.
fn read_xml(text: &str) -> Element {
    let mut rest = text.strip_prefix("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n").expect("it says what it is");
    let mut open = vec![Element::default()];
    while let Some((before, after)) = rest.split_once('<') {
        open.last_mut().unwrap().text.push_str(&unescaped(before));
        let (tag, after) = after.split_once('>').expect("a tag ends");
        rest = after;
        if let Some(name) = tag.strip_prefix('/') {
            let element = open.pop().expect("an element is open");
            assert_eq!(element.name, name, "elements end as they begin");
            open.last_mut().expect("there is a parent").children.push(element);
            continue;
        }
        let (tag, empty) = tag.strip_suffix('/').map_or((tag, false), |tag| (tag, true));
        let (name, mut list) = tag.split_once(' ').unwrap_or((tag, ""));
        let mut element = Element { name: name.into(), ..Element::default() };
        while let Some((key, after)) = list.trim_start().split_once("=\"") {
            let (value, after) = after.split_once('"').expect("a value ends");
            assert!(element.attributes.insert(key.into(), unescaped(value)).is_none(), "{key} is there once");
            list = after;
        }
        assert_eq!(list.trim(), "");
        if empty { open.last_mut().unwrap().children.push(element) } else { open.push(element) }
    }
    assert!(open.len() == 1 && rest.trim().is_empty(), "all elements end");
    open.pop().unwrap().children.pop().expect("there is a root")
}

fn unescaped(text: &str) -> String {
    let legal = |char: char| matches!(char, '\n' | '\t' | ' '..='\u{7e}' | '\u{a0}'..='\u{fffd}' | '\u{10000}'..);
    assert!(text.chars().all(|char| legal(char) && char != '<'), "{text}");
    let mut out = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('&') {
        let (name, after) = after.split_once(';').expect("an entity ends");
        out.push_str(before);
        out.push_str(match name {
            "amp" => "&",
            "lt" => "<",
            "gt" => ">",
            "quot" => "\"",
            "#10" => "\n",
            "#9" => "\t",
            name => panic!("entity {name}"),
        });
        rest = after;
    }
    out + rest
}

fn check_junit(element: &Element, cases: &mut usize) {
    let row = JUNIT.iter().find(|row| row.0 == element.name);
    let (_, children, needed, allowed) = row.unwrap_or_else(|| panic!("{} is no element of a report", element.name));
    for name in *needed {
        assert!(element.attributes.contains_key(*name), "{} lacks {name}", element.name);
    }
    for name in element.attributes.keys() {
        assert!(needed.contains(&&**name) || allowed.contains(&&**name), "{} has {name}", element.name);
    }
    *cases += usize::from(element.name == "testcase");
    for child in &element.children {
        assert!(children.contains(&&*child.name), "{} is in {}", child.name, element.name);
        check_junit(child, cases);
    }
}

#[test]
fn junit_is_as_jenkins_reads_it() {
    let project = Project::new(FILES);
    let findings = project.run("check -q --format short").stdout.lines().count();
    let root = read_xml(&report(&project, "junit"));
    let mut cases = 0;
    check_junit(&root, &mut cases);
    assert_eq!((root.name.as_str(), cases), ("testsuites", findings));
    assert_eq!(root.attributes["tests"], findings.to_string());
    let sum =
        |key: &str| root.children.iter().map(|suite| suite.attributes[key].parse::<usize>().unwrap()).sum::<usize>();
    assert_eq!((sum("tests"), sum("failures").to_string()), (findings, root.attributes["failures"].clone()));
    let clean = read_xml(&Project::new(&[("a.md", "# A\n")]).run("check -q --format junit").stdout);
    let mut cases = 0;
    check_junit(&clean, &mut cases);
    assert_eq!(cases, 1);
}

/// Reads a command of GitHub as its runner does.
fn read_github(line: &str) -> (String, BTreeMap<String, String>, String) {
    let rest = line.strip_prefix("::").unwrap_or_else(|| panic!("{line} is no command"));
    let (command, message) = rest.split_once("::").expect("a command ends");
    let (name, list) = command.split_once(' ').unwrap_or((command, ""));
    let plain = |text: &str| {
        text.replace("%3A", ":").replace("%2C", ",").replace("%0D", "\r").replace("%0A", "\n").replace("%25", "%")
    };
    let pairs = list.split(',').filter_map(|pair| pair.split_once('='));
    (name.into(), pairs.map(|(key, value)| (key.into(), plain(value))).collect(), plain(message))
}

#[test]
fn github_reads_the_ten_worst() {
    let project = Project::new(FILES);
    let json = project.run("check -q --format json").stdout;
    let findings: Value = serde_json::from_str(&json).unwrap();
    let out = report(&project, "github");
    let commands: Vec<_> = out.lines().map(read_github).collect();
    assert_eq!(commands.len(), list(&findings).len());
    for (name, properties, message) in &commands {
        let same = list(&findings).iter().find(|finding| {
            let place = [("path", "file"), ("line", "line"), ("rule", "title")];
            place.iter().all(|(key, property)| finding[*key].to_string().trim_matches('"') == properties[*property])
                && message.starts_with(text(&finding["message"]))
        });
        let severity = text(&same.unwrap_or_else(|| panic!("{properties:?} {message}"))["severity"]);
        assert_eq!(
            name,
            ["notice", "warning", "error"]
                [["suggestion", "warning", "error"].iter().position(|it| *it == severity).unwrap()]
        );
    }
    assert!(commands.is_sorted_by_key(|(name, ..)| ["error", "warning", "notice"].iter().position(|it| it == name)));
}

#[test]
fn a_workflow_of_github_is_known() {
    let project = Project::new(FILES);
    let summary = project.path("sum/mary.md").display().to_string();
    let variables = [
        ("GITHUB_ACTIONS", "true"),
        ("GITHUB_STEP_SUMMARY", summary.as_str()),
        ("GITHUB_SERVER_URL", "https://github.com"),
    ];
    let more = [("GITHUB_REPOSITORY", "o/r"), ("GITHUB_SHA", "abc")];
    let variables = [&variables[..], &more].concat();
    for command in ["check", "build", "check -C ."] {
        let run = project.run_with(&format!("{command} -q"), &variables, "");
        assert!(run.code == 1 && run.stdout.starts_with("::error file=inc/i.md,line=1,"), "{run:?}");
        let markdown = project.read("sum/mary.md");
        for part in [
            "## docwright\n",
            "| error | [`bookmark-not-found`](",
            "](https://github.com/o/r/blob/abc/a.md?plain=1#L3)",
        ] {
            assert!(markdown.contains(part), "{part} is in {markdown}");
        }
    }
    assert_eq!(project.read("sum/mary.md").matches("## docwright\n").count(), 3, "steps add to it");
    let run = project.run_with("check -q --format short", &variables, "");
    assert!(run.stdout.starts_with("a.md:3:"), "what is asked for is stronger");
}

#[test]
fn other_services_are_known() {
    let project = Project::new(FILES);
    let run = project.run_with("check -q", &[("TF_BUILD", "True")], "");
    assert_eq!(run.stdout, report(&project, "azure"));
    for line in run.stdout.lines().filter(|line| line.contains("##")) {
        let (head, message) = line.split_once(']').expect("a command ends");
        assert!(!message.contains('\r'));
        let (name, list) =
            head.strip_prefix("##vso[").expect("a command begins").split_once(' ').expect("it has properties");
        let keys: Vec<&str> = list.split(';').filter_map(|pair| Some(pair.split_once('=')?.0)).collect();
        match name {
            "task.logissue" => assert_eq!(keys, ["type", "sourcepath", "linenumber", "columnnumber", "code"]),
            "task.complete" => assert_eq!(keys, ["result"]),
            name => panic!("{name}"),
        }
    }
    assert!(run.stdout.ends_with("##vso[task.complete result=Failed;]docwright found errors\n"));
    let run = project.run_with("check -q", &[("GITLAB_CI", "true")], "");
    assert!(
        run.stdout.starts_with("error[bookmark-not-found]") || run.stdout.starts_with("warning["),
        "{}",
        run.stdout
    );
}

#[test]
fn several_reports_are_written_in_one_run() {
    let project = Project::new(FILES);
    let run = project.run("-q --format short --report sarif=r/a.sarif --report=junit=r/b.xml --report jsonl=c.jsonl");
    assert_eq!(run.code, 1);
    assert!(project.read("_site/a.html").contains("<h1"), "a build writes reports, too");
    assert!(project.read("r/a.sarif").starts_with("{\"$schema\""));
    assert!(project.read("r/b.xml").starts_with("<?xml"));
    assert_eq!(project.read("c.jsonl").lines().count(), run.stdout.lines().count());
    let check = |flags: &str, want: &str| {
        let run = project.run(&format!("check {flags}"));
        assert!(run.code == 2 && run.stderr.contains(want), "{run:?}");
    };
    check("--report sarfi=x", "there is no format `sarfi`; did you mean `sarif`?");
    check("--report zzz=x", "there is no format `zzz`; known are pretty, short, json");
    check("--report sarif", "it is not in the form FORMAT=FILE");
    check("--report sarif=", "it names no file");
    check("--format sarfi", "a similar value exists: 'sarif'");
    project.write("file", b"x");
    let run = project.run("check -q --format short --report json=file/x");
    assert!(run.code == 3 && run.stderr.contains("`file`"), "{run:?}");
}
