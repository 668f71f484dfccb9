//! Evaluation groups, and who reviews which lot.

use super::object;
use crate::notices::Given;
use crate::permissions::require;
use crate::{Error, Portal};
use domain::accounts::{Account, Action, Role};
use domain::audit::{Act, Object, ObjectKind, Origin};
use domain::ids::{AccountId, LotCode};
use domain::lots::{Industry, Lot, LotState};
use domain::reviews::{ReviewRules, Seat, check_group, conflict};
use domain::time::Timestamp;
use domain::views::{ReviewCounts, ReviewGroupView, ReviewGroups, ReviewProgress, ReviewerLine};
use serde_json::json;
use store::{NewReview, ReviewSeat, Tx};

/// Most experts that the page offers.
const EXPERTS_MAX: u32 = 500;
/// Most lots that a new member of a group is given.
const LOTS_OF_GROUP_MAX: u32 = 20_000;
/// A day, ms.
const DAY: i64 = 86_400_000;

impl Portal {
    /// The evaluation groups of the season.
    ///
    /// # Errors
    /// `Forbidden` for everybody but the centre.
    pub async fn review_groups(&self, account: &Account) -> Result<ReviewGroups, Error> {
        require(account, Action::KeepReviews)?;
        let season = self.current_season().await?;
        let mut tx = self.store().read().await?;
        let seats = tx.review_seats(season.id).await?;
        let experts = tx.reviewers(EXPERTS_MAX).await?;
        let group = |industry: &Industry| ReviewGroupView {
            industry: *industry,
            seats: seats
                .iter()
                .filter(|seat| seat.industry == *industry)
                .map(|seat| (expert(&seat.account, seat.institution.clone()), seat.kind))
                .collect(),
        };
        Ok(ReviewGroups {
            groups: Industry::ALL.iter().map(group).collect(),
            experts: experts
                .into_iter()
                .map(|(account, institution)| expert(&account, institution))
                .collect(),
        })
    }

    /// Forms the group of an industry, or forms it anew. Who leaves gives back what he has not
    /// submitted; who comes is given the lots that are under review, unless they are his own.
    ///
    /// # Errors
    /// `Forbidden`, `REVIEW_SEAT_TWICE`, `REVIEW_GROUP_INCOMPLETE`, `REVIEW_NOT_AN_EXPERT`.
    pub async fn set_review_group(
        &self,
        account: &Account,
        industry: Industry,
        seats: Vec<Seat>,
    ) -> Result<(), Error> {
        require(account, Action::KeepReviews)?;
        check_group(&seats)?;
        let season = self.current_season().await?;
        let (store, origin, by) = (self.store().clone(), self.by(account), account.id);
        self.durable(async move {
            let mut tx = store.audited().await?;
            for seat in &seats {
                let found = tx.account(seat.expert).await?;
                if !found.is_some_and(|found| found.has(Role::Expert)) {
                    return Err(Error::invalid("REVIEW_NOT_AN_EXPERT"));
                }
            }
            let before = seats_of(&mut tx, season.id, industry).await?;
            for left in &before {
                if seats.iter().all(|seat| seat.expert != left.account.id) {
                    tx.drop_assignments_of(left.account.id, season.id, industry)
                        .await?;
                }
            }
            let when = (by, origin.at);
            tx.put_review_group(season.id, industry, &seats, when)
                .await?;
            let now = seats_of(&mut tx, season.id, industry).await?;
            let lots = tx.lots_under_review(season.id, industry, LOTS_OF_GROUP_MAX);
            let mut given = Given::default();
            for id in lots.await? {
                if let Some(stored) = tx.lot_by_id(id).await? {
                    let lot = &stored.lot;
                    let who = assign(&mut tx, lot, &now, &season.reviews, &origin).await?;
                    given.add(id, &who);
                }
            }
            given
                .tell(&mut tx, due(&season.reviews, &origin), origin.at)
                .await?;
            let name = format!("{}/{industry}", season.code());
            let entry = origin.entry(Act::ReviewGroup, Object::new(ObjectKind::ReviewGroup, name));
            let entry = entry.before(&json!({ "seats": told(&before) }));
            tx.audit(entry.after(&json!({ "seats": told(&now) })));
            Ok(tx.commit().await?)
        })
        .await
    }

