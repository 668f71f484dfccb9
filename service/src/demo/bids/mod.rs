//! The bidding of the demo season: results of past rounds, lots under the hammer, lots listed for
//! the next round. Every event comes from the real engine, so every lot replays.

mod clock;
mod game;

pub(super) use clock::RUSH_MS;
pub(super) use game::Players;

use super::accounts::Keyed;
use super::calendar::Rounds;
use super::dice::Dice;
use super::lots::{self, Made};
use super::{DemoAuction, prices};
use clock::Pace;
use domain::bidding::Terms;
use domain::ids::RoundId;
use domain::lots::LotState;
use domain::rounds::Round;
use domain::seasons::Season;
use domain::time::Timestamp;
use game::{Game, Reserve};

/// Accepted bids of the lots under the hammer.
const LIVE_BIDS: [usize; 12] = [0, 1, 2, 4, 6, 9, 13, 18, 22, 26, 31, 40];
/// When the lots under the hammer end, minutes from now.
const LIVE_ENDS: [i64; 12] = [7, 12, 18, 25, 34, 48, 65, 90, 130, 190, 270, 355];
/// Passed lots that were bid on below their reserve; the others had no bid.
const BELOW_RESERVE: usize = 10;
/// Bids on those together.
const BELOW_RESERVE_BIDS: usize = 58;
/// Bids of the whole history (domain.md §7.1).
pub(super) const ALL_BIDS: usize = 1_400;
/// From this many bids on, the owner is taken to have asked for a small increment.
const SMALL_STEPS_FROM: usize = 20;
/// Rounds of the last weeks that results are spread over.
const RECENT_ROUNDS: usize = 36;
const DAY_MS: i64 = 86_400_000;

/// Plays the lots that are or were in a round; the lots get state, reserve and dates from it.
pub(super) fn play(
    made: &mut [Made],
    season: &Season,
    rounds: &Rounds,
    accounts: &[Keyed],
    now: Timestamp,
) -> Vec<Option<DemoAuction>> {
    let mut auctions = vec![None; made.len()];
    let players = Players::of(accounts);
    let mut table = Table {
        season,
        rounds,
        players: &players,
        now,
        dice: Dice::of(6),
    };
    let in_state = |state: LotState| -> Vec<usize> {
        let fits = |made: &Made| made.lot.state == state && made.lot.start_price.is_some();
        (0..made.len())
            .filter(|place| fits(&made[*place]))
            .collect()
    };
    let (sold, passed) = (in_state(LotState::Sold), in_state(LotState::Passed));
    let (live, listed) = (in_state(LotState::Bidding), in_state(LotState::Listed));
    let below: usize = BELOW_RESERVE_BIDS + LIVE_BIDS.iter().sum::<usize>();
    let mut sold_bids = share(ALL_BIDS - below, sold.len());
    let mut passed_bids = share(BELOW_RESERVE_BIDS, BELOW_RESERVE);
    passed_bids.resize(passed.len(), 0);
    table.dice.shuffle(&mut sold_bids);
    table.dice.shuffle(&mut passed_bids);
    for (place, bids) in sold.into_iter().zip(sold_bids) {
        auctions[place] = Some(table.closed(&mut made[place], bids, Reserve::Met));
    }
    for (place, bids) in passed.into_iter().zip(passed_bids) {
        auctions[place] = Some(table.closed(&mut made[place], bids, Reserve::Missed));
    }
    let mut live_bids = LIVE_BIDS;
    table.dice.shuffle(&mut live_bids);
    for (turn, place) in live.into_iter().enumerate() {
        auctions[place] = Some(table.live(&mut made[place], turn, live_bids[turn]));
    }
    for (turn, place) in listed.into_iter().enumerate() {
        auctions[place] = Some(table.listed(&mut made[place], turn));
    }
    auctions
}

/// Shares `total` bids out among `count` lots, few lots with many and many with few, at least two
/// each.
fn share(total: usize, count: usize) -> Vec<usize> {
    let weights: Vec<usize> = (0..count).map(|rank| 10_000 / (rank + 5) - 100).collect();
    let sum: usize = weights.iter().sum();
    let spare = total - 2 * count;
    let mut shares: Vec<usize> = weights
        .iter()
        .map(|weight| 2 + spare * weight / sum)
        .collect();
    let left = total - shares.iter().sum::<usize>();
    shares.iter_mut().take(left).for_each(|share| *share += 1);
    shares
}

