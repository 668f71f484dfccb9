//! Accounts.

use crate::Tx;
use crate::doc::{At, to_json};
use crate::error::Result;
use crate::sql::Sql;
use domain::accounts::Account;
use domain::ids::{AccountId, InstitutionId};

/// The columns of an account, in the order of [`AccountRow`].
macro_rules! account_columns {
    () => {
        "a.id, a.login, a.display_name, a.institution_id, a.house_bot, a.grants"
    };
}
pub(crate) use account_columns;

#[derive(sqlx_macros::FromRow)]
pub(crate) struct AccountRow {
    id: i64,
    login: String,
    display_name: String,
    institution_id: Option<i64>,
    house_bot: bool,
    grants: String,
}

#[derive(sqlx_macros::FromRow)]
struct SignInRow {
    #[sqlx(flatten)]
    account: AccountRow,
    password_hash: Option<String>,
}

impl Tx {
    /// Stores a new account; id 0 lets the database choose one. Without `password_hash` nobody can
    /// sign in to it.
    ///
    /// # Errors
    /// [`StoreError::Conflict`](crate::StoreError::Conflict) when the login or the id is taken.
    pub async fn insert_account(
        &mut self,
        account: &Account,
        password_hash: Option<&str>,
    ) -> Result<AccountId> {
        let fresh = account.id.get() == 0;
        let mut sql = Sql::new("INSERT INTO accounts (");
        sql.push(if fresh { "" } else { "id, " });
        sql.push("login, display_name, institution_id, password_hash, house_bot, grants) VALUES (");
        if !fresh {
            sql.push_arg(account.id).push(", ");
        }
        sql.push_arg(account.login.as_str()).push(", ");
        sql.push_arg(account.display_name.as_str()).push(", ");
        sql.push_arg(account.institution).push(", ");
        sql.push_arg(password_hash).push(", ");
        sql.push_arg(account.house_bot).push(", ");
        sql.push_arg(to_json(&account.grants))
            .push(") RETURNING id");
        let (id,) = self.one(sql).await?;
        if !fresh {
            self.ids_given("accounts").await?;
        }
        Ok(AccountId(id))
    }

    /// The account with this id.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn account(&mut self, id: AccountId) -> Result<Option<Account>> {
        let text = concat!(
            "SELECT ",
            account_columns!(),
            " FROM accounts a WHERE a.id = $1"
        );
        self.optional(Sql::new(text).bind(id))
            .await?
            .map(AccountRow::read)
            .transpose()
    }

    /// The account with this sign-in name and the hash of its password.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn account_by_login(
        &mut self,
        login: &str,
    ) -> Result<Option<(Account, Option<String>)>> {
        let text = concat!(
            "SELECT a.password_hash, ",
            account_columns!(),
            " FROM accounts a WHERE a.login = $1"
        );
        let row: Option<SignInRow> = self.optional(Sql::new(text).bind(login)).await?;
        row.map(|row| Ok((row.account.read()?, row.password_hash)))
            .transpose()
    }

    /// The hash of the password of this account; nothing when nobody can sign in to it.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn password_hash(&mut self, id: AccountId) -> Result<Option<String>> {
        let sql = Sql::new("SELECT password_hash FROM accounts WHERE id = $1").bind(id);
        let row: Option<(Option<String>,)> = self.optional(sql).await?;
        Ok(row.and_then(|(hash,)| hash))
    }

    /// Puts another hash in the place of `old`; `false` when somebody else has done so meanwhile.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn replace_password_hash(
        &mut self,
        id: AccountId,
        old: &str,
        new: &str,
    ) -> Result<bool> {
        let sql =
            Sql::new("UPDATE accounts SET password_hash = $1 WHERE id = $2 AND password_hash = $3");
        Ok(self.execute(sql.bind(new).bind(id).bind(old)).await? > 0)
    }

    /// The accounts that somebody can sign in to, by id, at most 50: the list of the demo.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn demo_accounts(&mut self) -> Result<Vec<Account>> {
        let text = concat!(
            "SELECT ",
            account_columns!(),
            " FROM accounts a WHERE a.password_hash IS NOT NULL ORDER BY a.id LIMIT 50"
        );
        self.all(Sql::new(text))
            .await?
            .into_iter()
            .map(AccountRow::read)
            .collect()
    }

    /// The house bots, which keep practice lots under the hammer.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn house_bots(&mut self) -> Result<Vec<Account>> {
        let text = concat!(
            "SELECT ",
            account_columns!(),
            " FROM accounts a WHERE a.house_bot = TRUE ORDER BY a.id LIMIT 50"
        );
        self.all(Sql::new(text))
            .await?
            .into_iter()
            .map(AccountRow::read)
            .collect()
    }
}

impl AccountRow {
    pub(crate) fn read(self) -> Result<Account> {
        Ok(Account {
            grants: At::new("accounts", "grants", &self.id).json(&self.grants)?,
            id: AccountId(self.id),
            login: self.login,
            display_name: self.display_name,
            institution: self.institution_id.map(InstitutionId),
            house_bot: self.house_bot,
        })
    }
}
