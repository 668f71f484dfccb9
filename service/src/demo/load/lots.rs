//! Lots of the large set: the same technologies as in the demo, with qualifiers, the frequent ones
//! much more often than the others, so that searching meets a realistic distribution.

use super::{SESSIONS, Stage, Term};
use crate::demo::dice::Dice;
use crate::demo::lots::{code, compose, terms};
use crate::demo::prices;
use crate::demo::words::{Group, Lists, Stem, groups};
use domain::bidding::Terms;
use domain::ids::{LotId, RoundId, SessionId};
use domain::lots::{
    Contact, DealMethod, LegalStatus, Lot, LotKind, LotPatent, LotPrivate, LotState, PatentType,
    TeamMember, TransactionMode, Trl,
};
use domain::money::Fen;
use domain::patents::PatentNumber;
use domain::rounds::Round;
use domain::time::{Date, Timestamp};
use std::collections::BTreeMap;

/// Above this number of bids the owner asked for a small increment, so that prices stay credible.
const MANY_BIDS: u64 = 100;
/// Of a hundred lots so many are achievements.
const ACHIEVEMENTS: usize = 10;
/// Of a hundred lots with bids so many miss their reserve.
const BELOW_RESERVE: usize = 10;
/// Of a hundred lots without a bid so many were in a round all the same.
const WITHOUT_BID: usize = 15;

/// A lot, ready to be stored, and its fate in a round.
pub(super) struct Written {
    pub(super) lot: Lot,
    pub(super) private: LotPrivate,
    /// Place of the owner among the owners.
    pub(super) owner: usize,
    pub(super) identity_key: String,
    pub(super) fate: Option<Fate>,
}

/// The round of a lot with its terms.
pub(super) struct Fate {
    pub(super) round: RoundId,
    pub(super) terms: Terms,
    pub(super) reserve: Option<Fen>,
}

/// Writes lots one after the other.
pub(super) struct Author<'a> {
    stage: &'a Stage,
    groups: Vec<Group>,
    phrases: Lists,
    dice: Dice,
    per_season: u64,
    written: u64,
    numbers: BTreeMap<(i32, LotKind, &'static str), u32>,
    now: Timestamp,
}

impl<'a> Author<'a> {
    pub(super) fn new(stage: &'a Stage, lots: u64, now: Timestamp) -> Self {
        Self {
            stage,
            groups: groups(),
            phrases: Lists::phrases(),
            dice: Dice::of(10),
            per_season: lots.div_ceil(stage.seasons.len() as u64).max(1),
            written: 0,
            numbers: BTreeMap::new(),
            now,
        }
    }

    /// The next lot, which gets `bids` bids.
    pub(super) fn write(&mut self, bids: u64) -> Written {
        let term = &self.stage.seasons[(self.written / self.per_season) as usize];
        let place = self.written % self.per_season;
        self.written += 1;
        let group = self.dice.below(self.groups.len());
        let stem = self.stem(group);
        let owner = self.dice.below(self.stage.owners.len());
        let mut lot = self.lot(term, group, stem);
        lot.owner = self.stage.owners[owner].id;
        self.texts(&mut lot, group, stem);
        self.team_and_patents(&mut lot, group, stem, owner, place, term);
        self.price(&mut lot, bids);
        let fate = self.fate(&mut lot, term, bids);
        let identity_key = match lot.patents.first() {
            Some(patent) => format!("patent:{}", patent.number),
            None => format!("achievement:{}", lot.code),
        };
        let contact = Contact {
            name: self.phrases.person(&mut self.dice),
            phone: format!("1990000{:04}", self.written % 10_000),
            email: Some(format!("contact{}@example.com", self.written)),
        };
        let reserve_price = fate.as_ref().and_then(|fate| fate.reserve);
        Written {
            lot,
            private: LotPrivate {
                reserve_price,
                contact,
            },
            owner,
            identity_key,
            fate,
        }
    }

    /// The least of three draws: a few technologies are asked for again and again.
    fn stem(&mut self, group: usize) -> usize {
        let count = self.groups[group].stems.len();
        (0..3).map(|_| self.dice.below(count)).min().unwrap_or(0)
    }

