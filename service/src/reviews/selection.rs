//! The centre's table of results, and what it decides: on trial first, then for good.

use super::groups::{assign, due, seats_of};
use super::{LOTS_MAX, args_of, fields};
use crate::notices::{Given, tell_of_submission};
use crate::permissions::require;
use crate::{Error, Portal};
use domain::accounts::{Account, Action};
use domain::audit::{Act, Object, Origin};
use domain::evidence::Reason;
use domain::ids::{AccountId, LotId};
use domain::lots::{Industry, Lot, LotState};
use domain::notices::SubmissionNews;
use domain::reviews::{
    FieldNote, ReviewStanding, ReviewState, Scores, SelectionStep, check_notes, result,
};
use domain::seasons::Season;
use domain::views::{PlannedLot, SelectionPlan, SelectionTable};
use serde_json::json;
use store::{NewDecision, NewReturn, Tx};

/// Rows of the table.
const ROWS_MAX: u32 = 100;
/// Releases under the table.
const RELEASES_MAX: u32 = 20;

/// A lot with the judgement about it.
pub(super) struct Judged {
    pub(super) lot: Lot,
    pub(super) season: Season,
    pub(super) plan: PlannedLot,
}

impl Portal {
    /// Lots in a state, the best result first.
    ///
    /// # Errors
    /// `Forbidden` for everybody but the centre.
    pub async fn selection_table(
        &self,
        account: &Account,
        state: LotState,
        industry: Option<Industry>,
    ) -> Result<SelectionTable, Error> {
        require(account, Action::KeepReviews)?;
        let (season, now) = (self.current_season().await?, self.now());
        let mut tx = self.store().read().await?;
        let which = (season.id, state, industry);
        let rows = tx.selection_lots(which, &season.reviews, now, ROWS_MAX + 1);
        let mut rows = rows.await?;
        let cut = rows.len() > ROWS_MAX as usize;
        rows.truncate(ROWS_MAX as usize);
        Ok(SelectionTable {
            rows,
            cut,
            rules: season.reviews,
            releases: tx.releases(season.id, RELEASES_MAX).await?,
            server_now: now,
        })
    }

    /// A step on trial (预演): what would happen to each of these lots. Nothing is written.
    ///
    /// # Errors
    /// `Forbidden`; `LOTS_NONE_CHOSEN`, `LOTS_TOO_MANY`.
    pub async fn plan_selection(
        &self,
        account: &Account,
        step: SelectionStep,
        lots: &[LotId],
    ) -> Result<SelectionPlan, Error> {
        require(account, Action::KeepReviews)?;
        check_count(lots)?;
        let mut tx = self.store().read().await?;
        let mut planned = Vec::new();
        for id in lots {
            planned.extend(judge(&mut tx, step, *id).await?.map(|judged| judged.plan));
        }
        Ok(SelectionPlan {
            step: Some(step),
            lots: planned,
            server_now: self.now(),
        })
    }

    /// Takes a step for each of these lots that it can be taken for; the others stay, and the answer
    /// says why. `notes` are those of a return, `字段：说明` one a line. Nothing is written when no lot
    /// can move.
    ///
    /// # Errors
    /// `Forbidden`; `LOTS_NONE_CHOSEN`, `LOTS_TOO_MANY`, `REASON_LENGTH`, `RETURN_NOTE_LENGTH`,
    /// `RETURN_NOTES_MAX`; when no lot can move, why the first one stays.
    pub async fn decide_lots(
        &self,
        account: &Account,
        step: SelectionStep,
        lots: &[LotId],
        (reason, notes): (&str, &str),
    ) -> Result<SelectionPlan, Error> {
        require(account, Action::KeepReviews)?;
        check_count(lots)?;
        let reason = Reason::parse(reason).ok_or(Error::invalid("REASON_LENGTH"))?;
        let notes = check_notes(notes)?;
        let (store, origin, lots) = (self.store().clone(), self.by(account), lots.to_vec());
        let by = account.id;
        self.durable(async move {
            let mut tx = store.audited().await?;
            let mut planned = Vec::new();
            let mut given = Given::default();
            let mut until = origin.at;
            for id in lots {
                tx.hold_lot(id).await?;
                let Some(judged) = judge(&mut tx, step, id).await? else {
                    continue;
                };
                let words = Words {
                    by,
                    reason: reason.as_str(),
                    notes: &notes,
                    origin: &origin,
                };
                if judged.plan.to.is_some() {
                    let who = take(&mut tx, step, &judged, &words).await?;
                    given.add(id, &who);
                    until = due(&judged.season.reviews, &origin);
                }
                planned.push(judged.plan);
            }
            let plan = SelectionPlan {
                step: Some(step),
                lots: planned,
                server_now: origin.at,
            };
            if plan.ready() == 0 {
                return Err(first_refusal(&plan));
            }
            given.tell(&mut tx, until, origin.at).await?;
            tx.commit().await?;
            Ok(plan)
        })
        .await
    }
}

/// Why the first lot of a plan stays.
pub(super) fn first_refusal(plan: &SelectionPlan) -> Error {
    let first = plan.lots.iter().find_map(|lot| {
        let code = lot.refusal.clone()?;
        Some((code, lot.args.clone()))
    });
    first.map_or(Error::NotFound, |(code, args)| Error::Invalid {
        code: code.into(),
        args,
    })
}

