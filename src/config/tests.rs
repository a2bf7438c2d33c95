//! Tables of configurations and what is read from them.

use super::*;
use crate::diagnostic::Severity;

fn docfx(path: &str, text: &str) -> Arc<Source> {
    Arc::new(Source::new(path.into(), text))
}

/// Reads a `docwright.yml` (none where it is empty) and `docfx.json` files.
fn config(yaml: &str, docfx: &[Arc<Source>]) -> (Config, Vec<String>) {
    let docwright = (!yaml.is_empty()).then(|| Source::new("docwright.yml".into(), yaml));
    let (config, found) = read(&Inputs { docwright: docwright.as_ref(), docfx, ..Inputs::default() });
    let show = |found: &Diagnostic| {
        let source = docfx.iter().map(|source| &**source).chain(&docwright).find(|source| source.path == found.path);
        let at = source.map_or("?", |source| source.slice(found.span));
        let help = found.help.as_ref().map(|help| format!(" ({help})")).unwrap_or_default();
        format!("{} <{at}> {}{help}", found.rule.name, found.message)
    };
    (config, found.iter().map(show).collect())
}

/// What happens to a file: `page a.md`, `copy a.png` or nothing.
fn fate(config: &Config, path: &str) -> String {
    let docset = &config.docsets[usize::from(config.docset_of(&path.into()))];
    let find = |sets: &[FileSet]| sets.iter().find(|set| set.takes(path)).map(|set| set.output(path));
    match (find(&docset.content), find(&docset.resource)) {
        (Some(output), _) => format!("page {output}"),
        (None, Some(output)) => format!("copy {output}"),
        (None, None) => String::new(),
    }
}

#[track_caller]
fn check_fates(yaml: &str, docfx: &[Arc<Source>], fates: &[(&str, &str)]) {
    let (config, found) = config(yaml, docfx);
    assert_eq!(found, [""; 0], "{yaml}");
    for (path, want) in fates {
        assert_eq!(fate(&config, path), *want, "{path}");
    }
}

#[test]
fn a_folder_without_configuration() {
    let (config, found) = read(&Inputs::default());
    assert_eq!(found, []);
    assert_eq!((&*config.title, &*config.lang, &*config.output), ("", "en", "_site"));
    assert_eq!(config.docsets[0].dialect, Dialect::PLAIN);
    assert_eq!(config.html, HtmlPolicy::Trust);
    check_fates(
        "",
        &[],
        &[
            ("a/b.md", "page a/b.md"),
            ("toc.yml", "page toc.yml"),
            ("a/TOC.yml", "page a/TOC.yml"),
            ("a/b.PNG", "copy a/b.PNG"),
            ("a.yml", "page a.yml"),
            ("static/a.png", "copy static/a.png"),
            (".github/a.md", ""),
            ("a/.b.md", ""),
            ("_site/a.md", ""),
            ("node_modules/a.md", ""),
            ("a/node_modules/x/a.md", ""),
            ("target/a.md", ""),
            ("a/target/a.md", "page a/target/a.md"),
            ("includes/a.md", "page includes/a.md"),
        ],
    );
}

#[test]
fn a_learn_project_without_docfx() {
    let (config, _) = read(&Inputs { learn: true, ..Inputs::default() });
    assert_eq!(config.docsets[0].dialect, Dialect::LEARN);
    assert_eq!(fate(&config, "a/includes/b.md"), "");
    assert_eq!(fate(&config, "a/index.yml"), "page a/index.yml");
    assert_eq!(fate(&config, "a/includes/b.png"), "copy a/includes/b.png");
}

