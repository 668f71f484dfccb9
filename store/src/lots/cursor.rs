//! The opaque cursor of a catalogue page: the sort key of its last card.

use domain::views::LotSort;

/// Where a page ended: the next one begins right after it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Cursor {
    /// What the order goes by first.
    pub(super) key: i64,
    /// What tells equal keys apart.
    pub(super) tie: i64,
}

impl Cursor {
    /// The cursor as it stands in the address.
    pub(super) fn text(self, sort: LotSort) -> String {
        format!("{:x}.{:x}.{:04x}", self.key, self.tie, self.check(sort))
    }

    /// Reads a cursor back; `None` when it is not one of this order.
    pub(super) fn parse(text: &str, sort: LotSort) -> Option<Self> {
        let mut parts = text.splitn(3, '.');
        let mut hex = || u64::from_str_radix(parts.next()?, 16).ok();
        let cursor = Self {
            key: hex()? as i64,
            tie: hex()? as i64,
        };
        (hex()? == u64::from(cursor.check(sort))).then_some(cursor)
    }

    /// Tells a mistyped cursor, or one of another order, from a real one. Not a secret: a cursor
    /// only says where to go on.
    fn check(self, sort: LotSort) -> u16 {
        let fold = |hash: u32, byte: u8| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193);
        let bytes = self
            .key
            .to_be_bytes()
            .into_iter()
            .chain(self.tie.to_be_bytes());
        let hash = bytes.chain(sort.code().bytes()).fold(0x811c_9dc5, fold);
        (hash >> 16) as u16 ^ hash as u16
    }
}

/// Whether `text` is a cursor that a page in this order has given out. The pages of the portal begin
/// anew with any other; a program is told.
pub fn is_cursor_of(text: &str, sort: LotSort) -> bool {
    Cursor::parse(text, sort).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_survives_its_address_and_nothing_else_does() {
        let cursor = Cursor {
            key: -5,
            tie: i64::MAX,
        };
        let text = cursor.text(LotSort::PriceLow);
        assert_eq!(Cursor::parse(&text, LotSort::PriceLow), Some(cursor));
        assert_eq!(Cursor::parse(&text, LotSort::Newest), None);
        assert_eq!(
            Cursor::parse(&text.replace('f', "e"), LotSort::PriceLow),
            None
        );
        for bad in ["", ".", "1.2", "1.2.3.4", "zz.1.1", "'; DROP TABLE lots"] {
            assert_eq!(Cursor::parse(bad, LotSort::PriceLow), None, "{bad}");
        }
    }
}
