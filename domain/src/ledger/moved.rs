//! What a leaf says of a move after the round (bidding.md C.7; reliability.md L-11): in public the
//! arrow and what the law wants to be known, and a commitment to everything that is on record.

use super::hash::{Hash32, sha256};
use crate::bidding::stage::{Particulars, Stage, StageEventKind, Step, Struck};
use crate::evidence::FileHash;
use crate::ids::AccountId;
use crate::lots::TransactionMode;
use crate::money::Fen;
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};

/// The public side of a move: no name, no number of a register, no reason in words (L-10).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PublicMove {
    /// What happened.
    pub event: StageEventKind,
    /// Where the lot stood.
    pub from: Stage,
    /// Where it stands since.
    pub to: Stage,
    /// The agreed price that was put up for objections, or the start price of the next round.
    pub price: Option<Fen>,
    /// How it changes hands, where that is published.
    pub mode: Option<TransactionMode>,
    /// Whether the buyer is a related party, where that is published.
    pub related_party: Option<bool>,
    /// The end of the publicity (公示).
    pub until: Option<Timestamp>,
    /// The buyer who was struck out, and why.
    pub struck: Option<Struck>,
}

impl PublicMove {
    /// What everybody may know of a move that led here from `from`.
    pub fn of(from: Stage, step: &Step) -> Self {
        use StageEventKind as K;
        let told = &step.particulars;
        let none = Self {
            event: step.event,
            from,
            to: step.to,
            price: None,
            mode: None,
            related_party: None,
            until: None,
            struck: None,
        };
        match step.event {
            K::PriceAgreed | K::OfflineDeal if told.until.is_some() => Self {
                price: told.price,
                mode: told.mode,
                related_party: told.related_party,
                until: told.until,
                ..none
            },
            K::ObjectionRejected => Self {
                until: told.until,
                ..none
            },
            K::Relist => Self {
                price: told.price,
                ..none
            },
            K::Void => Self {
                struck: told.struck,
                ..none
            },
            _ => none,
        }
    }

    /// Whether the table of C.7 has this arrow, the particulars of the event included.
    pub fn is_legal(&self) -> bool {
        let to = match (self.event, self.struck) {
            (StageEventKind::Void, None) => return false,
            (StageEventKind::Void, Some(struck)) => Stage::after_striking(struck.reason),
            (StageEventKind::OfflineDeal, _) if self.until.is_some() => Stage::Publicity,
            (StageEventKind::OfflineDeal, _) => Stage::ContractSigned,
            _ => self.to,
        };
        to == self.to && self.from.deal_targets(self.event).contains(&to)
    }
}

/// Everything that is on record of a move beside its arrow and its time. The centre keeps it; the
/// ledger commits to it, so that nobody can write it anew without an auditor seeing it.
#[derive(Clone, Copy, Debug)]
pub struct MoveRecord<'a> {
    /// Who did it; the clock when absent.
    pub by: Option<AccountId>,
    /// Why, in words.
    pub reason: &'a str,
    /// What else is known of it.
    pub particulars: &'a Particulars,
    /// The paper it rests on.
    pub paper: Option<FileHash>,
}

impl MoveRecord<'_> {
    /// SHA-256 of the canonical bytes: JSON in UTF-8 without blanks, one list of the number of the
    /// account or `null`, the reason, the particulars as they are stored, and the hexadecimal
    /// digits of the paper or `null`.
    pub fn digest(&self) -> Hash32 {
        let paper = self.paper.map(|paper| paper.to_string());
        let fields = (self.by, self.reason, self.particulars, paper);
        let json = serde_json::to_string(&fields).expect("numbers and texts have a form in JSON");
        sha256(&[json.as_bytes()])
    }
}

/// A move on its way into a leaf.
#[derive(Clone, Debug)]
pub struct SealedMove {
    /// Its number on the lot, from 1.
    pub number: u64,
    /// When it was decided.
    pub at: Timestamp,
    /// What everybody may know.
    pub public: PublicMove,
    /// [`MoveRecord::digest`].
    pub record: Hash32,
}
