//! How an installation gets its administrators (reliability.md S-35): there is no account at first and
//! no password anywhere. The console shows a link that works once and not for long; whoever opens it
//! chooses the password. Only the hash of the link is stored.

use crate::accounts::token_hash;
use crate::bidding::change_standings;
use crate::mail::tell_of_password;
use crate::{Error, Portal};
use domain::accounts::{Account, Grant, Role, Scope};
use domain::audit::{Act, Object, ObjectKind, Origin, Who};
use domain::ids::AccountId;
use domain::time::Timestamp;
use domain::views::SetupPage;
use serde_json::json;
use store::Tx;

/// A link lasts this long, ms: an hour, for whoever sits at the console.
const LINK_MS: i64 = 3_600_000;
/// The role of an administrator, and where it holds.
const ADMIN: (Role, Scope) = (Role::Centre, Scope::Province);
/// The characters of an account name, at least and at most.
const LOGIN_CHARS: (usize, usize) = (3, 40);
/// The characters of a display name, at most.
const NAME_CHARS_MAX: usize = 40;

/// A link for an administrator. It stands in this answer and nowhere else.
#[derive(Clone, Debug)]
pub struct AdminLink {
    /// Its path on the portal.
    pub path: String,
    /// When it stops working.
    pub expires_at: Timestamp,
}

/// What whoever follows a link has typed.
#[derive(Clone, Debug)]
pub struct SetupDraft {
    /// The code of the link.
    pub code: String,
    /// Account name; asked for with the first account only.
    pub login: String,
    /// The name shown to colleagues; asked for with the first account only.
    pub name: String,
    /// The new password.
    pub password: String,
}

impl Portal {
    /// The link to the first account of an installation that nobody administers yet; nothing once
    /// somebody does. A new call takes the place of the last one's link.
    ///
    /// # Errors
    /// Only faults of ours.
    pub async fn first_admin_link(&self) -> Result<Option<AdminLink>, Error> {
        if self.store().read().await?.someone_holds(ADMIN.0).await? {
            return Ok(None);
        }
        self.admin_link(None).await.map(Some)
    }

    /// Makes an administrator without a password, for the operator at the command line; the link
    /// lets its owner choose one.
    ///
    /// # Errors
    /// `LOGIN_FORM`, `NAME_LENGTH`, `LOGIN_TAKEN`.
    pub async fn create_admin(&self, login: &str, name: &str) -> Result<AdminLink, Error> {
        let account = new_admin(login, name)?;
        let (store, origin) = (self.store().clone(), self.by_whoever_runs());
        let id = self
            .durable(async move {
                let mut tx = store.audited().await?;
                let id = insert(&mut tx, &account, None).await?;
                let entry = origin.entry(Act::AccountCreate, Object::account(id));
                tx.audit(entry.after(&json!({ "login": account.login, "roles": ADMIN.0.code() })));
                tx.commit().await?;
                Ok(id)
            })
            .await?;
        self.admin_link(Some(id)).await
    }

    /// A link with which the owner of an account chooses another password and gets rid of the second
    /// factor. Both hold until then, so that a mistyped name locks nobody out.
    ///
    /// # Errors
    /// `NotFound` when there is no such account.
    pub async fn reset_admin(&self, login: &str) -> Result<AdminLink, Error> {
        let account = self.account_by_login(login).await?;
        self.admin_link(Some(account.ok_or(Error::NotFound)?.id))
            .await
    }

    async fn admin_link(&self, account: Option<AccountId>) -> Result<AdminLink, Error> {
        let (code, now) = (self.random().token::<16>(), self.now());
        let expires_at = now.plus_millis(LINK_MS);
        let (store, hash) = (self.store().clone(), token_hash(&code));
        let origin = self.by_whoever_runs();
        self.durable(async move {
            let mut tx = store.audited().await?;
            tx.put_admin_link(hash.as_bytes(), account, now, expires_at)
                .await?;
            // The link to the very first account is about nobody yet.
            let owner = account.map_or_else(|| "0".to_owned(), |id| id.to_string());
            let entry = origin.entry(Act::AdminLink, Object::new(ObjectKind::Account, owner));
            tx.audit(entry.after(&json!({ "expires_at": expires_at })));
            Ok(tx.commit().await?)
        })
        .await?;
        Ok(AdminLink {
            path: format!("/setup?code={code}"),
            expires_at,
        })
    }

    /// What the page of a link shows.
    ///
    /// # Errors
    /// `NotFound` for a code that never was, is used up, or has expired: the same for all.
    pub async fn setup_page(&self, code: &str) -> Result<SetupPage, Error> {
        let mut tx = self.store().read().await?;
        let link = tx
            .admin_link(token_hash(code).as_bytes(), self.now())
            .await?;
        Ok(match link.ok_or(Error::NotFound)? {
            None if tx.someone_holds(ADMIN.0).await? => return Err(Error::NotFound),
            None => SetupPage { login: None },
            Some(id) => SetupPage {
                login: Some(tx.account(id).await?.ok_or(Error::NotFound)?.login),
            },
        })
    }

