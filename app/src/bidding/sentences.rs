//! Each outcome of a bid has a sentence of its own (ux.md §1.4, check 16).

use domain::bidding::{NotQualified, Refusal, SuspendReason};
use domain::money::Fen;
use locales::{Lang, amount, bidding as m};

/// What a refusal means and what to do now.
pub fn refusal_sentence(lang: Lang, refusal: &Refusal) -> String {
    match refusal {
        Refusal::LotNotOpen => m::refused_not_open(lang).into(),
        Refusal::TooEarly { opens_at } => {
            m::refused_too_early(lang, locales::date_time(lang, *opens_at))
        }
        Refusal::Late {
            ended_at,
            received_at,
        } => m::refused_late(
            lang,
            received_at.clock().hms_millis(),
            ended_at.clock().hms(),
        ),
        Refusal::NotQualified { reason } => not_qualified(lang, *reason).into(),
        Refusal::LateByServer {
            ended_at,
            received_at,
        } => m::refused_late_by_server(
            lang,
            received_at.clock().hms_millis(),
            ended_at.clock().hms(),
        ),
        Refusal::OffGrid { below, above } if below == above => {
            m::refused_below_start(lang, amount(lang, *above))
        }
        Refusal::OffGrid { below, above } => {
            m::refused_off_grid(lang, amount(lang, *above), amount(lang, *below))
        }
        Refusal::BelowOwnPrice { price } => m::refused_below_own_price(lang, amount(lang, *price)),
        Refusal::BelowOwnCeiling { ceiling } => {
            m::refused_below_own_ceiling(lang, amount(lang, *ceiling))
        }
        Refusal::AlreadyLeading { price } => m::refused_leading(lang, amount(lang, *price)),
        Refusal::TooLow { min_next, price } => too_low(lang, *min_next, *price),
        Refusal::JumpTooBig { max } => m::refused_jump(lang, amount(lang, *max)),
    }
}

fn too_low(lang: Lang, min_next: Fen, price: Option<Fen>) -> String {
    match price {
        Some(price) => m::refused_too_low(lang, amount(lang, min_next), amount(lang, price)),
        None => m::refused_below_start(lang, amount(lang, min_next)),
    }
}

/// Why somebody may not bid on a lot.
pub fn not_qualified(lang: Lang, reason: NotQualified) -> &'static str {
    match reason {
        NotQualified::Role => m::refused_role(lang),
        NotQualified::OwnLot => m::refused_own_lot(lang),
        NotQualified::NotEnrolled => m::refused_not_enrolled(lang),
        NotQualified::Identity => m::refused_identity(lang),
        NotQualified::Deposit => m::refused_deposit(lang),
        NotQualified::Barred => m::refused_barred(lang),
        NotQualified::PracticeOnly => m::refused_practice_only(lang),
        NotQualified::Staff => m::refused_staff(lang),
        NotQualified::Related => m::refused_related(lang),
        NotQualified::BarredStruck => m::refused_struck(lang),
        NotQualified::BarredDefault => m::refused_defaulted(lang),
        NotQualified::NotEligible => m::refused_not_eligible(lang),
        NotQualified::RulesChanged => m::refused_rules_changed(lang),
        NotQualified::SecondFactor => m::refused_second_factor(lang),
        NotQualified::DepositShort => m::refused_deposit_short(lang),
    }
}

/// Why the organiser steps in, as everybody is told.
pub fn reason_words(lang: Lang, reason: SuspendReason) -> &'static str {
    match reason {
        SuspendReason::IdentityFraud => m::reason_identity_fraud(lang),
        SuspendReason::BarredPerson => m::reason_barred_person(lang),
        SuspendReason::PaymentReversal => m::reason_payment_reversal(lang),
        SuspendReason::Collusion => m::reason_collusion(lang),
        SuspendReason::SystemFault => m::reason_system_fault(lang),
        SuspendReason::Outage => m::reason_outage(lang),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::time::Timestamp;
    use std::collections::BTreeSet;

    #[test]
    fn every_refusal_has_a_sentence_of_its_own_in_both_languages() {
        let (low, high) = (Fen::yuan(100_000), Fen::yuan(105_000));
        let at = Timestamp(0);
        let reasons = NotQualified::ALL;
        let mut refusals = vec![
            Refusal::LotNotOpen,
            Refusal::TooEarly { opens_at: at },
            Refusal::Late {
                ended_at: at,
                received_at: at,
            },
            Refusal::LateByServer {
                ended_at: at,
                received_at: at,
            },
            Refusal::OffGrid {
                below: low,
                above: high,
            },
            Refusal::AlreadyLeading { price: low },
            Refusal::TooLow {
                min_next: high,
                price: Some(low),
            },
            Refusal::JumpTooBig { max: high },
        ];
        refusals.extend(reasons.map(|reason| Refusal::NotQualified { reason }));
        for lang in [Lang::Zh, Lang::En] {
            let said: BTreeSet<_> = refusals.iter().map(|r| refusal_sentence(lang, r)).collect();
            assert_eq!(said.len(), refusals.len(), "{said:#?}");
            for word in [
                "请", "抱歉", "非法", "无效", "哎呀", "Please", "Sorry", "invalid",
            ] {
                assert!(said.iter().all(|s| !s.contains(word)), "{word}");
            }
        }
    }
}
