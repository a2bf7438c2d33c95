//! Tables of contents that pages and links choose are there.

use super::{Context, front_matter::place};
use crate::{
    address,
    data::{self, Read},
    diagnostic::Diagnostic,
    files::{File, Found},
    page::{Page, Ref},
    rules,
    source::{SitePath, Source, Span},
    url,
};

/// Keys of front matter that name a table of contents.
const KEYS: &[&str] = &["toc_rel", "breadcrumb_path"];

/// Names in the query of a link that choose a table of contents, breadcrumbs, or a file that says both.
const NAMES: &[&str] = &["toc", "bc", "context"];

/// Reports each choice of a file that is not there. Only paths that can be nothing else are looked at: those with `~/`,
/// `./` or `../` before them. An address of the host may be another repository's.
pub(super) fn check(context: &Context, found: &mut Vec<Diagnostic>) {
    for (file, page) in context.files.list.iter().zip(&context.index.pages) {
        let Some(page) = page else { continue };
        for key in KEYS {
            let Some(written) = page.front_matter.values.get(*key).and_then(data::text) else { continue };
            if is_missing(&written, file, file.path.folder(), context)
                && let Some((_, span)) = place(page, key)
            {
                found.push(missing(page.path(), span, &written));
            }
        }
        for reference in page.outline.refs.iter().filter(|reference| reference.address.contains("=")) {
            links(file, page, reference, context, found);
        }
    }
}

/// Whether a file is one that says which table of contents and breadcrumbs links with `?context=` choose.
pub fn is_context_object(path: &SitePath, text: &str) -> bool {
    path.has_extension("yml") && text.lines().next().is_some_and(|line| line.contains("YamlMime:ContextObject"))
}

/// Reports each choice of such a file that is not there. What is neither a path of the project nor plainly one of the
/// file's neighbours is another repository's.
pub fn of_context_object(source: &Source, file: &File, context: &Context, found: &mut Vec<Diagnostic>) {
    let Ok(Read { data: Some(data), .. }) = data::read_yaml(&source.text, 0) else { return };
    for value in KEYS.iter().filter_map(|key| data.get(key)) {
        let Some(written) = value.as_str() else { continue };
        let rooted = written.starts_with(['/', '~', '.']) || address::scheme(written).is_some();
        let path = if rooted { written.to_owned() } else { format!("./{written}") };
        if is_missing(&path, file, file.path.folder(), context) {
            found.push(missing(&source.path, value.text_span(&source.text), written));
        }
    }
}

/// Looks at the choices of a link.
fn links(file: &File, page: &Page, reference: &Ref, context: &Context, found: &mut Vec<Diagnostic>) {
    let address = &*reference.address;
    let Some(start) = address.find('?').map(|at| at + 1) else { return };
    if address.contains("://") {
        return;
    }
    let end = address[start..].find('#').map_or(address.len(), |at| start + at);
    let mut next = start;
    for pair in address[start..end].split('&') {
        let at = next;
        next += pair.len() + 1;
        let Some((name, value)) = pair.split_once('=').filter(|(name, _)| NAMES.contains(name)) else { continue };
        let beside = file.path.folder();
        if !is_missing(value, file, beside, context) {
            continue;
        }
        // The path may be meant from the page that the link leads to.
        let target = url::decode(&address[..start - 1]).into_owned();
        let other = crate::source::join(beside, target.rsplit_once('/').map_or("", |(folder, _)| folder));
        if other.is_some_and(|folder| !is_missing(value, file, &folder, context)) {
            continue;
        }
        // The author may have written it in another way.
        let same = page.text(reference.span) == address;
        let start = reference.span.start as usize + at + name.len() + 1;
        let span = if same { Span::new(start, start + value.len()) } else { reference.span };
        found.push(missing(page.path(), span, value));
    }
}

/// Whether a path that must be one of the project leads nowhere.
fn is_missing(written: &str, file: &File, folder: &str, context: &Context) -> bool {
    let path = url::decode(written.trim()).replace('\\', "/");
    let root = context.config.docsets[usize::from(file.docset)].root.as_str();
    let (folder, path) = match path.strip_prefix("~/") {
        Some(rest) => (root, rest),
        None if path.starts_with("./") || path.starts_with("../") => (folder, &*path),
        None => return false,
    };
    let stem = [".json", ".yml", ".yaml", ".md"].iter().find_map(|end| path.strip_suffix(end)).unwrap_or(path);
    let there = |path: &str| match context.files.resolve(folder, path) {
        Found::File(_) | Found::OtherCase(_) | Found::Outside => true,
        Found::Nothing(path) => context.files.absent(&path).is_some(),
        Found::Folder(_) => false,
    };
    !["yml", "md", "yaml", "json"].iter().any(|end| there(&format!("{stem}.{end}")))
}

fn missing(path: &SitePath, span: Span, written: &str) -> Diagnostic {
    rules::TOC_NOT_FOUND.at(path, span, format!("there is no table of contents `{}`", written.trim()))
}
