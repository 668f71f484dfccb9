//! The button that follows a lot. For nobody it leads to the sign-in page, which leads back.

use super::SetFollow;
use crate::lang::use_lang;
use crate::ui::erased::{changing, redrawn};
use crate::ui::visitor::{login_link, use_visitor};
use domain::ids::LotCode;
use leptos::prelude::*;
use leptos_router::hooks::use_location;
use locales::follows as m;

/// Follow, or do not any more.
#[component]
pub fn FollowButton(
    /// The lot.
    code: LotCode,
    /// The page is about this lot alone: what a plain form was answered is shown here.
    #[prop(optional)]
    alone: bool,
) -> impl IntoView {
    let lang = use_lang();
    let visitor = use_visitor();
    let signed_in = Memo::new(move |_| visitor.with(|one| one.account.is_some()));
    let about = format!(" {code}");
    redrawn(move || match signed_in.get() {
        true => view! { <FollowForm code=code.clone() alone /> }.into_any(),
        false => {
            let login = login_link();
            view! {
                <p class="follow">
                    <a class="follow-act" href=changing(move || login.get())>
                        {m::follow(lang)}
                        <span class="visually-hidden">{about.clone()}</span>
                    </a>
                </p>
            }
            .into_any()
        }
    })
}

#[component]
fn FollowForm(code: LotCode, alone: bool) -> impl IntoView {
    let lang = use_lang();
    let visitor = use_visitor();
    let action = ServerAction::<SetFollow>::new();
    let (of, about) = (code.clone(), format!(" {code}"));
    let followed = Memo::new(move |_| visitor.with(|one| one.follows.contains(&of)));
    let lot = code.to_string();
    Effect::new(move |_| {
        if let Some(Ok(on)) = action.value().get() {
            visitor.update(|one| {
                one.follows.retain(|known| *known != code);
                if on {
                    one.follows.insert(0, code.clone());
                }
            });
        }
    });
    let location = use_location();
    let back = move || {
        let (path, query) = (location.pathname.get(), location.search.get());
        match query.is_empty() {
            true => path,
            false => format!("{path}?{query}"),
        }
    };
    // A list has many of these forms, and the address does not say which of them was refused.
    let refused = move || {
        let shown = alone || action.version().get() > 0;
        let error = action.value().get()?.err().filter(|_| shown)?;
        let sentence = error.sentence(lang);
        Some(view! { <span class="field-error" role="alert">{sentence}</span> })
    };
    let words = move || match followed.get() {
        true => m::unfollow(lang),
        false => m::follow(lang),
    };
    view! {
        <ActionForm action attr:class="follow">
            <input type="hidden" name="lot" value=lot />
            <input
                type="hidden"
                name="on"
                value=changing(move || if followed.get() { "" } else { "1" })
            />
            <input type="hidden" name="back" value=changing(back) />
            <button
                class="follow-act"
                type="submit"
                data-on=changing(move || followed.get().then_some("true"))
                data-testid="follow"
            >
                {redrawn(words)}
                <span class="visually-hidden">{about}</span>
            </button>
            {redrawn(refused)}
        </ActionForm>
    }
}
