//! What the readers of a page choose among: pivots, and versions.

use std::{collections::HashSet, sync::Arc};

use crate::{
    moniker::{self, Monikers},
    source::Span,
};

/// A group of pivots, of which a reader chooses one.
#[derive(Clone, PartialEq, Debug)]
pub struct PivotGroup {
    pub id: Box<str>,
    /// The group's name.
    pub title: Box<str>,
    /// What asks readers to choose; empty for none.
    pub prompt: Box<str>,
    pub pivots: Vec<Pivot>,
}

/// One of a group.
#[derive(Clone, PartialEq, Debug)]
pub struct Pivot {
    pub id: Box<str>,
    pub title: Box<str>,
}

/// What the readers of one page choose among.
#[derive(Default, Debug)]
pub struct Choices {
    /// The groups that the page names, in its order.
    pub groups: Vec<Arc<PivotGroup>>,
    /// Those of the docset.
    pub monikers: Arc<Monikers>,
    /// The versions that the page is for, sorted; `None` for all.
    pub own: Option<Vec<u32>>,
}

impl Choices {
    /// A pivot's place among all of the page's groups, from 1.
    pub fn position(&self, pivot: &str) -> Option<usize> {
        let mut pivots = self.groups.iter().flat_map(|group| &group.pivots);
        pivots.position(|known| &*known.id == pivot).map(|at| at + 1)
    }

    /// The group of a pivot, by its place.
    pub fn group(&self, pivot: &str) -> Option<usize> {
        self.groups.iter().position(|group| group.pivots.iter().any(|known| &*known.id == pivot))
    }

    /// Classes of what is for some pivots: ` z1 z3`.
    pub fn classes<'p>(&self, pivots: impl IntoIterator<Item = &'p str>) -> String {
        pivots.into_iter().filter_map(|pivot| self.position(pivot)).map(|at| format!(" z{at}")).collect()
    }

    /// The versions of the page that a range means; `None` where it cannot be told.
    pub fn versions(&self, range: &str) -> Option<Vec<u32>> {
        let mut means = self.monikers.range(range).ok()?;
        if let Some(own) = &self.own {
            means.retain(|at| own.binary_search(at).is_ok());
        }
        Some(means)
    }

    /// Names of versions, divided by blanks.
    pub fn names(&self, versions: &[u32]) -> String {
        let names: Vec<&str> = versions.iter().map(|&at| &*self.monikers.list[at as usize].name).collect();
        names.join(" ")
    }

    /// The versions that readers of some ranges choose among: those of the page and of the products that the ranges name.
    pub fn offered<'r>(&self, ranges: impl IntoIterator<Item = &'r str>) -> Vec<u32> {
        let list = &self.monikers.list;
        let mut products: HashSet<&str> = HashSet::new();
        for range in ranges {
            let named = moniker::names(range).into_iter().filter_map(|name| self.monikers.find(name));
            products.extend(named.map(|at| &*list[at as usize].product));
        }
        let all = 0..list.len() as u32;
        all.filter(|at| products.contains(&*list[*at as usize].product))
            .filter(|at| self.own.as_ref().is_none_or(|own| own.binary_search(at).is_ok()))
            .collect()
    }
}

/// A part of a file that some readers see only.
#[derive(Clone, PartialEq, Debug)]
pub struct Zone {
    /// From its opening to its end.
    pub span: Span,
    pub kind: ZoneKind,
}

/// Who sees a zone.
#[derive(Clone, PartialEq, Debug)]
pub enum ZoneKind {
    /// Who chose one of these pivots, each with its place.
    Pivots(Vec<(Box<str>, Span)>),
    /// Who reads of one of these versions: a range with its place.
    Versions(Box<str>, Span),
    /// Who chose this tab of a group, which has a number in its file: ids joined by `+`.
    Tab(u32, Box<str>),
}
