//! What happens to the files of a project while it is served: each way ends in what a fresh build writes.
#![expect(clippy::disallowed_methods, reason = "tests change the projects that are served")]

use std::fs;

use crate::{
    project::Project,
    serve::{FILES, Server},
};

/// A change of a project, what it is called, and paths that are gone after it.
type Way<'a> = (&'a str, &'a dyn Fn(&Project), &'a [&'a str]);

fn walk(project: &Project, flags: &str, ways: &[Way]) {
    let mut server = Server::start(project, flags);
    server.same_as_a_build(&[], "as it begins");
    for (name, change, gone) in ways {
        change(project);
        server.same_as_a_build(gone, &format!("{name} {flags}"));
    }
}

#[test]
fn files_and_folders_take_places() {
    let remove = |project: &Project, path: &str| {
        let path = project.path(path);
        if path.is_dir() { fs::remove_dir_all(path) } else { fs::remove_file(path) }.unwrap();
    };
    let rename = |project: &Project, from: &str, to: &str| {
        fs::rename(project.path(from), project.path(to)).unwrap();
    };
    let ways: &[Way] = &[
        (
            "emptied and written later",
            &|project| {
                project.write("a.md", b"");
                std::thread::sleep(std::time::Duration::from_millis(120));
                project.write("a.md", b"# A\n\nBack.\n");
            },
            &[],
        ),
        ("an include deleted", &|project| remove(project, "includes/i.md"), &[]),
        ("an include made", &|project| project.write("includes/i.md", b"Again. [a](../a.md)\n"), &[]),
        (
            "a file becomes a folder",
            &|project| {
                remove(project, "a.md");
                project.write("a.md/inner.md", b"# Inner\n");
            },
            &["/a.html"],
        ),
        (
            "a folder becomes a file",
            &|project| {
                remove(project, "a.md");
                project.write("a.md", b"# A\n\nA file again.\n");
            },
            &["/a.md/inner.html"],
        ),
        ("another case", &|project| rename(project, "a.md", "A.md"), &["/a.html"]),
        (
            "two swap their names",
            &|project| {
                rename(project, "A.md", "t");
                rename(project, "sub/b.md", "A.md");
                rename(project, "t", "sub/b.md");
            },
            &[],
        ),
        (
            "a folder comes from elsewhere, whole",
            &|project| {
                project.write("../made/deep/x.md", b"# X\n\n[A](../../A.md)\n");
                project.write("../made/y.md", b"# Y\n");
                rename(project, "../made", "made");
            },
            &[],
        ),
        ("something in it", &|project| project.write("made/deep/x.md", b"# X\n\nSeen.\n"), &[]),
        (
            "a folder goes elsewhere",
            &|project| rename(project, "made", "../away"),
            &["/made/y.html", "/made/deep/x.html"],
        ),
        ("blanks and letters in names", &|project| project.write("caf\u{e9} one/two three.md", b"# T\n"), &[]),
        ("ignored from now on", &|project| project.write(".gitignore", b"sub/\n"), &["/sub/b.html"]),
        ("not ignored any more", &|project| remove(project, ".gitignore"), &[]),
        ("a theme made", &|project| project.write("themes/default/footer.html", b"<footer>F</footer>\n"), &[]),
        ("a theme gone", &|project| remove(project, "themes"), &[]),
        ("a picture deleted", &|project| remove(project, "media/dot.svg"), &["/media/dot.svg"]),
        (
            "a snippet's source deleted",
            &|project| {
                project.write("A.md", FILES[2].1.as_bytes());
                remove(project, "code");
            },
            &[],
        ),
        ("a snippet's source made", &|project| project.write("code/x.cs", b"int y = 3;\n"), &[]),
        ("a toc broken", &|project| project.write("toc.yml", b"- name: [\n"), &[]),
        ("a toc mended", &|project| project.write("toc.yml", b"- name: Q\n  href: A.md\n"), &[]),
        ("front matter broken", &|project| project.write("A.md", b"---\ntitle: [\n---\n# A\n"), &[]),
        ("another address", &|project| project.write("A.md", b"---\noutputFileName: z\n---\n# A\n"), &[]),
        ("another title", &|project| project.write("A.md", b"# Another title\n\n## H\n"), &[]),
        ("no configuration", &|project| remove(project, "docwright.yml"), &[]),
        (
            "all gone but one",
            &|project| {
                for path in ["caf\u{e9} one", "A.md", "sub", "includes", "code", "toc.yml"] {
                    remove(project, path);
                }
            },
            &["/sub/b.html"],
        ),
    ];
    for flags in ["", "--poll"] {
        walk(&Project::new(FILES), flags, ways);
    }
}

#[test]
fn another_folder_takes_the_place_of_the_project() {
    for flags in ["", "--poll"] {
        let project = Project::new(FILES);
        let make = |text: &str| {
            for (path, bytes) in FILES {
                project.write(&format!("../new/{path}"), bytes.as_bytes());
            }
            project.write("../new/a.md", text.as_bytes());
        };
        let beside = |name: &str| project.path("").with_file_name(name);
        let mut server = Server::start(&project, flags);
        server.same_as_a_build(&[], "as it begins");
        fs::remove_dir_all(project.path("")).unwrap();
        server.until_said("the last site is still served");
        make("# A\n\nMade anew.\n");
        fs::rename(beside("new"), project.path("")).unwrap();
        server.same_as_a_build(&[], "made anew");
        project.write("a.md", b"# A\n\nMade anew, and edited.\n");
        server.same_as_a_build(&[], "made anew, and edited");
        make("# A\n\nFrom elsewhere.\n");
        fs::rename(project.path(""), beside("old")).unwrap();
        fs::rename(beside("new"), project.path("")).unwrap();
        server.same_as_a_build(&[], "from elsewhere");
        project.write("a.md", b"# A\n\nFrom elsewhere, and edited.\n");
        server.same_as_a_build(&[], "from elsewhere, and edited");
    }
}

#[test]
fn changes_while_it_starts_are_seen() {
    for _ in 0..3 {
        let project = Project::new(FILES);
        let listens = std::sync::atomic::AtomicBool::new(false);
        let mut server = std::thread::scope(|scope| {
            scope.spawn(|| {
                let mut count = 0;
                while !listens.load(std::sync::atomic::Ordering::Relaxed) {
                    count += 1;
                    project.write("a.md", format!("# A\n\nWritten {count}.\n").as_bytes());
                    std::thread::sleep(std::time::Duration::from_millis(1));
                }
            });
            let server = Server::start(&project, "");
            listens.store(true, std::sync::atomic::Ordering::Relaxed);
            server
        });
        server.same_as_a_build(&[], "what was written last");
    }
}

#[test]
fn edits_of_a_large_site_end_in_what_is_built() {
    let project = Project::new(FILES);
    for at in 0..600 {
        let text = format!("# P {at}\n\nText. [next](p{}.md#h)\n\n## H\n", (at + 1) % 600);
        project.write(&format!("many/p{at}.md"), text.as_bytes());
    }
    let mut server = Server::start(&project, "");
    let shows = |server: &mut Server, path: &str, text: &str| {
        let wanted = (path.to_owned(), text.to_owned());
        server.until(text, |server| server.text(&wanted.0).contains(&wanted.1));
    };
    for (path, text, page, shown) in [
        ("many/p7.md", "# P 7\n\nEdited at once.\n\n## H\n", "/many/p7.html", "Edited at once."),
        ("many/p7.md", "# P 7\n\n[to](p9.md#h) and [x](gone.md)\n\n## H\n", "/many/p7.html", "p9.html#h"),
        ("many/p7.md", "# P 7\n\n[!INCLUDE [i](../includes/i.md)]\n", "/many/p7.html", "Included."),
        ("includes/i.md", "Included *anew*.\n", "/many/p7.html", "Included <em>anew</em>."),
        ("many/p7.md", "# P 7\n\n:::code source=\"../code/x.cs\" language=\"cs\":::\n", "/many/p7.html", "codeblock"),
        ("many/p8.md", "# New title\n\n## H\n", "/many/p8.html", "New title"),
    ] {
        project.write(path, text.as_bytes());
        if shown != "codeblock" {
            shows(&mut server, page, shown);
        }
    }
    server.until_said("+ many/p6.md:3:20: warning[bookmark-not-found]");
    project.write("many/p7.md", b"# P 7\n\n## H\n");
    server.until_said("- many/p6.md:3:20: warning[bookmark-not-found]");
    server.same_as_a_build(&[], "edits, one after the other");
}

#[cfg(unix)]
#[test]
fn links_are_followed() {
    use std::os::unix::fs::symlink;
    let project = Project::new(FILES);
    symlink("a.md", project.path("same.md")).unwrap();
    symlink("sub", project.path("other")).unwrap();
    for flags in ["", "--poll"] {
        walk(
            &project,
            flags,
            &[
                ("what a link leads to", &|project| project.write("a.md", b"# A\n\nOne text, two pages.\n"), &[]),
                ("in a folder that is linked", &|project| project.write("sub/b.md", b"# B\n\nAnd here.\n"), &[]),
                ("through the link", &|project| project.write("other/b.md", b"# B\n\nThrough it.\n"), &[]),
                ("made through the link", &|project| project.write("other/c.md", b"# C\n"), &[]),
                (
                    "another target",
                    &|project| {
                        fs::remove_file(project.path("same.md")).unwrap();
                        symlink("index.md", project.path("same.md")).unwrap();
                    },
                    &[],
                ),
                (
                    "out of the project",
                    &|project| {
                        project.write("../secret.md", b"# Secret\n");
                        fs::remove_file(project.path("same.md")).unwrap();
                        symlink("../secret.md", project.path("same.md")).unwrap();
                    },
                    &["/same.html"],
                ),
                (
                    "back as it was",
                    &|project| {
                        fs::remove_file(project.path("same.md")).unwrap();
                        fs::remove_file(project.path("sub/c.md")).unwrap();
                        symlink("a.md", project.path("same.md")).unwrap();
                    },
                    &["/sub/c.html"],
                ),
            ],
        );
    }
}
