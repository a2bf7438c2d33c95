//! Whether the tabs of a page's groups fit together, as they stand when the page is opened.

use std::collections::HashSet;

use crate::{
    diagnostic::Diagnostic,
    page::{Kind, Node},
    rules::INVALID_TAB_GROUP,
    source::{Source, Span},
};

/// The groups of a file so far.
#[derive(Default)]
pub(super) struct Groups {
    /// The ids of each group that others follow, the chosen one first.
    chosen: Vec<Vec<Box<str>>>,
}

/// Groups beyond which a later one is compared with none: each is compared with all before it.
const GROUPS: usize = 256;

struct Tab<'a> {
    ids: Vec<&'a str>,
    condition: Option<&'a str>,
    /// The heading's link.
    place: Span,
}

impl Groups {
    /// Looks at the next group of the file.
    pub(super) fn look(&mut self, panels: &[Node], source: &Source, found: &mut Vec<Diagnostic>) {
        let tabs: Vec<Tab> = panels.iter().filter_map(tab).collect();
        let Some(first) = tabs.first().map(|tab| tab.place) else { return };
        let mut report = |span, message: String| found.push(INVALID_TAB_GROUP.at(&source.path, span, message));
        let is_shown = |tab: &&Tab| tab.condition.is_none_or(|name| self.chosen.iter().any(|ids| &*ids[0] == name));
        let shown: Vec<&Tab> = tabs.iter().filter(is_shown).collect();

        let mut seen: HashSet<(&str, Option<&str>)> = HashSet::new();
        let mut at_once: HashSet<&str> = HashSet::new();
        for tab in &tabs {
            let shown = is_shown(&tab);
            for id in &tab.ids {
                let first = seen.insert((id, tab.condition)) & (!shown || at_once.insert(id));
                if !first {
                    report(tab.place, format!("duplicate tab id: the tab `{id}` is in this group already"));
                    break;
                }
            }
        }
        if shown.is_empty() {
            let message =
                "all tabs of this group are hidden: no tab before it that is chosen has the name of a condition";
            return report(first, message.into());
        }
        let mut ids: Vec<&str> = Vec::new();
        for id in shown.iter().flat_map(|tab| &tab.ids) {
            if !ids.contains(id) {
                ids.push(id);
            }
        }
        let mut differs = false;
        for known in &self.chosen {
            let common = known.iter().filter(|id| ids.contains(&&***id)).count();
            if common == 0 {
                continue;
            }
            let same = common == known.len() && common == ids.len();
            differs |= !same;
            if same || shown.iter().any(|tab| tab.ids.contains(&&*known[0])) {
                if differs {
                    report(first, different(known));
                }
                return;
            }
        }
        if differs {
            let other = self.chosen.iter().find(|known| known.iter().any(|id| ids.contains(&&**id)));
            report(first, other.map(|known| different(known)).unwrap_or_default());
        }
        if self.chosen.len() < GROUPS {
            self.chosen.push(ids.into_iter().map(Into::into).collect());
        }
    }
}

fn different(known: &[Box<str>]) -> String {
    let names: Vec<String> = known.iter().map(|id| format!("`{id}`")).collect();
    format!("tab group with different tab id set: a group before it has {}", names.join(", "))
}

fn tab(panel: &Node) -> Option<Tab<'_>> {
    let Kind::Directive(directive) = &panel.kind else { return None };
    Some(Tab {
        ids: directive.attribute("tab")?.split('+').collect(),
        condition: directive.attribute("condition"),
        place: panel.children.first().map_or(panel.span, |title| title.span),
    })
}
