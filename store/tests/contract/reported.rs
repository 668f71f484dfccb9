//! Deals that a form reports, which wait for their proof.

use crate::bench::Bench;
use crate::interests::{code, scene};
use crate::make::{self, NOON};
use domain::evidence::FileHash;
use domain::files::{FileKind, FileOwner, FileOwnerKind, MediaType, Visibility};
use domain::ids::{AccountId, IntakeId, LotId};
use domain::intakes::{IntakeKind, IntakeState, Report, Reported};
use domain::money::Fen;
use domain::time::Date;
use store::{FileBody, FileContent, IntakesOf, NewFile, NewReport, Result, StoreError};

stories!(a_reported_deal_waits_for_its_proof);

const TODAY: Date = NOON.date();

/// A deal as a form reports it, of a lot or of none.
fn reported(title: &str, lot: Option<LotId>) -> Report {
    Report {
        kind: IntakeKind::Deal,
        session: None,
        lot,
        buyer: "第1示例企业（示例）".into(),
        buyer_code: code(1).as_str().into(),
        amount: Some(Fen::yuan(200_000)),
        agreed_on: TODAY,
        more: Reported {
            title: title.into(),
            supplier: "云岭理工学院（示例）".into(),
            supplier_code: None,
            modes: Vec::new(),
            contract: None,
            actual: None,
            registration: None,
            public: false,
            reporter: "某人（示例）".into(),
        },
    }
}

fn proof(of: IntakeId, by: AccountId) -> NewFile {
    NewFile {
        owner: FileOwner {
            kind: FileOwnerKind::Intake,
            id: of.get(),
        },
        kind: FileKind::Proof,
        name: "合同.pdf".into(),
        visibility: Visibility::Private,
        content: FileContent::Body(FileBody {
            place: "ab/proof".into(),
            media: MediaType::Pdf,
            bytes: 9,
            hash: FileHash([7; 32]),
        }),
        by,
        at: NOON,
    }
}

async fn a_reported_deal_waits_for_its_proof(bench: &Bench) -> Result<()> {
    let mut tx = make::setting(&bench.store).await?;
    let (_, lots, [by, _]) = scene(&mut tx).await?;
    let season = make::season().id;
    let sold = reported("一项", Some(lots[0]));
    let free = reported("另一项", None);
    let new = |report, identity| NewReport {
        season,
        institution: None,
        report,
        identity,
        digest: "d1",
        by,
        at: NOON,
    };
    let first = tx.insert_report(&new(&sold, "report:1")).await?;
    let second = tx.insert_report(&new(&free, "report:2")).await?;
    assert_eq!(tx.unproven_intakes(None).await?, 2);
    let sale = tx.sold_offline(lots[0]).await?.expect("sold");
    assert_eq!((sale.on, sale.public), (TODAY, false));
    let keys = ["report:1", "report:3"].map(str::to_owned);
    let standing = tx.standing_reports(season, &keys).await?;
    assert_eq!(standing.len(), 1);
    let (stored, said) = &standing["report:1"];
    assert_eq!((stored.id, &stored.title[..]), (first, "一项"));
    assert_eq!((said, stored.digest.as_deref()), (&sold, Some("d1")));
    assert_eq!(tx.standing_intake(&sold).await?, Some(first));
    assert_eq!(tx.standing_intake(&free).await?, None);
    // Said anew on top of the version that it has, once.
    let dearer = Report {
        amount: Some(Fen::yuan(300_000)),
        ..sold.clone()
    };
    assert!(tx.rewrite_report(first, 1, &dearer, "d2").await?);
    assert!(!tx.rewrite_report(first, 1, &sold, "d3").await?);
    let stored = tx.intake(first).await?.expect("it is there");
    assert_eq!((stored.version, stored.amount), (2, dearer.amount));
    // One file proves two.
    let file = tx.insert_file(&proof(first, by)).await?;
    for id in [first, second] {
        assert!(tx.prove_intake(id, file).await?);
        assert!(!tx.prove_intake(id, file).await?, "it has one");
    }
    let of = IntakesOf {
        proven: Some(true),
        state: Some(IntakeState::Waiting),
        ..IntakesOf::default()
    };
    let listed = tx.intakes_listed(of, 9).await?;
    let ids: Vec<_> = listed.iter().map(|one| (one.id, one.proof)).collect();
    assert_eq!(ids, [(second, Some(file)), (first, Some(file))]);
    let below = IntakesOf {
        before: Some(second),
        ..of
    };
    assert_eq!(tx.intakes_listed(below, 9).await?.len(), 1);
    assert!(!tx.withdraw_report(first, 1).await?, "another version");
    assert!(tx.withdraw_report(first, 2).await?);
    assert_eq!(tx.sold_offline(lots[0]).await?, None);
    tx.insert_report(&new(&sold, "report:1")).await?;
    tx.commit().await?;
    // The same row, and the same lot, stand once.
    let other = reported("第三项", Some(lots[0]));
    for (report, identity) in [(&free, "report:2"), (&other, "report:4")] {
        let mut tx = bench.store.write().await?;
        let refused = tx.insert_report(&new(report, identity)).await;
        assert!(matches!(refused, Err(StoreError::Conflict)), "{refused:?}");
    }
    Ok(())
}
