//! A build does no more than what changed asks for, ends as a clean one would, and never leaves half a site.
#![expect(clippy::disallowed_methods, reason = "tests change the projects that they build")]

use std::{
    collections::BTreeMap,
    io::{BufRead, BufReader, Read},
    path::Path,
    process::Stdio,
    thread,
    time::{Duration, Instant},
};

use crate::{
    project::{Project, Run, same},
    update::{self, Dice, edit},
};

/// A site of so many pages whose every page says `word`.
fn site(pages: usize) -> Project {
    let project = Project::new(&[("docwright.yml", "title: T\n")]);
    say(&project, pages, "one");
    project
}

fn say(project: &Project, pages: usize, word: &str) {
    for page in 0..pages {
        let next = (page + 1) % pages;
        let text =
            format!("# Page {page}\n\nThis says {word}. [Next](p{next}.md)\n\n```cs\nvar {word} = {page};\n```\n");
        project.write(&format!("p{page}.md"), text.as_bytes());
    }
}

/// Files of the output folder with everything that tells whether they were written.
fn marks(project: &Project, folder: &str) -> BTreeMap<String, String> {
    let files = project.files(folder);
    let mark = |path: &String| {
        let at = std::fs::metadata(project.path(folder).join(path)).unwrap();
        format!("{} {:?}", at.len(), at.modified().unwrap())
    };
    files.keys().map(|path| (path.clone(), mark(path))).collect()
}

/// Builds and says how many files were written and removed, and whether the project was read at all.
fn count(project: &Project) -> (usize, usize, bool) {
    let run = project.run("build -v");
    assert!(run.code < 2, "{run:?}");
    let line = run.stderr.lines().find(|line| line.contains(" files written")).unwrap();
    let number = |mark: &str| line.split(mark).next().unwrap().rsplit([' ', ':']).next().unwrap().parse().unwrap();
    (number(" files written"), number(" removed"), !line.contains("no file of the project has changed"))
}

/// Fails where the site is not what a clean build writes.
fn is_clean(project: &Project, why: &str) {
    let run = project.run("build -q --verify --format short");
    assert!(run.code < 2, "{why}: {run:?}");
}

/// Says the files that are left over by a build that did not end well.
fn left_over(project: &Project) -> Vec<String> {
    let own = project.files("_site/.docwright").into_keys().filter(|path| path != "manifest.json");
    let beside = std::fs::read_dir(project.path("")).unwrap().map(|entry| entry.unwrap().file_name());
    own.chain(beside.map(|name| name.into_string().unwrap()).filter(|name| name.starts_with("._site"))).collect()
}

/// The time after which nothing is as recent as a clock may be coarse.
fn age(project: &Project) {
    let old = std::time::SystemTime::now() - Duration::from_secs(60);
    for path in project.files("").keys() {
        std::fs::File::options().append(true).open(project.path(path)).unwrap().set_modified(old).unwrap();
    }
}

#[test]
fn nothing_changed_writes_nothing_and_says_the_same() {
    let project = site(5);
    project.write("p1.md", "# One\n\n[gone](gone.md) é [b](#b)\n".as_bytes());
    project.write("docwright.yml", b"title: T\nrules:\n  heading-skipped: error\n");
    project.write("p2.md", b"# Two\n\n### Three\n\n[!INCLUDE [x](inc/i.md)]\n");
    project.write("inc/i.md", b"[gone](gone.md)\n");
    for flags in ["", "--strict", "-D file-not-found", "-A file-not-found", "--base-url https://e.org/", "-j 1"] {
        let first = project.run(&format!("build -q {flags}"));
        let before = marks(&project, "_site");
        for format in ["pretty", "short", "json", "jsonl"] {
            let again = project.run(&format!("build -q {flags} --format {format}"));
            let check = project.run(&format!("check -q {flags} --format {format}"));
            assert_eq!(again, check, "{flags} {format}");
            assert_eq!(again.code, first.code);
            assert!(format != "pretty" || again.stdout == first.stdout);
        }
        let again = project.run(&format!("build -v {flags}"));
        assert!(again.stderr.contains("no file of the project has changed"), "{flags}: {again:?}");
        assert_eq!(marks(&project, "_site"), before, "{flags}");
        assert_eq!(project.run(&format!("build -q {flags} --max-warnings 0")).code, 1, "{flags}");
    }
}

