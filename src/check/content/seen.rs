//! Which readers see a place of a page: those of some tabs, pivots and versions.

use std::rc::Rc;

use crate::{page::Directive, variant::Choices};

/// A part of a page that some readers see only.
#[derive(Clone, PartialEq, Debug)]
pub(super) enum Part {
    /// A panel of a group of tabs, each by its number.
    Tab(u32, u32),
    /// The versions that a range means.
    Versions(Rc<[u32]>),
    /// Pivots with their groups.
    Pivots(Rc<[(Option<usize>, Box<str>)]>),
    /// What cannot be told: its number, and that of the part around it.
    Other(u32, u32),
}

impl Part {
    /// The readers of a zone or of a range of versions.
    pub fn new(directive: &Directive, choices: Option<&Choices>, number: u32, outer: u32) -> Part {
        let versions = directive.attribute("range").and_then(|range| choices?.versions(range));
        let pivots = directive.attribute("pivot").filter(|pivots| !pivots.is_empty());
        match (versions, pivots) {
            (Some(versions), _) => Part::Versions(versions.into()),
            (_, Some(ids)) => {
                let group = |id: &str| choices.and_then(|choices| choices.group(id));
                Part::Pivots(ids.split(' ').map(|id| (group(id), id.into())).collect())
            }
            _ => Part::Other(number, outer),
        }
    }

    /// Whether nobody sees both.
    fn excludes(&self, other: &Part) -> bool {
        match (self, other) {
            (Part::Tab(group, panel), Part::Tab(same, beside)) => group == same && panel != beside,
            (Part::Versions(some), Part::Versions(others)) => !some.iter().any(|at| others.contains(at)),
            (Part::Pivots(some), Part::Pivots(others)) => {
                some.iter().any(|(group, _)| others.iter().any(|(same, _)| group == same))
                    && !some.iter().any(|(_, id)| others.iter().any(|(_, same)| id == same))
            }
            (Part::Other(number, outer), Part::Other(beside, same)) => outer == same && number != beside,
            _ => false,
        }
    }

    /// Whether who sees this one sees the other too.
    fn within(&self, other: &Part) -> bool {
        match (self, other) {
            (Part::Versions(some), Part::Versions(all)) => some.iter().all(|at| all.contains(at)),
            (Part::Pivots(some), Part::Pivots(all)) => {
                some.iter().all(|(_, id)| all.iter().any(|(_, known)| id == known))
            }
            _ => self == other,
        }
    }
}

/// Whether somebody sees both of two places, given by the parts around them.
pub(super) fn together(a: &[Part], b: &[Part]) -> bool {
    !a.iter().any(|one| b.iter().any(|other| one.excludes(other)))
}

/// Whether all who see the first place see the second.
pub(super) fn within(a: &[Part], b: &[Part]) -> bool {
    b.iter().all(|other| a.iter().any(|one| one.within(other)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_compared_by_their_readers() {
        let versions = |list: &[u32]| Part::Versions(list.into());
        let pivots = |group, list: &[&str]| Part::Pivots(list.iter().map(|id| (group, (*id).into())).collect());
        let check = |a: &[Part], b: &[Part], want: (bool, bool)| {
            assert_eq!((together(a, b), within(a, b)), want, "{a:?} {b:?}");
        };
        check(&[], &[], (true, true));
        check(&[versions(&[1, 2])], &[], (true, true));
        check(&[], &[versions(&[1, 2])], (true, false));
        check(&[versions(&[1])], &[versions(&[1, 2])], (true, true));
        check(&[versions(&[1, 2])], &[versions(&[1])], (true, false));
        check(&[versions(&[1])], &[versions(&[2])], (false, false));
        check(&[Part::Tab(1, 2)], &[Part::Tab(1, 3)], (false, false));
        check(&[Part::Tab(1, 2)], &[Part::Tab(4, 5)], (true, false));
        check(&[Part::Tab(1, 2), versions(&[1])], &[versions(&[2])], (false, false));
        check(&[pivots(Some(0), &["a"])], &[pivots(Some(0), &["b"])], (false, false));
        check(&[pivots(Some(0), &["a"])], &[pivots(Some(0), &["a", "b"])], (true, true));
        check(&[pivots(Some(0), &["a"])], &[pivots(Some(1), &["c"])], (true, false));
        check(&[Part::Other(1, 0)], &[Part::Other(2, 0)], (false, false));
        check(&[Part::Other(1, 0)], &[Part::Other(1, 0), Part::Other(2, 1)], (true, false));
    }
}
