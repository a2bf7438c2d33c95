//! Projects that hold one construct: text of a length, and the files that it stands in.

/// Paths with their texts.
pub type Files = Vec<(String, String)>;

/// The same text until there are that many bytes.
pub fn repeat(unit: &str, bytes: usize) -> String {
    unit.repeat(bytes.div_ceil(unit.len()))
}

/// Numbered texts until there are that many bytes.
pub fn numbered(unit: fn(usize) -> String, bytes: usize) -> String {
    let mut text = String::with_capacity(bytes + 256);
    for number in 0.. {
        if text.len() >= bytes {
            break;
        }
        text += &unit(number);
    }
    text
}

/// One text inside itself until both sides have that many bytes.
pub fn nested(open: &str, middle: &str, close: &str, bytes: usize) -> String {
    let times = bytes / (open.len() + close.len());
    [&open.repeat(times), middle, &close.repeat(times)].concat()
}

/// A plain page.
pub fn page(text: String) -> Files {
    vec![("page.md".into(), text), ("other.md".into(), "# Other\n\n## First part\n".into())]
}

/// A plain page of a project with a configuration.
pub fn page_with(configuration: &str, text: String) -> Files {
    with(page(text), "docwright.yml", configuration)
}

/// A page of a repository for Learn, with an include, a program and a picture beside it.
pub fn learn(text: String) -> Files {
    let files = learn_project(r#""content": [{ "files": ["**/*.md", "**/*.yml"], "exclude": ["part.md"] }]"#);
    let files = with(files, "part.md", "A part with **text** and a [link](other.md).\n");
    let files = with(files, "program.cs", "class A\n{\n    // <Main>\n    int a = 1;\n    // </Main>\n}\n");
    let files = with(files, "picture.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"8\" height=\"4\"/>\n");
    with(with(files, "other.md", "---\nuid: an.other\n---\n# Other\n"), "page.md", text)
}

/// A repository for Learn whose `build` says this.
pub fn learn_project(build: impl AsRef<str>) -> Files {
    let publish = r#"{ "docsets_to_publish": [{ "docset_name": "a", "build_source_folder": "." }] }"#;
    let docfx = format!("{{ \"build\": {{ {} }} }}\n", build.as_ref());
    with(vec![(".openpublishing.publish.config.json".into(), publish.into())], "docfx.json", docfx)
}

/// One more file.
pub fn with(mut files: Files, path: &str, text: impl Into<String>) -> Files {
    files.push((path.into(), text.into()));
    files
}
