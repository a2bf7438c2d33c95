//! Builds into folders that hold all sorts of things, whole and cut.

use rayon::prelude::*;

use super::*;

fn clean_now(out: &Path) -> io::Result<usize> {
    clean(out, &|_| ())
}

/// What is left of a process that was killed: the system took its lock, and nobody cleaned up.
fn killed(mut emit: Emit) {
    emit.lock = None;
}

/// A project's folder with an output folder `out`, removed at the end.
struct Place(PathBuf);

impl Place {
    fn new(name: &str) -> Place {
        let root = std::env::temp_dir().join(format!("docwright-emit-{name}-{}", std::process::id()));
        let _ = fs::remove_dir_all(&root);
        fs::create_dir_all(&root).unwrap();
        Place(root)
    }

    fn out(&self) -> PathBuf {
        self.0.join("out")
    }

    fn begin(&self) -> io::Result<Emit> {
        begin(&self.out(), &self.0)
    }

    /// Builds a site of files given as `path=text`.
    fn build(&self, files: &[&str]) -> io::Result<[usize; 3]> {
        let emit = self.begin()?;
        for file in files {
            let (path, text) = file.split_once('=').unwrap();
            emit.put(path, text.as_bytes())?;
        }
        emit.finish(BTreeMap::new()).map(|done| [done.written, done.unchanged, done.removed])
    }

    fn write(&self, path: &str, text: &str) {
        fs::create_dir_all(self.out().join(path).parent().unwrap()).unwrap();
        fs::write(self.out().join(path), text).unwrap();
    }

    /// The files that are there, but for our own folder; an empty folder ends with `/`.
    fn check(&self, want: &[&str]) {
        fn list(folder: &Path, prefix: &str, out: &mut Vec<String>) {
            let before = out.len();
            for entry in fs::read_dir(folder).unwrap() {
                let entry = entry.unwrap();
                let path = format!("{prefix}{}", entry.file_name().to_str().unwrap());
                if path == OWN {
                    let own: Vec<_> = fs::read_dir(entry.path()).unwrap().map(|own| own.unwrap().file_name()).collect();
                    assert_eq!(own, [manifest::NAME], "nothing is left over in our folder");
                } else if entry.file_type().unwrap().is_dir() {
                    list(&entry.path(), &format!("{path}/"), out);
                } else {
                    out.push(format!("{path}={}", fs::read_to_string(entry.path()).unwrap()));
                }
            }
            if out.len() == before {
                out.push(prefix.to_owned());
            }
        }
        let mut found = Vec::new();
        list(&self.out(), "", &mut found);
        found.sort();
        assert_eq!(found, want);
        let beside: Vec<_> = fs::read_dir(&self.0).unwrap().map(|entry| entry.unwrap().file_name()).collect();
        assert_eq!(beside, ["out"], "nothing is left over beside the output");
    }

