//! When the code of a page cannot go on, the page is loaded as a document, once.
//!
//! The parts of a release are files with its name. A tab that is older than the release, or lost its
//! connection for a moment, may not get the part of the page that its visitor asks for; the address
//! is that of the new page by then, and the server can always show it.

use gloo_storage::{SessionStorage, Storage};

/// Where the last address that was loaded so is kept: a page that fails twice stays as it is.
const KEY: &str = "luochui-loaded-again";

/// Loads the page again when the code of the browser panics; called once at its start.
pub fn reload_on_panic() {
    let before = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |info| {
        before(info);
        reload_once();
    }));
}

/// Nothing while there is no connection: what is on the screen is more than an error of the browser.
fn reload_once() -> Option<()> {
    let window = web_sys::window()?;
    let location = window.location();
    let address = location.href().ok()?;
    let seen: Option<String> = SessionStorage::get(KEY).ok();
    if !window.navigator().on_line() || seen.as_ref() == Some(&address) {
        return None;
    }
    SessionStorage::set(KEY, &address).ok()?;
    location.reload().ok()
}
