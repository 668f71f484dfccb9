use super::*;
use crate::collection::{
    CooperationMode, Disclosure, HiddenPart, NeedSource, NeedType, canonical, need_cells,
    need_changes,
};
use crate::institutions::City;
use crate::lots::Contact;
use crate::money::Fen;
use NeedState::{Approved, Closed, Published, Returned, Submitted};

const TODAY: Date = Date::of(2026, 11, 22);

fn row() -> NeedRow {
    NeedRow {
        title: "高温密封件寿命提升".into(),
        enterprise: "北桥密封有限公司（示例）".into(),
        credit_code: "91329999MA9DEMQ15L".into(),
        enterprise_kinds: vec![],
        city: City::Changzhou,
        region: "常州市武进区".into(),
        park: Some("示例科技园".into()),
        industry: Industry::Materials,
        need_type: NeedType::ProductUpgrade,
        background: "现有密封件在高温下寿命不足，产品返修率偏高。".into(),
        indicators: "350℃下寿命不少于8000小时。".into(),
        existing_basis: Some("已有中试线一条。".into()),
        investment: Fen::yuan(1_200_000),
        cooperation: vec![CooperationMode::JointDevelopment],
        valid_until: Date::of(2027, 1, 12),
        partner: Some("某研究所（示例）".into()),
        keywords: vec!["密封".into(), "高温".into()],
        disclosure: Disclosure::Full,
        hidden: vec![],
        contest_consent: true,
        source: Some(NeedSource::TechnologyManager),
        referrer: Some("推荐者甲（示例）".into()),
        contact: Contact {
            name: "联系者乙".into(),
            phone: "19900001234".into(),
            email: Some("b@example.com".into()),
        },
        remark: Some("内部备注".into()),
    }
}

fn whole(row: NeedRow, state: NeedState) -> WholeNeed {
    WholeNeed {
        need: Need {
            id: NeedId(1),
            code: NeedCode::parse("X2026-MAT-0001").expect("a code"),
            season: SeasonId(1),
            session: None,
            industry: row.industry,
            state,
            valid_until: row.valid_until,
            submitted_at: TODAY.at(9, 0),
            published_at: None,
            sheet: NeedSheet::of(&row),
        },
        submitter: None,
        row,
        opinion: String::new(),
        version: 1,
    }
}

#[test]
fn every_arrow_of_the_machine_and_no_other() {
    let arrows = [
        (Submitted, Returned),
        (Submitted, Approved),
        (Submitted, Closed),
        (Returned, Submitted),
        (Returned, Approved),
        (Returned, Closed),
        (Approved, Returned),
        (Approved, Published),
        (Approved, Closed),
        (Published, Closed),
    ];
    for from in NeedState::ALL {
        for to in NeedState::ALL {
            let expected = if arrows.contains(&(*from, *to)) {
                Ok(*to)
            } else if matches!((from, to), (Submitted | Returned, Published)) {
                Err(NeedRefusal::DiagnosisRequired)
            } else {
                Err(NeedRefusal::StageOrder)
            };
            assert_eq!(from.advance(*to), expected, "{from} to {to}");
        }
    }
    let counted = |of: fn(NeedState) -> bool| {
        let all = NeedState::ALL.iter().copied();
        all.filter(|state| of(*state)).collect::<Vec<_>>()
    };
    assert_eq!(counted(NeedState::is_public), [Published]);
    assert_eq!(counted(NeedState::is_valid), [Approved, Published]);
    assert_eq!(counted(NeedState::is_rewritable), [Submitted, Returned]);
    let verdicts = NeedVerdict::ALL.iter().map(|verdict| verdict.state());
    assert_eq!(verdicts.collect::<Vec<_>>(), [Approved, Returned]);
}

