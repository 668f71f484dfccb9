//! The store as `service` calls it, for the plans of its statements.

use super::make::{self, NOON};
use crate::{Attempt, BatchEntry, BatchEvent, DueDelivery, EventSpan, Result, Tx};
use domain::audit::{Act, ActorFilter, Class, ObjectKind, Query};
use domain::bidding::{Auction, Event, EventKind, Paddle};
use domain::deposits::DepositKey;
use domain::evidence::FileHash;
use domain::ids::{
    AccountId, ApplicationId, DeliveryId, DepositId, InstitutionId, InvitationId, LoginId, LotCode,
    LotId, NoticeId, ProposalId, RoundId, SessionId, WebhookId,
};
use domain::institutions::City;
use domain::lots::{Industry, LotKind, LotState, TransactionMode};
use domain::money::Fen;
use domain::organisations::ApplicationState;
use domain::time::Timestamp;
use domain::views::{DepositFilter, LotFilter, LotSort, StatusFilter};
use domain::webhooks::{Address, WebhookDraft};
use std::collections::BTreeSet;

/// The lots that everything else looks at.
pub(super) async fn fill(tx: &mut Tx) -> Result<(LotId, Auction)> {
    let round = make::round(0);
    let round_id = tx.insert_round(&round).await?;
    tx.insert_account(&make::account(1), Some("hash")).await?;
    let mut last = None;
    for number in 1..=400 {
        let mut lot = make::lot(number);
        lot.featured_rank = (number < 5).then_some(number as u16);
        let id = make::put(tx, &lot).await?;
        if number % 4 == 0 {
            let terms = make::terms(&round);
            let auction = Auction::listed(terms.clone(), None, 1, NOON);
            let event = Event {
                seq: 1,
                at: NOON,
                kind: EventKind::Listed { terms },
            };
            tx.list_lot(id, round_id, &event, None, false, "{}").await?;
            tx.insert_enrolment(id, AccountId(1), Paddle(1), "v1", NOON)
                .await?;
            last = Some((id, auction));
        }
    }
    Ok(last.expect("some lots are listed"))
}

fn filters() -> Vec<LotFilter> {
    let none = LotFilter::default();
    let mut filters = vec![
        none.clone(),
        LotFilter {
            industry: Some(Industry::It),
            ..none.clone()
        },
        LotFilter {
            kind: Some(LotKind::Patent),
            ..none.clone()
        },
        LotFilter {
            industry: Some(Industry::It),
            kind: Some(LotKind::Patent),
            ..none.clone()
        },
        LotFilter {
            mode: Some(TransactionMode::Licence),
            ..none.clone()
        },
        LotFilter {
            city: Some(City::Suqian),
            ..none.clone()
        },
        LotFilter {
            dual_carbon: true,
            project: true,
            ..none.clone()
        },
        LotFilter {
            price_min: Some(Fen::yuan(1)),
            ..none.clone()
        },
        LotFilter {
            q: "示例 法".into(),
            ..none.clone()
        },
        LotFilter {
            q: "示例".into(),
            industry: Some(Industry::It),
            ..none.clone()
        },
    ];
    filters.extend(super::display::filters());
    filters.extend(StatusFilter::ALL.iter().map(|s| LotFilter {
        status: Some(*s),
        ..none.clone()
    }));
    filters
}

pub(super) async fn browse(tx: &mut Tx) -> Result<()> {
    for filter in filters() {
        for sort in LotSort::ALL {
            let first = LotFilter {
                sort: Some(*sort),
                ..filter.clone()
            };
            let (_, next, _) = tx.catalogue(&first, NOON).await?;
            tx.catalogue(
                &LotFilter {
                    after: next,
                    ..first
                },
                NOON,
            )
            .await?;
        }
    }
    let season = make::season().id;
    let code = LotCode::parse("P2023-T-000001").expect("a code");
    tx.board(NOON, 60).await?;
    tx.featured(season, 6).await?;
    tx.session_lots(SessionId(1), 60).await?;
    tx.cards(&[code.clone(), code.clone()]).await?;
    tx.lot(&code).await?;
    tx.lot_by_id(LotId(1)).await?;
    tx.progress(season).await?;
    for q in ["", "示例"] {
        tx.office_lots(season, Some(LotState::Published), q, Some(LotId(90)), 50)
            .await?;
        tx.office_lots(season, None, q, None, 50).await?;
    }
    tx.live_identities(season, &["a".into(), "b".into()])
        .await?;
    tx.rounds(season, false, None, None, 100).await?;
    tx.next_round(season, NOON).await?;
    tx.lots_ahead(RoundId(1)).await?;
    tx.session_cards(season, Some(NOON), 10).await?;
    tx.calendar(season, NOON.date(), NOON.date()).await?;
    tx.demo_accounts().await?;
    tx.login(b"none", NOON).await?;
    tx.logins(AccountId(1), NOON).await?;
    tx.logins_ended_since(NOON).await?;
    tx.end_login(AccountId(1), LoginId(1), NOON).await?;
    tx.end_logins(AccountId(1), None, NOON).await?;
    tx.forget_old_logins(NOON).await?;
    tx.known_device(AccountId(1), b"none").await?;
    tx.guesses(&[b"none"]).await?;
    tx.forget_guesses(NOON).await?;
    Ok(())
}

