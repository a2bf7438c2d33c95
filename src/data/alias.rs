//! What YAML aliases repeat, with a bound: a short text must not become a long value.

use std::collections::HashMap;

use super::{Data, Value};

/// The values that have anchors, and how much of them was repeated.
pub(super) struct Aliases {
    /// `None` for an anchor whose value is not read to its end.
    anchors: HashMap<usize, Option<Anchored>>,
    /// Anchors whose values are being read.
    open: usize,
    copied: usize,
    limit: usize,
}

struct Anchored {
    data: Data,
    size: Size,
}

/// Why an alias is not followed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Refused {
    /// More than this many bytes would be repeated.
    TooLong(usize),
    /// Lists and mappings would be too many levels inside each other.
    TooDeep,
    /// The alias is part of what it repeats.
    Inside,
}

/// How much a value holds, and how many levels of lists and mappings.
#[derive(Clone, Copy, Default)]
struct Size {
    bytes: usize,
    levels: usize,
}

/// What aliases of every text may repeat, and how many times its own length besides.
const FLOOR: usize = 256 * 1024;
const TIMES: usize = 16;

/// What a value weighs beside its text.
const VALUE_BYTES: usize = 24;

impl Aliases {
    /// The aliases of a text of this many bytes.
    pub(super) fn new(length: usize) -> Aliases {
        Aliases { anchors: HashMap::new(), open: 0, copied: 0, limit: FLOOR + TIMES * length }
    }

    /// Begins a value that has an anchor.
    pub(super) fn open(&mut self, id: usize) {
        self.open += 1;
        self.anchors.insert(id, None);
    }

    /// Ends a value that has an anchor, and keeps it for its aliases.
    pub(super) fn close(&mut self, id: usize, data: &Data) -> Result<(), Refused> {
        self.open -= 1;
        let size = size(data);
        // Anchors beside each other copy a text once in all; those inside each other once a level.
        if self.open > 0 {
            self.take(size.bytes)?;
        }
        self.anchors.insert(id, Some(Anchored { data: data.clone(), size }));
        Ok(())
    }

    /// A copy of an anchor's value, which may have this many levels.
    pub(super) fn copy(&mut self, id: usize, levels: usize) -> Result<Data, Refused> {
        let Some(Some(Anchored { size, .. })) = self.anchors.get(&id) else { return Err(Refused::Inside) };
        if size.levels > levels {
            return Err(Refused::TooDeep);
        }
        let bytes = size.bytes;
        self.take(bytes)?;
        match self.anchors.get(&id) {
            Some(Some(anchored)) => Ok(anchored.data.clone()),
            _ => Err(Refused::Inside),
        }
    }

    fn take(&mut self, bytes: usize) -> Result<(), Refused> {
        self.copied = self.copied.saturating_add(bytes);
        if self.copied > self.limit { Err(Refused::TooLong(self.limit)) } else { Ok(()) }
    }
}

fn size(data: &Data) -> Size {
    let mut all = Size { bytes: VALUE_BYTES, levels: 0 };
    let mut add = |inner: &Data| {
        let inner = size(inner);
        all.bytes += inner.bytes;
        all.levels = all.levels.max(inner.levels);
    };
    match &data.value {
        Value::Plain(text) | Value::Text(text) => return Size { bytes: VALUE_BYTES + text.len(), levels: 1 },
        Value::List(items) => items.iter().for_each(add),
        Value::Map(entries) => {
            let keys: usize = entries.iter().map(|(key, _)| VALUE_BYTES + key.name.len()).sum();
            entries.iter().for_each(|(_, value)| add(value));
            all.bytes += keys;
        }
    }
    all.levels += 1;
    all
}
