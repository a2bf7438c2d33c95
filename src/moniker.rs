//! Monikers: names of versions, their order, and ranges such as `>= v2 || preview`.

use std::{
    collections::{HashMap, HashSet},
    ops::Range,
};

/// A version.
#[derive(Clone, PartialEq, Debug)]
pub struct Moniker {
    pub name: Box<str>,
    /// What readers are shown.
    pub title: Box<str>,
    /// Only versions of one product come before and after each other.
    pub product: Box<str>,
}

/// The versions of a docset.
#[derive(Default, Debug)]
pub struct Monikers {
    /// Each product's in their order.
    pub list: Vec<Moniker>,
    /// By name in lower case.
    by_name: HashMap<Box<str>, u32>,
    /// The versions of each product, in their order.
    products: Vec<Vec<u32>>,
    /// By version: its product's number, and its place among that product's versions.
    places: Vec<(usize, usize)>,
}

/// What is wrong with a range, with its bytes of the range's text.
#[derive(Clone, PartialEq, Debug)]
pub enum RangeError {
    /// It cannot be read.
    Form(Range<usize>),
    /// A name that no version has.
    Unknown(Range<usize>),
}

impl Monikers {
    /// Takes versions in their order. Of two with one name the first counts.
    pub fn new(list: Vec<Moniker>) -> Monikers {
        let mut monikers = Monikers::default();
        let mut known: HashMap<Box<str>, usize> = HashMap::new();
        for moniker in list {
            let key: Box<str> = moniker.name.to_lowercase().into();
            if monikers.by_name.contains_key(&key) {
                continue;
            }
            let at = monikers.list.len() as u32;
            let product = *known.entry(moniker.product.clone()).or_insert(monikers.products.len());
            if product == monikers.products.len() {
                monikers.products.push(Vec::new());
            }
            monikers.places.push((product, monikers.products[product].len()));
            monikers.products[product].push(at);
            monikers.by_name.insert(key, at);
            monikers.list.push(moniker);
        }
        monikers
    }

    /// Makes an order of names in the order in which they are used: those that differ in numbers alone are sorted by them,
    /// in the places that they have, each with the names without numbers that follow it. What stands before the number is
    /// the product, where there are several such.
    pub fn of_names<'a>(names: impl IntoIterator<Item = &'a str>) -> Monikers {
        let mut runs: Vec<Vec<Moniker>> = Vec::new();
        // Products with numbers, in the order in which they come up, and their runs.
        let mut products: Vec<Vec<usize>> = Vec::new();
        let mut by_product: HashMap<String, usize> = HashMap::new();
        let mut known = HashSet::new();
        for name in names {
            if !known.insert(name.to_lowercase()) {
                continue;
            }
            let product = product(name);
            let moniker = Moniker { name: name.into(), title: name.into(), product: product.as_str().into() };
            if numbered(name) {
                let of = *by_product.entry(product).or_insert(products.len());
                if of == products.len() {
                    products.push(Vec::new());
                }
                products[of].push(runs.len());
            }
            match runs.last_mut() {
                Some(run) if !numbered(name) => run.push(moniker),
                _ => runs.push(vec![moniker]),
            }
        }
        for places in &products {
            let mut sorted: Vec<Vec<Moniker>> = places.iter().map(|&at| std::mem::take(&mut runs[at])).collect();
            sorted.sort_by_cached_key(|run| numbers(&run[0].name));
            for (&place, run) in places.iter().zip(sorted) {
                runs[place] = run;
            }
        }
        let mut list = runs.concat();
        if products.len() < 2 {
            list.iter_mut().for_each(|moniker| moniker.product = "".into());
        }
        Monikers::new(list)
    }

    /// The version of a name, in any case.
    pub fn find(&self, name: &str) -> Option<u32> {
        self.by_name.get(&*name.to_lowercase()).copied()
    }

    /// The versions that a range means, sorted.
    ///
    /// # Errors
    /// Where it cannot be read, or names what is no version.
    pub fn range(&self, text: &str) -> Result<Vec<u32>, RangeError> {
        // Of each clause the product, and the places among its versions.
        let mut means: Vec<(usize, Range<usize>)> = Vec::new();
        for clause in read(text)? {
            let mut both: Option<(usize, Range<usize>)> = None;
            for comparison in clause {
                let name = &text[comparison.name.clone()];
                let at = self.find(name).ok_or_else(|| RangeError::Unknown(comparison.name.clone()))?;
                let (product, place) = self.places[at as usize];
                let own = match comparison.operator {
                    "<" => 0..place,
                    "<=" => 0..place + 1,
                    ">" => place + 1..self.products[product].len(),
                    ">=" => place..self.products[product].len(),
                    _ => place..place + 1,
                };
                both = Some(match both {
                    None => (product, own),
                    Some((known, range)) if known == product => {
                        (known, range.start.max(own.start)..range.end.min(own.end))
                    }
                    Some((known, _)) => (known, 0..0),
                });
            }
            means.extend(both);
        }
        means.sort_unstable_by_key(|(product, range)| (*product, range.start));
        let mut all: Vec<u32> = Vec::new();
        let mut last = (usize::MAX, 0);
        for (product, range) in means {
            // Where clauses overlap, each version is taken once.
            let from = if product == last.0 { range.start.max(last.1) } else { range.start };
            if from < range.end {
                all.extend(&self.products[product][from..range.end]);
                last = (product, range.end);
            }
        }
        all.sort_unstable();
        Ok(all)
    }
}

