//! Reviews: a sheet is typed, submitted once, and stays; results come in order; returns and releases.

use crate::bench::{Bench, raw};
use crate::make::{self, NOON};
use domain::ids::{AccountId, InstitutionId, LotCode, LotId, SeasonId};
use domain::lots::{Industry, Lot, LotState};
use domain::reviews::{
    ExpertKind, FieldNote, Recommendation, ReleaseState, ReviewRules, ReviewState, Scores, Seat,
    Sheet, SheetDraft, Tenths,
};
use store::{NewDecision, NewRelease, NewReturn, NewReview, Result, StoreError, Tx};

stories!(
    a_group_is_formed_anew,
    a_submitted_sheet_stays,
    results_come_in_order,
    a_returned_lot_frees_its_row,
    a_release_ends_once,
);

const STAFF: AccountId = AccountId(9);
const DAY: i64 = 86_400_000;

fn season() -> SeasonId {
    make::season().id
}

fn lot(number: i64) -> Lot {
    Lot {
        industry: Industry::Energy,
        state: LotState::UnderReview,
        published_at: None,
        ..make::lot(number)
    }
}

/// Three experts, the staff, and these lots under review.
async fn stage(bench: &Bench, lots: i64) -> Result<(Tx, Vec<LotId>)> {
    let mut tx = make::setting(&bench.store).await?;
    for id in [1, 2, 3, 9] {
        tx.insert_account(&make::account(id), None).await?;
    }
    let mut ids = Vec::new();
    for number in 1..=lots {
        ids.push(make::put(&mut tx, &lot(number)).await?);
    }
    Ok((tx, ids))
}

const fn seat(expert: i64, kind: ExpertKind) -> Seat {
    Seat {
        expert: AccountId(expert),
        kind,
    }
}

const fn review(lot: LotId, expert: i64) -> NewReview {
    NewReview {
        lot,
        expert: AccountId(expert),
        kind: ExpertKind::Technical,
        at: NOON,
        due_at: NOON.plus_millis(DAY),
    }
}

fn sheet(scores: [u8; 4]) -> Sheet {
    Sheet {
        scores: Scores(scores),
        comment: "具备较好的实施条件。".into(),
        recommend: Recommendation::Strong,
    }
}

async fn a_group_is_formed_anew(bench: &Bench) -> Result<()> {
    let (mut tx, _) = stage(bench, 0).await?;
    let first = [
        seat(1, ExpertKind::Technical),
        seat(2, ExpertKind::Investment),
    ];
    let when = (STAFF, NOON);
    tx.put_review_group(season(), Industry::Energy, &first, when)
        .await?;
    let second = [
        seat(2, ExpertKind::Technical),
        seat(3, ExpertKind::Investment),
    ];
    tx.put_review_group(season(), Industry::Energy, &second, when)
        .await?;
    tx.put_review_group(season(), Industry::It, &first, when)
        .await?;
    let seats = tx.review_seats(season()).await?;
    let told: Vec<_> = seats
        .iter()
        .map(|seat| (seat.industry.code(), seat.account.id.get(), seat.kind))
        .collect();
    assert_eq!(
        told,
        [
            ("ENER", 2, ExpertKind::Technical),
            ("ENER", 3, ExpertKind::Investment),
            ("NGIT", 1, ExpertKind::Technical),
            ("NGIT", 2, ExpertKind::Investment),
        ]
    );
    assert_eq!(tx.reviewers(9).await?, [], "no account has the role");
    Ok(())
}

