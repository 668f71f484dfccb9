//! What is on file about oneself (PIPL 45, 47; reliability.md S-44): all of it as a file, and the
//! deletion of the account. The person goes; bids, leaves of the public ledger, deposits and rows of
//! the audit record stay under a number without a name, so that everything can still be verified.

use crate::{Error, Portal, Tx};
use domain::accounts::{Account, Role};
use domain::audit::{Act, Object};
use domain::erasure::{ErasureFacts, Hindrance};
use domain::feedback::Feedback;
use domain::ids::LotCode;
use domain::organisations::Applicant;
use domain::participations::people::ContactCard;
use domain::time::Timestamp;
use domain::views::OwnDataPage;
use serde_json::{Value, json};
use std::io::{Cursor, Write};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

/// The name that stands where the person's name stood. It is data, like that of a house bot.
const GONE: &str = "已注销账号";
/// Lines of each kind in the file: more than anybody has.
const LINES_MAX: u32 = 5_000;
/// Lots of which every instruction is in the file.
const LOTS_MAX: u32 = 500;
/// Files that go with it, the latest.
const FILES_MAX: u32 = 20;

impl Portal {
    /// What the page about one's own data shows.
    ///
    /// # Errors
    /// Only faults of ours.
    pub async fn own_data_page(&self, account: &Account) -> Result<OwnDataPage, Error> {
        let mut tx = self.store().read().await?;
        Ok(OwnDataPage {
            login: account.login.clone(),
            hindrances: self.hindrances(&mut tx, account).await?,
        })
    }

    async fn hindrances(&self, tx: &mut Tx, account: &Account) -> Result<Vec<Hindrance>, Error> {
        let bids = |role| matches!(role, Role::Bidder | Role::Enterprise);
        let facts = ErasureFacts {
            is_staff: account.grants.iter().any(|grant| !bids(grant.role)),
            is_demo: self.settings().demo,
            ..tx.erasure_facts(account.id).await?
        };
        Ok(facts.hindrances())
    }

    /// Everything that is on file about the account as one JSON document. Secrets are not in it: the
    /// password, tokens and links are kept as hashes alone.
    ///
    /// # Errors
    /// Only faults of ours.
    pub async fn export_own_data(&self, account: &Account) -> Result<Vec<u8>, Error> {
        self.note_export(account, "json").await?;
        let mut tx = self.store().read().await?;
        document(&mut tx, account, self.now().rfc3339()).await
    }

    /// The same document in a zip with the files that the person has sent, the latest 20.
    ///
    /// # Errors
    /// Only faults of ours.
    pub async fn export_own_files(&self, account: &Account) -> Result<Vec<u8>, Error> {
        self.note_export(account, "zip").await?;
        let mut tx = self.store().read().await?;
        let data = document(&mut tx, account, self.now().rfc3339()).await?;
        let mut files = vec![("data.json".to_owned(), data)];
        for id in tx.own_imports(account.id, FILES_MAX).await? {
            if let Some(import) = tx.import(id).await? {
                // The name as it was sent stands in the document: here it could leave its folder.
                let text = import.file_name.to_lowercase().ends_with(".csv");
                let ending = if text { "csv" } else { "xlsx" };
                files.push((format!("files/{id}.{ending}"), import.file));
            }
        }
        drop(tx);
        zipped(files).map_err(|error| Error::Internal(error.to_string()))
    }

    async fn note_export(&self, account: &Account, format: &'static str) -> Result<(), Error> {
        let (store, origin, account) = (self.store().clone(), self.by(account), account.id);
        self.durable(async move {
            let mut tx = store.audited().await?;
            let entry = origin.entry(Act::AccountExport, Object::account(account));
            tx.audit(entry.after(&json!({ "format": format })));
            Ok(tx.commit().await?)
        })
        .await
    }

    /// Deletes the account: its person goes for good, what he did stays under its number. `password` is
    /// that of the account; every sign-in to it ends, also the one that asks.
    ///
    /// # Errors
    /// `ERASE_PASSWORD` for another password; `ERASE_` with the code of the first [`Hindrance`].
    pub async fn erase_own_account(&self, account: &Account, password: &str) -> Result<(), Error> {
        let mut tx = self.store().read().await?;
        let stored = tx.account_by_login(&account.login).await?;
        drop(tx);
        let (password, hash) = (password.to_owned(), stored.and_then(|(_, hash)| hash));
        let seat = self.hashing().seat().await?;
        if !seat.compare(password, hash).await?.fits {
            return Err(Error::invalid("ERASE_PASSWORD"));
        }
        let (portal, account, origin) = (self.clone(), account.clone(), self.by(account));
        let id = account.id;
        let ended = self
            .durable(async move {
                let mut tx = portal.store().audited().await?;
                // The row of the account is held first: nobody enrols while it is looked at.
                let ended = tx.erase_account(id, GONE, origin.at).await?;
                let ended = ended.ok_or(Error::NotFound)?;
                if let Some(first) = portal.hindrances(&mut tx, &account).await?.first() {
                    return Err(refused(*first));
                }
                // Neither the name nor what he signed in with stands in the row about it.
                tx.audit(origin.entry(Act::AccountErase, Object::account(id)));
                tx.commit().await?;
                Ok(ended)
            })
            .await?;
        self.end_streams_of(&ended);
        Ok(())
    }
}

