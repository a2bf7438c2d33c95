//! Where cross references lead, and what they are shown as.

use super::Resolver;
use crate::{
    index::uids::{Slip, Thing},
    page::{Ref, RefId, Target},
    rules,
    source::Span,
    xref::{self, Xref},
};

impl Resolver<'_> {
    /// Looks up a reference whose address begins with `xref:`.
    pub(super) fn xref(&mut self, id: RefId, reference: &Ref) -> Target {
        let context = self.context;
        let Some(xref) = xref::read(&reference.address) else {
            let message = "the cross reference has no uid";
            self.find(&rules::XREF_NOT_FOUND, reference.span, message);
            return Target::Missing;
        };
        match context.uids.find(&xref.uid, self.docset(), context.index) {
            Some(Thing::Own(file, uid)) => {
                let text = match &*uid.properties {
                    [] => xref.text.clone().unwrap_or_else(|| context.index.title(file, context.files)),
                    properties => xref.shown(properties).to_owned(),
                };
                self.texts.push((id, text.into()));
                let anchor = if uid.anchor.is_empty() { String::new() } else { format!("#{}", uid.anchor) };
                self.landing(reference, file, &xref::merged(&anchor, &xref.suffix))
            }
            Some(Thing::Away(Some(href), properties)) => {
                self.texts.push((id, xref.shown(&properties).into()));
                Target::Away(xref::merged(&href, &xref.suffix).into())
            }
            Some(Thing::Away(None, properties)) => {
                self.texts.push((id, xref.shown_unlinked(&properties).into()));
                Target::Missing
            }
            None => {
                self.unknown(id, reference, &xref);
                Target::Missing
            }
        }
    }

    fn docset(&self) -> u16 {
        self.context.files.get(self.id).docset
    }

    /// Tells that a uid is unknown, or notes that it cannot be checked.
    fn unknown(&mut self, id: RefId, reference: &Ref, xref: &Xref) {
        if reference.unchecked {
            return;
        }
        let context = self.context;
        let source = &self.page.source;
        let written = source.slice(reference.span);
        let range = xref::uid_range(written);
        let span = Span::new(reference.span.start as usize + range.start, reference.span.start as usize + range.end);
        let before = &source.text[..reference.span.start as usize];
        let at = before.ends_with('@') || before.ends_with("@\"") || before.ends_with("@'");
        let meant = context.uids.meant(&xref.uid, self.docset(), context.index);
        // `@` is in much that is no cross reference: only what is nearly one is told.
        let meant = meant.filter(|meant| {
            !at || meant.slip == Slip::Case || meant.distance <= 2 && xref.uid.contains('.') && xref.uid.len() >= 6
        });
        if meant.is_none() && !at && context.uids.lacking(self.docset()).is_some() {
            self.unchecked.push(id);
            return;
        }
        let rule = if at && meant.is_none() { &rules::AT_XREF_NOT_FOUND } else { &rules::XREF_NOT_FOUND };
        let old = source.slice(span).to_owned();
        let finding = self.find(rule, span, format!("no page and no map has the uid `{}`", xref.uid));
        if let Some(meant) = meant {
            finding.help = Some(format!("did you mean `{}`?", meant.uid));
            let text = xref::encoded(&meant.uid, &old);
            finding.propose(
                &text,
                text.clone(),
                meant.only && meant.slip <= Slip::Letter && (!at || xref.uid.contains('.')),
            );
        }
    }
}
