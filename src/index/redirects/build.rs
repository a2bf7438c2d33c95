//! All redirects of a site: where they lead, and what is wrong with them together.

use std::collections::HashMap;

use super::{
    FragmentRedirect, RawRedirect, Redirect, RedirectTarget, Redirects,
    base::{Base, infer, page_of},
    fragment_of, has_scheme, with,
};
use crate::{
    diagnostic::Diagnostic,
    files::{Files, Found},
    page::FileId,
    rules,
    source::{SitePath, join},
    url,
};

/// Looks up where redirects lead. `raw` has the redirects of each file; the first of two for one source counts. `bases`
/// are those that the configuration names.
pub fn build(
    mut raw: Vec<(FileId, Vec<RawRedirect>)>,
    mut bases: Vec<Base>,
    files: &Files,
) -> (Redirects, Vec<Diagnostic>) {
    raw.sort_by_key(|(file, _)| *file);
    let mut found = Vec::new();
    let fragments: Vec<(FileId, RawRedirect)> = raw
        .iter_mut()
        .flat_map(|(file, list)| list.extract_if(.., |redirect| !redirect.fragment.is_empty()).map(|it| (*file, it)))
        .collect();
    let kept = without_doubles(&raw, files, &mut found);
    bases.extend(infer(kept.iter().map(|(_, redirect)| *redirect), files));
    bases.sort_by_key(|base| std::cmp::Reverse(base.url.len()));
    twice_handed_on(&kept, files, &mut found);
    let stems: HashMap<String, usize> = kept
        .iter()
        .enumerate()
        .map(|(at, (_, redirect))| (stem(redirect.source.as_str()).to_lowercase(), at))
        .collect();
    let site = Site { kept: &kept, files, bases: &bases, stems };
    let list = kept.iter().map(|(file, redirect)| Redirect {
        source: redirect.source.clone(),
        url: redirect.url.clone(),
        to: site.target(*file, redirect, &mut found),
        file: *file,
        span: redirect.source_span,
        url_span: redirect.url_span,
        partial: !redirect.monikers.is_empty(),
    });
    let list = list.collect();
    let fragments = site.fragments(fragments, &mut found);
    let mut redirects = Redirects::new(list, bases);
    redirects.fragments = fragments;
    redirects.files = raw.iter().map(|(file, _)| *file).collect();
    still_there(&redirects, files, &mut found);
    chains(&redirects, files, &mut found);
    (redirects, found)
}

/// What targets are looked up in.
struct Site<'a> {
    kept: &'a [(FileId, &'a RawRedirect)],
    files: &'a Files,
    bases: &'a [Base],
    /// Redirects by their source in lower case without extension.
    stems: HashMap<String, usize>,
}

fn without_doubles<'a>(
    raw: &'a [(FileId, Vec<RawRedirect>)],
    files: &Files,
    found: &mut Vec<Diagnostic>,
) -> Vec<(FileId, &'a RawRedirect)> {
    let mut kept: Vec<(FileId, &RawRedirect)> = Vec::new();
    let mut known: HashMap<String, usize> = HashMap::new();
    for (file, redirect) in raw.iter().flat_map(|(file, list)| list.iter().map(move |redirect| (*file, redirect))) {
        let Some(&at) = known.get(&redirect.source.as_str().to_lowercase()) else {
            known.insert(redirect.source.as_str().to_lowercase(), kept.len());
            kept.push((file, redirect));
            continue;
        };
        let (_, first) = kept[at];
        if first.url != redirect.url && first.monikers == redirect.monikers {
            let message = format!("`{}` is redirected to `{}` already", redirect.source, first.url);
            found.push(rules::REDIRECTION_CONFLICT.at(&files.get(file).path, redirect.source_span, message));
        }
    }
    kept
}

