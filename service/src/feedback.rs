//! Why a lot does not fit (反馈): whoever follows it or is enrolled says so once and may change it. The
//! liaison of its owner and the centre see counts, and nothing at all below five answers.

use crate::permissions::{require, visible};
use crate::{Error, Portal};
use domain::accounts::{Account, Action};
use domain::audit::{Act, Object};
use domain::feedback::{Feedback, FeedbackReason, FeedbackRefusal, summary};
use domain::ids::LotCode;
use domain::lots::Lot;
use domain::permissions::check;
use domain::views::{FeedbackPage, OwnFeedback};
use store::Tx;

impl From<FeedbackRefusal> for Error {
    fn from(refusal: FeedbackRefusal) -> Self {
        Self::invalid(refusal.code())
    }
}

impl Portal {
    /// Keeps the account's answer about a lot; the one before it goes.
    ///
    /// # Errors
    /// `NotFound` for lots that are not public; `FEEDBACK_STRANGER` for whoever neither follows the lot
    /// nor is enrolled, or belongs to its owner; the codes of [`FeedbackRefusal`].
    pub async fn give_feedback(
        &self,
        account: &Account,
        code: &LotCode,
        reasons: &[FeedbackReason],
        words: &str,
    ) -> Result<(), Error> {
        require(account, Action::KeepOwn(account.id))?;
        let (store, origin) = (self.store().clone(), self.by(account));
        let (account, code) = (account.clone(), code.clone());
        let feedback = Feedback::new(reasons, words);
        self.durable(async move {
            let mut tx = store.audited().await?;
            let lot = visible(tx.lot(&code).await?, Some(&account))?.lot;
            if !takes_part(&mut tx, &account, &lot).await? {
                return Err(Error::invalid("FEEDBACK_STRANGER"));
            }
            let feedback = feedback?;
            tx.put_feedback(lot.id, account.id, &feedback, origin.at)
                .await?;
            // What was said stays out of the record: few may read it, and it goes with the person.
            tx.audit(origin.entry(Act::FeedbackGive, Object::lot(&code)));
            Ok(tx.commit().await?)
        })
        .await
    }

    /// What the account has said about a lot, and whether it may say something; to be asked about one's
    /// own answer only.
    ///
    /// # Errors
    /// `NotFound` for lots that are not public.
    pub async fn own_feedback(
        &self,
        account: &Account,
        code: &LotCode,
    ) -> Result<OwnFeedback, Error> {
        let mut tx = self.store().read().await?;
        let lot = visible(tx.lot(code).await?, Some(account))?.lot;
        let reads = check(Some(account), Action::ReadFeedback(lot.owner)).is_ok();
        Ok(OwnFeedback {
            may_answer: takes_part(&mut tx, account, &lot).await?,
            given: tx.feedback_of(lot.id, account.id).await?,
            may_read: reads,
        })
    }

    /// What was said about a lot: counts from five answers up; the words for the centre alone.
    ///
    /// # Errors
    /// `NotFound` for lots that are not public; `Forbidden` for everybody but the liaison of the owner
    /// and the centre.
    pub async fn feedback_page(
        &self,
        account: &Account,
        code: &LotCode,
    ) -> Result<FeedbackPage, Error> {
        let mut tx = self.store().read().await?;
        let lot = visible(tx.lot(code).await?, Some(account))?.lot;
        require(account, Action::ReadFeedback(lot.owner))?;
        let with_words = check(Some(account), Action::ReadFeedbackWords).is_ok();
        let answers = tx.feedback_on(lot.id).await?;
        Ok(FeedbackPage {
            code: code.clone(),
            title: lot.title,
            summary: summary(&answers, with_words),
            with_words,
        })
    }
}

/// Whether the account may say something about the lot. Its owner's people may not: they would fill up
/// the five answers that hide who gave the others.
async fn takes_part(tx: &mut Tx, account: &Account, lot: &Lot) -> Result<bool, Error> {
    if account.institution == Some(lot.owner) {
        return Ok(false);
    }
    let enrolled = tx.enrolment(lot.id, account.id).await?.is_some();
    Ok(enrolled || tx.follows(account.id, lot.id).await?)
}