    /// Uses a link up: makes the first account, or gives the account of the link its password and
    /// ends its sign-ins, its tokens and its second factor.
    ///
    /// # Errors
    /// `NotFound` as [`Self::setup_page`]; `LOGIN_FORM`, `NAME_LENGTH`, `LOGIN_TAKEN`,
    /// a [`PasswordRefusal`](domain::passwords::PasswordRefusal). A refusal leaves the link as it is.
    pub async fn set_up(&self, draft: SetupDraft) -> Result<(), Error> {
        // Before the work of hashing, so that a stranger cannot make the portal do it.
        let page = self.setup_page(&draft.code).await?;
        let first = match page.login {
            None => Some(new_admin(&draft.login, &draft.name)?),
            Some(_) => None,
        };
        let (login, name) = match (&page.login, &first) {
            (_, Some(account)) => (account.login.clone(), account.display_name.clone()),
            (Some(login), None) => (login.clone(), String::new()),
            (None, None) => return Err(Error::NotFound),
        };
        self.check_password(&draft.password, &[&login, &name])
            .await?;
        let seat = self.hashing().seat().await?;
        let known = self.account_by_login(&login).await?;
        if let Some(known) = known.filter(|_| first.is_none()) {
            self.refuse_former(&seat, known.id, &draft.password).await?;
        }
        let hash = seat.hash(draft.password).await?;
        drop(seat);
        let (portal, code, now) = (self.clone(), token_hash(&draft.code), self.now());
        let (origin, fresh) = (self.by_whoever_runs(), self.random().token::<16>());
        let changed = self.durable(async move {
            let mut tx = portal.store().audited().await?;
            let link = tx.take_admin_link(code.as_bytes(), now).await?;
            let (mut removed, mut lots) = (false, Vec::new());
            let id = match (link.ok_or(Error::NotFound)?, first) {
                // Somebody else was first: two links may have been printed by two processes.
                (None, _) if tx.someone_holds(ADMIN.0).await? => return Err(Error::NotFound),
                (None, Some(account)) => insert(&mut tx, &account, Some(&hash)).await?,
                (Some(id), _) => {
                    lots = change_standings(&mut tx, id).await?;
                    tx.renew_sign_in(id, Some(&hash), now).await?;
                    removed = tx.delete_factors(id).await?;
                    id
                }
                (None, None) => return Err(Error::NotFound),
            };
            portal.note_password(&mut tx, id, &hash, now).await?;
            let account = tx.account(id).await?.ok_or(Error::NotFound)?;
            tell_of_password(&mut tx, &origin, id, &fresh).await?;
            let origin = Origin {
                who: Who::of(&account),
                ..origin
            };
            tx.audit(origin.entry(Act::AdminSetUp, Object::account(id)));
            if removed {
                tx.audit(origin.entry(Act::FactorRemove, Object::account(id)));
            }
            tx.commit().await?;
            Ok(lots)
        });
        self.forget_seats(changed.await?).await;
        Ok(())
    }
}

/// Stores a new account.
async fn insert(tx: &mut Tx, account: &Account, hash: Option<&str>) -> Result<AccountId, Error> {
    if tx.account_by_login(&account.login).await?.is_some() {
        return Err(Error::invalid("LOGIN_TAKEN"));
    }
    Ok(tx.insert_account(account, hash).await?)
}

/// An administrator with these names.
fn new_admin(login: &str, name: &str) -> Result<Account, Error> {
    let (login, name) = checked_names(login, name)?;
    let (role, scope) = ADMIN;
    Ok(Account {
        id: AccountId(0),
        login,
        display_name: name,
        institution: None,
        grants: vec![Grant { role, scope }],
        house_bot: false,
    })
}

/// The names of an account as they are stored.
pub(crate) fn checked_names(login: &str, name: &str) -> Result<(String, String), Error> {
    let (login, name) = (login.trim().to_lowercase(), name.trim());
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || "._-".contains(c);
    if !(LOGIN_CHARS.0..=LOGIN_CHARS.1).contains(&login.len()) || !login.chars().all(plain) {
        return Err(Error::invalid("LOGIN_FORM"));
    }
    if name.is_empty() || name.chars().count() > NAME_CHARS_MAX {
        return Err(Error::Invalid {
            code: "NAME_LENGTH".into(),
            args: vec![("max".into(), NAME_CHARS_MAX.to_string())],
        });
    }
    Ok((login, name.to_owned()))
}