async fn a_submitted_sheet_stays(bench: &Bench) -> Result<()> {
    let (mut tx, lots) = stage(bench, 1).await?;
    let (lot, one, two) = (lots[0], AccountId(1), AccountId(2));
    assert!(tx.insert_review(&review(lot, 1)).await?);
    assert!(!tx.insert_review(&review(lot, 1)).await?, "once");
    assert!(tx.insert_review(&review(lot, 2)).await?);
    assert!(tx.insert_review(&review(lot, 3)).await?);
    let draft = SheetDraft {
        comment: "未写完".into(),
        ..SheetDraft::default()
    };
    assert!(tx.save_review(lot, one, &draft).await?);
    let found = tx.review(lot, one).await?.expect("a review");
    assert_eq!(
        (found.state, found.draft),
        (ReviewState::Assigned, draft.clone())
    );
    assert!(tx.submit_review(lot, one, &sheet([80; 4]), NOON).await?);
    assert!(!tx.submit_review(lot, one, &sheet([9; 4]), NOON).await?);
    assert!(!tx.save_review(lot, one, &draft).await?);
    assert!(!tx.recuse(lot, one, "利害关系", NOON).await?);
    let found = tx.review(lot, one).await?.expect("a review");
    assert_eq!(found.sheet, Some(sheet([80; 4])));
    assert!(tx.recuse(lot, two, "利害关系", NOON).await?);
    let lines = tx
        .reviews_by(AccountId(3), ReviewState::Assigned, 9)
        .await?;
    assert_eq!(lines[0].due_at, NOON.plus_millis(DAY));
    assert_eq!(tx.drop_assignments(lot).await?, 1, "only what is open");
    assert_eq!(tx.reviews_of_lot(lot).await?.len(), 2);
    tx.commit().await?;
    for change in [
        "UPDATE reviews SET s_legal = 100",
        "UPDATE reviews SET state = 'ASSIGNED'",
        "DELETE FROM reviews",
    ] {
        let mut tx = bench.store.write().await?;
        assert!(raw(&mut tx, change).await.is_err(), "{change}");
    }
    Ok(())
}

/// The pool has every lot in its own order, page by page.
async fn pool_in_order(tx: &mut Tx, lots: &[LotId], late: domain::time::Timestamp) -> Result<()> {
    let rules = ReviewRules::default();
    let pool = tx.pool_lots((season(), LotId(0)), &rules, late, 9).await?;
    let told: Vec<_> = pool.iter().map(|row| (row.id, row.result)).collect();
    assert_eq!(
        told,
        [
            (lots[0], None),
            (lots[1], Some(Tenths(765))),
            (lots[2], Some(Tenths(767)))
        ]
    );
    let rest = tx.pool_lots((season(), lots[1]), &rules, late, 9).await?;
    assert_eq!(rest, pool[2..]);
    Ok(())
}

async fn results_come_in_order(bench: &Bench) -> Result<()> {
    let (mut tx, lots) = stage(bench, 3).await?;
    let late = NOON.plus_millis(2 * DAY);
    for lot in &lots {
        for expert in 1..=3 {
            tx.insert_review(&review(*lot, expert)).await?;
        }
    }
    for (expert, scores) in [(1, [90, 80, 70, 60]), (2, [85; 4]), (3, [70; 4])] {
        let by = AccountId(expert);
        tx.submit_review(lots[2], by, &sheet(scores), NOON).await?;
    }
    let only = AccountId(1);
    tx.submit_review(lots[1], only, &sheet([76, 77, 76, 77]), NOON)
        .await?;
    let rules = ReviewRules::default();
    let which = (season(), LotState::UnderReview, None);
    let rows = tx.selection_lots(which, &rules, late, 9).await?;
    let told: Vec<_> = rows.iter().map(|row| (row.id, row.result)).collect();
    assert_eq!(
        told,
        [
            (lots[2], Some(Tenths(767))),
            (lots[1], Some(Tenths(765))),
            (lots[0], None)
        ]
    );
    let counts = rows[1].counts;
    assert_eq!(
        (counts.assigned, counts.submitted, counts.overdue),
        (2, 1, 2)
    );
    assert_eq!(rows[0].recommended, [3, 0, 0]);
    let other = (season(), LotState::UnderReview, Some(Industry::It));
    assert_eq!(tx.selection_lots(other, &rules, late, 9).await?, []);
    pool_in_order(&mut tx, &lots, late).await?;
    let progress = tx.review_progress(season(), late).await?;
    let told: Vec<_> = progress
        .iter()
        .map(|one| {
            (
                one.expert.id.get(),
                one.counts.submitted,
                one.counts.overdue,
            )
        })
        .collect();
    assert_eq!(told, [(1, 2, 1), (2, 1, 2), (3, 1, 2)]);
    let decision = NewDecision {
        lot: lots[2],
        decision: LotState::Selected,
        reason: "评审结果居前",
        reviews: 3,
        result: Some(Tenths(767)),
        by: STAFF,
        at: NOON,
    };
    tx.insert_decision(&decision).await?;
    tx.commit().await?;
    let mut tx = bench.store.write().await?;
    assert!(raw(&mut tx, "DELETE FROM lot_decisions").await.is_err());
    Ok(())
}

