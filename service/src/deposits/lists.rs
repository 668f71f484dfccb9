//! Deposits as they are shown.

use crate::bidding::seat::asked;
use crate::lots::require;
use crate::{Error, Portal};
use domain::accounts::{Account, Action};
use domain::audit::{Object, ObjectKind};
use domain::deposits::DepositKey;
use domain::evidence::FileHash;
use domain::ids::DepositId;
use domain::lots::Lot;
use domain::views::{DepositDesk, DepositFilter, DepositLine, OfficeDeposits};
use store::Tx;

/// Deposits on a page.
const PAGE: u32 = 50;

impl Portal {
    /// The centre's page of deposits.
    ///
    /// # Errors
    /// `Forbidden` for everybody but the centre.
    pub async fn office_deposits(
        &self,
        account: &Account,
        filter: DepositFilter,
        after: Option<DepositId>,
    ) -> Result<OfficeDeposits, Error> {
        require(account, Action::KeepDeposits)?;
        let what = Object::new(ObjectKind::Deposit, filter.code());
        self.note_reading(account, what, "bidders_and_payments")
            .await?;
        let mut tx = self.store().read().await?;
        let lines = tx.deposits(filter, after, PAGE).await?;
        let (declared, to_pay_out) = tx.deposits_waiting().await?;
        let full = lines.len() == PAGE as usize;
        let ids: Vec<DepositId> = lines.iter().map(|line| line.id).collect();
        Ok(OfficeDeposits {
            filter,
            proofs: tx.deposit_proofs(&ids).await?,
            bars: tx.standing_bars(None, PAGE).await?,
            next: lines.last().filter(|_| full).map(|line| line.id),
            lines,
            declared,
            to_pay_out,
            unverified: tx.identity_queue(PAGE).await?,
            server_now: self.now(),
        })
    }

    /// The bank's word about a movement of a deposit: the file with this fingerprint, and its name.
    ///
    /// # Errors
    /// `NotFound` for everybody but the centre, as for a file that proves nothing about this deposit.
    pub async fn deposit_proof(
        &self,
        account: Option<&Account>,
        id: DepositId,
        hash: FileHash,
    ) -> Result<(String, Vec<u8>), Error> {
        let reader = account.ok_or(Error::NotFound)?;
        require(reader, Action::ReadProofs)?;
        self.step_up(reader).await?;
        let mut tx = self.store().read().await?;
        let found = tx.deposit_proof(id, hash).await?.ok_or(Error::NotFound)?;
        drop(tx);
        let what = Object::new(ObjectKind::Deposit, id);
        self.note_reading(reader, what, "proof").await?;
        Ok(found)
    }

    /// The latest deposits of a bidder, at most 50.
    ///
    /// # Errors
    /// Only faults of ours.
    pub async fn own_deposits(&self, account: &Account) -> Result<Vec<DepositLine>, Error> {
        let mut tx = self.store().read().await?;
        Ok(tx.deposits_of(account.id, PAGE).await?)
    }

    /// What a bidder has to know to pay the deposit of a lot; nothing when none is asked for.
    pub(crate) async fn deposit_desk(
        &self,
        tx: &mut Tx,
        lot: &Lot,
        who: Option<&Account>,
    ) -> Result<Option<DepositDesk>, Error> {
        let who = who.filter(|account| account.may(Action::Bid));
        let (Some(account), Some(asked)) = (who, asked(lot)) else {
            return Ok(None);
        };
        let key = DepositKey {
            lot: lot.id,
            bidder: account.id,
        };
        Ok(Some(DepositDesk {
            asked,
            pay_to: self.settings().deposit_account.clone(),
            own: tx.deposit(key).await?,
        }))
    }
}
