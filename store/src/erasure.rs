//! What is on file about one person and is taken away when he goes (PIPL 47; reliability.md S-44). What he is
//! given of it stands in `own.rs`.
//!
//! Every column that refers to an account stands in [`PERSONAL`] or in [`KEPT`], and a test fails on one
//! that stands in neither: whoever adds a table says what becomes of it.

use crate::Tx;
use crate::doc::At;
use crate::error::Result;
use crate::sql::Sql;
use domain::erasure::ErasureFacts;
use domain::ids::{AccountId, LoginId};
use domain::time::Timestamp;

/// Tables whose rows go with the person, with the column that names him.
const PERSONAL: [(&str, &str); 27] = [
    ("chosen_passwords", "account_id"),
    ("logins", "account_id"),
    ("known_devices", "account_id"),
    ("second_factors", "account_id"),
    ("factor_offers", "account_id"),
    ("recovery_codes", "account_id"),
    ("passkeys", "account_id"),
    ("passkey_challenges", "account_id"),
    ("pending_sign_ins", "account_id"),
    ("login_proofs", "account_id"),
    ("proof_tries", "account_id"),
    ("api_tokens", "account_id"),
    ("admin_links", "account_id"),
    ("notices", "account_id"),
    ("notice_deadlines", "account_id"),
    ("notice_settings", "account_id"),
    ("calendar_links", "account_id"),
    ("follows", "account_id"),
    ("saved_filters", "account_id"),
    ("feedback", "account_id"),
    // Their deliveries go with them.
    ("webhooks", "account_id"),
    // And the messages on their way to them.
    ("push_browsers", "account_id"),
    ("push_settings", "account_id"),
    ("mail_addresses", "account_id"),
    ("mail_links", "account_id"),
    ("mails", "account_id"),
    ("identity_queue", "account_id"),
];

/// Columns that keep the number of whoever is gone, and why.
#[cfg(test)]
const KEPT: [(&str, &str); 54] = [
    // The bidding, which the public ledger commits to.
    ("lot_events", "account_id"),
    ("bid_keys", "account_id"),
    ("enrolments", "account_id"),
    ("lot_priorities", "account_id"),
    ("lot_priorities", "by_id"),
    ("late_by_server", "account_id"),
    ("interventions", "requested_by"),
    ("interventions", "decided_by"),
    ("reserve_changes", "by_id"),
    ("lot_stages", "by_id"),
    // Money and what it rests on: kept as long as books are.
    ("deposits", "account_id"),
    ("deposit_payments", "decided_by"),
    ("deposit_proofs", "by_id"),
    ("deposit_postings", "account_id"),
    ("deposit_postings", "by_id"),
    ("bidder_facts", "account_id"),
    ("bidder_facts", "by_id"),
    // Ended, and gone within the hour: other processes read in them which streams they have to end.
    ("sign_ins", "account_id"),
    // What an organisation asked for, and who decided on it and on its people.
    ("applications", "decided_by"),
    ("applications", "account_id"),
    ("invitations", "by_id"),
    ("invitations", "account_id"),
    ("role_proposals", "account_id"),
    ("role_proposals", "by_id"),
    ("role_proposals", "decided_by"),
    // Whose judgement lots were selected by, and who decided.
    ("review_groups", "by_id"),
    ("review_seats", "account_id"),
    ("reviews", "account_id"),
    ("lot_decisions", "by_id"),
    ("lot_returns", "by_id"),
    ("releases", "by_id"),
    // Lots came out of them; the files themselves are the institution's.
    ("imports", "account_id"),
    // A draft is the institution's.
    ("lot_drafts", "begun_by"),
    ("lot_drafts", "changed_by"),
    // What an institution did for its part in a season; how to reach its liaison goes.
    ("stored_files", "uploaded_by"),
    ("participations", "joined_by"),
    ("participation_liaisons", "account_id"),
    ("participation_liaisons", "named_by"),
    ("service_agreements", "handed_in_by"),
    ("service_agreements", "decided_by"),
    ("experts", "nominated_by"),
    ("experts", "decided_by"),
    ("imports", "undone_by"),
    ("waivers", "by_id"),
    // What a host did for his session, and what the centre waived.
    ("logbook_entries", "by_id"),
    ("target_waivers", "by_id"),
    // Who stood at the door of a session.
    ("check_ins", "by_id"),
    // Who invited units to a session; what he checked and did not take in is gone within a day.
    ("session_guests", "added_by"),
    ("guest_checks", "by_id"),
    // Who noted an interest, answers for it, spoke to the enterprise, entered what was sold.
    ("interests", "noted_by"),
    ("interests", "manager_id"),
    ("interest_contacts", "by_id"),
    ("intakes", "entered_by"),
    // The record of who did what.
    ("audit_entries", "actor_id"),
];

