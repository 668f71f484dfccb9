//! The entry of the browser: hydrate the page that the server sent, and nothing else.

// View types nest as deep as the pages they draw.
#![recursion_limit = "512"]

use any_spawner::Executor;
use leptos::mount::hydrate_from_async;
use leptos::prelude::document;
use leptos::task::{spawn_local, tick};
use leptos::wasm_bindgen;
use wasm_bindgen::prelude::wasm_bindgen;

/// Called by the page once the module is loaded.
#[wasm_bindgen]
pub fn hydrate() {
    app::reload_on_panic();
    // An executor that is there already is the same one.
    let _ = Executor::init_wasm_bindgen();
    spawn_local(bring_to_life());
}

/// As `leptos::mount::hydrate_lazy` does it, but one knows when it is done: the part of the code that draws
/// the page arrives on its own, and until then nobody listens to what is typed or pressed.
async fn bring_to_life() {
    let Some(body) = document().body() else {
        return;
    };
    hydrate_from_async(body, app::App).await.forget();
    // What the page does by itself at its start comes first.
    tick().await;
    app::mark_alive();
}

/// Room in the segment of the constants. Nothing refers to it, so it is in none of the files; but the
/// split of the module compares what the parts need, with the space between them, with the length
/// of the segment, and leaves every constant of every page in the first file when it does not fit.
#[used]
static ROOM: [u8; 16_384] = [1; 16_384];