#[test]
fn what_changed_is_written_and_no_more() {
    let project = site(6);
    let check = |change: &dyn Fn(), want: (usize, usize, bool), why: &str| {
        change();
        assert_eq!(count(&project), want, "{why}");
        is_clean(&project, why);
        assert_eq!(count(&project), (0, 0, false), "after {why}");
    };
    let all = project.run("build -v").stderr;
    assert!(all.contains(" 0 unchanged"), "{all}");
    check(&|| (), (0, 0, false), "nothing");
    check(&|| say(&project, 6, "one"), (0, 0, false), "the same bytes");
    check(&|| age(&project), (0, 0, true), "other times, the outputs' too");
    let text = project.read("p3.md");
    // The same length, and then the same time.
    let was = std::fs::metadata(project.path("p3.md")).unwrap().modified().unwrap();
    let other = text.replace("This", "That");
    let old = project.read("_site/p3.html");
    project.write("p3.md", other.as_bytes());
    std::fs::File::options().append(true).open(project.path("p3.md")).unwrap().set_modified(was).unwrap();
    let (written, removed, read) = count(&project);
    // Folders of the search index have a name that follows from what is in them.
    assert!(read && removed < written && (1..=8).contains(&written), "{written} written, {removed} removed");
    assert_ne!(project.read("_site/p3.html"), old);
    is_clean(&project, "an edit of the same length and time");
    let page = project.read("_site/p2.html");
    check(
        &|| project.write("_site/p2.html", page.replace("This", "THIS").as_bytes()),
        (1, 0, true),
        "an output edited",
    );
    check(&|| std::fs::remove_file(project.path("_site/p2.html")).unwrap(), (1, 0, true), "an output removed");
    project.write("_site/mine.txt", b"mine");
    std::fs::remove_file(project.path("p5.md")).unwrap();
    assert!(count(&project).1 >= 1 && !project.path("_site/p5.html").exists(), "a page removed");
    is_clean(&project, "a page removed");
    assert_eq!(project.read("_site/mine.txt"), "mine");
    project.write("docwright.yml", b"title: U\n");
    assert!(count(&project).0 >= 6, "a configuration is on every page");
    is_clean(&project, "a configuration edited");
    project.write(".gitignore", b"p4.md\n");
    assert!(count(&project).1 >= 1 && !project.path("_site/p4.html").exists(), "a file is ignored");
    is_clean(&project, "a file ignored");
}

#[test]
fn what_is_kept_may_be_damaged() {
    let project = site(4);
    project.build();
    let want = project.files("_site");
    let cache = project.path("../cache/docwright/builds");
    let folder = std::fs::read_dir(&cache).unwrap().next().unwrap().unwrap().path();
    for name in ["record", "colours"] {
        let path = folder.join(name);
        let whole = std::fs::read(&path).unwrap();
        for damaged in [&b""[..], b"x", &whole[..whole.len() / 2], &whole[1..], &[&whole[..], b"x"].concat()] {
            std::fs::write(&path, damaged).unwrap();
            say(&project, 4, "two");
            project.build();
            say(&project, 4, "one");
            std::fs::write(&path, damaged).unwrap();
            project.build();
            same(&project.files("_site"), &want, name);
        }
    }
    std::fs::remove_dir_all(&cache).unwrap();
    // A file in the place of a folder: nothing can be kept.
    std::fs::write(&cache, "").unwrap();
    assert_eq!(count(&project), (0, 0, true));
    same(&project.files("_site"), &want, "without a cache");
}

#[test]
fn a_site_that_differs_is_told() {
    let project = site(3);
    project.build();
    let path = "_site/p1.html";
    let page = project.read(path);
    // As a wrong program would: the same length and the same times, as far as they can be set.
    project.write("_site/p1.html", page.replace("This", "THIS").as_bytes());
    is_clean(&project, "it was mended before it was compared");
    assert_eq!(project.read(path), page);
    let run = project.run("build --verify");
    assert!(run.code == 0 && run.stderr.contains("a clean build writes the same bytes"), "{run:?}");
    assert_eq!(left_over(&project), [""; 0]);
}

#[test]
fn random_edits_end_as_a_clean_build() {
    for seed in 11..=13u64 {
        let dice = &mut Dice(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15));
        let project = update::project(dice);
        for step in 0..14 {
            let mut changed = Vec::new();
            for _ in 0..dice.roll(4) {
                changed.extend(edit(&project, dice));
            }
            let run = project.run("build --verify -q --format short");
            let check = project.run("check -q --format short");
            let why = format!("seed {seed}, step {step}, {changed:?}: {run:?}");
            assert!(run.code < 3 && run.stderr == check.stderr && run.code == check.code, "{why}");
            // What templates cannot do is found by a build only.
            let told = |run: &Run| run.stdout.lines().filter(|line| !line.contains("theme")).count();
            assert_eq!(told(&run), told(&check), "{why}");
        }
    }
}

