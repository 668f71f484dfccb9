//! Where the bytes of files lie (存放处): a folder, a bucket of a store that speaks S3, or the memory of
//! a test. A file has its place only when it is whole, and is kept for good before anybody refers to it.
//! Nobody else knows how.

mod bucket;
mod folder;
mod memory;
mod wire;

pub use bucket::BucketOptions;

use crate::Error;
use bucket::Bucket;
use domain::time::Timestamp;
use folder::Folder;
use memory::Memory;
use object_store::path::Path as Name;
use object_store::{ObjectStore, ObjectStoreExt};
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::time::timeout;

/// Nobody is asked again within, ms: a proxy may look at `/readyz` every second.
const ASKED_MS: i64 = 10_000;
/// A store that takes longer does not answer.
const ANSWER_WITHIN: Duration = Duration::from_secs(5);

/// Where the bytes of files lie. Cheap to clone.
#[derive(Clone, Debug, Default)]
pub struct Depot {
    kind: Kind,
    /// When it was asked last, by the even clock, and whether it answered.
    asked: Arc<Mutex<Option<(Timestamp, bool)>>>,
}

#[derive(Clone, Debug)]
enum Kind {
    Memory(Memory),
    Folder(Folder),
    Bucket(Bucket),
}

impl Default for Kind {
    /// The memory of this process.
    fn default() -> Self {
        Self::Memory(Memory::default())
    }
}

impl Depot {
    fn of(kind: Kind) -> Self {
        Self {
            kind,
            asked: Arc::default(),
        }
    }

    /// A folder, which is made when it is not there.
    ///
    /// # Errors
    /// When it cannot be made or entered.
    pub fn folder(folder: &Path) -> std::io::Result<Self> {
        Ok(Self::of(Kind::Folder(Folder::open(folder)?)))
    }

    /// A bucket of a store that speaks S3. Nothing is asked of it yet.
    ///
    /// # Errors
    /// What is wrong with the options, a sentence for the operator.
    pub fn bucket(options: &BucketOptions) -> Result<Self, String> {
        Ok(Self::of(Kind::Bucket(Bucket::new(options)?)))
    }

    /// Where that is, for the operator.
    pub fn said(&self) -> String {
        match &self.kind {
            Kind::Memory(_) => "the memory of this process".to_owned(),
            Kind::Folder(folder) => folder.said(),
            Kind::Bucket(bucket) => bucket.said().to_owned(),
        }
    }

    /// Puts bytes into a place where nothing is, at `at` by the portal's clock; they are there for good
    /// when this returns.
    ///
    /// # Errors
    /// A fault of ours, or `FILES_UNREACHABLE`: then nothing has that place.
    pub(crate) async fn put(
        &self,
        place: &str,
        bytes: Vec<u8>,
        at: Timestamp,
    ) -> Result<(), Error> {
        match &self.kind {
            Kind::Memory(memory) => {
                memory.put(place, bytes, at);
                Ok(())
            }
            Kind::Folder(folder) => folder.put(place, bytes, at).await,
            Kind::Bucket(bucket) => bucket.put(place, bytes).await,
        }
    }

    /// The bytes in a place; nothing when there are none.
    ///
    /// # Errors
    /// A fault of ours; `FILES_UNREACHABLE`.
    pub(super) async fn get(&self, place: &str) -> Result<Option<Vec<u8>>, Error> {
        match &self.kind {
            Kind::Memory(memory) => Ok(memory.get(place)),
            Kind::Folder(folder) => folder.get(place).await,
            Kind::Bucket(bucket) => bucket.get(place).await,
        }
    }

    /// Empties a place; nothing happens where there is nothing.
    ///
    /// # Errors
    /// A fault of ours; `FILES_UNREACHABLE`.
    pub(super) async fn remove(&self, place: &str) -> Result<(), Error> {
        match &self.kind {
            Kind::Memory(memory) => {
                memory.remove(place);
                Ok(())
            }
            Kind::Folder(folder) => folder.remove(place).await,
            Kind::Bucket(bucket) => bucket.remove(place).await,
        }
    }

    /// The places that were filled before `before`, with what was left of files that were never whole.
    ///
    /// # Errors
    /// A fault of ours; `FILES_UNREACHABLE`.
    pub(super) async fn older_than(&self, before: Timestamp) -> Result<Vec<String>, Error> {
        match &self.kind {
            Kind::Memory(memory) => Ok(memory.older_than(before)),
            Kind::Folder(folder) => folder.older_than(before).await,
            Kind::Bucket(bucket) => bucket.older_than(before).await,
        }
    }

    /// Whether files can be kept and read now.
    ///
    /// # Errors
    /// Why not, a sentence for the operator.
    pub async fn ask(&self) -> Result<(), String> {
        let asked = async {
            match &self.kind {
                Kind::Memory(_) => Ok(()),
                Kind::Folder(folder) => folder.ask().await,
                Kind::Bucket(bucket) => bucket.ask().await,
            }
        };
        let late = |_| Err(format!("no answer within {} s", ANSWER_WITHIN.as_secs()));
        timeout(ANSWER_WITHIN, asked).await.unwrap_or_else(late)
    }

    /// The same, asked at most every ten seconds; `now` by the even clock. The log says why not.
    pub(crate) async fn answers(&self, now: Timestamp) -> bool {
        let known = *self.asked.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((at, answered)) = known.filter(|(at, _)| now < at.plus_millis(ASKED_MS)) {
            tracing::trace!(?at, "asked before");
            return answered;
        }
        let asked = self.ask().await;
        if let Err(why) = &asked {
            tracing::error!(
                place = self.said(),
                why,
                "files can be neither kept nor read"
            );
        }
        let mut known = self.asked.lock().unwrap_or_else(PoisonError::into_inner);
        *known = Some((now, asked.is_ok()));
        asked.is_ok()
    }
}

/// Puts an object whole: under another name first, or in one request that counts as one.
async fn put(store: &dyn ObjectStore, at: &Name, bytes: Vec<u8>) -> object_store::Result<()> {
    store.put(at, bytes.into()).await.map(drop)
}

/// The bytes of an object; nothing when there is none.
async fn get(store: &dyn ObjectStore, at: &Name) -> object_store::Result<Option<Vec<u8>>> {
    match store.get(at).await {
        Ok(found) => Ok(Some(found.bytes().await?.into())),
        Err(object_store::Error::NotFound { .. }) => Ok(None),
        Err(error) => Err(error),
    }
}

/// Takes an object away, if there is one.
async fn remove(store: &dyn ObjectStore, at: &Name) -> object_store::Result<()> {
    match store.delete(at).await {
        Err(object_store::Error::NotFound { .. }) => Ok(()),
        done => done,
    }
}
