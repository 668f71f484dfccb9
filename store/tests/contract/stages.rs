//! What happens to a lot after its round: moves on record, publicities, the price of a new round.

use crate::bench::{Bench, raw};
use crate::make::{self, NOON};
use domain::bidding::stage::{Particulars, Stage, StageEventKind};
use domain::evidence::FileHash;
use domain::ids::{AccountId, LotId};
use domain::lots::{Lot, LotState};
use domain::money::Fen;
use domain::views::{LotFilter, LotSort};
use store::{NewMove, NewProof, Result, StoreError, Tx};

stories!(
    the_moves_of_a_lot_are_append_only,
    a_publicity_is_over_once,
    a_lot_goes_into_another_round_for_less,
    deals_are_counted_by_how_they_came_about,
    a_deposit_is_stated_later,
);

const STAFF: AccountId = AccountId(9);
const PAPER: FileHash = FileHash([7; 32]);

async fn stage(bench: &Bench) -> Result<(Tx, LotId)> {
    let code = make::open_lot(&bench.store).await?;
    let mut tx = bench.store.write().await?;
    let lot = tx.lot(&code).await?.expect("the lot is there").lot.id;
    tx.insert_account(&make::account(STAFF.get()), None).await?;
    tx.insert_proof(&NewProof {
        hash: PAPER,
        file_name: "合同.pdf",
        file: b"contract",
        by: STAFF,
        at: NOON,
    })
    .await?;
    Ok((tx, lot))
}

fn confirmed(lot: LotId, particulars: &Particulars) -> NewMove<'_> {
    NewMove {
        lot,
        seq: 1,
        listed_seq: 1,
        event: StageEventKind::Confirm,
        from: Stage::SoldPending,
        to: Stage::Confirmed,
        at: NOON,
        by: Some(STAFF),
        reason: "证照核对无误",
        particulars,
        paper: None,
    }
}

async fn the_moves_of_a_lot_are_append_only(bench: &Bench) -> Result<()> {
    let (mut tx, lot) = stage(bench).await?;
    let none = Particulars::default();
    tx.insert_move(&confirmed(lot, &none)).await?;
    let signed = Particulars {
        price: Some(Fen::yuan(80_000)),
        signed_on: Some(NOON.date()),
        ..none.clone()
    };
    let second = NewMove {
        seq: 2,
        event: StageEventKind::ContractSigned,
        from: Stage::Confirmed,
        to: Stage::ContractSigned,
        by: None,
        paper: Some(PAPER),
        particulars: &signed,
        ..confirmed(lot, &none)
    };
    tx.insert_move(&second).await?;
    tx.commit().await?;

    let mut tx = bench.store.read().await?;
    let moves = tx.moves(lot).await?;
    let name = make::account(STAFF.get()).display_name;
    assert_eq!(moves[0].by, Some((STAFF, name)));
    assert_eq!((moves[0].seq, moves[0].paper.clone()), (1, None));
    assert_eq!(moves[1].by, None);
    assert_eq!(moves[1].step.particulars, signed);
    assert_eq!(moves[1].paper, Some((PAPER, "合同.pdf".to_owned())));
    assert_eq!(moves[1].step.to, Stage::ContractSigned);
    assert!(tx.moves(LotId(lot.get() + 1)).await?.is_empty());
    drop(tx);
    for seq in [2, 4] {
        let mut tx = bench.store.write().await?;
        let other = NewMove {
            seq,
            ..confirmed(lot, &none)
        };
        let refused = tx.insert_move(&other).await;
        assert!(matches!(refused, Err(StoreError::Conflict)), "{seq}");
    }
    for statement in [
        "UPDATE lot_stages SET reason = 'x'",
        "DELETE FROM lot_stages",
    ] {
        let mut tx = bench.store.write().await?;
        let refused = raw(&mut tx, statement).await;
        assert!(matches!(refused, Err(StoreError::Conflict)), "{statement}");
    }
    Ok(())
}

async fn a_publicity_is_over_once(bench: &Bench) -> Result<()> {
    let (mut tx, lot) = stage(bench).await?;
    tx.put_publicity(lot, Some(NOON)).await?;
    let later = NOON.plus_millis(1_000);
    tx.put_publicity(lot, Some(later)).await?;
    assert!(tx.publicities_over(NOON, 10).await?.is_empty());
    assert_eq!(tx.publicities_over(later, 10).await?.len(), 1);
    tx.put_publicity(lot, None).await?;
    assert!(tx.publicities_over(later, 10).await?.is_empty());
    tx.commit().await
}

async fn a_lot_goes_into_another_round_for_less(bench: &Bench) -> Result<()> {
    let (mut tx, lot) = stage(bench).await?;
    assert_eq!(tx.unsold_rounds(lot).await?, 0, "the first one still runs");
    let less = Fen::yuan(1_234);
    assert!(tx.set_start_price(lot, less).await?);
    assert!(!tx.set_start_price(LotId(9_999), less).await?);
    let stored = tx.lot_by_id(lot).await?.expect("the lot is there");
    assert_eq!(stored.lot.start_price, Some(less));
    let filter = LotFilter {
        price_max: Some(less),
        sort: Some(LotSort::PriceLow),
        ..LotFilter::default()
    };
    let (cards, ..) = tx.catalogue(&filter, NOON).await?;
    let found: Vec<_> = cards.iter().map(|card| card.start_price).collect();
    assert_eq!(found, [Some(less)]);
    tx.commit().await
}

async fn deals_are_counted_by_how_they_came_about(bench: &Bench) -> Result<()> {
    use StageEventKind as K;
    let (mut tx, lot) = stage(bench).await?;
    let season = make::season().id;
    let of = async |tx: &mut Tx| -> Result<(u32, u32, u32, u32)> {
        let progress = tx.progress(season).await?;
        let (negotiated, offline) = (progress.negotiated, progress.offline);
        Ok((progress.sold, progress.by_bidding(), negotiated, offline))
    };
    let none = Particulars::default();
    let step = |seq, event, to| NewMove {
        seq,
        event,
        to,
        ..confirmed(lot, &none)
    };
    tx.insert_move(&step(1, K::PriceAgreed, Stage::Publicity))
        .await?;
    assert_eq!(
        of(&mut tx).await?,
        (0, 0, 0, 0),
        "in publicity nothing is sold"
    );
    raw(&mut tx, "UPDATE lots SET state = 'CONTRACTING'").await?;
    assert_eq!(of(&mut tx).await?, (1, 0, 1, 0));
    tx.insert_move(&step(2, K::OfflineDeal, Stage::ContractSigned))
        .await?;
    assert_eq!(
        of(&mut tx).await?,
        (1, 0, 0, 1),
        "the latest agreement counts"
    );

    // A lot that was knocked down has no agreement on record.
    let sold = Lot {
        state: LotState::Sold,
        ..make::lot(2)
    };
    make::put(&mut tx, &sold).await?;
    assert_eq!(of(&mut tx).await?, (2, 1, 0, 1));
    tx.commit().await
}

async fn a_deposit_is_stated_later(bench: &Bench) -> Result<()> {
    let (mut tx, lot) = stage(bench).await?;
    let asked = Fen::yuan(10_000);
    assert!(tx.set_demands(lot, Some(asked), true).await?);
    assert!(tx.set_demands(lot, None, true).await?, "the deposit stays");
    assert!(!tx.set_demands(LotId(9_999), Some(asked), true).await?);
    let stored = tx.lot_by_id(lot).await?.expect("the lot is there");
    assert_eq!(stored.lot.deposit, Some(asked));
    assert!(stored.lot.second_factor);
    tx.commit().await
}
