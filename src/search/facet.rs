//! Facets: the versions and products to which a reader may narrow a search.

use std::collections::BTreeMap;

use super::Entry;

/// Values beyond which a list of products is none that a reader would choose from.
const VALUES: usize = 60;

/// A way to narrow a search.
#[derive(PartialEq, Debug)]
pub(super) struct Facet {
    /// What it is called in the index.
    pub name: &'static str,
    /// The letter of its terms: `=v0`.
    pub sign: char,
    pub values: Vec<FacetValue>,
}

/// One that a reader chooses.
#[derive(PartialEq, Debug)]
pub(super) struct FacetValue {
    pub title: String,
    /// Sorted.
    pub pages: Vec<u32>,
}

/// The facets of pages: those with two values or more. `versions` are the names and titles of versions, in their order.
pub(super) fn facets(entries: &[Entry], versions: &[(&str, &str)]) -> Vec<Facet> {
    let versions = Facet { name: "version", sign: 'v', values: of_versions(entries, versions) };
    let products = Facet { name: "product", sign: 'p', values: of_products(entries) };
    [versions, products].into_iter().filter(|facet| facet.values.len() > 1).collect()
}

/// A page that is for all versions is found with each of them.
fn of_versions(entries: &[Entry], versions: &[(&str, &str)]) -> Vec<FacetValue> {
    let is_for = |entry: &Entry, name: &str| {
        entry.versions.as_ref().is_none_or(|own| own.iter().any(|known| known.eq_ignore_ascii_case(name)))
    };
    let is_named = |name: &str| entries.iter().any(|entry| entry.versions.is_some() && is_for(entry, name));
    let of = |&(name, title): &(&str, &str)| FacetValue {
        title: title.to_owned(),
        pages: (0..).zip(entries).filter(|(_, entry)| is_for(entry, name)).map(|(at, _)| at).collect(),
    };
    versions.iter().filter(|(name, _)| is_named(name)).map(of).collect()
}

/// Products that differ in capitals only are one, named as it is written first.
fn of_products(entries: &[Entry]) -> Vec<FacetValue> {
    let mut products: BTreeMap<String, FacetValue> = BTreeMap::new();
    for (at, entry) in (0..).zip(entries) {
        for product in &entry.products {
            let value = products
                .entry(product.to_lowercase())
                .or_insert_with(|| FacetValue { title: product.to_string(), pages: Vec::new() });
            if value.pages.last() != Some(&at) {
                value.pages.push(at);
            }
        }
    }
    if products.len() > VALUES {
        return Vec::new();
    }
    products.into_values().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(pages: &[(Option<&[&str]>, &[&str])], want: &str) {
        let names = |list: &[&str]| list.iter().map(|&name| name.into()).collect();
        let entry = |(versions, products): &(Option<&[&str]>, &[&str])| Entry {
            versions: versions.map(names),
            products: names(products),
            ..Entry::default()
        };
        let entries: Vec<Entry> = pages.iter().map(entry).collect();
        let found = facets(&entries, &[("b", "B"), ("a", "A"), ("c", "C")]);
        let values = |facet: &Facet| {
            facet.values.iter().map(|value| format!(" {}{:?}", value.title, value.pages)).collect::<String>()
        };
        let shown: Vec<String> = found.iter().map(|facet| format!("{}:{}", facet.name, values(facet))).collect();
        assert_eq!(shown.join("; "), want);
    }

    #[test]
    fn facets_have_two_values_or_more() {
        check(&[(None, &[]), (None, &[])], "");
        check(&[(Some(&["a"]), &["X"]), (None, &[])], "");
        check(
            &[(Some(&["a"]), &["y"]), (Some(&["A", "b"]), &["X", "Y"]), (None, &[])],
            "version: B[1, 2] A[0, 1, 2]; product: X[1] y[0, 1]",
        );
    }

    #[test]
    fn too_many_products_are_no_choice() {
        let name = |at: usize| format!("product{at}").into_boxed_str();
        let entries = |count: usize| -> Vec<Entry> {
            (0..count).map(|at| Entry { products: vec![name(at)], ..Entry::default() }).collect()
        };
        assert_eq!(facets(&entries(VALUES), &[]).len(), 1);
        assert_eq!(facets(&entries(VALUES + 1), &[]).len(), 0);
    }
}
