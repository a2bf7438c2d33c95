//! Values keep their places, and what is nested or repeated too often is refused.

use super::*;

/// Lists and mappings inside each other.
fn height(data: &Data) -> usize {
    match &data.value {
        Value::Plain(_) | Value::Text(_) => 0,
        Value::List(items) => items.iter().map(height).max().unwrap_or(0) + 1,
        Value::Map(entries) => entries.iter().map(|(_, value)| height(value)).max().unwrap_or(0) + 1,
    }
}

fn show(data: &Data, text: &str) -> String {
    let at = &text[data.span.range()];
    match &data.value {
        Value::Plain(value) => format!("{value}<{at}>"),
        Value::Text(value) => format!("'{value}'<{at}>"),
        Value::List(items) => {
            format!("[{}]", items.iter().map(|item| show(item, text)).collect::<Vec<_>>().join(" "))
        }
        Value::Map(entries) => format!(
            "{{{}}}",
            entries
                .iter()
                .map(|(key, value)| format!("{}<{}>: {}", key.name, &text[key.span.range()], show(value, text)))
                .collect::<Vec<_>>()
                .join(" ")
        ),
    }
}

#[test]
fn yaml_has_places() {
    let check = |text: &str, want: &str| {
        let read = read_yaml(text, 0).unwrap();
        assert_eq!(read.data.map(|data| show(&data, text)).unwrap_or_default(), want);
    };
    check("a: é # c\n# d\nb:\n  - 'x y'\n  - \n", "{a<a>: é<é> b<b>: ['x y'<'x y'> ~<>]}");
    check("", "");
    check("# only\n", "");
    check("a: &x 1\nb: *x\n", "{a<a>: 1<1> b<b>: 1<1>}");
}

#[test]
fn yaml_that_is_none_says_where() {
    let error = read_yaml("a: b\n  c: d: e\n", 10).unwrap_err();
    assert!(error.span.start >= 10 && error.span.start <= 25, "{error:?}");
}

#[test]
fn broken_yaml_is_read_so_far() {
    let check = |text: &str, want: &str, at: u32| {
        let (read, error) = read_yaml_so_far(text, 0);
        assert_eq!(read.data.map(|data| show(&data, text)).unwrap_or_default(), want);
        assert_eq!(error.map(|error| error.span.start), Some(at), "{text}");
    };
    check("a: 1\nb:\n  - x\n  - y: z: w\nc: 2\n", "{a<a>: 1<1> b<b>: [x<x> {y<y>: z<z>}]}", 22);
    check("a: 1\nb: 2\n  c: [3\n", "{a<a>: 1<1> b<b>: 2 c<2\n  c>}", 13);
    assert_eq!(read_yaml_so_far("a: 1\n---\nb: 2\n", 0).0.second, Some(Span::new(5, 8)));
}

#[test]
fn depth_has_a_bound() {
    let check = |text: &str, deep: bool| {
        let read = if text.starts_with('{') { read_json(text) } else { read_yaml(text, 0) }.unwrap();
        let data = read.data.as_ref().unwrap();
        assert!(height(data) <= DEPTH_LIMIT, "{text:.40}");
        // The rest is read.
        assert_eq!(data.get("z").and_then(Data::as_str), Some("1"), "{text:.40}");
        assert_eq!((read.too_deep.is_some(), read.whole().is_err()), (deep, deep), "{text:.40}");
    };
    let lists = |levels| format!("{}{}", "[".repeat(levels), "]".repeat(levels));
    let maps = |levels| format!("{}1{}", "{\"b\": ".repeat(levels), "}".repeat(levels));
    for (levels, deep) in [(DEPTH_LIMIT - 1, false), (DEPTH_LIMIT, true), (400, true)] {
        check(&format!("a: {}\nz: 1\n", lists(levels)), deep);
        check(&format!("a: {}\nz: 1\n", maps(levels)), deep);
        check(&format!("{{\"a\": {}, \"z\": \"1\"}}", lists(levels)), deep);
        check(&format!("{{\"a\": {}, \"z\": \"1\"}}", maps(levels)), deep);
        let block: String = (0..levels).map(|level| format!("{}b:\n", " ".repeat(level + 1))).collect();
        check(&format!("a:\n{block}z: 1\n"), deep);
    }
    for levels in [2000, 20_000, 100_000] {
        check(&format!("a: {}\nz: 1\n", lists(levels)), true);
    }
    // What is copied counts too.
    let copies: String =
        (1..20).map(|n| format!("k{n}: &k{n} {}*k{}{}\n", "[".repeat(100), n - 1, "]".repeat(100))).collect();
    check(&format!("k0: &k0 1\n{copies}z: 1\n"), true);
    assert!(read_json(&"[".repeat(100_000)).is_err());
}

