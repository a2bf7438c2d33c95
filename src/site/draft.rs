//! A draft: the site with the new text of a few pages and all else as it was, at hand long before the site is read whole.

use std::sync::Arc;

use super::{Changes, Site, docset};
use crate::{
    files::{decode::decode, disk::Disk},
    link,
    page::{FileId, RefKind, Target},
    parse::parse,
    render::highlight::colours::Colours,
};

impl Site {
    /// The site with the texts that `changes` left of its pages on the disk. What else has changed, what other pages tell of
    /// them and what is wrong is not looked at. `None` where that shows nothing new, where much has changed, and where
    /// a page shows what was not read.
    pub fn draft(&self, changes: &Changes) -> Option<Site> {
        let paths = changes.few()?;
        let disk = Disk { root: &self.root, texts: changes.texts() };
        let root = |id: FileId| docset(&self.config, &self.files, id).root.as_str().to_owned();
        let mut drawn: Vec<FileId> = Vec::new();
        let mut draft: Option<Site> = None;
        for path in paths {
            let known = self.files.find(path).and_then(|id| Some((id, self.index.page(id)?)));
            let Some((id, was)) = known else { continue };
            let path = &self.files.get(id).path;
            // What is empty or gone is most often about to be written.
            let bytes = disk.read(path).unwrap_or_default();
            if bytes.is_empty() {
                continue;
            }
            let (source, _) = decode(path, bytes);
            if source.text == was.source.text {
                continue;
            }
            let page = Arc::new(parse(&Arc::new(source), docset(&self.config, &self.files, id).dialect));
            let before = draft.as_ref().unwrap_or(self);
            let index = before.index.with_page(id, page, &self.files, &root(id));
            draft = Some(before.with_index(index));
            drawn.push(id);
        }
        let mut draft = draft?;
        let context = link::Context {
            files: &self.files,
            index: &draft.index,
            redirects: &self.redirects,
            root: &root,
            uids: &self.uids,
            variants: &self.variants,
        };
        let mut redrawn = Vec::new();
        for id in drawn {
            let page = draft.index.page(id)?;
            let (links, _) = link::link(id, page, &context);
            let shown = page.outline.refs.iter().zip(&links.targets).all(|(reference, target)| match target {
                Target::File(to, _) if reference.kind.is_include() => draft.index.page(*to).is_some(),
                Target::File(to, _) if reference.kind == RefKind::Snippet => {
                    self.source(&self.files.get(*to).path).is_some()
                }
                _ => true,
            });
            if !shown {
                return None;
            }
            redrawn.push((id, Arc::new(links)));
        }
        // The first of a page counts.
        draft.redrawn.splice(..0, redrawn);
        Some(draft)
    }

    /// The same with another index. It has no findings: none of them was looked for.
    fn with_index(&self, index: crate::index::Index) -> Site {
        Site {
            root: self.root.clone(),
            config: self.config.clone(),
            output: self.output.clone(),
            files: self.files.clone(),
            index,
            tocs: self.tocs.clone(),
            redirects: self.redirects.clone(),
            variants: self.variants.clone(),
            links: self.links.clone(),
            diagnostics: Vec::new(),
            addresses: self.addresses.clone(),
            pictures: self.pictures.clone(),
            theme: self.theme.clone(),
            theme_files: self.theme_files.clone(),
            own_assets: self.own_assets.clone(),
            branches: self.branches.clone(),
            assets: self.assets.clone(),
            plan: self.plan.clone(),
            history: self.history.clone(),
            others: self.others.clone(),
            uids: self.uids.clone(),
            ignores: self.ignores.clone(),
            decoded: self.decoded.clone(),
            redrawn: self.redrawn.clone(),
            name: self.name.clone(),
            levels: self.levels.clone(),
            colours: Colours::default(),
        }
    }
}
