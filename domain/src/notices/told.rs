//! Who is told what about an event of a lot.

use super::NoticeBody;
use crate::bidding::{EventKind, Outcome, Paddle};
use crate::time::Timestamp;

/// To whom a notice about an event goes. House bots and people without enrolment are told nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Audience {
    /// Whoever has this number on the lot.
    One(Paddle),
    /// Everybody who is enrolled.
    Enrolled,
    /// Everybody who has bid, but for this number.
    BiddersBut(Option<Paddle>),
    /// Everybody who follows the lot and has not bid: bidders hear the same in words of their own.
    Followers,
}

/// What has to be known of a lot to tell what an event changed: who leads, the end, and whether bidding
/// for it is over.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Course {
    /// Who leads; `None` inside for nobody, `None` outside while it is not known.
    pub leader: Option<Option<Paddle>>,
    /// The end of bidding, while it is known.
    pub ends_at: Option<Timestamp>,
    /// Whether its round has a result, while it is known.
    pub over: Option<bool>,
}

impl Course {
    /// The same after an event.
    #[must_use]
    pub fn after(self, kind: &EventKind) -> Self {
        let (leader, ends_at) = (leader(kind), ends_at(kind));
        Self {
            leader: leader.or(self.leader),
            ends_at: ends_at.or(self.ends_at),
            over: Some(is_over(kind)),
        }
    }

    /// The same with what an earlier event says about what is not known yet; events are read backwards
    /// until everything is.
    #[must_use]
    pub fn before(self, kind: &EventKind) -> Self {
        let (leader, ends_at) = (leader(kind), ends_at(kind));
        Self {
            leader: self.leader.or(leader),
            ends_at: self.ends_at.or(ends_at),
            over: self.over.or(Some(is_over(kind))),
        }
    }

    /// Whether everything is known.
    pub const fn is_known(&self) -> bool {
        self.leader.is_some() && self.ends_at.is_some()
    }
}

/// Whether the event is the last of its round.
const fn is_over(kind: &EventKind) -> bool {
    matches!(kind, EventKind::Closed { .. } | EventKind::Cancelled { .. })
}

/// Who leads after the event, as far as it says so.
fn leader(kind: &EventKind) -> Option<Option<Paddle>> {
    match kind {
        EventKind::Listed { .. } => Some(None),
        // Without a line the leader has changed his own ceiling.
        EventKind::Bid { rows, paddle, .. } => {
            Some(Some(rows.last().map_or(*paddle, |row| row.paddle)))
        }
        EventKind::Voided { leader, .. } => Some(*leader),
        _ => None,
    }
}

/// When bidding ends after the event, as far as it says so.
fn ends_at(kind: &EventKind) -> Option<Timestamp> {
    match kind {
        EventKind::Listed { terms } => Some(terms.ends_at),
        EventKind::Bid { ends_at, .. } | EventKind::Resumed { ends_at } => Some(*ends_at),
        _ => None,
    }
}

/// Who is told what about an event that finds the lot like `before`.
pub fn told(before: Course, kind: &EventKind) -> Vec<(Audience, NoticeBody)> {
    match kind {
        EventKind::Bid { rows, ends_at, .. } => {
            let mut all = Vec::new();
            let led = before.leader.flatten();
            if let (Some(led), Some(last)) = (led, rows.last())
                && led != last.paddle
            {
                all.push((Audience::One(led), NoticeBody::Outbid(last.amount)));
            }
            if before.ends_at.is_some_and(|before| before < *ends_at) {
                all.push((Audience::Enrolled, NoticeBody::Extended(*ends_at)));
            }
            all
        }
        EventKind::Suspended { .. } => to_all(NoticeBody::Suspended),
        EventKind::Resumed { ends_at } => to_all(NoticeBody::Resumed(*ends_at)),
        EventKind::Cancelled { .. } => to_all(NoticeBody::Cancelled),
        EventKind::Closed { outcome } => result(*outcome),
        // Listed once more before there was a result: its round was postponed.
        EventKind::Listed { terms } if before.over == Some(false) => {
            to_all(NoticeBody::Moved(terms.opens_at))
        }
        EventKind::Listed { terms } => {
            vec![(Audience::Followers, NoticeBody::Listed(terms.opens_at))]
        }
        EventKind::Voided { .. } => Vec::new(),
    }
}

/// To whoever is enrolled, and to whoever follows; somebody who does both is told once.
fn to_all(body: NoticeBody) -> Vec<(Audience, NoticeBody)> {
    vec![(Audience::Enrolled, body), (Audience::Followers, body)]
}

/// Whether followers may have to be told of an event: of no bid, however many there are.
pub const fn concerns_followers(kind: &EventKind) -> bool {
    !matches!(kind, EventKind::Bid { .. } | EventKind::Voided { .. })
}