const fn refused(hindrance: Hindrance) -> Error {
    Error::invalid(match hindrance {
        Hindrance::LotLive => "ERASE_LOT_LIVE",
        Hindrance::DepositHeld => "ERASE_DEPOSIT_HELD",
        Hindrance::DealOpen => "ERASE_DEAL_OPEN",
        Hindrance::Staff => "ERASE_STAFF",
        Hindrance::Demo => "ERASE_DEMO",
    })
}

async fn document(tx: &mut Tx, account: &Account, made_at: String) -> Result<Vec<u8>, Error> {
    let id = account.id;
    let institution = match account.institution {
        Some(institution) => tx.institution(institution).await?.map(|found| found.name),
        None => None,
    };
    let (enrolments, bids) = lots(tx, account).await?;
    let data = json!({
        "made_at": made_at,
        "account": {
            "number": id,
            "login": account.login,
            "display_name": account.display_name,
            "institution": institution,
            "grants": account.grants,
        },
        "sign_ins": tx.logins(id, domain::time::Timestamp(0)).await?,
        "passkeys": passkeys(tx, account).await?,
        "tokens": tx.tokens(id, domain::time::Timestamp(0)).await?,
        "enrolments": enrolments,
        "instructions": bids,
        "deposits": tx.deposits_of(id, LINES_MAX).await?,
        "payments": payments(tx, account).await?,
        "findings": findings(tx, account).await?,
        "liaison": cards(tx, account).await?,
        "applications": applications(tx, account).await?,
        "reviews": reviews(tx, account).await?,
        "uploads": uploads(tx, account).await?,
        "needs": needs(tx, account).await?,
        "notices": {
            "settings": tx.notice_settings(id).await?,
            "calendar_link_since": tx.calendar_since(id).await?.map(|at| at.rfc3339()),
            "unread": tx.unread_notices(id, domain::time::Timestamp(i64::MAX), LINES_MAX).await?,
            "read": tx.read_notices(id, None, LINES_MAX).await?,
        },
        "follows": follows(tx, account).await?,
        "saved_filters": tx.saved_filters(id).await?,
        "feedback": feedback(tx, account).await?,
        "webhooks": {
            "own": tx.webhooks(id).await?,
            "deliveries": tx.deliveries(id, LINES_MAX).await?,
        },
        "browsers": {
            "own": tx.push_browsers(id).await?,
            "off": tx.push_off(id).await?,
        },
        "mail": {
            "settings": tx.mail_settings(id).await?,
            "sent": mails(tx, account).await?,
        },
        "acts": acts(tx, account).await?,
    });
    serde_json::to_vec_pretty(&data).map_err(|error| Error::Internal(error.to_string()))
}

async fn lots(tx: &mut Tx, account: &Account) -> Result<(Vec<Value>, Vec<Value>), Error> {
    let mut bids = Vec::new();
    let mut lines = Vec::new();
    for one in tx.own_enrolments(account.id, LOTS_MAX).await? {
        for bid in tx.own_bids(account.id, &one.lot, LINES_MAX).await? {
            let answer: Value = serde_json::from_str(&bid.answer).unwrap_or_default();
            let (lot, key, at) = (bid.lot, bid.key, bid.at.rfc3339());
            bids.push(json!({ "lot": lot, "key": key, "at": at, "answer": answer }));
        }
        lines.push(json!({
            "lot": one.lot,
            "paddle": one.paddle,
            "at": one.at.rfc3339(),
            "rules_version": one.rules_version,
        }));
    }
    Ok((lines, bids))
}

async fn passkeys(tx: &mut Tx, account: &Account) -> Result<Vec<Value>, Error> {
    let found = tx.passkeys(account.id).await?;
    let line = |one: store::StoredPasskey| {
        json!({
            "name": one.passkey.name,
            "made_at": one.passkey.made_at.rfc3339(),
            "used_at": one.passkey.used_at.map(|at| at.rfc3339()),
        })
    };
    Ok(found.into_iter().map(line).collect())
}

