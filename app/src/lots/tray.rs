//! What a visitor has chosen to compare. With scripts the choice is kept in the browser and shown in a
//! tray; without, every “compare” is a plain link that carries the lots chosen before.

use super::filters::codes_of;
use super::place::{Place, compare_path};
use crate::lang::{href, use_lang};
use crate::ui::erased::{Shown, changing, redrawn};
use domain::ids::LotCode;
use domain::views::COMPARED_MAX;
use gloo_storage::{LocalStorage, Storage};
use leptos::ev::{KeyboardEvent, MouseEvent};
use leptos::prelude::*;
use locales::display as m;

/// The name under which the browser keeps the codes.
const KEPT_AS: &str = "luochui-compare";

/// The choice of this browser.
#[derive(Clone, Copy)]
pub struct Tray {
    codes: RwSignal<Vec<LotCode>>,
    /// Whether scripts run: only then does a link become a switch.
    alive: RwSignal<bool>,
}

/// Puts the tray into the context of a page and fills it with what the browser has kept.
pub fn provide_tray() -> Tray {
    let tray = Tray {
        codes: RwSignal::new(Vec::new()),
        alive: RwSignal::new(false),
    };
    provide_context(tray);
    Effect::new(move |_| {
        let kept: String = LocalStorage::get(KEPT_AS).unwrap_or_default();
        let mut codes = codes_of(&kept);
        codes.truncate(COMPARED_MAX);
        tray.codes.set(codes);
        tray.alive.set(true);
    });
    tray
}

impl Tray {
    fn has(self, code: &LotCode) -> bool {
        self.codes.with(|codes| codes.contains(code))
    }

    fn is_full(self) -> bool {
        self.codes.with(|codes| codes.len() >= COMPARED_MAX)
    }

    /// Puts a lot in when it is out and there is room, and takes it out when it is in.
    fn switch(self, code: &LotCode) {
        let mut codes = self.codes.get_untracked();
        if codes.contains(code) {
            codes.retain(|one| one != code);
        } else if codes.len() < COMPARED_MAX {
            codes.push(code.clone());
        }
        self.keep(codes);
    }

    /// Takes a lot out.
    pub fn remove(self, code: &LotCode) {
        let mut codes = self.codes.get_untracked();
        codes.retain(|one| one != code);
        self.keep(codes);
    }

    fn keep(self, codes: Vec<LotCode>) {
        let list: Vec<&str> = codes.iter().map(LotCode::as_str).collect();
        // A browser that keeps nothing still compares on this page.
        let _ = LocalStorage::set(KEPT_AS, list.join(","));
        self.codes.set(codes);
    }
}

/// The link or switch of one lot.
#[component]
pub fn CompareLink(
    /// The lot.
    code: LotCode,
    /// Its title, read aloud.
    title: String,
    /// The list that the link stands in.
    #[prop(optional)]
    place: Place,
) -> impl IntoView {
    let lang = use_lang();
    let tray = use_context::<Tray>();
    let to = href(lang, &place.compare_with(&code));
    let alive = move || tray.filter(|tray| tray.alive.get());
    let inside = {
        let code = code.clone();
        Memo::new(move |_| alive().is_some_and(|tray| tray.has(&code)))
    };
    let words = move || match (inside.get(), alive().is_some_and(Tray::is_full)) {
        (true, _) => m::compare_added(lang),
        (false, true) => m::compare_full(lang),
        (false, false) => m::compare_add(lang),
    };
    let switch = move || {
        let tray = tray.filter(|tray| tray.alive.get_untracked());
        if let Some(tray) = tray {
            tray.switch(&code);
        }
        tray.is_some()
    };
    let on_key = switch.clone();
    view! {
        <a
            class="compare-link"
            href=to
            role=changing(move || alive().map(|_| "button"))
            aria-pressed=changing(move || alive().map(|_| inside.get().to_string()))
            on:click=move |event: MouseEvent| {
                if switch() {
                    event.prevent_default();
                }
            }
            on:keydown=move |event: KeyboardEvent| {
                if event.key() == " " && on_key() {
                    event.prevent_default();
                }
            }
        >
            {redrawn(words)}
            <span class="visually-hidden">" " {title}</span>
        </a>
    }
}

/// The choice, at the foot of the page; nothing while it is empty.
#[component]
pub fn CompareTray() -> impl IntoView {
    let lang = use_lang();
    let tray = expect_context::<Tray>();
    let codes = tray.codes;
    let any = Signal::derive(move || codes.with(|codes| !codes.is_empty()));
    let items = move || {
        let items = codes.get().into_iter().map(|code| {
            let label = m::compare_remove(lang, &code);
            let gone = code.clone();
            view! {
                <li>
                    <button
                        class="chip"
                        type="button"
                        aria-label=label
                        on:click=move |_| tray.remove(&gone)
                    >
                        {code.to_string()}
                        <span class="chip-cross" aria-hidden="true">
                            "×"
                        </span>
                    </button>
                </li>
            }
        });
        items.collect_view()
    };
    view! {
        <Shown when=any>
            <aside class="compare-tray" aria-label=m::compare(lang)>
                <p class="compare-tray-title">
                    {redrawn(move || m::compare_tray(lang, codes.with(Vec::len)))}
                </p>
                <ul class="chips">{redrawn(items)}</ul>
                <p class="compare-tray-actions">
                    <a
                        class="button button--main"
                        href=changing(move || href(lang, &codes.with(|codes| compare_path(codes))))
                    >
                        {m::compare_go(lang)}
                    </a>
                    <button class="button" type="button" on:click=move |_| tray.keep(Vec::new())>
                        {m::compare_clear(lang)}
                    </button>
                </p>
            </aside>
        </Shown>
    }
}