#[test]
fn a_killed_build_leaves_a_whole_site() {
    const PAGES: usize = 30;
    let project = site(PAGES);
    project.build();
    let mut states = vec![project.files("_site")];
    say(&project, PAGES, "two");
    let start = Instant::now();
    project.build();
    let mut takes = start.elapsed();
    states.push(project.files("_site"));
    let dice = &mut Dice(5);
    let (mut cut, mut journals) = (0, 0);
    for round in 0..100 {
        say(&project, PAGES, ["one", "two"][round % 2]);
        let mut build = project.command("build -q").stdout(Stdio::null()).spawn().unwrap();
        // Nearly all of the time is before the last step: half of the kills come in its last part.
        let part = if round % 4 < 2 { 70 + dice.roll(50) } else { dice.roll(110) };
        thread::sleep(takes * part as u32 / 100);
        build.kill().unwrap();
        let in_time = build.wait().unwrap().success();
        // How long a build takes changes with what else the machine does: follow it, so that about every second kill cuts.
        takes = if in_time { takes * 9 / 10 } else { takes * 11 / 10 };
        cut += usize::from(!in_time);
        let journal = project.path("_site/.docwright/journal.json").exists();
        journals += usize::from(journal);
        let mut now = project.files("_site");
        now.retain(|path, _| !path.starts_with(".docwright/") || path == ".docwright/manifest.json");
        let whole = |state: &BTreeMap<String, Vec<u8>>| *state == now;
        assert!(journal || states.iter().any(whole), "round {round}: neither the old site nor the new one");
        // No file is ever half written.
        for (path, bytes) in now.iter().filter(|(path, _)| !path.starts_with(".docwright/")) {
            assert!(states.iter().any(|state| state.get(path) == Some(bytes)), "round {round}: {path} is neither");
        }
        if round % 10 == 9 || journal {
            project.build();
            same(&project.files("_site"), &states[round % 2], &format!("round {round}: the next run ends it"));
            assert_eq!(left_over(&project), [""; 0]);
        }
    }
    eprintln!("{cut} of 100 builds were cut, {journals} in the last step");
    assert!(cut > 20, "{cut} builds were cut");
    // Into a folder that is not there yet.
    for round in 0..10 {
        std::fs::remove_dir_all(project.path("_site")).unwrap();
        let mut build = project.command("build -q").stdout(Stdio::null()).spawn().unwrap();
        thread::sleep(takes * (round * 11) / 100);
        build.kill().unwrap();
        build.wait().unwrap();
        assert!(!project.path("_site").exists() || project.files("_site") == states[1], "round {round}");
        project.build();
        same(&project.files("_site"), &states[1], &format!("round {round}"));
        assert_eq!(left_over(&project), [""; 0]);
    }
}

#[test]
fn several_builds_at_once_wait_for_one_another() {
    let project = site(20);
    for word in ["one", "two"] {
        say(&project, 20, word);
        let start = || project.command("build -q").stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
        let builds: Vec<_> = (0..4).map(|_| start()).collect();
        for build in builds {
            let output = build.wait_with_output().unwrap();
            assert!(output.status.success() && output.stderr.is_empty(), "{output:?}");
        }
        is_clean(&project, word);
        assert_eq!(left_over(&project), [""; 0]);
    }
    // `clean` beside a build: one after the other, in some order.
    for delay in [0, 40, 150] {
        say(&project, 20, ["three", "four"][delay % 2]);
        let mut build = project.command("build -q").stdout(Stdio::null()).spawn().unwrap();
        thread::sleep(Duration::from_millis(delay as u64));
        let clean = project.run("clean -q");
        assert!(matches!(clean.code, 0 | 2), "{clean:?}");
        assert!(build.wait().unwrap().success());
        is_clean(&project, "after clean");
        assert_eq!(left_over(&project), [""; 0]);
    }
}

#[cfg(unix)]
#[test]
fn who_waits_says_so() {
    let project = site(3);
    project.build();
    let folder = std::fs::File::open(project.path("_site")).unwrap();
    folder.lock().unwrap();
    let mut build = project.command("build").stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
    // It says so at once, or ends.
    let mut said = String::new();
    let mut stderr = BufReader::new(build.stderr.take().unwrap());
    stderr.read_line(&mut said).unwrap();
    folder.unlock().unwrap();
    stderr.read_to_string(&mut said).unwrap();
    let output = build.wait_with_output().unwrap();
    assert!(output.status.success() && said.starts_with("another build writes into `"), "{said}");
}

