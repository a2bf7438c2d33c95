//! Rows with more cells than their table's header.

use pulldown_cmark::{BrokenLink, BrokenLinkCallback, Event, OffsetIter, Parser, Tag, TagEnd};

use super::Builder;
use crate::{page::Tables, parse::read::ReadSpan, rules};

/// Columns that a table may have whatever its header has. A row of thousands of cells would give as many to each other
/// row.
const COLUMN_LIMIT: usize = 64;

impl Builder<'_> {
    /// The columns that a table with such a header may have.
    pub(super) fn columns(&self, header: usize) -> usize {
        match self.dialect.tables {
            Tables::Github => header,
            Tables::Learn => COLUMN_LIMIT.max(2 * header),
        }
    }

    /// Looks at what a row has behind the cells for which its table has columns, which the parser drops. As many as the
    /// table may have are read, each as the header of a table of its own; the first of the others is reported.
    pub(super) fn excess_cells<'e, F: BrokenLinkCallback<'e>>(&mut self, rest: ReadSpan, events: &OffsetIter<'e, F>) {
        let Some(cells) = self
            .text
            .slice(rest)
            .strip_prefix('|')
            .map(str::trim_end)
            .filter(|cells| !cells.trim_matches(['|', ' ', '\t']).is_empty())
        else {
            return;
        };
        let cells = cells.strip_suffix('|').filter(|cells| !cells.ends_with('\\')).unwrap_or(cells);
        let mut start = rest.start() + 1;
        let (has, may_have) = (self.stack.last().map_or(0, |row| row.children.len()), self.table.columns);
        for (at, cell) in split_cells(cells).enumerate() {
            if has + at >= may_have {
                if !self.table.reported && !cell.trim().is_empty() {
                    let lead = cell.len() - cell.trim_start().len();
                    self.extra_cell(ReadSpan::new(start + lead, start + lead + cell.trim().len()));
                }
                start += cell.len() + 1;
                continue;
            }
            let table = format!("|{cell}|\n|-|\n");
            let mut defined = |link: BrokenLink<'_>| {
                let definition = events.reference_definitions().get(&link.reference)?;
                Some((
                    definition.dest.to_string().into(),
                    definition.title.clone().unwrap_or("".into()).to_string().into(),
                ))
            };
            let parser = Parser::new_with_broken_link_callback(&table, self.options, Some(&mut defined));
            let inside: Vec<_> = parser.into_offset_iter().map(|(event, range)| (event.into_static(), range)).collect();
            for (event, range) in inside {
                if matches!(
                    event,
                    Event::Start(Tag::Table(_) | Tag::TableHead) | Event::End(TagEnd::Table | TagEnd::TableHead)
                ) {
                    continue;
                }
                let place = |at: usize| start + at.saturating_sub(1).min(cell.len());
                self.event(event, ReadSpan::new(place(range.start), place(range.end)), events);
            }
            start += cell.len() + 1;
        }
    }

    fn extra_cell(&mut self, cell: ReadSpan) {
        self.table.reported = true;
        let columns = self.table.columns;
        let plural = if columns == 1 { "" } else { "s" };
        let message = format!("the table has {columns} column{plural}: this cell is one too many and is not shown");
        let finding = rules::TABLE_EXTRA_CELLS.at(&self.source.path, self.text.source_span(cell), message);
        self.found.push(finding.help("write `\\|` for a bar that divides no cells, also in code"));
    }
}

/// What is known of the table at hand.
#[derive(Default)]
pub(super) struct Table {
    /// Those that it may have.
    pub(super) columns: usize,
    /// Where its last cell ended.
    pub(super) cell_end: usize,
    /// Whether a cell without a column was reported.
    pub(super) reported: bool,
}

/// The cells of a part of a table's row: a `|` divides them unless it is escaped.
fn split_cells(text: &str) -> impl Iterator<Item = &str> {
    let mut escaped = false;
    text.split(move |char| {
        let divides = char == '|' && !escaped;
        escaped = char == '\\' && !escaped;
        divides
    })
}
