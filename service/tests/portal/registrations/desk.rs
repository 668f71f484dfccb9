//! The host: the door, contacts and files, talks.

use super::{draft, open, opened, plan, refused};
use domain::ids::{SessionId, TalkSlotId};
use domain::interests::InterestDraft;
use domain::registrations::{CheckIn, CheckInOutcome, TalkPlan, TalkTime};
use domain::views::Attendance;
use locales::Lang;
use service::testing::TestPortal;
use service::{Error, RegistrationFile};

fn noted(number: u32, code: &str, site: &TestPortal) -> CheckIn {
    CheckIn {
        id: format!("{number:032x}"),
        code: code.into(),
        at: site.portal.now(),
    }
}

#[tokio::test]
async fn what_a_phone_sends_twice_counts_once() {
    let site = TestPortal::new().await;
    let (session, host) = opened(&site, 1, 9).await;
    let portal = &site.portal;
    let mut codes = Vec::new();
    for (unit, people) in [(1, 2), (2, 1), (3, 1)] {
        let token = portal
            .register(&session.slug, &draft(unit, people), false)
            .await
            .unwrap();
        codes.push(portal.own_registration(&token).await.unwrap().code);
    }
    let sent = vec![
        noted(1, &format!("{}-1", codes[0]), &site),
        noted(2, &codes[1].to_lowercase(), &site),
        noted(3, "nonsense", &site),
    ];
    let first = portal
        .sync_check_ins(&host, session.id, sent.clone())
        .await
        .unwrap();
    let outcomes: Vec<_> = first.answers.iter().map(|one| one.outcome).collect();
    use CheckInOutcome::{Again, Done, Unknown};
    assert_eq!(outcomes, [Done, Done, Unknown]);
    let again = portal
        .sync_check_ins(&host, session.id, sent)
        .await
        .unwrap();
    assert_eq!(again, first, "sent again it is answered as it was");
    let here = Attendance {
        units: 2,
        people: 2,
    };
    assert_eq!(first.desk.here(), here);
    // Another phone has seen the same badge, and the whole unit.
    let other = vec![
        noted(4, &format!("{}-1", codes[0]), &site),
        noted(5, &codes[0], &site),
    ];
    let other = portal
        .sync_check_ins(&host, session.id, other)
        .await
        .unwrap();
    let outcomes: Vec<_> = other.answers.iter().map(|one| one.outcome).collect();
    assert_eq!(outcomes, [Again, Done]);
    let desk = portal
        .registration_desk(&host, session.id, None)
        .await
        .unwrap();
    assert_eq!(
        desk.here,
        Attendance {
            units: 2,
            people: 3
        }
    );
    let wrong = CheckIn {
        id: "x".into(),
        ..noted(6, "", &site)
    };
    let wrong = portal.sync_check_ins(&host, session.id, vec![wrong]).await;
    assert_eq!(wrong, refused("CHECK_IN_ID"));
    let many = (0..201).map(|number| noted(number + 100, "x", &site));
    let many = portal
        .sync_check_ins(&host, session.id, many.collect())
        .await;
    assert_eq!(many, refused("CHECK_IN_MANY"));
}

#[tokio::test]
async fn contacts_are_masked_and_the_hosts_alone() {
    let site = TestPortal::new().await;
    let (session, host) = opened(&site, 1, 9).await;
    let portal = &site.portal;
    let mut hostile = draft(1, 1);
    hostile.unit = "=HYPERLINK(\"http://example.com\")".into();
    portal
        .register(&session.slug, &hostile, false)
        .await
        .unwrap();
    let desk = portal
        .registration_desk(&host, session.id, None)
        .await
        .unwrap();
    let line = &desk.lines[0];
    assert_eq!(line.people[0].phone, "199****0000");
    assert_eq!(line.people[0].email, "u***@example.com");
    let shown = portal
        .registration_contacts(&host, session.id, line.id)
        .await
        .unwrap();
    assert_eq!(shown.people[0].phone, "19900010000");
    let form = (RegistrationFile::Csv, Lang::Zh);
    let csv = portal
        .registration_file(&host, session.id, form)
        .await
        .unwrap();
    let csv = String::from_utf8(csv).unwrap();
    assert!(csv.contains("19900010000"), "{csv}");
    assert!(csv.contains("\"'=HYPERLINK"), "no formula: {csv}");
    let form = (RegistrationFile::Xlsx, Lang::En);
    let book = portal
        .registration_file(&host, session.id, form)
        .await
        .unwrap();
    assert!(book.starts_with(b"PK"));
    // Neither the host of another session nor the centre.
    let (other, stranger) = opened(&site, 2, 9).await;
    let centre = site.centre().await.account;
    for who in [&stranger, &centre] {
        let id: SessionId = session.id;
        let desk = portal.registration_desk(who, id, None).await;
        assert_eq!(desk, Err(Error::Forbidden));
        let contacts = portal.registration_contacts(who, id, line.id).await;
        assert_eq!(contacts, Err(Error::Forbidden));
        let file = portal.registration_file(who, id, (RegistrationFile::Csv, Lang::Zh));
        assert_eq!(file.await, Err(Error::Forbidden));
        assert_eq!(portal.check_in_desk(who, id).await, Err(Error::Forbidden));
        assert_eq!(portal.talk_desk(who, id).await, Err(Error::Forbidden));
        let set = portal.set_registration(who, id, plan(&site, 5, ""));
        assert_eq!(set.await, Err(Error::Forbidden));
    }
    let foreign = portal
        .registration_contacts(&stranger, other.id, line.id)
        .await;
    assert_eq!(
        foreign,
        Err(Error::NotFound),
        "a registration of another session"
    );
}

