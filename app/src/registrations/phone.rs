//! The phone at the door: check-ins are noted in the browser at once and sent when there is a network. What
//! was not sent survives a reload; each has a number, so that sending it twice counts once.

use super::sync_check_ins;
use crate::bidding::local_millis;
use crate::error::AppError;
use domain::ids::SessionId;
use domain::registrations::{CHECK_INS_MAX, CheckIn};
use domain::time::Timestamp;
use domain::views::{CheckInDesk, CheckedIn};
use gloo_storage::{LocalStorage, Storage};
use js_sys::{Function, Reflect, Uint8Array};
use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen::JsCast;

/// How the phone stands with the server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Link {
    /// There is a connection, as far as is known.
    Online,
    /// There is none.
    Offline,
    /// The server refuses what is sent.
    Stuck(AppError),
}

/// The list of the door on this phone.
#[derive(Clone, Copy)]
pub struct Phone {
    session: SessionId,
    /// The list, with everything that was noted here.
    pub desk: RwSignal<CheckInDesk>,
    /// What the server does not know yet.
    pub queue: RwSignal<Vec<CheckIn>>,
    /// How the phone stands with the server.
    pub link: RwSignal<Link>,
    /// What came of the last check-in.
    pub last: RwSignal<Option<CheckedIn>>,
    busy: StoredValue<bool>,
}

impl Phone {
    /// A phone with this list.
    pub fn new(desk: CheckInDesk) -> Self {
        Self {
            session: desk.session.id,
            desk: RwSignal::new(desk),
            queue: RwSignal::new(Vec::new()),
            link: RwSignal::new(Link::Online),
            last: RwSignal::new(None),
            busy: StoredValue::new(false),
        }
    }

    /// The name under which the browser keeps what was not sent.
    fn kept_as(self) -> String {
        format!("luochui-check-ins-{}", self.session)
    }

    /// Takes up what an earlier visit has left.
    pub fn wake(self) {
        let kept: String = LocalStorage::get(self.kept_as()).unwrap_or_default();
        let kept: Vec<CheckIn> = crate::wire::read(&kept).unwrap_or_default();
        if kept.is_empty() {
            return;
        }
        self.desk.update(|desk| {
            for one in &kept {
                desk.note(one);
            }
        });
        self.queue.set(kept);
        self.send();
    }

    /// Checks somebody in.
    pub fn check_in(self, code: &str) {
        let Some(id) = fresh_id() else {
            return;
        };
        let one = CheckIn {
            id,
            code: code.trim().to_owned(),
            at: Timestamp::from_millis(local_millis()),
        };
        let mut answer = None;
        self.desk.update(|desk| answer = Some(desk.note(&one)));
        self.last.set(answer);
        self.queue.update(|queue| queue.push(one));
        self.keep();
        self.send();
    }

    fn keep(self) {
        let text = self.queue.with_untracked(serde_json::to_string);
        match (text, self.queue.with_untracked(Vec::is_empty)) {
            (_, true) => LocalStorage::delete(self.kept_as()),
            // Without a storage it is kept for as long as the page stands.
            (Ok(text), false) => drop(LocalStorage::set(self.kept_as(), text)),
            (Err(_), false) => {}
        }
    }

    /// Sends what waits, one parcel after the other.
    pub fn send(self) {
        if self.busy.get_value() || self.queue.with_untracked(Vec::is_empty) {
            return;
        }
        self.busy.set_value(true);
        spawn_local(async move {
            while self.send_once().await {}
            self.busy.try_set_value(false);
        });
    }

    /// Sends one parcel; false when there is none, or it did not arrive.
    async fn send_once(self) -> bool {
        let Some(parcel) = self.queue.try_with_untracked(|queue| {
            let parcel = queue.iter().take(CHECK_INS_MAX).cloned();
            parcel.collect::<Vec<_>>()
        }) else {
            return false;
        };
        if parcel.is_empty() {
            return false;
        }
        let Ok(text) = serde_json::to_string(&parcel) else {
            return false;
        };
        let synced = match sync_check_ins(self.session, text).await {
            Ok(synced) => synced,
            Err(AppError::Network) => {
                self.link.try_set(Link::Offline);
                return false;
            }
            Err(other) => {
                self.link.try_set(Link::Stuck(other));
                return false;
            }
        };
        self.link.try_set(Link::Online);
        let sent = |one: &CheckIn| parcel.iter().any(|gone| gone.id == one.id);
        self.queue
            .try_update(|queue| queue.retain(|one| !sent(one)));
        self.keep();
        let answered = self.last.try_get_untracked().flatten().and_then(|last| {
            let mut answers = synced.answers.iter();
            answers.find(|answer| answer.id == last.id).cloned()
        });
        if let Some(answer) = answered {
            self.last.try_set(Some(answer));
        }
        // What was noted while the parcel was on its way is on top of what the server knows.
        let mut desk = synced.desk;
        let rest = self.queue.try_get_untracked().unwrap_or_default();
        for one in &rest {
            desk.note(one);
        }
        self.desk.try_set(desk);
        !rest.is_empty()
    }
}

/// A number of 128 random bits, from the browser.
fn fresh_id() -> Option<String> {
    let crypto = Reflect::get(&window(), &"crypto".into()).ok()?;
    let draw = Reflect::get(&crypto, &"getRandomValues".into()).ok()?;
    let draw: Function = draw.dyn_into().ok()?;
    let bytes = Uint8Array::new_with_length(16);
    draw.call1(&crypto, &bytes).ok()?;
    Some(data_encoding::HEXLOWER.encode(&bytes.to_vec()))
}
