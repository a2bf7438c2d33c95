//! Where every reference of a page leads, and what is wrong with it.

mod anchor;
pub mod blank;
mod variant;
mod xref;

use crate::{
    address::{self, Address},
    diagnostic::{Diagnostic, Rule, Severity},
    files::{Files, Found, Role},
    index::{
        Index,
        redirects::{RedirectTarget, Redirects},
        uids::Uids,
        variants::Variants,
    },
    page::{FileId, Links, Page, Ref, RefId, RefKind, Target},
    rules,
    source::{SitePath, Span},
    url,
};

/// What resolving needs besides the page.
pub struct Context<'a> {
    pub files: &'a Files,
    pub index: &'a Index,
    pub redirects: &'a Redirects,
    /// The folder that `~/` means for a file.
    pub root: &'a (dyn Fn(FileId) -> String + Sync),
    pub uids: &'a Uids,
    pub variants: &'a Variants,
}

/// Resolves every reference of a page.
pub fn link(id: FileId, page: &Page, context: &Context) -> (Links, Vec<Diagnostic>) {
    let mut resolver = Resolver {
        id,
        page,
        context,
        root: (context.root)(id),
        found: Vec::new(),
        guesses: 0,
        texts: Vec::new(),
        unchecked: Vec::new(),
        absent: Vec::new(),
    };
    let refs = page.outline.refs.iter().enumerate();
    let targets = refs.map(|(at, reference)| resolver.resolve(RefId(at as u32), reference)).collect();
    let links = Links { targets, texts: resolver.texts, unchecked: resolver.unchecked, absent: resolver.absent };
    (links, resolver.found)
}

/// Fragments of one page for which a near match is looked for: each look goes over all anchors of its target.
const GUESSES: usize = 500;

/// Files of a circle that a message names.
const SHOWN_WAY: usize = 16;

struct Resolver<'a> {
    id: FileId,
    page: &'a Page,
    context: &'a Context<'a>,
    root: String,
    found: Vec<Diagnostic>,
    guesses: usize,
    /// See [`Links::texts`].
    texts: Vec<(RefId, Box<str>)>,
    /// See [`Links::unchecked`].
    unchecked: Vec<RefId>,
    absent: Vec<u16>,
}

