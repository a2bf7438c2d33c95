//! All tables of contents of a site: where their entries lead, and which holds which.

use std::{
    collections::{BTreeMap, HashMap, HashSet},
    sync::Arc,
};

use super::{
    DEPTH_LIMIT, RawItem, RawToc, Toc, TocItem, TocLink, TocTarget, Tocs, Written,
    address::{Addresses, Lead, home},
    words,
};
use crate::{
    diagnostic::Diagnostic,
    files::Files,
    index::redirects::Redirects,
    page::FileId,
    rules,
    source::{SitePath, Source, Span},
    url,
};

/// Entries that one table of contents may have in all, where others hold others again and again.
const ITEM_LIMIT: usize = 500_000;

/// An entry with its addresses looked up.
struct Entry {
    name: String,
    display_name: Option<String>,
    /// Where `href` leads.
    href: Lead,
    /// Where `topicHref` leads.
    topic: Lead,
    /// Where `tocHref` leads.
    toc: Lead,
    expanded: bool,
    entries: Vec<Entry>,
    span: Span,
    /// `href`, else where the entry begins: where findings about what it holds are told.
    href_span: Span,
}

/// Looks all addresses up and puts tables of contents into those that hold them. `raw` is every `toc.yml` and `toc.md` of
/// the site, `docset_root` the folder that `~/` means in a file, `title` the title of a page.
pub fn build(
    mut raw: Vec<(FileId, Arc<Source>, RawToc)>,
    files: &Files,
    redirects: &Redirects,
    docset_root: &dyn Fn(FileId) -> SitePath,
    title: &dyn Fn(FileId) -> Option<String>,
) -> (Tocs, Vec<Diagnostic>) {
    raw.sort_by_key(|(file, ..)| *file);
    let mut found = Vec::new();
    let addresses = Addresses::new(raw.iter().map(|(file, ..)| *file), files, redirects);
    let read: Vec<Vec<Entry>> = raw
        .iter()
        .map(|(file, source, toc)| {
            let root = docset_root(*file);
            entries(&toc.items, &Reader { source, root: root.as_str(), addresses: &addresses, title }, &mut found)
        })
        .collect();
    let mut site = Site {
        files,
        raw: &raw,
        read: &read,
        first: vec![First::Unknown; raw.len()],
        told: HashSet::new(),
        found: Vec::new(),
    };
    let tocs = site.tocs();
    found.append(&mut site.found);
    (tocs, found)
}

/// What the entries of one file are looked up with.
struct Reader<'a, 'b> {
    source: &'a Source,
    root: &'a str,
    addresses: &'a Addresses<'b>,
    title: &'a dyn Fn(FileId) -> Option<String>,
}

/// Looks the addresses of entries up.
fn entries(items: &[RawItem], reader: &Reader, found: &mut Vec<Diagnostic>) -> Vec<Entry> {
    let mut out = Vec::with_capacity(items.len());
    for item in items {
        let mut lead = |written: &Option<Written>| match written {
            Some(written) => reader.addresses.lead(reader.source, reader.root, written, found),
            None => Lead::Nothing,
        };
        let href = lead(&item.href);
        let mut topic = lead(&item.topic_href);
        let toc = lead(&item.toc_href);
        misplaced(item, &topic, &toc, &reader.source.path, found);
        if let (Lead::Nothing, Some(uid)) = (&topic, &item.uid) {
            topic = Lead::Xref(uid.text.clone());
        }
        let inner = entries(&item.items, reader, found);
        let name = match &item.name {
            Some(name) => name.text.clone(),
            None => match name(&[&href, &topic, &toc], reader) {
                Some(name) => name,
                None => {
                    let (span, message) = match &item.href {
                        Some(href) => (href.span, "the entry has no name, and what it leads to has no title"),
                        None => (item.span, "the entry has no name"),
                    };
                    // That the address leads nowhere was told.
                    if item.href.is_none() || href != Lead::Nothing {
                        found.push(rules::EMPTY_TOC_ITEM.at(&reader.source.path, span, message));
                    }
                    let Some(written) = &item.href else {
                        out.extend(inner);
                        continue;
                    };
                    words(SitePath::from(url::decode(&written.text).split(['?', '#']).next().unwrap_or("")).stem())
                }
            },
        };
        out.push(Entry {
            name,
            display_name: item.display_name.as_ref().map(|word| word.text.clone()),
            href,
            topic,
            toc,
            expanded: item.expanded,
            entries: inner,
            span: item.name.as_ref().map_or(item.span, |name| name.span),
            href_span: item.href.as_ref().map_or(item.span, |href| href.span),
        });
    }
    out
}