fn result(outcome: Outcome) -> Vec<(Audience, NoticeBody)> {
    match outcome {
        Outcome::SoldPending { paddle, price } => vec![
            (Audience::One(paddle), NoticeBody::Won(price)),
            (Audience::BiddersBut(Some(paddle)), NoticeBody::NotWon(true)),
            (Audience::Followers, NoticeBody::Result(Some(price))),
        ],
        Outcome::UnsoldNoBid | Outcome::UnsoldReserve | Outcome::UnsoldTooFew => vec![
            (Audience::BiddersBut(None), NoticeBody::NotWon(false)),
            (Audience::Followers, NoticeBody::Result(None)),
        ],
        // Both have events of their own.
        Outcome::Cancelled | Outcome::Voided { .. } => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bidding::{Ladder, Order, Row, Terms};
    use crate::money::Fen;
    use std::collections::BTreeMap;

    fn bid(by: u16, rows: &[u16], ends_ms: i64) -> EventKind {
        let row = |number: &u16| Row {
            paddle: Paddle(*number),
            amount: Fen::yuan(100),
            order: Order::Flat,
            note: None,
        };
        EventKind::Bid {
            paddle: Paddle(by),
            order: Order::Flat,
            amount: Fen::yuan(100),
            received_at: Timestamp(0),
            rows: rows.iter().map(row).collect(),
            ends_at: Timestamp::from_millis(ends_ms),
        }
    }

    fn led_by(number: u16) -> Course {
        Course {
            leader: Some(Some(Paddle(number))),
            ends_at: Some(Timestamp::from_millis(10)),
            over: Some(false),
        }
    }

    #[test]
    fn only_who_led_is_outbid() {
        let outbid = |number| {
            (
                Audience::One(Paddle(number)),
                NoticeBody::Outbid(Fen::yuan(100)),
            )
        };
        assert_eq!(told(led_by(1), &bid(2, &[2], 10)), [outbid(1)]);
        assert_eq!(told(led_by(1), &bid(1, &[1], 10)), [], "by himself");
        assert_eq!(
            told(led_by(1), &bid(2, &[2, 1], 10)),
            [],
            "his ceiling held"
        );
        assert_eq!(told(led_by(1), &bid(1, &[], 10)), [], "a silent ceiling");
        let first = Course {
            leader: Some(None),
            ..led_by(1)
        };
        assert_eq!(told(first, &bid(2, &[2], 10)), []);
    }

    #[test]
    fn a_bid_that_moves_the_end_is_told_to_all() {
        let later = Timestamp::from_millis(11);
        let all = told(led_by(1), &bid(1, &[1], 11));
        assert_eq!(all, [(Audience::Enrolled, NoticeBody::Extended(later))]);
    }

    #[test]
    fn the_buyer_hears_that_he_has_won_and_the_others_that_they_have_not() {
        let outcome = Outcome::SoldPending {
            paddle: Paddle(3),
            price: Fen::yuan(9),
        };
        let all = told(led_by(3), &EventKind::Closed { outcome });
        assert_eq!(
            all,
            [
                (Audience::One(Paddle(3)), NoticeBody::Won(Fen::yuan(9))),
                (
                    Audience::BiddersBut(Some(Paddle(3))),
                    NoticeBody::NotWon(true)
                ),
                (Audience::Followers, NoticeBody::Result(Some(Fen::yuan(9)))),
            ]
        );
        let outcome = Outcome::UnsoldReserve;
        let all = told(led_by(3), &EventKind::Closed { outcome });
        assert_eq!(
            all,
            [
                (Audience::BiddersBut(None), NoticeBody::NotWon(false)),
                (Audience::Followers, NoticeBody::Result(None)),
            ]
        );
    }

    #[test]
    fn followers_hear_of_everything_but_bids() {
        let later = Timestamp::from_millis(11);
        for kind in [bid(1, &[1], 11), bid(2, &[2], 10)] {
            let all = told(led_by(1), &kind);
            assert!(all.iter().all(|(to, _)| *to != Audience::Followers));
            assert!(!concerns_followers(&kind));
        }
        let resumed = EventKind::Resumed { ends_at: later };
        let all = told(led_by(1), &resumed);
        assert!(all.contains(&(Audience::Followers, NoticeBody::Resumed(later))));
        assert!(concerns_followers(&resumed));
    }

    #[test]
    fn a_listing_before_there_is_a_result_is_a_postponement() {
        let opens_at = Timestamp::from_millis(5);
        let terms = Terms {
            start: Fen::yuan(100_000),
            ladder: Ladder::flat(Fen::yuan(5_000)).unwrap(),
            opens_at,
            ends_at: opens_at.plus_millis(3_600_000),
            window_ms: 300_000,
            extension_ms: 300_000,
            hard_end: None,
            max_jump: 50,
            drain_ms: 2_000,
            has_reserve: false,
            min_bidders: 1,
            ranks: BTreeMap::new(),
        };
        let listed = EventKind::Listed {
            terms: terms.clone(),
        };
        let first = told(Course::default(), &listed);
        let news = NoticeBody::Listed(terms.opens_at);
        assert_eq!(first, [(Audience::Followers, news)]);
        let once = Course::default().after(&listed);
        let news = NoticeBody::Moved(terms.opens_at);
        assert_eq!(told(once, &listed), to_all(news));
        let closed = EventKind::Closed {
            outcome: Outcome::UnsoldNoBid,
        };
        let again = told(once.after(&closed), &listed);
        let news = NoticeBody::Listed(terms.opens_at);
        assert_eq!(again, [(Audience::Followers, news)]);
    }

    #[test]
    fn a_course_is_read_backwards_until_it_is_known() {
        let resumed = EventKind::Resumed {
            ends_at: Timestamp::from_millis(20),
        };
        let course = Course::default().before(&resumed);
        assert!(!course.is_known());
        let course = course.before(&bid(2, &[2], 10));
        assert!(course.is_known());
        assert_eq!(course.ends_at, Some(Timestamp::from_millis(20)));
        assert_eq!(course.leader, Some(Some(Paddle(2))));
        assert_eq!(
            course.after(&bid(4, &[4], 30)).leader,
            Some(Some(Paddle(4)))
        );
    }
}
