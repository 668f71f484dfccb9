//! Notices: told once, read by their reader, held back, forgotten; settings, links, deadlines.

use crate::bench::Bench;
use crate::make::{self, NOON};
use domain::bidding::Paddle;
use domain::ids::{AccountId, LotId};
use domain::money::Fen;
use domain::notices::{DealStep, Due, NoticeBody, NoticeKind, Preferences, Quiet};
use domain::time::Timestamp;
use domain::webhooks::{Address, WebhookDraft};
use store::testing::statements;
use store::{NewLeaf, NewNotice, Reach, Result, StoreError, Tx};

stories!(
    nobody_is_told_twice,
    of_being_outbid_the_latest_stays,
    many_notices_are_stored_as_one_by_one_in_few_statements,
    whoever_is_gone_is_told_nothing,
    a_notice_is_read_by_its_reader_alone,
    settings_and_links_belong_to_one_account,
    whoever_tells_goes_on_where_the_last_one_ended,
    a_deadline_is_the_latest_one_of_its_lot,
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

fn new(account: AccountId, lot: LotId, key: &str, body: NoticeBody) -> NewNotice<'_> {
    NewNotice {
        account,
        lot,
        key,
        body,
        at: NOON,
        shown_at: NOON,
    }
}

async fn nobody_is_told_twice(bench: &Bench) -> Result<()> {
    let (mut tx, lot) = stage(bench).await?;
    let won = new(ANNA, lot, "a/1", NoticeBody::Won(Fen::yuan(9)));
    assert!(tx.insert_notice(&won).await?);
    assert!(!tx.insert_notice(&won).await?);
    let other = new(BEN, lot, "a/1", NoticeBody::NotWon(true));
    assert!(tx.insert_notice(&other).await?, "another reader");
    let unread = tx.unread_notices(ANNA, NOON, 10).await?;
    assert_eq!(unread.len(), 1);
    assert_eq!(unread[0].body, NoticeBody::Won(Fen::yuan(9)));
    assert_eq!(unread[0].title, make::lot(1).title);
    Ok(())
}

async fn of_being_outbid_the_latest_stays(bench: &Bench) -> Result<()> {
    let (mut tx, lot) = stage(bench).await?;
    let outbid = |yuan| NoticeBody::Outbid(Fen::yuan(yuan));
    tx.insert_notice(&new(ANNA, lot, "a/2", outbid(2))).await?;
    tx.insert_notice(&new(ANNA, lot, "a/3", outbid(3))).await?;
    let unread = tx.unread_notices(ANNA, NOON, 10).await?;
    assert_eq!(unread.len(), 1);
    assert_eq!(unread[0].body, outbid(3));
    assert_eq!(tx.mark_read(ANNA, None, NOON, NOON).await?, 1);
    tx.insert_notice(&new(ANNA, lot, "a/4", outbid(4))).await?;
    assert_eq!(tx.read_notices(ANNA, None, 10).await?.len(), 1, "was read");
    assert_eq!(tx.count_unread(ANNA, NOON, 10).await?, 1);
    Ok(())
}

async fn many_notices_are_stored_as_one_by_one_in_few_statements(bench: &Bench) -> Result<()> {
    let (mut tx, lot) = stage(bench).await?;
    let outbid = |yuan| NoticeBody::Outbid(Fen::yuan(yuan));
    let before = statements();
    let first = [
        new(ANNA, lot, "o/1", outbid(1)),
        new(BEN, lot, "o/1", outbid(1)),
        new(BEN, lot, "w/1", NoticeBody::NotWon(true)),
        new(BEN, lot, "w/1", NoticeBody::NotWon(true)),
    ];
    let stored = tx.insert_notices(&first).await?;
    assert_eq!(stored, [true, true, true, false], "the same news twice");
    let of_few = statements() - before;
    // What was read of being outbid stays; what was not is replaced, that of others is not touched.
    assert_eq!(tx.mark_read(ANNA, None, NOON, NOON).await?, 1);
    let keys: Vec<String> = (0..200).map(|number| format!("k/{number}")).collect();
    let news = keys
        .iter()
        .map(|key| new(ANNA, lot, key, NoticeBody::Cancelled));
    let more = [
        new(ANNA, lot, "o/1", outbid(1)),
        new(BEN, lot, "o/2", outbid(2)),
    ];
    let many: Vec<NewNotice<'_>> = more.into_iter().chain(news).collect();
    let before = statements();
    let stored = tx.insert_notices(&many).await?;
    assert_eq!(statements() - before, of_few, "not one for each");
    assert_eq!((stored.len(), stored[0], stored[1]), (202, false, true));
    assert!(stored[2..].iter().all(|new| *new));
    let of_ben = tx.unread_notices(BEN, NOON, 10).await?;
    let bodies: Vec<_> = of_ben.iter().map(|one| one.body).collect();
    assert_eq!(bodies, [outbid(2), NoticeBody::NotWon(true)]);
    let of_anna = tx.unread_notices(ANNA, NOON, 300).await?;
    assert_eq!(of_anna.len(), 200);
    assert!(of_anna.is_sorted_by(|a, b| a.id > b.id), "in their order");
    assert_eq!(tx.insert_notices(&[]).await?, Vec::<bool>::new());
    Ok(())
}