async fn payments(tx: &mut Tx, account: &Account) -> Result<Vec<Value>, Error> {
    let found = tx.own_payments(account.id, LINES_MAX).await?;
    let line = |(lot, amount, reference, at, refused): (String, i64, String, _, _)| {
        let at: domain::time::Timestamp = at;
        let refused: Option<String> = refused;
        json!({
            "lot": lot,
            "amount_fen": amount,
            "reference": reference,
            "at": at.rfc3339(),
            "refused": refused,
        })
    };
    Ok(found.into_iter().map(line).collect())
}

async fn findings(tx: &mut Tx, account: &Account) -> Result<Vec<Value>, Error> {
    let found = tx.own_facts(account.id, LINES_MAX).await?;
    let line = |fact: store::OwnFact| {
        json!({
            "kind": fact.kind,
            "holds": fact.holds,
            "reason": fact.reason,
            "at": fact.at.rfc3339(),
        })
    };
    Ok(found.into_iter().map(line).collect())
}

async fn cards(tx: &mut Tx, account: &Account) -> Result<Vec<Value>, Error> {
    let found = tx.own_cards(account.id, LINES_MAX).await?;
    let line =
        |(from, card): (Timestamp, ContactCard)| json!({ "from": from.rfc3339(), "card": card });
    Ok(found.into_iter().map(line).collect())
}

async fn applications(tx: &mut Tx, account: &Account) -> Result<Vec<Value>, Error> {
    let found = tx.own_applications(account.id, LINES_MAX).await?;
    let line = |(at, said): (Timestamp, Applicant)| json!({ "at": at.rfc3339(), "said": said });
    Ok(found.into_iter().map(line).collect())
}

async fn reviews(tx: &mut Tx, account: &Account) -> Result<Vec<Value>, Error> {
    let found = tx.own_reviews(account.id, LINES_MAX).await?;
    let line = |one: store::OwnReview| {
        let draft: Value = serde_json::from_str(&one.draft).unwrap_or_default();
        json!({
            "lot": one.lot,
            "state": one.state,
            "at": one.at.rfc3339(),
            "draft": draft,
            "comment": one.comment,
            "reason": one.reason,
        })
    };
    Ok(found.into_iter().map(line).collect())
}

async fn uploads(tx: &mut Tx, account: &Account) -> Result<Vec<Value>, Error> {
    let mut lines = Vec::new();
    for id in tx.own_imports(account.id, FILES_MAX).await? {
        if let Some(import) = tx.import(id).await? {
            lines.push(json!({
                "number": id,
                "file_name": import.file_name,
                "at": import.created_at.rfc3339(),
            }));
        }
    }
    Ok(lines)
}

async fn needs(tx: &mut Tx, account: &Account) -> Result<Vec<Value>, Error> {
    let found = tx.own_needs(account.id, LINES_MAX).await?;
    let line = |one: store::OwnNeed| {
        json!({
            "code": one.code,
            "title": one.title,
            "at": one.at.rfc3339(),
            "contact": one.contact,
        })
    };
    Ok(found.into_iter().map(line).collect())
}

async fn acts(tx: &mut Tx, account: &Account) -> Result<Vec<Value>, Error> {
    let found = tx.own_acts(account.id, LINES_MAX).await?;
    let line = |act: store::OwnAct| {
        let (kind, object) = act.object;
        json!({ "at": act.at.rfc3339(), "act": act.act, "kind": kind, "object": object })
    };
    Ok(found.into_iter().map(line).collect())
}

async fn follows(tx: &mut Tx, account: &Account) -> Result<Vec<Value>, Error> {
    let found = tx.followed_lots(account.id, LINES_MAX).await?;
    let line = |(lot, at): (LotCode, Timestamp)| json!({ "lot": lot, "since": at.rfc3339() });
    Ok(found.into_iter().map(line).collect())
}

async fn feedback(tx: &mut Tx, account: &Account) -> Result<Vec<Value>, Error> {
    let found = tx.own_feedback(account.id, LINES_MAX).await?;
    let line = |(lot, feedback, at): (LotCode, Feedback, Timestamp)| {
        json!({
            "lot": lot,
            "reasons": feedback.reasons(),
            "words": feedback.words(),
            "at": at.rfc3339(),
        })
    };
    Ok(found.into_iter().map(line).collect())
}

async fn mails(tx: &mut Tx, account: &Account) -> Result<Vec<Value>, Error> {
    let found = tx.own_mails(account.id, LINES_MAX).await?;
    let line = |(kind, to, state, at): (String, String, String, domain::time::Timestamp)| json!({ "kind": kind, "to": to, "state": state, "at": at.rfc3339() });
    Ok(found.into_iter().map(line).collect())
}

fn zipped(files: Vec<(String, Vec<u8>)>) -> zip::result::ZipResult<Vec<u8>> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in files {
        zip.start_file(name, SimpleFileOptions::default())?;
        zip.write_all(&bytes)?;
    }
    Ok(zip.finish()?.into_inner())
}