    /// Assigns a lot that is under review to one more member of its group.
    ///
    /// # Errors
    /// `Forbidden`, `NotFound`, `STATE_TRANSITION`, `REVIEW_NOT_IN_GROUP`,
    /// `REVIEW_CONFLICT_OF_INTEREST`, `REVIEW_ASSIGNED`.
    pub async fn assign_review(
        &self,
        account: &Account,
        code: &LotCode,
        expert: AccountId,
    ) -> Result<(), Error> {
        require(account, Action::KeepReviews)?;
        let (store, origin, code) = (self.store().clone(), self.by(account), code.clone());
        self.durable(async move {
            let mut tx = store.audited().await?;
            let lot = tx.lot(&code).await?.ok_or(Error::NotFound)?.lot;
            if lot.state != LotState::UnderReview {
                return Err(Error::invalid("STATE_TRANSITION"));
            }
            let season = tx.season(lot.season).await?.ok_or(Error::NotFound)?;
            let mut seats = seats_of(&mut tx, season.id, lot.industry).await?;
            seats.retain(|seat| seat.account.id == expert);
            let seat = seats.first().ok_or(Error::invalid("REVIEW_NOT_IN_GROUP"))?;
            if conflict(&seat.account, seat.institution.as_deref(), &lot) {
                return Err(Error::invalid("REVIEW_CONFLICT_OF_INTEREST"));
            }
            let who = assign(&mut tx, &lot, &seats, &season.reviews, &origin).await?;
            if who.is_empty() {
                return Err(Error::invalid("REVIEW_ASSIGNED"));
            }
            let mut given = Given::default();
            given.add(lot.id, &who);
            given
                .tell(&mut tx, due(&season.reviews, &origin), origin.at)
                .await?;
            let entry = origin.entry(Act::ReviewAssign, object(&code));
            tx.audit(entry.after(&json!({ "expert": expert })));
            Ok(tx.commit().await?)
        })
        .await
    }

    /// How far the reviews are, by group and by expert.
    ///
    /// # Errors
    /// `Forbidden` for everybody but the centre.
    pub async fn review_progress(&self, account: &Account) -> Result<ReviewProgress, Error> {
        require(account, Action::KeepReviews)?;
        let (season, now) = (self.current_season().await?, self.now());
        let mut tx = self.store().read().await?;
        let mut experts = tx.review_progress(season.id, now).await?;
        let of = |industry: &Industry| {
            let mut sum = ReviewCounts::default();
            let own = experts.iter().filter(|one| one.industry == *industry);
            own.for_each(|one| sum.add(one.counts));
            (*industry, sum)
        };
        let groups = Industry::ALL.iter().map(of).collect();
        experts.sort_by_key(|one| std::cmp::Reverse(one.counts.overdue));
        Ok(ReviewProgress {
            groups,
            experts,
            server_now: now,
        })
    }
}

/// The seats of the group of an industry.
pub(super) async fn seats_of(
    tx: &mut Tx,
    season: domain::ids::SeasonId,
    industry: Industry,
) -> Result<Vec<ReviewSeat>, Error> {
    let mut seats = tx.review_seats(season).await?;
    seats.retain(|seat| seat.industry == industry);
    Ok(seats)
}

/// When a sheet is due that is assigned now.
pub(super) fn due(rules: &ReviewRules, origin: &Origin) -> Timestamp {
    origin.at.plus_millis(i64::from(rules.days) * DAY)
}

/// Assigns a lot to those of these seats who have no interest in it and have not had it; answers who they
/// are.
pub(super) async fn assign(
    tx: &mut Tx,
    lot: &Lot,
    seats: &[ReviewSeat],
    rules: &ReviewRules,
    origin: &Origin,
) -> Result<Vec<AccountId>, Error> {
    let mut assigned = Vec::new();
    for seat in seats {
        if conflict(&seat.account, seat.institution.as_deref(), lot) {
            continue;
        }
        let new = NewReview {
            lot: lot.id,
            expert: seat.account.id,
            kind: seat.kind,
            at: origin.at,
            due_at: due(rules, origin),
        };
        if tx.insert_review(&new).await? {
            assigned.push(seat.account.id);
        }
    }
    Ok(assigned)
}

fn expert(account: &Account, institution: Option<String>) -> ReviewerLine {
    ReviewerLine {
        id: account.id,
        name: account.display_name.clone(),
        institution,
    }
}

fn told(seats: &[ReviewSeat]) -> Vec<(AccountId, &'static str)> {
    let told = seats.iter().map(|seat| (seat.account.id, seat.kind.code()));
    told.collect()
}
