//! What a bidder had before him when he bid (reliability.md S-20).

use super::hash::{HASH_LEN, Hash32};
use crate::bidding::Terms;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;

/// The digest of the terms of the listing numbered `listed_seq`, under the version `rules` of the rules
/// of bidding (竞买须知): start, ladder, times, rule of the end, conditions. A form carries the one that
/// its page was made with, and a bid that was meant for other terms is refused.
///
/// Who has a priority right stays out of it: that is secret, and easily guessed from a digest.
pub fn digest(terms: &Terms, listed_seq: u64, rules: &str) -> Hash32 {
    let holders = terms.ranks.len();
    let public = Terms {
        ranks: BTreeMap::new(),
        ..terms.clone()
    };
    let terms = serde_json::to_string(&public).expect("terms have only numbers");
    let text = format!("luochui terms v1\n{listed_seq}\n{rules}\n{holders}\n{terms}\n");
    let digest: [u8; HASH_LEN] = Sha256::digest(text.as_bytes()).into();
    Hash32(digest)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bidding::{DRAIN_DEFAULT_MS, Ladder, MAX_JUMP_DEFAULT, Paddle};
    use crate::money::Fen;
    use crate::time::{Date, Timestamp};

    fn terms() -> Terms {
        let opens_at: Timestamp = Date::of(2026, 12, 2).at(9, 0);
        Terms {
            start: Fen::yuan(100_000),
            ladder: Ladder::flat(Fen::yuan(5_000)).unwrap(),
            opens_at,
            ends_at: opens_at.plus_millis(3_600_000),
            window_ms: 300_000,
            extension_ms: 300_000,
            hard_end: None,
            max_jump: MAX_JUMP_DEFAULT,
            drain_ms: DRAIN_DEFAULT_MS,
            has_reserve: false,
            min_bidders: 1,
            ranks: BTreeMap::new(),
        }
    }

    #[test]
    fn whatever_a_bidder_goes_by_changes_it() {
        let of = |change: fn(&mut Terms)| {
            let mut terms = terms();
            change(&mut terms);
            digest(&terms, 7, "2026-1")
        };
        let mut seen = vec![
            of(|_| {}),
            digest(&terms(), 8, "2026-1"),
            digest(&terms(), 7, "2026-2"),
        ];
        seen.extend([
            of(|terms| terms.start = Fen::yuan(100_001)),
            of(|terms| terms.ladder = Ladder::flat(Fen::yuan(5_001)).unwrap()),
            of(|terms| terms.ends_at = terms.ends_at.plus_millis(1)),
            of(|terms| terms.window_ms += 1),
            of(|terms| terms.extension_ms += 1),
            of(|terms| terms.hard_end = Some(terms.ends_at)),
            of(|terms| terms.has_reserve = true),
            of(|terms| terms.min_bidders = 2),
            of(|terms| terms.ranks.extend([(Paddle(1_001), 1)])),
        ]);
        let different: std::collections::BTreeSet<_> = seen.iter().collect();
        assert_eq!(different.len(), seen.len());
        assert_eq!(seen[0], digest(&terms(), 7, "2026-1"));
    }

    #[test]
    fn nobody_learns_from_it_who_has_a_priority_right() {
        let of = |paddle| {
            let mut terms = terms();
            terms.ranks.insert(Paddle(paddle), 1);
            digest(&terms, 7, "2026-1")
        };
        assert_eq!(of(1_001), of(4_242));
    }
}
