//! Tables of contents that lead, hold each other and say where pages stand.

use super::*;
use crate::{
    files::{File, Role},
    index::{redirects, toc::read},
};

/// Builds from texts by path; Markdown that is no table of contents is a page with its text as the title.
fn site(texts: &[(&str, &str)]) -> (Files, Tocs, Vec<Diagnostic>) {
    let mut texts = texts.to_vec();
    texts.sort_unstable();
    let role = |name: &str| match name.to_lowercase().as_str() {
        "toc.md" | "toc.yml" => Role::Toc,
        name if name.ends_with(".md") => Role::Page,
        _ => Role::Resource,
    };
    let file = |(path, _): &(&str, &str)| {
        let path = SitePath::from(*path);
        let role = role(path.name());
        let output = (role == Role::Page).then(|| path.as_str().into());
        File { path, role, docset: 0, output, size: 0 }
    };
    let files = Files::new(texts.iter().map(file).collect());
    let (mut raw, mut redirects, mut found) = (Vec::new(), Vec::new(), Vec::new());
    for ((id, file), (_, text)) in files.iter().zip(&texts) {
        let source = Arc::new(Source::new(file.path.clone(), *text));
        if file.role == Role::Toc {
            let (toc, told) = read(&source);
            found.extend(told);
            raw.push((id, source, toc));
        } else if file.path.has_extension("json") {
            redirects.push((id, redirects::read(&source).0));
        }
    }
    let redirects = redirects::build::build(redirects, Vec::new(), &files).0;
    let title = |id: FileId| Some(texts[id.0 as usize].1.to_owned()).filter(|text| !text.is_empty());
    let unknown = |_: FileId, uid: &Written| Looked {
        target: TocTarget::None,
        name: Some(uid.text.clone()),
        finding: None,
        unchecked: None,
    };
    let (tocs, told) = build(raw, &files, &redirects, &|_| "".into(), &title, &unknown);
    found.extend(told);
    (files, tocs, found)
}

fn show(toc: &Toc, items: &[u32], files: &Files) -> String {
    let one = |&at: &u32| {
        let item = &toc.items[at as usize];
        let target = match &item.target {
            TocTarget::Page(file, suffix) => format!(">{}{suffix}", files.get(*file).path),
            TocTarget::Away(url) => format!(">{url}"),
            TocTarget::None => String::new(),
        };
        let behind = match &item.toc {
            Some(TocLink::File(file)) => format!("+{}", files.get(*file).path),
            Some(TocLink::Away(url)) => format!("+{url}"),
            None => String::new(),
        };
        let inner = match show(toc, &item.children, files) {
            inner if inner.is_empty() => inner,
            inner => format!("[{inner}]"),
        };
        format!("{}{target}{behind}{inner}", item.name)
    };
    items.iter().map(one).collect::<Vec<_>>().join(" ")
}

fn check(texts: &[(&str, &str)], want: &[&str], findings: &[&str]) {
    let (files, tocs, found) = site(texts);
    let shown: Vec<_> = tocs.list.iter().map(|toc| show(toc, &toc.roots, &files)).collect();
    let source = |path: &SitePath| {
        let text = texts.iter().find(|(known, _)| *known == path.as_str()).map_or("", |(_, text)| text);
        Source::new(path.clone(), text)
    };
    let told: Vec<_> = found
        .iter()
        .map(|found| {
            let fix = found.fixes.first().map_or("", |fix| &fix.edits[0].text);
            format!("{} <{}> {fix}", found.rule.name, source(&found.path).slice(found.span)).trim_end().to_owned()
        })
        .collect();
    assert_eq!((shown, told), (strings(want), strings(findings)));
}

fn strings(texts: &[&str]) -> Vec<String> {
    texts.iter().map(|&text| text.to_owned()).collect()
}

#[test]
fn addresses_lead_to_pages() {
    let pages = [("a/b.md", "B"), ("a/c d.md", ""), ("e.yml", "x")];
    let toc = |text: &str, want: &str, findings: &[&str]| {
        let mut texts = pages.to_vec();
        texts.push(("a/toc.md", text));
        check(&texts, &[want], findings);
    };
    toc("# [x](b.md?v=1#f)", "x>a/b.md?v=1#f", &[]);
    toc("# [](~/a/b.md)", "B>a/b.md", &[]);
    toc("# [x](c%20d.md)", "x>a/c d.md", &[]);
    toc("# [x](../e.yml)", "x>e.yml", &[]);
    toc("# [x](/y/z)\n# [w](https://e.org)\n# @u", "x>/y/z w>https://e.org u", &[]);
    toc("# [x](B.md#f)", "x>a/b.md#f", &["file-name-case <B.md> b.md"]);
    toc("# [x](bb.md)", "x", &["invalid-toc-href <bb.md> b.md"]);
    toc("# [x](../a/zzz.md)", "x", &["invalid-toc-href <../a/zzz.md>"]);
    toc("# [x](../../e.yml)", "x", &["invalid-toc-href <../../e.yml>"]);
    toc("# [](c%20d.md)", "C d>a/c d.md", &["empty-toc-item <c%20d.md>"]);
}

