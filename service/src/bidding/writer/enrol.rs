//! The writer gives out numbers: whoever may take part at all gets one, and does the rest after.

use super::Desk;
use super::batch::{Batch, PaddleReply};
use crate::bidding::room::Room;
use crate::bidding::seat::{is_final, refused};
use crate::{Error, RULES_VERSION, Random};
use domain::accounts::Account;
use domain::audit::{Act, Entry, Object, Origin};
use domain::bidding::{NotQualified, Paddle};
use domain::ids::{LotCode, LotId};
use serde_json::json;
use store::Tx;

impl Desk {
    /// Gives a bidder a number on a lot, if there is such a lot.
    pub(super) async fn enrol(
        &mut self,
        tx: &mut Tx,
        batch: &mut Batch,
        ((account, origin), lot): ((&Account, Origin), &LotCode),
        reply: PaddleReply,
    ) -> Result<(), Error> {
        let (at, random) = (self.clock.now(), self.random.clone());
        let origin = Origin { at, ..origin };
        match self.room(tx, lot).await? {
            Some(room) => {
                let by = (account, &origin);
                batch.enrol(tx, room, by, &random, reply).await
            }
            None => {
                batch.reply_paddle(reply, Err(Error::NotFound));
                Ok(())
            }
        }
    }
}

impl Batch {
    /// Gives the account a free random number on the lot, or the one that it has. Whoever has a
    /// number accepts the rules that hold now.
    pub(super) async fn enrol(
        &mut self,
        tx: &mut Tx,
        room: &mut Room,
        (account, origin): (&Account, &Origin),
        random: &Random,
        reply: PaddleReply,
    ) -> Result<(), Error> {
        let seat = room.seat(tx, account.id).await?;
        let standing = seat.standing(account, &room.demands, &room.auction);
        let answer = match (standing, seat.paddle) {
            (Err(reason), _) if is_final(reason) => Err(refused(reason, &room.auction)),
            (standing, Some(paddle)) => {
                if !matches!(standing, Ok(()) | Err(NotQualified::Deposit))
                    && tx.accept_rules(room.lot, account.id, RULES_VERSION).await?
                {
                    room.forget_seats();
                    tx.raise_standing(room.lot).await?;
                    tx.audit(enrolled(room, origin, paddle));
                }
                Ok(paddle)
            }
            (_, None) => draw_for(tx, room, (account, origin), random).await?,
        };
        if answer.is_ok() && !seat.is_verified() {
            tx.queue_for_identity(account.id, origin.at).await?;
        }
        self.reply_paddle(reply, answer);
        Ok(())
    }
}

/// A free number, written; or that there is none.
async fn draw_for(
    tx: &mut Tx,
    room: &Room,
    (account, origin): (&Account, &Origin),
    random: &Random,
) -> Result<Result<Paddle, Error>, Error> {
    // Whoever has a priority right bids under the number that the terms of the lot name.
    let paddle = match tx.kept_paddle(room.lot, account.id).await? {
        Some(paddle) => Some(paddle),
        None => free_paddle(tx, room.lot, random).await?,
    };
    let Some(paddle) = paddle else {
        return Ok(Err(Error::invalid("ENROLMENT_FULL")));
    };
    tx.insert_enrolment(room.lot, account.id, paddle, RULES_VERSION, origin.at)
        .await?;
    tx.audit(enrolled(room, origin, paddle));
    Ok(Ok(paddle))
}

/// The row about a bidder who has accepted the rules and got his number.
fn enrolled(room: &Room, origin: &Origin, paddle: Paddle) -> Entry {
    let entry = origin.entry(Act::LotEnrol, Object::lot(&room.code));
    entry.after(&json!({ "paddle": paddle.0, "rules": RULES_VERSION }))
}

/// A random number of a lot that nobody has and that is kept for nobody; `None` when there is none.
pub(crate) async fn free_paddle(
    tx: &mut Tx,
    lot: LotId,
    random: &Random,
) -> Result<Option<Paddle>, Error> {
    let taken = tx.paddles(lot).await?;
    if taken.len() >= usize::from(Paddle::MAX) {
        return Ok(None);
    }
    // Draws until a free one comes: there is one.
    loop {
        let paddle = Paddle(random.below(u32::from(Paddle::MAX)) as u16 + 1);
        if !taken.contains(&paddle) {
            return Ok(Some(paddle));
        }
    }
}
