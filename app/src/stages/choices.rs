//! What each form asks for besides the reason and the paper.

use domain::bidding::stage::StageEventKind as K;
use domain::lots::TransactionMode;
use domain::time::Date;
use domain::views::DealChoices;
use locales::{Label, Lang, stages as m};

/// A control of a form.
pub struct Input {
    /// Name of the value.
    pub name: &'static str,
    /// Label.
    pub label: String,
    /// What to type.
    pub hint: Option<String>,
    /// What stands in it at first.
    pub value: String,
    /// What it is.
    pub kind: Kind,
}

/// What a control is.
pub enum Kind {
    /// A box to tick.
    Tick,
    /// A line of text.
    Line,
    /// An amount.
    Amount,
    /// A day.
    Day,
    /// One of these: value and words.
    Choice(Vec<(String, String)>),
}

/// Whether a form takes a paper.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Paper {
    /// Nothing happens without.
    Needed,
    /// It may be added.
    Welcome,
}

/// Whether an event rests on a paper (bidding.md C.7).
pub const fn paper(event: K) -> Paper {
    match event {
        K::ContractProlonged
        | K::ContractSigned
        | K::Paid
        | K::ObjectionUpheld
        | K::ObjectionRejected
        | K::OfflineDeal => Paper::Needed,
        _ => Paper::Welcome,
    }
}

/// What happens when the form is sent.
pub fn effect(lang: Lang, event: K) -> &'static str {
    match event {
        K::Confirm => m::effect_confirm(lang),
        K::BuyerDefaulted => m::effect_default(lang),
        K::ContractProlonged => m::effect_prolong(lang),
        K::ContractSigned => m::effect_sign(lang),
        K::Paid => m::effect_pay(lang),
        K::TechRegistered => m::effect_tech(lang),
        K::TransferRegistered | K::LicenceRecorded => m::effect_complete(lang),
        K::Relist => m::effect_relist(lang),
        K::Negotiate => m::effect_negotiate(lang),
        K::PriceAgreed => m::effect_agree(lang),
        K::Objection => m::effect_object(lang),
        K::ObjectionUpheld => m::effect_uphold(lang),
        K::ObjectionRejected => m::effect_reject(lang),
        K::PublicityOver => m::effect_over(lang),
        K::SeasonEnded => m::effect_season(lang),
        _ => m::effect_offline(lang),
    }
}

/// The controls of the form of an event.
pub fn inputs(lang: Lang, event: K, choices: &DealChoices, today: Date) -> Vec<Input> {
    match event {
        K::Confirm => vec![
            tick("identity", m::identity(lang)),
            tick("documents", m::documents(lang)),
        ],
        K::BuyerDefaulted => vec![way(lang)],
        K::ContractProlonged => {
            let due = choices.contract_due.map(|due| due.date());
            vec![day(
                "on",
                m::prolong_until(lang),
                due.unwrap_or(today).plus_days(10),
            )]
        }
        K::ContractSigned => vec![day("on", m::signed_on(lang), today)],
        K::TechRegistered => vec![number(m::tech_number(lang))],
        K::TransferRegistered => vec![number(m::transfer_number(lang))],
        K::LicenceRecorded => vec![number(m::licence_number(lang))],
        K::Relist => relist(lang, choices),
        K::Negotiate => {
            let asked = (!choices.nobody_bid).then(|| tick("asked", m::asked(lang)));
            let mut ticks = vec![
                tick("consignor", m::consignor(lang)),
                tick("other", m::other_party(lang)),
            ];
            ticks.extend(asked);
            ticks
        }
        K::PriceAgreed => agreement(lang, choices),
        K::Objection => vec![line("party", m::objector(lang), m::party_hint(lang))],
        K::OfflineDeal => {
            let mut inputs = agreement(lang, choices);
            inputs.insert(0, tick("checked", m::checked(lang)));
            inputs.insert(4, tick("public", m::public_negotiated(lang)));
            inputs
        }
        _ => Vec::new(),
    }
}

fn relist(lang: Lang, choices: &DealChoices) -> Vec<Input> {
    let rounds = choices.rounds.iter().map(|round| {
        let words = m::round(
            lang,
            round.opens_at.clock().hm(),
            locales::date_long(lang, round.on),
        );
        (round.id.to_string(), words)
    });
    let mut inputs = vec![
        choice(lang, "round", m::into_round(lang), rounds.collect()),
        Input {
            hint: Some(m::start_hint(lang, choices.lowest_start.digits())),
            value: choices.start.digits(),
            ..amount(lang, "price", m::start(lang))
        },
        tick("notified", m::notified(lang)),
    ];
    if choices.has_reserve {
        inputs.push(tick("committed", m::committed(lang)));
    }
    if choices.after_default {
        inputs.push(tick("difference", m::difference(lang)));
    }
    inputs
}

/// What was agreed, in the order that a staff member reads it from the contract.
fn agreement(lang: Lang, choices: &DealChoices) -> Vec<Input> {
    let known = |mode: &TransactionMode| (mode.code().to_owned(), mode.label(lang).to_owned());
    let modes: Vec<_> = choices.modes.iter().map(known).collect();
    let related = vec![
        ("no".to_owned(), m::related_no(lang).to_owned()),
        ("yes".to_owned(), m::related_yes(lang).to_owned()),
    ];
    vec![
        line("party", m::party(lang), m::party_hint(lang)),
        amount(lang, "price", m::price(lang)),
        choice(lang, "mode", m::mode(lang), modes),
        choice(lang, "related", m::related(lang), related),
        Input {
            hint: Some(m::last_day_hint(lang).to_owned()),
            ..day("on", m::last_day(lang), choices.publicity_until)
        },
    ]
}

fn way(lang: Lang) -> Input {
    let ways = vec![
        ("refused".to_owned(), m::way_refused(lang).to_owned()),
        ("deadline".to_owned(), m::way_deadline(lang).to_owned()),
    ];
    choice(lang, "way", m::way(lang), ways)
}

fn tick(name: &'static str, label: &str) -> Input {
    Input {
        name,
        label: label.to_owned(),
        hint: None,
        value: String::new(),
        kind: Kind::Tick,
    }
}

fn line(name: &'static str, label: &str, hint: &str) -> Input {
    Input {
        hint: Some(hint.to_owned()),
        kind: Kind::Line,
        ..tick(name, label)
    }
}

fn number(label: &str) -> Input {
    Input {
        kind: Kind::Line,
        ..tick("number", label)
    }
}

fn amount(lang: Lang, name: &'static str, label: &str) -> Input {
    Input {
        hint: Some(m::amount_hint(lang).to_owned()),
        kind: Kind::Amount,
        ..tick(name, label)
    }
}

fn day(name: &'static str, label: &str, value: Date) -> Input {
    Input {
        value: value.to_string(),
        kind: Kind::Day,
        ..tick(name, label)
    }
}

fn choice(
    lang: Lang,
    name: &'static str,
    label: &str,
    mut options: Vec<(String, String)>,
) -> Input {
    options.insert(0, (String::new(), m::choose(lang).to_owned()));
    Input {
        kind: Kind::Choice(options),
        ..tick(name, label)
    }
}