async fn a_returned_lot_frees_its_row(bench: &Bench) -> Result<()> {
    let (mut tx, lots) = stage(bench, 1).await?;
    let code = lot(1).code;
    assert!(tx.live_identity(season(), code.as_str()).await?.is_some());
    let (from, to) = (LotState::UnderReview, LotState::Draft);
    assert!(tx.update_lot_state(lots[0], from, to, None).await?);
    let notes = [FieldNote {
        field: "技术简介".into(),
        note: "少于50字".into(),
    }];
    let back = NewReturn {
        lot: lots[0],
        reason: "请补充",
        notes: &notes,
        by: STAFF,
        at: NOON,
    };
    tx.insert_return(&back).await?;
    assert_eq!(tx.live_identity(season(), code.as_str()).await?, None);
    let told = tx.returned_lots(InstitutionId(1), 9).await?;
    assert_eq!(
        (told[0].notes.as_slice(), &told[0].replaced_by),
        (&notes[..], &None)
    );
    // The same patent under the same identity, with a code of its own.
    let again = Lot {
        id: LotId(0),
        code: LotCode::parse("P2023-T-000777").expect("a code"),
        ..lot(1)
    };
    let (private, owner) = (Default::default(), make::institution(1));
    let key = code.as_str();
    tx.insert_lot(&again, &private, &owner, key, None).await?;
    let told = tx.returned_lots(InstitutionId(1), 9).await?;
    assert_eq!(told[0].replaced_by, Some(again.code));
    assert_eq!(tx.returned_lots(InstitutionId(2), 9).await?, []);
    Ok(())
}

async fn a_release_ends_once(bench: &Bench) -> Result<()> {
    let (mut tx, lots) = stage(bench, 2).await?;
    let later = NOON.plus_millis(DAY);
    let new = NewRelease {
        season: season(),
        title: "第一批（示例）",
        publish_at: later,
        lots: &lots,
        by: STAFF,
        at: NOON,
    };
    let id = tx.insert_release(&new).await?;
    assert!(tx.waits_for_release(lots[0]).await?);
    assert_eq!(tx.releases_due(NOON, 9).await?, []);
    assert_eq!(tx.releases_due(later, 9).await?, [id]);
    let found = tx.release(id).await?.expect("a release");
    assert_eq!((found.lots, found.line.lots), (lots.clone(), 2));
    assert!(tx.end_release(id, ReleaseState::Published, later).await?);
    assert!(!tx.end_release(id, ReleaseState::Cancelled, later).await?);
    assert!(!tx.waits_for_release(lots[0]).await?);
    let told = tx.releases(season(), 9).await?;
    assert_eq!(told[0].state, ReleaseState::Published);
    tx.commit().await?;
    for change in ["UPDATE releases SET title = 'x'", "DELETE FROM releases"] {
        let mut tx = bench.store.write().await?;
        let refused: std::result::Result<u64, StoreError> = raw(&mut tx, change).await;
        assert!(refused.is_err(), "{change}");
    }
    Ok(())
}