#[test]
fn sources_of_docwright() {
    check_fates(
        "source: docs\nexclude: [docs/drafts, '**/*.tmp.md']\n",
        &[],
        &[
            ("docs/a/b.md", "page a/b.md"),
            ("docs/a.png", "copy a.png"),
            ("docs/drafts/b.md", ""),
            ("docs/b.tmp.md", ""),
            ("b.md", ""),
            ("static/CNAME", "copy CNAME"),
            ("static/.well-known/x", "copy .well-known/x"),
        ],
    );
    check_fates(
        "source:\n- a\n- {folder: b/c, files: '*.md', exclude: x.md, dest: d}\nstatic: s\noutput: out\n",
        &[],
        &[
            ("a/b.md", "page b.md"),
            ("b/c/b.md", "page d/b.md"),
            ("b/c/x.md", ""),
            ("b/c/e/b.md", ""),
            ("b/c/e/b.png", "copy d/e/b.png"),
            ("static/a.md", ""),
            ("s/a.md", "copy a.md"),
        ],
    );
    check_fates(
        "title: x",
        &[],
        &[
            ("a.md", "page a.md"),
            ("static/a.md", "copy a.md"),
            ("themes/default/a.css", ""),
            ("out/a.md", "page out/a.md"),
        ],
    );
    check_fates("output: out", &[], &[("out/a.md", "")]);
    check_fates("source: target/docs", &[], &[("target/docs/a.md", "page a.md")]);
}

#[test]
fn docwright_values() {
    let yaml = "title: T\nlang: pt-BR\ndescription: D\nbase_url: https://e.org/x\nurls: directory\nhtml: safe\n\
        theme: {name: n, accent: 'oklch(0.4 0.1 230)', logo: a/l.svg, edit_url: 'https://e.org/{path}', \
        nav: [{name: N, url: a.md}]}\nrules: {orphan-page: off, file-not-found: error}\nmath: false\n";
    let (config, found) = config(yaml, &[]);
    assert_eq!(found, [""; 0]);
    assert_eq!((&*config.title, &*config.lang, &*config.description), ("T", "pt-BR", "D"));
    assert_eq!(config.base_url.as_deref(), Some("https://e.org/x/"));
    assert_eq!((config.urls, config.html), (UrlStyle::Directory, HtmlPolicy::Safe));
    assert_eq!((&*config.theme.name, config.theme.logo), ("n", Some("a/l.svg".into())));
    assert_eq!((&*config.theme.nav[0].name, &*config.theme.nav[0].url), ("N", "a.md"));
    assert_eq!(config.rules["orphan-page"], Level::Allow);
    assert_eq!(config.rules["file-not-found"], Level::Show(Severity::Error));
    assert_eq!(config.docsets[0].dialect, Dialect { math: false, ..Dialect::PLAIN });
    for (output, want, errors) in [("/a/b", "_site", 1), ("../x", "_site", 1), ("/", "_site", 1), ("./x/", "x", 0)] {
        let (config, found) = self::config(&format!("output: {output}"), &[]);
        assert_eq!((&*config.output, found.len()), (want, errors), "{output}");
    }
}

#[test]
fn docwright_findings() {
    #[track_caller]
    fn check(yaml: &str, want: &[&str]) {
        assert_eq!(config(yaml, &[]).1, want, "{yaml}");
    }
    check("titel: x", &["config-invalid <titel> unknown key `titel` (did you mean `title`?)"]);
    check("title: [a]", &["config-invalid <[a]> `title` must be text, not a list"]);
    check("title: true", &["config-invalid <true> `title` must be text, not `true` or `false`"]);
    check("title:", &[]);
    check("math: 1", &["config-invalid <1> `math` must be `true` or `false`, not text"]);
    check("html: saef", &["config-invalid <saef> unknown value of `html`, `saef` (did you mean `safe`?)"]);
    check("urls: x", &["config-invalid <x> unknown value of `urls`, `x` (known are `file`, `directory`)"]);
    check("rules: {orphan: off}", &["config-invalid <orphan> unknown rule `orphan`"]);
    check(
        "rules: {orphan-pages: off}",
        &["config-invalid <orphan-pages> unknown rule `orphan-pages` (did you mean `orphan-page`?)"],
    );
    check(
        "rules: {orphan-page: eror}",
        &["config-invalid <eror> unknown value of `orphan-page`, `eror` (did you mean `error`?)"],
    );
    check(
        "exclude: ['a[', b]",
        &["config-invalid <'a['> glob `a[` cannot be read: unclosed character class; missing ']'"],
    );
    check("source: ../x", &["config-invalid <../x> `source`: `../x` is outside the project"]);
    check("output: .", &["config-invalid <.> `output` cannot be the project's own folder"]);
    check(
        "base_url: e.org",
        &["config-invalid <e.org> `base_url`: `e.org` is not an absolute address \
            (write one such as `https://example.org/docs/`)"],
    );
    check(
        "lang: x_y",
        &["config-invalid <x_y> `x_y` is not the tag of a language (write one such as `en` or `pt-BR`)"],
    );
    check(
        "theme: {accent: 'red;}'}",
        &["config-invalid <'red;}'> `accent`: `red;}` is not a colour \
            (write one such as `\"#00516c\"` (in quotes) or `oklch(0.4 0.1 230)`)"],
    );
    check("theme: {acent: red}", &["config-invalid <acent> unknown key `acent` (did you mean `accent`?)"]);
    check(
        "theme: {edit_url: https://e.org}",
        &["config-invalid <https://e.org> `edit_url` has no `{path}` where the page's path would stand"],
    );
    check("theme: {nav: [{name: a}]}", &["config-invalid <{name: a}> an entry of `nav` needs a `name` and a `url`"]);
    check("- a", &["config-invalid <- a> the file must hold keys and values, not a list"]);
    check("title: a\ntitle: b", &["yaml-duplicate-key <title> key `title` is there twice; the first one counts"]);
    check("file_metadata: {a: x}", &["config-invalid <x> `a` must be keys and values, not text"]);
    let (_, found) = config("a: b: c", &[]);
    assert!(found[0].starts_with("yaml-syntax-error"), "{found:?}");
}

