//! Entries are read by their rules and count what they should.

use super::*;
use proptest::prelude::*;
use std::collections::BTreeSet;

const TODAY: Date = Date::of(2026, 6, 15);
const CODE: &str = "91329999MA9DEMQ15L";

fn draft(fields: &[(Field, &str)]) -> EntryDraft {
    let mut draft = EntryDraft::default();
    for (field, text) in fields {
        draft.put(*field, *text);
    }
    draft
}

fn visit() -> EntryDraft {
    draft(&[
        (Field::Day, "2026-06-15"),
        (Field::Kind, "走访"),
        (Field::CreditCode, " 91329999ma9demq15l "),
        (Field::Content, "现场了解中试需求（示例）"),
    ])
}

fn code_of(draft: &EntryDraft, book: Book) -> Option<(Field, &'static str)> {
    let fault = draft.read(book, TODAY).err()?;
    Some((fault.field, fault.code))
}

#[test]
fn an_entry_is_read_as_people_write_it() {
    let entry = visit().read(Book::Services, TODAY).unwrap();
    assert_eq!(entry.subject(), CODE);
    assert_eq!(entry.service(), Some(ServiceKind::Visit));
    assert_eq!(entry.day(), Some(TODAY));
    assert_eq!(entry.key(), format!("2026-06-15 VISIT {CODE}"));
    let enterprise = draft(&[
        (Field::CreditCode, CODE),
        (Field::Enterprise, "示例新材料有限公司（示例）"),
        (Field::Tags, "科技型中小企业、HIGH_TECH、高新技术企业"),
    ]);
    let read = enterprise.read(Book::Enterprises, TODAY).unwrap();
    assert_eq!(read.value(Field::Tags), "高新技术企业、科技型中小企业");
}

#[test]
fn every_entry_is_read_again_as_it_was_written_out() {
    let lot = LotCode::parse("P2026-ENER-0001").unwrap();
    let entries = [
        visit().read(Book::Services, TODAY).unwrap(),
        Entry::Enterprises {
            credit_code: CODE.into(),
            enterprise: "示例企业（示例）".into(),
            tags: EnterpriseTag::ALL.to_vec(),
            region: "常州".into(),
        },
        Entry::Media {
            day: TODAY,
            outlet: "示例晚报（示例）".into(),
            title: "专场顺利举行".into(),
            link: "https://news.example.com/1".into(),
        },
        Entry::Cases {
            title: "从实验室到车间".into(),
            text: "第一段。\n\n第二段。".into(),
            state: CaseState::Finished,
        },
        Entry::Recommended {
            lot,
            reason: "已签约并试产".into(),
        },
    ];
    for entry in entries {
        let again = EntryDraft::of(&entry).read(entry.book(), TODAY).unwrap();
        assert_eq!(again, entry);
        let stored = serde_json::to_string(&entry).unwrap();
        assert_eq!(serde_json::from_str::<Entry>(&stored).unwrap(), entry);
    }
}

/// AS-10: what a visit found and explained; written before there were such columns it is read all the same.
#[test]
fn a_visit_keeps_what_it_found() {
    let mut draft = visit();
    for (field, text) in [
        (Field::Place, "高新区"),
        (Field::Participants, "服务团两人"),
        (Field::Needs, "良率提升"),
        (Field::Patents, "两件存量专利"),
        (Field::Policies, "奖补政策"),
    ] {
        assert!(Book::Services.is_optional(field));
        draft.put(field, text);
    }
    let entry = draft.read(Book::Services, TODAY).unwrap();
    assert_eq!(entry.value(Field::Needs), "良率提升");
    assert!(entry.mentions("两件存量") && !entry.mentions("三件"));
    let mut stored = serde_json::to_value(&entry).unwrap();
    stored.as_object_mut().unwrap().remove("notes").unwrap();
    let early: Entry = serde_json::from_value(stored).unwrap();
    assert_eq!(early.value(Field::Needs), "");
    assert_eq!(early.over(&entry), entry, "what is left open stays");
    draft.put(Field::Place, "长".repeat(61));
    let fault = (Field::Place, "ENTRY_PLACE");
    assert_eq!(code_of(&draft, Book::Services), Some(fault));
}

