//! What the centre wants to put on record, and the event of the domain that it is.

use super::case::Case;
use crate::Error;
use domain::bidding::stage::{
    Announcement, BuyerDefault, Cause, OfflineDeal, Particulars, PublicityNotice, PublicityPlan,
    ReserveCommitment, StageEvent, publicity_end_after_objection,
};
use domain::evidence::{FileHash, Reference};
use domain::ids::RoundId;
use domain::lots::TransactionMode;
use domain::money::{AMOUNT_MAX, Fen};
use domain::rounds::{Round, RoundState};
use domain::time::{Date, Timestamp};

/// The most characters of the name of a party.
const PARTY_CHARS_MAX: usize = 100;

/// A move of a lot after its round. Whatever a person has looked at is said by that person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wish {
    /// The deal is confirmed.
    Confirm {
        /// The buyer is who he says.
        identity_checked: bool,
        /// His papers are complete.
        documents_checked: bool,
    },
    /// The buyer does not buy.
    Default(BuyerDefault),
    /// The contract may be signed until the end of that day; with a paper.
    Prolong(Date),
    /// The contract was signed on that day; with the contract.
    Sign(Date),
    /// The price is paid; with the proof.
    Pay,
    /// The technology contract is registered under this number.
    RegisterTech(Reference),
    /// The transfer is registered under this number.
    RegisterTransfer(Reference),
    /// The licence is recorded under this number.
    RecordLicence(Reference),
    /// The lot goes into another round.
    Relist(Relisting),
    /// The parties begin to talk.
    Negotiate {
        /// The consignor wants to.
        consignor_agrees: bool,
        /// Somebody else wants to.
        party_agrees: bool,
        /// The highest bidder that failed was asked first.
        top_bidder_asked: bool,
    },
    /// They have agreed on a price.
    AgreePrice(Agreement),
    /// Somebody objects; his name, empty when he has not given it.
    Object(String),
    /// The objection is right; with the decision.
    Uphold,
    /// The objection is not right; with the decision.
    Reject,
    /// The days of publicity are over.
    EndPublicity,
    /// The season is over.
    EndSeason,
    /// A deal made elsewhere is reported; with a copy of the contract.
    ReportDeal {
        /// What was agreed; without a last day when no publicity is needed.
        agreement: Agreement,
        /// The centre has checked it.
        checked: bool,
        /// The negotiated price of a public institution: it must be published.
        public_negotiated: bool,
    },
}

/// How a lot goes into another round.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Relisting {
    /// Which round.
    pub round: RoundId,
    /// The new start price.
    pub start: Fen,
    /// The commitment to the reserve is published; without a reserve it does not count.
    pub reserve_committed: bool,
    /// Every holder of a priority right was told.
    pub priority_notified: bool,
    /// The duty of a buyer that has defaulted to pay the difference is noted (拍卖法 39).
    pub difference_noted: bool,
}

/// What was agreed between the parties.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Agreement {
    /// The price.
    pub price: Fen,
    /// How it changes hands.
    pub mode: Option<TransactionMode>,
    /// Whether the buyer is a related party, when somebody has said so.
    pub related_party: Option<bool>,
    /// Who buys; for the centre alone.
    pub party: String,
    /// The last day of the publicity, that day included.
    pub last_day: Option<Date>,
}

/// What the move is in the words of the domain, with what is kept of it.
pub(super) struct Meant {
    pub(super) event: StageEvent,
    pub(super) particulars: Particulars,
}

impl Wish {
    /// The round that the lot is to go into.
    pub(super) fn round(&self) -> Option<RoundId> {
        match self {
            Self::Relist(relisting) => Some(relisting.round),
            _ => None,
        }
    }

