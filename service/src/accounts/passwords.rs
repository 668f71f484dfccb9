//! Passwords: hashed with argon2id, a few at a time; which may be chosen is the domain's to say, and what
//! the lists of leaked ones say.

use super::guessed::is_soon_guessed;
use crate::mail::tell_of_password;
use crate::{Error, Portal};
use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use argon2::{Argon2, Params};
use domain::accounts::Account;
use domain::audit::{Act, Object};
use domain::ids::LoginId;
use domain::passwords::{PASSWORD_CHARS, PasswordRefusal};
use serde_json::json;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use zeroize::Zeroizing;

/// Hashes that are made at once: each takes 19 MiB and a processor for a while, and bids come first
/// (reliability.md S-01).
const AT_ONCE: usize = 2;
/// Hashes that wait; more are refused at once instead of being answered when nobody waits any more.
const WAITING_MAX: usize = 200;

/// A hash that no password has: compared against when the login name is unknown, so that both
/// cases make the same work (S-06).
const NO_PASSWORD: &str = "$argon2id$v=19$m=19456,t=2,p=1$bHVvY2h1aS1ub2JvZHk$\
    0000000000000000000000000000000000000000000";

/// The place in which every password of the process is hashed.
pub(crate) struct Hashing {
    seats: Arc<Semaphore>,
    /// Those that have a seat and those that wait.
    inside: AtomicUsize,
    /// Hashes made since the process began.
    made: AtomicUsize,
}

impl Default for Hashing {
    fn default() -> Self {
        Self {
            seats: Arc::new(Semaphore::new(AT_ONCE)),
            inside: AtomicUsize::new(0),
            made: AtomicUsize::new(0),
        }
    }
}

/// A place among those that hash or wait for it; given up when dropped.
struct Ticket(Arc<Hashing>);

/// A place in which passwords are hashed, one after the other.
pub(crate) struct Seat {
    /// Kept by the work as well: also when nobody waits for it any more, it holds its memory.
    permit: Arc<OwnedSemaphorePermit>,
    ticket: Ticket,
}

/// What became of a password that was compared.
pub(crate) struct Compared {
    /// It is the one.
    pub fits: bool,
    /// Its hash with the parameters of now, when it was stored with weaker ones.
    pub renewed: Option<String>,
}

impl Hashing {
    /// Waits for a seat.
    ///
    /// # Errors
    /// `SIGN_IN_BUSY` when too many wait; nothing was hashed then.
    pub(crate) async fn seat(self: &Arc<Self>) -> Result<Seat, Error> {
        let ticket = self.enter()?;
        let permit = self.seats.clone().acquire_owned().await;
        let permit = permit.map_err(|error| Error::Internal(error.to_string()))?;
        Ok(Seat {
            permit: Arc::new(permit),
            ticket,
        })
    }

    /// Takes a place in the queue.
    fn enter(self: &Arc<Self>) -> Result<Ticket, Error> {
        let ticket = Ticket(self.clone());
        let before = self.inside.fetch_add(1, Ordering::Relaxed);
        // A ticket that is refused gives its place up like any other.
        let fits = before < AT_ONCE + WAITING_MAX;
        fits.then_some(ticket).ok_or(Error::invalid("SIGN_IN_BUSY"))
    }

    /// How many hashes were made since the process began.
    pub(crate) fn made(&self) -> usize {
        self.made.load(Ordering::Relaxed)
    }
}

impl Drop for Ticket {
    fn drop(&mut self) {
        self.0.inside.fetch_sub(1, Ordering::Relaxed);
    }
}

impl Seat {
    /// The hash of a password.
    ///
    /// # Errors
    /// Only faults of ours.
    pub(crate) async fn hash(&self, password: String) -> Result<String, Error> {
        let password = Zeroizing::new(password);
        self.work(move |made| {
            made(1);
            hash_password(&password)
        })
        .await?
    }

    /// Compares a password with a stored hash; without one it is as much work, and fits nothing.
    ///
    /// # Errors
    /// Only faults of ours.
    pub(crate) async fn compare(
        &self,
        password: String,
        hash: Option<String>,
    ) -> Result<Compared, Error> {
        let password = Zeroizing::new(password);
        self.work(move |made| {
            made(1);
            let fits = verify(&password, hash.as_deref());
            let renewed = match hash {
                Some(hash) if fits && is_weak(&hash) => {
                    made(1);
                    Some(hash_password(&password)?)
                }
                _ => None,
            };
            Ok(Compared { fits, renewed })
        })
        .await?
    }

