//! What a row of 《意向与交易汇交表》 becomes (domain.md §4.5, RM-01): a record of an intent or a deal, whose
//! proof comes later.

use super::IntakeKind;
use crate::collection::{Change, ContractKind, OfflineRow, ReportKind, ReportedMode, wan};
use crate::ids::{LotId, SessionId};
use crate::money::Fen;
use crate::time::Date;
use serde::{Deserialize, Serialize};

/// Records that one file may prove together, and that a page shows.
pub const PROVEN_TOGETHER_MAX: usize = 50;

codes! {
    /// Which records are shown.
    ReportedShow {
        All = "all" / "全部",
        /// Without a proof: the centre does not have them yet.
        Unproven = "unproven" / "缺凭证",
        /// With the centre.
        Waiting = "waiting" / "待核实",
        Verified = "verified" / "已核实",
        Returned = "returned" / "退回",
    }
}

/// What only the form says of a record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reported {
    /// 项目名称
    pub title: String,
    /// 供给方名称
    pub supplier: String,
    /// 供给方统一社会信用代码
    pub supplier_code: Option<String>,
    /// 合作方式
    pub modes: Vec<ReportedMode>,
    /// 合同类别
    pub contract: Option<ContractKind>,
    /// 实际成交额, fen.
    pub actual: Option<Fen>,
    /// 技术合同登记编号
    pub registration: Option<String>,
    /// 是否公开
    pub public: bool,
    /// 汇交人及电话: for whoever reads the records, and nobody else.
    pub reporter: String,
}

/// A record as the form says it, at its place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Report {
    /// An intent, or a deal.
    pub kind: IntakeKind,
    /// The session at which it came about.
    pub session: Option<SessionId>,
    /// The lot that it is about.
    pub lot: Option<LotId>,
    /// 需求方名称
    pub buyer: String,
    /// 需求方统一社会信用代码, canonical.
    pub buyer_code: String,
    /// 金额, fen; always there for a deal.
    pub amount: Option<Fen>,
    /// 日期
    pub agreed_on: Date,
    /// The other columns.
    pub more: Reported,
}

impl From<ReportKind> for IntakeKind {
    fn from(kind: ReportKind) -> Self {
        match kind {
            ReportKind::Deal => Self::Deal,
            ReportKind::Intent => Self::Intent,
        }
    }
}

impl Report {
    /// The record of a checked row.
    pub fn of(row: &OfflineRow, session: Option<SessionId>, lot: Option<LotId>) -> Self {
        Self {
            kind: row.kind.into(),
            session,
            lot,
            buyer: row.demander.clone(),
            buyer_code: row.demander_code.clone(),
            amount: row.amount,
            agreed_on: row.on,
            more: Reported {
                title: row.title.clone(),
                supplier: row.supplier.clone(),
                supplier_code: row.supplier_code.clone(),
                modes: row.modes.clone(),
                contract: row.contract,
                actual: row.actual,
                registration: row.registration.clone(),
                public: row.public,
                reporter: row.reporter.clone(),
            },
        }
    }

    /// The columns in which a later row says something else; its parties, its title and its day are what
    /// makes it the same one.
    pub fn changes(&self, new: &Self) -> Vec<Change> {
        let pairs = self.columns().into_iter().zip(new.columns());
        let changed = pairs.filter(|((_, old), (_, new))| old != new);
        changed
            .map(|((column, old), (_, new))| Change { column, old, new })
            .collect()
    }

    /// What it says column by column, in the order of the form.
    fn columns(&self) -> Vec<(&'static str, String)> {
        let text = |text: &Option<String>| text.clone().unwrap_or_default();
        let modes = self.more.modes.iter();
        let modes: Vec<&str> = modes.map(|mode| mode.form_label()).collect();
        let contract = self.more.contract.map_or("", |kind| kind.form_label());
        let public = if self.more.public { "是" } else { "否" };
        vec![
            ("供给方统一社会信用代码", text(&self.more.supplier_code)),
            ("需求方统一社会信用代码", self.buyer_code.clone()),
            ("合作方式", modes.join("、")),
            ("合同类别", contract.to_owned()),
            ("金额（万元）", wan(self.amount)),
            ("实际成交额（万元）", wan(self.more.actual)),
            ("技术合同登记编号", text(&self.more.registration)),
            ("是否公开", public.to_owned()),
            ("汇交人及电话", self.more.reporter.clone()),
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row() -> OfflineRow {
        OfflineRow {
            kind: ReportKind::Deal,
            season: "2026-AUCTION".into(),
            session: Some(3),
            reference: None,
            title: "双参比气体传感器技术转让".into(),
            supplier: "云岭理工学院（示例）".into(),
            supplier_code: None,
            demander: "南山新材有限公司（示例）".into(),
            demander_code: "91329999MA9DEMQ15L".into(),
            modes: vec![ReportedMode::Transfer],
            contract: Some(ContractKind::Transfer),
            amount: Some(Fen::yuan(1_205_000)),
            actual: None,
            on: Date::of(2026, 10, 12),
            registration: None,
            public: true,
            reporter: "示例汇交人 19900001234".into(),
        }
    }

    #[test]
    fn a_row_is_a_record_at_its_place() {
        let report = Report::of(&row(), Some(SessionId(7)), None);
        assert_eq!(
            (report.kind, report.session),
            (IntakeKind::Deal, Some(SessionId(7)))
        );
        assert_eq!(report.changes(&report), []);
        let intent = OfflineRow {
            kind: ReportKind::Intent,
            ..row()
        };
        assert_eq!(Report::of(&intent, None, None).kind, IntakeKind::Intent);
        let kept = serde_json::to_string(&report).expect("plain data");
        assert_eq!(serde_json::from_str::<Report>(&kept).ok(), Some(report));
    }

    #[test]
    fn what_a_later_row_changes_is_told_by_column() {
        let later = OfflineRow {
            amount: Some(Fen::yuan(1_300_000)),
            public: false,
            ..row()
        };
        let (old, new) = (
            Report::of(&row(), None, None),
            Report::of(&later, None, None),
        );
        let changed = old.changes(&new);
        let told: Vec<_> = changed
            .iter()
            .map(|one| (one.column, one.old.as_str(), one.new.as_str()))
            .collect();
        assert_eq!(
            told,
            [("金额（万元）", "120.5", "130"), ("是否公开", "是", "否")]
        );
    }
}
