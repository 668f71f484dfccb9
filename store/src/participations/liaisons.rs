//! The liaisons of an institution in a season: one is active, those before stay on record.

use crate::Tx;
use crate::doc::{At, to_json};
use crate::error::Result;
use crate::sql::Sql;
use domain::ids::{AccountId, InstitutionId, LiaisonId, ParticipationId, SeasonId};
use domain::participations::people::ContactCard;
use domain::time::Timestamp;
use domain::views::LiaisonLine;

/// A liaison that is to be named.
#[derive(Clone, Copy, Debug)]
pub struct NewLiaison<'a> {
    /// The institution's part.
    pub participation: ParticipationId,
    /// Its season.
    pub season: SeasonId,
    /// Who.
    pub account: AccountId,
    /// How to reach the person.
    pub card: &'a ContactCard,
    /// Who says so.
    pub by: AccountId,
    /// When.
    pub at: Timestamp,
}

/// The active liaison.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredLiaison {
    /// Identity.
    pub id: LiaisonId,
    /// Who.
    pub account: AccountId,
    /// How to reach the person; empty once the person is gone.
    pub card: ContactCard,
    /// From when on.
    pub from: Timestamp,
}

impl Tx {
    /// Names the liaison. Whoever calls it has ended the one before.
    ///
    /// # Errors
    /// [`StoreError::Conflict`](crate::StoreError::Conflict) while another is active, and when another
    /// liaison of the season has the number.
    pub async fn name_liaison(&mut self, new: &NewLiaison<'_>) -> Result<LiaisonId> {
        let sql = Sql::new(
            "INSERT INTO participation_liaisons (participation_id, season_id, account_id, card, \
             phone, named_by, from_at) VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING id",
        );
        let sql = sql
            .bind(new.participation)
            .bind(new.season)
            .bind(new.account)
            .bind(to_json(new.card))
            .bind(new.card.phone.as_str())
            .bind(new.by)
            .bind(new.at);
        let (id,) = self.one(sql).await?;
        Ok(LiaisonId(id))
    }

    /// Ends the active liaison; false when there is none.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn end_liaison(&mut self, of: ParticipationId, at: Timestamp) -> Result<bool> {
        let sql = Sql::new(
            "UPDATE participation_liaisons SET until_at = $1 WHERE participation_id = $2 \
             AND until_at IS NULL",
        );
        Ok(self.execute(sql.bind(at).bind(of)).await? == 1)
    }

    /// Ends the time of this liaison; false when it is over already.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn end_one_liaison(&mut self, id: LiaisonId, at: Timestamp) -> Result<bool> {
        let sql = Sql::new(
            "UPDATE participation_liaisons SET until_at = $1 WHERE id = $2 AND until_at IS NULL",
        );
        Ok(self.execute(sql.bind(at).bind(id)).await? == 1)
    }

    /// Names an earlier liaison again as he was; false when the person is gone.
    ///
    /// # Errors
    /// [`StoreError::Conflict`](crate::StoreError::Conflict) while another is active, and when another liaison of the season has
    /// the number by now.
    pub async fn name_again(
        &mut self,
        id: LiaisonId,
        by: AccountId,
        at: Timestamp,
    ) -> Result<bool> {
        let sql = Sql::new(
            "INSERT INTO participation_liaisons (participation_id, season_id, account_id, card, \
             phone, named_by, from_at) \
             SELECT participation_id, season_id, account_id, card, phone, $1, $2 \
             FROM participation_liaisons WHERE id = $3 AND phone IS NOT NULL",
        );
        Ok(self.execute(sql.bind(by).bind(at).bind(id)).await? == 1)
    }

    /// The active liaison.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn liaison(&mut self, of: ParticipationId) -> Result<Option<StoredLiaison>> {
        let sql = Sql::new(
            "SELECT id, account_id, card, from_at FROM participation_liaisons \
             WHERE participation_id = $1 AND until_at IS NULL",
        );
        let row: Option<(i64, i64, String, i64)> = self.optional(sql.bind(of)).await?;
        let read = |(id, account, card, from): (i64, i64, String, i64)| {
            Ok(StoredLiaison {
                id: LiaisonId(id),
                account: AccountId(account),
                card: At::new("participation_liaisons", "card", &of).json(&card)?,
                from: Timestamp(from),
            })
        };
        row.map(read).transpose()
    }

    /// Whether another institution's liaison of the season has this number.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn has_liaison_phone(
        &mut self,
        season: SeasonId,
        phone: &str,
        but: ParticipationId,
    ) -> Result<bool> {
        let sql = Sql::new(
            "SELECT id FROM participation_liaisons WHERE season_id = $1 AND phone = $2 \
             AND until_at IS NULL AND phone IS NOT NULL AND participation_id <> $3",
        );
        let row: Option<(i64,)> = self
            .optional(sql.bind(season).bind(phone).bind(but))
            .await?;
        Ok(row.is_some())
    }

    /// Which institution's liaison of the season has this number.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn liaison_with_phone(
        &mut self,
        season: SeasonId,
        phone: &str,
    ) -> Result<Option<InstitutionId>> {
        let sql = Sql::new(
            "SELECT p.institution_id FROM participation_liaisons l \
             JOIN participations p ON p.id = l.participation_id WHERE l.season_id = $1 \
             AND l.phone = $2 AND l.until_at IS NULL AND l.phone IS NOT NULL",
        );
        let row: Option<(i64,)> = self.optional(sql.bind(season).bind(phone)).await?;
        Ok(row.map(|(of,)| InstitutionId(of)))
    }

    /// Whoever was and is liaison, the latest first, at most `limit`.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn liaisons(&mut self, of: ParticipationId, limit: u32) -> Result<Vec<LiaisonLine>> {
        let sql = Sql::new(
            "SELECT a.display_name, l.from_at, l.until_at FROM participation_liaisons l \
             JOIN accounts a ON a.id = l.account_id WHERE l.participation_id = $1 \
             ORDER BY l.id DESC LIMIT $2",
        );
        let rows: Vec<(String, i64, Option<i64>)> = self.all(sql.bind(of).bind(limit)).await?;
        let read = |(name, from, until): (String, i64, Option<i64>)| LiaisonLine {
            name,
            from: Timestamp(from),
            until: until.map(Timestamp),
        };
        Ok(rows.into_iter().map(read).collect())
    }

    /// Takes a person who goes out of the records of liaisons; that somebody was one stays.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub(crate) async fn forget_liaison(&mut self, account: AccountId) -> Result<()> {
        let sql = Sql::new(
            "UPDATE participation_liaisons SET card = $1, phone = NULL WHERE account_id = $2",
        );
        let empty = to_json(&ContactCard::default());
        self.execute(sql.bind(empty).bind(account)).await?;
        Ok(())
    }
}
