//! The entry of the browser: hydrate the page that the server sent, and nothing else.

// View types nest as deep as the pages they draw.
#![recursion_limit = "512"]

use leptos::wasm_bindgen;
use wasm_bindgen::prelude::wasm_bindgen;

/// Called by the page once the module is loaded.
#[wasm_bindgen]
pub fn hydrate() {
    leptos::mount::hydrate_lazy(app::App);
}