#[cfg(unix)]
#[test]
fn ctrl_c_leaves_nothing_behind() {
    const PAGES: usize = 30;
    let project = site(PAGES);
    let start = Instant::now();
    project.build();
    let mut takes = start.elapsed();
    let mut interrupted = 0;
    for round in 0..20u32 {
        let before = project.files("_site");
        if round == 10 {
            std::fs::remove_dir_all(project.path("_site")).unwrap();
        }
        say(&project, PAGES, ["one", "two"][round as usize % 2]);
        let mut build = project.command("build -q").stdout(Stdio::null()).spawn().unwrap();
        thread::sleep(takes * (30 + round * 4) / 100);
        project.program("kill").args(["-INT", &build.id().to_string()]).status().unwrap();
        let status = build.wait().unwrap();
        // Before the program listens, the system ends it.
        let code = status.code().unwrap_or(130);
        assert!(code == 130 || code == 0, "{status}");
        takes = if code == 0 { takes * 9 / 10 } else { takes * 11 / 10 };
        interrupted += usize::from(code == 130);
        assert_eq!(left_over(&project), [""; 0], "round {round}");
        if code == 130 && round != 10 {
            assert!(project.files("_site") == before, "round {round}");
        }
    }
    assert!(interrupted > 0);
    is_clean(&project, "after all");
}

#[cfg(unix)]
#[test]
fn a_disk_that_refuses_leaves_the_last_site() {
    let project = site(4);
    let program = env!("CARGO_BIN_EXE_docwright");
    let sh = |script: &str| project.program("sh").args(["-c", script, program]).output().unwrap();
    let shell = |script: &str| {
        let output = sh(script);
        (output.status.code(), String::from_utf8_lossy(&output.stderr).into_owned())
    };
    // No file may be longer than 4 KiB: nothing can be written, before there is a site and after.
    let full = "trap '' XFSZ; ulimit -f 8; exec \"$0\" build -q";
    let (code, said) = shell(full);
    assert!(code == Some(3) && said.starts_with("error: "), "{code:?} {said}");
    assert!(!project.path("_site").exists() && left_over(&project).is_empty());
    project.build();
    let before = project.files("_site");
    say(&project, 4, "two");
    project.write("p0.md", format!("# Long\n\n{}\n", "long ".repeat(9_000)).as_bytes());
    let (code, said) = shell(full);
    assert!(code == Some(3) && said.starts_with("error: "), "{code:?} {said}");
    same(&project.files("_site"), &before, "the last site");
    assert_eq!(left_over(&project), [""; 0]);
    project.build();
    is_clean(&project, "when there is room again");
    // A real small disk, where we may mount one.
    let small = "mkdir -p small && mount -t tmpfs -o size=64k tmpfs small";
    let script = format!(
        "{small} && {{ \"$0\" build -q -o small/_site; code=$?; ls -A small; umount small; exit $code; }} || exit $?"
    );
    let mounts = |prefix: &str| {
        let script = format!("{prefix} sh -c 'mkdir -p small && mount -t tmpfs tmpfs small && umount small'");
        sh(&script).status.success()
    };
    match ["unshare -m", "unshare -rm"].into_iter().find(|prefix| mounts(prefix)) {
        None => eprintln!("NOT RUN: no small disk can be mounted here"),
        Some(prefix) => {
            let output = sh(&format!("{prefix} sh -c '{script}' \"$0\""));
            let said = String::from_utf8_lossy(&output.stderr).into_owned();
            assert!(output.status.code() == Some(3) && said.contains("o space left"), "{output:?}");
            assert!(output.stdout.is_empty(), "nothing is left on the disk: {output:?}");
        }
    }
}

#[cfg(unix)]
#[test]
fn a_folder_that_may_not_be_written_stays() {
    use std::os::unix::{fs::PermissionsExt, process::CommandExt};
    let project = site(4);
    project.build();
    let before = project.files("_site");
    say(&project, 4, "two");
    let set = |mode: u32| {
        for folder in ["_site", "_site/.docwright", "_site/search"] {
            let path = project.path(folder);
            if path.exists() {
                std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).unwrap();
            }
        }
    };
    set(0o555);
    let mut command = project.command("build -q");
    // Nothing is forbidden to root: somebody else builds.
    let is_root = project.program("id").arg("-u").output().is_ok_and(|output| output.stdout == b"0\n");
    if is_root {
        command.uid(65_534).gid(65_534);
    }
    let output = command.output();
    set(0o755);
    match output {
        Err(error) => eprintln!("NOT RUN: nobody else may start the program: {error}"),
        Ok(output) => {
            assert_eq!(output.status.code(), Some(3), "{output:?}");
            assert!(String::from_utf8_lossy(&output.stderr).contains("ermission denied"), "{output:?}");
            same(&project.files("_site"), &before, "the last site");
        }
    }
    // Where nobody may write at all.
    if Path::new("/proc/self").exists() {
        let run = project.run("build -q -o /proc/docwright");
        assert!(run.code == 3 && run.stderr.starts_with("error: "), "{run:?}");
    }
}