struct Table<'a> {
    season: &'a Season,
    rounds: &'a Rounds,
    players: &'a Players,
    now: Timestamp,
    dice: Dice,
}

impl Table<'_> {
    /// A lot of a round that is over.
    fn closed(&mut self, made: &mut Made, bids: usize, reserve: Reserve) -> DemoAuction {
        let rounds = self.rounds;
        let over = rounds.over();
        let recent = &over[over.len().saturating_sub(RECENT_ROUNDS)..];
        let round = *self.dice.pick(recent);
        // Lots of a round end one after the other, five minutes apart.
        let ends_at = round
            .closes_at
            .plus_millis(-self.dice.between(0, 11) * 300_000);
        let days = self.dice.between(8, 20);
        let minutes = self.dice.between(0, 400);
        let at = round.on.plus_days(-days as i32).at(9, minutes);
        made.lot.published_at = Some(at);
        let wanted = bids > 0 && (reserve == Reserve::Missed || self.dice.chance(30));
        let reserve = if wanted { reserve } else { Reserve::None };
        let terms = self.terms(made, round, ends_at, bids);
        let listed_at = self.announced_at(round);
        let pace = Pace::closed(&terms, bids, &mut self.dice);
        let mut game = Game::new(terms, listed_at, self.players, &mut self.dice);
        game.play(bids, reserve, &pace, true);
        game.close();
        settle(made, game, round.id)
    }

    /// A lot under the hammer.
    fn live(&mut self, made: &mut Made, turn: usize, bids: usize) -> DemoAuction {
        let (now, round) = (self.now, &self.rounds.demo);
        let ends_at = now.plus_millis(LIVE_ENDS[turn % LIVE_ENDS.len()] * 60_000);
        let terms = self.terms(made, round, ends_at, bids);
        let reserve = match turn % 4 {
            1 => Reserve::Met,
            3 => Reserve::Missed,
            _ => Reserve::None,
        };
        let pace = Pace::live(&terms, bids, now, &mut self.dice);
        let listed_at = self.announced_at(round);
        let mut game = Game::new(terms, listed_at, self.players, &mut self.dice);
        game.play(bids, reserve, &pace, false);
        settle(made, game, round.id)
    }

    /// A lot that waits for the next round.
    fn listed(&mut self, made: &mut Made, turn: usize) -> DemoAuction {
        let round = &self.rounds.next;
        let ends_at = round.closes_at.plus_millis(-(turn as i64) * 300_000);
        let terms = self.terms(made, round, ends_at, 0);
        let reserve = if turn.is_multiple_of(4) {
            Reserve::Missed
        } else {
            Reserve::None
        };
        let before = -(turn as i64 + 1) * 600_000;
        let listed_at = self.announced_at(round).plus_millis(before);
        let pace = Pace::closed(&terms, 0, &mut self.dice);
        let mut game = Game::new(terms, listed_at, self.players, &mut self.dice);
        game.play(0, reserve, &pace, false);
        settle(made, game, round.id)
    }

    /// When lots are listed at the latest: the notice begins with it (C.7).
    const fn announced_at(&self, round: &Round) -> Timestamp {
        let days = self.season.rules.notice_days;
        round.opens_at.plus_millis(-days * DAY_MS)
    }

    /// The terms; a lot that is to be fought over has a small increment.
    fn terms(&self, made: &mut Made, round: &Round, ends_at: Timestamp, bids: usize) -> Terms {
        if bids >= SMALL_STEPS_FROM {
            made.lot.increment = made.lot.start_price.map(prices::increment);
        }
        lots::terms(&made.lot, round, self.season, ends_at)
    }
}

/// Takes the result over into the lot.
fn settle(made: &mut Made, game: Game<'_>, round: RoundId) -> DemoAuction {
    let auction = game.finish(round);
    made.lot.has_reserve = auction.state.reserve.is_some();
    made.private.reserve_price = auction.state.reserve;
    auction
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_add_up_and_fall() {
        for (total, count) in [(1_170, 44), (58, 10)] {
            let shares = share(total, count);
            assert_eq!(shares.iter().sum::<usize>(), total);
            assert!(shares.windows(2).all(|pair| pair[0] >= pair[1]));
            assert!(shares.iter().all(|share| *share >= 2));
        }
    }
}