/// Refuses a command about no lot, or about too many.
pub(super) fn check_count(lots: &[LotId]) -> Result<(), Error> {
    match lots.len() {
        0 => Err(Error::invalid("LOTS_NONE_CHOSEN")),
        1..=LOTS_MAX => Ok(()),
        _ => Err(Error::invalid("LOTS_TOO_MANY")),
    }
}

/// A lot as it stands, with its reviews, before anything is judged; `None` when there is none.
pub(super) async fn look(tx: &mut Tx, id: LotId) -> Result<Option<Judged>, Error> {
    let Some(stored) = tx.lot_by_id(id).await? else {
        return Ok(None);
    };
    let lot = stored.lot;
    let season = tx.season(lot.season).await?.ok_or(Error::NotFound)?;
    let reviews = tx.reviews_of_lot(id).await?;
    let sheets = reviews.iter().filter(|r| r.state == ReviewState::Submitted);
    let scores: Vec<Scores> = sheets
        .filter_map(|review| Some(review.sheet.as_ref()?.scores))
        .collect();
    let plan = PlannedLot {
        id,
        code: lot.code.clone(),
        title: lot.title.clone(),
        from: lot.state,
        to: None,
        refusal: None,
        args: Vec::new(),
        reviews: scores.len() as u32,
        result: result(&scores, &season.reviews),
    };
    Ok(Some(Judged { lot, season, plan }))
}

/// Judges a step for one lot.
async fn judge(tx: &mut Tx, step: SelectionStep, id: LotId) -> Result<Option<Judged>, Error> {
    let Some(mut judged) = look(tx, id).await? else {
        return Ok(None);
    };
    let standing = ReviewStanding {
        state: judged.lot.state,
        submitted: judged.plan.reviews,
    };
    match step.judge(standing, &judged.season.reviews) {
        Ok(to) => judged.plan.to = Some(to),
        Err(refusal) => {
            judged.plan.refusal = Some(refusal.to_string());
            judged.plan.args = args_of(refusal);
        }
    }
    if step == SelectionStep::Review && judged.plan.to.is_some() {
        let seats = seats_of(tx, judged.season.id, judged.lot.industry).await?;
        if seats.is_empty() {
            judged.plan.to = None;
            judged.plan.refusal = Some("REVIEW_GROUP_INCOMPLETE".to_owned());
        }
    }
    Ok(Some(judged))
}

/// What goes with a decision.
struct Words<'a> {
    by: AccountId,
    reason: &'a str,
    notes: &'a [FieldNote],
    origin: &'a Origin,
}

/// Moves a lot and writes what belongs to it; answers which experts were given it.
async fn take(
    tx: &mut Tx,
    step: SelectionStep,
    judged: &Judged,
    words: &Words<'_>,
) -> Result<Vec<AccountId>, Error> {
    let mut given = Vec::new();
    let (lot, origin) = (&judged.lot, words.origin);
    let to = step.goes_to();
    if !tx.update_lot_state(lot.id, lot.state, to, None).await? {
        return Err(Error::Conflict);
    }
    let act = match step {
        SelectionStep::Review => {
            let seats = seats_of(tx, judged.season.id, lot.industry).await?;
            given = assign(tx, lot, &seats, &judged.season.reviews, origin).await?;
            Act::LotReview
        }
        SelectionStep::Select | SelectionStep::Reject => {
            tx.drop_assignments(lot.id).await?;
            let decision = NewDecision {
                lot: lot.id,
                decision: to,
                reason: words.reason,
                reviews: judged.plan.reviews,
                result: judged.plan.result,
                by: words.by,
                at: origin.at,
            };
            tx.insert_decision(&decision).await?;
            match step {
                SelectionStep::Select => Act::LotSelect,
                _ => Act::LotReject,
            }
        }
        SelectionStep::Return => {
            tx.drop_assignments(lot.id).await?;
            let back = NewReturn {
                lot: lot.id,
                reason: words.reason,
                notes: words.notes,
                by: words.by,
                at: origin.at,
            };
            tx.insert_return(&back).await?;
            Act::LotReturn
        }
    };
    let entry = origin.entry(act, Object::lot(&lot.code));
    let entry = entry.before(&json!({ "state": lot.state }));
    let result = judged.plan.result.map(|result| result.to_string());
    let after = json!({
        "state": to, "reviews": judged.plan.reviews, "result": result,
        "fields": fields(words.notes),
    });
    tx.audit(entry.after(&after).because(words.reason));
    if let Some(news) = news(step) {
        tell_of_submission(tx, lot, news, origin.at).await?;
    }
    Ok(given)
}

/// What a step is to whoever has submitted the lot.
const fn news(step: SelectionStep) -> Option<SubmissionNews> {
    match step {
        SelectionStep::Review => None,
        SelectionStep::Select => Some(SubmissionNews::Selected),
        SelectionStep::Reject => Some(SubmissionNews::Rejected),
        SelectionStep::Return => Some(SubmissionNews::Returned),
    }
}