async fn whoever_is_gone_is_told_nothing(bench: &Bench) -> Result<()> {
    let (mut tx, _) = stage(bench).await?;
    let all = [ANNA, BEN, AccountId(99)].into();
    let there = tx.tellable(&all).await?;
    assert_eq!(
        there,
        [(ANNA, Reach::default()), (BEN, Reach::default())].into()
    );
    let draft = WebhookDraft {
        name: String::new(),
        address: Address::parse("https://example.org/hook").expect("an address"),
        kinds: vec![NoticeKind::Won],
    };
    let hook = tx.insert_webhook(ANNA, &draft, b"secret", NOON).await?;
    assert!(tx.tellable(&all).await?[&ANNA].webhook);
    assert!(tx.switch_webhook(ANNA, hook, false).await?);
    assert!(!tx.tellable(&all).await?[&ANNA].webhook, "switched off");
    tx.erase_account(ANNA, "-", NOON).await?;
    assert_eq!(tx.tellable(&all).await?, [(BEN, Reach::default())].into());
    assert!(tx.tellable(&[].into()).await?.is_empty());
    Ok(())
}

async fn a_notice_is_read_by_its_reader_alone(bench: &Bench) -> Result<()> {
    let (mut tx, lot) = stage(bench).await?;
    let late = NewNotice {
        shown_at: NOON.plus_millis(1),
        ..new(ANNA, lot, "late", NoticeBody::Suspended)
    };
    tx.insert_notice(&late).await?;
    for key in ["a", "b", "c"] {
        tx.insert_notice(&new(ANNA, lot, key, NoticeBody::Cancelled))
            .await?;
    }
    assert_eq!(
        tx.count_unread(ANNA, NOON, 2).await?,
        2,
        "counted to a bound"
    );
    let unread = tx.unread_notices(ANNA, NOON, 10).await?;
    assert_eq!(unread.len(), 3, "one is held back");
    let id = unread[1].id;
    assert_eq!(tx.mark_read(BEN, Some(id), NOON, NOON).await?, 0);
    assert_eq!(tx.mark_read(ANNA, Some(id), NOON, NOON).await?, 1);
    assert_eq!(tx.mark_read(ANNA, Some(id), NOON, NOON).await?, 0);
    assert_eq!(tx.mark_read(ANNA, None, NOON, NOON).await?, 2);
    let read = tx.read_notices(ANNA, None, 2).await?;
    assert_eq!(read.len(), 2);
    assert!(read.iter().all(|notice| notice.read));
    let rest = tx.read_notices(ANNA, Some(read[1].id), 2).await?;
    assert_eq!(rest.len(), 1);
    let seen = NOON.plus_millis(1);
    assert_eq!(
        tx.count_unread(ANNA, seen, 9).await?,
        1,
        "not held back now"
    );
    assert_eq!(tx.forget_notices(NOON).await?, 0);
    assert_eq!(tx.forget_notices(seen).await?, 4);
    Ok(())
}

