//! The address of a private file: it works for one account and ten minutes (domain.md LG-7).

use crate::ids::{AccountId, FileId};
use crate::time::Timestamp;
use data_encoding::HEXLOWER;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

/// How long an address works, ms: the most that domain.md LG-7 allows.
pub const VALID_MS: i64 = 10 * 60_000;

/// Why an address does not work. Whoever asks is told the same for all of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("FILE_ADDRESS")]
pub struct NoAddress;

/// What an address says besides the number of the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signed {
    /// Until when it works.
    pub until: Timestamp,
    /// What only the portal could have made of it, hexadecimal.
    pub mac: String,
}

fn mac(key: &[u8; 32], file: FileId, account: AccountId, until: Timestamp) -> Hmac<Sha256> {
    let mac = Hmac::<Sha256>::new_from_slice(key);
    let mut mac = mac.expect("HMAC takes keys of every length");
    mac.update(format!("luochui file\n{file}\n{account}\n{}\n", until.millis()).as_bytes());
    mac
}

/// The address of `file` for `account` from `now` on.
pub fn sign(key: &[u8; 32], file: FileId, account: AccountId, now: Timestamp) -> Signed {
    let until = now.plus_millis(VALID_MS);
    let mac = mac(key, file, account, until).finalize().into_bytes();
    Signed {
        until,
        mac: HEXLOWER.encode(&mac),
    }
}

/// Whether an address is the portal's, for this account, and still works.
///
/// # Errors
/// [`NoAddress`].
pub fn check(
    key: &[u8; 32],
    file: FileId,
    account: AccountId,
    signed: &Signed,
    now: Timestamp,
) -> Result<(), NoAddress> {
    let given = HEXLOWER
        .decode(signed.mac.as_bytes())
        .map_err(|_| NoAddress)?;
    let left = signed.until.millis_since(now);
    if !(1..=VALID_MS).contains(&left) {
        return Err(NoAddress);
    }
    // In constant time: `verify_slice` compares all of it.
    let mac = mac(key, file, account, signed.until);
    mac.verify_slice(&given).map_err(|_| NoAddress)
}
