//! Saved filters: whose they are, and that a digest is booked once.

use crate::bench::Bench;
use crate::make::{self, NOON};
use domain::ids::{AccountId, SavedFilterId};
use domain::lots::Industry;
use domain::saved_filters::SavedFilter;
use domain::views::LotFilter;
use store::Result;

stories!(a_digest_is_booked_once,);

fn filter(name: &str) -> SavedFilter {
    SavedFilter {
        id: SavedFilterId(0),
        name: name.into(),
        filter: LotFilter {
            q: "电池".into(),
            industry: Some(Industry::Energy),
            ..LotFilter::default()
        },
        created_at: NOON,
        told_to: NOON,
        due_at: Some(NOON.plus_millis(1_000)),
    }
}

async fn a_digest_is_booked_once(bench: &Bench) -> Result<()> {
    let mut tx = make::setting(&bench.store).await?;
    let one = tx.insert_account(&make::account(1), None).await?;
    let two = tx.insert_account(&make::account(2), None).await?;
    let first = tx.insert_saved_filter(one, &filter("甲")).await?;
    let second = tx.insert_saved_filter(one, &filter("乙")).await?;
    let other = tx.insert_saved_filter(two, &filter("丙")).await?;
    let kept = tx.saved_filters(one).await?;
    let stored = SavedFilter {
        id: first,
        ..filter("甲")
    };
    assert_eq!(kept.len(), 2);
    assert_eq!(kept[1], stored, "the latest first, as it came in");
    let due = NOON.plus_millis(1_000);
    assert_eq!(tx.digests_due(NOON, 10).await?, []);
    assert_eq!(tx.digests_due(due, 10).await?, [one, two], "each once");
    assert_eq!(tx.digests_due(due, 1).await?, [one]);
    let next = NOON.plus_millis(86_400_000);
    assert!(tx.book_digest((first, due), due, next).await?);
    assert!(!tx.book_digest((first, due), due, next).await?, "once");
    assert_eq!(tx.saved_filters(one).await?[1].due_at, Some(next));
    // Nobody else's.
    assert!(!tx.delete_saved_filter(two, second).await?);
    assert!(!tx.begin_digest((two, second), NOON, next).await?);
    assert_eq!(tx.end_digest(two, Some(second)).await?, 0);
    assert_eq!(tx.end_digest(one, None).await?, 2);
    assert_eq!(tx.digests_due(next, 10).await?, [two]);
    assert!(tx.begin_digest((one, second), NOON, due).await?);
    assert_eq!(tx.digests_due(due, 10).await?, [one, two]);
    assert!(tx.delete_saved_filter(one, second).await?);
    assert!(tx.delete_saved_filter(two, other).await?);
    assert_eq!(tx.digests_due(next, 10).await?, []);
    assert_eq!(tx.saved_filters(AccountId(999)).await?, []);
    Ok(())
}