/// Tells a `tocHref` that is no table of contents and a `topicHref` that is one.
fn misplaced(item: &RawItem, topic: &Lead, toc: &Lead, path: &SitePath, found: &mut Vec<Diagnostic>) {
    if let (Some(written), Lead::File(..) | Lead::TocFolder(..)) = (&item.toc_href, toc) {
        let what = if matches!(toc, Lead::File(..)) { "a page" } else { "a folder" };
        let message = format!("`tocHref` leads to a table of contents, but `{}` is {what}", written.text);
        found.push(rules::INVALID_TOC_HREF.at(path, written.span, message));
    }
    if let (Some(written), Lead::Toc(..) | Lead::TocFolder(..)) = (&item.topic_href, topic) {
        let message = format!("`topicHref` leads to a page, but `{}` is a table of contents", written.text);
        found.push(rules::INVALID_TOPIC_HREF.at(path, written.span, message));
    }
    if let (Some(homepage), Some(_)) = (&item.homepage, &item.toc_href) {
        let message = "`homepage` does not go with `tocHref`";
        found.push(rules::INVALID_TOPIC_HREF.at(path, homepage.span, message).help("write `topicHref` instead"));
    }
}

/// The name of an entry that has none of its own.
fn name(leads: &[&Lead], reader: &Reader) -> Option<String> {
    leads.iter().find_map(|lead| match lead {
        Lead::File(file, _) => (reader.title)(*file),
        Lead::Toc(_, folder) | Lead::TocFolder(folder, _) => {
            let name = folder.rsplit('/').next().filter(|name| !name.is_empty())?;
            Some(name.replace(['-', '_'], " "))
        }
        Lead::Xref(uid) => Some(uid.clone()),
        Lead::Away(_) | Lead::Nothing => None,
    })
}

/// The first page that a table of contents lists.
#[derive(Clone)]
enum First {
    Unknown,
    /// Being looked for: who asks again has come round.
    Asked,
    Known(TocTarget),
}

/// All tables of contents while they are put together; `raw` and `read` go by the same numbers.
struct Site<'a> {
    files: &'a Files,
    raw: &'a [(FileId, Arc<Source>, RawToc)],
    read: &'a [Vec<Entry>],
    first: Vec<First>,
    /// Places at which a circle or a limit was told already.
    told: HashSet<(usize, Span)>,
    found: Vec<Diagnostic>,
}