impl Site<'_> {
    /// Looks up where redirects of fragments lead; the first of two for one place counts.
    fn fragments(&self, raw: Vec<(FileId, RawRedirect)>, found: &mut Vec<Diagnostic>) -> Vec<FragmentRedirect> {
        let mut out: Vec<FragmentRedirect> = Vec::new();
        let mut known: HashMap<(String, String), usize> = HashMap::new();
        for (file, redirect) in raw {
            let key = (redirect.source.as_str().to_lowercase(), redirect.fragment.clone());
            if let Some(&at) = known.get(&key) {
                if out[at].url != redirect.url {
                    let place = format!("{}#{}", redirect.source, redirect.fragment);
                    let message = format!("`{place}` is redirected to `{}` already", out[at].url);
                    let path = &self.files.get(file).path;
                    found.push(rules::REDIRECTION_CONFLICT.at(path, redirect.source_span, message));
                }
                continue;
            }
            known.insert(key, out.len());
            let here = redirect.url.starts_with('#').then(|| self.of_path(redirect.source.as_str(), &redirect.url));
            let to = match here {
                Some(here) => here.unwrap_or_else(|| RedirectTarget::Away(redirect.url.clone())),
                None => self.target(file, &redirect, found),
            };
            let RawRedirect { source, fragment, url, source_span, url_span, .. } = redirect;
            out.push(FragmentRedirect { source, fragment, url, to, file, span: source_span, url_span });
        }
        out
    }

    fn target(&self, file: FileId, redirect: &RawRedirect, found: &mut Vec<Diagnostic>) -> RedirectTarget {
        let text = &*redirect.url;
        let away = || RedirectTarget::Away(text.to_owned());
        if has_scheme(text) || text.starts_with("//") {
            return away();
        }
        let (path, suffix) = text.split_at(text.find(['?', '#']).unwrap_or(text.len()));
        let decoded = url::decode(path);
        if decoded.starts_with('/') {
            return self.of_url(&decoded, suffix).unwrap_or_else(away);
        }
        let folder = redirect.source.folder();
        if let Some(target) = join(folder, &decoded).and_then(|path| self.of_path(&slashed(path, &decoded), suffix)) {
            return target;
        }
        // Where the folder has an address, the way may lead through the rest of the published site.
        let home = format!("{folder}/");
        let base = self.bases.iter().find(|base| home.starts_with(&base.folder));
        let inside = match base {
            Some(base) => {
                let Some(path) = join(&format!("{}{}", base.url, &home[base.folder.len()..]), &decoded) else {
                    return away();
                };
                let url = slashed(format!("/{path}"), &decoded);
                if let Some(target) = self.of_url(&url, suffix) {
                    return target;
                }
                base.source(&url).is_some()
            }
            None => {
                let first = |path: &str| path.split('/').next().map(str::to_owned);
                join(folder, &decoded).is_some_and(|path| folder.is_empty() || first(&path) == first(folder))
            }
        };
        if inside {
            let path = &self.files.get(file).path;
            let message = format!("`{text}` leads to no page from `{folder}/`");
            let mut finding = rules::REDIRECT_URL_INVALID.at(path, redirect.url_span, message);
            if self.of_path(&decoded, suffix).is_some() {
                let meant = url::relative(redirect.source.as_str(), stem(&decoded));
                finding = finding.help(format!("a relative URL begins at the source: did you mean `{meant}{suffix}`?"));
            }
            found.push(finding);
        }
        away()
    }

    /// The target of an address that begins with `/`, where a base says what it means.
    fn of_url(&self, url: &str, suffix: &str) -> Option<RedirectTarget> {
        self.bases.iter().find_map(|base| self.of_path(&base.source(url)?, suffix))
    }

    /// The page or redirect of a path with or without extension.
    fn of_path(&self, path: &str, suffix: &str) -> Option<RedirectTarget> {
        if let Found::File(file) | Found::OtherCase(file) = self.files.resolve("", path) {
            return Some(RedirectTarget::Page(file, suffix.to_owned()));
        }
        let stem = stem(path);
        if let Some(file) = page_of(stem, self.files) {
            return Some(RedirectTarget::Page(file, suffix.to_owned()));
        }
        // A query chooses a version, which may be there where the redirect is for others.
        if suffix.starts_with('?') {
            return None;
        }
        let lower = stem.to_lowercase();
        let index = format!("{}/index", lower.trim_end_matches('/'));
        let at = self.stems.get(&lower).or_else(|| self.stems.get(&index))?;
        Some(RedirectTarget::Source(self.kept[*at].1.source.clone(), suffix.to_owned()))
    }
}