#[test]
fn near_matches_have_fixes() {
    let source = Source::new("docwright.yml".into(), "html: trsut\n");
    let (_, found) = read(&Inputs { docwright: Some(&source), ..Inputs::default() });
    let [edit] = &found[0].fixes[0].edits[..] else { panic!("{found:?}") };
    assert_eq!((edit.span, &*edit.text), (Span::new(6, 11), "trust"));
}

#[test]
fn files_of_docfx() {
    let json = r#"{ // a comment
        "build": {
            "content": [
                {"files": ["**/*.{md,yml}"], "exclude": ["**/includes/**", "_site/**"]},
                {"files": "**/*.md", "src": "../api", "dest": "api"},
                "extra/*.txt",
            ],
            "resource": {"files": ["**/*.png", "!**/raw.png"], "dot": true},
            "overwrite": ["specs/*.md"],
            "globalMetadata": {"_appTitle": "App", "_lang": "de", "a": 1},
            "markdownEngineProperties": {"markdigExtensions": ["Mathematics", {"definitionlists": {}}]},
            "sitemap": {"baseUrl": "https://e.org"}, "monikerDefinition": "m.json",
            "dest": "out", "unknown": {}
        },
        "rules": {"orphan-page": "info", "file-not-found": "error", "h9": "error", "custom": [{}]},
    }"#;
    let files = [docfx("docs/docfx.json", json)];
    check_fates(
        "",
        &files,
        &[
            ("docs/a/b.md", "page a/b.md"),
            ("docs/toc.yml", "page toc.yml"),
            ("docs/includes/b.md", ""),
            ("api/b.md", "page api/b.md"),
            ("docs/extra/b.txt", "page extra/b.txt"),
            ("docs/.b.md", ""),
            ("docs/.a/b.png", "copy .a/b.png"),
            ("docs/raw.png", ""),
            ("docs/b.jpg", ""),
            ("b.md", ""),
        ],
    );
    let (config, _) = config("", &files);
    assert_eq!((&*config.title, &*config.lang, &*config.output), ("App", "de", "_site"));
    assert_eq!(config.base_url.as_deref(), Some("https://e.org/"));
    assert_eq!(config.docsets[0].dialect, Dialect { math: true, definition_lists: true, ..Dialect::LEARN });
    assert!(config.docsets[0].docfx && config.docsets[0].overwrite[0].takes("docs/specs/a.md"));
    assert_eq!(config.docsets[0].monikers, Some("docs/m.json".into()));
    let rules: Vec<_> = config.rules.iter().map(|(name, level)| (*name, *level)).collect();
    let show = Level::Show;
    assert_eq!(rules, [("file-not-found", show(Severity::Error)), ("orphan-page", show(Severity::Suggestion))]);
}