pub(super) async fn bid(tx: &mut Tx, lot: LotId, auction: &mut Auction) -> Result<()> {
    let code = LotCode::parse("P2023-T-000001").expect("a code");
    let at = Timestamp(auction.at.0 + 1_000_000);
    let event = make::bid(auction, 1 + (auction.seq % 2) as u16, at);
    let key = format!("key-{}", event.seq);
    let entry = BatchEntry {
        lot,
        account: AccountId(1),
        key: key.clone(),
        fingerprint: "f".into(),
        answer: "{}".into(),
        at,
        event: Some(BatchEvent::new(event, auction, "{}".into())),
    };
    tx.bid_answers(&[(lot, AccountId(1), key)]).await?;
    tx.append_batch(&[entry]).await?;
    tx.figures(lot).await?;
    tx.enrolment(lot, AccountId(1)).await?;
    tx.paddles(lot).await?;
    tx.kept_paddle(lot, AccountId(1)).await?;
    tx.priorities(lot).await?;
    tx.events_after(lot, &code, 1, 100).await?;
    tx.bid_rows(lot, 1, 100).await?;
    tx.raw_events(lot).await?;
    tx.due_auctions(NOON, 100).await?;
    tx.open_auctions().await?;
    tx.lots_to_close(NOON, 100).await?;
    tx.lots_to_open(NOON, 100).await?;
    tx.practice_lots().await?;
    tx.close_round_if_done(RoundId(1), NOON).await?;
    tx.late_by_server(lot, 50).await?;
    tx.late_by_server_of_round(RoundId(1)).await?;
    Ok(())
}

pub(super) async fn seal(tx: &mut Tx, lot: LotId) -> Result<()> {
    let queue = tx.ledger_queue(100).await?;
    let spans: Vec<EventSpan> = queue
        .iter()
        .map(|queued| EventSpan {
            lot: queued.lot,
            after: 0,
            up_to: queued.last_event,
        })
        .collect();
    tx.events_of_lots(&spans).await?;
    tx.moves_of_lots(&[(lot, 1)]).await?;
    tx.listing_openings(&[(lot, 1)]).await?;
    tx.settings(&["ledger_key"]).await?;
    // One hash is missing; the question was asked all the same.
    assert!(tx.ledger_peaks(1).await.is_err());
    tx.leave_ledger_queue(&queue).await
}

pub(super) async fn keep_deposits(tx: &mut Tx, lot: LotId) -> Result<()> {
    let code = LotCode::parse("P2023-T-000001").expect("a code");
    let key = DepositKey {
        lot,
        bidder: AccountId(1),
    };
    for filter in DepositFilter::ALL {
        tx.deposits(*filter, Some(DepositId(9)), 50).await?;
    }
    tx.seat(lot, key.bidder).await?;
    tx.seats(&BTreeSet::from([(lot, key.bidder)])).await?;
    tx.deposit_book(lot).await?;
    tx.deposit(key).await?;
    tx.deposit_key(DepositId(1)).await?;
    tx.deposits_of(key.bidder, 50).await?;
    tx.deposits_waiting().await?;
    tx.lots_to_settle(50).await?;
    tx.lot_end(&code).await?;
    tx.identity_queue(50).await?;
    tx.standing_bars(None, 50).await?;
    tx.standing_bars(Some(key.bidder), 50).await?;
    tx.deposit_proofs(&[DepositId(1), DepositId(2)]).await?;
    tx.deposit_proof(DepositId(1), FileHash([7; 32])).await?;
    tx.running_lots_of(key.bidder).await?;
    tx.raise_standing(lot).await?;
    tx.decide_payment(key, None, key.bidder, NOON).await?;
    tx.order_release(key, NOON).await?;
    Ok(())
}

pub(super) async fn follow_deals(tx: &mut Tx, lot: LotId) -> Result<()> {
    tx.moves(lot).await?;
    tx.unsold_rounds(lot).await?;
    tx.put_publicity(lot, Some(NOON)).await?;
    tx.publicities_over(NOON, 50).await?;
    tx.put_publicity(lot, None).await?;
    tx.set_start_price(lot, Fen::yuan(1_000)).await?;
    tx.set_demands(lot, Some(Fen::yuan(100)), false).await?;
    Ok(())
}