/// Tells redirects that hand on the identity of their source to a page that has another's already.
fn twice_handed_on(kept: &[(FileId, &RawRedirect)], files: &Files, found: &mut Vec<Diagnostic>) {
    let mut first: HashMap<&str, &RawRedirect> = HashMap::new();
    for (file, redirect) in kept.iter().filter(|(_, redirect)| redirect.document_id && redirect.monikers.is_empty()) {
        // A relative address means another page in another folder.
        let absolute = redirect.url.starts_with('/') || has_scheme(&redirect.url);
        // Query and fragment are places on the same page.
        let page = &redirect.url[..redirect.url.find(['?', '#']).unwrap_or(redirect.url.len())];
        let other = first.entry(page).or_insert(redirect);
        if other.source != redirect.source && (absolute || other.source.folder() == redirect.source.folder()) {
            let message = format!("`{}` takes over from `{}` already", redirect.url, other.source);
            found.push(
                rules::REDIRECTION_URL_CONFLICT
                    .at(&files.get(*file).path, redirect.url_span, message)
                    .help("write `redirect_document_id` as `false` in one of the two"),
            );
        }
    }
}

/// A joined path with the slash that the written one ends with.
fn slashed(path: String, written: &str) -> String {
    if written.ends_with('/') && !path.ends_with('/') { path + "/" } else { path }
}

/// A path without the extension of a page.
pub(super) fn stem(path: &str) -> &str {
    [".md", ".yml", ".html"].iter().find_map(|extension| path.strip_suffix(extension)).unwrap_or(path)
}

/// Tells sources that are pages of the site.
fn still_there(redirects: &Redirects, files: &Files, found: &mut Vec<Diagnostic>) {
    for redirect in redirects.list.iter().filter(|redirect| !redirect.partial) {
        let there = match files.resolve("", redirect.source.as_str()) {
            Found::File(file) | Found::OtherCase(file) => files.get(file),
            _ => continue,
        };
        if there.is_page() {
            let message = format!("`{}` is redirected, but still there", there.path);
            let path = &files.get(redirect.file).path;
            found.push(
                rules::REDIRECTED_FILE_NOT_REMOVED
                    .at(path, redirect.span, message)
                    .help("remove the page or the redirect"),
            );
        }
    }
}

/// Tells redirects to redirects, and each circle once.
fn chains(redirects: &Redirects, files: &Files, found: &mut Vec<Diagnostic>) {
    let next = |at: usize| match &redirects.list[at].to {
        RedirectTarget::Source(source, _) => {
            redirects.by_source.get(&source.as_str().to_lowercase()).map(|&at| at as usize)
        }
        _ => None,
    };
    let count = redirects.list.len();
    // By redirect: the one that ends its chain, `None` while unknown, itself for the last; `count` for circles.
    let mut ends: Vec<Option<usize>> = vec![None; count];
    // By redirect: the start from which it was passed last.
    let mut passed_from = vec![count; count];
    for start in 0..count {
        let mut path: Vec<usize> = Vec::new();
        let mut at = start;
        let end = loop {
            if let Some(end) = ends[at] {
                break end;
            }
            if passed_from[at] == start {
                let from = path.iter().position(|&passed| passed == at).unwrap_or(0);
                circle(redirects, &path[from..], files, found);
                break count;
            }
            passed_from[at] = start;
            path.push(at);
            match next(at) {
                Some(after) => at = after,
                None => break at,
            }
        };
        path.into_iter().for_each(|passed| ends[passed] = Some(end));
    }
    for (at, redirect) in redirects.list.iter().enumerate() {
        let Some(end) = ends[at].filter(|&end| end != at).and_then(|end| redirects.list.get(end)) else { continue };
        let path = &files.get(redirect.file).path;
        let last = final_url(redirect, end, files);
        let message =
            format!("`{}` is redirected too, in the end to `{}`", redirect.url, last.as_ref().unwrap_or(&end.url));
        let mut finding = rules::REDIRECTION_CHAIN.at(path, redirect.url_span, message);
        if let Some(text) = last.filter(|_| !redirect.url.contains('?')) {
            finding.propose(&text, text.clone(), true);
        }
        found.push(finding);
    }
}