/// The desk of the day knows whoever has registered: those at the door first, each unit once.
#[tokio::test]
async fn the_live_desk_offers_the_units_that_are_here_first() {
    let site = TestPortal::new().await;
    let portal = &site.portal;
    let (id, draft_of_two) = crate::packages::packed(&site).await;
    let lots = draft_of_two.lots;
    let mut tx = portal.store().read().await.unwrap();
    let stored = tx.session(id).await.unwrap().unwrap();
    drop(tx);
    let (session, host) = open(&site, stored, 9).await;
    let mut codes = Vec::new();
    for unit in [1, 2] {
        let token = portal.register(&session.slug, &draft(unit, 1), false).await;
        codes.push(portal.own_registration(&token.unwrap()).await.unwrap().code);
    }
    portal.check_in(&host, id, &codes[1]).await.unwrap();
    let of_registered = InterestDraft {
        credit_code: draft(1, 1).credit_code,
        ..crate::session_days::interest(1, &lots[0])
    };
    let of_another = crate::session_days::interest(7, &lots[0]);
    for noted in [&of_registered, &of_another] {
        portal.note_interest(&host, id, noted).await.unwrap();
    }
    let desk = portal.live_desk(&host, id).await.unwrap();
    let units = desk.units.iter().map(|unit| (&*unit.name, unit.is_here));
    let expected = [
        ("单位2（示例）", true),
        ("单位1（示例）", false),
        ("第7示例企业（示例）", false),
    ];
    assert_eq!(units.collect::<Vec<_>>(), expected);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_slot_has_one_unit_and_is_given_back() {
    let site = TestPortal::new().await;
    let (session, host) = opened(&site, 1, 9).await;
    let portal = &site.portal;
    let first = TalkTime {
        starts_at: session.starts_at,
        minutes: 20,
        place: "A1".into(),
        counterpart: "江澜大学（示例）".into(),
    };
    let slots = TalkPlan { first, count: 2 };
    portal
        .offer_talks(&host, session.id, slots.clone())
        .await
        .unwrap();
    let again = portal.offer_talks(&host, session.id, slots).await;
    assert_eq!(again, refused("TALK_OVERLAP"));
    let mut tokens = Vec::new();
    for unit in 1..=4 {
        tokens.push(
            portal
                .register(&session.slug, &draft(unit, 2), false)
                .await
                .unwrap(),
        );
    }
    let waits = portal
        .register(&session.slug, &draft(9, 2), false)
        .await
        .unwrap();
    let offers = portal.own_registration(&tokens[0]).await.unwrap().offers;
    assert_eq!(offers.len(), 2);
    let wanted = offers[0].id;
    assert_eq!(
        portal.book_talk(&waits, wanted).await,
        refused("TALK_NOT_SEATED")
    );
    assert_eq!(booked_at_once(&site, &tokens, wanted).await, 1);
    let mut owner = None;
    for token in &tokens {
        let own = portal.own_registration(token).await.unwrap();
        if own.booked.is_some() {
            owner = Some(token.clone());
        }
    }
    let owner = owner.unwrap();
    let other = portal.book_talk(&owner, offers[1].id).await;
    assert_eq!(other, refused("TALK_TAKEN"), "a unit has one");
    assert_eq!(
        portal.remove_talk(&host, session.id, wanted).await,
        refused("TALK_BOOKED")
    );
    portal.release_talk(&owner).await.unwrap();
    assert_eq!(portal.release_talk(&owner).await, refused("TALK_FREE"));
    portal.book_talk(&tokens[1], wanted).await.unwrap();
    portal.free_talk(&host, session.id, wanted).await.unwrap();
    // A unit that cancels gives its slot back.
    portal.book_talk(&tokens[2], wanted).await.unwrap();
    portal.cancel_registration(&tokens[2]).await.unwrap();
    let desk = portal.talk_desk(&host, session.id).await.unwrap();
    assert!(desk.slots.iter().all(|slot| slot.unit.is_none()));
    portal.remove_talk(&host, session.id, wanted).await.unwrap();
}

/// How many of them get the slot that all want at the same time.
async fn booked_at_once(site: &TestPortal, tokens: &[String], wanted: TalkSlotId) -> usize {
    let all: Vec<_> = tokens
        .iter()
        .map(|token| {
            let (portal, token) = (site.portal.clone(), token.clone());
            tokio::spawn(async move { portal.book_talk(&token, wanted).await })
        })
        .collect();
    let mut booked = 0;
    for one in all {
        match one.await.unwrap() {
            Ok(()) => booked += 1,
            Err(error) => assert_eq!(error, Error::invalid("TALK_TAKEN")),
        }
    }
    booked
}
