//! Where the addresses in tables of contents lead.

use std::{cell::OnceCell, collections::HashMap};

use super::Written;
use crate::{
    address::{self, Address},
    diagnostic::{Diagnostic, Edit, Fix, Rule},
    files::{Files, Found, Role},
    index::redirects::{RedirectTarget, Redirects},
    page::FileId,
    rules,
    source::{SitePath, Source, Span},
    suggest, url,
};

/// Where an address leads.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Lead {
    /// A file that is no table of contents, with query and fragment.
    File(FileId, String),
    /// A table of contents by its number, and the name of its folder: its entries are to be put in place.
    Toc(usize, String),
    /// A folder, and the number of the table of contents in it: to be kept apart.
    TocFolder(String, usize),
    Away(String),
    /// Nowhere, which was told, or no address.
    Nothing,
}

/// What all addresses are looked up in.
pub(super) struct Addresses<'a> {
    files: &'a Files,
    /// Numbers of tables of contents.
    by_file: HashMap<FileId, usize>,
    redirects: &'a Redirects,
    /// Tables of contents by their folder, in lower case. The first of two in a folder.
    by_folder: HashMap<String, (usize, FileId)>,
    /// What is in each folder; made when the first address leads nowhere.
    names: OnceCell<HashMap<&'a str, Vec<&'a str>>>,
}

impl<'a> Addresses<'a> {
    /// Takes the files of all tables of contents, by number.
    pub(super) fn new(tocs: impl Iterator<Item = FileId>, files: &'a Files, redirects: &'a Redirects) -> Addresses<'a> {
        let (by_file, by_folder) = (HashMap::new(), HashMap::new());
        let mut addresses = Addresses { files, redirects, by_file, by_folder, names: OnceCell::new() };
        for (number, file) in tocs.enumerate() {
            addresses.by_file.insert(file, number);
            let folder = files.get(file).path.folder().to_lowercase();
            addresses.by_folder.entry(folder).or_insert((number, file));
        }
        addresses
    }

    /// Where an address of a table of contents leads. `root` is the folder that `~/` means.
    pub(super) fn lead(&self, source: &Source, root: &str, href: &Written, found: &mut Vec<Diagnostic>) -> Lead {
        let text = &*href.text;
        let written = &text[..text.find(['?', '#']).unwrap_or(text.len())];
        let mut place = Place { source, href, written, found };
        let address = address::read(text);
        match &address {
            // Looked up as a uid before.
            Address::Xref => return Lead::Nothing,
            Address::External | Address::Site => return Lead::Away(text.to_owned()),
            Address::Local => {
                let message = format!("`{text}` is a path of one computer: readers cannot reach it");
                place.tell(&rules::LOCAL_FILE_PATH, message, None);
                return Lead::Nothing;
            }
            _ => {}
        }
        let Some((folder, rest, suffix)) =
            address.path(source.path.folder(), root).filter(|(_, path, _)| !path.is_empty())
        else {
            place.tell(&rules::INVALID_TOC_HREF, format!("`{text}` leads to no page"), None);
            return Lead::Nothing;
        };
        match self.files.resolve(folder, rest) {
            Found::File(file) => self.file(file, suffix, &mut place),
            Found::OtherCase(file) => {
                place.other_case(self.files.get(file).path.as_str());
                self.file(file, suffix, &mut place)
            }
            Found::Folder(path) => {
                if !suffix.is_empty() {
                    let message = format!("`{suffix}` means nothing behind a folder");
                    place.tell(&rules::INVALID_TOC_HREF, message, None);
                }
                self.folder(path, &mut place)
            }
            Found::Nothing(path) => match self.by_folder.get(&path.to_lowercase()) {
                Some(&(_, toc)) => {
                    let folder = self.files.get(toc).path.folder();
                    place.other_case(folder);
                    self.folder(folder.to_owned(), &mut place)
                }
                None => match self.redirects.follow(&path) {
                    Some(target) => self.redirected(target, suffix, &mut place),
                    None => {
                        self.missing(&path, rest.ends_with('/'), &mut place);
                        Lead::Nothing
                    }
                },
            },
            Found::Outside => {
                place.tell(&rules::INVALID_TOC_HREF, format!("`{text}` leads out of the project"), None);
                Lead::Nothing
            }
        }
    }

    fn file(&self, file: FileId, suffix: &str, place: &mut Place) -> Lead {
        let path = &self.files.get(file).path;
        if !is_toc(path.name()) {
            return Lead::File(file, suffix.to_owned());
        }
        let Some(&number) = self.by_file.get(&file) else {
            let message = format!("`{path}` is no part of the site");
            place.tell(&rules::TOC_NOT_FOUND, message, None);
            return Lead::Nothing;
        };
        if !suffix.is_empty() {
            let message = format!("`{suffix}` means nothing behind a table of contents");
            place.tell(&rules::INVALID_TOC_HREF, message, None);
        }
        Lead::Toc(number, path.folder().to_owned())
    }

    fn folder(&self, folder: String, place: &mut Place) -> Lead {
        if let Some(&(number, _)) = self.by_folder.get(&folder.to_lowercase()) {
            return Lead::TocFolder(folder, number);
        }
        match home(&folder, self.files) {
            Some(file) => Lead::File(file, String::new()),
            None => {
                let message = format!("`{}` is a folder without a table of contents", place.written);
                place.tell(&rules::TOC_NOT_FOUND, message, None);
                Lead::Nothing
            }
        }
    }

    fn redirected(&self, target: RedirectTarget, suffix: &str, place: &mut Place) -> Lead {
        let (to, lead) = match target {
            RedirectTarget::Page(file, own) => {
                let way = url::relative(place.source.path.as_str(), self.files.get(file).path.as_str());
                let suffix = if own.is_empty() { suffix } else { &own };
                (format!("{}{own}", as_written(&way, "")), Lead::File(file, suffix.to_owned()))
            }
            RedirectTarget::Away(url) | RedirectTarget::Source(_, url) => (url.clone(), Lead::Away(url)),
        };
        let message = format!("`{}` is redirected to `{to}`", place.written);
        let mut finding = rules::REDIRECTED_LINK.at(&place.source.path, place.href.span, message);
        if suffix.is_empty() || !to.contains(['?', '#', ':']) {
            finding.fixes.extend(place.change(to, true));
        }
        place.found.push(finding);
        lead
    }

    fn missing(&self, path: &str, folder: bool, place: &mut Place) {
        if self.files.absent(path).is_some() {
            return;
        }
        let path = SitePath::from(path);
        let near = self.near(&path, place.source);
        if is_toc(path.name()) {
            place.tell(&rules::TOC_NOT_FOUND, format!("there is no table of contents `{path}`"), near);
        } else if folder {
            place.tell(&rules::INVALID_TOC_HREF, format!("there is no folder `{path}`"), near);
        } else {
            place.tell(&rules::INVALID_TOC_HREF, format!("there is no file `{path}`"), near);
        }
    }

    /// The name in the same folder that was probably meant.
    fn near(&self, path: &SitePath, source: &Source) -> Option<&'a str> {
        let names = self.names.get_or_init(|| {
            let mut names: HashMap<&str, Vec<&str>> = HashMap::new();
            for (_, file) in self.files.iter() {
                if matches!(file.role, Role::Page | Role::Toc | Role::Resource) || file.path.has_extension("yml") {
                    names.entry(file.path.folder()).or_default().push(file.path.name());
                }
            }
            names
        });
        let names = names.get(path.folder())?;
        // What another entry leads to is not what this one means.
        let free = names.iter().copied().filter(|name| is_slip(path.name(), name) && !self::names(&source.text, name));
        suggest::nearest(path.name(), free)
    }
}