impl Resolver<'_> {
    fn find(&mut self, rule: &'static Rule, span: Span, message: impl Into<String>) -> &mut Diagnostic {
        self.found.push(rule.at(self.page.path(), span, message));
        self.found.last_mut().expect("one was just put there")
    }

    fn resolve(&mut self, id: RefId, reference: &Ref) -> Target {
        let text = reference.kind.is_include() || reference.kind == RefKind::Snippet;
        let address = address::read(&reference.address);
        match address {
            // `?query` alone is the page at hand (RFC 3986, section 5.2.2).
            Address::Relative { path, suffix } if path.is_empty() && !text => {
                if let Some(fragment) = address::fragment(&suffix).filter(|_| !reference.unchecked) {
                    self.here(reference, fragment);
                }
                self.own_variants(reference, &suffix);
                Target::Here(suffix.into())
            }
            Address::Relative { path, suffix } => {
                let folder = self.page.path().folder().to_owned();
                self.path(reference, &folder, &path, &suffix)
            }
            Address::Docset { path, suffix } => {
                let root = self.root.clone();
                self.path(reference, &root, &path, &suffix)
            }
            _ if text => {
                let message = format!("`{}` is no path of a file of this project", reference.address);
                self.find(missing_rule(reference), reference.span, message);
                Target::Missing
            }
            Address::Here(fragment) => {
                let page = self.context.files.get(self.id).role == Role::Page;
                if let Some(target) = page.then(|| self.moved_place(reference, self.id, &fragment)).flatten() {
                    return target;
                }
                if !reference.unchecked {
                    self.here(reference, &fragment);
                    self.own_variants(reference, &format!("#{fragment}"));
                }
                Target::Here(format!("#{fragment}").into())
            }
            Address::Local => {
                let message = format!("`{}` is a path of one computer: readers cannot reach it", reference.address);
                self.find(&rules::LOCAL_FILE_PATH, reference.span, message);
                Target::Missing
            }
            Address::Empty => {
                let what = if reference.kind == RefKind::Image { "picture" } else { "link" };
                self.find(&rules::FILE_NOT_FOUND, reference.span, format!("the {what} has no address"));
                Target::Missing
            }
            Address::Xref => self.xref(id, reference),
            Address::External | Address::Site => Target::Away(reference.address.clone()),
        }
    }

    /// A fragment of the page at hand. In an included file it is looked for on each page that includes the file.
    fn here(&mut self, reference: &Ref, fragment: &str) {
        let index = self.context.index;
        if self.holds(self.id, fragment) {
            return;
        }
        let includers = index.includers(self.id, self.context.files);
        let page_by_itself = self.context.files.get(self.id).role == Role::Page;
        let lacking: Vec<_> = includers.iter().filter(|(by, ..)| !self.holds(*by, fragment)).collect();
        if lacking.is_empty() && !page_by_itself && !includers.is_empty() {
            return;
        }
        // Where only some of the pages that include the file lack it, they are told.
        let via = lacking.iter().map(|(by, through, span)| self.via(*by, *through, *span)).collect();
        let on = match lacking.first() {
            Some((by, ..)) if !page_by_itself => {
                let path = self.context.files.get(*by).path.clone();
                match lacking.len() {
                    1 => format!("`{path}`, which includes this file,"),
                    2 => format!("`{path}` and another page that includes this file"),
                    more => format!("`{path}` and {} other pages that include this file", more - 1),
                }
            }
            _ => "this page".to_owned(),
        };
        let id = lacking.first().filter(|_| !page_by_itself).map_or(self.id, |(by, ..)| *by);
        let finding = self.missing_bookmark(reference, fragment, id, &on);
        finding.via = via;
        // What is right on one of the pages may be wrong on another.
        finding.fixes.iter_mut().for_each(|fix| fix.sure &= page_by_itself);
    }

    fn via(&self, by: FileId, through: FileId, span: Span) -> (SitePath, Span) {
        // The directive stands in the page itself, or in a file on the way.
        let holder =
            self.context.index.included_by.get(&through).and_then(|list| list.iter().find(|(id, _)| *id == by));
        (self.context.files.get(by).path.clone(), holder.map_or(span, |(_, span)| *span))
    }

    fn holds(&self, id: FileId, fragment: &str) -> bool {
        let index = self.context.index;
        let fragment = fragment.split(":~:").next().unwrap_or("");
        fragment.is_empty()
            || fragment.eq_ignore_ascii_case("top")
            || index.has_anchor(id, fragment)
            || index.has_anchor(id, &url::decode(fragment))
            || index.may_hold_more(id)
    }

    fn missing_bookmark(&mut self, reference: &Ref, fragment: &str, on: FileId, place: &str) -> &mut Diagnostic {
        let index = self.context.index;
        let decoded = url::decode(fragment).into_owned();
        self.guesses += 1;
        let guess = self.guesses <= GUESSES;
        let anchors = if guess { index.anchors(on) } else { Vec::new() };
        let near = anchor::meant(&decoded, &anchors);
        let elsewhere = match index.holders(&decoded) {
            [only] if near.is_none() => Some(self.context.files.get(*only).path.clone()),
            _ => None,
        };
        let span = fragment_span(self.page, reference, fragment);
        let message = format!("nothing on {place} has the id `{decoded}`");
        let finding = self.find(&rules::BOOKMARK_NOT_FOUND, span, message);
        if let Some((near, sure)) = near {
            finding.help = Some(format!("did you mean `#{near}`?"));
            finding.propose(&format!("#{near}"), near, sure);
        } else if let Some(other) = elsewhere {
            finding.help = Some(format!("`{other}` has it"));
        }
        finding
    }

    fn path(&mut self, reference: &Ref, folder: &str, path: &str, suffix: &str) -> Target {
        let files = self.context.files;
        let mut found = files.resolve(folder, path);
        if let Found::Nothing(_) = found {
            // A file whose name itself holds a percent sign.
            let raw = reference.address.trim_start_matches("~/").split(['?', '#']).next().unwrap_or("");
            if raw.contains('%')
                && raw != path
                && let again @ Found::File(_) = files.resolve(folder, raw)
            {
                found = again;
            }
        }
        match found {
            Found::File(id) => self.file(reference, id, suffix),
            Found::OtherCase(id) => {
                self.other_case(reference, id);
                self.file(reference, id, suffix)
            }
            Found::Folder(path) => self.folder(reference, &path, suffix),
            Found::Outside => {
                let message = format!("`{}` leads out of the project", reference.address);
                self.find(outside_rule(reference), path_span(self.page, reference), message);
                Target::Missing
            }
            Found::Nothing(path) => self.nothing(reference, &path, suffix),
        }
    }

    /// A file that is there.
    fn file(&mut self, reference: &Ref, id: FileId, suffix: &str) -> Target {
        let files = self.context.files;
        let file = files.get(id);
        if reference.kind.is_include() {
            return self.include(reference, id);
        }
        if reference.kind == RefKind::Snippet {
            // Code is shown, not linked to: it need not be published.
            return Target::File(id, suffix.into());
        }
        let span = path_span(self.page, reference);
        if file.output.is_none() && !is_data(file) {
            let message = match file.role {
                Role::Fragment => format!("`{}` is no page: it is there to be included", file.path),
                _ => format!("`{}` is there but is not published with the site", file.path),
            };
            self.find(&rules::LINK_OUT_OF_SCOPE, span, message);
            return Target::Missing;
        }
        self.landing(reference, id, suffix)
    }

    /// A page or file that a link leads to, with a look at its fragment.
    fn landing(&mut self, reference: &Ref, id: FileId, suffix: &str) -> Target {
        let file = self.context.files.get(id);
        let page = file.role == Role::Page && self.context.index.page(id).is_some();
        if let Some(fragment) = address::fragment(suffix).filter(|_| page)
            && let Some(target) = self.moved_place(reference, id, fragment)
        {
            return target;
        }
        if let Some(fragment) = address::fragment(suffix).filter(|_| page && !reference.unchecked)
            && !self.holds(id, fragment)
        {
            let place = if id == self.id { "this page".to_owned() } else { format!("`{}`", file.path) };
            self.missing_bookmark(reference, fragment, id, &place);
        }
        self.variants(reference, id, suffix);
        Target::File(id, suffix.into())
    }

    /// A place that is not on its page, and that a redirect of its fragment leads to elsewhere.
    fn moved_place(&mut self, reference: &Ref, id: FileId, fragment: &str) -> Option<Target> {
        let context = self.context;
        if context.redirects.fragments.is_empty() || reference.kind != RefKind::Link || self.holds(id, fragment) {
            return None;
        }
        let path = context.files.get(id).path.clone();
        let redirect = context.redirects.find_fragment(path.as_str(), &url::decode(fragment))?;
        let to = context.redirects.follow_fragment(redirect, context.files)?;
        let (target, right) = match to {
            RedirectTarget::Page(to, suffix) if to == self.id && !suffix.is_empty() => {
                (Target::Here(suffix.as_str().into()), suffix)
            }
            RedirectTarget::Page(to, suffix) => {
                let right = format!("{}{suffix}", self.written_path(reference, to));
                (Target::File(to, suffix.into()), right)
            }
            RedirectTarget::Away(url) if url.starts_with('/') || url.contains("://") => {
                (Target::Away(url.as_str().into()), url)
            }
            // What is relative and no page leads nowhere, which is reported where the redirect is.
            RedirectTarget::Away(_) | RedirectTarget::Source(..) => return None,
        };
        let message = format!("`#{fragment}` of `{path}` is redirected to `{right}`");
        let finding = self.find(&rules::REDIRECTED_LINK, reference.span, message);
        finding.help = Some(format!("link to `{right}`"));
        finding.propose(&right, right.clone(), true);
        Some(target)
    }

    /// Looks at what only some readers of a page see.
    fn variants(&mut self, reference: &Ref, to: FileId, suffix: &str) {
        if !reference.unchecked && reference.kind == RefKind::Link {
            let way = variant::Way { from: self.id, page: self.page, reference, to, suffix };
            variant::check(&way, self.context, &mut self.found);
        }
    }

    /// Looks at what only some readers see of the pages that the file at hand is part of.
    fn own_variants(&mut self, reference: &Ref, suffix: &str) {
        if self.context.variants.is_empty() {
            return;
        }
        if self.context.files.get(self.id).role == Role::Page {
            return self.variants(reference, self.id, suffix);
        }
        for (by, ..) in self.context.index.includers(self.id, self.context.files) {
            self.variants(reference, by, suffix);
        }
    }

    fn include(&mut self, reference: &Ref, id: FileId) -> Target {
        let file = self.context.files.get(id);
        let span = path_span(self.page, reference);
        if !file.path.has_extension("md") {
            self.find(&rules::INCLUDE_INVALID, span, format!("`{}` cannot be included: it is not Markdown", file.path));
            return Target::File(id, Box::default());
        }
        if self.context.index.page(id).is_none() {
            self.find(&rules::INCLUDE_NOT_FOUND, span, format!("`{}` could not be read", file.path));
            return Target::Missing;
        }
        if let Some(way) = self.context.index.circle(self.id, id) {
            let name = |id: &FileId| format!("`{}`", self.context.files.get(*id).path);
            let mut names: Vec<String> = way.iter().map(name).collect();
            if names.len() > SHOWN_WAY {
                let left_out = format!("{} more", names.len() + 1 - SHOWN_WAY);
                names.splice(SHOWN_WAY / 2..names.len() - SHOWN_WAY / 2 + 1, [left_out]);
            }
            self.find(&rules::CIRCULAR_REFERENCE, span, format!("files include each other: {}", names.join(" → ")));
        }
        Target::File(id, "".into())
    }

    fn other_case(&mut self, reference: &Ref, id: FileId) {
        let right = self.written_path(reference, id);
        let span = path_span(self.page, reference);
        let name = self.context.files.get(id).path.clone();
        // What is read while building has no address: only a disk that tells letters apart would not find it.
        let read = !matches!(reference.kind, RefKind::Link | RefKind::Image);
        let who = if read { "some disks" } else { "servers" };
        let message = format!("the file is called `{name}`: {who} tell capitals from small letters");
        let finding = self.find(&rules::FILE_NAME_CASE, span, message);
        if read {
            finding.severity = Severity::Suggestion;
        }
        finding.help = Some(format!("did you mean `{right}`?"));
        finding.propose(&right, right.clone(), true);
    }

    fn folder(&mut self, reference: &Ref, path: &str, suffix: &str) -> Target {
        let files = self.context.files;
        let rule = missing_rule(reference);
        let index = ["index.md", "README.md", "index.yml"]
            .iter()
            .find_map(|name| files.find(crate::source::join(path, name)?.as_str()))
            .filter(|_| reference.kind != RefKind::Snippet);
        let shown = if path.is_empty() { "the project's root".to_owned() } else { format!("`{path}`") };
        let span = path_span(self.page, reference);
        let right = index.map(|id| self.written_path(reference, id));
        let finding = self.find(rule, span, format!("{shown} is a folder, no file"));
        if let Some(right) = right {
            finding.help = Some(format!("did you mean `{right}`?"));
            finding.propose(&right, right.clone(), true);
        }
        match index {
            Some(id) if files.get(id).output.is_some() && reference.kind == RefKind::Link => {
                Target::File(id, suffix.into())
            }
            _ => Target::Missing,
        }
    }

    /// A path that leads to nothing, or to a redirect.
    fn nothing(&mut self, reference: &Ref, path: &str, suffix: &str) -> Target {
        let context = self.context;
        let fragment = address::fragment(suffix).filter(|_| reference.kind == RefKind::Link);
        let place = fragment.and_then(|fragment| context.redirects.find_fragment(path, &url::decode(fragment)));
        if let Some(to) = place.and_then(|redirect| context.redirects.follow_fragment(redirect, context.files)) {
            return self.redirected(reference, path, suffix, to);
        }
        if let Some(to) = context.redirects.follow(path).filter(|_| reference.kind == RefKind::Link) {
            return self.redirected(reference, path, suffix, to);
        }
        if let Some(repository) = context.files.absent(path) {
            self.absent.push(repository);
            return Target::Missing;
        }
        let mut meant = context.index.names.meant(path, context.files);
        // A page of another folder that has the name of what is to be included is no part of a page.
        let included = matches!(reference.kind, RefKind::IncludeBlock | RefKind::IncludeInline);
        meant.retain(|meant| {
            let file = context.files.get(meant.id);
            let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
            meant.id != self.id && (!included || file.role != Role::Page || file.path.folder() == folder)
        });
        let right: Vec<(String, bool)> =
            meant.iter().map(|meant| (self.written_path(reference, meant.id), meant.sure)).collect();
        let span = path_span(self.page, reference);
        let finding = self.find(missing_rule(reference), span, format!("`{path}` does not exist"));
        if !right.is_empty() {
            let all: Vec<String> = right.iter().map(|(right, _)| format!("`{right}`")).collect();
            finding.help = Some(format!("did you mean {}?", all.join(" or ")));
        }
        for (right, sure) in right {
            finding.propose(&right, right.clone(), sure);
        }
        Target::Missing
    }

    /// A link to a page that was: it leads where that leads, with the link's own query and fragment where the redirect
    /// has none.
    fn redirected(&mut self, reference: &Ref, path: &str, suffix: &str, to: RedirectTarget) -> Target {
        let found = self.found.len();
        let (target, right) = match to {
            RedirectTarget::Page(id, end) => {
                let suffix = merged(&end, suffix);
                let right = format!("{}{suffix}", self.written_path(reference, id));
                (self.landing(reference, id, &suffix), Some(right))
            }
            RedirectTarget::Away(url) | RedirectTarget::Source(_, url) => {
                let absolute = url.starts_with('/') || url.contains("://");
                let url = merged(&url, suffix);
                // What is relative and no page leads nowhere, which is reported where the redirect is.
                if absolute { (Target::Away(url.as_str().into()), Some(url)) } else { (Target::Missing, None) }
            }
        };
        let whole = self.found.len() == found;
        let span = reference.span;
        let Some(right) = right else {
            self.find(&rules::REDIRECTED_LINK, span, format!("`{path}` is redirected to nothing that is there"));
            return target;
        };
        let finding = self.find(&rules::REDIRECTED_LINK, span, format!("`{path}` is redirected to `{right}`"));
        finding.help = Some(format!("link to `{right}`"));
        // The page that it leads to may lack the link's fragment.
        finding.propose(&right, right.clone(), whole);
        target
    }

    /// How this page's author would write the path of a file.
    fn written_path(&self, reference: &Ref, id: FileId) -> String {
        let to = &self.context.files.get(id).path;
        if reference.address.starts_with("~/") {
            let root = &self.root;
            let inside = to.as_str().strip_prefix(root.as_str()).map(|rest| rest.trim_start_matches('/'));
            if let Some(inside) = inside {
                return format!("~/{}", inside.replace(' ', "%20"));
            }
        }
        let way = url::relative(self.page.path().as_str(), to.as_str()).replace(' ', "%20");
        if reference.address.starts_with("./") && !way.starts_with('.') { format!("./{way}") } else { way }
    }
}

