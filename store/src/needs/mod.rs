//! Technology needs. Public reads take the column `sheet` and never `private`.

macro_rules! select_needs {
    ($rest:literal) => {
        concat!(
            "SELECT id, code, season_id, session_id, industry, state, valid_until, submitted_at, \
             published_at, sheet FROM needs ",
            $rest
        )
    };
}

macro_rules! select_whole {
    ($rest:literal) => {
        concat!(
            "SELECT id, code, season_id, session_id, submitter_id, industry, state, valid_until, \
             submitted_at, published_at, sheet, private, opinion, row_version, identity_key, \
             import_digest FROM needs ",
            $rest
        )
    };
}

mod contacts;
mod lists;
mod rows;
mod write;

pub use contacts::OwnNeed;
pub use lists::NeedsOf;
pub use write::{ImportedNeed, NewNeed};

use crate::Tx;
use crate::error::Result;
use crate::sql::Sql;
use domain::ids::{NeedCode, NeedId, SeasonId};
use domain::needs::{Need, WholeNeed};
use rows::{NeedLine, WholeLine};
use std::collections::HashMap;

/// Keys per statement.
const CHUNK: usize = 500;

/// A live need that a form names, with the digest of its row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LiveNeed {
    /// The need.
    pub whole: WholeNeed,
    /// Tells whether a row still says the same.
    pub digest: Option<String>,
}

impl Tx {
    /// The need with this code, whatever its state, as everybody may read it.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn need(&mut self, code: &NeedCode) -> Result<Option<Need>> {
        let sql = Sql::new(select_needs!("WHERE code = $1")).bind(code.as_str());
        self.optional(sql).await?.map(NeedLine::read).transpose()
    }

    /// The need with this code, with all that is kept of it.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn whole_need(&mut self, code: &NeedCode) -> Result<Option<WholeNeed>> {
        let sql = Sql::new(select_whole!("WHERE code = $1")).bind(code.as_str());
        let line: Option<WholeLine> = self.optional(sql).await?;
        Ok(line
            .map(WholeLine::read)
            .transpose()?
            .map(|live| live.whole))
    }

    /// The need with this number, with all that is kept of it.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn whole_need_by_id(&mut self, id: NeedId) -> Result<Option<LiveNeed>> {
        let sql = Sql::new(select_whole!("WHERE id = $1")).bind(id);
        self.optional(sql).await?.map(WholeLine::read).transpose()
    }

    /// The live needs of the season with these identities; unknown ones are left out.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn live_needs(
        &mut self,
        season: SeasonId,
        identity_keys: &[String],
    ) -> Result<HashMap<String, LiveNeed>> {
        let mut found = HashMap::new();
        for keys in identity_keys.chunks(CHUNK) {
            let mut sql = Sql::new(select_whole!("WHERE state <> 'CLOSED' AND season_id = "));
            sql.push_arg(season).push(" AND identity_key IN (");
            sql.push_list(keys.iter().map(String::as_str));
            sql.push(")");
            let lines: Vec<WholeLine> = self.all(sql).await?;
            for line in lines {
                found.insert(line.identity_key.clone(), line.read()?);
            }
        }
        Ok(found)
    }
}