/// The URL that ends a redirect's chain, as that redirect can have it.
fn final_url(redirect: &Redirect, end: &Redirect, files: &Files) -> Option<String> {
    let fragment = fragment_of(&redirect.url).unwrap_or("");
    if end.url.starts_with('/') || has_scheme(&end.url) {
        return Some(with(&end.url, fragment));
    }
    match &end.to {
        RedirectTarget::Page(file, suffix) => {
            let page: &SitePath = &files.get(*file).path;
            let way = url::relative(redirect.source.as_str(), stem(page.as_str()));
            Some(with(&format!("{way}{suffix}"), fragment))
        }
        _ => None,
    }
}

fn circle(redirects: &Redirects, members: &[usize], files: &Files, found: &mut Vec<Diagnostic>) {
    let Some(first) = members.iter().min().map(|&at| &redirects.list[at]) else { return };
    let message = match members {
        [_] => format!("`{}` is redirected to itself", first.source),
        _ => {
            let names: Vec<_> = members.iter().map(|&at| redirects.list[at].source.as_str()).collect();
            format!("redirects lead in a circle: `{}` → `{}`", names.join("` → `"), names[0])
        }
    };
    found.push(rules::CIRCULAR_REDIRECTION.at(&files.get(first.file).path, first.url_span, message));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        files::{File, Role},
        index::redirects::read,
        source::Source,
    };

    /// Builds from pairs of source and URL, in a project of these pages. Shows where each source leads in the end.
    fn check(pages: &[&str], pairs: &[(&str, &str)], want: &[&str], findings: &[&str]) {
        let file = |path: &&str| File {
            path: (*path).into(),
            role: if path.ends_with(".md") { Role::Page } else { Role::Other },
            docset: 0,
            output: Some((*path).into()),
            size: 0,
        };
        let mut paths = pages.to_vec();
        paths.push("r.json");
        paths.sort_unstable();
        let files = Files::new(paths.iter().map(file).collect());
        let entry = |(from, to): &(&str, &str)| format!(r#"{{"source_path": "{from}", "redirect_url": "{to}"}}"#);
        let text = format!("[{}]", pairs.iter().map(entry).collect::<Vec<_>>().join(","));
        let source = Source::new("r.json".into(), text);
        let file = files.find("r.json").expect("it was pushed");
        let (redirects, found) = build(vec![(file, read(&source).0)], Vec::new(), &files);
        let show = |redirect: &Redirect| match redirects.follow(&redirect.source.as_str().to_uppercase()) {
            Some(RedirectTarget::Page(file, suffix)) => format!("{}{suffix}", files.get(file).path),
            Some(RedirectTarget::Away(url)) => format!("away {url}"),
            other => format!("{other:?}"),
        };
        let shown: Vec<_> = redirects.list.iter().map(show).collect();
        let told: Vec<_> = found
            .iter()
            .map(|found| {
                let fix = found.fixes.first().map_or("", |fix| &fix.edits[0].text);
                format!("{} <{}> {fix}", found.rule.name, source.slice(found.span)).trim_end().to_owned()
            })
            .collect();
        assert_eq!((shown.iter().map(String::as_str).collect::<Vec<_>>(), told), (want.to_vec(), strings(findings)));
    }

    fn strings(texts: &[&str]) -> Vec<String> {
        texts.iter().map(|&text| text.to_owned()).collect()
    }

    #[test]
    fn relative_urls_begin_at_the_source() {
        let pages = ["a/b.md", "c/index.md"];
        check(&pages, &[("a/x.md", "b#f")], &["a/b.md#f"], &[]);
        check(&pages, &[("a/x.md", "b.md")], &["a/b.md"], &[]);
        check(&pages, &[("a/x.md", "../c/?v=1")], &["c/index.md?v=1"], &[]);
        check(&pages, &[("a/x.md", "a/b.md")], &["away a/b.md"], &["redirect-url-invalid <a/b.md>"]);
        check(&pages, &[("a/x.md", "../../y")], &["away ../../y"], &[]);
        check(&pages, &[("a/x.md", "/z"), ("y.md", "https://e.org")], &["away /z", "away https://e.org"], &[]);
    }

    #[test]
    fn chains_and_circles_are_told() {
        check(
            &["d.md"],
            &[("a.md", "b#f"), ("b.md", "c"), ("c.md", "d")],
            &["d.md#f", "d.md", "d.md"],
            &["redirection-chain <b#f> d#f", "redirection-chain <c> d"],
        );
        check(&[], &[("a.md", "b"), ("b.md", "a"), ("c.md", "a")], &["None"; 3], &["circular-redirection <b>"]);
        check(&[], &[("a/index.md", "../a/")], &["None"], &["circular-redirection <../a/>"]);
    }

    #[test]
    fn sources_are_gone_and_redirected_once() {
        check(&["a.md", "b.md"], &[("a.md", "b")], &["b.md"], &["redirected-file-not-removed <a.md>"]);
        check(&["b.md"], &[("a.md", "b"), ("A.md", "b"), ("a.md", "/c")], &["b.md"], &["redirection-conflict <a.md>"]);
    }

    #[test]
    fn identities_are_handed_on_once() {
        let check = |first: &str, second: &str, want: &[&str]| {
            let entry = |source: &str, url: &str| {
                format!(r#"{{"source_path": "{source}", "redirect_url": "{url}", "redirect_document_id": true}}"#)
            };
            let source =
                Source::new("r.json".into(), format!("[{}, {}]", entry("x/a.md", first), entry("y/b.md", second)));
            let raw = read(&source).0;
            let kept: Vec<(FileId, &RawRedirect)> = raw.iter().map(|redirect| (FileId(0), redirect)).collect();
            let mut found = Vec::new();
            let list =
                Files::new(vec![File { path: "r.json".into(), role: Role::Other, docset: 0, output: None, size: 0 }]);
            twice_handed_on(&kept, &list, &mut found);
            let told: Vec<_> = found.iter().map(|found| source.slice(found.span)).collect();
            assert_eq!(told, want);
        };
        check("/c", "/c", &["/c"]);
        check("/c", "/d", &[]);
        check("/c", "/c?d#e", &["/c?d#e"]);
        check("c", "c", &[]);
    }

    #[test]
    fn redirects_vote_what_addresses_mean() {
        let pages: Vec<String> = (0..20).map(|at| format!("docs/p/{at}.md")).collect();
        let pages: Vec<&str> = pages.iter().map(String::as_str).collect();
        let mut pairs: Vec<(String, String)> =
            (0..20).map(|at| (format!("docs/old-{at}.md"), format!("/x/p/{at}"))).collect();
        pairs.push(("docs/q.md".into(), "/x/old-3#f".into()));
        pairs.push(("docs/r.md".into(), "/x/elsewhere".into()));
        let pairs: Vec<(&str, &str)> = pairs.iter().map(|(from, to)| (from.as_str(), to.as_str())).collect();
        let mut want = pages.clone();
        want.extend(["docs/p/3.md#f", "away /x/elsewhere"]);
        check(&pages, &pairs, &want, &["redirection-chain </x/old-3#f> /x/p/3#f"]);
    }
}
