//! Drafts that say something from the beginning: what the portal knows of the institution, and a lot that
//! came back to be put right.

use super::DraftContent;
use crate::collection::cells_of;
use crate::institutions::Institution;
use crate::lots::{Lot, LotKind, LotPrivate};
use crate::participations::people::ContactCard;

impl DraftContent {
    /// A new draft of an institution: it is among the holders (`LOT_OWNER_MISMATCH`), its province is
    /// known, and its liaison is whom one asks about the lot unless somebody else is named.
    pub fn begun(kind: LotKind, unit: &Institution, liaison: Option<&ContactCard>) -> Self {
        let mut known = match kind {
            LotKind::Patent => vec![("专利权人", unit.name.clone())],
            LotKind::Achievement => vec![
                ("完成单位", unit.name.clone()),
                ("单位所在省份", unit.province.clone()),
            ],
        };
        if let Some(card) = liaison {
            known.extend([
                ("联系人", card.name.clone()),
                ("联系电话", card.phone.clone()),
                ("电子邮箱", card.email.clone()),
            ]);
        }
        Self::of_cells(known)
    }

    /// The draft that puts a lot right: it says what the lot says.
    pub fn of_lot(lot: &Lot, private: &LotPrivate, unit: &Institution) -> Self {
        Self::of_cells(cells_of(lot, private, unit))
    }

    fn of_cells(cells: Vec<(&'static str, String)>) -> Self {
        let filled = cells.into_iter().filter(|(_, value)| !value.is_empty());
        Self {
            cells: filled
                .map(|(header, value)| (header.to_owned(), value))
                .collect(),
            ..Self::default()
        }
    }
}
