//! The entry of the browser: hydrate the page that the server sent, and nothing else.

// View types nest as deep as the pages they draw.
#![recursion_limit = "512"]

use leptos::wasm_bindgen;
use wasm_bindgen::prelude::wasm_bindgen;

/// Called by the page once the module is loaded.
#[wasm_bindgen]
pub fn hydrate() {
    app::reload_on_panic();
    leptos::mount::hydrate_lazy(app::App);
}

/// Room in the segment of the constants. Nothing refers to it, so it is in none of the files; but the
/// split of the module compares what the parts need, with the space between them, with the length
/// of the segment, and leaves every constant of every page in the first file when it does not fit.
#[used]
static ROOM: [u8; 16_384] = [1; 16_384];
