//! Many leaves, or many hashes, in one row: handing a row over costs more than hashing what is in
//! it, and a log is read by the million.

use crate::Tx;
use crate::doc::At;
use crate::error::Result;
use crate::sql::Sql;
use domain::ids::LotId;
use domain::ledger::hash::{HASH_LEN, Hash32};

/// What stands between leaves, or hashes, in one row.
const NOTHING: &[u8] = &[];

/// Stored leaves with what opens them, in the order of the log.
#[derive(Clone, Debug, Default)]
pub struct StoredPage {
    /// Place in the log, and length, of each leaf.
    places: Vec<(u64, usize)>,
    /// The leaves, one after the other.
    leaves: Vec<u8>,
    /// What opens them, a line each: JSON has no line breaks of its own here.
    openings: String,
}

/// Places and lengths, leaves, openings.
type PageRow = (Option<String>, Option<Vec<u8>>, Option<String>);

/// What a page is made of: everybody may see the openings of public lots only.
macro_rules! page_of {
    ($which:literal) => {
        concat!(
            "SELECT string_agg(idx || ' ' || length(leaf), ','), string_agg(leaf, $4), \
             string_agg(opening, $5) FROM (SELECT v.idx, v.leaf, \
             CASE WHEN l.is_public = TRUE THEN COALESCE(o.opening, '') ELSE '' END AS opening \
             FROM ledger_leaves v JOIN lots l ON l.id = v.lot_id \
             LEFT JOIN ledger_openings o ON o.idx = v.idx WHERE ",
            $which,
            " ORDER BY v.idx LIMIT $3) AS page"
        )
    };
}

impl Tx {
    /// The leaves `from .. from + count` of the log.
    ///
    /// # Errors
    /// [`StoreError::Inconsistent`](crate::StoreError::Inconsistent) when the columns do not fit
    /// together.
    pub async fn ledger_page(&mut self, from: u64, count: u64) -> Result<StoredPage> {
        let sql = Sql::new(page_of!("v.idx >= $1 AND v.idx < $2"));
        let sql = sql.bind(from).bind(from + count).bind(count);
        self.page(sql.bind(NOTHING).bind("\n"), from).await
    }

    /// The first `count` leaves of a lot from this place of the log on.
    ///
    /// # Errors
    /// As [`Self::ledger_page`].
    pub async fn ledger_page_of(
        &mut self,
        lot: LotId,
        from: u64,
        count: u64,
    ) -> Result<StoredPage> {
        let sql = Sql::new(page_of!("v.lot_id = $1 AND v.idx >= $2"));
        let sql = sql.bind(lot).bind(from).bind(count);
        self.page(sql.bind(NOTHING).bind("\n"), from).await
    }

    async fn page(&mut self, sql: Sql, from: u64) -> Result<StoredPage> {
        let (places, leaves, openings): PageRow = self.one(sql).await?;
        let at = || At::new("ledger_leaves", "leaf", &from);
        let places = places.unwrap_or_default();
        let place = |text: &str| {
            let (index, length) = text.split_once(' ')?;
            Some((index.parse().ok()?, length.parse().ok()?))
        };
        let places = places.split(',').filter(|text| !text.is_empty()).map(place);
        let page = StoredPage {
            places: at().some(places.collect())?,
            leaves: leaves.unwrap_or_default(),
            openings: openings.unwrap_or_default(),
        };
        at().some(page.fits().then_some(page))
    }

    /// The hashes `from .. from + count` of a level of the tree.
    ///
    /// # Errors
    /// [`StoreError::Inconsistent`](crate::StoreError::Inconsistent) when one is missing.
    pub async fn ledger_nodes(&mut self, level: u8, from: u64, count: u64) -> Result<Vec<Hash32>> {
        let sql = Sql::new(
            "SELECT string_agg(hash, $5) FROM (SELECT hash FROM ledger_nodes \
             WHERE level = $1 AND idx >= $2 AND idx < $3 ORDER BY idx LIMIT $4) AS part",
        );
        let sql = sql.bind(i64::from(level)).bind(from).bind(from + count);
        let (row,): (Option<Vec<u8>>,) = self.one(sql.bind(count).bind(NOTHING)).await?;
        let row = row.unwrap_or_default();
        let (hashes, rest) = row.as_chunks::<HASH_LEN>();
        let whole = rest.is_empty() && hashes.len() as u64 == count;
        let hashes = whole.then(|| hashes.iter().copied().map(Hash32).collect());
        At::new("ledger_nodes", "hash", &from).some(hashes)
    }

    /// The leaves `from .. from + count` of the log, as far as they exist.
    ///
    /// # Errors
    /// As [`Self::ledger_page`].
    pub async fn ledger_entries(&mut self, from: u64, count: u64) -> Result<Vec<Vec<u8>>> {
        let sql = Sql::new(
            "SELECT string_agg(idx || ' ' || length(leaf), ','), string_agg(leaf, $4), \
             CAST(NULL AS TEXT) FROM (SELECT idx, leaf FROM ledger_leaves WHERE idx >= $1 AND idx < $2 \
             ORDER BY idx LIMIT $3) AS part",
        );
        let sql = sql.bind(from).bind(from + count).bind(count);
        let page = self.page(sql.bind(NOTHING), from).await?;
        Ok(page.iter().map(|(_, leaf, _)| leaf.to_vec()).collect())
    }
}

impl StoredPage {
    /// Place in the log, canonical bytes, and what opens them: JSON, secret part included; nothing
    /// when that was taken away or is nobody's business.
    pub fn iter(&self) -> impl Iterator<Item = (u64, &[u8], Option<&str>)> {
        let mut rest = &*self.leaves;
        let mut openings = self.openings.split('\n');
        self.places.iter().map(move |(index, length)| {
            let (leaf, after) = rest.split_at_checked(*length).unwrap_or_default();
            rest = after;
            let opening = openings.next().filter(|opening| !opening.is_empty());
            (*index, leaf, opening)
        })
    }

    fn fits(&self) -> bool {
        let length: usize = self.places.iter().map(|(_, length)| length).sum();
        length == self.leaves.len()
    }
}
