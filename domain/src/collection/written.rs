//! What a stored lot says, in the words and columns of its form: to show field by field what a later
//! upload would change.

use crate::institutions::{HOME_PROVINCE, Institution};
use crate::lots::{DealMethod, Lot, LotKind, LotPrivate};
use crate::money::{Fen, WAN};

/// A field that a later upload changes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// Header of the column without the star.
    pub column: &'static str,
    /// What is stored.
    pub old: String,
    /// What the upload says.
    pub new: String,
}

/// A column with what stands in it.
type Field = (&'static str, String);

/// The columns in which two versions of a lot differ, in the order of the form.
pub fn changes(old: (&Lot, &LotPrivate), new: (&Lot, &LotPrivate)) -> Vec<Change> {
    let (old, new) = (fields(old.0, old.1), fields(new.0, new.1));
    let pairs = old.into_iter().zip(new);
    let changed = pairs.filter(|((_, old), (_, new))| old != new);
    changed
        .map(|((column, old), (_, new))| Change { column, old, new })
        .collect()
}

/// The whole row of the form that says what the lot of `unit` says: for whoever writes it anew.
pub fn cells_of(
    lot: &Lot,
    private: &LotPrivate,
    unit: &Institution,
) -> Vec<(&'static str, String)> {
    let own = |others: &[String]| {
        let others = others.iter().map(String::as_str);
        std::iter::once(unit.name.as_str())
            .chain(others)
            .collect::<Vec<_>>()
            .join("；")
    };
    let mut cells = fields(lot, private);
    match lot.kind {
        LotKind::Patent => {
            // Without bidding the price of column 起拍价 is what the owner asks for.
            let bidding = lot.deal_methods.contains(&DealMethod::OnlineBid);
            let asked = wan(lot.asking_price.filter(|_| !bidding));
            cells.retain(|(header, _)| *header != "意向金额（万元）");
            for (_, value) in cells
                .iter_mut()
                .filter(|(header, _)| *header == "起拍价（万元）")
            {
                if !asked.is_empty() {
                    value.clone_from(&asked);
                }
            }
            let number = lot.patents.first().map(|patent| patent.number.canonical());
            cells.push(("专利号", text(number)));
            cells.push(("法律状态", "有效".to_owned()));
        }
        LotKind::Achievement => {
            cells.retain(|(header, _)| !matches!(*header, "许可类型" | "许可期限（年）"));
            for (header, value) in &mut cells {
                match *header {
                    "完成单位" => *value = own(&lot.co_owners),
                    "单位所在省份" => value.clone_from(&unit.province),
                    _ => {}
                }
            }
            let leader = lot.team.first().map(|leader| leader.name.clone());
            cells.push(("成果负责人", leader.unwrap_or_default()));
        }
    }
    cells
}

/// The columns of the form with what the lot says in them. A kind always has the same columns.
fn fields(lot: &Lot, private: &LotPrivate) -> Vec<Field> {
    match lot.kind {
        LotKind::Patent => patent(lot, private),
        LotKind::Achievement => achievement(lot, private),
    }
}

fn patent(lot: &Lot, private: &LotPrivate) -> Vec<Field> {
    let patent = lot.patents.first();
    let of_patent =
        |text: fn(&crate::lots::LotPatent) -> String| patent.map_or(String::new(), text);
    let mut fields = vec![
        ("专利名称", lot.title.clone()),
        (
            "专利类型",
            of_patent(|p| p.patent_type.form_label().to_owned()),
        ),
        ("申请日", of_patent(|p| p.filed_on.to_string())),
        ("授权公告日", of_patent(|p| p.granted_on.to_string())),
        ("专利权人", of_patent(|p| p.holders.clone())),
        ("发明人", of_patent(|p| p.inventors.clone())),
        ("产业领域", lot.industry.form_label().to_owned()),
        ("关键词", lot.keywords.join("；")),
        ("技术简介", lot.summary.clone()),
        ("技术优势及性能指标", lot.advantages.clone()),
        ("应用场景及市场前景", lot.prospect.clone()),
        ("技术成熟度", lot.trl.level().to_string()),
    ];
    fields.extend(offer(lot));
    fields.extend([
        ("加价幅度（万元）", wan(lot.increment)),
        ("保留价（万元）", wan(private.reserve_price)),
    ]);
    fields.extend(project(lot));
    fields.extend([
        ("是否财政资助项目专利", yes_or_no(lot.fiscal_funding)),
        ("是否推荐现场路演", yes_or_no(lot.roadshow)),
        (
            "权利限制",
            words(lot.encumbrances.iter().map(|e| e.form_label())),
        ),
        ("权利限制说明", text(lot.encumbrance_note.as_ref())),
    ]);
    fields.extend(contact(lot, private));
    fields
}

fn achievement(lot: &Lot, private: &LotPrivate) -> Vec<Field> {
    let members = lot.team.iter().skip(1).map(|member| member.name.as_str());
    let related = lot.related_patents.iter().map(|number| number.canonical());
    let mut fields = vec![
        ("成果名称", lot.title.clone()),
        // Beside the unit itself, which is the same in both.
        ("完成单位", lot.co_owners.join("；")),
        (
            "单位所在省份",
            if lot.out_of_province {
                "省外"
            } else {
                HOME_PROVINCE
            }
            .to_owned(),
        ),
        ("团队成员", members.collect::<Vec<_>>().join("；")),
        ("产业领域", lot.industry.form_label().to_owned()),
        (
            "成果类型",
            text(lot.achievement_kind.map(|kind| kind.form_label())),
        ),
        ("成果简介", lot.summary.clone()),
        ("创新点及主要技术指标", lot.advantages.clone()),
        ("应用场景及市场前景", lot.prospect.clone()),
        ("技术成熟度", lot.trl.level().to_string()),
        (
            "知识产权情况",
            words(lot.protections.iter().map(|p| p.form_label())),
        ),
        ("相关专利号", related.collect::<Vec<_>>().join("；")),
        ("成果评价或鉴定", text(lot.evaluation.as_ref())),
    ];
    fields.extend(project(lot));
    fields.extend(offer(lot));
    fields.extend([
        ("是否推荐现场路演", yes_or_no(lot.roadshow)),
        ("权利归属及限制", text(lot.encumbrance_note.as_ref())),
    ]);
    fields.extend(contact(lot, private));
    fields
}

fn offer(lot: &Lot) -> [Field; 6] {
    let asking = match lot.negotiable {
        true => "面议".to_owned(),
        false => wan(lot.asking_price),
    };
    [
        (
            "交易方式",
            words(lot.modes.iter().map(|mode| mode.form_label())),
        ),
        (
            "许可类型",
            text(lot.licence_kind.map(|kind| kind.form_label())),
        ),
        (
            "许可期限（年）",
            text(lot.licence_years.map(|years| years.to_string())),
        ),
        (
            "成交方式",
            words(lot.deal_methods.iter().map(|way| way.form_label())),
        ),
        ("起拍价（万元）", wan(lot.start_price)),
        ("意向金额（万元）", asking),
    ]
}

fn project(lot: &Lot) -> [Field; 3] {
    [
        ("是否双碳领域", yes_or_no(lot.dual_carbon)),
        ("计划项目级别", lot.project_level.form_label().to_owned()),
        ("计划项目名称及编号", text(lot.project.as_ref())),
    ]
}

fn contact(lot: &Lot, private: &LotPrivate) -> [Field; 4] {
    [
        ("联系人", private.contact.name.clone()),
        ("联系电话", private.contact.phone.clone()),
        ("电子邮箱", text(private.contact.email.as_ref())),
        ("备注", text(lot.remark.as_ref())),
    ]
}

pub(super) fn yes_or_no(yes: bool) -> String {
    if yes { "是" } else { "否" }.to_owned()
}

pub(super) fn text(text: Option<impl ToString>) -> String {
    text.map_or(String::new(), |text| text.to_string())
}

pub(super) fn words<'a>(words: impl Iterator<Item = &'a str>) -> String {
    words.collect::<Vec<_>>().join("、")
}