    /// Whether a password is found among the first guesses ([`is_soon_guessed`]).
    async fn is_soon_guessed(&self, password: &str, names: &[&str]) -> Result<bool, Error> {
        let password = Zeroizing::new(password.to_owned());
        let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
        self.work(move |_| is_soon_guessed(&password, &names)).await
    }

    /// Works in a thread of its own, and keeps the seat to the end of the work.
    async fn work<T: Send + 'static>(
        &self,
        work: impl FnOnce(&dyn Fn(usize)) -> T + Send + 'static,
    ) -> Result<T, Error> {
        let (permit, hashing) = (self.permit.clone(), self.ticket.0.clone());
        let done = tokio::task::spawn_blocking(move || {
            let count = |hashes| {
                hashing.made.fetch_add(hashes, Ordering::Relaxed);
            };
            let done = work(&count);
            drop(permit);
            done
        });
        done.await
            .map_err(|error| Error::Internal(error.to_string()))
    }
}

impl Portal {
    /// Changes one's own password: the old one is asked for, the other sign-ins are ended, the one
    /// of `this` browser stays.
    ///
    /// # Errors
    /// A [`PasswordRefusal`] and `PASSWORD_UNCHANGED` before anything is compared, but for
    /// `PASSWORD_FORMER`, which comes after the old one was right;
    /// `PASSWORD_OLD_WRONG`; `SIGN_IN_WAIT` after too many of those; `SIGN_IN_BUSY`; `Forbidden` for
    /// accounts without a password.
    pub async fn change_password(
        &self,
        account: &Account,
        this: Option<LoginId>,
        old: String,
        new: String,
    ) -> Result<(), Error> {
        self.check_password(&new, &[&account.login, &account.display_name])
            .await?;
        if old == new {
            return Err(Error::invalid("PASSWORD_UNCHANGED"));
        }
        let id = account.id;
        let stored = self.store().read().await?.password_hash(id).await?;
        let stored = stored.ok_or(Error::Forbidden)?;
        let guess = self.guess(&account.login, Some(id)).await?;
        let seat = self.hashing().seat().await?;
        self.count(&guess).await?;
        let compared = seat.compare(old, Some(stored.clone())).await?;
        if !compared.fits {
            return Err(Error::invalid("PASSWORD_OLD_WRONG"));
        }
        if let Err(refusal) = self.refuse_former(&seat, id, &new).await {
            // The old one was right.
            self.take_back(guess).await?;
            return Err(refusal);
        }
        let hash = seat.hash(new).await?;
        drop(seat);
        let (portal, origin, now) = (self.clone(), self.by(account), self.now());
        let device = self.client().device_hash(id);
        let fresh = self.random().token::<16>();
        let ended = self
            .durable(async move {
                let mut tx = portal.store().audited().await?;
                let replaced = tx.replace_password_hash(id, &stored, &hash).await?;
                replaced.then_some(()).ok_or(Error::Conflict)?;
                portal.note_password(&mut tx, id, &hash, now).await?;
                let ended = tx.end_logins(id, this, now).await?;
                tx.forget_devices(id, device.as_deref()).await?;
                guess.was_none(&mut tx).await?;
                tell_of_password(&mut tx, &origin, id, &fresh).await?;
                let entry = origin.entry(Act::PasswordChange, Object::account(id));
                tx.audit(entry.after(&json!({ "sign_ins_ended": ended.len() })));
                tx.commit().await?;
                Ok(ended)
            })
            .await?;
        self.end_streams_of(&ended);
        self.forget_login();
        Ok(())
    }

    /// Checks a password that somebody with these names wants to have: by the rules, and by what leaked
    /// elsewhere. It takes its turn with the hashes, for it is work as well.
    ///
    /// # Errors
    /// The code of a [`PasswordRefusal`]; `SIGN_IN_BUSY`.
    pub(crate) async fn check_password(&self, password: &str, names: &[&str]) -> Result<(), Error> {
        self.profile().check(password, names)?;
        let seat = self.hashing().seat().await?;
        match seat.is_soon_guessed(password, names).await? {
            true => Err(PasswordRefusal::Common.into()),
            false => Ok(()),
        }
    }

    /// How many hashes of passwords this process has made.
    pub fn hashes_made(&self) -> usize {
        self.hashing().made()
    }
}

