//! Follows, reminders, changes, and what is said against a lot.

use crate::bench::Bench;
use crate::make::{self, NOON};
use domain::feedback::{Feedback, FeedbackReason};
use domain::follows::FollowReminder;
use domain::ids::{AccountId, LotId};
use domain::money::Fen;
use domain::notices::{NoticeKind, Preferences};
use store::{LotChange, Result, Tx};

stories!(
    somebody_follows_a_lot_once,
    a_reminder_is_that_of_the_latest_round,
    of_changes_the_latest_stays,
    an_answer_is_one_for_each_account,
    whoever_is_gone_follows_and_says_nothing,
);

const ANNA: AccountId = AccountId(1);
const BEN: AccountId = AccountId(2);

async fn stage(bench: &Bench) -> Result<(Tx, LotId)> {
    let code = make::open_lot(&bench.store).await?;
    let mut tx = bench.store.write().await?;
    let lot = tx.lot(&code).await?.expect("the lot is there").lot.id;
    for id in [ANNA, BEN] {
        tx.insert_account(&make::account(id.get()), None).await?;
    }
    Ok((tx, lot))
}

async fn somebody_follows_a_lot_once(bench: &Bench) -> Result<()> {
    let (mut tx, lot) = stage(bench).await?;
    assert!(tx.put_follow(ANNA, lot, NOON).await?);
    assert!(!tx.put_follow(ANNA, lot, NOON.plus_millis(1)).await?);
    assert!(tx.follows(ANNA, lot).await? && !tx.follows(BEN, lot).await?);
    assert_eq!(tx.count_follows(ANNA).await?, 1);
    let lots = tx.followed_lots(ANNA, 9).await?;
    assert_eq!(lots, [(make::lot(1).code, NOON)]);
    let off = Preferences {
        off: vec![NoticeKind::Listed],
        quiet: None,
    };
    tx.put_notice_settings(ANNA, &off).await?;
    let followers = tx.followers(lot).await?;
    assert_eq!(followers.len(), 1);
    assert_eq!(followers[0].account, ANNA);
    assert_eq!(
        (followers[0].last_bid, &followers[0].preferences),
        (0, &off)
    );
    assert!(tx.delete_follow(ANNA, lot).await?);
    assert!(!tx.delete_follow(ANNA, lot).await?);
    assert_eq!(tx.followers(lot).await?, []);
    Ok(())
}

async fn a_reminder_is_that_of_the_latest_round(bench: &Bench) -> Result<()> {
    let (mut tx, lot) = stage(bench).await?;
    let listed = tx.told_lot(lot).await?.expect("a lot").round;
    let opens_at = tx.figures(lot).await?.expect("figures").figures.opens_at;
    tx.put_reminders(lot, opens_at.plus_millis(-1), 0).await?;
    tx.put_reminders(lot, opens_at, listed).await?;
    let day = FollowReminder::Day.due_at(opens_at);
    assert_eq!(tx.due_reminders(day.plus_millis(-1), 9).await?, []);
    let due = tx.due_reminders(day, 9).await?;
    assert_eq!(due.len(), 1);
    assert_eq!(
        (due[0].kind, due[0].opens_at),
        (FollowReminder::Day, Some(opens_at))
    );
    let due = tx.due_reminders(opens_at, 9).await?;
    assert_eq!(due.len(), 2, "the earliest first");
    assert_eq!(due[1].kind, FollowReminder::Hour);
    tx.end_reminder(lot, FollowReminder::Day).await?;
    assert_eq!(tx.due_reminders(opens_at, 9).await?.len(), 1);
    // The lot does not wait for this round any more.
    tx.put_reminders(lot, opens_at, listed + 1).await?;
    let due = tx.due_reminders(opens_at, 9).await?;
    assert!(due.iter().all(|one| one.opens_at.is_none()));
    Ok(())
}

async fn of_changes_the_latest_stays(bench: &Bench) -> Result<()> {
    let (mut tx, lot) = stage(bench).await?;
    let change = |at, start| LotChange { lot, at, start };
    let price = Some(Fen::yuan(90_000));
    tx.put_change(change(NOON, price)).await?;
    let later = NOON.plus_millis(5);
    tx.put_change(change(later, None)).await?;
    assert_eq!(tx.untold_changes(9).await?, [change(later, price)]);
    tx.end_change(lot).await?;
    assert_eq!(tx.untold_changes(9).await?, []);
    Ok(())
}

fn answer(reasons: &[FeedbackReason], words: &str) -> Feedback {
    Feedback::new(reasons, words).expect("an answer")
}

async fn an_answer_is_one_for_each_account(bench: &Bench) -> Result<()> {
    let (mut tx, lot) = stage(bench).await?;
    let first = answer(&[FeedbackReason::Price], "");
    let second = answer(&[FeedbackReason::Rights, FeedbackReason::Other], "期限太短");
    tx.put_feedback(lot, ANNA, &first, NOON).await?;
    tx.put_feedback(lot, BEN, &first, NOON).await?;
    tx.put_feedback(lot, ANNA, &second, NOON.plus_millis(1))
        .await?;
    assert_eq!(tx.feedback_of(lot, ANNA).await?.as_ref(), Some(&second));
    assert_eq!(tx.feedback_of(lot, AccountId(3)).await?, None);
    assert_eq!(tx.feedback_on(lot).await?, [second.clone(), first]);
    let own = tx.own_feedback(ANNA, 9).await?;
    assert_eq!(own, [(make::lot(1).code, second, NOON.plus_millis(1))]);
    Ok(())
}

async fn whoever_is_gone_follows_and_says_nothing(bench: &Bench) -> Result<()> {
    let (mut tx, lot) = stage(bench).await?;
    for account in [ANNA, BEN] {
        tx.put_follow(account, lot, NOON).await?;
        let said = answer(&[FeedbackReason::Need], "");
        tx.put_feedback(lot, account, &said, NOON).await?;
    }
    tx.erase_account(ANNA, "已注销账号", NOON).await?;
    let followers = tx.followers(lot).await?;
    assert_eq!(followers.len(), 1);
    assert_eq!(followers[0].account, BEN);
    assert_eq!(tx.feedback_on(lot).await?.len(), 1);
    Ok(())
}