    fn fails(&self, files: &[&str], kind: ErrorKind) {
        assert_eq!(self.build(files).map_err(|error| error.kind()), Err(kind));
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn built(written: usize, unchanged: usize, removed: usize) -> Option<[usize; 3]> {
    Some([written, unchanged, removed])
}

#[test]
fn builds_follow_each_other() {
    let place = Place::new("follow");
    assert_eq!(place.build(&["a.html=1", "b/c/d.html=2", "b/e.html=3"]).ok(), built(3, 0, 0));
    place.check(&["a.html=1", "b/c/d.html=2", "b/e.html=3"]);
    let stamp = |path: &str| fs::metadata(place.out().join(path)).unwrap().modified().unwrap();
    let before = (stamp("a.html"), stamp(".docwright/manifest.json"));
    assert_eq!(place.build(&["a.html=1", "b/c/d.html=2", "b/e.html=3"]).ok(), built(0, 3, 0));
    assert_eq!(before, (stamp("a.html"), stamp(".docwright/manifest.json")), "nothing is written");
    assert_eq!(place.build(&["a.html=1", "b/e.html=4", "n/m/o.html=5"]).ok(), built(2, 1, 1));
    place.check(&["a.html=1", "b/e.html=4", "n/m/o.html=5"]);
    assert_eq!(before.0, stamp("a.html"));
    // A file that a person took away or cut comes back.
    fs::remove_file(place.out().join("a.html")).unwrap();
    place.write("b/e.html", "44");
    assert_eq!(place.build(&["a.html=1", "b/e.html=4"]).ok(), built(2, 0, 1));
    place.check(&["a.html=1", "b/e.html=4"]);
    assert_eq!(place.build(&[]).ok(), built(0, 0, 2));
    fs::remove_dir_all(place.out()).unwrap();
    fs::create_dir(place.out()).unwrap();
    assert_eq!(place.build(&["b/e.html=4"]).ok(), built(1, 0, 0));
    place.check(&["b/e.html=4"]);
}

#[test]
fn files_and_folders_change_places() {
    let place = Place::new("swap");
    place.build(&["a.html=1", "b/c=2", "b/d/e=3", "f=4"]).unwrap();
    assert_eq!(place.build(&["a.html/x/y=1", "b=2", "f=4"]).ok(), built(2, 1, 3));
    place.check(&["a.html/x/y=1", "b=2", "f=4"]);
    assert_eq!(place.build(&["a.html=1", "b/c=2", "b/d/e=3"]).ok(), built(3, 0, 3));
    place.check(&["a.html=1", "b/c=2", "b/d/e=3"]);
    // The only file of a folder makes room for another one.
    assert_eq!(place.build(&["a.html=1", "b/d/g=3"]).ok(), built(1, 1, 2));
    place.check(&["a.html=1", "b/d/g=3"]);
    place.write("b/d/mine", "6");
    place.fails(&["b/d=1"], ErrorKind::AlreadyExists);
    place.fails(&["b=1"], ErrorKind::AlreadyExists);
    place.check(&["a.html=1", "b/d/g=3", "b/d/mine=6"]);
    assert!(place.build(&["n=1", "n-b=2", "n/b/c=3"]).is_err());
    place.fails(&["a.html=1", "b/d/g=3", "b/d/g/x=1"], ErrorKind::AlreadyExists);
    place.check(&["a.html=1", "b/d/g=3", "b/d/mine=6"]);
}

#[test]
fn what_others_wrote_stays() {
    let place = Place::new("foreign");
    place.write("mine.txt", "1");
    place.write("sub/same.html", "2");
    place.fails(&["mine.txt=2"], ErrorKind::AlreadyExists);
    place.fails(&["mine.txt/a=2"], ErrorKind::AlreadyExists);
    place.fails(&["sub=2"], ErrorKind::AlreadyExists);
    assert!(!place.out().join(OWN).exists());
    assert_eq!(clean_now(&place.out()).map_err(|error| error.kind()), Err(ErrorKind::NotFound));
    assert_eq!(place.build(&["sub/same.html=2", "sub/a.html=3"]).ok(), built(1, 1, 0));
    place.check(&["mine.txt=1", "sub/a.html=3", "sub/same.html=2"]);
    // Now that the folder is ours, a wanted file is written over what is there; others stay.
    place.write("new.html", "x");
    assert_eq!(place.build(&["new.html=4", "sub/a.html=3"]).ok(), built(1, 1, 1));
    place.check(&["mine.txt=1", "new.html=4", "sub/a.html=3"]);
    place.write("sub/deep/mine.txt", "5");
    assert_eq!(clean_now(&place.out()).ok(), Some(2));
    assert!(!place.out().join(OWN).exists());
    assert_eq!(fs::read_dir(place.out()).unwrap().count(), 2, "mine.txt and sub");
    assert!(!place.out().join("sub/a.html").exists());
}

#[test]
fn a_clean_folder_goes_away() {
    let place = Place::new("clean");
    place.build(&["a/b=1", "c=2"]).unwrap();
    assert_eq!(clean_now(&place.out()).ok(), Some(2));
    assert!(!place.out().exists());
    assert!(clean_now(&place.out()).is_err());
}

#[test]
fn a_cut_build_leaves_the_last_site() {
    let place = Place::new("cut");
    let emit = place.begin().unwrap();
    emit.put("a/b=", b"1").unwrap();
    drop(emit);
    assert_eq!(fs::read_dir(&place.0).unwrap().count(), 0, "nothing is left");
    // Killed: nobody cleans up.
    let emit = place.begin().unwrap();
    emit.put("a", b"0").unwrap();
    killed(emit);
    place.build(&["a=1", "b/c=2"]).unwrap();
    place.check(&["a=1", "b/c=2"]);
    let emit = place.begin().unwrap();
    emit.put("a", b"3").unwrap();
    drop(emit);
    place.check(&["a=1", "b/c=2"]);
    let emit = place.begin().unwrap();
    emit.put("a", b"3").unwrap();
    killed(emit);
    drop(place.begin().unwrap());
    place.check(&["a=1", "b/c=2"]);
    // A file that cannot be put must not be forgotten.
    let emit = place.begin().unwrap();
    emit.put("a", b"3").unwrap();
    assert!(emit.copy("d", &place.0.join("gone")).is_err());
    assert!(emit.finish(BTreeMap::new()).is_err());
    place.check(&["a=1", "b/c=2"]);
}

#[test]
fn a_cut_last_step_is_finished() {
    // Cut after so many of its renames: `a`, `b` (a folder that was a file), `n`, the manifest, or nothing but the
    // journal's own removal.
    for done in 0..5 {
        let place = Place::new(&format!("journal-{done}"));
        place.build(&["a=1", "b=2", "old/x=3", "same=4"]).unwrap();
        let emit = place.begin().unwrap();
        for (path, text) in [("a", "5"), ("b/c/d", "6"), ("n/m", "7"), ("same", "4")] {
            emit.put(path, text.as_bytes()).unwrap();
        }
        let files = locked(&emit.put).iter().map(|(path, put)| (path.clone(), put.entry.clone())).collect();
        let manifest = Manifest { files, ..Manifest::default() };
        let journal = Journal::plan(
            &place.out(),
            vec!["b".into(), "old/x".into()],
            vec!["a".into(), "b/c/d".into(), "n/m".into()],
        )
        .unwrap();
        assert_eq!(journal.rename, ["a", "b", "n"]);
        manifest::write(&emit.stage.join(OWN), &manifest).unwrap();
        journal.put_down(&place.out()).unwrap();
        killed(emit);
        if done > 0 {
            journal.remove(&place.out()).unwrap();
        }
        let (stage, own) = (place.out().join(OWN).join("stage"), place.out().join(OWN));
        for path in journal.rename.iter().take(done) {
            fs::rename(stage.join(path), place.out().join(path)).unwrap();
        }
        if done > 3 {
            fs::rename(stage.join(OWN).join(manifest::NAME), own.join(manifest::NAME)).unwrap();
        }
        drop(place.begin().unwrap());
        place.check(&["a=5", "b/c/d=6", "n/m=7", "same=4"]);
        assert_eq!(place.build(&["a=5", "b/c/d=6", "n/m=7", "same=4"]).ok(), built(0, 4, 0));
    }
}

#[test]
fn many_threads_write_the_same() {
    let files: Vec<(String, String)> =
        (0..300).map(|at| (format!("{}/{}/{at}.html", at % 7, at % 3), "x".repeat(at))).collect();
    let (one, many) = (Place::new("one"), Place::new("many"));
    let emit = one.begin().unwrap();
    files.iter().for_each(|(path, text)| emit.put(path, text.as_bytes()).unwrap());
    emit.finish(BTreeMap::new()).unwrap();
    let emit = many.begin().unwrap();
    files.par_iter().rev().for_each(|(path, text)| emit.put(path, text.as_bytes()).unwrap());
    emit.finish(BTreeMap::new()).unwrap();
    let mut want: Vec<String> = files.iter().map(|(path, text)| format!("{path}={text}")).collect();
    want.sort();
    let want: Vec<&str> = want.iter().map(String::as_str).collect();
    one.check(&want);
    many.check(&want);
    let manifest = |place: &Place| fs::read(place.out().join(OWN).join(manifest::NAME)).unwrap();
    assert_eq!(manifest(&one), manifest(&many));
}

#[test]
fn files_are_copied() {
    let place = Place::new("copy");
    let source = Place::new("copy-source");
    let (small, large) = (source.0.join("small"), source.0.join("large"));
    fs::write(&small, "s").unwrap();
    fs::write(&large, vec![b'l'; SMALL as usize + 1]).unwrap();
    for want in [(2, 0, SMALL + 2), (0, 2, 0)] {
        let emit = place.begin().unwrap();
        emit.copy("a/s", &small).unwrap();
        emit.copy("l", &large).unwrap();
        let done = emit.finish(BTreeMap::new()).unwrap();
        assert_eq!((done.written, done.unchanged, done.bytes), want);
    }
    assert_eq!(fs::read(place.out().join("l")).unwrap(), fs::read(&large).unwrap());
}

#[test]
fn bad_places_are_refused() {
    let place = Place::new("bad");
    let kind = |done: io::Result<()>| done.map_err(|error| error.kind());
    for path in ["", "/", "/a", "a/", "a//b", "../a", "a/../b", "./a", "a\0b", ".docwright/x", ".DocWright"] {
        assert_eq!(kind(place.begin().unwrap().put(path, b"")), Err(ErrorKind::InvalidInput), "{path:?}");
    }
    let emit = place.begin().unwrap();
    emit.put("a", b"1").unwrap();
    assert_eq!(kind(emit.put("a", b"1")), Err(ErrorKind::AlreadyExists));
    assert!(emit.finish(BTreeMap::new()).is_err());
    let refused = |out: &Path, root: &Path| kind(begin(out, root).map(drop));
    assert_eq!(refused(&place.0, &place.0), Err(ErrorKind::InvalidInput));
    assert_eq!(refused(&place.0, &place.0.join("x/y")), Err(ErrorKind::InvalidInput));
    assert_eq!(refused(&place.0.join("x/.."), &place.0), Err(ErrorKind::InvalidInput));
    fs::write(place.out(), "").unwrap();
    assert_eq!(refused(&place.out(), &place.0), Err(ErrorKind::NotADirectory));
}

#[test]
fn a_forged_manifest_reaches_nothing_outside() {
    let place = Place::new("forged");
    let entry = format!("[\"{}\",1]", "0".repeat(64));
    for path in ["../victim", "/victim", "a/../../victim"] {
        place.write(".docwright/manifest.json", &format!("{{\"version\":1,\"files\":{{\"{path}\":{entry}}}}}"));
        assert!(place.begin().is_err());
        assert!(clean_now(&place.out()).is_err());
    }
    for text in ["", "{}", "{\"version\":9,\"files\":{}}", "{\"version\":1,\"files\":{\"a\":[\"x\",1]}}"] {
        place.write(".docwright/manifest.json", text);
        assert_eq!(place.begin().map(drop).map_err(|error| error.kind()), Err(ErrorKind::InvalidData));
    }
}

#[cfg(unix)]
#[test]
fn links_in_the_output_are_not_followed() {
    let (place, other) = (Place::new("link"), Place::new("link-other"));
    place.build(&["a/b=1", "c=2"]).unwrap();
    fs::write(other.0.join("b"), "mine").unwrap();
    fs::remove_dir_all(place.out().join("a")).unwrap();
    std::os::unix::fs::symlink(&other.0, place.out().join("a")).unwrap();
    assert!(place.build(&["c=2"]).is_err());
    assert!(place.build(&["a/b=3"]).is_err());
    assert!(clean_now(&place.out()).is_err());
    assert_eq!(fs::read(other.0.join("b")).unwrap(), b"mine");
    // The output folder itself may be a link.
    let link = other.0.join("out");
    std::os::unix::fs::symlink(place.out(), &link).unwrap();
    fs::remove_file(place.out().join("a")).unwrap();
    let emit = begin(&link, &other.0).unwrap();
    emit.put("d", b"4").unwrap();
    emit.finish(BTreeMap::new()).unwrap();
    place.check(&["d=4"]);
}

#[test]
#[ignore = "measures: cargo test --release --lib emit -- --ignored --nocapture"]
fn measure() {
    let text = "docwright ".repeat(2_000);
    let files: Vec<String> = (0..10_000).map(|at| format!("folder{}/page{at}.html", at / 40)).collect();
    let ticks = || {
        let stat = fs::read_to_string("/proc/self/stat").unwrap();
        let mut fields = stat.rsplit(')').next().unwrap().split(' ').skip(12);
        let mut field = || fields.next().unwrap().parse::<u64>().unwrap() as f64 / 100.0;
        (field(), field())
    };
    let timed = |name: &str, work: &dyn Fn()| {
        let (before, start) = (ticks(), std::time::Instant::now());
        work();
        let (user, sys) = ticks();
        eprintln!("{name}: user {:.2} sys {:.2} wall {:.2?}", user - before.0, sys - before.1, start.elapsed());
    };
    for _ in 0..3 {
        let (floor, place) = (Place::new("floor"), Place::new("measured"));
        let build = |mark: &str| {
            let emit = place.begin().unwrap();
            files.par_iter().for_each(|path| emit.put(path, format!("{path}{mark}{text}").as_bytes()).unwrap());
            emit.finish(BTreeMap::new()).unwrap();
        };
        timed("floor", &|| {
            for at in 0..250 {
                fs::create_dir_all(floor.0.join(format!("folder{at}"))).unwrap();
            }
            files.par_iter().for_each(|path| {
                let mut file = File::create(floor.0.join(path)).unwrap();
                io::Write::write_all(&mut file, format!("{path}{text}").as_bytes()).unwrap();
            });
        });
        timed("cold", &|| build(""));
        timed("unchanged", &|| build(""));
        timed("all changed", &|| build("!"));
        timed("clean", &|| drop(clean_now(&place.out())));
    }
}