/// An address with the query and fragment of a suffix where it has none of its own.
fn merged(address: &str, suffix: &str) -> String {
    let (base, fragment) = address.split_at(address.find('#').unwrap_or(address.len()));
    let (query, own_fragment) = suffix.split_at(suffix.find('#').unwrap_or(suffix.len()));
    let query = if base.contains('?') { "" } else { query };
    let fragment = if fragment.is_empty() { own_fragment } else { fragment };
    format!("{base}{query}{fragment}")
}

/// A page whose content is data: it is part of the site, though not in this form.
fn is_data(file: &crate::files::File) -> bool {
    file.path.has_extension("yml") || file.path.has_extension("yaml")
}

fn missing_rule(reference: &Ref) -> &'static Rule {
    match reference.kind {
        RefKind::IncludeBlock | RefKind::IncludeInline => &rules::INCLUDE_NOT_FOUND,
        RefKind::Snippet => &rules::CODESNIPPET_NOT_FOUND,
        _ => &rules::FILE_NOT_FOUND,
    }
}

fn outside_rule(reference: &Ref) -> &'static Rule {
    match reference.kind {
        RefKind::Link | RefKind::Image => &rules::LINK_OUT_OF_SCOPE,
        _ => missing_rule(reference),
    }
}

/// The path's part of a reference's place: without `?query` and `#fragment`.
fn path_span(page: &Page, reference: &Ref) -> Span {
    let text = page.text(reference.span);
    match text.find(['?', '#']) {
        Some(at) if at > 0 => Span { end: reference.span.start + at as u32, ..reference.span },
        _ => reference.span,
    }
}

/// The fragment's part of a reference's place, without `#`.
fn fragment_span(page: &Page, reference: &Ref, fragment: &str) -> Span {
    let text = page.text(reference.span);
    match text.find('#') {
        Some(at) if text.len() - at - 1 == fragment.len() || text[at + 1..].contains(fragment) => {
            Span { start: reference.span.start + at as u32 + 1, ..reference.span }
        }
        _ => reference.span,
    }
}
