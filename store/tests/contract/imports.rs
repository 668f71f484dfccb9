//! Uploads of collection forms.

use crate::bench::Bench;
use crate::make::{self, NOON};
use domain::ids::{AccountId, ImportId, InstitutionId};
use domain::lots::{Lot, LotState};
use store::{ImportedLot, NewImport, NewLot, Result};

stories!(
    an_upload_is_committed_once,
    what_an_upload_did_is_known_and_taken_back,
    a_submitted_lot_is_written_anew,
);

async fn an_upload_is_committed_once(bench: &Bench) -> Result<()> {
    let mut tx = make::setting(&bench.store).await?;
    let account = tx.insert_account(&make::account(0), None).await?;
    let new = NewImport {
        account,
        institution: Some(InstitutionId(1)),
        season: make::season().id,
        file_name: "专利征集表.xlsx",
        file: &[0, 159, 146, 150, 255],
        preview: r#"{"rows":[]}"#,
        created_at: NOON,
    };
    let id = tx.insert_import(&new).await?;
    let stored = tx.import(id).await?.expect("the upload is there");
    assert_eq!(
        (stored.id, stored.account, stored.season),
        (id, account, new.season)
    );
    assert_eq!(stored.institution, new.institution);
    assert_eq!(
        (stored.file_name.as_str(), stored.file.as_slice()),
        (new.file_name, new.file)
    );
    assert_eq!(
        (stored.preview.as_str(), stored.created_at),
        (new.preview, NOON)
    );
    assert_eq!(stored.committed, None);

    assert!(tx.mark_committed(id, NOON.plus_millis(5), 12).await?);
    assert!(
        !tx.mark_committed(id, NOON.plus_millis(9), 13).await?,
        "only once"
    );
    let committed = tx.import(id).await?.and_then(|stored| stored.committed);
    assert_eq!(committed, Some((NOON.plus_millis(5), 12)));
    assert_eq!(tx.import(ImportId(999)).await?, None);
    Ok(())
}

async fn what_an_upload_did_is_known_and_taken_back(bench: &Bench) -> Result<()> {
    let mut tx = make::setting(&bench.store).await?;
    let account = tx.insert_account(&make::account(0), None).await?;
    let new = NewImport {
        account,
        institution: Some(InstitutionId(1)),
        season: make::season().id,
        file_name: "专利征集表.csv",
        file: &[1],
        preview: r#"{"kind":"patent"}"#,
        created_at: NOON,
    };
    let (first, second) = (tx.insert_import(&new).await?, tx.insert_import(&new).await?);
    assert!(
        !tx.mark_undone(first, account, NOON).await?,
        "not committed"
    );
    let lot = Lot {
        state: LotState::Submitted,
        published_at: None,
        ..make::lot(1)
    };
    let id = make::put(&mut tx, &lot).await?;
    tx.insert_imported_lot(first, id, Some("{}")).await?;
    let stored = tx.lot_by_id(id).await?.expect("the lot");
    let noted = ImportedLot {
        lot: id,
        version: stored.version,
        earlier: Some("{}".into()),
    };
    assert_eq!(tx.imported_lots(first).await?, [noted]);
    assert_eq!(tx.imported_lots(second).await?, []);

    assert!(tx.mark_committed(first, NOON, 1).await?);
    assert!(tx.mark_undone(first, account, NOON.plus_millis(7)).await?);
    assert!(
        !tx.mark_undone(first, account, NOON.plus_millis(9)).await?,
        "only once"
    );
    let listed = tx.latest_imports(Some(account), 9).await?;
    let states: Vec<_> = listed.iter().map(|one| (one.id, one.undone)).collect();
    assert_eq!(states, [(second, None), (first, Some(NOON.plus_millis(7)))]);
    assert_eq!(listed[0].preview, new.preview);
    assert_eq!(tx.latest_imports(None, 1).await?.len(), 1);
    assert_eq!(tx.latest_imports(Some(AccountId(77)), 9).await?, []);
    Ok(())
}

async fn a_submitted_lot_is_written_anew(bench: &Bench) -> Result<()> {
    let mut tx = make::setting(&bench.store).await?;
    let lot = Lot {
        state: LotState::Submitted,
        published_at: None,
        ..make::lot(1)
    };
    let id = make::put(&mut tx, &lot).await?;
    let code = lot.code.clone();
    let codes = [code.clone()];
    let old = tx
        .rewritable_lots(&codes)
        .await?
        .remove(&code)
        .expect("the lot");
    let owner = tx.institution(old.lot.owner).await?.expect("its owner");
    let changed = Lot {
        title: "改过名称的示例标的".into(),
        remark: Some("改过".into()),
        ..old.lot.clone()
    };
    let new = NewLot {
        lot: &changed,
        private: &old.private,
        owner: &owner,
        identity_key: "",
        import_digest: Some("digest"),
    };
    assert!(
        !tx.rewrite_lot(&new, old.version + 1).await?,
        "another version"
    );
    assert!(tx.rewrite_lot(&new, old.version).await?);
    let now = tx
        .rewritable_lots(&codes)
        .await?
        .remove(&code)
        .expect("the lot");
    assert_eq!(now.lot, changed);
    assert_eq!(now.import_digest.as_deref(), Some("digest"));
    assert_eq!(now.version, old.version + 1);

    let (from, to) = (LotState::Submitted, LotState::UnderReview);
    assert!(tx.update_lot_state(id, from, to, None).await?);
    assert!(tx.rewritable_lots(&codes).await?.is_empty());
    assert!(
        !tx.rewrite_lot(&new, now.version + 1).await?,
        "it has moved on"
    );
    Ok(())
}