/// An address at hand, and where to tell what is wrong with it.
struct Place<'a> {
    source: &'a Source,
    href: &'a Written,
    /// The address without query and fragment.
    written: &'a str,
    found: &'a mut Vec<Diagnostic>,
}

impl Place<'_> {
    /// The part of the address that is a path, where the file has it as it is.
    fn span(&self) -> Span {
        let span = self.href.span;
        if self.source.slice(span) == self.href.text {
            Span { start: span.start, end: span.start + self.written.len() as u32 }
        } else {
            span
        }
    }

    fn change(&self, text: String, sure: bool) -> Option<Fix> {
        let span = self.span();
        let safe = self.source.slice(span) == self.written && !text.contains(": ") && !text.contains(" #");
        let title = format!("Change to `{text}`");
        safe.then(|| Fix { title, sure, edits: vec![Edit { path: self.source.path.clone(), span, text }] })
    }

    /// Tells a finding; `near` is the last part of a path that was probably meant.
    fn tell(&mut self, rule: &'static Rule, message: String, near: Option<&str>) {
        let mut finding = rule.at(&self.source.path, self.href.span, message);
        if let Some(near) = near {
            let end = self.written.trim_end_matches('/').len();
            let start = self.written[..end].rfind('/').map_or(0, |at| at + 1);
            let name = as_written(near, self.written);
            let text = format!("{}{name}{}", &self.written[..start], &self.written[end..]);
            finding = finding.help(format!("did you mean `{text}`?"));
            finding.fixes.extend(self.change(text, false));
        }
        self.found.push(finding);
    }

    /// Tells that the address differs from a path in case alone.
    fn other_case(&mut self, actual: &str) {
        let text = in_case_of(self.written, actual);
        let message = format!("the file is called `{actual}`: servers tell capitals from small letters");
        let mut finding = rules::FILE_NAME_CASE.at(&self.source.path, self.span(), message);
        finding = finding.help(format!("did you mean `{text}`?"));
        finding.fixes.extend(self.change(text, true));
        self.found.push(finding);
    }
}

