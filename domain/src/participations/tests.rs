//! Who takes part, until when, with which papers; both seasons by their own rules.

use super::people::*;
use super::*;
use crate::lots::Industry;
use crate::seasons::catalogue::{auction_2022, auction_2023, challenge_2022};
use ParticipationRefusal as R;
use proptest::prelude::*;

#[test]
fn each_season_admits_its_own_kinds() {
    let (old, new) = (auction_2022(), auction_2023());
    for kind in [
        InstitutionKind::University,
        InstitutionKind::Institute,
        InstitutionKind::NewRd,
        InstitutionKind::StateOwned,
    ] {
        assert_eq!(
            (old.admit(kind), new.admit(kind)),
            (Ok(()), Ok(())),
            "{kind}"
        );
    }
    // 行业龙头企业 came with the open licences of 2023.
    let leading = InstitutionKind::Leading;
    assert_eq!(old.admit(leading), Err(R::KindNotAdmitted));
    assert_eq!(new.admit(leading), Ok(()));
    for kind in [InstitutionKind::Media, InstitutionKind::Finance] {
        assert_eq!(old.admit(kind), Err(R::KindNotAdmitted));
        assert_eq!(new.admit(kind), Err(R::KindNotAdmitted));
    }
}

#[test]
fn each_season_names_whose_achievements_it_takes() {
    let (old, new) = (auction_2022(), auction_2023());
    for kind in [
        InstitutionKind::University,
        InstitutionKind::Institute,
        InstitutionKind::NewRd,
    ] {
        assert_eq!(old.admit_achievements(kind), Ok(()), "{kind}");
        assert_eq!(new.admit_achievements(kind), Ok(()), "{kind}");
    }
    // 高校院所和国有企业, since 2023; a leading enterprise brings patents alone.
    let owned = InstitutionKind::StateOwned;
    assert_eq!(old.admit_achievements(owned), Err(R::KindNotAdmitted));
    assert_eq!(new.admit_achievements(owned), Ok(()));
    let leading = InstitutionKind::Leading;
    assert_eq!(new.admit_achievements(leading), Err(R::KindNotAdmitted));
}

#[test]
fn each_season_closes_on_its_own_day() {
    let (old, new) = (auction_2022(), auction_2023());
    let last = Date::of(2022, 7, 8);
    assert_eq!(
        old.check_open(Date::of(2022, 5, 31), None),
        Err(R::NotOpen(Date::of(2022, 6, 1)))
    );
    assert_eq!(old.check_open(last, None), Ok(()));
    assert_eq!(
        old.check_open(last.plus_days(1), None),
        Err(R::Closed(last))
    );
    let last = Date::of(2023, 6, 20);
    assert_eq!(
        new.check_open(Date::of(2023, 2, 28), None),
        Err(R::NotOpen(Date::of(2023, 3, 1)))
    );
    assert_eq!(new.check_open(last, None), Ok(()));
    assert_eq!(
        new.check_open(last.plus_days(1), None),
        Err(R::Closed(last))
    );
    let challenge = challenge_2022();
    assert_eq!(
        challenge.check_open(last, None),
        Err(R::Closed(challenge.start_on))
    );
}

#[test]
fn a_season_is_reopened_for_one_institution_until_a_day() {
    let season = auction_2023();
    let (last, until) = (Date::of(2023, 6, 20), Date::of(2023, 7, 5));
    assert_eq!(season.check_open(until, Some(until)), Ok(()));
    assert_eq!(
        season.check_open(until.plus_days(1), Some(until)),
        Err(R::Closed(last))
    );
    // Nothing is reopened before it opens.
    let early = Date::of(2023, 2, 1);
    assert_eq!(
        season.check_open(early, Some(until)),
        Err(R::NotOpen(Date::of(2023, 3, 1)))
    );
    let today = Date::of(2023, 7, 1);
    assert_eq!(season.check_reopening(today, today), Ok(()));
    assert_eq!(
        season.check_reopening(today.plus_days(-1), today),
        Err(R::ReopenDay)
    );
    assert_eq!(
        season.check_reopening(season.end_on.plus_days(1), today),
        Err(R::ReopenDay)
    );
    assert_eq!(
        challenge_2022().check_reopening(today, today),
        Err(R::ReopenDay)
    );
}

#[test]
fn papers_come_in_during_the_season_and_not_tomorrow() {
    let season = auction_2023();
    let today = Date::of(2023, 6, 25);
    assert_eq!(season.check_paper_day(today, today), Ok(()));
    assert_eq!(
        season.check_paper_day(today.plus_days(1), today),
        Err(R::PaperDay)
    );
    assert_eq!(
        season.check_paper_day(Date::of(2023, 2, 28), today),
        Err(R::PaperDay)
    );
}

