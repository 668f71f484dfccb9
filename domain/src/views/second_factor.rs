//! Read models of second factors.

use crate::passkeys::Passkey;
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};

/// A person's own second factor. The secret is in it only while it waits to be confirmed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SecondFactorPage {
    /// Since when the authenticator counts; absent without one.
    pub since: Option<Timestamp>,
    /// Recovery codes that have not been used.
    pub codes_left: u32,
    /// A new secret that waits for its first code.
    pub offer: Option<FactorOffer>,
    /// His passkeys, oldest first.
    pub passkeys: Vec<Passkey>,
    /// Whether passkeys work at the address of this portal.
    pub passkeys_work: bool,
    /// The portal asks for a factor, and without one the account may do nothing else.
    pub demanded: bool,
    /// The proof of identity is fresh: what is asked for here is done at once.
    pub fresh: bool,
}

/// A new secret, for an authenticator.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FactorOffer {
    /// As text, in groups of four.
    pub secret: String,
    /// The address that the QR code holds; phones open an authenticator with it.
    pub address: String,
    /// The QR code.
    pub squares: Squares,
}

/// The dark squares of a QR code.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Squares {
    /// Squares of one side, without the quiet zone.
    pub side: u32,
    /// The dark ones as the path of an SVG, in units of a square.
    pub path: String,
}

/// With what somebody may prove who he is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProofPage {
    /// With a code of his second factor; with his password otherwise.
    pub by_code: bool,
    /// With one of his passkeys as well.
    pub by_passkey: bool,
    /// Until when the last proof counts; absent when it does no more.
    pub fresh_until: Option<Timestamp>,
}

/// What the second step of a sign-in takes besides a code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StepPage {
    /// A passkey.
    pub by_passkey: bool,
}
