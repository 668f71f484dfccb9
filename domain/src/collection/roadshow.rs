//! 是否推荐现场路演 of both forms of lots: a unit recommends so many of them and no more
//! (domain.md §4.1 AA, §4.2 W, AS-65). How many is data of the season.

use super::context::Context;
use super::faults::rules;
use super::form::Earlier;
use super::reader::RowReader;

/// The header of the column, the same in both forms.
pub const COLUMN: &str = "是否推荐现场路演";

/// Reads the column; from the first recommendation above the season's number on it is a fault.
///
/// Counted are the rows of this form alone. What the unit has stored before is added where an
/// upload is compared with that.
pub fn read(r: &mut RowReader, ctx: &Context, earlier: &Earlier) -> Option<bool> {
    let recommended = r.yes_or_no(COLUMN)?;
    let full = |max: &u16| u32::from(*max) <= earlier.recommended();
    if let Some(max) = ctx
        .season
        .roadshow_max
        .filter(|max| recommended && full(max))
    {
        r.fault(COLUMN, rules::ROADSHOW_MAX, &[("max", max.to_string())]);
    }
    Some(recommended)
}
