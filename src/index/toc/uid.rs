//! Where the uids of tables of contents lead.

use super::{TocTarget, Written};
use crate::{
    diagnostic::Diagnostic,
    files::Files,
    index::{
        Index,
        uids::{Slip, Thing, Uids},
    },
    page::FileId,
    rules,
    source::Span,
    xref::{self, Xref},
};

/// What looking a uid up came to.
#[derive(Debug)]
pub struct Looked {
    pub target: TocTarget,
    /// What it names is called.
    pub name: Option<String>,
    /// That it names nothing.
    pub finding: Option<Diagnostic>,
    /// The uid, where it may be in a map that is not at hand.
    pub unchecked: Option<String>,
}

/// Looks up a uid that a table of contents names, with or without `xref:`.
pub fn look_up(written: &Written, toc: FileId, files: &Files, index: &Index, uids: &Uids) -> Looked {
    let file = files.get(toc);
    let range = xref::uid_range(&written.text);
    let address = format!("xref:{}", &written.text[range.start..]);
    // As it is, then as addresses are written.
    let plain = Xref { uid: written.text[range.start..].to_owned(), ..Xref::default() };
    let read = xref::read(&address);
    let tries = [Some(plain), read.clone()];
    let found = tries.into_iter().flatten().find_map(|xref| Some((uids.find(&xref.uid, file.docset, index)?, xref)));
    let mut looked = Looked { target: TocTarget::None, name: None, finding: None, unchecked: None };
    match found {
        Some((Thing::Own(page, uid), xref)) => {
            let anchor = if uid.anchor.is_empty() { String::new() } else { format!("#{}", uid.anchor) };
            let named =
                (!uid.properties.is_empty() || xref.text.is_some()).then(|| xref.shown(&uid.properties).to_owned());
            looked.name = Some(named.unwrap_or_else(|| index.title(page, files)));
            looked.target = TocTarget::Page(page, xref::merged(&anchor, &xref.suffix));
        }
        Some((Thing::Away(href, properties), xref)) => {
            looked.name = Some(xref.shown(&properties).to_owned());
            looked.target = href.map_or(TocTarget::None, |href| TocTarget::Away(xref::merged(&href, &xref.suffix)));
        }
        None => {
            let uid = read.map_or_else(|| written.text.clone(), |xref| xref.uid);
            let meant = uids.meant(&uid, file.docset, index);
            if meant.is_none() && uids.lacking(file.docset).is_some() {
                looked.unchecked = Some(uid.clone());
            } else {
                let exact = written.span.len() == written.text.len();
                let at = |byte: usize| written.span.start as usize + byte;
                let span = if exact { Span::new(at(range.start), at(range.end)) } else { written.span };
                let message = format!("no page and no map has the uid `{uid}`");
                let mut finding = rules::XREF_NOT_FOUND.at(&file.path, span, message);
                if let Some(meant) = meant {
                    finding.help = Some(format!("did you mean `{}`?", meant.uid));
                    let text = xref::encoded(&meant.uid, &written.text[range]);
                    if exact && !text.contains(": ") && !text.contains(" #") {
                        finding.propose(&text, text.clone(), meant.only && meant.slip <= Slip::Letter);
                    }
                }
                looked.finding = Some(finding);
            }
            looked.name = Some(uid);
        }
    }
    looked
}
