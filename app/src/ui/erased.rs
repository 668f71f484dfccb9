//! Closures of a view without a type of their own.
//!
//! Every closure that a view is given makes a copy of the code that draws, updates and hydrates it.
//! In a box they share one copy per kind of value: half of the code of a page is saved so.

use leptos::prelude::*;

/// A part of a view that is drawn anew when a signal in it changes.
pub type Redrawn = Box<dyn FnMut() -> AnyView + Send>;

/// A part of a view that is drawn anew when a signal in it changes.
pub fn redrawn<V: IntoView + 'static>(mut draw: impl FnMut() -> V + Send + 'static) -> Redrawn {
    Box::new(move || draw().into_any())
}

/// An attribute that changes with the signals in it.
pub fn changing<V: 'static>(
    value: impl FnMut() -> V + Send + 'static,
) -> Box<dyn FnMut() -> V + Send> {
    Box::new(value)
}

/// Shows its content while `when` holds. As leptos' `Show` without a fallback, but one for all.
#[component]
pub fn Shown(
    /// Whether the content is there.
    #[prop(into)]
    when: Signal<bool>,
    /// The content.
    children: ChildrenFn,
) -> impl IntoView {
    let shown = Memo::new(move |_| when.get());
    redrawn(move || shown.get().then(|| children()))
}
