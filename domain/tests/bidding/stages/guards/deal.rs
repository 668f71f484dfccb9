//! The guards from the result of a round on.

use super::super::{DAY, FILE, NOW, Sample, ahead, offline, plan};
use super::{
    Cases, JUST_AFTER, JUST_BEFORE, other, rejected_until, relisted, with, with_publicity,
    with_round,
};
use domain::accounts::Actor;
use domain::bidding::stage::{
    GuardUnmet as G, OfflineDeal, PublicityNotice, PublicityPlan, Stage, StageEvent as E,
    StageFacts,
};
use domain::money::Fen;
use domain::time::Timestamp;

pub fn collect(cases: &mut Cases) {
    confirmation(cases);
    contract(cases);
    another_round(cases);
    negotiation(cases);
    objection(cases);
    end_of_publicity(cases);
    after_the_season(cases);
}

fn confirmation(cases: &mut Cases) {
    let confirmed = |identity_checked, documents_checked| {
        other(E::Confirm {
            identity_checked,
            documents_checked,
        })
    };
    cases.at(Stage::SoldPending);
    cases.add(confirmed(true, false), G::BuyerNotChecked);
    cases.add(confirmed(false, true), G::BuyerNotChecked);

    let until = JUST_AFTER;
    let early = with("deadline", |f| f.deal.confirm_due = Some(until));
    cases.add(early, G::NotYet { until });
    let unsaid = with("refused", |f| f.cause.by = Actor::Clock);
    cases.add(unsaid, G::PersonRequired);
}

fn contract(cases: &mut Cases) {
    let due_at = |due| move |f: &mut StageFacts| f.deal.contract_due = Some(due);
    cases.at(Stage::Confirmed);
    let due = ahead(DAY);
    cases.add(
        with("prolong", due_at(due)),
        G::ProlongationNotLater { due },
    );
    let due = JUST_BEFORE;
    cases.add(with("sign", due_at(due)), G::ContractTooLate { due });

    let (signed_at, contract) = (JUST_AFTER, FILE);
    let promised = Sample {
        event: E::ContractSigned {
            signed_at,
            contract,
        },
        ..with("sign", due_at(signed_at))
    };
    let until = signed_at;
    cases.add(promised, G::NotYet { until });
}

fn another_round(cases: &mut Cases) {
    cases.at(Stage::Defaulted);
    let free = with("relist", |f| f.deal.ex_buyer_barred = false);
    cases.add(free, G::ExBuyerNotBarred);
    let forgiven = with("relist", |f| f.deal.difference_noted = false);
    cases.add(forgiven, G::DifferenceNotNoted);

    cases.at(Stage::UnsoldNoBid);
    let third = with_round("relist", |round| round.unsold_rounds = 2);
    cases.add(third, G::RoundsUsedUp { max: 2 });
    cases.at(Stage::UnsoldReserve);
    let least = Fen::yuan(80_000);
    cases.add(relisted(least - Fen(1)), G::StartTooLow { least });
    cases.at(Stage::UnsoldTooFew);
    let opens_from = ahead(8 * DAY);
    let soon = with("relist", |f| f.rules.notice_days = 8);
    cases.add(soon, G::NoticeTooShort { opens_from });
}

fn negotiation(cases: &mut Cases) {
    let talks = |consignor_agrees, party_agrees, top_bidder_asked| {
        other(E::Negotiate {
            consignor_agrees,
            party_agrees,
            top_bidder_asked,
        })
    };
    cases.at(Stage::UnsoldReserve);
    cases.add(talks(false, true, true), G::PartiesNotAgreed);
    cases.add(talks(true, false, true), G::PartiesNotAgreed);
    cases.add(talks(true, true, false), G::TopBidderNotAsked);

    let missing: [fn(&mut PublicityNotice); 5] = [
        |notice| notice.price = Fen(0),
        |notice| notice.named = false,
        |notice| notice.summarised = false,
        |notice| notice.mode = None,
        |notice| notice.related_party = None,
    ];
    cases.at(Stage::Negotiating);
    for remove in missing {
        let mut plan = plan();
        remove(&mut plan.notice);
        cases.add(other(E::PriceAgreed(plan)), G::PublicityIncomplete);
    }
    let least = ahead(15 * DAY);
    let ends_at = Timestamp(least.0 - 1);
    let short = PublicityPlan { ends_at, ..plan() };
    cases.add(other(E::PriceAgreed(short)), G::EndTooEarly { least });
}

fn objection(cases: &mut Cases) {
    cases.at(Stage::Publicity);
    let nobody = other(E::Objection { named: false });
    cases.add(nobody, G::ObjectionUnnamed);
    let ended_at = NOW;
    let late = with_publicity("object", |publicity| publicity.ends_at = ended_at);
    cases.add(late, G::ObjectionTooLate { ended_at });

    cases.at(Stage::Objected);
    let least = ahead(6 * DAY);
    let short = with_publicity("reject", |publicity| publicity.remaining_ms = 6 * DAY);
    cases.add(short, G::EndTooEarly { least });
    // One day was left: three are the least.
    let least = ahead(3 * DAY);
    let short = rejected_until(Timestamp(least.0 - 1), DAY);
    cases.add(short, G::EndTooEarly { least });
}

fn end_of_publicity(cases: &mut Cases) {
    cases.at(Stage::Publicity);
    let until = JUST_AFTER;
    let early = with_publicity("publicity_over", |publicity| publicity.ends_at = until);
    cases.add(early, G::NotYet { until });
    let open = with_publicity("publicity_over", |publicity| publicity.open_objections = 1);
    cases.add(open, G::ObjectionsOpen);
}

fn after_the_season(cases: &mut Cases) {
    cases.at(Stage::Negotiating);
    let until = JUST_AFTER;
    let early = with("season_ended", |f| f.season_ends_at = Some(until));
    cases.add(early, G::NotYet { until });

    cases.at(Stage::Showcase);
    cases.add(off(|deal| deal.price = Fen(0)), G::DealNotChecked);
    cases.add(off(|deal| deal.buyer_named = false), G::DealNotChecked);
    cases.add(off(|deal| deal.checked = false), G::DealNotChecked);
    let secret = off(|deal| deal.public_negotiated = true);
    cases.add(secret, G::PublicityRequired);
    let ends_at = ahead(DAY);
    let short = off(|deal| deal.publicity = Some(PublicityPlan { ends_at, ..plan() }));
    let least = ahead(15 * DAY);
    cases.add(short, G::EndTooEarly { least });
}

fn off(change: impl Fn(&mut OfflineDeal)) -> Sample {
    let mut deal = offline(None);
    change(&mut deal);
    other(E::OfflineDeal(deal))
}