    /// Reads the wish on what is on file. `round` is that of [`Wish::round`].
    ///
    /// # Errors
    /// `FILE_MISSING`, `AMOUNT_RANGE`, `PARTY_LENGTH`, `ROUND_CLOSED`, `MODE_MISSING`.
    pub(super) fn meant(
        self,
        case: &Case,
        round: Option<&Round>,
        paper: Option<FileHash>,
        cause: &Cause,
    ) -> Result<Meant, Error> {
        let now = cause.at;
        let paper = || paper.ok_or(Error::invalid("FILE_MISSING"));
        let party = self.party()?;
        let difference = matches!(&self, Self::Relist(relisting) if relisting.difference_noted);
        let relisted_into = self.round();
        let event = match self {
            Self::Confirm {
                identity_checked,
                documents_checked,
            } => StageEvent::Confirm {
                // Somebody's word does not outweigh what the centre has on record.
                identity_checked: identity_checked && case.is_verified(),
                documents_checked,
            },
            Self::Default(how) => StageEvent::BuyerDefaulted(how),
            Self::Prolong(last_day) => StageEvent::ContractProlonged {
                until: last_instant(last_day),
                reason: cause.reason.clone(),
                document: paper()?,
            },
            Self::Sign(on) => StageEvent::ContractSigned {
                signed_at: on.at(0, 0),
                contract: paper()?,
            },
            Self::Pay => StageEvent::Paid { proof: paper()? },
            Self::RegisterTech(number) => StageEvent::TechRegistered { number },
            Self::RegisterTransfer(number) => StageEvent::TransferRegistered { number },
            Self::RecordLicence(number) => StageEvent::LicenceRecorded { number },
            Self::Relist(relisting) => relisting.event(case, round, now)?,
            Self::Negotiate {
                consignor_agrees,
                party_agrees,
                top_bidder_asked,
            } => StageEvent::Negotiate {
                consignor_agrees,
                party_agrees,
                top_bidder_asked,
            },
            Self::AgreePrice(agreement) => StageEvent::PriceAgreed(agreement.plan(case, now)?),
            Self::Object(_) => StageEvent::Objection {
                named: party.is_some(),
            },
            Self::Uphold => StageEvent::ObjectionUpheld { decision: paper()? },
            Self::Reject => StageEvent::ObjectionRejected {
                decision: paper()?,
                ends_at: case.publicity_goes_on_until(now),
            },
            Self::EndPublicity => StageEvent::PublicityOver,
            Self::EndSeason => StageEvent::SeasonEnded,
            Self::ReportDeal {
                agreement,
                checked,
                public_negotiated,
            } => agreement.offline(case, paper()?, (checked, public_negotiated), now)?,
        };
        let mut particulars = Particulars::of(&event);
        particulars.party = party;
        particulars.round = relisted_into;
        particulars.difference_noted = difference.then_some(true);
        Ok(Meant { event, particulars })
    }

    /// The name of the party that it tells of.
    fn party(&self) -> Result<Option<String>, Error> {
        let name = match self {
            Self::AgreePrice(agreement) | Self::ReportDeal { agreement, .. } => &agreement.party,
            Self::Object(name) => name,
            _ => return Ok(None),
        };
        let name = name.trim();
        if name.chars().count() > PARTY_CHARS_MAX {
            return Err(Error::invalid("PARTY_LENGTH"));
        }
        Ok((!name.is_empty()).then(|| name.to_owned()))
    }
}

impl Relisting {
    fn event(
        self,
        case: &Case,
        round: Option<&Round>,
        now: Timestamp,
    ) -> Result<StageEvent, Error> {
        let fits = |round: &&Round| {
            let open = round.state == RoundState::Scheduled && round.opens_at > now;
            open && round.practice == case.lot.practice && round.season == case.lot.season
        };
        let round = round.filter(fits).ok_or(Error::invalid("ROUND_CLOSED"))?;
        whole_yuan(self.start)?;
        let reserve = match (case.lot.has_reserve, self.reserve_committed) {
            (false, _) => ReserveCommitment::NoReserve,
            (true, true) => ReserveCommitment::Committed,
            (true, false) => ReserveCommitment::Missing,
        };
        Ok(StageEvent::Relist {
            announcement: Announcement {
                opens_at: round.opens_at,
                // It has been on display since it was published.
                displayed_from: case.lot.published_at.unwrap_or(now),
                reserve,
                priority_notified: self.priority_notified,
            },
            start: self.start,
        })
    }
}

impl Agreement {
    fn plan(&self, case: &Case, now: Timestamp) -> Result<PublicityPlan, Error> {
        whole_yuan(self.price)?;
        Ok(PublicityPlan {
            notice: PublicityNotice {
                price: self.price,
                named: !case.lot.title.trim().is_empty(),
                summarised: !case.lot.summary.trim().is_empty(),
                mode: self.mode,
                related_party: self.related_party,
            },
            ends_at: self.last_day.map_or(now, last_instant),
        })
    }

    fn offline(
        self,
        case: &Case,
        contract: FileHash,
        (checked, public_negotiated): (bool, bool),
        now: Timestamp,
    ) -> Result<StageEvent, Error> {
        whole_yuan(self.price)?;
        let publicity = public_negotiated
            .then(|| self.plan(case, now))
            .transpose()?;
        Ok(StageEvent::OfflineDeal(OfflineDeal {
            contract,
            price: self.price,
            mode: self.mode.ok_or(Error::invalid("MODE_MISSING"))?,
            buyer_named: !self.party.trim().is_empty(),
            checked,
            public_negotiated,
            publicity,
        }))
    }
}

impl Case {
    /// When a publicity ends whose objection is rejected at `now`.
    fn publicity_goes_on_until(&self, now: Timestamp) -> Timestamp {
        let left = self.trail.publicity().map_or(0, |facts| facts.remaining_ms);
        publicity_end_after_objection(now, left, &self.rules)
    }
}

/// The end of a day in Beijing.
fn last_instant(day: Date) -> Timestamp {
    day.plus_days(1).at(0, 0)
}

fn whole_yuan(amount: Fen) -> Result<(), Error> {
    let fits =
        amount >= Fen::yuan(1) && amount <= AMOUNT_MAX && amount.is_multiple_of(Fen::yuan(1));
    fits.then_some(()).ok_or(Error::invalid("AMOUNT_RANGE"))
}