impl Tx {
    /// What could keep an account from being deleted, as far as the tables know it. Practice lots hold
    /// nobody: nothing is bought there.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn erasure_facts(&mut self, account: AccountId) -> Result<ErasureFacts> {
        let live = "SELECT count(*) FROM enrolments e JOIN auctions a ON a.lot_id = e.lot_id \
                    WHERE e.account_id = $1 AND a.outcome IS NULL AND a.practice = FALSE";
        let held = "SELECT count(*) FROM deposits d WHERE d.account_id = $1 AND (d.state = 'HELD' \
                    OR EXISTS (SELECT 1 FROM deposit_payments p WHERE p.deposit_id = d.id \
                    AND p.decided_at IS NULL))";
        // Whoever led when bidding closed is the buyer until the deal is done.
        let deals = "SELECT count(*) FROM enrolments e JOIN auctions a ON a.lot_id = e.lot_id \
                     JOIN lots l ON l.id = e.lot_id WHERE e.account_id = $1 \
                     AND a.leader_paddle = e.paddle AND a.outcome IS NOT NULL \
                     AND a.practice = FALSE AND l.state IN \
                     ('SOLD', 'CONTRACTING', 'SIGNED', 'REGISTERED', 'DEFAULTED')";
        let mut counts = [0; 3];
        for (count, text) in counts.iter_mut().zip([live, held, deals]) {
            let (found,): (i64,) = self.one(Sql::new(text).bind(account)).await?;
            *count = At::new("enrolments", "account_id", &account).int(found)?;
        }
        let [live_lots, open_deposits, open_deals] = counts;
        Ok(ErasureFacts {
            live_lots,
            open_deposits,
            open_deals,
            ..ErasureFacts::default()
        })
    }

    /// Takes the person out of an account: name, institution, roles, password, sign-ins, tokens, links,
    /// notices. Its number stays where the bidding refers to it. Answers the sign-ins that it ended;
    /// nothing when that was done before.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn erase_account(
        &mut self,
        account: AccountId,
        display_name: &str,
        at: Timestamp,
    ) -> Result<Option<Vec<LoginId>>> {
        let sql = Sql::new(
            "UPDATE accounts SET login = $1, display_name = $2, institution_id = NULL, \
             password_hash = NULL, grants = '[]', erased_at = $3 \
             WHERE id = $4 AND erased_at IS NULL",
        );
        // No login that somebody chose has a colon.
        let sql = sql.bind(format!("erased:{account}")).bind(display_name);
        if self.execute(sql.bind(at).bind(account)).await? == 0 {
            return Ok(None);
        }
        for (table, column) in PERSONAL {
            let mut sql = Sql::new("DELETE FROM ");
            sql.push(table).push(" WHERE ").push(column).push(" = ");
            sql.push_arg(account);
            self.execute(sql).await?;
        }
        self.forget_liaison(account).await?;
        self.forget_applicant(account).await?;
        self.forget_closed_needs(account).await?;
        let ended = self.end_logins(account, None, at).await?;
        let sql = Sql::new(
            "UPDATE sign_ins SET device = 'OTHER OTHER', address = '' WHERE account_id = $1",
        );
        self.execute(sql.bind(account)).await?;
        Ok(Some(ended))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Store, StoreOptions};
    use std::collections::BTreeSet;

    #[tokio::test]
    async fn every_column_that_names_an_account_is_thought_of() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let url = format!("sqlite:{}/people.db", folder.path().display());
        let store = Store::open(&url, StoreOptions::default()).await;
        let mut tx = store
            .expect("SQLite opens")
            .read()
            .await
            .expect("a transaction");
        let sql = Sql::new(
            "SELECT m.name, f.\"from\" FROM sqlite_master m, pragma_foreign_key_list(m.name) f \
             WHERE m.type = 'table' AND f.\"table\" = 'accounts' \
             UNION SELECT m.name, c.name FROM sqlite_master m, pragma_table_info(m.name) c \
             WHERE m.type = 'table' AND c.name IN ('account_id', 'actor_id')",
        );
        let found: BTreeSet<(String, String)> =
            tx.all(sql).await.expect("the tables").into_iter().collect();
        let known = PERSONAL.iter().chain(&KEPT);
        let known: BTreeSet<(String, String)> = known
            .map(|(table, column)| ((*table).to_owned(), (*column).to_owned()))
            .collect();
        assert_eq!(found, known);
    }
}