impl Site<'_> {
    fn tocs(&mut self) -> Tocs {
        let count = self.raw.len();
        let mut held = vec![false; count];
        for (number, entries) in self.read.iter().enumerate() {
            each_held(entries, &mut |inner| held[inner] |= inner != number);
        }
        let breadcrumb: Vec<bool> = (0..count).map(|number| self.is_breadcrumb(number)).collect();
        // Those that none holds, then one of each circle that none of them holds.
        let outer = (0..count).filter(|&number| !held[number]).chain((0..count).filter(|&number| held[number]));
        let mut within = vec![false; count];
        let mut built: BTreeMap<usize, (Toc, Vec<usize>)> = BTreeMap::new();
        for number in outer {
            if within[number] {
                continue;
            }
            let mut items = Vec::new();
            let mut path = vec![number];
            let mut parts = vec![number];
            self.put(&self.read[number], None, &mut path, 0, &mut items, &mut parts);
            parts.iter().for_each(|&part| within[part] = true);
            let mut toc = Toc::new(Some(self.raw[number].0), items, self.files);
            toc.order = self.raw[number].2.order;
            built.insert(number, (toc, parts));
        }
        let (mut list, mut breadcrumbs, mut folders) = (Vec::new(), Vec::new(), HashMap::new());
        for (number, (toc, parts)) in built {
            if breadcrumb[number] {
                breadcrumbs.push(toc);
                continue;
            }
            for part in parts {
                let folder = self.files.get(self.raw[part].0).path.folder();
                // One's own folder is nobody else's.
                if part == number {
                    let taken = folders.get(folder).is_some_and(|&(_, own)| own);
                    if !taken {
                        folders.insert(folder.to_owned(), (list.len() as u32, true));
                    }
                } else {
                    folders.entry(folder.to_owned()).or_insert((list.len() as u32, false));
                }
            }
            list.push(toc);
        }
        let folders = folders.into_iter().map(|(folder, (toc, _))| (folder, toc)).collect();
        Tocs::new(list, breadcrumbs, folders, self.files)
    }

    /// Whether a table of contents is a tree of addresses elsewhere, or lies where those do.
    fn is_breadcrumb(&self, number: usize) -> bool {
        let folder = self.files.get(self.raw[number].0).path.folder();
        let named = folder.split('/').any(|part| {
            matches!(part.trim_start_matches('_').to_ascii_lowercase().as_str(), "breadcrumb" | "breadcrumbs")
        });
        let entries = &self.read[number];
        named || (!entries.is_empty() && entries.iter().all(|entry| matches!(entry.toc, Lead::Away(_))))
    }

    /// Writes entries, with those of tables of contents that they hold, and notes the latter in `parts`.
    fn put(
        &mut self,
        entries: &[Entry],
        parent: Option<u32>,
        path: &mut Vec<usize>,
        depth: usize,
        items: &mut Vec<TocItem>,
        parts: &mut Vec<usize>,
    ) {
        let Some(&number) = path.last() else { return };
        let file = self.raw[number].0;
        for entry in entries {
            let at = items.len() as u32;
            let (target, toc, borrowed) = self.target(entry);
            items.push(TocItem {
                name: entry.name.clone(),
                display_name: entry.display_name.clone(),
                target,
                toc,
                borrowed,
                parent,
                children: Vec::new(),
                expanded: entry.expanded,
                place: Some((file, entry.span)),
            });
            if let Some(parent) = parent {
                items[parent as usize].children.push(at);
            }
            let held = if let Lead::Toc(inner, _) = entry.href { Some(inner) } else { None };
            let limit = (depth >= DEPTH_LIMIT && (held.is_some() || !entry.entries.is_empty()))
                || (items.len() >= ITEM_LIMIT && held.is_some());
            match held {
                _ if limit => {
                    let message = "tables of contents hold each other too deeply or too often";
                    self.tell(
                        number,
                        entry.href_span,
                        rules::NESTING_TOO_DEEP.at(self.path(number), entry.href_span, message),
                    );
                }
                Some(inner) if path.contains(&inner) => {
                    let from = path.iter().position(|&outer| outer == inner).unwrap_or(0);
                    let round: Vec<_> =
                        path[from..].iter().chain([&inner]).map(|&toc| self.path(toc).as_str()).collect();
                    let message = format!("tables of contents hold each other: `{}`", round.join("` → `"));
                    self.tell(
                        number,
                        entry.href_span,
                        rules::CIRCULAR_TOC.at(self.path(number), entry.href_span, message),
                    );
                }
                Some(inner) => {
                    path.push(inner);
                    parts.push(inner);
                    let read = self.read;
                    self.put(&read[inner], Some(at), path, depth + 1, items, parts);
                    path.pop();
                }
                None => self.put(&entry.entries, Some(at), path, depth + 1, items, parts),
            }
        }
    }

    fn path(&self, number: usize) -> &SitePath {
        &self.raw[number].1.path
    }

    fn tell(&mut self, number: usize, span: Span, finding: Diagnostic) {
        if self.told.insert((number, span)) {
            self.found.push(finding);
        }
    }

    /// Where an entry leads, the table of contents behind it, and whether the target is only borrowed from that.
    fn target(&mut self, entry: &Entry) -> (TocTarget, Option<TocLink>, bool) {
        let behind = [&entry.href, &entry.toc].into_iter().find_map(|lead| match lead {
            Lead::TocFolder(_, toc) => Some((TocLink::File(self.raw[*toc].0), Some(*toc))),
            _ => None,
        });
        let behind = behind.or_else(|| match &entry.toc {
            Lead::Toc(toc, _) => Some((TocLink::File(self.raw[*toc].0), Some(*toc))),
            Lead::Away(address) => Some((TocLink::Away(address.clone()), None)),
            _ => None,
        });
        let own = [&entry.href, &entry.topic].into_iter().find_map(|lead| self.plain(lead));
        let (toc, number) = behind.unzip();
        let number = number.flatten();
        match (own, number, &toc) {
            (Some(target), ..) => (target, toc, false),
            (None, Some(number), _) => {
                let folder = self.files.get(self.raw[number].0).path.folder();
                let target = match self.first_page(number) {
                    TocTarget::None => {
                        home(folder, self.files).map_or(TocTarget::None, |page| TocTarget::Page(page, String::new()))
                    }
                    target => target,
                };
                (target, toc, true)
            }
            (None, None, Some(TocLink::Away(address))) => (TocTarget::Away(address.clone()), toc, false),
            (None, None, _) => (TocTarget::None, toc, false),
        }
    }

    /// The target that a lead is by itself, or through the first page of a table of contents that `topicHref` names.
    fn plain(&self, lead: &Lead) -> Option<TocTarget> {
        match lead {
            Lead::File(file, suffix) => Some(TocTarget::Page(*file, suffix.clone())),
            Lead::Away(address) => Some(TocTarget::Away(address.clone())),
            Lead::Xref(uid) => Some(TocTarget::Xref(uid.clone())),
            Lead::Toc(..) | Lead::TocFolder(..) | Lead::Nothing => None,
        }
    }

    fn first_page(&mut self, number: usize) -> TocTarget {
        match &self.first[number] {
            First::Known(target) => return target.clone(),
            First::Asked => return TocTarget::None,
            First::Unknown => self.first[number] = First::Asked,
        }
        let read = self.read;
        let target = self.first_of(&read[number]);
        self.first[number] = First::Known(target.clone());
        target
    }

    fn first_of(&mut self, entries: &[Entry]) -> TocTarget {
        for entry in entries {
            for lead in [&entry.href, &entry.topic] {
                if let Lead::File(file, suffix) = lead {
                    return TocTarget::Page(*file, suffix.clone());
                }
            }
            let target = match entry.href {
                Lead::Toc(inner, _) => self.first_page(inner),
                _ => self.first_of(&entry.entries),
            };
            if target != TocTarget::None {
                return target;
            }
        }
        TocTarget::None
    }
}

/// Calls back for each table of contents whose entries are to be put under an entry.
fn each_held(entries: &[Entry], call: &mut dyn FnMut(usize)) {
    for entry in entries {
        match entry.href {
            Lead::Toc(inner, _) => call(inner),
            _ => each_held(&entry.entries, call),
        }
    }
}

#[cfg(test)]
mod tests {
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
        let (tocs, told) = build(raw, &files, &redirects, &|_| "".into(), &title);
        found.extend(told);
        (files, tocs, found)
    }

    fn show(toc: &Toc, items: &[u32], files: &Files) -> String {
        let one = |&at: &u32| {
            let item = &toc.items[at as usize];
            let target = match &item.target {
                TocTarget::Page(file, suffix) => format!(">{}{suffix}", files.get(*file).path),
                TocTarget::Away(url) => format!(">{url}"),
                TocTarget::Xref(uid) => format!("@{uid}"),
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
        toc("# [x](/y/z)\n# [w](https://e.org)\n# @u", "x>/y/z w>https://e.org u@u", &[]);
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
}
