//! What a permission is asked about: lots, sessions and uploads of this institution and of another.

use super::{TestPortal, institution, lot, take_part, worded, words};
use domain::accounts::Account;
use domain::ids::{ImportId, LotCode, LotId, SessionId};
use domain::institutions::{City, Institution, InstitutionKind};
use domain::lots::{Industry, LotPrivate};
use domain::money::Fen;
use domain::sessions::{Bilingual, Block, PageContent, Revision, Session, SessionState};
use store::NewImport;

impl TestPortal {
    /// Another institution.
    ///
    /// # Panics
    /// On faults of ours.
    pub async fn institution(&self, name: &str) -> Institution {
        let mut made = institution(name, InstitutionKind::University);
        let mut tx = self.portal.store().write().await.expect("a transaction");
        made.id = tx.insert_institution(&made).await.expect("an institution");
        take_part(&mut tx, &self.season, made.id, self.portal.now()).await;
        tx.commit().await.expect("a commit");
        made
    }

    /// A lot of `owner` in a round that is open from now for an hour, with this deposit.
    ///
    /// # Panics
    /// When something on the way is refused.
    pub async fn open_lot_of(
        &self,
        owner: &Institution,
        code: &str,
        deposit: Fen,
    ) -> (LotId, LotCode) {
        let mut lot = lot(code, self.season.id, owner.id, false);
        lot.deposit = Some(deposit);
        let mut tx = self.portal.store().write().await.expect("a transaction");
        let id = tx
            .insert_lot(&lot, &LotPrivate::default(), owner, code, None)
            .await
            .expect("a lot");
        tx.commit().await.expect("a commit");
        self.agree_if_shared(&lot).await;
        self.open(id).await;
        (id, lot.code)
    }

    /// A session with one revision, which is `published` or still a draft.
    ///
    /// # Panics
    /// When the address or the number is taken.
    pub async fn session(&self, number: u16, published: bool) -> Session {
        let now = self.portal.now();
        let bilingual = |zh: &str| Bilingual {
            zh: zh.into(),
            en: String::new(),
        };
        let mut session = worded(Session {
            id: SessionId(0),
            season: self.season.id,
            number,
            slug: format!("session-{number}"),
            title: bilingual("新能源专场（示例）"),
            industry: Industry::Energy,
            city: City::Nanjing,
            venue: bilingual("示例会议中心"),
            starts_at: now,
            ends_at: now.plus_millis(3_600_000),
            holders: Vec::new(),
            torch_express: false,
            low_carbon: false,
            state: SessionState::Planned,
            cancelled_reason: None,
            published_revision: None,
            moved_from: None,
        });
        let revision = worded(Revision {
            number: 1,
            title: session.title.clone(),
            venue: session.venue.clone(),
            starts_at: now,
            agenda: Vec::new(),
            page: content(),
            author: "某人（示例）".into(),
            saved_at: now,
            published_at: None,
        });
        let mut tx = self.portal.store().write().await.expect("a transaction");
        session.id = tx.upsert_session(&session).await.expect("a session");
        tx.insert_revision(session.id, &revision)
            .await
            .expect("a revision");
        if published {
            session.state = SessionState::Published;
            session.published_revision = Some(1);
            tx.publish_revision(session.id, 1, now, &session)
                .await
                .expect("published");
        }
        tx.commit().await.expect("a commit");
        session
    }

    /// An upload of this person: an empty form.
    ///
    /// # Panics
    /// On faults of ours.
    pub async fn import_of(&self, account: &Account) -> ImportId {
        let form = self.portal.form_template("patent", None).await;
        let file = form.expect("a form").bytes;
        let mut tx = self.portal.store().write().await.expect("a transaction");
        let file_name = words("form.xlsx");
        let import = NewImport {
            account: account.id,
            institution: account.institution,
            season: self.season.id,
            file_name: &file_name,
            file: &file,
            preview: "{}",
            created_at: self.portal.now(),
        };
        let id = tx.insert_import(&import).await.expect("an upload");
        tx.commit().await.expect("a commit");
        id
    }
}

/// A page with one block of each kind.
fn content() -> PageContent {
    let text = || Bilingual {
        zh: "内容虚构。".into(),
        en: String::new(),
    };
    let blocks = vec![
        Block::Heading { text: text() },
        Block::Text { text: text() },
        Block::Lots,
        Block::Question {
            question: text(),
            answer: text(),
        },
        Block::Notice { text: text() },
        Block::Table {
            caption: text(),
            rows: text(),
        },
        Block::People { rows: text() },
        Block::Downloads { rows: text() },
        Block::Map { text: text() },
        Block::Video {
            text: text(),
            link: "https://video.example.com/a".into(),
        },
        Block::Picture {
            text: text(),
            link: "/files/1".into(),
        },
        Block::Events { rows: text() },
    ];
    PageContent { blocks }
}