#[test]
fn what_aliases_repeat_has_a_bound() {
    // The message names the bound, which follows from the text's length; the span is the alias.
    let check = |text: &str, want: &str| {
        let error = read_yaml(text, 0).unwrap_err();
        assert_eq!(&text[error.span.range()], want, "{text:.40}");
        assert!(error.message.starts_with("aliases repeat more than "), "{}", error.message);
    };
    let big = "x".repeat(64 * 1024);
    check(&format!("big: &b {big}\nl: [{}]\n", "*b, ".repeat(16 * 1024)), "*b");
    check(&format!("- &a [{}]\n{}", "b,".repeat(2000), "- *a\n".repeat(60)), "*a");
    check(&format!("a: &a {{k: {big}}}\nl:\n{}", "- {<<: *a}\n".repeat(6000)), "*a");
    let lol = |level: usize| format!("l{level}: &l{level} [{}]\n", format!("*l{},", level - 1).repeat(9));
    let levels: String = (1..12).map(lol).collect();
    check(&format!("l0: &l0 lol\n{levels}"), "*l4");
    assert!(read_yaml(&format!("- &a b\n{}", "- *a\n".repeat(5000)), 0).is_ok());
    // What an anchor stands before is no repetition, however long it is.
    assert!(read_yaml(&format!("all: &all\n- {big}\n{}", "- y\n".repeat(50_000)), 0).is_ok());
}

#[test]
fn an_alias_inside_its_own_anchor_is_told() {
    for text in ["&x [*x]", "a: &x {b: [*x]}", "a: &x\n  <<: *x\n", "a: &x 1\nb: &x [*x]"] {
        let error = read_yaml(text, 0).unwrap_err();
        assert_eq!(error.message, "the alias stands inside the value that it repeats");
        assert_eq!(&text[error.span.range()], "*x");
    }
}

#[test]
fn merge_keys_add_what_is_not_there() {
    let check = |text: &str, want: &str| {
        let read = read_yaml(text, 0).unwrap();
        assert_eq!((read.data.unwrap().to_json().to_string(), read.duplicates.len()), (want.to_owned(), 0));
    };
    check("- &a {x: 1, y: 2}\n- <<: *a\n  x: 3\n", r#"[{"x":1,"y":2},{"x":3,"y":2}]"#);
    check("<<: [{x: 1}, {x: 2, y: 2}]\nz: 3\n", r#"{"z":3,"x":1,"y":2}"#);
    check("<<: text\n", r#"{"<<":"text"}"#);
    check("'<<': {x: 1}\n", r#"{"<<":{"x":1}}"#);
}

#[test]
fn keys_that_are_twice_are_told() {
    let read = read_yaml("a: 1\na: 2\n", 0).unwrap();
    assert_eq!(read.duplicates, [Key { name: "a".into(), span: Span::new(5, 6) }]);
    assert_eq!(read_json(r#"{"a": 1, "a": 2}"#).unwrap().duplicates[0].span, Span::new(9, 12));
}

#[test]
fn json_has_places_comments_and_trailing_commas() {
    let text = "{ // c\n\"a\": [1, \"b\",], }";
    let read = read_json(text).unwrap();
    assert_eq!(show(&read.data.unwrap(), text), "{a<\"a\">: [1<1> 'b'<\"b\">]}");
    assert!(read_json("{\"a\": }").is_err());
    assert!(read_json("[1 2]").is_err());
}

#[test]
fn types_are_the_core_schemas() {
    let read = read_yaml("[1, 0755, no, true, ~, '1', 2016-08-04]", 0).unwrap();
    assert_eq!(read.data.unwrap().to_json().to_string(), r#"[1,"0755","no",true,null,"1","2016-08-04"]"#);
}
