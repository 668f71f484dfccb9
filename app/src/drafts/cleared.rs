//! 内容可公开: lots that wait for the word of their institution that nothing in them is secret (LG-7).

use super::ClearLots;
use super::parts::Back;
use crate::lang::use_lang;
use crate::reviews::RETURNED_PATH;
use domain::views::SheetLot;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use locales::drafts as m;

/// The lots without the tick, each with a box; nothing when there is none.
#[component]
pub fn Waiting(lots: Vec<SheetLot>) -> impl IntoView {
    let lang = use_lang();
    let waiting: Vec<SheetLot> = lots
        .into_iter()
        .filter(SheetLot::waits_for_clearing)
        .collect();
    (!waiting.is_empty()).then(|| {
        let row = |lot: SheetLot| {
            let code = lot.code.to_string();
            let id = format!("clear-{code}");
            view! {
                <li class="check">
                    <input type="checkbox" id=id.clone() name="codes[]" value=code.clone() />
                    <label for=id>
                        {code} " " <span lang="zh-CN">{lot.title}</span>
                    </label>
                </li>
            }
        };
        let rows = waiting.into_iter().map(row).collect_view();
        view! {
            <section class="section" aria-labelledby="clear-title">
                <h2 class="section-title" id="clear-title">
                    {m::clear_title(lang)}
                </h2>
                <form method="post" action=ClearLots::url()>
                    <Back to=RETURNED_PATH />
                    <fieldset class="checks" data-testid="waiting-lots">
                        <legend>{m::clear_legend(lang)}</legend>
                        <ul class="plain-rows">{rows}</ul>
                    </fieldset>
                    <p class="field-hint">{m::clear_hint(lang)}</p>
                    <p>
                        <button class="button" type="submit">
                            {m::clear(lang)}
                        </button>
                    </p>
                </form>
            </section>
        }
    })
}
