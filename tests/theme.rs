//! What the theme weighs, in how many requests a page comes, and what does not grow with a site.
#![expect(clippy::disallowed_methods, reason = "the manual is built to be weighed")]

use std::{collections::BTreeSet, io::Write, path::Path};

use crate::project::Project;

/// A page of running text, in the frame of a site with everything that a frame can have.
const CONFIG: &str = "\
title: Field notes
description: What we saw and where.
base_url: https://example.org/notes/
theme:
  accent: \"#7a3b8f\"
  edit_url: https://example.org/edit/{path}
  nav:
    - {name: Guides, url: guides/index.md}
    - {name: Source, url: https://github.com/example/notes}
  footer: {text: Field notes, links: [{name: Imprint, url: index.md}]}
  social:
    - https://github.com/example
    - https://example.org/feed.xml
    - {name: A, url: \"https://a.example\", icon: gitlab}
    - {name: B, url: \"https://b.example\", icon: git}
    - {name: C, url: \"https://c.example\", icon: x}
    - {name: D, url: \"https://d.example\", icon: bluesky}
    - {name: E, url: \"https://e.example\", icon: mastodon}
    - {name: F, url: \"https://f.example\", icon: linkedin}
    - {name: G, url: \"https://g.example\", icon: youtube}
    - {name: H, url: \"https://h.example\", icon: chat}
    - {name: I, url: \"mailto:i@example.org\", icon: mail}
    - {name: J, url: \"https://j.example\", icon: link}
  announcement: {text: The second edition is out., url: guides/index.md}
";

fn gzipped(bytes: &[u8]) -> usize {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap().len()
}

/// Addresses of `src` and of `link` elements: what a browser asks for.
fn requests(html: &str) -> BTreeSet<&str> {
    let head = &html[..html.find("<body>").unwrap()];
    let links = head.split("<link rel=\"").skip(1).filter(|link| !link.starts_with("canonical"));
    let href = |text: &'static str| {
        move |part| -> Option<&str> {
            let part: &str = part;
            Some(part.split_once(text)?.1.split('"').next().unwrap_or_default())
        }
    };
    let icons = links.filter_map(href("href=\""));
    let sources = html.split(" src=\"").skip(1).map(|rest| rest.split('"').next().unwrap_or_default());
    icons.chain(sources).collect()
}

#[test]
fn a_page_of_prose_is_light() {
    let text = "Some sentences of running text that are as long as such sentences are, and say one thing each.\n\n";
    let mut page = String::from("# A walk in the hills\n\n");
    for part in 1..=8 {
        page.push_str(&format!(
            "## Part {part}\n\n{}",
            text.repeat(4).replace("one", &format!("thing {part} and one"))
        ));
    }
    let mut toc = String::new();
    let mut files = vec![("docwright.yml".to_owned(), CONFIG.to_owned())];
    for number in 0..300 {
        let path = format!("guides/{}.md", if number == 0 { "index".into() } else { format!("page-{number}") });
        toc.push_str(&format!("- name: Chapter number {number} of the guides\n  href: {path}\n"));
        files.push((path, page.replace("hills", &format!("hills {number}"))));
    }
    files.push(("index.md".into(), page.clone()));
    files.push(("toc.yml".into(), format!("- name: Start\n  href: index.md\n{toc}")));
    let files: Vec<(&str, &str)> = files.iter().map(|(path, text)| (&**path, &**text)).collect();
    let project = Project::new(&files);
    assert_eq!(project.build(), "");
    let html = project.read("_site/guides/page-150.html");
    let weight = gzipped(html.as_bytes());
    assert!(weight <= 6 * 1024, "the page weighs {weight} bytes");
    let mut all = weight;
    let asked = requests(&html);
    assert!(asked.len() <= 3, "beside the page, a browser asks for {asked:?}");
    for address in asked {
        let file = project.read(&format!("_site/guides/{address}"));
        let weight = gzipped(file.as_bytes());
        let most = if address.ends_with(".css") { 10 } else { 4 } * 1024;
        assert!(weight <= most, "{address} weighs {weight} bytes");
        all += weight;
    }
    assert!(all <= 20 * 1024, "the page and what it needs weigh {all} bytes");

    // What is asked of everybody's patience stays out.
    assert!(!html.contains("style=") && !html.contains("<style") && !html.contains("onclick"));
    assert_eq!(html.matches("<script").count(), html.matches("<script src=").count() + 1, "one block of data");
}

#[test]
fn pages_do_not_grow_with_the_site() {
    let site = |pages: usize| {
        let mut toc = String::from("- name: Here\n  items:\n  - href: here.md\n- name: Far\n  items:\n");
        let mut files = vec![("here.md".to_owned(), "# Here\n".to_owned())];
        for number in 0..pages {
            toc.push_str(&format!("  - href: far/{number}.md\n"));
            files.push((format!("far/{number}.md"), format!("# Far {number}\n")));
        }
        files.push(("toc.yml".into(), toc));
        let files: Vec<(&str, &str)> = files.iter().map(|(path, text)| (&**path, &**text)).collect();
        let project = Project::new(&files);
        assert_eq!(project.build(), "");
        let branches = project.files("_site/_toc").len();
        (project.read("_site/here.html"), project.read("_site/404.html"), branches)
    };
    let (few, many) = (site(100), site(500));
    assert_eq!((&few.0, &few.1), (&many.0, &many.1));
    // One file for each of the two branches, for the outermost list and for the filter.
    assert_eq!((few.2, many.2), (4, 4));
}

#[test]
fn the_manual_is_within_the_budget() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let project = Project::new(&[]);
    let out = project.path("_site");
    let run = project.command("build -q -C").arg(root).arg("-o").arg(&out).output().unwrap();
    assert!(run.status.success(), "{run:?}");
    let mut weights = Vec::new();
    for name in ["getting-started.html", "navigation.html", "themes.html", "links.html"] {
        weights.push((name, gzipped(&std::fs::read(out.join(name)).unwrap())));
    }
    assert!(weights.iter().all(|(_, weight)| *weight <= 6 * 1024), "{weights:?}");
}

#[test]
fn no_heading_has_an_id_of_the_theme() {
    let headings = ["Main", "Side", "Outline", "dw.main", "DW.Side", "`dw.outline`", "Dw q", "Dw hits"];
    let text: String = headings.iter().map(|heading| format!("## {heading}\n\n")).collect();
    let project = Project::new(&[("docwright.yml", "title: Ids\n"), ("index.md", &text), ("a.md", "# A\n")]);
    assert_eq!(project.build(), "");
    let html = project.read("_site/index.html");
    let ids: Vec<&str> = html.split(" id=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
    let theme: BTreeSet<&str> = ids.iter().copied().filter(|id| id.contains('.')).collect();
    assert_eq!(theme, BTreeSet::from(["dw.main", "dw.side", "dw.outline"]));
    assert_eq!(ids.iter().collect::<BTreeSet<_>>().len(), ids.len(), "{ids:?}");
    for script in ["theme.js", "search.js", "filter.js", "marks.js"] {
        let script = std::fs::read_to_string(Path::new("themes/default").join(script)).unwrap();
        assert!(!script.contains("id: \"dw-") && !script.contains("id = \"dw-"), "an id without a dot: {script}");
    }
}
