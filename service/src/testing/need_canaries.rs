//! Secrets of technology needs (LG-1): what an enterprise hides, whom to call, and needs that are not published.

use super::TestPortal;
use super::canaries::{Reader, credit_code};
use crate::NeedAt;
use domain::accounts::Account;
use domain::collection::{CooperationMode, Disclosure, HiddenPart, NeedRow, NeedSource, NeedType};
use domain::ids::NeedCode;
use domain::institutions::City;
use domain::lots::{Contact, Industry};
use domain::money::Fen;
use domain::needs::NeedVerdict;
use domain::sessions::{Block, PageContent, Revision, Session};
use store::NewNeed;

/// Whose need it is that is published without a name.
const ENTERPRISE: &str = "金丝雀需求企业（示例）";
/// Its credit code.
const CREDIT_CODE: &str = "91320000MA00000884";

/// The texts, with whoever is sent them: the host of the session that presents the needs, and the centre.
pub(super) const OF_NEEDS: [(&str, Reader); 16] = [
    (ENTERPRISE, Reader::Host),
    (CREDIT_CODE, Reader::Host),
    ("常州市金丝雀街道", Reader::Host),
    ("金丝雀园区", Reader::Host),
    ("金丝雀产品的寿命", Reader::Host),
    ("金丝雀产线", Reader::Host),
    ("777.7771", Reader::Host),
    ("金丝雀合作单位", Reader::Host),
    ("金丝雀推荐人", Reader::Host),
    ("金丝雀需求联系人", Reader::Host),
    ("19988800003", Reader::Host),
    ("canary-need@example.com", Reader::Host),
    ("金丝雀需求备注", Reader::Host),
    // One that was returned to its unit: nobody knows that it is there.
    ("金丝雀未发布需求", Reader::Host),
    ("金丝雀未发布指标", Reader::Host),
    // What the centre said of it stands in the record.
    ("金丝雀诊断意见", Reader::Record),
];

impl TestPortal {
    /// Plants [`OF_NEEDS`] in the needs of a session whose page shows its needs: one published, one returned.
    pub(super) async fn canary_needs(&self, session: &Session, host: &Account) -> [NeedCode; 2] {
        assert_eq!(credit_code(88), CREDIT_CODE);
        self.show_needs(session, host).await;
        let centre = self.centre().await.account;
        let [shown, returned] =
            ["X2026-BIO-0901", "X2026-BIO-0902"].map(|code| NeedCode::parse(code).expect("a code"));
        let hidden = self.hidden_need();
        let unpublished = NeedRow {
            title: "金丝雀未发布需求".into(),
            indicators: "金丝雀未发布指标：效率不低于 89%，寿命不少于 5000 小时".into(),
            ..hidden.clone()
        };
        self.put_need(&shown, &hidden).await;
        self.put_need(&returned, &unpublished).await;
        let at = |code: &NeedCode, version| NeedAt {
            code: code.clone(),
            version,
        };
        let (portal, of) = (&self.portal, Some(session.id));
        let passed = portal.diagnose_need(&centre, at(&shown, 1), NeedVerdict::Passed, "", of);
        passed.await.expect("a diagnosis");
        let published = portal.publish_need(&centre, at(&shown, 2)).await;
        published.expect("published");
        let said = "金丝雀诊断意见：请补充测试条件";
        let back = portal.diagnose_need(&centre, at(&returned, 1), NeedVerdict::Returned, said, of);
        back.await.expect("a diagnosis");
        [shown, returned]
    }

    /// Publishes a page of the session with its needs.
    async fn show_needs(&self, session: &Session, host: &Account) {
        let desk = self.portal.session_desk(host, session.id).await;
        let revision = Revision {
            number: 2,
            page: PageContent {
                blocks: vec![Block::Needs],
            },
            ..desk.expect("a desk").draft
        };
        let published = Session {
            published_revision: Some(2),
            ..session.clone()
        };
        let mut tx = self.portal.store().write().await.expect("a transaction");
        let kept = tx.insert_revision(session.id, &revision).await;
        kept.expect("a revision");
        let now = self.portal.now();
        let shown = tx.publish_revision(session.id, 2, now, &published).await;
        shown.expect("published");
        tx.commit().await.expect("a commit");
    }

    /// A need whose enterprise keeps to itself whatever can be hidden.
    fn hidden_need(&self) -> NeedRow {
        NeedRow {
            title: "示例材料的寿命提升".into(),
            enterprise: ENTERPRISE.into(),
            credit_code: CREDIT_CODE.into(),
            enterprise_kinds: Vec::new(),
            city: City::Changzhou,
            region: "常州市金丝雀街道".into(),
            park: Some("金丝雀园区".into()),
            industry: Industry::Bio,
            need_type: NeedType::KeyTechnology,
            background: "金丝雀产品的寿命不足，示例背景".into(),
            indicators: "效率不低于 89%，寿命不少于 5000 小时".into(),
            existing_basis: Some("已有金丝雀产线".into()),
            investment: Fen::yuan(7_777_771),
            cooperation: vec![CooperationMode::Transfer],
            valid_until: self.portal.now().date().plus_days(30),
            partner: Some("金丝雀合作单位".into()),
            keywords: vec!["示例".into()],
            disclosure: Disclosure::HideEnterpriseAndRegion,
            hidden: vec![HiddenPart::Investment, HiddenPart::Product],
            contest_consent: false,
            source: Some(NeedSource::TechnologyManager),
            referrer: Some("金丝雀推荐人".into()),
            contact: Contact {
                name: "金丝雀需求联系人".into(),
                phone: "19988800003".into(),
                email: Some("canary-need@example.com".into()),
            },
            remark: Some("金丝雀需求备注".into()),
        }
    }

    /// Stores a need that the centre has handed in.
    async fn put_need(&self, code: &NeedCode, row: &NeedRow) {
        let new = NewNeed {
            code,
            season: self.season.id,
            session: None,
            submitter: None,
            row,
            identity_key: code.as_str(),
            digest: "canary",
            at: self.portal.now(),
        };
        let mut tx = self.portal.store().write().await.expect("a transaction");
        tx.insert_need(&new).await.expect("a need");
        tx.commit().await.expect("a commit");
    }
}
