//! The end of what a session knows of people: half a year after it names, telephones and addresses go; and of
//! whom to call about a technology need.

use crate::{Error, Portal};
use domain::audit::{Act, Object, ObjectKind};
use domain::erasure::CONTACTS_KEPT_MS;
use serde_json::json;

/// Sessions in one turn.
const SESSIONS: u32 = 20;
/// Needs in one turn.
const NEEDS: u32 = 200;

/// Forgets the contacts of sessions and of needs whose time is over; figures stay as they are. Answers of how
/// many sessions and needs.
///
/// # Errors
/// Only faults of ours; the next turn tries again.
pub async fn forget_contacts(portal: &Portal) -> Result<usize, Error> {
    let before = portal.now().plus_millis(-CONTACTS_KEPT_MS);
    let mut tx = portal.store().read().await?;
    let due = tx.sessions_with_contacts(before, SESSIONS).await?;
    drop(tx);
    let count = due.len();
    for id in due {
        let (store, origin) = (portal.store().clone(), portal.by_clock());
        let forget = async move {
            let mut tx = store.audited().await?;
            let (people, interests) = tx.forget_contacts(id).await?;
            if people + interests == 0 {
                return Ok(());
            }
            let object = Object::new(ObjectKind::Session, id);
            let entry = origin.entry(Act::ContactsForget, object);
            tx.audit(entry.after(&json!({ "people": people, "interests": interests })));
            Ok::<_, Error>(tx.commit().await?)
        };
        portal.durable(forget).await?;
    }
    Ok(count + forget_needs(portal).await?)
}

/// Forgets whom to call about needs that have expired or were closed half a year ago. Answers how many.
async fn forget_needs(portal: &Portal) -> Result<usize, Error> {
    let mut tx = portal.store().read().await?;
    let due = tx.needs_with_contacts(portal.now(), NEEDS).await?;
    drop(tx);
    let count = due.len();
    for (id, code) in due {
        let (store, origin) = (portal.store().clone(), portal.by_clock());
        let forget = async move {
            let mut tx = store.audited().await?;
            if !tx.forget_need_contact(id).await? {
                return Ok(());
            }
            let object = Object::new(ObjectKind::Need, code);
            tx.audit(origin.entry(Act::ContactsForget, object));
            Ok::<_, Error>(tx.commit().await?)
        };
        portal.durable(forget).await?;
    }
    Ok(count)
}