async fn settings_and_links_belong_to_one_account(bench: &Bench) -> Result<()> {
    let (mut tx, _) = stage(bench).await?;
    assert_eq!(tx.notice_settings(ANNA).await?, Preferences::default());
    let chosen = Preferences {
        off: vec![NoticeKind::Outbid, NoticeKind::Deadline],
        quiet: Quiet::new(1_320, 450).ok(),
    };
    for preferences in [&chosen, &Preferences::default(), &chosen] {
        tx.put_notice_settings(ANNA, preferences).await?;
        assert_eq!(&tx.notice_settings(ANNA).await?, preferences);
    }
    assert_eq!(tx.notice_settings(BEN).await?, Preferences::default());
    assert_eq!(tx.calendar_since(ANNA).await?, None);
    tx.put_calendar_link(ANNA, b"one", NOON).await?;
    assert_eq!(tx.calendar_owner(b"one").await?, Some(ANNA));
    tx.put_calendar_link(ANNA, b"two", NOON).await?;
    assert_eq!(tx.calendar_owner(b"one").await?, None, "renewed");
    assert_eq!(tx.calendar_owner(b"two").await?, Some(ANNA));
    assert_eq!(tx.calendar_since(ANNA).await?, Some(NOON));
    let taken = tx.put_calendar_link(BEN, b"two", NOON).await;
    assert!(matches!(taken, Err(StoreError::Conflict)));
    Ok(())
}

async fn whoever_tells_goes_on_where_the_last_one_ended(bench: &Bench) -> Result<()> {
    let (mut tx, lot) = stage(bench).await?;
    tx.insert_enrolment(lot, ANNA, Paddle(7), "v1", NOON)
        .await?;
    let bot = domain::accounts::Account {
        house_bot: true,
        ..make::account(3)
    };
    tx.insert_account(&bot, None).await?;
    tx.insert_enrolment(lot, bot.id, Paddle(8), "v1", NOON)
        .await?;
    assert_eq!(tx.take_notice_turn().await?, 0);
    assert_eq!(tx.notice_place().await?, 0);
    assert_eq!(tx.untold_leaves(0, 10).await?, []);
    // The listing, the opening of a reserve, a move.
    let leaf = |seq, kind| NewLeaf {
        lot,
        seq,
        kind,
        leaf: vec![kind],
        opening: "{}".into(),
    };
    tx.append_leaves(0, &[leaf(1, 1), leaf(1, 8), leaf(1, 9)], &[])
        .await?;
    let leaves = tx.untold_leaves(0, 10).await?;
    let told: Vec<_> = leaves.iter().map(|l| (l.event, l.is_move)).collect();
    assert_eq!(
        told,
        [(Some((1, NOON)), false), (None, false), (None, true)]
    );
    tx.end_notice_turn(3).await?;
    assert_eq!(tx.take_notice_turn().await?, 3);
    assert_eq!(tx.notice_place().await?, 3);
    let there = tx.told_on(lot).await?;
    assert_eq!(there.len(), 1, "nobody tells a bot anything");
    assert_eq!((there[0].account, there[0].last_bid), (ANNA, 0));
    assert_eq!(tx.untold_on(lot, "opens").await?, there);
    tx.insert_notice(&new(ANNA, lot, "opens", NoticeBody::Opening(NOON)))
        .await?;
    assert_eq!(tx.untold_on(lot, "opens").await?, []);
    assert_eq!(tx.untold_on(lot, "other").await?, there);
    let facts = tx.told_lot(lot).await?.expect("the lot is there");
    assert_eq!((facts.practice, facts.round), (false, 1));
    assert_eq!(tx.told_lot(LotId(999)).await?, None);
    let opens_at = make::round(0).opens_at;
    let before = opens_at.plus_millis(-1);
    let opening = tx.lots_opening(before, opens_at, 10).await?;
    assert_eq!(opening, [(lot, opens_at, 1)]);
    assert_eq!(tx.lots_opening(opens_at, NOON, 10).await?, []);
    Ok(())
}

async fn a_deadline_is_the_latest_one_of_its_lot(bench: &Bench) -> Result<()> {
    let (mut tx, lot) = stage(bench).await?;
    let due = |step, millis| Due {
        step,
        at: NOON.plus_millis(millis),
    };
    let later = |millis| -> Timestamp { NOON.plus_millis(millis) };
    let first = due(DealStep::Confirm, 5);
    tx.put_deadline(lot, Some((ANNA, first))).await?;
    assert_eq!(tx.deadlines_until(later(4), 9).await?, []);
    assert_eq!(tx.deadlines_until(later(5), 9).await?, [(lot, ANNA, first)]);
    let second = due(DealStep::Contract, 9);
    tx.put_deadline(lot, Some((ANNA, second))).await?;
    assert_eq!(
        tx.deadlines_until(later(9), 9).await?,
        [(lot, ANNA, second)]
    );
    tx.put_deadline(lot, None).await?;
    assert_eq!(tx.deadlines_until(later(9), 9).await?, []);
    Ok(())
}