/// The names in a range, in order; none in one that cannot be read.
pub fn names(text: &str) -> Vec<&str> {
    let clauses = read(text).unwrap_or_default();
    clauses.into_iter().flatten().map(|comparison| &text[comparison.name]).collect()
}

struct Comparison {
    operator: &'static str,
    name: Range<usize>,
}

static OPERATORS: [&str; 5] = ["<=", ">=", "<", ">", "="];

/// Reads a range: comparisons that all hold, in clauses of which one holds.
fn read(text: &str) -> Result<Vec<Vec<Comparison>>, RangeError> {
    let mut clauses = Vec::new();
    let mut start = 0;
    for clause in text.split("||") {
        let mut comparisons = Vec::new();
        let mut at = 0;
        let blanks = |at: usize| at + clause[at..].len() - clause[at..].trim_start().len();
        loop {
            at = blanks(at);
            if at == clause.len() {
                break;
            }
            let begin = at;
            let operator = OPERATORS.into_iter().find(|sign| clause[at..].starts_with(sign)).unwrap_or("");
            at = blanks(at + operator.len());
            let is_name = |char: char| char.is_alphanumeric() || matches!(char, '_' | '-' | '.');
            let length = clause[at..].find(|char| !is_name(char)).unwrap_or(clause.len() - at);
            if length == 0 {
                let end = at + clause[at..].chars().next().map_or(0, char::len_utf8);
                return Err(RangeError::Form(start + begin..start + end));
            }
            comparisons.push(Comparison { operator, name: start + at..start + at + length });
            at += length;
        }
        if comparisons.is_empty() {
            return Err(RangeError::Form(0..text.len()));
        }
        clauses.push(comparisons);
        start += clause.len() + 2;
    }
    Ok(clauses)
}

fn numbered(name: &str) -> bool {
    name.bytes().any(|byte| byte.is_ascii_digit())
}

/// What stands before the first number, in lower case.
fn product(name: &str) -> String {
    name.find(|char: char| char.is_ascii_digit()).map_or(name, |at| &name[..at]).to_lowercase()
}

/// A name as it sorts: its numbers by size; what goes on after a number that another name ends with comes first where it
/// is a word (`2.0-preview` before `2.0`).
fn numbers(name: &str) -> Vec<(u8, u64, String)> {
    let mut parts = Vec::new();
    let mut rest = &name[name.find(|char: char| char.is_ascii_digit()).unwrap_or(0)..];
    while let Some(first) = rest.chars().next() {
        let digit = first.is_ascii_digit();
        let end = rest.find(|char: char| char.is_ascii_digit() != digit).unwrap_or(rest.len());
        let (part, after) = rest.split_at(end);
        match digit {
            true => parts.push((2, part.parse().unwrap_or(u64::MAX), String::new())),
            false if part == "." => {}
            false => parts.push((0, 0, part.to_lowercase())),
        }
        rest = after;
    }
    parts.push((1, 0, String::new()));
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges() {
        let monikers = Monikers::of_names(["v1", "v2", "v3", "v10"]);
        let check = |text: &str, want: &str| {
            let got = match monikers.range(text) {
                Ok(list) => list.iter().map(|&at| &*monikers.list[at as usize].name).collect::<Vec<_>>().join(" "),
                Err(RangeError::Form(at)) => format!("form {}", &text[at]),
                Err(RangeError::Unknown(at)) => format!("unknown {}", &text[at]),
            };
            assert_eq!(got, want, "{text}");
        };
        check("v2", "v2");
        check("=v2", "v2");
        check("= v2", "v2");
        check("V2", "v2");
        check(">= v2", "v2 v3 v10");
        check(">v2", "v3 v10");
        check("< v2", "v1");
        check("<=v2", "v1 v2");
        check(">v1 <v10", "v2 v3");
        check("v1 || >=v3", "v1 v3 v10");
        check("v1||v1", "v1");
        check("v1 v2", "");
        check(">= v9", "unknown v9");
        check("v1 || ", "form v1 || ");
        check("", "form ");
        check(">= ", "form >= ");
        check("v1, v2", "form ,");
        check("=> v2", "form =>");
    }

    #[test]
    fn names_have_an_order() {
        let check = |names: &[&str], want: &str| {
            let monikers = Monikers::of_names(names.iter().copied());
            let shown = monikers.list.iter().map(|moniker| format!("{}{}", moniker.product, moniker.name));
            assert_eq!(shown.collect::<Vec<_>>().join(" "), want);
        };
        check(&["msvc-170", "msvc-140", "MSVC-140"], "msvc-140 msvc-170");
        check(&["v10", "preview", "v9"], "v9 v10 preview");
        check(&["a-2", "b-1", "a-1", "old"], "a-a-1 oldold b-b-1 a-a-2");
        check(&["2.0", "2.0-rc1", "2.0.1"], "2.0-rc1 2.0 2.0.1");
        check(&["old", "new"], "old new");
        assert_eq!(names(">= v1 || b"), ["v1", "b"]);
    }
}