#[test]
fn what_breaks_a_rule_names_its_column() {
    let with = |field, text: &str| {
        let mut draft = visit();
        draft.put(field, text);
        code_of(&draft, Book::Services)
    };
    use Field::{Content, CreditCode, Day, Kind};
    assert_eq!(with(Day, "2026-06-16"), Some((Day, "VISIT_IN_FUTURE")));
    assert_eq!(with(Day, "gestern"), Some((Day, "DATE_FORMAT")));
    assert_eq!(with(Kind, "茶话会"), Some((Kind, "ENTRY_KIND")));
    assert_eq!(with(CreditCode, "123"), Some((CreditCode, "USCC_FORMAT")));
    let wrong = "91329999MA9DEMQ15M";
    assert_eq!(with(CreditCode, wrong), Some((CreditCode, "USCC_CHECK")));
    let long = "长".repeat(1_001);
    assert_eq!(with(Content, &long), Some((Content, "ENTRY_CONTENT")));
    let empty = EntryDraft::default();
    for (book, fault) in [
        (Book::Enterprises, (CreditCode, "USCC_FORMAT")),
        (Book::Media, (Day, "DATE_FORMAT")),
        (Book::Cases, (Field::Title, "ENTRY_TITLE")),
        (Book::Recommended, (Field::Lot, "REF_UNKNOWN")),
    ] {
        assert_eq!(code_of(&empty, book), Some(fault));
    }
}

#[test]
fn an_address_is_one_of_the_web() {
    let link = |text: &str| {
        let media = draft(&[
            (Field::Day, "2026-06-01"),
            (Field::Outlet, "示例晚报（示例）"),
            (Field::Title, "专场举行"),
            (Field::Link, text),
        ]);
        code_of(&media, Book::Media).is_none()
    };
    assert!(link("http://news.example.com/a?b=1"));
    let long = format!("https://a.example/{}", "x".repeat(300));
    for bad in [
        "",
        "javascript:alert(1)",
        "https://",
        "https://x",
        "https://a.b/\"",
        &long,
    ] {
        assert!(!link(bad), "{bad}");
    }
}

#[test]
fn the_same_enterprise_again_is_merged() {
    let enterprise = |name: &str, tags: &[EnterpriseTag], region: &str| Entry::Enterprises {
        credit_code: CODE.into(),
        enterprise: name.into(),
        tags: tags.to_vec(),
        region: region.into(),
    };
    let old = enterprise("旧名", &[EnterpriseTag::TechSme], "常州");
    let new = enterprise("新名", &[EnterpriseTag::HighTech], "");
    assert_eq!(old.key(), new.key());
    let both = [EnterpriseTag::HighTech, EnterpriseTag::TechSme];
    assert_eq!(new.over(&old), enterprise("新名", &both, "常州"));
}

#[test]
fn a_case_counts_when_it_is_finished() {
    let case = |state| Entry::Cases {
        title: "案例".into(),
        text: String::new(),
        state,
    };
    assert!(!case(CaseState::Draft).counts());
    assert!(case(CaseState::Finished).counts());
}

#[test]
fn every_logbook_has_its_address_and_its_columns() {
    for book in Book::ALL {
        assert_eq!(Book::from_slug(book.slug()), Some(*book));
        assert!(book.fields().iter().any(|field| !book.is_optional(*field)));
    }
    assert_eq!(Book::from_slug("SERVICES"), None);
}

proptest! {
    #[test]
    fn one_more_entry_never_lowers_what_is_counted(
        days in proptest::collection::vec((0i32..400, 0usize..7, 0usize..3), 0..30),
    ) {
        let codes = ["91350100M000100Y43", "12329999DM0010A127", CODE];
        let mut served = BTreeSet::new();
        for (back, kind, which) in days {
            let before = served.len();
            let entry = draft(&[
                (Field::Day, &TODAY.plus_days(-back).to_string()),
                (Field::Kind, ServiceKind::ALL[kind].code()),
                (Field::CreditCode, codes[which]),
            ]);
            let entry = entry.read(Book::Services, TODAY).unwrap();
            prop_assert!(entry.counts());
            served.insert(entry.subject());
            prop_assert!(served.len() >= before && served.len() <= codes.len());
        }
    }
}