/// An amount in 万元, as the forms have it: `6.2`.
pub(crate) fn wan(amount: Option<Fen>) -> String {
    let Some(Fen(amount)) = amount else {
        return String::new();
    };
    let rest = format!("{:06}", amount % WAN);
    match rest.trim_end_matches('0') {
        "" => (amount / WAN).to_string(),
        rest => format!("{}.{rest}", amount / WAN),
    }
}

/// What a later upload of its row makes of a stored lot: the form speaks for what it has a column for;
/// code, state, session, tags and whatever else the centre added stay.
pub fn rewritten(old: &Lot, row: Lot) -> Lot {
    let mut patents = row.patents;
    // What was looked up about a patent since is not in the form.
    for patent in &mut patents {
        if let Some(known) = old
            .patents
            .iter()
            .find(|known| known.number == patent.number)
        {
            patent.ipc.clone_from(&known.ipc);
            patent.further_ipc.clone_from(&known.further_ipc);
            patent.legal_checked_on = known.legal_checked_on;
            patent.grant_pub_no.clone_from(&known.grant_pub_no);
        }
    }
    Lot {
        id: old.id,
        code: old.code.clone(),
        session: old.session,
        session_reason: old.session_reason.clone(),
        cluster: old.cluster,
        maturation_need: old.maturation_need.clone(),
        deposit: old.deposit,
        ownership_reform: old.ownership_reform,
        referrer: old.referrer.clone(),
        tags: old.tags.clone(),
        featured_rank: old.featured_rank,
        practice: old.practice,
        state: old.state,
        published_at: old.published_at,
        withdrawn_reason: old.withdrawn_reason.clone(),
        patents,
        ..row
    }
}
