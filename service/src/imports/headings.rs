//! Tables of hosts: which columns they have, whatever stands above them and in whichever order.

use domain::collection::{Cell, RawRow};
use domain::text::squeeze;

/// Rows above the headings, such as a title.
const HEAD_ROWS: usize = 10;

/// The place of the row of headings, and its columns: the row in which most of `fields` are named by their
/// `label`. Required ones may carry a star.
pub(crate) fn headings<F: Copy>(
    rows: &[RawRow],
    fields: &[F],
    label: impl Fn(F) -> &'static str,
) -> (usize, Vec<(usize, F)>) {
    let named = |cell: &Cell| {
        let words = squeeze(cell.text().trim_end_matches(['*', '＊']));
        let fields = fields.iter().copied();
        fields
            .into_iter()
            .find(|field| squeeze(label(*field)) == words)
    };
    let columns_of = |row: &RawRow| -> Vec<(usize, F)> {
        let cells = row.cells.iter().enumerate();
        cells
            .filter_map(|(column, cell)| Some((column, named(cell)?)))
            .collect()
    };
    let head = rows.iter().take(HEAD_ROWS).map(columns_of);
    head.enumerate()
        .max_by_key(|(at, columns)| (columns.len(), HEAD_ROWS - at))
        .unwrap_or_default()
}