#[test]
fn groups_and_several_docsets() {
    let json = r#"{"build": {"content": [{"files": "**/*.md", "group": "g"}, {"files": "x/*.txt", "group": "h", "dest": "e"}],
        "groups": {"g": {"dest": "v1"}, "h": {"dest": "v2"}}}}"#;
    check_fates("", &[docfx("docfx.json", json)], &[("a.md", "page v1/a.md"), ("x/a.txt", "page v2/e/x/a.txt")]);
    let json = r#"{"build": {"content": [{"files": "**/*.md", "group": "g"}], "groups": {"g": {"dest": "v1"}}}}"#;
    check_fates("", &[docfx("docfx.json", json)], &[("a.md", "page v1/a.md")]);
    let json = r#"{"build": {"content": [{"files": "**/*.md", "group": "g"}],
        "groups": {"g": {"dest": "v1", "moniker_range": ">= a"}}}}"#;
    check_fates("", &[docfx("docfx.json", json)], &[("a.md", "page a.md")]);
    let plain = r#"{"build": {"content": "**/*.md"}}"#;
    let files = [docfx("a/docfx.json", plain), docfx("a/b/docfx.json", plain)];
    check_fates("", &files, &[("a/x.md", "page a/x.md"), ("a/b/x.md", "page a/b/x.md"), ("x.md", "")]);
    let (config, _) = config("", &files);
    assert_eq!(config.docsets.iter().map(|docset| docset.root.as_str()).collect::<Vec<_>>(), ["a/b", "a"]);
    assert_eq!(config.docset_of(&"x.md".into()), 0);
}

