//! What lets readers choose: pivots, and versions.

use crate::{
    render::view::{ChoiceView, PivotsView},
    variant::Choices,
};

/// Pivots of one page that the style sheet can show and hide by itself; for more than these a script is needed, and
/// without it all zones are shown.
const STYLED: usize = 24;

/// The groups of pivots that a page lets readers choose from.
pub fn pivots(choices: &Choices) -> Vec<PivotsView> {
    let many = choices.groups.iter().map(|group| group.pivots.len()).sum::<usize>() > STYLED;
    let mut at = 0;
    let groups = choices.groups.iter().map(|group| {
        let pivots = group.pivots.iter().enumerate().map(|(place, pivot)| {
            at += 1;
            ChoiceView {
                id: pivot.id.to_string(),
                title: pivot.title.to_string(),
                class: format!("z{at}"),
                chosen: place == 0,
            }
        });
        let title = if group.prompt.is_empty() { &group.title } else { &group.prompt };
        PivotsView { id: group.id.to_string(), title: title.to_string(), many, pivots: pivots.collect() }
    });
    groups.filter(|group| !group.pivots.is_empty()).collect()
}

/// The versions that a page lets readers choose from, the last one chosen; none where there is no choice.
pub fn versions<'r>(choices: &Choices, ranges: impl IntoIterator<Item = &'r str>) -> Vec<ChoiceView> {
    let offered = choices.offered(ranges);
    if offered.len() < 2 {
        return Vec::new();
    }
    let last = offered.len() - 1;
    let one = |(place, at): (usize, &u32)| {
        let moniker = &choices.monikers.list[*at as usize];
        let (id, title) = (moniker.name.to_string(), moniker.title.to_string());
        ChoiceView { id, title, class: String::new(), chosen: place == last }
    };
    offered.iter().enumerate().map(one).collect()
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::{
        moniker::Monikers,
        variant::{Pivot, PivotGroup},
    };

    fn group(id: &str, prompt: &str, pivots: &[&str]) -> Arc<PivotGroup> {
        let pivots = pivots.iter().map(|id| Pivot { id: (*id).into(), title: id.to_uppercase().into() });
        Arc::new(PivotGroup { id: id.into(), title: "T".into(), prompt: prompt.into(), pivots: pivots.collect() })
    }

    #[test]
    fn pivots_are_counted_through_groups() {
        let groups = vec![group("os", "Choose", &["a", "b"]), group("lang", "", &["c"])];
        let choices = Choices { groups, ..Choices::default() };
        let shown = pivots(&choices).into_iter().map(|group| {
            let pivots = group.pivots.iter().map(|pivot| format!(" {}.{}.{}", pivot.class, pivot.title, pivot.chosen));
            format!("{} {}:{}", group.id, group.title, pivots.collect::<String>())
        });
        assert_eq!(shown.collect::<Vec<_>>(), ["os Choose: z1.A.true z2.B.false", "lang T: z3.C.true"]);
        assert_eq!(choices.classes(["c", "x", "a"]), " z3 z1");
    }

    #[test]
    fn versions_are_those_of_the_products() {
        let monikers = Arc::new(Monikers::of_names(["a-1", "a-2", "b-1", "b-2"]));
        let check = |own: Option<Vec<u32>>, ranges: &[&str], want: &str| {
            let choices = Choices { monikers: monikers.clone(), own, ..Choices::default() };
            let shown = versions(&choices, ranges.iter().copied()).into_iter();
            let shown = shown.map(|version| format!("{}{}", version.id, if version.chosen { "!" } else { "" }));
            assert_eq!(shown.collect::<Vec<_>>().join(" "), want);
        };
        check(None, &[">= a-2"], "a-1 a-2!");
        check(None, &["a-2", "b-1"], "a-1 a-2 b-1 b-2!");
        check(Some(vec![1]), &["a-2"], "");
        check(None, &["x"], "");
    }
}
