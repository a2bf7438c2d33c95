//! The lines of a Markdown text: blocks with what stands before each of their lines.

/// A text while it is written.
pub(super) struct Lines {
    out: String,
    /// Stands before each line.
    prefix: String,
    /// Stands before the next line in place of the prefix: the marker of an item.
    lead: Option<String>,
    /// Whether the next block is the first one of what holds it: nothing stands between them.
    fresh: bool,
    /// Whether blocks follow each other without a blank line: in an item of a tight list.
    tight: bool,
    /// The marker of the list that has just ended: one that follows needs another.
    last_list: Option<char>,
}

/// What is to be put back when a container ends.
pub(super) struct Outer {
    prefix: usize,
    tight: bool,
}

impl Lines {
    pub(super) fn new(out: String) -> Lines {
        Lines { out, prefix: String::new(), lead: None, fresh: true, tight: false, last_list: None }
    }

    /// Writes a block of one or more lines.
    pub(super) fn block(&mut self, text: &str) {
        self.gap();
        for line in text.split('\n') {
            self.line(line);
        }
    }

    /// Begins a quote, or another block whose lines all begin alike.
    pub(super) fn begin(&mut self, prefix: &str) -> Outer {
        self.gap();
        let outer = Outer { prefix: self.prefix.len(), tight: self.tight };
        if let Some(lead) = &mut self.lead {
            lead.push_str(prefix);
        }
        self.prefix.push_str(prefix);
        self.fresh = true;
        self.tight = false;
        outer
    }

    /// The next block stands directly under the last line.
    pub(super) fn join(&mut self) {
        self.fresh = true;
    }

    /// Begins a footnote.
    pub(super) fn note(&mut self, label: &str) -> Outer {
        self.gap();
        let outer = Outer { prefix: self.prefix.len(), tight: self.tight };
        self.lead = Some(format!("{}{label}", self.prefix));
        self.prefix.push_str("    ");
        (self.fresh, self.tight) = (true, false);
        outer
    }

    /// Begins an item of a list.
    pub(super) fn item(&mut self, marker: &str, first: bool, tight: bool) -> Outer {
        if first || !tight {
            self.gap();
        }
        self.fresh = true;
        let outer = Outer { prefix: self.prefix.len(), tight: self.tight };
        let mut lead = self.lead.take().unwrap_or_else(|| self.prefix.clone());
        lead.push_str(marker);
        self.lead = Some(lead);
        self.prefix.extend(marker.chars().map(|_| ' '));
        self.tight = tight;
        self.last_list = None;
        outer
    }

    /// Ends what was begun. One that holds nothing is a line of its own.
    pub(super) fn end(&mut self, outer: Outer) {
        if self.lead.is_some() || self.fresh {
            self.fresh = false;
            self.line("");
        }
        self.prefix.truncate(outer.prefix);
        self.tight = outer.tight;
        self.last_list = None;
    }

    /// The marker of the next list: another than that of a list just before it.
    pub(super) fn list_marker(&self, first: char, second: char) -> char {
        if self.last_list == Some(first) { second } else { first }
    }

    pub(super) fn list_ended(&mut self, marker: char) {
        self.last_list = Some(marker);
    }

    pub(super) fn done(mut self) -> String {
        self.out.truncate(self.out.trim_end().len());
        self.out.push('\n');
        self.out
    }

    /// What stands between two blocks.
    fn gap(&mut self) {
        self.last_list = None;
        if std::mem::take(&mut self.fresh) || self.tight {
            return;
        }
        let blank = self.prefix.trim_end();
        self.out.push_str(blank);
        self.out.push('\n');
    }

    fn line(&mut self, text: &str) {
        match self.lead.take() {
            Some(lead) => self.out.push_str(&lead),
            None => self.out.push_str(&self.prefix),
        }
        self.out.push_str(text);
        if text.is_empty() {
            self.out.truncate(self.out.trim_end_matches(' ').len());
        }
        self.out.push('\n');
    }
}