/// LG-1: whatever an enterprise ticks, what it hides is in no byte of the sheet, and contact, credit
/// code, referrer, partner and remark never are.
#[test]
fn what_is_hidden_is_in_no_byte_of_the_sheet() {
    for disclosure in Disclosure::ALL {
        for mask in 0..1_u32 << HiddenPart::ALL.len() {
            let ticked = |part: &&HiddenPart| mask & (1 << (**part as u32)) != 0;
            let one = NeedRow {
                disclosure: *disclosure,
                hidden: HiddenPart::ALL.iter().filter(ticked).copied().collect(),
                ..row()
            };
            let sheet = NeedSheet::of(&one);
            let told = serde_json::to_string(&sheet).expect("plain data");
            let hidden = one.hides();
            let case = format!("{disclosure} {hidden:?}");
            for never in [
                "联系者乙",
                "19900001234",
                "b@example.com",
                "91329999MA9DEMQ15L",
                "推荐者甲",
                "某研究所",
                "内部备注",
            ] {
                assert!(!told.contains(never), "{case}: {never}");
            }
            let title_only = *disclosure == Disclosure::TitleOnly;
            let shows = |part| !hidden.contains(&part);
            for (word, shown) in [
                ("北桥密封", shows(HiddenPart::Enterprise)),
                ("武进区", shows(HiddenPart::Region)),
                ("\"3204\"", shows(HiddenPart::Region)),
                (
                    "示例科技园",
                    shows(HiddenPart::Enterprise) && shows(HiddenPart::Region),
                ),
                ("120000000", shows(HiddenPart::Investment)),
                ("返修率", shows(HiddenPart::Product)),
                ("中试线", shows(HiddenPart::Product)),
                ("8000小时", !title_only),
                ("密封\",\"高温", !title_only),
                ("高温密封件", true),
            ] {
                assert_eq!(told.contains(word), shown, "{case}: {word}");
            }
            assert!(!sheet.names(&one), "{case}");
        }
    }
}

#[test]
fn only_what_is_diagnosed_valid_and_nameless_is_published() {
    let good = whole(row(), Approved);
    assert_eq!(good.check_publish(TODAY), Ok(()));
    assert_eq!(
        good.check_publish(Date::of(2027, 1, 12)),
        Ok(()),
        "last day"
    );
    assert_eq!(
        good.check_publish(Date::of(2027, 1, 13)),
        Err(NeedRefusal::Expired)
    );
    let raw = whole(row(), Submitted).check_publish(TODAY);
    assert_eq!(raw, Err(NeedRefusal::DiagnosisRequired));
    let twice = whole(row(), Published).check_publish(TODAY);
    assert_eq!(twice, Err(NeedRefusal::StageOrder));
    let told = NeedRow {
        disclosure: Disclosure::HideEnterprise,
        indicators: "北桥密封 有限公司（示例）要求寿命不少于8000小时。".into(),
        ..row()
    };
    assert_eq!(
        whole(told.clone(), Approved).check_publish(TODAY),
        Err(NeedRefusal::NamesEnterprise)
    );
    let open = NeedRow {
        disclosure: Disclosure::Full,
        ..told
    };
    assert_eq!(whole(open, Approved).check_publish(TODAY), Ok(()));
}

#[test]
fn a_row_is_told_in_the_columns_of_its_form() {
    use crate::collection::{Entry, Form};
    let cells = need_cells(&row());
    let headers: Vec<&str> = cells.iter().map(|(header, _)| *header).collect();
    let form: Vec<&str> = Form::Need.columns().iter().map(|c| c.header).collect();
    assert_eq!(headers, form[1..], "all but the running number");
    let other = NeedRow {
        investment: Fen::yuan(1_205_000),
        remark: None,
        ..row()
    };
    let changed = need_changes(&row(), &other);
    let told: Vec<_> = changed
        .iter()
        .map(|one| (one.column, one.old.as_str(), one.new.as_str()))
        .collect();
    assert_eq!(
        told,
        [
            ("意向投入金额（万元）", "120", "120.5"),
            ("备注", "内部备注", "")
        ]
    );
    assert_eq!(need_changes(&row(), &row()), []);
    let text = |row: NeedRow| canonical(&Entry::Need(Box::new(row)));
    assert_eq!(text(row()), text(row()));
    assert_ne!(text(row()), text(other));
    assert!(text(row()).contains("联系电话=19900001234"));
}
