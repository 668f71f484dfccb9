//! Invitations into an organisation; only the hashes of their links are stored.

use crate::Tx;
use crate::doc::{At, to_json};
use crate::error::Result;
use crate::sql::Sql;
use domain::accounts::Grant;
use domain::ids::{AccountId, InstitutionId, InvitationId};
use domain::time::Timestamp;

/// An invitation as it is made.
#[derive(Clone, Copy, Debug)]
pub struct NewInvitation<'a> {
    /// Hash of the code in the link.
    pub link: &'a [u8],
    /// Into which organisation.
    pub institution: InstitutionId,
    /// For whom.
    pub note: &'a str,
    /// What the person will be granted.
    pub grants: &'a [Grant],
    /// Who invites.
    pub by: AccountId,
    /// When.
    pub at: Timestamp,
    /// It works until then.
    pub expires_at: Timestamp,
}

/// An invitation as it is stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredInvitation {
    /// Identity.
    pub id: InvitationId,
    /// Into which organisation.
    pub institution: InstitutionId,
    /// For whom.
    pub note: String,
    /// What the person will be granted.
    pub grants: Vec<Grant>,
    /// Who invited.
    pub by: String,
    /// When.
    pub at: Timestamp,
    /// It works until then.
    pub expires_at: Timestamp,
    /// Since when it works no more, before its time.
    pub ended_at: Option<Timestamp>,
    /// Whose account came of it.
    pub account: Option<AccountId>,
}

#[derive(sqlx_macros::FromRow)]
struct Row {
    id: i64,
    institution_id: i64,
    note: String,
    grants: String,
    inviter: String,
    at: i64,
    expires_at: i64,
    ended_at: Option<i64>,
    account_id: Option<i64>,
}

/// The columns of [`Row`].
macro_rules! selected {
    () => {
        "SELECT i.id, i.institution_id, i.note, i.grants, a.display_name AS inviter, i.at, \
         i.expires_at, i.ended_at, i.account_id FROM invitations i \
         JOIN accounts a ON a.id = i.by_id "
    };
}

impl Tx {
    /// Stores an invitation.
    ///
    /// # Errors
    /// [`StoreError::Conflict`](crate::StoreError::Conflict) when the link is taken.
    pub async fn insert_invitation(&mut self, new: &NewInvitation<'_>) -> Result<InvitationId> {
        let sql = Sql::new(
            "INSERT INTO invitations (link_hash, institution_id, note, grants, by_id, at, \
             expires_at) VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING id",
        );
        let sql = sql
            .bind(new.link)
            .bind(new.institution)
            .bind(new.note)
            .bind(to_json(&new.grants))
            .bind(new.by)
            .bind(new.at)
            .bind(new.expires_at);
        let (id,) = self.one(sql).await?;
        Ok(InvitationId(id))
    }

    /// The invitation behind a link that works at `now`.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn invitation_of_link(
        &mut self,
        link: &[u8],
        now: Timestamp,
    ) -> Result<Option<StoredInvitation>> {
        let text = concat!(
            selected!(),
            "WHERE i.link_hash = $1 AND i.ended_at IS NULL AND i.expires_at > $2"
        );
        let row: Option<Row> = self.optional(Sql::new(text).bind(link).bind(now)).await?;
        row.map(Row::read).transpose()
    }

    /// The latest invitations of an organisation, at most `limit`.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn invitations(
        &mut self,
        of: InstitutionId,
        limit: u32,
    ) -> Result<Vec<StoredInvitation>> {
        let text = concat!(
            selected!(),
            "WHERE i.institution_id = $1 ORDER BY i.id DESC LIMIT $2"
        );
        let rows: Vec<Row> = self.all(Sql::new(text).bind(of).bind(limit)).await?;
        rows.into_iter().map(Row::read).collect()
    }

    /// How many invitations of an organisation work at `now`.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn invitations_waiting(&mut self, of: InstitutionId, now: Timestamp) -> Result<u32> {
        let sql = Sql::new(
            "SELECT COUNT(*) FROM invitations WHERE institution_id = $1 AND ended_at IS NULL \
             AND expires_at > $2",
        );
        let (count,): (i64,) = self.one(sql.bind(of).bind(now)).await?;
        At::new("invitations", "id", &of).int(count)
    }

    /// Calls off what `by` has invited into an organisation and nobody has accepted.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn end_invitations_by(
        &mut self,
        by: AccountId,
        of: InstitutionId,
        now: Timestamp,
    ) -> Result<u64> {
        let sql = Sql::new(
            "UPDATE invitations SET ended_at = $1 WHERE institution_id = $2 AND by_id = $3 \
             AND ended_at IS NULL",
        );
        self.execute(sql.bind(now).bind(of).bind(by)).await
    }

    /// Ends an invitation of an organisation that works at `now`: `account` came of it, or it was
    /// called off. False when there is no such one.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn end_invitation(
        &mut self,
        id: InvitationId,
        of: InstitutionId,
        account: Option<AccountId>,
        now: Timestamp,
    ) -> Result<bool> {
        let sql = Sql::new(
            "UPDATE invitations SET ended_at = $1, account_id = $2 WHERE id = $3 \
             AND institution_id = $4 AND ended_at IS NULL AND expires_at > $1",
        );
        let sql = sql.bind(now).bind(account).bind(id).bind(of);
        Ok(self.execute(sql).await? == 1)
    }
}

impl Row {
    fn read(self) -> Result<StoredInvitation> {
        Ok(StoredInvitation {
            grants: At::new("invitations", "grants", &self.id).json(&self.grants)?,
            id: InvitationId(self.id),
            institution: InstitutionId(self.institution_id),
            note: self.note,
            by: self.inviter,
            at: Timestamp(self.at),
            expires_at: Timestamp(self.expires_at),
            ended_at: self.ended_at.map(Timestamp),
            account: self.account_id.map(AccountId),
        })
    }
}
