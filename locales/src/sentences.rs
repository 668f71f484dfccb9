//! Notices as people read them, on pages and in mails.

use crate::{Label, Lang, notices as m};
use domain::lots::LotState;
use domain::notices::{DealStep, DepositNews, Due, NoticeBody, SubmissionNews};

/// Where a lot stands, in one word: of what was sold offline no list says that it is on display.
pub fn lot_standing(lang: Lang, state: LotState, sold_offline: bool) -> &'static str {
    match sold_offline {
        true => crate::offline::sold_state(lang),
        false => state.label(lang),
    }
}

/// The sentence of a notice.
pub fn notice_sentence(lang: Lang, body: &NoticeBody) -> String {
    match body {
        NoticeBody::Outbid(price) => m::said_outbid(lang, crate::amount(lang, *price)),
        NoticeBody::Opening(at) => m::said_opening(lang, crate::date_time(lang, *at)),
        NoticeBody::Extended(at) => m::said_extended(lang, crate::date_time_seconds(lang, *at)),
        NoticeBody::Won(price) => m::said_won(lang, crate::amount(lang, *price)),
        NoticeBody::NotWon(true) => m::said_not_won(lang).to_owned(),
        NoticeBody::NotWon(false) => m::said_passed(lang).to_owned(),
        NoticeBody::Deposit(news) => deposit(lang, *news).to_owned(),
        NoticeBody::Suspended => m::said_suspended(lang).to_owned(),
        NoticeBody::Resumed(at) => m::said_resumed(lang, crate::date_time_seconds(lang, *at)),
        NoticeBody::Cancelled => m::said_cancelled(lang).to_owned(),
        NoticeBody::Deadline(due) => deadline(lang, *due),
        NoticeBody::WebhookOff => m::said_webhook_off(lang).to_owned(),
        NoticeBody::Listed(at) => m::said_listed(lang, crate::date_time(lang, *at)),
        NoticeBody::OpeningDay(at) => m::said_opening_day(lang, crate::date_time(lang, *at)),
        NoticeBody::Changed(Some(price)) => {
            m::said_changed_start(lang, crate::amount(lang, *price))
        }
        NoticeBody::Changed(None) => m::said_changed_terms(lang).to_owned(),
        NoticeBody::Result(Some(price)) => m::said_result_sold(lang, crate::amount(lang, *price)),
        NoticeBody::Result(None) => m::said_result_passed(lang).to_owned(),
        NoticeBody::Review(given) => {
            m::said_review(lang, crate::date_time(lang, given.due), given.lots)
        }
        NoticeBody::Submission(news) => submission(lang, *news).to_owned(),
        NoticeBody::Moved(at) => m::said_moved(lang, crate::date_time(lang, *at)),
    }
}

fn submission(lang: Lang, news: SubmissionNews) -> &'static str {
    match news {
        SubmissionNews::Returned => m::said_lot_returned(lang),
        SubmissionNews::Selected => m::said_lot_selected(lang),
        SubmissionNews::Rejected => m::said_lot_rejected(lang),
    }
}

fn deposit(lang: Lang, news: DepositNews) -> &'static str {
    match news {
        DepositNews::Confirmed => m::said_deposit_confirmed(lang),
        DepositNews::Refused => m::said_deposit_refused(lang),
        DepositNews::ToReturn => m::said_deposit_to_return(lang),
        DepositNews::Returned => m::said_deposit_returned(lang),
        DepositNews::Applied => m::said_deposit_applied(lang),
        DepositNews::Forfeited => m::said_deposit_forfeited(lang),
    }
}

fn deadline(lang: Lang, due: Due) -> String {
    let step = match due.step {
        DealStep::Confirm => m::step_confirm(lang),
        DealStep::Contract => m::step_contract(lang),
        DealStep::TechApplication => m::step_tech_application(lang),
        DealStep::LicenceRecord => m::step_licence_record(lang),
    };
    m::said_deadline(lang, crate::date_time(lang, due.at), step)
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::money::Fen;
    use domain::notices::GivenReviews;
    use domain::time::Date;

    #[test]
    fn every_body_has_a_sentence_in_both_languages() {
        let at = Date::of(2026, 11, 20).at(16, 0);
        let price = Fen::yuan(105_000);
        let mut bodies = vec![
            NoticeBody::Outbid(price),
            NoticeBody::Opening(at),
            NoticeBody::Extended(at),
            NoticeBody::Won(Fen::yuan(105_000)),
            NoticeBody::NotWon(true),
            NoticeBody::NotWon(false),
            NoticeBody::Suspended,
            NoticeBody::Resumed(at),
            NoticeBody::Cancelled,
            NoticeBody::WebhookOff,
            NoticeBody::Listed(at),
            NoticeBody::Moved(at),
            NoticeBody::OpeningDay(at),
            NoticeBody::Changed(Some(price)),
            NoticeBody::Changed(None),
            NoticeBody::Result(Some(price)),
            NoticeBody::Result(None),
        ];
        bodies.extend(
            DepositNews::ALL
                .iter()
                .map(|news| NoticeBody::Deposit(*news)),
        );
        let given = GivenReviews { lots: 3, due: at };
        bodies.push(NoticeBody::Review(given));
        let news = SubmissionNews::ALL.iter();
        bodies.extend(news.map(|news| NoticeBody::Submission(*news)));
        let due = |step: &DealStep| NoticeBody::Deadline(Due { step: *step, at });
        bodies.extend(DealStep::ALL.iter().map(due));
        for lang in [Lang::Zh, Lang::En] {
            let mut said: Vec<String> = bodies
                .iter()
                .map(|body| notice_sentence(lang, body))
                .collect();
            let count = said.len();
            said.sort();
            said.dedup();
            assert_eq!(said.len(), count, "no two say the same");
            assert!(said.iter().all(|words| !words.contains('{')));
        }
        let outbid = notice_sentence(Lang::Zh, &bodies[0]);
        assert!(outbid.contains("105,000"), "{outbid}");
    }
}