#[test]
fn tables_of_contents_hold_others() {
    check(
        &[
            ("toc.yml", "- href: my-a/toc.md\n  topicHref: x.md\n"),
            ("my-a/toc.md", "# [b](b.md)"),
            ("my-a/b.md", ""),
            ("x.md", ""),
        ],
        &["my a>x.md[b>my-a/b.md]"],
        &[],
    );
    check(
        &[("toc.yml", "- name: a\n  href: a/\n"), ("a/toc.md", "# b\n## [b](b.md)"), ("a/b.md", "")],
        &["b[b>a/b.md]", "a>a/b.md+a/toc.md"],
        &[],
    );
    check(&[("toc.md", "# [a](a/)"), ("a/index.md", "")], &["a>a/index.md"], &[]);
    check(&[("toc.md", "# [a](a/)"), ("a/b.md", "")], &["a"], &["toc-not-found <a/>"]);
    check(&[("toc.md", "# [a](a/toc.md)"), ("a/toc.yml", "")], &["", "a"], &["toc-not-found <a/toc.md>"]);
    check(
        &[("a/toc.md", "# [b](../b/toc.md)"), ("b/toc.md", "# [a](../a/toc.md)\n# [c](c.md)"), ("b/c.md", "")],
        &["b[a c>b/c.md]"],
        &["circular-toc <../a/toc.md>"],
    );
    // Of a circle, the one nearest to the root is kept.
    check(
        &[("a/toc.md", "# [b](../toc.md)"), ("toc.md", "# [a](a/toc.md)\n# [c](c.md)"), ("c.md", "")],
        &["a[b] c>c.md"],
        &["circular-toc <../toc.md>"],
    );
    check(
        &[("toc.md", "# [a](a.md)"), ("toc.yml", "- name: a\n  href: a.md"), ("a.md", "")],
        &["a>a.md"],
        &["output-path-conflict <>"],
    );
}

#[test]
fn redirects_are_followed() {
    let json = r#"[{"source_path": "old.md", "redirect_url": "new"}]"#;
    check(
        &[("toc.md", "# [a](old.md)"), ("new.md", ""), ("r.json", json)],
        &["a>new.md"],
        &["redirected-link <old.md> new.md"],
    );
}

#[test]
fn breadcrumbs_are_apart() {
    let (files, tocs, found) = site(&[("b/breadcrumb/toc.yml", "- name: a\n  tocHref: /a/\n  topicHref: /a/i\n")]);
    let crumbs: Vec<_> = tocs.breadcrumbs.iter().map(|toc| show(toc, &toc.roots, &files)).collect();
    assert_eq!((crumbs, tocs.list.len(), found), (strings(&["a>/a/i+/a/"]), 0, Vec::new()));
}

#[test]
fn pages_have_places_and_neighbours() {
    let (files, tocs, _) = site(&[
        ("toc.md", "# [s](a/s.md)\n# [t](a/t.md#x)\n# [t](a/t.md)\n# away\n# [z](z.md)"),
        ("a/toc.md", "# [s](s.md)"),
        ("a/s.md", ""),
        ("a/t.md", ""),
        ("a/u.md", ""),
        ("z.md", ""),
    ]);
    let place = |path: &str| files.find(path).and_then(|page| tocs.place(page));
    assert_eq!([place("a/s.md"), place("a/t.md"), place("a/u.md")], [Some((0, 0)), Some((1, 2)), None]);
    assert_eq!([tocs.nearest("a/b"), tocs.nearest(""), tocs.nearest("c")], [Some(0), Some(1), Some(1)]);
    assert_eq!(tocs.neighbours(1, 2), (Some(0), Some(4)));
    assert_eq!(tocs.neighbours(1, 3), (None, None));
    assert_eq!(tocs.neighbours(1, 4), (Some(1), None));
}