    fn lot(&mut self, term: &Term, group: usize, stem: usize) -> Lot {
        let (year, industry) = (term.season.year, self.groups[group].industry);
        let achievement = self.dice.chance(ACHIEVEMENTS);
        let kind = if achievement {
            LotKind::Achievement
        } else {
            LotKind::Patent
        };
        let number = self
            .numbers
            .entry((year, kind, industry.code()))
            .or_default();
        *number += 1;
        let code = code(kind, year, industry, *number);
        let trl = Trl::new(self.dice.between(3, 9) as u8).expect("between 1 and 9");
        let stem: &Stem = &self.groups[group].stems[stem];
        let title = if achievement {
            stem.product
        } else {
            stem.title
        };
        let id = LotId(self.written as i64);
        let session = self.dice.below(usize::from(SESSIONS)) as i64;
        Lot {
            season: term.season.id,
            // Every other lot is shown in a session; its industry does not matter here.
            session: (session % 2 == 0)
                .then(|| SessionId(term.season.id.get() * 100 + session + 1)),
            title: qualified(title, self.phrases.one("qualifier", &mut self.dice)),
            cluster: self.groups[group].cluster,
            keywords: stem
                .keywords
                .iter()
                .map(|word| (*word).to_owned())
                .collect(),
            modes: vec![
                *self
                    .dice
                    .pick(&[TransactionMode::Transfer, TransactionMode::Licence]),
            ],
            deal_methods: vec![DealMethod::OnlineBid],
            dual_carbon: stem.dual_carbon,
            ..Lot::blank(id, code, kind, industry, trl)
        }
    }

    fn texts(&mut self, lot: &mut Lot, group: usize, stem: usize) {
        let stem = &self.groups[group].stems[stem];
        let texts = compose(
            stem,
            lot.kind,
            lot.industry,
            lot.trl,
            &self.phrases,
            &mut self.dice,
        );
        lot.summary = texts.summary;
        lot.advantages = texts.advantages;
        lot.prospect = texts.prospect;
    }

    fn team_and_patents(
        &mut self,
        lot: &mut Lot,
        group: usize,
        stem: usize,
        owner: usize,
        place: u64,
        term: &Term,
    ) {
        let name = self.phrases.person(&mut self.dice);
        if lot.kind == LotKind::Patent {
            let ipc = self.groups[group].stems[stem].ipc;
            let holders = &self.stage.owners[owner].name;
            lot.patents
                .push(patent(term.season.year, place, holders, &name, ipc));
        }
        lot.team = vec![TeamMember {
            name,
            role: String::new(),
            title: None,
        }];
    }

    fn price(&mut self, lot: &mut Lot, bids: u64) {
        let start = prices::inside(self.dice.below(1_000), 1_000);
        lot.start_price = Some(start);
        lot.increment = (bids > MANY_BIDS)
            .then(|| Fen(prices::increment(start).0 / 5))
            .map(|step| step.max(Fen::yuan(100)));
    }

    /// Lots with bids were in a round; of the others some were, most never.
    fn fate(&mut self, lot: &mut Lot, term: &Term, bids: u64) -> Option<Fate> {
        let open = term.season.end_on >= self.now.date();
        if bids == 0 && !self.dice.chance(WITHOUT_BID) {
            let days = self.dice.between(20, 60) as i32;
            let at = term.season.start_on.plus_days(days).at(9, 0);
            lot.published_at = Some(at.min(self.now.plus_millis(-60_000)));
            lot.state = if open {
                LotState::Published
            } else {
                LotState::Archived
            };
            return None;
        }
        let round: &Round = self.dice.pick(&term.rounds);
        let missed = bids > 0 && self.dice.chance(BELOW_RESERVE);
        let sold = bids > 0 && !missed;
        lot.state = if sold {
            LotState::Sold
        } else {
            LotState::Passed
        };
        let published = round.on.plus_days(-(self.dice.between(8, 30) as i32));
        lot.published_at = Some(published.at(9, self.dice.between(0, 400)));
        lot.has_reserve = missed;
        let terms = terms(lot, round, &term.season, round.closes_at);
        // No auction climbs eight increments with every bid, so this one is never reached.
        let reserve = missed.then(|| terms.ladder.climb(terms.start, (bids as u32 + 1) * 8));
        Some(Fate {
            round: round.id,
            terms,
            reserve,
        })
    }
}

/// `一种` stays in front.
fn qualified(title: &str, qualifier: &str) -> String {
    match title.strip_prefix("一种") {
        Some(rest) => format!("一种{qualifier}{rest}"),
        None => format!("{qualifier}{title}"),
    }
}

/// A patent whose number nobody has and no other lot of the season.
fn patent(year: i32, place: u64, holders: &str, inventor: &str, ipc: &str) -> LotPatent {
    // A million serial numbers a year; beyond that the year before is used.
    let filing_year = year - 5 - (place / 1_000_000) as i32;
    let serial = 9_000_000 + place % 1_000_000;
    let filed_on = Date::of(filing_year, 12, 1).plus_days((place % 28) as i32);
    let number = PatentNumber::from_digits(&format!("{filing_year}1{serial:07}"), filing_year);
    LotPatent {
        number: number.expect("year, kind and serial make twelve digits"),
        patent_type: PatentType::Invention,
        filed_on,
        granted_on: filed_on.plus_days(735 + (place % 300) as i32),
        holders: holders.to_owned(),
        inventors: inventor.to_owned(),
        ipc: Some(ipc.to_owned()),
        further_ipc: Vec::new(),
        legal_status: LegalStatus::InForce,
        legal_checked_on: None,
        grant_pub_no: None,
    }
}
