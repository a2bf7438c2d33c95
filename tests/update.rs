//! A site that is brought up to date is the one that is read anew.
#![expect(clippy::disallowed_methods, reason = "tests change the projects that they read")]

use std::{collections::BTreeMap, sync::Arc};

use docwright::{
    publish::lookup::{Lookup, Output},
    site::{Changes, Options, Site},
};

use crate::project::Project;

/// Numbers that are the same in each run.
pub struct Dice(pub u64);

impl Dice {
    pub fn roll(&mut self, sides: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % sides as u64) as usize
    }
}

/// A page with links, an include and a snippet that may or may not be there.
pub fn page(dice: &mut Dice) -> String {
    let other = |dice: &mut Dice| format!("{}.md", name(dice));
    let (a, b, include) = (other(dice), other(dice), dice.roll(3));
    let front = ["", "---\ndescription: Some\n---\n", "---\noutputFileName: other\n---\n", "---\nbroken: [\n---\n"];
    format!(
        "{}# Page {}\n\n[one](/{a}) ![x](/media/{}.svg) [two](/{b}#h{})\n\n[!INCLUDE [x](/includes/i{include}.md)]\n\n## H{}\n\n:::code language=\"cs\" source=\"/code/c{}.cs\" id=\"s\":::\n",
        front[dice.roll(front.len())],
        dice.roll(9),
        dice.roll(3),
        dice.roll(3),
        dice.roll(3),
        dice.roll(2),
    )
}

pub fn name(dice: &mut Dice) -> String {
    ["", "a/", "a/b/"][dice.roll(3)].to_owned() + ["p", "q", "r", "index"][dice.roll(4)]
}

/// A project of eight pages and a picture.
pub fn project(dice: &mut Dice) -> Project {
    let project = Project::new(&[("docwright.yml", "title: T\n"), ("media/0.svg", "<svg width=\"4\" height=\"5\"/>")]);
    for _ in 0..8 {
        let path = format!("{}.md", name(dice));
        project.write(&path, page(dice).as_bytes());
    }
    project
}

/// One edit of those that people make. Says what changed.
pub fn edit(project: &Project, dice: &mut Dice) -> Vec<String> {
    let path = format!("{}.md", name(dice));
    let write = |path: &str, text: &str| {
        project.write(path, text.as_bytes());
        vec![path.to_owned()]
    };
    match dice.roll(14) {
        0..=3 => {
            let text = page(dice);
            write(&path, &text)
        }
        4 => {
            let _ = std::fs::remove_file(project.path(&path));
            vec![path]
        }
        5 => {
            let to = format!("{}.md", name(dice));
            if std::fs::rename(project.path(&path), project.path(&to)).is_err() {
                return vec![path];
            }
            vec![path, to]
        }
        6 => {
            let path = format!("includes/i{}.md", dice.roll(3));
            let text = format!("Included {} [x](../p.md) [y](gone.md)\n", dice.roll(9));
            write(&path, &text)
        }
        7 => {
            let text = format!("// <s>\nint x = {};\n// </s>\n", dice.roll(9));
            write(&format!("code/c{}.cs", dice.roll(2)), &text)
        }
        8 => {
            write("toc.yml", ["- name: P\n  href: p.md\n", "- name: Q\n  href: q.md\n- href: gone.md\n"][dice.roll(2)])
        }
        9 => {
            let all = ["title: T\n", "title: U\nurls: directory\n", "math: false\n", "exclude: [a/b/**]\n", "no: 1\n"];
            write("docwright.yml", all[dice.roll(all.len())])
        }
        10 => write("redirections.yml", ["p2.md: p.md\n", "q2.md: gone.md\n", ""][dice.roll(3)]),
        11 => {
            write("themes/default/footer.html", ["<footer>x</footer>", "{{ broken", "{{ page.nothing }}"][dice.roll(3)])
        }
        12 => write("media/1.svg", ["<svg width=\"4\" height=\"5\"/>", "<svg/>"][dice.roll(2)]),
        _ => {
            // A folder is renamed, and only it is told.
            let _ = std::fs::rename(project.path("a/b"), project.path("a/c"));
            let _ = std::fs::rename(project.path("a/c"), project.path("a/b"));
            let _ = std::fs::rename(project.path("a"), project.path(["z", "y"][dice.roll(2)]));
            vec!["a".into(), "y".into(), "z".into()]
        }
    }
}

/// All that is known of a site: its files and its findings.
fn whole(site: Site) -> (BTreeMap<String, Vec<u8>>, Vec<String>, Arc<Site>) {
    let findings = site.diagnostics.iter().map(|finding| format!("{finding:?}")).collect();
    let lookup = Lookup::new(Arc::new(site));
    let text = |output| match output {
        Output::Bytes(bytes) => bytes,
        Output::File(path) => path.as_str().into(),
        Output::Failed(finding) => format!("{finding:?}").into(),
    };
    let files = lookup.all().into_iter().map(|(path, output)| (path, text(output))).collect();
    (files, findings, lookup.site)
}

#[test]
fn random_edits_end_as_if_read_anew() {
    for seed in 1..=4u64 {
        let dice = &mut Dice(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15));
        let project = project(dice);
        let options = Options::default();
        let mut site = Arc::new(Site::load(&project.path(""), &options).unwrap());
        for step in 0..30 {
            let mut changes = Changes::default();
            for _ in 0..=dice.roll(3) {
                edit(&project, dice).iter().for_each(|path| changes.add(path));
            }
            let (files, findings, updated) = whole(site.update(&options, &changes).unwrap());
            let (want, want_findings, _) = whole(Site::load(&project.path(""), &options).unwrap());
            assert_eq!(findings, want_findings, "seed {seed}, step {step}, {changes:?}");
            crate::project::same(&files, &want, &format!("seed {seed}, step {step}, {changes:?}"));
            site = updated;
        }
    }
}

#[test]
fn what_is_looked_up_is_what_is_built() {
    let dice = &mut Dice(7);
    let project = Project::new(&[
        ("docwright.yml", "title: T\nbase_url: https://e.org/docs/\n"),
        ("redirections.yml", "old.md: p.md\n"),
        ("p.md", "# P\n"),
        ("toc.yml", "- name: P\n  href: p.md\n"),
        ("a/toc.yml", "- name: P\n  href: ../p.md\n"),
        ("media/1.svg", "<svg/>"),
    ]);
    for _ in 0..8 {
        let path = format!("{}.md", name(dice));
        project.write(&path, page(dice).as_bytes());
    }
    let lookup = Lookup::new(Arc::new(Site::load(&project.path(""), &Options::default()).unwrap()));
    project.build();
    let mut built = project.files("_site");
    built.retain(|path, _| !path.starts_with(".docwright"));
    let bytes = |output| match output {
        Output::Bytes(bytes) => bytes,
        Output::File(path) => std::fs::read(project.path(path.as_str())).unwrap(),
        Output::Failed(finding) => panic!("{finding:?}"),
    };
    let made = lookup.all().into_iter().map(|(path, output)| (path, bytes(output))).collect();
    crate::project::same(&made, &built, "made and built");
    for path in built.keys() {
        assert!(lookup.get(path).is_some(), "{path}");
    }
    assert!(lookup.get("gone.html").is_none() && lookup.get("search/en/gone").is_none());
}
