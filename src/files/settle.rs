//! Where files are written: what depends on more than one of them.

use std::sync::Arc;

use crate::{
    config::Config,
    data,
    diagnostic::Diagnostic,
    files::{
        File, Files, Role,
        role::{rank, taking},
    },
    page::Page,
    place::{Clash, Places, fault, is_one_text},
    rules::{INVALID_FILE_NAME, OUTPUT_PATH_CONFLICT},
    source::Span,
    url::page_output,
};

/// Settles which page stands for its folder, which pages are written under names of their own, and which of two files
/// that would be written to one place is. `pages` by [`FileId`](crate::page::FileId).
pub fn settle(files: &mut Files, pages: &[Option<Arc<Page>>], config: &Config, found: &mut Vec<Diagnostic>) {
    let list = &mut files.list;
    let chosen: Vec<Option<String>> =
        list.iter().enumerate().map(|(at, file)| chosen_output(file, pages.get(at)?.as_ref()?, config)).collect();
    let is_readme = |at: &usize| stands_for_folder(&list[*at], config).is_some();
    let named: Vec<usize> = (0..list.len()).filter(|&at| chosen[at].is_some()).collect();
    let (mut readmes, mut others): (Vec<usize>, Vec<usize>) =
        (0..list.len()).filter(|&at| chosen[at].is_none()).partition(is_readme);
    // They are in the order of their paths, and a sort leaves equals as they are.
    readmes.sort_by_key(|&at| rank(&list[at], config));
    others.sort_by_key(|&at| rank(&list[at], config));
    let mut settling = Settling { files: list, places: Places::default(), found };
    for at in others {
        settling.claim(at);
    }
    for at in named {
        if let Some(output) = &chosen[at] {
            settling.claim_or_keep(at, output);
        }
    }
    for at in readmes {
        if let Some(index) = stands_for_folder(&settling.files[at], config).filter(|it| settling.places.is_free(it)) {
            settling.files[at].output = Some(index.into());
        }
        settling.claim(at);
    }
}

/// The file name in the `outputFileName` of a page's front matter, without `.html`; `None` where there is none and where
/// it is not the name of a file.
pub fn chosen_name(page: &Page) -> Option<String> {
    let written = data::text(page.front_matter.values.get("outputFileName")?)?;
    let name = written.strip_suffix(".html").unwrap_or(&written).trim();
    let good = !name.starts_with('.') && !name.contains(['/', '\\', ':']) && fault(&format!("{name}.html")).is_none();
    (good && !name.is_empty()).then(|| name.to_owned())
}

/// Where a page is written whose front matter chooses the name.
fn chosen_output(file: &File, page: &Page, config: &Config) -> Option<String> {
    file.output.as_ref()?;
    let name = chosen_name(page)?;
    let docset = &config.docsets[usize::from(file.docset)];
    let own = taking(&docset.content, &file.path)?.output(file.path.as_str());
    let folder = &own[..own.rfind('/').map_or(0, |end| end + 1)];
    Some(page_output(&format!("{folder}{name}.md"), config.urls))
}

/// Where a plain project's `README.md` is written if nothing else is its folder's index page; `None` for other files.
fn stands_for_folder(file: &File, config: &Config) -> Option<String> {
    let docset = config.docsets.get(usize::from(file.docset)).filter(|docset| !docset.docfx)?;
    if file.role != Role::Page || !file.path.stem().eq_ignore_ascii_case("readme") {
        return None;
    }
    let mut output = taking(&docset.content, &file.path)?.output(file.path.as_str());
    output.truncate(output.rfind('/').map_or(0, |end| end + 1));
    Some(output + "index.html")
}

struct Settling<'a> {
    files: &'a mut [File],
    /// Owners are numbers of files.
    places: Places<usize>,
    found: &'a mut Vec<Diagnostic>,
}

impl Settling<'_> {
    /// Lets a file have its output; takes it away and reports where another one has it or no disk could hold it.
    fn claim(&mut self, at: usize) {
        let Some(output) = self.files[at].output.take() else { return };
        let path = &self.files[at].path;
        let finding = if let Some(fault) = fault(&output) {
            INVALID_FILE_NAME.at(path, Span::default(), format!("`{path}` is left out of the site: {fault}"))
        } else if let Err(clash) = self.places.claim(&output, at) {
            self.conflict(at, &output, clash)
        } else {
            self.files[at].output = Some(output);
            return;
        };
        self.found.push(finding);
    }

    /// Lets a page have the output that its front matter chooses, else its own.
    fn claim_or_keep(&mut self, at: usize, chosen: &str) {
        match self.places.claim(chosen, at) {
            Ok(()) => self.files[at].output = Some(chosen.into()),
            Err(clash) => {
                self.found.push(self.conflict(at, chosen, clash));
                self.claim(at);
            }
        }
    }

    fn conflict(&self, at: usize, output: &str, clash: Clash<usize>) -> Diagnostic {
        let path = &self.files[at].path;
        let (Clash::Same(other) | Clash::Below(other)) = clash else {
            let message =
                format!("`{path}` would be written to `{output}`, but other files are written to a folder there");
            return OUTPUT_PATH_CONFLICT.at(path, Span::default(), message);
        };
        let other = &self.files[other];
        let written = other.output.as_deref().unwrap_or_default();
        let message =
            format!("`{path}` would be written to `{output}`, but `{}` is written to `{written}`", other.path);
        let finding = OUTPUT_PATH_CONFLICT.at(path, Span::default(), message);
        // Such names look the same.
        match output != written && is_one_text(output, written) {
            true => {
                finding.help("the names have the same letters in two Unicode normal forms: write both in one, best NFC")
            }
            false => finding,
        }
    }
}
