//! Recovery codes that have just been made: the only time they are shown.

use crate::accounts::encode;
use crate::error::AppError;
use crate::lang::use_lang;
use crate::ui::Notice;
use leptos::html;
use leptos::prelude::*;
use locales::second_factor as m;
use serde::{Deserialize, Serialize};

/// Name of the file that the codes are kept in.
const FILE: &str = "luochui-recovery-codes.txt";

/// The form whose answer is recovery codes, as it is posted.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct CodesForm {
    /// `confirm` or `renew`.
    pub act: String,
    /// The first code of the authenticator.
    pub code: String,
}

/// What became of a plain form: the page is the answer, so that the codes stand in no address.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PostedCodes {
    /// The codes, or why there are none.
    pub answer: Result<Vec<String>, AppError>,
}

/// The codes with ways to keep them. It takes the focus when it appears.
#[component]
pub fn Codes(
    /// The codes.
    codes: Vec<String>,
) -> impl IntoView {
    let lang = use_lang();
    let heading = NodeRef::<html::H2>::new();
    Effect::new(move |_| {
        if let Some(heading) = heading.get() {
            let _ = heading.focus();
        }
    });
    let text = format!("{}\n\n{}\n", m::codes_file(lang), codes.join("\n"));
    // No script and no second request: the file is in the link.
    let file = format!("data:text/plain;charset=utf-8,{}", encode(&text));
    let lines = codes
        .into_iter()
        .map(|code| {
            view! {
                <li>
                    <code>{code}</code>
                </li>
            }
        })
        .collect_view();
    let print = move |_| {
        let _ = window().print();
    };
    view! {
        <Notice tone="success">
            <section class="recovery" aria-labelledby="recovery-title">
                <h2 id="recovery-title" tabindex="-1" node_ref=heading>
                    {m::codes_title(lang)}
                </h2>
                <p>
                    <strong>{m::codes_once(lang)}</strong>
                </p>
                <ol class="recovery-codes" data-testid="recovery-codes">
                    {lines}
                </ol>
                <p class="actions">
                    <a class="button" href=file download=FILE rel="external">
                        {m::codes_download(lang)}
                    </a>
                    <button class="button js-only" type="button" on:click=print>
                        {m::codes_print(lang)}
                    </button>
                </p>
            </section>
        </Notice>
    }
}