pub(super) async fn look_after_people(tx: &mut Tx) -> Result<()> {
    let (of, person, application) = (InstitutionId(1), AccountId(1), ApplicationId(1));
    tx.institution_by_credit_code("91329999MA9DEMQ15L").await?;
    tx.hold_institution(of).await?;
    tx.people_of(of, 500).await?;
    tx.staff(200).await?;
    tx.hold_account(person).await?;
    for state in ApplicationState::ALL {
        tx.applications(*state, None, 50).await?;
        tx.applications(*state, Some(application), 50).await?;
    }
    tx.applications_waiting(200).await?;
    tx.application(application).await?;
    tx.application_of_link(b"link").await?;
    tx.application_letter(application).await?;
    tx.invitation_of_link(b"link", NOON).await?;
    tx.invitations(of, 50).await?;
    tx.invitations_waiting(of, NOON).await?;
    tx.end_invitation(InvitationId(1), of, None, NOON).await?;
    tx.end_invitations_by(person, of, NOON).await?;
    tx.proposal(ProposalId(1)).await?;
    tx.decide_proposal(ProposalId(1), false, person, NOON)
        .await?;
    Ok(())
}

pub(super) async fn read_the_record(tx: &mut Tx) -> Result<()> {
    let all = Query::default();
    let queries = [
        all.clone(),
        Query::about(ObjectKind::Lot, "P2023-T-000001"),
        Query {
            act: Some(Act::LotOpen),
            ..all.clone()
        },
        Query {
            kind: Some(ObjectKind::Lot),
            ..all.clone()
        },
        Query {
            from: Some(NOON.date()),
            until: Some(NOON.date()),
            ..all.clone()
        },
        Query {
            q: "示例".into(),
            below: Some(9),
            ..all.clone()
        },
    ];
    for query in &queries {
        for actor in [
            None,
            Some(ActorFilter::Machine),
            Some(ActorFilter::Person(AccountId(1))),
        ] {
            tx.audit_rows(query, actor, 50).await?;
        }
    }
    tx.audit_head().await?;
    tx.audit_links(1, 100).await?;
    for class in Class::ALL {
        tx.purge_entries(*class, Timestamp(0), 100).await?;
    }
    Ok(())
}

pub(super) async fn notify(tx: &mut Tx, lot: LotId) -> Result<()> {
    let (me, code) = (
        AccountId(1),
        LotCode::parse("P2023-T-000001").expect("a code"),
    );
    tx.unread_notices(me, NOON, 100).await?;
    tx.read_notices(me, Some(NoticeId(9)), 50).await?;
    tx.count_unread(me, NOON, 100).await?;
    tx.mark_read(me, Some(NoticeId(9)), NOON, NOON).await?;
    tx.mark_read(me, None, NOON, NOON).await?;
    tx.forget_notices(NOON).await?;
    tx.notice_settings(me).await?;
    tx.calendar_owner(b"none").await?;
    tx.notice_place().await?;
    tx.untold_leaves(1, 100).await?;
    tx.told_on(lot).await?;
    tx.untold_on(lot, "key").await?;
    tx.told_lot(lot).await?;
    tx.tellable(&[me, AccountId(2)].into()).await?;
    tx.drop_outbid(&[(me, lot), (AccountId(2), lot)]).await?;
    tx.lots_opening(NOON, NOON, 100).await?;
    tx.deadlines_until(NOON, 100).await?;
    tx.enrolled_lots(me, 100).await?;
    tx.erasure_facts(me).await?;
    tx.own_enrolments(me, 100).await?;
    tx.own_bids(me, &code, 100).await?;
    tx.own_facts(me, 100).await?;
    tx.own_acts(me, 100).await?;
    tx.own_imports(me, 100).await?;
    tx.own_payments(me, 100).await?;
    tx.erase_account(me, "-", NOON).await?;
    Ok(())
}

pub(super) async fn post(tx: &mut Tx) -> Result<()> {
    let (me, hook) = (AccountId(1), WebhookId(9));
    let due = DueDelivery {
        id: DeliveryId(9),
        webhook: hook,
        attempts: 0,
        tries: 0,
        lot: None,
        address: Address::parse("https://example.org/").expect("an address"),
        secret: Vec::new(),
        message: String::new(),
        body: String::new(),
    };
    let failed = Attempt {
        status: None,
        problem: None,
        next_at: None,
    };
    tx.webhooks(me).await?;
    tx.deliveries(me, 50).await?;
    tx.due_deliveries(NOON, 32).await?;
    tx.outbox().await?;
    tx.claim_delivery(&due, NOON).await?;
    tx.end_attempt(due.id, 1, &failed).await?;
    tx.note_webhook(hook, Some(NOON)).await?;
    tx.note_webhook(hook, None).await?;
    tx.resend_delivery(me, due.id, NOON).await?;
    tx.webhook_secret(me, hook).await?;
    let draft = WebhookDraft {
        name: String::new(),
        address: due.address.clone(),
        kinds: Vec::new(),
    };
    tx.change_webhook(me, hook, &draft, b"secret").await?;
    tx.switch_webhook(me, hook, false).await?;
    tx.give_up_webhook(hook).await?;
    tx.forget_deliveries(NOON).await?;
    tx.delete_webhook(me, hook).await?;
    Ok(())
}
