//! Tokens for programs: what somebody lets a program do in his name, and for how long
//! (reliability.md S-10: only in the `Authorization` header, never in a cookie).

use crate::ids::TokenId;
use crate::text::length;
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};

codes! {
    /// What a token allows.
    TokenScope {
        /// Reading what its owner may read.
        Read = "READ" / "只读",
        /// Reading, and bidding as its owner.
        Bid = "BID" / "竞价",
    }
}

/// A token as its owner sees it. The token itself is shown once, when it is made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ApiToken {
    /// Identity.
    pub id: TokenId,
    /// What its owner calls it.
    pub name: String,
    /// What it allows.
    pub scope: TokenScope,
    /// When it was made.
    pub created_at: Timestamp,
    /// It is refused from this instant on.
    pub expires_at: Timestamp,
}

/// A token that has just been made, with the text that is never shown again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewToken {
    /// The token.
    pub token: ApiToken,
    /// What goes behind `Bearer`.
    pub secret: String,
}

/// What a new token is to be.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TokenDraft {
    /// What its owner calls it, 1–40 characters.
    pub name: String,
    /// What it allows.
    pub scope: TokenScope,
    /// Days until it expires, 1–366.
    pub days: u32,
}

/// Tokens that one account may have at a time.
pub const TOKENS_MAX: usize = 20;
/// Days that a token lasts at most.
pub const DAYS_MAX: u32 = 366;

/// Why a token is not made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TokenRefusal {
    /// The name is empty or longer than 40 characters.
    #[error("TOKEN_NAME_LENGTH")]
    NameLength,
    /// The days are not 1–366.
    #[error("TOKEN_DAYS_RANGE")]
    DaysRange,
    /// The account has [`TOKENS_MAX`] already.
    #[error("TOKEN_TOO_MANY")]
    TooMany,
}

impl TokenDraft {
    /// Checks the draft for an account that has `held` tokens.
    ///
    /// # Errors
    /// [`TokenRefusal`], the first that applies.
    pub fn check(&self, held: usize) -> Result<(), TokenRefusal> {
        if !(1..=40).contains(&length(self.name.trim())) {
            return Err(TokenRefusal::NameLength);
        }
        if !(1..=DAYS_MAX).contains(&self.days) {
            return Err(TokenRefusal::DaysRange);
        }
        if held >= TOKENS_MAX {
            return Err(TokenRefusal::TooMany);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_draft_is_checked_in_order() {
        let draft = |name: &str, days| TokenDraft {
            name: name.into(),
            scope: TokenScope::Bid,
            days,
        };
        assert_eq!(draft("报价程序", 30).check(0), Ok(()));
        assert_eq!(draft("  ", 0).check(20), Err(TokenRefusal::NameLength));
        let long = "名".repeat(41);
        assert_eq!(draft(&long, 30).check(0), Err(TokenRefusal::NameLength));
        assert_eq!(draft("a", 0).check(20), Err(TokenRefusal::DaysRange));
        assert_eq!(draft("a", 367).check(0), Err(TokenRefusal::DaysRange));
        assert_eq!(draft("a", 366).check(20), Err(TokenRefusal::TooMany));
    }
}
