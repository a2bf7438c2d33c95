//! The article of a page, composed of its file and those that it includes.

use super::Site;
use crate::{
    body,
    check::leads,
    config::HtmlPolicy,
    page::{FileId, Links},
    render::{aliases, article::article, reread},
    url,
};

impl Site {
    /// Where the references of a page lead.
    pub fn links_of(&self, id: FileId) -> Option<&Links> {
        let redrawn = self.redrawn.iter().find(|(of, _)| *of == id).map(|(_, links)| &**links);
        redrawn.or_else(|| self.links.get(id.0 as usize))
    }

    /// The HTML of a page's article.
    pub fn article(&self, id: FileId) -> Option<String> {
        let page = self.index.page(id)?;
        let own = url::address(&url::page_output(self.files.get(id).path.as_str(), self.config.urls), self.config.urls);
        let address = self.address(id).unwrap_or(&own);
        let included = |id: FileId| Some((&**self.index.page(id)?, self.links_of(id)?));
        let code = |id: FileId| {
            let path = &self.files.get(id).path;
            Some((path.clone(), self.source(path)?.text.clone()))
        };
        let site = body::Site {
            code: &code,
            title: &|id| self.index.title(id, &self.files),
            address: &|id| self.address(id),
            picture: &|id| self.picture(id),
            included: &included,
            html: self.config.html,
            colour: &|language, code, marked, out| {
                self.colours.highlight(if self.config.highlight { language } else { "" }, code, marked, out);
            },
            words: self.words(id),
            choices: &|id| self.variants.choices(id),
        };
        let article = article(id, page, self.links_of(id)?, address, &site);
        let aliases = leads::aliases(&self.context(), id);
        let aliases: Vec<(&str, &str)> = aliases.iter().map(|(old, new)| (&**old, &**new)).collect();
        Some(self.guarded(if aliases.is_empty() { article } else { aliases::add(&article, &aliases) }))
    }

    /// The HTML of an article, whatever made it: with `html: safe` nothing but what untrusted authors may write.
    pub fn guarded(&self, article: String) -> String {
        match self.config.html {
            HtmlPolicy::Trust => article,
            HtmlPolicy::Safe => reread::purified(article),
        }
    }
}
