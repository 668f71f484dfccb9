//! The desk of an expert: what is assigned to him, and his sheets.

use super::object;
use crate::permissions::require;
use crate::{Error, Portal};
use domain::accounts::{Account, Action};
use domain::audit::Act;
use domain::evidence::Reason;
use domain::ids::{AccountId, LotCode};
use domain::lots::{Lot, LotState};
use domain::reviews::{ReviewState, SheetDraft};
use domain::views::{OtherSheet, ReviewDesk, ReviewSheet};
use serde_json::json;
use store::{StoredReview, Tx};

/// Most lots in each part of the list.
const LINES_MAX: u32 = 300;

impl Portal {
    /// What is assigned to this expert, and the lot that he has chosen. Others' lots are not there
    /// for him, and nothing secret of his own ones.
    ///
    /// # Errors
    /// `Forbidden` for whoever is no expert, `NotFound` for a lot that is not assigned to him.
    pub async fn review_desk(
        &self,
        account: &Account,
        chosen: Option<&LotCode>,
    ) -> Result<ReviewDesk, Error> {
        require(account, Action::Review(account.id))?;
        let season = self.current_season().await?;
        let mut tx = self.store().read().await?;
        let mut lines = Vec::new();
        for state in ReviewState::ALL {
            lines.extend(tx.reviews_by(account.id, *state, LINES_MAX).await?);
        }
        let (sheet, rules) = match chosen {
            Some(code) => {
                let (lot, own) = assigned(&mut tx, account.id, code).await?;
                let season = tx.season(lot.season).await?.ok_or(Error::NotFound)?;
                (Some(sheet(&mut tx, lot, own).await?), season.reviews)
            }
            None => (None, season.reviews),
        };
        Ok(ReviewDesk {
            lines,
            sheet,
            rules,
            server_now: self.now(),
        })
    }

    /// Keeps what an expert has typed so far.
    ///
    /// # Errors
    /// `Forbidden`, `NotFound`, `STATE_TRANSITION`, `REVIEW_FINAL`.
    pub async fn save_review(
        &self,
        account: &Account,
        code: &LotCode,
        draft: SheetDraft,
    ) -> Result<(), Error> {
        require(account, Action::Review(account.id))?;
        let (store, by, code) = (self.store().clone(), account.id, code.clone());
        self.durable(async move {
            // tidy-allow(audit): a draft says nothing yet; what is submitted has its row
            let mut tx = store.write().await?;
            let lot = open(&mut tx, by, &code).await?;
            tx.save_review(lot.id, by, &draft.kept()).await?;
            Ok(tx.commit().await?)
        })
        .await
    }

    /// Submits the sheet of an expert; it never changes again.
    ///
    /// # Errors
    /// `Forbidden`, `NotFound`, `STATE_TRANSITION`, `REVIEW_FINAL`, `REVIEW_INCOMPLETE`,
    /// `REVIEW_SCORE_RANGE`, `REVIEW_COMMENT_LENGTH`, `REVIEW_RECOMMEND_MISSING`.
    pub async fn submit_review(
        &self,
        account: &Account,
        code: &LotCode,
        draft: &SheetDraft,
    ) -> Result<(), Error> {
        require(account, Action::Review(account.id))?;
        let (store, origin, by) = (self.store().clone(), self.by(account), account.id);
        let (code, draft) = (code.clone(), draft.clone());
        self.durable(async move {
            let mut tx = store.audited().await?;
            let lot = open(&mut tx, by, &code).await?;
            let sheet = draft.read()?;
            if !tx.submit_review(lot.id, by, &sheet, origin.at).await? {
                return Err(Error::invalid("REVIEW_FINAL"));
            }
            // The scores stand in the review itself; whoever reads the record is not meant to.
            let entry = origin.entry(Act::ReviewSubmit, object(&code));
            tx.audit(entry.after(&json!({ "expert": by })));
            Ok(tx.commit().await?)
        })
        .await
    }

    /// An expert recuses himself from a lot (回避).
    ///
    /// # Errors
    /// `Forbidden`, `NotFound`, `STATE_TRANSITION`, `REVIEW_FINAL`, `REASON_LENGTH`.
    pub async fn recuse_review(
        &self,
        account: &Account,
        code: &LotCode,
        reason: &str,
    ) -> Result<(), Error> {
        require(account, Action::Review(account.id))?;
        let reason = Reason::parse(reason).ok_or(Error::invalid("REASON_LENGTH"))?;
        let (store, origin, by) = (self.store().clone(), self.by(account), account.id);
        let code = code.clone();
        self.durable(async move {
            let mut tx = store.audited().await?;
            let lot = open(&mut tx, by, &code).await?;
            if !tx.recuse(lot.id, by, reason.as_str(), origin.at).await? {
                return Err(Error::invalid("REVIEW_FINAL"));
            }
            let entry = origin.entry(Act::ReviewRecuse, object(&code));
            let entry = entry.after(&json!({ "expert": by }));
            tx.audit(entry.because(reason.as_str()));
            Ok(tx.commit().await?)
        })
        .await
    }
}

/// A lot and its review by this expert; a lot that is not assigned to him is not there.
async fn assigned(
    tx: &mut Tx,
    expert: AccountId,
    code: &LotCode,
) -> Result<(Lot, StoredReview), Error> {
    let lot = tx.lot(code).await?.ok_or(Error::NotFound)?.lot;
    let review = tx.review(lot.id, expert).await?.ok_or(Error::NotFound)?;
    Ok((lot, review))
}

/// The lot, when the review of this expert can still be written. It is held until the transaction
/// ends, so that nobody decides about it meanwhile.
async fn open(tx: &mut Tx, expert: AccountId, code: &LotCode) -> Result<Lot, Error> {
    let (lot, _) = assigned(tx, expert, code).await?;
    tx.hold_lot(lot.id).await?;
    let (lot, review) = assigned(tx, expert, code).await?;
    if review.state != ReviewState::Assigned {
        return Err(Error::invalid("REVIEW_FINAL"));
    }
    match lot.state == LotState::UnderReview {
        true => Ok(lot),
        false => Err(Error::invalid("STATE_TRANSITION")),
    }
}

async fn sheet(tx: &mut Tx, lot: Lot, own: StoredReview) -> Result<ReviewSheet, Error> {
    let owner = tx.institution(lot.owner).await?.ok_or(Error::NotFound)?;
    let submitted = own.state == ReviewState::Submitted;
    let all = match submitted {
        true => tx.reviews_of_lot(lot.id).await?,
        false => Vec::new(),
    };
    let others = all.iter().filter(|review| review.expert != own.expert);
    let others = others.filter_map(|review| {
        let sheet = review.sheet.as_ref()?;
        Some(OtherSheet {
            kind: review.kind,
            scores: sheet.scores,
            recommend: sheet.recommend,
        })
    });
    Ok(ReviewSheet {
        owner: owner.name,
        state: own.state,
        open: own.state == ReviewState::Assigned && lot.state == LotState::UnderReview,
        kind: own.kind,
        due_at: own.due_at,
        draft: own.sheet.as_ref().map_or(own.draft, SheetDraft::from),
        reason: own.reason,
        ended_at: own.ended_at,
        others: others.collect(),
        lot,
    })
}
