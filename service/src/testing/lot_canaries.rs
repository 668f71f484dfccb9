//! Secrets of lots (LG-8, LG-10): the reserve price, whom to call, files that are not public; in a draft that is
//! open, in an upload that is checked, and in a lot that is published.

use super::workbooks::{self, patent, set};
use super::{TestPortal, lot};
use domain::accounts::Account;
use domain::collection::Form;
use domain::drafts::Section;
use domain::files::{FileKind, Visibility};
use domain::ids::{DraftId, FileId, ImportId, LotCode};
use domain::lots::{Contact, LotKind, LotPrivate};
use domain::money::Fen;
use rust_xlsxwriter::Worksheet;

/// What its readers are shown: people of the institution, and the centre.
pub const LOT_CANARIES: [&str; 5] = [
    "金丝雀标的甲",
    "19988800004",
    "canary-lot@example.com",
    // The reserve price as it is typed, 万元.
    "776.5432",
    "canary bytes of a private file",
];
/// The same reserve price in yuan and in fen, as pages and data would say it.
pub const LOT_RESERVES: [&str; 2] = ["7,765,432", "776543200"];

/// Where the secrets lie.
#[derive(Clone, Debug)]
pub struct PlantedLot {
    /// The draft.
    pub draft: DraftId,
    /// The upload.
    pub upload: ImportId,
    /// The published lot.
    pub lot: LotCode,
    /// Its private file.
    pub file: FileId,
}

/// What is typed for the secrets.
const TYPED: [(&str, &str); 4] = [
    ("保留价（万元）", "776.5432"),
    ("联系人", LOT_CANARIES[0]),
    ("联系电话", LOT_CANARIES[1]),
    ("电子邮箱", LOT_CANARIES[2]),
];

impl TestPortal {
    /// Plants [`LOT_CANARIES`] as `liaison`, of the institution that offers the lots, writes them.
    ///
    /// # Panics
    /// When something on the way is refused.
    pub async fn plant_lot_canaries(&self, liaison: &Account) -> PlantedLot {
        let portal = &self.portal;
        let draft = portal.begin_draft(liaison, LotKind::Patent).await;
        let draft = draft.expect("a draft");
        for section in Section::ALL {
            let page = portal.draft_page(liaison, draft).await.expect("a draft");
            let typed = TYPED.map(|(header, value)| (header.to_owned(), value.to_owned()));
            let typed = typed.into_iter().collect();
            let saved = portal.save_draft(liaison, draft, (*section, page.revision), typed);
            saved.await.expect("saved");
        }
        // Refused for its title, so that the annotated copy has something to say.
        let mut row = patent(1);
        for (header, value) in TYPED {
            set(&mut row, header, value);
        }
        set(&mut row, "专利名称", "短");
        // Without the line that names a unit, which is another one in the forms of tests.
        let mut sheet = Worksheet::new();
        sheet.set_name(Form::Patent.sheet()).expect("a short name");
        workbooks::headers(&mut sheet, 0, Form::Patent);
        workbooks::write_row(&mut sheet, 1, Form::Patent, &row);
        let bytes = workbooks::workbook(vec![sheet]);
        let upload = portal.upload_form(liaison, "征集表.xlsx", bytes).await;
        let (lot, file) = self.canary_lot(liaison).await;
        PlantedLot {
            draft,
            upload: upload.expect("an upload"),
            lot,
            file,
        }
    }

    async fn canary_lot(&self, liaison: &Account) -> (LotCode, FileId) {
        let made = lot("P2026-ENER-0911", self.season.id, self.owner().id, true);
        let private = LotPrivate {
            reserve_price: Some(Fen::yuan(7_765_432)),
            contact: Contact {
                name: LOT_CANARIES[0].into(),
                phone: LOT_CANARIES[1].into(),
                email: Some(LOT_CANARIES[2].into()),
            },
        };
        let mut tx = self.portal.store().write().await.expect("a transaction");
        let key = "test:canary-lot";
        let id = tx
            .insert_lot(&made, &private, self.owner(), key, None)
            .await;
        let id = id.expect("a lot");
        tx.commit().await.expect("a commit");
        let private_file = crate::files::Upload {
            kind: FileKind::Certificate,
            visibility: Visibility::Private,
            name: "证书.pdf".into(),
            bytes: format!("%PDF-1.4 {}", LOT_CANARIES[4]).into_bytes(),
        };
        let file = self
            .portal
            .attach_file(liaison, &made.code, private_file)
            .await;
        let centre = self.centre().await;
        centre.publish(&[id]).await.expect("published");
        (made.code, file.expect("a file"))
    }
}