#[test]
fn a_lot_is_released_with_agreement_and_papers() {
    let facts = |agreement, paper| ReleaseFacts { agreement, paper }.check();
    assert_eq!(facts(false, true), Err(R::AgreementRequired));
    assert_eq!(facts(false, false), Err(R::AgreementRequired));
    assert_eq!(facts(true, false), Err(R::PaperRequired));
    assert_eq!(facts(true, true), Ok(()));
}

#[test]
fn the_task_list_says_whose_turn_it_is() {
    use TaskState as S;
    let states = |facts: TaskFacts| facts.states().map(|(_, state)| state);
    let mut facts = TaskFacts::default();
    assert_eq!(states(facts), [S::Open; 4]);
    facts.liaison = true;
    facts.agreement = Some(AgreementState::Submitted);
    facts.scan = true;
    assert_eq!(states(facts), [S::Done, S::Waiting, S::Done, S::Waiting]);
    facts.agreement = Some(AgreementState::Returned);
    assert_eq!(states(facts)[1], S::Returned);
    facts.paper_waived = true;
    assert_eq!(states(facts)[3], S::NotNeeded);
    // One accepted long ago counts, whatever was handed in since (LG-5).
    facts.accepted = true;
    assert_eq!((states(facts)[1], facts.finished()), (S::Done, 4));
    let order: Vec<Task> = facts.states().iter().map(|(task, _)| *task).collect();
    assert_eq!(order, Task::ALL);
}

#[test]
fn a_sheet_has_a_number_that_a_barcode_can_say() {
    let number = sheet_number(2026, ParticipationId(123));
    assert_eq!(number, "BS2026-000123");
    assert!(crate::barcode::bars(&number).is_some());
}

fn draft() -> PersonDraft {
    PersonDraft {
        name: "沈示例".into(),
        department: "科技处".into(),
        post: "科长".into(),
        phone: "１９９００００２０２１".into(),
        office_phone: "025-88880001-12".into(),
        email: "liaison@example.com".into(),
        consent: true,
    }
}

#[test]
fn a_liaison_can_be_reached_and_has_agreed() {
    let card = draft().read().unwrap();
    assert_eq!(card.phone, "19900002021");
    let refused = |change: fn(&mut PersonDraft)| {
        let mut one = draft();
        change(&mut one);
        one.read().unwrap_err()
    };
    assert_eq!(refused(|d| d.name = "沈".into()), PersonRefusal::Name);
    assert_eq!(refused(|d| d.department.clear()), PersonRefusal::Department);
    assert_eq!(refused(|d| d.post = "长".repeat(41)), PersonRefusal::Post);
    assert_eq!(
        refused(|d| d.phone = "025-88880001".into()),
        PersonRefusal::Phone
    );
    assert_eq!(
        refused(|d| d.office_phone = "88880001".into()),
        PersonRefusal::Phone
    );
    assert_eq!(
        refused(|d| d.office_phone = "025-88880001-".into()),
        PersonRefusal::Phone
    );
    assert_eq!(
        refused(|d| d.email = "liaison".into()),
        PersonRefusal::Email
    );
    assert_eq!(refused(|d| d.consent = false), PersonRefusal::Consent);
}

#[test]
fn an_expert_has_identity_field_corps_and_consent() {
    let whole = ExpertDraft {
        person: draft(),
        identity: "教授专家".into(),
        fields: vec![
            Industry::ALL[0].code().into(),
            Industry::ALL[0].form_label().into(),
        ],
        corps: vec!["专家顾问团".into(), "SERVICE".into()],
        note: String::new(),
    };
    let card = whole.read().unwrap();
    assert_eq!(card.identity, ExpertIdentity::Professor);
    assert_eq!(card.fields, [Industry::ALL[0]]);
    assert_eq!(card.corps, Corps::ALL);
    let refused = |change: fn(&mut ExpertDraft)| {
        let mut one = whole.clone();
        change(&mut one);
        one.read().unwrap_err()
    };
    assert_eq!(
        refused(|d| d.identity = "院士".into()),
        PersonRefusal::Identity
    );
    assert_eq!(refused(|d| d.fields.clear()), PersonRefusal::Fields);
    assert_eq!(
        refused(|d| d.fields.push("炼金".into())),
        PersonRefusal::Fields
    );
    assert_eq!(refused(|d| d.corps.clear()), PersonRefusal::Corps);
    assert_eq!(refused(|d| d.note = "注".repeat(501)), PersonRefusal::Note);
    assert_eq!(
        refused(|d| d.person.consent = false),
        PersonRefusal::Consent
    );
}

proptest! {
    #[test]
    fn reopening_only_ever_opens(day in 0i32..400, until in 0i32..400) {
        let season = auction_2023();
        let first = Date::of(2023, 1, 1);
        let (today, until) = (first.plus_days(day), first.plus_days(until));
        if season.check_open(today, None).is_ok() {
            prop_assert!(season.check_open(today, Some(until)).is_ok());
        }
        if season.check_open(today, Some(until)).is_ok() {
            let (_, deadline) = season.submissions().unwrap();
            prop_assert!(today <= deadline.max(until));
        }
    }
}