/// A path as it can stand in an address: encoded where it must be, or where what it replaces was.
fn as_written(path: &str, old: &str) -> String {
    if old.contains('%') || path.contains(['%', '#', '?', ' ']) { url::encode(path) } else { path.to_owned() }
}

/// Whether a file's name may be another's with a slip in one word. Names of many words that differ in a whole word are of
/// different things, however little that is of their length.
fn is_slip(written: &str, name: &str) -> bool {
    let parts = |text| -> std::str::Split<'_, [char; 4]> { str::split(text, ['-', '_', '.', ' ']) };
    let bare = written.strip_suffix(".md").unwrap_or(written);
    let name = name.strip_suffix(".md").unwrap_or(name);
    if bare.len().abs_diff(name.len()) > 6 {
        return false;
    }
    let mut differing = parts(bare).zip(parts(name)).filter(|(a, b)| !a.eq_ignore_ascii_case(b));
    match (differing.next(), differing.next()) {
        (Some((a, b)), None) if parts(bare).count() == parts(name).count() => {
            !is_number(a) && !is_number(b) && suggest::nearest(a, [b]).is_some()
        }
        _ => parts(bare).flat_map(str::chars).eq(parts(name).flat_map(str::chars)),
    }
}

/// Whether a text names a file, such as in another entry.
fn names(text: &str, name: &str) -> bool {
    let part_of_name = |letter: char| letter.is_alphanumeric() || matches!(letter, '-' | '_' | '.');
    text.match_indices(name).any(|(at, _)| !text[..at].ends_with(part_of_name))
}

/// Whether a word is a number: those that differ are of different things.
fn is_number(word: &str) -> bool {
    word.bytes().all(|byte| byte.is_ascii_digit())
}

/// A written path with the names of the actual one, from the end as far as they differ in case alone.
fn in_case_of(written: &str, actual: &str) -> String {
    let mut parts: Vec<String> = written.split('/').map(str::to_owned).collect();
    let mut names = actual.rsplit('/');
    for part in parts.iter_mut().rev().filter(|part| !part.is_empty()) {
        let decoded = url::decode(part).into_owned();
        match names.next() {
            Some(name) if decoded.to_lowercase() == name.to_lowercase() => {
                if decoded != name {
                    *part = as_written(name, part);
                }
            }
            _ => break,
        }
    }
    parts.join("/")
}

/// The page that stands for a folder.
pub(super) fn home(folder: &str, files: &Files) -> Option<FileId> {
    ["index.md", "README.md", "index.yml"].into_iter().find_map(|name| match files.resolve(folder, name) {
        Found::File(file) | Found::OtherCase(file) => Some(file),
        _ => None,
    })
}

/// Whether a file of this name is a table of contents.
fn is_toc(name: &str) -> bool {
    ["toc.yml", "toc.md", "toc.yaml"].iter().any(|toc| name.eq_ignore_ascii_case(toc))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_take_the_case_of_files() {
        let check = |written, actual, want: &str| assert_eq!(in_case_of(written, actual), want);
        check("../X/Y.md", "a/x/y.md", "../x/y.md");
        check("y%20Z.md", "a/Y z.md", "Y%20z.md");
        check("../../X/../y.MD", "y.md", "../../X/../y.md");
        check("X/", "a/x", "x/");
    }

    #[test]
    fn slips_are_in_one_word() {
        let check = |written, name, want| assert_eq!(is_slip(written, name), want, "{written} {name}");
        check("get-startd.md", "get-started.md", true);
        check("getstarted.md", "get-started.md", true);
        check("a-b", "a-b.md", true);
        check("deploy-ftp.md", "deploy-zip.md", false);
        check("scale-capacity.md", "create-capacity.md", false);
        check("lesson-2.md", "lesson-3.md", false);
        check("view-parts.md", "view-filters.md", false);
        check("a.md", "b.png", false);
        check("", "", true);
    }
}
