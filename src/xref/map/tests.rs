//! Maps of uids in every form that is read, and broken ones.

use super::*;

fn show(map: &Map, uid: &str) -> String {
    let Some(known) = map.find(uid) else { return "-".into() };
    let texts = known.properties.iter().filter(|(key, _)| &**key != "uid");
    let texts: Vec<String> = texts.map(|(key, value)| format!("{key}={value}")).collect();
    format!("{} {}", known.href.as_deref().unwrap_or("nowhere"), texts.join(" ")).trim_end().to_owned()
}

fn check(text: &str, uid: &str, want: &str) {
    let map = read(text.to_owned(), "").expect("the map is good");
    assert_eq!(show(&map, uid), want, "{uid} in {text}");
}

const YAML: &str = "### YamlMime:XRefMap
sorted: true
references:
- uid: System.String
  name: String
  fullName: 'System.String'
  href: https://e.org/s
- uid: 'it''s'
  href: \"https://e.org/i\"
  name: >-
    folded
    name
- name: late
  uid: a.b
  href: https://e.org/b
  extra: [1, 2]
- uid: nowhere
  name: N
redirections:
- uidPrefix: Old.
  href: https://e.org/old
";

#[test]
fn yaml_is_read_by_lines() {
    check(YAML, "System.String", "https://e.org/s name=String fullName=System.String");
    check(YAML, "it's", "https://e.org/i name=folded name");
    check(YAML, "a.b", "https://e.org/b name=late");
    check(YAML, "nowhere", "nowhere name=N");
    check(YAML, "system.string", "-");
    check(YAML, "Old.Thing", "https://e.org/old");
    let windows = YAML.replace('\n', "\r\n");
    check(&windows, "System.String", "https://e.org/s name=String fullName=System.String");
    check(&windows, "it's", "https://e.org/i name=folded name");
    let mut uids = Vec::new();
    read(YAML.to_owned(), "").expect("it is good").uids(|uid| uids.push(uid.to_owned()));
    assert_eq!(uids, ["System.String", "it's", "a.b", "nowhere"]);
}

#[test]
fn other_forms_of_yaml_are_read() {
    check("references: [{uid: a, href: b}]\n", "a", "b");
    check("references:\n  # none\n  - uid: a\n    href: b\n  - uid: c\n    href: d\n", "c", "d");
    check("baseUrl: https://e.org/x/\nreferences:\n\n- uid: a\n  href: b#c\n", "a", "https://e.org/x/b#c");
    check("references:\n- uid: a\n  href: /b\nbaseUrl: https://e.org/x\n", "a", "https://e.org/b");
    check("references: []\n", "a", "-");
    check("references:\n- uid: [a\n  href: c\n- uid: \"d\\te\"\n  href: f\n", "d\te", "f");
}

#[test]
fn json_is_read_by_entries() {
    let json = r#"{"baseUrl": "https://e.org/", "references": [
        {"uid": "a`1", "href": "x.html", "name": "A<T>"}, {"uid": "b\u0023", "name": "B"}, {"name": "no uid"}
    ], "sorted": true}"#;
    check(json, "a`1", "https://e.org/x.html name=A<T>");
    check(json, "b#", "nowhere name=B");
    check("{\"references\": [{\"uid\": \"a\", \"href\": \"b\"},], // comment\n}", "a", "b");
}

#[test]
fn broken_maps_say_where() {
    let check = |text: &str, want: &str| {
        let (error, _) = read(text.to_owned(), "").expect_err(text);
        assert_eq!(text[..error.span.start as usize].lines().count(), want.parse::<usize>().unwrap_or(0), "{error:?}");
    };
    check("a: b\n", "0");
    check("references:\n- uid: a\n  href: b\nx: [\ny\n", "4");
    check("{\"references\": [}", "1");
    check("just text\n", "0");
    let map = read("references:\n- uid: a: b\n  href: c\n".into(), "").expect("the rest is good");
    assert!(map.broken.is_some_and(|error| error.span.start > 12));
}

#[test]
fn addresses_have_a_base() {
    let map = read("references:\n- uid: a\n  href: b.html\n".into(), "https://e.org/docs/").expect("it is good");
    assert_eq!(show(&map, "a"), "https://e.org/docs/b.html");
    assert!(!map.has_relative());
    let map = read("references:\n- uid: a\n  href: b.html\n".into(), "").expect("it is good");
    assert!(map.has_relative());
}