#[test]
fn docwright_beside_docfx() {
    let files = [docfx(
        "docfx.json",
        r#"{"build": {"content": "**/*.md", "globalMetadata": {"_appName": "A", "k": 1, "l": 1},
            "fileMetadata": {"k": {"**/*.md": 2}}}, "rules": {"orphan-page": "error"}}"#,
    )];
    let yaml = "html: safe\ntitle: B\nrules: {orphan-page: off}\nmath: true\nmetadata: {l: 3}\n\
        file_metadata: {k: {b/**: 4}}\nexclude: x.md\n";
    check_fates(yaml, &files, &[("static/a.md", "page static/a.md"), ("x.md", "")]);
    let (both, _) = config(yaml, &files);
    assert_eq!((&*both.title, both.html), ("B", HtmlPolicy::Safe));
    assert_eq!(both.rules["orphan-page"], Level::Allow);
    assert_eq!(both.docsets[0].dialect, Dialect { math: true, definition_lists: false, ..Dialect::LEARN });
    let metadata = |path: &str| Value::Object(both.docsets[0].metadata(&path.into(), &Map::new())).to_string();
    assert_eq!(metadata("a.md"), r#"{"_appName":"A","k":2,"l":3}"#);
    assert_eq!(metadata("b/a.md"), r#"{"_appName":"A","k":4,"l":3}"#);
    check_fates("source: y", &files, &[("y/a.md", "page a.md"), ("z/a.md", "")]);
}

#[test]
fn docfx_findings() {
    #[track_caller]
    fn check(json: &str, want: &[&str]) {
        assert_eq!(config("", &[docfx("docs/docfx.json", json)]).1, want, "{json}");
    }
    check("{}", &[]);
    check("", &[]);
    check("[]", &["config-invalid <[]> the file must hold keys and values, not a list"]);
    check(r#"{"build": 1}"#, &["config-invalid <1> `build` must be keys and values, not text"]);
    check(
        r#"{"build": {"content": [{"files": [1, true]}]}}"#,
        &["config-invalid <true> `files` must be a list of texts, not `true` or `false`"],
    );
    check(
        r#"{"build": {"content": [{"files": "**/*.md", "src": "../../x"}]}}"#,
        &["config-invalid <\"../../x\"> `src`: `../../x` is outside the project"],
    );
    check(
        r#"{"build": {"content": ["../x/*.md"]}}"#,
        &["config-invalid <\"../x/*.md\"> glob `../x/*.md` leaves its folder (begin at another folder with `src`)"],
    );
    check(
        r#"{"build": {"fileMetadata": {"a": {"{x": 1}}}}"#,
        &["config-invalid <\"{x\"> glob `{x` cannot be read: unclosed alternate group; missing '}' \
            (maybe escape '{' with '[{]'?)"],
    );
    check(r#"{"a": 1, "a": 2}"#, &["yaml-duplicate-key <\"a\"> key `a` is there twice; the first one counts"]);
    check(
        r#"{"bild": {}, "custom": 1, "build": {"contnt": [], "_x": 1}}"#,
        &[
            "config-invalid <\"bild\"> unknown key `bild` (did you mean `build`?)",
            "config-invalid <\"contnt\"> unknown key `contnt` (did you mean `content`?)",
        ],
    );
    check(
        r#"{"build": {"content": {"files": "a.md", "exlude": "b", "group": "v"}, "groups": {"v1": {}}}}"#,
        &[
            "config-invalid <\"exlude\"> unknown key `exlude` (did you mean `exclude`?)",
            "config-invalid <\"v\"> `groups` has no group `v` (did you mean `v1`?)",
        ],
    );
    check(
        r#"{"build": {"sitemap": {"baseUrl": "https://e.org", "priority": 2, "lastmod": "today"}}}"#,
        &[
            "config-invalid <2> `priority` must be a number from 0 to 1, not `2`",
            "config-invalid <\"today\"> `lastmod` must be a date such as `2026-05-12`, not `today`",
        ],
    );
    check(
        r#"{"build": {"markdownEngineProperties": {"markdigExtensions": ["footnots"], "alerts": {"A B": ""}}}}"#,
        &[
            "config-invalid <\"footnots\"> no extension of Markdown is called `footnots` (did you mean `footnotes`?)",
            "config-invalid <\"A B\"> `A B` in `alerts` is not of letters, digits, `-` and `_`",
        ],
    );
    check(
        r#"{"build": {"globalMetadataFiles": "gone.json"}}"#,
        &["config-invalid <\"gone.json\"> `docs/gone.json` is not there"],
    );
    let (_, found) = config("", &[docfx("docfx.json", "{\"build\": }")]);
    assert!(found[0].starts_with("config-invalid"), "{found:?}");
}

#[test]
fn metadata_of_files() {
    let json = r#"{"build": {"globalMetadata": {"g": 1, "h": "2016-08-04", "f": 0},
        "fileMetadata": {"m": {"**.md": 1, "A/**.md": 2, "docs/c/*.md": 3}, "f": {"*.md": 1}}}}"#;
    let (config, found) = config("", &[docfx("docs/docfx.json", json)]);
    assert_eq!(found, [""; 0]);
    let check = |path: &str, front_matter: &str, want: &str| {
        let front_matter = serde_json::from_str(front_matter).unwrap();
        let metadata = config.docsets[0].metadata(&path.into(), &front_matter);
        assert_eq!(Value::Object(metadata).to_string(), want, "{path}");
    };
    check("docs/x/b.md", "{}", r#"{"g":1,"h":"2016-08-04","f":0,"m":1}"#);
    check("docs/a/B.md", "{}", r#"{"g":1,"h":"2016-08-04","f":0,"m":2}"#);
    check("docs/a/Ä.md", "{}", r#"{"g":1,"h":"2016-08-04","f":0,"m":2}"#);
    check("docs/a/İ.md", "{}", r#"{"g":1,"h":"2016-08-04","f":0,"m":2}"#);
    check("docs/c/b.md", "{}", r#"{"g":1,"h":"2016-08-04","f":0,"m":3}"#);
    check("docs/b.md", r#"{"m": null, "g": 5}"#, r#"{"g":5,"h":"2016-08-04","f":1,"m":null}"#);
    check("b.md", "{}", r#"{"g":1,"h":"2016-08-04","f":0}"#);
}

#[test]
fn docsets_that_are_published() {
    let check = |json: &str, want: &[&str], findings: usize| {
        let (paths, found) = learn::docfx_paths(&Source::new(".openpublishing.publish.config.json".into(), json));
        assert_eq!(paths.iter().map(SitePath::as_str).collect::<Vec<_>>(), want, "{json}");
        assert_eq!(found.len(), findings, "{found:?}");
    };
    let folders = r#"{"docsets_to_publish": [{"build_source_folder": "."}, {"build_source_folder": "a/./b/"},
        {"build_source_folder": "a\\b"}, {}]}"#;
    check(folders, &["docfx.json", "a/b/docfx.json"], 0);
    check(r#"{"docsets_to_publish": [{"build_source_folder": "../a"}, 1]}"#, &[], 2);
    check("{", &[], 1);
}

#[test]
fn the_manuals_examples_are_read_without_findings() {
    let manual = include_str!("../../docs/reference/configuration.md");
    let mut examples = 0;
    for part in manual.split("```yaml config example\n").skip(1) {
        let (example, _) = part.split_once("```").unwrap();
        assert_eq!(config(example, &[]).1, [""; 0], "{example}");
        examples += 1;
    }
    assert!(examples > 10, "{examples}");
    for key in docwright::KEYS {
        assert!(manual.contains(&format!("## `{key}`\n")), "{key}");
    }
}

#[test]
fn callouts_are_named() {
    let check = |yaml: &str, docfx: &[Arc<Source>], want: &[(&str, &str)]| {
        let (config, found) = config(yaml, docfx);
        assert_eq!((found, config.docsets[0].dialect.callouts), (Vec::new(), want), "{yaml}");
    };
    check("callouts: [Question, my-kind]", &[], &[("question", "Question"), ("my-kind", "My kind")]);
    check("callouts: {todo: To do, x: }", &[], &[("todo", "To do"), ("x", "X")]);
    let json = r#"{"build": {"markdownEngineProperties": {"alerts": {"Question": "alert alert-info"}}}}"#;
    check("", &[docfx("docfx.json", json)], &[("question", "Question")]);
    check("callouts: [x]", &[docfx("docfx.json", json)], &[("x", "X")]);
}

#[test]
fn metadata_has_files_of_its_own() {
    let json = r#"{"build": {"globalMetadata": {"a": 1, "b": 1}, "fileMetadata": {"c": {"**": 1}},
        "globalMetadataFiles": ["g.json"], "fileMetadataFiles": ["f.json"]}}"#;
    let files = [docfx("x/docfx.json", json)];
    assert_eq!(metadata_paths(&files[0]), ["x/g.json".into(), "x/f.json".into()]);
    let more = [docfx("x/g.json", r#"{"a": 2}"#), docfx("x/f.json", r#"{"c": {"y.md": 2}}"#)];
    let (config, found) = read(&Inputs { docfx: &files, metadata: &more, ..Inputs::default() });
    assert_eq!(found, []);
    let metadata = |path: &str| Value::Object(config.docsets[0].metadata(&path.into(), &Map::new())).to_string();
    assert_eq!(metadata("x/y.md"), r#"{"a":2,"b":1,"c":2}"#);
    assert_eq!(metadata("x/z.md"), r#"{"a":2,"b":1,"c":1}"#);
}

#[test]
fn site_maps_say_more_by_glob() {
    let json = r#"{"build": {"sitemap": {"baseUrl": "https://e.org", "changefreq": "daily", "priority": 0.1, "fileOptions": {
        "**/*.md": {"priority": 0.2}, "a/*.md": {"lastmod": "2026-01-02"}}}}}"#;
    let (config, found) = config("", &[docfx("x/docfx.json", json)]);
    assert_eq!(found, [""; 0]);
    let check = |path: &str, lastmod: Option<&str>, priority: &str| {
        let entry = config.docsets[0].sitemap.entry(&path.into());
        assert_eq!((entry.lastmod.as_deref(), entry.changefreq), (lastmod, Some("daily")), "{path}");
        assert_eq!(entry.priority.as_deref(), Some(priority), "{path}");
    };
    check("x/a/b.md", Some("2026-01-02"), "0.1");
    check("x/b/b.md", None, "0.2");
    check("y.yml", None, "0.1");
}