impl From<PasswordRefusal> for Error {
    fn from(refusal: PasswordRefusal) -> Self {
        let args = match refusal {
            PasswordRefusal::Length => vec![
                ("max".into(), PASSWORD_CHARS.1.to_string()),
                ("min".into(), PASSWORD_CHARS.0.to_string()),
            ],
            PasswordRefusal::Former => {
                let count = domain::passwords::FORMER;
                vec![("count".into(), count.to_string())]
            }
            PasswordRefusal::Common | PasswordRefusal::HasName | PasswordRefusal::Kinds => {
                Vec::new()
            }
        };
        Self::Invalid {
            code: refusal.to_string().into(),
            args,
        }
    }
}

/// The argon2id hash of a password in PHC form.
///
/// # Errors
/// Only faults of ours.
pub fn hash_password(password: &str) -> Result<String, Error> {
    let hash = Argon2::default().hash_password(password.as_bytes());
    hash.map(|hash| hash.to_string())
        .map_err(|e| Error::Internal(e.to_string()))
}

fn verify(password: &str, hash: Option<&str>) -> bool {
    let Ok(parsed) = PasswordHash::new(hash.unwrap_or(NO_PASSWORD)) else {
        return false;
    };
    let fits = Argon2::default()
        .verify_password(password.as_bytes(), &parsed)
        .is_ok();
    fits && hash.is_some()
}

/// Whether a stored hash was made with less work than one of now.
fn is_weak(hash: &str) -> bool {
    let parsed = PasswordHash::new(hash).ok();
    let params = parsed.and_then(|parsed| Params::try_from(&parsed).ok());
    params.is_none_or(|params| {
        params.m_cost() < Params::DEFAULT_M_COST
            || params.t_cost() < Params::DEFAULT_T_COST
            || params.p_cost() < Params::DEFAULT_P_COST
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn passwords_are_hashed_with_their_own_salt() {
        let (one, two) = (
            hash_password("示例").unwrap(),
            hash_password("示例").unwrap(),
        );
        assert!(one.starts_with("$argon2id$v=19$m=19456,t=2,p=1$") && one != two);
        assert!(verify("示例", Some(&one)) && !verify("别的", Some(&one)));
    }

    #[test]
    fn nobody_has_a_hash_that_parses_and_fits_nothing() {
        assert!(
            PasswordHash::new(NO_PASSWORD).is_ok(),
            "else unknown names would answer faster"
        );
        assert!(!is_weak(NO_PASSWORD), "it makes the work of now");
        assert!(!verify("", None));
    }

    #[test]
    fn weaker_parameters_are_known() {
        assert!(!is_weak(&hash_password("示例").unwrap()));
        let weaker = Params::new(8_192, 2, 1, None).unwrap();
        let weaker = Argon2::new(Default::default(), Default::default(), weaker);
        let weaker = weaker.hash_password(b"x").unwrap().to_string();
        assert!(is_weak(&weaker) && is_weak("nonsense"));
    }

    #[tokio::test]
    async fn a_full_queue_says_so_and_empties_again() {
        let hashing = Arc::new(Hashing::default());
        let inside: Vec<_> = (0..AT_ONCE + WAITING_MAX)
            .map(|_| hashing.enter().unwrap())
            .collect();
        for _ in 0..2 {
            let refused = hashing.seat().await.err();
            assert_eq!(refused, Some(Error::invalid("SIGN_IN_BUSY")));
        }
        drop(inside);
        let seat = hashing.seat().await.unwrap();
        let compared = seat.compare("x".into(), None).await.unwrap();
        assert!(!compared.fits && compared.renewed.is_none());
        assert_eq!(hashing.made(), 1);
    }

    #[tokio::test]
    async fn few_are_hashed_at_once_also_when_nobody_waits_for_them() {
        let hashing = Arc::new(Hashing::default());
        let (begun, running) = std::sync::mpsc::channel();
        let (go, gate) = std::sync::mpsc::channel::<()>();
        let gate = Arc::new(std::sync::Mutex::new(gate));
        for _ in 0..AT_ONCE {
            let seat = hashing.seat().await.unwrap();
            let (begun, gate) = (begun.clone(), gate.clone());
            let work = async move {
                seat.work(move |_| {
                    begun.send(()).unwrap();
                    let _ = gate.lock().unwrap().recv();
                })
                .await
            };
            // Whoever asked goes away while his work is done.
            let asked = tokio::spawn(work);
            while running.try_recv().is_err() {
                tokio::task::yield_now().await;
            }
            asked.abort();
        }
        assert_eq!(hashing.seats.available_permits(), 0);
        drop(go);
        let late = hashing.seat().await.unwrap();
        assert!(late.hash("x".into()).await.is_ok());
    }
}
