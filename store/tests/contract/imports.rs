//! Uploads of collection forms.

use crate::bench::Bench;
use crate::make::{self, NOON};
use domain::ids::{ImportId, InstitutionId};
use store::{NewImport, Result};

stories!(an_upload_is_committed_once);

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
